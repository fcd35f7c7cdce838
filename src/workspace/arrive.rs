//! Owns what the server tells of customers coming into the mirror: nothing goes backwards, nothing that is
//! the same is written again, and every search sees it at once.
//! Must not ask the server anything.

use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rusqlite::{Connection, TransactionBehavior};

use crate::customer::{Customer, CustomerId};
use crate::store::customers;

use super::pending::{self, Heard, Shown};
use super::{Workspace, WorkspaceError, interrupted};

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

impl Workspace {
    /// Puts an answer into the mirror, with what waits to be sent put onto it again. Who was news.
    pub(super) async fn arrive(
        &self,
        arrival: Arrival,
    ) -> Result<HashSet<CustomerId>, WorkspaceError> {
        let touched = self.inner.touched.since(arrival.asked);
        let filling = arrival.sweeping;
        let news = self
            .inner
            .mirror
            .run(move |db| {
                let (news, met) = sort_out(db, arrival, &touched)?;
                if !met.is_empty() {
                    see(db, &met)?;
                }
                Ok(news)
            })
            .await?;
        if news.is_empty() {
            return Ok(HashSet::new());
        }
        let shown = self.hear(news).await?;
        self.spread(shown, filling).await
    }

    /// Takes customers that the server has no longer out of the mirror.
    pub(super) async fn take_away(&self, ids: Vec<CustomerId>) -> Result<(), WorkspaceError> {
        let heard = ids.into_iter().map(|id| (id, Heard::Has(None))).collect();
        let shown = self.hear(heard).await?;
        self.spread(shown, false).await.map(drop)
    }

    /// Tells the search, and whoever listens, how customers are from now on.
    /// `filling`: more is to come at once.
    async fn spread(
        &self,
        shown: Vec<Shown>,
        filling: bool,
    ) -> Result<HashSet<CustomerId>, WorkspaceError> {
        let workspace = self.clone();
        let work = move || {
            let lookup = &workspace.inner.lookup;
            let text = |(id, record): &Shown| {
                let text = record.as_ref().map(customers::search_text);
                (*id, text.unwrap_or_default())
            };
            // Where nobody has searched yet, all is read when somebody does.
            if lookup.total().is_none() {
                lookup.forget();
            } else {
                let texts: HashMap<_, _> = shown.iter().map(text).collect();
                let wrote = shown.iter().map(|(id, record)| {
                    let text = texts.get(id).map(String::as_str);
                    (*id, record.as_ref().zip(text))
                });
                match filling {
                    true => lookup.filled(wrote.collect()),
                    false => lookup.wrote_all(wrote.collect()),
                }
            }
            workspace.ring();
            shown.into_iter().map(|(id, _)| id).collect()
        };
        tokio::task::spawn_blocking(work).await.map_err(interrupted)
    }
}

impl Workspace {
    /// Brings newcomers of a fill to their places in the list, off everybody's way.
    pub(super) async fn put_in_order(&self) -> Result<(), WorkspaceError> {
        let workspace = self.clone();
        let work = move || {
            let (inner, order) = (&workspace.inner, workspace.order_now());
            if inner.lookup.put_in_order(&inner.mirror, &order)? {
                workspace.ring();
            }
            Ok(())
        };
        tokio::task::spawn_blocking(work)
            .await
            .map_err(interrupted)?
    }
}

type News = Vec<(CustomerId, Heard)>;

/// What of an answer is news, and whom else it names where somebody must know that.
fn sort_out(
    db: &Connection,
    arrival: Arrival,
    touched: &HashSet<CustomerId>,
) -> Result<(News, Vec<CustomerId>), WorkspaceError> {
    let (mut news, mut met) = (Vec::new(), Vec::new());
    for record in arrival.customers {
        let Some(id) = record.id().filter(|id| !touched.contains(id)) else {
            continue;
        };
        if is_news(db, id, &record, arrival.anew)? {
            news.push((id, Heard::Has(Some(record))));
        } else if arrival.sweeping {
            met.push(id);
        }
    }
    for id in arrival.gone.into_iter().filter(|id| !touched.contains(id)) {
        let is_there = match pending::copy(db, id)? {
            Some(copy) => copy.is_some(),
            None => customers::body(db, id)?.is_some(),
        };
        if is_there {
            news.push((id, Heard::Has(None)));
        }
    }
    Ok((news, met))
}

/// Whether a record that came says something else than what is known of the server, and is not older by all
/// that it says of itself.
fn is_news(
    db: &Connection,
    id: CustomerId,
    came: &Customer,
    anew: bool,
) -> Result<bool, WorkspaceError> {
    let known = match pending::copy(db, id)? {
        Some(copy) => copy.map(|copy| copy.to_json()),
        None => customers::body(db, id)?,
    };
    let Some(known) = known else { return Ok(true) };
    if came.to_json() == known {
        return Ok(false);
    }
    let Ok(here) = customers::read(&known) else {
        return Ok(true);
    };
    let stamp = |record: &Customer| record.text("lastUpdateDate").to_owned();
    let is_older = here.version() > came.version() && stamp(&here) > stamp(came);
    Ok(anew || !is_older)
}

/// Notes whom a sweep has met who needed no writing.
fn see(db: &mut Connection, met: &[CustomerId]) -> Result<(), WorkspaceError> {
    let write = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
    {
        let mut see = write.prepare_cached("INSERT OR IGNORE INTO sweep_seen (id) VALUES (?1)")?;
        for id in met {
            see.execute([id])?;
        }
    }
    Ok(write.commit()?)
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
