//! Owns answering a search from memory: the roster, the orders of the list that were asked for lately, and
//! the last result, which a longer text narrows. All of it is filled from the mirror when it is first
//! needed and follows every write.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use crate::customer::{Customer, CustomerId};
use crate::query::{Expr, NEAR, Query, Search, Sort};
use crate::store::{Order as Comparing, customers, schema, sort};

use super::mirror::Mirror;
use super::place::Order;
use super::plan::{Memory, Plan};
use super::roster::Roster;
use super::scan::{self, Cancel, Needles, Scores};
use super::{Found, WorkspaceError};

/// Searching what the mirror holds.
#[derive(Default)]
pub struct Lookup {
    state: Mutex<State>,
    /// Read for as long as a search takes; whoever writes waits for that.
    memory: RwLock<Option<Memory>>,
    /// Held while the roster is read from the file, so that it is read once.
    warming: Mutex<()>,
}

#[derive(Default)]
struct State {
    /// The latest orders, newest last.
    orders: Vec<Order>,
    last: Option<Last>,
    /// The customers for which all but the words of a search held.
    filter: Option<(Vec<Expr>, Arc<Scores>)>,
    /// What was opened or saved, the latest first.
    used: Vec<CustomerId>,
    /// Whether any order has been read.
    begun: bool,
    /// Whether newcomers of a fill stand at the end of the orders.
    filling: bool,
    /// Counts the writes; what was read before a write must not be kept after it.
    epoch: u64,
}

/// A result that a longer text narrows.
#[derive(Clone)]
struct Last {
    words: Vec<String>,
    ranked: Vec<String>,
    rest: Vec<Expr>,
    scores: Arc<Scores>,
}

/// How many orders are kept: the one in use and those a person flips between.
const ORDERS: usize = 4;
/// How many customers count as used lately.
pub const USED: usize = 64;
/// How often the roster is read in vain before writers have to wait for it.
const PATIENCE: usize = 2;
/// With fewer matches than this, near ones follow, up to `NEAR` of them.
const FEW: usize = 20;

impl Lookup {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn memory(&self) -> RwLockReadGuard<'_, Option<Memory>> {
        self.memory.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn memory_mut(&self) -> RwLockWriteGuard<'_, Option<Memory>> {
        self.memory.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// Which customers match, in order; none when the search was abandoned. Blocks: for a thread that may.
    pub fn find(
        &self,
        mirror: &Mirror,
        comparing: &Comparing,
        search: &Search,
        query: &Query,
        cancel: &Cancel,
    ) -> Result<Option<Found>, WorkspaceError> {
        if query.is_all() {
            let order = self.order(mirror, comparing, &search.sort)?;
            return Ok(Some(Found::exactly(order.ids.clone(), order.ids.len())));
        }
        let (mut order, memory) = loop {
            self.warm(mirror)?;
            let epoch = self.state().epoch;
            let order = self.order(mirror, comparing, &search.sort)?;
            let memory = self.memory();
            // While the memory is held nothing can be written: an order of before would have other places.
            if memory.is_some() && self.state().epoch == epoch {
                break (order, memory);
            }
        };
        let Some(memory) = memory.as_ref() else {
            return Ok(None);
        };
        if order.place(&memory.roster) {
            self.keep(&order);
        }
        let plan = Plan::of(query);
        let Some(scores) = self.scores(mirror, memory, &plan, cancel)? else {
            return Ok(None);
        };
        let used = self.state().used.clone();
        let mut found = Found::exactly(Arc::from([]), order.ids.len());
        found.ids = match search.sorted || !plan.is_ranked() {
            true => order.sorted(&scores),
            false => order.ranked(&memory.roster, &scores, &used),
        };
        if found.ids.len() < FEW && !plan.near.is_empty() {
            let Some(filter) = self.filter(mirror, memory, &plan.beside, cancel)? else {
                return Ok(None);
            };
            let passes = |slot: usize| filter.as_ref().is_none_or(|filter| filter[slot] > 0);
            let wanted = |slot: usize| scores[slot] == 0 && passes(slot);
            let Some(near) = scan::near(&memory.roster, &plan.near, wanted, cancel) else {
                return Ok(None);
            };
            let near = order.best(&memory.roster, &near, &used, NEAR);
            found.near = near.len();
            found.ids = found.ids.iter().copied().chain(near).collect();
        }
        Ok(Some(found))
    }

    /// How well each customer matches. What matches a longer text is among what matched a shorter one.
    fn scores(
        &self,
        mirror: &Mirror,
        memory: &Memory,
        plan: &Plan,
        cancel: &Cancel,
    ) -> Result<Option<Arc<Scores>>, WorkspaceError> {
        let last = self.state().last.clone();
        let last = last.filter(|last| last.rest == plan.rest);
        if let Some(last) = last.as_ref().filter(|last| last.ranked == plan.ranked) {
            return Ok(Some(last.scores.clone()));
        }
        let before = last.filter(|last| narrows(&last.words, &plan.words));
        let among = match before {
            Some(before) => Some(before.scores),
            None => match self.filter(mirror, memory, &plan.rest, cancel)? {
                Some(filter) => filter,
                None => return Ok(None),
            },
        };
        let (needles, ranking) = (Needles::new(&plan.words), plan.ranking());
        let among = among.as_ref().map(|scores| scores.as_slice());
        let scores = scan::search(&memory.roster, &needles, &ranking, among, cancel);
        let Some(scores) = scores.map(Arc::new) else {
            return Ok(None);
        };
        self.state().last = Some(Last {
            words: plan.words.clone(),
            ranked: plan.ranked.clone(),
            rest: plan.rest.clone(),
            scores: scores.clone(),
        });
        Ok(Some(scores))
    }

    /// The slots for which everything but the words holds: `Some(None)` where there is nothing but words,
    /// none when the search was abandoned.
    fn filter(
        &self,
        mirror: &Mirror,
        memory: &Memory,
        rest: &[Expr],
        cancel: &Cancel,
    ) -> Result<Option<Option<Arc<Scores>>>, WorkspaceError> {
        if rest.is_empty() {
            return Ok(Some(None));
        }
        let kept = self.state().filter.clone();
        if let Some((_, scores)) = kept.filter(|(of, _)| of == rest) {
            return Ok(Some(Some(scores)));
        }
        let Some(scores) = memory.filter(mirror, rest, cancel)?.map(Arc::new) else {
            return Ok(None);
        };
        self.state().filter = Some((rest.to_vec(), scores.clone()));
        Ok(Some(Some(scores)))
    }

    /// The first rows of a list without words, where reading them is quicker than reading all; none where
    /// it is not, or a list was read before: somebody may be far down in it.
    pub fn first(
        &self,
        mirror: &Mirror,
        sort: &Sort,
        count: usize,
    ) -> Result<Option<Vec<CustomerId>>, WorkspaceError> {
        let begun = self.state().begun;
        let column = sort::column(sort).filter(|_| !begun);
        let Some(column) = column else {
            return Ok(None);
        };
        let (way, all) = (sort.descending, sort::Narrow::live());
        let ids = mirror.with(|db| Ok(sort::window(db, column, way, &all, 0, count)?))?;
        // Fewer than were asked for are all there are: the whole answer is as near.
        Ok((ids.len() == count).then_some(ids))
    }

    fn kept(&self, sort: &Sort) -> Option<Order> {
        let state = self.state();
        state.orders.iter().find(|kept| kept.sort == *sort).cloned()
    }

    fn order(
        &self,
        mirror: &Mirror,
        comparing: &Comparing,
        sort: &Sort,
    ) -> Result<Order, WorkspaceError> {
        let epoch = self.state().epoch;
        if let Some(order) = self.kept(sort) {
            return Ok(order);
        }
        let ids = mirror.with(|db| Ok(customers::ids(db, sort, comparing)?))?;
        let order = Order::new(sort.clone(), ids.into());
        let mut state = self.state();
        state.begun = true;
        if state.epoch == epoch {
            if state.orders.len() == ORDERS {
                state.orders.remove(0);
            }
            state.orders.push(order.clone());
        }
        Ok(order)
    }

    /// Keeps an order whose places have become known.
    fn keep(&self, order: &Order) {
        let mut state = self.state();
        let same = |kept: &&mut Order| Arc::ptr_eq(&kept.ids, &order.ids);
        if let Some(kept) = state.orders.iter_mut().find(same) {
            *kept = order.clone();
        }
    }

    /// Reads the roster if it is not there yet. Blocks.
    pub fn warm(&self, mirror: &Mirror) -> Result<(), WorkspaceError> {
        let _only = self.warming.lock().unwrap_or_else(PoisonError::into_inner);
        let mut tries = 0;
        while self.memory().is_none() {
            // While a mirror is filled, writes come faster than all can be read: then they must wait once.
            let held = (tries == PATIENCE).then(|| self.memory_mut());
            let epoch = self.state().epoch;
            let memory = Memory::new(read(mirror)?);
            let mut place = held.unwrap_or_else(|| self.memory_mut());
            if self.state().epoch == epoch {
                *place = Some(memory);
            }
            tries += 1;
        }
        Ok(())
    }

    /// Finds the places in the roster of the orders that were asked for, which the first search by words would have to
    /// do before its answer.
    pub fn place(&self) {
        let memory = self.memory();
        let Some(memory) = memory.as_ref() else {
            return;
        };
        let orders = self.state().orders.clone();
        for mut order in orders {
            if order.place(&memory.roster) {
                self.keep(&order);
            }
        }
    }

    /// Counts the writes: what was read at another count may be old.
    pub fn epoch(&self) -> u64 {
        self.state().epoch
    }

    /// How many customers there are, once the roster is there.
    pub fn total(&self) -> Option<usize> {
        self.memory().as_ref().map(|memory| memory.roster.count())
    }

    /// Somebody has opened or saved a customer.
    pub fn used(&self, id: CustomerId) {
        let used = &mut self.state().used;
        used.retain(|other| *other != id);
        used.insert(0, id);
        used.truncate(USED);
    }

    /// A customer has been written: the record and its folded text now, none when it is gone.
    pub fn wrote(&self, id: CustomerId, now: Option<(&Customer, &str)>) {
        self.wrote_all(vec![(id, now)]);
    }

    /// `wrote`, for several at once.
    pub fn wrote_all(&self, all: Vec<(CustomerId, Option<(&Customer, &str)>)>) {
        let mut memory = self.memory_mut();
        self.changed();
        if let Some(memory) = memory.as_mut() {
            for (id, now) in all {
                memory.wrote(id, now);
            }
        }
    }

    /// `wrote_all`, of a page of a fill that others follow. Reading a large list in its order takes longer than a
    /// frame: lists that were read before stay in use, the newcomers at their end, until `put_in_order`.
    pub fn filled(&self, all: Vec<(CustomerId, Option<(&Customer, &str)>)>) {
        let mut memory = self.memory_mut();
        let Some(memory) = memory.as_mut() else {
            return self.changed();
        };
        let is_new = |id: &CustomerId| memory.roster.slot(*id).is_none();
        let there = all.iter().filter(|(_, now)| now.is_some());
        let new: Vec<CustomerId> = there.map(|(id, _)| *id).filter(is_new).collect();
        let mut state = self.state();
        let orders: Vec<Order> = state.orders.iter().map(|old| old.with(&new)).collect();
        drop(state);
        self.changed();
        state = self.state();
        state.orders = orders;
        state.filling = true;
        drop(state);
        for (id, now) in all {
            memory.wrote(id, now);
        }
    }

    /// Reads the list that was asked for last in its order again, where a fill has put newcomers at its end.
    /// Whether it did. Blocks, and keeps nobody waiting.
    pub fn put_in_order(
        &self,
        mirror: &Mirror,
        comparing: &Comparing,
    ) -> Result<bool, WorkspaceError> {
        let (epoch, latest) = {
            let state = self.state();
            let latest = state.orders.last().filter(|_| state.filling);
            (state.epoch, latest.map(|order| order.sort.clone()))
        };
        let Some(sort) = latest else {
            return Ok(false);
        };
        let ids = mirror.with(|db| Ok(customers::ids(db, &sort, comparing)?))?;
        let mut state = self.state();
        // What was written meanwhile has put the lists away itself.
        if state.epoch == epoch {
            state.orders = vec![Order::new(sort, ids.into())];
            state.filling = false;
        }
        Ok(true)
    }

    /// Much has been written: everything is read anew when it is next needed.
    pub fn forget(&self) {
        let mut memory = self.memory_mut();
        self.changed();
        *memory = None;
    }

    /// What was read before is old. The memory is held by the caller, so no search is under way.
    fn changed(&self) {
        let mut state = self.state();
        state.epoch += 1;
        state.orders.clear();
        state.filling = false;
        state.last = None;
        state.filter = None;
    }
}

fn read(mirror: &Mirror) -> Result<Roster, WorkspaceError> {
    let mut roster = Roster::new();
    mirror.with(|db| {
        let all = customers::span(db)?;
        customers::each_search_text(db, &all, |id, text| {
            roster.put(id, text);
            Ok(())
        })?;
        Ok(schema::shrink(db)?)
    })?;
    roster.shrink();
    Ok(roster)
}

/// Whether whatever holds all words of `longer` holds all of `shorter`.
fn narrows(shorter: &[String], longer: &[String]) -> bool {
    let held = |word: &String| longer.iter().any(|other| other.contains(word.as_str()));
    !shorter.is_empty() && shorter.iter().all(held)
}

#[cfg(test)]
#[path = "lookup_tests.rs"]
mod tests;
