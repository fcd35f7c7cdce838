//! Owns which customers a person has found to be two, in `workspace.db`. Must not judge.

use std::collections::HashSet;

use rusqlite::{Connection, params};

use crate::customer::CustomerId;

/// The steps that make the table, oldest first. A step that was released is never changed.
pub const SCHEMA: [&str; 1] = [include_str!("../../../assets/schema/duplicates.sql")];

/// Two customers, the lower id first.
pub type Two = (CustomerId, CustomerId);

pub fn two(a: CustomerId, b: CustomerId) -> Two {
    (a.min(b), a.max(b))
}

/// Remembers that these are all different customers.
pub fn keep(db: &Connection, ids: &[CustomerId]) -> rusqlite::Result<()> {
    each(ids, |(one, other)| {
        let mut keep =
            db.prepare_cached("insert or ignore into apart (one, other) values (?1, ?2)")?;
        keep.execute(params![one, other]).map(drop)
    })
}

/// Forgets it again.
pub fn forget(db: &Connection, ids: &[CustomerId]) -> rusqlite::Result<()> {
    each(ids, |(one, other)| {
        let mut forget = db.prepare_cached("delete from apart where one = ?1 and other = ?2")?;
        forget.execute(params![one, other]).map(drop)
    })
}

fn each(
    ids: &[CustomerId],
    mut with: impl FnMut(Two) -> rusqlite::Result<()>,
) -> rusqlite::Result<()> {
    for (at, a) in ids.iter().enumerate() {
        for b in ids[at + 1..].iter().filter(|b| *b != a) {
            with(two(*a, *b))?;
        }
    }
    Ok(())
}

pub fn all(db: &Connection) -> rusqlite::Result<HashSet<Two>> {
    let mut all = db.prepare_cached("select one, other from apart")?;
    let rows = all.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    rows.collect()
}
