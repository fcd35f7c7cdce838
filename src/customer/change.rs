//! Owns what one user action does to a record: for each field what it was and what it shall be.
//! Must not know where a change is kept or how it is sent.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::field::{CUSTOM_PREFIX, Fields};
use super::record::Customer;

/// The wire keys and values of one field. A key that the record does not have is not here.
pub type Part = Map<String, Value>;

/// One field of one record, before and after.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// The field's wire name.
    pub field: String,
    pub from: Part,
    pub to: Part,
}

impl Change {
    /// Whether it changes anything a person would call a change.
    pub fn is_nothing(&self) -> bool {
        same_part(&self.from, &self.to)
    }

    /// The names for `attributeName` in an update: every wire key whose value moves.
    pub fn attribute_names(&self) -> Vec<String> {
        if self.field.starts_with(CUSTOM_PREFIX) {
            return vec!["customAttributes".to_owned()];
        }
        let mut names: Vec<String> = Vec::new();
        let keys = std::iter::once(&self.field)
            .chain(self.to.keys())
            .chain(self.from.keys());
        for key in keys {
            if !names.contains(key)
                && (key == &self.field || self.from.get(key) != self.to.get(key))
            {
                names.push(key.clone());
            }
        }
        names
    }
}

/// What leads from one version of a record to another, field by field.
pub fn between(from: &Customer, to: &Customer, fields: &Fields) -> Vec<Change> {
    fields
        .iter()
        .map(|field| Change {
            field: field.wire.to_string(),
            from: from.part(field),
            to: to.part(field),
        })
        .filter(|change| !change.is_nothing())
        .collect()
}

/// Nothing at all: missing, null, `""`, `[]` and `{}` are one in this API.
pub fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(all) => all.is_empty(),
        Value::Object(map) => map.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

/// Whether two values mean the same here: ids come as numbers and as digits, and nothing has several
/// spellings.
pub fn same(a: &Value, b: &Value) -> bool {
    if is_empty(a) && is_empty(b) {
        return true;
    }
    match (a, b) {
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
        }
        (Value::Object(a), Value::Object(b)) => same_part(a, b),
        (Value::Number(_), Value::Number(_) | Value::String(_))
        | (Value::String(_), Value::Number(_)) => {
            let text = |value: &Value| {
                value
                    .as_str()
                    .map_or_else(|| value.to_string(), str::to_owned)
            };
            let (a, b) = (text(a), text(b));
            a == b || (number(&a).is_some() && number(&a) == number(&b))
        }
        _ => a == b,
    }
}

/// `1500.0` and `1500` are one number; beyond what a double holds, only equal digits are.
fn number(text: &str) -> Option<f64> {
    text.parse::<f64>()
        .ok()
        .filter(|number| number.abs() < 9_007_199_254_740_992.0)
}

/// `same` over all keys of both.
pub fn same_part(a: &Part, b: &Part) -> bool {
    let covers = |a: &Part, b: &Part| {
        a.iter()
            .all(|(key, value)| same(value, b.get(key).unwrap_or(&Value::Null)))
    };
    covers(a, b) && covers(b, a)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn nothing_has_many_spellings() {
        for a in [json!(null), json!(""), json!([]), json!({})] {
            for b in [json!(null), json!(""), json!([]), json!({})] {
                assert!(same(&a, &b));
            }
            assert!(!same(&a, &json!(0)) && !same(&a, &json!(false)) && !same(&a, &json!("0")));
        }
    }

    #[test]
    fn digits_and_numbers_are_one_but_large_ids_are_not_rounded() {
        assert!(same(&json!("8"), &json!(8)));
        assert!(same(&json!(1500.0), &json!(1500)));
        assert!(!same(
            &json!(9007199254740993_i64),
            &json!(9007199254740992_i64)
        ));
        assert!(!same(&json!("a"), &json!(8)));
    }

    #[test]
    fn an_update_names_every_key_that_moves_and_no_other() {
        let part = |value: Value| value.as_object().cloned().unwrap();
        let change = Change {
            field: "statusName".into(),
            from: part(json!({"statusName": "Active", "statusId": 10000})),
            to: part(json!({"statusName": "Prospect", "statusId": 10002})),
        };
        assert_eq!(change.attribute_names(), ["statusName", "statusId"]);
        let custom = Change {
            field: "customAttributes/input_1_3".into(),
            from: Part::new(),
            to: Part::new(),
        };
        assert_eq!(custom.attribute_names(), ["customAttributes"]);
    }
}
