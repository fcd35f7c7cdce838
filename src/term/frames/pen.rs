//! Owns the bytes of a frame, and where and how the terminal writes next. Each movement is the shortest that
//! is known to work.
//! Must not know what stands on the screen.

use std::io::Write;

use super::grid::Slot;
use super::link::Targets;
use super::look::Look;
use super::scroll::Scroll;

/// Where the terminal will write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// After a change of the screen, or after what terminals draw differently wide.
    Unknown,
    At(u16, u16),
    /// The last column is written: the next character would begin a new line.
    Edge(u16),
}

#[derive(Debug)]
pub struct Pen {
    page: Vec<u8>,
    size: (u16, u16),
    place: Place,
    look: Look,
    targets: Targets,
}

/// How a place can be reached.
enum Way {
    Outright,
    /// Down by line feeds, then sideways from the column where the terminal stands.
    Along {
        from: u16,
        down: usize,
    },
    /// The same from the first column.
    Anew {
        down: usize,
    },
}

/// A state to come back to.
#[derive(Debug)]
pub struct Mark {
    written: usize,
    place: Place,
    look: Look,
}

/// Bytes that were taken back, with the state they lead to.
#[derive(Debug)]
pub struct Lifted {
    bytes: Vec<u8>,
    place: Place,
    look: Look,
}

impl Lifted {
    pub fn len(&self) -> usize {
        self.bytes.len()
    }
}

impl Pen {
    pub fn new(page: Vec<u8>, size: (u16, u16), targets: Targets) -> Pen {
        Pen {
            page,
            size,
            place: Place::Unknown,
            look: Look::default(),
            targets,
        }
    }

    pub fn into_parts(self) -> (Vec<u8>, Targets) {
        (self.page, self.targets)
    }

    pub fn written(&self) -> usize {
        self.page.len()
    }

    pub fn mark(&self) -> Mark {
        Mark {
            written: self.page.len(),
            place: self.place,
            look: self.look,
        }
    }

    /// How many bytes were written since.
    pub fn since(&self, mark: &Mark) -> usize {
        self.page.len() - mark.written
    }

    /// Takes back what was written since.
    pub fn lift(&mut self, mark: &Mark) -> Lifted {
        let lifted = Lifted {
            bytes: self.page.split_off(mark.written),
            place: self.place,
            look: self.look,
        };
        (self.place, self.look) = (mark.place, mark.look);
        lifted
    }

    pub fn lay(&mut self, lifted: Lifted) {
        self.page.extend_from_slice(&lifted.bytes);
        (self.place, self.look) = (lifted.place, lifted.look);
    }

    pub fn raw(&mut self, bytes: &[u8]) {
        self.page.extend_from_slice(bytes);
    }

    /// Clears the screen, whatever state the terminal is in.
    pub fn clear(&mut self) {
        self.raw(b"\x1b[m\x1b[H\x1b[2J");
        (self.place, self.look) = (Place::At(0, 0), Look::default());
    }

    /// Leaves the terminal without an emphasis.
    pub fn rest(&mut self) {
        self.wear(Look::default());
    }

    fn wear(&mut self, look: Look) {
        if self.look.link != look.link {
            self.targets.turn(look.link, &mut self.page);
        }
        self.look.turn(look, &mut self.page);
        self.look = look;
    }

    /// Whether this can be written without another look.
    pub fn suits(&self, slot: &Slot) -> bool {
        self.look == slot.look || (slot.is_bare() && self.look.is_bare())
    }

    /// Writes what stands in a slot, where the terminal stands.
    pub fn put(&mut self, slot: &Slot) {
        if !self.suits(slot) {
            self.wear(slot.look);
        }
        self.page.extend_from_slice(slot.text().as_bytes());
        self.place = match self.place {
            Place::At(..) if slot.doubtful => Place::Unknown,
            Place::At(x, y) if x + slot.width < self.size.0 => Place::At(x + slot.width, y),
            Place::At(_, y) => Place::Edge(y),
            unknown => unknown,
        };
    }

    /// Erases to the end of the line. Never in another look than the plain one: terminals do not agree on what
    /// they fill with.
    pub fn erase(&mut self) {
        self.wear(Look::default());
        self.raw(b"\x1b[K");
    }

    /// The column on this row, where it is known.
    pub fn column(&self, row: u16) -> Option<u16> {
        match self.place {
            Place::At(x, y) if y == row => Some(x),
            _ => None,
        }
    }

    /// Goes to a place by the shortest way.
    pub fn go(&mut self, x: u16, y: u16) {
        if self.place == Place::At(x, y) {
            return;
        }
        match self.way(x, y).0 {
            Way::Outright => absolute(&mut self.page, x, y),
            Way::Along { from, down } => {
                self.page.extend(std::iter::repeat_n(b'\n', down));
                sideways(&mut self.page, from, x);
            }
            Way::Anew { down } => {
                self.page.extend(std::iter::repeat_n(b'\n', down));
                self.page.push(b'\r');
                sideways(&mut self.page, 0, x);
            }
        }
        self.place = Place::At(x, y);
    }

    /// How many bytes the way to a place takes.
    pub fn cost(&self, x: u16, y: u16) -> usize {
        self.way(x, y).1
    }

    /// The shortest way, and its length: counted without being written, for most ways are only weighed.
    fn way(&self, x: u16, y: u16) -> (Way, usize) {
        let mut best = (Way::Outright, absolute_len(x, y));
        let (from, row) = match self.place {
            Place::Unknown => return best,
            Place::At(from, row) => (Some(from), row),
            // A return is understood there as everywhere.
            Place::Edge(row) => (None, row),
        };
        // Lines are few: more would be longer than saying the place.
        let Some(down) = y.checked_sub(row).filter(|down| *down < 8) else {
            return best;
        };
        let down = usize::from(down);
        let along = from.and_then(|from| Some((Way::Along { from, down }, sideways_len(from, x)?)));
        let anew = sideways_len(0, x).map(|len| (Way::Anew { down }, len + 1));
        for (way, len) in [along, anew].into_iter().flatten() {
            if down + len < best.1 {
                best = (way, down + len);
            }
        }
        best
    }

    /// Moves a band of rows; bare ones come in.
    pub fn scroll(&mut self, scroll: &Scroll) {
        self.wear(Look::default());
        // A vector takes every byte.
        let _ = write!(self.page, "\x1b[{};{}r", scroll.top + 1, scroll.bottom + 1);
        self.place = Place::Unknown;
        let rows = usize::try_from(scroll.by.unsigned_abs()).unwrap_or(0);
        if scroll.by > 0 {
            self.go(0, scroll.bottom);
            self.page.extend(std::iter::repeat_n(b'\n', rows));
        } else {
            self.go(0, scroll.top);
            self.page.extend(b"\x1bM".repeat(rows));
        }
        // Taking the band back sends a terminal home, but some emulators leave the cursor where it was.
        self.raw(b"\x1b[r");
        self.place = Place::Unknown;
    }
}

fn absolute(page: &mut Vec<u8>, x: u16, y: u16) {
    // A vector takes every byte.
    let _ = match (x, y) {
        (0, 0) => write!(page, "\x1b[H"),
        (0, y) => write!(page, "\x1b[{}H", y + 1),
        (x, y) => write!(page, "\x1b[{};{}H", y + 1, x + 1),
    };
}

fn absolute_len(x: u16, y: u16) -> usize {
    match (x, y) {
        (0, 0) => 3,
        (0, y) => 3 + digits(y + 1),
        (x, y) => 4 + digits(y + 1) + digits(x + 1),
    }
}

/// How far back is gone step by step.
const STEPS: u16 = 4;

fn sideways(page: &mut Vec<u8>, from: u16, to: u16) {
    if to <= from {
        page.extend(std::iter::repeat_n(8, usize::from(from - to)));
    } else if to == from + 1 {
        page.extend_from_slice(b"\x1b[C");
    } else {
        // A vector takes every byte.
        let _ = write!(page, "\x1b[{}C", to - from);
    }
}

fn sideways_len(from: u16, to: u16) -> Option<usize> {
    match (from, to) {
        (from, to) if to == from + 1 => Some(3),
        (from, to) if to > from => Some(3 + digits(to - from)),
        (from, to) if from - to <= STEPS => Some(usize::from(from - to)),
        _ => None,
    }
}

fn digits(number: u16) -> usize {
    usize::try_from(number.max(1).ilog10()).map_or(1, |tens| tens + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_is_as_long_as_it_was_said_to_be() {
        let places = [0, 1, 2, 5, 8, 9, 10, 11, 39, 98, 99, 100, 119].map(|at| Place::At(at, 7));
        for place in places.into_iter().chain([Place::Edge(7), Place::Unknown]) {
            for (x, y) in (0..120).flat_map(|x| (0..40).map(move |y| (x, y))) {
                let mut pen = Pen::new(Vec::new(), (120, 40), Targets::default());
                pen.place = place;
                let said = pen.cost(x, y);
                pen.go(x, y);
                assert_eq!(pen.written(), said, "{place:?} to {x}, {y}");
            }
        }
    }
}
