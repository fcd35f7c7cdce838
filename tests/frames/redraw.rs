//! Owns the plain way to show a frame: the screen is cleared, and each place is said, coloured and written
//! for itself. Slow, and simple enough to be right.

use std::fmt::Write as _;
use std::io::Write as _;

use ratatui::buffer::{Buffer, Cell, CellWidth};
use ratatui::style::{Color, Modifier};

use super::emulator::Emulator;

pub fn redraw(frame: &Buffer) -> Emulator {
    let (width, height) = (frame.area.width, frame.area.height);
    let mut out = String::from("\x1b[?25l\x1b[2J");
    for y in 0..height {
        let mut x = 0;
        while x < width {
            let cell = &frame[(x, y)];
            let wide = cell.symbol().cell_width().max(1);
            let text = if x + wide <= width {
                cell.symbol()
            } else {
                " "
            };
            write!(out, "\x1b[{};{}H\x1b[0m{}{text}", y + 1, x + 1, look(cell)).unwrap();
            x += wide;
        }
    }
    let mut emulator = Emulator::new(width, height);
    (&mut emulator).write_all(out.as_bytes()).unwrap();
    emulator
}

fn look(cell: &Cell) -> String {
    let mut out = String::new();
    for (modifier, code) in [
        // Of both the last one counts.
        (Modifier::DIM, 2),
        (Modifier::BOLD, 1),
        (Modifier::ITALIC, 3),
        (Modifier::UNDERLINED, 4),
        (Modifier::REVERSED, 7),
    ] {
        if cell.modifier.contains(modifier) {
            write!(out, "\x1b[{code}m").unwrap();
        }
    }
    for (color, base) in [(cell.fg, 38), (cell.bg, 48)] {
        match color {
            Color::Reset => {}
            Color::Indexed(nth) => write!(out, "\x1b[{base};5;{nth}m").unwrap(),
            Color::Rgb(r, g, b) => write!(out, "\x1b[{base};2;{r};{g};{b}m").unwrap(),
            Color::Red => write!(out, "\x1b[{base};5;1m").unwrap(),
            Color::Green => write!(out, "\x1b[{base};5;2m").unwrap(),
            Color::Magenta => write!(out, "\x1b[{base};5;5m").unwrap(),
            Color::Cyan => write!(out, "\x1b[{base};5;6m").unwrap(),
            Color::Yellow => write!(out, "\x1b[{base};5;3m").unwrap(),
            Color::LightBlue => write!(out, "\x1b[{base};5;12m").unwrap(),
            other => panic!("no frame of these tests has {other:?}"),
        }
    }
    out
}
