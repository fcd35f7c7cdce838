//! Owns the searchable text of all customers in memory: folded once, end to end in one buffer, so that a
//! search is one scan. Must not read files or decide an order.

use std::collections::HashMap;

use crate::customer::CustomerId;
use crate::query::Words;

/// A customer's place in the roster. Places of changed and removed customers stay empty until `compact`.
pub type Slot = u32;

/// The searchable text of all customers.
#[derive(Default)]
pub struct Roster {
    /// Each customer's folded text, closed by a line end. No word holds a line end, so no match spans two.
    text: Vec<u8>,
    /// Where each slot's text begins; one more than there are slots.
    starts: Vec<u32>,
    ids: Vec<CustomerId>,
    live: Vec<bool>,
    slots: HashMap<CustomerId, Slot>,
    empty: usize,
}

impl Roster {
    pub fn new() -> Roster {
        Roster {
            starts: vec![0],
            ..Roster::default()
        }
    }

    pub fn slot(&self, id: CustomerId) -> Option<Slot> {
        self.slots.get(&id).copied()
    }

    pub fn id(&self, slot: Slot) -> CustomerId {
        self.ids[slot as usize]
    }

    /// Puts a customer's folded text in, in place of an older one. Text beyond 4 GiB in all is not taken:
    /// such a customer is in the list and not found by words.
    pub fn put(&mut self, id: CustomerId, folded: &str) {
        self.remove(id);
        let end = self.text.len() + folded.len() + 1;
        let fits = u32::try_from(end).is_ok();
        if fits {
            self.text.extend_from_slice(folded.as_bytes());
            self.text.push(b'\n');
        }
        let slot = self.ids.len() as Slot;
        self.starts.push(self.text.len() as u32);
        self.ids.push(id);
        self.live.push(true);
        self.slots.insert(id, slot);
    }

    pub fn remove(&mut self, id: CustomerId) {
        if let Some(slot) = self.slots.remove(&id) {
            self.live[slot as usize] = false;
            self.empty += 1;
        }
    }

    /// Whether so many places are empty that `compact` is worth its time.
    pub fn is_worn(&self) -> bool {
        self.empty > 1000 && self.empty > self.ids.len() / 4
    }

    /// Closes empty places. Every slot number changes.
    pub fn compact(&mut self) {
        let mut fresh = Roster::new();
        for (slot, id) in self
            .ids
            .iter()
            .enumerate()
            .filter(|(slot, _)| self.live[*slot])
        {
            let folded = self.folded(slot);
            fresh.text.extend_from_slice(folded);
            fresh.starts.push(fresh.text.len() as u32);
            fresh.slots.insert(*id, fresh.ids.len() as Slot);
            fresh.ids.push(*id);
            fresh.live.push(true);
        }
        *self = fresh;
    }

    /// For each slot whether its customer matches.
    pub fn search(&self, words: &Words) -> Vec<bool> {
        let Some(lead) = words.lead() else {
            return self.live.clone();
        };
        let mut hits = vec![false; self.ids.len()];
        let (mut slot, mut at) = (0, 0);
        while let Some(found) = lead.find(&self.text[at..]) {
            let place = at + found;
            // Hits come in order, and mostly far apart: gallop, then halve.
            slot = self.slot_at(slot, place);
            hits[slot] = self.live[slot] && words.match_folded(self.folded(slot));
            at = self.starts[slot + 1] as usize;
        }
        hits
    }

    fn folded(&self, slot: usize) -> &[u8] {
        &self.text[self.starts[slot] as usize..self.starts[slot + 1] as usize]
    }

    /// The slot, not before `from`, whose text holds the byte at `place`.
    fn slot_at(&self, from: usize, place: usize) -> usize {
        let ends = &self.starts[from + 1..];
        let mut reach = 1;
        while reach < ends.len() && ends[reach - 1] as usize <= place {
            reach *= 2;
        }
        let low = reach / 2;
        let high = reach.min(ends.len());
        from + low + ends[low..high].partition_point(|end| *end as usize <= place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::customer::text::fold;
    use proptest::prelude::*;

    fn ids(roster: &Roster, typed: &str) -> Vec<CustomerId> {
        let hits = roster.search(&Words::new(typed));
        (0..hits.len())
            .filter(|slot| hits[*slot])
            .map(|slot| roster.id(slot as Slot))
            .collect()
    }

    #[test]
    fn a_changed_customer_is_found_by_its_new_text_only() {
        let mut roster = Roster::new();
        roster.put(1, "alpha");
        roster.put(2, "beta");
        roster.put(1, "gamma");
        roster.remove(2);
        assert_eq!(ids(&roster, "alpha"), Vec::<CustomerId>::new());
        assert_eq!(ids(&roster, "gam"), [1]);
        assert_eq!(ids(&roster, ""), [1]);
        roster.compact();
        assert_eq!((ids(&roster, "gam"), roster.ids.len()), (vec![1], 1));
    }

    proptest! {
        #[test]
        fn a_scan_of_the_buffer_finds_what_looking_at_each_finds(
            texts in proptest::collection::vec("[abä .]{0,6}", 0..40),
            typed in "[abä ]{0,4}",
            changed in proptest::collection::vec((0..40i64, "[ab]{0,3}"), 0..10),
        ) {
            let mut roster = Roster::new();
            let mut model = std::collections::BTreeMap::new();
            let first = texts.into_iter().enumerate().map(|(id, text)| (id as CustomerId, text));
            for (id, text) in first.chain(changed) {
                roster.put(id, &fold(&text));
                model.insert(id, text);
            }
            let words = Words::new(&typed);
            let expected: Vec<CustomerId> = model.iter().filter(|(_, text)| words.match_text(text)).map(|(id, _)| *id).collect();
            let mut found = ids(&roster, &typed);
            found.sort_unstable();
            prop_assert_eq!(&found, &expected);
            roster.compact();
            let mut found = ids(&roster, &typed);
            found.sort_unstable();
            prop_assert_eq!(found, expected);
        }
    }
}
