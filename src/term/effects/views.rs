//! Owns keeping the views: orders are carried out one after the other. Must not know what a view is.

use tokio::sync::oneshot;

use super::Effects;
use super::failure::Doing;
use crate::app::msg::Outcome;
use crate::app::ticket::Ticket;
use crate::query::View;

impl Effects {
    /// One after the other, as they were given. The next order starts from where one that failed did, so
    /// that it brings its changes too.
    pub(super) fn keep_views(&mut self, ticket: Ticket, before: Vec<View>, views: Vec<View>) {
        let workspace = self.workspace.clone();
        let (through, turn) = oneshot::channel();
        let earlier = self.views_turn.replace(turn);
        self.write(ticket, Doing::Keeping, async move {
            let failed = match earlier {
                Some(turn) => turn.await.ok().flatten(),
                None => None,
            };
            let before = failed.unwrap_or(before);
            let kept = workspace.keep_views(before.clone(), views).await;
            // Nobody listens any more where the program is leaving.
            drop(through.send(kept.is_err().then_some(before)));
            kept.map(|()| Outcome::Kept)
        });
    }
}
