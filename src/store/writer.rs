//! Owns the one thread that writes to a SQLite file. Each change is done in full or not at all; those that
//! come at the same time share a transaction, and so one wait for the disk.
//! Must not know what a change does.

use std::sync::mpsc;

use rusqlite::{Connection, Transaction, TransactionBehavior};
use tokio::sync::{oneshot, watch};

use super::sqlite::stopped;
use super::{Answer, StoreError};

/// Changes that share a transaction. More would make the first of them wait for long.
const TOGETHER: usize = 256;

/// Does a change in the transaction that is open, or learns why there is none.
type Job = Box<dyn FnOnce(Result<&Transaction<'_>, String>) -> Told + Send>;

/// Answers for a change once its transaction is committed, or is not.
type Told = Box<dyn FnOnce(Result<(), String>) + Send>;

/// Hands changes to the thread. Clones share it; it ends with the last of them.
#[derive(Clone)]
pub struct Writer {
    jobs: mpsc::Sender<Job>,
    bell: watch::Sender<u64>,
}

impl Writer {
    pub fn start(mut conn: Connection) -> Result<Writer, StoreError> {
        let (sender, jobs) = mpsc::channel::<Job>();
        let (bell, _) = watch::channel(0);
        let rung = bell.clone();
        std::thread::Builder::new()
            .name("store-writer".to_owned())
            .spawn(move || {
                while let Ok(first) = jobs.recv() {
                    let more = jobs.try_iter().take(TOGETHER - 1);
                    write_together(&mut conn, std::iter::once(first).chain(more));
                    rung.send_modify(|count: &mut u64| *count = count.wrapping_add(1));
                }
            })
            .map_err(|error| StoreError::Database(error.to_string()))?;
        Ok(Writer { jobs: sender, bell })
    }

    /// Moves on when changes were written.
    pub fn bell(&self) -> watch::Receiver<u64> {
        self.bell.subscribe()
    }

    /// Runs `work` on the writing thread, in full or not at all; it is durable when this returns.
    pub fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> Answer<'_, T> {
        let (answer, answered) = oneshot::channel();
        let job: Job = Box::new(move |tx| {
            let result = tx.map_err(StoreError::Database);
            let result = result.and_then(|tx| apart(tx, work));
            Box::new(move |committed| {
                let result = committed.map_err(StoreError::Database).and(result);
                // Nobody may be waiting any more; what was written stays written.
                drop(answer.send(result));
            })
        });
        let sent = self.jobs.send(job);
        Box::pin(async move {
            sent.map_err(|_| stopped())?;
            answered.await.map_err(|_| stopped())?
        })
    }
}

/// Does changes in one transaction.
fn write_together(conn: &mut Connection, jobs: impl Iterator<Item = Job>) {
    let tx = match conn.transaction_with_behavior(TransactionBehavior::Immediate) {
        Ok(tx) => tx,
        Err(error) => {
            for job in jobs {
                job(Err(error.to_string()))(Ok(()));
            }
            return;
        }
    };
    let mut told: Vec<Told> = Vec::new();
    for job in jobs {
        if tx.is_autocommit() {
            // A full disk ends the whole transaction; what follows must not be written without it.
            told.push(job(Err(ENDED.to_owned())));
            continue;
        }
        // A change that panics is rolled back; the others must still be done.
        let run = std::panic::AssertUnwindSafe(|| job(Ok(&tx)));
        match std::panic::catch_unwind(run) {
            Ok(tell) => told.push(tell),
            Err(_) => {
                tracing::error!("a write ended in a panic and was rolled back");
                roll_back(&tx);
            }
        }
    }
    let committed = tx.commit().map_err(|error| error.to_string());
    for tell in told {
        tell(committed.clone());
    }
}

/// Why changes were not written that came together with one that could not be.
const ENDED: &str = "the transaction was rolled back";

/// Does a change so that it can be rolled back by itself.
fn apart<T>(
    tx: &Transaction<'_>,
    work: impl FnOnce(&Transaction<'_>) -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    tx.prepare_cached("SAVEPOINT change")?.execute([])?;
    let result = work(tx);
    if result.is_err() {
        roll_back(tx);
    } else {
        tx.prepare_cached("RELEASE change")?.execute([])?;
    }
    result
}

fn roll_back(tx: &Transaction<'_>) {
    // There is no such savepoint where the change failed before it began.
    if let Err(error) = tx.execute_batch("ROLLBACK TO change; RELEASE change") {
        tracing::debug!(%error, "there was nothing to roll back");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn open(pages: Option<u32>) -> (tempfile::TempDir, std::path::PathBuf, Writer) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        let conn = Connection::open(&path).unwrap();
        conn.execute_batch("create table a (x text)").unwrap();
        if let Some(pages) = pages {
            conn.execute_batch(&format!("pragma max_page_count = {pages}"))
                .unwrap();
        }
        (folder, path, Writer::start(conn).unwrap())
    }

    fn put(writer: &Writer, text: String) -> Answer<'_, ()> {
        writer.write(move |tx| {
            tx.execute("insert into a (x) values (?1)", [&text])?;
            match text.as_str() {
                "refused" => Err(StoreError::Refused("no".into())),
                "panic" => panic!("a change that panics"),
                _ => Ok(()),
            }
        })
    }

    fn there(path: &std::path::Path) -> Vec<String> {
        let conn = Connection::open(path).unwrap();
        let mut all = conn.prepare("select x from a order by rowid").unwrap();
        let all = all.query_map([], |row| row.get(0)).unwrap();
        all.collect::<Result<_, _>>().unwrap()
    }

    #[tokio::test]
    async fn changes_that_come_together_stand_and_fall_by_themselves() {
        let (_folder, path, writer) = open(None);
        // Holds the thread until all the others are there.
        let (go, wait) = mpsc::channel::<()>();
        let first = writer.write(move |_| Ok(wait.recv().is_ok()));
        let texts = ["a", "refused", "b", "panic", "c"];
        let answers: Vec<_> = texts.map(|text| put(&writer, text.into())).into();
        go.send(()).unwrap();
        assert!(first.await.unwrap());
        let mut done = Vec::new();
        for answer in answers {
            done.push(answer.await.is_ok());
        }
        assert_eq!(done, [true, false, true, false, true]);
        assert_eq!(there(&path), ["a", "b", "c"]);
    }

    #[tokio::test]
    async fn nothing_is_said_to_be_written_that_a_full_disk_took_away() {
        let (_folder, path, writer) = open(Some(8));
        let (go, wait) = mpsc::channel::<()>();
        let first = writer.write(move |_| Ok(wait.recv().is_ok()));
        let texts = ["a".to_owned(), "x".repeat(1 << 17), "b".to_owned()];
        let answers: Vec<_> = texts
            .iter()
            .map(|text| put(&writer, text.clone()))
            .collect();
        go.send(()).unwrap();
        // It shares the transaction that is taken away.
        drop(first.await);
        let mut said = Vec::new();
        for (text, answer) in texts.into_iter().zip(answers) {
            if answer.await.is_ok() {
                said.push(text);
            }
        }
        assert_eq!(there(&path), said);
        assert!(said.len() < 3);
        put(&writer, "later".into()).await.unwrap();
        assert_eq!(there(&path).last().unwrap(), "later");
    }
}
