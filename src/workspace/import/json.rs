//! Owns reading values that come as they are on the wire: what a text would have to be judged by is judged by
//! the same reading, and what passes stays as it came.
//! Must not keep ids of another server's lists.

use serde_json::{Map, Value};

use super::read::Trouble;
use crate::customer::change::{Part, is_empty, same};
use crate::customer::field::{CustomKind, Field, Group, Kind};
use crate::customer::record::whole;
use crate::customer::{Catalog, Change, Customer, Fields, Invalid, elements, show, validate};

/// Reads a list of elements. One that the customer has already keeps its ids; another one gets new ones.
pub fn list(
    group: Group,
    value: &Value,
    before: Option<&Value>,
    catalog: &Catalog,
) -> Result<Value, String> {
    let Some(given) = value.as_array() else {
        return Err("must be a list".to_owned());
    };
    let old = before.and_then(Value::as_array);
    let old: Vec<&Value> = old.into_iter().flatten().collect();
    let mut all = Vec::with_capacity(given.len());
    for (nth, element) in given.iter().enumerate() {
        if let Some(kept) = old.iter().find(|old| same(old, element)) {
            all.push((*kept).clone());
            continue;
        }
        let Some(members) = element.as_object() else {
            return Err("must be a list of objects".to_owned());
        };
        let named = old.iter().find(|old| is_named_alike(group, old, members));
        all.push(match named.and_then(|named| named.as_object()) {
            Some(start) => elements::fill(group, start.clone(), members, catalog)?,
            None => {
                let members = elements::from_elsewhere(members.clone());
                elements::fill(group, group.blank(nth), &members, catalog)?
            }
        });
    }
    Ok(Value::Array(all))
}

fn is_named_alike(group: Group, old: &Value, given: &Map<String, Value>) -> bool {
    group.identity().iter().any(|key| {
        let (a, b) = (
            old.get(*key).and_then(whole),
            given.get(*key).and_then(whole),
        );
        a.is_some() && a == b
    })
}

/// Reads a value that is no list: `read` judges it as if it were typed.
pub fn scalar(
    field: &Field,
    value: &Value,
    read: impl Fn(&str) -> Result<Part, Trouble>,
) -> Result<Part, Trouble> {
    let keep = |part: Part| {
        let exact = matches!(
            field.kind,
            Kind::Text
                | Kind::Note
                | Kind::Email
                | Kind::Url
                | Kind::Phone
                | Kind::Number
                | Kind::Money
        );
        match exact && !is_empty(value) {
            true => Part::from_iter([(field.wire.to_string(), value.clone())]),
            false => part,
        }
    };
    match value {
        Value::Null => read(""),
        Value::String(text) if !field.is_numeric() => read(text).map(keep),
        Value::String(text) => read(text),
        Value::Bool(true) => read("yes"),
        Value::Bool(false) => read("no"),
        // A number is one, however it is written.
        Value::Number(_) if matches!(field.kind, Kind::Number | Kind::Money) => {
            Ok(keep(Part::new()))
        }
        Value::Number(number) => read(&number.to_string()),
        empty if is_empty(empty) => read(""),
        Value::Array(_) | Value::Object(_) => Err(Trouble {
            reason: format!("{}: must be one value", field.label),
            unknown: Vec::new(),
        }),
    }
}

/// The field that an attribute's element belongs to.
pub fn attribute<'a>(
    element: &Map<String, Value>,
    fields: &'a Fields,
) -> Option<(&'a Field, CustomKind)> {
    let text = |key: &str| element.get(key).and_then(Value::as_str).unwrap_or_default();
    let named = |id: &str, tag: &str| {
        (!id.is_empty() && id == text("customAttributeId"))
            || (!tag.is_empty() && tag == text("customAttributeTagName"))
    };
    let is_it = |field: &&Field| {
        let custom = field.custom.as_ref();
        custom.is_some_and(|custom| named(&custom.id, &custom.tag))
    };
    let field = fields.iter().find(is_it)?;
    match field.kind {
        Kind::Custom(kind) => Some((field, kind)),
        _ => None,
    }
}

/// Reads an attribute's element.
pub fn custom(
    field: &Field,
    kind: CustomKind,
    element: &Map<String, Value>,
    catalog: &Catalog,
) -> Result<Part, Invalid> {
    let part = Part::from_iter([(field.wire.to_string(), Value::Object(element.clone()))]);
    if !kind.editable() {
        return Ok(part);
    }
    let none = Part::new();
    if let CustomKind::Check | CustomKind::MultiSelect = kind {
        let picked = element.get("attributeValues").and_then(Value::as_array);
        for one in picked.into_iter().flatten() {
            let name = one
                .get("attributeValue")
                .and_then(Value::as_str)
                .unwrap_or_default();
            // Names with a comma in them are known by their id.
            let id = one
                .get("attributeId")
                .and_then(Value::as_str)
                .unwrap_or_default();
            let known = field.custom.as_ref().is_some_and(|custom| {
                custom
                    .options
                    .iter()
                    .any(|option| option.id == id && option.name == name)
            });
            if !known {
                validate::read(field, name, &none, catalog)?;
            }
        }
        return Ok(part);
    }
    let text = show::edit_text(field, &part, &catalog.date_format);
    if text.is_empty() {
        return Ok(part);
    }
    validate::fits(field, &text)?;
    let read = validate::read(field, &text, &none, catalog)?;
    let id = |part: &Part| {
        let element = part.get(field.wire.as_ref());
        element
            .and_then(|e| e.get("customAttributeValueId"))
            .cloned()
    };
    match id(&read) == id(&part) || id(&read).is_none() {
        true => Ok(part),
        // The same choice has another id in this workspace.
        false => Ok(read),
    }
}

/// Keeps an attribute that this workspace does not describe as it came.
pub fn keep_unknown(record: &mut Customer, element: &Map<String, Value>) {
    let id = element
        .get("customAttributeId")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let key = crate::customer::field::custom_wire(id);
    record.apply(&Change {
        field: key.clone(),
        from: Part::new(),
        to: Part::from_iter([(key, Value::Object(element.clone()))]),
    });
}
