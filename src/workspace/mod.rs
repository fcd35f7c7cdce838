//! The customers as this user has them: reads are local and at once, writes go out as API calls and their
//! answers come back into the mirror. Both faces (the terminal and the command line) talk to this room
//! alone. Stands on `apptivo`, `server`, `store`, `query`, `customer`.

mod ahead;
mod arrive;
mod breakdown;
mod bulk;
mod carry;
mod clock;
mod cloud;
mod columns;
mod compare;
mod course;
mod drafts;
pub mod duplicates;
mod entries;
mod error;
#[cfg(test)]
mod exact_tests;
pub mod export;
mod fate;
#[cfg(test)]
mod find_tests;
mod found;
#[cfg(test)]
#[path = "house_tests.rs"]
mod house;
pub mod import;
mod journal;
mod kin;
mod known;
mod lease;
mod lists;
mod lookup;
mod many;
mod mirror;
mod moved;
mod near;
mod notes;
mod once;
mod open;
mod others;
#[cfg(test)]
mod others_tests;
mod outbox;
pub mod outfile;
pub mod page;
pub mod parent;
mod past;
mod pending;
mod place;
mod plan;
mod queue;
mod rank;
mod replace;
mod roster;
mod sample;
mod save;
mod scan;
mod seek;
mod sender;
#[cfg(test)]
mod slices_tests;
mod standing;
mod steps;
mod sync;
#[cfg(test)]
mod sync_tests;
#[cfg(test)]
mod tests;
mod turn;
mod undo;
mod used;
mod views;

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicI64};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use tokio::sync::watch;

use crate::apptivo::{ApiError, Client, Keys};
use crate::customer::{Customer, CustomerId, Draft, Fields, Shelved};
use crate::query::{Context, Query, QueryError, Search};
use crate::store::customers;

use ahead::Ahead;
use arrive::Touched;
use clock::Clock;
use drafts::Drafts;
use known::Known;
use lease::Holder;
use lookup::Lookup;
use mirror::Mirror;
use scan::Cancel;

pub use bulk::BulkPlan;
pub use error::WorkspaceError;
pub use found::Found;
pub use many::{Given, Tally};
pub use notes::Notes;
pub use open::CUSTOMERS_FILE;
pub use past::Told;
pub use sample::{SampleError, default_catalog, sample_customers, team_catalog};

/// Which workspace, and how to reach its server.
#[derive(Clone, Debug)]
pub struct Spec {
    pub name: String,
    /// The workspace's own folder in the data directory; made if it is missing.
    pub folder: PathBuf,
    pub remote: Remote,
}

/// The Customers API at the other end.
#[derive(Clone, Debug)]
pub enum Remote {
    /// In this process: the embedded server over the workspace's own file. `sample`: fill a new file with
    /// the sample customers.
    Local { sample: bool },
    /// Over HTTPS (or plain HTTP to loopback).
    Http { base_url: url::Url, keys: Keys },
}

/// An open workspace. Cheap to clone; all clones are one.
#[derive(Clone)]
pub struct Workspace {
    inner: Arc<Inner>,
}

struct Inner {
    spec: Spec,
    client: OnceLock<Client>,
    mirror: Mirror,
    drafts: Drafts,
    lookup: Lookup,
    ahead: Ahead,
    catalog: Mutex<Option<Arc<Known>>>,
    sample: bool,
    /// What was written here lately: an answer of the server may be older than that.
    touched: Touched,
    /// Held while the server is asked what moved, so that it is asked once.
    following: tokio::sync::Mutex<()>,
    /// Whether somebody sees to it that the bell rings for what other programs do.
    watching: AtomicBool,
    /// What a record that is being typed is compared with.
    beside: duplicates::Beside,
    /// Rings whenever the outbox or the mirror moved.
    bell: watch::Sender<u64>,
    clock: Clock,
    /// This program, where one at a time may send.
    holder: Holder,
    /// One round of sending at a time.
    sending: tokio::sync::Mutex<()>,
    /// Held from writing down what became of steps until the mirror shows it.
    settling: tokio::sync::Mutex<()>,
    /// Whether the server answered when it was asked last.
    reached: AtomicBool,
    /// The server wants no calls before this moment.
    hold: AtomicI64,
    /// Why the last try of a set did not come through.
    faults: Mutex<HashMap<String, ApiError>>,
}

impl Inner {
    fn faults(&self) -> MutexGuard<'_, HashMap<String, ApiError>> {
        self.faults.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What became of a write.
#[derive(Clone, Debug)]
pub struct Saved {
    pub record: Arc<Customer>,
    /// Somebody else's changes to other fields were met, and kept.
    pub others: bool,
}

/// How far the mirror is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Progress {
    Filling {
        done: usize,
        of: Option<usize>,
        /// Customers a second.
        rate: Option<usize>,
        /// How long it will take still.
        left: Option<Duration>,
    },
    Fresh,
    Stale(String),
}

/// A thread for blocking work ended without an answer: it panicked, or the program is leaving.
fn interrupted(error: tokio::task::JoinError) -> WorkspaceError {
    WorkspaceError::Disk(format!("the work was interrupted ({error})"))
}

impl Workspace {
    pub fn spec(&self) -> &Spec {
        &self.inner.spec
    }

    /// Rings whenever the outbox or the mirror moved, here or in another program.
    pub fn changed(&self) -> watch::Receiver<u64> {
        self.watch_others();
        self.inner.bell.subscribe()
    }

    /// Something moved.
    pub(super) fn ring(&self) {
        self.inner.bell.send_modify(|count| *count += 1);
    }

    /// Whether what it holds is the sample data.
    pub fn is_sample(&self) -> bool {
        self.inner.sample
    }

    /// Which customers match, in order. A caller that goes away abandons the search. Of a text that cannot
    /// be read nothing but the problem comes back.
    pub async fn find(&self, search: Search) -> Result<Found, WorkspaceError> {
        let query = match self.query(&search.text).await {
            Ok(query) => query,
            Err(problem) => return Ok(Found::unread(problem)),
        };
        let (workspace, cancel) = (self.clone(), Arc::new(Cancel::default()));
        let _abandons = Abandon(cancel.clone());
        let work = move || {
            let (inner, order) = (&workspace.inner, workspace.order_now());
            inner
                .lookup
                .find(&inner.mirror, &order, &search, &query, &cancel)
        };
        let found = tokio::task::spawn_blocking(work)
            .await
            .map_err(interrupted)??;
        found.ok_or_else(|| WorkspaceError::Disk("the search was abandoned".to_owned()))
    }

    /// The ids of those that match, in order, for a process that asks once: nothing is kept, and nothing
    /// that matches only nearly is among them.
    pub async fn select(&self, search: Search) -> Result<Vec<CustomerId>, WorkspaceError> {
        let query = self.query(&search.text).await?;
        let order = self.order_now();
        let mirror = self.inner.mirror.clone();
        tokio::task::spawn_blocking(move || once::find(&mirror, &order, &search, &query))
            .await
            .map_err(interrupted)?
    }

    /// Reads a search against the workspace's fields and choices; the standard ones while those are away.
    async fn query(&self, text: &str) -> Result<Query, QueryError> {
        if text.trim().is_empty() {
            return Ok(Query::all());
        }
        // Words alone mean the same in every workspace, and are not worth reading a catalog.
        let known = match text.contains(':') {
            true => self.known().await.ok(),
            false => self.seen(),
        };
        let (catalog, fields) = known.map_or_else(
            || (Arc::default(), Arc::new(Fields::standard())),
            |known| (known.catalog.clone(), known.fields.clone()),
        );
        let context = Context {
            fields: &fields,
            catalog: &catalog,
            today: jiff::Zoned::now().date(),
        };
        Query::parse(text, &context)
    }

    /// The first rows of a list of all customers, and how many there were when it was last read whole;
    /// none where the whole answer is as near.
    pub async fn first(&self, search: &Search) -> Result<Option<Found>, WorkspaceError> {
        if !search.text.trim().is_empty() {
            return Ok(None);
        }
        if let Some(found) = self.foreseen(&search.sort).await {
            return Ok(Some(found));
        }
        let (workspace, sort) = (self.clone(), search.sort.clone());
        let work = move || {
            let inner = &workspace.inner;
            let ids = inner.lookup.first(&inner.mirror, &sort, FIRST)?;
            Ok(match ids {
                Some(ids) => Some(Found::exactly(ids.into(), inner.total()?)),
                None => None,
            })
        };
        tokio::task::spawn_blocking(work)
            .await
            .map_err(interrupted)?
    }

    /// Reads what a first search by words would have to wait for.
    pub async fn warm(&self) -> Result<(), WorkspaceError> {
        let workspace = self.clone();
        let work = move || {
            let inner = &workspace.inner;
            inner.lookup.warm(&inner.mirror)?;
            inner.lookup.place();
            if let Some(total) = inner.lookup.total() {
                inner.drafts.set_fact(TOTAL, &total.to_string())?;
            }
            Ok(())
        };
        tokio::task::spawn_blocking(work)
            .await
            .map_err(interrupted)?
    }

    /// The records of these ids, in their order; those that are gone are left out.
    pub async fn rows(&self, ids: Vec<CustomerId>) -> Result<Vec<Arc<Customer>>, WorkspaceError> {
        if let Some(rows) = self.inner.ahead.rows(&ids, self.inner.lookup.epoch()) {
            return Ok(rows);
        }
        let read = |ids: Vec<CustomerId>| {
            let read = move |db: &mut rusqlite::Connection| Ok(customers::get_many(db, &ids)?);
            self.inner.mirror.run(read)
        };
        if ids.len() < SHARED {
            return Ok(read(ids).await?.into_iter().map(Arc::new).collect());
        }
        let (front, back) = ids.split_at(ids.len() / 2);
        let (front, back) = tokio::try_join!(read(front.to_vec()), read(back.to_vec()))?;
        Ok(front.into_iter().chain(back).map(Arc::new).collect())
    }

    /// One record, from the mirror.
    pub async fn read(&self, id: CustomerId) -> Result<Option<Arc<Customer>>, WorkspaceError> {
        let record = self
            .inner
            .mirror
            .run(move |db| Ok(customers::get(db, id)?))
            .await?;
        Ok(record.map(Arc::new))
    }

    /// Keeps a form; on disk when this returns.
    pub async fn keep_draft(&self, draft: Draft) -> Result<(), WorkspaceError> {
        self.on_drafts(move |drafts| drafts.keep(&draft)).await
    }

    pub async fn drop_draft(&self, key: String) -> Result<(), WorkspaceError> {
        self.on_drafts(move |drafts| drafts.drop(&key)).await
    }

    pub async fn drafts(&self) -> Result<Vec<Draft>, WorkspaceError> {
        Ok(self.shelved().await?.drafts)
    }

    /// The drafts, and which of them another program is typing into.
    pub async fn shelved(&self) -> Result<Shelved, WorkspaceError> {
        self.on_drafts(Drafts::all).await
    }

    /// Lets other programs go on with the drafts of this one: nobody types here any more.
    pub async fn let_drafts_go(&self) {
        if let Err(error) = self.on_drafts(Drafts::let_go).await {
            // They are free once this program is gone.
            tracing::warn!(%error, "the drafts could not be let go");
        }
    }

    async fn on_drafts<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Drafts) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, WorkspaceError> {
        let inner = self.inner.clone();
        let done = tokio::task::spawn_blocking(move || work(&inner.drafts))
            .await
            .map_err(interrupted)?;
        Ok(done?)
    }
}

/// Abandons a search when whoever asked for it goes away.
struct Abandon(Arc<Cancel>);

impl Drop for Abandon {
    fn drop(&mut self) {
        self.0.abandon();
    }
}

/// With so many rows to read, two threads read them: most of the time goes into taking them apart.
const SHARED: usize = 32;
/// How many rows come before all of them are known: more than any screen shows.
const FIRST: usize = 500;
/// How many customers there were, so that a start need not count them.
const TOTAL: &str = "total";
