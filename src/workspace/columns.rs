//! Owns single fields of all customers in memory, for terms that look at one field: each different value
//! once, and for every customer which one is his. Read when a term first asks for a field; follows every
//! write.
//! Must not know what a term means.

use std::collections::HashMap;
use std::sync::Arc;

use crate::customer::Customer;
use crate::store::{StoreError, customers, peek};

use super::WorkspaceError;
use super::mirror::Mirror;
use super::rank::LEAST;
use super::roster::Roster;
use super::scan::Scores;

/// The values of a few members of the record, which belong together.
#[derive(Clone)]
pub struct Column {
    keys: Arc<[String]>,
    /// Each different value, as the JSON texts of its members.
    values: Vec<Arc<str>>,
    codes: HashMap<Arc<str>, u32>,
    /// For each slot of the roster the number of its value.
    of: Vec<u32>,
}

/// Stands between the members of a value; no JSON text holds it bare.
const SEPARATOR: char = '\u{1f}';

impl Column {
    /// Reads it for every customer of the roster.
    pub fn read(
        mirror: &Mirror,
        roster: &Roster,
        keys: &[String],
    ) -> Result<Column, WorkspaceError> {
        let mut column = Column {
            keys: keys.into(),
            values: Vec::new(),
            codes: HashMap::new(),
            of: Vec::new(),
        };
        let nothing = column.code(&column.text("{}"));
        column.of = vec![nothing; roster.len()];
        mirror.with(|db| {
            Ok(customers::each_body(db, |id, body| {
                if let Some(slot) = roster.slot(id) {
                    let text = column.text(body);
                    column.of[slot as usize] = column.code(&text);
                }
                Ok::<(), StoreError>(())
            })?)
        })?;
        Ok(column)
    }

    pub fn is_of(&self, keys: &[String]) -> bool {
        *self.keys == *keys
    }

    /// A customer has been written and has a new slot at the end of the roster.
    pub fn put(&mut self, roster: &Roster, slot: usize, record: &Customer) {
        let nothing = self.code(&self.text("{}"));
        self.of.resize(roster.len(), nothing);
        let text = self.text(&record.to_json());
        self.of[slot] = self.code(&text);
    }

    /// The slots whose value passes a test; each different value is tested once.
    pub fn scores(&self, passes: impl Fn(&Customer) -> bool) -> Scores {
        let values: Vec<u8> = self
            .values
            .iter()
            .map(|value| {
                if passes(&self.record(value)) {
                    LEAST
                } else {
                    0
                }
            })
            .collect();
        self.of.iter().map(|code| values[*code as usize]).collect()
    }

    fn keys(&self) -> Vec<&str> {
        self.keys.iter().map(String::as_str).collect()
    }

    fn text(&self, body: &str) -> String {
        let mut found = Vec::new();
        peek::members(body, &self.keys(), &mut found);
        let mut text = String::new();
        for part in found {
            text.push_str(part.unwrap_or_default());
            text.push(SEPARATOR);
        }
        text
    }

    fn code(&mut self, text: &str) -> u32 {
        if let Some(code) = self.codes.get(text) {
            return *code;
        }
        let (text, code): (Arc<str>, u32) = (text.into(), self.values.len() as u32);
        self.values.push(text.clone());
        self.codes.insert(text, code);
        code
    }

    /// The record that has this value and nothing else.
    fn record(&self, value: &str) -> Customer {
        let mut record = Customer::new();
        for (key, part) in self.keys.iter().zip(value.split(SEPARATOR)) {
            if let Ok(value) = serde_json::from_str(part) {
                record.set(key, value);
            }
        }
        record
    }
}
