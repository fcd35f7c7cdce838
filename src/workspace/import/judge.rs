//! Owns judging a row: whether it is a new customer, changes one, says the same or cannot be taken; and never
//! overwriting unseen what others changed since the file was exported.
//! Must not change anything.

use std::collections::HashMap;

use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::keys::{Index, Key, hashed, keys_of};
use super::mapping::{Mapping, Slot};
use super::parents::{Claim, Parents};
use super::read::{Filling, Reader, Trouble};
use super::row::{Cell, Raw, Row};
use crate::customer::change::same;
use crate::customer::text::one_line;
use crate::customer::{Change, Customer, CustomerId, blank};
use crate::store::customers;
use crate::workspace::WorkspaceError;
use crate::workspace::export::cell;
use crate::workspace::export::checks::Checks;
use crate::workspace::export::target::Target;

/// What a row comes to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Outcome {
    New(Box<Customer>),
    Changed {
        id: CustomerId,
        name: String,
        changes: Vec<Change>,
    },
    Same(CustomerId),
    Broken(Vec<Trouble>),
}

/// A row, and what it comes to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Judged {
    pub line: u64,
    pub outcome: Outcome,
    /// The row carries the id of a customer that is here, and was not asked to change it.
    pub known_id: bool,
    /// The row would make a new customer of one that lies in the trash: its id and its name say so.
    #[serde(default)]
    pub in_trash: Option<CustomerId>,
}

/// What judging needs to know of the file and of the workspace.
pub struct Judge<'a> {
    pub reader: Reader<'a>,
    pub mapping: &'a Mapping,
    pub columns: &'a [String],
    pub key: &'a Key,
    pub index: Index,
    /// An empty cell clears what the customer has, also where it was found by a key.
    pub clears: bool,
    /// Characters that could not be read would be lost.
    pub checks_text: bool,
    /// Where parents are found, if a column names them.
    pub parents: Option<Parents>,
    blank: Customer,
    /// Keys of new customers, and customers that rows were about, with the line.
    seen: HashMap<u64, u64>,
    met: HashMap<CustomerId, u64>,
}

/// Which customer a row is about.
enum About {
    New,
    Known(Box<Customer>),
}

/// What a row carries beside its values.
#[derive(Default)]
struct Marks {
    id: Option<String>,
    version: Option<String>,
    checks: Option<Checks>,
}

impl<'a> Judge<'a> {
    pub fn new(
        reader: Reader<'a>,
        mapping: &'a Mapping,
        columns: &'a [String],
        key: &'a Key,
        index: Index,
    ) -> Judge<'a> {
        Judge {
            blank: blank::blank(reader.catalog),
            reader,
            mapping,
            columns,
            key,
            index,
            clears: false,
            checks_text: false,
            parents: None,
            seen: HashMap::new(),
            met: HashMap::new(),
        }
    }

    pub fn judge(&mut self, row: &Row, db: &Connection) -> Result<Judged, WorkspaceError> {
        let broken = |why: String| Judged {
            line: row.line,
            outcome: Outcome::Broken(vec![one(why)]),
            known_id: false,
            in_trash: None,
        };
        let cells = match &row.cells {
            Err(why) => return Ok(broken(why.clone())),
            Ok(_) if self.checks_text && has_lost_characters(&row.raw) => {
                return Ok(broken(
                    "a character cannot be read in this encoding (see --encoding)".to_owned(),
                ));
            }
            Ok(cells) => cells,
        };
        let marks = self.marks(cells);
        let about = match self.about(row.line, cells, &marks, db)? {
            Ok(about) => about,
            Err(why) => return Ok(broken(why)),
        };
        let outcome = match &about {
            About::New => self.new_customer(cells, &marks, db)?,
            About::Known(record) => self.known(record, cells, &marks, db)?,
        };
        if let (Some(parents), Outcome::New(record)) = (&mut self.parents, &outcome) {
            parents.note(record);
        }
        let known_id = *self.key == Key::None && self.is_here(&marks, db)?;
        let in_trash = match &outcome {
            Outcome::New(record) => lies_in_trash(record, &marks, db)?,
            _ => None,
        };
        Ok(Judged {
            line: row.line,
            outcome,
            known_id,
            in_trash,
        })
    }

    fn target(&self, column: usize) -> Option<&'a Target> {
        match self.mapping.slots.get(column) {
            Some(Slot::Into(target)) => Some(target),
            _ => None,
        }
    }

    fn marks(&self, cells: &[(usize, Cell)]) -> Marks {
        let mut marks = Marks::default();
        for (column, cell) in cells {
            let said = || Some(cell.shown().trim().to_owned()).filter(|text| !text.is_empty());
            match self.target(*column) {
                Some(Target::Id) => marks.id = said(),
                Some(Target::Version) => marks.version = said(),
                Some(Target::Checks) => marks.checks = Checks::read(&cell.shown()),
                _ => {}
            }
        }
        marks
    }

    fn is_here(&self, marks: &Marks, db: &Connection) -> Result<bool, WorkspaceError> {
        let id = marks.id.as_deref().and_then(|id| id.parse().ok());
        match id {
            Some(id) => Ok(customers::body(db, id)?.is_some()),
            None => Ok(false),
        }
    }

    /// Finds the customer; the inner error says why it cannot be told.
    fn about(
        &mut self,
        line: u64,
        cells: &[(usize, Cell)],
        marks: &Marks,
        db: &Connection,
    ) -> Result<Result<About, String>, WorkspaceError> {
        let found = match self.key {
            Key::None => return Ok(Ok(About::New)),
            Key::Id => {
                let Some(text) = &marks.id else {
                    return Ok(Ok(About::New));
                };
                let Ok(id) = text.parse::<CustomerId>() else {
                    return Ok(Err(format!("“{text}” is no customer id")));
                };
                match customers::get(db, id)? {
                    Some(record) => record,
                    None => {
                        return Ok(Err(match customers::trashed(db, id)? {
                            Some(gone) => format!(
                                "customer {id} ({}) lies in the trash: take it out of there first, or take the row as new",
                                one_line(gone.name())
                            ),
                            None => format!("customer {id} is not in this workspace"),
                        }));
                    }
                }
            }
            Key::Fields(fields) => {
                let key = match self.key_of(fields, cells) {
                    Ok(keys) => keys,
                    Err(why) => return Ok(Err(why)),
                };
                let mut found = self.with_key(fields, &key, db)?;
                match (found.pop(), found.is_empty()) {
                    (Some(record), true) => record,
                    (Some(last), false) => {
                        found.push(last);
                        return Ok(Err(several(&found)));
                    }
                    (None, _) => {
                        for key in &key {
                            if let Some(first) = self.seen.insert(hashed(key), line) {
                                return Ok(Err(format!("it has the same key as line {first}")));
                            }
                        }
                        return Ok(Ok(About::New));
                    }
                }
            }
        };
        let id = found.id().unwrap_or_default();
        Ok(match self.met.insert(id, line) {
            Some(first) => Err(format!("it is about the same customer as line {first}")),
            None => Ok(About::Known(Box::new(found))),
        })
    }

    /// The keys of a row: several where a list is a part of the key.
    fn key_of(
        &self,
        fields: &[crate::customer::Field],
        cells: &[(usize, Cell)],
    ) -> Result<Vec<String>, String> {
        let nobody = Customer::new();
        let mut probe = Filling::new(&self.reader, &nobody, true);
        for (column, cell) in cells {
            let target = self.target(*column);
            let is_key = |target: &&Target| {
                let wire = target.field().map(|field| &field.wire);
                fields.iter().any(|field| Some(&field.wire) == wire)
            };
            if let Some(target) = target.filter(is_key) {
                probe
                    .put(*column, target, cell)
                    .map_err(|trouble| trouble.reason)?;
            }
        }
        let keys = keys_of(fields, probe.so_far());
        if keys.is_empty() {
            let names: Vec<&str> = fields.iter().map(|field| field.label.as_ref()).collect();
            return Err(format!("the key ({}) is empty", names.join(", ")));
        }
        Ok(keys)
    }

    fn with_key(
        &self,
        fields: &[crate::customer::Field],
        keys: &[String],
        db: &Connection,
    ) -> Result<Vec<Customer>, WorkspaceError> {
        let mut ids: Vec<CustomerId> = keys.iter().flat_map(|key| self.index.find(key)).collect();
        ids.sort_unstable();
        ids.dedup();
        let mut found = customers::get_many(db, &ids)?;
        found.retain(|record| keys_of(fields, record).iter().any(|key| keys.contains(key)));
        Ok(found)
    }

    fn new_customer(
        &self,
        cells: &[(usize, Cell)],
        marks: &Marks,
        db: &Connection,
    ) -> Result<Outcome, WorkspaceError> {
        // A record from a server is whole: what it lacks is not there. In a spreadsheet, what no column
        // speaks of is as in a new form.
        let from_the_wire = cells.iter().all(|(_, cell)| matches!(cell, Cell::Json(_)));
        let nothing = Customer::new();
        let start = match marks.id.is_some() && from_the_wire {
            true => &nothing,
            false => &self.blank,
        };
        let mut filling = Filling::new(&self.reader, start, true);
        let mut troubles = Vec::new();
        for (column, cell) in cells {
            if let Some(target) = self.target(*column) {
                troubles.extend(filling.put(*column, target, cell).err());
            }
        }
        let from_elsewhere = marks.id.is_some() && (from_the_wire || marks.version.is_some());
        troubles.extend(self.parent(&mut filling, start, cells, from_elsewhere, db)?);
        Ok(match (troubles.is_empty(), filling.done()) {
            (true, Ok((record, _))) => Outcome::New(Box::new(record)),
            (_, Err(last)) => Outcome::Broken(with(troubles, last)),
            (false, Ok(_)) => Outcome::Broken(troubles),
        })
    }

    /// Finds the parent that the row names, and puts it into the record; else why not.
    fn parent(
        &self,
        filling: &mut Filling<'a>,
        was: &Customer,
        cells: &[(usize, Cell)],
        from_elsewhere: bool,
        db: &Connection,
    ) -> Result<Option<Trouble>, WorkspaceError> {
        let Some(parents) = &self.parents else {
            return Ok(None);
        };
        let claim = Claim::of(was, filling.so_far(), cells, self.mapping, from_elsewhere);
        match parents.find(&claim, db)? {
            Ok(None) => {}
            Ok(Some(part)) => filling.set_parent(part),
            Err(why) => return Ok(Some(one(format!("Parent customer: {why}")))),
        }
        Ok(None)
    }

    fn known(
        &self,
        record: &Customer,
        cells: &[(usize, Cell)],
        marks: &Marks,
        db: &Connection,
    ) -> Result<Outcome, WorkspaceError> {
        let by_id = *self.key == Key::Id;
        let version = marks.version.as_deref().filter(|_| by_id);
        let moved = version.is_some_and(|version| {
            record
                .version()
                .is_none_or(|now| version != now.to_string())
        });
        let mut filling = Filling::new(&self.reader, record, false);
        let mut troubles = Vec::new();
        for (column, cell) in cells {
            let Some(target) = self.target(*column) else {
                continue;
            };
            if cell.is_empty() && !by_id && !self.clears {
                continue;
            }
            let put = match moved {
                true => self.put_on_moved(&mut filling, *column, target, cell, record, marks),
                false => filling.put(*column, target, cell),
            };
            troubles.extend(put.err());
        }
        // Of a customer that has moved since, the row's id may be as old as the row.
        if !moved {
            troubles.extend(self.parent(&mut filling, record, cells, false, db)?);
        }
        let done = filling.done();
        Ok(match (troubles.is_empty(), done) {
            (true, Ok((_, changes))) => match record.id() {
                Some(id) if !changes.is_empty() => Outcome::Changed {
                    id,
                    name: record.name().to_owned(),
                    changes,
                },
                id => Outcome::Same(id.unwrap_or_default()),
            },
            (_, Err(last)) => Outcome::Broken(with(troubles, last)),
            (false, Ok(_)) => Outcome::Broken(troubles),
        })
    }

    /// The customer is another than when it was exported. A cell that was left alone says nothing about it
    /// now; one that was edited counts where nobody else has touched the same value.
    fn put_on_moved(
        &self,
        filling: &mut Filling<'a>,
        column: usize,
        target: &'a Target,
        cell: &Cell,
        record: &Customer,
        marks: &Marks,
    ) -> Result<(), Trouble> {
        let name = &self.columns[column];
        let now = cell::text(record, target, self.reader.catalog);
        let is_same = match (cell, target) {
            (_, Target::Id | Target::Version | Target::Checks | Target::Foreign(_)) => true,
            (_, Target::Parent(_)) => true,
            (Cell::Json(value), Target::Field(field)) if field.custom.is_none() => {
                same(value, record.get(&field.wire).unwrap_or(&Value::Null))
            }
            (Cell::Json(value), Target::Customs) => same(
                value,
                record.get("customAttributes").unwrap_or(&Value::Null),
            ),
            (cell, _) => cell.shown() == now,
        };
        let in_file = cell.shown();
        let knows = |text: &str| marks.checks.as_ref().map(|checks| checks.knows(name, text));
        match (is_same, knows(&in_file), knows(&now)) {
            (true, _, _) | (_, Some(true), _) => Ok(()),
            (_, Some(false), Some(true)) => filling.put(column, target, cell),
            _ => Err(one(format!(
                "{}: somebody changed the customer since it was exported, and it is “{now}” now, not “{in_file}”; correct the cell, or empty the version to overwrite",
                target.label()
            ))),
        }
    }
}

/// Another workspace's customer may have the same id: only one of the same name is taken for the row's own.
fn lies_in_trash(
    record: &Customer,
    marks: &Marks,
    db: &Connection,
) -> Result<Option<CustomerId>, WorkspaceError> {
    let Some(id) = marks.id.as_deref().and_then(|id| id.parse().ok()) else {
        return Ok(None);
    };
    let gone = customers::trashed(db, id)?;
    let is_own = gone.is_some_and(|gone| gone.name().trim() == record.name().trim());
    Ok(is_own.then_some(id))
}

fn several(found: &[Customer]) -> String {
    let ids = found.iter().filter_map(Customer::id).take(5);
    let ids: Vec<String> = ids.map(|id| id.to_string()).collect();
    format!(
        "{} customers have this key: {}",
        found.len(),
        ids.join(", ")
    )
}

fn with(mut troubles: Vec<Trouble>, last: Trouble) -> Vec<Trouble> {
    if !troubles.iter().any(|trouble| trouble.reason == last.reason) {
        troubles.push(last);
    }
    troubles
}

fn one(reason: String) -> Trouble {
    Trouble {
        reason,
        unknown: Vec::new(),
    }
}

fn has_lost_characters(raw: &Raw) -> bool {
    let lost = |text: &str| text.contains(char::REPLACEMENT_CHARACTER);
    match raw {
        Raw::Cells(cells) => cells.iter().any(|cell| lost(cell)),
        Raw::Text(text) => lost(text),
    }
}
