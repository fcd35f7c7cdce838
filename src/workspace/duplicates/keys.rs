//! Owns the keys under which customers that may be one are found together: rare texts one by one, common
//! ones in twos. Must not weigh anything.

use std::hash::{DefaultHasher, Hasher};

use super::score::Text;
use super::traits::Kind;

/// A key. Two that fall together only cost a comparison.
pub type Key = u32;

/// Words of a name that are joined in twos; the rarest of a long one.
const WORDS: usize = 5;

/// A number for a text of a kind.
pub fn hash(kind: u64, text: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    hasher.write_u64(kind);
    hasher.write(text);
    hasher.finish()
}

/// All keys of a customer, each once.
pub fn of(texts: &[Text<'_>], keys: &mut Vec<Key>) {
    keys.clear();
    let all = |kind: Kind| texts.iter().filter(move |text| text.kind == kind);
    let one = |text: &Text<'_>| hash(text.kind as u64, text.text.as_bytes());
    let alone = [
        Kind::Word,
        Kind::Whole,
        Kind::Phone,
        Kind::Email,
        Kind::Host,
        Kind::Other,
    ];
    let texts_alone = texts.iter().filter(|text| alone.contains(&text.kind));
    keys.extend(texts_alone.map(|text| short(one(text))));
    let mut words: Vec<&Text<'_>> = all(Kind::Word).collect();
    words.sort_by(|a, b| b.rarity.total_cmp(&a.rarity));
    words.truncate(WORDS);
    let mut two = |a: &Text<'_>, b: &Text<'_>| keys.push(both(one(a), one(b)));
    for (at, word) in words.iter().enumerate() {
        words[at + 1..].iter().for_each(|other| two(word, other));
        all(Kind::Zip).for_each(|zip| two(word, zip));
        all(Kind::City).for_each(|city| two(word, city));
    }
    for street in all(Kind::Street) {
        all(Kind::House).for_each(|house| two(street, house));
        all(Kind::Zip).for_each(|zip| two(street, zip));
    }
    for zip in all(Kind::Zip) {
        all(Kind::House).for_each(|house| two(zip, house));
    }
    keys.sort_unstable();
    keys.dedup();
}

/// The same whichever comes first.
fn both(a: u64, b: u64) -> Key {
    short(a.wrapping_add(b).wrapping_mul(0x9e37_79b9_7f4a_7c15))
}

fn short(hash: u64) -> Key {
    (hash >> 32) as Key
}
