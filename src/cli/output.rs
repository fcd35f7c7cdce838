//! Owns printing records in the format that was asked for. Must not fetch them, and never panics because
//! the reader has left.

use std::io::{IsTerminal, Write};

use serde_json::{Map, Value};

use crate::customer::{Catalog, Customer, CustomerId, Fields};

use super::args::{Format, Globals};
use super::columns::{self, Column};
use super::problem::Problem;
use super::table;

/// Prints records, one page after the other.
pub struct Output<'a, W> {
    out: W,
    catalog: &'a Catalog,
    format: Format,
    columns: Vec<Column>,
    /// The members of a JSON record; none for whole records.
    members: Vec<Column>,
    width: Option<usize>,
    rows: Vec<Vec<String>>,
    printed: usize,
}

/// What is printed where nothing is asked for: a table for a person, JSON lines for a program.
pub fn format(globals: &Globals) -> Format {
    globals
        .asked_format()
        .unwrap_or(match std::io::stdout().is_terminal() {
            true => Format::Table,
            false => Format::Jsonl,
        })
}

/// The terminal's width; none in a pipe, where nothing is cut.
pub fn width() -> Option<usize> {
    if !std::io::stdout().is_terminal() {
        return None;
    }
    crossterm::terminal::size()
        .ok()
        .map(|(width, _)| usize::from(width))
        .filter(|width| *width > 0)
}

impl<'a> Output<'a, std::io::BufWriter<std::io::Stdout>> {
    /// `asked` are the columns that were asked for. JSON has those alone too, unless it has members of its
    /// own (`--json=a,b`); where nothing is asked for, it has whole records.
    pub fn to_stdout(
        globals: &Globals,
        asked: Option<&str>,
        fields: &Fields,
        catalog: &'a Catalog,
    ) -> Result<Self, Problem> {
        let out = std::io::BufWriter::new(std::io::stdout());
        let columns = Column::parse(asked.unwrap_or(columns::DEFAULT), fields)?;
        let members = match globals.json_fields().join(",") {
            none if none.is_empty() => Column::parse(asked.unwrap_or_default(), fields)?,
            members => Column::parse(&members, fields)?,
        };
        Ok(Output {
            out,
            catalog,
            format: format(globals),
            columns,
            members,
            width: width(),
            rows: Vec::new(),
            printed: 0,
        })
    }
}

impl<W: Write> Output<'_, W> {
    /// Refuses a column of notes, where none are fetched.
    pub fn without_notes(self) -> Result<Self, Problem> {
        match self
            .columns
            .iter()
            .chain(&self.members)
            .any(Column::is_notes)
        {
            true => Err(columns::no_notes()),
            false => Ok(self),
        }
    }

    /// Prints records, or gathers them for a table, whose widths depend on all of them.
    pub fn records<'a>(
        &mut self,
        records: impl IntoIterator<Item = &'a Customer>,
    ) -> Result<(), Problem> {
        for record in records {
            match self.format {
                Format::Table => {
                    let row = self.columns.iter().map(|column| column.text(record));
                    self.rows.push(row.collect());
                }
                Format::Json => {
                    let before = if self.printed == 0 { "[" } else { "," };
                    let json = self.json(record);
                    write!(self.out, "{before}{json}")?;
                }
                Format::Jsonl => {
                    let json = self.json(record);
                    writeln!(self.out, "{json}")?;
                }
                Format::Csv => self.csv(record)?,
                Format::Ids => {
                    if let Some(id) = record.id() {
                        writeln!(self.out, "{id}")?;
                    }
                }
            }
            self.printed += 1;
        }
        Ok(())
    }

    /// Whether the ids are all that is printed, so that nobody need read the records.
    pub fn wants_ids(&self) -> bool {
        self.format == Format::Ids
    }

    pub fn ids(&mut self, ids: &[CustomerId]) -> Result<(), Problem> {
        for id in ids {
            writeln!(self.out, "{id}")?;
        }
        self.printed += ids.len();
        Ok(())
    }

    /// One record alone: for JSON an object and no list.
    pub fn one(mut self, record: &Customer) -> Result<(), Problem> {
        if self.format == Format::Json {
            let json = self.json(record);
            writeln!(self.out, "{json}")?;
            return Ok(self.out.flush()?);
        }
        self.records([record])?;
        self.finish()
    }

    pub fn finish(mut self) -> Result<(), Problem> {
        match self.format {
            Format::Table => {
                let heads: Vec<table::Head> = self.columns.iter().map(Column::head).collect();
                for line in table::lay_out(&heads, &self.rows, self.width) {
                    writeln!(self.out, "{line}")?;
                }
            }
            Format::Json if self.printed == 0 => writeln!(self.out, "[]")?,
            Format::Json => writeln!(self.out, "]")?,
            // A file without records still names its columns.
            Format::Csv if self.printed == 0 => self.csv_line(
                self.columns
                    .iter()
                    .map(Column::wire)
                    .map(str::to_owned)
                    .collect(),
            )?,
            Format::Csv | Format::Jsonl | Format::Ids => {}
        }
        Ok(self.out.flush()?)
    }

    fn json(&self, record: &Customer) -> String {
        if self.members.is_empty() {
            return record.to_json();
        }
        let members: Map<String, Value> = self
            .members
            .iter()
            .map(|column| (column.wire().to_owned(), column.value(record)))
            .collect();
        Value::Object(members).to_string()
    }

    fn csv(&mut self, record: &Customer) -> Result<(), Problem> {
        if self.printed == 0 {
            self.csv_line(self.columns.iter().map(|c| c.wire().to_owned()).collect())?;
        }
        self.csv_line(
            self.columns
                .iter()
                .map(|c| c.plain(record, self.catalog))
                .collect(),
        )
    }

    fn csv_line(&mut self, cells: Vec<String>) -> Result<(), Problem> {
        let mut line = csv::WriterBuilder::new().from_writer(Vec::new());
        line.write_record(&cells)
            .map_err(|error| Problem::failed(error.to_string()))?;
        let line = line
            .into_inner()
            .map_err(|error| Problem::failed(error.to_string()))?;
        Ok(self.out.write_all(&line)?)
    }
}

/// Prints a table as wide as the terminal.
pub fn table(heads: &[table::Head], rows: &[Vec<String>]) -> Result<(), Problem> {
    lines(table::lay_out(heads, rows, width()))
}

/// Prints the same rows as CSV.
pub fn csv_table(heads: &[table::Head], rows: Vec<Vec<String>>) -> Result<(), Problem> {
    let labels = heads.iter().map(|head| head.label.clone()).collect();
    csv(std::iter::once(labels).chain(rows))
}

/// Prints lines of CSV.
pub fn csv(rows: impl Iterator<Item = Vec<String>>) -> Result<(), Problem> {
    let mut out = csv::Writer::from_writer(std::io::stdout().lock());
    let failed = |error: csv::Error| match error.into_kind() {
        csv::ErrorKind::Io(error) => Problem::from(error),
        other => Problem::failed(format!("the lines could not be printed: {other:?}")),
    };
    for row in rows {
        out.write_record(&row).map_err(failed)?;
    }
    Ok(out.flush()?)
}

/// Says in one sentence what was done; to a program that asked for JSON, as an object. `dryRun` stands in it where
/// nothing was.
pub fn told(globals: &Globals, sentence: String, mut answer: Value) -> Result<(), Problem> {
    if !globals.json_errors() {
        return lines([sentence]);
    }
    if globals.dry_run {
        answer["dryRun"] = Value::Bool(true);
    }
    lines([answer.to_string()])
}

/// Prints objects: one document where that was asked for, else one a line.
pub fn objects(globals: &Globals, objects: impl IntoIterator<Item = Value>) -> Result<(), Problem> {
    let objects = objects.into_iter();
    match format(globals) {
        Format::Json => lines([Value::Array(objects.collect()).to_string()]),
        _ => lines(objects.map(|object| object.to_string())),
    }
}

/// Prints lines of plain text.
pub fn lines<T: AsRef<str>>(lines: impl IntoIterator<Item = T>) -> Result<(), Problem> {
    let mut out = std::io::stdout().lock();
    for line in lines {
        writeln!(out, "{}", line.as_ref())?;
    }
    Ok(out.flush()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn output<'a>(
        out: &'a mut Vec<u8>,
        catalog: &'a Catalog,
        format: Format,
        members: &str,
    ) -> Output<'a, &'a mut Vec<u8>> {
        let fields = Fields::standard();
        Output {
            out,
            catalog,
            format,
            columns: Column::parse("name,city", &fields).unwrap(),
            members: Column::parse(members, &fields).unwrap(),
            width: None,
            rows: Vec::new(),
            printed: 0,
        }
    }

    fn printed(format: Format, json: &[&str], members: &str) -> String {
        let (mut bytes, catalog) = (Vec::new(), Catalog::default());
        let mut output = output(&mut bytes, &catalog, format, members);
        let records: Vec<Customer> = json
            .iter()
            .map(|j| Customer::from_json(j).unwrap())
            .collect();
        output.records(&records).unwrap();
        output.finish().unwrap();
        String::from_utf8(bytes).unwrap()
    }

    const TWO: [&str; 2] = [
        r#"{"customerId":1,"customerName":"A \"B\", C","x":1.50}"#,
        r#"{"customerId":2,"customerName":"Z","addresses":[{"city":"Ulm"}]}"#,
    ];

    #[test]
    fn records_are_printed_as_they_are_on_the_wire() {
        assert_eq!(
            printed(Format::Jsonl, &TWO, ""),
            format!("{}\n{}\n", TWO[0], TWO[1])
        );
        assert_eq!(
            printed(Format::Json, &TWO, ""),
            format!("[{},{}]\n", TWO[0], TWO[1])
        );
        assert_eq!(printed(Format::Json, &[], ""), "[]\n");
    }

    #[test]
    fn some_fields_of_a_record_can_be_asked_for() {
        assert_eq!(
            printed(Format::Jsonl, &TWO[1..], "id,name,city"),
            "{\"id\":null,\"customerName\":\"Z\",\"city\":\"Ulm\"}\n"
        );
    }

    #[test]
    fn csv_is_quoted_and_has_a_head_even_without_records() {
        assert_eq!(
            printed(Format::Csv, &TWO, ""),
            "customerName,city\n\"A \"\"B\"\", C\",\nZ,Ulm\n"
        );
        assert_eq!(printed(Format::Csv, &[], ""), "customerName,city\n");
    }

    #[test]
    fn a_list_has_no_notes_to_show() {
        let catalog = Catalog::default();
        let refused = |members: &str| {
            let mut bytes = Vec::new();
            let output = output(&mut bytes, &catalog, Format::Json, members);
            output.without_notes().is_err_and(|p| p.exit as u8 == 2)
        };
        assert!(refused("name,notes"));
        assert!(!refused("name,description"));
    }

    #[test]
    fn ids_stand_alone() {
        assert_eq!(printed(Format::Ids, &TWO, ""), "1\n2\n");
    }
}
