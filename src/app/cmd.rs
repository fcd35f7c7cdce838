//! Owns what `update` may ask of the outside world. Nothing here does anything: `term/effects.rs` does.

use std::sync::Arc;

use crate::customer::{Change, Customer, CustomerId, Draft};
use crate::query::{Search, View};

use super::ticket::{Slot, Ticket};

/// One thing to be done off the loop. What has a ticket is answered by `Msg::Done`.
#[derive(Clone, Debug, PartialEq)]
pub enum Cmd {
    /// Which customers match, in order → `Outcome::Found`.
    Find { ticket: Ticket, search: Search },
    /// The records of these rows, from the mirror → `Outcome::Rows` (those that exist, in any order).
    Rows {
        ticket: Ticket,
        ids: Vec<CustomerId>,
    },
    /// One record from the mirror → `Outcome::Record`.
    Read { ticket: Ticket, id: CustomerId },
    /// getConfigData → `Outcome::Catalog`.
    Catalog { ticket: Ticket },
    /// The drafts on disk → `Outcome::Drafts`.
    Drafts { ticket: Ticket },
    /// Earlier searches → `Outcome::Searches`.
    Searches { ticket: Ticket },
    /// Remember a search, the newest from now on.
    KeepSearch(String),
    /// Somebody works with this customer: it comes first among its equals from now on.
    Used(CustomerId),
    /// The views → `Outcome::Views`.
    Views { ticket: Ticket },
    /// Keep what was changed from `before` to `views`, one order after the other → `Outcome::Kept`.
    KeepViews {
        ticket: Ticket,
        /// As they were known to be kept: what is the same in both is left as it is on disk.
        before: Vec<View>,
        views: Vec<View>,
    },
    /// How many customers match each of these → `Outcome::Counts`.
    Count {
        ticket: Ticket,
        searches: Vec<Search>,
    },
    /// How often each value of a field stands among what a search finds → `Outcome::Breakdown`.
    Breakdown {
        ticket: Ticket,
        search: Search,
        field: String,
    },
    /// Merge these changes, made on `base`, onto what the server has, and send them → `Outcome::Saved`.
    Save {
        ticket: Ticket,
        id: CustomerId,
        base: Arc<Customer>,
        changes: Vec<Change>,
    },
    /// Make a customer → `Outcome::Saved`. The request id is the same on every try.
    Create {
        ticket: Ticket,
        record: Arc<Customer>,
        request_id: String,
    },
    /// Put a customer into the trash → `Outcome::Deleted`.
    Delete { ticket: Ticket, id: CustomerId },
    /// Ask the server again for everything; progress comes as `Msg::Sync`.
    Refresh,
    /// Keep this form on disk; a newer one of the same key replaces it.
    KeepDraft(Draft),
    /// The draft of this key is no longer needed.
    DropDraft(String),
    /// Nobody waits for the answer of this slot any more. Never for writes.
    Abort(Slot),
    /// Stop the program as a shell's ctrl-z does.
    Suspend,
    /// Leave with this customer as the answer.
    Pick(CustomerId),
    /// Leave: after drafts are on disk and writes under way have been answered or kept.
    Quit,
}
