//! Owns reading the drafts that lie on disk: at once, or again after a while.
//! Must not decide when that is needed.

use std::time::Duration;

use super::Effects;
use crate::app::msg::Outcome;
use crate::app::ticket::{Slot, Ticket};

/// Until somebody who looks at the list sees that the holder of a draft is not there any more.
const AGAIN: Duration = Duration::from_secs(2);

impl Effects {
    pub(super) fn shelved(&mut self, ticket: Ticket) {
        let workspace = self.workspace.clone();
        self.read(ticket, async move {
            if ticket.slot == Slot::DraftsAgain {
                tokio::time::sleep(AGAIN).await;
            }
            workspace.shelved().await.map(Outcome::Drafts)
        });
    }
}
