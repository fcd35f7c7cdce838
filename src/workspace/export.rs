//! Owns writing customers into a file that `import` reads back: CSV for spreadsheets, JSON lines as they are
//! on the wire, and vCards. Streams: one record is in memory at a time.
//! Must not choose the customers.

pub mod cell;
pub mod checks;
pub mod target;
pub mod vcard;

use std::io::{self, Write};
use std::sync::Arc;

use serde_json::{Map, Value};

use crate::customer::field::Kind;
use crate::customer::{Catalog, Customer, Field, Fields};

use target::{Parent, Target};

/// The forms that a file of customers may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileFormat {
    Csv,
    Jsonl,
    Vcard,
}

/// How a file is written.
pub struct Plan {
    pub format: FileFormat,
    /// The columns, in order; none for whole records.
    pub columns: Option<Vec<Target>>,
    /// Cells as they are, also those that a spreadsheet would run.
    pub raw: bool,
    /// Without the columns by which an edited file finds its customers again.
    pub bare: bool,
}

/// Lists of addresses that are exported over columns: how many elements the longest has, and whether any
/// has more to say than its members.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Extent {
    most: usize,
    rest: bool,
}

impl Extent {
    /// Takes another record into account.
    pub fn include(&mut self, record: &Customer) {
        for (wire, group) in SPREAD {
            self.most = self.most.max(record.list(wire).len());
            self.rest = self.rest || cell::has_rest(record, wire, group);
        }
    }
}

/// Lists that need more than one cell for an element.
const SPREAD: [(&str, crate::customer::field::Group); 1] =
    [("addresses", crate::customer::field::Group::Addresses)];

impl Plan {
    /// Whether `Extent` must be known before the first line is written.
    pub fn spreads(&self) -> bool {
        let is_spread = |target: &Target| match target {
            Target::Field(field) => is_spread(field),
            _ => false,
        };
        let asked = self.columns.as_ref();
        self.format == FileFormat::Csv && asked.is_none_or(|all| all.iter().any(is_spread))
    }

    /// The columns of the file as they are written.
    fn laid_out(&self, fields: &Fields, extent: Extent) -> Vec<Target> {
        let everything = || {
            let editable = fields.iter().filter(|field| field.edit);
            editable
                .map(|f| Target::Field(Box::new(f.clone())))
                .collect()
        };
        let asked: Vec<Target> = self.columns.clone().unwrap_or_else(everything);
        let mut all = Vec::new();
        if !self.bare {
            all.extend([Target::Id, Target::Version]);
        }
        for target in asked {
            match (&target, self.format) {
                // More than fit into columns stay in one cell.
                (Target::Field(field), FileFormat::Csv)
                    if is_spread(field) && extent.most <= target::MOST =>
                {
                    all.extend(spread(field, extent));
                }
                _ if all.contains(&target) => {}
                _ => all.push(target),
            }
        }
        if !self.bare && self.format == FileFormat::Csv {
            all.push(Target::Checks);
        }
        all
    }
}

fn is_spread(field: &Field) -> bool {
    SPREAD.iter().any(|(wire, _)| field.wire == *wire)
}

fn spread(field: &Field, extent: Extent) -> Vec<Target> {
    let Kind::Group(group) = field.kind else {
        return Vec::new();
    };
    target::spread_over(field, group, extent.most.max(1), extent.rest)
}

/// Writes records, one after the other.
pub struct Writer<W: Write> {
    out: W,
    plan: Plan,
    columns: Vec<(String, Target)>,
    catalog: Arc<Catalog>,
}

impl<W: Write> Writer<W> {
    /// Begins a file: a CSV has its head, also when no record follows.
    pub fn begin(
        out: W,
        plan: Plan,
        extent: Extent,
        fields: &Fields,
        catalog: Arc<Catalog>,
    ) -> io::Result<Writer<W>> {
        let columns = plan.laid_out(fields, extent);
        let columns = columns.into_iter().map(|one| (one.name(fields), one));
        let mut writer = Writer {
            out,
            columns: columns.collect(),
            plan,
            catalog,
        };
        if writer.plan.format == FileFormat::Csv {
            let head: Vec<String> = writer
                .columns
                .iter()
                .map(|(name, _)| name.clone())
                .collect();
            writer.csv_line(&head)?;
        }
        Ok(writer)
    }

    pub fn record(&mut self, record: &Customer) -> io::Result<()> {
        match self.plan.format {
            FileFormat::Csv => self.csv(record),
            FileFormat::Jsonl if self.plan.columns.is_none() => {
                writeln!(self.out, "{}", record.to_json())
            }
            FileFormat::Jsonl => {
                let members = self.columns.iter();
                let members = members.map(|(name, target)| (name.clone(), value(record, target)));
                let members: Map<String, Value> = members.collect();
                writeln!(self.out, "{}", Value::Object(members))
            }
            FileFormat::Vcard => self.out.write_all(vcard::write(record).as_bytes()),
        }
    }

    pub fn finish(mut self) -> io::Result<W> {
        self.out.flush()?;
        Ok(self.out)
    }

    fn csv(&mut self, record: &Customer) -> io::Result<()> {
        let texts = self.columns.iter();
        let mut cells: Vec<String> = texts
            .map(|(_, target)| cell::text(record, target, &self.catalog))
            .collect();
        if let Some((at, _)) = self.column(&Target::Checks) {
            let names = self.columns.iter().map(|(name, _)| name.as_str());
            let said = names.zip(cells.iter().map(String::as_str));
            let own = said.enumerate().filter(|(nth, _)| *nth != at);
            cells[at] = checks::write(own.map(|(_, said)| said));
        }
        if !self.plan.raw {
            cells.iter_mut().for_each(|one| *one = cell::defused(one));
        }
        self.csv_line(&cells)
    }

    fn column(&self, target: &Target) -> Option<(usize, &Target)> {
        let mut all = self.columns.iter().map(|(_, target)| target).enumerate();
        all.find(|(_, one)| *one == target)
    }

    fn csv_line(&mut self, cells: &[String]) -> io::Result<()> {
        let mut line = csv::WriterBuilder::new().from_writer(&mut self.out);
        line.write_record(cells).map_err(io::Error::from)?;
        line.flush()
    }
}

/// A column's value as it is on the wire.
fn value(record: &Customer, target: &Target) -> Value {
    match target {
        Target::Id => record.id().map_or(Value::Null, Value::from),
        Target::Version => record.version().map_or(Value::Null, Value::from),
        Target::Checks => Value::Null,
        Target::Customs => get(record, "customAttributes"),
        Target::Foreign(key) => get(record, key),
        Target::Parent(Parent::Id) => get(record, "parentCustomerId"),
        Target::Parent(Parent::Number) => Value::Null,
        Target::Field(field) if field.custom.is_some() => record
            .part(field)
            .remove(field.wire.as_ref())
            .unwrap_or(Value::Null),
        Target::Field(field) => get(record, &field.wire),
        Target::Member {
            field, nth, member, ..
        } => {
            let element = record.list(&field.wire).get(*nth);
            let value = element.and_then(|element| element.get(member.wire));
            value.cloned().unwrap_or(Value::Null)
        }
        Target::Rest { .. } => Value::Null,
    }
}

fn get(record: &Customer, key: &str) -> Value {
    record.get(key).cloned().unwrap_or(Value::Null)
}
