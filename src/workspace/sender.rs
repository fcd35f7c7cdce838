//! Owns sending what the journal holds.
//! Must not decide a conflict.

use crate::apptivo::ApiError;
use crate::customer::changeset::Entry;

use super::{Workspace, WorkspaceError};

impl Workspace {
    /// Sends what is due, and comes back once every step of the set is over, needs a person, or waits with
    /// a reason.
    pub async fn verdict(&self, set: &str) -> Result<Entry, WorkspaceError> {
        Err(WorkspaceError::NotNow(format!("{set}: not yet there")))
    }

    /// Why the last try of a set failed, as this program saw it.
    pub fn fault(&self, _set: &str) -> Option<ApiError> {
        None
    }

    /// Sends whatever comes due, for ever.
    pub async fn send_on(&self) {
        std::future::pending().await
    }

    /// How many calls the last minute took.
    pub fn calls_in_the_last_minute(&self) -> usize {
        0
    }
}
