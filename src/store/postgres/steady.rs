//! Owns finding out whether a connection is the same session from one question to the next. Behind a pool that lends
//! one for a transaction only, what was prepared or settled is gone with the next question, and nothing is heard.
//! Must not change anything.

use std::time::Duration;

use deadpool_postgres::Object;

use crate::store::StoreError;

use super::pool::Connections;
use super::trouble::Trouble;

/// How long a session may take to answer while another is held.
const WAIT: Duration = Duration::from_secs(2);

/// Refuses a database whose connections are lent for a transaction: while another transaction holds the session that
/// answered last, who asked it is given a second one, or has to wait.
pub(super) async fn check(connections: &Connections) -> Result<(), Trouble> {
    let one = connections.get().await?;
    let before = session(&one).await?;
    // Who may have one connection only finds out nothing, and has no other trouble.
    let Ok(other) = connections.get().await else {
        return Ok(());
    };
    other.batch_execute("BEGIN").await?;
    let after = async {
        session(&other).await?;
        match tokio::time::timeout(WAIT, session(&one)).await {
            Ok(after) => after.map(Some),
            Err(_) => Ok(None),
        }
    };
    let after = after.await;
    // One has a transaction open, and the other perhaps a question under way.
    drop((Object::take(one), Object::take(other)));
    match after? {
        Some(after) if after == before => Ok(()),
        _ => Err(lent()),
    }
}

async fn session(conn: &Object) -> Result<i32, Trouble> {
    let rows = conn.query_typed("SELECT pg_backend_pid()", &[]).await?;
    let session = rows.first().map(|row| row.try_get(0)).transpose()?;
    Ok(session.unwrap_or_default())
}

fn lent() -> Trouble {
    let why = "before the database stands a pool that lends its connections for a transaction, and rolo has to keep them; nothing was changed: let the pool lend them for a session (pgbouncer: pool_mode = session), or name the database's own port";
    Trouble::Final(StoreError::Refused(why.to_owned()))
}
