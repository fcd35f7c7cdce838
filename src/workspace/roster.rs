//! Owns the searchable text of all customers in memory: folded once, end to end in one buffer, so that a
//! search is one scan. Must not read files, look for anything or decide an order.

use std::collections::HashMap;
use std::ops::Range;

use crate::customer::CustomerId;

use super::near::Letters;

/// A customer's place in the roster. Places of changed and removed customers stay empty until `compact`.
pub type Slot = u32;

/// The searchable text of all customers. Beside the text a customer costs 29 bytes: where it begins, the
/// id, the letters of the name and those its words begin with, and whether it is there.
#[derive(Default)]
pub struct Roster {
    /// Each customer's folded text, closed by a line end. No word holds a line end, so no match spans two.
    text: Vec<u8>,
    /// Where each slot's text begins; one more than there are slots.
    starts: Vec<u32>,
    ids: Vec<CustomerId>,
    live: Vec<bool>,
    /// Which letters each name has.
    letters: Vec<Letters>,
    /// Which letters the words of each name begin with, the first word left out.
    begun: Vec<Letters>,
    /// So many slots at the front are in the order of their ids: those are looked up by halving.
    sorted: usize,
    /// The slots behind them.
    late: HashMap<CustomerId, Slot>,
    empty: usize,
}

impl Roster {
    pub fn new() -> Roster {
        Roster {
            starts: vec![0],
            ..Roster::default()
        }
    }

    /// How many slots there are, empty ones too.
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// How many customers there are.
    pub fn count(&self) -> usize {
        self.len() - self.empty
    }

    pub fn slot(&self, id: CustomerId) -> Option<Slot> {
        if let Some(slot) = self.late.get(&id) {
            return Some(*slot);
        }
        let slot = self.guess(id).filter(|slot| self.ids[*slot] == id);
        let slot = match slot {
            Some(slot) => slot,
            None => self.ids[..self.sorted].binary_search(&id).ok()?,
        };
        self.live[slot].then_some(slot as Slot)
    }

    /// Where an id would stand if none were missing: mostly none is, and nothing needs to be searched.
    fn guess(&self, id: CustomerId) -> Option<usize> {
        let first = *self.ids.first()?;
        let slot = usize::try_from(id.checked_sub(first)?).ok()?;
        (slot < self.sorted).then_some(slot)
    }

    #[cfg(test)]
    pub fn id(&self, slot: Slot) -> CustomerId {
        self.ids[slot as usize]
    }

    pub fn is_live(&self, slot: usize) -> bool {
        self.live[slot]
    }

    pub fn letters(&self, slot: usize) -> Letters {
        self.letters[slot]
    }

    /// What the words of the name begin with, all but the first.
    pub fn begun(&self, slot: usize) -> Letters {
        self.begun[slot]
    }

    /// A customer's text with its line end.
    pub fn folded(&self, slot: usize) -> &[u8] {
        &self.text[self.starts[slot] as usize..self.starts[slot + 1] as usize]
    }

    /// The texts of neighbouring slots, end to end, and where in it each of them ends.
    pub fn stretch(&self, slots: &Range<usize>) -> (&[u8], impl Fn(usize) -> usize + '_) {
        let from = self.starts[slots.start] as usize;
        let to = self.starts[slots.end] as usize;
        let end = move |slot: usize| self.starts[slot + 1] as usize - from;
        (&self.text[from..to], end)
    }

    /// The slot, not before `from`, whose text holds the byte at `place`, counted from the start of slot
    /// `origin`.
    pub fn slot_at(&self, origin: usize, from: usize, place: usize) -> usize {
        let place = place + self.starts[origin] as usize;
        let ends = &self.starts[from + 1..];
        // Hits come in order, and mostly near each other: gallop, then halve.
        let mut reach = 1;
        while reach < ends.len() && ends[reach - 1] as usize <= place {
            reach *= 2;
        }
        let low = reach / 2;
        let high = reach.min(ends.len());
        from + low + ends[low..high].partition_point(|end| *end as usize <= place)
    }

    /// Puts a customer's folded text in, in place of an older one. Text beyond 4 GiB in all is not taken:
    /// such a customer is in the list and not found by words.
    pub fn put(&mut self, id: CustomerId, folded: &[u8]) {
        let follows =
            self.sorted == self.ids.len() && self.ids.last().is_none_or(|last| *last < id);
        if !follows {
            self.remove(id);
        }
        let slot = self.ids.len();
        self.push(id, folded);
        if follows {
            self.sorted = self.ids.len();
        } else {
            self.late.insert(id, slot as Slot);
        }
    }

    fn push(&mut self, id: CustomerId, folded: &[u8]) {
        let end = self.text.len() + folded.len() + 1;
        let fits = u32::try_from(end).is_ok();
        if fits {
            self.text.extend_from_slice(folded);
            self.text.push(b'\n');
        }
        self.starts.push(self.text.len() as u32);
        self.ids.push(id);
        self.live.push(true);
        let (letters, begun) = Letters::of_name(name(folded));
        self.letters.push(letters);
        self.begun.push(begun);
    }

    pub fn remove(&mut self, id: CustomerId) {
        if let Some(slot) = self.slot(id) {
            self.late.remove(&id);
            self.live[slot as usize] = false;
            self.empty += 1;
        }
    }

    /// Whether so many places are empty, or out of order, that `compact` is worth its time.
    pub fn is_worn(&self) -> bool {
        let worn = self.empty.max(self.late.len());
        worn > 1000 && worn > self.ids.len() / 4
    }

    /// Closes empty places. Every slot number changes.
    pub fn compact(&mut self) {
        let mut slots: Vec<usize> = (0..self.len()).filter(|slot| self.live[*slot]).collect();
        slots.sort_unstable_by_key(|slot| self.ids[*slot]);
        let mut fresh = Roster::new();
        for slot in slots {
            let folded = self.folded(slot);
            fresh.push(self.ids[slot], folded.strip_suffix(b"\n").unwrap_or(folded));
        }
        fresh.sorted = fresh.len();
        *self = fresh;
    }

    /// Gives memory back that was taken for growing.
    pub fn shrink(&mut self) {
        self.text.shrink_to_fit();
        self.starts.shrink_to_fit();
        self.ids.shrink_to_fit();
        self.live.shrink_to_fit();
        self.letters.shrink_to_fit();
        self.begun.shrink_to_fit();
    }
}

/// The name in a customer's folded text: it is the first line.
pub fn name(folded: &[u8]) -> &[u8] {
    let end = memchr::memchr(b'\n', folded).unwrap_or(folded.len());
    &folded[..end]
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    fn texts(roster: &Roster) -> BTreeMap<CustomerId, String> {
        (0..roster.len())
            .filter(|slot| roster.is_live(*slot))
            .map(|slot| {
                let text = String::from_utf8(roster.folded(slot).to_vec()).unwrap();
                (roster.id(slot as Slot), text)
            })
            .collect()
    }

    proptest! {
        #[test]
        fn what_was_put_last_is_there_once_before_and_after_compacting(
            done in proptest::collection::vec((0..12i64, proptest::option::weighted(0.8, "[ab]{0,3}")), 0..60),
        ) {
            let mut roster = Roster::new();
            let mut model = BTreeMap::new();
            for (id, text) in done {
                match text {
                    Some(text) => {
                        roster.put(id, text.as_bytes());
                        model.insert(id, format!("{text}\n"));
                    }
                    None => {
                        roster.remove(id);
                        model.remove(&id);
                    }
                }
            }
            for _ in 0..2 {
                prop_assert_eq!(&texts(&roster), &model);
                for id in 0..12 {
                    let there = roster.slot(id).map(|slot| roster.id(slot));
                    prop_assert_eq!(there, model.contains_key(&id).then_some(id));
                }
                roster.compact();
            }
            prop_assert_eq!(roster.len(), model.len());
        }
    }

    #[test]
    fn the_slot_of_a_byte_is_the_one_whose_text_holds_it() {
        let mut roster = Roster::new();
        for (id, text) in ["aa", "", "b", "cccc", "d"].iter().enumerate() {
            roster.put(id as CustomerId, text.as_bytes());
        }
        let (text, end) = roster.stretch(&(1..5));
        let mut slot = 1;
        for place in 0..text.len() {
            slot = roster.slot_at(1, slot, place);
            assert!(
                place < end(slot) && (slot == 1 || place >= end(slot - 1)),
                "{place}"
            );
        }
    }
}
