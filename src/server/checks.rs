//! Owns refusing values of the wrong type before anything is written, and giving nothing its one spelling
//! inside lists. Lenient where real clients are loose (ids as digits, nothing in any of its spellings),
//! strict where a record would break its readers.
//! Must not judge by the catalog: a status that is in no list is kept.

use serde_json::{Value, json};

use crate::customer::change::is_empty;
use crate::customer::field::{Field, Group, Kind};
use crate::customer::record::whole;
use crate::customer::{Customer, date};
use crate::store::{Order, is_kept};

/// The members of an element that are texts, and those that are ids.
struct Members {
    list: &'static str,
    texts: &'static [&'static str],
    ids: &'static [&'static str],
}

const ELEMENTS: [Members; 3] = [
    Members {
        list: "addresses",
        texts: &[
            "id",
            "addressAttributeId",
            "addressType",
            "addressTypeCode",
            "addressGroupName",
            "addressLine1",
            "addressLine2",
            "city",
            "county",
            "state",
            "stateCode",
            "stateName",
            "zipCode",
            "country",
            "countryName",
            "countryCode",
            "deliveryInstructions",
        ],
        ids: &["addressId", "accountAddressId", "stateId", "countryId"],
    },
    Members {
        list: "phoneNumbers",
        texts: &["id", "phoneNumber", "phoneType", "phoneTypeCode"],
        ids: &["communicationId"],
    },
    Members {
        list: "emailAddresses",
        texts: &["id", "emailAddress", "emailType", "emailTypeCode"],
        ids: &["communicationId"],
    },
];

/// Checks the value for one wire key; keys that no field has may hold anything.
pub fn check(order: &Order, wire: &str, value: &Value) -> Result<(), String> {
    if is_kept(wire) || value.is_null() {
        return Ok(());
    }
    if wire == "customAttributes" {
        return check_list(wire, value, check_object);
    }
    if wire == "toObjectIds" {
        return check_list(wire, value, |_| Ok(()));
    }
    let fields = &order.fields;
    let by_id = fields.iter().find(|field| field.id_wire == Some(wire));
    if by_id.is_some() || wire == "assigneeObjectId" {
        return check_id(wire, value);
    }
    match fields.iter().find(|field| field.wire == wire) {
        Some(field) => check_field(field, value, order),
        None => Ok(()),
    }
}

fn check_field(field: &Field, value: &Value, order: &Order) -> Result<(), String> {
    let wire = field.wire.as_ref();
    match field.kind {
        Kind::Money | Kind::Number => check_number(wire, value),
        Kind::Flag => match value.as_str() {
            Some("" | "Y" | "N") => Ok(()),
            _ => Err(format!("{wire} must be Y or N")),
        },
        Kind::Date => check_date(wire, value, order),
        Kind::Group(group) => {
            check_list(wire, value, |element| check_element(group, wire, element))
        }
        Kind::Opaque | Kind::Custom(_) => Ok(()),
        _ if field.required && value.as_str().is_some_and(|text| text.trim().is_empty()) => {
            Err(format!("{wire} must not be empty"))
        }
        _ => check_text(wire, value),
    }
}

fn check_date(wire: &str, value: &Value, order: &Order) -> Result<(), String> {
    check_text(wire, value)?;
    let text = value.as_str().unwrap_or_default().trim();
    if text.is_empty() || date::read(text, &order.dates).is_some() {
        Ok(())
    } else {
        let firm = order.dates.pattern();
        Err(format!("{wire} must be a date, as {firm} or yyyy-MM-dd"))
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
    // More than the readers' numbers hold would be nothing, or endless, to them.
    let is_finite = |text: &str| text.parse().is_ok_and(f64::is_finite);
    let is_number = match value {
        Value::Number(number) => is_finite(&number.to_string()),
        Value::String(text) => {
            let plain = text
                .bytes()
                .all(|b| b.is_ascii_digit() || b"+-.eE".contains(&b));
            text.is_empty() || (plain && is_finite(text))
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

fn check_element(group: Group, list: &str, element: &Value) -> Result<(), String> {
    // What stands in accounts and notes is not public.
    if matches!(group, Group::Accounts | Group::Notes) {
        return Ok(());
    }
    check_object(element)?;
    let Some(members) = ELEMENTS.iter().find(|members| members.list == list) else {
        return Ok(());
    };
    let given = |wire: &str| element.get(wire).filter(|value| !value.is_null());
    for wire in members.texts {
        given(wire).map_or(Ok(()), |value| check_text(wire, value))?;
    }
    for wire in members.ids {
        given(wire).map_or(Ok(()), |value| check_id(wire, value))?;
    }
    Ok(())
}

fn check_object(element: &Value) -> Result<(), String> {
    if element.is_object() {
        Ok(())
    } else {
        Err("each must be an object".to_owned())
    }
}

/// Members that the API itself answers as null: they stay as they are sent, so that what is taken back is what
/// was there.
const NULLABLE: [&str; 2] = ["deliveryInstructions", "county"];

/// Readers take the texts of addresses, phones and e-mails for texts: a null there is kept as an empty one,
/// unless the API has nulls there itself, and nothing in the place of a list as an empty list.
pub fn settle(record: &mut Customer) {
    for Members { list, texts, .. } in &ELEMENTS {
        let is_settled = |wire: &str| texts.contains(&wire) && !NULLABLE.contains(&wire);
        let is_null = |element: &Value| {
            texts
                .iter()
                .any(|wire| is_settled(wire) && element.get(*wire) == Some(&Value::Null))
        };
        if record.get(list).and_then(Value::as_str) == Some("") {
            record.set(list, json!([]));
        } else if record.list(list).iter().any(is_null) {
            let mut elements = record.list(list).to_vec();
            let members = elements.iter_mut().filter_map(Value::as_object_mut);
            for (wire, value) in members.flatten() {
                if value.is_null() && is_settled(wire) {
                    *value = json!("");
                }
            }
            record.set(list, Value::Array(elements));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::customer::Catalog;

    #[test]
    fn nothing_in_a_list_is_an_empty_text() {
        let mut record = Customer::from_value(json!({"phoneNumbers": "", "website": null,
            "addresses": [{"city": null, "countryId": null, "county": null, "odd": null}]}))
        .unwrap();
        settle(&mut record);
        let wanted = json!({"phoneNumbers": [], "website": null,
            "addresses": [{"city": "", "countryId": null, "county": null, "odd": null}]});
        assert_eq!(record.into_value(), wanted);
    }

    #[test]
    fn loose_values_pass_and_broken_ones_do_not() {
        let order = Order::of(&Catalog::parse(&json!({"dateFormat": "dd/MM/yyyy"})));
        for (wire, value) in [
            ("customerName", json!("A")),
            ("statusId", json!("10000")),
            ("statusId", json!("")),
            ("assigneeObjectId", json!("8")),
            ("annualRevenue", json!("1.5e6")),
            ("annualRevenue", serde_json::from_str("1e300").unwrap()),
            ("annualRevenue", json!("")),
            ("isAffiliate", json!("")),
            (
                "addresses",
                json!([{"countryId": "70", "zipCode": "01234", "city": null, "odd": {}}]),
            ),
            ("labels", json!([{"labelId": 1}])),
            ("accounts", json!([7])),
            ("toObjectIds", json!([8])),
            ("followUpDate", json!("31/12/2024")),
            ("followUpDate", json!("2024-12-31")),
            ("followUpDate", json!("")),
            ("lastContactedDate", json!("2024-12-31 00:00:00")),
            ("unknown", json!({"any": ["thing"]})),
            ("version", json!("whatever")),
            ("website", json!(null)),
        ] {
            assert_eq!(check(&order, wire, &value), Ok(()), "{wire} {value}");
        }
        for (wire, value) in [
            ("customerName", json!(5)),
            ("customerName", json!("  ")),
            ("addresses", json!("x")),
            ("addresses", json!(["x"])),
            ("addresses", json!([{"city": {}}])),
            ("addresses", json!([{"zipCode": 1234}])),
            ("addresses", json!([{"addressLine2": true}])),
            ("addresses", json!([{"deliveryInstructions": ["x"]}])),
            ("addresses", json!([{"stateId": "x"}])),
            ("addresses", json!([null])),
            ("phoneNumbers", json!([{"phoneNumber": 5361}])),
            ("phoneNumbers", json!([{"id": 7}])),
            ("emailAddresses", json!([{"emailTypeCode": 1}])),
            ("emailAddresses", json!(["a@b"])),
            ("labels", json!(["x"])),
            ("territories", json!([7])),
            ("toObjectIds", json!(8)),
            ("followUpDate", json!("12/31/2024")),
            ("followUpDate", json!("soon")),
            ("followUpDate", json!(20241231)),
            ("annualRevenue", json!("abc")),
            ("annualRevenue", json!("NaN")),
            ("annualRevenue", json!("1e400")),
            ("annualRevenue", serde_json::from_str("-1e400").unwrap()),
            ("annualRevenue", json!([])),
            ("statusId", json!("abc")),
            ("assigneeObjectId", json!(1.5)),
            ("isAffiliate", json!(true)),
            ("description", json!({})),
            ("customAttributes", json!([1])),
        ] {
            assert!(check(&order, wire, &value).is_err(), "{wire} {value}");
        }
    }
}
