//! Owns what the server tells of customers coming into the mirror: nothing goes backwards, nothing that is
//! the same is written again, and every search sees it at once.
//! Must not ask the server anything.

use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rusqlite::{OptionalExtension, Transaction, TransactionBehavior};

use crate::customer::{Customer, CustomerId};
use crate::store::{StoreError, customers};

use super::{Workspace, WorkspaceError};

/// An answer, and what must be known to read it rightly.
pub struct Arrival {
    pub customers: Vec<Customer>,
    pub gone: Vec<CustomerId>,
    /// When it was asked for, by `Touched::now`: what was written here since is newer.
    pub asked: u64,
    /// A walk over all customers is under way, which must know whom it has met.
    pub sweeping: bool,
    /// The server is another one than before: what is in the mirror may have larger numbers by chance.
    pub anew: bool,
}

/// What was written here by this program, and in which order.
#[derive(Default)]
pub struct Touched {
    state: Mutex<(u64, HashMap<CustomerId, u64>)>,
}

/// Answers do not stay under way for longer than so many writes take.
const REMEMBERED: u64 = 10_000;

impl Touched {
    fn state(&self) -> MutexGuard<'_, (u64, HashMap<CustomerId, u64>)> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn touch(&self, id: CustomerId) {
        let (now, touched) = &mut *self.state();
        *now += 1;
        touched.insert(id, *now);
        if touched.len() as u64 > 2 * REMEMBERED {
            let old = now.saturating_sub(REMEMBERED);
            touched.retain(|_, when| *when > old);
        }
    }

    pub fn now(&self) -> u64 {
        self.state().0
    }

    fn since(&self, then: u64) -> HashSet<CustomerId> {
        let state = self.state();
        let later = state.1.iter().filter(|(_, when)| **when > then);
        later.map(|(id, _)| *id).collect()
    }
}

/// What an arrival has changed.
#[derive(Default)]
struct Changed {
    put: Vec<(Customer, String)>,
    gone: Vec<CustomerId>,
}

impl Workspace {
    /// Puts an answer into the mirror. Who was news.
    pub(super) async fn arrive(
        &self,
        arrival: Arrival,
    ) -> Result<HashSet<CustomerId>, WorkspaceError> {
        let touched = self.inner.touched.since(arrival.asked);
        let changed = self
            .inner
            .mirror
            .run(move |db| {
                let write = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
                let changed = place(&write, arrival, &touched)?;
                write.commit()?;
                Ok(changed)
            })
            .await?;
        let put = changed.put.iter();
        let put = put.filter_map(|(record, text)| Some((record.id()?, Some((record, &**text)))));
        let gone = changed.gone.iter().map(|id| (*id, None));
        let wrote: Vec<_> = put.chain(gone).collect();
        let news: HashSet<CustomerId> = wrote.iter().map(|(id, _)| *id).collect();
        if !news.is_empty() {
            self.inner.lookup.wrote_all(wrote);
            self.ring();
        }
        Ok(news)
    }
}

fn place(
    write: &Transaction,
    arrival: Arrival,
    touched: &HashSet<CustomerId>,
) -> Result<Changed, StoreError> {
    let mut changed = Changed::default();
    for record in arrival.customers {
        let Some(id) = record.id().filter(|id| !touched.contains(id)) else {
            continue;
        };
        let known = known(write, id)?;
        let is_news = match &known {
            Some(known) => known.deleted || known.is_behind(&record, arrival.anew),
            None => true,
        };
        if is_news {
            let text = customers::search_text(&record);
            customers::put_folded(write, &record, &text)?;
            changed.put.push((record, text));
        } else if arrival.sweeping {
            see(write, id)?;
        }
    }
    for id in arrival.gone.into_iter().filter(|id| !touched.contains(id)) {
        if customers::mark_deleted(write, id, true)? {
            changed.gone.push(id);
        }
    }
    Ok(changed)
}

struct Known {
    body: String,
    deleted: bool,
}

fn known(db: &Transaction, id: CustomerId) -> rusqlite::Result<Option<Known>> {
    let mut find = db.prepare_cached("SELECT body, deleted FROM customers WHERE id = ?1")?;
    let known = |row: &rusqlite::Row| {
        Ok(Known {
            body: row.get(0)?,
            deleted: row.get(1)?,
        })
    };
    find.query_row([id], known).optional()
}

impl Known {
    /// Whether a record that came says something else, and is not older by all that it says of itself.
    fn is_behind(&self, came: &Customer, anew: bool) -> bool {
        if came.to_json() == self.body {
            return false;
        }
        let Ok(here) = customers::read(&self.body) else {
            return true;
        };
        let stamp = |record: &Customer| record.text("lastUpdateDate").to_owned();
        let is_older = here.version() > came.version() && stamp(&here) > stamp(came);
        anew || !is_older
    }
}

/// Notes that a sweep has met a customer who needed no writing.
fn see(write: &Transaction, id: CustomerId) -> rusqlite::Result<()> {
    let mut see = write.prepare_cached("INSERT OR IGNORE INTO sweep_seen (id) VALUES (?1)")?;
    see.execute([id]).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_touched_later_is_newer_than_an_answer() {
        let touched = Touched::default();
        touched.touch(1);
        let then = touched.now();
        assert!(touched.since(then).is_empty());
        touched.touch(2);
        assert_eq!(touched.since(then), HashSet::from([2]));
        for id in 0..30_000 {
            touched.touch(id);
        }
        assert!(touched.state().1.len() < 25_000);
        assert!(touched.since(0).contains(&29_999));
    }
}
