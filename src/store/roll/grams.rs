//! Owns which slots some pieces of one to three letters stand in: those that stand in most of the rarer tokens, where
//! meeting each token would take long.
//! Must not know tokens, nor be believed to know all pieces.

use super::block::{BLOCK, Mask};

/// A piece that fewer tokens have is soon sought in them.
const MANY: u16 = 96;
/// So many pieces are known at most, the commonest.
const MOST: usize = 256;
/// Letters and digits, and what is neither.
const SIGNS: usize = 37;
const LONGEST: usize = 3;
const CODES: usize = SIGNS.pow(LONGEST as u32);

#[derive(Clone, Debug, Default)]
pub(super) struct Grams {
    /// The codes of the pieces, in their order.
    codes: Vec<usize>,
    sets: Vec<Mask>,
}

impl Grams {
    /// Of these tokens and the slots that each stands in.
    pub fn of<'t>(tokens: impl Iterator<Item = (&'t [u8], &'t [u16])> + Clone) -> Grams {
        let mut counts = vec![0u16; CODES];
        for (token, _) in tokens.clone() {
            pieces(token, |code| counts[code] = counts[code].saturating_add(1));
        }
        let mut codes: Vec<usize> = (0..CODES).filter(|code| counts[*code] > MANY).collect();
        codes.sort_unstable_by_key(|code| std::cmp::Reverse(counts[*code]));
        codes.truncate(MOST);
        codes.sort_unstable();
        let mut places = vec![None; CODES];
        for (place, code) in codes.iter().enumerate() {
            places[*code] = Some(place);
        }
        let mut sets = vec![[0; BLOCK / 64]; codes.len()];
        for (token, slots) in tokens {
            pieces(token, |code| {
                if let Some(place) = places[code] {
                    let set: &mut Mask = &mut sets[place];
                    for slot in slots {
                        set[usize::from(*slot) / 64] |= 1 << (slot % 64);
                    }
                }
            });
        }
        Grams { codes, sets }
    }

    /// The slots with a piece, if it is one of those that are known.
    pub fn get(&self, piece: &[u8]) -> Option<&Mask> {
        let place = self.codes.binary_search(&code(piece)?).ok()?;
        self.sets.get(place)
    }

    /// How much memory it takes, about.
    pub fn size(&self) -> usize {
        self.codes.len() * (size_of::<usize>() + size_of::<Mask>())
    }
}

fn pieces(token: &[u8], mut each: impl FnMut(usize)) {
    for length in 1..=LONGEST {
        for code in token.windows(length).filter_map(code) {
            each(code);
        }
    }
}

/// None of what is too long, and of other signs.
fn code(piece: &[u8]) -> Option<usize> {
    if piece.is_empty() || piece.len() > LONGEST {
        return None;
    }
    piece.iter().try_fold(0, |code, byte| {
        let sign = match byte {
            b'a'..=b'z' => byte - b'a' + 1,
            b'0'..=b'9' => byte - b'0' + 27,
            _ => return None,
        };
        Some(code * SIGNS + usize::from(sign))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_piece_of_many_tokens_is_known_and_no_other() {
        let texts: Vec<String> = (0..1000).map(|nth| format!("n{nth:03}ä")).collect();
        let slots: Vec<[u16; 1]> = (0..1000).map(|slot| [slot]).collect();
        let tokens = texts.iter().zip(&slots);
        let grams = Grams::of(tokens.map(|(text, slots)| (text.as_bytes(), &slots[..])));
        let count = |piece: &str| {
            let set = grams.get(piece.as_bytes())?;
            Some(set.iter().map(|bits| bits.count_ones()).sum::<u32>())
        };
        assert_eq!(count("n"), Some(1000));
        assert_eq!(count("n1"), Some(100));
        assert_eq!(count("7"), Some(271));
        assert_eq!(count("n12"), None, "ten have it");
        assert_eq!(count("x"), None);
        assert_eq!(count("ä"), None);
        assert_eq!(count("n123"), None);
        assert_eq!(count(""), None);
    }

    #[test]
    fn no_two_pieces_have_one_code() {
        let mut codes = std::collections::HashMap::new();
        let signs: Vec<u8> = (b'a'..=b'z').chain(b'0'..=b'9').collect();
        for a in &signs {
            codes.insert(code(&[*a]), 1);
            for b in &signs {
                codes.insert(code(&[*a, *b]), 2);
                for c in &signs {
                    codes.insert(code(&[*a, *b, *c]), 3);
                }
            }
        }
        assert_eq!(codes.len(), 36 + 36 * 36 + 36 * 36 * 36);
        assert!(
            codes
                .keys()
                .all(|code| code.is_some_and(|code| code < CODES))
        );
    }
}
