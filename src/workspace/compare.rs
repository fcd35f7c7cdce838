//! Owns comparing records as a person would: what moved since it was seen, what was overtaken, what was
//! typed since. Pure.
//! Must not ask a server.

use serde_json::Value;

use crate::customer::blank::AUTO_NUMBER;
use crate::customer::change::{between, same, same_part};
use crate::customer::field::CUSTOM_PREFIX;
use crate::customer::merge::{Conflict, is_same_thing};
use crate::customer::{Change, Customer, Field, Fields, Kind, Part, show};

/// Whether a field reads as it was wanted: a server may name what is new, and write numbers and dates in
/// its own way.
pub fn reads_as(field: &Field, now: &Part, wanted: &Part) -> bool {
    if same_part(now, wanted) {
        return true;
    }
    match field.kind {
        Kind::Group(group) => {
            let list = |part: &Part| {
                let list = part.get(field.wire.as_ref()).and_then(Value::as_array);
                list.cloned().unwrap_or_default()
            };
            let says = |a: &Value, b: &Value| {
                let get =
                    |element: &Value, key: &str| element.get(key).cloned().unwrap_or(Value::Null);
                group
                    .members()
                    .iter()
                    .all(|member| same(&get(a, member.wire), &get(b, member.wire)))
            };
            let (now, wanted) = (list(now), list(wanted));
            now.len() == wanted.len() && now.iter().zip(&wanted).all(|(now, is)| says(now, is))
        }
        _ => show::part_text(field, now) == show::part_text(field, wanted),
    }
}

/// A change of an attribute that also remembers how the list was spelt while it had none, for taking it back.
pub fn with_blank(before: &Customer, mut change: Change) -> Change {
    if change.field.starts_with(CUSTOM_PREFIX)
        && let Some(blank) = before.blank_custom()
    {
        change.from.insert(CUSTOM_PREFIX.to_owned(), blank.clone());
    }
    change
}

/// The fields that a person fills and that moved since a record was seen, as conflicts in which nothing is
/// wanted.
pub fn moved(seen: &Customer, now: &Customer, fields: &Fields) -> Vec<Conflict> {
    let is_unnumbered = seen.text("customerNumber") == AUTO_NUMBER;
    let of = |field: &Field| {
        let (base, theirs) = (seen.part(field), now.part(field));
        let is_numbering = is_unnumbered && field.wire == "customerNumber";
        let moved = field.edit && !is_numbering && !reads_as(field, &theirs, &base);
        moved.then(|| Conflict {
            field: field.wire.to_string(),
            base,
            mine: Part::new(),
            theirs,
        })
    };
    fields.iter().filter_map(of).collect()
}

/// What a person should know of an update to a server that does not refuse what has moved: `before` was
/// read, `sent` was sent, `now` was read again.
pub fn overtaken(
    before: &Customer,
    now: &Customer,
    sent: &[Change],
    fields: &Fields,
) -> Option<String> {
    let label = |change: &Change| {
        let field = fields.find(&change.field);
        field.map_or_else(|| change.field.clone(), |field| field.label.to_string())
    };
    let again: Vec<String> = sent
        .iter()
        .filter(|change| {
            let field = fields.find(&change.field);
            field.is_some_and(|field| !reads_as(field, &now.part(field), &change.to))
        })
        .map(label)
        .collect();
    if !again.is_empty() {
        let who = match now.text("lastUpdatedByName") {
            "" => "somebody",
            name => name,
        };
        return Some(format!(
            "{who} changed {} again at the same moment",
            again.join(", ")
        ));
    }
    let writes = now.version()?.checked_sub(before.version()?)?;
    let is_ours =
        |change: &Change| sent.iter().any(|sent| sent.field == change.field) || is_stamp(change);
    let elsewhere = between(before, now, fields)
        .iter()
        .any(|change| !is_ours(change));
    let all: Vec<String> = sent.iter().map(label).collect();
    (writes > 1 && !elsewhere).then(|| {
        format!(
            "somebody wrote this customer at the same moment: a change of {} may have been overtaken",
            all.join(", ")
        )
    })
}

fn is_stamp(change: &Change) -> bool {
    crate::store::is_kept(&change.field)
}

/// What leads from a customer as it was made to the form it came from, as that reads now.
pub fn typed_since(made: &Customer, typed: &Customer, fields: &Fields) -> Vec<Change> {
    let of = |field: &Field| {
        let (from, mut to) = (made.part(field), typed.part(field));
        if let (Kind::Group(group), Some(Value::Array(elements))) =
            (field.kind, to.get_mut(field.wire.as_ref()))
        {
            // What is there already keeps the name that the server gave it.
            for element in elements {
                let there = made.list(&field.wire).iter();
                let mut alike = there.filter(|there| is_same_thing(group, element, there));
                if let Some(named) = alike.next() {
                    *element = named.clone();
                }
            }
        }
        let change = Change {
            field: field.wire.to_string(),
            from,
            to,
        };
        let is_automatic = typed.text(&field.wire) == AUTO_NUMBER;
        (field.edit && !is_automatic && !change.is_nothing()).then_some(change)
    };
    fields.iter().filter_map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn record(value: Value) -> Customer {
        Customer::from_value(value).unwrap()
    }

    #[test]
    fn what_a_server_names_or_numbers_has_not_moved() {
        let fields = Fields::standard();
        let seen = record(
            json!({"customerName": "A", "customerNumber": AUTO_NUMBER, "website": null,
            "phoneNumbers": [{"id": "cust_phone_input", "phoneNumber": "1"}]}),
        );
        let now = record(
            json!({"customerName": "A", "customerNumber": "17", "version": 4,
            "phoneNumbers": [{"id": "9", "communicationId": 9, "phoneNumber": "1"}]}),
        );
        assert!(moved(&seen, &now, &fields).is_empty());
        let other = record(json!({"customerName": "B", "phoneNumbers": []}));
        let names: Vec<_> = moved(&seen, &other, &fields)
            .into_iter()
            .map(|moved| moved.field)
            .collect();
        assert_eq!(names, ["customerName", "phoneNumbers"]);
    }

    #[test]
    fn who_was_overtaken_is_told() {
        let fields = Fields::standard();
        let sent = [Change {
            field: "website".into(),
            from: Part::new(),
            to: Part::from_iter([("website".into(), json!("mine"))]),
        }];
        let told = |now: Value| {
            let before = record(json!({"version": 3, "skypeName": "s"}));
            overtaken(&before, &record(now), &sent, &fields)
        };
        assert_eq!(
            told(json!({"version": 4, "website": "mine", "skypeName": "s"})),
            None
        );
        let other = json!({"version": 5, "website": "mine", "skypeName": "other"});
        assert_eq!(told(other), None, "it was another field");
        let again = json!({"version": 5, "website": "theirs", "lastUpdatedByName": "Ann", "skypeName": "s"});
        assert!(
            told(again)
                .unwrap()
                .starts_with("Ann changed Website again")
        );
        let lost = json!({"version": 5, "website": "mine", "skypeName": "s"});
        assert!(told(lost).unwrap().contains("may have been overtaken"));
    }
}
