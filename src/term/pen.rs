//! Owns turning cells into the bytes that show them: their text as it is, and a sequence where the place or the style
//! is another than before. A frame has thousands of cells and few changes of style.
//! Must not write to the terminal, nor know which cells changed.

use std::fmt;

use crossterm::Command;
use crossterm::cursor::MoveTo;
use crossterm::style::{Attribute, Colors, ResetColor, SetAttribute, SetColors, SetUnderlineColor};
use ratatui::backend::IntoCrossterm;
use ratatui::buffer::Cell;
use ratatui::style::Modifier;

/// What turns each modifier on, and what off. Bold and dim go off together.
const MARKS: [(Modifier, Attribute, Attribute); 9] = [
    (Modifier::BOLD, Attribute::Bold, Attribute::NormalIntensity),
    (Modifier::DIM, Attribute::Dim, Attribute::NormalIntensity),
    (Modifier::ITALIC, Attribute::Italic, Attribute::NoItalic),
    (
        Modifier::UNDERLINED,
        Attribute::Underlined,
        Attribute::NoUnderline,
    ),
    (
        Modifier::SLOW_BLINK,
        Attribute::SlowBlink,
        Attribute::NoBlink,
    ),
    (
        Modifier::RAPID_BLINK,
        Attribute::RapidBlink,
        Attribute::NoBlink,
    ),
    (Modifier::REVERSED, Attribute::Reverse, Attribute::NoReverse),
    (Modifier::HIDDEN, Attribute::Hidden, Attribute::NoHidden),
    (
        Modifier::CROSSED_OUT,
        Attribute::CrossedOut,
        Attribute::NotCrossedOut,
    ),
];

/// Appends what shows these cells on a terminal whose style is plain, and leaves it plain.
pub fn draw<'a>(page: &mut Vec<u8>, cells: impl Iterator<Item = (u16, u16, &'a Cell)>) {
    let (mut held, mut next) = (&Cell::EMPTY, None);
    for (x, y, cell) in cells {
        if next != Some((x, y)) {
            order(page, &MoveTo(x, y));
        }
        next = x.checked_add(1).map(|x| (x, y));
        dress(page, held, cell);
        held = cell;
        page.extend_from_slice(cell.symbol().as_bytes());
    }
    order(page, &ResetColor);
}

/// From the style of one cell to that of another.
fn dress(page: &mut Vec<u8>, from: &Cell, to: &Cell) {
    if from.modifier != to.modifier {
        mark(page, from.modifier, to.modifier);
    }
    if (from.fg, from.bg) != (to.fg, to.bg) {
        let colors = Colors::new(to.fg.into_crossterm(), to.bg.into_crossterm());
        order(page, &SetColors(colors));
    }
    if from.underline_color != to.underline_color {
        let color = to.underline_color.into_crossterm();
        order(page, &SetUnderlineColor(color));
    }
}

fn mark(page: &mut Vec<u8>, mut held: Modifier, wanted: Modifier) {
    for (modifier, _, off) in MARKS {
        if held.contains(modifier) && !wanted.contains(modifier) {
            order(page, &SetAttribute(off));
            let gone = MARKS.iter().filter(|(.., other)| *other == off);
            gone.for_each(|(modifier, ..)| held.remove(*modifier));
        }
    }
    for (modifier, on, _) in MARKS {
        if wanted.contains(modifier) && !held.contains(modifier) {
            order(page, &SetAttribute(on));
        }
    }
}

fn order(page: &mut Vec<u8>, command: &impl Command) {
    // A page takes every byte.
    let _ = command.write_ansi(&mut Page(page));
}

struct Page<'a>(&'a mut Vec<u8>);

impl fmt::Write for Page<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0.extend_from_slice(text.as_bytes());
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use ratatui::backend::{Backend, CrosstermBackend};
    use ratatui::style::{Color, Style};

    fn shown(bytes: &[u8]) -> Vec<u8> {
        let mut terminal = vt100::Parser::new(6, 20, 0);
        terminal.process(bytes);
        terminal.process(b"\x1b[6;1Hplain");
        terminal.screen().contents_formatted()
    }

    fn cell() -> impl Strategy<Value = Cell> {
        let colors = [Color::Reset, Color::Red, Color::Cyan];
        let color = move || proptest::sample::select(colors.to_vec());
        let symbol = proptest::sample::select(vec!["a", " ", "é", "日", "e\u{301}"]);
        (symbol, color(), color(), 0..=0b1_1111u16).prop_map(|(symbol, fg, bg, bits)| {
            let modifier = Modifier::from_bits_truncate(bits & 0b1111 | (bits & 0b1_0000) << 2);
            let mut cell = Cell::new(symbol);
            cell.set_style(Style::new().fg(fg).bg(bg).add_modifier(modifier));
            cell
        })
    }

    proptest! {
        #[test]
        fn a_terminal_shows_what_the_usual_backend_would_show(
            cells in proptest::collection::btree_map((0..5u16, 0..10u16), cell(), 0..30),
        ) {
            // Wide characters take two columns, so every second one is drawn on.
            let all = || cells.iter().map(|((y, x), cell)| (x * 2, *y, cell));
            let mut ours = Vec::new();
            draw(&mut ours, all());
            let mut usual = Vec::new();
            CrosstermBackend::new(&mut usual).draw(all()).unwrap();
            prop_assert_eq!(shown(&ours), shown(&usual));
        }
    }

    #[test]
    fn text_of_one_style_is_written_as_it_is() {
        let cells = ["a", "b", "c"].map(Cell::new);
        let mut page = Vec::new();
        draw(&mut page, (3..).zip(&cells).map(|(x, cell)| (x, 1, cell)));
        assert_eq!(page, b"\x1b[2;4Habc\x1b[0m");
    }
}
