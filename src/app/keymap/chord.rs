//! Owns what a binding waits for: one key, or two one after the other, however long that takes.
//! Must not know what it does.

use std::fmt;
use std::str::FromStr;

use super::Key;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Chord {
    pub first: Key,
    pub then: Option<Key>,
}

impl Chord {
    /// Whether who presses the one can never come to the other.
    pub fn hides(self, other: Chord) -> bool {
        self.first == other.first
            && (self.then == other.then || self.then.is_none() || other.then.is_none())
    }

    /// Whether it is text where text is typed.
    pub fn is_text(self) -> bool {
        matches!(self.first.code, super::Code::Char(_)) && !self.first.ctrl && !self.first.alt
    }
}

impl From<Key> for Chord {
    fn from(first: Key) -> Chord {
        Chord { first, then: None }
    }
}

impl fmt::Display for Chord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.first.fmt(f)?;
        self.then.map_or(Ok(()), |then| write!(f, " {then}"))
    }
}

impl FromStr for Chord {
    type Err = ();

    /// Reads what `Display` writes: `g`, `ctrl-s`, `g g`.
    fn from_str(text: &str) -> Result<Chord, ()> {
        let mut keys = text.split(' ');
        let first = keys.next().ok_or(())?.parse()?;
        let then = keys.next().map(str::parse).transpose()?;
        match keys.next() {
            None => Ok(Chord { first, then }),
            Some(_) => Err(()),
        }
    }
}
