//! Owns papers: small documents beside the customers, by kind and key, each with a version. Over a plain
//! connection with the server's tables.
//! Must not know what stands in a paper.

use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::customer::CustomerId;

use super::{By, StoreError, customers};

/// The customer under whose history stands what belongs to no customer: changes of keys, lists and views.
pub const NOBODY: CustomerId = 0;

/// The kind of what is kept of a pair that was revoked: the number that its name had. Whoever gets keys under
/// that name again is the one whom the records know by it.
pub const LEFT: &str = "left";

/// Under which key that is kept: a name is the same with and without its capitals.
pub fn left(name: &str) -> String {
    name.to_lowercase()
}

/// A document beside the customers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paper {
    pub kind: String,
    pub key: String,
    /// The customer that it belongs to.
    pub about: Option<CustomerId>,
    /// 1 at first, and one more with each change.
    pub version: i64,
    /// A JSON text.
    pub body: String,
    /// Who made it, and when.
    pub who: String,
    pub at: String,
}

/// A paper as it is to be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    pub kind: &'static str,
    /// None: the store gives a number that no paper had before.
    pub key: Option<String>,
    /// Must exist and not be in the trash. A paper stays with the customer that it was made for.
    pub about: Option<CustomerId>,
    pub body: String,
}

const COLUMNS: &str = "kind, key, about, version, body, who, at";

fn paper(row: &Row<'_>) -> rusqlite::Result<Paper> {
    Ok(Paper {
        kind: row.get(0)?,
        key: row.get(1)?,
        about: row.get(2)?,
        version: row.get(3)?,
        body: row.get(4)?,
        who: row.get(5)?,
        at: row.get(6)?,
    })
}

pub(super) fn one(conn: &Connection, kind: &str, key: &str) -> Result<Option<Paper>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM shelf WHERE kind = ?1 AND key = ?2");
    let mut find = conn.prepare_cached(&sql)?;
    Ok(find.query_row([kind, key], paper).optional()?)
}

pub(super) fn many(
    conn: &Connection,
    kind: &str,
    about: Option<CustomerId>,
    start: usize,
    count: usize,
) -> Result<(Vec<Paper>, usize), StoreError> {
    let which = match about {
        Some(_) => "kind = ?1 AND about = ?2",
        // Names the parameter all the same: both statements are called alike.
        None => "kind = ?1 AND ?2 IS NULL",
    };
    let mut total = conn.prepare_cached(&format!("SELECT count(*) FROM shelf WHERE {which}"))?;
    let total: i64 = total.query_row(params![kind, about], |row| row.get(0))?;
    let page = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
    let sql =
        format!("SELECT {COLUMNS} FROM shelf WHERE {which} ORDER BY nth DESC LIMIT ?3 OFFSET ?4");
    let mut find = conn.prepare_cached(&sql)?;
    let found = find.query_map(params![kind, about, page(count), page(start)], paper)?;
    let found = found.collect::<Result<_, _>>()?;
    Ok((found, usize::try_from(total).unwrap_or(0)))
}

/// `number` gives a key that no paper had before.
pub(super) fn keep(
    conn: &Connection,
    sheet: Sheet,
    if_version: Option<i64>,
    by: &By,
    number: impl FnOnce() -> Result<i64, StoreError>,
) -> Result<Paper, StoreError> {
    let key = match sheet.key {
        Some(key) => key,
        None => number()?.to_string(),
    };
    let before = one(conn, sheet.kind, &key)?;
    let found = before.as_ref().map_or(0, |paper| paper.version);
    if if_version.is_some_and(|wanted| wanted != found) {
        return Err(StoreError::PaperMoved { found });
    }
    if before
        .as_ref()
        .is_some_and(|paper| paper.body == sheet.body)
    {
        return before.ok_or(StoreError::PaperMoved { found });
    }
    let about = before.as_ref().map_or(sheet.about, |paper| paper.about);
    if let (Some(id), None) = (about, &before)
        && customers::body(conn, id)?.is_none()
    {
        return Err(StoreError::NotFound(id));
    }
    conn.prepare_cached(
        "INSERT INTO shelf (kind, key, about, version, body, who, at) VALUES (?1, ?2, ?3, 1, ?4, ?5, ?6)
         ON CONFLICT (kind, key) DO UPDATE SET version = version + 1, body = excluded.body",
    )?
    .execute(params![
        sheet.kind, key, about, sheet.body, by.name, by.at
    ])?;
    let was = before.map(|paper| paper.body);
    let of = about.unwrap_or(NOBODY);
    note(conn, of, by, "keep", sheet.kind, (was, Some(sheet.body)))?;
    one(conn, sheet.kind, &key)?.ok_or(StoreError::PaperMoved { found })
}

pub(super) fn remove(
    conn: &Connection,
    kind: &str,
    key: &str,
    by: &By,
) -> Result<bool, StoreError> {
    let Some(before) = one(conn, kind, key)? else {
        return Ok(false);
    };
    conn.prepare_cached("DELETE FROM shelf WHERE kind = ?1 AND key = ?2")?
        .execute([kind, key])?;
    let of = before.about.unwrap_or(NOBODY);
    note(conn, of, by, "drop", kind, (Some(before.body), None))?;
    Ok(true)
}

/// A line of the audit, in the transaction that makes the change.
pub(super) fn note(
    conn: &Connection,
    of: CustomerId,
    by: &By,
    action: &str,
    field: &str,
    (was, now): (Option<String>, Option<String>),
) -> Result<(), StoreError> {
    conn.prepare_cached(
        "INSERT INTO audit (customer, at, who, action, field, was, now) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?
    .execute(params![of, by.at, by.name, action, field, was, now])?;
    Ok(())
}
