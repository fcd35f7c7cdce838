//! Owns the texts of all customers, each once, and how rare each is. Must not compare them.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::keys;
use super::traits::{Kind, Trait};

/// A text's number.
pub type TextId = u32;

/// Texts that are in use, numbered.
#[derive(Default)]
pub struct Vocabulary {
    /// All texts end to end.
    texts: String,
    ends: Vec<u32>,
    kinds: Vec<Kind>,
    /// How many customers have it.
    counts: Vec<u32>,
    /// By hash. Where two texts have the same one, the later stands at the next that is free.
    ids: HashMap<u64, TextId>,
}

const WORDS: &str = include_str!("../../../assets/name-words.csv");

/// Of how many names out of `OUT_OF` a word is part, in names at large.
static COMMON: LazyLock<HashMap<&'static str, f32>> = LazyLock::new(|| {
    let lines = WORDS.lines().filter(|line| !line.starts_with('#'));
    lines
        .filter_map(|line| {
            let (word, count) = line.split_once(',')?;
            Some((word, count.parse().ok()?))
        })
        .collect()
});
const OUT_OF: f32 = 10_000.0;

/// A workspace is taken for part of a world with so many customers more: in a small one, a word that is
/// there twice is not common.
const WORLD: f32 = 1_000.0;

impl Vocabulary {
    /// The text's number; a text that is new gets one. It counts for one more customer.
    pub fn count(&mut self, one: &Trait) -> TextId {
        let id = match self.place(one) {
            Ok(id) => id,
            Err(free) => self.insert(one, free),
        };
        self.counts[id as usize] += 1;
        id
    }

    pub fn find(&self, one: &Trait) -> Option<TextId> {
        self.place(one).ok()
    }

    /// The text's number, or the hash under which it shall stand.
    fn place(&self, one: &Trait) -> Result<TextId, u64> {
        let mut hash = keys::hash(one.kind as u64, one.text.as_bytes());
        loop {
            match self.ids.get(&hash) {
                None => return Err(hash),
                Some(id) if self.kind(*id) == one.kind && self.text(*id) == one.text => {
                    return Ok(*id);
                }
                Some(_) => hash = hash.wrapping_add(1),
            }
        }
    }

    fn insert(&mut self, one: &Trait, free: u64) -> TextId {
        let id = TextId::try_from(self.ends.len()).unwrap_or(TextId::MAX);
        self.texts.push_str(&one.text);
        self.ends
            .push(u32::try_from(self.texts.len()).unwrap_or(u32::MAX));
        self.kinds.push(one.kind);
        self.counts.push(0);
        self.ids.insert(free, id);
        id
    }

    pub fn kind(&self, id: TextId) -> Kind {
        self.kinds[id as usize]
    }

    pub fn text(&self, id: TextId) -> &str {
        let at = id as usize;
        let start = if at == 0 { 0 } else { self.ends[at - 1] };
        &self.texts[start as usize..self.ends[at] as usize]
    }

    /// How rare each text is among so many customers.
    pub fn rarities(&self, customers: usize) -> Vec<f32> {
        let all = 0..TextId::try_from(self.ends.len()).unwrap_or(TextId::MAX);
        all.map(|id| rarity(self.kind(id), self.text(id), self.holders(id), customers))
            .collect()
    }

    /// How many customers have it.
    pub fn holders(&self, id: TextId) -> u32 {
        self.counts[id as usize]
    }
}

/// How many bits it says that two of so many customers share a text which so many of them have: the rarer
/// it is, the less likely they share it by chance.
pub fn rarity(kind: Kind, text: &str, holders: u32, customers: usize) -> f32 {
    let known = match kind {
        Kind::Word => COMMON.get(text).map_or(0.0, |count| count / OUT_OF),
        _ => 0.0,
    };
    bits(holders as f32, known, customers)
}

fn bits(holders: f32, known: f32, customers: usize) -> f32 {
    // Two who share it may be one customer: what counts is who else has it.
    let others = (holders - 1.5).max(0.5);
    ((customers as f32 + WORLD) / (others + WORLD * known)).log2()
}

/// How many bits it says that a text is of one customer alone.
pub fn most(customers: usize) -> f32 {
    (customers as f32 + WORLD).log2()
}

/// What a key says that so many of so many customers share.
pub fn shared_by(holders: usize, customers: usize) -> f32 {
    bits(holders as f32, 0.0, customers)
}
