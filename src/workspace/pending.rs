//! Owns how the mirror of a remote workspace shows what is not sent yet: the changed record stands in the
//! customers table, and the server's own copy beside it until the change is over.
//! Must not be used for a local workspace, whose mirror is its server's own file.

use crate::customer::{Customer, CustomerId};
use crate::store::customers;

use super::{Workspace, WorkspaceError};

impl Workspace {
    /// Puts records that the server has shown into the mirror; changes that wait are put onto them again.
    pub(super) async fn take_in(&self, records: Vec<Customer>) -> Result<(), WorkspaceError> {
        self.inner
            .mirror
            .run(move |db| {
                let write = db.transaction()?;
                for record in &records {
                    customers::put(&write, record)?;
                }
                Ok(write.commit()?)
            })
            .await
    }

    /// Takes customers that the server has no longer out of the mirror.
    pub(super) async fn take_away(&self, ids: Vec<CustomerId>) -> Result<(), WorkspaceError> {
        self.inner
            .mirror
            .run(move |db| {
                let write = db.transaction()?;
                for id in ids {
                    customers::remove(&write, id)?;
                }
                Ok(write.commit()?)
            })
            .await
    }
}
