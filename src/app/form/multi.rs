//! Owns a field that takes several of a list: labels, territories, ticked options. Elements nobody
//! touched stay as they came.
//! Must not draw the list: a picker layer does.

use serde_json::{Value, json};

use crate::customer::field::Group;
use crate::customer::text::one_line;
use crate::customer::validate::{self, attribute_value, label_element, territory_element};
use crate::customer::{Catalog, Choice as Offer, Field, Kind, Part, show};

/// The elements that are ticked.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Multi {
    pub ticked: Vec<Value>,
    start: Vec<Value>,
}

impl Multi {
    pub fn new(field: &Field, start: &Part) -> Multi {
        let value = start.get(field.wire.as_ref());
        let list = match field.kind {
            Kind::Group(_) => value,
            _ => value.and_then(|element| element.get("attributeValues")),
        };
        let start = list.and_then(Value::as_array).cloned().unwrap_or_default();
        Multi {
            ticked: start.clone(),
            start,
        }
    }

    /// Whether other things are ticked than at the start; their order says nothing.
    pub fn is_changed(&self) -> bool {
        self.ticked.len() != self.start.len()
            || self.ticked.iter().any(|one| !self.start.contains(one))
    }

    pub fn names(&self, field: &Field) -> Vec<String> {
        self.ticked.iter().map(|one| name(field, one)).collect()
    }

    pub fn tick(&mut self, field: &Field, offer: &Offer) {
        let before = self.ticked.len();
        self.ticked.retain(|one| name(field, one) != offer.name);
        if self.ticked.len() == before {
            let kept = self.start.iter().find(|one| name(field, one) == offer.name);
            self.ticked
                .push(kept.cloned().unwrap_or_else(|| element(field, offer)));
        }
    }

    pub fn clear(&mut self) {
        self.ticked.clear();
    }

    /// On a list as it was answered: what was ticked and unticked since `was` stays so.
    pub fn take_over(&mut self, field: &Field, mine: &Multi, was: &Multi) {
        let (now, before) = (mine.names(field), was.names(field));
        self.ticked.retain(|one| {
            let name = name(field, one);
            now.contains(&name) || !before.contains(&name)
        });
        let there = self.names(field);
        let added = mine.ticked.iter().filter(|one| {
            let name = name(field, one);
            !before.contains(&name) && !there.contains(&name)
        });
        self.ticked.extend(added.cloned());
    }

    pub fn part(&self, field: &Field, before: &Part, catalog: &Catalog) -> Part {
        if !self.is_changed() {
            return before.clone();
        }
        let ticked = Value::Array(self.ticked.clone());
        if matches!(field.kind, Kind::Group(_)) {
            return Part::from_iter([(field.wire.to_string(), ticked)]);
        }
        let mut part = if before.is_empty() {
            self.new_attribute(field, catalog)
        } else {
            before.clone()
        };
        if let Some(Value::Object(element)) = part.get_mut(field.wire.as_ref()) {
            element.insert("attributeValues".to_owned(), ticked);
        }
        part
    }

    /// The element of an attribute that the record does not have yet.
    fn new_attribute(&self, field: &Field, catalog: &Catalog) -> Part {
        let known = |one: &Value| {
            let id = one.get("attributeId").and_then(Value::as_str)?;
            validate::read(field, id, &Part::new(), catalog).ok()
        };
        self.ticked.iter().find_map(known).unwrap_or_default()
    }
}

fn name(field: &Field, one: &Value) -> String {
    one_line(&match field.kind {
        Kind::Group(group) => show::headline(one, group),
        _ => one
            .get("attributeValue")
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned(),
    })
}

fn element(field: &Field, offer: &Offer) -> Value {
    match field.kind {
        Kind::Group(Group::Territories) => Value::Object(territory_element(offer)),
        Kind::Group(_) => Value::Object(label_element(offer)),
        _ => match offer.id.as_str() {
            Some(id) => attribute_value(id, &offer.name),
            None => json!({"attributeValue": offer.name}),
        },
    }
}
