//! Owns that a name and its id (and an assignee's three parts) stay together: where a request gives one
//! half, the other comes from the catalog, or is cleared, so that no record says two things.
//! Must not judge what was given: a pair that came whole is kept as it came.

use serde_json::{Value, json};

use crate::customer::catalog::Choice;
use crate::customer::change::{is_empty, same};
use crate::customer::field::{Field, Kind};
use crate::customer::text::fold;
use crate::customer::{Catalog, Customer, Fields};
use crate::store::is_kept;

/// How a request speaks of a wire key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Given {
    /// Its value is meant.
    Yes,
    /// It came along with its other half, and may be as old as the record.
    Along,
    No,
}

/// Mends the pairs of `record`, into which a request has been written, where `before` was.
pub fn complete(
    record: &mut Customer,
    before: &Customer,
    given: impl Fn(&str) -> Given,
    fields: &Fields,
    catalog: &Catalog,
) {
    for field in fields.iter() {
        if let Some(id) = field.id_wire
            && !is_kept(&field.wire)
        {
            let pair = Pair { field, id, before };
            pair.complete(record, &given, catalog);
        }
    }
}

struct Pair<'a> {
    field: &'a Field,
    id: &'a str,
    before: &'a Customer,
}

impl Pair<'_> {
    fn complete(&self, record: &mut Customer, given: &impl Fn(&str) -> Given, catalog: &Catalog) {
        let moved = |key: &str| self.before.get(key) != record.get(key);
        let is_told = |key: &str| match given(key) {
            Given::Yes => !self.is_unfilled(record, key, given),
            // What came along and differs from the record was changed too.
            Given::Along => moved(key),
            Given::No => false,
        };
        let (told, missing): (Vec<&str>, Vec<&str>) =
            self.field.keys().partition(|key| is_told(key));
        if missing.is_empty() || !told.iter().any(|key| moved(key)) {
            return;
        }
        let says_nothing = told.iter().all(|key| record.get(key).is_none_or(is_empty));
        let choice = self.choice(record, &told, catalog);
        for key in missing {
            let found = choice
                .map(|choice| self.half(choice, key))
                .filter(|half| !half.is_null());
            let is_old = given(key) == Given::No || says_nothing;
            if let Some(half) = found {
                if !record.get(key).is_some_and(|is| same(is, &half)) {
                    record.set(key, half);
                }
            } else if is_old && record.get(key).is_some_and(|is| !is_empty(is)) {
                let nothing = if key == self.field.wire {
                    json!("")
                } else {
                    Value::Null
                };
                record.set(key, nothing);
            }
        }
    }

    /// An id that is sent as nothing beside a name, as forms do that know names alone.
    fn is_unfilled(&self, record: &Customer, key: &str, given: &impl Fn(&str) -> Given) -> bool {
        let is_named = given(&self.field.wire) == Given::Yes
            && record
                .get(&self.field.wire)
                .is_some_and(|name| !is_empty(name));
        key != self.field.wire && is_named && record.get(key).is_none_or(is_empty)
    }

    /// The catalog's choice that the told halves mean: by the id where there is one.
    fn choice<'c>(
        &self,
        record: &Customer,
        told: &[&str],
        catalog: &'c Catalog,
    ) -> Option<&'c Choice> {
        let value = |key: &str| {
            let value = record.get(key).filter(|value| !is_empty(value));
            value.filter(|_| told.contains(&key))
        };
        let (id, name) = (value(self.id), value(&self.field.wire));
        let object = value("assigneeObjectId").filter(|_| self.field.kind == Kind::Assignee);
        let name = fold(name.and_then(Value::as_str).unwrap_or_default());
        let is_meant = |choice: &&Choice| {
            let is_object = match object {
                Some(object) => choice.object.is_some_and(|is| same(&json!(is), object)),
                None => true,
            };
            is_object
                && match id {
                    Some(id) => same(&choice.id, id),
                    None => !name.is_empty() && fold(&choice.name) == name,
                }
        };
        let list = self.field.list()?;
        catalog.list(list).iter().find(is_meant)
    }

    /// What a choice puts under one of the pair's keys.
    fn half(&self, choice: &Choice, key: &str) -> Value {
        if key == self.field.wire {
            json!(choice.name)
        } else if key == self.id {
            choice.id.clone()
        } else {
            json!(choice.object)
        }
    }
}
