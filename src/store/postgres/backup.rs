//! Owns giving out everything of the database as the lines of a backup: as it is at one moment, row by row,
//! while others go on writing.
//! Must not know where the lines go.

use deadpool_postgres::Object;
use futures_util::{TryStreamExt, pin_mut};
use tokio::sync::mpsc;
use tokio_postgres::Row;
use tokio_postgres::types::{ToSql, Type};

use crate::store::StoreError;
use crate::store::backup::{Counted, FORM, Line, Taker};

use super::trouble::Trouble;

/// Lines that wait for whoever takes them; the database waits behind them.
const WAITING: usize = 64;

type Reader = fn(&Row) -> Result<Line, tokio_postgres::Error>;

/// What is read how. The number of the last change is that of the customer who changed last, and the version of
/// the pairs means something in this database alone: neither is given.
const TABLES: [(&str, Reader); 6] = [
    (
        "SELECT name, last FROM (
             SELECT name, last FROM counters WHERE name NOT IN ('change', 'pairs') AND last <> 0
             UNION ALL SELECT 'paper', last_value FROM shelf_keys WHERE is_called) all_counters
         ORDER BY name COLLATE \"C\"",
        counter,
    ),
    (
        "SELECT c.id, c.seq, c.deleted, r.body FROM customers c JOIN records r ON r.id = c.id ORDER BY c.seq",
        customer,
    ),
    (
        "SELECT customer, at, who, action, field, was, now FROM audit ORDER BY id",
        past,
    ),
    (
        "SELECT id, customer, at, content FROM requests ORDER BY id COLLATE \"C\"",
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

/// Gives everything. The lines are taken on a thread of their own: that may wait for a disk.
pub(super) async fn give(conn: &Object, mut take: Taker) -> Result<Counted, Trouble> {
    let (lines, mut coming) = mpsc::channel::<Line>(WAITING);
    let taking = tokio::task::spawn_blocking(move || {
        let mut counted = Counted::default();
        while let Some(line) = coming.blocking_recv() {
            if !matches!(line, Line::End { .. }) {
                counted.add(&line);
            }
            take(&line)?;
        }
        Ok::<_, StoreError>(counted)
    });
    let read = read(conn, lines).await;
    let taken = taking
        .await
        .map_err(|_| StoreError::Database("the backup ended in a panic".to_owned()))?;
    // Where nobody takes any more, it is they who know why.
    let counted = taken?;
    read?;
    Ok(counted)
}

async fn read(conn: &Object, lines: mpsc::Sender<Line>) -> Result<(), Trouble> {
    conn.batch_execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        .await?;
    let head = Line::Head {
        form: FORM,
        rolo: env!("CARGO_PKG_VERSION").to_owned(),
    };
    hand(&lines, head).await?;
    let mut count = 1;
    for (sql, line) in TABLES {
        let none: [(&(dyn ToSql + Sync), Type); 0] = [];
        let rows = conn.query_typed_raw(sql, none).await?;
        pin_mut!(rows);
        while let Some(row) = rows.try_next().await? {
            hand(&lines, line(&row)?).await?;
            count += 1;
        }
    }
    conn.batch_execute("COMMIT").await?;
    hand(&lines, Line::End { lines: count }).await
}

async fn hand(lines: &mpsc::Sender<Line>, line: Line) -> Result<(), Trouble> {
    let gone = |_| StoreError::Database("nobody takes the backup any more".to_owned());
    Ok(lines.send(line).await.map_err(gone)?)
}

fn counter(row: &Row) -> Result<Line, tokio_postgres::Error> {
    Ok(Line::Counter {
        name: row.try_get(0)?,
        last: row.try_get(1)?,
    })
}

fn customer(row: &Row) -> Result<Line, tokio_postgres::Error> {
    Ok(Line::Customer {
        id: row.try_get(0)?,
        seq: row.try_get(1)?,
        deleted: row.try_get(2)?,
        body: row.try_get(3)?,
    })
}

fn past(row: &Row) -> Result<Line, tokio_postgres::Error> {
    Ok(Line::Past {
        customer: row.try_get(0)?,
        at: row.try_get(1)?,
        who: row.try_get(2)?,
        action: row.try_get(3)?,
        field: row.try_get(4)?,
        was: row.try_get(5)?,
        now: row.try_get(6)?,
    })
}

fn request(row: &Row) -> Result<Line, tokio_postgres::Error> {
    Ok(Line::Request {
        id: row.try_get(0)?,
        customer: row.try_get(1)?,
        at: row.try_get(2)?,
        content: row.try_get(3)?,
    })
}

fn key(row: &Row) -> Result<Line, tokio_postgres::Error> {
    Ok(Line::Key {
        id: row.try_get(0)?,
        name: row.try_get(1)?,
        role: row.try_get(2)?,
        api: row.try_get(3)?,
        access: row.try_get(4)?,
        made: row.try_get(5)?,
        used: row.try_get(6)?,
    })
}

fn paper(row: &Row) -> Result<Line, tokio_postgres::Error> {
    Ok(Line::Paper {
        of: row.try_get(0)?,
        key: row.try_get(1)?,
        about: row.try_get(2)?,
        version: row.try_get(3)?,
        body: row.try_get(4)?,
        who: row.try_get(5)?,
        at: row.try_get(6)?,
    })
}
