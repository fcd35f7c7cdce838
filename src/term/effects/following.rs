//! Owns keeping the mirror true while the program runs: all of it, and the record that a form is open on. How far it
//! is goes to the app.
//! Must not ask the server itself.

use super::{Effects, Report};
use crate::app::msg::Sync;
use crate::customer::CustomerId;
use crate::workspace::Progress;

impl Effects {
    /// Fills the mirror and keeps it true for as long as the program runs.
    pub(super) fn follow(&self) {
        let (workspace, tell) = (self.workspace.clone(), self.tell.clone());
        tokio::spawn(async move {
            let progress = |progress| drop(tell.send(Report::Sync(sync(progress))));
            workspace.follow(progress).await;
        });
    }

    /// Keeps the record true that a form is open on; none: there is no form.
    pub(super) fn watch(&mut self, id: Option<CustomerId>) {
        if let Some(watching) = self.watching.take() {
            watching.abort();
        }
        let workspace = self.workspace.clone();
        self.watching = id.map(|id| {
            let watching = tokio::spawn(async move { workspace.watch_record(id).await });
            watching.abort_handle()
        });
    }

    /// Asks for everything once more, because somebody wants it.
    pub(super) fn sync(&mut self) {
        if std::mem::replace(&mut self.syncing, true) {
            return;
        }
        let (workspace, tell) = (self.workspace.clone(), self.tell.clone());
        tokio::spawn(async move {
            let progress = |progress| drop(tell.send(Report::Sync(sync(progress))));
            if let Err(error) = workspace.sync(progress).await {
                // The progress has said so already.
                tracing::warn!(%error, "the mirror could not be filled");
            }
            let _ = tell.send(Report::Synced);
        });
    }
}

fn sync(progress: Progress) -> Sync {
    match progress {
        Progress::Filling {
            done,
            of,
            rate,
            left,
        } => Sync::Filling {
            done,
            of,
            rate,
            left,
        },
        Progress::Fresh => Sync::Fresh,
        Progress::Stale(why) => Sync::Stale(why),
    }
}
