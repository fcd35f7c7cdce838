//! Owns what one user action does: its steps, each on one customer, in the order they go out; and how such
//! a set stands on its way to the server and after it. Both travel as JSON.
//! Must not know where a set is kept, nor how it is sent.

use serde::{Deserialize, Serialize};

use super::change::Change;
use super::merge::Conflict;
use super::record::{Customer, CustomerId};

/// What a person did, in one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Action {
    Edit,
    Create,
    Delete,
    Restore,
    Bulk,
    Import,
    Merge,
    Note,
    Undo,
    Redo,
}

impl Action {
    pub fn word(self) -> &'static str {
        match self {
            Action::Edit => "edit",
            Action::Create => "create",
            Action::Delete => "delete",
            Action::Restore => "restore",
            Action::Bulk => "bulk edit",
            Action::Import => "import",
            Action::Merge => "merge",
            Action::Note => "note",
            Action::Undo => "undo",
            Action::Redo => "redo",
        }
    }
}

/// One customer's part of a set.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Step {
    Create {
        record: Customer,
        /// The same on every try, so that a server which knows request ids never makes two.
        request_id: String,
    },
    Edit {
        id: CustomerId,
        /// As the person knew the customer.
        name: String,
        changes: Vec<Change>,
    },
    Delete {
        id: CustomerId,
        name: String,
    },
    /// Out of the trash.
    Restore {
        id: CustomerId,
        name: String,
    },
    /// A note to the customer. It cannot be taken back.
    Note {
        id: CustomerId,
        name: String,
        text: String,
        /// The same on every try of this text, so that a server which knows request ids writes it once.
        request: String,
    },
}

impl Step {
    /// The customer it is about; none before a new one has been made.
    pub fn of(&self) -> Option<CustomerId> {
        match self {
            Step::Create { .. } => None,
            Step::Edit { id, .. }
            | Step::Delete { id, .. }
            | Step::Restore { id, .. }
            | Step::Note { id, .. } => Some(*id),
        }
    }

    pub fn name(&self) -> &str {
        match self {
            Step::Create { record, .. } => record.name(),
            Step::Edit { name, .. }
            | Step::Delete { name, .. }
            | Step::Restore { name, .. }
            | Step::Note { name, .. } => name,
        }
    }
}

/// Everything one user action does: written down before it is sent, sent, and undone as one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ChangeSet {
    /// A UUID whose order is the order of making (version 7).
    pub id: String,
    /// When it was made: RFC 3339 with the offset of that place and time.
    pub at: String,
    pub who: String,
    pub action: Action,
    /// All of them where the set is being made; of one that was read back, as many as fit in an `Entry`.
    pub steps: Vec<Step>,
    /// How many steps it has beside those.
    #[serde(default)]
    pub more: usize,
    /// The set that this one takes back.
    pub undoes: Option<String>,
    /// What a person had done in the first place that this takes back or does again; known of one that was read
    /// back.
    #[serde(default)]
    pub deed: Option<Action>,
}

impl ChangeSet {
    /// How many steps it has.
    pub fn count(&self) -> usize {
        self.steps.len().saturating_add(self.more)
    }
}

/// What a newer change takes the place of, while that is not done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replaced {
    pub set: String,
    /// The one step of it that is meant, the first being 0; none: all of it.
    pub step: Option<usize>,
}

/// How a step stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Standing {
    /// To be sent; `why` it could not be sent yet.
    Waiting { why: Option<String> },
    /// On its way now.
    Sending,
    /// It was sent and nobody knows whether it arrived; it is looked up before it is sent again. `asks`:
    /// looking does not tell, and a person must say.
    Unknown { why: String, asks: bool },
    /// Somebody changed the same fields. Waits for a person for as long as it takes.
    Conflict {
        current: Box<Customer>,
        conflicts: Vec<Conflict>,
    },
    /// The server will not have it: its own reason. Waits for a person. `gone`: it has not got the customer
    /// any more.
    Refused {
        why: String,
        #[serde(default)]
        gone: bool,
    },
    /// The server has it. `note`: what a person should know of it, such as that somebody was overtaken.
    Done {
        id: CustomerId,
        note: Option<String>,
    },
    /// A person took it back before it was sent, or gave it up.
    Dropped,
}

impl Standing {
    /// Refused for a reason of the server's own, the customer being there.
    pub fn refused(why: impl Into<String>) -> Standing {
        Standing::Refused {
            why: why.into(),
            gone: false,
        }
    }

    /// Whether nothing more will come of it.
    pub fn is_over(&self) -> bool {
        matches!(self, Standing::Done { .. } | Standing::Dropped)
    }

    /// Whether only a person can say how it goes on.
    pub fn needs_a_person(&self) -> bool {
        matches!(
            self,
            Standing::Conflict { .. }
                | Standing::Refused { .. }
                | Standing::Unknown { asks: true, .. }
        )
    }
}

/// How the steps of a set stand, counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub conflict: usize,
    pub refused: usize,
    /// Of them a person must say whether they happened.
    pub asks: usize,
    pub unknown: usize,
    pub sending: usize,
    pub waiting: usize,
    pub done: usize,
    pub dropped: usize,
}

impl Counts {
    pub fn add(&mut self, standing: &Standing) {
        let count = match standing {
            Standing::Conflict { .. } => &mut self.conflict,
            Standing::Refused { .. } => &mut self.refused,
            Standing::Unknown { asks: true, .. } => &mut self.asks,
            Standing::Unknown { asks: false, .. } => &mut self.unknown,
            Standing::Sending => &mut self.sending,
            Standing::Waiting { .. } => &mut self.waiting,
            Standing::Done { .. } => &mut self.done,
            Standing::Dropped => &mut self.dropped,
        };
        *count += 1;
    }

    pub fn all(&self) -> usize {
        self.needing() + self.unknown + self.sending + self.waiting + self.over()
    }

    /// Those that only a person can bring on.
    pub fn needing(&self) -> usize {
        self.conflict + self.refused + self.asks
    }

    fn over(&self) -> usize {
        self.done + self.dropped
    }
}

/// A set, and how it stands. Of a large one only some steps are read: those that wait for a person, then the
/// first ones.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    pub set: ChangeSet,
    /// One for each step that was read.
    pub standing: Vec<Standing>,
    /// Which steps those are, the first of the set being 0.
    pub nth: Vec<usize>,
    /// The customers that they are about, by the ids they have now.
    pub of: Vec<CustomerId>,
    /// How all steps of the set stand.
    pub counts: Counts,
    /// The set that has taken this one back.
    pub undone_by: Option<String>,
    /// How often sending was tried.
    pub tries: u32,
    /// When the next try is due, where one is: RFC 3339.
    pub next_try: Option<String>,
}

impl Entry {
    /// A set all of whose steps are at hand.
    pub fn whole(set: ChangeSet, standing: Vec<Standing>) -> Entry {
        let mut counts = Counts::default();
        standing.iter().for_each(|standing| counts.add(standing));
        Entry {
            nth: (0..standing.len()).collect(),
            of: set.steps.iter().map(|s| s.of().unwrap_or(-1)).collect(),
            set,
            standing,
            counts,
            undone_by: None,
            tries: 0,
            next_try: None,
        }
    }

    /// The steps that were read: which of the set, what it is, how it stands.
    pub fn steps(&self) -> impl Iterator<Item = (usize, &Step, &Standing)> {
        let steps = self.set.steps.iter().zip(&self.standing);
        let numbered = self.nth.iter().zip(steps);
        numbered.map(|(nth, (step, standing))| (*nth, step, standing))
    }

    /// Whether every step has come to its end.
    pub fn is_over(&self) -> bool {
        self.counts.over() == self.counts.all()
    }

    pub fn needs_a_person(&self) -> bool {
        self.counts.needing() > 0
    }

    /// Whether the server has any of it.
    pub fn is_done(&self) -> bool {
        self.is_over() && self.counts.done > 0
    }
}

/// Who changed what of a customer, and when: one line of its history, wherever that is known from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Past {
    /// As the one who tells it writes it: the server's `yyyy-MM-dd HH:mm:ss`, or RFC 3339 of this place.
    pub at: String,
    pub who: String,
    /// `create`, `update`, `delete`, `restore`.
    pub action: String,
    /// The field's wire name; none where the whole record is meant.
    pub field: Option<String>,
    /// The values as JSON.
    pub was: Option<String>,
    pub now: Option<String>,
}

/// A customer in the trash.
#[derive(Clone, Debug, PartialEq)]
pub struct Trashed {
    pub record: Customer,
    pub who: String,
    pub at: String,
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_set_comes_back_from_the_disk_as_it_was() {
        let record =
            Customer::from_json(r#"{"b":1.50,"a":12345678901234567890,"n":null}"#).unwrap();
        let part = |value: serde_json::Value| value.as_object().cloned().unwrap();
        let set = ChangeSet {
            id: "1".into(),
            at: "2026-01-01T00:00:00+01:00".into(),
            who: "me".into(),
            action: Action::Edit,
            steps: vec![
                Step::Create {
                    record: record.clone(),
                    request_id: "r".into(),
                },
                Step::Edit {
                    id: 4_300_000_000,
                    name: "Volkswagen".into(),
                    changes: vec![Change {
                        field: "annualRevenue".into(),
                        from: part(json!({"annualRevenue": 1})),
                        to: part(json!({"annualRevenue": 2.0})),
                    }],
                },
            ],
            more: 0,
            undoes: Some("0".into()),
            deed: None,
        };
        let text = serde_json::to_string(&set).unwrap();
        let back: ChangeSet = serde_json::from_str(&text).unwrap();
        assert_eq!(back, set);
        let standing = Standing::Conflict {
            current: Box::new(record.clone()),
            conflicts: Vec::new(),
        };
        let text = serde_json::to_string(&standing).unwrap();
        assert!(text.contains(&record.to_json()), "{text}");
        assert_eq!(serde_json::from_str::<Standing>(&text).unwrap(), standing);
    }

    #[test]
    fn a_set_is_over_when_all_of_it_is() {
        let set = ChangeSet {
            id: String::new(),
            at: String::new(),
            who: String::new(),
            action: Action::Bulk,
            steps: Vec::new(),
            more: 0,
            undoes: None,
            deed: None,
        };
        let entry = |standing: Vec<Standing>| Entry::whole(set.clone(), standing);
        let done = Standing::Done { id: 1, note: None };
        let refused = Standing::refused("no");
        assert!(entry(vec![done.clone(), Standing::Dropped]).is_done());
        assert!(!entry(vec![Standing::Dropped]).is_done());
        assert!(!entry(vec![done.clone(), Standing::Sending]).is_over());
        assert!(entry(vec![done, refused]).needs_a_person());
    }
}
