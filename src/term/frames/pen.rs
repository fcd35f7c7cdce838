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
        let mut best = absolute(x, y);
        for way in self.ways(x, y) {
            if way.len() < best.len() {
                best = way;
            }
        }
        self.page.extend_from_slice(&best);
        self.place = Place::At(x, y);
    }

    /// How long the way to a column of the same row is.
    pub fn cost(&self, x: u16, y: u16) -> usize {
        let ways = self.ways(x, y).map(|way| way.len()).min();
        ways.unwrap_or(usize::MAX).min(absolute(x, y).len())
    }

    /// The ways that begin where the terminal stands.
    fn ways(&self, x: u16, y: u16) -> impl Iterator<Item = Vec<u8>> {
        let from = match self.place {
            Place::Unknown => None,
            Place::At(at, row) => Some((Some(at), row)),
            // A return is understood there as everywhere.
            Place::Edge(row) => Some((None, row)),
        };
        let known = from.and_then(|(at, row)| Some((at, y.checked_sub(row)?)));
        known.into_iter().flat_map(move |(at, down)| {
            let along = at.and_then(|at| sideways(at, x));
            let anew = sideways(0, x).map(|way| [b"\r".as_slice(), &way].concat());
            // Lines are few: more would be longer than saying the place.
            let down = (down < 8).then(|| vec![b'\n'; usize::from(down)]);
            [along, anew]
                .into_iter()
                .flatten()
                .filter_map(move |way| Some([down.clone()?, way].concat()))
        })
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

fn absolute(x: u16, y: u16) -> Vec<u8> {
    match (x, y) {
        (0, 0) => b"\x1b[H".to_vec(),
        (0, y) => format!("\x1b[{}H", y + 1).into_bytes(),
        (x, y) => format!("\x1b[{};{}H", y + 1, x + 1).into_bytes(),
    }
}

fn sideways(from: u16, to: u16) -> Option<Vec<u8>> {
    match (from, to) {
        (from, to) if from == to => Some(Vec::new()),
        (from, to) if to == from + 1 => Some(b"\x1b[C".to_vec()),
        (from, to) if to > from => Some(format!("\x1b[{}C", to - from).into_bytes()),
        (from, to) if from - to <= 4 => Some(vec![8; usize::from(from - to)]),
        _ => None,
    }
}
