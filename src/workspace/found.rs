//! Owns what a search has come to: which customers match, how many of them only nearly, or why the text cannot be
//! read. Must not search.

use std::sync::Arc;

use crate::customer::CustomerId;
use crate::query::QueryError;

/// Which customers match.
#[derive(Clone, Debug)]
pub struct Found {
    pub ids: Arc<[CustomerId]>,
    /// How many customers there are in all.
    pub total: usize,
    /// So many at the end match only nearly.
    pub near: usize,
    /// Why the text cannot be read; there are no ids then.
    pub problem: Option<QueryError>,
}

impl Found {
    /// What matches as it was asked for.
    pub(super) fn exactly(ids: Arc<[CustomerId]>, total: usize) -> Found {
        Found {
            ids,
            total,
            near: 0,
            problem: None,
        }
    }

    pub(super) fn unread(problem: QueryError) -> Found {
        Found {
            problem: Some(problem),
            ..Found::exactly(Arc::from([]), 0)
        }
    }
}
