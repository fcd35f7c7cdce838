//! Owns a terminal that counts what comes in, and what is to be seen on it, place by place.

use std::io::{self, Write};

use vt100::{Color, Parser};

/// What is to be seen at one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    text: String,
    wide: bool,
    fore: Color,
    back: Color,
    /// Bold, dim, italic, underlined, turned around.
    emphasis: [bool; 5],
}

pub struct Emulator {
    parser: Parser,
    pub writes: usize,
    pub bytes: usize,
}

impl Emulator {
    pub fn new(width: u16, height: u16) -> Emulator {
        Emulator {
            parser: Parser::new(height, width, 0),
            writes: 0,
            bytes: 0,
        }
    }

    pub fn resize(&mut self, width: u16, height: u16) {
        self.parser.screen_mut().set_size(height, width);
    }

    pub fn text(&self) -> String {
        self.parser.screen().contents()
    }

    /// Where the cursor is to be seen, as column and row.
    pub fn cursor(&self) -> Option<(u16, u16)> {
        let screen = self.parser.screen();
        let (row, column) = screen.cursor_position();
        (!screen.hide_cursor()).then_some((column, row))
    }

    pub fn seen(&self, x: u16, y: u16) -> Seen {
        let cell = self.parser.screen().cell(y, x).unwrap();
        let text = match cell.contents() {
            "" => " ",
            text => text,
        };
        let mut seen = Seen {
            text: text.to_owned(),
            wide: cell.is_wide(),
            fore: cell.fgcolor(),
            back: cell.bgcolor(),
            emphasis: [
                cell.bold(),
                cell.dim(),
                cell.italic(),
                cell.underline(),
                cell.inverse(),
            ],
        };
        let [.., underline, inverse] = seen.emphasis;
        // On bare ground nothing is to be seen of the rest, and a second half is seen with the first.
        if text == " " && !underline && !inverse {
            (seen.fore, seen.emphasis) = (Color::Default, [false; 5]);
        }
        if cell.is_wide_continuation() {
            (seen.fore, seen.back, seen.emphasis) = (Color::Default, Color::Default, [false; 5]);
        }
        seen
    }
}

impl Write for &mut Emulator {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.parser.process(bytes);
        self.writes += 1;
        self.bytes += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
