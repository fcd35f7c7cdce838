//! Owns what stands on a screen: cells that have one meaning only, so that equal ones look equal.
//! Must not write.

use ratatui::buffer::{Buffer, Cell, CellWidth};
use std::hash::{DefaultHasher, Hash, Hasher};

use super::link::Number;
use super::look::Look;
use crate::app::links::Link;

/// One place on the screen.
#[derive(Clone, Debug)]
pub struct Slot {
    cell: Cell,
    pub look: Look,
    /// How many columns it takes; 0: it is covered by a wide one on its left.
    pub width: u16,
    /// Terminals do not agree on how wide this is.
    pub doubtful: bool,
}

impl Slot {
    fn blank() -> Slot {
        Slot {
            cell: Cell::EMPTY,
            look: Look::default(),
            width: 1,
            doubtful: false,
        }
    }

    pub fn text(&self) -> &str {
        self.cell.symbol()
    }

    pub fn is_tail(&self) -> bool {
        self.width == 0
    }

    /// Nothing is to be seen here: erased ground looks the same.
    pub fn is_bare(&self) -> bool {
        self.look == Look::default() && self.width == 1 && self.text() == " "
    }
}

impl PartialEq for Slot {
    fn eq(&self, other: &Slot) -> bool {
        self.width == other.width && self.look == other.look && self.text() == other.text()
    }
}

/// A screen.
#[derive(Clone, Debug, Default)]
pub struct Grid {
    width: u16,
    slots: Vec<Slot>,
    height: u16,
}

impl Grid {
    pub fn size(&self) -> (u16, u16) {
        (self.width, self.height)
    }

    pub fn row(&self, y: u16) -> &[Slot] {
        let width = usize::from(self.width);
        let from = usize::from(y) * width;
        self.slots.get(from..from + width).unwrap_or_default()
    }

    /// An empty screen.
    pub fn of_blanks(size: (u16, u16)) -> Grid {
        let mut grid = Grid::default();
        grid.blank(size);
        grid
    }

    /// Becomes an empty screen of this size.
    pub fn blank(&mut self, (width, height): (u16, u16)) {
        (self.width, self.height) = (width, height);
        self.slots.clear();
        let count = usize::from(width) * usize::from(height);
        self.slots.resize(count, Slot::blank());
    }

    /// Becomes what a buffer shows.
    pub fn read(&mut self, buffer: &Buffer) {
        let (width, height) = (buffer.area.width, buffer.area.height);
        if self.size() != (width, height) {
            self.blank((width, height));
        }
        for (row, cells) in self
            .slots
            .chunks_mut(usize::from(width).max(1))
            .zip(buffer.content.chunks(usize::from(width).max(1)))
        {
            read_row(row, cells);
        }
    }

    /// Makes a link of a word, where that is what stands there.
    pub fn link(&mut self, link: &Link, number: Number) {
        let width = usize::from(self.width);
        if link.x >= self.width || link.y >= self.height {
            return;
        }
        let from = usize::from(link.y) * width;
        let row = self.slots.get_mut(from..from + width).unwrap_or_default();
        let row = row.get_mut(usize::from(link.x)..).unwrap_or_default();
        let (mut left, mut end) = (link.text.as_str(), 0);
        for slot in row.iter() {
            match left.strip_prefix(slot.text()) {
                _ if slot.is_tail() => {}
                _ if left.is_empty() => break,
                Some(rest) => left = rest,
                None => return,
            }
            end += 1;
        }
        if left.is_empty() {
            for slot in row.iter_mut().take(end) {
                slot.look.link = Some(number);
            }
        }
    }

    /// A number for each row, the same for those that say the same, however it looks; nothing for a bare one.
    pub fn marks(&self) -> Vec<Option<u64>> {
        let mut said = String::new();
        (0..self.height)
            .map(|y| {
                said.clear();
                said.extend(self.row(y).iter().map(Slot::text));
                let mut hasher = DefaultHasher::new();
                said.hash(&mut hasher);
                said.contains(|c| c != ' ').then(|| hasher.finish())
            })
            .collect()
    }
}

fn read_row(row: &mut [Slot], cells: &[Cell]) {
    let mut x = 0;
    while let (Some(cell), Some(slot)) = (cells.get(x), row.get_mut(x)) {
        let room = cells.len() - x;
        set(slot, cell, room);
        let (width, look) = (usize::from(slot.width), slot.look);
        for tail in row.iter_mut().skip(x + 1).take(width - 1) {
            *tail = Slot {
                look,
                width: 0,
                ..Slot::blank()
            };
        }
        x += width;
    }
}

/// Puts a cell into a slot with this much room to its right edge; what cannot be shown safely becomes something
/// that can.
fn set(slot: &mut Slot, cell: &Cell, room: usize) {
    let text = ended(cell.symbol());
    slot.cell.reset();
    (slot.width, slot.doubtful) = (1, false);
    if text.is_ascii() && text.len() == 1 && text >= " " && text != "\x7f" {
        slot.cell.set_symbol(text);
    } else if text.chars().any(is_control) {
        slot.cell.set_symbol("\u{fffd}");
    } else {
        let extent = extent(text);
        let (text, width) = match (usize::from(text.cell_width()), extent.most > room) {
            (width @ 1.., false) if width <= room => (text, width),
            // Drawn wider than it is believed to be, it would go over the edge: the first character stands for it.
            _ => first(text, room),
        };
        slot.cell.set_symbol(text);
        slot.width = u16::try_from(width).unwrap_or(1);
        slot.doubtful = extent.doubtful;
    }
    slot.look = Look::of(cell);
    if slot.text() == " " {
        slot.look = slot.look.on_blank();
    }
}

/// Without what is not seen at its end: a joiner there would join the next cell to this one (tmux does).
fn ended(text: &str) -> &str {
    let unseen = |c| matches!(c, '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}');
    match text.trim_end_matches(unseen) {
        "" => " ",
        text => text,
    }
}

/// The first character where it has room, else a blank.
fn first(text: &str, room: usize) -> (&str, usize) {
    let one = text.chars().next().map_or(0, char::len_utf8);
    let text = &text[..one];
    match usize::from(text.cell_width()) {
        0 => (" ", 1),
        width if width <= room && extent(text).most <= room => (text, width),
        _ => (" ", 1),
    }
}

/// Not to be sent to a terminal: it would obey, or turn the rest of the line around.
fn is_control(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

struct Extent {
    /// The most columns that any terminal is known to take.
    most: usize,
    doubtful: bool,
}

/// A character with plain accents is as wide everywhere as the character; of all other clusters, and of pictures,
/// terminals have opinions.
fn extent(text: &str) -> Extent {
    let one = |c: char| usize::from(c.encode_utf8(&mut [0; 4]).cell_width());
    let most = text.chars().map(one).sum::<usize>();
    let mut chars = text.chars();
    let base = chars.next().unwrap_or(' ');
    let picture =
        base >= '\u{1f000}' || (one(base) == 2 && ('\u{2300}'..'\u{2c00}').contains(&base));
    let joined = chars.any(|c| one(c) > 0 || !is_plain_accent(c));
    Extent {
        most: if joined { most.max(2) } else { most },
        doubtful: picture || joined,
    }
}

/// Marks that every terminal puts over or under the letter before them.
fn is_plain_accent(c: char) -> bool {
    matches!(c,
        '\u{300}'..='\u{36f}' // Latin, Greek and Cyrillic
        | '\u{591}'..='\u{5bd}' // Hebrew points
        | '\u{64b}'..='\u{65f}' // Arabic vowels
        | '\u{e31}' | '\u{e34}'..='\u{e3a}' | '\u{e47}'..='\u{e4e}' // Thai
        | '\u{3099}' | '\u{309a}' // kana
    )
}
