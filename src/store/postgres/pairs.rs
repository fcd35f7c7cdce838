//! Owns the key pairs in the database, and knowing them at every moment without reading them each time.
//! Must not know what a key is in the clear.

use std::sync::{Arc, Mutex, PoisonError};

use deadpool_postgres::{Object, Transaction};
use tokio_postgres::Row;
use tokio_postgres::types::Type;

use crate::store::shelf::{LEFT, NOBODY, left};
use crate::store::{By, KeyPair, Pairs, Role, StoreError};

use super::row::{clean, request_key};
use super::shelf::note;
use super::trouble::Trouble;

/// One row where nothing has changed since `$1`, else the pairs: in one question, so of one moment.
const NEWS: &str = "SELECT v.last, k.id, k.name, k.role, k.api, k.access, k.created, k.used
    FROM counters v LEFT JOIN keys k ON v.last <> $1 WHERE v.name = 'pairs' ORDER BY k.id";

/// The pairs as they were when they were read last. With every request the database is asked whether they are
/// so still: a call from it may come late, and a pair that was removed must not be known until it comes.
#[derive(Default)]
pub(super) struct Gate(Mutex<Option<Pairs>>);

impl Gate {
    pub async fn pairs(&self, conn: &Object) -> Result<Arc<[KeyPair]>, Trouble> {
        Ok(self.read(conn).await?.all)
    }

    /// The pairs as they are, with how far they have come.
    pub async fn read(&self, conn: &Object) -> Result<Pairs, Trouble> {
        let seen = self.seen();
        let version = seen.as_ref().map_or(-1, |seen| seen.version);
        let statement = conn.prepare_cached(NEWS).await?;
        let rows = conn.query(&statement, &[&version]).await?;
        let Some(first) = rows.first() else {
            let why = "the tables of its key pairs are incomplete; nobody is let in";
            return Err(StoreError::Database(why.to_owned()).into());
        };
        let now: i64 = first.try_get(0)?;
        if let Some(seen) = seen
            && now == version
        {
            return Ok(seen);
        }
        let mut pairs = Vec::with_capacity(rows.len());
        for row in &rows {
            pairs.extend(pair(row)?);
        }
        let seen = Pairs {
            version: now,
            all: pairs.into(),
        };
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(seen.clone());
        Ok(seen)
    }

    /// As they were read last, whatever they are now.
    pub fn seen(&self) -> Option<Pairs> {
        let seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        seen.clone()
    }
}

/// None for the row that stands for no pair at all.
fn pair(row: &Row) -> Result<Option<KeyPair>, Trouble> {
    let Some(id) = row.try_get(1)? else {
        return Ok(None);
    };
    let role: &str = row.try_get(3)?;
    Ok(Some(KeyPair {
        id,
        name: row.try_get(2)?,
        // A role that this rolo does not know gives the least.
        role: Role::from_word(role).unwrap_or(Role::Read),
        api: row.try_get(4)?,
        access: row.try_get(5)?,
        made: row.try_get(6)?,
        used: row.try_get(7)?,
    }))
}

/// Every change of the pairs begins so: they take turns, and whoever knows them reads them again.
async fn turn(tx: &Transaction<'_>) -> Result<(), Trouble> {
    let moved = "UPDATE counters SET last = last + 1 WHERE name = 'pairs'";
    tx.batch_execute(moved).await?;
    Ok(())
}

pub(super) async fn add(tx: &Transaction<'_>, pair: &KeyPair, by: &By) -> Result<(), Trouble> {
    turn(tx).await?;
    let (name, role, slot) = (
        clean(&pair.name),
        pair.role.word(),
        request_key(&left(&pair.name)),
    );
    let values = [
        (&name as _, Type::TEXT),
        (&role as _, Type::TEXT),
        (&pair.api as _, Type::BYTEA),
        (&pair.access as _, Type::BYTEA),
        (&by.at as _, Type::TEXT),
        (&LEFT as _, Type::TEXT),
        (&slot as _, Type::TEXT),
    ];
    if tx.query_typed(ADD, &values).await?.is_empty() {
        let why = format!("there is a pair called {} already", pair.name);
        return Err(StoreError::Refused(why).into());
    }
    told(tx, "add", &name, by).await
}

/// With the number of whoever had this name before; else with one that nobody has had.
const ADD: &str = "INSERT INTO keys (id, name, role, api, access, created) OVERRIDING SYSTEM VALUE
    SELECT coalesce(
        (SELECT body::bigint FROM shelf WHERE kind = $6 AND slot = $7
            AND NOT EXISTS (SELECT 1 FROM keys WHERE id = body::bigint)),
        greatest(
            nextval(pg_get_serial_sequence('keys', 'id')),
            1 + (SELECT max(id) FROM keys),
            1 + (SELECT max(body::bigint) FROM shelf WHERE kind = $6)
        )), $1, $2, $3, $4, $5
    ON CONFLICT DO NOTHING RETURNING id";

pub(super) async fn remove(tx: &Transaction<'_>, name: &str, by: &By) -> Result<bool, Trouble> {
    turn(tx).await?;
    let (key, name) = (left(name), clean(name));
    let sql = "DELETE FROM keys WHERE name = $1 RETURNING id";
    let there = tx.query_typed(sql, &[(&name as _, Type::TEXT)]).await?;
    let Some(gone) = there.first() else {
        return Ok(false);
    };
    let id = gone.try_get::<_, i64>(0)?.to_string();
    let (slot, key, who) = (request_key(&key), clean(&key), clean(&by.name));
    let values = [
        (&LEFT as _, Type::TEXT),
        (&slot as _, Type::TEXT),
        (&key as _, Type::TEXT),
        (&id as _, Type::TEXT),
        (&who as _, Type::TEXT),
        (&by.at as _, Type::TEXT),
    ];
    let kept = "INSERT INTO shelf (kind, slot, key, about, version, body, who, at)
        VALUES ($1, $2, $3, NULL, 1, $4, $5, $6)
        ON CONFLICT (kind, slot) DO UPDATE SET version = shelf.version + 1, body = excluded.body";
    tx.query_typed(kept, &values).await?;
    told(tx, "revoke", &name, by).await?;
    Ok(true)
}

async fn told(tx: &Transaction<'_>, action: &str, name: &str, by: &By) -> Result<(), Trouble> {
    let name = serde_json::Value::from(name).to_string();
    let sides = match action {
        "add" => (None, Some(name.as_str())),
        _ => (Some(name.as_str()), None),
    };
    note(tx, NOBODY, by, action, "keys", sides).await
}

pub(super) async fn used(tx: &Transaction<'_>, id: i64, at: &str) -> Result<(), Trouble> {
    turn(tx).await?;
    let values = [(&id as _, Type::INT8), (&at as _, Type::TEXT)];
    let sql = "UPDATE keys SET used = $2 WHERE id = $1";
    tx.query_typed(sql, &values).await?;
    Ok(())
}

pub(super) async fn rehash(tx: &Transaction<'_>, id: i64, access: &[u8]) -> Result<(), Trouble> {
    turn(tx).await?;
    let values = [(&id as _, Type::INT8), (&access as _, Type::BYTEA)];
    let sql = "UPDATE keys SET access = $2 WHERE id = $1";
    tx.query_typed(sql, &values).await?;
    Ok(())
}
