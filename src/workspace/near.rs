//! Owns forgiving typing errors: how far a typed word is from what stands in a name, and which names are
//! near enough. Must not decide when that is asked for.

use std::iter::Sum;
use std::ops::Range;

use super::rank::{LEAST, Score};
use super::roster;

/// Which letters a text has, one bit each; letters beyond the Latin ones share bits. A name that lacks
/// more letters of a word than errors are forgiven cannot be near it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Letters(u64);

/// Which bit stands for a byte; the highest bit says that it stands between words, and a shift does not look at it.
const PLACES: [u8; 256] = {
    let (mut places, mut byte) = ([0; 256], 0);
    while byte < 256 {
        let place = match byte as u8 {
            letter @ b'a'..=b'z' => letter - b'a',
            digit @ b'0'..=b'9' => 26 + digit - b'0',
            other => 36 + other % 28,
        };
        places[byte] = if parts(byte as u8) {
            place | 0x80
        } else {
            place
        };
        byte += 1;
    }
    places
};

impl Letters {
    /// For where nobody has looked: any letter may be there.
    pub const ANY: Letters = Letters(u64::MAX);

    pub fn of(text: &[u8]) -> Letters {
        Letters(text.iter().fold(0, |bits, byte| bits | Letters::bit(*byte)))
    }

    /// Those of a name, and those that words behind its first begin with.
    pub fn of_name(name: &[u8]) -> (Letters, Letters) {
        let (mut all, mut begun, mut parted) = (0, 0, 0);
        for byte in name {
            let place = PLACES[usize::from(*byte)];
            let bit = 1u64.wrapping_shl(u32::from(place));
            all |= bit;
            begun |= bit & parted;
            // All bits behind what stands between words, none behind anything else: no branch for any byte there is.
            parted = 0u64.wrapping_sub(u64::from(place >> 7));
        }
        (Letters(all), Letters(begun))
    }

    fn bit(byte: u8) -> u64 {
        1u64.wrapping_shl(u32::from(PLACES[usize::from(byte)]))
    }

    /// Whether a byte may be among them; for sure, where it is a Latin letter or a digit.
    pub fn may_have(self, byte: u8) -> bool {
        self.0 & Letters::bit(byte) != 0
    }

    fn lack(self, wanted: Letters) -> u32 {
        (wanted.0 & !self.0).count_ones()
    }
}

/// Whether a word of a folded text may begin behind this byte.
pub const fn parts(byte: u8) -> bool {
    byte.is_ascii() && !byte.is_ascii_alphanumeric()
}

/// How far a name is from what was typed: the errors, and how many words begin further back in it than at
/// its start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Miss {
    errors: u8,
    back: u8,
}

impl Miss {
    /// Fewer errors score higher, then words at the start of the name.
    pub fn score(self) -> Score {
        let distance = self.errors.saturating_mul(8).saturating_add(self.back * 2);
        NEAREST.saturating_sub(distance).max(LEAST)
    }
}

impl Sum for Miss {
    fn sum<I: Iterator<Item = Miss>>(all: I) -> Miss {
        all.fold(Miss::default(), |sum, one| Miss {
            errors: sum.errors.saturating_add(one.errors),
            back: (sum.back + one.back).min(3),
        })
    }
}

/// What no error at the start of the name would score; even, as scores are.
const NEAREST: Score = 202;

/// A typed word, ready to be compared.
pub struct Near {
    chars: Vec<char>,
    letters: Letters,
    /// How many errors are forgiven.
    errors: usize,
    finder: memchr::memmem::Finder<'static>,
}

/// A character takes at most so many bytes, and one wrong character makes so many letters be missing.
const BYTES: u32 = 4;

impl Near {
    /// Nothing is forgiven in short words: everything is near those.
    pub fn new(word: &str) -> Near {
        let chars: Vec<char> = word.chars().collect();
        let errors = match chars.len() {
            0..=3 => 0,
            4..=7 => 1,
            _ => 2,
        };
        Near {
            letters: Letters::of(word.as_bytes()),
            finder: memchr::memmem::Finder::new(word.as_bytes()).into_owned(),
            chars,
            errors,
        }
    }

    /// Whether errors are forgiven at all.
    pub fn forgives(&self) -> bool {
        self.errors > 0
    }

    /// Whether a name with these letters can be near at all.
    pub fn may_be_near(&self, letters: Letters) -> bool {
        let wide = self.chars.len() < self.finder.needle().len();
        let missing = self.errors as u32 * if wide { BYTES } else { 1 };
        self.forgives() && letters.lack(self.letters) <= missing
    }

    /// Whether the word stands in a text without an error.
    pub fn stands_in(&self, folded: &[u8]) -> bool {
        self.finder.find(folded).is_some()
    }

    /// How far the word is from the start of a word of the name; the nearest counts. None: too far.
    pub fn miss(&self, folded: &[u8], letters: Letters, work: &mut Work) -> Option<Miss> {
        if !self.may_be_near(letters) {
            return None;
        }
        work.read(roster::name(folded));
        let mut best: Option<Miss> = None;
        for start in 0..work.name.len() {
            let begins = start == 0 || !work.name[start - 1].is_alphanumeric();
            if begins && work.name[start].is_alphanumeric() {
                let miss = self.errors_at(start, work).map(|errors| Miss {
                    errors: u8::try_from(errors).unwrap_or(u8::MAX),
                    back: u8::from(start > 0),
                });
                best = miss.into_iter().chain(best).min();
            }
        }
        best
    }

    /// The fewest errors between the word and what begins at `start`, however long that is. A swap of
    /// neighbours is one error. The first letter is what people get right: it may be wrong only when
    /// nothing else is.
    fn errors_at(&self, start: usize, work: &mut Work) -> Option<usize> {
        let wanted = &self.chars;
        let reach = (wanted.len() + self.errors).min(work.name.len() - start);
        if !self.may_be_near(work.letters(start..start + reach)) {
            return None;
        }
        let text = &work.name[start..start + reach];
        let wide = text.len() + 1;
        let rows = &mut work.rows;
        rows.clear();
        rows.resize(wide * (wanted.len() + 1), 0);
        for (j, cell) in rows[..wide].iter_mut().enumerate() {
            *cell = j;
        }
        for i in 1..=wanted.len() {
            rows[i * wide] = i;
            let mut least = i;
            for j in 1..wide {
                let same = wanted[i - 1] == text[j - 1];
                let mut errors = (rows[(i - 1) * wide + j - 1] + usize::from(!same))
                    .min(rows[(i - 1) * wide + j] + 1)
                    .min(rows[i * wide + j - 1] + 1);
                let swapped =
                    i > 1 && j > 1 && wanted[i - 1] == text[j - 2] && wanted[i - 2] == text[j - 1];
                if swapped {
                    errors = errors.min(rows[(i - 2) * wide + j - 2] + 1);
                }
                rows[i * wide + j] = errors;
                least = least.min(errors);
            }
            if least > self.errors {
                return None;
            }
        }
        let errors = rows[wanted.len() * wide..].iter().copied().min()?;
        let begins_right = wanted.first() == text.first();
        let forgiven = if begins_right { self.errors } else { 1 };
        (errors <= forgiven).then_some(errors)
    }
}

/// Memory that comparisons use again and again.
#[derive(Default)]
pub struct Work {
    name: Vec<char>,
    /// The letters of each character.
    letters: Vec<Letters>,
    rows: Vec<usize>,
}

impl Work {
    fn read(&mut self, name: &[u8]) {
        self.name.clear();
        self.letters.clear();
        if name.is_ascii() {
            self.name.extend(name.iter().copied().map(char::from));
            let letters = name.iter().map(|byte| Letters(Letters::bit(*byte)));
            self.letters.extend(letters);
        } else {
            // Folded text is what was text: nothing is lost.
            for c in String::from_utf8_lossy(name).chars() {
                self.name.push(c);
                let letters = Letters::of(c.encode_utf8(&mut [0; BYTES as usize]).as_bytes());
                self.letters.push(letters);
            }
        }
    }

    fn letters(&self, stretch: Range<usize>) -> Letters {
        let all = self.letters[stretch].iter();
        Letters(all.fold(0, |bits, letters| bits | letters.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::customer::text::fold;
    use proptest::prelude::*;

    fn errors(word: &str, name: &str) -> Option<u8> {
        let folded = fold(name);
        let letters = Letters::of(folded.as_bytes());
        let (word, folded) = (Near::new(&fold(word)), folded.as_bytes());
        let miss = word.miss(folded, letters, &mut Work::default());
        miss.map(|miss| miss.errors)
    }

    #[test]
    fn what_people_mistype_is_found_and_what_they_do_not_mean_is_not() {
        for (word, name, wanted) in [
            ("volkswgen", "Volkswagen Group", Some(1)),
            ("volkswaegn", "Volkswagen Group", Some(1)),
            ("wolkswagen", "Volkswagen Group", Some(1)),
            ("volkswa", "Volkswagen Group", Some(0)),
            ("mulelr", "Café Müller", Some(1)),
            ("toyta", "Toyota Motor", Some(1)),
            ("totoya", "Toyota Motor", None),
            ("mercdesbnz", "Mercedes-Benz", None),
            ("bmw", "BMV Holding", None),
            ("Газпрон", "Газпром", Some(1)),
            ("siemesn", "Siemens AG", Some(1)),
            ("siemens", "Diemens AG", Some(1)),
            ("siemesn", "Diemens AG", None),
        ] {
            assert_eq!(errors(word, name), wanted, "{word} in {name}");
        }
    }

    proptest! {
        #[test]
        fn the_letters_of_a_name_are_those_it_has_and_those_its_words_begin_with(name in "[a-z0-9é&( -]{0,20}") {
            let bytes = name.as_bytes();
            let (all, begun) = Letters::of_name(bytes);
            prop_assert_eq!(all, Letters::of(bytes));
            let behind = |at: &usize| *at > 0 && parts(bytes[at - 1]);
            let begins: Vec<u8> = (0..bytes.len()).filter(behind).map(|at| bytes[at]).collect();
            prop_assert_eq!(begun, Letters::of(&begins));
            prop_assert!(bytes.iter().all(|byte| all.may_have(*byte)));
        }

        #[test]
        fn one_error_is_always_forgiven(word in "[a-z]{4,12}", at in 0..12usize, what in 0..3, letter in "[a-z]") {
            let mut chars: Vec<char> = word.chars().collect();
            let at = at % chars.len();
            match what {
                0 => drop(chars.remove(at)),
                1 => chars.insert(at, letter.chars().next().unwrap()),
                _ => chars[at] = letter.chars().next().unwrap(),
            }
            prop_assume!(chars.len() > 3);
            let typed: String = chars.into_iter().collect();
            let found = errors(&typed, &format!("The {} Company", word));
            prop_assert!(found.is_some_and(|errors| errors <= 1), "{} for {}", typed, word);
        }
    }
}
