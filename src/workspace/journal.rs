//! Owns writing the journal in `workspace.db`: sets of changes, their steps, and how each stands.
//! Every function works in whatever transaction is open.
//! Must not send anything, nor decide how a step goes on; reading sets is `entries`'.

use rusqlite::types::Type;
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::customer::changeset::{Action, ChangeSet, Standing, Step};
use crate::customer::{Customer, CustomerId};

/// How many sets are kept when they are over.
const KEPT: i64 = 2_000;

/// How far a step is, as a number that SQL can ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    Waiting = 0,
    Sending = 1,
    Unknown = 2,
    NeedsAPerson = 3,
    Over = 4,
}

impl State {
    pub fn of(standing: &Standing) -> State {
        match standing {
            Standing::Done { .. } | Standing::Dropped => State::Over,
            standing if standing.needs_a_person() => State::NeedsAPerson,
            Standing::Unknown { .. } => State::Unknown,
            Standing::Sending => State::Sending,
            Standing::Waiting { .. } | Standing::Conflict { .. } | Standing::Refused { .. } => {
                State::Waiting
            }
        }
    }
}

/// A step to be written down.
#[derive(Clone)]
pub struct Planned {
    pub step: Step,
    /// The customer as the person saw it.
    pub seen: Option<Customer>,
    pub note: Option<String>,
}

impl From<Step> for Planned {
    fn from(step: Step) -> Planned {
        Planned {
            step,
            seen: None,
            note: None,
        }
    }
}

/// Writes a set down, all of its steps waiting. The customers that it is about, in order; a new one has
/// its number below nought.
pub fn insert(
    db: &Connection,
    set: &ChangeSet,
    plan: &[Planned],
) -> rusqlite::Result<Vec<CustomerId>> {
    insert_each(db, set, plan.iter().map(|planned| Ok(planned.clone())))
}

/// `insert`, of steps that come one after the other, so that they need not all be in memory.
pub fn insert_each<E: From<rusqlite::Error>>(
    db: &Connection,
    set: &ChangeSet,
    steps: impl Iterator<Item = Result<Planned, E>>,
) -> Result<Vec<CustomerId>, E> {
    let place = insert_head(db, set)?;
    let waiting = text(&Standing::Waiting { why: None })?;
    let first: i64 = db.query_row("select coalesce(max(row), 0) + 1 from step", [], |row| {
        row.get(0)
    })?;
    let mut insert = db.prepare_cached(
        "insert into step (row, place, nth, customer, step, state, standing, seen, note) values (?1, ?2, ?3, ?4, ?5, 0, ?6, ?7, ?8)",
    )?;
    let mut customers = Vec::new();
    let mut order = Order::default();
    for (row, planned) in (first..).zip(steps) {
        let planned = planned?;
        let customer = match planned.step.of() {
            Some(id) => known_as(db, id)?,
            None => -row,
        };
        order.add(&planned.step);
        insert.execute(params![
            row,
            place,
            number(customers.len()),
            customer,
            text(&planned.step)?,
            waiting,
            planned.seen.as_ref().map(Customer::to_json),
            planned.note
        ])?;
        customers.push(customer);
    }
    db.prepare_cached("update change_set set in_turn = ?2, open = ?3 where place = ?1")?
        .execute(params![place, order.in_turn, number(customers.len())])?;
    Ok(customers)
}

fn insert_head(db: &Connection, set: &ChangeSet) -> rusqlite::Result<i64> {
    db.prepare_cached(
        "insert into change_set (id, at, who, action, undoes, in_turn, open) values (?1, ?2, ?3, ?4, ?5, 0, 0)",
    )?
    .execute(params![set.id, set.at, set.who, text(&set.action)?, set.undoes])?;
    let place = db.last_insert_rowid();
    if let Some(undone) = &set.undoes {
        db.execute(
            "update change_set set undone_by = ?2 where id = ?1",
            [undone, &set.id],
        )?;
    }
    Ok(place)
}

/// A merge takes customers away once their fields and notes are in another: never before that has happened.
#[derive(Default)]
struct Order {
    has_written: bool,
    in_turn: bool,
}

impl Order {
    fn add(&mut self, step: &Step) {
        match step {
            Step::Edit { .. } | Step::Create { .. } | Step::Note { .. } => self.has_written = true,
            Step::Delete { .. } => self.in_turn |= self.has_written,
            Step::Restore { .. } => {}
        }
    }
}

/// A count as SQL has it.
pub fn number(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// The id under which a customer goes now: one that was made here has a number below nought until the
/// server has given it an id.
pub fn known_as(db: &Connection, id: CustomerId) -> rusqlite::Result<CustomerId> {
    if id >= 0 {
        return Ok(id);
    }
    let mut find = db.prepare_cached("select customer from step where row = ?1")?;
    let found = find.query_row([id.saturating_neg()], |row| row.get(0));
    Ok(found.optional()?.unwrap_or(id))
}

/// Leaves the newest sets, and those that are not over.
pub fn prune(db: &Connection) -> rusqlite::Result<()> {
    let old = "select place from change_set where open = 0 and place <= (select max(place) from change_set) - ?1";
    db.execute(&format!("delete from step where place in ({old})"), [KEPT])?;
    db.execute(
        &format!("delete from change_set where place in ({old})"),
        [KEPT],
    )?;
    Ok(())
}

/// Whether a set has done something, or still may.
pub fn has_effect(db: &Connection, place: i64) -> rusqlite::Result<bool> {
    db.prepare_cached(
        "select exists (select 1 from step where place = ?1 and (state < 4 or did is not null))",
    )?
    .query_row([place], |row| row.get(0))
}

/// Whether the server may have a part of a set of which that is not known yet.
pub fn is_in_doubt(db: &Connection, place: i64) -> rusqlite::Result<bool> {
    db.prepare_cached(
        "select exists (select 1 from step where place = ?1 and state < 4 and (state in (1, 2)
         or standing like '{\"unknown\"%'))",
    )?
    .query_row([place], |row| row.get(0))
}

/// Whether a part of a set waits for a person.
pub fn needs_a_person(db: &Connection, place: i64) -> rusqlite::Result<bool> {
    db.prepare_cached(
        "select exists (select 1 from step where place = ?1 and state < 4 and state = 3)",
    )?
    .query_row([place], |row| row.get(0))
}

/// Notes that a set was taken back before it was sent. One that takes another back needs no note: that other
/// stands again.
pub fn take_back(db: &Connection, place: i64) -> rusqlite::Result<()> {
    db.prepare_cached(
        "update change_set set taken_back = (select max(place) from change_set) where place = ?1 and undoes is null",
    )?
    .execute([place])?;
    Ok(())
}

/// A set that was taken back is done anew: what it was to make goes by the new steps from here on.
pub fn stands_again(db: &Connection, place: i64, customers: &[CustomerId]) -> rusqlite::Result<()> {
    db.execute(
        "update change_set set taken_back = null where place = ?1",
        [place],
    )?;
    let mut goes_by = db.prepare_cached(
        "update step set customer = ?3 where place = ?1 and nth = ?2 and customer < 0",
    )?;
    for (nth, customer) in customers.iter().enumerate() {
        goes_by.execute([place, number(nth), *customer])?;
    }
    Ok(())
}

/// A moment with the offset of its place.
pub fn rfc3339(at: &jiff::Zoned) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}

/// Writes how a step stands.
pub fn set_standing(db: &Connection, row: i64, standing: &Standing) -> rusqlite::Result<()> {
    db.prepare_cached("update step set state = ?2, standing = ?3 where row = ?1")?
        .execute(params![row, State::of(standing) as i64, text(standing)?])?;
    Ok(())
}

/// Counts the steps of a set that are not over.
pub fn recount(db: &Connection, place: i64) -> rusqlite::Result<()> {
    db.prepare_cached(
        "update change_set set open = (select count(*) from step where step.place = ?1 and state < 4) where place = ?1",
    )?
    .execute([place])?;
    Ok(())
}

/// A value as its JSON text.
pub fn text<T: Serialize>(value: &T) -> rusqlite::Result<String> {
    serde_json::to_string(value)
        .map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))
}

/// A column's JSON text as its value.
pub fn parsed<T: DeserializeOwned>(row: &Row, column: usize) -> rusqlite::Result<T> {
    let text = row.get_ref(column)?.as_str()?;
    serde_json::from_str(text).map_err(|error| {
        rusqlite::Error::FromSqlConversionFailure(column, Type::Text, error.into())
    })
}

/// A set made now.
pub fn new_set(action: Action, plan: &[Planned], who: &str, undoes: Option<String>) -> ChangeSet {
    ChangeSet {
        id: uuid::Uuid::now_v7().to_string(),
        at: rfc3339(&jiff::Zoned::now()),
        who: who.to_owned(),
        action,
        steps: plan.iter().map(|planned| planned.step.clone()).collect(),
        more: 0,
        undoes,
        deed: None,
    }
}

#[cfg(test)]
#[path = "journal_tests.rs"]
mod tests;
