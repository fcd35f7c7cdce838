//! Owns a stretch of the roll: the folded texts of some thousand customers in one buffer. Where it is full, and
//! nothing changes in it any more, words are looked for in its dictionary, and texts are read for what that
//! cannot say alone.
//! Must not know which customers these are.

use memchr::memmem::Finder;

use super::dictionary::{Dictionary, tokens};

/// Customers in a block; each has a slot there.
pub(super) const BLOCK: usize = 4096;
/// Stands between texts, and in none: it is no part of UTF-8.
const BETWEEN: u8 = 0xff;

/// So many texts are read before rare tokens are sought through.
const FEW: u32 = 160;
/// So few that are left are read before the dictionary is opened.
const NEXT_TO_NONE: u32 = 8;

/// A bit for each slot.
pub(super) type Mask = [u64; BLOCK / 64];

/// A word that is sought, and its tokens: whoever has the word has each of them as a token's part.
pub(super) struct Sought<'w> {
    word: Finder<'w>,
    parts: Vec<Finder<'w>>,
}

impl Sought<'_> {
    pub fn new(word: &str) -> Sought<'_> {
        Sought {
            word: Finder::new(word.as_bytes()),
            parts: tokens(word.as_bytes()).map(Finder::new).collect(),
        }
    }

    pub fn len(&self) -> usize {
        self.word.needle().len()
    }

    /// Whether whoever has the tokens has the word.
    fn is_one_token(&self) -> bool {
        matches!(&self.parts[..], [part] if part.needle().len() == self.len())
    }
}

#[derive(Clone)]
pub(super) struct Block {
    text: Vec<u8>,
    /// Where each slot's text begins, and where the last one ends.
    starts: Vec<u32>,
    /// How much of each text is the customer's name.
    names: Vec<u32>,
    /// Of a full block.
    dictionary: Option<Box<Dictionary>>,
}

impl Block {
    pub fn new() -> Block {
        Block {
            text: Vec::new(),
            starts: vec![0],
            names: Vec::new(),
            dictionary: None,
        }
    }

    pub fn len(&self) -> usize {
        self.names.len()
    }

    pub fn is_full(&self) -> bool {
        self.len() == BLOCK
    }

    /// How much memory it takes, about.
    pub fn size(&self) -> usize {
        let dictionary = self.dictionary.as_ref().map_or(0, |all| all.size());
        size_of::<Block>() + self.text.len() + self.len() * 8 + dictionary
    }

    /// Puts a customer into the next slot. The name is the order's and need not stand in the text: it is
    /// kept before it, where no word finds it twice.
    pub fn push(&mut self, name: &str, text: &str) {
        let own = if text.starts_with(name) { "" } else { name };
        self.text.extend_from_slice(own.as_bytes());
        if !own.is_empty() {
            self.text.push(BETWEEN);
        }
        self.text.extend_from_slice(text.as_bytes());
        self.text.push(BETWEEN);
        // A block holds a few thousand texts: beyond four gigabytes the store would have refused them.
        let end = u32::try_from(self.text.len()).unwrap_or(u32::MAX);
        let name = u32::try_from(name.len()).unwrap_or(0);
        self.names.push(name << 1 | u32::from(!own.is_empty()));
        self.starts.push(end);
        if self.is_full() {
            self.text.shrink_to_fit();
            self.seal();
        }
    }

    /// Makes the dictionary of what is in it. Nobody comes in behind it.
    fn seal(&mut self) {
        let texts = (0..self.len()).map(|slot| self.text(slot));
        self.dictionary = Some(Box::new(Dictionary::of(texts)));
    }

    /// The name that a slot is ordered by.
    pub fn name(&self, slot: usize) -> &[u8] {
        let start = self.starts[slot] as usize;
        &self.text[start..start + (self.names[slot] >> 1) as usize]
    }

    fn text(&self, slot: usize) -> &[u8] {
        let (begin, end) = self.bounds(slot);
        &self.text[begin..end]
    }

    /// Where the searchable text of a slot begins and ends.
    fn bounds(&self, slot: usize) -> (usize, usize) {
        let start = self.starts[slot] as usize;
        let before = match self.names[slot] & 1 {
            0 => 0,
            _ => (self.names[slot] >> 1) as usize + 1,
        };
        (start + before, self.starts[slot + 1] as usize - 1)
    }

    /// The slots from `from` on whose texts have all of the words.
    pub fn search(&self, words: &[Sought<'_>], from: usize) -> Mask {
        match &self.dictionary {
            Some(dictionary) => self.look_up(dictionary, words, from),
            None => self.read(words, from),
        }
    }

    fn look_up(&self, dictionary: &Dictionary, words: &[Sought<'_>], from: usize) -> Mask {
        let mut found = from_on(from, self.len());
        for part in words.iter().flat_map(|word| &word.parts) {
            if count(&found) <= NEXT_TO_NONE {
                found = self.those_with(part, found);
                continue;
            }
            let (mut with, is_all) = dictionary.at_hand(part);
            let open = each(&found, &with, |found, with| found & !with);
            if !is_all && count(&open) > FEW {
                dictionary.others(part, &mut with);
            } else if !is_all {
                let met = self.those_with(part, open);
                with = each(&with, &met, |with, met| with | met);
            }
            found = each(&found, &with, |found, with| found & with);
            if count(&found) == 0 {
                return found;
            }
        }
        for word in words.iter().filter(|word| !word.is_one_token()) {
            found = self.those_with(&word.word, found);
        }
        found
    }

    /// Those of these slots whose texts have a word.
    fn those_with(&self, word: &Finder<'_>, mut slots: Mask) -> Mask {
        for (nth, bits) in slots.iter_mut().enumerate() {
            let mut left = *bits;
            while left != 0 {
                let bit = left.trailing_zeros() as usize;
                left &= left - 1;
                if word.find(self.text(nth * 64 + bit)).is_none() {
                    *bits &= !(1 << bit);
                }
            }
        }
        slots
    }

    /// The same without a dictionary.
    fn read(&self, words: &[Sought<'_>], from: usize) -> Mask {
        let Some((first, more)) = words.split_first() else {
            return from_on(from, self.len());
        };
        let mut found = [0; BLOCK / 64];
        let mut slot = from;
        while slot < self.len() {
            let at = self.starts[slot] as usize;
            let Some(hit) = first.word.find(&self.text[at..]) else {
                break;
            };
            let hit = at + hit;
            while self.starts[slot + 1] as usize <= hit {
                slot += 1;
            }
            let text = self.text(slot);
            // The hit may lie in the name that stands before the text.
            let is_in_text = hit >= self.bounds(slot).0 || first.word.find(text).is_some();
            if is_in_text && more.iter().all(|word| word.word.find(text).is_some()) {
                found[slot / 64] |= 1 << (slot % 64);
            }
            slot += 1;
        }
        found
    }
}

fn each(a: &Mask, b: &Mask, one: impl Fn(u64, u64) -> u64) -> Mask {
    std::array::from_fn(|nth| one(a[nth], b[nth]))
}

fn count(mask: &Mask) -> u32 {
    mask.iter().map(|bits| bits.count_ones()).sum()
}

/// The slots from one on, before another.
fn from_on(from: usize, end: usize) -> Mask {
    let before = |place: usize, nth: usize| match place.saturating_sub(nth * 64) {
        left @ 0..64 => (1 << left) - 1,
        _ => u64::MAX,
    };
    std::array::from_fn(|nth| before(end, nth) & !before(from, nth))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_search_finds_what_looking_into_each_text_finds(
            texts in proptest::collection::vec(("[ab]{0,2}", "[abcä :]{0,9}"), 0..90),
            words in proptest::collection::vec("[abcä]{1,4}|[ab :]{1,4}", 0..3),
            from in 0..40usize, is_sealed in any::<bool>(),
        ) {
            let mut block = Block::new();
            for (name, text) in &texts {
                block.push(name, text);
            }
            if is_sealed {
                block.seal();
            }
            let sought: Vec<_> = words.iter().map(|word| Sought::new(word)).collect();
            let mask = block.search(&sought, from);
            for (slot, (name, text)) in texts.iter().enumerate() {
                let is = slot >= from && words.iter().all(|word| text.contains(word.as_str()));
                prop_assert_eq!(mask[slot / 64] >> (slot % 64) & 1 == 1, is, "slot {}", slot);
                prop_assert_eq!(block.name(slot), name.as_bytes());
            }
        }
    }

    #[test]
    fn a_stretch_of_slots_is_each_of_them() {
        for from in [0, 1, 63, 64, 65, 4000, 4095, BLOCK] {
            for end in [0, 1, 64, 127, 128, 4000, 4095, BLOCK] {
                let mask = from_on(from, end);
                for slot in 0..BLOCK {
                    let is = mask[slot / 64] >> (slot % 64) & 1 == 1;
                    assert_eq!(is, (from..end).contains(&slot), "{slot} of {from}..{end}");
                }
            }
        }
    }

    #[test]
    fn a_full_block_is_looked_up() {
        let mut block = Block::new();
        for nth in 0..BLOCK {
            assert!(block.dictionary.is_none());
            block.push("", &format!("all n{nth}"));
        }
        assert!(block.dictionary.is_some());
        let with = |word: &str, from| {
            let found = block.search(&[Sought::new(word)], from);
            count(&found)
        };
        assert_eq!(with("all", 0), BLOCK as u32);
        assert_eq!(with("l", 4000), 96);
        assert_eq!(with("n17", 0), 1 + 10 + 100);
        assert_eq!(with("all n17", 0), 1 + 10 + 100);
        assert_eq!(with("alln", 0), 0);
    }
}
