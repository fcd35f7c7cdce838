//! Owns what hangs on customers that become one beside their fields: notes that go over to the one that stays, and
//! customers whose parent it becomes.
//! Must not read any of it: it is handed in.

use serde_json::{Value, json};

use super::super::change::{Change, Part};
use super::super::changeset::Step;
use super::super::field::Fields;
use super::super::note::Note;
use super::super::record::{Customer, CustomerId, whole};
use super::super::text::one_line;
use super::lost::Lost;
use super::{Choice, MergePlan};

const PARENT: &str = "parentCustomerName";
const PARENT_ID: &str = "parentCustomerId";
/// A note with its origin before it may be longer than servers take.
const LONGEST: usize = 90_000;

/// What hangs on the customers of a plan, the one that stays too: another may be chosen for that.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Kin {
    /// What was written first comes first.
    pub notes: Vec<NoteOf>,
    pub children: Vec<Child>,
    /// Whose notes cannot be taken over, and why.
    pub unread: Vec<(CustomerId, String)>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct NoteOf {
    pub of: CustomerId,
    pub note: Note,
    /// By which a server knows it if it comes again.
    pub request: String,
}

/// A customer that names one of them as its parent.
#[derive(Clone, Debug, PartialEq)]
pub struct Child {
    pub id: CustomerId,
    pub name: String,
    pub parent: CustomerId,
    /// What it says of its parent.
    pub part: Part,
}

impl Child {
    /// None where the record names no parent by its number.
    pub fn of(record: &Customer, fields: &Fields) -> Option<Child> {
        let field = fields.find(PARENT)?;
        Some(Child {
            id: record.id()?,
            name: record.name().to_owned(),
            parent: parent(record)?,
            part: record.part(field),
        })
    }
}

/// The number of a customer's parent.
pub fn parent(record: &Customer) -> Option<CustomerId> {
    match record.get(PARENT_ID)? {
        Value::String(text) => text.trim().parse().ok(),
        number => whole(number),
    }
}

impl MergePlan {
    /// Takes what hangs on them into the plan.
    pub fn bring(&mut self, kin: Kin) {
        self.kin = kin;
    }

    pub fn kin(&self) -> &Kin {
        &self.kin
    }

    pub(super) fn is_one_of_them(&self, id: CustomerId) -> bool {
        self.all().any(|record| record.id() == Some(id))
    }

    /// The customers whose parent would be gone.
    pub fn children(&self) -> Vec<&Child> {
        let keep = self.keep.id();
        let orphaned = |child: &&Child| {
            Some(child.parent) != keep
                && self.is_one_of_them(child.parent)
                && !self.is_one_of_them(child.id)
        };
        self.kin.children.iter().filter(orphaned).collect()
    }

    /// The notes that go over, as they will read; one that the customer has already does not go twice.
    pub fn notes(&self) -> Vec<(&NoteOf, String)> {
        let keep = self.keep.id();
        let own: Vec<&str> = self
            .kin
            .notes
            .iter()
            .filter(|one| Some(one.of) == keep)
            .map(|one| one.note.text.trim())
            .collect();
        let theirs = self.kin.notes.iter().filter(|one| Some(one.of) != keep);
        theirs
            .filter(|one| self.is_one_of_them(one.of))
            .map(|one| (one, self.with_origin(one)))
            .filter(|(one, text)| {
                !own.contains(&text.trim()) && !own.contains(&one.note.text.trim())
            })
            .collect()
    }

    /// Who wrote it, when and to whom: the server will name whoever merges, and the day of that.
    fn with_origin(&self, one: &NoteOf) -> String {
        let text = &one.note.text;
        if text.chars().count() > LONGEST {
            return text.clone();
        }
        let of = self.others.iter().find(|other| other.id() == Some(one.of));
        let name = of.map(|of| one_line(of.name())).unwrap_or_default();
        let said = [one.note.who.as_str(), one.note.at.as_str()];
        let said: String = said
            .iter()
            .filter(|part| !part.trim().is_empty())
            .map(|part| format!(", {}", one_line(part)))
            .collect();
        format!("[{name} ({}){said}]\n{text}", one.of)
    }

    /// What the one that stays says of its parent, where that is one of those that go.
    pub(super) fn loose_parent(&self, fields: &[Change]) -> Option<Change> {
        let goes = parent(&self.keep).filter(|id| self.is_one_of_them(*id))?;
        if fields.iter().any(|change| change.field == PARENT) {
            return None;
        }
        let mut from = Part::new();
        for key in [PARENT, PARENT_ID] {
            let value = self.keep.get(key).cloned();
            from.insert(key.to_owned(), value.unwrap_or(json!(goes)));
        }
        Some(Change {
            field: PARENT.to_owned(),
            from,
            to: nobody(),
        })
    }

    /// The parent that the one that stays has no more.
    pub(super) fn lost_parent(&self) -> Option<Lost> {
        let of = self.keep.id()?;
        parent(&self.keep).filter(|id| self.is_one_of_them(*id))?;
        let changes = self.changes();
        changes
            .iter()
            .find(|change| change.field == PARENT && change.to == nobody())?;
        Some(Lost {
            field: PARENT.to_owned(),
            label: "Parent customer".to_owned(),
            of,
            text: one_line(self.keep.text(PARENT)),
        })
    }

    /// What goes to the one that stays before the others go.
    pub(super) fn kin_steps(&self) -> Vec<Step> {
        let Some(keep) = self.keep.id() else {
            return Vec::new();
        };
        let changed = self
            .fields
            .iter()
            .find(|plan| plan.field.wire == "customerName");
        let renamed = changed.and_then(|plan| {
            let part = self.result(plan);
            part.get("customerName")?.as_str().map(str::to_owned)
        });
        let name = renamed.unwrap_or_else(|| self.keep.name().to_owned());
        let notes = self.notes().into_iter().map(|(one, text)| Step::Note {
            id: keep,
            name: self.keep.name().to_owned(),
            text,
            request: one.request.clone(),
        });
        let children = self.children().into_iter().map(|child| Step::Edit {
            id: child.id,
            name: child.name.clone(),
            changes: vec![Change {
                field: PARENT.to_owned(),
                from: child.part.clone(),
                to: Part::from_iter([
                    (PARENT.to_owned(), json!(name)),
                    (PARENT_ID.to_owned(), json!(keep)),
                ]),
            }],
        });
        notes.chain(children).collect()
    }

    /// Nobody is their own parent, nor the child of somebody who goes.
    pub(super) fn drop_parents_within(&mut self) {
        let within: Vec<CustomerId> = self
            .all()
            .filter(|record| parent(record).is_some_and(|id| self.is_one_of_them(id)))
            .filter_map(Customer::id)
            .collect();
        let Some(at) = self.at(PARENT).filter(|_| !within.is_empty()) else {
            return;
        };
        let plan = &mut self.fields[at];
        plan.candidates.retain(|one| !within.contains(&one.of));
        match plan.candidates.first().map(|one| one.of) {
            None => drop(self.fields.remove(at)),
            Some(first) => {
                let is_gone = matches!(plan.choice, Choice::Of(id) if within.contains(&id));
                if is_gone {
                    plan.choice = Choice::Of(first);
                }
            }
        }
    }
}

fn nobody() -> Part {
    Part::from_iter([
        (PARENT.to_owned(), json!("")),
        (PARENT_ID.to_owned(), Value::Null),
    ])
}
