//! Owns hearing the terminal: its bytes as they come, how long a part of a key is waited for, and its size. `decode`
//! says what they mean. Must not know what a key does.

mod decode;

use std::fs::File;
use std::io::{self, Read};
use std::os::fd::AsFd;
use std::time::{Duration, Instant};

use futures_util::stream::{self, Stream, StreamExt};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};

use super::gate::Gate;
use super::screen;
use crate::app::msg::Msg;
use crate::app::pointer::{Click, Pointer};

use decode::{Act, Decoder, Held, Sent};

/// What came from the terminal.
#[derive(Clone, Debug, PartialEq)]
pub enum Input {
    Msg(Msg),
    /// The terminal cannot be read any more.
    Gone,
}

/// How much is read at once.
const CHUNK: usize = 16 * 1024;
/// How long an Esc may be the beginning of another key, whose rest is on its way. Nobody sees so little, and a line
/// that takes longer between two bytes needs ESCDELAY.
const ESCAPE: Duration = Duration::from_millis(25);
/// How long the rest of what nobody types may take. Then it is given up, and the keys after it count.
const REST: Duration = Duration::from_secs(1);

/// Everything the user does, as it comes, and the sizes of the terminal. A thread of its own reads. It ends with the
/// process.
/// `env`: ESCDELAY says how many milliseconds an Esc waits, as it does to other programs.
pub fn stream(
    gate: Gate,
    env: impl Fn(&str) -> Option<String>,
) -> io::Result<impl Stream<Item = Input> + Unpin> {
    let sizes = sizes()?;
    let ear = Ear {
        terminal: File::from(io::stdin().as_fd().try_clone_to_owned()?),
        gate,
        escape: escape(env("ESCDELAY")),
    };
    let (tell, told) = unbounded_channel();
    std::thread::spawn(move || ear.listen(&tell));
    let inputs = stream::unfold(told, |mut told| async {
        told.recv().await.map(|input| (input, told))
    });
    Ok(stream::select(inputs.boxed(), sizes.boxed()))
}

fn escape(asked: Option<String>) -> Duration {
    let asked = asked.and_then(|asked| asked.trim().parse().ok());
    asked.map_or(ESCAPE, |asked| Duration::from_millis(asked).min(REST))
}

/// Each new size of the terminal.
fn sizes() -> io::Result<impl Stream<Item = Input>> {
    let changes = signal(SignalKind::window_change())?;
    Ok(stream::unfold(changes, |mut changes| async {
        loop {
            changes.recv().await?;
            // One that cannot be asked for is noticed by whoever reads it or writes to it.
            if let Ok(size) = screen::size() {
                let (width, height) = (size.width, size.height);
                return Some((Input::Msg(Msg::Resize { width, height }), changes));
            }
        }
    }))
}

/// What there is to do.
enum Heard {
    Bytes,
    /// Nothing, for as long as it was worth waiting.
    Silence,
    /// Somebody wants to close the gate.
    Bell,
}

/// Who reads the terminal.
struct Ear {
    terminal: File,
    gate: Gate,
    escape: Duration,
}

impl Ear {
    /// Until the terminal cannot be read any more, or nobody listens.
    fn listen(mut self, tell: &UnboundedSender<Input>) {
        let (mut decoder, mut presses) = (Decoder::default(), Presses::default());
        let (mut bytes, mut sent) = (vec![0; CHUNK], Vec::new());
        let gone = loop {
            self.gate.pass();
            match self.hear(decoder.held()) {
                Ok(Heard::Bytes) => match self.terminal.read(&mut bytes) {
                    Ok(0) => break None,
                    Ok(count) => decoder.take(&bytes[..count], &mut sent),
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                    Err(error) => break Some(error),
                },
                Ok(Heard::Silence) => decoder.give_up(&mut sent),
                Ok(Heard::Bell) => continue,
                Err(error) => break Some(error),
            }
            for sent in sent.drain(..) {
                let input = Input::Msg(presses.message(sent));
                if tell.send(input).is_err() {
                    return;
                }
            }
        };
        tracing::warn!(?gone, "the terminal cannot be read");
        // Where nobody listens nobody need know.
        let _ = tell.send(Input::Gone);
    }

    /// Sleeps until something comes, or until what is held is all there is.
    fn hear(&self, held: Held) -> io::Result<Heard> {
        let patience = match held {
            Held::Nothing | Held::Paste => None,
            Held::Escape => Some(self.escape),
            Held::Part => Some(REST),
        };
        let patience = patience.and_then(|patience| Timespec::try_from(patience).ok());
        let mut watched = [
            PollFd::new(&self.terminal, PollFlags::IN),
            PollFd::new(self.gate.bell(), PollFlags::IN),
        ];
        loop {
            match poll(&mut watched, patience.as_ref()) {
                Ok(0) => return Ok(Heard::Silence),
                Ok(_) if !watched[1].revents().is_empty() => {
                    self.gate.still();
                    return Ok(Heard::Bell);
                }
                Ok(_) => return Ok(Heard::Bytes),
                Err(Errno::INTR) => {}
                Err(error) => return Err(error.into()),
            }
        }
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
    fn message(&mut self, sent: Sent) -> Msg {
        match sent {
            Sent::Key(key) => Msg::Key(key),
            Sent::Paste(text) => Msg::Paste(text),
            Sent::Mouse { act, x, y } => {
                let click = self.click(act, (x, y), Instant::now());
                Msg::Mouse(Pointer { click, x, y })
            }
        }
    }

    fn click(&mut self, act: Act, (x, y): (u16, u16), now: Instant) -> Click {
        match act {
            Act::Press => self.press(x, y, now),
            Act::Drag => Click::Drag,
            Act::Release => Click::Release,
            Act::WheelUp => Click::WheelUp,
            Act::WheelDown => Click::WheelDown,
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_press_at_one_place_is_a_double_click_while_it_is_fresh() {
        let mut presses = Presses::default();
        let start = Instant::now();
        let mut press = |x: u16, after: u64| {
            presses.click(Act::Press, (x, 5), start + Duration::from_millis(after))
        };
        assert_eq!(press(3, 0), Click::Press);
        assert_eq!(press(3, 300), Click::Double);
        assert_eq!(press(3, 500), Click::Press, "a third is none");
        assert_eq!(press(4, 600), Click::Press, "another place");
        assert_eq!(press(4, 1100), Click::Press, "too late");
    }

    #[test]
    fn an_esc_waits_as_long_as_was_asked_for_and_no_longer_than_anything() {
        let said = |text: &str| escape(Some(text.to_owned()));
        assert_eq!(escape(None), ESCAPE);
        assert_eq!(said("300"), Duration::from_millis(300));
        assert_eq!(said("0"), Duration::ZERO);
        assert_eq!(said("100000"), REST);
        assert_eq!(said("soon"), ESCAPE);
    }
}
