//! Owns the walk through likely pairs: where a person is, what was decided of each pair, and the two records
//! side by side. What was decided can be taken back, one step after the other.
//! Must not act: `update/pairs.rs` does.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use super::likeness::Pair;
use super::measure;
use super::told;
use super::words;
use crate::customer::layout;
use crate::customer::text::one_line;
use crate::customer::{Catalog, Customer, CustomerId, Fields, Kind, show};

/// What became of a pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    Apart,
    Skipped,
    Merged,
}

/// One decision, to be taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    pub at: usize,
    pub fate: Fate,
    /// The number of the write that merges them.
    pub write: Option<u64>,
    /// The set that has merged them, once it is on disk.
    pub set: Option<String>,
}

#[derive(Clone, Debug, Default)]
pub struct Pairs {
    /// The likeliest first, once they were found.
    all: Option<Vec<Pair>>,
    /// How many customers have been compared, of how many; 0 of 0 while they are read.
    pub compared: (usize, usize),
    pub at: usize,
    fates: BTreeMap<usize, Fate>,
    decisions: Vec<Decision>,
    /// Records that were read for the pairs around the one in sight.
    records: BTreeMap<CustomerId, Arc<Customer>>,
    /// Customers that are not there any more.
    gone: HashSet<CustomerId>,
    /// The ids that are being read.
    pub asked: Vec<CustomerId>,
    /// Somebody changed something: what is shown is read again.
    stale: bool,
    /// The first line in sight.
    pub top: usize,
}

/// One field of two customers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Compared {
    pub label: String,
    pub left: String,
    pub right: String,
    pub differs: bool,
}

impl Pairs {
    pub fn is_known(&self) -> bool {
        self.all.is_some()
    }

    pub fn len(&self) -> usize {
        self.all.as_ref().map_or(0, Vec::len)
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    pub fn take(&mut self, all: Vec<Pair>) {
        self.all = Some(all);
        self.at = 0;
    }

    /// The pair in sight; none where all are decided.
    pub fn current(&self) -> Option<&Pair> {
        self.all.as_ref()?.get(self.at)
    }

    pub fn both(&self) -> Option<(&Arc<Customer>, &Arc<Customer>)> {
        let (a, b) = self.current()?.ids;
        Some((self.records.get(&a)?, self.records.get(&b)?))
    }

    pub fn fate(&self) -> Option<Fate> {
        self.fates.get(&self.at).copied()
    }

    /// How likely the pair in sight is one, and what was decided of it.
    pub fn head(&self) -> String {
        let percent = self.current().map_or(0, |pair| pair.like.percent);
        let likely = words::likely_one(percent);
        let fate = match self.fate() {
            Some(Fate::Apart) => words::FATE_APART,
            Some(Fate::Skipped) => words::FATE_SKIPPED,
            Some(Fate::Merged) => words::FATE_MERGED,
            None => return likely,
        };
        format!("{likely}  {fate}")
    }

    /// Why they may be one, line by line, where that does not fit beside the head of a screen of `width`.
    pub fn why(&self, width: usize) -> Vec<String> {
        let Some(pair) = self.current() else {
            return Vec::new();
        };
        let (why, room) = (pair.like.sentence(), width.saturating_sub(2));
        let beside = room.saturating_sub(measure::width(&self.head()) + 2);
        match measure::width(&why) <= beside {
            true => Vec::new(),
            false => measure::wrap(&why, room),
        }
    }

    /// How many pairs of this walk have been decided.
    pub fn decided(&self) -> usize {
        self.fates.len()
    }

    pub fn can_take_back(&self) -> bool {
        !self.decisions.is_empty()
    }

    /// To the next pair or the one before, whatever was decided of it; one whose customers are gone is no pair.
    pub fn step(&mut self, forward: bool) {
        let last = self.len();
        let mut at = self.at;
        loop {
            match forward {
                true if at >= last => break,
                true => at += 1,
                false if at == 0 => return,
                false => at -= 1,
            }
            if !self.is_gone(at) {
                break;
            }
        }
        self.at = at;
        self.top = 0;
    }

    fn is_gone(&self, at: usize) -> bool {
        let pair = self.all.as_ref().and_then(|all| all.get(at));
        pair.is_some_and(|pair| self.gone.contains(&pair.ids.0) || self.gone.contains(&pair.ids.1))
    }

    /// Notes what became of the pair in sight and goes on to the next one that is open.
    pub fn decide(&mut self, fate: Fate, write: Option<u64>) {
        self.fates.insert(self.at, fate);
        self.decisions.push(Decision {
            at: self.at,
            fate,
            write,
            set: None,
        });
        self.next_open();
    }

    fn next_open(&mut self) {
        self.step(true);
        while self.at < self.len() && self.fates.contains_key(&self.at) {
            self.step(true);
        }
    }

    /// The last decision, which is none any more; the pair is in sight again.
    pub fn take_back(&mut self) -> Option<Decision> {
        let decision = self.decisions.pop()?;
        self.fates.remove(&decision.at);
        self.at = decision.at;
        self.top = 0;
        Some(decision)
    }

    /// The last decision stays after all: it cannot be taken back yet.
    pub fn put_back(&mut self, decision: Decision) {
        self.fates.insert(decision.at, decision.fate);
        self.decisions.push(decision);
        self.next_open();
    }

    /// A write is on disk: the merge that it is can be taken back from now on.
    pub fn learn_set(&mut self, write: u64, set: &str) {
        for decision in &mut self.decisions {
            if decision.write == Some(write) {
                decision.set = Some(set.to_owned());
            }
        }
    }

    /// A merge was not written down: its pair is open again.
    pub fn forget_write(&mut self, write: u64) {
        if let Some(at) = self
            .decisions
            .iter()
            .position(|decision| decision.write == Some(write) && decision.set.is_none())
        {
            let decision = self.decisions.remove(at);
            self.fates.remove(&decision.at);
            self.at = decision.at;
            if let Some((a, b)) = self.current().map(|pair| pair.ids) {
                self.gone.remove(&a);
                self.gone.remove(&b);
            }
        }
    }

    /// The customer is in the trash, or out of it again.
    pub fn mark_gone(&mut self, id: CustomerId, gone: bool) {
        match gone {
            true => drop(self.gone.insert(id)),
            false => drop(self.gone.remove(&id)),
        }
        self.records.remove(&id);
    }

    /// The records that are needed for the pair in sight and the next one, and are not there.
    pub fn wanted(&self) -> Vec<CustomerId> {
        let all = self.all.as_deref().unwrap_or_default();
        let near = all.iter().skip(self.at).take(AHEAD);
        let mut ids: Vec<CustomerId> = near.flat_map(|pair| [pair.ids.0, pair.ids.1]).collect();
        ids.retain(|id| (self.stale || !self.records.contains_key(id)) && !self.gone.contains(id));
        ids.sort_unstable();
        ids.dedup();
        ids
    }

    /// Records that were read; who was asked for and is not among them is gone.
    pub fn loaded(&mut self, records: Vec<Arc<Customer>>) {
        let mut missing = std::mem::take(&mut self.asked);
        for record in records {
            if let Some(id) = record.id() {
                missing.retain(|other| *other != id);
                self.records.insert(id, record);
            }
        }
        for id in missing {
            self.records.remove(&id);
            self.gone.insert(id);
        }
        if self.is_gone(self.at) {
            self.next_open();
        }
    }

    /// Somebody changed something: what is shown stays until it has been read again.
    pub fn moved(&mut self) {
        self.stale = true;
    }

    /// These are being read.
    pub fn ask(&mut self, ids: &[CustomerId]) {
        self.asked = ids.to_vec();
        self.stale = false;
    }

    /// The fields of the two side by side, those that differ marked.
    pub fn compared(&self, catalog: &Catalog, fields: &Fields) -> Vec<Compared> {
        let Some((left, right)) = self.both() else {
            return Vec::new();
        };
        let mut lines = Vec::new();
        for section in layout::sections(&catalog.layout, fields) {
            for field in section.fields {
                // What the server keeps says nothing of who they are; but when they were made may.
                if !field.edit && !WHEN.contains(&field.wire.as_ref()) {
                    continue;
                }
                let says = |record: &Customer| one_line(&show::line(record, field));
                let (left, right) = (says(left), says(right));
                // Every record says no to most flags; only a yes is worth a line.
                let dull = field.kind == Kind::Flag && left != "yes" && right != "yes";
                if dull || (left.is_empty() && right.is_empty()) {
                    continue;
                }
                lines.push(Compared {
                    label: told::label(&field.wire, fields),
                    differs: left != right,
                    left,
                    right,
                });
            }
        }
        lines
    }
}

/// When a record was made and changed.
const WHEN: [&str; 2] = ["creationDate", "lastUpdateDate"];
/// So many pairs are read at once: the one in sight, and the next ones.
const AHEAD: usize = 6;
