//! Owns the tables in the database and how older ones become newer: one process at a time, all or nothing.
//! Must not know what is in the tables.

use deadpool_postgres::Object;
use tokio_postgres::error::SqlState;

use crate::store::StoreError;

use super::trouble::Trouble;

/// The steps that make the tables, oldest first. A step that was released is never changed.
const STEPS: [&str; 3] = [
    include_str!("../../../assets/schema/postgres.sql"),
    include_str!("../../../assets/schema/postgres-shelf.sql"),
    include_str!("../../../assets/schema/postgres-requests.sql"),
];

/// What processes that bring the tables up to date take turns by; any number that is always the same.
const TURN: i64 = 0x726f_6c6f;

pub(super) async fn migrate(conn: &mut Object) -> Result<(), Trouble> {
    let known = i64::try_from(STEPS.len()).unwrap_or(i64::MAX);
    // A database that is up to date is not written to: a replica cannot be.
    if version(conn).await? == Some(known) {
        return Ok(());
    }
    let tx = conn.transaction().await?;
    tx.execute("SELECT pg_advisory_xact_lock($1)", &[&TURN])
        .await?;
    tx.batch_execute(
        "CREATE TABLE IF NOT EXISTS schema_versions (room text PRIMARY KEY, version bigint NOT NULL)",
    )
    .await?;
    let found = tx
        .query_opt(
            "SELECT version FROM schema_versions WHERE room = 'server'",
            &[],
        )
        .await?;
    let found: i64 = found.map_or(Ok(0), |row| row.try_get(0))?;
    if found > known {
        return Err(StoreError::Newer { found, known }.into());
    }
    if found == known {
        return Ok(tx.commit().await?);
    }
    tx.batch_execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        .await
        .map_err(without_trigrams)?;
    for step in STEPS.iter().skip(usize::try_from(found).unwrap_or(0)) {
        tx.batch_execute(step).await?;
    }
    tx.execute(
        "INSERT INTO schema_versions (room, version) VALUES ('server', $1)
         ON CONFLICT (room) DO UPDATE SET version = excluded.version",
        &[&known],
    )
    .await?;
    Ok(tx.commit().await?)
}

async fn version(conn: &Object) -> Result<Option<i64>, Trouble> {
    let row = conn
        .query_opt(
            "SELECT version FROM schema_versions WHERE room = 'server'",
            &[],
        )
        .await;
    match row {
        Ok(row) => Ok(row.map(|row| row.try_get(0)).transpose()?),
        Err(error) if error.code() == Some(&SqlState::UNDEFINED_TABLE) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

fn without_trigrams(error: tokio_postgres::Error) -> Trouble {
    let what = match error.code() {
        Some(&SqlState::INSUFFICIENT_PRIVILEGE) => {
            "its user may not add pg_trgm; let the owner of the database run CREATE EXTENSION pg_trgm in it"
        }
        Some(&SqlState::FEATURE_NOT_SUPPORTED | &SqlState::UNDEFINED_FILE) => {
            "pg_trgm is missing, which searches need; install the contrib package of its PostgreSQL"
        }
        _ => return error.into(),
    };
    Trouble::Final(StoreError::Database(format!("{what}; nothing was made")))
}
