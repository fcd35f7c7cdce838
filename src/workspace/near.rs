//! Owns forgiving typing errors: how far a typed word is from what stands in a name, and which names are
//! near enough. Must not decide when that is asked for.

use super::roster;

/// Which letters a text has, one bit each; letters beyond the Latin ones share bits. A name that lacks
/// more letters of a word than errors are forgiven cannot be near it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Letters(u64);

impl Letters {
    pub fn of(text: &[u8]) -> Letters {
        Letters(text.iter().fold(0, |bits, byte| bits | Letters::bit(*byte)))
    }

    fn bit(byte: u8) -> u64 {
        1 << match byte {
            b'a'..=b'z' => byte - b'a',
            b'0'..=b'9' => 26 + byte - b'0',
            other => 36 + other % 28,
        }
    }

    fn lack(self, wanted: Letters) -> u32 {
        (wanted.0 & !self.0).count_ones()
    }
}

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

    /// How many errors lie between the word and a customer's text: none where it stands anywhere in it,
    /// else as few as there are to the start of a word of the name. None: too many.
    pub fn errors_in(&self, folded: &[u8], letters: Letters, work: &mut Work) -> Option<usize> {
        let wide = self.chars.len() < self.finder.needle().len();
        let missing = self.errors as u32 * if wide { BYTES } else { 1 };
        if self.forgives() && letters.lack(self.letters) <= missing {
            let name = roster::name(folded);
            if let Some(errors) = self.errors_in_name(name, work) {
                return Some(errors);
            }
        }
        self.finder.find(folded).map(|_| 0)
    }

    fn errors_in_name(&self, name: &[u8], work: &mut Work) -> Option<usize> {
        work.name.clear();
        // Folded text is what was text: nothing is lost.
        work.name.extend(String::from_utf8_lossy(name).chars());
        let mut best = None;
        for start in 0..work.name.len() {
            let begins = start == 0 || !work.name[start - 1].is_alphanumeric();
            if begins && work.name[start].is_alphanumeric() {
                let errors = self.errors_at(start, work);
                best = errors.into_iter().chain(best).min();
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
    rows: Vec<usize>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::customer::text::fold;
    use proptest::prelude::*;

    fn errors(word: &str, name: &str) -> Option<usize> {
        let folded = fold(name);
        let letters = Letters::of(folded.as_bytes());
        Near::new(&fold(word)).errors_in(folded.as_bytes(), letters, &mut Work::default())
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
