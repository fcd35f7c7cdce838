//! Owns an order of slots: put in and taken out by their places, so that one change does not cost a sort.
//! Must not know what the slots are compared by.

use std::cmp::Ordering;

#[derive(Clone, Debug, Default)]
pub(super) struct Line(Vec<u32>);

impl Line {
    /// An order of these from the beginning.
    pub fn of(slots: Vec<u32>) -> Line {
        Line(slots)
    }

    pub fn slots(&self) -> &[u32] {
        &self.0
    }

    /// Takes some out and puts others in. All of them can be compared, those that go too.
    pub fn change(
        &mut self,
        gone: &[u32],
        come: &[u32],
        compare: impl Fn(u32, u32) -> Ordering + Copy,
    ) {
        let place = |slot: u32| self.0.partition_point(|is| compare(*is, slot).is_lt());
        let mut gone: Vec<usize> = gone.iter().map(|slot| place(*slot)).collect();
        gone.sort_unstable();
        let mut come: Vec<u32> = come.to_vec();
        come.sort_unstable_by(|a, b| compare(*a, *b));
        let mut come = come.into_iter().map(|slot| (place(slot), slot)).peekable();
        let mut out = Vec::with_capacity(self.0.len() + come.len());
        let mut from = 0;
        for at in gone.into_iter().chain([self.0.len()]) {
            while let Some((place, slot)) = come.next_if(|(place, _)| *place <= at) {
                out.extend_from_slice(&self.0[from..place]);
                out.push(slot);
                from = place;
            }
            out.extend_from_slice(&self.0[from..at]);
            from = at + 1;
        }
        self.0 = out;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    proptest! {
        #[test]
        fn a_changed_order_is_that_of_what_is_left(
            old in proptest::collection::btree_set(0u32..60, 0..40),
            pick in proptest::collection::vec(any::<bool>(), 40),
            new in proptest::collection::btree_set(60u32..120, 0..20),
        ) {
            // New ones fall between the old ones.
            let compare = |a: u32, b: u32| (a % 60, a).cmp(&(b % 60, b));
            let mut slots: Vec<u32> = old.iter().copied().collect();
            slots.sort_by(|a, b| compare(*a, *b));
            let mut line = Line::of(slots);
            let gone: Vec<u32> = old.iter().zip(&pick).filter(|(_, pick)| **pick).map(|(slot, _)| *slot).collect();
            let come: Vec<u32> = new.iter().copied().collect();
            line.change(&gone, &come, compare);
            let gone: BTreeSet<u32> = gone.into_iter().collect();
            let mut left: Vec<u32> = old.difference(&gone).chain(&new).copied().collect();
            left.sort_by(|a, b| compare(*a, *b));
            prop_assert_eq!(line.slots(), left.as_slice());
        }
    }
}
