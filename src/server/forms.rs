//! Owns bodies that are no form and mean one: a JSON object whose keys are the parameters, and the parts that
//! `multipart/form-data` is made of. Both are read in one pass.
//! Must not know what a parameter means.

use axum::http::{HeaderMap, header};
use bytes::Bytes;
use memchr::memmem;
use serde_json::{Map, Value};

/// How a body says its parameters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Form {
    /// As an address does.
    Plain(Bytes),
    Json(Bytes),
    Parts {
        boundary: Vec<u8>,
        body: Bytes,
    },
}

/// A parameter's name and value; none where the bytes are no UTF-8.
pub type Pair = (String, Option<String>);

impl Form {
    /// By what its headers say. Most clients that name another kind have sent a form all the same.
    pub fn of(headers: &HeaderMap, body: Bytes) -> Form {
        let kind = headers.get(header::CONTENT_TYPE);
        let kind = kind.map(|kind| kind.as_bytes()).unwrap_or_default();
        if begins(kind, b"application/json") {
            return Form::Json(body);
        }
        match boundary(kind) {
            Some(boundary) => Form::Parts {
                boundary: boundary.to_vec(),
                body,
            },
            None => Form::Plain(body),
        }
    }

    pub fn len(&self) -> usize {
        match self {
            Form::Plain(body) | Form::Json(body) | Form::Parts { body, .. } => body.len(),
        }
    }
}

/// Whether a body was packed on its way, which no client of this API is known to do.
pub fn is_packed(headers: &HeaderMap) -> bool {
    let packed = |value: &[u8]| !value.is_empty() && !value.eq_ignore_ascii_case(b"identity");
    let mut all = headers.get_all(header::CONTENT_ENCODING).iter();
    all.any(|value| packed(value.as_bytes().trim_ascii()))
}

fn begins(text: &[u8], with: &[u8]) -> bool {
    text.get(..with.len())
        .is_some_and(|head| head.eq_ignore_ascii_case(with))
}

/// What stands between the parts, by the header of the whole.
fn boundary(kind: &[u8]) -> Option<&[u8]> {
    if !begins(kind, b"multipart/form-data") {
        return None;
    }
    let mut said = kind.split(|byte| *byte == b';').skip(1);
    let found = said.find_map(|part| {
        let part = part.trim_ascii();
        begins(part, b"boundary=").then(|| &part[b"boundary=".len()..])
    })?;
    let bare = found
        .strip_prefix(b"\"")
        .and_then(|rest| rest.strip_suffix(b"\""));
    Some(bare.unwrap_or(found)).filter(|boundary| !boundary.is_empty())
}

/// The keys of a JSON object; none where the body is something else, as clients post bodies that mean nothing.
pub fn of_json(body: &[u8]) -> Vec<Pair> {
    let object: Map<String, Value> = serde_json::from_slice(body).unwrap_or_default();
    let text = |value: Value| match value {
        Value::Null => String::new(),
        Value::String(text) => text,
        // A record that stands there as itself is what others send as its text.
        other => other.to_string(),
    };
    let pairs = object.into_iter();
    pairs.map(|(key, value)| (key, Some(text(value)))).collect()
}

/// The parts that have a name.
pub fn of_parts(boundary: &[u8], body: &[u8]) -> Vec<Pair> {
    let mark = [b"--", boundary].concat();
    let mut starts = memmem::find_iter(body, &mark).filter(|at| {
        // Within a value the same characters may stand; at the beginning of a line they may not.
        *at == 0 || body[..*at].ends_with(b"\n")
    });
    let mut pairs = Vec::new();
    let Some(mut from) = starts.next().map(|at| at + mark.len()) else {
        return pairs;
    };
    for next in starts {
        pairs.extend(part(&body[from..next]));
        from = next + mark.len();
    }
    pairs
}

/// A part behind its mark: headers, an empty line, the value, and the line end that belongs to the next mark.
fn part(text: &[u8]) -> Option<Pair> {
    let (end, gap) = match (memmem::find(text, b"\r\n\r\n"), memmem::find(text, b"\n\n")) {
        (Some(at), other) if other.is_none_or(|other| at < other) => (at, 4),
        (_, Some(at)) => (at, 2),
        _ => return None,
    };
    let name = text[..end].split(|byte| *byte == b'\n').find_map(name)?;
    let value = &text[end + gap..];
    let value = value.strip_suffix(b"\n").unwrap_or(value);
    let value = value.strip_suffix(b"\r").unwrap_or(value);
    let value = String::from_utf8(value.to_vec()).ok();
    Some((name, value))
}

fn name(header: &[u8]) -> Option<String> {
    let header = header.trim_ascii();
    if !begins(header, b"content-disposition:") {
        return None;
    }
    let name = header.split(|byte| *byte == b';').find_map(|part| {
        let part = part.trim_ascii();
        begins(part, b"name=").then(|| &part[b"name=".len()..])
    })?;
    let name = std::str::from_utf8(name).ok()?;
    Some(name.trim_matches('"').to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn pair(name: &str, value: &str) -> Pair {
        (name.to_owned(), Some(value.to_owned()))
    }

    #[test]
    fn a_json_object_is_its_keys_and_nothing_else_is_any() {
        let body = br#"{"a":"save","numRecords":50,"customerData":{"b":1.50,"a":[null]},"x":null,"y":true}"#;
        assert_eq!(
            of_json(body),
            [
                pair("a", "save"),
                pair("numRecords", "50"),
                pair("customerData", r#"{"b":1.50,"a":[null]}"#),
                pair("x", ""),
                pair("y", "true"),
            ]
        );
        for other in ["", "[]", "null", "\"a=save\"", "a=save", "{\"a\":", "{} {}"] {
            assert_eq!(of_json(other.as_bytes()), [], "{other}");
        }
    }

    #[test]
    fn the_parts_of_a_form_are_read_whatever_stands_in_them() {
        let body = "ignored\r\n--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nsave\r\n\
            --x\r\ncontent-type: text/plain\r\ncontent-disposition: form-data; filename=\"f\"; name=b\r\n\r\n\
            line\r\n\r\n--y --x\r\n\r\n--x\r\nX: y\r\n\r\nnameless\r\n--x\nContent-Disposition: form-data; name=\"\"\n\n\n--x--\r\n";
        assert_eq!(
            of_parts(b"x", body.as_bytes()),
            [
                pair("a", "save"),
                pair("b", "line\r\n\r\n--y --x\r\n"),
                pair("", "")
            ]
        );
    }

    #[test]
    fn a_boundary_is_read_with_and_without_its_quotes() {
        for kind in [
            "multipart/form-data; boundary=ab",
            "Multipart/Form-Data;charset=utf-8; Boundary=\"ab\"",
        ] {
            assert_eq!(boundary(kind.as_bytes()), Some(&b"ab"[..]), "{kind}");
        }
        for kind in [
            "multipart/form-data",
            "multipart/form-data; boundary=",
            "text/plain; boundary=x",
        ] {
            assert_eq!(boundary(kind.as_bytes()), None, "{kind}");
        }
    }

    proptest! {
        #[test]
        fn nothing_breaks_the_reader(boundary in "[a-c\"-]{1,3}", body in "[a-c\r\n :;=\"-]{0,200}") {
            of_parts(boundary.as_bytes(), body.as_bytes());
        }

        #[test]
        fn what_a_client_wraps_is_unwrapped(values in prop::collection::vec(("[a-z]{1,5}", "[ -~äß\r\n]{0,40}"), 0..5)) {
            let mut body = String::new();
            for (name, value) in &values {
                body.push_str(&format!("--=_b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"));
            }
            body.push_str("--=_b--\r\n");
            let wanted: Vec<Pair> = values.iter().map(|(name, value)| pair(name, value)).collect();
            prop_assert_eq!(of_parts(b"=_b", body.as_bytes()), wanted);
        }
    }
}
