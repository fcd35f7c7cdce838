//! Owns what of a record is laid into columns of its own, in a form that the database takes: without the
//! character that its texts cannot hold, and no longer than its indexes can.
//! Must not ask the database.

use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use crate::customer::Customer;
use crate::customer::text::fold;
use crate::store::filter;

/// Where a customer stands in the orders that have an index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub name_key: String,
    pub created: String,
    pub updated: String,
    pub deleted: bool,
}

impl Place {
    pub fn of(record: &Customer, deleted: bool) -> Place {
        Place {
            name_key: short(&fold(record.name())),
            created: short(record.text("creationDate")),
            updated: short(record.text("lastUpdateDate")),
            deleted,
        }
    }
}

/// The number as text; some senders make it a JSON number.
pub(super) fn number(record: &Customer) -> String {
    match record.get("customerNumber") {
        Some(Value::String(text)) => short(text),
        Some(Value::Number(number)) => short(&number.to_string()),
        _ => String::new(),
    }
}

/// Ids and codes by which customers are found: as a search compares them.
pub(super) fn choices(record: &Customer) -> Value {
    let mut out = Map::new();
    for (key, value) in record.values() {
        if is_choice(key)
            && let Some(text) = choice(&filter::text(Some(value)))
        {
            out.insert(key.clone(), Value::String(text));
        }
    }
    Value::Object(out)
}

/// Whether the values under a key lie among the choices.
pub(super) fn is_choice(key: &str) -> bool {
    let is_id = key.ends_with("Id") && !matches!(key, "customerId" | "objectId");
    (is_id || key == "customerNumber") && key.bytes().all(|b| b.is_ascii_alphanumeric())
}

/// A value as it lies among the choices; none where it does not.
pub(super) fn choice(text: &str) -> Option<String> {
    let text = text.trim().to_ascii_lowercase();
    (!text.is_empty() && text.len() <= LONGEST_CHOICE && !text.contains('\0')).then_some(text)
}

const LONGEST_CHOICE: usize = 64;

/// The longest text in an index, in bytes; those that are the same up to there count as the same.
const LONGEST_KEY: usize = 1000;

/// A text as far as an index can hold it.
pub(super) fn short(text: &str) -> String {
    let mut end = text.len().min(LONGEST_KEY);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    clean(&text[..end])
}

/// A text that the database takes.
pub(super) fn clean(text: &str) -> String {
    text.replace('\0', "\u{fffd}")
}

/// A request id as it is kept: however long it is, an index can hold it.
pub(super) fn request_key(id: &str) -> String {
    match id.len() <= 200 && !id.contains('\0') {
        true => id.to_owned(),
        false => {
            let hash = Sha256::digest(id.as_bytes());
            let hex: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
            format!("sha256:{hex}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn whatever_stands_in_a_record_fits() {
        let record = Customer::from_value(json!({
            "customerName": "ß".repeat(5000), "customerNumber": format!("7\0{}", "9".repeat(5000)),
            "statusId": " 10000 ", "marketId": 7, "slaId": "\0", "industryId": "x".repeat(100), "odd\0Id": 1,
            "territoryId": null, "customerId": 5,
        }))
        .unwrap();
        let place = Place::of(&record, false);
        assert!(place.name_key.len() <= LONGEST_KEY && place.name_key.starts_with("ssss"));
        assert!(!number(&record).contains('\0') && number(&record).len() <= LONGEST_KEY + 2);
        assert_eq!(
            choices(&record),
            json!({"statusId": "10000", "marketId": "7"})
        );
    }
}
