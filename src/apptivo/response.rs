//! Owns the API's answers: writing them as the server does, and reading every envelope that is known of
//! them. Client and server both stand on this file. Must not know a transport.

use std::time::Duration;

use serde_json::{Map, Value, json};

use crate::customer::record::whole;
use crate::customer::{Customer, CustomerId};

use super::ApiError;

/// Why a request was refused. The cloud says it in words alone; our server adds the word as `code`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Code {
    Keys,
    RateLimited,
    NotFound,
    Invalid,
    Moved,
}

impl Code {
    const ALL: [Code; 5] = [
        Code::Keys,
        Code::RateLimited,
        Code::NotFound,
        Code::Invalid,
        Code::Moved,
    ];

    pub fn word(self) -> &'static str {
        match self {
            Code::Keys => "KEYS_REFUSED",
            Code::RateLimited => "RATE_LIMITED",
            Code::NotFound => "NOT_FOUND",
            Code::Invalid => "INVALID",
            Code::Moved => "MOVED",
        }
    }
}

/// A refusal: `{"status":"FAILURE","reason":…}`.
pub fn failure(code: Code, reason: &str) -> Value {
    json!({"status": "FAILURE", "reason": reason, "code": code.word()})
}

/// The refusal of an update with `ifVersion`, with the record as it is now.
pub fn moved(current: &Customer) -> Value {
    let mut answer = failure(Code::Moved, "The record has changed since it was read.");
    answer["current"] = current.clone().into_value();
    answer
}

/// The answer to save and update.
pub fn customer(record: &Customer) -> Value {
    json!({"customer": record.clone().into_value()})
}

/// A page from records that are JSON texts already, without parsing them again.
pub fn page_text(list_key: &str, records: &[String], total: usize) -> String {
    let mut out = String::with_capacity(records.iter().map(|r| r.len() + 1).sum::<usize>() + 48);
    out.push_str("{\"");
    out.push_str(list_key);
    out.push_str("\":[");
    for (at, record) in records.iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        out.push_str(record);
    }
    out.push_str(&format!("],\"countOfRecords\":{total}}}"));
    out
}

/// A part of a list, and how many there are in all (where the server says so).
#[derive(Clone, Debug, Default)]
pub struct Page {
    pub customers: Vec<Customer>,
    pub total: Option<usize>,
}

/// Reads an answer's body as JSON and sorts out refusals.
pub fn read(body: &[u8]) -> Result<Value, ApiError> {
    let value: Value = serde_json::from_slice(body).map_err(|_| garbled(body))?;
    match refusal(&value) {
        Some(error) => Err(error),
        None => Ok(value),
    }
}

/// What a body that is no JSON seems to be; its beginning helps whoever has to find out why.
fn garbled(body: &[u8]) -> ApiError {
    let text = String::from_utf8_lossy(&body[..body.len().min(200)]);
    let text = crate::customer::text::one_line(text.trim());
    let what = if text.is_empty() {
        "it is empty".to_owned()
    } else if text.starts_with('<') {
        "it is a web page, not JSON".to_owned()
    } else {
        format!(
            "it begins with “{}”",
            text.chars().take(60).collect::<String>()
        )
    };
    ApiError::Garbled(what)
}

fn refusal(value: &Value) -> Option<ApiError> {
    let status = value.get("status").and_then(Value::as_str)?;
    if !status.eq_ignore_ascii_case("FAILURE") {
        return None;
    }
    let said = ["reason", "message", "errorMessage"]
        .iter()
        .find_map(|key| value.get(*key).and_then(Value::as_str));
    let reason = crate::customer::text::one_line(said.unwrap_or("no reason was given"));
    let code = value.get("code").and_then(Value::as_str);
    let code = Code::ALL
        .into_iter()
        .find(|known| Some(known.word()) == code);
    Some(match code.unwrap_or_else(|| guess(&reason)) {
        Code::Keys => ApiError::KeysRefused(reason),
        Code::RateLimited => ApiError::RateLimited {
            retry_after: retry_after(value),
        },
        Code::NotFound => ApiError::NotFound(0),
        Code::Invalid => ApiError::Invalid(reason),
        Code::Moved => match value.get("current").cloned().map(Customer::from_value) {
            Some(Ok(current)) => ApiError::Moved(Box::new(current)),
            _ => ApiError::Garbled("the changed record did not come along".to_owned()),
        },
    })
}

/// The cloud's reasons are words. Two clients take any reason with `Key` in it for refused keys.
fn guess(reason: &str) -> Code {
    let lower = reason.to_lowercase();
    if reason.contains("Key") || lower.contains("api key") || lower.contains("access key") {
        Code::Keys
    } else if lower.contains("rate limit") || lower.contains("too many") {
        Code::RateLimited
    } else if lower.contains("not found")
        || lower.contains("does not exist")
        || lower.contains("no such")
    {
        Code::NotFound
    } else {
        Code::Invalid
    }
}

fn retry_after(value: &Value) -> Option<Duration> {
    value
        .get("retryAfter")
        .and_then(whole)
        .and_then(|seconds| u64::try_from(seconds).ok())
        .map(Duration::from_secs)
}

/// Reads one record, wherever an answer carries it: under `customer`, `data`, `responseObject` or bare.
pub fn read_customer(value: Value) -> Result<Customer, ApiError> {
    let Value::Object(mut map) = value else {
        return Err(no_record());
    };
    for key in ["customer", "data", "responseObject"] {
        match map.get(key) {
            Some(Value::Object(_)) => return as_customer(map.shift_remove(key)),
            Some(Value::Array(list)) if list.len() == 1 => {
                return as_customer(list.first().cloned());
            }
            _ => {}
        }
    }
    as_customer(Some(Value::Object(map)))
}

fn as_customer(value: Option<Value>) -> Result<Customer, ApiError> {
    let record = value
        .map(Customer::from_value)
        .and_then(Result::ok)
        .ok_or_else(no_record)?;
    if record.id().is_some() {
        Ok(record)
    } else {
        Err(no_record())
    }
}

fn no_record() -> ApiError {
    ApiError::Garbled("it holds no customer".to_owned())
}

/// Reads a list, under any of its names. What is no record in it is passed over.
pub fn read_page(value: Value) -> Result<Page, ApiError> {
    let Value::Object(mut map) = value else {
        return Err(no_list());
    };
    let total = ["countOfRecords", "iTotalRecords", "totalRecords"]
        .iter()
        .find_map(|key| map.get(*key).and_then(whole));
    let list = ["data", "customers", "aaData", "responseObject"]
        .iter()
        .find_map(|key| take_list(&mut map, key));
    let customers = list
        .ok_or_else(no_list)?
        .into_iter()
        .filter_map(|item| Customer::from_value(item).ok())
        .collect();
    Ok(Page {
        customers,
        total: total.and_then(|total| usize::try_from(total).ok()),
    })
}

fn take_list(map: &mut Map<String, Value>, key: &str) -> Option<Vec<Value>> {
    match map.shift_remove(key) {
        Some(Value::Array(list)) => Some(list),
        _ => None,
    }
}

fn no_list() -> ApiError {
    ApiError::Garbled("it holds no list of customers".to_owned())
}

/// A refusal that speaks of a missing customer does not say which; the question does.
pub fn about(error: ApiError, id: CustomerId) -> ApiError {
    match error {
        ApiError::NotFound(_) => ApiError::NotFound(id),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_found_in_every_envelope() {
        for body in [
            json!({"customer": {"customerId": 7}}),
            json!({"data": {"customerId": "7"}}),
            json!({"responseObject": {"id": "7"}}),
            json!({"customerId": 7, "data": []}),
            json!({"data": [{"customerId": 7}]}),
        ] {
            assert_eq!(read_customer(body.clone()).unwrap().id(), Some(7), "{body}");
        }
        for body in [json!([]), json!({}), json!({"customer": 5}), json!("x")] {
            assert!(matches!(read_customer(body), Err(ApiError::Garbled(_))));
        }
    }

    #[test]
    fn a_list_is_found_under_every_name() {
        let page =
            read_page(json!({"customers": [{"customerId": 1}, 5], "countOfRecords": "9"})).unwrap();
        assert_eq!((page.customers.len(), page.total), (1, Some(9)));
        assert!(read_page(json!({"data": []})).unwrap().customers.is_empty());
        assert!(read_page(json!({"total": 3})).is_err());
    }

    #[test]
    fn refusals_are_typed_by_code_and_by_words() {
        let read = |value: Value| read(value.to_string().as_bytes()).unwrap_err();
        for reason in ["Invalid API Key", "apiKey is wrong"] {
            assert!(matches!(
                read(json!({"status": "FAILURE", "reason": reason})),
                ApiError::KeysRefused(_)
            ));
        }
        assert!(matches!(
            read(json!({"status": "FAILURE"})),
            ApiError::Invalid(_)
        ));
        assert!(matches!(
            read(failure(Code::NotFound, "gone")),
            ApiError::NotFound(_)
        ));
        let current = Customer::from_value(json!({"customerId": 7})).unwrap();
        assert!(matches!(read(moved(&current)), ApiError::Moved(record) if *record == current));
    }

    #[test]
    fn what_is_no_json_is_said_to_be_so() {
        for (body, says) in [
            ("", "it is empty"),
            ("<html>", "it is a web page, not JSON"),
            ("\u{1b}oops", "it begins with “␛oops”"),
        ] {
            assert!(
                matches!(read(body.as_bytes()), Err(ApiError::Garbled(what)) if what == says),
                "{body}"
            );
        }
    }

    #[test]
    fn a_page_is_written_without_reading_its_records() {
        assert_eq!(
            page_text("data", &[], 3),
            r#"{"data":[],"countOfRecords":3}"#
        );
        assert_eq!(
            page_text("data", &["{\"a\":1.50}".into(), "{}".into()], 2),
            r#"{"data":[{"a":1.50},{}],"countOfRecords":2}"#
        );
    }
}
