//! Owns the grammar of a vCard's lines: folding, names, parameters and their quotation marks, escapes and
//! values of several parts. Must not know what a property is for.

/// One line of a card, taken apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Property {
    /// In capitals, without its group.
    pub name: String,
    /// Names in capitals.
    pub parameters: Vec<(String, String)>,
    /// As it stands there, escapes and all.
    pub value: String,
}

impl Property {
    pub fn parameter(&self, name: &str) -> Option<&str> {
        let found = self.parameters.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    /// Whether its value is written as old cards do, with `=FC` for a letter.
    pub fn is_quoted_printable(&self) -> bool {
        let encoding = self.parameter("ENCODING").unwrap_or_default();
        let wanted = "QUOTED-PRINTABLE";
        encoding.eq_ignore_ascii_case(wanted) || self.has_type(wanted)
    }

    /// Whether it is of a type, whatever the case.
    pub fn has_type(&self, wanted: &str) -> bool {
        let types = self.parameters.iter().filter(|(name, _)| name == "TYPE");
        let mut words = types.flat_map(|(_, value)| value.split(','));
        words.any(|word| word.trim().eq_ignore_ascii_case(wanted))
    }
}

/// The lines of a card with those that begin with a blank put to the line before.
pub fn unfolded(lines: &[String]) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for line in lines {
        let line = line.trim_end_matches('\r');
        match (line.strip_prefix([' ', '\t']), out.last_mut()) {
            (Some(rest), Some(last)) => last.push_str(rest),
            _ if line.trim().is_empty() => {}
            _ => out.push(line.to_owned()),
        }
    }
    out
}

/// Takes a line apart; none where it is no property.
pub fn read(line: &str) -> Option<Property> {
    let (head, value) = split_outside_quotes(line, ':')?;
    let mut words = Vec::new();
    let mut rest = head;
    while let Some((word, more)) = split_outside_quotes(rest, ';') {
        words.push(word);
        rest = more;
    }
    words.push(rest);
    let name = words.first()?.rsplit('.').next()?.trim();
    if name.is_empty() || !name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') {
        return None;
    }
    Some(Property {
        name: name.to_ascii_uppercase(),
        parameters: words[1..].iter().map(|word| parameter(word)).collect(),
        value: value.to_owned(),
    })
}

/// `TYPE=work`; in older cards `WORK` alone is a type too.
fn parameter(word: &str) -> (String, String) {
    match word.split_once('=') {
        Some((name, value)) => (name.trim().to_ascii_uppercase(), unquoted(value)),
        None => ("TYPE".to_owned(), word.trim().to_owned()),
    }
}

fn unquoted(value: &str) -> String {
    let value = value.trim().replace('"', "");
    if !value.contains('^') {
        return value;
    }
    let mut out = String::with_capacity(value.len());
    let mut all = value.chars();
    while let Some(c) = all.next() {
        match (c, all.clone().next()) {
            ('^', Some('n')) => out.push('\n'),
            ('^', Some('\'')) => out.push('"'),
            ('^', Some('^')) => out.push('^'),
            (c, _) => {
                out.push(c);
                continue;
            }
        }
        all.next();
    }
    out
}

fn split_outside_quotes(text: &str, at: char) -> Option<(&str, &str)> {
    let mut quoted = false;
    for (place, c) in text.char_indices() {
        match c {
            '"' => quoted = !quoted,
            c if c == at && !quoted => {
                return Some((&text[..place], &text[place + c.len_utf8()..]));
            }
            _ => {}
        }
    }
    None
}

/// A value that is one text.
pub fn text(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    let mut all = value.chars();
    while let Some(c) = all.next() {
        match c {
            '\\' => match all.next() {
                Some('n' | 'N') => out.push('\n'),
                Some(c) => out.push(c),
                None => out.push('\\'),
            },
            c => out.push(c),
        }
    }
    out
}

/// A value of several parts.
pub fn parts(value: &str, between: char) -> Vec<String> {
    let mut parts = Vec::new();
    let mut start = 0;
    let mut escaped = false;
    for (at, c) in value.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            c if c == between => {
                parts.push(text(&value[start..at]));
                start = at + c.len_utf8();
            }
            _ => {}
        }
    }
    parts.push(text(&value[start..]));
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn lines_are_taken_apart() {
        let line = "item1.ADR;TYPE=\"work;x\";X-A=a^'b^^^n;PREF:;;Ring 1\\; back;Ulm";
        let property = read(line).unwrap();
        assert_eq!(property.name, "ADR");
        assert!(property.has_type("WORK;X") && property.has_type("pref"));
        assert_eq!(property.parameter("X-A"), Some("a\"b^\n"));
        assert_eq!(parts(&property.value, ';'), ["", "", "Ring 1; back", "Ulm"]);
        for bad in ["", "no colon", ":value", "na me:x", "é:x"] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }

    #[test]
    fn folded_lines_are_one() {
        let lines = [
            "NOTE:a".to_owned(),
            " b\r".to_owned(),
            "\tc".to_owned(),
            "FN:x".to_owned(),
        ];
        assert_eq!(unfolded(&lines), ["NOTE:abc", "FN:x"]);
    }

    proptest! {
        #[test]
        fn no_line_is_too_odd(line in "\\PC{0,40}") {
            if let Some(property) = read(&line) {
                let _ = (text(&property.value), parts(&property.value, ';'));
            }
        }
    }
}
