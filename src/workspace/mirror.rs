//! Owns reading (and for a remote workspace writing) the local copy of the customers, off the loop's
//! thread. The table itself belongs to `store::customers`, which the server shares: a local workspace's
//! mirror is its server's own file.
//! Must not talk to a server.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::Connection;

use crate::store::customers;

use super::WorkspaceError;

/// Connections to the customers' file, one for each thread that needs one at a time.
#[derive(Clone)]
pub struct Mirror {
    inner: Arc<Inner>,
}

struct Inner {
    path: PathBuf,
    idle: Mutex<Vec<Connection>>,
}

/// More idle connections than this are closed.
const IDLE: usize = 3;

impl Mirror {
    pub fn open(path: &Path) -> Result<Mirror, WorkspaceError> {
        let first = customers::open(path)?;
        Ok(Mirror {
            inner: Arc::new(Inner {
                path: path.to_owned(),
                idle: Mutex::new(vec![first]),
            }),
        })
    }

    /// Runs a piece of work on a connection, on this thread.
    pub fn with<T>(
        &self,
        work: impl FnOnce(&mut Connection) -> Result<T, WorkspaceError>,
    ) -> Result<T, WorkspaceError> {
        let idle = || {
            self.inner
                .idle
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
        };
        let taken = idle().pop();
        let mut connection = match taken {
            Some(connection) => connection,
            None => customers::open(&self.inner.path)?,
        };
        let result = work(&mut connection);
        let mut idle = idle();
        if idle.len() < IDLE {
            idle.push(connection);
        }
        result
    }

    /// `with`, on a thread for blocking work.
    pub async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Connection) -> Result<T, WorkspaceError> + Send + 'static,
    ) -> Result<T, WorkspaceError> {
        let mirror = self.clone();
        tokio::task::spawn_blocking(move || mirror.with(work))
            .await
            .map_err(super::interrupted)?
    }
}
