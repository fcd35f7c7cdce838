//! Owns how a value reads: one line for lists and tables, several for the detail, and the text that an
//! edit field starts with. Everything it returns is safe for a terminal.
//! Must not measure or colour.

use serde_json::Value;

use super::change::{Part, is_empty};
use super::date::{self, DateFormat};
use super::field::{CustomKind, Field, Group, Kind};
use super::record::Customer;
use super::text::{lines, one_line};

/// A field's value on one line; empty where there is none.
pub fn line(record: &Customer, field: &Field) -> String {
    one_line(&match field.kind {
        Kind::Group(group) => group_line(record.list(&field.wire), group),
        Kind::Money => money(record, field),
        Kind::Custom(_) => part_text(field, &record.part(field)),
        // A part is a copy: where the record itself answers, none is made for each row of a list.
        _ => single_text(field, |key| record.get(key)),
    })
}

/// A field's value as the detail shows it: one entry for each line or element.
pub fn block(record: &Customer, field: &Field) -> Vec<String> {
    match field.kind {
        Kind::Group(group) => record
            .list(&field.wire)
            .iter()
            .map(|e| one_line(&element(e, group)))
            .filter(|l| !l.is_empty())
            .collect(),
        Kind::Note | Kind::Custom(CustomKind::Textarea) => {
            let text = lines(&part_text(field, &record.part(field)));
            if text.is_empty() {
                Vec::new()
            } else {
                text.split('\n').map(str::to_owned).collect()
            }
        }
        _ => Some(line(record, field))
            .filter(|line| !line.is_empty())
            .into_iter()
            .collect(),
    }
}

/// The value of a part as text, without a currency; for a list, its elements one after the other.
pub fn part_text(field: &Field, part: &Part) -> String {
    let value = part.get(field.wire.as_ref());
    match field.kind {
        Kind::Group(group) => group_line(
            value
                .and_then(Value::as_array)
                .map(Vec::as_slice)
                .unwrap_or_default(),
            group,
        ),
        Kind::Custom(kind) => value
            .map(|element| custom_text(element, kind))
            .unwrap_or_default(),
        _ => single_text(field, |key| part.get(key)),
    }
}

/// The text of a field that is no list and no custom attribute.
fn single_text<'a>(field: &Field, member: impl Fn(&str) -> Option<&'a Value>) -> String {
    let value = member(&field.wire);
    match field.kind {
        Kind::Flag => match value.and_then(Value::as_str) {
            Some("Y") => "yes".to_owned(),
            Some("N") => "no".to_owned(),
            _ => plain(value),
        },
        Kind::Choice(_) | Kind::Reference | Kind::Assignee => {
            let name = plain(value);
            // A pair may come with its id alone.
            if name.is_empty() {
                field
                    .id_wire
                    .map(|id| plain(member(id)))
                    .unwrap_or_default()
            } else {
                name
            }
        }
        _ => plain(value),
    }
}

/// The text that an edit field of this kind starts with: days in ISO form, all else as it is shown.
pub fn edit_text(field: &Field, part: &Part, firm: &DateFormat) -> String {
    let text = part_text(field, part);
    match field.kind {
        Kind::Date | Kind::Custom(CustomKind::Date) => {
            date::read(&text, firm).map_or(text, |day| day.to_string())
        }
        _ => text,
    }
}

fn plain(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(Value::Bool(yes)) => if *yes { "yes" } else { "no" }.to_owned(),
        Some(Value::Number(number)) => number.to_string(),
        Some(empty) if is_empty(empty) => String::new(),
        Some(other) => other.to_string(),
    }
}

fn money(record: &Customer, field: &Field) -> String {
    let amount = grouped(&plain(record.get(&field.wire)));
    let currency = record.text("annualRevenueCurrencyCode");
    if amount.is_empty() || currency.is_empty() {
        amount
    } else {
        format!("{amount} {currency}")
    }
}

/// `1234567.5` as `1,234,567.5`; what is no plain number stays as it is.
pub fn grouped(number: &str) -> String {
    let (sign, rest) = match number.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", number),
    };
    let (whole, fraction) = rest
        .split_once('.')
        .map_or((rest, None), |(whole, fraction)| (whole, Some(fraction)));
    if whole.is_empty() || !whole.bytes().all(|b| b.is_ascii_digit()) {
        return number.to_owned();
    }
    let mut out = String::from(sign);
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    match fraction {
        Some(fraction) if fraction.bytes().any(|b| b != b'0') => format!("{out}.{fraction}"),
        _ => out,
    }
}

fn group_line(elements: &[Value], group: Group) -> String {
    let shown: Vec<String> = elements
        .iter()
        .map(|e| headline(e, group))
        .filter(|text| !text.is_empty())
        .collect();
    match group {
        Group::Addresses => shown.join(" · "),
        _ => shown.join(", "),
    }
}

/// What an element says, without its type: "1 Main St, 38440 Wolfsburg, Germany".
pub fn headline(element: &Value, group: Group) -> String {
    if let Some(text) = element.as_str() {
        return text.to_owned();
    }
    let get = |key: &str| plain(element.get(key));
    if group == Group::Addresses {
        let place = [get("zipCode"), get("city")]
            .into_iter()
            .filter(|t| !t.is_empty())
            .collect::<Vec<_>>()
            .join(" ");
        let region = Some(get("state"))
            .filter(|state| !state.is_empty() && *state != get("city"))
            .unwrap_or_default();
        return [
            get("addressLine1"),
            get("addressLine2"),
            place,
            get("county"),
            region,
            get("countryName"),
        ]
        .into_iter()
        .filter(|text| !text.is_empty())
        .collect::<Vec<_>>()
        .join(", ");
    }
    group
        .headline()
        .iter()
        .map(|key| get(key))
        .find(|text| !text.is_empty())
        .unwrap_or_default()
}

/// An element with its type: "Billing Address: 1 Main St, …".
pub fn element(element: &Value, group: Group) -> String {
    let text = headline(element, group);
    let kind = match group {
        Group::Phones => element.get("phoneType"),
        Group::Emails => element.get("emailType"),
        Group::Addresses => element.get("addressType"),
        _ => None,
    };
    match kind.and_then(Value::as_str).filter(|kind| !kind.is_empty()) {
        Some(kind) if !text.is_empty() => format!("{kind}: {text}"),
        _ => text,
    }
}

/// What one of the first address's members says; lists show a city without its street.
pub fn first_address<'a>(record: &'a Customer, member: &str) -> &'a str {
    record
        .list("addresses")
        .iter()
        .filter_map(|address| address.get(member).and_then(Value::as_str))
        .find(|text| !text.is_empty())
        .unwrap_or_default()
}

fn custom_text(element: &Value, kind: CustomKind) -> String {
    match kind {
        CustomKind::Check | CustomKind::MultiSelect => {
            let picked = element.get("attributeValues").and_then(Value::as_array);
            let names: Vec<String> = picked
                .into_iter()
                .flatten()
                .map(|v| plain(v.get("attributeValue")))
                .filter(|t| !t.is_empty())
                .collect();
            if names.is_empty() {
                plain(element.get("customAttributeValue"))
            } else {
                names.join(", ")
            }
        }
        CustomKind::Table => match element.get("rows").and_then(Value::as_array).map(Vec::len) {
            None | Some(0) => String::new(),
            Some(1) => "1 row".to_owned(),
            Some(rows) => format!("{rows} rows"),
        },
        _ => {
            let text = plain(element.get("customAttributeValue"));
            if text.is_empty() {
                plain(element.get("objectRefName"))
            } else {
                text
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::customer::field::Fields;
    use serde_json::json;

    fn shown(record: Value, name: &str) -> String {
        let fields = Fields::standard();
        line(
            &Customer::from_value(record).unwrap(),
            fields.find(name).unwrap(),
        )
    }

    #[test]
    fn values_read_as_people_write_them() {
        assert_eq!(
            shown(
                json!({"annualRevenue": 1234567.5, "annualRevenueCurrencyCode": "EUR"}),
                "revenue"
            ),
            "1,234,567.5 EUR"
        );
        assert_eq!(shown(json!({"isAffiliate": "Y"}), "affiliate"), "yes");
        assert_eq!(
            shown(json!({"statusName": "", "statusId": 7}), "status"),
            "7"
        );
        assert_eq!(
            shown(
                json!({"phoneNumbers": [{"phoneNumber": "1"}, {"phoneNumber": "2\u{1b}"}]}),
                "phone"
            ),
            "1, 2␛"
        );
        let address = json!({"addressLine1": "Ring 1", "zipCode": "38440", "city": "Wolfsburg", "countryName": "Germany", "state": ""});
        assert_eq!(
            shown(json!({"addresses": [address]}), "addresses"),
            "Ring 1, 38440 Wolfsburg, Germany"
        );
    }

    #[test]
    fn numbers_are_grouped_and_odd_ones_left_alone() {
        for (raw, read) in [
            ("1000", "1,000"),
            ("-999999.50", "-999,999.50"),
            ("12", "12"),
            ("1e400", "1e400"),
            ("", ""),
            ("7.00", "7"),
        ] {
            assert_eq!(grouped(raw), read);
        }
    }

    #[test]
    fn values_of_a_wrong_type_are_shown_and_never_panic() {
        for value in [
            json!(7),
            json!("x"),
            json!({"a": 1}),
            json!([[1]]),
            json!([null]),
            json!(null),
            json!(true),
        ] {
            let fields = Fields::standard();
            for field in fields.iter() {
                let record =
                    Customer::from_value(json!({field.wire.as_ref(): value.clone()})).unwrap();
                let _ = (line(&record, field), block(&record, field));
            }
        }
    }
}
