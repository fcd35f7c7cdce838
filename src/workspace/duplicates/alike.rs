//! Owns comparing texts that may be misspelled: the words of two names, of two streets, two values.
//! Must not know a record.

use strsim::osa_distance;

use super::score::Text;

/// How two names are alike.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Alike {
    /// What the shared words say, in bits.
    pub bits: f32,
    /// What the words that only one of them has say: 0 or less.
    pub against: f32,
    /// Nothing is in one that is not in the other.
    pub whole: bool,
}

/// A letter that is wrong costs so many bits: few names are misspelled, and there are many near each other.
const LETTER: f32 = 4.0;
/// In what is no name, every digit that differs makes another value that somebody may have.
const DIGIT: f32 = 5.0;
/// Names of the same words, no more and no fewer.
const WHOLE: f32 = 2.0;
/// Each name has something that the other lacks; and so much more for the rarity of what it is.
const BOTH_MORE: f32 = -6.0;
const ONE_MORE: f32 = -3.0;
const MORE_SHARE: f32 = 0.25;
/// `II` or `2` or `B` is what tells two funds of one house apart.
const COUNTED: f32 = -9.0;

/// Compares the words of two names; `wholes` are the names without blanks.
pub fn names(a: &[Text<'_>], b: &[Text<'_>], wholes: (&Text<'_>, &Text<'_>)) -> Alike {
    let rarest = |all: &[Text<'_>]| all.iter().map(|text| text.rarity).fold(0.0, f32::max);
    let (mut left_a, mut left_b, mut bits) = (Vec::new(), b.to_vec(), 0.0);
    for x in a {
        match left_b.iter().position(|y| x.text == y.text) {
            Some(at) => {
                bits += x.rarity;
                left_b.remove(at);
            }
            None => left_a.push(*x),
        }
    }
    if left_a.is_empty() && left_b.is_empty() {
        return Alike {
            bits: bits + WHOLE,
            against: 0.0,
            whole: true,
        };
    }
    let exact = bits;
    bits += misspelled(&mut left_a, &mut left_b);
    if !left_a.is_empty() || !left_b.is_empty() {
        // `Face Book` is `Facebook`.
        let (x, y) = (wholes.0.text, wholes.1.text);
        let slips = if x == y { Some(0.0) } else { slips(x, y) };
        let together = slips.map(|slips| rarest(a).max(rarest(b)) - LETTER * slips);
        let counted = |all: &[Text<'_>]| all.iter().any(|text| counts(text.text));
        if let Some(together) = together
            && together > exact
            && (x == y || !(counted(&left_a) || counted(&left_b)))
        {
            return Alike {
                bits: together.max(bits),
                against: 0.0,
                whole: x == y,
            };
        }
    }
    Alike {
        bits,
        against: against(&left_a, &left_b),
        whole: false,
    }
}

/// Takes out the words that differ by a slip of the hand; what they say.
fn misspelled<'a>(left_a: &mut Vec<Text<'a>>, left_b: &mut Vec<Text<'a>>) -> f32 {
    let mut bits = 0.0;
    left_a.retain(|x| {
        let near = left_b.iter().enumerate().map(|(at, y)| (at, near(x, y)));
        match near.max_by(|p, q| p.1.total_cmp(&q.1)) {
            Some((at, found)) if found > 0.0 => {
                bits += found;
                left_b.remove(at);
                false
            }
            _ => true,
        }
    });
    bits
}

/// What the words say that only one of the two names has.
fn against(a: &[Text<'_>], b: &[Text<'_>]) -> f32 {
    if a.is_empty() && b.is_empty() {
        return 0.0;
    }
    let sum = |all: &[Text<'_>]| all.iter().map(|text| text.rarity).sum::<f32>();
    if a.iter().chain(b).any(|text| counts(text.text)) {
        return COUNTED;
    }
    match a.is_empty() || b.is_empty() {
        true => ONE_MORE - MORE_SHARE * (sum(a) + sum(b)),
        false => BOTH_MORE - MORE_SHARE * sum(a).min(sum(b)),
    }
}

/// Whether a word is a number, a Roman one or a letter.
fn counts(word: &str) -> bool {
    let is_roman = !word.is_empty() && word.bytes().all(|byte| b"ivx".contains(&byte));
    is_roman || word.chars().count() == 1 || word.bytes().any(|byte| byte.is_ascii_digit())
}

/// What words that are not equal say for each other; 0 where they are two words.
fn near(x: &Text<'_>, y: &Text<'_>) -> f32 {
    if counts(x.text) || counts(y.text) {
        return 0.0;
    }
    slips(x.text, y.text).map_or(0.0, |slips| {
        (x.rarity.min(y.rarity) - LETTER * slips).max(0.0)
    })
}

/// By how many slips of the hand two texts differ; none where they are two texts.
fn slips(x: &str, y: &str) -> Option<f32> {
    let (long, short) = (x.len().max(y.len()), x.len().min(y.len()));
    let allowed = match short {
        0..=3 => return None,
        4..=6 => 1,
        _ => 2,
    };
    // A slip puts one letter in the place of another at most, and a letter has up to four bytes. Measuring
    // the distance takes longer than seeing that it is too large.
    let bytes = if x.is_ascii() && y.is_ascii() { 1 } else { 4 };
    let other = (letters(x) ^ letters(y)).count_ones() as usize;
    if long - short > allowed * bytes || other > 2 * allowed * bytes {
        return None;
    }
    let distance = osa_distance(x, y);
    (distance <= allowed).then_some(distance as f32)
}

/// Which bytes a text uses, as bits; several bytes share one.
fn letters(text: &str) -> u64 {
    text.bytes().fold(0, |used, byte| used | 1 << (byte & 63))
}

/// What two lists share, in bits: words that are equal or nearly so.
pub fn shared(a: &[Text<'_>], b: &[Text<'_>]) -> f32 {
    let worth = |x: &Text<'_>| {
        let each = b.iter().map(|y| match x.text == y.text {
            true => x.rarity,
            false => near(x, y),
        });
        each.fold(0.0, f32::max)
    };
    a.iter().map(worth).sum()
}

/// What two values of one field, that are not equal, say for each other; 0 where they are two values.
pub fn value(x: &str, y: &str, rarity: f32) -> f32 {
    slips(x, y).map_or(0.0, |slips| (rarity - DIGIT * slips).max(0.0))
}
