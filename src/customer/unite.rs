//! Owns planning how several customers become one: for each field what each of them says, which of it
//! stays, and what would be lost. A plan is looked at and changed before anything is done.
//! Must not send or ask.

pub mod kin;
mod lists;
mod lost;
#[cfg(test)]
mod tests;

use serde_json::Value;
use thiserror::Error;

use super::change::{Change, Part, is_empty};
use super::changeset::Step;
use super::field::{CustomAttribute, CustomKind, Field, Fields, Group, Kind, custom_wire};
use super::record::{Customer, CustomerId};
use super::show;

pub use kin::Kin;
pub use lost::Lost;

/// Customers that become one.
#[derive(Clone, Debug)]
pub struct MergePlan {
    keep: Customer,
    others: Vec<Customer>,
    /// The fields in which at least one of them says something.
    pub fields: Vec<FieldPlan>,
    kin: Kin,
}

/// One field of the plan.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldPlan {
    pub field: Field,
    /// What each of them says, the one that stays first; those that say nothing are not here.
    pub candidates: Vec<Candidate>,
    pub choice: Choice,
}

/// What one customer says in a field.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    pub of: CustomerId,
    pub part: Part,
    /// As it reads.
    pub text: String,
}

/// What stays in a field.
#[derive(Clone, Debug, PartialEq)]
pub enum Choice {
    /// What this customer says.
    Of(CustomerId),
    /// A list with everything that any of them has.
    United(Vec<Value>),
    /// The server keeps it: what the one that stays has.
    Fixed,
}

/// Why customers cannot become one, or not so.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum UniteError {
    #[error("a customer without an id cannot be merged")]
    NoId,
    #[error("customer {0} is named twice: a customer cannot be merged with itself")]
    Twice(CustomerId),
    #[error("there is nothing to merge customer {0} with: name at least one other")]
    Alone(CustomerId),
    #[error("customer {0} is none of those that are merged")]
    NotHere(CustomerId),
    #[error("customer {of} says nothing in {label}")]
    Nothing { of: CustomerId, label: String },
    #[error("{0} is kept by the server and cannot be chosen")]
    Fixed(String),
}

/// Fields that say something of another: they come from where that comes from.
const FOLLOWS: [(&str, &str); 2] = [
    ("annualRevenueCurrencyCode", "annualRevenue"),
    ("followUpDescription", "followUpDate"),
];

impl MergePlan {
    /// `keep` stays, the others go. What `keep` has stays; what it lacks comes from the others; lists are
    /// united.
    pub fn of(
        keep: &Customer,
        others: &[Customer],
        fields: &Fields,
    ) -> Result<MergePlan, UniteError> {
        let own = keep.id().ok_or(UniteError::NoId)?;
        let mut seen = vec![own];
        for other in others {
            let id = other.id().ok_or(UniteError::NoId)?;
            if seen.contains(&id) {
                return Err(UniteError::Twice(id));
            }
            seen.push(id);
        }
        if others.is_empty() {
            return Err(UniteError::Alone(own));
        }
        let mut plan = MergePlan {
            keep: keep.clone(),
            others: others.to_vec(),
            fields: Vec::new(),
            kin: Kin::default(),
        };
        let mut all: Vec<Field> = fields
            .iter()
            .filter(|field| is_planned(field))
            .cloned()
            .collect();
        all.extend(plan.unknown_attributes(fields));
        plan.fields = all
            .into_iter()
            .filter_map(|field| plan.field(field))
            .collect();
        plan.drop_parents_within();
        for (follower, leader) in FOLLOWS {
            plan.follow(follower, leader);
        }
        Ok(plan)
    }

    /// The customer that stays.
    pub fn keep(&self) -> &Customer {
        &self.keep
    }

    pub fn others(&self) -> &[Customer] {
        &self.others
    }

    fn all(&self) -> impl Iterator<Item = &Customer> {
        std::iter::once(&self.keep).chain(&self.others)
    }

    /// Attributes of the firm that stand in the records alone: what the catalog does not know must not be
    /// lost unseen.
    fn unknown_attributes(&self, fields: &Fields) -> Vec<Field> {
        let mut found: Vec<Field> = Vec::new();
        for element in self
            .all()
            .flat_map(|record| record.list("customAttributes"))
        {
            let get = |key: &str| element.get(key).and_then(Value::as_str).unwrap_or_default();
            let (id, tag) = (get("customAttributeId"), get("customAttributeTagName"));
            let wire = custom_wire(id);
            let is_known = fields
                .find(&wire)
                .is_some_and(|field| field.custom.is_some())
                || found.iter().any(|field| field.wire == wire);
            if id.is_empty() || is_known {
                continue;
            }
            let kind =
                CustomKind::from_wire(get("customAttributeType")).unwrap_or(CustomKind::Input);
            found.push(Field {
                wire: wire.into(),
                label: if tag.is_empty() { id } else { tag }.to_owned().into(),
                kind: Kind::Custom(kind),
                id_wire: None,
                section: "Custom",
                search: true,
                sort: false,
                edit: kind.editable(),
                required: false,
                custom: Some(CustomAttribute {
                    id: id.to_owned(),
                    tag: tag.to_owned(),
                    kind,
                    options: Vec::new(),
                }),
            });
        }
        found
    }

    fn field(&self, field: Field) -> Option<FieldPlan> {
        let candidates: Vec<Candidate> = self
            .all()
            .filter_map(|record| candidate(record, &field))
            .collect();
        let choice = match field.kind {
            _ if !field.edit => Choice::Fixed,
            Kind::Group(group) => Choice::United(lists::united(group, &self.keep, &self.others)),
            _ => Choice::Of(self.best(&field, &candidates)?),
        };
        let says_something = !candidates.is_empty() || is_united(&choice);
        says_something.then_some(FieldPlan {
            field,
            candidates,
            choice,
        })
    }

    /// What stays where nobody says otherwise: what the one that stays has, or else the fullest note, or
    /// else what was written last.
    fn best(&self, field: &Field, candidates: &[Candidate]) -> Option<CustomerId> {
        let own = self.keep.id();
        if let Some(kept) = candidates.iter().find(|one| Some(one.of) == own) {
            return Some(kept.of);
        }
        let written = |one: &&Candidate| {
            let others = self.others.iter();
            let of = others.clone().find(|other| other.id() == Some(one.of));
            of.map(|other| other.text("lastUpdateDate"))
                .unwrap_or_default()
        };
        let is_note = matches!(field.kind, Kind::Note | Kind::Custom(CustomKind::Textarea));
        let best = match is_note {
            true => candidates.iter().max_by_key(|one| one.text.chars().count()),
            // Of several that were written at once the first named counts.
            false => candidates.iter().rev().max_by_key(written),
        };
        best.map(|one| one.of)
    }

    fn at(&self, wire: &str) -> Option<usize> {
        self.fields.iter().position(|plan| plan.field.wire == wire)
    }

    fn follow(&mut self, follower: &str, leader: &str) {
        let (Some(follower), Some(leader)) = (self.at(follower), self.at(leader)) else {
            return;
        };
        if let Choice::Of(id) = self.fields[leader].choice {
            self.fields[follower].choice = Choice::Of(id);
        }
    }

    /// Takes a field from one of them.
    pub fn take(&mut self, id: CustomerId, wire: &str) -> Result<(), UniteError> {
        if !self.all().any(|record| record.id() == Some(id)) {
            return Err(UniteError::NotHere(id));
        }
        let nothing = |label: &str| UniteError::Nothing {
            of: id,
            label: label.to_owned(),
        };
        let at = self.at(wire).ok_or_else(|| nothing(wire))?;
        let plan = &mut self.fields[at];
        if plan.choice == Choice::Fixed {
            return Err(UniteError::Fixed(plan.field.label.to_string()));
        }
        if !plan.candidates.iter().any(|one| one.of == id) {
            return Err(nothing(&plan.field.label));
        }
        plan.choice = Choice::Of(id);
        for (follower, leader) in FOLLOWS {
            if leader == wire {
                self.follow(follower, leader);
            }
        }
        Ok(())
    }

    /// What a field holds afterwards.
    pub fn result(&self, plan: &FieldPlan) -> Part {
        match &plan.choice {
            Choice::Fixed => self.keep.part(&plan.field),
            Choice::United(elements) => {
                let wire = plan.field.wire.to_string();
                Part::from_iter([(wire, Value::Array(elements.clone()))])
            }
            Choice::Of(id) if self.keep.id() == Some(*id) => self.keep.part(&plan.field),
            Choice::Of(id) => {
                let other = self.others.iter().find(|other| other.id() == Some(*id));
                let mut part = other
                    .map(|other| other.part(&plan.field))
                    .unwrap_or_default();
                if let (Kind::Group(group), Some(Value::Array(elements))) =
                    (plan.field.kind, part.get_mut(plan.field.wire.as_ref()))
                {
                    for (nth, element) in elements.iter_mut().enumerate() {
                        *element = lists::as_new(group, element, nth);
                    }
                }
                part
            }
        }
    }

    /// What changes in the one that stays.
    pub fn changes(&self) -> Vec<Change> {
        let of = |plan: &FieldPlan| Change {
            field: plan.field.wire.to_string(),
            from: self.keep.part(&plan.field),
            to: self.result(plan),
        };
        let all = self.fields.iter().map(of);
        let mut all: Vec<Change> = all.filter(|change| !change.is_nothing()).collect();
        all.extend(self.loose_parent(&all));
        all
    }

    /// The one that stays is changed, what hangs on the others goes over to it, then they go into the trash: in this order nothing is gone
    /// before it has been kept.
    pub fn steps(&self) -> Vec<Step> {
        let named = |record: &Customer| (record.id().unwrap_or_default(), record.name().to_owned());
        let mut steps = Vec::new();
        let (changes, (id, name)) = (self.changes(), named(&self.keep));
        if !changes.is_empty() {
            steps.push(Step::Edit { id, name, changes });
        }
        steps.extend(self.kin_steps());
        steps.extend(self.others.iter().map(|other| {
            let (id, name) = named(other);
            Step::Delete { id, name }
        }));
        steps
    }
}

fn is_united(choice: &Choice) -> bool {
    matches!(choice, Choice::United(elements) if !elements.is_empty())
}

/// Fields that a person fills in, and the lists that hang on a customer.
fn is_planned(field: &Field) -> bool {
    field.edit
        || matches!(
            field.kind,
            Kind::Group(Group::Accounts | Group::Notes) | Kind::Custom(_)
        )
}

/// What a record says in a field; none where that is nothing.
fn candidate(record: &Customer, field: &Field) -> Option<Candidate> {
    let part = record.part(field);
    let text = show::part_text(field, &part);
    let says_nothing = match field.kind {
        Kind::Group(group) => record
            .list(&field.wire)
            .iter()
            .all(|element| lists::is_blank(group, element)),
        // A “no” is what every record begins with; a “yes” is what somebody said.
        Kind::Flag => part.get(field.wire.as_ref()).and_then(Value::as_str) != Some("Y"),
        _ => text.trim().is_empty() || part.values().all(is_empty),
    };
    if says_nothing {
        return None;
    }
    Some(Candidate {
        of: record.id()?,
        part,
        text,
    })
}
