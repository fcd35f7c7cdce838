//! Owns reading a file of settings line by line: what can be read is taken, what cannot is one mistake with its
//! line. Must not know what the settings mean.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use toml::de::{DeTable, DeValue};

/// No file of settings is longer than this.
const LONGEST: u64 = 1 << 20;

/// Something in a file that could not be taken: its line, and one sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    pub line: Option<usize>,
    pub text: String,
}

impl Mistake {
    pub fn at(line: usize, text: impl Into<String>) -> Mistake {
        Mistake {
            line: Some(line),
            text: text.into(),
        }
    }

    /// The whole sentence, beginning with where it is.
    pub fn told(&self, file: &Path) -> String {
        match self.line {
            Some(line) => format!("{} line {line}: {}", file.display(), self.text),
            None => format!("{}: {}", file.display(), self.text),
        }
    }
}

#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Text(String),
    Flag(bool),
    Whole(i64),
    List(Vec<Value>),
    /// What no setting is.
    Other,
}

/// One line `name = value` under its `[section]`; the section is empty at the top of the file.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    pub section: String,
    pub name: String,
    pub value: Value,
    pub line: usize,
}

/// A file of settings, in the order of its lines.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sheet {
    pub entries: Vec<Entry>,
    pub mistakes: Vec<Mistake>,
}

impl Sheet {
    /// No file is an empty one.
    pub fn load(file: &Path) -> Sheet {
        match bytes(file) {
            Ok(bytes) => match String::from_utf8(bytes) {
                Ok(text) => Sheet::parse(&text),
                Err(error) => Sheet::unreadable(format!(
                    "is no UTF-8 after byte {}; the defaults are used",
                    error.utf8_error().valid_up_to()
                )),
            },
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Sheet::default(),
            Err(error) => Sheet::unreadable(format!(
                "could not be read ({error}); the defaults are used"
            )),
        }
    }

    fn unreadable(text: String) -> Sheet {
        Sheet {
            entries: Vec::new(),
            mistakes: vec![Mistake { line: None, text }],
        }
    }

    pub fn parse(text: &str) -> Sheet {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let line_of = |at: usize| {
            let before = text.get(..at).unwrap_or(text);
            before.matches('\n').count() + 1
        };
        let (table, errors) = DeTable::parse_recoverable(text);
        let mut mistakes: Vec<Mistake> = Vec::new();
        for error in errors {
            let line = error.span().map_or(1, |span| line_of(span.start));
            let why = error.message().trim().replace('\n', ", ");
            // What follows from the first slip of a line says nothing more.
            if mistakes.iter().all(|other| other.line != Some(line)) {
                mistakes.push(Mistake::at(
                    line,
                    format!("this is no TOML ({why}); the line is left out"),
                ));
            }
        }
        let mut entries = Vec::new();
        for (name, value) in table.get_ref() {
            let line = line_of(name.span().start);
            match value.get_ref() {
                DeValue::Table(inside) => {
                    for (key, value) in inside {
                        entries.push(Entry {
                            section: name.get_ref().to_string(),
                            name: key.get_ref().to_string(),
                            value: read(value.get_ref()),
                            line: line_of(key.span().start),
                        });
                    }
                }
                value => entries.push(Entry {
                    section: String::new(),
                    name: name.get_ref().to_string(),
                    value: read(value),
                    line,
                }),
            }
        }
        entries.retain(|entry| mistakes.iter().all(|other| other.line != Some(entry.line)));
        entries.sort_by_key(|entry| entry.line);
        mistakes.sort_by_key(|mistake| mistake.line);
        Sheet { entries, mistakes }
    }
}

fn read(value: &DeValue<'_>) -> Value {
    match value {
        DeValue::String(text) => Value::Text(text.to_string()),
        DeValue::Boolean(flag) => Value::Flag(*flag),
        DeValue::Integer(number) => {
            i64::from_str_radix(number.as_str(), number.radix()).map_or(Value::Other, Value::Whole)
        }
        DeValue::Array(items) => {
            Value::List(items.iter().map(|item| read(item.get_ref())).collect())
        }
        DeValue::Float(_) | DeValue::Datetime(_) | DeValue::Table(_) => Value::Other,
    }
}

/// Of a file alone: a pipe or a device may never come to its end.
fn bytes(file: &Path) -> io::Result<Vec<u8>> {
    if !std::fs::metadata(file)?.is_file() {
        return Err(io::Error::other("it is no file"));
    }
    let mut bytes = Vec::new();
    File::open(file)?
        .take(LONGEST + 1)
        .read_to_end(&mut bytes)?;
    match u64::try_from(bytes.len()) {
        Ok(length) if length <= LONGEST => Ok(bytes),
        _ => Err(io::Error::other("it is longer than a mebibyte")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_lines_around_a_slip_are_taken() {
        let sheet = Sheet::parse("a = 1\nb = = 2\nc = \"x\"\n[d]\ne = []\n");
        let names: Vec<&str> = sheet.entries.iter().map(|e| e.name.as_str()).collect();
        assert_eq!(names, ["a", "c", "e"]);
        assert_eq!(sheet.mistakes.len(), 1);
        assert_eq!(sheet.mistakes[0].line, Some(2));
        assert!(!sheet.mistakes[0].text.contains('\n'));
    }

    #[test]
    fn what_never_ends_is_not_read() {
        let folder = tempfile::tempdir().unwrap();
        let endless = folder.path().join("endless.toml");
        std::os::unix::fs::symlink("/dev/zero", &endless).unwrap();
        let long = folder.path().join("long.toml");
        File::create(&long).unwrap().set_len(LONGEST + 1).unwrap();
        for (file, said) in [(&endless, "it is no file"), (&long, "a mebibyte")] {
            let sheet = Sheet::load(file);
            assert!(sheet.entries.is_empty());
            assert!(sheet.mistakes[0].text.contains(said));
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in ".*", lines in "([a-c\"\\[\\]=. 1\n]){0,60}") {
            let _ = Sheet::parse(&text);
            let _ = Sheet::parse(&lines);
        }
    }
}
