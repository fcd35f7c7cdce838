//! Owns the rows of a file of JSON lines: one object a line, its keys the columns. Must not know what they
//! mean.

use std::io;

use serde_json::Value;

use super::lines::Lines;
use super::row::{Cell, Columns, Raw, Row};

pub struct JsonRows {
    lines: Lines,
    columns: Columns,
}

/// More keys than this are no columns.
const MOST: usize = 2_000;

impl JsonRows {
    pub fn new(lines: Lines) -> JsonRows {
        JsonRows {
            lines,
            columns: Columns::default(),
        }
    }

    pub fn columns(&self) -> &[String] {
        self.columns.names()
    }

    pub fn read_row(&mut self) -> io::Result<Option<Row>> {
        while let Some(line) = self.lines.read_line()? {
            if line.text.trim().is_empty() {
                continue;
            }
            let cells = match line.cut {
                true => Err("the line is too long to be a record".to_owned()),
                false => self.cells(&line.text),
            };
            return Ok(Some(Row {
                line: line.number,
                cells,
                raw: Raw::Text(line.text),
            }));
        }
        Ok(None)
    }

    fn cells(&mut self, text: &str) -> Result<Vec<(usize, Cell)>, String> {
        let value =
            serde_json::from_str(text).map_err(|error| format!("it is no JSON: {error}"))?;
        let Value::Object(members) = value else {
            return Err("it is no JSON object".to_owned());
        };
        if self.columns.names().len() + members.len() > MOST {
            return Err("the rows have too many different keys".to_owned());
        }
        let cell = |(key, value): (String, Value)| (self.columns.number(&key), Cell::Json(value));
        Ok(members.into_iter().map(cell).collect())
    }
}
