//! Owns the terminal while rolo holds it: taking it, giving it back in every case (a quit, a suspension, a
//! panic), and its size. With `clipboard` and the frames, the only file that writes to it.
//! Must never panic itself, nor ask the terminal anything.

use std::fs::File;
use std::io::{self, IsTerminal, Write};
use std::os::fd::AsFd;
use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};

use crossterm::cursor::{Hide, MoveTo, SetCursorStyle, Show};
use crossterm::style::{ResetColor, SetAttribute};
use crossterm::terminal::{self, Clear, EnterAlternateScreen, LeaveAlternateScreen, SetTitle};
use crossterm::{Command, queue, style};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Size};
use rustix::termios::{OptionalActions, Termios, tcgetattr, tcgetwinsize, tcsetattr};

use super::frames::Frames;
use super::run::Canvas;
use crate::app::links::Link;

/// Whether the terminal is ours now.
static HELD: AtomicBool = AtomicBool::new(false);
/// Whether it is a basic one, which is told only what it knows.
static BASIC: AtomicBool = AtomicBool::new(false);

/// Whether the terminal tells of the mouse, or is to as soon as it is ours.
static MOUSE: AtomicBool = AtomicBool::new(false);

/// A sequence that crossterm has no command for, or has it among the events.
struct Raw(&'static str);

const PUSH_TITLE: Raw = Raw("\x1b[22;0t");
const POP_TITLE: Raw = Raw("\x1b[23;0t");
const BRACKETED_PASTE: Raw = Raw("\x1b[?2004h");
const PLAIN_PASTE: Raw = Raw("\x1b[?2004l");

/// Presses, what is dragged, and places beyond column 223.
const MOUSE_ON: Raw = Raw("\x1b[?1000h\x1b[?1002h\x1b[?1006h");
const MOUSE_OFF: Raw = Raw("\x1b[?1006l\x1b[?1002l\x1b[?1000l");

impl Command for Raw {
    fn write_ansi(&self, f: &mut impl std::fmt::Write) -> std::fmt::Result {
        f.write_str(self.0)
    }
}

/// Holds the terminal until it is dropped.
#[derive(Debug)]
pub struct Screen {
    title: String,
    /// The modes of the terminal as they were when another program got it.
    lent: Option<Termios>,
}

impl Screen {
    /// Takes the terminal: raw mode, alternate screen, and on those that are not `basic` bracketed paste, the title and
    /// the cursor's shape.
    pub fn take(title: &str, basic: bool) -> io::Result<Screen> {
        restore_on_panic();
        BASIC.store(basic, Ordering::SeqCst);
        // Without it crossterm takes bold and reverse away under NO_COLOR too; colours are the theme's affair.
        style::force_color_output(true);
        let screen = Screen {
            title: title.to_owned(),
            lent: None,
        };
        screen.enter()?;
        Ok(screen)
    }

    /// Takes the terminal again after it was given back.
    pub fn enter(&self) -> io::Result<()> {
        terminal::enable_raw_mode()?;
        HELD.store(true, Ordering::SeqCst);
        let mut out = Vec::new();
        if !BASIC.load(Ordering::SeqCst) {
            queue!(
                out,
                PUSH_TITLE,
                SetTitle(&self.title),
                BRACKETED_PASTE,
                SetCursorStyle::SteadyBar
            )?;
        }
        queue!(
            out,
            EnterAlternateScreen,
            // Frames say what differs from an empty screen, and not every terminal has a second one to empty.
            Clear(terminal::ClearType::All),
            Hide
        )?;
        if MOUSE.load(Ordering::SeqCst) {
            queue!(out, MOUSE_ON)?;
        }
        tty()?.write_all(&out)
    }

    /// Lets the terminal tell of the mouse, or no longer.
    pub fn mouse(&self, on: bool) -> io::Result<()> {
        MOUSE.store(on, Ordering::SeqCst);
        let mut out = Vec::new();
        queue!(out, if on { MOUSE_ON } else { MOUSE_OFF })?;
        tty()?.write_all(&out)
    }

    /// Gives the terminal back.
    pub fn leave(&self) {
        restore();
    }

    /// Gives the terminal to another program until it is taken back.
    pub fn lend(&mut self) {
        self.leave();
        self.lent = tty().and_then(|tty| Ok(tcgetattr(tty)?)).ok();
    }

    /// Takes the terminal back from that program, which may have been killed and left anything.
    pub fn take_back(&mut self) -> io::Result<()> {
        self.mend();
        self.enter()
    }

    fn mend(&mut self) {
        let Some(modes) = self.lent.take() else {
            return;
        };
        let mended = tty().and_then(|tty| Ok(tcsetattr(tty, OptionalActions::Now, &modes)?));
        if let Err(error) = mended {
            tracing::warn!(%error, "the terminal is as the other program left it");
        }
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        self.mend();
        restore();
    }
}

/// Puts the terminal back as it was, once; does nothing when it is not ours.
fn restore() {
    if !HELD.swap(false, Ordering::SeqCst) {
        return;
    }
    let mut out = Vec::new();
    if MOUSE.load(Ordering::SeqCst) {
        let _ = queue!(out, MOUSE_OFF);
    }
    // A vector takes every byte; the terminal may be gone, and then there is nobody to tell.
    let _ = queue!(
        out,
        terminal::EndSynchronizedUpdate,
        SetAttribute(style::Attribute::Reset),
        ResetColor,
        // Where there is no second screen to leave, what follows would be written among the customers.
        Clear(terminal::ClearType::All),
        MoveTo(0, 0),
        LeaveAlternateScreen,
        Show
    );
    if !BASIC.load(Ordering::SeqCst) {
        let _ = queue!(
            out,
            PLAIN_PASTE,
            SetCursorStyle::DefaultUserShape,
            POP_TITLE
        );
    }
    let _ = tty().and_then(|mut tty| tty.write_all(&out));
    let _ = terminal::disable_raw_mode();
}

/// While the terminal is held a panic must not print into the screen: the loop says it in one sentence. The
/// thread that took the terminal gives it back at once, also when a second panic would end the process.
fn restore_on_panic() {
    static ONCE: Once = Once::new();
    let holder = std::thread::current().id();
    ONCE.call_once(|| {
        let usual = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            if !HELD.load(Ordering::SeqCst) {
                usual(info);
                return;
            }
            let place = info.location().map(ToString::to_string).unwrap_or_default();
            tracing::error!(place, "a panic");
            if std::thread::current().id() == holder {
                restore();
            }
        }));
    });
}

/// The terminal without the line buffer of `stdout`: what is written goes out in one piece. Where `stdout`
/// leads elsewhere it stays clean for the answer.
pub(super) fn tty() -> io::Result<File> {
    if !io::stdout().is_terminal() {
        return File::options().write(true).open("/dev/tty");
    }
    Ok(File::from(io::stdout().as_fd().try_clone_to_owned()?))
}

/// The terminal's size.
pub(super) fn size() -> io::Result<Size> {
    size_of(&tty()?)
}

fn size_of(terminal: &File) -> io::Result<Size> {
    let size = tcgetwinsize(terminal)?;
    Ok(told(size.ws_col, size.ws_row))
}

/// The screen as frames are put on it.
#[derive(Debug)]
pub struct Glass {
    frames: Frames<File>,
}

impl Glass {
    pub fn of_terminal() -> io::Result<Glass> {
        Ok(Glass {
            frames: Frames::new(tty()?),
        })
    }
}

impl Canvas for Glass {
    fn size(&self) -> io::Result<Size> {
        // Not `terminal::size`, which opens the terminal anew each time: a frame asks for it at each key.
        size_of(self.frames.out())
    }

    fn show(&mut self, frame: &Buffer, cursor: Option<Position>) -> io::Result<()> {
        self.frames.show(frame, cursor)
    }

    fn link(&mut self, links: Vec<Link>) {
        self.frames.link(links);
    }

    fn forget(&mut self) {
        self.frames.forget();
    }
}

/// The size that is worked with: a terminal that does not know its own (a serial line) says nothing by nothing, and
/// has what the first ones had.
fn told(width: u16, height: u16) -> Size {
    match (width, height) {
        (0, _) | (_, 0) => Size::new(80, 24),
        (width, height) => Size::new(width, height),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_terminal_without_a_size_has_the_usual_one() {
        assert_eq!(told(0, 0), Size::new(80, 24));
        assert_eq!(told(100, 0), Size::new(80, 24));
        assert_eq!(told(1, 1), Size::new(1, 1));
    }
}
