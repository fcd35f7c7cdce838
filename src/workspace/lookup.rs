//! Owns answering a search from memory: the roster, and the orders of the list that were asked for lately.
//! Both are filled from the mirror when they are first needed and follow every write.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::customer::CustomerId;
use crate::query::{Search, Sort, Words};
use crate::store::{Order as Comparing, customers};

use super::mirror::Mirror;
use super::roster::{Roster, Slot};
use super::{Found, WorkspaceError};

/// Searching what the mirror holds.
#[derive(Default)]
pub struct Lookup {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    roster: Option<Roster>,
    /// The latest orders, newest last.
    orders: Vec<Order>,
    /// Counts the writes; an order read before a write must not be kept after it.
    epoch: u64,
}

#[derive(Clone)]
struct Order {
    sort: Sort,
    ids: Arc<[CustomerId]>,
    /// The same order as places of the roster; empty until a search needs it.
    slots: Arc<[Slot]>,
}

/// How many orders are kept: the one in use and those a person flips between.
const ORDERS: usize = 4;

impl Lookup {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Which customers match, in order. Blocks: for a thread that may.
    pub fn find(
        &self,
        mirror: &Mirror,
        comparing: &Comparing,
        search: &Search,
    ) -> Result<Found, WorkspaceError> {
        let order = self.order(mirror, comparing, &search.sort)?;
        let words = Words::new(&search.text);
        if words.is_empty() {
            return Ok(Found {
                total: order.ids.len(),
                ids: order.ids,
                near: 0,
            });
        }
        self.warm(mirror)?;
        let mut state = self.state();
        let Some(roster) = &state.roster else {
            return Ok(Found {
                total: order.ids.len(),
                ids: order.ids,
                near: 0,
            });
        };
        let hits = roster.search(&words);
        let slots = if order.slots.len() == order.ids.len() {
            order.slots
        } else {
            // A customer that came after the order was read has no place in it yet, and the other way round.
            order.ids.iter().filter_map(|id| roster.slot(*id)).collect()
        };
        let ids = slots
            .iter()
            .filter(|slot| hits[**slot as usize])
            .map(|slot| roster.id(*slot))
            .collect();
        let total = order.ids.len();
        if let Some(kept) = state
            .orders
            .iter_mut()
            .find(|kept| Arc::ptr_eq(&kept.ids, &order.ids))
        {
            kept.slots = slots;
        }
        Ok(Found {
            ids,
            total,
            near: 0,
        })
    }

    fn order(
        &self,
        mirror: &Mirror,
        comparing: &Comparing,
        sort: &Sort,
    ) -> Result<Order, WorkspaceError> {
        let epoch = {
            let state = self.state();
            if let Some(order) = state.orders.iter().find(|order| order.sort == *sort) {
                return Ok(order.clone());
            }
            state.epoch
        };
        let ids = mirror.with(|db| Ok(customers::ids(db, sort, comparing)?))?;
        let order = Order {
            sort: sort.clone(),
            ids: ids.into(),
            slots: Arc::from([]),
        };
        let mut state = self.state();
        if state.epoch == epoch {
            if state.orders.len() == ORDERS {
                state.orders.remove(0);
            }
            state.orders.push(order.clone());
        }
        Ok(order)
    }

    /// Reads the roster if it is not there yet. Blocks.
    pub fn warm(&self, mirror: &Mirror) -> Result<(), WorkspaceError> {
        loop {
            let epoch = {
                let state = self.state();
                if state.roster.is_some() {
                    return Ok(());
                }
                state.epoch
            };
            let mut roster = Roster::new();
            mirror.with(|db| {
                Ok(customers::each_search_text(db, |id, text| {
                    roster.put(id, text)
                })?)
            })?;
            let mut state = self.state();
            if state.epoch == epoch {
                state.roster.get_or_insert(roster);
                return Ok(());
            }
        }
    }

    /// A customer has been written: `folded` is its text now, none when it is gone.
    pub fn wrote(&self, id: CustomerId, folded: Option<&str>) {
        let mut state = self.state();
        state.epoch += 1;
        state.orders.clear();
        let Some(roster) = &mut state.roster else {
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
        let mut state = self.state();
        state.epoch += 1;
        state.orders.clear();
        state.roster = None;
    }
}
