//! Owns what is known of a customer's past, and what lies in the trash.
//! Must not change anything.

use crate::customer::CustomerId;
use crate::customer::changeset::{Past, Trashed};

use super::{Workspace, WorkspaceError};

impl Workspace {
    /// Who changed what of a customer, newest first: as its server tells it, else as far as the journal of
    /// this workspace knows.
    pub async fn history(&self, id: CustomerId) -> Result<Vec<Past>, WorkspaceError> {
        Err(WorkspaceError::NotNow(format!("{id}: not yet there")))
    }

    /// The customers in the trash, those deleted last first.
    pub async fn trash(&self) -> Result<Vec<Trashed>, WorkspaceError> {
        Err(WorkspaceError::NotNow("trash: not yet there".to_owned()))
    }
}
