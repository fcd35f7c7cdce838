//! Owns the roll itself: who is on it, in which slot, and the orders by id and by name. A customer that changes
//! gets a new slot behind the others; the old one stays empty until the roll is called anew.
//! Must not search, and must not know where customers come from.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::sync::Arc;

use crate::customer::CustomerId;

use super::block::{BLOCK, Block};
use super::line::Line;
use super::wanted::{By, Way};

/// Beyond so much memory the roll is not kept.
pub(super) const MOST: usize = 2 << 30;

/// A customer as a store reads it for the roll.
pub(in crate::store) struct Entry {
    pub id: CustomerId,
    /// Moves with every change of a customer; later is larger.
    pub seq: i64,
    pub deleted: bool,
    /// The name as the order has it.
    pub name: String,
    /// Everything that words can find.
    pub text: String,
}

/// A last change, and of which store it is; none is that of every store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::store) struct Last<I = i64> {
    pub identity: I,
    pub seq: i64,
}

impl Last<Option<i64>> {
    /// Whether what changed since can follow upon this. A store that was put back to an earlier state has
    /// numbers that mean something else.
    pub fn leads_to(self, now: Last) -> bool {
        self.identity
            .is_none_or(|identity| identity == now.identity)
            && self.seq <= now.seq
    }
}

#[derive(Default)]
pub(super) struct State {
    /// The store that it is of.
    pub identity: Option<i64>,
    /// Bytes that it may take.
    room: usize,
    /// All changes up to this one are in here.
    pub seq: i64,
    pub blocks: Vec<Arc<Block>>,
    /// The slots of before, in the order of their going.
    pub gone: Vec<u32>,
    ids: Vec<CustomerId>,
    slots: HashMap<CustomerId, u32>,
    by_id: Line,
    by_name: Line,
    /// How many have a name: the others stand behind them.
    named: usize,
    size: usize,
    is_settled: bool,
}

impl State {
    /// Nobody yet, and so many bytes at most.
    pub fn within(room: usize) -> State {
        State {
            room,
            ..State::default()
        }
    }

    pub fn last(&self) -> Last<Option<i64>> {
        Last {
            identity: self.identity,
            seq: self.seq,
        }
    }

    /// Takes changes in, in the order of their numbers; those that are here already are passed over. False
    /// where it has grown too large.
    pub fn take(&mut self, entries: Vec<Entry>) -> bool {
        let (mut gone, mut come) = (Vec::new(), Vec::new());
        let mut until = self.seq;
        for entry in entries {
            if entry.seq <= self.seq {
                continue;
            }
            until = until.max(entry.seq);
            if let Some(slot) = self.slots.remove(&entry.id) {
                gone.push(slot);
            }
            if !entry.deleted {
                match self.push(&entry) {
                    Some(slot) => come.push(slot),
                    None => return false,
                }
            }
        }
        self.seq = until;
        self.place(&gone, &come);
        self.gone.extend(gone);
        true
    }

    fn push(&mut self, entry: &Entry) -> Option<u32> {
        let more = entry.text.len() + entry.name.len();
        if self.size + more > self.room {
            return None;
        }
        let slot = u32::try_from(self.ids.len()).ok()?;
        if self.blocks.last().is_none_or(|block| block.is_full()) {
            self.blocks.push(Arc::new(Block::new()));
        }
        // Whoever searches it now goes on with the one of before.
        let block = Arc::make_mut(self.blocks.last_mut()?);
        let before = block.size();
        block.push(&entry.name, &entry.text);
        self.size += block.size() - before;
        self.ids.push(entry.id);
        self.slots.insert(entry.id, slot);
        Some(slot)
    }

    fn place(&mut self, gone: &[u32], come: &[u32]) {
        if !self.is_settled || (gone.is_empty() && come.is_empty()) {
            return;
        }
        let (mut by_id, mut by_name) = (
            std::mem::take(&mut self.by_id),
            std::mem::take(&mut self.by_name),
        );
        by_id.change(gone, come, |a, b| self.compare(By::Id, a, b));
        by_name.change(gone, come, |a, b| self.compare(By::Name, a, b));
        (self.by_id, self.by_name) = (by_id, by_name);
        let named = |slots: &[u32]| {
            slots
                .iter()
                .filter(|slot| !self.name(**slot).is_empty())
                .count()
        };
        self.named = self.named + named(come) - named(gone);
    }

    /// Puts everyone in order for the first time, which is quicker than one after the other.
    pub fn settle(&mut self) {
        let live = || self.slots.values().copied();
        let mut by_id: Vec<u32> = live().collect();
        by_id.sort_unstable_by(|a, b| self.compare(By::Id, *a, *b));
        // Most are told apart by their first letters, without a look elsewhere.
        let mut by_name: Vec<(bool, u64, u32)> = live()
            .map(|slot| {
                let name = self.name(slot);
                let mut head = [0; 8];
                let length = name.len().min(8);
                head[..length].copy_from_slice(&name[..length]);
                (name.is_empty(), u64::from_be_bytes(head), slot)
            })
            .collect();
        by_name.sort_unstable_by(|a, b| {
            let head = (a.0, a.1).cmp(&(b.0, b.1));
            head.then_with(|| self.compare(By::Name, a.2, b.2))
        });
        self.named = by_name.iter().filter(|(is_empty, ..)| !is_empty).count();
        self.by_id = Line::of(by_id);
        self.by_name = Line::of(by_name.into_iter().map(|(.., slot)| slot).collect());
        self.is_settled = true;
    }

    /// Whether so many slots are empty that the roll should be called anew.
    pub fn is_worn(&self) -> bool {
        self.gone.len() > BLOCK && self.gone.len() > self.slots.len() / 2
    }

    /// How many customers there are.
    pub fn len(&self) -> usize {
        self.slots.len()
    }

    /// How many slots there are, the empty ones too.
    pub fn end(&self) -> usize {
        self.ids.len()
    }

    pub fn id(&self, slot: u32) -> CustomerId {
        self.ids[slot as usize]
    }

    /// Where somebody stands.
    pub fn slot(&self, id: CustomerId) -> Option<u32> {
        self.slots.get(&id).copied()
    }

    /// Who stands in a slot, if nobody has left it.
    pub fn who(&self, slot: usize) -> Option<CustomerId> {
        let id = *self.ids.get(slot)?;
        let is_there = self.slots.get(&id).is_some_and(|is| *is as usize == slot);
        is_there.then_some(id)
    }

    fn name(&self, slot: u32) -> &[u8] {
        let slot = slot as usize;
        self.blocks[slot / BLOCK].name(slot % BLOCK)
    }

    /// Ties go by id; who has no name stands last.
    pub fn compare(&self, by: By, a: u32, b: u32) -> Ordering {
        let by_id = || (self.id(a), a).cmp(&(self.id(b), b));
        match by {
            By::Id => by_id(),
            By::Name => {
                let (a, b) = (self.name(a), self.name(b));
                (a.is_empty(), a).cmp(&(b.is_empty(), b)).then_with(by_id)
            }
        }
    }

    /// The same on a way: who has no name stands last in either direction.
    pub fn compare_on(&self, way: Way, a: u32, b: u32) -> Ordering {
        let order = self.compare(way.by, a, b);
        let is_in_one_part = way.by == By::Id || self.name(a).is_empty() == self.name(b).is_empty();
        match way.descending && is_in_one_part {
            true => order.reverse(),
            false => order,
        }
    }

    /// All slots in an order, in two parts of which either is to be walked in the order's direction.
    fn parts(&self, way: Way) -> [&[u32]; 2] {
        match way.by {
            By::Id => [self.by_id.slots(), &[]],
            By::Name => {
                let (named, others) = self.by_name.slots().split_at(self.named);
                [named, others]
            }
        }
    }

    /// The ids from `start` on, `count` at most, of those slots that are wanted.
    pub fn walk(
        &self,
        way: Way,
        start: usize,
        count: usize,
        mut is_wanted: impl FnMut(u32) -> bool,
    ) -> Vec<CustomerId> {
        let mut out = Vec::new();
        let mut skip = start;
        for part in self.parts(way) {
            let mut one = |slot: u32| {
                if out.len() < count && is_wanted(slot) {
                    match skip {
                        0 => out.push(self.ids[slot as usize]),
                        _ => skip -= 1,
                    }
                }
                out.len() < count
            };
            let is_not_done = match way.descending {
                false => part.iter().all(|slot| one(*slot)),
                true => part.iter().rev().all(|slot| one(*slot)),
            };
            if !is_not_done {
                break;
            }
        }
        out
    }

    /// The same of everyone, without a walk.
    pub fn window(&self, way: Way, start: usize, count: usize) -> Vec<CustomerId> {
        let parts = self.parts(way);
        let (mut out, mut before) = (Vec::new(), 0);
        for part in parts {
            let from = start.saturating_sub(before).min(part.len());
            let until = start
                .saturating_add(count)
                .saturating_sub(before)
                .min(part.len());
            let one = |at: usize| match way.descending {
                false => self.id(part[at]),
                true => self.id(part[part.len() - 1 - at]),
            };
            out.extend((from..until.max(from)).map(one));
            before += part.len();
        }
        out
    }
}
