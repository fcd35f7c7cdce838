//! Owns what every kind of file comes down to: rows of cells under columns, each with the line it began on
//! and what it looked like, for those that are given back.

use std::fs::File;
use std::io::{self, BufReader};
use std::path::Path;

use serde_json::Value;

use super::csv_rows::CsvRows;
use super::decode::Decoded;
use super::json_rows::JsonRows;
use super::lines::Lines;
use super::sniff::Shape;
use super::vcard_rows::CardRows;
use crate::workspace::export::FileFormat;

/// One value of a row.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// As a person wrote it.
    Text(String),
    /// As it is on the wire.
    Json(Value),
}

impl Cell {
    /// What a person would read in it.
    pub fn shown(&self) -> String {
        match self {
            Cell::Text(text) | Cell::Json(Value::String(text)) => text.clone(),
            Cell::Json(Value::Null) => String::new(),
            Cell::Json(value) => value.to_string(),
        }
    }

    pub fn is_empty(&self) -> bool {
        match self {
            Cell::Text(text) => text.trim().is_empty(),
            Cell::Json(value) => crate::customer::change::is_empty(value),
        }
    }
}

/// One row of a file.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The line it begins on, from 1.
    pub line: u64,
    /// The cells with the number of their column; or why they cannot be read.
    pub cells: Result<Vec<(usize, Cell)>, String>,
    pub raw: Raw,
}

/// A row as it stood in the file.
#[derive(Clone, Debug, PartialEq)]
pub enum Raw {
    Cells(Vec<String>),
    Text(String),
}

/// The rows of a file, one after the other.
pub enum Rows {
    Csv(CsvRows),
    Jsonl(JsonRows),
    Vcard(CardRows),
}

impl Rows {
    /// Opens a file that has been looked at. `raw`: cells that were defused stay so.
    pub fn open(path: &Path, shape: &Shape, raw: bool) -> io::Result<Rows> {
        let text = Decoded::new(File::open(path)?, shape.encoding);
        let lines = Lines::new(Box::new(BufReader::new(text)), shape.line_end);
        Ok(match shape.format {
            FileFormat::Csv => Rows::Csv(CsvRows::new(lines, shape.delimiter, shape.quote, raw)?),
            FileFormat::Jsonl => Rows::Jsonl(JsonRows::new(lines)),
            FileFormat::Vcard => Rows::Vcard(CardRows::new(lines)),
        })
    }

    /// The columns met so far; those of a CSV are all known from its head.
    pub fn columns(&self) -> &[String] {
        match self {
            Rows::Csv(rows) => rows.columns(),
            Rows::Jsonl(rows) => rows.columns(),
            Rows::Vcard(rows) => rows.columns(),
        }
    }

    pub fn read_row(&mut self) -> io::Result<Option<Row>> {
        match self {
            Rows::Csv(rows) => rows.read_row(),
            Rows::Jsonl(rows) => rows.read_row(),
            Rows::Vcard(rows) => rows.read_row(),
        }
    }
}

/// Names of columns, each with its number.
#[derive(Default)]
pub struct Columns {
    names: Vec<String>,
    by_name: std::collections::HashMap<String, usize>,
}

impl Columns {
    pub fn number(&mut self, name: &str) -> usize {
        if let Some(at) = self.by_name.get(name) {
            return *at;
        }
        self.names.push(name.to_owned());
        self.by_name.insert(name.to_owned(), self.names.len() - 1);
        self.names.len() - 1
    }

    pub fn names(&self) -> &[String] {
        &self.names
    }
}
