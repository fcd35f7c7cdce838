//! Owns writing down what became of steps: how they stand, what they did, and what later steps of the same
//! customer go on from. Every function works in whatever transaction is open.
//! Must not send anything, nor say what is sent next.

use std::collections::HashSet;

use rusqlite::{Connection, params};
use serde::{Deserialize, Serialize};

use crate::customer::changeset::{Standing, Step};
use crate::customer::{Change, Customer, CustomerId, Part};

use super::journal::{self, State, parsed, text};

/// What a step did to the server, for taking it back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Did {
    /// From what the server had to what it has.
    Edit(Vec<Change>),
    /// The customer as it was made.
    Create(Customer),
    /// The customer as it was last.
    Delete(Customer),
    Restore(Customer),
}

/// A person gave up what of a set is being sent: it ends with this try.
pub fn give_up_later(db: &Connection, place: i64) -> rusqlite::Result<()> {
    db.prepare_cached("update step set given_up = 1 where place = ?1 and state < 4 and state = 1")?
        .execute([place])?;
    Ok(())
}

pub fn is_given_up(db: &Connection, row: i64) -> rusqlite::Result<bool> {
    db.prepare_cached("select given_up from step where row = ?1")?
        .query_row([row], |row| row.get(0))
}

/// How a step stands that was given up while it was tried.
pub fn given_up(standing: Standing) -> Standing {
    match standing {
        Standing::Done { .. } => standing,
        // To look it up would send it again where it has not arrived.
        Standing::Unknown { why, .. } => Standing::Unknown {
            why: format!("{why}; it was given up meanwhile"),
            asks: true,
        },
        _ => Standing::Dropped,
    }
}

/// What became of a step.
pub struct Fate {
    pub row: i64,
    pub place: i64,
    pub standing: Standing,
    pub did: Option<Did>,
    /// The id that a new customer was given.
    pub became: Option<CustomerId>,
}

/// Writes fates down. A step that came to its end otherwise meanwhile stays as it is.
pub fn settle(db: &Connection, fates: &[Fate]) -> rusqlite::Result<()> {
    let mut write = db.prepare_cached(
        "update step set state = ?2, standing = ?3, did = coalesce(?4, did) where row = ?1 and state < ?5",
    )?;
    let mut rename = db.prepare_cached("update step set customer = ?2 where customer = ?1")?;
    let mut ended = HashSet::new();
    for fate in fates {
        let did = fate.did.as_ref().map(text).transpose()?;
        let standing = match is_given_up(db, fate.row)? {
            true => {
                ended.insert(fate.place);
                given_up(fate.standing.clone())
            }
            false => fate.standing.clone(),
        };
        write.execute(params![
            fate.row,
            State::of(&standing) as i64,
            text(&standing)?,
            did,
            State::Over as i64
        ])?;
        if let Standing::Done { .. } = standing {
            ahead_of_own(db, fate)?;
        }
        if let Some(id) = fate.became {
            rename.execute([-fate.row, id])?;
        }
    }
    let places: HashSet<i64> = fates.iter().map(|fate| fate.place).collect();
    for place in places {
        journal::recount(db, place)?;
    }
    for place in ended {
        super::standing::free_undone(db, place)?;
    }
    Ok(())
}

/// What landed is what the later changes of the same fields go on from: they were made here too, and a person
/// is no conflict with himself.
fn ahead_of_own(db: &Connection, fate: &Fate) -> rusqlite::Result<()> {
    let mut find = db.prepare_cached(
        "select customer, step from step where row = ?1 and step like '{\"edit\"%'",
    )?;
    let landed = find.query_map([fate.row], |row| Ok((row.get(0)?, parsed(row, 1)?)))?;
    for landed in landed {
        let (customer, step): (CustomerId, Step) = landed?;
        let Step::Edit { changes, .. } = step else {
            continue;
        };
        let did = match &fate.did {
            Some(Did::Edit(did)) => did.as_slice(),
            _ => &[],
        };
        for change in changes {
            let left = did.iter().find(|left| left.field == change.field);
            let to = left.map_or(&change.to, |left| &left.to);
            let mut known = vec![&change.from, &change.to];
            known.extend(left.map(|left| &left.from));
            go_on_from(db, customer, fate.row, &change.field, &known, to)?;
        }
    }
    Ok(())
}

/// The waiting changes of a field that come after this row, and that were typed over one of these values, go
/// on from another.
pub fn go_on_from(
    db: &Connection,
    customer: CustomerId,
    row: i64,
    field: &str,
    known: &[&Part],
    now: &Part,
) -> rusqlite::Result<()> {
    // Elements of a list are merged one by one: there is nothing to put right.
    if known.iter().chain([&now]).any(|part| !is_plain(part)) {
        return Ok(());
    }
    let mut find = db.prepare_cached(
        "select row, step from step where customer = ?1 and row > ?2 and state < 4 and state = 0",
    )?;
    let later = find.query_map([customer, row], |row| Ok((row.get(0)?, parsed(row, 1)?)))?;
    for step in later.collect::<Result<Vec<(i64, Step)>, _>>()? {
        let (row, mut step) = step;
        let Step::Edit { changes, .. } = &mut step else {
            continue;
        };
        let typed_over = changes
            .iter_mut()
            .find(|change| change.field == field && known.contains(&&change.from));
        if let Some(change) = typed_over {
            change.from = now.clone();
            db.prepare_cached("update step set step = ?2 where row = ?1")?
                .execute(params![row, text(&step)?])?;
        }
    }
    Ok(())
}

fn is_plain(part: &Part) -> bool {
    let whole = |value: &serde_json::Value| value.is_array() || value.is_object();
    !part.values().any(whole)
}

#[cfg(test)]
#[path = "own_tests.rs"]
mod tests;
