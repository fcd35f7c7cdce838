//! Owns putting the cells of a row into a record: every value goes through the same reading as what is typed
//! into a form. All that is wrong with a row is found, not only the first.
//! Must not know where the record comes from.

use std::collections::{HashMap, HashSet};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::dates::{self, Days};
use super::json;
use super::meant::{self, Meanings};
use super::row::Cell;
use crate::customer::blank::AUTO_NUMBER;
use crate::customer::change::{Part, same};
use crate::customer::field::{CustomKind, Field, Group, Kind};
use crate::customer::{Catalog, Change, Customer, Fields, Invalid, check, elements, validate};
use crate::workspace::export::cell;
use crate::workspace::export::target::Target;
use crate::workspace::parent;

/// What is wrong with a cell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trouble {
    pub reason: String,
    /// Values that are in no list of the catalog: the field, and the value.
    pub unknown: Vec<(String, String)>,
}

/// What is needed to read cells.
pub struct Reader<'a> {
    pub fields: &'a Fields,
    pub catalog: &'a Catalog,
    /// How the columns write their days, by the column's number.
    pub days: HashMap<usize, Days>,
    pub values: Meanings,
}

/// A record that takes the cells of a row.
pub struct Filling<'a> {
    reader: &'a Reader<'a>,
    before: &'a Customer,
    record: Customer,
    is_new: bool,
    touched: Vec<&'a Field>,
    /// Elements of which a cell was there, and whether any of those said something.
    elements: Vec<(&'a Field, Group, usize, bool)>,
    /// Lists that a column has begun; the next one adds to them.
    begun: HashSet<&'a str>,
    /// A name was given and not taken: why is told, and that it is needed would be a second reason for one fault.
    name_refused: bool,
}

impl<'a> Filling<'a> {
    pub fn new(reader: &'a Reader<'a>, before: &'a Customer, is_new: bool) -> Filling<'a> {
        Filling {
            reader,
            before,
            record: before.clone(),
            is_new,
            touched: Vec::new(),
            elements: Vec::new(),
            begun: HashSet::new(),
            name_refused: false,
        }
    }

    /// Puts one cell into the record.
    pub fn put(&mut self, column: usize, target: &'a Target, cell: &Cell) -> Result<(), Trouble> {
        match target {
            Target::Id | Target::Version | Target::Checks | Target::Parent(_) => Ok(()),
            Target::Foreign(key) => {
                if let (true, Cell::Json(value)) = (self.is_new, cell) {
                    self.record.set(key, value.clone());
                }
                Ok(())
            }
            Target::Customs => self.customs(cell),
            Target::Field(field) => {
                let put = self.field(column, target, field, cell);
                self.name_refused |= put.is_err() && field.wire == "customerName";
                put
            }
            Target::Member {
                field,
                group,
                nth,
                member,
            } => {
                let text = cell.shown();
                let text = self.meant(target, text.trim());
                check::seen(&text)
                    .map_err(|reason| self.trouble_of_member(target, &text, reason))?;
                let given = Map::from_iter([(member.wire.to_owned(), Value::String(text.clone()))]);
                self.member(field, *group, *nth, given, !text.is_empty())
                    .map_err(|reason| self.trouble_of_member(target, &text, reason))
            }
            Target::Rest { field, group, nth } => {
                let given = match cell.shown() {
                    text if text.trim().is_empty() => Map::new(),
                    text => serde_json::from_str(&text).map_err(|_| Trouble {
                        reason: format!("{}: is no JSON object", target.label()),
                        unknown: Vec::new(),
                    })?,
                };
                let says = !given.is_empty();
                let given = elements::from_elsewhere(given);
                self.member(field, *group, *nth, given, says)
                    .map_err(|reason| self.trouble_of_member(target, "", reason))
            }
        }
    }

    /// The record as the cells so far have made it.
    pub fn so_far(&self) -> &Customer {
        &self.record
    }

    /// Puts the parent customer in, as it was found here.
    pub fn set_parent(&mut self, part: Part) {
        if let Some(field) = self.reader.fields.find(parent::NAME) {
            self.set(field, part);
        }
    }

    /// The record with what leads to it, or that it is not whole.
    pub fn done(mut self) -> Result<(Customer, Vec<Change>), Trouble> {
        self.drop_empty_elements();
        if self.record.name().trim().is_empty() && !self.name_refused {
            return Err(Trouble {
                reason: "Name: is needed".to_owned(),
                unknown: Vec::new(),
            });
        }
        let mut changes: Vec<Change> = Vec::new();
        for field in &self.touched {
            let change = Change {
                field: field.wire.to_string(),
                from: self.before.part(field),
                to: self.record.part(field),
            };
            if !change.is_nothing() && !changes.iter().any(|other| other.field == change.field) {
                changes.push(change);
            }
        }
        Ok((self.record, changes))
    }

    fn field(
        &mut self,
        column: usize,
        target: &Target,
        field: &'a Field,
        cell: &Cell,
    ) -> Result<(), Trouble> {
        let catalog = self.reader.catalog;
        let before = self.before.part(field);
        let keeps_number = self.is_new && field.wire == "customerNumber" && cell.is_empty();
        if keeps_number && self.record.number() == AUTO_NUMBER {
            return Ok(());
        }
        let part = match (cell, field.kind) {
            // What is given again stays as it is, also where it would not be taken today.
            (Cell::Json(value), _)
                if before
                    .get(field.wire.as_ref())
                    .is_some_and(|b| same(b, value)) =>
            {
                before.clone()
            }
            (Cell::Json(value), Kind::Group(group)) if value.is_array() => {
                let value = &meant::list(&self.reader.values, field, group, value);
                let list = json::list(group, value, before.get(field.wire.as_ref()), catalog);
                let list = list.map_err(|why| self.trouble(field, &cell.shown(), why))?;
                Part::from_iter([(field.wire.to_string(), list)])
            }
            (Cell::Json(Value::Object(element)), Kind::Custom(kind)) => {
                self.custom(field, kind, element)?
            }
            (Cell::Json(value), _) => {
                let read = |text: &str| self.text(column, field, text, &before);
                json::scalar(field, value, read)?
            }
            (Cell::Text(text), _) if *text == cell::text(self.before, target, catalog) => {
                before.clone()
            }
            (Cell::Text(text), Kind::Custom(kind)) if text.trim_start().starts_with('{') => {
                match serde_json::from_str(text) {
                    Ok(element) => self.custom(field, kind, &element)?,
                    Err(_) => self.text(column, field, text, &before)?,
                }
            }
            (Cell::Text(text), Kind::Group(group)) if text.trim_start().starts_with('[') => {
                let value: Value = serde_json::from_str(text)
                    .map_err(|error| self.trouble(field, text, format!("is not JSON: {error}")))?;
                let value = meant::list(&self.reader.values, field, group, &value);
                let list = json::list(group, &value, before.get(field.wire.as_ref()), catalog);
                let list = list.map_err(|why| self.trouble(field, text, why))?;
                Part::from_iter([(field.wire.to_string(), list)])
            }
            (Cell::Text(text), _) => self.text(column, field, text, &before)?,
        };
        self.set(field, part);
        Ok(())
    }

    /// A value as a person writes it.
    fn text(
        &self,
        column: usize,
        field: &Field,
        text: &str,
        before: &Part,
    ) -> Result<Part, Trouble> {
        let mut typed = self.meant(&Target::Field(Box::new(field.clone())), text);
        match field.kind {
            Kind::Date | Kind::Custom(CustomKind::Date) => {
                if let Some(days) = self.reader.days.get(&column) {
                    typed = self.day(field, &typed, days)?;
                }
            }
            // People write one under the other what belongs to a list.
            Kind::Group(_) => typed = typed.replace(['\r', '\n'], ";"),
            _ => {}
        }
        let told = |invalid: Invalid| self.trouble(field, &typed, invalid.reason);
        validate::fits(field, &typed).map_err(told)?;
        validate::read(field, &typed, before, self.reader.catalog).map_err(told)
    }

    fn day(&self, field: &Field, typed: &str, days: &Days) -> Result<String, Trouble> {
        if typed.trim().is_empty() || dates::is_day(typed, &days.format) {
            return Ok(dates::iso(typed, &days.format));
        }
        let pattern = days.format.pattern();
        Err(self.trouble(field, typed, format!("“{typed}” is no date ({pattern})")))
    }

    /// What a value of the file means, where that was said.
    fn meant(&self, target: &Target, text: &str) -> String {
        meant::text(&self.reader.values, target, text)
    }

    fn set(&mut self, field: &'a Field, mut part: Part) {
        let adds = matches!(field.kind, Kind::Group(_)) && !self.begun.insert(field.wire.as_ref());
        if adds {
            let mut all = self.record.list(&field.wire).to_vec();
            if let Some(Value::Array(more)) = part.get(field.wire.as_ref()) {
                all.extend(more.iter().cloned());
            }
            part = Part::from_iter([(field.wire.to_string(), Value::Array(all))]);
        }
        self.record.apply(&Change {
            field: field.wire.to_string(),
            from: self.record.part(field),
            to: part,
        });
        self.touched.push(field);
    }

    fn customs(&mut self, cell: &Cell) -> Result<(), Trouble> {
        let parsed;
        let all = match cell {
            Cell::Json(Value::Array(all)) => all,
            cell if cell.is_empty() => return Ok(()),
            Cell::Text(text) => {
                parsed = serde_json::from_str::<Vec<Value>>(text).map_err(|_| no_customs())?;
                &parsed
            }
            Cell::Json(_) => return Err(no_customs()),
        };
        for element in all {
            let Value::Object(element) = element else {
                return Err(no_customs());
            };
            match json::attribute(element, self.reader.fields) {
                Some((field, kind)) => {
                    let whole = Value::Object(element.clone());
                    let before = self.before.part(field);
                    if !before
                        .get(field.wire.as_ref())
                        .is_some_and(|b| same(b, &whole))
                    {
                        let part = self.custom(field, kind, element)?;
                        self.set(field, part);
                    }
                }
                None if self.is_new => json::keep_unknown(&mut self.record, element),
                None => {}
            }
        }
        Ok(())
    }

    fn custom(
        &self,
        field: &Field,
        kind: CustomKind,
        element: &Map<String, Value>,
    ) -> Result<Part, Trouble> {
        json::custom(field, kind, element, self.reader.catalog)
            .map_err(|invalid| self.trouble(field, "", invalid.reason))
    }

    fn member(
        &mut self,
        field: &'a Field,
        group: Group,
        nth: usize,
        given: Map<String, Value>,
        says: bool,
    ) -> Result<(), String> {
        let mut all = self.record.list(&field.wire).to_vec();
        let known = self
            .elements
            .iter_mut()
            .find(|(of, _, n, _)| of.wire == field.wire && *n == nth);
        match known {
            Some((_, _, _, any)) => *any |= says,
            None if !says && nth >= all.len() => {
                // Nothing, where there is nothing: but the next cell may say something.
                self.elements.push((field, group, nth, false));
            }
            None => self.elements.push((field, group, nth, says)),
        }
        for at in all.len()..=nth {
            all.push(Value::Object(group.blank(at)));
        }
        let start = all[nth].as_object().cloned().unwrap_or_default();
        all[nth] = elements::fill(group, start, &given, self.reader.catalog)?;
        self.record.set(&field.wire, Value::Array(all));
        self.touched.push(field);
        Ok(())
    }

    /// Elements of which no cell says anything are not there, or no longer.
    fn drop_empty_elements(&mut self) {
        let mut empty: Vec<_> = self
            .elements
            .iter()
            .filter(|(_, _, _, says)| !says)
            .collect();
        empty.sort_by_key(|(_, _, nth, _)| std::cmp::Reverse(*nth));
        for (field, group, nth, _) in empty {
            let mut all = self.record.list(&field.wire).to_vec();
            let was = self.before.list(&field.wire).get(*nth);
            let gone = all
                .get(*nth)
                .is_some_and(|element| group.is_blank(element) && was != Some(element));
            if gone {
                all.remove(*nth);
                self.record.set(&field.wire, Value::Array(all));
            }
        }
    }

    fn trouble(&self, field: &Field, value: &str, reason: String) -> Trouble {
        let unknown = meant::unknown(field, value.trim(), self.reader.catalog).into_iter();
        Trouble {
            unknown: unknown.map(|value| (field.kebab(), value)).collect(),
            reason: format!("{}: {reason}", field.label),
        }
    }

    fn trouble_of_member(&self, target: &Target, value: &str, reason: String) -> Trouble {
        let is_unknown = match target {
            Target::Member { member, .. } => match member.kind {
                Kind::Choice(list) => meant::is_in_no(list, value, self.reader.catalog),
                _ => false,
            },
            _ => false,
        };
        Trouble {
            unknown: is_unknown
                .then(|| (target.name(self.reader.fields), value.to_owned()))
                .into_iter()
                .collect(),
            reason: format!("{} {reason}", short(target)),
        }
    }
}

fn short(target: &Target) -> String {
    match target {
        Target::Member { group, nth, .. } | Target::Rest { group, nth, .. } => {
            format!("{} {}:", group.singular(), nth + 1)
        }
        other => other.label(),
    }
}

/// Under what name the meanings of a column's values are kept: every address has the same countries.
pub fn value_key(target: &Target) -> String {
    match target {
        Target::Member { field, member, .. } => format!("{}/{}", field.wire, member.wire),
        other => other
            .field()
            .map(|field| field.wire.to_string())
            .unwrap_or_default(),
    }
}

fn no_customs() -> Trouble {
    Trouble {
        reason: "customAttributes: must be a list of objects".to_owned(),
        unknown: Vec::new(),
    }
}
