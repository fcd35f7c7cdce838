//! Owns noticing what other programs do in this workspace: their commits are seen on its files, and the
//! rows that moved are read again. Nothing wakes up while nothing is written.
//! Must not write.

use std::path::Path;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Weak};
use std::time::Duration;

use rusqlite::Connection;

use crate::customer::{Customer, CustomerId};
use crate::saved::{Saved, When};
use crate::store::customers;

use super::open::WORKSPACE_FILE;
use super::{CUSTOMERS_FILE, Inner, Workspace, WorkspaceError};

/// Commits come in bursts; what they did is looked up so often at most.
const BURST: Duration = Duration::from_millis(50);
/// A write is told of before its commit can be seen: that comes once the disk has it, and is told by nobody. So the
/// files are looked at a few times more.
const LATER: [Duration; 3] = [
    Duration::from_millis(100),
    Duration::from_millis(400),
    Duration::from_millis(1500),
];
/// Where the system does not tell of writes, the files are looked at so often.
const LOOK: Duration = Duration::from_secs(1);
/// With more rows than this everything is read anew when it is next needed.
const MANY: usize = 5000;

impl Workspace {
    /// Sees to it that the bell rings for what other programs do, too. Where no loop runs nobody listens.
    pub(super) fn watch_others(&self) {
        let Ok(runtime) = tokio::runtime::Handle::try_current() else {
            return;
        };
        if self.inner.watching.swap(true, Ordering::SeqCst) {
            return;
        }
        // Begun before this returns: what is written from now on is seen.
        let notice = Notice::begin(&self.inner.spec.folder);
        let mut seen = Seen::default();
        if let Err(error) = seen.look(&self.inner) {
            tracing::warn!(%error, "what other programs do may be seen late");
        }
        runtime.spawn(watch(Arc::downgrade(&self.inner), notice, seen));
    }
}

async fn watch(inner: Weak<Inner>, mut notice: Notice, mut seen: Seen) {
    let mut later: &[Duration] = &[];
    loop {
        later = match later.split_first() {
            None => {
                notice.next().await;
                &LATER
            }
            Some((pause, rest)) => tokio::select! {
                () = notice.next() => &LATER,
                () = tokio::time::sleep(*pause) => rest,
            },
        };
        let Some(held) = inner.upgrade() else { return };
        let looking = tokio::task::spawn_blocking(move || {
            let moved = seen.look(&held);
            (seen, moved, held)
        });
        let Ok((back, moved, held)) = looking.await else {
            return;
        };
        seen = back;
        match moved {
            Ok(true) => Workspace { inner: held }.ring(),
            Ok(false) => drop(held),
            // Busy for long, or gone: the next write shows it.
            Err(error) => tracing::debug!(%error, "what moved could not be read"),
        }
        tokio::time::sleep(BURST).await;
    }
}

/// How far this program has seen.
#[derive(Default)]
struct Seen {
    /// The largest change number of a customer.
    seq: Option<i64>,
    /// SQLite's own count of what others committed to `workspace.db`.
    journal: Option<i64>,
}

/// A customer as he is now; nothing where he is gone.
type Row = (CustomerId, Option<(Customer, String)>);

impl Seen {
    /// Takes in what moved since the last look. Whether anything did.
    fn look(&mut self, inner: &Inner) -> Result<bool, WorkspaceError> {
        let journal = inner
            .drafts
            .db()
            .pragma_query_value(None, "data_version", |row| row.get(0))?;
        let written = self
            .journal
            .replace(journal)
            .is_some_and(|was| was != journal);
        let since = self.seq;
        let (last, rows) = inner.mirror.with(|db| {
            let last = customers::last_seq(db)?;
            let since = since.unwrap_or(last);
            Ok((last, (last != since).then(|| newer(db, since)).transpose()?))
        })?;
        self.seq = Some(last);
        let Some(rows) = rows else { return Ok(written) };
        // A file that was put back to an earlier state says nothing of what moved.
        if rows.len() > MANY || since.is_some_and(|since| since > last) {
            inner.lookup.forget();
        } else {
            let wrote = rows.iter().map(|(id, now)| {
                (
                    *id,
                    now.as_ref().map(|(record, text)| (record, text.as_str())),
                )
            });
            inner.lookup.wrote_all(wrote.collect());
        }
        Ok(true)
    }
}

/// The rows that moved since a change number, as far as they are worth reading one by one.
fn newer(db: &Connection, since: i64) -> rusqlite::Result<Vec<Row>> {
    let mut find = db.prepare_cached(
        "SELECT id, deleted, body, search FROM customers WHERE seq > ?1 ORDER BY seq LIMIT ?2",
    )?;
    let limit = i64::try_from(MANY + 1).unwrap_or(i64::MAX);
    let mut rows = find.query([since, limit])?;
    let mut newer = Vec::new();
    while let Some(row) = rows.next()? {
        let (id, deleted): (CustomerId, bool) = (row.get(0)?, row.get(1)?);
        let body = row.get_ref(2)?.as_str().unwrap_or_default();
        let record = Customer::from_json(body).ok().filter(|_| !deleted);
        let text: String = row.get(3)?;
        newer.push((id, record.map(|record| (record, text))));
    }
    Ok(newer)
}

/// Comes back when somebody has written, this program included.
enum Notice {
    Told(Saved),
    /// The system tells nothing, or has no more watches to give.
    Looked,
}

impl Notice {
    fn begin(folder: &Path) -> Notice {
        match Saved::watch(folder, When::Written, is_database) {
            Ok(saved) => Notice::Told(saved),
            Err(error) => {
                tracing::debug!(%error, "the files are looked at instead of being watched");
                Notice::Looked
            }
        }
    }

    async fn next(&mut self) {
        match self {
            Notice::Told(saved) => {
                if let Err(error) = saved.next().await {
                    tracing::debug!(%error, "the files are looked at from now on");
                    *self = Notice::Looked;
                }
            }
            Notice::Looked => tokio::time::sleep(LOOK).await,
        }
    }
}

/// The file itself, or what SQLite writes beside it; not the memory that the programs share.
fn is_database(name: &[u8]) -> bool {
    let is = |file: &str| name.starts_with(file.as_bytes());
    (is(CUSTOMERS_FILE) || is(WORKSPACE_FILE)) && !name.ends_with(b"-shm")
}
