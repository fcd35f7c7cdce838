//! Owns the terminal while rolo holds it: taking it, giving it back in every case (a quit, a suspension, a
//! panic), and writing each frame in one piece. With `clipboard`, the only file that writes to it.
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
use ratatui::backend::{Backend, ClearType, CrosstermBackend, WindowSize};
use ratatui::buffer::Cell;
use ratatui::layout::{Position, Size};

use super::pen;

/// Whether the terminal is ours now.
static HELD: AtomicBool = AtomicBool::new(false);

/// A sequence that crossterm has no command for, or has it among the events.
struct Raw(&'static str);

const PUSH_TITLE: Raw = Raw("\x1b[22;0t");
const POP_TITLE: Raw = Raw("\x1b[23;0t");
const BRACKETED_PASTE: Raw = Raw("\x1b[?2004h");
const PLAIN_PASTE: Raw = Raw("\x1b[?2004l");

impl Command for Raw {
    fn write_ansi(&self, f: &mut impl std::fmt::Write) -> std::fmt::Result {
        f.write_str(self.0)
    }
}

/// Holds the terminal until it is dropped.
#[derive(Debug)]
pub struct Screen {
    title: String,
}

impl Screen {
    /// Takes the terminal: raw mode, alternate screen, bracketed paste, the title.
    pub fn take(title: &str) -> io::Result<Screen> {
        restore_on_panic();
        // Without it crossterm takes bold and reverse away under NO_COLOR too; colours are the theme's affair.
        style::force_color_output(true);
        let screen = Screen {
            title: title.to_owned(),
        };
        screen.enter()?;
        Ok(screen)
    }

    /// Takes the terminal again after it was given back.
    pub fn enter(&self) -> io::Result<()> {
        terminal::enable_raw_mode()?;
        HELD.store(true, Ordering::SeqCst);
        let mut out = Vec::new();
        queue!(
            out,
            PUSH_TITLE,
            SetTitle(&self.title),
            EnterAlternateScreen,
            // Frames say what differs from an empty screen, and not every terminal has a second one to empty.
            Clear(terminal::ClearType::All),
            BRACKETED_PASTE,
            SetCursorStyle::SteadyBar,
            Hide
        )?;
        tty()?.write_all(&out)
    }

    /// Gives the terminal back.
    pub fn leave(&self) {
        restore();
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        restore();
    }
}

/// Puts the terminal back as it was, once; does nothing when it is not ours.
fn restore() {
    if !HELD.swap(false, Ordering::SeqCst) {
        return;
    }
    let mut out = Vec::new();
    // A vector takes every byte; the terminal may be gone, and then there is nobody to tell.
    let _ = queue!(
        out,
        terminal::EndSynchronizedUpdate,
        SetAttribute(style::Attribute::Reset),
        ResetColor,
        PLAIN_PASTE,
        LeaveAlternateScreen,
        SetCursorStyle::DefaultUserShape,
        Show,
        POP_TITLE
    );
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
fn tty() -> io::Result<File> {
    if !io::stdout().is_terminal() {
        return File::options().write(true).open("/dev/tty");
    }
    Ok(File::from(io::stdout().as_fd().try_clone_to_owned()?))
}

/// A backend that gathers a frame and writes it at once, as one synchronized update.
#[derive(Debug)]
pub struct Frames<W> {
    page: Vec<u8>,
    out: W,
    /// Where the cursor is to be seen, as the terminal knows it.
    cursor: Option<Position>,
    asked: Cursor,
}

/// What the frame that is being gathered wants of the cursor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cursor {
    Hidden,
    Shown(Position),
}

const PAGE: usize = 64 * 1024;
const BEGIN: &[u8] = b"\x1b[?2026h";
const END: &[u8] = b"\x1b[?2026l";

impl Frames<File> {
    pub fn to_terminal() -> io::Result<Frames<File>> {
        Ok(Frames::new(tty()?))
    }
}

impl<W: Write> Frames<W> {
    pub fn new(out: W) -> Frames<W> {
        let mut page = Vec::with_capacity(PAGE);
        page.extend_from_slice(BEGIN);
        Frames {
            page,
            out,
            cursor: None,
            asked: Cursor::Hidden,
        }
    }

    fn usual(&mut self) -> CrosstermBackend<&mut Vec<u8>> {
        CrosstermBackend::new(&mut self.page)
    }

    fn has_drawn(&self) -> bool {
        self.page.len() > BEGIN.len()
    }

    /// The cursor's bytes, where it moves or something was drawn under way.
    fn place_cursor(&mut self) -> io::Result<()> {
        match (self.cursor, self.asked) {
            (None, Cursor::Hidden) => {}
            (Some(_), Cursor::Hidden) => queue!(self.page, Hide)?,
            (Some(was), Cursor::Shown(at)) if was == at && !self.has_drawn() => {}
            (Some(_), Cursor::Shown(at)) => queue!(self.page, MoveTo(at.x, at.y))?,
            (None, Cursor::Shown(at)) => queue!(self.page, MoveTo(at.x, at.y), Show)?,
        }
        self.cursor = match self.asked {
            Cursor::Hidden => None,
            Cursor::Shown(at) => Some(at),
        };
        Ok(())
    }
}

impl<W: Write> Backend for Frames<W> {
    type Error = io::Error;

    fn draw<'a, I>(&mut self, content: I) -> io::Result<()>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        let mut content = content.peekable();
        // The pen ends every call with a reset of the style: not where nothing was drawn.
        if content.peek().is_none() {
            return Ok(());
        }
        pen::draw(&mut self.page, content);
        Ok(())
    }

    fn hide_cursor(&mut self) -> io::Result<()> {
        self.asked = Cursor::Hidden;
        Ok(())
    }

    fn show_cursor(&mut self) -> io::Result<()> {
        if self.asked == Cursor::Hidden {
            self.asked = Cursor::Shown(self.cursor.unwrap_or(Position::ORIGIN));
        }
        Ok(())
    }

    /// From memory: the terminal is never asked.
    fn get_cursor_position(&mut self) -> io::Result<Position> {
        Ok(self.cursor.unwrap_or(Position::ORIGIN))
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> io::Result<()> {
        if let Cursor::Shown(at) = &mut self.asked {
            *at = position.into();
        }
        Ok(())
    }

    fn clear(&mut self) -> io::Result<()> {
        self.clear_region(ClearType::All)
    }

    fn clear_region(&mut self, region: ClearType) -> io::Result<()> {
        self.usual().clear_region(region)
    }

    fn size(&self) -> io::Result<Size> {
        let (width, height) = terminal::size()?;
        Ok(Size { width, height })
    }

    fn window_size(&mut self) -> io::Result<WindowSize> {
        self.usual().window_size()
    }

    fn flush(&mut self) -> io::Result<()> {
        self.place_cursor()?;
        if !self.has_drawn() {
            return Ok(());
        }
        self.page.extend_from_slice(END);
        let written = self.out.write_all(&self.page);
        self.page.truncate(BEGIN.len());
        self.page.shrink_to(PAGE);
        written?;
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Counts writes, as a terminal would see them.
    #[derive(Default)]
    struct Writes(Vec<Vec<u8>>);

    impl Write for Writes {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.push(bytes.to_vec());
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn frame(frames: &mut Frames<Writes>, cells: &[(u16, u16, Cell)], cursor: Option<Position>) {
        frames
            .draw(cells.iter().map(|(x, y, cell)| (*x, *y, cell)))
            .unwrap();
        match cursor {
            None => frames.hide_cursor().unwrap(),
            Some(at) => {
                frames.show_cursor().unwrap();
                frames.set_cursor_position(at).unwrap();
            }
        }
        frames.flush().unwrap();
    }

    #[test]
    fn a_frame_is_one_write_and_one_update() {
        let mut frames = Frames::new(Writes::default());
        let cells = [(0, 0, Cell::new("a")), (5, 7, Cell::new("b"))];
        frame(&mut frames, &cells, Some(Position::new(1, 1)));
        assert_eq!(frames.out.0.len(), 1);
        let text = String::from_utf8(frames.out.0.remove(0)).unwrap();
        assert!(
            text.starts_with("\x1b[?2026h") && text.ends_with("\x1b[?2026l"),
            "{text:?}"
        );
        assert!(text.contains("\x1b[2;2H\x1b[?25h"), "{text:?}");
    }

    #[test]
    fn a_frame_without_a_change_writes_nothing() {
        let mut frames = Frames::new(Writes::default());
        frame(
            &mut frames,
            &[(0, 0, Cell::new("a"))],
            Some(Position::new(1, 1)),
        );
        frame(&mut frames, &[], Some(Position::new(1, 1)));
        assert_eq!(frames.out.0.len(), 1);
        frame(&mut frames, &[], Some(Position::new(2, 1)));
        assert_eq!(frames.out.0.len(), 2);
        frame(&mut frames, &[], None);
        frame(&mut frames, &[], None);
        assert_eq!(frames.out.0.len(), 3);
    }

    #[test]
    fn a_terminal_that_is_gone_is_an_error_and_no_panic() {
        struct Gone;
        impl Write for Gone {
            fn write(&mut self, _: &[u8]) -> io::Result<usize> {
                Err(io::ErrorKind::BrokenPipe.into())
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        let mut frames = Frames::new(Gone);
        let cell = Cell::new("a");
        frames.draw([(0, 0, &cell)].into_iter()).unwrap();
        assert!(frames.flush().is_err());
    }
}
