//! Owns taking single members out of a record's JSON text without reading the rest of it: what orders or
//! filters by one field looks at every record there is.
//! Must not judge the text: a record that is no JSON has no members.

use memchr::{memchr2, memchr3};

use crate::customer::Customer;

/// The JSON texts of these members of the outermost object, in the order of the keys. Where a key stands
/// twice the last one counts, as it does when the record is read whole.
pub fn members<'a>(body: &'a str, keys: &[&str], found: &mut Vec<Option<&'a str>>) {
    found.clear();
    found.resize(keys.len(), None);
    let mut text = Text { body, at: 0 };
    if text.expect(b'{').is_none() {
        return;
    }
    while let Some((key, value)) = text.member() {
        if let Some(at) = keys.iter().position(|wanted| is(key, wanted)) {
            found[at] = Some(value);
        }
        if text.expect(b',').is_none() {
            return;
        }
    }
}

/// A record of these members alone.
pub fn record(body: &str, keys: &[&str]) -> Customer {
    let mut found = Vec::with_capacity(keys.len());
    members(body, keys, &mut found);
    let mut record = Customer::new();
    for (key, text) in keys.iter().zip(found) {
        if let Some(value) = text.and_then(|text| serde_json::from_str(text).ok()) {
            record.set(key, value);
        }
    }
    record
}

/// Whether a key, in its quotes, is a name.
fn is(key: &str, name: &str) -> bool {
    let bare = key.get(1..key.len() - 1);
    (bare == Some(name) && !name.contains('\\'))
        || (key.contains('\\') && serde_json::from_str::<String>(key).is_ok_and(|key| key == name))
}

struct Text<'a> {
    body: &'a str,
    at: usize,
}

impl<'a> Text<'a> {
    fn rest(&self) -> &'a [u8] {
        self.body.as_bytes().get(self.at..).unwrap_or_default()
    }

    fn skip_blanks(&mut self) {
        let blank = |byte: &&u8| byte.is_ascii_whitespace();
        self.at += self.rest().iter().take_while(blank).count();
    }

    fn expect(&mut self, byte: u8) -> Option<()> {
        self.skip_blanks();
        (self.rest().first() == Some(&byte)).then(|| self.at += 1)
    }

    fn member(&mut self) -> Option<(&'a str, &'a str)> {
        self.skip_blanks();
        let key = self.taken(Text::skip_string)?;
        self.expect(b':')?;
        self.skip_blanks();
        let value = self.taken(Text::skip_value)?;
        Some((key, value))
    }

    fn taken(&mut self, skip: impl FnOnce(&mut Text<'a>) -> Option<()>) -> Option<&'a str> {
        let start = self.at;
        skip(self)?;
        self.body.get(start..self.at)
    }

    fn skip_string(&mut self) -> Option<()> {
        if self.rest().first() != Some(&b'"') {
            return None;
        }
        self.at += 1;
        loop {
            let stop = memchr2(b'"', b'\\', self.rest())?;
            let escaped = self.rest()[stop] == b'\\';
            self.at += stop + if escaped { 2 } else { 1 };
            if !escaped {
                return Some(());
            }
        }
    }

    fn skip_value(&mut self) -> Option<()> {
        match self.rest().first()? {
            b'"' => self.skip_string(),
            b'{' | b'[' => self.skip_nested(),
            _ => {
                let end = memchr3(b',', b'}', b']', self.rest())?;
                let value = &self.rest()[..end];
                self.at += value.trim_ascii_end().len();
                (end > 0).then_some(())
            }
        }
    }

    fn skip_nested(&mut self) -> Option<()> {
        let mut depth = 0usize;
        loop {
            match self.rest().first()? {
                b'"' => {
                    self.skip_string()?;
                    continue;
                }
                b'{' | b'[' => depth += 1,
                b'}' | b']' => depth = depth.checked_sub(1)?,
                _ => {}
            }
            self.at += 1;
            if depth == 0 {
                return Some(());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::{Value, json};

    fn one<'a>(body: &'a str, key: &str) -> Option<&'a str> {
        let mut found = Vec::new();
        members(body, &[key], &mut found);
        found[0]
    }

    #[test]
    fn members_come_as_they_are_written() {
        let body = r#" { "a" : 1.50 , "b":"x\"},{", "c": [ {"a":"]"} , 2 ], "d":{}, "\u0065":null,"a":true }"#;
        for (key, value) in [
            ("a", "true"),
            ("b", r#""x\"},{""#),
            ("c", r#"[ {"a":"]"} , 2 ]"#),
            ("d", "{}"),
            ("e", "null"),
        ] {
            assert_eq!(one(body, key), Some(value), "{key}");
        }
        assert_eq!(one(body, "x"), None);
    }

    #[test]
    fn what_is_no_record_has_no_members_and_breaks_nothing() {
        for body in [
            "",
            "{",
            "[1]",
            "{\"a",
            "{\"a\"",
            "{\"a\":",
            "{\"a\":[",
            "{\"a\":\"\\",
            "{a:1}",
            "{\"ä\":é",
        ] {
            assert_eq!(one(body, "a"), None, "{body}");
        }
    }

    fn value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i32>().prop_map(Value::from),
            "[a\"\\\\{},ü\\[\\]]{0,5}".prop_map(Value::from),
        ];
        leaf.prop_recursive(3, 12, 3, |inner| {
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
                proptest::collection::vec(("[ab\"]{1,2}", inner), 0..3)
                    .prop_map(|members| Value::Object(members.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn a_member_is_what_reading_the_whole_gives(
            all in proptest::collection::vec(("[ab\"\\\\]{1,2}", value()), 0..6), pretty: bool,
        ) {
            let record = Value::Object(all.into_iter().collect());
            let body = if pretty { format!("{record:#}") } else { record.to_string() };
            for key in ["a", "b", "ab", "\"", "\\"] {
                let read = one(&body, key).map(|text| serde_json::from_str::<Value>(text).unwrap());
                prop_assert_eq!(read, record.get(key).cloned(), "{} in {}", key, body);
            }
        }

        #[test]
        fn no_text_is_too_odd(body in "[{}\\[\\]\",:a\\\\ ü]{0,20}") {
            one(&body, "a");
        }
    }

    #[test]
    fn numbers_keep_their_text() {
        let record = json!({"n": 1});
        assert_eq!(one(&record.to_string(), "n"), Some("1"));
    }
}
