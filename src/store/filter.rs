//! Owns the conditions that a search of the API can set, as data, and whether a record meets them. An
//! engine may turn conditions into its own language; what it cannot say is tested here.
//! Must not know how the conditions were written on the wire.

use std::sync::Arc;

use serde_json::Value;

use crate::customer::Customer;
use crate::customer::record::whole;
use crate::customer::text::{fold, holds};
use crate::query::{Expr, Query};

use super::Order;
use super::customers::search_text;

/// Conditions that must all be met.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filter {
    pub all: Vec<Condition>,
}

/// One condition. Texts of people are folded before they are compared.
#[derive(Clone, Debug, PartialEq)]
pub enum Condition {
    /// Every one of these folded words stands somewhere in the record.
    Words(Vec<String>),
    /// The text under a wire key has these folded words in it, one after the other.
    Contains {
        wire: String,
        folded: String,
    },
    /// The name begins with this folded text.
    Begins(String),
    /// The value under a wire key is one of these, as text; ids come as numbers and as digits.
    OneOf {
        wire: String,
        values: Vec<String>,
    },
    /// A stamp's day, or a number, is not before or not after another.
    DayFrom {
        wire: String,
        day: String,
    },
    DayUntil {
        wire: String,
        day: String,
    },
    NumberFrom {
        wire: String,
        at_least: String,
    },
    NumberUntil {
        wire: String,
        at_most: String,
    },
    /// One element of a list meets all of these.
    Element {
        wire: String,
        all: Vec<Member>,
    },
    /// One of these is met; none of no conditions.
    Any(Vec<Condition>),
    /// A search in the language of people.
    Query(Arc<Query>),
}

/// What a member of an element must be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Member {
    Contains {
        wires: Vec<&'static str>,
        folded: String,
    },
    Is {
        wires: Vec<&'static str>,
        value: String,
    },
    /// The digits of a phone number, however it is spaced.
    Digits { wire: &'static str, digits: String },
}

impl Filter {
    pub fn matches(&self, record: &Customer) -> bool {
        self.all.iter().all(|condition| condition.matches(record))
    }
}

impl Condition {
    pub fn matches(&self, record: &Customer) -> bool {
        match self {
            Condition::Words(words) => {
                let text = search_text(record);
                words.iter().all(|word| text.contains(word.as_str()))
            }
            Condition::Contains { wire, folded } => holds(&text(record.get(wire)), folded),
            Condition::Begins(folded) => fold(record.name()).starts_with(folded.as_str()),
            Condition::OneOf { wire, values } => {
                let is = text(record.get(wire));
                values.iter().any(|value| same_text(&is, value))
            }
            Condition::DayFrom { wire, day } => {
                stamp_day(record, wire).is_some_and(|is| is >= day.as_str())
            }
            Condition::DayUntil { wire, day } => {
                stamp_day(record, wire).is_some_and(|is| is <= day.as_str())
            }
            Condition::NumberFrom { wire, at_least } => number(record, wire)
                .zip(at_least.parse().ok())
                .is_some_and(|(is, least)| is >= least),
            Condition::NumberUntil { wire, at_most } => number(record, wire)
                .zip(at_most.parse().ok())
                .is_some_and(|(is, most)| is <= most),
            Condition::Element { wire, all } => record
                .list(wire)
                .iter()
                .any(|element| all.iter().all(|member| member.matches(element))),
            Condition::Any(some) => some.iter().any(|condition| condition.matches(record)),
            Condition::Query(query) => query.matches(record, &search_text(record)),
        }
    }
}

impl Member {
    fn matches(&self, element: &Value) -> bool {
        match self {
            Member::Contains { wires, folded } => wires
                .iter()
                .any(|wire| holds(&text(element.get(*wire)), folded)),
            Member::Is { wires, value } => wires
                .iter()
                .any(|wire| same_text(&text(element.get(*wire)), value)),
            Member::Digits {
                wire,
                digits: wanted,
            } => digits(&text(element.get(*wire))).contains(wanted.as_str()),
        }
    }
}

/// The folded words of a typed text, as `Condition::Words` wants them; none when nothing was typed.
pub fn words(typed: &str) -> Option<Condition> {
    let words = crate::customer::text::words(typed);
    (!words.is_empty()).then_some(Condition::Words(words))
}

/// Whether a query asks for nothing but words that every match holds.
pub(super) fn is_words_alone(expr: &Expr) -> bool {
    match expr {
        Expr::And(all) => all.iter().all(is_words_alone),
        // A number may be met by its digits alone.
        Expr::Word(word) => word.digits.is_none(),
        Expr::Or(_) | Expr::Not(_) | Expr::Term(_) => false,
    }
}

/// Whether the folded text of a field is a part of what free words look into.
pub(super) fn is_searched(order: &Order, wire: &str) -> bool {
    let field = order.fields.find(wire);
    field.is_some_and(|field| field.search && field.custom.is_none() && field.wire == wire)
}

/// Only the digits of a text.
pub fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

fn same_text(a: &str, b: &str) -> bool {
    a.trim().eq_ignore_ascii_case(b.trim())
}

fn stamp_day<'a>(record: &'a Customer, wire: &str) -> Option<&'a str> {
    record.text(wire).get(..10)
}

fn number(record: &Customer, wire: &str) -> Option<f64> {
    text(record.get(wire)).trim().parse().ok()
}

/// A value as conditions compare it.
pub(super) fn text(value: Option<&Value>) -> String {
    match value {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Array(all)) => all
            .iter()
            .map(|one| text(Some(one)))
            .collect::<Vec<_>>()
            .join("\n"),
        Some(Value::Object(map)) => map
            .values()
            .map(|one| text(Some(one)))
            .collect::<Vec<_>>()
            .join("\n"),
        Some(Value::Number(number)) => whole(&Value::Number(number.clone()))
            .map_or_else(|| number.to_string(), |n| n.to_string()),
        Some(Value::Bool(yes)) => yes.to_string(),
        Some(Value::Null) | None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn record() -> Customer {
        Customer::from_value(json!({
            "customerName": "Café Müller", "statusId": "10000", "annualRevenue": 1500.5, "creationDate": "2024-02-29 10:00:00",
            "addresses": [{"city": "Ulm", "countryId": 1}, {"city": "Bonn", "countryId": 2}],
            "phoneNumbers": [{"phoneNumber": "+49 (89) 12-34"}],
        }))
        .unwrap()
    }

    fn met(condition: Condition) -> bool {
        Filter {
            all: vec![condition],
        }
        .matches(&record())
    }

    #[test]
    fn text_is_compared_folded_and_ids_by_their_digits() {
        assert!(met(words("MULLER cafe").unwrap()));
        assert!(!met(words("muller xyz").unwrap()));
        assert!(words(" . ").is_none());
        assert!(met(Condition::Contains {
            wire: "customerName".into(),
            folded: "e mul".into()
        }));
        assert!(met(Condition::OneOf {
            wire: "statusId".into(),
            values: vec!["7".into(), "10000".into()]
        }));
        assert!(!met(Condition::OneOf {
            wire: "statusId".into(),
            values: vec!["1000".into()]
        }));
    }

    #[test]
    fn ranges_include_their_ends() {
        let from = |day: &str| Condition::DayFrom {
            wire: "creationDate".into(),
            day: day.into(),
        };
        let until = |day: &str| Condition::DayUntil {
            wire: "creationDate".into(),
            day: day.into(),
        };
        assert!(met(from("2024-02-29")) && met(until("2024-02-29")));
        assert!(!met(from("2024-03-01")) && !met(until("2024-02-28")));
        assert!(met(Condition::NumberFrom {
            wire: "annualRevenue".into(),
            at_least: "1500.5".into()
        }));
        assert!(!met(Condition::NumberUntil {
            wire: "annualRevenue".into(),
            at_most: "1500".into()
        }));
    }

    #[test]
    fn all_members_must_hold_of_one_element() {
        let address = |city: &str, country: &str| Condition::Element {
            wire: "addresses".into(),
            all: vec![
                Member::Contains {
                    wires: vec!["city"],
                    folded: city.into(),
                },
                Member::Is {
                    wires: vec!["countryId"],
                    value: country.into(),
                },
            ],
        };
        assert!(met(address("ulm", "1")) && !met(address("ulm", "2")));
        let digits = Member::Digits {
            wire: "phoneNumber",
            digits: "8912".into(),
        };
        assert!(met(Condition::Element {
            wire: "phoneNumbers".into(),
            all: vec![digits]
        }));
    }
}
