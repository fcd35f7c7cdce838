//! Owns finding the parent customer that a row names: by its id, its number or its name. Which customer that is must
//! not be guessed: one that is not here, or is here twice, is told.
//! Must not change anything.

use std::collections::HashSet;

use rusqlite::Connection;

use super::keys::{Index, hashed};
use super::mapping::Mapping;
use super::row::Cell;
use crate::customer::change::Part;
use crate::customer::{Customer, CustomerId, Field, Fields};
use crate::store::customers;
use crate::workspace::WorkspaceError;
use crate::workspace::export::target::{Parent, Target};
use crate::workspace::mirror::Mirror;
use crate::workspace::parent::{ID, NAME, plain};

/// The customers that may be somebody's parent.
pub struct Parents {
    name: Field,
    number: Field,
    by_name: Index,
    by_number: Index,
    /// The names of new customers in the lines before: they have no ids yet.
    before: HashSet<u64>,
}

/// What a row says of its parent.
pub struct Claim<'a> {
    /// The record as it was before the row.
    pub was: &'a Customer,
    /// As the row has made it: the parent's name is in it.
    pub is: &'a Customer,
    pub id: Option<String>,
    pub number: Option<String>,
    /// The row comes from another workspace, whose ids and names may mean nothing here.
    pub from_elsewhere: bool,
}

impl<'a> Claim<'a> {
    pub fn of(
        was: &'a Customer,
        is: &'a Customer,
        cells: &[(usize, Cell)],
        mapping: &Mapping,
        from_elsewhere: bool,
    ) -> Claim<'a> {
        let said = |wanted: Parent| {
            let (at, _) = mapping
                .targets()
                .find(|(_, target)| **target == Target::Parent(wanted))?;
            let (_, cell) = cells.iter().find(|(column, _)| *column == at)?;
            Some(cell.shown().trim().to_owned()).filter(|text| !text.is_empty())
        };
        Claim {
            was,
            is,
            id: said(Parent::Id),
            number: said(Parent::Number),
            from_elsewhere,
        }
    }
}

impl Parents {
    /// None where no column speaks of a parent.
    pub fn read(
        mapping: &Mapping,
        fields: &Fields,
        mirror: &Mirror,
    ) -> Result<Option<Parents>, WorkspaceError> {
        let is_asked = mapping.targets().any(|(_, target)| match target {
            Target::Parent(_) => true,
            target => target.field().is_some_and(|field| field.wire == NAME),
        });
        let field = |wire: &str| fields.find(wire).filter(|_| is_asked).cloned();
        let (Some(name), Some(number)) = (field("customerName"), field("customerNumber")) else {
            return Ok(None);
        };
        Ok(Some(Parents {
            by_name: Index::read(mirror, std::slice::from_ref(&name))?,
            by_number: match mapping.has(&Target::Parent(Parent::Number)) {
                true => Index::read(mirror, std::slice::from_ref(&number))?,
                false => Index::default(),
            },
            name,
            number,
            before: HashSet::new(),
        }))
    }

    /// A new customer of the file, which a line below may name.
    pub fn note(&mut self, record: &Customer) {
        self.before.insert(hashed(&plain(record.name())));
    }

    /// What the row's parent is; none where the record says it already. The inner error says why it cannot be told.
    pub fn find(
        &self,
        claim: &Claim<'_>,
        db: &Connection,
    ) -> Result<Result<Option<Part>, String>, WorkspaceError> {
        let (was, name) = (claim.was.text(NAME), claim.is.text(NAME).trim());
        let is_new_name = was.trim() != name;
        let old_id = claim.was.get(ID).map(ToString::to_string);
        let old_id = old_id.map(|id| id.trim_matches('"').to_owned());
        let id = claim.id.as_ref().filter(|id| Some(*id) != old_id.as_ref());
        let beside = Some(name).filter(|name| is_new_name && !name.is_empty());
        let found = match (id, &claim.number, beside) {
            (Some(id), _, name) => self.by_id(claim, id, name, db)?,
            (None, Some(number), _) => self.by_number(number, db)?,
            (None, None, Some(name)) => self.by_name(claim, name, db)?,
            (None, None, None) => return Ok(Ok(None)),
        };
        let parent = match found {
            Err(why) => return Ok(Err(why)),
            // What waits to be sent has an id of this machine alone.
            Ok(found) => found.filter(|parent| parent.id().is_some_and(|id| id > 0)),
        };
        let Some(parent) = parent else {
            return Ok(Ok(None));
        };
        if parent.id() == claim.was.id() {
            return Ok(Err("a customer cannot be its own parent".to_owned()));
        }
        Ok(Ok(Some(Part::from_iter([
            (NAME.to_owned(), parent.name().into()),
            (ID.to_owned(), parent.id().into()),
        ]))))
    }

    fn by_id(
        &self,
        claim: &Claim<'_>,
        id: &str,
        name: Option<&str>,
        db: &Connection,
    ) -> Result<Result<Option<Customer>, String>, WorkspaceError> {
        let Ok(number) = id.parse::<CustomerId>() else {
            return Ok(Err(format!("“{id}” is no customer id")));
        };
        let found = customers::get(db, number)?;
        let is_named =
            |found: &Customer| name.is_none_or(|name| plain(found.name()) == plain(name));
        match (found, name) {
            (_, None) if claim.from_elsewhere => Ok(Err(format!(
                "customer {id} may be another one in this workspace; add a column with its name"
            ))),
            (Some(found), _) if is_named(&found) => Ok(Ok(Some(found))),
            (_, Some(name)) if claim.from_elsewhere => self.by_name(claim, name, db),
            (Some(found), _) => Ok(Err(format!(
                "customer {id} is “{}”, not “{}”",
                found.name(),
                name.unwrap_or_default()
            ))),
            (None, _) => Ok(Err(format!("customer {id} is not in this workspace"))),
        }
    }

    fn by_number(
        &self,
        number: &str,
        db: &Connection,
    ) -> Result<Result<Option<Customer>, String>, WorkspaceError> {
        let mut found = look(&self.by_number, &self.number, number, db)?;
        Ok(match found.len() {
            0 => Err(format!("no customer here has the number “{number}”")),
            1 => Ok(found.pop()),
            many => Err(format!(
                "{many} customers have the number “{number}”: {}",
                ids(&found)
            )),
        })
    }

    fn by_name(
        &self,
        claim: &Claim<'_>,
        name: &str,
        db: &Connection,
    ) -> Result<Result<Option<Customer>, String>, WorkspaceError> {
        let mut found = look(&self.by_name, &self.name, name, db)?;
        Ok(match found.len() {
            0 if claim.from_elsewhere || self.before.contains(&hashed(&plain(name))) => Ok(None),
            0 => Err(format!(
                "“{name}” is no customer here, nor in a line above; import it first"
            )),
            1 => Ok(found.pop()),
            _ if claim.from_elsewhere => Ok(None),
            many => Err(format!(
                "{many} customers are called “{name}” ({}); say which by a column parent-id or parent-number",
                ids(&found)
            )),
        })
    }
}

fn look(
    index: &Index,
    field: &Field,
    text: &str,
    db: &Connection,
) -> Result<Vec<Customer>, WorkspaceError> {
    let mut probe = Customer::new();
    probe.set(&field.wire, text.into());
    let keys = super::keys::keys_of(std::slice::from_ref(field), &probe);
    let ids: Vec<CustomerId> = keys.iter().flat_map(|key| index.find(key)).collect();
    let mut found = customers::get_many(db, &ids)?;
    found.retain(|record| plain(record.text(&field.wire)) == plain(text));
    Ok(found)
}

fn ids(found: &[Customer]) -> String {
    let ids = found.iter().filter_map(Customer::id).take(5);
    let ids: Vec<String> = ids.map(|id| id.to_string()).collect();
    ids.join(", ")
}
