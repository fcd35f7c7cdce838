//! Owns how the lists of a record take what an update sends: custom attributes into each other's places,
//! and elements that are to be removed.
//! Must not decide which lists an update names.

use serde_json::Value;

use crate::apptivo::request::is_same_element;
use crate::customer::Customer;
use crate::customer::change::is_empty;
use crate::customer::record::whole;

/// Puts custom attributes into the place of those that they are; those that were not sent stay.
pub fn merge_custom(record: &mut Customer, sent: &Value) {
    let mut all = record.list("customAttributes").to_vec();
    for element in sent.as_array().into_iter().flatten() {
        match all.iter().position(|other| is_same_custom(other, element)) {
            Some(at) => all[at] = element.clone(),
            None => all.push(element.clone()),
        }
    }
    if all != record.list("customAttributes") {
        record.set("customAttributes", Value::Array(all));
    }
}

/// By the id where both have one, else by the name, which has two keys; what has neither is itself alone.
fn is_same_custom(a: &Value, b: &Value) -> bool {
    fn named<'v>(element: &'v Value, key: &str) -> Option<&'v Value> {
        element.get(key).filter(|value| !is_empty(value))
    }
    if let (Some(a), Some(b)) = (named(a, "customAttributeId"), named(b, "customAttributeId")) {
        return a == b;
    }
    let names = |element| {
        let keys = ["customAttributeTagName", "customAttributeName"];
        keys.into_iter().filter_map(move |key| named(element, key))
    };
    if names(a).next().is_some() && names(b).next().is_some() {
        return names(a).any(|name| names(b).any(|other| name == other));
    }
    a == b
}

/// Takes elements out of a list, by whichever id they were named with.
pub fn remove_elements(record: &mut Customer, list: &str, gone: &[Value]) {
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

    fn merged(stored: Value, sent: Value) -> Value {
        let mut record = Customer::from_value(json!({"customAttributes": stored})).unwrap();
        merge_custom(&mut record, &sent);
        record.into_value()["customAttributes"].take()
    }

    #[test]
    fn a_custom_attribute_without_an_id_is_found_again() {
        for (stored, sent) in [
            (
                json!({"customAttributeTagName": "size", "customAttributeValue": "1"}),
                json!({"customAttributeTagName": "size", "customAttributeValue": "2"}),
            ),
            (
                json!({"customAttributeId": "c1", "customAttributeTagName": "size"}),
                json!({"customAttributeName": "size", "customAttributeValue": "2"}),
            ),
            (
                json!({"customAttributeValue": "1"}),
                json!({"customAttributeValue": "1"}),
            ),
        ] {
            let after = merged(json!([stored.clone()]), json!([sent.clone()]));
            assert_eq!(after, json!([sent]), "{stored}");
            assert_eq!(merged(after.clone(), after.clone()), after);
        }
    }

    #[test]
    fn two_ids_are_two_attributes_whatever_their_name() {
        let one = json!({"customAttributeId": "c1", "customAttributeName": "size"});
        let two = json!({"customAttributeId": "c2", "customAttributeName": "size"});
        let both = json!([one, two]);
        assert_eq!(merged(json!([one]), json!([two])), both);
        let stranger = json!({"customAttributeValue": "x"});
        assert_eq!(
            merged(json!([one]), json!([stranger])),
            json!([one, stranger])
        );
    }
}
