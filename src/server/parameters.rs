//! Owns reading parameters out of a query or a form as real clients send them: raw JSON with `&` inside,
//! missing `=`, `:` for `=`, stray `;`, line breaks of a copied page.
//! Must not know what a parameter means.

use std::cell::Cell;
use std::collections::HashMap;
use std::fmt;

use thiserror::Error;

/// Why a parameter that is there cannot be read.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum Unreadable {
    #[error("the parameter {0} is not UTF-8; nothing was done")]
    NotText(String),
    #[error("the parameter {0} must be a whole number from 0; nothing was done")]
    NotACount(String),
}

/// The parameters of one request.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Parameters {
    /// None where the bytes are no UTF-8.
    values: HashMap<String, Option<String>>,
}

/// The values are keys and people's data: neither may reach a log by way of a `{:?}`.
impl fmt::Debug for Parameters {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Parameters")
            .field("count", &self.values.len())
            .finish_non_exhaustive()
    }
}

impl Parameters {
    /// The query's parameters, and those of the body that the query does not name: a client may send an
    /// old body again with a new address, and what the address leaves empty is meant to be empty.
    pub fn read(query: &[u8], body: &[u8]) -> Parameters {
        let mut values = one_side(query);
        for (name, value) in one_side(body) {
            values.entry(name).or_insert(value);
        }
        Parameters { values }
    }

    /// A parameter's value; none where it is missing or blank.
    pub fn get(&self, name: &str) -> Result<Option<&str>, Unreadable> {
        let value = self.raw(name)?.trim();
        Ok((!value.is_empty()).then_some(value))
    }

    /// The first of several spellings that has a value.
    pub fn first(&self, names: &[&str]) -> Result<Option<&str>, Unreadable> {
        for name in names {
            if let Some(value) = self.get(name)? {
                return Ok(Some(value));
            }
        }
        Ok(None)
    }

    /// Whether a parameter was sent at all, be it empty.
    pub fn names(&self, name: &str) -> bool {
        self.values.contains_key(name)
    }

    /// A value as it was sent, blanks included; empty where it is missing.
    pub fn raw(&self, name: &str) -> Result<&str, Unreadable> {
        match self.values.get(name) {
            None => Ok(""),
            Some(Some(value)) => Ok(value),
            Some(None) => Err(Unreadable::NotText(name.to_owned())),
        }
    }

    /// A whole number from 0; none where it is missing or blank. What is larger than any list counts as
    /// the largest.
    pub fn count(&self, name: &str) -> Result<Option<usize>, Unreadable> {
        let Some(text) = self.get(name)? else {
            return Ok(None);
        };
        if !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(Unreadable::NotACount(name.to_owned()));
        }
        Ok(Some(text.parse().unwrap_or(usize::MAX)))
    }
}

/// What one side gives; of a name that comes twice, the first that says something.
fn one_side(text: &[u8]) -> HashMap<String, Option<String>> {
    let mut values = HashMap::new();
    for (name, value) in split(text) {
        let kept = values.entry(name).or_insert(Some(String::new()));
        if kept.as_deref() == Some("") {
            *kept = value;
        }
    }
    values
}

/// More are passed over: no client has so many.
const MOST: usize = 10_000;

/// How much may be read while looking for where JSON ends. Brackets that never close would have all of a
/// text read again from each of them.
struct Effort(Cell<usize>);

impl Effort {
    fn for_all(text: &[u8]) -> Effort {
        Effort(Cell::new(
            text.len().saturating_mul(16).saturating_add(4096),
        ))
    }

    fn spend(&self) -> Option<()> {
        self.0.set(self.0.get().checked_sub(1)?);
        Some(())
    }
}

fn split(text: &[u8]) -> Vec<(String, Option<String>)> {
    let mut out = Vec::new();
    let mut rest = text;
    let effort = &Effort::for_all(text);
    while !rest.is_empty() && out.len() < MOST {
        let name_len = name_end(rest, effort);
        let (name, after) = rest.split_at(name_len);
        let name = clean_name(name);
        let value = match after.first() {
            Some(b'=') => after.get(1..).unwrap_or_default(),
            // The older page writes `multiSelectData:{…}` and `customerData{…}`.
            Some(b':') if json_len(after.get(1..).unwrap_or_default(), effort).is_some() => {
                after.get(1..).unwrap_or_default()
            }
            Some(b'{') => after,
            _ => {
                rest = skip_to_next(after);
                if !name.is_empty() {
                    out.push((name, Some(String::new())));
                }
                continue;
            }
        };
        let len = json_len(value, effort)
            .filter(|len| ends_well(value.get(*len..).unwrap_or_default()))
            .unwrap_or_else(|| plain_len(value));
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
fn name_end(text: &[u8], effort: &Effort) -> usize {
    let ends = |at: usize| match text[at] {
        b'=' | b'&' | b'{' => true,
        b':' => json_len(text.get(at + 1..).unwrap_or_default(), effort).is_some(),
        _ => false,
    };
    (0..text.len()).find(|at| ends(*at)).unwrap_or(text.len())
}

/// Whether behind JSON comes nothing, the next parameter, or one that a copied page has glued on. Otherwise
/// it was text that only began like JSON.
fn ends_well(behind: &[u8]) -> bool {
    let tail = behind.get(..plain_len(behind)).unwrap_or_default();
    let tail = tail.trim_ascii();
    let name = tail
        .iter()
        .take_while(|byte| byte.is_ascii_alphanumeric())
        .count();
    tail.is_empty() || (name > 0 && matches!(tail.get(name), Some(b':' | b'=' | b'{')))
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
    // A name that is no text is none that anybody asks for.
    let decoded = decode(name).unwrap_or_default();
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
fn json_len(value: &[u8], effort: &Effort) -> Option<usize> {
    let mut open: Vec<u8> = Vec::new();
    let mut in_text = false;
    let mut at = 0;
    while at < value.len() {
        effort.spend()?;
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

/// Form decoding: `+` is a blank, `%xx` a byte. None where that gives no UTF-8: a replacement sign in the
/// place of what was sent would be stored, or searched for.
fn decode(text: &[u8]) -> Option<String> {
    let mut out = Vec::with_capacity(text.len());
    let mut at = 0;
    while at < text.len() {
        let (byte, len) = byte_at(text, at);
        out.push(if len == 1 && byte == b'+' { b' ' } else { byte });
        at += len;
    }
    String::from_utf8(out).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn brackets_that_never_close_cost_no_more_than_the_text_is_long() {
        for piece in [":{", "a={&", "%3a:[", "a:{\"&"] {
            let text = piece.repeat(200_000);
            let effort = Effort::for_all(text.as_bytes());
            let given = effort.0.get();
            assert!(given < 20 * text.len());
            // Without an end to the effort this would go on for an hour.
            Parameters::read(text.as_bytes(), b"");
        }
        let many: String = (0..MOST * 2).map(|nth| format!("n{nth}=1&")).collect();
        assert_eq!(Parameters::read(many.as_bytes(), b"").values.len(), MOST);
    }

    fn query(text: &str) -> Parameters {
        Parameters::read(text.as_bytes(), b"")
    }

    #[test]
    fn parameters_come_from_both_sides_and_the_address_wins() {
        let all = Parameters::read(
            b"a=getById&searchText=&x=1&x=2&w=&w=3",
            b"a=save&customerId=7&searchText=stale&y=a%20b%2Bc+d",
        );
        assert_eq!(get(&all, "a"), Some("getById"));
        assert_eq!(get(&all, "customerId"), Some("7"));
        assert_eq!(get(&all, "searchText"), None);
        assert!(all.names("searchText") && !all.names("z"));
        assert_eq!((get(&all, "x"), get(&all, "w")), (Some("1"), Some("3")));
        assert_eq!(get(&all, "y"), Some("a b+c d"));
        assert_eq!(get(&all, "z"), None);
    }

    fn get<'a>(all: &'a Parameters, name: &str) -> Option<&'a str> {
        all.get(name).unwrap()
    }

    #[test]
    fn what_is_no_text_is_said_and_not_mended() {
        let all = Parameters::read(b"a=getAll&x=%FFy", b"x=1&z=\xfe");
        assert_eq!(get(&all, "a"), Some("getAll"));
        for name in ["x", "z"] {
            assert_eq!(all.get(name), Err(Unreadable::NotText(name.to_owned())));
            assert!(all.first(&["w", name]).is_err() && all.raw(name).is_err());
        }
        let both = Parameters::read(b"x=1", b"x=%FF");
        assert_eq!(get(&both, "x"), Some("1"), "the address wins");
    }

    #[test]
    fn a_count_is_a_whole_number_from_0() {
        for (text, count) in [("0", 0), ("50", 50), ("99999999999999999999", usize::MAX)] {
            assert_eq!(query(&format!("n={text}")).count("n"), Ok(Some(count)));
        }
        assert_eq!(query("n=").count("n"), Ok(None));
        assert_eq!(query("m=1").count("n"), Ok(None));
        for text in ["-1", "1.5", "abc", "1e3", "NaN"] {
            let read = query(&format!("n={text}")).count("n");
            assert_eq!(read, Err(Unreadable::NotACount("n".to_owned())), "{text}");
        }
    }

    #[test]
    fn printing_for_a_programmer_shows_no_value() {
        let all = query("apiKey=sesame&customerData={\"customerName\":\"Ann\"}&sesame");
        let printed = format!("{all:?} {all:#?}");
        assert!(
            !printed.contains("sesame") && !printed.contains("Ann"),
            "{printed}"
        );
    }

    #[test]
    fn json_may_stand_raw_with_everything_inside() {
        let all = query(
            r#"a=save&customerData={"customerName":"A & B","x":"}\"&apiKey=no","l":[1,{}]}&apiKey=k"#,
        );
        assert_eq!(
            all.raw("customerData").unwrap(),
            r#"{"customerName":"A & B","x":"}\"&apiKey=no","l":[1,{}]}"#
        );
        assert_eq!(get(&all, "apiKey"), Some("k"));
        let half = query("customerData={%22n%22:%22a&b%22}&apiKey=k");
        assert_eq!(half.raw("customerData").unwrap(), r#"{"n":"a&b"}"#);
        assert_eq!(get(&half, "apiKey"), Some("k"));
    }

    #[test]
    fn json_that_does_not_end_swallows_nothing() {
        for broken in ["{\"x\":\"1", "{", "[}", "{\"a\":[}"] {
            let all = query(&format!("customerData={broken}&apiKey=k"));
            assert_eq!(get(&all, "apiKey"), Some("k"), "{broken}");
            assert_eq!(all.raw("customerData").unwrap(), broken);
        }
    }

    #[test]
    fn the_slips_of_the_api_page_are_read() {
        let all = query(
            "a=save&customerData{ \"x\":1}\r\n&;apiKey=k\n&amp;accesKey=s&isLeadConvert=N\r\n",
        );
        assert_eq!(all.raw("customerData").unwrap(), "{ \"x\":1}");
        assert_eq!(get(&all, "apiKey"), Some("k"));
        assert_eq!(all.first(&["accessKey", "accesKey"]), Ok(Some("s")));
        assert_eq!(get(&all, "isLeadConvert"), Some("N"));
        for glue in ["", "\n", "\r\n", " "] {
            let all = query(&format!(
                "searchData={{\"a\":[]}}{glue}multiSelectData:{{\"b\":[1]}}{glue}&objectId=3"
            ));
            assert_eq!(all.raw("searchData").unwrap(), "{\"a\":[]}");
            assert_eq!(all.raw("multiSelectData").unwrap(), "{\"b\":[1]}");
            assert_eq!(get(&all, "objectId"), Some("3"));
        }
        let time = query("x=1&from:to&y=12:30&z=2");
        assert_eq!(
            (get(&time, "y"), get(&time, "z")),
            (Some("12:30"), Some("2"))
        );
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
            prop_assert_eq!(all.raw(&name).unwrap(), value);
            prop_assert_eq!(get(&all, "last"), Some("2"));
        }
    }
}
