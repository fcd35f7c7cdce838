//! Owns what the screen and the import tell each other: what a person said, what the file is, what its rows come to,
//! what became of them. Must not decide anything.

use crate::app::words;
use std::time::Duration;

use crate::customer::text::one_line;

/// What a person says about a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Said {
    /// Column and field; an empty field leaves the column out.
    pub columns: Vec<(String, String)>,
    /// Field, value in the file, value that is meant; empty: none.
    pub values: Vec<(String, String, String)>,
    /// Customers are found by these.
    pub keys: Vec<String>,
    pub days: Option<String>,
    pub encoding: Option<String>,
    pub delimiter: Option<char>,
    /// Every row is a new customer, whatever was imported before.
    pub all_new: bool,
}

impl Said {
    pub fn column(&mut self, column: &str, field: &str) {
        self.columns.retain(|(other, _)| other != column);
        self.columns.push((column.to_owned(), field.to_owned()));
    }

    pub fn value(&mut self, field: &str, value: &str, meant: &str) {
        self.values
            .retain(|(f, v, _)| (f.as_str(), v.as_str()) != (field, value));
        let (field, value) = (field.to_owned(), value.to_owned());
        self.values.push((field, value, meant.to_owned()));
    }

    /// Finds customers by this field, or no longer.
    pub fn toggle_key(&mut self, field: &str) {
        match self.keys.iter().position(|key| key == field) {
            Some(at) => drop(self.keys.remove(at)),
            // An id needs no other key beside it.
            None if field == ID => self.keys = vec![field.to_owned()],
            None => {
                self.keys.retain(|key| key != ID);
                self.keys.push(field.to_owned());
            }
        }
        self.all_new = false;
    }
}

/// The column of ids, as fields are named here.
pub const ID: &str = "customerId";

/// A name that could be meant by what is typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileName {
    /// What the line says once it is chosen.
    pub path: String,
    pub name: String,
    pub is_folder: bool,
    pub note: String,
}

/// A file that was looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Looked {
    pub name: String,
    /// How it is written, in a sentence.
    pub shape: String,
    /// It has cells between which something stands.
    pub is_csv: bool,
    pub rows: usize,
    pub columns: Vec<Column>,
    /// Why it cannot be judged as it is.
    pub trouble: Option<String>,
    /// Columns that are taken as last time.
    pub remembered: usize,
    /// The fields that a column can go into: their name, and as people read it.
    pub fields: Vec<(String, String)>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Column {
    pub name: String,
    /// The field by name; empty where it is left out.
    pub field: String,
    /// The field as people read it, or why it is left out.
    pub says: String,
    pub samples: Vec<String>,
    /// How it writes its days, where it has any.
    pub days: Option<String>,
    /// How they could be written too.
    pub or: Option<String>,
    /// Customers are found by it.
    pub is_key: bool,
}

impl Column {
    /// The ways its days could be written, where nothing tells which it is.
    pub fn either(&self) -> Option<String> {
        let (days, or) = (self.days.as_ref()?, self.or.as_ref()?);
        Some(words::either_days(days, or))
    }
}

/// What rows have come to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub new: usize,
    pub changed: usize,
    pub same: usize,
    pub broken: usize,
}

/// A value that is in no list, and what could be meant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unknown {
    pub field: String,
    pub label: String,
    pub value: String,
    pub rows: usize,
    pub offers: Vec<String>,
}

/// What all rows would do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Weighed {
    pub counts: Counts,
    pub unknown: Vec<Unknown>,
    /// What a person must say before it can be done.
    pub asks: Option<String>,
    /// Saying that those customers are to be changed is an answer.
    pub can_change: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowKind {
    New,
    Changed,
    Broken,
}

/// A judged row, ready to be read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RowView {
    /// The line of the file.
    pub line: u64,
    pub name: String,
    /// Field, old and new; of a new customer the old is empty.
    pub fields: Vec<(String, String, String)>,
    /// What is wrong with it.
    pub reasons: Vec<String>,
}

impl RowView {
    /// The row in one line, behind its name.
    pub fn brief(&self) -> String {
        if !self.reasons.is_empty() {
            return one_line(&self.reasons.join("; "));
        }
        let is_new = self.fields.iter().all(|(_, from, _)| from.is_empty());
        // Of a new customer the values tell more; its name stands before them.
        let said = self
            .fields
            .iter()
            .filter(|(.., to)| !is_new || *to != self.name);
        let said: Vec<&str> = said
            .map(|(label, _, to)| if is_new { to.as_str() } else { label.as_str() })
            .collect();
        said.join(if is_new { " · " } else { ", " })
    }
}

/// How far it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Going {
    pub done: usize,
    pub of: usize,
    /// How long it will take still, once that can be told.
    pub left: Option<Duration>,
}

/// What became of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Taken {
    /// The set, where anything was done.
    pub set: Option<String>,
    pub done: usize,
    /// Still to be sent.
    pub waiting: usize,
    /// Waiting for a person.
    pub asks: usize,
    /// Not sent any more.
    pub dropped: usize,
    /// From the beginning, or because the server refused them.
    pub broken: usize,
    /// Where the broken rows lie.
    pub rejects: Option<String>,
    /// Why rows were not taken, and how many.
    pub reasons: Vec<(String, usize)>,
}
