//! Owns why a workspace did not do what was asked: one sentence each, which says what was kept.
//! Must not decide what is tried.

use thiserror::Error;

use crate::apptivo::ApiError;
use crate::customer::merge::Conflict;
use crate::customer::{Customer, CustomerId};
use crate::query::QueryError;
use crate::store::StoreError;

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
    #[error(transparent)]
    Query(#[from] QueryError),
    #[error("customer {0} is not in this workspace")]
    NotFound(CustomerId),
    #[error("no change is called {0} here, or more than one is; `rolo log` lists them")]
    NoSet(String),
    /// It cannot be done as things stand; the sentence says what to do first.
    #[error("{0}")]
    NotNow(String),
    #[error(
        "the change could not be written down ({0}); nothing was sent and what was typed is kept: make room, then save again"
    )]
    NotWritten(String),
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
