//! Owns what the server keeps of a record by itself: ids, the number, the version and the stamps, and the
//! ids inside addresses, phones and e-mails.
//! Must not touch anything that a person has typed.

use std::collections::HashSet;

use serde_json::{Map, Value, json};

use crate::customer::change::is_empty;
use crate::customer::record::whole;
use crate::customer::{Customer, CustomerId};

use super::By;

/// What a client sends to have a number assigned.
pub const AUTO_NUMBER: &str = "Auto generated number";

/// Whether a key is the server's alone; a client's value for it is passed over.
pub fn is_kept(wire: &str) -> bool {
    KEPT.contains(&wire)
}

const KEPT: [&str; 12] = [
    "id",
    "customerId",
    "version",
    "creationDate",
    "createdBy",
    "createdByName",
    "lastUpdateDate",
    "lastUpdatedBy",
    "lastUpdatedByName",
    "updatedBy",
    "objectId",
    "objectStatus",
];

/// Whether a new customer is to be given a number. One that somebody has typed is theirs: the API refuses a second
/// customer with it only where a firm has switched that on, and getConfigData says here that it is not
/// (`isDuplicationRulesEnabled`). Who wants to know asks first (`configurationCustomerDetails`). The generator
/// passes over numbers that were typed.
pub fn wants_number(record: &Customer) -> bool {
    match record.get("customerNumber") {
        None => true,
        Some(Value::String(text)) => text.trim().is_empty() || text == AUTO_NUMBER,
        Some(value) => is_empty(value),
    }
}

/// Makes a record that was sent a record that is kept.
pub fn born(record: &mut Customer, id: CustomerId, by: &By) {
    record.set("id", json!(id.to_string()));
    record.set("customerId", json!(id));
    record.set("objectId", json!(3));
    record.set("objectStatus", json!("0"));
    record.set("version", json!(1));
    record.set("createdBy", json!(by.id));
    record.set("createdByName", json!(by.name));
    record.set("creationDate", json!(by.at));
    touched(record, by);
}

/// Counts a change of a kept record.
pub fn changed(record: &mut Customer, by: &By) {
    let version = record.version().unwrap_or(0).saturating_add(1);
    record.set("version", json!(version));
    touched(record, by);
}

/// A field that an edit changed: its wire key, and its values before and after as JSON texts.
pub type Difference = (String, Option<String>, Option<String>);

/// What an edit changed.
pub fn differences(before: &Customer, after: &Customer) -> Vec<Difference> {
    let keys = before.values().keys();
    let new = after
        .values()
        .keys()
        .filter(|key| before.get(key).is_none());
    let text = |value: Option<&Value>| value.map(ToString::to_string);
    keys.chain(new)
        .map(|key| (key, before.get(key), after.get(key)))
        .filter(|(_, was, now)| was != now)
        .map(|(key, was, now)| (key.clone(), text(was), text(now)))
        .collect()
}

fn touched(record: &mut Customer, by: &By) {
    record.set("updatedBy", json!(by.id));
    record.set("lastUpdatedBy", json!(by.id));
    record.set("lastUpdatedByName", json!(by.name));
    record.set("lastUpdateDate", json!(by.at));
}

/// Gives every address, phone number and e-mail address the ids it does not have yet. `next` counts.
pub fn name_elements<E>(
    record: &mut Customer,
    mut next: impl FnMut() -> Result<i64, E>,
) -> Result<(), E> {
    for list in ["addresses", "phoneNumbers", "emailAddresses"] {
        let elements = record.list(list);
        let named = |element: &Value| element.as_object().is_none_or(|e| is_named(list, e));
        if elements.iter().all(named) && tags_differ(list, elements) {
            continue;
        }
        let mut elements = elements.to_vec();
        let mut used: HashSet<String> = HashSet::new();
        for (nth, element) in elements.iter_mut().enumerate() {
            let Some(element) = element.as_object_mut() else {
                continue;
            };
            if list == "addresses" {
                name_address(element, nth, &mut next)?;
            } else {
                name_line(list, element, nth, &mut used, &mut next)?;
            }
        }
        record.set(list, Value::Array(elements));
    }
    Ok(())
}

fn is_named(list: &str, element: &Map<String, Value>) -> bool {
    let has = |key: &str| element.get(key).is_some_and(|value| !is_empty(value));
    if list == "addresses" {
        has("addressId") && has("accountAddressId") && has("id")
    } else {
        has("communicationId") && has("id")
    }
}

/// Phones and e-mails are removed by their form tag, so no two of a record may share one.
fn tags_differ(list: &str, elements: &[Value]) -> bool {
    let mut seen = HashSet::new();
    let mut tags = elements
        .iter()
        .filter_map(|element| element.get("id").and_then(Value::as_str));
    list == "addresses" || tags.all(|tag| seen.insert(tag))
}

fn name_address<E>(
    address: &mut Map<String, Value>,
    nth: usize,
    next: &mut impl FnMut() -> Result<i64, E>,
) -> Result<(), E> {
    for key in ["addressId", "accountAddressId"] {
        if address.get(key).and_then(whole).is_none() {
            address.insert(key.to_owned(), json!(next()?));
        }
    }
    let missing = |address: &Map<String, Value>, key: &str| address.get(key).is_none_or(is_empty);
    if missing(address, "id") {
        let id = format!("address_section_attr_id_{}", uuid::Uuid::new_v4());
        address.insert("id".to_owned(), json!(id));
    }
    if missing(address, "addressAttributeId") {
        address.insert(
            "addressAttributeId".to_owned(),
            json!("address_section_attr_id"),
        );
    }
    if missing(address, "addressGroupName") {
        let name = format!("Address{}", nth + 1);
        address.insert("addressGroupName".to_owned(), json!(name));
    }
    Ok(())
}

fn name_line<E>(
    list: &str,
    element: &mut Map<String, Value>,
    place: usize,
    used: &mut HashSet<String>,
    next: &mut impl FnMut() -> Result<i64, E>,
) -> Result<(), E> {
    if element.get("communicationId").is_none_or(is_empty) {
        element.insert("communicationId".to_owned(), json!(next()?));
    }
    let given = element
        .get("id")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let (first, more) = match list {
        "phoneNumbers" => ("cust_phone_input", "customer_phone_input"),
        _ => ("cont_email_input", "cont_email_input"),
    };
    let mut tag = if given.is_empty() { first } else { given }.to_owned();
    let mut nth = place + 1;
    while used.contains(&tag) {
        tag = format!("{more}{nth}");
        nth += 1;
    }
    if tag != given {
        element.insert("id".to_owned(), json!(tag));
    }
    used.insert(tag);
    Ok(())
}
