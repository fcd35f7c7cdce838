//! Owns the file of rows that were not taken: as they stood, with the reason in front, in the format they came
//! in, so that the mended file can be imported as it is.

use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::Path;

use serde_json::{Map, Value, json};

use super::mapping::REASON;
use super::nameless;
use super::row::{Raw, Row};
use super::sniff::Shape;
use crate::workspace::export::FileFormat;
use crate::workspace::outfile::{New, Outfile};

/// Rows that were not taken. They lie on the disk, and become a file of their own when the import is done.
pub struct Rejects {
    out: BufWriter<std::fs::File>,
    shape: Shape,
    count: usize,
}

impl Rejects {
    pub fn new(shape: &Shape, folder: &Path) -> io::Result<Rejects> {
        Ok(Rejects {
            out: BufWriter::new(tempfile::tempfile_in(folder)?),
            shape: shape.clone(),
            count: 0,
        })
    }

    pub fn add(&mut self, columns: &[String], row: &Row, reason: &str) -> io::Result<()> {
        if self.count == 0 {
            self.head(columns)?;
        }
        self.count += 1;
        match &row.raw {
            Raw::Cells(cells) => {
                let earlier = columns.iter().position(|column| column == REASON);
                let cells = cells
                    .iter()
                    .enumerate()
                    .filter(|(at, _)| Some(*at) != earlier);
                let cells = cells.map(|(_, cell)| cell.as_str());
                self.csv_line(std::iter::once(reason).chain(cells))
            }
            Raw::Text(text) if self.shape.format == FileFormat::Jsonl => {
                writeln!(self.out, "{}", rejected_json(text, reason))
            }
            Raw::Text(text) => self.out.write_all(rejected_card(text, reason).as_bytes()),
        }
    }

    /// All that was gathered; what comes after goes elsewhere.
    pub fn taken(&mut self) -> io::Result<Rejects> {
        self.out.flush()?;
        Ok(Rejects {
            out: BufWriter::new(self.out.get_ref().try_clone()?),
            shape: self.shape.clone(),
            count: self.count,
        })
    }

    /// Puts the rows into a file, in one piece or not at all. Whether there were any.
    pub fn write_to(&mut self, path: &Path) -> io::Result<bool> {
        if self.count == 0 {
            return Ok(false);
        }
        self.out.flush()?;
        let file = self.out.get_mut();
        file.seek(SeekFrom::Start(0))?;
        let mut all = file.take(u64::MAX);
        let part = Outfile::create(path, New::Private);
        let mut part = part.map_err(|error| io::Error::other(nameless(&error)))?;
        io::copy(&mut all, &mut part)?;
        part.finish()?;
        Ok(true)
    }

    fn head(&mut self, columns: &[String]) -> io::Result<()> {
        if self.shape.format != FileFormat::Csv {
            return Ok(());
        }
        // Spreadsheets take a file without a mark for one of their own system's.
        if self.shape.marked || !self.shape.exact {
            self.out.write_all("\u{feff}".as_bytes())?;
        }
        let columns = columns.iter().filter(|column| *column != REASON);
        self.csv_line(std::iter::once(REASON).chain(columns.map(String::as_str)))
    }

    fn csv_line<'a>(&mut self, cells: impl Iterator<Item = &'a str>) -> io::Result<()> {
        let mut line = csv::WriterBuilder::new()
            .delimiter(self.shape.delimiter)
            .quote(self.shape.quote)
            .flexible(true)
            .from_writer(&mut self.out);
        line.write_record(cells).map_err(io::Error::from)?;
        line.flush()
    }
}

/// The record with the reason in front; what is no record stands there as text.
fn rejected_json(text: &str, reason: &str) -> String {
    let mut members = Map::from_iter([(REASON.to_owned(), json!(reason))]);
    match serde_json::from_str(text) {
        Ok(Value::Object(record)) => {
            members.extend(record.into_iter().filter(|(key, _)| key != REASON))
        }
        _ => drop(members.insert("line".to_owned(), json!(text))),
    }
    Value::Object(members).to_string()
}

fn rejected_card(text: &str, reason: &str) -> String {
    let reason = reason.replace('\\', "\\\\").replace(['\r', '\n'], " ");
    let old = |line: &&str| !line.starts_with("X-REJECTED:");
    let lines: Vec<&str> = text.split("\r\n").filter(old).collect();
    match lines.split_first() {
        Some((first, rest)) if first.trim().eq_ignore_ascii_case("BEGIN:VCARD") => {
            let rest = rest.join("\r\n");
            format!("{first}\r\nX-REJECTED:{reason}\r\n{rest}\r\n")
        }
        _ => format!("X-REJECTED:{reason}\r\n{text}\r\n"),
    }
}
