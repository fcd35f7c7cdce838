//! Owns what each column of a file is taken for: as it was said, as it was said last time, or by its name.
//! Must not read values.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::{ImportError, Told};
use crate::customer::Fields;
use crate::workspace::export::FileFormat;
use crate::workspace::export::target::Target;

/// A column that rejected rows carry; it is not a part of them.
pub const REASON: &str = "rejected";

/// What becomes of a column.
#[derive(Clone, Debug, PartialEq)]
pub enum Slot {
    Into(Target),
    Left(Why),
}

/// Why a column is left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// No field has this name.
    Unknown,
    /// The server keeps the field by itself.
    Kept,
    /// It was said so.
    Told,
    /// Another column says the same: the id beside a name.
    Beside,
}

impl Why {
    pub fn sentence(self) -> &'static str {
        match self {
            Why::Unknown => "no field has this name",
            Why::Kept => "the server keeps it by itself",
            Why::Told => "as you said",
            Why::Beside => "the name beside it says it",
        }
    }
}

/// What every column of a file is taken for.
#[derive(Clone, Debug, Default)]
pub struct Mapping {
    pub slots: Vec<Slot>,
    /// Columns that are taken for what they were taken for last time.
    pub remembered: usize,
}

/// What was said about a file's columns, to be remembered for the next file like it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sayings {
    /// Column and field; an empty field leaves the column out.
    pub columns: Vec<(String, String)>,
    /// Field, what the file says, and what that means.
    pub values: Vec<(String, String, String)>,
    /// Column, and how it writes its days: rows that were given back are too few to tell it again.
    #[serde(default)]
    pub days: Vec<(String, String)>,
}

impl Sayings {
    /// These, and those of last time that they do not speak about.
    pub fn over(mut self, before: &Sayings) -> Sayings {
        for old in &before.columns {
            if !self.columns.iter().any(|(column, _)| *column == old.0) {
                self.columns.push(old.clone());
            }
        }
        for old in &before.values {
            if !self
                .values
                .iter()
                .any(|new| (&new.0, &new.1) == (&old.0, &old.1))
            {
                self.values.push(old.clone());
            }
        }
        for old in &before.days {
            if saying(&self.days, &old.0).is_none() {
                self.days.push(old.clone());
            }
        }
        self
    }

    /// How a column wrote its days last time.
    pub fn days_of(&self, column: &str) -> Option<&str> {
        saying(&self.days, column)
    }
}

/// Finds out what each column is for.
pub fn map(
    columns: &[String],
    format: FileFormat,
    told: &Told,
    before: &Sayings,
    fields: &Fields,
) -> Result<Mapping, ImportError> {
    let mapping = sketch(columns, format, told, before, fields)?;
    check(&mapping, columns)?;
    // A file that was exported may be known by its ids, and need no names.
    if !super::own::Marked::is_marked(&mapping, columns) {
        check_name(&mapping, columns, told)?;
    }
    Ok(mapping)
}

/// The same, of columns that may not make whole customers yet.
pub fn sketch(
    columns: &[String],
    format: FileFormat,
    told: &Told,
    before: &Sayings,
    fields: &Fields,
) -> Result<Mapping, ImportError> {
    for (column, _) in &told.columns {
        if !columns.iter().any(|known| is_same(known, column)) {
            return Err(ImportError::Usage(format!(
                "the file has no column “{column}”; it has {}",
                columns.join(", ")
            )));
        }
    }
    let whole = format == FileFormat::Jsonl && columns.iter().any(|c| c == "customerId");
    let mut mapping = Mapping::default();
    for column in columns {
        let said = saying(&told.columns, column);
        let last = saying(&before.columns, column).filter(|_| said.is_none());
        let slot = match said.or(last) {
            Some("" | "-") => Slot::Left(Why::Told),
            Some(field) => asked(column, field, fields)?,
            None => by_name(column, columns, whole, fields),
        };
        mapping.remembered += usize::from(last.is_some());
        mapping.slots.push(slot);
    }
    Ok(mapping)
}

fn saying<'a>(sayings: &'a [(String, String)], column: &str) -> Option<&'a str> {
    let found = sayings
        .iter()
        .rev()
        .find(|(known, _)| is_same(known, column));
    found.map(|(_, field)| field.as_str())
}

fn is_same(a: &str, b: &str) -> bool {
    a.trim().to_lowercase() == b.trim().to_lowercase()
}

/// What somebody said a column is.
fn asked(column: &str, field: &str, fields: &Fields) -> Result<Slot, ImportError> {
    let target = Target::find(field, fields).ok_or_else(|| {
        let near: Vec<String> = fields
            .near(field)
            .iter()
            .map(|field| field.kebab())
            .collect();
        let hint = match near.is_empty() {
            true => String::new(),
            false => format!("; did you mean {}?", near.join(", ")),
        };
        ImportError::Usage(format!(
            "there is no field “{field}” for the column “{column}”{hint}"
        ))
    })?;
    match target.field() {
        Some(field) if !field.edit => Err(ImportError::Usage(format!(
            "{} is kept by the server and cannot be imported",
            field.label
        ))),
        _ => Ok(Slot::Into(target)),
    }
}

fn by_name(column: &str, columns: &[String], whole: bool, fields: &Fields) -> Slot {
    if is_same(column, REASON) {
        return Slot::Left(Why::Told);
    }
    // A parent is found by its id, also where its name stands beside it: names are not one customer's alone.
    if let Some(parent @ Target::Parent(_)) = Target::find(column, fields) {
        return Slot::Into(parent);
    }
    if let Some(field) = beside(column, fields) {
        let has_name = columns.iter().any(|other| *other == field.wire);
        if has_name || !field.edit {
            return Slot::Left(if field.edit { Why::Beside } else { Why::Kept });
        }
    }
    let target = Target::find(column, fields);
    // The record's second id says what the first one says.
    if column == "id" && columns.iter().any(|other| other == "customerId") {
        return Slot::Left(Why::Beside);
    }
    match target {
        Some(target) => match target.field() {
            Some(field) if !field.edit => Slot::Left(Why::Kept),
            _ => Slot::Into(target),
        },
        None if whole && crate::store::is_kept(column) => Slot::Left(Why::Kept),
        // A whole record from a server may have keys that nobody here knows.
        None if whole => Slot::Into(Target::Foreign(column.to_owned())),
        None => Slot::Left(Why::Unknown),
    }
}

/// The field whose id, or whose assignee's kind, is under this key.
fn beside<'a>(column: &str, fields: &'a Fields) -> Option<&'a crate::customer::Field> {
    let is_beside = |field: &&crate::customer::Field| field.keys().skip(1).any(|key| key == column);
    fields.iter().find(is_beside)
}

/// No two columns for one value, unless both add to a list.
pub fn check(mapping: &Mapping, columns: &[String]) -> Result<(), ImportError> {
    let mut taken: HashMap<String, &str> = HashMap::new();
    for (slot, column) in mapping.slots.iter().zip(columns) {
        let Slot::Into(target) = slot else { continue };
        let adds = matches!(target, Target::Field(field) if matches!(field.kind, crate::customer::Kind::Group(_)));
        if adds {
            continue;
        }
        if let Some(other) = taken.insert(target.label(), column) {
            return Err(ImportError::Usage(format!(
                "the columns “{other}” and “{column}” are both taken for {}; leave one out with --map '{column}='",
                target.label()
            )));
        }
    }
    Ok(())
}

/// New customers need a name.
pub fn check_name(mapping: &Mapping, columns: &[String], told: &Told) -> Result<(), ImportError> {
    let name = mapping.slots.iter().any(|slot| match slot {
        Slot::Into(Target::Field(field)) => field.wire == "customerName",
        _ => false,
    });
    if !name && told.keys.is_empty() {
        return Err(ImportError::Usage(format!(
            "no column is taken for the customer's name, which every customer needs; say which with --map COLUMN=name (the columns are {})",
            columns.join(", ")
        )));
    }
    Ok(())
}

impl Mapping {
    /// The columns that go into a record, with their numbers.
    pub fn targets(&self) -> impl Iterator<Item = (usize, &Target)> {
        self.slots
            .iter()
            .enumerate()
            .filter_map(|(at, slot)| match slot {
                Slot::Into(target) => Some((at, target)),
                Slot::Left(_) => None,
            })
    }

    pub fn has(&self, wanted: &Target) -> bool {
        self.targets().any(|(_, target)| target == wanted)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    fn told(columns: &[(&str, &str)]) -> Told {
        let pair = |(a, b): &(&str, &str)| ((*a).to_owned(), (*b).to_owned());
        Told {
            columns: columns.iter().map(pair).collect(),
            ..Told::default()
        }
    }

    fn names(mapping: &Mapping) -> Vec<String> {
        let fields = Fields::standard();
        let name = |slot: &Slot| match slot {
            Slot::Into(target) => target.name(&fields),
            Slot::Left(why) => format!("{why:?}"),
        };
        mapping.slots.iter().map(name).collect()
    }

    #[test]
    fn what_is_said_goes_before_what_was_said_and_that_before_the_name() {
        let fields = Fields::standard();
        let before = Sayings {
            columns: vec![("b".into(), "skype".into()), ("c".into(), "website".into())],
            ..Sayings::default()
        };
        let all = columns(&["Company", "b", "c", "lei", "Created on", "rejected"]);
        let said = told(&[("C", "ownership")]);
        let mapping = map(&all, FileFormat::Csv, &said, &before, &fields).unwrap();
        assert_eq!(
            names(&mapping),
            [
                "customerName",
                "skypeName",
                "ownership",
                "Unknown",
                "Kept",
                "Told"
            ]
        );
        assert_eq!(mapping.remembered, 1);
    }

    #[test]
    fn a_whole_record_keeps_what_nobody_knows_and_an_id_goes_with_its_name() {
        let fields = Fields::standard();
        let all = columns(&[
            "customerId",
            "id",
            "customerName",
            "statusName",
            "statusId",
            "assigneeObjectRefName",
            "assigneeObjectId",
            "odd",
            "creationDate",
            "createdBy",
        ]);
        let mapping = map(
            &all,
            FileFormat::Jsonl,
            &Told::default(),
            &Sayings::default(),
            &fields,
        );
        assert_eq!(
            names(&mapping.unwrap()),
            [
                "customerId",
                "Beside",
                "customerName",
                "statusName",
                "Beside",
                "assigneeObjectRefName",
                "Beside",
                "odd",
                "Kept",
                "Kept"
            ]
        );
    }

    #[test]
    fn mistakes_are_told_before_anything_is_read() {
        let fields = Fields::standard();
        for (names, said) in [
            (&["a"][..], &[][..]),
            (&["name", "b"], &[("x", "website")]),
            (&["name", "b"], &[("b", "wbsite")]),
            (&["name", "b"], &[("b", "created")]),
            (&["name", "Company"], &[]),
        ] {
            let found = map(
                &columns(names),
                FileFormat::Csv,
                &told(said),
                &Sayings::default(),
                &fields,
            );
            assert!(
                matches!(found, Err(ImportError::Usage(_))),
                "{names:?} {said:?}"
            );
        }
    }
}
