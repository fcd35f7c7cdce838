//! Owns the order in which customers changed: what moved since a place in it, deletions too, and what lies
//! in the trash. Over a plain connection with the server's tables.
//! Must not write.

use std::fmt;
use std::str::FromStr;

use rusqlite::types::Value as Sql;
use rusqlite::{Connection, OptionalExtension, params, params_from_iter};

use crate::customer::CustomerId;

use super::sort::{self, Narrow};
use super::{Deleted, StoreError};

/// A place in the order of a store's changes. As text it is opaque to whoever keeps it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    pub seq: i64,
    /// Which store it is a place of; none where the asker does not say.
    pub store: Option<i64>,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.store {
            Some(store) => write!(f, "{}.{store:x}", self.seq),
            None => write!(f, "{}", self.seq),
        }
    }
}

impl FromStr for Place {
    type Err = ();

    fn from_str(text: &str) -> Result<Place, ()> {
        let (seq, store) = match text.split_once('.') {
            Some((seq, store)) => (seq, Some(i64::from_str_radix(store, 16).map_err(drop)?)),
            None => (text, None),
        };
        let seq = seq.parse().map_err(drop)?;
        Ok(Place { seq, store })
    }
}

/// From where on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Since {
    Place(Place),
    /// `yyyy-MM-dd HH:mm:ss`, as the stamps are written; what moved in that very second comes too.
    Moment(String),
}

/// What moved, in the order in which it last did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    /// The JSON texts of those that are there.
    pub records: Vec<String>,
    /// Those that are in the trash now.
    pub gone: Vec<CustomerId>,
    /// How many moved since, these among them.
    pub left: usize,
    /// Where the next question goes on.
    pub next: Place,
    /// Whether there is more behind that already.
    pub more: bool,
    /// The place that was asked from is none of this store: this is from the beginning.
    pub anew: bool,
}

pub fn since(conn: &Connection, since: &Since, count: usize) -> Result<Moved, StoreError> {
    let identity = identity(conn)?;
    let last = super::customers::last_seq(conn)?;
    let (from, anew) = match since {
        Since::Place(place) => {
            // A store that was put back to an earlier state has numbers that mean something else.
            let is_ours = place.store.is_none_or(|store| store == identity);
            match is_ours && place.seq <= last {
                true => (place.seq.max(0), false),
                false => (0, true),
            }
        }
        Since::Moment(at) => (before(conn, at)?.unwrap_or(last), false),
    };
    let mut moved = Moved {
        records: Vec::new(),
        gone: Vec::new(),
        left: 0,
        next: Place {
            seq: from,
            store: Some(identity),
        },
        more: false,
        anew,
    };
    // The common answer is that nothing did.
    if from >= last {
        return Ok(moved);
    }
    let mut find = conn.prepare_cached(
        "SELECT id, seq, deleted, body FROM customers WHERE seq > ?1 ORDER BY seq LIMIT ?2",
    )?;
    let limit = i64::try_from(count).unwrap_or(i64::MAX);
    let mut rows = find.query(params![from, limit])?;
    while let Some(row) = rows.next()? {
        moved.next.seq = row.get(1)?;
        match row.get(2)? {
            true => moved.gone.push(row.get(0)?),
            false => moved.records.push(row.get(3)?),
        }
    }
    let mut left = conn.prepare_cached("SELECT count(*) FROM customers WHERE seq > ?1")?;
    let left: i64 = left.query_row([from], |row| row.get(0))?;
    moved.left = usize::try_from(left).unwrap_or(0);
    moved.more = moved.next.seq < last;
    Ok(moved)
}

pub(super) fn identity(conn: &Connection) -> Result<i64, StoreError> {
    let mut find = conn.prepare_cached("SELECT last FROM counters WHERE name = 'identity'")?;
    Ok(find.query_row([], |row| row.get(0))?)
}

/// The place before the first change of this moment or later; none where there is none.
fn before(conn: &Connection, at: &str) -> Result<Option<i64>, StoreError> {
    let mut find = conn.prepare_cached(
        "SELECT min(seq) - 1 FROM customers WHERE id IN (
            SELECT id FROM customers WHERE deleted IN (0, 1) AND updated >= ?1
            UNION ALL SELECT customer FROM audit WHERE action IN ('delete', 'restore') AND at >= ?1)",
    )?;
    Ok(find.query_row([at], |row| row.get(0)).optional()?.flatten())
}

pub fn trash(
    conn: &Connection,
    words: &[String],
    start: usize,
    count: usize,
) -> Result<(Vec<Deleted>, usize), StoreError> {
    let mut narrow = Narrow::at(true);
    for word in words {
        narrow.and("instr(search, ?) > 0", [Sql::Text(word.clone())]);
    }
    let total = sort::count(conn, &narrow)?;
    // In the trash nothing moves: the last change is the deletion.
    let mut find = conn.prepare_cached(&format!(
        "SELECT id, body FROM customers WHERE {} ORDER BY seq DESC LIMIT ? OFFSET ?",
        narrow.condition
    ))?;
    let number = |number: usize| Sql::Integer(i64::try_from(number).unwrap_or(i64::MAX));
    let window = [number(count), number(start)];
    let values = params_from_iter(narrow.values.into_iter().chain(window));
    let mut rows = find.query(values)?;
    let mut by = conn.prepare_cached(
        "SELECT who, at FROM audit WHERE customer = ?1 AND action = 'delete' ORDER BY id DESC LIMIT 1",
    )?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let id: CustomerId = row.get(0)?;
        let by = by.query_row([id], |row| Ok((row.get(0)?, row.get(1)?)));
        let (who, at) = by.optional()?.unwrap_or_default();
        found.push(Deleted {
            record: row.get(1)?,
            who,
            at,
        });
    }
    Ok((found, total))
}
