//! Owns the actions that change customers: save, update, delete, restore.
//! Must not write by itself: what an update does is handed to the store, which does it in one step.

use serde_json::{Map, Value};

use crate::apptivo::request::{REMOVALS, UPDATE_FLAGS, is_same_element};
use crate::apptivo::response::{self, Code, Refusal};
use crate::customer::change::is_empty;
use crate::customer::record::whole;
use crate::customer::{Customer, Fields};
use crate::store::{By, is_kept};

use super::actions::{Answer, Inner, customer_id, failed, refuse};
use super::checks;
use super::parameters::Parameters;

pub async fn save(service: &Inner, parameters: &Parameters, by: By) -> Answer {
    let mut record = data(parameters)?;
    let name = record.get("customerName").unwrap_or(&Value::Null);
    if is_empty(name) {
        return Err(refuse(
            Code::Invalid,
            "customerName is missing; a customer needs a name",
        ));
    }
    check_all(&service.order.fields, record.values(), |_| true)?;
    for (_, removals) in REMOVALS {
        record.remove(removals);
    }
    let request_id = parameters.get("requestId")?.map(str::to_owned);
    let saved = service.store.insert(record, by, request_id).await;
    saved
        .map(|record| response::write_record(&record))
        .map_err(failed)
}

pub async fn update(service: &Inner, parameters: &Parameters, by: By) -> Answer {
    let id = customer_id(parameters).or_else(|missing| {
        // Older clients give the id inside the record alone.
        data(parameters)
            .ok()
            .and_then(|data| data.id())
            .ok_or(missing)
    })?;
    let data = data(parameters)?;
    let named = named(parameters, &data, &service.order.fields)?;
    let if_version = match parameters.get("ifVersion")? {
        None => None,
        Some(text) => match text.parse() {
            Ok(version) => Some(version),
            Err(_) => return Err(refuse(Code::Invalid, "ifVersion must be a whole number")),
        },
    };
    check_all(&service.order.fields, data.values(), |wire| {
        named.holds(wire)
    })?;
    if named.holds("customerName") && data.get("customerName").is_some_and(is_empty) {
        return Err(refuse(Code::Invalid, "customerName must not be empty"));
    }
    let edit = Box::new(move |record: &mut Customer| {
        apply(record, data.values(), &named);
        Ok(())
    });
    let updated = service.store.update(id, if_version, edit, by).await;
    updated
        .map(|record| response::write_record(&record))
        .map_err(failed)
}

pub async fn delete(service: &Inner, parameters: &Parameters, by: By) -> Answer {
    let id = customer_id(parameters)?;
    service.store.delete(id, by).await.map_err(failed)?;
    Ok(format!(r#"{{"status":"SUCCESS","customerId":{id}}}"#))
}

pub async fn restore(service: &Inner, parameters: &Parameters, by: By) -> Answer {
    let id = customer_id(parameters)?;
    let restored = service.store.restore(id, by).await;
    restored
        .map(|record| response::write_record(&record))
        .map_err(failed)
}

/// The record that was sent.
fn data(parameters: &Parameters) -> Result<Customer, Refusal> {
    let Some(text) = parameters.get("customerData")? else {
        return Err(refuse(
            Code::Invalid,
            "the parameter customerData is missing",
        ));
    };
    Customer::from_json(text).map_err(|error| {
        refuse(
            Code::Invalid,
            format!("customerData cannot be read: {error}"),
        )
    })
}

fn check_all(
    fields: &Fields,
    values: &Map<String, Value>,
    written: impl Fn(&str) -> bool,
) -> Result<(), Refusal> {
    let written = values.iter().filter(|(wire, _)| written(wire));
    for (wire, value) in written {
        checks::check(fields, wire, value).map_err(|why| refuse(Code::Invalid, why))?;
    }
    for (_, removals) in REMOVALS {
        let list = values.get(removals).unwrap_or(&Value::Null);
        if !(is_empty(list) || list.is_array()) {
            return Err(refuse(Code::Invalid, format!("{removals} must be a list")));
        }
    }
    Ok(())
}

/// Which keys an update may change.
enum Named {
    These(Vec<String>),
    /// Nothing was named: everything that was sent.
    All,
}

impl Named {
    fn holds(&self, wire: &str) -> bool {
        let is_removal = REMOVALS.iter().any(|(_, removals)| *removals == wire);
        match self {
            Named::These(_) | Named::All if is_kept(wire) || is_removal => false,
            Named::These(names) => names.iter().any(|name| name == wire),
            Named::All => true,
        }
    }
}

fn named(parameters: &Parameters, data: &Customer, fields: &Fields) -> Result<Named, Refusal> {
    let spellings = ["attributeName", "attributeNames"];
    let is_sent = spellings.iter().any(|name| parameters.names(name));
    let text = parameters.first(&spellings)?.unwrap_or_default();
    let mut names = names(text).ok_or_else(no_names)?;
    for (flag, key) in UPDATE_FLAGS {
        let is_set = parameters
            .get(flag)?
            .is_some_and(|text| text.eq_ignore_ascii_case("true"));
        if is_set && data.get(key).is_some() {
            names.push(key.to_owned());
        }
    }
    if names.is_empty() {
        // Who meant to name something and did not would have the whole record written over.
        return if is_sent {
            Err(no_names())
        } else {
            Ok(Named::All)
        };
    }
    // A name and its id, and an assignee's three parts, only make sense together.
    for field in fields.iter() {
        if field.keys().any(|key| names.iter().any(|name| name == key)) {
            names.extend(field.keys().map(str::to_owned));
        }
    }
    Ok(Named::These(names))
}

fn no_names() -> Refusal {
    refuse(
        Code::Invalid,
        "attributeName must be a list of the names to update, such as [\"website\"]; nothing was changed",
    )
}

/// Reads `["a","b"]`, and what people write for it: `[a,b]`, `a,b`, `a`, `"a"`. None where it is anything
/// else: a list of other things than names is no shorter list of names.
fn names(text: &str) -> Option<Vec<String>> {
    let all: Vec<String> = match serde_json::from_str(text) {
        Ok(Value::Array(all)) => all
            .into_iter()
            .map(|name| match name {
                Value::String(name) => Some(name),
                _ => None,
            })
            .collect::<Option<_>>()?,
        Ok(Value::String(name)) => vec![name],
        Ok(_) => return None,
        Err(_) => text
            .split(',')
            .map(|name| name.trim_matches(|c: char| c.is_whitespace() || "[]\"'".contains(c)))
            .map(str::to_owned)
            .collect(),
    };
    let all: Vec<String> = all
        .iter()
        .map(|name| name.trim())
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .collect();
    let is_garbled = |name: &String| name.contains(['{', '}', '[', ']', '"', ',', ':']);
    (!all.iter().any(is_garbled)).then_some(all)
}

fn apply(record: &mut Customer, data: &Map<String, Value>, named: &Named) {
    for (wire, value) in data.iter().filter(|(wire, _)| named.holds(wire)) {
        if wire == "customAttributes" {
            merge_custom(record, value);
        } else if record.get(wire) != Some(value) {
            record.set(wire, value.clone());
        }
    }
    for (list, removals) in REMOVALS {
        if let Some(gone) = data.get(removals).and_then(Value::as_array) {
            remove_elements(record, list, gone);
        }
    }
}

/// Puts custom attributes into the place of those with the same id; those that were not sent stay.
fn merge_custom(record: &mut Customer, sent: &Value) {
    let mut all = record.list("customAttributes").to_vec();
    for element in sent.as_array().into_iter().flatten() {
        let is_same = |other: &Value| {
            ["customAttributeId", "customAttributeTagName"]
                .iter()
                .any(|key| {
                    let (a, b) = (other.get(*key), element.get(*key));
                    a == b && a.is_some_and(|id| !is_empty(id))
                })
        };
        match all.iter().position(is_same) {
            Some(at) => all[at] = element.clone(),
            None => all.push(element.clone()),
        }
    }
    if all != record.list("customAttributes") {
        record.set("customAttributes", Value::Array(all));
    }
}

/// Takes elements out of a list, by whichever id they were named with.
fn remove_elements(record: &mut Customer, list: &str, gone: &[Value]) {
    let is_gone = |element: &Value| {
        gone.iter().any(|gone| match gone {
            Value::Object(_) => is_same_element(element, gone),
            // Plain ids.
            plain => ["id", "communicationId", "addressId", "labelId"]
                .iter()
                .any(|key| {
                    element.get(*key).is_some_and(|id| {
                        id == plain || (whole(id).is_some() && whole(id) == whole(plain))
                    })
                }),
        })
    };
    let before = record.list(list);
    let after: Vec<Value> = before
        .iter()
        .filter(|element| !is_gone(element))
        .cloned()
        .collect();
    if after.len() != before.len() {
        record.set(list, Value::Array(after));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// `&` for an update that has no `attributeName` at all.
    fn updated(stored: Value, sent: Value, attribute_name: &str) -> Value {
        let mut record = Customer::from_value(stored).unwrap();
        let data = Customer::from_value(sent).unwrap();
        let query = match attribute_name {
            "&" => String::new(),
            names => format!("attributeName={names}"),
        };
        let parameters = Parameters::read(query.as_bytes(), b"");
        let named = named(&parameters, &data, &Fields::standard()).unwrap();
        apply(&mut record, data.values(), &named);
        record.into_value()
    }

    #[test]
    fn only_what_is_named_moves_and_pairs_move_together() {
        let stored = json!({"customerName": "A", "statusName": "x", "statusId": 1, "website": "w", "version": 3});
        let sent = json!({"customerName": "B", "statusName": "y", "statusId": 2, "website": "", "version": 9});
        for names in [
            r#"["statusName"]"#,
            r#"["statusId"]"#,
            "[statusId]",
            "statusName",
        ] {
            let wanted = json!({"customerName": "A", "statusName": "y", "statusId": 2, "website": "w", "version": 3});
            assert_eq!(
                updated(stored.clone(), sent.clone(), names),
                wanted,
                "{names}"
            );
        }
        let wanted = json!({"customerName": "B", "statusName": "y", "statusId": 2, "website": "", "version": 3});
        assert_eq!(updated(stored.clone(), sent, "&"), wanted);
        assert_eq!(updated(stored.clone(), json!({}), r#"["website"]"#), stored);
    }

    #[test]
    fn removals_and_custom_attributes_leave_the_others() {
        let stored = json!({"phoneNumbers": [{"id": "a"}, {"id": "b", "communicationId": 2}], "labels": [{"labelId": 5}],
            "customAttributes": [{"customAttributeId": "c1", "customAttributeValue": "1"}, {"customAttributeId": "c2", "odd": 1}]});
        let sent = json!({"removePhoneNumbers": [{"id": "b", "phoneType": "x"}], "removeLabels": ["5"], "phoneNumbers": [],
            "customAttributes": [{"customAttributeId": "c1", "customAttributeValue": "2"}, {"customAttributeId": "c3"}]});
        let wanted = json!({"phoneNumbers": [{"id": "a"}], "labels": [],
            "customAttributes": [{"customAttributeId": "c1", "customAttributeValue": "2"}, {"customAttributeId": "c2", "odd": 1}, {"customAttributeId": "c3"}]});
        assert_eq!(updated(stored, sent, r#"["customAttributes"]"#), wanted);
    }
}
