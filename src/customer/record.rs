//! Owns one customer exactly as the server sent it: unknown keys, the order of keys and the text of
//! numbers are kept, so that a record goes out as it came in. (An exponent is written `1e+9` where it
//! came as `1e9`: the same number, and the only spelling that moves.)
//! Must not judge values: reading and checking are in `validate.rs`, showing is in `show.rs`.

use std::fmt;

use serde::de::{DeserializeSeed, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};
use thiserror::Error;

use super::change::{Change, Part, is_empty};
use super::field::{CUSTOM_PREFIX, Field};

/// The number that names a customer. The cloud's exceed 32 bits.
pub type CustomerId = i64;

/// Why something is no customer record.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum RecordError {
    #[error("a customer record must be a JSON object, but this is {0}")]
    NotAnObject(&'static str),
    #[error("this is not JSON: {0}")]
    NotJson(String),
}

/// One customer.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Customer {
    values: Map<String, Value>,
}

impl Customer {
    pub fn new() -> Customer {
        Customer::default()
    }

    pub fn from_value(value: Value) -> Result<Customer, RecordError> {
        match value {
            Value::Object(values) => Ok(Customer { values }),
            Value::Null => Err(RecordError::NotAnObject("null")),
            Value::Bool(_) => Err(RecordError::NotAnObject("true or false")),
            Value::Number(_) => Err(RecordError::NotAnObject("a number")),
            Value::String(_) => Err(RecordError::NotAnObject("a text")),
            Value::Array(_) => Err(RecordError::NotAnObject("a list")),
        }
    }

    pub fn from_json(text: &str) -> Result<Customer, RecordError> {
        let not_json = |error: serde_json::Error| RecordError::NotJson(error.to_string());
        if !text.trim_start().starts_with('{') {
            return Customer::from_value(serde_json::from_str(text).map_err(not_json)?);
        }
        let mut reader = serde_json::Deserializer::from_str(text);
        let members = Members { of: text.len() };
        let values = members.deserialize(&mut reader).map_err(not_json)?;
        reader.end().map_err(not_json)?;
        Ok(Customer { values })
    }

    pub fn to_json(&self) -> String {
        // Texts as keys, and nothing that writes: it cannot fail.
        serde_json::to_string(&self.values).unwrap_or_default()
    }

    pub fn values(&self) -> &Map<String, Value> {
        &self.values
    }

    pub fn into_value(self) -> Value {
        Value::Object(self.values)
    }

    pub fn get(&self, wire: &str) -> Option<&Value> {
        self.values.get(wire)
    }

    /// Puts a value under a wire key; an existing key keeps its place.
    pub fn set(&mut self, wire: &str, value: Value) {
        self.values.insert(wire.to_owned(), value);
    }

    /// Takes a key out; those behind it keep their order.
    pub fn remove(&mut self, wire: &str) -> Option<Value> {
        self.values.shift_remove(wire)
    }

    /// The customer's id. It is under `customerId` or, on some answers, only under `id`, and may be a
    /// number or its digits.
    pub fn id(&self) -> Option<CustomerId> {
        self.get("customerId")
            .and_then(whole)
            .or_else(|| self.get("id").and_then(whole))
    }

    pub fn version(&self) -> Option<i64> {
        self.get("version").and_then(whole)
    }

    pub fn name(&self) -> &str {
        self.text("customerName")
    }

    pub fn number(&self) -> &str {
        self.text("customerNumber")
    }

    /// The text under a wire key; empty where there is none or it is no text.
    pub fn text(&self, wire: &str) -> &str {
        self.get(wire).and_then(Value::as_str).unwrap_or_default()
    }

    /// The elements of a list; none where the key is missing or holds something else.
    pub fn list(&self, wire: &str) -> &[Value] {
        self.get(wire)
            .and_then(Value::as_array)
            .map(Vec::as_slice)
            .unwrap_or_default()
    }

    /// Everything of the record that belongs to one field.
    pub fn part(&self, field: &Field) -> Part {
        if let Some(custom) = &field.custom {
            let key = field.wire.to_string();
            return match self.custom(&custom.id, &custom.tag) {
                Some(element) => Part::from_iter([(key, element.clone())]),
                None => Part::new(),
            };
        }
        field
            .keys()
            .filter_map(|key| self.get(key).map(|value| (key.to_owned(), value.clone())))
            .collect()
    }

    /// One custom attribute's element, by its id or else by its tag.
    pub fn custom(&self, id: &str, tag: &str) -> Option<&Value> {
        let all = self.list("customAttributes");
        let named = |key: &str, wanted: &str| {
            all.iter().find(|element| {
                !wanted.is_empty() && element.get(key).and_then(Value::as_str) == Some(wanted)
            })
        };
        named("customAttributeId", id).or_else(|| named("customAttributeTagName", tag))
    }

    /// Puts `change.to` in the place of `change.from`.
    pub fn apply(&mut self, change: &Change) {
        let was_blank = change.to.contains_key(CUSTOM_PREFIX);
        for (gone, was) in &change.from {
            if !change.to.contains_key(gone) {
                match gone.strip_prefix(CUSTOM_PREFIX) {
                    Some("") => {}
                    Some(id) => self.take_custom(id, was, was_blank),
                    None => drop(self.remove(gone)),
                }
            }
        }
        for (key, value) in &change.to {
            match key.strip_prefix(CUSTOM_PREFIX) {
                Some("") => self.put_blank(value),
                Some(id) => self.put_custom(id, value.clone()),
                None => self.set(key, value.clone()),
            }
        }
    }

    /// How the list of custom attributes spells that it has none; none where it has some, or is not there.
    pub fn blank_custom(&self) -> Option<&Value> {
        self.get("customAttributes").filter(|all| is_empty(all))
    }

    /// Spells it so again.
    fn put_blank(&mut self, blank: &Value) {
        if self.get("customAttributes").is_none_or(is_empty) {
            self.set("customAttributes", blank.clone());
        }
    }

    /// Takes an attribute out; a list that had nothing else was not there before it, unless it was blank.
    fn take_custom(&mut self, id: &str, was: &Value, was_blank: bool) {
        let Some(Value::Array(all)) = self.values.get_mut("customAttributes") else {
            return;
        };
        if let Some(at) = find_custom(all, id, was) {
            all.remove(at);
            if all.is_empty() && !was_blank {
                self.remove("customAttributes");
            }
        }
    }

    fn put_custom(&mut self, id: &str, value: Value) {
        let all = self
            .values
            .entry("customAttributes")
            .or_insert_with(|| Value::Array(Vec::new()));
        if !all.is_array() {
            *all = Value::Array(Vec::new());
        }
        let Some(all) = all.as_array_mut() else {
            return;
        };
        match find_custom(all, id, &value) {
            Some(at) => all[at] = value,
            None => all.push(value),
        }
    }
}

/// Where an attribute stands: by its id, or else by the tag that it has.
fn find_custom(all: &[Value], id: &str, element: &Value) -> Option<usize> {
    let tag = element.get("customAttributeTagName");
    all.iter().position(|other| {
        other.get("customAttributeId").and_then(Value::as_str) == Some(id)
            || (tag.is_some() && other.get("customAttributeTagName") == tag)
    })
}

/// A whole number that came as a number or as its digits.
pub fn whole(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) => number.as_i64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

/// Reads an object into a map that has room for its members from the start: a map that grows would be moved again
/// and again, and end half empty. `of`: how long the text is.
struct Members {
    of: usize,
}

/// What a member of a record takes in its text, about.
const MEMBER: usize = 24;
/// More members than this are rare; a long text is one with a long note.
const MOST: usize = 96;

impl<'de> DeserializeSeed<'de> for Members {
    type Value = Map<String, Value>;

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<Self::Value, D::Error> {
        reader.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Members {
    type Value = Map<String, Value>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a customer record")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut all: A) -> Result<Self::Value, A::Error> {
        let mut values = Map::with_capacity((self.of / MEMBER).min(MOST));
        while let Some((key, value)) = all.next_entry()? {
            values.insert(key, value);
        }
        Ok(values)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::customer::field::Fields;
    use serde_json::json;

    #[test]
    fn a_record_goes_out_as_it_came_in() {
        let text = r#"{"zeta":1.50,"customerId":21463370742,"Ünknown":{"b":[1e+400,null],"a":"x"},"annualRevenue":1.0}"#;
        assert_eq!(Customer::from_json(text).unwrap().to_json(), text);
    }

    #[test]
    fn ids_are_read_as_numbers_and_as_digits() {
        for text in [
            r#"{"customerId":7}"#,
            r#"{"customerId":"7"}"#,
            r#"{"id":"7"}"#,
            r#"{"customerId":null,"id":7}"#,
        ] {
            assert_eq!(Customer::from_json(text).unwrap().id(), Some(7), "{text}");
        }
    }

    #[test]
    fn of_a_key_that_stands_twice_the_last_value_counts() {
        let record = Customer::from_json(" {\"a\":1,\"b\":2,\"a\":3} ").unwrap();
        assert_eq!(record.to_json(), r#"{"a":3,"b":2}"#);
    }

    #[test]
    fn a_change_of_one_field_leaves_all_other_bytes() {
        let text = r#"{"x":1.10,"statusName":"Odd","statusId":99,"website":"","k":[{"q":1}]}"#;
        let mut record = Customer::from_json(text).unwrap();
        let fields = Fields::standard();
        let field = fields.find("website").unwrap();
        let from = record.part(field);
        let to = Part::from_iter([("website".to_owned(), json!("a.example"))]);
        record.apply(&Change {
            field: "website".into(),
            from,
            to,
        });
        assert_eq!(
            record.to_json(),
            text.replace(r#""website":"""#, r#""website":"a.example""#)
        );
    }

    #[test]
    fn an_attribute_that_is_taken_back_leaves_the_list_as_it_was_spelt() {
        let element = json!({"customAttributeTagName": "size", "customAttributeValue": "1"});
        let there = Part::from_iter([("customAttributes/c1".to_owned(), element)]);
        for text in [
            r#"{"a":1,"b":2}"#,
            r#"{"a":1,"customAttributes":null,"b":2}"#,
            r#"{"a":1,"customAttributes":"","b":2}"#,
            r#"{"a":1,"customAttributes":[],"b":2}"#,
            r#"{"a":1,"customAttributes":[{"odd":1}],"b":2}"#,
        ] {
            let mut record = Customer::from_json(text).unwrap();
            let blank = record.blank_custom();
            let from = blank.map(|blank| (CUSTOM_PREFIX.to_owned(), blank.clone()));
            let mut change = Change {
                field: "customAttributes/c1".into(),
                from: from.into_iter().collect(),
                to: there.clone(),
            };
            record.apply(&change);
            assert!(record.custom("", "size").is_some(), "{text}");
            std::mem::swap(&mut change.from, &mut change.to);
            record.apply(&change);
            assert_eq!(record.to_json(), text);
        }
    }

    #[test]
    fn what_is_no_object_is_refused_by_name() {
        assert_eq!(
            Customer::from_json("[]"),
            Err(RecordError::NotAnObject("a list"))
        );
        assert!(matches!(
            Customer::from_json("{"),
            Err(RecordError::NotJson(_))
        ));
        assert!(matches!(
            Customer::from_json("{} {}"),
            Err(RecordError::NotJson(_))
        ));
    }
}
