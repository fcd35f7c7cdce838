//! The customers as this user has them: reads are local and at once, writes go out as API calls and their
//! answers come back into the mirror. Both faces (the terminal and the command line) talk to this room
//! alone. Stands on `apptivo`, `server`, `store`, `query`, `customer`.

pub mod sample;

use std::path::PathBuf;
use std::sync::Arc;

use thiserror::Error;

use crate::customer::merge::Conflict;
use crate::customer::{Catalog, Change, Customer, CustomerId, Draft, Fields};
use crate::query::Search;

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
    Http {
        base_url: url::Url,
        keys: crate::apptivo::Keys,
    },
}

/// An open workspace. Cheap to clone; all clones are one.
#[derive(Clone)]
pub struct Workspace {
    inner: Arc<Inner>,
}

struct Inner {
    spec: Spec,
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

#[derive(Debug, Error)]
pub enum WorkspaceError {
    #[error(transparent)]
    Api(#[from] crate::apptivo::ApiError),
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

fn fields(conflicts: &[Conflict]) -> String {
    conflicts
        .iter()
        .map(|c| c.field.as_str())
        .collect::<Vec<_>>()
        .join(", ")
}

#[expect(unused_variables, clippy::unused_async, clippy::todo)]
impl Workspace {
    /// Opens (or makes) a workspace. Does not wait for the network.
    pub async fn open(spec: Spec) -> Result<Workspace, WorkspaceError> {
        Ok(Workspace {
            inner: Arc::new(Inner { spec }),
        })
    }

    pub fn spec(&self) -> &Spec {
        &self.inner.spec
    }

    /// Whether what it holds is the sample data.
    pub fn is_sample(&self) -> bool {
        todo!()
    }

    /// The catalog: the one kept on disk at once, else from the server.
    pub async fn catalog(&self) -> Result<Arc<Catalog>, WorkspaceError> {
        todo!()
    }

    /// The catalog as the server has it now.
    pub async fn fetch_catalog(&self) -> Result<Arc<Catalog>, WorkspaceError> {
        todo!()
    }

    pub async fn find(&self, search: Search) -> Result<Found, WorkspaceError> {
        todo!()
    }

    /// The records of these ids, in their order; those that are gone are left out.
    pub async fn rows(&self, ids: Vec<CustomerId>) -> Result<Vec<Arc<Customer>>, WorkspaceError> {
        todo!()
    }

    /// One record, from the mirror.
    pub async fn read(&self, id: CustomerId) -> Result<Option<Arc<Customer>>, WorkspaceError> {
        todo!()
    }

    /// Merges changes that were made on `base` onto what the server has, and sends them.
    pub async fn save(
        &self,
        id: CustomerId,
        changes: Vec<Change>,
    ) -> Result<Saved, WorkspaceError> {
        todo!()
    }

    /// Makes a customer. The same `request_id` never makes two.
    pub async fn create(
        &self,
        record: &Customer,
        request_id: &str,
    ) -> Result<Saved, WorkspaceError> {
        todo!()
    }

    /// Puts a customer into the trash.
    pub async fn delete(&self, id: CustomerId) -> Result<(), WorkspaceError> {
        todo!()
    }

    /// Fills the mirror from the server, saying how far it is. A local workspace is fresh at once.
    pub async fn sync(&self, progress: impl Fn(Progress) + Send) -> Result<(), WorkspaceError> {
        todo!()
    }

    /// Keeps a form; durable when this returns.
    pub async fn keep_draft(&self, draft: Draft) -> Result<(), WorkspaceError> {
        todo!()
    }

    pub async fn drop_draft(&self, of: Option<CustomerId>) -> Result<(), WorkspaceError> {
        todo!()
    }

    pub async fn drafts(&self) -> Result<Vec<Draft>, WorkspaceError> {
        todo!()
    }

    /// The fields that the workspace's catalog makes known.
    pub async fn fields(&self) -> Result<Arc<Fields>, WorkspaceError> {
        todo!()
    }
}
