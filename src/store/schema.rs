//! Owns the tables and how an older file becomes a newer one. Each room that keeps tables in a file has a
//! version of its own there, because a local workspace's mirror, server and journal share one file.
//! Must not know what is in the tables.

use std::fs::OpenOptions;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, OptionalExtension, TransactionBehavior};

use super::StoreError;

/// The steps that make the customers table, oldest first. A step that was released is never changed.
pub const CUSTOMERS: [&str; 4] = [
    include_str!("../../assets/schema/customers.sql"),
    include_str!("../../assets/schema/customers-text.sql"),
    include_str!("../../assets/schema/customers-copy.sql"),
    include_str!("../../assets/schema/customers-hyphens.sql"),
];
/// The server's own tables.
pub const SERVER: [&str; 4] = [
    include_str!("../../assets/schema/server.sql"),
    include_str!("../../assets/schema/server_requests.sql"),
    include_str!("../../assets/schema/server_moved.sql"),
    include_str!("../../assets/schema/server_shelf.sql"),
];

/// What a mirror of another server keeps beside the customers.
pub const MIRROR: [&str; 1] = [include_str!("../../assets/schema/mirror-sweep.sql")];

/// How long one process waits for another that writes.
const BUSY: Duration = Duration::from_secs(10);

/// Opens a file for reading and writing, with the settings that everything here relies on. A new one is its
/// owner's alone, and so are the files that SQLite puts beside it, which take its mode.
pub fn open(path: &Path) -> Result<Connection, StoreError> {
    make_private(path);
    let conn = Connection::open(path)?;
    conn.busy_timeout(BUSY)?;
    // Only a new file takes it. A page of the usual size holds one record and half of it stays empty.
    conn.pragma_update(None, "page_size", PAGE)?;
    // WAL: readers never wait for the writer. FULL: what was acknowledged survives a power cut.
    conn.pragma_update(None, "journal_mode", "wal")?;
    conn.pragma_update(None, "synchronous", "full")?;
    // The system keeps the file in memory anyway; a copy for each connection would only add to it.
    settle(&conn, SMALL_CACHE)?;
    Ok(conn)
}

/// Makes a new file its owner's alone. One that is there, or cannot be made, is SQLite's to open or to refuse.
pub fn make_private(path: &Path) {
    let mut new = OpenOptions::new();
    drop(new.write(true).create_new(true).mode(0o600).open(path));
}

/// Opens a file that exists for reading alone.
pub fn open_read_only(path: &Path) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = Connection::open_with_flags(path, flags)?;
    conn.busy_timeout(BUSY)?;
    settle(&conn, LARGE_CACHE)?;
    conn.pragma_update(None, "mmap_size", 256 << 20)?;
    Ok(conn)
}

const PAGE: i64 = 16_384;
/// How much of a file may be mapped; the system sets it to what it allows.
const MAPPED: i64 = 4 << 30;
/// How much of a file a connection keeps in memory, in negative KiB as SQLite wants it.
const SMALL_CACHE: i64 = -1_000;
pub const LARGE_CACHE: i64 = -16_000;

/// Lets a connection read the file where the system keeps it, without a copy of its own: for a process that
/// reads much once. What is read counts as the process's memory.
pub fn map(conn: &Connection) -> Result<(), StoreError> {
    Ok(conn.pragma_update(None, "mmap_size", MAPPED)?)
}

/// Gives back what a connection keeps of pages that were read once.
pub fn shrink(conn: &Connection) -> Result<(), StoreError> {
    Ok(conn.execute_batch("PRAGMA shrink_memory")?)
}

fn settle(conn: &Connection, cache: i64) -> Result<(), StoreError> {
    conn.pragma_update(None, "cache_size", cache)?;
    conn.set_prepared_statement_cache_capacity(64);
    Ok(())
}

/// Brings one room's tables up to date, each step in full or not at all.
pub fn migrate(conn: &mut Connection, room: &str, steps: &[&str]) -> Result<(), StoreError> {
    let known = i64::try_from(steps.len()).unwrap_or(i64::MAX);
    // A file that is up to date is not written to: a start would wait for the disk, and for other writers.
    if version(conn, room).ok().flatten() == Some(known) {
        return Ok(());
    }
    let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
    tx.execute_batch(
        "CREATE TABLE IF NOT EXISTS schema_versions (room TEXT PRIMARY KEY, version INTEGER NOT NULL) STRICT, WITHOUT ROWID",
    )?;
    let found = version(&tx, room)?.unwrap_or(0);
    if found > known {
        return Err(StoreError::Newer { found, known });
    }
    for step in steps.iter().skip(usize::try_from(found).unwrap_or(0)) {
        tx.execute_batch(step)?;
    }
    tx.execute(
        "INSERT INTO schema_versions (room, version) VALUES (?1, ?2)
         ON CONFLICT (room) DO UPDATE SET version = excluded.version",
        (room, known),
    )?;
    tx.commit()?;
    Ok(())
}

fn version(conn: &Connection, room: &str) -> rusqlite::Result<Option<i64>> {
    let mut find = conn.prepare_cached("SELECT version FROM schema_versions WHERE room = ?1")?;
    find.query_row([room], |row| row.get(0)).optional()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rooms_share_a_file_and_each_keeps_its_own_version() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.db");
        let mut conn = open(&path).unwrap();
        // The steps behind it are carried out by functions that this room does not know.
        let customers = &CUSTOMERS[..3];
        migrate(&mut conn, "customers", customers).unwrap();
        migrate(&mut conn, "server", &SERVER).unwrap();
        migrate(&mut conn, "other", &["CREATE TABLE other (x TEXT)"]).unwrap();
        migrate(
            &mut conn,
            "other",
            &[
                "CREATE TABLE other (x TEXT)",
                "ALTER TABLE other ADD COLUMN y TEXT",
            ],
        )
        .unwrap();
        conn.execute("INSERT INTO other (y) VALUES ('kept')", [])
            .unwrap();
        migrate(&mut conn, "customers", customers).unwrap();
        let error = migrate(&mut conn, "other", &["CREATE TABLE other (x TEXT)"]).unwrap_err();
        assert!(matches!(error, StoreError::Newer { found: 2, known: 1 }));
    }

    #[test]
    fn a_new_file_and_those_beside_it_are_their_owners_alone() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        let conn = open(&dir.path().join("a.db")).unwrap();
        conn.execute("CREATE TABLE one (x TEXT)", []).unwrap();
        for name in ["a.db", "a.db-wal", "a.db-shm"] {
            let mode = dir.path().join(name).metadata().unwrap().permissions();
            assert_eq!(mode.mode() & 0o077, 0, "{name}");
        }
    }

    #[test]
    fn a_step_that_fails_leaves_nothing_behind() {
        let dir = tempfile::tempdir().unwrap();
        let mut conn = open(&dir.path().join("a.db")).unwrap();
        let bad = ["CREATE TABLE one (x TEXT); CREATE TABLE one (x TEXT)"];
        assert!(migrate(&mut conn, "r", &bad).is_err());
        migrate(&mut conn, "r", &["CREATE TABLE one (x TEXT)"]).unwrap();
    }
}
