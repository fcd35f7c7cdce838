//! Owns doing what nobody waits for: where it fails, the log alone is told.
//! Must not be used for what a person typed.

use std::future::Future;

use crate::workspace::WorkspaceError;

/// `failed`: what the log says then.
pub(super) fn aside(
    failed: &'static str,
    doing: impl Future<Output = Result<(), WorkspaceError>> + Send + 'static,
) {
    tokio::spawn(async move {
        if let Err(error) = doing.await {
            tracing::warn!(%error, "{failed}");
        }
    });
}
