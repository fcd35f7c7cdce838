//! Owns refusing values of the wrong type before anything is written. Lenient where real clients are loose
//! (ids as digits, nothing in any of its spellings), strict where a record would break its readers.
//! Must not judge by the catalog: a status that is in no list is kept.

use serde_json::Value;

use crate::customer::change::is_empty;
use crate::customer::field::{Field, Fields, Group, Kind};
use crate::customer::group::Member;
use crate::customer::record::whole;
use crate::store::is_kept;

/// Checks the value for one wire key; keys that no field has may hold anything.
pub fn check(fields: &Fields, wire: &str, value: &Value) -> Result<(), String> {
    if is_kept(wire) || value.is_null() {
        return Ok(());
    }
    if wire == "customAttributes" {
        return check_list(wire, value, check_custom);
    }
    let by_id = fields.iter().find(|field| field.id_wire == Some(wire));
    if by_id.is_some() || wire == "assigneeObjectId" {
        return check_id(wire, value);
    }
    match fields.iter().find(|field| field.wire == wire) {
        Some(field) => check_field(field, value),
        None => Ok(()),
    }
}

fn check_field(field: &Field, value: &Value) -> Result<(), String> {
    let wire = field.wire.as_ref();
    match field.kind {
        Kind::Money | Kind::Number => check_number(wire, value),
        Kind::Flag => match value.as_str() {
            Some("" | "Y" | "N") => Ok(()),
            _ => Err(format!("{wire} must be Y or N")),
        },
        Kind::Group(group) => check_list(wire, value, |element| check_element(group, element)),
        Kind::Opaque | Kind::Custom(_) => Ok(()),
        _ if field.required && value.as_str().is_some_and(|text| text.trim().is_empty()) => {
            Err(format!("{wire} must not be empty"))
        }
        _ => check_text(wire, value),
    }
}

fn check_text(wire: &str, value: &Value) -> Result<(), String> {
    if value.is_string() {
        Ok(())
    } else {
        Err(format!("{wire} must be a text"))
    }
}

fn check_id(wire: &str, value: &Value) -> Result<(), String> {
    if is_empty(value) || whole(value).is_some() {
        Ok(())
    } else {
        Err(format!("{wire} must be a whole number"))
    }
}

fn check_number(wire: &str, value: &Value) -> Result<(), String> {
    let is_number = match value {
        Value::Number(_) => true,
        Value::String(text) => {
            let plain = text
                .bytes()
                .all(|b| b.is_ascii_digit() || b"+-.eE".contains(&b));
            text.is_empty() || (plain && text.parse::<f64>().is_ok())
        }
        _ => false,
    };
    if is_number {
        Ok(())
    } else {
        Err(format!("{wire} must be a number"))
    }
}

fn check_list(
    wire: &str,
    value: &Value,
    each: impl Fn(&Value) -> Result<(), String>,
) -> Result<(), String> {
    // Nothing in place of an empty list.
    if value.as_str() == Some("") {
        return Ok(());
    }
    let Some(elements) = value.as_array() else {
        return Err(format!("{wire} must be a list"));
    };
    let checked = elements.iter().try_for_each(each);
    checked.map_err(|why| format!("{wire}: {why}"))
}

fn check_element(group: Group, element: &Value) -> Result<(), String> {
    if !matches!(group, Group::Phones | Group::Emails | Group::Addresses) {
        return Ok(());
    }
    if !element.is_object() {
        return Err("each must be an object".to_owned());
    }
    group
        .members()
        .iter()
        .try_for_each(|member| check_member(member, element))
}

fn check_member(member: &Member, element: &Value) -> Result<(), String> {
    let (id, code) = member.beside;
    let texts = [Some(member.wire), code].into_iter().flatten();
    for wire in texts {
        let value = element.get(wire).unwrap_or(&Value::Null);
        // Codes and zip codes are sent as numbers as often as not.
        if !(value.is_null() || value.is_string() || value.is_number()) {
            return Err(format!("{wire} must be a text"));
        }
    }
    match id {
        Some(wire) => check_id(wire, element.get(wire).unwrap_or(&Value::Null)),
        None => Ok(()),
    }
}

fn check_custom(element: &Value) -> Result<(), String> {
    if element.is_object() {
        Ok(())
    } else {
        Err("each must be an object".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn loose_values_pass_and_broken_ones_do_not() {
        let fields = Fields::standard();
        for (wire, value) in [
            ("customerName", json!("A")),
            ("statusId", json!("10000")),
            ("statusId", json!("")),
            ("assigneeObjectId", json!("8")),
            ("annualRevenue", json!("1.5e6")),
            ("annualRevenue", json!("")),
            ("isAffiliate", json!("")),
            (
                "addresses",
                json!([{"countryId": "70", "zipCode": 1234, "odd": {}}]),
            ),
            ("labels", json!(["x", {"labelId": 1}])),
            ("unknown", json!({"any": ["thing"]})),
            ("version", json!("whatever")),
            ("website", json!(null)),
        ] {
            assert_eq!(check(&fields, wire, &value), Ok(()), "{wire} {value}");
        }
        for (wire, value) in [
            ("customerName", json!(5)),
            ("customerName", json!("  ")),
            ("addresses", json!("x")),
            ("addresses", json!(["x"])),
            ("addresses", json!([{"city": {}}])),
            ("annualRevenue", json!("abc")),
            ("annualRevenue", json!("NaN")),
            ("annualRevenue", json!([])),
            ("statusId", json!("abc")),
            ("assigneeObjectId", json!(1.5)),
            ("isAffiliate", json!(true)),
            ("description", json!({})),
            ("customAttributes", json!([1])),
        ] {
            assert!(check(&fields, wire, &value).is_err(), "{wire} {value}");
        }
    }
}
