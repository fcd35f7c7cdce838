//! Owns what the screen knows of the outbox: the sets that are not over, and which customers they touch.
//! Must not say anything in words: `told.rs` does.

use std::collections::HashSet;

use crate::customer::CustomerId;
use crate::customer::changeset::Entry;

/// Whether the outbox is being read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reading {
    #[default]
    No,
    Once,
    /// And it has moved meanwhile.
    Again,
}

#[derive(Clone, Debug, Default)]
pub struct Outbox {
    pub reading: Reading,
    /// The oldest first.
    entries: Vec<Entry>,
    /// Calls that the last minute took.
    pub calls: usize,
    /// The name under which the server has what goes out from here, once that is known.
    pub own: Option<String>,
    /// Whom those wait for of whose sets not all is known here, and whether it is for a person.
    rest: Vec<(CustomerId, bool)>,
    pending: HashSet<CustomerId>,
    asking: HashSet<CustomerId>,
}

impl Outbox {
    /// Takes in how the outbox stands now.
    pub fn take(&mut self, entries: Vec<Entry>, calls: usize, rest: Vec<(CustomerId, bool)>) {
        let ids = |asks: bool| rest.iter().filter(move |(_, is)| *is == asks);
        self.asking = ids(true).map(|(id, _)| *id).collect();
        self.pending = ids(false).map(|(id, _)| *id).collect();
        for entry in &entries {
            for (id, standing) in entry.of.iter().zip(&entry.standing) {
                if standing.needs_a_person() {
                    self.asking.insert(*id);
                } else if !standing.is_over() {
                    self.pending.insert(*id);
                }
            }
        }
        (self.entries, self.calls, self.rest) = (entries, calls, rest);
    }

    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    pub fn get(&self, set: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.set.id == set)
    }

    /// Puts a set in its place again as it stands now.
    pub fn learn(&mut self, entry: &Entry) {
        let mut entries = std::mem::take(&mut self.entries);
        let mut rest = std::mem::take(&mut self.rest);
        rest.retain(|(id, _)| !entry.of.contains(id));
        let there = entries
            .iter()
            .position(|other| other.set.id == entry.set.id);
        match (there, entry.is_over()) {
            (Some(at), true) => drop(entries.remove(at)),
            (Some(at), false) => entries[at] = entry.clone(),
            (None, true) => {}
            (None, false) => entries.push(entry.clone()),
        }
        self.take(entries, self.calls, rest);
    }

    /// How many sets only a person can bring on.
    pub fn needing(&self) -> usize {
        let needs = |entry: &&Entry| entry.needs_a_person();
        self.entries.iter().filter(needs).count()
    }

    /// Whether a change of this customer is on its way.
    pub fn is_pending(&self, id: CustomerId) -> bool {
        // One with a number below nought is still to be made.
        self.pending.contains(&id) || (id < 0 && !self.asking.contains(&id))
    }

    /// Whether a change of this customer waits for a person.
    pub fn is_asking(&self, id: CustomerId) -> bool {
        self.asking.contains(&id)
    }
}
