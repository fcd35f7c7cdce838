//! Owns giving out everything of a SQLite store as the lines of a backup, and taking it in again. Over a plain
//! connection with the server's tables.
//! Must not know where the lines go.

use rusqlite::{Connection, Row, Transaction, params};

use crate::customer::Customer;

use super::backup::{self, Counted, FORM, Giver, Line, Taker};
use super::{StoreError, customers};

/// Gives everything, as it is at one moment.
pub(super) fn give(conn: &Connection, take: &mut Taker) -> Result<Counted, StoreError> {
    let moment = conn.unchecked_transaction()?;
    let mut counted = Counted::default();
    let mut one = |line: Line| {
        counted.add(&line);
        take(&line)
    };
    one(Line::Head {
        form: FORM,
        rolo: env!("CARGO_PKG_VERSION").to_owned(),
    })?;
    for (sql, read) in TABLES {
        let mut all = moment.prepare(sql)?;
        let mut rows = all.query([])?;
        while let Some(row) = rows.next()? {
            one(read(row)?)?;
        }
    }
    let lines = counted.lines;
    take(&Line::End { lines })?;
    Ok(counted)
}

type Reader = fn(&Row<'_>) -> rusqlite::Result<Line>;

/// What is read how. Customers come in the order in which they changed.
const TABLES: [(&str, Reader); 6] = [
    ("SELECT name, last FROM counters ORDER BY name", counter),
    (
        "SELECT id, seq, deleted, body FROM customers ORDER BY seq",
        customer,
    ),
    (
        "SELECT customer, at, who, action, field, was, now FROM audit ORDER BY id",
        past,
    ),
    (
        "SELECT id, customer, at, content FROM requests ORDER BY id",
        request,
    ),
    (
        "SELECT id, name, role, api, access, created, used FROM keys ORDER BY id",
        key,
    ),
    (
        "SELECT kind, key, about, version, body, who, at FROM shelf ORDER BY nth",
        paper,
    ),
];

fn counter(row: &Row<'_>) -> rusqlite::Result<Line> {
    Ok(Line::Counter {
        name: row.get(0)?,
        last: row.get(1)?,
    })
}

fn customer(row: &Row<'_>) -> rusqlite::Result<Line> {
    Ok(Line::Customer {
        id: row.get(0)?,
        seq: row.get(1)?,
        deleted: row.get(2)?,
        body: row.get(3)?,
    })
}

fn past(row: &Row<'_>) -> rusqlite::Result<Line> {
    Ok(Line::Past {
        customer: row.get(0)?,
        at: row.get(1)?,
        who: row.get(2)?,
        action: row.get(3)?,
        field: row.get(4)?,
        was: row.get(5)?,
        now: row.get(6)?,
    })
}

fn request(row: &Row<'_>) -> rusqlite::Result<Line> {
    Ok(Line::Request {
        id: row.get(0)?,
        customer: row.get(1)?,
        at: row.get(2)?,
        content: row.get(3)?,
    })
}

fn key(row: &Row<'_>) -> rusqlite::Result<Line> {
    Ok(Line::Key {
        id: row.get(0)?,
        name: row.get(1)?,
        role: row.get(2)?,
        api: row.get(3)?,
        access: row.get(4)?,
        made: row.get(5)?,
        used: row.get(6)?,
    })
}

fn paper(row: &Row<'_>) -> rusqlite::Result<Line> {
    Ok(Line::Paper {
        of: row.get(0)?,
        key: row.get(1)?,
        about: row.get(2)?,
        version: row.get(3)?,
        body: row.get(4)?,
        who: row.get(5)?,
        at: row.get(6)?,
    })
}

/// Takes everything in, into a store that nobody has used.
pub(super) fn take(tx: &Transaction<'_>, lines: Giver) -> Result<Counted, StoreError> {
    let is_used: bool = tx.query_row(
        "SELECT EXISTS (SELECT 1 FROM customers) OR EXISTS (SELECT 1 FROM audit)
             OR EXISTS (SELECT 1 FROM keys) OR EXISTS (SELECT 1 FROM shelf)",
        [],
        |row| row.get(0),
    )?;
    if is_used {
        return Err(backup::refused(
            "the store is not empty; name a file that does not exist yet with --store",
        ));
    }
    backup::checked(lines, |line| put(tx, line))
}

fn put(tx: &Transaction<'_>, line: Line) -> Result<(), StoreError> {
    match line {
        // These stand where `checked` has looked at them.
        Line::Head { .. } | Line::End { .. } => {}
        // The store keeps a name of its own: places in the order of changes of the old one go on to be told
        // apart from those that come after the backup was made.
        Line::Counter { name, .. } if name == "identity" => {}
        Line::Counter { name, last } => {
            tx.prepare_cached(
                "INSERT INTO counters (name, last) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET last = ?2",
            )?
            .execute(params![name, last])?;
        }
        Line::Customer {
            id,
            seq,
            deleted,
            body,
        } => put_customer(tx, id, seq, deleted, &body)?,
        Line::Past {
            customer,
            at,
            who,
            action,
            field,
            was,
            now,
        } => {
            tx.prepare_cached(
                "INSERT INTO audit (customer, at, who, action, field, was, now) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            )?
            .execute(params![customer, at, who, action, field, was, now])?;
        }
        Line::Request {
            id,
            customer,
            at,
            content,
        } => {
            tx.prepare_cached(
                "INSERT INTO requests (id, customer, at, content) VALUES (?1, ?2, ?3, ?4)",
            )?
            .execute(params![id, customer, at, content])?;
        }
        Line::Key {
            id,
            name,
            role,
            api,
            access,
            made,
            used,
        } => {
            tx.prepare_cached(
                "INSERT INTO keys (id, name, role, api, access, created, used) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            )?
            .execute(params![id, name, role, api, access, made, used])?;
        }
        Line::Paper {
            of,
            key,
            about,
            version,
            body,
            who,
            at,
        } => {
            tx.prepare_cached(
                "INSERT INTO shelf (kind, key, about, version, body, who, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            )?
            .execute(params![of, key, about, version, body, who, at])?;
        }
    }
    Ok(())
}

fn put_customer(
    tx: &Transaction<'_>,
    id: i64,
    seq: i64,
    deleted: bool,
    body: &str,
) -> Result<(), StoreError> {
    let record = Customer::from_json(body)
        .ok()
        .filter(|record| record.id() == Some(id));
    let Some(record) = record else {
        return Err(backup::refused(&format!("customer {id} cannot be read")));
    };
    customers::put(tx, &record)?;
    // As it was at rest: byte for byte, and in its place in the order of changes.
    tx.prepare_cached("UPDATE customers SET seq = ?2, deleted = ?3, body = ?4 WHERE id = ?1")?
        .execute(params![id, seq, deleted, body])?;
    Ok(())
}
