//! Owns a stretch of the roll: the folded texts of some thousand customers in one buffer, and which groups of
//! them a piece of a word stands in at all, so that most texts need not be read for a rare word.
//! Must not know which customers these are.

use memchr::memmem::Finder;

/// Customers in a block; each has a slot there.
pub(super) const BLOCK: usize = 4096;
/// Customers that share a line of the index. Fewer would be ruled out better, and cost more memory.
const GROUP: usize = 16;
const GROUPS: usize = BLOCK / GROUP;
/// Words of a bit for each group.
const LINE: usize = GROUPS / 64;
/// Pieces of three bytes are told apart by so many bits of their hash; pieces that fall together only cost
/// a look.
const HASH_BITS: u32 = 12;
/// Stands between texts, and in none: it is no part of UTF-8.
const BETWEEN: u8 = 0xff;

/// A bit for each slot.
pub(super) type Mask = [u64; BLOCK / 64];

#[derive(Clone)]
pub(super) struct Block {
    text: Vec<u8>,
    /// Where each slot's text begins, and where the last one ends.
    starts: Vec<u32>,
    /// How much of each text is the customer's name.
    names: Vec<u32>,
    /// For each piece, the groups in which it stands.
    pieces: Box<[[u64; LINE]]>,
}

impl Block {
    pub fn new() -> Block {
        Block {
            text: Vec::new(),
            starts: vec![0],
            names: Vec::new(),
            pieces: vec![[0; LINE]; 1 << HASH_BITS].into_boxed_slice(),
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
        self.text.len() + self.len() * 8 + ((LINE * 8) << HASH_BITS)
    }

    /// Puts a customer into the next slot. The name is the order's and need not stand in the text: it is
    /// kept before it, where no word finds it twice.
    pub fn push(&mut self, name: &str, text: &str) {
        let group = self.len() / GROUP;
        let own = if text.starts_with(name) { "" } else { name };
        self.text.extend_from_slice(own.as_bytes());
        if !own.is_empty() {
            self.text.push(BETWEEN);
        }
        let begin = self.text.len();
        self.text.extend_from_slice(text.as_bytes());
        for piece in self.text[begin..].windows(3) {
            self.pieces[hash(piece)][group / 64] |= 1 << (group % 64);
        }
        self.text.push(BETWEEN);
        // A block holds a few thousand texts: beyond four gigabytes the store would have refused them.
        let end = u32::try_from(self.text.len()).unwrap_or(u32::MAX);
        let name = u32::try_from(name.len()).unwrap_or(0);
        self.names.push(name << 1 | u32::from(!own.is_empty()));
        self.starts.push(end);
    }

    /// The name that a slot is ordered by.
    pub fn name(&self, slot: usize) -> &[u8] {
        let start = self.starts[slot] as usize;
        &self.text[start..start + (self.names[slot] >> 1) as usize]
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
    pub fn search(&self, words: &[Finder<'_>], from: usize) -> Mask {
        let mut found = [0; BLOCK / 64];
        let groups = self.groups(words);
        let mut group = from / GROUP;
        while let Some((begin, end)) = next_run(&groups, group) {
            let slots = (begin * GROUP).max(from)..(end * GROUP).min(self.len());
            self.read(words, slots, &mut found);
            group = end;
        }
        found
    }

    /// The groups that have every piece of every word.
    fn groups(&self, words: &[Finder<'_>]) -> [u64; LINE] {
        let mut groups = [u64::MAX; LINE];
        for word in words {
            for piece in word.needle().windows(3) {
                let line = &self.pieces[hash(piece)];
                for (all, has) in groups.iter_mut().zip(line) {
                    *all &= has;
                }
            }
        }
        groups
    }

    fn read(&self, words: &[Finder<'_>], slots: std::ops::Range<usize>, found: &mut Mask) {
        let Some((first, more)) = words.split_first() else {
            for slot in slots {
                found[slot / 64] |= 1 << (slot % 64);
            }
            return;
        };
        if slots.is_empty() {
            return;
        }
        let end = self.starts[slots.end] as usize;
        let mut slot = slots.start;
        let mut at = self.starts[slot] as usize;
        while let Some(hit) = first.find(&self.text[at..end]) {
            at += hit;
            while self.starts[slot + 1] as usize <= at {
                slot += 1;
            }
            let (begin, finish) = self.bounds(slot);
            if at < begin {
                // In the name that stands before the text.
                at = begin;
                continue;
            }
            let text = &self.text[begin..finish];
            if more.iter().all(|word| word.find(text).is_some()) {
                found[slot / 64] |= 1 << (slot % 64);
            }
            slot += 1;
            if slot == slots.end {
                return;
            }
            at = self.starts[slot] as usize;
        }
    }
}

/// The next groups in a row that are set, from `from` on: the first, and the one behind the last.
fn next_run(groups: &[u64; LINE], from: usize) -> Option<(usize, usize)> {
    let is_set = |group: usize| groups[group / 64] >> (group % 64) & 1 == 1;
    let mut begin = from;
    while begin < GROUPS && !is_set(begin) {
        let rest = groups[begin / 64] >> (begin % 64);
        begin = match rest {
            0 => (begin / 64 + 1) * 64,
            _ => begin + rest.trailing_zeros() as usize,
        };
    }
    let end = (begin..GROUPS).find(|group| !is_set(*group));
    (begin < GROUPS).then(|| (begin, end.unwrap_or(GROUPS)))
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
        fn a_search_finds_what_looking_into_each_text_finds(
            texts in proptest::collection::vec(("[ab]{0,2}", "[abcä ]{0,9}"), 0..90),
            words in proptest::collection::vec("[abcä]{1,4}", 0..3), from in 0..40usize,
        ) {
            let mut block = Block::new();
            for (name, text) in &texts {
                block.push(name, text);
            }
            let finders: Vec<_> = words.iter().map(|word| Finder::new(word.as_bytes())).collect();
            let mask = block.search(&finders, from);
            for (slot, (name, text)) in texts.iter().enumerate() {
                let is = slot >= from && words.iter().all(|word| text.contains(word.as_str()));
                prop_assert_eq!(mask[slot / 64] >> (slot % 64) & 1 == 1, is, "slot {}", slot);
                prop_assert_eq!(block.name(slot), name.as_bytes());
            }
        }
    }

    #[test]
    fn runs_of_groups_are_found_across_words() {
        let mut groups = [0; LINE];
        for group in [0, 1, 63, 64, 65, 255] {
            groups[group / 64] |= 1 << (group % 64);
        }
        let mut runs = Vec::new();
        let mut from = 0;
        while let Some(run) = next_run(&groups, from) {
            runs.push(run);
            from = run.1;
        }
        assert_eq!(runs, [(0, 2), (63, 66), (255, 256)]);
    }
}
