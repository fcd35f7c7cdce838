//! Owns writing what a batch of changes has come to: rows, records, audit, requests, numbers, and the call to
//! other processes. Must not commit.

use deadpool_postgres::Object;
use futures_util::future::{try_join, try_join5};
use futures_util::pin_mut;
use serde_json::Value;
use tokio_postgres::binary_copy::BinaryCopyInWriter;
use tokio_postgres::types::{ToSql, Type};

use crate::customer::{Customer, CustomerId};
use crate::store::customers::search_text;

use super::change::{Batch, Row};
use super::listen::CHANNEL;
use super::row::{Place, choices, clean, number, request_key};
use super::steps;
use super::trouble::Trouble;

/// From so many new customers on, they are copied in.
const MANY: usize = 200;

const CUSTOMERS: &str = "INSERT INTO customers
        (id, seq, version, number, name_key, search, created, updated, deleted, choices)
    SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::text[], $5::text[], $6::text[], $7::text[],
        $8::text[], $9::boolean[], $10::jsonb[])
    ON CONFLICT (id) DO UPDATE SET seq = excluded.seq, version = excluded.version, number = excluded.number,
        name_key = excluded.name_key, search = excluded.search, created = excluded.created,
        updated = excluded.updated, deleted = excluded.deleted, choices = excluded.choices";

const RECORDS: &str =
    "INSERT INTO records (id, body) SELECT * FROM unnest($1::bigint[], $2::text[])
    ON CONFLICT (id) DO UPDATE SET body = excluded.body";

const COPIED_CUSTOMERS: &str = "COPY customers
    (id, seq, version, number, name_key, search, created, updated, deleted, choices) FROM STDIN BINARY";
const COPIED_RECORDS: &str = "COPY records (id, body) FROM STDIN BINARY";
const COPIED_AUDIT: &str =
    "COPY audit (customer, at, who, action, field, was, now) FROM STDIN BINARY";

const AUDIT: &str = "INSERT INTO audit (customer, at, who, action, field, was, now)
    SELECT * FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[])";

const REQUESTS: &str = "INSERT INTO requests (id, customer, at, content)
    SELECT * FROM unnest($1::text[], $2::bigint[], $3::text[], $4::bytea[])";

const COUNTERS: &str = "UPDATE counters SET last = v.last
    FROM unnest(ARRAY['change', 'customer', 'element', 'number'], $1::bigint[]) AS v (name, last)
    WHERE counters.name = v.name AND counters.last <> v.last";

/// A customer as its columns.
pub(super) struct Columns {
    id: CustomerId,
    seq: i64,
    version: Option<i64>,
    number: String,
    search: String,
    place: Place,
    choices: Value,
    body: String,
}

impl Columns {
    fn of(id: CustomerId, seq: i64, row: &Row) -> Columns {
        Columns::at_rest(id, seq, &row.record, row.deleted, row.record.to_json())
    }

    /// Of a record whose text stays as it is, byte for byte.
    pub fn at_rest(
        id: CustomerId,
        seq: i64,
        record: &Customer,
        deleted: bool,
        body: String,
    ) -> Columns {
        Columns {
            id,
            seq,
            version: record.version(),
            number: number(record),
            search: clean(&search_text(record)),
            place: Place::of(record, deleted),
            choices: choices(record),
            body,
        }
    }

    fn values(&self) -> [&(dyn ToSql + Sync); 10] {
        [
            &self.id,
            &self.seq,
            &self.version,
            &self.number,
            &self.place.name_key,
            &self.search,
            &self.place.created,
            &self.place.updated,
            &self.place.deleted,
            &self.choices,
        ]
    }
}

const TYPES: [Type; 10] = [
    Type::INT8,
    Type::INT8,
    Type::INT8,
    Type::TEXT,
    Type::TEXT,
    Type::TEXT,
    Type::TEXT,
    Type::TEXT,
    Type::BOOL,
    Type::JSONB,
];

/// Writes it all, and answers with the stretches that are to be divided.
pub(super) async fn put(conn: &Object, batch: &Batch) -> Result<Vec<steps::Start>, Trouble> {
    let changed = batch.rows.iter();
    let changed = changed.filter_map(|(id, row)| Some((*id, row.seq?, row)));
    let (mut new, mut old) = (Vec::new(), Vec::new());
    let mut moves = steps::Moves::default();
    for (id, seq, row) in changed {
        let columns = Columns::of(id, seq, row);
        moves.add(id, row.was.as_ref(), &columns.place);
        match row.was {
            None => new.push(columns),
            Some(_) => old.push(columns),
        }
    }
    // In the order of their ids, so that the tables are.
    new.sort_unstable_by_key(|columns| columns.id);
    match new.len() >= MANY {
        true => copy(conn, &new).await?,
        false => old.append(&mut new),
    }
    let rows = async {
        match old.is_empty() {
            true => Ok(()),
            false => insert(conn, &old).await,
        }
    };
    let counters = batch.counters;
    let counters = vec![
        counters.change,
        counters.customer,
        counters.element,
        counters.number,
    ];
    let counted = [(&counters as _, Type::INT8_ARRAY)];
    let call = [(&CHANNEL as _, Type::TEXT)];
    let tell = async {
        try_join(
            conn.query_typed(COUNTERS, &counted),
            conn.query_typed("SELECT pg_notify($1, '')", &call),
        )
        .await
        .map_err(Trouble::from)
    };
    // Sent one behind the other, answered in one go.
    let (_, _, _, _, long) = try_join5(
        rows,
        audit(conn, batch),
        requests(conn, batch),
        tell,
        moves.put(conn),
    )
    .await?;
    Ok(long)
}

async fn insert(conn: &Object, rows: &[Columns]) -> Result<(), Trouble> {
    let ids = all(rows, |row| row.id);
    let seqs = all(rows, |row| row.seq);
    let versions = all(rows, |row| row.version);
    let numbers = all(rows, |row| row.number.as_str());
    let names = all(rows, |row| row.place.name_key.as_str());
    let texts = all(rows, |row| row.search.as_str());
    let created = all(rows, |row| row.place.created.as_str());
    let updated = all(rows, |row| row.place.updated.as_str());
    let deleted = all(rows, |row| row.place.deleted);
    let choices = all(rows, |row| &row.choices);
    let bodies = all(rows, |row| row.body.as_str());
    let customers: [(&(dyn ToSql + Sync), Type); 10] = [
        (&ids, Type::INT8_ARRAY),
        (&seqs, Type::INT8_ARRAY),
        (&versions, Type::INT8_ARRAY),
        (&numbers, Type::TEXT_ARRAY),
        (&names, Type::TEXT_ARRAY),
        (&texts, Type::TEXT_ARRAY),
        (&created, Type::TEXT_ARRAY),
        (&updated, Type::TEXT_ARRAY),
        (&deleted, Type::BOOL_ARRAY),
        (&choices, Type::JSONB_ARRAY),
    ];
    let records: [(&(dyn ToSql + Sync), Type); 2] =
        [(&ids, Type::INT8_ARRAY), (&bodies, Type::TEXT_ARRAY)];
    try_join(
        conn.query_typed(CUSTOMERS, &customers),
        conn.query_typed(RECORDS, &records),
    )
    .await?;
    Ok(())
}

fn all<'a, T, V>(rows: &'a [T], value: impl Fn(&'a T) -> V) -> Vec<V> {
    rows.iter().map(value).collect()
}

/// Copies in customers that are all new.
pub(super) async fn copy(conn: &Object, rows: &[Columns]) -> Result<(), Trouble> {
    let sink = conn.copy_in(COPIED_CUSTOMERS).await?;
    let writer = BinaryCopyInWriter::new(sink, &TYPES);
    pin_mut!(writer);
    for row in rows {
        writer.as_mut().write(&row.values()).await?;
    }
    writer.finish().await?;
    let sink = conn.copy_in(COPIED_RECORDS).await?;
    let writer = BinaryCopyInWriter::new(sink, &[Type::INT8, Type::TEXT]);
    pin_mut!(writer);
    for row in rows {
        writer.as_mut().write(&[&row.id, &row.body]).await?;
    }
    writer.finish().await?;
    Ok(())
}

async fn audit(conn: &Object, batch: &Batch) -> Result<(), Trouble> {
    let lines = &batch.audit;
    let fields = all(lines, |line| line.field.as_deref().map(clean));
    let who = all(lines, |line| clean(&line.by.name));
    if lines.len() >= MANY {
        let text = Type::TEXT;
        let types = [
            Type::INT8,
            text.clone(),
            text.clone(),
            text.clone(),
            text.clone(),
            text.clone(),
            text,
        ];
        let writer = BinaryCopyInWriter::new(conn.copy_in(COPIED_AUDIT).await?, &types);
        pin_mut!(writer);
        for ((line, field), who) in lines.iter().zip(&fields).zip(&who) {
            let values: [&(dyn ToSql + Sync); 7] = [
                &line.customer,
                &line.by.at,
                who,
                &line.action,
                field,
                &line.was,
                &line.now,
            ];
            writer.as_mut().write(&values).await?;
        }
        writer.finish().await?;
        return Ok(());
    }
    let customers = all(lines, |line| line.customer);
    let at = all(lines, |line| line.by.at.as_str());
    let actions = all(lines, |line| line.action);
    let was = all(lines, |line| line.was.as_deref());
    let now = all(lines, |line| line.now.as_deref());
    let values: [(&(dyn ToSql + Sync), Type); 7] = [
        (&customers, Type::INT8_ARRAY),
        (&at, Type::TEXT_ARRAY),
        (&who, Type::TEXT_ARRAY),
        (&actions, Type::TEXT_ARRAY),
        (&fields, Type::TEXT_ARRAY),
        (&was, Type::TEXT_ARRAY),
        (&now, Type::TEXT_ARRAY),
    ];
    conn.query_typed(AUDIT, &values).await?;
    Ok(())
}

async fn requests(conn: &Object, batch: &Batch) -> Result<(), Trouble> {
    let new = &batch.new_requests;
    if new.is_empty() {
        return Ok(());
    }
    let ids = all(new, |(request, _, _)| request_key(&request.id));
    let customers = all(new, |(_, id, _)| *id);
    let at = all(new, |(_, _, at)| at.as_str());
    let contents = all(new, |(request, _, _)| request.content.as_slice());
    let values: [(&(dyn ToSql + Sync), Type); 4] = [
        (&ids, Type::TEXT_ARRAY),
        (&customers, Type::INT8_ARRAY),
        (&at, Type::TEXT_ARRAY),
        (&contents, Type::BYTEA_ARRAY),
    ];
    conn.query_typed(REQUESTS, &values).await?;
    Ok(())
}
