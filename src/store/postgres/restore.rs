//! Owns taking the lines of a backup into a database that nobody has used: under every lock of those who write,
//! in one transaction, a part in memory at a time.
//! Must not commit before the whole backup was seen.

use deadpool_postgres::Object;
use futures_util::pin_mut;
use tokio::sync::mpsc;
use tokio_postgres::binary_copy::BinaryCopyInWriter;
use tokio_postgres::types::{ToSql, Type};

use crate::customer::Customer;
use crate::store::StoreError;
use crate::store::backup::{self, Counted, Giver, Line};

use super::listen::CHANNEL;
use super::put::{self, Columns};
use super::row::{clean, request_key};
use super::steps;
use super::trouble::{Trouble, is_refusal};

/// Lines that are copied in together at most.
const TOGETHER: usize = 500;

/// The writers' turn and that of the pairs, then the tables, in the order in which writers come to them.
const LOCK: &str = "BEGIN;
    SELECT last FROM counters WHERE name IN ('change', 'pairs') ORDER BY name FOR UPDATE;
    LOCK TABLE shelf, keys, customers, records, audit, requests IN SHARE ROW EXCLUSIVE MODE";

const IS_USED: &str = "SELECT EXISTS (SELECT 1 FROM customers) OR EXISTS (SELECT 1 FROM audit)
    OR EXISTS (SELECT 1 FROM keys) OR EXISTS (SELECT 1 FROM shelf)";

/// What follows from the rows: the last change and customer, the next id of a pair, and that the pairs are others.
const SETTLE: &str = "UPDATE counters SET last = greatest(last, (SELECT coalesce(max(seq), 0) FROM customers))
        WHERE name = 'change';
    UPDATE counters SET last = greatest(last, (SELECT coalesce(max(id), 0) FROM customers)) WHERE name = 'customer';
    UPDATE counters SET last = last + 1 WHERE name = 'pairs';
    SELECT setval(pg_get_serial_sequence('keys', 'id'), max(id)) FROM keys HAVING max(id) > 0";

pub(super) async fn take(conn: &Object, lines: Giver) -> Result<Counted, Trouble> {
    conn.batch_execute(LOCK).await?;
    if conn.query_typed_one(IS_USED, &[]).await?.try_get(0)? {
        let why = "the store is not empty; name an empty database with --store";
        return Err(backup::refused(why).into());
    }
    let (hand_over, mut coming) = mpsc::channel(TOGETHER);
    // Whoever gives the lines may wait for a disk.
    let giving = tokio::task::spawn_blocking(move || {
        backup::checked(lines, |line| {
            let gone = |_| backup::refused("the database took no more of the backup");
            hand_over.blocking_send(line).map_err(gone)
        })
    });
    // Takes the receiver with it, so that nobody gives to a database that takes nothing.
    let taken = async move {
        let mut part = Vec::with_capacity(TOGETHER);
        while coming.recv_many(&mut part, TOGETHER).await > 0 {
            put(conn, std::mem::take(&mut part)).await?;
        }
        Ok::<_, Trouble>(())
    };
    taken.await?;
    let given = giving.await;
    let counted = given.map_err(|_| backup::refused("reading the backup ended in a panic"))??;
    conn.batch_execute(SETTLE).await?;
    steps::count_anew(conn).await?;
    let call = [(&CHANNEL as _, Type::TEXT)];
    conn.query_typed("SELECT pg_notify($1, '')", &call).await?;
    match conn.batch_execute("COMMIT").await {
        Ok(()) => Ok(counted),
        Err(error) if is_refusal(&error) => Err(error.into()),
        Err(_) => Err(StoreError::Uncertain.into()),
    }
}

type Value = Box<dyn ToSql + Sync + Send>;

/// Lines that stand together, by the table that they go into.
#[derive(Default)]
struct Part {
    counters: Vec<(String, i64)>,
    customers: Vec<Columns>,
    audit: Vec<Vec<Value>>,
    requests: Vec<Vec<Value>>,
    keys: Vec<Vec<Value>>,
    shelf: Vec<Vec<Value>>,
}

async fn put(conn: &Object, lines: Vec<Line>) -> Result<(), Trouble> {
    let mut part = Part::default();
    for line in lines {
        part.add(line)?;
    }
    for (name, last) in &part.counters {
        count(conn, name, *last).await?;
    }
    if !part.customers.is_empty() {
        put::copy(conn, &part.customers).await?;
    }
    const TEXT: Type = Type::TEXT;
    let audit = [Type::INT8, TEXT, TEXT, TEXT, TEXT, TEXT, TEXT];
    let sql = "COPY audit (customer, at, who, action, field, was, now) FROM STDIN BINARY";
    copy(conn, sql, &audit, &part.audit).await?;
    let requests = [TEXT, Type::INT8, TEXT, Type::BYTEA];
    let sql = "COPY requests (id, customer, at, content) FROM STDIN BINARY";
    copy(conn, sql, &requests, &part.requests).await?;
    let keys = [Type::INT8, TEXT, TEXT, Type::BYTEA, Type::BYTEA, TEXT, TEXT];
    let sql = "COPY keys (id, name, role, api, access, created, used) FROM STDIN BINARY";
    copy(conn, sql, &keys, &part.keys).await?;
    let shelf = [TEXT, TEXT, TEXT, Type::INT8, Type::INT8, TEXT, TEXT, TEXT];
    let sql = "COPY shelf (kind, slot, key, about, version, body, who, at) FROM STDIN BINARY";
    copy(conn, sql, &shelf, &part.shelf).await
}

impl Part {
    fn add(&mut self, line: Line) -> Result<(), StoreError> {
        fn row<const N: usize>(values: [Value; N]) -> Vec<Value> {
            values.into()
        }
        let cleaned = |text: Option<String>| text.map(|text| clean(&text));
        match line {
            // These stand where `checked` has looked at them.
            Line::Head { .. } | Line::End { .. } => {}
            // The store keeps a name of its own: places in the order of changes of the old one go on to be told
            // apart from those that come after the backup was made.
            Line::Counter { name, .. } if matches!(&*name, "identity" | "change" | "pairs") => {}
            Line::Counter { name, last } => self.counters.push((name, last)),
            Line::Customer {
                id,
                seq,
                deleted,
                body,
            } => {
                let record = Customer::from_json(&body)
                    .ok()
                    .filter(|record| record.id() == Some(id))
                    .ok_or_else(|| backup::refused(&format!("customer {id} cannot be read")))?;
                self.customers
                    .push(Columns::at_rest(id, seq, &record, deleted, body));
            }
            Line::Past {
                customer,
                at,
                who,
                action,
                field,
                was,
                now,
            } => self.audit.push(row([
                Box::new(customer),
                Box::new(clean(&at)),
                Box::new(clean(&who)),
                Box::new(clean(&action)),
                Box::new(cleaned(field)),
                Box::new(cleaned(was)),
                Box::new(cleaned(now)),
            ])),
            Line::Request {
                id,
                customer,
                at,
                content,
            } => self.requests.push(row([
                Box::new(request_key(&id)),
                Box::new(customer),
                Box::new(clean(&at)),
                Box::new(content),
            ])),
            Line::Key {
                id,
                name,
                role,
                api,
                access,
                made,
                used,
            } => self.keys.push(row([
                Box::new(id),
                Box::new(clean(&name)),
                Box::new(clean(&role)),
                Box::new(api),
                Box::new(access),
                Box::new(clean(&made)),
                Box::new(cleaned(used)),
            ])),
            Line::Paper {
                of,
                key,
                about,
                version,
                body,
                who,
                at,
            } => self.shelf.push(row([
                Box::new(clean(&of)),
                Box::new(request_key(&key)),
                Box::new(clean(&key)),
                Box::new(about),
                Box::new(version),
                Box::new(clean(&body)),
                Box::new(clean(&who)),
                Box::new(clean(&at)),
            ])),
        }
        Ok(())
    }
}

/// The keys of papers are counted by a sequence, the others by rows.
async fn count(conn: &Object, name: &str, last: i64) -> Result<(), Trouble> {
    let sql = match name {
        "paper" => "SELECT setval('shelf_keys', $2) WHERE $1 = 'paper' AND $2 > 0",
        _ => {
            "INSERT INTO counters (name, last) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET last = excluded.last"
        }
    };
    let values = [(&name as _, Type::TEXT), (&last as _, Type::INT8)];
    conn.query_typed(sql, &values).await?;
    Ok(())
}

async fn copy(
    conn: &Object,
    sql: &str,
    types: &[Type],
    rows: &[Vec<Value>],
) -> Result<(), Trouble> {
    if rows.is_empty() {
        return Ok(());
    }
    let writer = BinaryCopyInWriter::new(conn.copy_in(sql).await?, types);
    pin_mut!(writer);
    for row in rows {
        let values: Vec<&(dyn ToSql + Sync)> = row.iter().map(|value| &**value as _).collect();
        writer.as_mut().write(&values).await?;
    }
    writer.finish().await?;
    Ok(())
}
