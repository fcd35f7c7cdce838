//! Owns the rows of the journal in `workspace.db`: sets of changes, their steps, and how each stands.
//! Every function works in whatever transaction is open.
//! Must not send anything, nor decide how a step goes on.

use jiff::Timestamp;
use rusqlite::types::Type;
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::customer::changeset::{Action, ChangeSet, Entry, Standing, Step};
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

/// A set without its steps.
pub struct Head {
    pub place: i64,
    pub set: ChangeSet,
    pub undone_by: Option<String>,
    pub tries: u32,
    pub next_try: Option<i64>,
}

/// Writes a set down, all of its steps waiting. The customers that it is about, in order; a new one has
/// its number below nought.
pub fn insert(
    db: &Connection,
    set: &ChangeSet,
    plan: &[Planned],
) -> rusqlite::Result<Vec<CustomerId>> {
    db.prepare_cached(
        "insert into change_set (id, at, who, action, undoes, in_turn, open) values (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?
    .execute(params![
        set.id,
        set.at,
        set.who,
        text(&set.action)?,
        set.undoes,
        goes_in_turn(plan),
        number(plan.len()),
    ])?;
    let place = db.last_insert_rowid();
    if let Some(undone) = &set.undoes {
        db.execute(
            "update change_set set undone_by = ?2 where id = ?1",
            [undone, &set.id],
        )?;
    }
    let waiting = text(&Standing::Waiting { why: None })?;
    let first: i64 = db.query_row("select coalesce(max(row), 0) + 1 from step", [], |row| {
        row.get(0)
    })?;
    let mut insert = db.prepare_cached(
        "insert into step (row, place, nth, customer, step, state, standing, seen, note) values (?1, ?2, ?3, ?4, ?5, 0, ?6, ?7, ?8)",
    )?;
    let mut customers = Vec::with_capacity(plan.len());
    for (row, (nth, planned)) in (first..).zip(plan.iter().enumerate()) {
        let customer = match planned.step.of() {
            Some(id) => known_as(db, id)?,
            None => -row,
        };
        let seen = planned.seen.as_ref().map(Customer::to_json);
        insert.execute(params![
            row,
            place,
            number(nth),
            customer,
            text(&planned.step)?,
            waiting,
            seen,
            planned.note
        ])?;
        customers.push(customer);
    }
    Ok(customers)
}

/// Writes down a set whose steps come one after the other, so that they need not all be in memory. None of
/// them is a delete. The customers that it is about, as `insert` tells them.
pub fn insert_each<E: From<rusqlite::Error>>(
    db: &Connection,
    set: &ChangeSet,
    steps: impl Iterator<Item = Result<Step, E>>,
) -> Result<Vec<CustomerId>, E> {
    insert(db, set, &[])?;
    let place = db.last_insert_rowid();
    let waiting = text(&Standing::Waiting { why: None })?;
    let first: i64 = db.query_row("select coalesce(max(row), 0) + 1 from step", [], |row| {
        row.get(0)
    })?;
    let mut insert = db.prepare_cached(
        "insert into step (row, place, nth, customer, step, state, standing) values (?1, ?2, ?3, ?4, ?5, 0, ?6)",
    )?;
    let mut customers = Vec::new();
    for (row, step) in (first..).zip(steps) {
        let step = step?;
        let customer = match step.of() {
            Some(id) => known_as(db, id)?,
            None => -row,
        };
        let nth = number(customers.len());
        insert.execute(params![row, place, nth, customer, text(&step)?, waiting])?;
        customers.push(customer);
    }
    recount(db, place)?;
    Ok(customers)
}

/// A count as SQL has it.
pub fn number(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// A merge takes customers away once their fields are in another: never before that has happened.
fn goes_in_turn(plan: &[Planned]) -> bool {
    let writes =
        |planned: &Planned| matches!(planned.step, Step::Edit { .. } | Step::Create { .. });
    let first_write = plan.iter().position(writes);
    let last_delete = plan
        .iter()
        .rposition(|planned| matches!(planned.step, Step::Delete { .. }));
    first_write
        .zip(last_delete)
        .is_some_and(|(write, delete)| write < delete)
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

const HEAD: &str =
    "select place, id, at, who, action, undoes, undone_by, tries, next_try from change_set";

fn head(row: &Row) -> rusqlite::Result<Head> {
    Ok(Head {
        place: row.get(0)?,
        set: ChangeSet {
            id: row.get(1)?,
            at: row.get(2)?,
            who: row.get(3)?,
            action: parsed(row, 4)?,
            steps: Vec::new(),
            undoes: row.get(5)?,
        },
        undone_by: row.get(6)?,
        tries: row.get(7)?,
        next_try: row.get(8)?,
    })
}

/// The sets that are not over, oldest first.
pub fn open(db: &Connection) -> rusqlite::Result<Vec<Entry>> {
    entries(db, &format!("{HEAD} where open > 0 order by place"), 0)
}

/// The newest sets, newest first.
pub fn newest(db: &Connection, limit: usize) -> rusqlite::Result<Vec<Entry>> {
    let query = format!("{HEAD} order by place desc limit ?1");
    entries(db, &query, number(limit))
}

fn entries(db: &Connection, query: &str, limit: i64) -> rusqlite::Result<Vec<Entry>> {
    let mut find = db.prepare_cached(query)?;
    let heads = match find.parameter_count() {
        0 => find.query_map([], head)?.collect::<Result<Vec<_>, _>>()?,
        _ => find
            .query_map([limit], head)?
            .collect::<Result<Vec<_>, _>>()?,
    };
    heads.into_iter().map(|head| entry(db, head)).collect()
}

/// The newest sets without their steps, newest first.
pub fn newest_heads(db: &Connection, limit: usize) -> rusqlite::Result<Vec<Head>> {
    let mut find = db.prepare_cached(&format!("{HEAD} order by place desc limit ?1"))?;
    find.query_map([number(limit)], head)?.collect()
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

/// The set that was taken back last before it was sent, no earlier than the set at this place was made, and
/// with nothing new done since.
pub fn taken_back(db: &Connection, least: i64) -> rusqlite::Result<Option<Head>> {
    // Of those that were taken back one after the other, the later is the older one.
    let mut find = db.prepare_cached(&format!(
        "{HEAD} where taken_back >= ?1 and not exists (
            select 1 from change_set later where later.place > change_set.taken_back and later.undone_by is null
            and later.action not in ('\"undo\"', '\"redo\"')
            and exists (select 1 from step where step.place = later.place and (state < 4 or did is not null)))
         order by taken_back desc, place limit 1"
    ))?;
    find.query_row([least], head).optional()
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

pub fn steps(db: &Connection, place: i64) -> rusqlite::Result<Vec<Step>> {
    let mut find = db.prepare_cached("select step from step where place = ?1 order by nth")?;
    find.query_map([place], |row| parsed(row, 0))?.collect()
}

/// The set with this id, or with the only id that begins so.
pub fn find(db: &Connection, id: &str) -> rusqlite::Result<Option<Head>> {
    let mut whole = db.prepare_cached(&format!("{HEAD} where id = ?1"))?;
    if let Some(found) = whole.query_row([id], head).optional()? {
        return Ok(Some(found));
    }
    if id.len() < SHORTEST {
        return Ok(None);
    }
    let mut begin = db.prepare_cached(&format!(
        "{HEAD} where substr(id, 1, length(?1)) = ?1 limit 2"
    ))?;
    let mut found = begin
        .query_map([id], head)?
        .collect::<Result<Vec<_>, _>>()?;
    let first = found.pop();
    Ok(first.filter(|_| found.is_empty()))
}

/// So much of an id names a set.
const SHORTEST: usize = 4;

/// Reads the steps of a set.
pub fn entry(db: &Connection, mut head: Head) -> rusqlite::Result<Entry> {
    let mut find =
        db.prepare_cached("select step, standing from step where place = ?1 order by nth")?;
    let steps = find.query_map([head.place], |row| Ok((parsed(row, 0)?, parsed(row, 1)?)))?;
    let mut standing = Vec::new();
    for step in steps {
        let (step, stands) = step?;
        head.set.steps.push(step);
        standing.push(stands);
    }
    Ok(Entry {
        set: head.set,
        standing,
        undone_by: head.undone_by,
        tries: head.tries,
        next_try: head.next_try.and_then(moment),
    })
}

fn moment(milliseconds: i64) -> Option<String> {
    let at = Timestamp::from_millisecond(milliseconds).ok()?;
    let zoned = at.to_zoned(jiff::tz::TimeZone::system());
    Some(rfc3339(&zoned))
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
        undoes,
    }
}

#[cfg(test)]
#[path = "journal_tests.rs"]
mod tests;
