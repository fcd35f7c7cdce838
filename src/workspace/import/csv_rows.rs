//! Owns the rows of a CSV. One row that is broken must not swallow those behind it: a quotation mark that is
//! never closed ends with its line.
//! Must not know what the columns mean.

use std::io;

use super::lines::{Line, Lines};
use super::row::{Cell, Raw, Row};
use crate::workspace::export::cell::armed;

/// A row of more lines than this has lost a quotation mark.
const MOST_LINES: usize = 2_000;
const MOST_BYTES: usize = super::lines::LONGEST;

pub struct CsvRows {
    lines: Lines,
    form: Form,
    columns: Vec<String>,
    raw: bool,
}

/// How cells are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Form {
    pub delimiter: u8,
    pub quote: u8,
}

impl CsvRows {
    /// Reads the head.
    pub fn new(lines: Lines, delimiter: u8, quote: u8, raw: bool) -> io::Result<CsvRows> {
        let mut rows = CsvRows {
            lines,
            form: Form { delimiter, quote },
            columns: Vec::new(),
            raw,
        };
        while rows.columns.is_empty() {
            let Some((first, text, _)) = rows.logical()? else {
                break;
            };
            let says_delimiter = first.number == 1 && is_separator_line(&text);
            if !text.trim().is_empty() && !says_delimiter {
                rows.columns = named(rows.form.split(&text));
            }
        }
        Ok(rows)
    }

    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    pub fn read_row(&mut self) -> io::Result<Option<Row>> {
        loop {
            let Some((first, text, trouble)) = self.logical()? else {
                return Ok(None);
            };
            let cells = self.form.split(&text);
            if trouble.is_none() && cells.iter().all(|cell| cell.trim().is_empty()) {
                continue;
            }
            let wanted = self.columns.len();
            let trouble = trouble
                .map(str::to_owned)
                .or_else(|| (cells.len() != wanted).then(|| count_is_wrong(cells.len(), wanted)));
            let read = match trouble {
                Some(why) => Err(why),
                None => Ok(cells
                    .iter()
                    .enumerate()
                    .map(|cell| self.cell(cell))
                    .collect()),
            };
            return Ok(Some(Row {
                line: first.number,
                cells: read,
                raw: Raw::Cells(cells),
            }));
        }
    }

    fn cell(&self, (at, text): (usize, &String)) -> (usize, Cell) {
        let text = if self.raw { text } else { armed(text) };
        (at, Cell::Text(text.to_owned()))
    }

    /// The lines that make a row, and what is wrong with their quotation marks.
    fn logical(&mut self) -> io::Result<Option<(Line, String, Option<&'static str>)>> {
        let Some(first) = self.lines.read_line()? else {
            return Ok(None);
        };
        if first.cut {
            let text = first.text.clone();
            return Ok(Some((first, text, Some("the row is too long to be one"))));
        }
        let mut text = first.text.clone();
        let mut scan = self.form.scan(&text);
        let mut more: Vec<Line> = Vec::new();
        while scan == Scan::Open && more.len() < MOST_LINES && text.len() < MOST_BYTES {
            let Some(line) = self.lines.read_line()? else {
                break;
            };
            text.push('\n');
            text.push_str(&line.text);
            more.push(line);
            // Only a quotation mark can close what is open.
            if more
                .last()
                .is_some_and(|l| l.text.as_bytes().contains(&self.form.quote))
            {
                scan = self.form.scan(&text);
            }
        }
        let trouble = match scan {
            Scan::Closed => None,
            Scan::Open => Some("a quotation mark is opened and never closed"),
            Scan::Stray => Some("a quotation mark stands in the middle of a cell"),
        };
        let fits = |text: &str| {
            self.form.scan(text) == Scan::Closed
                && self.form.split(text).len() == self.columns.len()
        };
        let swallowed = trouble.is_some() || !fits(&text);
        if swallowed && more.iter().any(|line| fits(&line.text)) {
            self.lines.give_back(more);
            let why = "a quotation mark is opened and never closed";
            return Ok(Some((first.clone(), first.text, Some(why))));
        }
        Ok(Some((first, text, trouble)))
    }
}

/// The first line by which some spreadsheets say the delimiter.
pub fn is_separator_line(text: &str) -> bool {
    text.len() == 5 && text.to_ascii_lowercase().starts_with("sep=")
}

fn count_is_wrong(found: usize, wanted: usize) -> String {
    let cells = |count: usize| match count {
        1 => "1 cell".to_owned(),
        count => format!("{count} cells"),
    };
    format!("the row has {}, and the head has {wanted}", cells(found))
}

/// Every column has a name, and no two the same.
fn named(head: Vec<String>) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for (at, name) in head.iter().enumerate() {
        let name = match armed(name).trim() {
            "" => format!("column {}", at + 1),
            name => name.to_owned(),
        };
        let twice = names.iter().filter(|other| **other == name).count();
        names.push(match twice {
            0 => name,
            _ => format!("{name} ({})", at + 1),
        });
    }
    names
}

/// How the quotation marks of a text come out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scan {
    Closed,
    Open,
    /// Something stands behind a closing one.
    Stray,
}

impl Form {
    pub fn scan(self, text: &str) -> Scan {
        let bytes = text.as_bytes();
        let (mut at, mut begins) = (0, true);
        while at < bytes.len() {
            let byte = bytes[at];
            if begins && byte == self.quote {
                match self.closing(&bytes[at + 1..]) {
                    None => return Scan::Open,
                    Some(end) => at += 1 + end + 1,
                }
                match bytes.get(at) {
                    None => return Scan::Closed,
                    Some(next) if *next == self.delimiter => {}
                    Some(_) => return Scan::Stray,
                }
                begins = false;
                continue;
            }
            begins = byte == self.delimiter;
            at += 1;
        }
        Scan::Closed
    }

    /// Where the mark stands that closes a cell; two of them are one within it.
    fn closing(self, bytes: &[u8]) -> Option<usize> {
        let mut at = 0;
        loop {
            at += memchr::memchr(self.quote, &bytes[at..])?;
            if bytes.get(at + 1) != Some(&self.quote) {
                return Some(at);
            }
            at += 2;
        }
    }

    /// The cells of one row.
    pub fn split(self, text: &str) -> Vec<String> {
        if !text.as_bytes().contains(&self.quote) {
            return text
                .split(self.delimiter as char)
                .map(str::to_owned)
                .collect();
        }
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(self.delimiter)
            .quote(self.quote)
            .buffer_capacity(text.len().max(64))
            .from_reader(text.as_bytes());
        let mut row = csv::StringRecord::new();
        match reader.read_record(&mut row) {
            Ok(true) => row.iter().map(str::to_owned).collect(),
            // Text is always UTF-8 and any number of cells will do, so there is nothing that could fail.
            _ => vec![text.to_owned()],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Vec<Result<Vec<String>, String>> {
        let input = Box::new(io::Cursor::new(text.to_owned()));
        let mut rows = CsvRows::new(Lines::new(input, b'\n'), b',', b'"', false).unwrap();
        let mut all = Vec::new();
        while let Some(row) = rows.read_row().unwrap() {
            let shown = |cells: Vec<(usize, Cell)>| cells.iter().map(|(_, c)| c.shown()).collect();
            all.push(row.cells.map(shown));
        }
        all
    }

    fn good(cells: &[&str]) -> Result<Vec<String>, String> {
        Ok(cells.iter().map(|cell| (*cell).to_owned()).collect())
    }

    #[test]
    fn quoted_cells_hold_everything() {
        let text = "sep=,\r\na,b\r\n\"x, \"\"y\"\"\",\"one\ntwo\"\r\n\r\n'=1,5\" pipe\r\n";
        assert_eq!(
            rows(text),
            [good(&["x, \"y\"", "one\ntwo"]), good(&["=1", "5\" pipe"])]
        );
    }

    #[test]
    fn a_mark_that_is_never_closed_ends_with_its_line() {
        let found = rows("a,b\n1,\"open\n2,x\n3,\"y\"\n4,z\n");
        assert!(found[0].as_ref().unwrap_err().contains("never closed"));
        assert_eq!(
            found[1..],
            [good(&["2", "x"]), good(&["3", "y"]), good(&["4", "z"])]
        );
        // Where the next mark seems to close it, too.
        let found = rows("a,b\n1,\"open,x\n2,\"y\"\n");
        assert!(found[0].is_err());
        assert_eq!(found[1], good(&["2", "y"]));
    }

    #[test]
    fn rows_of_another_length_are_said_to_be_so() {
        let found = rows("a,b\n1\n1,2,3\n1,\"x\"y\n1,2\n");
        assert_eq!(
            found[0],
            Err("the row has 1 cell, and the head has 2".to_owned())
        );
        assert_eq!(
            found[1],
            Err("the row has 3 cells, and the head has 2".to_owned())
        );
        assert!(found[2].as_ref().unwrap_err().contains("in the middle"));
        assert_eq!(found[3], good(&["1", "2"]));
    }

    #[test]
    fn columns_without_a_name_or_with_the_same_one_are_told_apart() {
        let head = ["a", "", " a ", "b"].map(str::to_owned).to_vec();
        assert_eq!(named(head), ["a", "column 2", "a (3)", "b"]);
    }
}
