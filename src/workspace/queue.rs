//! Owns which steps are to be sent next, and when. Every function works in whatever transaction is open.
//! Must not send anything, nor write down what became of a step: that is `fate`'s.

use std::collections::HashSet;

use rusqlite::{Connection, Row, params};

use crate::customer::changeset::{Standing, Step};
use crate::customer::{Customer, CustomerId};

use super::fate::given_up;
use super::journal::{self, State, number, parsed, text};

/// A step that is to be sent now.
#[derive(Debug)]
pub struct Job {
    pub row: i64,
    pub place: i64,
    /// The set it is part of.
    pub set: String,
    /// When that was made.
    pub at: String,
    /// The customer by the id it has now.
    pub customer: CustomerId,
    pub step: Step,
    /// The customer as the person saw it, where that was kept.
    pub seen: Option<Customer>,
    pub note: Option<String>,
    /// It was sent before, and nobody knows whether it arrived.
    pub in_doubt: bool,
    /// How often its set was tried in vain.
    pub tries: u32,
    /// Its set takes another back, or does it again as it was done.
    pub goes_back: bool,
}

/// Steps that were being sent when their program ended: nobody knows whether they arrived.
pub fn note_interrupted(db: &Connection) -> rusqlite::Result<usize> {
    let unknown = Standing::Unknown {
        why: "rolo ended while it was being sent".to_owned(),
        asks: false,
    };
    let given_up = given_up(unknown.clone());
    db.prepare_cached(
        "update step set state = ?1, standing = ?2 where state < 4 and state = 1 and given_up = 1",
    )?
    .execute(params![State::of(&given_up) as i64, text(&given_up)?])?;
    db.prepare_cached("update step set state = 2, standing = ?1 where state < 4 and state = 1")?
        .execute([text(&unknown)?])
}

/// Whether anything may be due.
pub fn is_anything_due(db: &Connection, now: i64) -> rusqlite::Result<bool> {
    db.prepare_cached(
        "select exists (select 1 from step join change_set using (place)
         where state < 4 and state < 3 and (next_try is null or next_try <= ?1))",
    )?
    .query_row([now], |row| row.get(0))
}

/// The sets that have something due.
pub fn due_places(db: &Connection, now: i64) -> rusqlite::Result<Vec<(i64, String)>> {
    let mut find = db.prepare_cached(
        "select place, id from change_set where open > 0 and (next_try is null or next_try <= ?1)
         and exists (select 1 from step where step.place = change_set.place and state < 4 and state < 3)",
    )?;
    find.query_map([now], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect()
}

/// When the next try is due that is not due yet.
pub fn next_try(db: &Connection, now: i64) -> rusqlite::Result<Option<i64>> {
    db.prepare_cached("select min(next_try) from change_set where open > 0 and next_try > ?1")?
        .query_row([now], |row| row.get(0))
}

/// The steps that may go out now, at most so many, each of another customer; they stand as being sent
/// from here on. What a person has just done comes before the rest of a large set.
pub fn take(db: &Connection, now: i64, most: usize) -> rusqlite::Result<Vec<Job>> {
    let mut find = db.prepare_cached(
        "select row, place, id, at, customer, step, seen, note, state, tries, in_turn, undoes is not null from change_set cross join step using (place)
         where open between ?1 and ?2 and open > 0 and (next_try is null or next_try <= ?3)
         and state < 4 and state in (0, 2) order by place, nth",
    )?;
    let (mut jobs, mut taken) = (Vec::new(), HashSet::new());
    for (from, to) in [(1, SMALL), (SMALL + 1, i64::MAX)] {
        let mut rows = find.query([from, to, now])?;
        while jobs.len() < most
            && let Some(row) = rows.next()?
        {
            let job = job(row)?;
            let in_turn: bool = row.get(10)?;
            // The order of a customer's steps holds also where the first of them has to wait.
            if taken.insert(job.customer) && !is_held_back(db, &job, in_turn)? {
                jobs.push(job);
            }
        }
    }
    for job in &jobs {
        journal::set_standing(db, job.row, &Standing::Sending)?;
    }
    Ok(jobs)
}

/// Sets with so many steps left do not wait for larger ones.
const SMALL: i64 = 20;

fn job(row: &Row) -> rusqlite::Result<Job> {
    let state: i64 = row.get(8)?;
    let seen: Option<String> = row.get(6)?;
    Ok(Job {
        row: row.get(0)?,
        place: row.get(1)?,
        set: row.get(2)?,
        at: row.get(3)?,
        customer: row.get(4)?,
        step: parsed(row, 5)?,
        seen: seen.and_then(|seen| Customer::from_json(&seen).ok()),
        note: row.get(7)?,
        in_doubt: state == State::Unknown as i64,
        tries: row.get(9)?,
        goes_back: row.get(11)?,
    })
}

/// Whether an earlier step must be over first: one of the same customer that is still on its way, or that
/// waits for a person and touches the same fields; where a set goes in turn, any before it.
fn is_held_back(db: &Connection, job: &Job, in_turn: bool) -> rusqlite::Result<bool> {
    if in_turn {
        let mut before = db.prepare_cached(
            "select exists (select 1 from step where place = ?1 and row < ?2 and state < 4)",
        )?;
        if before.query_row([job.place, job.row], |row| row.get(0))? {
            return Ok(true);
        }
    }
    let mut earlier = db.prepare_cached(
        "select state, step from step where customer = ?1 and row < ?2 and state < 4",
    )?;
    let found = earlier.query_map([job.customer, job.row], |row| {
        Ok((row.get::<_, i64>(0)?, parsed::<Step>(row, 1)?))
    })?;
    for before in found {
        let (state, step) = before?;
        if state < State::NeedsAPerson as i64 || touch_the_same(&step, &job.step) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether two steps of one customer are about the same fields; making and deleting one touches all.
fn touch_the_same(one: &Step, other: &Step) -> bool {
    match (one, other) {
        (Step::Edit { changes: a, .. }, Step::Edit { changes: b, .. }) => {
            a.iter().any(|a| b.iter().any(|b| a.field == b.field))
        }
        // A note is beside the fields; it needs no more than that the customer is there.
        (Step::Note { .. }, Step::Edit { .. } | Step::Note { .. })
        | (Step::Edit { .. }, Step::Note { .. }) => false,
        _ => true,
    }
}

/// Counts a try of a set that did not come through, and says when the next one is due.
pub fn put_off(db: &Connection, place: i64, next_try: i64) -> rusqlite::Result<()> {
    db.prepare_cached("update change_set set tries = tries + 1, next_try = ?2 where place = ?1")?
        .execute([place, next_try])?;
    Ok(())
}

/// The server cannot be had: nothing is due before the next try, and everything says why.
pub fn put_all_off(db: &Connection, next_try: i64, why: &str) -> rusqlite::Result<()> {
    db.prepare_cached(
        "update change_set set next_try = ?1 where open > 0 and (next_try is null or next_try < ?1)",
    )?
    .execute([next_try])?;
    let waiting = Standing::Waiting {
        why: Some(why.to_owned()),
    };
    db.prepare_cached(
        "update step set standing = ?1 where state < 4 and state = 0 and standing <> ?1",
    )?
    .execute([text(&waiting)?])?;
    Ok(())
}

/// The server can be had again: what waited for that is due now.
pub fn put_all_on(db: &Connection, but: &[i64]) -> rusqlite::Result<()> {
    let mut waiting =
        db.prepare_cached("select place from change_set where open > 0 and next_try is not null")?;
    let places = waiting
        .query_map([], |row| row.get(0))?
        .collect::<Result<Vec<i64>, _>>()?;
    for place in places.into_iter().filter(|place| !but.contains(place)) {
        make_due(db, place)?;
    }
    Ok(())
}

pub fn make_due(db: &Connection, place: i64) -> rusqlite::Result<()> {
    db.prepare_cached("update change_set set next_try = null where place = ?1")?
        .execute([place])?;
    Ok(())
}

/// Makes a set due, and with it the sets whose steps have to go out before its own.
pub fn make_due_with_those_before(db: &Connection, place: i64) -> rusqlite::Result<()> {
    let untried = text(&Standing::Waiting { why: None })?;
    db.prepare_cached(
        "update step set standing = ?2 where place = ?1 and state < 4 and state = 0 and standing <> ?2",
    )?
    .execute(params![place, untried])?;
    db.prepare_cached(
        "update change_set set next_try = null where next_try is not null and (place = ?1 or place in (
            select before.place from step mine join step before on before.customer = mine.customer and before.row < mine.row
            where mine.place = ?1 and mine.state < 4 and before.state < 4))",
    )?
    .execute([place])?;
    Ok(())
}

/// How often sending a set was tried.
pub fn tries(db: &Connection, place: i64) -> rusqlite::Result<u32> {
    db.prepare_cached("select tries from change_set where place = ?1")?
        .query_row([place], |row| row.get(0))
}

/// Whether a step of this set may still go on by itself without having been tried.
pub fn is_untried(db: &Connection, place: i64) -> rusqlite::Result<bool> {
    let untried = text(&Standing::Waiting { why: None })?;
    db.prepare_cached(
        "select exists (select 1 from step join change_set using (place) where place = ?1 and state < 4
         and (state = 1 or (state = 0 and standing = ?2) or (state = 2 and next_try is null)))",
    )?
    .query_row(params![place, untried], |row| row.get(0))
}

/// Says of the steps that were not tried what they wait for.
pub fn explain_untried(db: &Connection, place: i64, why: &str) -> rusqlite::Result<usize> {
    let untried = text(&Standing::Waiting { why: None })?;
    let waiting = Standing::Waiting {
        why: Some(why.to_owned()),
    };
    db.prepare_cached("update step set standing = ?2 where place = ?1 and state < 4 and state = 0 and standing = ?3")?
        .execute(params![place, text(&waiting)?, untried])
}

/// The customers that were made from here, and whose ids are known.
pub fn made_here(db: &Connection) -> rusqlite::Result<HashSet<CustomerId>> {
    let mut find = db.prepare_cached(
        "select customer from step where customer > 0 and did like '{\"create\"%'",
    )?;
    find.query_map([], |row| row.get(0))?.collect()
}

/// A customer, and its steps that are not over, in order.
pub type Waiting = (CustomerId, Vec<(Step, Standing)>);

/// The customers that have steps which are not over.
pub fn waiting_customers(db: &Connection) -> rusqlite::Result<HashSet<CustomerId>> {
    let mut find = db.prepare_cached("select distinct customer from step where state < 4")?;
    find.query_map([], |row| row.get(0))?.collect()
}

/// The steps of one customer that are not over, in order.
pub fn waiting_of(db: &Connection, id: CustomerId) -> rusqlite::Result<Waiting> {
    let mut find = db.prepare_cached(
        "select step, standing from step where customer = ?1 and state < 4 order by row",
    )?;
    let steps = find.query_map([id], |row| Ok((parsed(row, 0)?, parsed(row, 1)?)))?;
    Ok((id, steps.collect::<Result<Vec<_>, _>>()?))
}

/// The row of a step, with what stands there.
pub fn row_of(
    db: &Connection,
    place: i64,
    nth: usize,
) -> rusqlite::Result<Option<(i64, CustomerId, Step, Standing)>> {
    use rusqlite::OptionalExtension;
    db.prepare_cached(
        "select row, customer, step, standing from step where place = ?1 and nth = ?2",
    )?
    .query_row([place, number(nth)], |row| {
        Ok((row.get(0)?, row.get(1)?, parsed(row, 2)?, parsed(row, 3)?))
    })
    .optional()
}
