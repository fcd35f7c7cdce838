//! Owns the key pairs of a SQLite file, and knowing them at every moment without reading them each time.
//! Must not know what a key is in the clear.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::{Connection, OptionalExtension, params};

use super::shelf::{self, LEFT, NOBODY, left, note};
use super::{By, KeyPair, Role, StoreError, schema};

/// The pairs as another connection left them, read again when the file has changed. Asked with every request:
/// a pair that any process has removed is not known a moment later.
pub(super) struct Gate {
    path: PathBuf,
    seen: Mutex<Option<Seen>>,
}

struct Seen {
    conn: Connection,
    /// SQLite's own count of what other connections committed.
    version: i64,
    pairs: Arc<[KeyPair]>,
}

impl Gate {
    pub fn new(path: &Path) -> Gate {
        Gate {
            path: path.to_owned(),
            seen: Mutex::new(None),
        }
    }

    pub fn pairs(&self) -> Result<Arc<[KeyPair]>, StoreError> {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(seen) = seen.as_mut() {
            let version = version(&seen.conn)?;
            if version != seen.version {
                // The count first: what comes between the two is read again.
                seen.version = version;
                seen.pairs = all(&seen.conn)?;
            }
            return Ok(seen.pairs.clone());
        }
        let conn = schema::open_read_only(&self.path)?;
        let version = version(&conn)?;
        let pairs = all(&conn)?;
        *seen = Some(Seen {
            conn,
            version,
            pairs: pairs.clone(),
        });
        Ok(pairs)
    }
}

fn version(conn: &Connection) -> Result<i64, StoreError> {
    let mut ask = conn.prepare_cached("PRAGMA data_version")?;
    Ok(ask.query_row([], |row| row.get(0))?)
}

fn all(conn: &Connection) -> Result<Arc<[KeyPair]>, StoreError> {
    let mut find = conn.prepare_cached(
        "SELECT id, name, role, api, access, created, used FROM keys ORDER BY id",
    )?;
    let pairs = find.query_map([], |row| {
        let role: String = row.get(2)?;
        Ok(KeyPair {
            id: row.get(0)?,
            name: row.get(1)?,
            // A role that this rolo does not know gives the least.
            role: Role::from_word(&role).unwrap_or(Role::Read),
            api: row.get(3)?,
            access: row.get(4)?,
            made: row.get(5)?,
            used: row.get(6)?,
        })
    })?;
    Ok(pairs.collect::<Result<_, _>>()?)
}

pub(super) fn add(conn: &Connection, pair: &KeyPair, by: &By) -> Result<(), StoreError> {
    let added = conn.execute(
        "INSERT INTO keys (id, name, role, api, access, created) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT DO NOTHING",
        params![
            number(conn, &pair.name)?,
            pair.name,
            pair.role.word(),
            pair.api,
            pair.access,
            by.at
        ],
    )?;
    if added == 0 {
        let why = format!("there is a pair called {} already", pair.name);
        return Err(StoreError::Refused(why));
    }
    told(conn, "add", &pair.name, by)
}

/// The number of whoever had this name before; else one that nobody has had.
fn number(conn: &Connection, name: &str) -> Result<i64, StoreError> {
    let before = shelf::one(conn, LEFT, &left(name))?;
    if let Some(id) = before.and_then(|paper| paper.body.parse().ok()) {
        let is_taken = "SELECT EXISTS (SELECT 1 FROM keys WHERE id = ?1)";
        if !conn.query_row(is_taken, [id], |row| row.get(0))? {
            return Ok(id);
        }
    }
    let last = "SELECT max(coalesce((SELECT max(id) FROM keys), 0),
        coalesce((SELECT max(CAST(body AS INTEGER)) FROM shelf WHERE kind = ?1), 0))";
    let last: i64 = conn.query_row(last, [LEFT], |row| row.get(0))?;
    Ok(last.saturating_add(1))
}

pub(super) fn remove(conn: &Connection, name: &str, by: &By) -> Result<bool, StoreError> {
    let gone = conn.query_row(
        "DELETE FROM keys WHERE name = ?1 RETURNING id",
        [name],
        |row| row.get::<_, i64>(0),
    );
    let Some(id) = gone.optional()? else {
        return Ok(false);
    };
    conn.execute(
        "INSERT INTO shelf (kind, key, about, version, body, who, at) VALUES (?1, ?2, NULL, 1, ?3, ?4, ?5)
         ON CONFLICT (kind, key) DO UPDATE SET version = version + 1, body = excluded.body",
        params![LEFT, left(name), id.to_string(), by.name, by.at],
    )?;
    told(conn, "revoke", name, by)?;
    Ok(true)
}

fn told(conn: &Connection, action: &str, name: &str, by: &By) -> Result<(), StoreError> {
    let name = serde_json::Value::from(name).to_string();
    let (was, now) = match action {
        "add" => (None, Some(name)),
        _ => (Some(name), None),
    };
    note(conn, NOBODY, by, action, "keys", (was, now))
}

pub(super) fn used(conn: &Connection, id: i64, at: &str) -> Result<(), StoreError> {
    conn.execute("UPDATE keys SET used = ?2 WHERE id = ?1", params![id, at])?;
    Ok(())
}

pub(super) fn rehash(conn: &Connection, id: i64, access: &[u8]) -> Result<(), StoreError> {
    conn.execute(
        "UPDATE keys SET access = ?2 WHERE id = ?1",
        params![id, access],
    )?;
    Ok(())
}
