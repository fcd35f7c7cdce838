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
    pending: HashSet<CustomerId>,
    asking: HashSet<CustomerId>,
}

impl Outbox {
    /// Takes in how the outbox stands now.
    pub fn take(&mut self, entries: Vec<Entry>, calls: usize) {
        (self.pending, self.asking) = Default::default();
        for entry in &entries {
            for (step, standing) in entry.set.steps.iter().zip(&entry.standing) {
                let Some(id) = step.of() else { continue };
                if standing.needs_a_person() {
                    self.asking.insert(id);
                } else if !standing.is_over() {
                    self.pending.insert(id);
                }
            }
        }
        (self.entries, self.calls) = (entries, calls);
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
        let there = entries
            .iter()
            .position(|other| other.set.id == entry.set.id);
        match (there, entry.is_over()) {
            (Some(at), true) => drop(entries.remove(at)),
            (Some(at), false) => entries[at] = entry.clone(),
            (None, true) => {}
            (None, false) => entries.push(entry.clone()),
        }
        self.take(entries, self.calls);
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
