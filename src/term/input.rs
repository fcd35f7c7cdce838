//! Owns turning what the terminal sends into messages of the app. The only file that names
//! `crossterm::event`. Must not know what a key does.

use crossterm::event::{self, Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use futures_util::Stream;
use futures_util::stream;
use ratatui::layout::Size;
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};

use super::screen::told;
use crate::app::key::{Code, Key};
use crate::app::msg::Msg;

/// What came from the terminal.
#[derive(Clone, Debug, PartialEq)]
pub enum Input {
    Msg(Msg),
    /// The terminal cannot be read any more.
    Gone,
}

/// Everything the user does, as it comes. A thread of its own reads: on a terminal that has hung up,
/// crossterm's reader never returns (<https://github.com/crossterm-rs/crossterm/issues/793>), and the loop
/// must still hear the signal that says so. The thread ends with the process.
pub fn stream() -> impl Stream<Item = Input> + Unpin {
    let (tell, told) = unbounded_channel();
    std::thread::spawn(move || read(&tell));
    Box::pin(stream::unfold(told, |mut told| async {
        told.recv().await.map(|input| (input, told))
    }))
}

/// Until the terminal cannot be read any more, or nobody listens.
fn read(tell: &UnboundedSender<Input>) {
    loop {
        let input = match event::read() {
            Ok(event) => message(event).map(Input::Msg),
            Err(error) => {
                tracing::warn!(%error, "the terminal cannot be read");
                Some(Input::Gone)
            }
        };
        let is_gone = input == Some(Input::Gone);
        let is_heard = input.is_none_or(|input| tell.send(input).is_ok());
        if is_gone || !is_heard {
            return;
        }
    }
}

fn message(event: Event) -> Option<Msg> {
    match event {
        Event::Key(event) => key(event).map(Msg::Key),
        Event::Paste(text) => Some(Msg::Paste(text)),
        Event::Resize(width, height) => {
            let Size { width, height } = told(width, height);
            Some(Msg::Resize { width, height })
        }
        Event::FocusGained | Event::FocusLost | Event::Mouse(_) => None,
    }
}

fn key(event: KeyEvent) -> Option<Key> {
    if event.kind == KeyEventKind::Release {
        return None;
    }
    let held = |modifier| event.modifiers.contains(modifier);
    let (ctrl, alt) = (held(KeyModifiers::CONTROL), held(KeyModifiers::ALT));
    let shift = held(KeyModifiers::SHIFT);
    let code = match event.code {
        KeyCode::Char(c) => Code::Char(char_of(c, ctrl, shift)),
        KeyCode::Enter => Code::Enter,
        KeyCode::Esc => Code::Esc,
        KeyCode::Tab if shift => Code::BackTab,
        KeyCode::Tab => Code::Tab,
        KeyCode::BackTab => Code::BackTab,
        KeyCode::Backspace => Code::Backspace,
        KeyCode::Delete => Code::Delete,
        KeyCode::Insert => Code::Insert,
        KeyCode::Up => Code::Up,
        KeyCode::Down => Code::Down,
        KeyCode::Left => Code::Left,
        KeyCode::Right => Code::Right,
        KeyCode::Home => Code::Home,
        KeyCode::End => Code::End,
        KeyCode::PageUp => Code::PageUp,
        KeyCode::PageDown => Code::PageDown,
        KeyCode::F(n) => Code::F(n),
        // Ctrl-blank arrives as NUL.
        KeyCode::Null => return Some(Key::ctrl(' ')),
        _ => return None,
    };
    Some(Key {
        code,
        ctrl,
        alt,
        // Shift is part of the character and of BackTab already.
        shift: shift && !matches!(code, Code::Char(_) | Code::BackTab),
    })
}

/// With ctrl, terminals do not agree on the case; without, shift is in the character or is put there.
fn char_of(c: char, ctrl: bool, shift: bool) -> char {
    if ctrl {
        c.to_ascii_lowercase()
    } else if shift && c.is_ascii_lowercase() {
        c.to_ascii_uppercase()
    } else {
        c
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(code: KeyCode, modifiers: KeyModifiers) -> Option<Key> {
        key(KeyEvent::new(code, modifiers))
    }

    #[test]
    fn shift_is_part_of_the_character() {
        let k = Some(Key::char('K'));
        assert_eq!(typed(KeyCode::Char('K'), KeyModifiers::SHIFT), k);
        assert_eq!(typed(KeyCode::Char('K'), KeyModifiers::NONE), k);
        assert_eq!(typed(KeyCode::Char('k'), KeyModifiers::SHIFT), k);
    }

    #[test]
    fn shift_tab_is_one_key_however_it_is_sent() {
        let back = Some(Key::plain(Code::BackTab));
        assert_eq!(typed(KeyCode::BackTab, KeyModifiers::SHIFT), back);
        assert_eq!(typed(KeyCode::BackTab, KeyModifiers::NONE), back);
        assert_eq!(typed(KeyCode::Tab, KeyModifiers::SHIFT), back);
    }

    #[test]
    fn control_has_no_case_and_shift_stays_with_arrows() {
        let s = Some(Key::ctrl('s'));
        assert_eq!(typed(KeyCode::Char('S'), KeyModifiers::CONTROL), s);
        assert_eq!(
            typed(KeyCode::Null, KeyModifiers::NONE),
            Some(Key::ctrl(' '))
        );
        let up = typed(KeyCode::Up, KeyModifiers::SHIFT);
        assert!(up.is_some_and(|key| key.shift && key.code == Code::Up));
    }

    #[test]
    fn a_release_is_no_key_and_a_repeat_is_one() {
        let mut event = KeyEvent::new(KeyCode::Down, KeyModifiers::NONE);
        event.kind = KeyEventKind::Release;
        assert_eq!(key(event), None);
        event.kind = KeyEventKind::Repeat;
        assert_eq!(key(event), Some(Key::plain(Code::Down)));
    }

    #[test]
    fn pastes_and_sizes_pass() {
        assert_eq!(
            message(Event::Paste("a\nb".into())),
            Some(Msg::Paste("a\nb".into()))
        );
        assert_eq!(
            message(Event::Resize(80, 24)),
            Some(Msg::Resize {
                width: 80,
                height: 24
            })
        );
        assert_eq!(message(Event::FocusLost), None);
    }
}
