//! Owns the envelopes of the wire, both ways: the client reads every shape that public evidence shows, the
//! server writes one of them.
//! Must not send anything.

mod moved;
mod notes;

use serde_json::{Map, Value, json};

use crate::customer::Customer;
use crate::customer::record::whole;

pub use moved::{Moved, history, moved, trash, write_history, write_moved, write_trash};
pub use notes::{notes, write_notes};

/// Stands in our server's getConfigData with its version: such a server knows request ids, `ifVersion`,
/// `updatedSince`, `restore`, `history` and `trash`.
pub const SERVER_MARK: &str = "roloServer";

/// Why the server says no. Foreign servers give the reason alone.
#[derive(Clone, Debug, PartialEq)]
pub struct Refusal {
    pub reason: String,
    pub code: Option<Code>,
    /// The record as it is now, where an update met a newer one or a save an earlier one.
    pub current: Option<Box<Customer>>,
}

/// The kind of a refusal, beside the words: an addition that other clients never notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Code {
    Keys,
    Forbidden,
    NotFound,
    Invalid,
    /// A request id that came again with another record; the first one's customer is there.
    RequestIdUsed,
    Moved,
    Busy,
    /// The server's database is out of reach: nothing was changed.
    Away,
    /// The server is in trouble, and a change may have come through or not.
    Failed,
}

impl Code {
    const ALL: [Code; 9] = [
        Code::Keys,
        Code::Forbidden,
        Code::NotFound,
        Code::Invalid,
        Code::RequestIdUsed,
        Code::Moved,
        Code::Busy,
        Code::Away,
        Code::Failed,
    ];

    pub fn wire(self) -> &'static str {
        match self {
            Code::Keys => "KEYS",
            Code::Forbidden => "FORBIDDEN",
            Code::NotFound => "NOT_FOUND",
            Code::Invalid => "INVALID",
            Code::RequestIdUsed => "REQUEST_ID_USED",
            Code::Moved => "MOVED",
            Code::Busy => "BUSY",
            Code::Away => "AWAY",
            Code::Failed => "FAILED",
        }
    }
}

/// Reads `{"status":"FAILURE","reason":…}`; none where the answer is no refusal.
pub fn refusal(answer: &Value) -> Option<Refusal> {
    let status = answer.get("status").and_then(Value::as_str)?;
    if !status.eq_ignore_ascii_case("FAILURE") {
        return None;
    }
    let reason = ["reason", "message", "errorMessage"]
        .iter()
        .find_map(|key| answer.get(*key).and_then(Value::as_str))
        .unwrap_or("no reason given");
    let code = answer.get("code").and_then(Value::as_str);
    let current = answer.get("current").cloned();
    Some(Refusal {
        reason: reason.to_owned(),
        code: code.and_then(|word| Code::ALL.into_iter().find(|code| code.wire() == word)),
        current: current
            .and_then(|value| Customer::from_value(value).ok())
            .map(Box::new),
    })
}

/// Reads one customer, from whichever envelope it came in; none where there is no customer in it.
pub fn record(answer: Value) -> Option<Customer> {
    let Value::Object(mut map) = answer else {
        return None;
    };
    for key in ["customer", "data", "responseObject"] {
        let inner = match map.get_mut(key).map(Value::take) {
            Some(Value::Array(mut all)) if all.len() == 1 => all.pop(),
            other => other,
        };
        if let Some(record) = inner.and_then(named) {
            return Some(record);
        }
    }
    named(Value::Object(map))
}

/// A record is one only when it has an id.
fn named(value: Value) -> Option<Customer> {
    let record = Customer::from_value(value).ok()?;
    record.id().map(|_| record)
}

/// Reads a page: its customers and how many there are in all (none where the server does not say).
pub fn page(answer: Value) -> Option<(Vec<Customer>, Option<usize>)> {
    let (list, total) = match answer {
        Value::Array(list) => (list, None),
        Value::Object(mut map) => {
            let total = ["countOfRecords", "totalRecords", "iTotalRecords"]
                .iter()
                .find_map(|key| map.get(*key).and_then(whole))
                .and_then(|total| usize::try_from(total).ok());
            (take_list(&mut map)?, total)
        }
        _ => return None,
    };
    let customers: Vec<Customer> = list.into_iter().filter_map(named).collect();
    Some((customers, total))
}

fn take_list(map: &mut Map<String, Value>) -> Option<Vec<Value>> {
    let mut inner = None;
    for key in ["data", "customers", "aaData", "responseObject"] {
        match map.get_mut(key) {
            Some(Value::Array(list)) => return Some(std::mem::take(list)),
            Some(Value::Object(more)) if inner.is_none() => inner = Some(std::mem::take(more)),
            _ => {}
        }
    }
    let mut inner = inner?;
    ["data", "customers", "aaData"]
        .iter()
        .find_map(|key| match inner.get_mut(*key) {
            Some(Value::Array(list)) => Some(std::mem::take(list)),
            _ => None,
        })
}

/// Writes a refusal. Compact: one client looks for the very bytes `"status":"FAILURE"`.
pub fn write_refusal(refusal: &Refusal) -> String {
    let mut answer = Map::new();
    answer.insert("status".to_owned(), json!("FAILURE"));
    answer.insert("reason".to_owned(), json!(refusal.reason));
    if let Some(code) = refusal.code {
        answer.insert("code".to_owned(), json!(code.wire()));
    }
    if let Some(current) = &refusal.current {
        answer.insert("current".to_owned(), current.as_ref().clone().into_value());
    }
    Value::Object(answer).to_string()
}

/// Writes `{"customer":…}`.
pub fn write_record(record: &Customer) -> String {
    [r#"{"customer":"#, &record.to_json(), "}"].concat()
}

/// Writes a page of records that are JSON texts already; `key` is `data`, or `customers` in the older API.
pub fn write_page(key: &str, records: &[String], total: usize) -> String {
    let begin = format!(r#"{{"{key}":["#);
    let end = format!(r#"],"countOfRecords":{total}}}"#);
    // A page is long, and is copied once.
    let size: usize = records.iter().map(|record| record.len() + 1).sum();
    let mut page = String::with_capacity(begin.len() + size + end.len());
    page += &begin;
    for (nth, record) in records.iter().enumerate() {
        if nth > 0 {
            page.push(',');
        }
        page += record;
    }
    page += &end;
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Value {
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn a_record_is_found_in_every_envelope() {
        for text in [
            r#"{"customer":{"customerId":5}}"#,
            r#"{"data":{"id":"5"}}"#,
            r#"{"data":[{"id":"5"}]}"#,
            r#"{"responseObject":{"customerId":"5"},"status":"SUCCESS"}"#,
            r#"{"id":"5","customerName":"A"}"#,
            r#"{"customer":null,"customerId":5}"#,
        ] {
            assert_eq!(record(read(text)).and_then(|r| r.id()), Some(5), "{text}");
        }
        for text in [
            "{}",
            "[]",
            "null",
            r#"{"customer":{}}"#,
            r#"{"data":[]}"#,
            r#"{"id":"x"}"#,
        ] {
            assert_eq!(record(read(text)), None, "{text}");
        }
    }

    #[test]
    fn a_page_is_found_under_every_key_and_counts_come_as_text_too() {
        for text in [
            r#"{"data":[{"id":"1"}],"countOfRecords":7}"#,
            r#"{"customers":[{"customerId":1}],"countOfRecords":"7"}"#,
            r#"{"aaData":[{"id":1},"odd"],"iTotalRecords":7}"#,
            r#"{"responseObject":{"data":[{"id":1}]},"countOfRecords":7}"#,
        ] {
            let (customers, total) = page(read(text)).unwrap();
            assert_eq!((customers.len(), total), (1, Some(7)), "{text}");
        }
        assert_eq!(page(read(r#"{"data":[]}"#)), Some((vec![], None)));
        assert_eq!(page(read(r#"{"x":1}"#)), None);
        assert_eq!(page(read("7")), None);
    }

    #[test]
    fn a_refusal_is_read_as_it_is_written() {
        for code in Code::ALL {
            let refusal_in = Refusal {
                reason: "why \"not\"".to_owned(),
                code: Some(code),
                current: Customer::from_json(r#"{"customerId":1,"x":1.50}"#)
                    .ok()
                    .map(Box::new),
            };
            let text = write_refusal(&refusal_in);
            assert!(text.contains(r#""status":"FAILURE""#));
            assert_eq!(refusal(&read(&text)), Some(refusal_in));
        }
        assert_eq!(refusal(&read(r#"{"status":"SUCCESS"}"#)), None);
        assert_eq!(
            refusal(&read(r#"{"status":"FAILURE"}"#)).unwrap().code,
            None
        );
    }
}
