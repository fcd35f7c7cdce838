//! Owns whether a customer matches a query, tested on the record itself. What the other readers of a query
//! (`sql`, `wire`) say must agree with this. Must not know where the record comes from.

use std::borrow::Cow;

use serde_json::Value;

use crate::customer::field::{CustomKind, Group, Kind};
use crate::customer::text::{closed, fold, is_hyphen};
use crate::customer::{Customer, show};

use super::expr::{Query, Term, Test, Word};

/// In what form a term reads the texts of its field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    Bare,
    Folded,
    /// Folded, and once more without the hyphens inside its words.
    Closed,
}

impl Query {
    /// Whether a customer matches. `folded` is its searchable text, a line for each field.
    pub fn matches(&self, record: &Customer, folded: &str) -> bool {
        self.expr
            .holds(&mut |word| word.matches(folded), &mut |term| {
                term.matches(record)
            })
    }
}

impl Word {
    /// Whether it stands in a customer's folded text.
    pub fn matches(&self, folded: &str) -> bool {
        folded.contains(self.folded.as_str())
            || self
                .digits
                .as_deref()
                .is_some_and(|digits| folded.contains(digits))
    }
}

impl Term {
    /// Whether a record meets it. Only what stands under `keys` is looked at.
    pub fn matches(&self, record: &Customer) -> bool {
        match &self.test {
            Test::None => !self.any_text(record, |text| !text.is_empty()),
            Test::Any => self.any_text(record, |text| !text.is_empty()),
            Test::Has(_) => self.any_text(record, |text| {
                self.meets_either(text) && self.has_dots(text)
            }),
            Test::Begins(_) => {
                self.any_text(record, |text| self.meets_either(text)) || self.has_id(record)
            }
            Test::Is(_) => {
                self.any_text(record, |text| self.meets(&fold(text))) || self.has_id(record)
            }
            Test::Code { code, name, begins } => {
                has_country(record, code, name)
                    || begins.is_some() && self.any_text(record, |text| self.meets_either(text))
            }
            Test::Flag(yes) => self.any_text(record, |text| text == "yes" || text == "Y") == *yes,
            Test::Phone(_) | Test::Numbers(_) | Test::Days(_) => {
                self.any_text(record, |text| self.meets(text))
            }
        }
    }

    /// Whether a text as people wrote it meets the test, with its hyphens or without.
    fn meets_either(&self, text: &str) -> bool {
        self.meets(&fold(text)) || self.meets(&closed(text))
    }

    /// Whether the dots count that were typed: in an address of the web or of a mailbox they do.
    fn asks_for_dots(&self) -> bool {
        let is_address = matches!(
            self.field.kind,
            Kind::Url | Kind::Email | Kind::Group(Group::Emails) | Kind::Custom(CustomKind::Link)
        );
        is_address && self.typed.contains('.')
    }

    /// Whether the dots that count are there: `.de` is not `deutsche`.
    fn has_dots(&self, text: &str) -> bool {
        if !self.asks_for_dots() {
            return true;
        }
        let dotted = |text: &str| {
            let parts = text
                .split('.')
                .map(|part| fold(&part.replace(is_hyphen, "")));
            parts.collect::<Vec<_>>().join(".")
        };
        dotted(text).contains(&dotted(&self.typed))
    }

    /// How the texts of the field decide alone: it is enough that one of them `meets`. None: something else
    /// has a say.
    pub fn reading(&self) -> Option<Reading> {
        match &self.test {
            Test::Has(_) => (!self.asks_for_dots()).then_some(Reading::Closed),
            Test::Begins(_) => (!self.may_have_id()).then_some(Reading::Closed),
            Test::Is(_) => (!self.may_have_id()).then_some(Reading::Folded),
            Test::Phone(_) | Test::Numbers(_) | Test::Days(_) => Some(Reading::Bare),
            Test::None | Test::Any | Test::Code { .. } | Test::Flag(_) => None,
        }
    }

    /// Whether one text of the field is what is asked for; folded, closed or bare as `reading` says.
    pub fn meets(&self, text: &str) -> bool {
        match &self.test {
            Test::Has(wanted) => text.contains(wanted.as_str()),
            Test::Is(wanted) => text == wanted,
            Test::Begins(wanted) => begins_word(text, wanted),
            Test::Phone(wanted) => wanted.matches(text),
            Test::Numbers(numbers) => numbers.hold_text(text),
            Test::Days(days) => days.hold_text(text),
            Test::Code { begins, .. } => begins
                .as_ref()
                .is_some_and(|wanted| begins_word(text, wanted)),
            Test::None | Test::Any | Test::Flag(_) => false,
        }
    }

    /// The texts that the field has in a record.
    pub fn each_text(&self, record: &Customer, mut each: impl FnMut(&str)) {
        self.any_text(record, |text| {
            each(text);
            false
        });
    }

    /// Whether two terms read the same texts of every record.
    pub fn reads_as(&self, other: &Term) -> bool {
        self.field.wire == other.field.wire
            && self.place.map(|place| place.wires) == other.place.map(|place| place.wires)
            && self.keys().eq(other.keys())
    }

    /// Whether `meets` holds for one of the field's texts. A field without a value has none or an empty one.
    fn any_text(&self, record: &Customer, mut meets: impl FnMut(&str) -> bool) -> bool {
        if let Some(place) = self.place {
            let addresses = record.list(&self.field.wire).iter();
            return addresses
                .flat_map(|address| place.wires.iter().map(|wire| address.get(*wire)))
                .any(|value| meets(&bare_text(value)));
        }
        let own = match self.field.kind {
            Kind::Group(group) => self.any_element(record, group, &mut meets),
            Kind::Custom(kind) => self.any_custom(record, kind, &mut meets),
            _ => meets(&self.plain_text(record)),
        };
        own || self.beside().iter().any(|key| meets(record.text(key)))
    }

    fn any_element(
        &self,
        record: &Customer,
        group: Group,
        meets: &mut impl FnMut(&str) -> bool,
    ) -> bool {
        let elements = record.list(&self.field.wire).iter();
        let member = match group {
            Group::Phones => Some("phoneNumber"),
            Group::Emails => Some("emailAddress"),
            Group::Labels => Some("labelName"),
            _ => None,
        };
        elements
            .map(|element| {
                // The usual shape needs no new text.
                match member
                    .and_then(|member| element.get(member))
                    .and_then(Value::as_str)
                {
                    Some(text) => Cow::Borrowed(text),
                    None => Cow::Owned(show::headline(element, group)),
                }
            })
            .any(|text| meets(&text))
    }

    fn any_custom(
        &self,
        record: &Customer,
        kind: CustomKind,
        meets: &mut impl FnMut(&str) -> bool,
    ) -> bool {
        let Some(custom) = &self.field.custom else {
            return false;
        };
        let Some(element) = record.custom(&custom.id, &custom.tag) else {
            return false;
        };
        let picked = match kind {
            CustomKind::Check | CustomKind::MultiSelect => element
                .get("attributeValues")
                .and_then(Value::as_array)
                .map(Vec::as_slice)
                .unwrap_or_default(),
            _ => &[],
        };
        let each = picked
            .iter()
            .map(|one| bare_text(one.get("attributeValue")));
        if each.clone().any(|text| !text.is_empty()) {
            return each.into_iter().any(|text| meets(&text));
        }
        match element.get("customAttributeValue") {
            Some(Value::String(text)) if !text.is_empty() => meets(text),
            _ => meets(&show::part_text(&self.field, &record.part(&self.field))),
        }
    }

    /// The text of a field that is neither a list nor the firm's own.
    fn plain_text<'a>(&self, record: &'a Customer) -> Cow<'a, str> {
        match record.get(&self.field.wire) {
            Some(Value::String(text)) if !text.is_empty() => Cow::Borrowed(text),
            None | Some(Value::Null | Value::String(_)) if self.field.id_wire.is_none() => {
                Cow::Borrowed("")
            }
            // A pair may come with its id alone.
            _ => Cow::Owned(show::part_text(&self.field, &record.part(&self.field))),
        }
    }

    /// Whether the field is one that `has_id` looks at.
    pub(super) fn may_have_id(&self) -> bool {
        let chosen = matches!(
            self.field.kind,
            Kind::Choice(_)
                | Kind::Assignee
                | Kind::Reference
                | Kind::Group(Group::Labels | Group::Territories)
                | Kind::Custom(CustomKind::Select | CustomKind::Radio)
        );
        !self.typed.is_empty() && (chosen || self.place.is_some())
    }

    /// Whether a choice has the id that was typed.
    fn has_id(&self, record: &Customer) -> bool {
        if self.typed.is_empty() {
            return false;
        }
        let is = |value: Option<&Value>| *bare_text(value) == *self.typed;
        if let Some(id) = self.place.and_then(|place| place.choice) {
            let addresses = record.list(&self.field.wire).iter();
            return addresses.into_iter().any(|address| is(address.get(id)));
        }
        if self.place.is_some() {
            return false;
        }
        match self.field.kind {
            Kind::Choice(_) | Kind::Assignee | Kind::Reference => {
                self.field.id_wire.is_some_and(|id| is(record.get(id)))
            }
            Kind::Group(group @ (Group::Labels | Group::Territories)) => {
                let mut elements = record.list(&self.field.wire).iter();
                elements.any(|element| group.identity().iter().any(|id| is(element.get(*id))))
            }
            Kind::Custom(CustomKind::Select | CustomKind::Radio) => {
                let custom = self.field.custom.as_ref();
                let element = custom.and_then(|custom| record.custom(&custom.id, &custom.tag));
                element.is_some_and(|element| is(element.get("customAttributeValueId")))
            }
            _ => false,
        }
    }
}

/// Whether one of the addresses is in the country of a code; a record may have just its name.
fn has_country(record: &Customer, code: &str, name: &str) -> bool {
    record.list("addresses").iter().any(|address| {
        match address.get("countryCode").and_then(Value::as_str) {
            Some(there) if !there.is_empty() => there == code,
            _ => fold(&bare_text(address.get("countryName"))) == name,
        }
    })
}

/// Whether a text has a word that begins so. Both are folded.
pub(super) fn begins_word(text: &str, wanted: &str) -> bool {
    text.match_indices(wanted).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        before.is_none_or(|c| !c.is_alphanumeric())
    })
}

/// A text or a number as text; nothing else has one.
fn bare_text(value: Option<&Value>) -> Cow<'_, str> {
    match value {
        Some(Value::String(text)) => Cow::Borrowed(text),
        Some(Value::Number(number)) => Cow::Owned(number.to_string()),
        _ => Cow::Borrowed(""),
    }
}
