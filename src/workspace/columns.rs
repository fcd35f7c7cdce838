//! Owns single fields of all customers in memory, for terms that look at one field: each different value
//! once, and for every customer which one is his. Read when a term first asks for a field; follows every
//! write.
//! Must not know what a term means.

use std::collections::HashMap;
use std::sync::Arc;

use crate::customer::Customer;
use crate::customer::text::{closed, fold_into};
use crate::query::{Reading, Term};
use crate::store::{StoreError, customers, peek};

use super::WorkspaceError;
use super::mirror::Mirror;
use super::rank::{LEAST, Score};
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

/// The texts of one field in all values of a column, ready to be compared: taking each value apart anew
/// would cost a search by name more than everything else.
#[derive(Clone)]
pub struct Texts {
    term: Term,
    reading: Reading,
    text: String,
    /// Where each text ends.
    ends: Vec<u32>,
    /// Which of the texts is the first behind each value.
    past: Vec<u32>,
}

impl Texts {
    /// Those that a term looks at; none where its texts alone do not decide.
    pub fn new(term: &Term) -> Option<Texts> {
        Some(Texts {
            reading: term.reading()?,
            term: term.clone(),
            text: String::new(),
            ends: Vec::new(),
            past: Vec::new(),
        })
    }

    pub fn serve(&self, term: &Term) -> bool {
        term.reading() == Some(self.reading) && term.reads_as(&self.term)
    }

    /// Whether all values of a column are here.
    pub fn cover(&self, column: &Column) -> bool {
        self.past.len() == column.values.len()
    }

    /// Takes in the values that came since.
    pub fn follow(&mut self, column: &Column) {
        for value in &column.values[self.past.len()..] {
            self.term.each_text(&column.record(value), |text| {
                match self.reading {
                    Reading::Bare => self.text.push_str(text),
                    Reading::Folded | Reading::Closed => fold_into(text, &mut self.text),
                }
                self.ends.push(self.text.len() as u32);
                let closed = match self.reading {
                    Reading::Closed => closed(text),
                    Reading::Bare | Reading::Folded => String::new(),
                };
                if !closed.is_empty() {
                    self.text.push_str(&closed);
                    self.ends.push(self.text.len() as u32);
                }
            });
            self.past.push(self.ends.len() as u32);
        }
    }

    fn of(&self, value: usize) -> impl Iterator<Item = &str> {
        let before = |past: &[u32], at: usize| at.checked_sub(1).map_or(0, |at| past[at] as usize);
        let texts = before(&self.past, value)..self.past[value] as usize;
        texts.map(move |at| &self.text[before(&self.ends, at)..self.ends[at] as usize])
    }
}

fn score(meets: bool) -> Score {
    if meets { LEAST } else { 0 }
}

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

    /// How many different values there are.
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// The slots whose value meets a term; each different value is tested once.
    pub fn scores(&self, term: &Term) -> Scores {
        let meets = |value: &Arc<str>| score(term.matches(&self.record(value)));
        let values: Vec<u8> = self.values.iter().map(meets).collect();
        self.spread(&values)
    }

    /// `scores`, from the texts of a term that reads them as this one does.
    pub fn scores_by(&self, texts: &Texts, term: &Term) -> Scores {
        let meets = |value| score(texts.of(value).any(|text| term.meets(text)));
        let values: Vec<u8> = (0..self.values.len()).map(meets).collect();
        self.spread(&values)
    }

    fn spread(&self, values: &[u8]) -> Scores {
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
