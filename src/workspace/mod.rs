//! The customers as this user has them: reads are local and at once, writes go out as API calls and their
//! answers come back into the mirror. Both faces (the terminal and the command line) talk to this room
//! alone. Stands on `apptivo`, `server`, `store`, `query`, `customer`.

mod drafts;
mod lookup;
mod mirror;
mod open;
mod roster;
mod sample;
mod save;
mod sync;
#[cfg(test)]
mod tests;

use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use thiserror::Error;

use crate::apptivo::{ApiError, Client, Keys};
use crate::customer::merge::Conflict;
use crate::customer::{Catalog, Customer, CustomerId, Draft, Fields};
use crate::query::Search;
use crate::store::{Order, StoreError, customers};

use drafts::Drafts;
use lookup::Lookup;
use mirror::Mirror;

pub use open::CUSTOMERS_FILE;
pub use sample::{SampleError, default_catalog, sample_customers};

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
    client: Client,
    mirror: Mirror,
    drafts: Drafts,
    lookup: Lookup,
    catalog: Mutex<Option<Arc<Known>>>,
    sample: bool,
    /// What was written here since the fill that is under way began: its pages may be older than that.
    touched: Mutex<HashSet<CustomerId>>,
}

/// The catalog and the fields that it makes known.
struct Known {
    catalog: Arc<Catalog>,
    fields: Arc<Fields>,
    order: Arc<Order>,
}

/// Which customers match.
#[derive(Clone, Debug)]
pub struct Found {
    pub ids: Arc<[CustomerId]>,
    /// How many customers there are in all.
    pub total: usize,
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
    Filling { done: usize, of: Option<usize> },
    Fresh,
    Stale(String),
}

/// Why a workspace did not do what was asked.
#[derive(Debug, Error)]
pub enum WorkspaceError {
    #[error(transparent)]
    Api(#[from] ApiError),
    #[error("somebody changed {} of this customer meanwhile; nothing was sent", fields(.conflicts))]
    Conflict {
        current: Box<Customer>,
        conflicts: Vec<Conflict>,
    },
    #[error("customer {0} is not in this workspace")]
    NotFound(CustomerId),
    #[error("the workspace's files could not be used: {0}")]
    Disk(String),
}

impl From<rusqlite::Error> for WorkspaceError {
    fn from(error: rusqlite::Error) -> WorkspaceError {
        WorkspaceError::Disk(error.to_string())
    }
}

impl From<StoreError> for WorkspaceError {
    fn from(error: StoreError) -> WorkspaceError {
        WorkspaceError::Disk(error.to_string())
    }
}

fn fields(conflicts: &[Conflict]) -> String {
    conflicts
        .iter()
        .map(|c| c.field.as_str())
        .collect::<Vec<_>>()
        .join(", ")
}

/// A thread for blocking work ended without an answer: it panicked, or the program is leaving.
fn interrupted(error: tokio::task::JoinError) -> WorkspaceError {
    WorkspaceError::Disk(format!("the work was interrupted ({error})"))
}

/// The catalog as last seen, kept so that a start needs no network.
const CATALOG: &str = "catalog";

impl Workspace {
    pub fn spec(&self) -> &Spec {
        &self.inner.spec
    }

    /// Whether what it holds is the sample data.
    pub fn is_sample(&self) -> bool {
        self.inner.sample
    }

    /// The catalog: the one kept on disk at once, else from the server.
    pub async fn catalog(&self) -> Result<Arc<Catalog>, WorkspaceError> {
        Ok(self.known().await?.catalog.clone())
    }

    /// The fields that the workspace's catalog makes known.
    pub async fn fields(&self) -> Result<Arc<Fields>, WorkspaceError> {
        Ok(self.known().await?.fields.clone())
    }

    /// The catalog as the server has it now.
    pub async fn fetch_catalog(&self) -> Result<Arc<Catalog>, WorkspaceError> {
        let config = self.inner.client.config().await?;
        self.inner.drafts.set_fact(CATALOG, &config.to_string())?;
        Ok(self.learn(&config).await?.catalog.clone())
    }

    async fn known(&self) -> Result<Arc<Known>, WorkspaceError> {
        if let Some(known) = self.seen() {
            return Ok(known);
        }
        let kept = self
            .inner
            .drafts
            .fact(CATALOG)?
            .and_then(|text| serde_json::from_str(&text).ok());
        match kept {
            Some(config) => self.learn(&config).await,
            None => {
                let config = self.inner.client.config().await?;
                self.inner.drafts.set_fact(CATALOG, &config.to_string())?;
                self.learn(&config).await
            }
        }
    }

    fn seen(&self) -> Option<Arc<Known>> {
        self.inner
            .catalog
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// How fields compare, as far as that is known without asking anybody.
    fn order_now(&self) -> Arc<Order> {
        self.seen().map_or_else(
            || Arc::new(Order::of(&Catalog::default())),
            |known| known.order.clone(),
        )
    }

    /// Makes a catalog of the server's answer. Lists that it lacks are filled from some of the records.
    async fn learn(&self, config: &serde_json::Value) -> Result<Arc<Known>, WorkspaceError> {
        let mut catalog = Catalog::parse(config);
        let fields = Fields::with_catalog(&catalog);
        let missing = catalog.missing();
        if !missing.is_empty() {
            let wanted: Vec<_> = fields
                .iter()
                .filter(|f| f.list().is_some_and(|l| missing.contains(&l)))
                .cloned()
                .collect();
            let some = self
                .find(Search::default())
                .await?
                .ids
                .iter()
                .take(LEARN_FROM)
                .copied()
                .collect();
            for record in self.rows(some).await? {
                catalog.learn(&record, &wanted);
            }
        }
        let order = Arc::new(Order::of(&catalog));
        let known = Arc::new(Known {
            catalog: Arc::new(catalog),
            fields: Arc::new(fields),
            order,
        });
        *self
            .inner
            .catalog
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = Some(known.clone());
        Ok(known)
    }

    /// Which customers match, in order.
    pub async fn find(&self, search: Search) -> Result<Found, WorkspaceError> {
        let workspace = self.clone();
        let work = move || {
            let inner = &workspace.inner;
            inner
                .lookup
                .find(&inner.mirror, &workspace.order_now(), &search)
        };
        tokio::task::spawn_blocking(work)
            .await
            .map_err(interrupted)?
    }

    /// Reads what a first search by words would have to wait for.
    pub async fn warm(&self) -> Result<(), WorkspaceError> {
        let workspace = self.clone();
        let work = move || workspace.inner.lookup.warm(&workspace.inner.mirror);
        tokio::task::spawn_blocking(work)
            .await
            .map_err(interrupted)?
    }

    /// The records of these ids, in their order; those that are gone are left out.
    pub async fn rows(&self, ids: Vec<CustomerId>) -> Result<Vec<Arc<Customer>>, WorkspaceError> {
        let records = self
            .inner
            .mirror
            .run(move |db| Ok(customers::get_many(db, &ids)?))
            .await?;
        Ok(records.into_iter().map(Arc::new).collect())
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
        self.on_drafts(Drafts::all).await
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

/// How many records are read to fill lists that the server's catalog lacks.
const LEARN_FROM: usize = 2000;
