//! Owns the order in which this process's changes are written: those that wait together go in one transaction,
//! under a lock that all processes take turns by. So a change that was answered is committed, the numbers of
//! changes follow each other in the order of their commits, and one flush of the disk serves many.
//! Must not decide what a change does.

use std::time::Duration;

use deadpool_postgres::Object;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::time::Instant;

use crate::store::{Answer, StoreError};

use super::change::{Batch, Change, Done};
use super::listen::ring;
use super::pool::Connections;
use super::trouble::{Trouble, is_refusal};
use super::{load, put, steps};

/// Changes that are written together at most.
const MOST: usize = 64;
/// How long a change waits for a database that is away.
const PATIENCE: Duration = Duration::from_secs(10);
const PAUSE: Duration = Duration::from_millis(100);

struct Job {
    change: Change,
    answer: oneshot::Sender<Result<Done, StoreError>>,
}

/// Clones share one task, which ends with the last of them.
#[derive(Clone)]
pub(super) struct Writer(mpsc::UnboundedSender<Job>);

impl Writer {
    pub fn start(connections: Connections, bell: watch::Sender<u64>) -> Writer {
        let (sender, mut jobs) = mpsc::unbounded_channel();
        tokio::spawn(async move {
            let mut waiting = Vec::new();
            while jobs.recv_many(&mut waiting, MOST).await > 0 {
                let together = std::mem::take(&mut waiting);
                write_together(&connections, together).await;
                ring(&bell);
            }
        });
        Writer(sender)
    }

    /// Durable when it is answered.
    pub fn write(&self, change: Change) -> Answer<'static, Done> {
        let (answer, answered) = oneshot::channel();
        let sent = self.0.send(Job { change, answer });
        Box::pin(async move {
            let stopped = || StoreError::Database("the store has stopped".to_owned());
            sent.map_err(|_| stopped())?;
            answered.await.map_err(|_| stopped())?
        })
    }
}

async fn write_together(connections: &Connections, jobs: Vec<Job>) {
    let (changes, answers): (Vec<Change>, Vec<_>) =
        jobs.into_iter().map(|job| (job.change, job.answer)).unzip();
    let until = Instant::now() + PATIENCE;
    let results = loop {
        match attempt(connections, &changes).await {
            Err(Failed::Before(Trouble::Again(why)))
                if Instant::now() < until && !connections.are_away() =>
            {
                tracing::debug!(why, "writing again");
                tokio::time::sleep(PAUSE).await;
            }
            done => break done,
        }
    };
    match results {
        Ok(results) => {
            for (answer, result) in answers.into_iter().zip(results) {
                // Nobody may wait any more; what was written stays written.
                drop(answer.send(result));
            }
        }
        Err(Failed::Before(trouble)) => {
            let error = trouble.told(connections.address());
            tell_all(answers, &error);
        }
        Err(Failed::Committing) => tell_all(answers, &StoreError::Uncertain),
    }
}

fn tell_all(answers: Vec<oneshot::Sender<Result<Done, StoreError>>>, error: &StoreError) {
    tracing::error!(%error, changes = answers.len(), "changes could not be written");
    for answer in answers {
        let again = match error {
            StoreError::Unreachable { address, why } => StoreError::Unreachable {
                address: address.clone(),
                why: why.clone(),
            },
            StoreError::Uncertain => StoreError::Uncertain,
            StoreError::Replica => StoreError::Replica,
            StoreError::Database(why) => StoreError::Database(why.clone()),
            other => StoreError::Database(other.to_string()),
        };
        drop(answer.send(Err(again)));
    }
}

enum Failed {
    /// Nothing was written.
    Before(Trouble),
    /// Whether it was written is not known.
    Committing,
}

impl<T: Into<Trouble>> From<T> for Failed {
    fn from(error: T) -> Failed {
        Failed::Before(error.into())
    }
}

type Results = Vec<Result<Done, StoreError>>;

async fn attempt(connections: &Connections, changes: &[Change]) -> Result<Results, Failed> {
    let conn = connections.get().await?;
    match write(&conn, changes).await {
        Ok(results) => Ok(results),
        Err(failed) => {
            // Whatever is open on it ends with it.
            drop(Object::take(conn));
            Err(failed)
        }
    }
}

async fn write(conn: &Object, changes: &[Change]) -> Result<Results, Failed> {
    let mut batch = load::begin(conn, changes).await?;
    let results = run(&mut batch, changes);
    if batch.audit.is_empty() {
        conn.batch_execute("ROLLBACK").await?;
        return Ok(results);
    }
    let long = put::put(conn, &batch).await?;
    steps::split(conn, &long).await?;
    match conn.batch_execute("COMMIT").await {
        Ok(()) => Ok(results),
        Err(error) if is_refusal(&error) => Err(error.into()),
        Err(_) => Err(Failed::Committing),
    }
}

fn run(batch: &mut Batch, changes: &[Change]) -> Results {
    changes.iter().map(|change| batch.run(change)).collect()
}
