//! Owns how a cell looks, and the bytes from one look to another.
//! Must not know what stands in a cell.

use std::io::Write;

use ratatui::buffer::Cell;
use ratatui::style::{Color, Modifier};

use super::link::Number;

/// Colours and emphasis, and whether it is a link. Underlines have the colour of their text: what sets another is not known everywhere, and
/// where it is not known it blinks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Look {
    fore: Color,
    back: Color,
    modifier: Modifier,
    /// Where it leads.
    pub link: Option<Number>,
}

/// What is to be seen where no character stands.
const ON_BLANK: Modifier = Modifier::REVERSED
    .union(Modifier::UNDERLINED)
    .union(Modifier::CROSSED_OUT);

const CODES: [(Modifier, u8); 9] = [
    (Modifier::BOLD, 1),
    (Modifier::DIM, 2),
    (Modifier::ITALIC, 3),
    (Modifier::UNDERLINED, 4),
    (Modifier::SLOW_BLINK, 5),
    (Modifier::RAPID_BLINK, 6),
    (Modifier::REVERSED, 7),
    (Modifier::HIDDEN, 8),
    (Modifier::CROSSED_OUT, 9),
];

impl Look {
    /// Bold text is not dim too: some terminals show the last that was said, others both.
    pub fn of(cell: &Cell) -> Look {
        let faint = match cell.modifier.contains(Modifier::BOLD) {
            true => Modifier::DIM,
            false => Modifier::empty(),
        };
        Look {
            fore: cell.fg,
            back: cell.bg,
            modifier: cell.modifier.difference(faint),
            link: None,
        }
    }

    /// The same on a blank, where less is to be seen.
    pub fn on_blank(self) -> Look {
        match self.modifier.intersects(ON_BLANK) {
            true => self,
            false => Look {
                back: self.back,
                link: self.link,
                ..Look::default()
            },
        }
    }

    /// Whether a blank in this look is like bare ground.
    pub fn is_bare(self) -> bool {
        self.on_blank() == Look::default()
    }

    /// Whether it has no colour and no emphasis.
    fn is_plain(self) -> bool {
        let plain = Look::default();
        self.fore == plain.fore && self.back == plain.back && self.modifier == plain.modifier
    }

    /// Writes what turns one look into another, but for links: what is added, or everything anew. Single emphases are never
    /// switched off: the oldest terminals cannot.
    pub fn turn(self, wanted: Look, page: &mut Vec<u8>) {
        let wanted = Look {
            link: self.link,
            ..wanted
        };
        if self == wanted {
            return;
        }
        if wanted.is_plain() {
            page.extend_from_slice(b"\x1b[m");
            return;
        }
        let start = page.len();
        let added = wanted.modifier.contains(self.modifier);
        if added {
            let more = wanted.modifier.difference(self.modifier);
            let fore = (self.fore != wanted.fore).then_some(wanted.fore);
            let back = (self.back != wanted.back).then_some(wanted.back);
            codes(page, false, more, fore, back);
        }
        let added_len = page.len() - start;
        let set = |color: Color| (color != Color::Reset).then_some(color);
        codes(
            page,
            true,
            wanted.modifier,
            set(wanted.fore),
            set(wanted.back),
        );
        let anew_len = page.len() - start - added_len;
        match added && added_len <= anew_len {
            true => page.truncate(start + added_len),
            false => drop(page.drain(start..start + added_len)),
        }
    }
}

fn codes(page: &mut Vec<u8>, anew: bool, more: Modifier, fore: Option<Color>, back: Option<Color>) {
    page.extend_from_slice(b"\x1b[");
    let first = page.len();
    if anew {
        page.extend_from_slice(b"0;");
    }
    for (modifier, code) in CODES {
        if more.contains(modifier) {
            // A vector takes every byte.
            let _ = write!(page, "{code};");
        }
    }
    if let Some(color) = fore {
        colour(page, color, 30);
    }
    if let Some(color) = back {
        colour(page, color, 40);
    }
    if page.len() > first {
        page.pop();
    }
    page.push(b'm');
}

/// `base`: 30 for the text, 40 for the ground.
fn colour(page: &mut Vec<u8>, color: Color, base: u8) {
    let _ = match (short(color), color) {
        (Some(nth @ 0..8), _) => write!(page, "{};", base + nth),
        (Some(nth), _) => write!(page, "{};", base + 60 + nth - 8),
        (None, Color::Indexed(nth)) => write!(page, "{};5;{nth};", base + 8),
        (None, Color::Rgb(red, green, blue)) => {
            write!(page, "{};2;{red};{green};{blue};", base + 8)
        }
        (None, _) => write!(page, "{};", base + 9),
    };
}

/// Which of the sixteen it is.
fn short(color: Color) -> Option<u8> {
    Some(match color {
        Color::Black => 0,
        Color::Red => 1,
        Color::Green => 2,
        Color::Yellow => 3,
        Color::Blue => 4,
        Color::Magenta => 5,
        Color::Cyan => 6,
        Color::Gray => 7,
        Color::DarkGray => 8,
        Color::LightRed => 9,
        Color::LightGreen => 10,
        Color::LightYellow => 11,
        Color::LightBlue => 12,
        Color::LightMagenta => 13,
        Color::LightCyan => 14,
        Color::White => 15,
        Color::Indexed(_) | Color::Rgb(..) | Color::Reset => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn look(fore: Color, modifier: Modifier) -> Look {
        Look {
            fore,
            back: Color::Reset,
            modifier,
            link: None,
        }
    }

    fn turned(from: Look, to: Look) -> String {
        let mut page = Vec::new();
        from.turn(to, &mut page);
        String::from_utf8(page).unwrap().replace('\x1b', "^")
    }

    #[test]
    fn the_shorter_way_is_taken() {
        let plain = Look::default();
        let dim = look(Color::Reset, Modifier::DIM);
        let hit = look(Color::Yellow, Modifier::BOLD);
        let bold = look(Color::Reset, Modifier::BOLD);
        assert_eq!(turned(plain, plain), "");
        assert_eq!(turned(plain, dim), "^[2m");
        assert_eq!(turned(dim, plain), "^[m");
        assert_eq!(turned(bold, hit), "^[33m");
        assert_eq!(turned(hit, bold), "^[39m");
        assert_eq!(turned(hit, dim), "^[0;2m");
        assert_eq!(turned(dim, hit), "^[0;1;33m");
        assert_eq!(
            turned(plain, look(Color::LightBlue, Modifier::empty())),
            "^[94m"
        );
        assert_eq!(
            turned(plain, look(Color::Indexed(200), Modifier::empty())),
            "^[38;5;200m"
        );
    }
}
