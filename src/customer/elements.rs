//! Owns reading the lists inside a record: phones, e-mails, addresses, labels and territories, written as
//! text with `;` between them, or as elements from elsewhere whose members are checked one by one.
//! Must not know records: what a list was before is handed in.

use serde_json::{Map, Value, json};

use super::catalog::{Catalog, Choice};
use super::change::{is_empty, same};
use super::check::check;
use super::field::{Group, Kind, List};
use super::group::Member;
use super::show;
use super::validate::{choose_member, offered};

type Element = Map<String, Value>;

/// Reads `+49 5361 90; Mobile: +49 171 5`: the type is said where it is not the usual one. An element that
/// `before` has already stays as it was there, with its ids.
pub fn read(
    group: Group,
    typed: &str,
    before: Option<&Value>,
    catalog: &Catalog,
) -> Result<Value, String> {
    let old = before.and_then(Value::as_array);
    let mut old: Vec<&Value> = old.into_iter().flatten().collect();
    let parts = typed.split(';').map(str::trim);
    let parts = parts.filter(|text| !text.is_empty());
    let mut all = Vec::new();
    for (nth, text) in parts.enumerate() {
        let says = |one: &&Value| show::headline(one, group) == text || line(one, group) == text;
        if let Some(at) = old.iter().position(says) {
            all.push(old.remove(at).clone());
            continue;
        }
        let (kind, rest) = kind_and_rest(group, text, catalog);
        let moved = |one: &&Value| kind.is_some() && show::headline(one, group) == rest;
        let kept = old.iter().position(moved).map(|at| old.remove(at));
        let start = kept.and_then(Value::as_object).cloned();
        let start = start.unwrap_or_else(|| group.blank(nth));
        all.push(said(start, group, kind, rest, catalog)?);
    }
    Ok(Value::Array(all))
}

/// A new element from its text; `nth` counts from 0.
pub fn fresh(group: Group, text: &str, nth: usize, catalog: &Catalog) -> Result<Value, String> {
    let (kind, rest) = kind_and_rest(group, text, catalog);
    said(group.blank(nth), group, kind, rest, catalog)
}

fn said(
    mut element: Element,
    group: Group,
    kind: Option<&Choice>,
    text: &str,
    catalog: &Catalog,
) -> Result<Value, String> {
    say(&mut element, group, text, catalog)?;
    if let (Some(member), Some(kind)) = (type_member(group), kind) {
        choose_member(&mut element, member, kind);
    }
    Ok(Value::Object(element))
}

/// What an element is called in such a text.
pub fn line(element: &Value, group: Group) -> String {
    let text = show::headline(element, group);
    let Some(member) = type_member(group).filter(|_| group != Group::Addresses) else {
        return text;
    };
    let of = |element: Option<&Value>| element.and_then(Value::as_str).map(str::to_owned);
    let kind = of(element.get(member.wire)).filter(|kind| !kind.is_empty());
    match kind {
        Some(kind) if Some(&kind) != of(group.blank(0).get(member.wire)).as_ref() => {
            format!("{kind}: {text}")
        }
        _ => text,
    }
}

/// Reads one element whose members come from elsewhere, onto `start`: each is checked, and a choice brings
/// its id and code from this catalog.
pub fn fill(
    group: Group,
    start: Element,
    given: &Element,
    catalog: &Catalog,
) -> Result<Value, String> {
    if let Group::Labels | Group::Territories = group {
        let name = show::headline(&Value::Object(given.clone()), group);
        let mut element = start;
        say(&mut element, group, &name, catalog)?;
        return Ok(Value::Object(element));
    }
    let mut element = start;
    for (key, value) in given {
        element.insert(key.clone(), value.clone());
    }
    for member in group.members() {
        let Some(value) = given.get(member.wire) else {
            continue;
        };
        let typed = match value {
            empty if is_empty(empty) => "",
            Value::String(text) => text.trim(),
            Value::Number(_) => &value.to_string(),
            _ => return Err(format!("{} must be a text", member.label)),
        };
        fill_member(&mut element, member, typed, catalog)
            .map_err(|why| format!("{}: {why}", member.label))?;
    }
    Ok(Value::Object(element))
}

fn fill_member(
    element: &mut Element,
    member: &Member,
    typed: &str,
    catalog: &Catalog,
) -> Result<(), String> {
    match member.kind {
        Kind::Choice(_) if typed.is_empty() => {
            element.insert(member.wire.to_owned(), json!(""));
            for beside in [member.beside.0, member.beside.1].into_iter().flatten() {
                element.insert(beside.to_owned(), Value::Null);
            }
        }
        // What is not known here may be known where it comes from: what stands beside it stays.
        Kind::Choice(list) if catalog.list(list).is_empty() => {
            element.insert(member.wire.to_owned(), json!(typed));
        }
        Kind::Choice(list) => choose_member(element, member, &offered(list, typed, catalog)?),
        kind => {
            if !typed.is_empty() {
                check(kind, typed)?;
            }
            element.insert(member.wire.to_owned(), json!(typed));
        }
    }
    Ok(())
}

/// Puts the text that an element is known by into it.
fn say(element: &mut Element, group: Group, text: &str, catalog: &Catalog) -> Result<(), String> {
    match group {
        Group::Phones => {
            check(Kind::Phone, text)?;
            element.insert("phoneNumber".to_owned(), json!(text));
        }
        Group::Emails => {
            check(Kind::Email, text)?;
            element.insert("emailAddress".to_owned(), json!(text));
        }
        Group::Addresses => drop(element.insert("addressLine1".to_owned(), json!(text))),
        Group::Labels => *element = label_element(&offered(List::Label, text, catalog)?),
        Group::Territories => {
            *element = territory_element(&offered(List::Territory, text, catalog)?);
        }
        Group::Accounts | Group::Notes => {
            return Err("is kept by the server and cannot be set".to_owned());
        }
    }
    Ok(())
}

fn type_member(group: Group) -> Option<&'static Member> {
    let is_type = |member: &&Member| match member.kind {
        Kind::Choice(list) => list != List::Country,
        _ => false,
    };
    group.members().iter().find(is_type)
}

/// `Mobile: +49 171 5` apart, where the first is a type that the catalog has.
fn kind_and_rest<'t, 'c>(
    group: Group,
    text: &'t str,
    catalog: &'c Catalog,
) -> (Option<&'c Choice>, &'t str) {
    let list = type_member(group).map(|member| member.kind);
    let Some(Kind::Choice(list)) = list.filter(|_| group != Group::Addresses) else {
        return (None, text);
    };
    let apart = text.split_once(':').and_then(|(kind, rest)| {
        let choice = catalog.find(list, kind.trim())?;
        Some((Some(choice), rest.trim()))
    });
    apart.unwrap_or((None, text))
}

/// A label as a record carries it.
pub fn label_element(label: &Choice) -> Element {
    Map::from_iter([
        ("labelId".to_owned(), label.id.clone()),
        ("labelName".to_owned(), json!(label.name)),
        ("id".to_owned(), label.id.clone()),
    ])
}

/// A territory as a record carries it.
pub fn territory_element(territory: &Choice) -> Element {
    Map::from_iter([
        ("territoryId".to_owned(), territory.id.clone()),
        ("territoryName".to_owned(), json!(territory.name)),
    ])
}

/// An element that comes from elsewhere, without the names that it had there.
pub fn from_elsewhere(mut element: Element) -> Element {
    for key in NAMES {
        element.shift_remove(key);
    }
    element
}

/// An element without what only names it: the ids of its server, and its place in a form.
pub fn unnamed(group: Group, element: &Value) -> Element {
    let mut element = element.as_object().cloned().unwrap_or_default();
    if let Group::Labels | Group::Territories = group {
        return element;
    }
    for key in NAMES {
        element.shift_remove(key);
    }
    element.retain(|_, value| !is_empty(value));
    element
}

/// Whether two lists say the same, whatever their elements are named.
pub fn say_the_same(group: Group, one: &[Value], other: &[Value]) -> bool {
    let plain = |element: &Value| Value::Object(unnamed(group, element));
    one.len() == other.len()
        && one
            .iter()
            .zip(other)
            .all(|(one, other)| same(&plain(one), &plain(other)))
}

const NAMES: [&str; 6] = [
    "id",
    "communicationId",
    "addressId",
    "accountAddressId",
    "addressAttributeId",
    "addressGroupName",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn catalog() -> Catalog {
        Catalog::parse(&json!({
            "phoneTypes": [{"id": 1, "code": "PHONE_BUSINESS", "name": "Business"}, {"id": 2, "code": "PHONE_MOBILE", "name": "Mobile"}],
            "countries": [{"countryId": 9, "countryName": "Germany", "countryCode": "DE"}],
            "labels": [{"labelId": 3, "labelName": "Strategic"}],
        }))
    }

    #[test]
    fn a_list_is_read_as_it_is_written() {
        let read = read(
            Group::Phones,
            "+49 5361 90; mobile: +49 171 5",
            None,
            &catalog(),
        );
        let all = read.unwrap();
        assert_eq!(all[1]["phoneTypeCode"], "PHONE_MOBILE");
        assert_eq!(all[1]["phoneNumber"], "+49 171 5");
        let lines: Vec<String> = all
            .as_array()
            .unwrap()
            .iter()
            .map(|e| line(e, Group::Phones))
            .collect();
        assert_eq!(lines, ["+49 5361 90", "Mobile: +49 171 5"]);
    }

    #[test]
    fn what_is_given_again_keeps_its_ids_also_with_another_type() {
        let before =
            json!([{"phoneNumber": "+49 1 2", "phoneType": "Business", "communicationId": 7}]);
        let now = read(
            Group::Phones,
            "Mobile: +49 1 2; +49 3 4",
            Some(&before),
            &catalog(),
        )
        .unwrap();
        assert_eq!(now[0]["communicationId"], 7);
        assert_eq!(now[0]["phoneType"], "Mobile");
        assert_eq!(now[1].get("communicationId"), None);
    }

    #[test]
    fn members_from_elsewhere_are_checked_and_choices_found() {
        let given = json!({"countryName": "de", "city": "Ulm", "deliveryInstructions": "ring"});
        let blank = || Group::Addresses.blank(0);
        let read = fill(
            Group::Addresses,
            blank(),
            given.as_object().unwrap(),
            &catalog(),
        );
        let read = read.unwrap();
        assert_eq!(
            (&read["countryName"], &read["countryId"]),
            (&json!("Germany"), &json!(9))
        );
        assert_eq!(read["deliveryInstructions"], "ring");
        for bad in [json!({"countryName": "Nowhere"}), json!({"city": ["x"]})] {
            assert!(
                fill(
                    Group::Addresses,
                    blank(),
                    bad.as_object().unwrap(),
                    &catalog()
                )
                .is_err()
            );
        }
        let label = json!({"labelName": "strategic", "labelId": 99});
        let label = fill(
            Group::Labels,
            Map::new(),
            label.as_object().unwrap(),
            &catalog(),
        );
        assert_eq!(label.unwrap()["labelId"], 3);
    }
}
