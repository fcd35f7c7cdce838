//! Owns turning what the terminal sends into messages of the app. The only file that names
//! `crossterm::event`. Must not know what a key does.

use std::time::{Duration, Instant};

use crossterm::event::{
    self, Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers, MouseButton, MouseEvent,
    MouseEventKind,
};
use futures_util::Stream;
use futures_util::stream;
use ratatui::layout::Size;
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};

use super::gate::Gate;
use super::screen::told;
use crate::app::key::{Code, Key};
use crate::app::msg::Msg;
use crate::app::pointer::{Click, Pointer};

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
pub fn stream(gate: Gate) -> impl Stream<Item = Input> + Unpin {
    let (tell, told) = unbounded_channel();
    std::thread::spawn(move || read(&tell, &gate));
    Box::pin(stream::unfold(told, |mut told| async {
        told.recv().await.map(|input| (input, told))
    }))
}

/// Until the terminal cannot be read any more, or nobody listens.
fn read(tell: &UnboundedSender<Input>, gate: &Gate) {
    let mut presses = Presses::default();
    loop {
        gate.pass();
        let input = match event::read() {
            Ok(event) => message(event, &mut presses).map(Input::Msg),
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

fn message(event: Event, presses: &mut Presses) -> Option<Msg> {
    match event {
        Event::Key(event) => key(event).map(Msg::Key),
        Event::Paste(text) => Some(Msg::Paste(text)),
        Event::Resize(width, height) => {
            let Size { width, height } = told(width, height);
            Some(Msg::Resize { width, height })
        }
        Event::Mouse(event) => presses.pointer(event, Instant::now()).map(Msg::Mouse),
        Event::FocusGained | Event::FocusLost => None,
    }
}

/// Two presses at one place within this time are a double click.
const DOUBLE: Duration = Duration::from_millis(400);

/// The last press of the mouse: the next one may be its second.
#[derive(Debug, Default)]
struct Presses {
    last: Option<(Instant, u16, u16)>,
}

impl Presses {
    fn pointer(&mut self, event: MouseEvent, now: Instant) -> Option<Pointer> {
        let (x, y) = (event.column, event.row);
        let click = match event.kind {
            MouseEventKind::Down(MouseButton::Left) => self.press(x, y, now),
            MouseEventKind::Drag(MouseButton::Left) => Click::Drag,
            MouseEventKind::Up(MouseButton::Left) => Click::Release,
            MouseEventKind::ScrollUp => Click::WheelUp,
            MouseEventKind::ScrollDown => Click::WheelDown,
            _ => return None,
        };
        Some(Pointer { click, x, y })
    }

    /// A third press begins anew.
    fn press(&mut self, x: u16, y: u16, now: Instant) -> Click {
        match self.last.take() {
            Some((at, was_x, was_y)) if (was_x, was_y) == (x, y) && now - at <= DOUBLE => {
                Click::Double
            }
            _ => {
                self.last = Some((now, x, y));
                Click::Press
            }
        }
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
            message(Event::Paste("a\nb".into()), &mut Presses::default()),
            Some(Msg::Paste("a\nb".into()))
        );
        assert_eq!(
            message(Event::Resize(80, 24), &mut Presses::default()),
            Some(Msg::Resize {
                width: 80,
                height: 24
            })
        );
        assert_eq!(message(Event::FocusLost, &mut Presses::default()), None);
    }

    #[test]
    fn a_second_press_at_one_place_is_a_double_click_while_it_is_fresh() {
        let mut presses = Presses::default();
        let start = Instant::now();
        let mut press = |x: u16, after: u64| {
            let event = MouseEvent {
                kind: MouseEventKind::Down(MouseButton::Left),
                column: x,
                row: 5,
                modifiers: KeyModifiers::NONE,
            };
            let now = start + Duration::from_millis(after);
            presses.pointer(event, now).map(|pointer| pointer.click)
        };
        assert_eq!(press(3, 0), Some(Click::Press));
        assert_eq!(press(3, 300), Some(Click::Double));
        assert_eq!(press(3, 500), Some(Click::Press), "a third is none");
        assert_eq!(press(4, 600), Some(Click::Press), "another place");
        assert_eq!(press(4, 1100), Some(Click::Press), "too late");
    }
}
