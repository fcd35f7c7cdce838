//! Owns finding customers that are probably one: all likely pairs of a workspace, the likely twins of a
//! record that is being typed, and which pairs a person has found to be two.
//! Must not change a customer: making one of two is a set of changes like any other.
//!
//! Every value is a text, and every text says as many bits as it is rare here (`vocabulary`); what two
//! customers share and do not share adds up (`score`, after Fellegi and Sunter). Who is weighed against whom
//! is found by keys (`keys`, `deck`). All of it is in memory: some 100 MB for 100,000 customers.

mod alike;
mod apart;
mod beside;
mod deck;
mod keys;
#[cfg(test)]
mod merge_tests;
mod progress;
mod reason;
mod score;
#[cfg(test)]
mod tests;
mod traits;
mod vocabulary;

use std::collections::HashSet;
use std::sync::Arc;

use crate::customer::{Customer, CustomerId};
use crate::store::customers;

use super::{Workspace, WorkspaceError, interrupted};

pub use apart::SCHEMA;
pub use beside::Beside;
pub use deck::{Dealer, Deck, Pair};
pub use progress::Progress;
pub use reason::Reason;
pub use score::Verdict;

/// With this score a pair is as likely one customer as two; below it nothing is listed unless it is asked for.
pub const LIKELY: f64 = 0.5;

/// Who types a record that is there already types a twin more often than not: so many bits.
const TYPING: f32 = 4.0;
/// Beside a form, even a small likelihood is worth a line,
const BESIDE: f64 = 0.1;
/// but no more of them than fit.
const LINES: usize = 8;

/// Somebody who is probably the customer that is being typed.
#[derive(Clone, Debug, PartialEq)]
pub struct Twin {
    pub id: CustomerId,
    pub name: String,
    pub verdict: Verdict,
}

impl Workspace {
    /// All pairs that are probably one customer with at least this score, the likeliest first, without those
    /// that a person has set apart.
    pub async fn duplicates(&self, least: f64) -> Result<Vec<Pair>, WorkspaceError> {
        self.duplicates_watched(least, Arc::default()).await
    }

    /// The same, for somebody who watches how far it is and may stop it; then what was found is not all.
    pub async fn duplicates_watched(
        &self,
        least: f64,
        progress: Arc<Progress>,
    ) -> Result<Vec<Pair>, WorkspaceError> {
        let workspace = self.clone();
        let work = move || {
            let inner = &workspace.inner;
            let apart = apart::all(&inner.drafts.db())?;
            let deck = inner.mirror.with(|db| beside::read(db))?;
            let threads = std::thread::available_parallelism().map_or(1, usize::from);
            let pairs = deck.pairs_watched(least, threads.min(THREADS), &progress);
            let mut pairs = pairs.ok_or_else(|| {
                WorkspaceError::Disk("comparing the customers came to a sudden end".to_owned())
            })?;
            pairs.retain(|pair| !apart.contains(&pair.ids));
            Ok(pairs)
        };
        tokio::task::spawn_blocking(work)
            .await
            .map_err(interrupted)?
    }

    /// Who is probably the customer of this record, as far as it is typed; the likeliest first. The first
    /// call reads all customers, a later one only what has moved.
    pub async fn twins_of(&self, record: &Customer) -> Result<Vec<Twin>, WorkspaceError> {
        let (workspace, record) = (self.clone(), record.clone());
        let work = move || {
            let inner = &workspace.inner;
            let apart = match record.id() {
                Some(_) => apart::all(&inner.drafts.db())?,
                None => HashSet::new(),
            };
            let is_apart = |id: CustomerId| {
                let own = record.id();
                own.is_some_and(|own| apart.contains(&apart::two(own, id)))
            };
            inner.mirror.with(|db| {
                let mut twins = Vec::new();
                let found = inner.beside.twins(db, &record, TYPING, BESIDE)?;
                for (id, verdict) in found.into_iter().filter(|(id, _)| !is_apart(*id)) {
                    // What a sync has taken out of the mirror is still in the deck.
                    if let Some(there) = customers::get(db, id)? {
                        twins.push(Twin {
                            id,
                            name: there.name().to_owned(),
                            verdict,
                        });
                    }
                    if twins.len() == LINES {
                        break;
                    }
                }
                Ok(twins)
            })
        };
        tokio::task::spawn_blocking(work)
            .await
            .map_err(interrupted)?
    }

    /// Remembers that these are different customers, or forgets it again.
    pub async fn set_apart(&self, ids: Vec<CustomerId>, apart: bool) -> Result<(), WorkspaceError> {
        self.on_drafts(move |drafts| {
            drafts.write(|db| match apart {
                true => apart::keep(db, &ids),
                false => apart::forget(db, &ids),
            })
        })
        .await
    }
}

/// More threads than this would only wait for memory.
const THREADS: usize = 8;
