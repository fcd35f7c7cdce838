//! Owns papers in the database: small documents beside the customers, each changed in a transaction of its own.
//! Must not know what stands in a paper.

use deadpool_postgres::{Object, Transaction};
use tokio_postgres::Row;
use tokio_postgres::types::Type;

use crate::customer::CustomerId;
use crate::store::shelf::NOBODY;
use crate::store::{By, Paper, Sheet, StoreError};

use super::page::far;
use super::row::{clean, request_key};
use super::trouble::Trouble;

const COLUMNS: &str = "kind, key, about, version, body, who, at";

fn paper(row: &Row) -> Result<Paper, Trouble> {
    Ok(Paper {
        kind: row.try_get("kind")?,
        key: row.try_get("key")?,
        about: row.try_get("about")?,
        version: row.try_get("version")?,
        body: row.try_get("body")?,
        who: row.try_get("who")?,
        at: row.try_get("at")?,
    })
}

pub(super) async fn one(conn: &Object, kind: &str, key: &str) -> Result<Option<Paper>, Trouble> {
    let sql = format!("SELECT {COLUMNS} FROM shelf WHERE kind = $1 AND slot = $2");
    let slot = request_key(key);
    let values = [(&kind as _, Type::TEXT), (&slot as _, Type::TEXT)];
    let rows = conn.query_typed(&sql, &values).await?;
    rows.first().map(paper).transpose()
}

/// A page of papers, and how many there are in all, of one moment.
pub(super) async fn many(
    conn: &Object,
    kind: &str,
    about: Option<CustomerId>,
    start: usize,
    count: usize,
) -> Result<(Vec<Paper>, usize), Trouble> {
    let which = match about {
        Some(_) => "kind = $1 AND about = $2",
        // Names the value all the same: both questions are asked alike.
        None => "kind = $1 AND $2::bigint IS NULL",
    };
    let sql = format!(
        "SELECT t.total, p.* FROM (SELECT count(*) AS total FROM shelf WHERE {which}) t
         LEFT JOIN (SELECT nth, {COLUMNS} FROM shelf WHERE {which} ORDER BY nth DESC LIMIT $3 OFFSET $4) p ON true
         ORDER BY p.nth DESC"
    );
    let (count, start) = (far(count), far(start));
    let values = [
        (&kind as _, Type::TEXT),
        (&about as _, Type::INT8),
        (&count as _, Type::INT8),
        (&start as _, Type::INT8),
    ];
    let rows = conn.query_typed(&sql, &values).await?;
    let total: i64 = rows.first().map_or(Ok(0), |row| row.try_get("total"))?;
    let mut found = Vec::with_capacity(rows.len());
    for row in &rows {
        // A page past the end is one row that has nothing but the total.
        if row.try_get::<_, Option<i64>>("nth")?.is_some() {
            found.push(paper(row)?);
        }
    }
    Ok((found, usize::try_from(total).unwrap_or(0)))
}

pub(super) async fn keep(
    tx: &Transaction<'_>,
    sheet: &Sheet,
    if_version: Option<i64>,
    by: &By,
) -> Result<Paper, Trouble> {
    let key = match &sheet.key {
        Some(key) => key.clone(),
        None => {
            let next = tx.query_typed_one("SELECT nextval('shelf_keys')", &[]);
            next.await?.try_get::<_, i64>(0)?.to_string()
        }
    };
    loop {
        let before = held(tx, sheet.kind, &key).await?;
        let found = before.as_ref().map_or(0, |paper| paper.version);
        if if_version.is_some_and(|wanted| wanted != found) {
            return Err(StoreError::PaperMoved { found }.into());
        }
        let (kept, was) = match before {
            Some(before) if before.body == sheet.body => return Ok(before),
            Some(before) => (
                Some(rewrite(tx, sheet, &key, found).await?),
                Some(before.body),
            ),
            None => (make(tx, sheet, &key, by).await?, None),
        };
        // Where somebody else made it in between, it is looked at again.
        if let Some(kept) = kept {
            let of = kept.about.unwrap_or(NOBODY);
            let sides = (was.as_deref(), Some(sheet.body.as_str()));
            note(tx, of, by, "keep", sheet.kind, sides).await?;
            return Ok(kept);
        }
    }
}

/// A paper that nobody else changes until the transaction ends.
async fn held(tx: &Transaction<'_>, kind: &str, key: &str) -> Result<Option<Paper>, Trouble> {
    let sql = format!("SELECT {COLUMNS} FROM shelf WHERE kind = $1 AND slot = $2 FOR UPDATE");
    let slot = request_key(key);
    let values = [(&kind as _, Type::TEXT), (&slot as _, Type::TEXT)];
    let rows = tx.query_typed(&sql, &values).await?;
    rows.first().map(paper).transpose()
}

async fn rewrite(
    tx: &Transaction<'_>,
    sheet: &Sheet,
    key: &str,
    found: i64,
) -> Result<Paper, Trouble> {
    let sql = format!(
        "UPDATE shelf SET version = $3, body = $4 WHERE kind = $1 AND slot = $2 RETURNING {COLUMNS}"
    );
    let (slot, version) = (request_key(key), found + 1);
    let values = [
        (&sheet.kind as _, Type::TEXT),
        (&slot as _, Type::TEXT),
        (&version as _, Type::INT8),
        (&sheet.body as _, Type::TEXT),
    ];
    paper(&tx.query_typed_one(&sql, &values).await?)
}

/// The new paper; none where there is one by now.
async fn make(
    tx: &Transaction<'_>,
    sheet: &Sheet,
    key: &str,
    by: &By,
) -> Result<Option<Paper>, Trouble> {
    if let Some(id) = sheet.about {
        let live = "SELECT id FROM customers WHERE id = $1 AND NOT deleted";
        let rows = tx.query_typed(live, &[(&id as _, Type::INT8)]).await?;
        if rows.is_empty() {
            return Err(StoreError::NotFound(id).into());
        }
    }
    let sql = format!(
        "INSERT INTO shelf (kind, slot, key, about, version, body, who, at) VALUES ($1, $2, $3, $4, 1, $5, $6, $7)
         ON CONFLICT DO NOTHING RETURNING {COLUMNS}"
    );
    let (slot, key, who) = (request_key(key), clean(key), clean(&by.name));
    let values = [
        (&sheet.kind as _, Type::TEXT),
        (&slot as _, Type::TEXT),
        (&key as _, Type::TEXT),
        (&sheet.about as _, Type::INT8),
        (&sheet.body as _, Type::TEXT),
        (&who as _, Type::TEXT),
        (&by.at as _, Type::TEXT),
    ];
    let rows = tx.query_typed(&sql, &values).await?;
    rows.first().map(paper).transpose()
}

pub(super) async fn remove(
    tx: &Transaction<'_>,
    kind: &str,
    key: &str,
    by: &By,
) -> Result<bool, Trouble> {
    let slot = request_key(key);
    let values = [(&kind as _, Type::TEXT), (&slot as _, Type::TEXT)];
    let sql = "DELETE FROM shelf WHERE kind = $1 AND slot = $2 RETURNING about, body";
    let rows = tx.query_typed(sql, &values).await?;
    let Some(gone) = rows.first() else {
        return Ok(false);
    };
    let about: Option<CustomerId> = gone.try_get(0)?;
    let of = about.unwrap_or(NOBODY);
    note(tx, of, by, "drop", kind, (Some(gone.try_get(1)?), None)).await?;
    Ok(true)
}

/// A line of the audit, in the transaction that makes the change.
pub(super) async fn note(
    tx: &Transaction<'_>,
    of: CustomerId,
    by: &By,
    action: &str,
    field: &str,
    (was, now): (Option<&str>, Option<&str>),
) -> Result<(), Trouble> {
    let who = clean(&by.name);
    let values = [
        (&of as _, Type::INT8),
        (&by.at as _, Type::TEXT),
        (&who as _, Type::TEXT),
        (&action as _, Type::TEXT),
        (&field as _, Type::TEXT),
        (&was as _, Type::TEXT),
        (&now as _, Type::TEXT),
    ];
    let sql = "INSERT INTO audit (customer, at, who, action, field, was, now) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    tx.query_typed(sql, &values).await?;
    Ok(())
}
