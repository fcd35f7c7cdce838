//! Owns answering a search from memory: the roster, the orders of the list that were asked for lately, and
//! the last result, which a longer text narrows. All of it is filled from the mirror when it is first
//! needed and follows every write.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use crate::customer::CustomerId;
use crate::customer::text;
use crate::query::{Search, Sort};
use crate::store::{Order as Comparing, customers, sort};

use super::mirror::Mirror;
use super::place::Order;
use super::rank::Ranking;
use super::roster::Roster;
use super::scan::{self, Cancel, Needles, Scores};
use super::{Found, WorkspaceError};

/// Searching what the mirror holds.
#[derive(Default)]
pub struct Lookup {
    state: Mutex<State>,
    /// Read for as long as a search takes; whoever writes waits for that.
    roster: RwLock<Option<Roster>>,
    /// Held while the roster is read, so that it is read once.
    warming: Mutex<()>,
}

#[derive(Default)]
struct State {
    /// The latest orders, newest last.
    orders: Vec<Order>,
    last: Option<Last>,
    /// What was opened or saved, the latest first.
    used: Vec<CustomerId>,
    /// Whether any order has been read.
    begun: bool,
    /// Counts the writes; what was read before a write must not be kept after it.
    epoch: u64,
}

/// A result that a longer text narrows.
#[derive(Clone)]
struct Last {
    words: Vec<String>,
    scores: Arc<Scores>,
}

/// How many orders are kept: the one in use and those a person flips between.
const ORDERS: usize = 4;
/// How many customers count as used lately.
const USED: usize = 64;
/// With fewer matches than this, near ones follow.
const FEW: usize = 20;
/// Of which there are never more than this.
const NEAR: usize = 50;

impl Lookup {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn roster(&self) -> RwLockReadGuard<'_, Option<Roster>> {
        self.roster.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn roster_mut(&self) -> RwLockWriteGuard<'_, Option<Roster>> {
        self.roster.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// Which customers match, in order; none when the search was abandoned. Blocks: for a thread that may.
    pub fn find(
        &self,
        mirror: &Mirror,
        comparing: &Comparing,
        search: &Search,
        cancel: &Cancel,
    ) -> Result<Option<Found>, WorkspaceError> {
        let words = text::words(&search.text);
        if words.is_empty() {
            let order = self.order(mirror, comparing, &search.sort)?;
            return Ok(Some(Found::exactly(order.ids.clone(), order.ids.len())));
        }
        let (mut order, roster) = loop {
            self.warm(mirror)?;
            let epoch = self.state().epoch;
            let order = self.order(mirror, comparing, &search.sort)?;
            let roster = self.roster();
            // While the roster is held nothing can be written: an order of before would have other places.
            if roster.is_some() && self.state().epoch == epoch {
                break (order, roster);
            }
        };
        let Some(roster) = roster.as_ref() else {
            return Ok(None);
        };
        if order.place(roster) {
            self.keep(&order);
        }
        let Some(scores) = self.scores(roster, words.clone(), cancel) else {
            return Ok(None);
        };
        let used = self.state().used.clone();
        let mut found = Found::exactly(Arc::from([]), order.ids.len());
        found.ids = match search.sorted {
            true => order.sorted(roster, &scores),
            false => order.ranked(roster, &scores, &used).into(),
        };
        if found.ids.len() < FEW {
            let wanted = |slot: usize| scores[slot] == 0;
            let Some(near) = scan::near(roster, &words, wanted, cancel) else {
                return Ok(None);
            };
            let mut near = order.ranked(roster, &near, &used);
            near.truncate(NEAR);
            found.near = near.len();
            found.ids = found.ids.iter().copied().chain(near).collect();
        }
        Ok(Some(found))
    }

    /// How well each customer matches. What matches a longer text is among what matched a shorter one.
    fn scores(&self, roster: &Roster, words: Vec<String>, cancel: &Cancel) -> Option<Arc<Scores>> {
        let (epoch, last) = {
            let state = self.state();
            (state.epoch, state.last.clone())
        };
        if let Some(last) = last.as_ref().filter(|last| last.words == words) {
            return Some(last.scores.clone());
        }
        let before = last
            .as_ref()
            .filter(|last| narrows(&last.words, &words) && last.scores.len() == roster.len());
        let among = before.map(|last| last.scores.as_slice());
        let (needles, ranking) = (Needles::new(&words), Ranking::new(&words));
        let scores = Arc::new(scan::search(roster, &needles, &ranking, among, cancel)?);
        let mut state = self.state();
        if state.epoch == epoch {
            state.last = Some(Last {
                words,
                scores: scores.clone(),
            });
        }
        Some(scores)
    }

    /// The first rows of a list without words, where reading them is quicker than reading all; none where
    /// it is not, or a list was read before: somebody may be far down in it.
    pub fn first(
        &self,
        mirror: &Mirror,
        search: &Search,
        count: usize,
    ) -> Result<Option<Vec<CustomerId>>, WorkspaceError> {
        let begun = self.state().begun;
        let words = !text::words(&search.text).is_empty();
        let column = sort::column(&search.sort).filter(|_| !begun && !words);
        let Some(column) = column else {
            return Ok(None);
        };
        let (way, all) = (search.sort.descending, sort::Narrow::live());
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
        while self.roster().is_none() {
            let epoch = self.state().epoch;
            let roster = read(mirror)?;
            let mut place = self.roster_mut();
            if self.state().epoch == epoch {
                *place = Some(roster);
            }
        }
        Ok(())
    }

    /// How many customers there are, once the roster is there.
    pub fn total(&self) -> Option<usize> {
        self.roster().as_ref().map(Roster::count)
    }

    /// Somebody has opened or saved a customer.
    pub fn used(&self, id: CustomerId) {
        let used = &mut self.state().used;
        used.retain(|other| *other != id);
        used.insert(0, id);
        used.truncate(USED);
    }

    /// A customer has been written: `folded` is its text now, none when it is gone.
    pub fn wrote(&self, id: CustomerId, folded: Option<&str>) {
        let mut roster = self.roster_mut();
        self.changed();
        let Some(roster) = roster.as_mut() else {
            return;
        };
        match folded {
            Some(folded) => roster.put(id, folded),
            None => roster.remove(id),
        }
        if roster.is_worn() {
            roster.compact();
        }
    }

    /// Much has been written: everything is read anew when it is next needed.
    pub fn forget(&self) {
        let mut roster = self.roster_mut();
        self.changed();
        *roster = None;
    }

    /// What was read before is old. The roster's lock is held by the caller, so no search is under way.
    fn changed(&self) {
        let mut state = self.state();
        state.epoch += 1;
        state.orders.clear();
        state.last = None;
    }
}

fn read(mirror: &Mirror) -> Result<Roster, WorkspaceError> {
    let mut roster = Roster::new();
    mirror.with(|db| {
        Ok(customers::each_search_text(
            db,
            &customers::span(db)?,
            |id, text| {
                roster.put(id, text);
                Ok(())
            },
        )?)
    })?;
    roster.shrink();
    Ok(roster)
}

/// Whether whatever holds all words of `longer` holds all of `shorter`.
fn narrows(shorter: &[String], longer: &[String]) -> bool {
    let held = |word: &String| longer.iter().any(|other| other.contains(word.as_str()));
    !shorter.is_empty() && shorter.iter().all(held)
}
