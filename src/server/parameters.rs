//! Owns reading parameters out of a query or a form as real clients send them: raw JSON with `&` inside,
//! missing `=`, `:` for `=`, stray `;`, line breaks of a copied page.
//! Must not know what a parameter means.

use std::collections::HashMap;

/// The parameters of one request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parameters {
    values: HashMap<String, String>,
}

impl Parameters {
    /// The query's parameters, and those of the body that the query does not give: a client may send an
    /// old body again with a new address.
    pub fn read(query: &[u8], body: &[u8]) -> Parameters {
        let mut all = Parameters::default();
        for (name, value) in split(query).into_iter().chain(split(body)) {
            let kept = all.values.entry(name).or_default();
            if kept.is_empty() {
                *kept = value;
            }
        }
        all
    }

    /// A parameter's value; none where it is missing or blank.
    pub fn get(&self, name: &str) -> Option<&str> {
        let value = self.values.get(name)?.trim();
        (!value.is_empty()).then_some(value)
    }

    /// The first of several spellings that has a value.
    pub fn first(&self, names: &[&str]) -> Option<&str> {
        names.iter().find_map(|name| self.get(name))
    }

    /// A value as it was sent, blanks included; empty where it is missing.
    pub fn raw(&self, name: &str) -> &str {
        self.values
            .get(name)
            .map(String::as_str)
            .unwrap_or_default()
    }

    /// A number from 0; none where it is missing or no number.
    pub fn count(&self, name: &str) -> Option<usize> {
        self.get(name)?.parse().ok()
    }
}

fn split(text: &[u8]) -> Vec<(String, String)> {
    let mut out = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let name_len = name_end(rest);
        let (name, after) = rest.split_at(name_len);
        let name = clean_name(name);
        let value = match after.first() {
            Some(b'=') => after.get(1..).unwrap_or_default(),
            // The older page writes `multiSelectData:{…}` and `customerData{…}`.
            Some(b':') if json_len(after.get(1..).unwrap_or_default()).is_some() => {
                after.get(1..).unwrap_or_default()
            }
            Some(b'{') => after,
            _ => {
                rest = skip_to_next(after);
                if !name.is_empty() {
                    out.push((name, String::new()));
                }
                continue;
            }
        };
        let len = json_len(value).unwrap_or_else(|| plain_len(value));
        let (value, after) = value.split_at(len);
        out.push((name, decode(trim_breaks(value))));
        // Behind JSON another parameter may stand without `&`.
        rest = match after.first() {
            Some(b'&') => after.get(1..).unwrap_or_default(),
            _ => after,
        };
    }
    out
}

/// Where a name ends: at `=`, at `&`, or where JSON begins.
fn name_end(text: &[u8]) -> usize {
    let ends = |at: usize| match text[at] {
        b'=' | b'&' | b'{' => true,
        b':' => json_len(text.get(at + 1..).unwrap_or_default()).is_some(),
        _ => false,
    };
    (0..text.len()).find(|at| ends(*at)).unwrap_or(text.len())
}

fn skip_to_next(text: &[u8]) -> &[u8] {
    match text.iter().position(|byte| *byte == b'&') {
        Some(at) => text.get(at + 1..).unwrap_or_default(),
        None => &[],
    }
}

fn plain_len(text: &[u8]) -> usize {
    text.iter()
        .position(|byte| *byte == b'&')
        .unwrap_or(text.len())
}

/// A name without the blanks, line breaks and stray `;` that copied addresses bring along.
fn clean_name(name: &[u8]) -> String {
    let decoded = decode(name);
    let name = decoded.trim_matches(|c: char| c.is_whitespace() || c == ';' || c == '?');
    name.strip_prefix("amp;").unwrap_or(name).to_owned()
}

/// Line breaks at the end belong to the page that was copied, not to the value.
fn trim_breaks(mut value: &[u8]) -> &[u8] {
    while let Some((last, head)) = value.split_last() {
        if !matches!(last, b'\r' | b'\n') {
            break;
        }
        value = head;
    }
    value
}

/// The length of the JSON object or list that a value begins with, where its brackets close: what stands
/// inside, `&` too, belongs to it. None where no JSON begins or it does not end.
fn json_len(value: &[u8]) -> Option<usize> {
    let mut open: Vec<u8> = Vec::new();
    let mut in_text = false;
    let mut at = 0;
    while at < value.len() {
        let (byte, len) = byte_at(value, at);
        if in_text {
            match byte {
                b'\\' => at += byte_at(value, at + len).1,
                b'"' => in_text = false,
                _ => {}
            }
        } else {
            match byte {
                b'{' => open.push(b'}'),
                b'[' => open.push(b']'),
                b'}' | b']' if open.pop() != Some(byte) => return None,
                b'}' | b']' => {}
                b'"' => in_text = true,
                _ if open.is_empty() && !byte.is_ascii_whitespace() && byte != b'+' => return None,
                _ => {}
            }
            if open.is_empty() && matches!(byte, b'}' | b']') {
                return Some(at + len);
            }
        }
        at += len;
    }
    None
}

/// The byte at a place with `%xx` decoded, and how long it is written.
fn byte_at(text: &[u8], at: usize) -> (u8, usize) {
    match text.get(at) {
        Some(b'%') => match (hex(text.get(at + 1)), hex(text.get(at + 2))) {
            (Some(high), Some(low)) => (high * 16 + low, 3),
            _ => (b'%', 1),
        },
        Some(byte) => (*byte, 1),
        None => (0, 0),
    }
}

fn hex(byte: Option<&u8>) -> Option<u8> {
    let digit = char::from(*byte?).to_digit(16)?;
    u8::try_from(digit).ok()
}

/// Form decoding: `+` is a blank, `%xx` a byte; what is no UTF-8 becomes a replacement sign.
fn decode(text: &[u8]) -> String {
    let mut out = Vec::with_capacity(text.len());
    let mut at = 0;
    while at < text.len() {
        let (byte, len) = byte_at(text, at);
        out.push(if len == 1 && byte == b'+' { b' ' } else { byte });
        at += len;
    }
    String::from_utf8(out)
        .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn query(text: &str) -> Parameters {
        Parameters::read(text.as_bytes(), b"")
    }

    #[test]
    fn parameters_come_from_both_sides_and_the_address_wins() {
        let all = Parameters::read(
            b"a=getById&customerId=&x=1",
            b"a=save&customerId=7&y=a%20b%2Bc+d",
        );
        assert_eq!(all.get("a"), Some("getById"));
        assert_eq!(all.get("customerId"), Some("7"));
        assert_eq!(all.get("y"), Some("a b+c d"));
        assert_eq!(all.get("z"), None);
    }

    #[test]
    fn json_may_stand_raw_with_everything_inside() {
        let all = query(
            r#"a=save&customerData={"customerName":"A & B","x":"}\"&apiKey=no","l":[1,{}]}&apiKey=k"#,
        );
        assert_eq!(
            all.raw("customerData"),
            r#"{"customerName":"A & B","x":"}\"&apiKey=no","l":[1,{}]}"#
        );
        assert_eq!(all.get("apiKey"), Some("k"));
        let half = query("customerData={%22n%22:%22a&b%22}&apiKey=k");
        assert_eq!(half.raw("customerData"), r#"{"n":"a&b"}"#);
        assert_eq!(half.get("apiKey"), Some("k"));
    }

    #[test]
    fn json_that_does_not_end_swallows_nothing() {
        for broken in ["{\"x\":\"1", "{", "[}", "{\"a\":[}"] {
            let all = query(&format!("customerData={broken}&apiKey=k"));
            assert_eq!(all.get("apiKey"), Some("k"), "{broken}");
            assert_eq!(all.raw("customerData"), broken);
        }
    }

    #[test]
    fn the_slips_of_the_api_page_are_read() {
        let all = query(
            "a=save&customerData{ \"x\":1}\r\n&;apiKey=k\n&amp;accesKey=s&isLeadConvert=N\r\n",
        );
        assert_eq!(all.raw("customerData"), "{ \"x\":1}");
        assert_eq!(all.get("apiKey"), Some("k"));
        assert_eq!(all.first(&["accessKey", "accesKey"]), Some("s"));
        assert_eq!(all.get("isLeadConvert"), Some("N"));
        for glue in ["", "\n", "\r\n", " "] {
            let all = query(&format!(
                "searchData={{\"a\":[]}}{glue}multiSelectData:{{\"b\":[1]}}{glue}&objectId=3"
            ));
            assert_eq!(all.raw("searchData"), "{\"a\":[]}");
            assert_eq!(all.raw("multiSelectData"), "{\"b\":[1]}");
            assert_eq!(all.get("objectId"), Some("3"));
        }
        let time = query("x=1&from:to&y=12:30&z=2");
        assert_eq!((time.get("y"), time.get("z")), (Some("12:30"), Some("2")));
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_without_a_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            Parameters::read(&bytes, &bytes);
        }

        #[test]
        fn what_is_encoded_comes_back(name in "[a-zA-Z]{1,8}", value in ".{0,30}") {
            let mut form = form_urlencoded::Serializer::new(String::new());
            form.append_pair("first", "1").append_pair(&name, &value).append_pair("last", "2");
            let all = Parameters::read(b"", form.finish().as_bytes());
            prop_assume!(name != "first" && name != "last");
            prop_assert_eq!(all.raw(&name), value);
            prop_assert_eq!(all.get("last"), Some("2"));
        }
    }
}
