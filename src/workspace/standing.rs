//! Owns what a person says about steps that wait: try again, give up, this is to be sent, it happened.
//! Every function works in whatever transaction is open, and answers with the customers it is about.
//! Must not send anything.

use rusqlite::Connection;

use crate::customer::changeset::{Standing, Step};
use crate::customer::{Change, Customer, CustomerId};

use super::fate::{self, Did, Fate};
use super::journal::State;
use super::queue;
use super::{WorkspaceError, journal};

/// A step as it stands in its set.
struct Stands {
    row: i64,
    customer: CustomerId,
    step: Step,
    standing: Standing,
}

fn one(db: &Connection, place: i64, nth: usize) -> Result<Stands, WorkspaceError> {
    let found = queue::row_of(db, place, nth)?;
    let (row, customer, step, standing) = found.ok_or_else(|| {
        WorkspaceError::NotNow(format!("this change has no step {}", nth.saturating_add(1)))
    })?;
    Ok(Stands {
        row,
        customer,
        step,
        standing,
    })
}

/// Makes everything of a set due that may be sent without a person's word.
pub fn retry(db: &Connection, place: i64) -> Result<Vec<CustomerId>, WorkspaceError> {
    let again = Standing::Waiting { why: None };
    let mut asking = db.prepare_cached(
        "select row, step, standing, customer from step where place = ?1 and state < 4 and state = 3",
    )?;
    let mut rows = asking.query([place])?;
    let (mut decided, mut customers) = (Vec::new(), Vec::new());
    while let Some(row) = rows.next()? {
        let standing: Standing = journal::parsed(row, 2)?;
        if let (Standing::Conflict { current, .. }, Step::Delete { .. }) =
            (&standing, journal::parsed(row, 1)?)
        {
            see(db, row.get(0)?, current)?;
        }
        if !matches!(standing, Standing::Unknown { .. }) {
            decided.push(row.get(0)?);
            customers.push(row.get(3)?);
        }
    }
    for row in decided {
        journal::set_standing(db, row, &again)?;
    }
    customers.extend(set_all(db, place, "state = 0", &again)?);
    queue::make_due_with_those_before(db, place)?;
    Ok(customers)
}

/// Writes how all steps of a set stand that are not over and meet a condition; whom that is about.
fn set_all(
    db: &Connection,
    place: i64,
    condition: &str,
    standing: &Standing,
) -> rusqlite::Result<Vec<CustomerId>> {
    let mut write = db.prepare_cached(&format!(
        "update step set state = ?2, standing = ?3 where place = ?1 and state < 4 and {condition} returning customer"
    ))?;
    let state = State::of(standing) as i64;
    let customers = write.query_map((place, state, journal::text(standing)?), |row| row.get(0))?;
    customers.collect()
}

/// A person has seen the customer as it is now.
fn see(db: &Connection, row: i64, current: &Customer) -> rusqlite::Result<()> {
    db.prepare_cached("update step set seen = ?2 where row = ?1")?
        .execute((row, current.to_json()))?;
    Ok(())
}

pub fn is_being_sent(db: &Connection, place: i64) -> rusqlite::Result<bool> {
    db.prepare_cached(
        "select exists (select 1 from step where place = ?1 and state < 4 and state = 1)",
    )?
    .query_row([place], |row| row.get(0))
}

/// Gives up what is not done.
pub fn drop_rest(db: &Connection, place: i64) -> rusqlite::Result<Vec<CustomerId>> {
    let customers = set_all(db, place, "true", &Standing::Dropped)?;
    journal::recount(db, place)?;
    free_undone(db, place)?;
    Ok(customers)
}

/// Gives up what is not on its way, and notes of the rest that it shall not go out again.
pub fn drop_unsent(db: &Connection, place: i64) -> rusqlite::Result<Vec<CustomerId>> {
    fate::give_up_later(db, place)?;
    let customers = set_all(db, place, "state <> 1", &Standing::Dropped)?;
    journal::recount(db, place)?;
    Ok(customers)
}

/// A set that takes another back, and of which nothing was done, has not taken it back.
pub fn free_undone(db: &Connection, place: i64) -> rusqlite::Result<()> {
    db.execute(
        "update change_set set undone_by = null
         where undone_by = (select id from change_set where place = ?1)
         and not exists (select 1 from step where place = ?1 and (state < 4 or did is not null))",
        [place],
    )?;
    Ok(())
}

/// Says what shall be sent instead.
pub fn resolve(
    db: &Connection,
    place: i64,
    nth: usize,
    changes: &[Change],
) -> Result<Vec<CustomerId>, WorkspaceError> {
    let stands = one(db, place, nth)?;
    match stands.standing {
        Standing::Conflict { .. } | Standing::Refused { .. } => {}
        _ => {
            return Err(WorkspaceError::NotNow(
                "there is nothing to decide about this change any more".to_owned(),
            ));
        }
    }
    if changes.is_empty() {
        return Ok(give_up(db, place, stands.row, stands.customer)?);
    }
    let step = match stands.step.clone() {
        Step::Edit { id, name, .. } => Step::Edit {
            id,
            name,
            changes: changes.to_vec(),
        },
        Step::Create {
            mut record,
            request_id,
        } => {
            changes.iter().for_each(|change| record.apply(change));
            Step::Create { record, request_id }
        }
        step @ (Step::Delete { .. } | Step::Restore { .. } | Step::Note { .. }) => step,
    };
    put(db, place, stands, &step)
}

/// Puts what was typed anew in the place of a step that is not on its way; the others of its set stay.
pub fn correct(
    db: &Connection,
    place: i64,
    nth: usize,
    step: Step,
) -> Result<Vec<CustomerId>, WorkspaceError> {
    put(db, place, one(db, place, nth)?, &step)
}

fn put(
    db: &Connection,
    place: i64,
    stands: Stands,
    step: &Step,
) -> Result<Vec<CustomerId>, WorkspaceError> {
    let current = match &stands.standing {
        Standing::Conflict { current, .. } => Some(current),
        _ => None,
    };
    lead_later_on(db, &stands, step, current.is_some())?;
    db.execute(
        "update step set step = ?2 where row = ?1",
        (stands.row, journal::text(step)?),
    )?;
    if let Some(current) = current {
        see(db, stands.row, current)?;
    }
    journal::set_standing(db, stands.row, &Standing::Waiting { why: None })?;
    queue::make_due(db, place)?;
    Ok(vec![stands.customer])
}

/// What was typed after a step was typed over what that asked for: it goes on from what it asks for now. `met`:
/// somebody else has put other values there, and what is not asked for any more is theirs.
fn lead_later_on(db: &Connection, stands: &Stands, step: &Step, met: bool) -> rusqlite::Result<()> {
    let (Step::Edit { changes: asked, .. }, Step::Edit { changes, .. }) = (&stands.step, step)
    else {
        return Ok(());
    };
    let (id, row) = (stands.customer, stands.row);
    for asked in asked {
        let field = &asked.field;
        match changes.iter().find(|change| change.field == *field) {
            Some(chosen) => {
                let known = [&asked.from, &asked.to];
                fate::go_on_from(db, id, row, field, &known, &chosen.to)?;
            }
            None if met => {}
            None => fate::go_on_from(db, id, row, field, &[&asked.to], &asked.from)?,
        }
    }
    Ok(())
}

/// Gives up one step that is not on its way.
pub fn drop_one(
    db: &Connection,
    place: i64,
    nth: usize,
) -> Result<Vec<CustomerId>, WorkspaceError> {
    let stands = one(db, place, nth)?;
    Ok(give_up(db, place, stands.row, stands.customer)?)
}

/// Drops one step; where the set goes in turn, what was to come after it as well.
fn give_up(
    db: &Connection,
    place: i64,
    row: i64,
    customer: CustomerId,
) -> rusqlite::Result<Vec<CustomerId>> {
    let in_turn: bool = db.query_row(
        "select in_turn from change_set where place = ?1",
        [place],
        |row| row.get(0),
    )?;
    let mut customers = vec![customer];
    journal::set_standing(db, row, &Standing::Dropped)?;
    if in_turn {
        let later = format!("row > {row}");
        customers.extend(set_all(db, place, &later, &Standing::Dropped)?);
    }
    journal::recount(db, place)?;
    free_undone(db, place)?;
    Ok(customers)
}

/// A person says whether a step happened. `found`: the customer that it made.
pub fn say(
    db: &Connection,
    place: i64,
    nth: usize,
    happened: bool,
    found: Option<&Customer>,
) -> Result<Vec<CustomerId>, WorkspaceError> {
    let stands = one(db, place, nth)?;
    if !matches!(stands.standing, Standing::Unknown { .. }) {
        return Err(WorkspaceError::NotNow(
            "it is known by now what became of this change".to_owned(),
        ));
    }
    if !happened && fate::is_given_up(db, stands.row)? {
        return Ok(give_up(db, place, stands.row, stands.customer)?);
    }
    if !happened {
        journal::set_standing(db, stands.row, &Standing::Waiting { why: None })?;
        queue::make_due(db, place)?;
        return Ok(vec![stands.customer]);
    }
    let made = found.and_then(Customer::id);
    let did = found.cloned().map(Did::Create);
    let fate = Fate {
        row: stands.row,
        place,
        standing: Standing::Done {
            id: made.unwrap_or(stands.customer),
            note: Some("as you said".to_owned()),
        },
        did: did.filter(|_| matches!(stands.step, Step::Create { .. })),
        became: made.filter(|_| stands.customer < 0),
    };
    fate::settle(db, &[fate])?;
    Ok(vec![stands.customer])
}

#[cfg(test)]
#[path = "given_up_tests.rs"]
mod tests;
