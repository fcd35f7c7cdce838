//! Owns how well a customer matches the words of a search: a match in the name over one in the number over
//! the rest; a whole field over its start over the start of a word over the inside of one.
//! Must not look for what matches.

use std::ops::Range;

use memchr::memmem::Finder;

/// How well a customer matches; nothing is 0. Even, so that the last bit is free to say something else.
pub type Score = u8;

/// What matches without words, and the least that any match is worth.
pub const LEAST: Score = 2;

/// The parts of a word's worth: the field weighs more than the place in it.
const NAME: u32 = 8;
const NUMBER: u32 = 4;
const WHOLE: u32 = 4;
const FIELD_START: u32 = 3;
const WORD_START: u32 = 2;
const INSIDE: u32 = 1;

/// What makes the worth of a word, 1 to 12, a score that leaves room for the mean of several.
const STEP: u32 = 20;

/// The words of a search, in the order in which they were typed.
pub struct Ranking {
    words: Vec<Ranked>,
    /// All of them, as they would stand in a field.
    phrase: Vec<u8>,
}

impl Ranking {
    pub fn new(words: &[String]) -> Ranking {
        Ranking {
            words: words.iter().map(|word| Ranked::new(word)).collect(),
            phrase: words.join(" ").into_bytes(),
        }
    }

    /// How well a text that matches does so. The text's first line is the name, its second the number.
    pub fn score(&self, folded: &[u8]) -> Score {
        let (name, rest) = line(folded);
        if self.words.is_empty() {
            return LEAST;
        }
        if name == self.phrase {
            return even((NAME + WHOLE) * STEP);
        }
        let (number, _) = line(rest);
        let rest = &rest[number.len()..];
        let sum: u32 = self
            .words
            .iter()
            .map(|word| word.worth(name, number, rest))
            .sum();
        even(sum * STEP / self.words.len() as u32)
    }

    /// The only word, where there is one alone: then many texts can be ranked at once.
    pub fn single(&self) -> Option<Single<'_>> {
        match self.words.as_slice() {
            [word] => Some(Single { word }),
            _ => None,
        }
    }
}

/// The ranking by one word, for a scan that knows where the word stands first.
pub struct Single<'a> {
    word: &'a Ranked,
}

impl Single<'_> {
    /// As `Ranking::score`, for a text that holds the word first at `first`. None: it stands in the rest
    /// alone, and where is left to `in_rest` or `in_rests`.
    pub fn score_front(&self, folded: &[u8], first: usize) -> Option<Score> {
        let name = line(folded).0;
        if first < name.len() {
            return Some(even((NAME + self.word.place_from(name, first)) * STEP));
        }
        let start = (name.len() + 1).min(folded.len());
        let number = line(&folded[start..]).0;
        if first < start + number.len() {
            return Some(even(
                (NUMBER + self.word.place_from(number, first - start)) * STEP,
            ));
        }
        None
    }

    /// The score of one text that holds the word in its rest alone.
    pub fn in_rest(&self, folded: &[u8]) -> Score {
        let (name, rest) = line(folded);
        let (number, _) = line(rest);
        let rest = &folded[(name.len() + 1 + number.len()).min(folded.len())..];
        even(self.word.place_in_rest(rest) * STEP)
    }

    /// The least that a word in the rest is worth; whether it may be worth more.
    pub fn least_in_rest(&self) -> (Score, bool) {
        (even(INSIDE * STEP), !self.word.is_letter())
    }

    /// Where in a run of texts the word begins a field or a word, and what that is worth in the rest of a
    /// text: two quick passes, instead of two for each text.
    pub fn in_rests(&self, text: &[u8], mut each: impl FnMut(usize, Score)) {
        let length = self.word.field_start.needle().len();
        for at in self.word.field_start.find_iter(text) {
            let place = match text.get(at + length) {
                None | Some(b'\n') => WHOLE,
                _ => FIELD_START,
            };
            each(at + 1, even(place * STEP));
        }
        for at in self.word.word_start.find_iter(text) {
            each(at + 1, even(WORD_START * STEP));
        }
    }
}

/// Where a match begins and ends says what place it has.
fn place_at(text: &[u8], found: Range<usize>) -> u32 {
    let before = found.start.checked_sub(1).map(|before| text[before]);
    match before {
        None if text.len() == found.end => WHOLE,
        None => FIELD_START,
        Some(before) if before.is_ascii_alphanumeric() || !before.is_ascii() => INSIDE,
        Some(_) => WORD_START,
    }
}

fn even(score: u32) -> Score {
    (score & !1).clamp(LEAST.into(), 254) as Score
}

/// The first line and what follows it.
fn line(text: &[u8]) -> (&[u8], &[u8]) {
    match memchr::memchr(b'\n', text) {
        Some(end) => (&text[..end], &text[end + 1..]),
        None => (text, &[]),
    }
}

/// A word, and how it looks at the start of a field and behind a blank.
struct Ranked {
    anywhere: Finder<'static>,
    field_start: Finder<'static>,
    word_start: Finder<'static>,
}

impl Ranked {
    fn new(word: &str) -> Ranked {
        let finder = |text: String| Finder::new(text.as_bytes()).into_owned();
        Ranked {
            anywhere: finder(word.to_owned()),
            field_start: finder(format!("\n{word}")),
            word_start: finder(format!(" {word}")),
        }
    }

    fn worth(&self, name: &[u8], number: &[u8], rest: &[u8]) -> u32 {
        if let Some(first) = self.anywhere.find(name) {
            return NAME + self.place_from(name, first);
        }
        if let Some(first) = self.anywhere.find(number) {
            return NUMBER + self.place_from(number, first);
        }
        self.place_in_rest(rest)
    }

    /// The best place of the word in one line of text, in which it stands first at `first`.
    fn place_from(&self, text: &[u8], first: usize) -> u32 {
        let length = self.anywhere.needle().len();
        let (mut best, mut at) = (INSIDE, first);
        loop {
            best = best.max(place_at(text, at..at + length));
            if best > INSIDE {
                return best;
            }
            match self.anywhere.find(&text[at + length..]) {
                Some(next) => at += length + next,
                None => return best,
            }
        }
    }

    fn is_letter(&self) -> bool {
        self.anywhere.needle().len() == 1
    }

    /// As `place`, for long texts: every place of a frequent word would be too many to look at. `rest`
    /// begins with the line end before its first field.
    fn place_in_rest(&self, rest: &[u8]) -> u32 {
        // One letter stands somewhere in everything, and says nothing there.
        if self.is_letter() {
            return INSIDE;
        }
        let length = self.field_start.needle().len();
        let mut place = INSIDE;
        for at in self.field_start.find_iter(rest) {
            match rest.get(at + length) {
                None | Some(b'\n') => return WHOLE,
                _ => place = FIELD_START,
            }
        }
        if place == INSIDE && self.word_start.find(rest).is_some() {
            place = WORD_START;
        }
        place
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn score(typed: &str, text: &str) -> Score {
        let words: Vec<String> = typed.split(' ').map(str::to_owned).collect();
        Ranking::new(&words).score(text.as_bytes())
    }

    #[test]
    fn name_over_number_over_the_rest_and_whole_over_start_over_inside() {
        let falling = [
            "bank\n1\nulm\n",
            "bank of ulm\n2\n",
            "ulm bank\n3\n",
            "ulm (bank) of\n3\n",
            "volksbank\n4\n",
            "a\nbank\n",
            "a\nbank7\n",
            "a\n5\nbank\nx\n",
            "a\n6\nbank of ulm\n",
            "a\n7\nulm bank\n",
            "a\n8\nvolksbank\n",
        ];
        let scores: Vec<Score> = falling.iter().map(|text| score("bank", text)).collect();
        assert!(scores.is_sorted_by(|a, b| a >= b), "{scores:?}");
        let different: std::collections::BTreeSet<_> = scores.iter().collect();
        assert_eq!(different.len(), falling.len() - 1, "{scores:?}");
        assert!(scores.iter().all(|score| *score >= LEAST && score % 2 == 0));
    }

    #[test]
    fn several_words_count_together_and_as_the_whole_name() {
        assert!(
            score("deutsche bank", "deutsche bank\n1\n")
                > score("deutsche bank", "deutsche bank ag\n1\n")
        );
        assert!(score("bank ulm", "bank of ulm\n1\n") > score("bank ulm", "bank\n1\nulm\n"));
        assert!(score("bank ulm", "bank\n1\nulm\n") > score("bank ulm", "x\n1\nbank of ulm\n"));
    }
}
