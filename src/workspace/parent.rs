//! Owns finding the customer that a parent's name means, where a person wrote the name alone. Which customer that is
//! must not be guessed: a name that nobody here has, or several have, stays a name without an id.
//! Must not change anything else.

use std::collections::HashMap;
use std::sync::Arc;

use crate::customer::change::{Part, is_empty};
use crate::customer::{Catalog, Change, Customer, CustomerId, Fields, Step};
use crate::query::{Context, Query, Search, Sort, is_exactly};
use crate::store::{Order, customers};

use super::mirror::Mirror;
use super::{Workspace, WorkspaceError, interrupted, once};

pub const NAME: &str = "parentCustomerName";
pub const ID: &str = "parentCustomerId";

/// Names that were looked up already are not looked up again.
pub struct Known {
    mirror: Mirror,
    order: Arc<Order>,
    fields: Fields,
    found: HashMap<String, Vec<(CustomerId, String)>>,
}

impl Workspace {
    pub(super) fn parents(&self) -> Known {
        Known {
            mirror: self.inner.mirror.clone(),
            order: self.order_now(),
            fields: Fields::standard(),
            found: HashMap::new(),
        }
    }

    /// Gives the parents that steps name alone their ids.
    pub(super) async fn know_parents(&self, steps: Vec<Step>) -> Result<Vec<Step>, WorkspaceError> {
        if !steps.iter().any(names_one) {
            return Ok(steps);
        }
        let mut known = self.parents();
        let work = move || {
            let mut steps = steps;
            steps.iter_mut().try_for_each(|step| known.tell(step))?;
            Ok(steps)
        };
        tokio::task::spawn_blocking(work)
            .await
            .map_err(interrupted)?
    }
}

impl Known {
    fn tell(&mut self, step: &mut Step) -> Result<(), WorkspaceError> {
        match step {
            Step::Create { record, .. } => {
                if let Some(parent) = self.of(alone_in(record), None)? {
                    parent.into_iter().for_each(|(key, value)| {
                        record.set(&key, value);
                    });
                }
            }
            Step::Edit { id, changes, .. } => self.tell_changes(*id, changes)?,
            Step::Delete { .. } | Step::Restore { .. } | Step::Note { .. } => {}
        }
        Ok(())
    }

    pub(super) fn tell_changes(
        &mut self,
        of: CustomerId,
        changes: &mut [Change],
    ) -> Result<(), WorkspaceError> {
        for change in changes.iter_mut().filter(|change| change.field == NAME) {
            if let Some(parent) = self.of(alone(&change.to), Some(of))? {
                change.to.extend(parent);
            }
        }
        Ok(())
    }

    /// The one customer that is called so.
    fn of(
        &mut self,
        name: Option<String>,
        child: Option<CustomerId>,
    ) -> Result<Option<Part>, WorkspaceError> {
        let Some(name) = name else {
            return Ok(None);
        };
        if !self.found.contains_key(&name) {
            let found = self.look(&name)?;
            self.found.insert(name.clone(), found);
        }
        let found = self.found.get(&name).map(Vec::as_slice);
        Ok(match found {
            // What waits to be sent has an id of this machine alone, and nobody is their own parent.
            Some([(id, name)]) if *id > 0 && Some(*id) != child => Some(Part::from_iter([
                (NAME.to_owned(), name.as_str().into()),
                (ID.to_owned(), (*id).into()),
            ])),
            _ => None,
        })
    }

    fn look(&self, name: &str) -> Result<Vec<(CustomerId, String)>, WorkspaceError> {
        let text = self.fields.find("customerName");
        let text = text.and_then(|field| is_exactly(field, name, &self.fields));
        let Some(text) = text else {
            return Ok(Vec::new());
        };
        let context = Context {
            fields: &self.fields,
            catalog: &Catalog::default(),
            today: jiff::Zoned::now().date(),
        };
        let query = Query::parse(&text, &context)?;
        let search = Search {
            text,
            sort: Sort::default(),
            sorted: false,
        };
        let ids = once::find(&self.mirror, &self.order, &search, &query)?;
        let records = self.mirror.with(|db| Ok(customers::get_many(db, &ids)?))?;
        let called = |record: Customer| {
            let id = record.id()?;
            (plain(record.name()) == plain(name)).then(|| (id, record.name().to_owned()))
        };
        Ok(records.into_iter().filter_map(called).collect())
    }
}

fn names_one(step: &Step) -> bool {
    match step {
        Step::Create { record, .. } => alone_in(record).is_some(),
        Step::Edit { changes, .. } => changes.iter().any(|change| change.field == NAME),
        Step::Delete { .. } | Step::Restore { .. } | Step::Note { .. } => false,
    }
}

/// The name of a record's parent that has no id beside it.
pub fn alone_in(record: &Customer) -> Option<String> {
    let keys = [NAME, ID].into_iter();
    alone(
        &keys
            .filter_map(|key| Some((key.to_owned(), record.get(key)?.clone())))
            .collect(),
    )
}

/// The name of a parent that has no id beside it.
fn alone(part: &Part) -> Option<String> {
    let name = part.get(NAME)?.as_str()?.trim();
    let is_alone = part.get(ID).is_none_or(is_empty);
    (is_alone && !name.is_empty()).then(|| name.to_owned())
}

/// As names are told apart: without regard to case and to blanks.
pub fn plain(text: &str) -> String {
    let text = text.to_lowercase();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
