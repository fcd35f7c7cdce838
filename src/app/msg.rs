//! Owns everything that can happen to the app: keys, answers, and the end.

use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

use crate::customer::bulk::Counts;
use crate::customer::changeset::{ChangeSet, Entry, Past, Trashed};
use crate::customer::choices::ListChange;
use crate::customer::note::Note;
use crate::customer::unite::Kin;
use crate::customer::{Catalog, Change, Customer, CustomerId, Shelved};
use crate::query::View;

use super::bulk::Edited;
use super::intake::{FileName, Going, Looked, RowView, Taken, Weighed};
use super::key::Key;
use super::likeness::{Pair, Twin};
use super::lists::Lists;
use super::pointer::Pointer;
use super::settings::Settings;
use super::ticket::Ticket;

#[derive(Clone, Debug, PartialEq)]
pub enum Msg {
    Key(Key),
    /// Pasted text as it came; the receiver makes it harmless.
    Paste(String),
    Mouse(Pointer),
    Resize {
        width: u16,
        height: u16,
    },
    Done {
        ticket: Ticket,
        outcome: Outcome,
    },
    /// How the mirror stands to the server.
    Sync(Sync),
    /// Customers or the outbox are not what they were: somebody else's doing, or a write that got through.
    Changed,
    /// Files of settings were saved; or what is wrong with them.
    Settings(Box<Result<Settings, String>>),
    /// Something went wrong that nobody had asked about: said at once.
    Notice(Failure),
    /// SIGTERM, SIGHUP or a terminal that is gone: keep what is typed and quit.
    Hangup,
}

/// The answer to a `Cmd` with a ticket.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// The ids that match, in order, and how many customers there are in all.
    Found {
        ids: Arc<[CustomerId]>,
        total: usize,
        /// So many at the end match only nearly.
        near: usize,
        /// The search cannot be read: the ids mean nothing.
        problem: Option<Problem>,
    },
    Rows(Vec<Arc<Customer>>),
    /// What hangs on those that are to become one.
    Kin(Box<Kin>),
    Record(Option<Arc<Customer>>),
    Catalog(Arc<Catalog>),
    Drafts(Shelved),
    /// Earlier searches, the newest first.
    Searches(Vec<String>),
    /// The views, the list of everything first.
    Views(Vec<View>),
    /// They are on disk.
    Kept,
    /// How many customers match each search that was asked about.
    Counts(Vec<usize>),
    /// The values of a field and how many customers have each, the most frequent first.
    Breakdown(Vec<(String, usize)>),
    /// A write is on disk and will go out whatever happens; the verdict follows.
    Journalled(Box<ChangeSet>),
    /// How a set stands after it was tried.
    Verdict(Box<Entry>),
    /// The sets that are not over, the oldest first, and how many calls the last minute took.
    Outbox {
        entries: Vec<Entry>,
        calls: usize,
        /// Where not all steps are among those: whom changes wait for, and whether it is for a person.
        rest: Vec<(CustomerId, bool)>,
        /// The name under which the server has what goes out from here, once that is known.
        own: Option<String>,
    },
    /// All sets, the newest first.
    Log(Vec<Entry>),
    Twins(Vec<Twin>),
    /// So many customers have been compared, of so many; the pairs follow.
    Comparing {
        done: usize,
        of: usize,
    },
    /// The likeliest first.
    Duplicates(Vec<Pair>),
    /// What all customers of an edit come to.
    Planned(Counts),
    Editing(Going),
    EditedMany(Box<Edited>),
    Files(Vec<FileName>),
    Looked(Box<Looked>),
    Going(Going),
    Weighed(Box<Weighed>),
    /// Judged rows of the kind that was asked for, from this one on.
    JudgedRows {
        from: usize,
        rows: Vec<RowView>,
    },
    TakenIn(Box<Taken>),
    /// `unread`: why this is not the server's word but only what was done from here.
    /// `asking`: this is what is known from here; the server's word follows.
    History {
        past: Vec<Past>,
        unread: Option<String>,
        asking: bool,
    },
    Trash {
        all: Vec<Trashed>,
        unread: Option<String>,
        asking: bool,
    },
    /// What was written last comes first, and how many there are in all.
    Notes(Vec<Note>, usize),
    /// What forms offer.
    Lists(Lists),
    /// One of the lists was changed, and they are as they are now.
    ListChanged(ListChange, Lists),
    /// Copied by this program; none: sent to the terminal, which does not say whether it took it.
    Copied {
        what: String,
        by: Option<String>,
    },
    /// There is no way to a clipboard: the text, and why.
    NotCopied {
        text: String,
        why: String,
    },
    /// What a text is after it was open in the editor.
    Written(String),
    /// What was changed on a customer's page, and the customer that it was made of.
    PageWritten {
        base: Arc<Customer>,
        changes: Vec<Change>,
    },
    /// The editor was closed and nothing is changed.
    Unwritten,
    Failed(Failure),
}

/// Why a search cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The bytes of the search that are meant.
    pub at: Range<usize>,
    /// What was expected there, for the user.
    pub text: String,
    /// More typing may make a search of it.
    pub unfinished: bool,
}

/// Why something did not happen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// One sentence for the user: what happened and what to do.
    pub text: String,
}

/// How the mirror stands to the server. A local workspace is always `Fresh`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sync {
    /// Being filled: how many of how many, and how fast; the list may be asked again.
    Filling {
        done: usize,
        of: Option<usize>,
        /// Customers in a second, once that can be told.
        rate: Option<usize>,
        /// How long it will take still.
        left: Option<Duration>,
    },
    Fresh,
    /// Could not be reached: what is shown is what was known.
    Stale(String),
}
