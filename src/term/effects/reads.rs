//! Owns the reads that answer in two parts: what a search finds, and the catalog. Must not know what is shown of them.

use std::time::Duration;

use tokio::sync::watch;

use super::{Effects, Report};
use crate::app::msg::{Outcome, Problem};
use crate::app::ticket::Ticket;
use crate::query::Search;
use crate::workspace::{Found, Remote};

impl Effects {
    /// The first rows at once; then all of them, and what the next search will need.
    pub(super) fn find(&mut self, ticket: Ticket, search: Search) {
        let (workspace, tell) = (self.workspace.clone(), self.tell.clone());
        let shown = self.shown.subscribe();
        self.read(ticket, async move {
            if let Some(first) = workspace.first(&search).await? {
                let _ = tell.send(Report::Part(ticket, found(first)));
                until_shown(shown).await;
            }
            let all = workspace.find(search).await?;
            tokio::spawn(async move {
                if let Err(error) = workspace.warm().await {
                    tracing::warn!(%error, "the next search has to read what could not be read now");
                }
            });
            Ok(found(all))
        });
    }

    /// The catalog on disk at once; over a network also the one that the server has now.
    pub(super) fn catalog(&mut self, ticket: Ticket) {
        let workspace = self.workspace.clone();
        let (tell, shown) = (self.tell.clone(), self.shown.subscribe());
        self.read(ticket, async move {
            until_shown(shown).await;
            let kept = workspace.catalog().await?;
            if matches!(workspace.spec().remote, Remote::Http { .. }) {
                tokio::spawn(async move {
                    if let Ok(fresh) = workspace.fetch_catalog().await {
                        let _ = tell.send(Report::Done(ticket, Outcome::Catalog(fresh)));
                    }
                });
            }
            Ok(Outcome::Catalog(kept))
        });
    }
}

/// Waits for the first rows, which come first; not for long, because there may be none.
async fn until_shown(mut shown: watch::Receiver<bool>) {
    // However this ends, the time has come.
    let _ = tokio::time::timeout(FIRST_ROWS, shown.wait_for(|shown| *shown)).await;
}

/// How long the first rows may take before everything else begins.
const FIRST_ROWS: Duration = Duration::from_millis(50);

fn found(found: Found) -> Outcome {
    Outcome::Found {
        near: found.near,
        problem: found.problem.map(|problem| Problem {
            unfinished: problem.is_incomplete(),
            text: problem.in_short(),
            at: problem.at,
        }),
        ids: found.ids,
        total: found.total,
    }
}
