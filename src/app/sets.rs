//! Owns the two lists of sets, the outbox and what was done: where a person is in them, and in the one set
//! that is read whole.
//! Must not act: `update/sets.rs` does.

use super::cursor::Cursor;
use super::model::Model;
use super::told;
use super::words;
use crate::customer::changeset::{Action, Entry, Past, Standing, Step};
use crate::customer::{CustomerId, Fields};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// What is not over.
    Outbox,
    /// Everything, the newest first.
    Log,
}

#[derive(Clone, Debug)]
pub struct Sets {
    pub which: Which,
    pub cursor: Cursor,
    /// The set under the cursor fills the screen.
    pub whole: bool,
    /// Its first line in sight.
    pub top: usize,
    /// Everything that was done, once that was read.
    pub log: Option<Vec<Entry>>,
}

impl Sets {
    pub fn new(which: Which) -> Sets {
        Sets {
            which,
            cursor: Cursor::default(),
            whole: false,
            top: 0,
            log: None,
        }
    }

    pub fn entries<'a>(&'a self, model: &'a Model) -> &'a [Entry] {
        match self.which {
            Which::Outbox => model.outbox.entries(),
            Which::Log => self.log.as_deref().unwrap_or_default(),
        }
    }

    pub fn current<'a>(&'a self, model: &'a Model) -> Option<&'a Entry> {
        self.entries(model).get(self.cursor.at)
    }
}

/// The step of a set of which a person must say whether it happened.
pub fn asks(entry: &Entry) -> Option<usize> {
    let asks = |standing: &Standing| matches!(standing, Standing::Unknown { asks: true, .. });
    let mut steps = entry.steps();
    steps
        .find(|(_, _, standing)| asks(standing))
        .map(|(nth, ..)| nth)
}

/// Whether trying again now could bring a set on.
pub fn can_retry(entry: &Entry) -> bool {
    let counts = &entry.counts;
    counts.waiting + counts.refused + counts.unknown + counts.asks > 0
}

/// The steps that can be put right in a form, by their places among those that were read: those that were refused
/// come first.
pub fn correctable(entry: &Entry) -> Vec<usize> {
    let mut places = Vec::new();
    for refused in [true, false] {
        for (at, (_, step, standing)) in entry.steps().enumerate() {
            let is_meant = match standing {
                Standing::Refused { .. } => refused,
                Standing::Waiting { .. } => !refused,
                _ => false,
            };
            if is_meant && matches!(step, Step::Edit { .. } | Step::Create { .. }) {
                places.push(at);
            }
        }
    }
    places
}

pub fn is_note(entry: &Entry) -> bool {
    entry.set.action == Action::Note
}

/// Whether there is something of a set that can be taken back. A note cannot.
pub fn can_undo(entry: &Entry) -> bool {
    !is_note(entry) && entry.undone_by.is_none() && entry.counts.dropped < entry.counts.all()
}

/// That something is known from here alone: because the server was not to be asked, or has not answered yet.
pub fn head(unread: &Option<String>, asking: bool, what: &str) -> Option<String> {
    match (unread, asking) {
        (Some(why), _) => Some(words::not_from_server(why, what)),
        (None, true) => Some(words::asking_server(told::capital(what))),
        (None, false) => None,
    }
}

/// What became of one customer, the newest first.
#[derive(Clone, Debug)]
pub struct History {
    pub of: CustomerId,
    pub name: String,
    /// Once it was read.
    pub past: Option<Vec<Past>>,
    /// Why that is not the server's word.
    pub unread: Option<String>,
    /// The server has not answered yet.
    pub asking: bool,
    pub cursor: Cursor,
}

impl History {
    /// What stands above the lines: that it is not, or not yet, the server's word.
    pub fn head(&self) -> Option<String> {
        head(
            &self.unread,
            self.asking && self.past.is_some(),
            words::HERE_DONE,
        )
    }

    /// The lines that a person can use: a pair's id says nothing that its name does not, and the server's own
    /// stamps stand at the head of the line.
    pub fn lines(&self, fields: &Fields) -> Vec<&Past> {
        let telling = |past: &&Past| {
            let Some(wire) = past.field.as_deref() else {
                return true;
            };
            fields
                .find(wire)
                .is_none_or(|field| field.wire == wire && field.edit)
                && !wire.ends_with("Id")
        };
        self.past.iter().flatten().filter(telling).collect()
    }
}
