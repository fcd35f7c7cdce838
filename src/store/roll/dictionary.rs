//! Owns the dictionary of a full block: every token that stands in its texts once, and in which slots. Words are
//! sought in it instead of in the texts: what stands in most customers is one token, met once.
//! Must not know the texts again: what only standing side by side makes, the block has to look for.

use std::collections::HashMap;

use memchr::memmem::Finder;

use super::block::{BLOCK, Mask};
use super::grams::Grams;

/// Tokens that stand in more slots are kept as a bit for each slot: a list would be longer.
const LISTED: usize = BLOCK / 40;
/// The other tokens lie in so many stretches, of which a piece of a word rules most out.
const STRETCHES: usize = 256;
/// Words of a bit for each stretch.
const LINE: usize = STRETCHES / 64;
/// Pieces of three bytes are told apart by so many bits of their hash; pieces that fall together only cost
/// a look.
const HASH_BITS: u32 = 10;
/// Stands behind each token, and in none: it is no part of UTF-8.
const BETWEEN: u8 = 0xff;

#[derive(Clone)]
pub(super) struct Dictionary {
    /// All tokens, those that stand in most slots first.
    text: Vec<u8>,
    /// Where each token begins, and where the last one ends.
    starts: Vec<u32>,
    /// The slots of the first tokens, a bit each.
    bits: Vec<Mask>,
    /// The slots of the others, one token's after the other's.
    lists: Vec<u16>,
    /// Where the list of each of the others begins, and where the last one ends.
    list_starts: Vec<u32>,
    /// For each piece, the stretches in which it stands.
    pieces: Box<[[u64; LINE]]>,
    /// What stands in most of the others.
    grams: Grams,
}

/// The tokens of a text: letters and digits in a row, and each sign by itself. Blanks are none.
pub(super) fn tokens(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    text.chunk_by(|a, b| is_inner(*a) && is_inner(*b))
        .filter(|token| !token[0].is_ascii_whitespace())
}

fn is_inner(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || !byte.is_ascii()
}

/// Tokens as they come, each with the slots that it stands in.
#[derive(Default)]
struct Counted<'t> {
    known: HashMap<&'t [u8], usize>,
    tokens: Vec<(&'t [u8], Vec<u16>)>,
}

impl<'t> Counted<'t> {
    fn add(&mut self, token: &'t [u8], slot: u16) {
        let next = self.tokens.len();
        let at = *self.known.entry(token).or_insert(next);
        if at == next {
            self.tokens.push((token, Vec::new()));
        }
        let slots = &mut self.tokens[at].1;
        if slots.last() != Some(&slot) {
            slots.push(slot);
        }
    }
}

impl Dictionary {
    /// Of these texts, of which each has the slot of its place.
    pub fn of<'t>(texts: impl Iterator<Item = &'t [u8]>) -> Dictionary {
        let mut counted = Counted::default();
        for (slot, text) in (0..).zip(texts) {
            for token in tokens(text) {
                counted.add(token, slot);
            }
        }
        let mut counted = counted.tokens;
        counted.sort_unstable_by_key(|(_, slots)| std::cmp::Reverse(slots.len()));
        let common = counted.partition_point(|(_, slots)| slots.len() > LISTED);
        let (common, others) = counted.split_at(common);
        let mut made = Dictionary {
            text: Vec::new(),
            starts: vec![0],
            bits: Vec::new(),
            lists: Vec::new(),
            list_starts: vec![0],
            pieces: vec![[0; LINE]; 1 << HASH_BITS].into_boxed_slice(),
            grams: Grams::of(others.iter().map(|(token, slots)| (*token, &slots[..]))),
        };
        for (token, slots) in common {
            made.name(token);
            let mut bits = [0; BLOCK / 64];
            for slot in slots {
                bits[usize::from(*slot) / 64] |= 1 << (slot % 64);
            }
            made.bits.push(bits);
        }
        let stretch = stretch(others.len());
        for (nth, (token, slots)) in others.iter().enumerate() {
            made.name(token);
            for piece in token.windows(3) {
                let stretch = nth / stretch;
                made.pieces[hash(piece)][stretch / 64] |= 1 << (stretch % 64);
            }
            made.lists.extend_from_slice(slots);
            made.list_starts.push(place(made.lists.len()));
        }
        made.text.shrink_to_fit();
        made.lists.shrink_to_fit();
        made
    }

    fn name(&mut self, token: &[u8]) {
        self.text.extend_from_slice(token);
        self.text.push(BETWEEN);
        self.starts.push(place(self.text.len()));
    }

    fn len(&self) -> usize {
        self.starts.len() - 1
    }

    /// How much memory it takes, about.
    pub fn size(&self) -> usize {
        self.text.len()
            + (self.starts.len() + self.list_starts.len()) * size_of::<u32>()
            + self.bits.len() * size_of::<Mask>()
            + self.lists.len() * size_of::<u16>()
            + ((LINE * 8) << HASH_BITS)
            + self.grams.size()
    }

    /// The slots that have a part of a token, as far as that is soon said: through those tokens that stand in
    /// many slots, and where it is a known piece. Whether these are all.
    pub fn at_hand(&self, part: &Finder<'_>) -> (Mask, bool) {
        let known = self.grams.get(part.needle());
        let mut found = known.copied().unwrap_or([0; BLOCK / 64]);
        let common = 0..self.bits.len();
        self.read(part, common, |token| {
            let mut all = u64::MAX;
            for (found, bits) in found.iter_mut().zip(&self.bits[token]) {
                *found |= bits;
                all &= *found;
            }
            all != u64::MAX
        });
        (found, known.is_some())
    }

    /// Puts in the slots that have it through one of the others.
    pub fn others(&self, part: &Finder<'_>, found: &mut Mask) {
        let stretches = self.stretches(part.needle());
        let first = self.bits.len();
        let size = stretch(self.len() - first);
        let mut from = 0;
        while let Some((begin, end)) = next_run(&stretches, from) {
            let place = |nth: usize| (first + nth * size).min(self.len());
            self.read(part, place(begin)..place(end), |token| {
                let nth = token - first;
                let list = self.list_starts[nth] as usize..self.list_starts[nth + 1] as usize;
                for slot in &self.lists[list] {
                    found[usize::from(*slot) / 64] |= 1 << (slot % 64);
                }
                true
            });
            from = end;
        }
    }

    /// The stretches that have every piece of a word.
    fn stretches(&self, part: &[u8]) -> [u64; LINE] {
        let mut stretches = [u64::MAX; LINE];
        for piece in part.windows(3) {
            let line = &self.pieces[hash(piece)];
            for (all, has) in stretches.iter_mut().zip(line) {
                *all &= has;
            }
        }
        stretches
    }

    /// Calls those of these tokens in which a part stands, as long as more are wanted.
    fn read(
        &self,
        part: &Finder<'_>,
        tokens: std::ops::Range<usize>,
        mut call: impl FnMut(usize) -> bool,
    ) {
        let end = self.starts[tokens.end] as usize;
        let mut token = tokens.start;
        let mut at = self.starts[token] as usize;
        while let Some(hit) = part.find(&self.text[at..end]) {
            token = self.token_at(token, at + hit);
            if !call(token) {
                return;
            }
            token += 1;
            at = self.starts[token] as usize;
        }
    }

    /// Which token a place lies in, from one on that begins before it.
    fn token_at(&self, from: usize, place: usize) -> usize {
        let is_before = |start: u32| start as usize <= place;
        // Near most of the time, where a part is common.
        let mut step = 1;
        while self
            .starts
            .get(from + step)
            .is_some_and(|start| is_before(*start))
        {
            step *= 2;
        }
        let (low, high) = (from + step / 2, (from + step).min(self.starts.len()));
        low + self.starts[low..high].partition_point(|start| is_before(*start)) - 1
    }
}

/// A place in what is a part of a block's text, which has places of as many bits.
fn place(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}

/// Tokens in a stretch, of so many in all.
fn stretch(tokens: usize) -> usize {
    tokens.div_ceil(STRETCHES).max(1)
}

/// The next stretches in a row that are set, from `from` on: the first, and the one behind the last.
fn next_run(stretches: &[u64; LINE], from: usize) -> Option<(usize, usize)> {
    let is_set = |nth: usize| stretches[nth / 64] >> (nth % 64) & 1 == 1;
    let mut begin = from;
    while begin < STRETCHES && !is_set(begin) {
        let rest = stretches[begin / 64] >> (begin % 64);
        begin = match rest {
            0 => (begin / 64 + 1) * 64,
            _ => begin + rest.trailing_zeros() as usize,
        };
    }
    let end = (begin..STRETCHES).find(|nth| !is_set(*nth));
    (begin < STRETCHES).then(|| (begin, end.unwrap_or(STRETCHES)))
}

fn hash(piece: &[u8]) -> usize {
    let bytes = u32::from(piece[0]) | u32::from(piece[1]) << 8 | u32::from(piece[2]) << 16;
    (bytes.wrapping_mul(0x9e37_79b1) >> (32 - HASH_BITS)) as usize
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_slot_with_a_token_that_has_the_part_is_found(
            texts in proptest::collection::vec("[abcä .]{0,12}", 0..900), part in "[abcä]{1,4}|\\.",
        ) {
            let dictionary = Dictionary::of(texts.iter().map(String::as_bytes));
            let part = part.as_bytes();
            let (mut mask, is_all) = dictionary.at_hand(&Finder::new(part));
            let first = mask;
            dictionary.others(&Finder::new(part), &mut mask);
            prop_assert!(!is_all || mask == first);
            for (slot, text) in texts.iter().enumerate() {
                let is = mask[slot / 64] >> (slot % 64) & 1 == 1;
                prop_assert_eq!(is, text.as_bytes().windows(part.len()).any(|is| is == part), "slot {}", slot);
            }
        }

        #[test]
        fn a_place_lies_in_the_token_that_begins_before_it(
            texts in proptest::collection::vec("[a-c]{1,5}", 1..60), from in 0..60usize, place in 0..400usize,
        ) {
            let dictionary = Dictionary::of(texts.iter().map(String::as_bytes));
            let place = place % dictionary.text.len();
            let is = dictionary.starts.iter().rposition(|start| *start as usize <= place).unwrap();
            prop_assert_eq!(dictionary.token_at(from.min(is), place), is);
        }
    }

    #[test]
    fn tokens_are_words_and_signs() {
        let of = |text: &'static str| tokens(text.as_bytes()).collect::<Vec<_>>();
        assert_eq!(
            of("a1: bär\n.."),
            [&b"a1"[..], b":", "bär".as_bytes(), b".", b"."]
        );
        assert!(of(" \n ").is_empty());
    }

    #[test]
    fn runs_of_stretches_are_found_across_words() {
        let mut stretches = [0; LINE];
        for nth in [0, 1, 63, 64, 65, 255] {
            stretches[nth / 64] |= 1 << (nth % 64);
        }
        let mut runs = Vec::new();
        let mut from = 0;
        while let Some(run) = next_run(&stretches, from) {
            runs.push(run);
            from = run.1;
        }
        assert_eq!(runs, [(0, 2), (63, 66), (255, 256)]);
    }
}
