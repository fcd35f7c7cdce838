//! Owns what a search has found: which slots, up to where it has looked, and which of them have gone since.
//! So the same search asked again, for its next page or after a change, looks at what is new alone.
//! Must not decide when to look.

use std::sync::Arc;

use super::block::{BLOCK, Block, Sought};
use super::state::State;

/// From so many blocks on, two threads share the work.
const SHARED: usize = 16;
pub(super) const THREADS: usize = 2;

#[derive(Clone, Debug, Default)]
pub(super) struct Find {
    bits: Vec<u64>,
    pub count: usize,
    /// The slots before this one were looked at.
    upto: usize,
    /// So many of the gone were taken out.
    gone: usize,
}

impl Find {
    /// Of what was looked at elsewhere, as the roll was then.
    pub fn elsewhere(gone: usize) -> Find {
        Find {
            gone,
            ..Find::default()
        }
    }

    /// The first slot that was not looked at.
    pub fn upto(&self) -> usize {
        self.upto
    }

    /// Puts in who was found before `end`, by others.
    pub fn learn(&mut self, slots: impl Iterator<Item = u32>, end: usize) {
        for slot in slots {
            let at = slot as usize / 64;
            if at >= self.bits.len() {
                self.bits.resize(at + 1, 0);
            }
            self.bits[at] |= 1 << (slot % 64);
        }
        self.upto = self.upto.max(end);
        self.count_anew();
    }

    fn count_anew(&mut self) {
        let count = self.bits.iter().map(|bits| bits.count_ones() as usize);
        self.count = count.sum();
    }

    /// How much memory it takes, about.
    pub fn size(&self) -> usize {
        self.bits.capacity() * size_of::<u64>() + size_of::<Find>()
    }

    /// Slots that were not looked at yet.
    pub fn behind(&self, state: &State) -> usize {
        state.end().saturating_sub(self.upto)
    }

    /// Looks at what is not looked at yet of these blocks, which hold `end` slots.
    pub fn look(&mut self, words: &[String], blocks: &[Arc<Block>], end: usize) {
        let mut words: Vec<Sought<'_>> = words.iter().map(|word| Sought::new(word)).collect();
        // A rare word rules out more than a common one; a long one is rarer, most of the time.
        words.sort_by_key(|word| std::cmp::Reverse(word.len()));
        let first = self.upto / BLOCK;
        let from = self.upto % BLOCK;
        let rest = blocks.get(first..).unwrap_or_default();
        self.bits.resize(blocks.len() * BLOCK / 64, 0);
        let bits = &mut self.bits[first * BLOCK / 64..];
        let look = |blocks: &[Arc<Block>], bits: &mut [u64], from: usize| {
            for (nth, (block, bits)) in blocks.iter().zip(bits.chunks_mut(BLOCK / 64)).enumerate() {
                let mask = block.search(&words, if nth == 0 { from } else { 0 });
                for (bits, found) in bits.iter_mut().zip(mask) {
                    *bits |= found;
                }
            }
        };
        match rest.len() >= SHARED {
            false => look(rest, bits, from),
            true => {
                let half = rest.len() / 2;
                let (mine, others) = rest.split_at(half);
                let (my_bits, other_bits) = bits.split_at_mut(half * BLOCK / 64);
                std::thread::scope(|scope| {
                    scope.spawn(|| look(others, other_bits, 0));
                    look(mine, my_bits, from);
                });
            }
        }
        self.upto = end;
        self.count_anew();
    }

    /// Takes out who has gone.
    pub fn forget(&mut self, state: &State) {
        for slot in state.gone.get(self.gone..).unwrap_or_default() {
            let (at, bit) = (*slot as usize / 64, 1 << (slot % 64));
            if let Some(bits) = self.bits.get_mut(at)
                && *bits & bit != 0
            {
                *bits &= !bit;
                self.count -= 1;
            }
        }
        self.gone = state.gone.len();
    }

    pub fn has(&self, slot: u32) -> bool {
        self.bits
            .get(slot as usize / 64)
            .is_some_and(|bits| bits >> (slot % 64) & 1 == 1)
    }

    /// All slots that were found.
    pub fn slots(&self) -> impl Iterator<Item = u32> {
        let words = self.bits.iter().enumerate();
        words.flat_map(|(at, bits)| {
            let mut bits = *bits;
            std::iter::from_fn(move || {
                let bit = (bits != 0).then(|| bits.trailing_zeros())?;
                bits &= bits - 1;
                u32::try_from(at * 64).ok().map(|at| at + bit)
            })
        })
    }
}
