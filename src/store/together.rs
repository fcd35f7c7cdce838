//! Owns how changes that come at the same time are written: with one visit to the disk for all of them, and each
//! in full or not at all. Must not know what a change does.

use std::sync::mpsc::Receiver;

use rusqlite::{Connection, Transaction, TransactionBehavior};

use super::StoreError;
use super::sqlite::stopped;

/// A change, to be made in the transaction that is open, if there is one; what it hands back tells whoever
/// asked how that transaction ended.
pub type Job = Box<dyn FnOnce(Result<&mut Transaction<'_>, &str>) -> Told + Send>;
pub type Told = Box<dyn FnOnce(Result<(), &str>) + Send>;

/// So many changes at most go to the disk together: those that came while the one before was written.
const TOGETHER: usize = 256;

/// Writes changes as they come, until nobody is left who could ask for one.
pub fn write_all(conn: &mut Connection, jobs: &Receiver<Job>) {
    while let Ok(first) = jobs.recv() {
        let more = jobs.try_iter().take(TOGETHER - 1);
        write_together(conn, std::iter::once(first).chain(more));
    }
}

/// Makes several changes with one visit to the disk. Each is told when it is durable, or that it is not.
fn write_together(conn: &mut Connection, jobs: impl Iterator<Item = Job>) {
    let mut tx = match conn.transaction_with_behavior(TransactionBehavior::Immediate) {
        Ok(tx) => tx,
        Err(error) => {
            let why = error.to_string();
            return jobs.for_each(|job| job(Err(&why))(Err(&why)));
        }
    };
    let mut told: Vec<Told> = Vec::new();
    for job in jobs {
        // A disk that is full takes the whole transaction back; nothing may be written outside of it.
        told.push(match tx.is_autocommit() {
            true => job(Err("the change before it could not be written")),
            false => job(Ok(&mut tx)),
        });
    }
    let ended = tx.commit().map_err(|error| error.to_string());
    for tell in told {
        tell(match &ended {
            Ok(()) => Ok(()),
            Err(why) => Err(why),
        });
    }
}

/// One change among those that are written together.
pub fn in_full_or_not_at_all<T>(
    tx: &mut Transaction<'_>,
    work: impl FnOnce(&Connection) -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    // What is not released when it goes is rolled back.
    let change = tx.savepoint()?;
    // A change that panics is rolled back; the others must still be made.
    let run = std::panic::AssertUnwindSafe(|| work(&change));
    let done = std::panic::catch_unwind(run).unwrap_or_else(|_| {
        tracing::error!("a write ended in a panic and was rolled back");
        Err(stopped())
    })?;
    change.commit()?;
    Ok(done)
}
