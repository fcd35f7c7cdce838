//! Owns finding out how a file is written: its format, encoding, delimiter, quotation mark and line ends. What
//! a person says about it goes before what is found.
//! Must not know what its columns mean.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::atomic::AtomicBool;

use encoding_rs::{Encoding, UTF_8};

use super::csv_rows::{Form, Scan, is_separator_line};
use super::decode::{self, Decoded};
use crate::workspace::export::FileFormat;

/// How a file is written.
#[derive(Clone, Debug, PartialEq)]
pub struct Shape {
    pub format: FileFormat,
    pub encoding: &'static Encoding,
    /// It begins with a byte order mark.
    pub marked: bool,
    /// Every byte of it has a meaning in its encoding.
    pub exact: bool,
    pub delimiter: u8,
    pub quote: u8,
    pub line_end: u8,
    pub fingerprint: String,
    pub length: u64,
}

/// What a person says about a file.
#[derive(Clone, Debug, Default)]
pub struct Told {
    pub format: Option<FileFormat>,
    pub encoding: Option<&'static Encoding>,
    pub delimiter: Option<u8>,
    pub quote: Option<u8>,
}

/// So much of the text is looked at.
const HEAD: u64 = 64 * 1024;
const LINES: usize = 60;
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// Looks at a file. It is read whole, because a single byte can tell the encoding.
pub fn sniff(path: &Path, told: &Told, stop: &AtomicBool) -> io::Result<Shape> {
    let bytes = decode::survey(path, stop)?;
    let encoding = told.encoding.unwrap_or(bytes.encoding);
    let head = head(path, encoding)?;
    if !is_text(&head, bytes.is_utf8) {
        return Err(io::Error::other(NO_TEXT));
    }
    if told.format.is_none_or(|format| format == FileFormat::Jsonl) && is_array(&head) {
        return Err(io::Error::other(ARRAY));
    }
    let format = told.format.unwrap_or_else(|| format_of(path, &head));
    let line_end = line_end_of(&head, told.quote.unwrap_or(b'"'));
    let lines: Vec<&str> = head
        .split(line_end as char)
        .map(|line| line.trim_end_matches('\r'))
        .filter(|line| !line.trim().is_empty())
        .take(LINES)
        .collect();
    let quote = told.quote.unwrap_or_else(|| quote_of(&lines));
    Ok(Shape {
        format,
        encoding,
        marked: bytes.marked,
        exact: encoding == UTF_8 && bytes.is_utf8,
        delimiter: told
            .delimiter
            .unwrap_or_else(|| delimiter_of(&lines, quote)),
        quote,
        line_end,
        fingerprint: bytes.fingerprint,
        length: bytes.length,
    })
}

const NO_TEXT: &str = "this is no text; CSV, JSON lines and vCards can be imported, and a spreadsheet once it is saved as CSV";

const ARRAY: &str = "this is a JSON array; give one object a line";

/// Whether it begins as a list of objects, which no row of cells does.
fn is_array(head: &str) -> bool {
    let inside = head.trim_start().strip_prefix('[').map(str::trim_start);
    inside.is_some_and(|inside| inside.starts_with('{'))
}

/// Whether people could have written it. A stray sign that no keyboard has is forgiven: exports of other programs have
/// such, and what is sound UTF-8 is taken for text unless much of it says nothing at all.
fn is_text(head: &str, is_utf8: bool) -> bool {
    let all = head.chars().count();
    let count = |odd: fn(char) -> bool| head.chars().filter(|c| odd(*c)).count();
    let nothing = count(|c| c == '\0');
    let odd = count(|c| c < ' ' && !matches!(c, '\t' | '\n' | '\r' | '\x0b' | '\x0c' | '\x1a'));
    nothing * 10 <= all && (is_utf8 || odd * 20 <= all)
}

/// What ends lines: of old machines a `\r` alone. What stands within cells says nothing about it.
fn line_end_of(head: &str, quote: u8) -> u8 {
    let (mut returns, mut feeds, mut is_quoted) = (0, 0, false);
    let bytes = head.as_bytes();
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            byte if *byte == quote => is_quoted = !is_quoted,
            b'\r' if !is_quoted && bytes.get(at + 1) != Some(&b'\n') => returns += 1,
            b'\n' if !is_quoted => feeds += 1,
            _ => {}
        }
    }
    match returns > feeds {
        true => b'\r',
        false => b'\n',
    }
}

fn head(path: &Path, encoding: &'static Encoding) -> io::Result<String> {
    let mut bytes = Vec::new();
    let text = Decoded::new(File::open(path)?, encoding);
    text.take(HEAD).read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn format_of(path: &Path, head: &str) -> FileFormat {
    let extension = path.extension().and_then(|extension| extension.to_str());
    match extension.map(str::to_ascii_lowercase).as_deref() {
        Some("csv" | "tsv") => return FileFormat::Csv,
        Some("jsonl" | "ndjson") => return FileFormat::Jsonl,
        Some("vcf" | "vcard") => return FileFormat::Vcard,
        _ => {}
    }
    let start = head.trim_start();
    let is_card = |start: &str| {
        let word = start.get(.."BEGIN:VCARD".len());
        word.is_some_and(|word| word.eq_ignore_ascii_case("BEGIN:VCARD"))
    };
    if start.starts_with('{') {
        FileFormat::Jsonl
    } else if is_card(start) {
        FileFormat::Vcard
    } else {
        FileFormat::Csv
    }
}

/// An apostrophe, where cells begin with one and no cell with a quotation mark.
fn quote_of(lines: &[&str]) -> u8 {
    let begins = |mark: char| {
        let cells = lines
            .iter()
            .flat_map(|line| line.split(|c: char| c.is_ascii() && DELIMITERS.contains(&(c as u8))));
        let long = cells.filter(|cell| cell.len() > 1);
        long.filter(|cell| cell.starts_with(mark) && cell.ends_with(mark))
            .count()
    };
    match begins('\'') > 0 && begins('"') == 0 {
        true => b'\'',
        false => b'"',
    }
}

/// The one by which most lines have as many cells as the head, and the more cells the better.
fn delimiter_of(lines: &[&str], quote: u8) -> u8 {
    if let Some(first) = lines.first().filter(|line| is_separator_line(line)) {
        return first.as_bytes()[4];
    }
    let score = |delimiter: u8| {
        let form = Form { delimiter, quote };
        let whole = lines.iter().filter(|line| form.scan(line) == Scan::Closed);
        let counts: Vec<usize> = whole.map(|line| form.split(line).len()).collect();
        let head = counts.first().copied().unwrap_or(0);
        let alike = counts.iter().filter(|count| **count == head).count();
        match head {
            0 | 1 => (0, 0),
            head => (alike * 20 / counts.len(), head),
        }
    };
    let best = DELIMITERS
        .into_iter()
        .rev()
        .max_by_key(|delimiter| score(*delimiter));
    best.filter(|delimiter| score(*delimiter).1 > 1)
        .unwrap_or(b',')
}

impl Shape {
    /// What was found, for a person: `CSV, UTF-8, “;” between cells`.
    pub fn sentence(&self) -> String {
        let encoding = match self.marked {
            true => format!("{} with a byte order mark", self.encoding.name()),
            false => self.encoding.name().to_owned(),
        };
        match self.format {
            FileFormat::Csv => {
                let delimiter = match self.delimiter {
                    b'\t' => "a tab".to_owned(),
                    other => format!("“{}”", other as char),
                };
                let quote = match self.quote {
                    b'"' => String::new(),
                    other => format!(", “{}” around them", other as char),
                };
                format!("CSV, {encoding}, {delimiter} between cells{quote}")
            }
            FileFormat::Jsonl => format!("JSON lines, {encoding}"),
            FileFormat::Vcard => format!("vCards, {encoding}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(name: &str, text: &str) -> Shape {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        sniff(&path, &Told::default(), &AtomicBool::new(false)).unwrap()
    }

    #[test]
    fn what_is_no_text_is_told_from_text_with_a_stray_sign() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("f.csv");
        let read = |bytes: &[u8]| {
            std::fs::write(&path, bytes).unwrap();
            let shape = sniff(&path, &Told::default(), &AtomicBool::new(false));
            shape.map(drop).map_err(|error| error.to_string())
        };
        let noise: Vec<u8> = (0..9_000_u32).map(|n| (n * n / 7 + n) as u8).collect();
        let packed = [b"PK\x03\x04\x14\0\x06\0\x08\0\0\0!\0", &noise[..]].concat();
        for bytes in [
            &noise[..],
            &packed,
            &[0; 500],
            b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0>\0",
        ] {
            assert_eq!(read(bytes), Err(NO_TEXT.to_owned()), "{:?}", &bytes[..9]);
        }
        let wide: Vec<u8> = "name;city\nM\u{fc}ller;K\u{f6}ln\n"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        for bytes in [
            &b""[..],
            b"name\nA\x01cme\0 Inc\nBolt\n",
            b"name\nM\xfcller\x1f\nK\xf6hler und S\xf6hne\nBolt Maschinenbau\n",
            b"name\r\nAcme\r\n\x1a",
            &wide,
            &[b"\xff\xfe", &wide[..]].concat(),
        ] {
            assert_eq!(read(bytes), Ok(()), "{bytes:?}");
        }
    }

    #[test]
    fn the_delimiter_and_the_quotation_mark_are_found() {
        for (text, delimiter, quote) in [
            ("a,b,c\n1,2,3\n", b',', b'"'),
            ("a;b;c\n1,5;2,5;3,5\n", b';', b'"'),
            ("a\tb\nx, y\tz\n", b'\t', b'"'),
            ("a|b\n\"x|y\"|z\n", b'|', b'"'),
            ("'a','b'\n'x, y','z'\n", b',', b'\''),
            ("name\nAcme; Inc\n", b',', b'"'),
            ("sep=;\na;b\n", b';', b'"'),
            (
                "name,note\nA,\"one; two; three\"\nB,\"1; 2; 3\"\n",
                b',',
                b'"',
            ),
            ("", b',', b'"'),
        ] {
            let shape = found("f.csv", text);
            assert_eq!(
                (shape.delimiter, shape.quote),
                (delimiter, quote),
                "{text:?}"
            );
        }
    }

    #[test]
    fn a_json_array_is_no_file_of_lines() {
        let folder = tempfile::tempdir().unwrap();
        let read = |name: &str, text: &str, format: Option<FileFormat>| {
            let path = folder.path().join(name);
            std::fs::write(&path, text).unwrap();
            let told = Told {
                format,
                ..Told::default()
            };
            let shape = sniff(&path, &told, &AtomicBool::new(false));
            shape.map(drop).map_err(|error| error.to_string())
        };
        for (name, text, format) in [
            ("a.json", "[{\"a\":1},{\"a\":2}]", None),
            ("a.jsonl", " [\n  {\"a\":1}\n]\n", None),
            ("a", "\u{feff}[{}]", Some(FileFormat::Jsonl)),
        ] {
            assert_eq!(read(name, text, format), Err(ARRAY.to_owned()), "{text}");
        }
        assert_eq!(read("a.csv", "[{a,b\n1,2\n", Some(FileFormat::Csv)), Ok(()));
        assert_eq!(read("a.csv", "[a],b\n1,2\n", None), Ok(()));
        assert_eq!(read("a.json", "{\"a\":[{}]}\n", None), Ok(()));
    }

    #[test]
    fn the_format_is_told_by_the_name_or_by_the_text() {
        for (name, text, format) in [
            ("a.txt", "{\"a\":1}\n", FileFormat::Jsonl),
            ("a", "BEGIN:VCARD\r\n", FileFormat::Vcard),
            ("a.vcf", "", FileFormat::Vcard),
            ("a.csv", "{\"a\":1}\n", FileFormat::Csv),
            ("a.txt", "ä", FileFormat::Csv),
        ] {
            assert_eq!(found(name, text).format, format, "{name}");
        }
        for (text, end) in [
            ("a\rb\r", b'\r'),
            ("a\r\"one\ntwo\nthree\"\r", b'\r'),
            ("a\r\n\"one\rtwo\rthree\"\r\n", b'\n'),
            ("a\n", b'\n'),
        ] {
            assert_eq!(found("a.csv", text).line_end, end, "{text:?}");
        }
        assert_eq!(
            found("a.csv", "a;b\n").sentence(),
            "CSV, UTF-8, “;” between cells"
        );
    }
}
