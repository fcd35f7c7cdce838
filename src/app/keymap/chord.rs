//! Owns what a binding waits for: one key, or several one after the other, however long that takes.
//! Must not know what it does.

use std::fmt;
use std::str::FromStr;

use super::Key;

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Chord {
    pub first: Key,
    /// What follows it; most bindings are one key.
    pub rest: Vec<Key>,
}

impl Chord {
    pub fn keys(&self) -> impl Iterator<Item = Key> + '_ {
        std::iter::once(self.first).chain(self.rest.iter().copied())
    }

    /// The key that completes it.
    pub fn last(&self) -> Key {
        self.rest.last().copied().unwrap_or(self.first)
    }

    /// What is still to be pressed after these; none where these are not how it begins.
    pub fn after(&self, pressed: &[Key]) -> Option<&[Key]> {
        let (first, more) = pressed.split_first()?;
        let rest = self.rest.strip_prefix(more)?;
        (self.first == *first).then_some(rest)
    }

    /// Whether who presses the one can never come to the other.
    pub fn hides(&self, other: &Chord) -> bool {
        // Where they differ in length, the shorter one is how the longer one begins.
        self.keys().zip(other.keys()).all(|(one, two)| one == two)
    }

    /// Whether it is text where text is typed.
    pub fn is_text(&self) -> bool {
        matches!(self.first.code, super::Code::Char(_)) && !self.first.ctrl && !self.first.alt
    }
}

impl From<Key> for Chord {
    fn from(first: Key) -> Chord {
        Chord {
            first,
            rest: Vec::new(),
        }
    }
}

impl fmt::Display for Chord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.first.fmt(f)?;
        self.rest.iter().try_for_each(|key| write!(f, " {key}"))
    }
}

impl FromStr for Chord {
    type Err = ();

    /// Reads what `Display` writes: `g`, `ctrl-s`, `g g`.
    fn from_str(text: &str) -> Result<Chord, ()> {
        let mut keys = text.split(' ');
        let first = keys.next().ok_or(())?.parse()?;
        let rest = keys.map(str::parse).collect::<Result<_, ()>>()?;
        Ok(Chord { first, rest })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn chord(text: &str) -> Chord {
        text.parse().unwrap()
    }

    #[test]
    fn a_chord_reads_as_it_is_written_however_long() {
        for text in ["g", "g g", "ctrl-x ctrl-s", "Space f d ↓"] {
            assert_eq!(chord(text).to_string(), text);
        }
        assert!("g  g".parse::<Chord>().is_err() && "g g ".parse::<Chord>().is_err());
    }

    #[test]
    fn what_is_left_of_a_chord_is_told() {
        let (g, x) = (Key::char('g'), Key::char('x'));
        let chord = chord("g x g");
        assert_eq!(chord.after(&[g]), Some([x, g].as_slice()));
        assert_eq!(chord.after(&[g, x, g]), Some([].as_slice()));
        assert_eq!(chord.after(&[g, g]), None);
        assert_eq!(chord.after(&[g, x, g, g]), None);
    }

    proptest! {
        #[test]
        fn two_hide_each_other_where_one_is_how_the_other_begins(one in "[ab]( [ab]){0,3}", two in "[ab]( [ab]){0,3}") {
            let hides = one.starts_with(&two) || two.starts_with(&one);
            prop_assert_eq!(chord(&one).hides(&chord(&two)), hides);
            prop_assert_eq!(chord(&two).hides(&chord(&one)), hides);
        }
    }
}
