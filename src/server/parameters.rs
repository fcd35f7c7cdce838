//! Owns reading parameters out of a query or a form as real clients send them: raw JSON with `&` inside,
//! missing `=`, `:` for `=`, stray `;`, line breaks of a copied page.
//! Must not know what a parameter means.

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
    #[error("there are more than {MOST} parameters; nothing was done")]
    TooMany,
    #[error("the parameters hold too many brackets that nothing closes; nothing was done")]
    Tangled,
}

/// More than any action takes, in the address and in the body each.
const MOST: usize = 1000;
/// JSON is looked for at so many bytes for each that came: thrice for what is JSON, and once more for text
/// that only begins like it. Without a limit a few brackets that nothing closes would be read to the end from
/// each of them.
const LOOKS: usize = 4;
/// JSON that is nested deeper is refused by whoever reads it.
const DEEPEST: usize = 128;
/// Short requests may be as tangled as they like.
const FREE_LOOKS: usize = 64 << 10;

/// The parameters of one request.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Parameters {
    /// By their names in small letters, which nobody tells apart; none where the bytes are no UTF-8.
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
    /// Takes time in proportion to what came, whatever it is: nobody was asked for a key yet.
    pub fn read(query: &[u8], body: &[u8]) -> Result<Parameters, Unreadable> {
        let body = split(body, &mut Looks::at(body))?;
        Parameters::join(query, body)
    }

    /// The same with a body that was read already.
    pub fn join(query: &[u8], body: Vec<(String, Value)>) -> Result<Parameters, Unreadable> {
        if body.len() > MOST {
            return Err(Unreadable::TooMany);
        }
        let mut values = one_side(split(query, &mut Looks::at(query))?);
        for (name, value) in one_side(body) {
            values.entry(name).or_insert(value);
        }
        Ok(Parameters { values })
    }

    /// A parameter's value; none where it is missing or blank.
    pub fn get(&self, name: &str) -> Result<Option<&str>, Unreadable> {
        let value = self.raw(name)?.trim();
        Ok((!value.is_empty()).then_some(value))
    }

    /// A word of the API's own, such as an action, a letter or a direction: quotes around it are not part of it,
    /// and what scripts write for nothing is nothing.
    pub fn word(&self, name: &str) -> Result<Option<&str>, Unreadable> {
        let word = self.get(name)?.map(unquoted);
        Ok(word.filter(|word| !matches!(*word, "" | "null" | "undefined")))
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
        self.values.contains_key(&name.to_ascii_lowercase())
    }

    /// A value as it was sent, blanks included; empty where it is missing.
    pub fn raw(&self, name: &str) -> Result<&str, Unreadable> {
        match self.values.get(&name.to_ascii_lowercase()) {
            None => Ok(""),
            Some(Some(value)) => Ok(value),
            Some(None) => Err(Unreadable::NotText(name.to_owned())),
        }
    }

    /// A whole number from 0; none where it is missing or blank. What is larger than any list counts as
    /// the largest.
    pub fn count(&self, name: &str) -> Result<Option<usize>, Unreadable> {
        let Some(text) = self.word(name)?.map(digits) else {
            return Ok(None);
        };
        if !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(Unreadable::NotACount(name.to_owned()));
        }
        Ok(Some(text.parse().unwrap_or(usize::MAX)))
    }
}

type Value = Option<String>;

/// What one side gives; of a name that comes twice, in whatever letters, the first that says something.
fn one_side(pairs: Vec<(String, Value)>) -> HashMap<String, Value> {
    let mut values = HashMap::new();
    for (mut name, value) in pairs {
        name.make_ascii_lowercase();
        let kept = values.entry(name).or_insert(Some(String::new()));
        if kept.as_deref() == Some("") {
            *kept = value;
        }
    }
    values
}

fn unquoted(text: &str) -> &str {
    let bare = |quote: char| text.strip_prefix(quote)?.strip_suffix(quote);
    bare('"').or_else(|| bare('\'')).unwrap_or(text).trim()
}

/// A whole number as its digits: spreadsheets and scripts make `50.0` of one.
pub fn digits(text: &str) -> &str {
    match text.split_once('.') {
        Some((whole, part)) if !part.is_empty() && part.bytes().all(|digit| digit == b'0') => whole,
        _ => text,
    }
}

fn split(text: &[u8], looks: &mut Looks) -> Result<Vec<(String, Value)>, Unreadable> {
    let mut out = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let name_len = name_end(rest, looks)?;
        let (name, after) = rest.split_at(name_len);
        let name = clean_name(name);
        let behind = after.get(1..).unwrap_or_default();
        let value = match after.first() {
            // The older page writes `multiSelectData:{…}` and `customerData{…}`.
            Some(b'=' | b':') => behind,
            Some(b'{') => after,
            _ => {
                rest = skip_to_next(after);
                if !name.is_empty() {
                    push(&mut out, name, Some(String::new()))?;
                }
                continue;
            }
        };
        let len = looks
            .json_len(value)?
            .filter(|len| ends_well(value.get(*len..).unwrap_or_default()))
            .unwrap_or_else(|| plain_len(value));
        let (value, after) = value.split_at(len);
        push(&mut out, name, decode(trim_breaks(value)))?;
        // Behind JSON another parameter may stand without `&`.
        rest = match after.first() {
            Some(b'&') => after.get(1..).unwrap_or_default(),
            _ => after,
        };
    }
    Ok(out)
}

fn push(out: &mut Vec<(String, Value)>, name: String, value: Value) -> Result<(), Unreadable> {
    if out.len() == MOST {
        return Err(Unreadable::TooMany);
    }
    out.push((name, value));
    Ok(())
}

/// Where a name ends: at `=`, at `&`, where JSON begins, or at a `:` with JSON behind it.
fn name_end(text: &[u8], looks: &mut Looks) -> Result<usize, Unreadable> {
    for (at, byte) in text.iter().enumerate() {
        let ends = match byte {
            b'=' | b'&' | b'{' => true,
            b':' => looks
                .json_len(text.get(at + 1..).unwrap_or_default())?
                .is_some(),
            _ => false,
        };
        if ends {
            return Ok(at);
        }
    }
    Ok(text.len())
}

/// Whether behind JSON comes nothing, the next parameter, or one that a copied page has glued on. Otherwise
/// it was text that only began like JSON.
fn ends_well(behind: &[u8]) -> bool {
    let tail = behind.trim_ascii_start();
    let name = tail
        .iter()
        .take_while(|byte| byte.is_ascii_alphanumeric())
        .count();
    match tail.get(name) {
        None | Some(b'&') => name == 0,
        Some(next) => name > 0 && matches!(next, b':' | b'=' | b'{'),
    }
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

/// How far JSON may still be looked for.
struct Looks {
    looked: usize,
    most: usize,
}

impl Looks {
    fn at(text: &[u8]) -> Looks {
        Looks {
            looked: 0,
            most: text.len().saturating_mul(LOOKS).max(FREE_LOOKS),
        }
    }

    fn json_len(&mut self, value: &[u8]) -> Result<Option<usize>, Unreadable> {
        let (len, looked) = json_len(value);
        self.looked = self.looked.saturating_add(looked);
        match self.looked <= self.most {
            true => Ok(len),
            false => Err(Unreadable::Tangled),
        }
    }
}

/// The length of the JSON object or list that a value begins with, where its brackets close: what stands
/// inside, `&` too, belongs to it. None where no JSON begins, it does not end, or it is nested deeper than
/// anybody reads it. With it, how far was looked.
fn json_len(value: &[u8]) -> (Option<usize>, usize) {
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
                b'{' | b'[' if open.len() == DEEPEST => return (None, at),
                b'{' => open.push(b'}'),
                b'[' => open.push(b']'),
                b'}' | b']' if open.pop() != Some(byte) => return (None, at),
                b'}' | b']' => {}
                b'"' => in_text = true,
                _ if open.is_empty() && !byte.is_ascii_whitespace() && byte != b'+' => {
                    return (None, at);
                }
                _ => {}
            }
            if open.is_empty() && matches!(byte, b'}' | b']') {
                return (Some(at + len), at + len);
            }
        }
        at += len;
    }
    (None, at)
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
mod tests;
