//! Owns what `update` may ask of the outside world. Nothing here does anything: `term/effects.rs` does.

use std::sync::Arc;

use crate::customer::bulk::Edit;
use crate::customer::changeset::{Action, Replaced, Step};
use crate::customer::choices::ListChange;
use crate::customer::{Change, Customer, CustomerId, Draft};
use crate::query::{Search, View};

use super::copy::Copy;
use super::intake::{RowKind, Said};
use super::outside::Paper;
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
    /// Nobody needs these records any more: take them apart where nobody waits for it.
    Forget(Vec<Arc<Customer>>),
    /// One record from the mirror → `Outcome::Record`.
    Read { ticket: Ticket, id: CustomerId },
    /// getConfigData → `Outcome::Catalog`.
    Catalog { ticket: Ticket },
    /// The drafts on disk, and which of them another program types into → `Outcome::Drafts`. In the slot of those
    /// that are read again it waits a while first.
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
    /// Write this down as one set, then send it → `Outcome::Journalled`, then `Outcome::Verdict`. `draft`: what
    /// it was typed in, by its key; gone as soon as the set is written down. `replaces`: what waits and in whose
    /// place it comes, given up in the same moment.
    Commit {
        ticket: Ticket,
        action: Action,
        steps: Vec<Step>,
        draft: Option<String>,
        replaces: Option<Replaced>,
    },
    /// Take a set back; none: the newest that is not taken back yet → as `Commit`.
    Undo { ticket: Ticket, set: Option<String> },
    /// Take the newest undo back → as `Commit`.
    Redo { ticket: Ticket },
    /// Send what a person decided on a conflict, nothing where theirs stands → `Outcome::Verdict`.
    Resolve {
        ticket: Ticket,
        set: String,
        step: usize,
        changes: Vec<Change>,
    },
    /// Try a set again now → `Outcome::Verdict`.
    Retry { ticket: Ticket, set: String },
    /// A person says whether a step happened of which that is not known → `Outcome::Verdict`.
    Tell {
        ticket: Ticket,
        set: String,
        step: usize,
        happened: bool,
    },
    /// Give up what of a set has not been done → `Outcome::Verdict`. `keep`: a draft that is on disk before.
    DropSet {
        ticket: Ticket,
        set: String,
        keep: Option<Draft>,
    },
    /// What is not over → `Outcome::Outbox`.
    Outbox { ticket: Ticket },
    /// What was done in this workspace → `Outcome::Log`.
    Log { ticket: Ticket },
    /// Who changed what of a customer → `Outcome::History`.
    History { ticket: Ticket, id: CustomerId },
    /// The notes of a customer → `Outcome::Notes`.
    Notes { ticket: Ticket, id: CustomerId },
    /// What hangs on these, that are to become one → `Outcome::Kin`.
    Kin {
        ticket: Ticket,
        ids: Vec<CustomerId>,
    },
    /// The lists that forms offer → `Outcome::Lists`.
    Lists { ticket: Ticket },
    /// Have the server change one of them → `Outcome::ListChanged`.
    ChangeList { ticket: Ticket, change: ListChange },
    /// The trash → `Outcome::Trash`.
    Trash { ticket: Ticket },
    /// Who this new customer may be, as far as it is typed → `Outcome::Twins`.
    Twins {
        ticket: Ticket,
        record: Box<Customer>,
    },
    /// All likely pairs → `Outcome::Comparing` now and then, then `Outcome::Duplicates`.
    Duplicates { ticket: Ticket },
    /// Remember that these are different customers, or forget it again, one order after the other.
    SetApart { ids: Vec<CustomerId>, apart: bool },
    /// Try edits on all of these → `Outcome::Planned`.
    PlanBulk {
        ticket: Ticket,
        ids: Arc<[CustomerId]>,
        edits: Vec<Edit>,
    },
    /// Do what was planned last → `Outcome::Editing` now and then, then `Outcome::EditedMany`.
    EditMany { ticket: Ticket },
    /// Stop planning; stop editing where that can stand.
    StopBulk,
    /// Which files could be meant → `Outcome::Files`.
    Files { ticket: Ticket, typed: String },
    /// Look at a file → `Outcome::Looked`.
    Look {
        ticket: Ticket,
        path: String,
        said: Box<Said>,
    },
    /// Judge the file that was looked at last → `Outcome::Going` now and then, then `Outcome::Weighed`.
    Judge { ticket: Ticket },
    /// Rows that were judged → `Outcome::JudgedRows`.
    JudgedRows {
        ticket: Ticket,
        kind: RowKind,
        from: usize,
        count: usize,
    },
    /// Do what was judged last → `Outcome::Going` now and then, then `Outcome::TakenIn`.
    TakeIn { ticket: Ticket },
    /// Stop judging; stop taking in where that can stand.
    StopImport,
    /// Put this where other programs can take it from → `Outcome::Copied` or `Outcome::NotCopied`.
    Copy { ticket: Ticket, copy: Copy },
    /// A form is open on this customer from now on: keep its record true. None: there is no form.
    Watch(Option<CustomerId>),
    /// Ask the server again for everything; progress comes as `Msg::Sync`.
    Refresh,
    /// Keep this form on disk; a newer one of the same key replaces it.
    KeepDraft(Draft),
    /// The draft of this key is no longer needed.
    DropDraft(String),
    /// Nobody waits for the answer of this slot any more. Never for writes.
    Abort(Slot),
    /// Open this in the editor of this machine; the screen waits → `Outcome::Written`, `PageWritten` or `Unwritten`.
    Editor { ticket: Ticket, paper: Paper },
    /// Whether the terminal is to tell of the mouse.
    Mouse(bool),
    /// Stop the program as a shell's ctrl-z does.
    Suspend,
    /// Leave with this customer as the answer.
    Pick(CustomerId),
    /// Leave: after drafts are on disk and writes under way have been answered or kept.
    Quit,
}
