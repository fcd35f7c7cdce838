//! Owns the addition `asItWas` of an update, by which a client takes a change back: every key that the update names
//! is put as it stands there, and one that does not stand there goes. Nothing is completed, united or spelt anew.
//! Must not touch a key that the update does not name, nor one that the server keeps.

use serde_json::{Map, Value};

use crate::apptivo::request::AS_IT_WAS;
use crate::apptivo::response::{Code, Refusal};
use crate::customer::Customer;
use crate::customer::change::is_empty;

use super::actions::refuse;
use super::named::Named;
use super::parameters::Parameters;

/// The keys as they were; none where the update does not say.
pub fn read(parameters: &Parameters, named: &Named) -> Result<Option<Map<String, Value>>, Refusal> {
    let Some(text) = parameters.get(AS_IT_WAS)? else {
        return Ok(None);
    };
    let invalid = |why: &str| refuse(Code::Invalid, format!("{AS_IT_WAS} {why}"));
    let values: Map<String, Value> = serde_json::from_str(text)
        .map_err(|_| invalid("must be an object: the named keys with the values they had"))?;
    // What is not in it goes: without names that would be the whole record.
    let asked = named
        .asked()
        .ok_or_else(|| invalid("needs attributeName beside it"))?;
    let is_nameless = values.get("customerName").is_none_or(is_empty);
    if is_nameless && asked.iter().any(|name| name == "customerName") {
        return Err(refuse(Code::Invalid, "customerName must not be empty"));
    }
    Ok(Some(values))
}

pub fn put_back(record: &mut Customer, values: &Map<String, Value>, named: &Named) {
    let asked = named.asked().unwrap_or_default();
    for name in asked.iter().filter(|name| named.holds(name)) {
        match values.get(name) {
            Some(value) if record.get(name) == Some(value) => {}
            Some(value) => record.set(name, value.clone()),
            None => drop(record.remove(name)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn put(record: &str, values: Value, names: &str) -> Result<String, Refusal> {
        let mut record = Customer::from_json(record).unwrap();
        let query = format!("{AS_IT_WAS}={values}&attributeName={names}");
        let parameters = Parameters::read(query.as_bytes(), b"").unwrap();
        let fields = crate::customer::Fields::standard();
        let named = super::super::named::named(&parameters, &record, &fields).unwrap();
        let values = read(&parameters, &named)?.unwrap();
        put_back(&mut record, &values, &named);
        Ok(record.to_json())
    }

    #[test]
    fn a_named_key_is_put_as_it_was_or_goes_and_no_other_moves() {
        let now = r#"{"customerName":"A","website":"w","statusName":"Active","version":3,"addresses":[{"city":"x"}]}"#;
        let was = json!({"addresses": [{"city": null}], "statusName": null, "skypeName": "s", "version": 1});
        assert_eq!(
            put(
                now,
                was,
                r#"["website","addresses","statusName","version"]"#
            )
            .unwrap(),
            r#"{"customerName":"A","statusName":null,"version":3,"addresses":[{"city":null}]}"#
        );
    }

    #[test]
    fn no_customer_loses_its_name_and_no_record_is_emptied() {
        let now = r#"{"customerName":"A"}"#;
        for (was, names) in [
            (json!({}), r#"["customerName"]"#),
            (json!({"customerName": null}), r#"["customerName"]"#),
            (json!([]), r#"["website"]"#),
            (json!("x"), r#"["website"]"#),
        ] {
            assert!(put(now, was.clone(), names).is_err(), "{was}");
        }
        let parameters = Parameters::read(b"asItWas={}", b"").unwrap();
        assert!(read(&parameters, &Named::All).is_err());
    }
}
