//! Owns how well a customer matches the words of a search: a match in the name over one in the number over
//! the rest; a whole field over its start over the start of a word over the inside of one.
//! Must not look for what matches.

use memchr::memmem::Finder;

use super::near::{Letters, parts};

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
    /// Alternatives, each of some words: the best one counts like a word.
    either: Vec<Vec<Vec<Ranked>>>,
}

impl Ranking {
    pub fn new(words: &[String]) -> Ranking {
        Ranking {
            words: words.iter().map(|word| Ranked::new(word)).collect(),
            phrase: words.join(" ").into_bytes(),
            either: Vec::new(),
        }
    }

    /// And, for each of these, by the best of its alternatives.
    pub fn with_best_of(mut self, either: &[Vec<Vec<String>>]) -> Ranking {
        let all = |words: &Vec<String>| words.iter().map(|word| Ranked::new(word)).collect();
        let alternatives = either.iter();
        let alternatives = alternatives.map(|any| any.iter().map(all).collect());
        self.either = alternatives.collect();
        self
    }

    /// Whether there is one word alone, so that `score_from` may be asked.
    pub fn is_of_one(&self) -> bool {
        self.words.len() == 1 && self.either.is_empty()
    }

    /// How well a text that matches does so. The text's first line is the name, its second the number.
    pub fn score(&self, folded: &[u8]) -> Score {
        let count = self.words.len() + self.either.len();
        if count == 0 {
            return LEAST;
        }
        if self.words.len() > 1 && self.either.is_empty() && line(folded, 0) == self.phrase {
            return even((NAME + WHOLE) * STEP);
        }
        let words = self.words.iter().map(|word| word.worth(folded));
        let either = self.either.iter().map(|any| best_of(any, folded));
        even(words.chain(either).sum::<u32>() * STEP / count as u32)
    }

    /// `score`, by the only word, where somebody knows already where in the text it stands first. `begun`: what words
    /// of the name begin with.
    pub fn score_from(&self, folded: &[u8], first: usize, begun: Letters) -> Score {
        let worth = |word: &Ranked| even(word.worth_from(folded, first, begun) * STEP);
        self.words.first().map_or(LEAST, worth)
    }

    /// The only word, where it is a single letter or digit: what a name has of those is known without reading it.
    pub fn letter(&self) -> Option<u8> {
        match self.words.as_slice() {
            [only] if self.either.is_empty() => match only.word.needle() {
                [letter] if letter.is_ascii_alphanumeric() => Some(*letter),
                _ => None,
            },
            _ => None,
        }
    }

    /// `score`, by a letter that the name has.
    pub fn score_of_letter(letter: u8, folded: &[u8], begun: Letters) -> Score {
        let place = match folded {
            [first] if *first == letter => WHOLE,
            [first, b'\n', ..] if *first == letter => WHOLE,
            [first, ..] if *first == letter => FIELD_START,
            _ if begun.may_have(letter) => WORD_START,
            _ => INSIDE,
        };
        even((NAME + place) * STEP)
    }
}

/// What the best of some alternatives is worth. One that is not met counts for nothing; if none is, others of its
/// kind are: by digits, say.
fn best_of(any: &[Vec<Ranked>], folded: &[u8]) -> u32 {
    let worth = |words: &Vec<Ranked>| {
        let worths: Option<Vec<u32>> = words.iter().map(|word| word.worth_there(folded)).collect();
        worths.map(|worths| worths.iter().sum::<u32>() / worths.len().max(1) as u32)
    };
    any.iter().filter_map(worth).max().unwrap_or(INSIDE)
}

fn even(score: u32) -> Score {
    (score & !1).clamp(LEAST.into(), 254) as Score
}

/// The line that begins at `start`, without its end.
fn line(text: &[u8], start: usize) -> &[u8] {
    let text = text.get(start..).unwrap_or_default();
    &text[..memchr::memchr(b'\n', text).unwrap_or(text.len())]
}

struct Ranked {
    word: Finder<'static>,
}

impl Ranked {
    fn new(word: &str) -> Ranked {
        Ranked {
            word: Finder::new(word.as_bytes()).into_owned(),
        }
    }

    fn len(&self) -> usize {
        self.word.needle().len()
    }

    /// A word that is met by its digits alone stands nowhere.
    fn worth(&self, folded: &[u8]) -> u32 {
        self.worth_there(folded).unwrap_or(INSIDE)
    }

    fn worth_there(&self, folded: &[u8]) -> Option<u32> {
        let first = self.word.find(folded)?;
        Some(self.worth_from(folded, first, Letters::ANY))
    }

    /// No word holds a line end: where it stands first says which line it is in. One byte after the other: what is
    /// looked for here is mostly near.
    fn worth_from(&self, folded: &[u8], first: usize, begun: Letters) -> u32 {
        let before = &folded[..first];
        let Some(name) = before.iter().position(|byte| *byte == b'\n') else {
            return NAME + self.place_in_line(folded, 0, first, begun);
        };
        let start = name + 1;
        match before[start..].contains(&b'\n') {
            false => NUMBER + self.place_in_line(folded, start, first, Letters::ANY),
            true => self.place_in_rest(folded, first),
        }
    }

    /// The best place of the word in the line that begins at `start`, in which it stands first at `first`, and whose
    /// words begin with `begun`.
    fn place_in_line(&self, text: &[u8], start: usize, first: usize, begun: Letters) -> u32 {
        let word = self.word.needle();
        if first == start {
            return match text.get(start + word.len()) {
                None | Some(b'\n') => WHOLE,
                Some(_) => FIELD_START,
            };
        }
        let Some(lead) = word.first() else {
            return FIELD_START;
        };
        if !begun.may_have(*lead) {
            return INSIDE;
        }
        let mut before = text[first - 1];
        for (at, byte) in text.iter().enumerate().skip(first) {
            if *byte == b'\n' {
                break;
            }
            if byte == lead && parts(before) && text[at..].starts_with(word) {
                return WORD_START;
            }
            before = *byte;
        }
        INSIDE
    }

    /// The best place of the word in the lines from `first` on. Here a word begins behind a blank alone.
    fn place_in_rest(&self, text: &[u8], first: usize) -> u32 {
        // One letter stands somewhere in everything, and says nothing there.
        if self.len() == 1 {
            return INSIDE;
        }
        let (mut best, mut at) = (INSIDE, first);
        loop {
            let before = at.checked_sub(1).map(|before| text[before]);
            let place = match (before, text.get(at + self.len())) {
                (Some(b'\n'), None | Some(b'\n')) => return WHOLE,
                (Some(b'\n'), _) => FIELD_START,
                (Some(b' '), _) => WORD_START,
                _ => INSIDE,
            };
            best = best.max(place);
            match self.word.find(&text[at + 1..]) {
                Some(next) => at += 1 + next,
                None => return best,
            }
        }
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
    fn of_alternatives_the_best_counts() {
        let words = |typed: &str| typed.split(' ').map(str::to_owned).collect::<Vec<String>>();
        let either = [vec![words("volks"), words("nec japan")]];
        let score = |beside: &[String], text: &str| {
            let ranking = Ranking::new(beside).with_best_of(&either);
            ranking.score(text.as_bytes())
        };
        let falling = [
            "volksbank\n2\n",
            "nec japan\n1\n",
            "die volksbank\n3\n",
            "acme\n4\nvolksbank\n",
            "acme\n4\nof nec\n",
        ];
        let scores = falling.map(|text| score(&[], text));
        assert!(scores.is_sorted_by(|a, b| a >= b), "{scores:?}");
        assert!(scores[0] > scores[1] && scores[2] > scores[3] && scores[3] > scores[4]);
        assert_eq!(scores[4], even(INSIDE * STEP), "half of an alternative");
        let beside = words("bank");
        assert!(score(&beside, "bank volks\n1\n") > score(&beside, "x\n1\nvolks bank\n"));
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
