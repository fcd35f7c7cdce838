//! Owns putting what was found in order: the list's order as places of the roster, and in it the ranks of
//! a search and what was used lately. Must not look for anything.

use std::cmp::Reverse;
use std::collections::HashSet;
use std::sync::Arc;

use crate::customer::CustomerId;
use crate::query::Sort;

use super::rank::Score;
use super::roster::{self, Roster, Slot};

/// An order of all customers.
#[derive(Clone)]
pub struct Order {
    pub sort: Sort,
    pub ids: Arc<[CustomerId]>,
    /// The places in the roster of these ids, one for one; empty until a search needs them.
    slots: Arc<[Slot]>,
}

/// Stands for a customer that the roster does not have; nothing scores there.
const NOWHERE: Slot = Slot::MAX;

impl Order {
    pub fn new(sort: Sort, ids: Arc<[CustomerId]>) -> Order {
        Order {
            sort,
            ids,
            slots: Arc::from([]),
        }
    }

    /// This order with newcomers at its end, those that it has not yet.
    pub fn with(&self, new: &[CustomerId]) -> Order {
        let wanted: HashSet<CustomerId> = new.iter().copied().collect();
        let here = self.ids.iter().filter(|id| wanted.contains(id));
        let here: HashSet<CustomerId> = here.copied().collect();
        let new = new.iter().filter(|id| !here.contains(id));
        let ids = self.ids.iter().chain(new).copied().collect();
        Order::new(self.sort.clone(), ids)
    }

    /// Finds the places if they are not known yet. Whether they were not.
    pub fn place(&mut self, roster: &Roster) -> bool {
        // A customer that came after the order was read has no place in it yet, and the other way round.
        if !self.slots.is_empty() || self.ids.is_empty() {
            return false;
        }
        let slot = |id: &CustomerId| roster.slot(*id).unwrap_or(NOWHERE);
        self.slots = self.ids.iter().map(slot).collect();
        true
    }

    fn each(&self) -> impl Iterator<Item = (Slot, CustomerId)> + '_ {
        self.slots.iter().copied().zip(self.ids.iter().copied())
    }

    /// Those with a score, in this order.
    pub fn sorted(&self, scores: &[Score]) -> Arc<[CustomerId]> {
        let hit = self.each().filter(|(slot, _)| score(scores, *slot) > 0);
        hit.map(|(_, id)| id).collect()
    }

    /// Those with a score, the highest first; what is `used`, the latest first, before others of the same
    /// score; then in this order.
    pub fn ranked(
        &self,
        roster: &Roster,
        scores: &[Score],
        used: &[CustomerId],
    ) -> Arc<[CustomerId]> {
        // Scores are even: the last bit puts what was used lately in front of its equals.
        let mut keys = scores.to_vec();
        for slot in used.iter().filter_map(|id| roster.slot(*id)) {
            if let Some(key) = keys.get_mut(slot as usize).filter(|key| **key > 0) {
                *key |= 1;
            }
        }
        // Places in the roster lie anywhere: each is looked up once, and the rest goes straight on.
        let keys: Vec<Score> = self.slots.iter().map(|slot| score(&keys, *slot)).collect();
        let mut counts = [0; 256];
        for key in &keys {
            counts[usize::from(*key)] += 1;
        }
        // Where the next one of each score goes.
        let (mut next, mut found) = ([0; 256], 0);
        for key in (1..256).rev() {
            next[key] = found;
            found += counts[key];
        }
        // Filled where it will stay: with many matches a copy would cost as much as the order.
        let mut ids: Arc<[CustomerId]> = std::iter::repeat_n(0, found).collect();
        if let Some(ids) = Arc::get_mut(&mut ids) {
            for (key, id) in keys.iter().zip(self.ids.iter()) {
                let key = usize::from(*key);
                if key > 0 {
                    ids[next[key]] = *id;
                    next[key] += 1;
                }
            }
            if !used.is_empty() {
                for key in (1..256).step_by(2) {
                    let group = next[key] - counts[key]..next[key];
                    ids[group].sort_by_key(|id| used.iter().position(|other| other == id));
                }
            }
        }
        ids
    }

    /// The best `count` of those with a score: among equals what was used lately, then the shorter name, then
    /// in this order.
    pub fn best(
        &self,
        roster: &Roster,
        scores: &[Score],
        used: &[CustomerId],
        count: usize,
    ) -> Vec<CustomerId> {
        let place = |id: CustomerId| used.iter().position(|other| *other == id);
        let mut hits: Vec<_> = self
            .each()
            .enumerate()
            .filter(|(_, (slot, _))| score(scores, *slot) > 0)
            .map(|(nth, (slot, id))| {
                let name = roster::name(roster.folded(slot as usize)).len();
                let lately = place(id).unwrap_or(usize::MAX);
                (Reverse(score(scores, slot)), lately, name, nth, id)
            })
            .collect();
        hits.sort_unstable();
        hits.truncate(count);
        hits.into_iter().map(|hit| hit.4).collect()
    }
}

/// A customer that came after the scores were made has none.
fn score(scores: &[Score], slot: Slot) -> Score {
    scores.get(slot as usize).copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_rank_counts_first_then_what_was_used_then_the_order(
            scores in proptest::collection::vec((0..4u8).prop_map(|score| score * 2), 0..30),
            used in proptest::collection::vec(0..40i64, 0..6),
        ) {
            let mut roster = Roster::new();
            for id in 0..scores.len() as i64 {
                roster.put(id, b"x");
            }
            let used: Vec<CustomerId> = used.iter().enumerate().filter(|(at, id)| !used[..*at].contains(id)).map(|(_, id)| *id).collect();
            // The order of the list: backwards.
            let all: Arc<[CustomerId]> = (0..scores.len() as i64).rev().collect();
            let mut order = Order::new(Sort::default(), all);
            prop_assert_eq!(order.place(&roster), !scores.is_empty());
            let score = |id: &CustomerId| scores[*id as usize];
            let mut expected: Vec<CustomerId> = order.ids.iter().copied().filter(|id| score(id) > 0).collect();
            expected.sort_by_key(|id| {
                let lately = used.iter().position(|other| other == id).unwrap_or(usize::MAX);
                (std::cmp::Reverse(score(id)), lately)
            });
            prop_assert_eq!(order.ranked(&roster, &scores, &used).to_vec(), expected);
            let sorted: Vec<CustomerId> = order.ids.iter().copied().filter(|id| score(id) > 0).collect();
            prop_assert_eq!(&*order.sorted(&scores), sorted);
        }
    }
}
