//! Owns taking a set of changes back.
//! Must not send anything.

use crate::customer::changeset::ChangeSet;

use super::{Workspace, WorkspaceError};

impl Workspace {
    /// Takes a set back; none: the newest that has not been taken back. What comes back is the set that
    /// does it (`undoes` names the other), or the set itself where none of it was sent: that is dropped.
    pub async fn undo(&self, _set: Option<&str>) -> Result<ChangeSet, WorkspaceError> {
        Err(WorkspaceError::NotNow("undo: not yet there".to_owned()))
    }

    /// Does again what was taken back last.
    pub async fn redo(&self) -> Result<ChangeSet, WorkspaceError> {
        Err(WorkspaceError::NotNow("redo: not yet there".to_owned()))
    }
}
