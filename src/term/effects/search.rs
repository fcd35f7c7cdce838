//! Owns asking for what a search finds, and for the catalog that says how it is read.
//! Must not decide what is shown of it.

use crate::app::msg::Outcome;
use crate::app::ticket::Ticket;
use crate::query::Search;
use crate::workspace::Remote;

use super::{Effects, Report, found, until_shown};

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
