//! Owns the letters that stand beside the fields of a form while a person jumps: which field has which, and where
//! typed letters lead.
//! Must not draw, nor move anything.

use super::form::{Form, Stop};

/// Those under the fingers come first.
const LETTERS: &[u8] = b"asdfjklghqwertyuiopzxcvbnm";

/// The letters typed so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Labels {
    pub typed: String,
}

/// Where typed letters lead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leads {
    To(Stop),
    /// One more letter says where.
    On,
    Nowhere,
}

impl Labels {
    /// Takes one more letter in.
    pub fn press(&mut self, letter: &str, form: &Form) -> Leads {
        self.typed.push_str(&letter.to_lowercase());
        let labelled = labelled(form);
        match labelled.iter().find(|(label, _)| *label == self.typed) {
            Some((_, stop)) => Leads::To(*stop),
            None if labelled.iter().any(|(label, _)| self.fits(label)) => Leads::On,
            None => Leads::Nowhere,
        }
    }

    /// Whether a label begins with what is typed.
    pub fn fits(&self, label: &str) -> bool {
        label.starts_with(&self.typed)
    }
}

/// Every stop of a form with its letters: the same ones as long as no line comes or goes, however it is scrolled.
/// One letter each where those suffice; where even two do not, the last ones have none.
pub fn labelled(form: &Form) -> Vec<(String, Stop)> {
    let stops = form.stops();
    labels(stops.len()).zip(stops).collect()
}

fn labels(count: usize) -> impl Iterator<Item = String> {
    let one = LETTERS.iter().map(|letter| char::from(*letter).to_string());
    let two = LETTERS.iter().flat_map(|first| {
        let both = |second: &u8| [char::from(*first), char::from(*second)].iter().collect();
        LETTERS.iter().map(both).collect::<Vec<String>>()
    });
    let singles = if count <= LETTERS.len() { count } else { 0 };
    let pairs = if singles == 0 { count } else { 0 };
    one.take(singles).chain(two.take(pairs))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::HashSet;

    proptest! {
        #[test]
        fn no_label_is_how_another_begins(count in 0..900_usize) {
            let all: Vec<String> = labels(count).collect();
            prop_assert_eq!(all.len(), count.min(LETTERS.len() * LETTERS.len()));
            let lengths: HashSet<usize> = all.iter().map(String::len).collect();
            prop_assert!(lengths.len() <= 1);
            let different: HashSet<&String> = all.iter().collect();
            prop_assert_eq!(different.len(), all.len());
        }
    }
}
