//! Owns putting the lists of several customers together: what is in two of them stands there once.
//! Must not know anything but lists.

use serde_json::{Value, json};

use super::super::field::Group;
use super::super::record::Customer;
use super::super::show;
use super::super::text::fold;

/// The lists that have a main value beside them: its wire name, the list's, the member in the list.
const MAIN: [(&str, Group, &str); 2] = [
    ("phoneNumber", Group::Phones, "phoneNumber"),
    ("contactEmail", Group::Emails, "emailAddress"),
];

/// What `keep` has, and then what the others have besides; also their main phone number and e-mail address,
/// of which a customer has only one.
pub fn united(group: Group, keep: &Customer, others: &[Customer]) -> Vec<Value> {
    let wire = wire(group);
    let mut all = keep.list(wire).to_vec();
    for other in others {
        let mains = MAIN.iter().filter(|(_, of, _)| *of == group);
        let mains = mains.filter_map(|(wire, ..)| main(wire, other.text(wire)));
        let mains = mains
            .map(|(_, element)| element)
            .filter(|element| !is_main(group, keep, element));
        for element in other.list(wire).iter().cloned().chain(mains) {
            if !is_blank(group, &element)
                && !all.iter().any(|there| is_same(group, there, &element))
            {
                all.push(as_new(group, &element, all.len()));
            }
        }
    }
    all
}

/// Whether it is the customer's main phone number or e-mail address already.
fn is_main(group: Group, keep: &Customer, element: &Value) -> bool {
    let mains = MAIN.iter().filter(|(_, of, _)| *of == group);
    mains
        .filter_map(|(wire, ..)| main(wire, keep.text(wire)))
        .any(|(_, own)| is_same(group, &own, element))
}

/// A main value as an element of its list.
pub fn main(wire: &str, text: &str) -> Option<(Group, Value)> {
    let (_, group, member) = MAIN.iter().find(|(main, ..)| *main == wire)?;
    if text.trim().is_empty() {
        return None;
    }
    let mut element = group.blank(0);
    element.insert((*member).to_owned(), json!(text));
    Some((*group, Value::Object(element)))
}

fn wire(group: Group) -> &'static str {
    match group {
        Group::Phones => "phoneNumbers",
        Group::Emails => "emailAddresses",
        Group::Addresses => "addresses",
        Group::Labels => "labels",
        Group::Territories => "territories",
        Group::Accounts => "accounts",
        Group::Notes => "notes",
    }
}

/// Whether an element says nothing.
pub fn is_blank(group: Group, element: &Value) -> bool {
    match group.members() {
        [] => show::headline(element, group).trim().is_empty(),
        _ => group.is_blank(element),
    }
}

/// Whether two elements are one thing, of whatever type they are called.
pub fn is_same(group: Group, a: &Value, b: &Value) -> bool {
    let text = |element: &Value| {
        let text = show::headline(element, group);
        match group {
            Group::Phones => phone(&text),
            _ => fold(&text),
        }
    };
    text(a) == text(b)
}

/// A number however it is spaced; what has no digits, as it reads.
fn phone(text: &str) -> String {
    let begun = text.replace("(0)", "");
    let digits: String = begun.chars().filter(char::is_ascii_digit).collect();
    match (digits.is_empty(), begun.trim_start().starts_with('+')) {
        (true, _) => fold(text),
        (_, true) => format!("00{digits}"),
        _ => digits,
    }
}

/// An element of another customer as one that this customer gets: without the server's name for it, and in
/// its own place.
pub fn as_new(group: Group, element: &Value, nth: usize) -> Value {
    let mut element = element.clone();
    let Some(map) = element.as_object_mut() else {
        return element;
    };
    let blank = group.blank(nth);
    if group.members().is_empty() {
        // A label is the same label wherever it is.
        return element;
    }
    for key in group.identity() {
        map.shift_remove(*key);
    }
    for key in ["id", "addressGroupName"] {
        if let Some(own) = blank.get(key) {
            map.insert(key.to_owned(), own.clone());
        }
    }
    element
}
