//! Owns reading what became of customers: what this workspace knows is told at once, the server's word when it
//! has come.
//! Must not decide what is shown.

use super::{Effects, Report, failure};
use crate::app::msg::Outcome;
use crate::app::ticket::Ticket;
use crate::customer::CustomerId;
use crate::workspace::Remote;

impl Effects {
    /// The history of a customer.
    pub(super) fn history(&mut self, ticket: Ticket, id: CustomerId) {
        let (workspace, tell) = (self.workspace.clone(), self.tell.clone());
        let is_far = self.is_far();
        self.read(ticket, async move {
            if is_far {
                let past = workspace.known_history(id).await?;
                let known = Outcome::History {
                    past,
                    unread: None,
                    asking: true,
                };
                let _ = tell.send(Report::Part(ticket, known));
            }
            let told = workspace.history(id).await?;
            Ok(Outcome::History {
                past: told.all,
                unread: told.unread.as_ref().map(failure::in_short),
                asking: false,
            })
        });
    }

    /// The trash.
    pub(super) fn trash(&mut self, ticket: Ticket) {
        let (workspace, tell) = (self.workspace.clone(), self.tell.clone());
        let is_far = self.is_far();
        self.read(ticket, async move {
            if is_far {
                let known = Outcome::Trash {
                    all: workspace.known_trash().await?,
                    unread: None,
                    asking: true,
                };
                let _ = tell.send(Report::Part(ticket, known));
            }
            let told = workspace.trash().await?;
            Ok(Outcome::Trash {
                all: told.all,
                unread: told.unread.as_ref().map(failure::in_short),
                asking: false,
            })
        });
    }

    /// Whether the server's answer may take a while.
    fn is_far(&self) -> bool {
        matches!(self.workspace.spec().remote, Remote::Http { .. })
    }
}
