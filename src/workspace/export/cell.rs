//! Owns what a cell says of a record, in a form that reads back as the same value, and keeping spreadsheets
//! from running a cell as a formula.
//! Must not know files.

use serde_json::Value;

use crate::customer::change::Part;
use crate::customer::field::{CustomKind, Field, Group, Kind};
use crate::customer::{Catalog, Customer, elements, show, validate};

use super::target::{Parent, Target};

/// A record's value for a column. What a text cannot say is JSON, as it is on the wire.
pub fn text(record: &Customer, target: &Target, catalog: &Catalog) -> String {
    match target {
        Target::Id => record.id().map(|id| id.to_string()).unwrap_or_default(),
        Target::Version => record.version().map(|v| v.to_string()).unwrap_or_default(),
        // Made of the other cells.
        Target::Checks => String::new(),
        Target::Customs => json(record.get("customAttributes")),
        Target::Foreign(key) => json(record.get(key)),
        Target::Parent(Parent::Id) => plain(record.get("parentCustomerId")),
        // No record has it.
        Target::Parent(Parent::Number) => String::new(),
        Target::Field(field) => of_field(record, field, catalog),
        Target::Member {
            field, nth, member, ..
        } => {
            let element = record.list(&field.wire).get(*nth);
            plain(element.and_then(|element| element.get(member.wire)))
        }
        Target::Rest { field, group, nth } => {
            let element = record.list(&field.wire).get(*nth);
            element
                .map(|element| rest(element, *group, *nth))
                .unwrap_or_default()
        }
    }
}

/// A field's value as one text.
pub fn of_field(record: &Customer, field: &Field, catalog: &Catalog) -> String {
    let part = record.part(field);
    match field.kind {
        Kind::Group(group) => list(record.list(&field.wire), group, catalog),
        Kind::Custom(kind) => custom(field, kind, &part, catalog),
        _ => show::edit_text(field, &part, &catalog.date_format),
    }
}

/// A list as a person may write it, as long as that says all of it.
fn list(all: &[Value], group: Group, catalog: &Catalog) -> String {
    if all.is_empty() {
        return String::new();
    }
    let lines: Vec<String> = all.iter().map(|one| elements::line(one, group)).collect();
    let text = lines.join("; ");
    let back = elements::read(group, &text, None, catalog).ok();
    let says_all = back
        .as_ref()
        .and_then(Value::as_array)
        .is_some_and(|back| elements::say_the_same(group, back, all));
    if says_all && !text.starts_with('[') {
        text
    } else {
        Value::Array(all.to_vec()).to_string()
    }
}

fn custom(field: &Field, kind: CustomKind, part: &Part, catalog: &Catalog) -> String {
    let mut text = show::edit_text(field, part, &catalog.date_format);
    if let CustomKind::Check | CustomKind::MultiSelect = kind {
        text = text.replace(", ", "; ");
    }
    let Some(element) = part.get(field.wire.as_ref()) else {
        return text;
    };
    if !kind.editable() {
        return text;
    }
    let says_all = match validate::read(field, &text, &Part::new(), catalog) {
        Ok(back) if text.is_empty() => back.is_empty() && is_bare(element),
        Ok(back) => says(field, &back, element) == says(field, part, element),
        Err(_) => false,
    };
    if says_all && !text.starts_with('{') {
        text
    } else {
        element.to_string()
    }
}

/// What a person reads in an attribute, with the currency where there is one.
fn says(field: &Field, part: &Part, like: &Value) -> (String, Option<Value>) {
    let currency = like.get("currencyCode").and(part.get(field.wire.as_ref()));
    let currency = currency.and_then(|element| element.get("currencyCode"));
    (show::part_text(field, part), currency.cloned())
}

/// Whether an attribute says no more than that it is there.
fn is_bare(element: &Value) -> bool {
    let values = [
        "customAttributeValue",
        "attributeValues",
        "numberValue",
        "dateValue",
    ];
    let values = values.iter().filter_map(|key| element.get(*key));
    values.into_iter().all(crate::customer::change::is_empty)
}

/// What an element has that neither its members nor an empty element of its kind say.
fn rest(element: &Value, group: Group, nth: usize) -> String {
    let usual = group.blank(nth);
    let mut more = elements::unnamed(group, element);
    more.retain(|key, value| {
        let is_member = |member: &crate::customer::group::Member| {
            let (id, code) = member.beside;
            member.wire == key || id == Some(key) || code == Some(key)
        };
        !group.members().iter().any(is_member) && usual.get(key) != Some(&*value)
    });
    if more.is_empty() {
        return String::new();
    }
    Value::Object(more).to_string()
}

/// Whether any of a record's elements has more to say than its members do.
pub fn has_rest(record: &Customer, wire: &str, group: Group) -> bool {
    let all = record.list(wire).iter().enumerate();
    all.into_iter()
        .any(|(nth, element)| !rest(element, group, nth).is_empty())
}

fn plain(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    }
}

fn json(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => String::new(),
        Some(value) => value.to_string(),
    }
}

/// A cell that no spreadsheet runs: what begins as a formula does gets an apostrophe in front. A negative
/// number is no formula; a phone number with its plus would lose it.
pub fn defused(text: &str) -> String {
    if begins_a_formula(text) && !is_negative_number(text) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

/// What a defused cell was.
pub fn armed(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if begins_a_formula(rest) => rest,
        _ => text,
    }
}

/// Apostrophes in front count too: so one can always be told from none.
fn begins_a_formula(text: &str) -> bool {
    let first = text.trim_start_matches('\'').chars().next();
    first.is_some_and(|c| {
        matches!(
            c,
            '=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠'
        )
    })
}

fn is_negative_number(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or_default();
    let numeric = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    match digits.split_once('.') {
        Some((whole, fraction)) => numeric(whole) && numeric(fraction),
        None => numeric(digits),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::customer::Fields;
    use proptest::prelude::*;
    use serde_json::json;

    #[test]
    fn a_list_is_text_unless_it_says_more_than_text_can() {
        let catalog = Catalog::default();
        let fields = Fields::standard();
        let cell = |phones: Value| {
            let record = Customer::from_value(json!({"phoneNumbers": phones})).unwrap();
            of_field(&record, fields.find("phones").unwrap(), &catalog)
        };
        let usual = json!({"phoneNumber": "+49 1 23", "phoneType": "Business", "phoneTypeCode": "PHONE_BUSINESS", "communicationId": 7, "id": "cust_phone_input"});
        assert_eq!(cell(json!([usual, usual])), "+49 1 23; +49 1 23");
        let odd = json!([{"phoneNumber": "+49 1 23", "pager": true}]);
        assert_eq!(cell(odd.clone()), odd.to_string());
        assert_eq!(cell(json!([])), "");
    }

    proptest! {
        #[test]
        fn defusing_is_undone_by_reading(text in "[-'=+@a1.\t]{0,6}") {
            let safe = defused(&text);
            prop_assert_eq!(armed(&safe), text.as_str());
            prop_assert!(!safe.starts_with(['=', '+', '@', '\t']));
        }
    }

    #[test]
    fn formulas_are_defused_and_negative_numbers_are_not_formulas() {
        for (cell, safe) in [
            ("=1+1", "'=1+1"),
            ("+49 5361", "'+49 5361"),
            ("-12.50", "-12.50"),
            ("-1+cmd|' /C calc'!A0", "'-1+cmd|' /C calc'!A0"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("'=1", "''=1"),
            ("O'Neill", "O'Neill"),
        ] {
            assert_eq!(defused(cell), safe);
        }
    }
}
