//! Owns the answers that only a server of our own kind gives: what moved since a place, a customer's
//! history, and the trash. Both ways.
//! Must not send anything.

use serde_json::{Map, Value, json};

use crate::customer::changeset::{Past, Trashed};
use crate::customer::record::whole;
use crate::customer::{Customer, CustomerId};

use super::{named, take_list};

/// What moved since a place.
#[derive(Clone, Debug, PartialEq)]
pub struct Moved {
    pub customers: Vec<Customer>,
    /// Those that were put into the trash.
    pub gone: Vec<CustomerId>,
    /// How many moved in all, these among them.
    pub left: usize,
    /// Where the next question goes on.
    pub cursor: String,
    pub more: bool,
    /// The server did not know the place, and begins anew: what it does not name by the end is not there.
    pub anew: bool,
}

/// Reads what moved; none where a server does not know the question, and has answered with a page.
pub fn moved(answer: Value) -> Option<Moved> {
    let Value::Object(mut map) = answer else {
        return None;
    };
    let cursor = map.get("cursor")?.as_str()?.to_owned();
    let flag = |name: &str| map.get(name).and_then(Value::as_bool).unwrap_or(false);
    let (more, anew) = (flag("more"), flag("anew"));
    let left = map.get("countOfRecords").and_then(whole)?;
    let gone = map.get("deleted").and_then(Value::as_array)?;
    let gone = gone.iter().filter_map(whole).collect();
    let list = take_list(&mut map)?;
    Some(Moved {
        customers: list.into_iter().filter_map(named).collect(),
        gone,
        left: usize::try_from(left).ok()?,
        cursor,
        more,
        anew,
    })
}

/// Writes what moved; the records are JSON texts already.
pub fn write_moved(
    records: &[String],
    gone: &[CustomerId],
    left: usize,
    cursor: &str,
    (more, anew): (bool, bool),
) -> String {
    let gone: Vec<String> = gone.iter().map(ToString::to_string).collect();
    format!(
        r#"{{"data":[{}],"countOfRecords":{left},"deleted":[{}],"cursor":{},"more":{more},"anew":{anew}}}"#,
        records.join(","),
        gone.join(","),
        json!(cursor),
    )
}

/// Reads a history, and how many lines it has in all.
pub fn history(answer: Value) -> Option<(Vec<Past>, usize)> {
    let (list, total) = list(answer)?;
    Some((list.iter().map(past).collect(), total))
}

fn list(answer: Value) -> Option<(Vec<Value>, usize)> {
    let Value::Object(mut map) = answer else {
        return None;
    };
    let total = map.get("countOfRecords").and_then(whole);
    let list = take_list(&mut map)?;
    let total = total.and_then(|total| usize::try_from(total).ok());
    let total = total.unwrap_or(list.len());
    Some((list, total))
}

fn past(line: &Value) -> Past {
    Past {
        at: text(line, "at"),
        who: text(line, "who"),
        action: text(line, "action"),
        field: line.get("field").and_then(Value::as_str).map(str::to_owned),
        was: line.get("from").map(ToString::to_string),
        now: line.get("to").map(ToString::to_string),
    }
}

fn text(value: &Value, key: &str) -> String {
    let text = value.get(key).and_then(Value::as_str);
    text.unwrap_or_default().to_owned()
}

pub fn write_history(lines: &[Past], total: usize) -> String {
    let lines: Vec<Value> = lines.iter().map(line).collect();
    json!({"data": lines, "countOfRecords": total}).to_string()
}

fn line(past: &Past) -> Value {
    let mut line = Map::new();
    line.insert("at".to_owned(), json!(past.at));
    line.insert("who".to_owned(), json!(past.who));
    line.insert("action".to_owned(), json!(past.action));
    if let Some(field) = &past.field {
        line.insert("field".to_owned(), json!(field));
    }
    for (key, text) in [("from", &past.was), ("to", &past.now)] {
        if let Some(value) = text.as_ref().and_then(|t| serde_json::from_str(t).ok()) {
            line.insert(key.to_owned(), value);
        }
    }
    Value::Object(line)
}

/// Reads a part of the trash, and how many there are in all.
pub fn trash(answer: Value) -> Option<(Vec<Trashed>, usize)> {
    let (list, total) = list(answer)?;
    let trashed = |mut item: Value| {
        let (who, at) = (text(&item, "deletedByName"), text(&item, "deletionDate"));
        let record = named(item.get_mut("customer")?.take())?;
        Some(Trashed { record, who, at })
    };
    Some((list.into_iter().filter_map(trashed).collect(), total))
}

/// Writes a part of the trash: of each the record's JSON text, who deleted it, and when.
pub fn write_trash<'a>(
    items: impl Iterator<Item = (&'a str, &'a str, &'a str)>,
    total: usize,
) -> String {
    let items: Vec<String> = items
        .map(|(record, who, at)| {
            format!(
                r#"{{"customer":{record},"deletedByName":{},"deletionDate":{}}}"#,
                json!(who),
                json!(at)
            )
        })
        .collect();
    format!(
        r#"{{"data":[{}],"countOfRecords":{total}}}"#,
        items.join(",")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Value {
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn what_moved_is_read_as_it_is_written() {
        let record = r#"{"customerId":5,"x":1.50}"#;
        let text = write_moved(&[record.to_owned()], &[7, 8], 9, "12.af", (true, false));
        let back = moved(read(&text)).unwrap();
        assert_eq!(back.customers[0].to_json(), record);
        assert_eq!((back.gone, back.left), (vec![7, 8], 9));
        assert_eq!(
            (back.cursor.as_str(), back.more, back.anew),
            ("12.af", true, false)
        );
    }

    #[test]
    fn a_page_is_not_taken_for_what_moved() {
        for page in [
            r#"{"data":[{"id":"1"}],"countOfRecords":1}"#,
            "[]",
            "{}",
            r#"{"cursor":"1"}"#,
        ] {
            assert_eq!(moved(read(page)), None, "{page}");
        }
    }

    #[test]
    fn a_history_and_the_trash_are_read_as_they_are_written() {
        let lines = vec![
            Past {
                at: "2024-01-02 03:04:05".into(),
                who: "Ann \"A\"".into(),
                action: "update".into(),
                field: Some("annualRevenue".into()),
                was: None,
                now: Some("1.50".into()),
            },
            Past {
                at: String::new(),
                who: String::new(),
                action: "create".into(),
                field: None,
                was: None,
                now: None,
            },
        ];
        let text = write_history(&lines, 12);
        assert_eq!(history(read(&text)), Some((lines, 12)));
        let record = r#"{"customerId":5,"x":1.50}"#;
        let text = write_trash([(record, "Ann", "2024")].into_iter(), 3);
        let (items, total) = trash(read(&text)).unwrap();
        assert_eq!((items[0].record.to_json().as_str(), total), (record, 3));
        assert_eq!(
            (items[0].who.as_str(), items[0].at.as_str()),
            ("Ann", "2024")
        );
    }
}
