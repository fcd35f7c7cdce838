//! Owns holding the lease for sending: renewed while it is held, given back when it is let go.
//! Must not send anything.

use std::sync::Arc;
use std::time::Duration;

use super::{Inner, Workspace, WorkspaceError, interrupted, lease};

/// The right to send, for as long as this lives.
pub struct Turn {
    inner: Arc<Inner>,
    renews: tokio::task::JoinHandle<()>,
}

impl Turn {
    /// None: another program sends.
    pub async fn take(workspace: &Workspace) -> Result<Option<Turn>, WorkspaceError> {
        let inner = workspace.inner.clone();
        let take = |inner: &Inner| {
            let now = inner.clock.now();
            let take = |db: &rusqlite::Transaction| lease::take(db, &inner.holder, now);
            inner.drafts.write(take)
        };
        let first = inner.clone();
        let taken = tokio::task::spawn_blocking(move || take(&first))
            .await
            .map_err(interrupted)??;
        if !taken {
            return Ok(None);
        }
        let later = inner.clone();
        let renews = tokio::spawn(async move {
            let term = Duration::from_millis(u64::try_from(lease::TERM).unwrap_or(0));
            loop {
                tokio::time::sleep(term / 3).await;
                let again = later.clone();
                let renewed = tokio::task::spawn_blocking(move || take(&again)).await;
                if !matches!(renewed, Ok(Ok(true))) {
                    tracing::warn!("the lease for sending could not be renewed");
                }
            }
        });
        Ok(Some(Turn { inner, renews }))
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.renews.abort();
        let give_back = |db: &rusqlite::Transaction| lease::release(db, &self.inner.holder);
        if let Err(error) = self.inner.drafts.write(give_back) {
            // It runs out by itself.
            tracing::warn!(%error, "the lease for sending could not be given back");
        }
    }
}
