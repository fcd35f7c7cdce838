//! Owns the conditions that a search sets on the elements of a record's lists: phones, e-mails, addresses,
//! labels, territories and custom attributes, by the list or by one member's own key.
//! Must not pass over a member that says something: only those that belong to a form are.

use serde_json::{Map, Value};

use crate::store::filter::{Condition, Member, digits};

use super::conditions::{folded, id, is_any, text};

/// What an address may be searched by: the key in the search, and the keys in a record.
const ADDRESS: [(&str, &[&str]); 18] = [
    ("addressType", &["addressType"]),
    ("addressTypeCode", &["addressTypeCode"]),
    ("addressLine1", &["addressLine1"]),
    ("addressLine2", &["addressLine2"]),
    ("city", &["city"]),
    ("county", &["county"]),
    ("state", &["state"]),
    ("stateName", &["state", "stateName"]),
    ("stateCode", &["stateCode"]),
    ("stateId", &["stateId"]),
    ("zipCode", &["zipCode"]),
    ("country", &["country", "countryName"]),
    ("countryName", &["countryName"]),
    ("countryCode", &["countryCode"]),
    ("countryId", &["countryId"]),
    ("deliveryInstructions", &["deliveryInstructions"]),
    ("addressId", &["addressId"]),
    ("accountAddressId", &["accountAddressId"]),
];

/// Members that say where an element stands in a form, and nothing of what it must be.
const ADDRESS_FORM: [&str; 4] = ["addressAttributeId", "addressGroupName", "id", "isAdded"];
const LABEL_FORM: [&str; 5] = ["objectId", "objectLabelId", "firmId", "agId", "version"];

/// Members of a custom attribute that hold a value beside `customAttributeValue`.
const CUSTOM_VALUES: [&str; 9] = [
    "attributeValues",
    "customAttributeValueId",
    "customAttributeValue1",
    "customAttributeValue2",
    "numberValue",
    "dateValue",
    "objectRefId",
    "objectRefName",
    "rows",
];

type Element = Map<String, Value>;

/// The conditions under a key that is about elements; none where the key is about something else.
pub fn read(key: &str, value: &Value) -> Result<Option<Vec<Condition>>, String> {
    let one = || Map::from_iter([(key.to_owned(), value.clone())]);
    let conditions = match key {
        "phoneNumbers" => each(&spelt_out(value, "phoneNumber"), phone)?,
        "phoneNumber" | "phoneType" => Vec::from_iter(phone(&one())?),
        "emailAddresses" => each(&spelt_out(value, "emailAddress"), email)?,
        "emailType" => Vec::from_iter(email(&one())?),
        "contactEmail" => {
            let email_address = ("emailAddress".to_owned(), value.clone());
            Vec::from_iter(email(&Map::from_iter([email_address]))?)
        }
        "addresses" => each(value, address)?,
        "labels" => each(value, label)?,
        "territories" => each(value, territory)?,
        "customAttributes" => each(value, custom)?,
        _ if ADDRESS.iter().any(|(name, _)| *name == key) => Vec::from_iter(address(&one())?),
        _ => return Ok(None),
    };
    Ok(Some(conditions))
}

/// A bare text in the place of an element is what the element is about.
fn spelt_out(value: &Value, member: &str) -> Value {
    let all = match value {
        Value::Array(all) => all.as_slice(),
        one => std::slice::from_ref(one),
    };
    let one = |element: &Value| match element {
        Value::String(_) => Value::from(Map::from_iter([(member.to_owned(), element.clone())])),
        other => other.clone(),
    };
    all.iter().map(one).collect()
}

fn each(
    value: &Value,
    read: impl Fn(&Element) -> Result<Option<Condition>, String>,
) -> Result<Vec<Condition>, String> {
    let elements = match value {
        Value::Array(all) => all.as_slice(),
        one => std::slice::from_ref(one),
    };
    let mut conditions = Vec::new();
    for element in elements.iter().filter(|element| !is_any(element)) {
        let element = element.as_object();
        let element = element.ok_or("must be a list of objects")?;
        conditions.extend(read(element)?);
    }
    Ok(conditions)
}

/// The text of a member, when it says something.
fn given(element: &Element, key: &str) -> Result<Option<String>, String> {
    match element.get(key).filter(|value| !is_any(value)) {
        Some(value) => text(value).map(Some).map_err(|why| format!("{key} {why}")),
        None => Ok(None),
    }
}

/// Refuses members that say something and are none of these.
fn check_members(element: &Element, known: &[&str]) -> Result<(), String> {
    let stranger = element
        .iter()
        .find(|(key, value)| !is_any(value) && !known.contains(&key.as_str()));
    match stranger {
        Some((key, _)) => Err(format!("cannot be searched by its {key}")),
        None => Ok(()),
    }
}

fn element(list: &str, all: Vec<Member>) -> Condition {
    Condition::Element {
        wire: list.to_owned(),
        all,
    }
}

fn contains(wires: &[&'static str], typed: &str) -> Result<Member, String> {
    Ok(Member::Contains {
        wires: wires.to_vec(),
        folded: folded(typed)?,
    })
}

fn is(wires: &[&'static str], value: String) -> Member {
    Member::Is {
        wires: wires.to_vec(),
        value,
    }
}

fn phone(phone: &Element) -> Result<Option<Condition>, String> {
    let members = ["phoneNumber", "phoneType", "phoneTypeCode"];
    check_members(phone, &[&members[..], &["id", "communicationId"]].concat())?;
    let Some(typed) = given(phone, "phoneNumber")? else {
        return of_type("phoneNumbers", phone, ["phoneType", "phoneTypeCode"]);
    };
    let digits = digits(&typed);
    let member = if digits.is_empty() {
        contains(&["phoneNumber"], &typed)?
    } else {
        Member::Digits {
            wire: "phoneNumber",
            digits,
        }
    };
    let flat = Condition::Contains {
        wire: "phoneNumber".to_owned(),
        folded: folded(&typed)?,
    };
    let listed = element("phoneNumbers", vec![member]);
    Ok(Some(Condition::Any(vec![listed, flat])))
}

fn email(email: &Element) -> Result<Option<Condition>, String> {
    let members = ["emailAddress", "emailType", "emailTypeCode"];
    check_members(email, &[&members[..], &["id", "communicationId"]].concat())?;
    let Some(typed) = given(email, "emailAddress")? else {
        return of_type("emailAddresses", email, ["emailType", "emailTypeCode"]);
    };
    let listed = element("emailAddresses", vec![contains(&["emailAddress"], &typed)?]);
    let flat = Condition::Contains {
        wire: "contactEmail".to_owned(),
        folded: folded(&typed)?,
    };
    Ok(Some(Condition::Any(vec![listed, flat])))
}

/// A type is looked at where it is all that is given: beside a number or an address it is the form's own.
fn of_type(
    list: &str,
    given_in: &Element,
    [name, code]: [&'static str; 2],
) -> Result<Option<Condition>, String> {
    let mut all = Vec::new();
    if let Some(typed) = given(given_in, name)? {
        all.push(contains(&[name], &typed)?);
    }
    if let Some(typed) = given(given_in, code)? {
        all.push(is(&[code], typed));
    }
    Ok((!all.is_empty()).then(|| element(list, all)))
}

fn address(address: &Element) -> Result<Option<Condition>, String> {
    let known: Vec<&str> = ADDRESS.iter().map(|(key, _)| *key).collect();
    check_members(address, &[&known[..], &ADDRESS_FORM].concat())?;
    let mut all = Vec::new();
    for (key, wires) in ADDRESS {
        let Some(typed) = given(address, key)? else {
            continue;
        };
        all.push(if key.ends_with("Id") {
            let id = id(&Value::String(typed)).map_err(|why| format!("{key} {why}"))?;
            is(wires, id)
        } else if key.ends_with("Code") && key != "zipCode" {
            is(wires, typed)
        } else {
            contains(wires, &typed)?
        });
    }
    Ok((!all.is_empty()).then(|| element("addresses", all)))
}

fn label(label: &Element) -> Result<Option<Condition>, String> {
    let known = [&["labelId", "labelName", "id"][..], &LABEL_FORM].concat();
    check_members(label, &known)?;
    named(label, "labels", &["labelId", "id"], &["labelName"])
}

fn territory(territory: &Element) -> Result<Option<Condition>, String> {
    let known = ["territoryId", "territoryName", "id", "name"];
    check_members(territory, &known)?;
    let (ids, names) = (&["territoryId", "id"], &["territoryName", "name"]);
    named(territory, "territories", ids, names)
}

/// An element known by one of its ids, or else by its name.
fn named(
    given_in: &Element,
    list: &str,
    ids: &[&'static str],
    names: &[&'static str],
) -> Result<Option<Condition>, String> {
    for key in ids {
        if let Some(typed) = given(given_in, key)? {
            return Ok(Some(element(list, vec![is(ids, typed)])));
        }
    }
    for key in names {
        if let Some(typed) = given(given_in, key)? {
            return Ok(Some(element(list, vec![contains(names, &typed)?])));
        }
    }
    Ok(None)
}

fn custom(attribute: &Element) -> Result<Option<Condition>, String> {
    let Some(value) = given(attribute, "customAttributeValue")? else {
        let says = |key: &&&str| attribute.get(**key).is_some_and(|value| !is_any(value));
        return match CUSTOM_VALUES.iter().find(says) {
            Some(key) => Err(format!(
                "cannot be searched by its {key}; use customAttributeValue"
            )),
            None => Ok(None),
        };
    };
    let wires = [
        "customAttributeId",
        "customAttributeTagName",
        "customAttributeName",
    ];
    let mut name = None;
    for key in wires {
        name = match name {
            None => given(attribute, key)?,
            found => found,
        };
    }
    let name = name.ok_or("must say its customAttributeId")?;
    let holds = contains(&["customAttributeValue", "attributeValues"], &value)?;
    Ok(Some(element(
        "customAttributes",
        vec![is(&wires, name), holds],
    )))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn elements_that_are_not_understood_are_refused() {
        for (key, value) in [
            ("phoneNumbers", json!(5)),
            ("phoneNumbers", json!([["x"]])),
            ("phoneNumbers", json!([{"phone": "1"}])),
            ("phoneNumbers", json!([{"phoneNumber": ["1"]}])),
            ("phoneNumbers", json!([{"phoneNumber": "--"}])),
            ("phoneNumber", json!({"a": 1})),
            ("phoneType", json!(["x"])),
            ("emailAddresses", json!([["a@b"]])),
            ("emailAddresses", json!([{"emailAddress": true}])),
            ("contactEmail", json!(["a@b"])),
            ("addresses", json!("x")),
            ("addresses", json!([{"town": "Ulm"}])),
            ("addresses", json!([{"city": {"a": 1}}])),
            ("addresses", json!([{"countryId": "abc"}])),
            ("countryId", json!("abc")),
            ("labels", json!(["5"])),
            ("labels", json!([{"colour": "red"}])),
            ("territories", json!([7])),
            ("customAttributes", json!("x")),
            ("customAttributes", json!([{"customAttributeValue": "x"}])),
            (
                "customAttributes",
                json!([{"customAttributeId": "c", "customAttributeValue": {"a": 1}}]),
            ),
            (
                "customAttributes",
                json!([{"customAttributeId": "c", "attributeValues": [{"attributeValue": "x"}]}]),
            ),
        ] {
            assert!(read(key, &value).is_err(), "{key} {value}");
        }
    }

    #[test]
    fn elements_that_say_nothing_set_no_condition() {
        for (key, value) in [
            (
                "phoneNumbers",
                json!([{}, null, {"phoneNumber": "", "phoneType": "-1", "id": "cust_phone_input"}]),
            ),
            (
                "emailAddresses",
                json!([{"emailAddress": "", "id": "cont_email_input"}]),
            ),
            (
                "addresses",
                json!([{"addressAttributeId": "a", "addressGroupName": "Address1", "isAdded": false, "countryName": "Select One"}]),
            ),
            (
                "customAttributes",
                json!([{"customAttributeId": "c", "customAttributeType": "input", "customAttributeValue": ""}]),
            ),
        ] {
            assert_eq!(read(key, &value), Ok(Some(Vec::new())), "{key} {value}");
        }
        assert_eq!(read("customerName", &json!("A")), Ok(None));
    }

    #[test]
    fn a_type_alone_is_a_condition_and_beside_a_number_it_is_none() {
        let of = |value: Value| read("phoneNumbers", &value).unwrap().unwrap();
        let alone = of(json!([{"phoneTypeCode": "PHONE_HOME"}]));
        assert!(matches!(&alone[..], [Condition::Element { .. }]));
        let both = of(json!([{"phoneNumber": "12", "phoneTypeCode": "PHONE_HOME"}]));
        assert_eq!(both, of(json!([{"phoneNumber": "12"}])));
    }
}
