//! Owns saying a query as `searchData` and `multiSelectData` of `getAllByAdvancedSearch`, as far as the
//! API can say it. Must not send anything.
//!
//! All that is sent must hold at once, so only what stands on the top level can be said; and hits may be
//! near misses. So what is sent never asks for more than the query does, and `rest` is tested on arrival.

use serde_json::{Map, Value, json};

use crate::customer::Catalog;
use crate::customer::field::{Group, Kind, List};

use super::days::Days;
use super::expr::{Expr, Query, Term, Test};
use super::numbers::Numbers;

/// A search as the API takes it, and what is still to be tested on what it answers.
#[derive(Clone, Debug, PartialEq)]
pub struct Wire {
    pub search_data: Value,
    pub multi_select_data: Value,
    /// None where nothing was asked at all.
    pub rest: Option<Query>,
}

/// The choices that go out as lists of ids.
const LISTS: [(List, &str); 8] = [
    (List::Market, "marketIds"),
    (List::Category, "categoryIds"),
    (List::Status, "statusIds"),
    (List::EmployeeRange, "employeeRangeIds"),
    (List::PaymentTerm, "paymentTermIds"),
    (List::Sla, "slaIds"),
    (List::Industry, "industryIds"),
    (List::Segment, "segmentIds"),
];

/// Texts that the search knows by the name of the field.
const TEXTS: [&str; 12] = [
    "customerName",
    "customerNumber",
    "description",
    "followUpDescription",
    "skypeName",
    "website",
    "tickerSymbol",
    "creditRating",
    "ownership",
    "faceBookURL",
    "twitterURL",
    "linkedInURL",
];

/// Flags that the search knows.
const FLAGS: [&str; 3] = ["isUnsubscribed", "isBounced", "isResponded"];

/// What the search takes for "any": a value that is one of these cannot be looked for.
const ANY: [&str; 2] = ["-1", "Select One"];

/// Says a query as a search of the API. The catalog names the ids of choices.
pub fn of(query: &Query, catalog: &Catalog) -> Wire {
    let mut said = Said {
        search: Map::new(),
        lists: Map::new(),
        catalog,
    };
    let top = match query.expr() {
        Expr::And(all) => all.as_slice(),
        one => std::slice::from_ref(one),
    };
    for one in top {
        if let Expr::Term(term) = one {
            said.term(term);
        }
    }
    Wire {
        search_data: Value::Object(said.search),
        multi_select_data: Value::Object(said.lists),
        rest: (!query.is_all()).then(|| query.clone()),
    }
}

struct Said<'a> {
    search: Map<String, Value>,
    lists: Map<String, Value>,
    catalog: &'a Catalog,
}

impl Said<'_> {
    fn term(&mut self, term: &Term) {
        let wire = term.field.wire.as_ref();
        match (&term.test, term.field.kind) {
            (Test::Has(_) | Test::Is(_), Kind::Group(group)) => self.element(term, group),
            (Test::Has(_) | Test::Is(_), _) if TEXTS.contains(&wire) => {
                self.put(wire, json!(term.typed));
            }
            (Test::Begins(_) | Test::Is(_), Kind::Choice(list)) => self.choice(term, list),
            (Test::Flag(true), _) if FLAGS.contains(&wire) => self.put(wire, json!("Y")),
            (Test::Numbers(numbers), Kind::Money) => self.revenue(numbers),
            (Test::Days(days), Kind::Stamp) => self.days(wire, days),
            _ => {}
        }
    }

    /// Sets a condition, unless there is one: two on one field cannot be said.
    fn put(&mut self, key: &str, value: Value) {
        let says_any = value.as_str().is_some_and(|text| ANY.contains(&text));
        if !says_any && !self.search.contains_key(key) {
            self.search.insert(key.to_owned(), value);
        }
    }

    fn element(&mut self, term: &Term, group: Group) {
        let member = match (term.place, group) {
            // Two keys of an address, or an id, would be asked for at once.
            (Some(place), _) if place.wires.len() == 1 && place.choice.is_none() => place.wires[0],
            (None, Group::Emails) => "emailAddress",
            _ => return,
        };
        if ANY.contains(&term.typed.as_str()) {
            return;
        }
        let element = json!({ member: term.typed });
        let list = self.search.entry(term.field.wire.to_string());
        if let Some(all) = list.or_insert_with(|| json!([])).as_array_mut() {
            // More than one is taken for another condition by some and for a choice by others.
            if all.is_empty() {
                all.push(element);
            }
        }
    }

    /// The ids of all choices that match; where the catalog knows none, a record still may.
    fn choice(&mut self, term: &Term, list: List) {
        let Some((_, key)) = LISTS.iter().find(|(known, _)| *known == list) else {
            return;
        };
        let choices = self.catalog.list(list);
        let known = choices.iter().all(|choice| id_text(&choice.id).is_some());
        let ids: Vec<String> = choices
            .iter()
            .filter_map(|choice| {
                let id = id_text(&choice.id)?;
                let named = [(term.field.wire.to_string(), json!(choice.name))];
                let ided = term
                    .field
                    .id_wire
                    .map(|key| (key.to_owned(), choice.id.clone()));
                let record = named.into_iter().chain(ided).collect();
                let record = crate::customer::Customer::from_value(Value::Object(record)).ok()?;
                term.matches(&record).then_some(id)
            })
            .collect();
        if known && !ids.is_empty() && !self.lists.contains_key(*key) {
            self.lists.insert((*key).to_owned(), json!(ids));
        }
    }

    /// Both ends or none: a lower end alone is taken for the number itself.
    fn revenue(&mut self, numbers: &Numbers) {
        let (Some(low), Some(high)) = (numbers.from, numbers.until) else {
            return;
        };
        if !self.search.contains_key("annualRevenue") {
            self.put("annualRevenue", json!(low.at.to_string()));
            self.put("annualRevenueTo", json!(high.at.to_string()));
        }
    }

    fn days(&mut self, wire: &str, days: &Days) {
        let (from, until) = match wire {
            "creationDate" => ("creationOnStartDate", "creationOnEndDate"),
            "lastUpdateDate" => ("lastUpdateOnStartDate", "lastUpdateOnEndDate"),
            _ => return,
        };
        // Days go out as the firm writes them.
        let firm = &self.catalog.date_format;
        let (first, last) = (
            days.from.map(|day| firm.write(day)),
            days.until.map(|day| firm.write(day)),
        );
        if let Some(day) = first {
            self.put(from, json!(day));
        }
        if let Some(day) = last {
            self.put(until, json!(day));
        }
    }
}

fn id_text(id: &Value) -> Option<String> {
    match id {
        Value::Number(number) => Some(number.to_string()),
        Value::String(text) if !text.is_empty() && !ANY.contains(&text.as_str()) => {
            Some(text.clone())
        }
        _ => None,
    }
}
