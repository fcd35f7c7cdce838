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
    let text = |element: &Value| show::headline(element, group);
    let (a, b) = (text(a), text(b));
    fold(&a) == fold(&b) || (group == Group::Phones && is_same_phone(&a, &b))
}

/// Whether two phone numbers are one, however they are spaced, and with or without the country's code.
fn is_same_phone(a: &str, b: &str) -> bool {
    let (a, b) = (Number::read(a), Number::read(b));
    let with_code = |abroad: &Number, home: &Number| {
        let code = abroad.digits.strip_suffix(home.digits.as_str());
        abroad.is_abroad
            && !home.is_abroad
            && code.is_some_and(|code| (1..=LONGEST_CODE).contains(&code.len()))
    };
    let is_long = a.digits.len().min(b.digits.len()) >= SHORTEST;
    (a.all == b.all && !a.all.is_empty())
        || (is_long && (a.digits == b.digits || with_code(&a, &b) || with_code(&b, &a)))
}

/// A country's code has so many digits at most.
const LONGEST_CODE: usize = 3;
/// A number that is shorter is the same in many towns.
const SHORTEST: usize = 6;

struct Number {
    /// Every digit.
    all: String,
    /// Without what is dialled before it.
    digits: String,
    /// It begins with a country's code.
    is_abroad: bool,
}

impl Number {
    fn read(text: &str) -> Number {
        let text = text.replace("(0)", "");
        let all: String = text.chars().filter(char::is_ascii_digit).collect();
        let is_abroad = text.trim_start().starts_with('+') || all.starts_with("00");
        Number {
            digits: all.trim_start_matches('0').to_owned(),
            all,
            is_abroad,
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phone_number_is_one_with_and_without_its_country() {
        for (a, b, same) in [
            ("+49 (0)89 123 456", "089/123456", true),
            ("0049 89 123456", "+49 89 123-456", true),
            ("089 123456", "089 123457", false),
            ("+49 89 123456", "+43 89 123456", false),
            ("+1 123", "123", false),
            ("ask Ann", "ASK ANN", true),
            ("ask Ann", "ask Bob", false),
        ] {
            let element = |text: &str| json!({"phoneNumber": text});
            assert_eq!(
                is_same(Group::Phones, &element(a), &element(b)),
                same,
                "{a} / {b}"
            );
        }
    }
}
