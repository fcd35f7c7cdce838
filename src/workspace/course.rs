//! Owns how far the mirror has followed its server, kept in `workspace.db` so that a program which is
//! killed goes on where it was; and the end of a sweep, which alone takes out what the server no longer
//! names. Must not ask the server anything.

use rusqlite::{Connection, TransactionBehavior};
use serde::{Deserialize, Serialize};

use crate::apptivo::ApiError;
use crate::customer::CustomerId;
use crate::store::customers;

use super::{Remote, Workspace, WorkspaceError};

const COURSE: &str = "course";

/// How far the mirror is.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Course {
    /// The address that all of this is about.
    server: String,
    /// Whether the mirror has once been filled to the end.
    pub whole: bool,
    /// On a server of our own kind: the place behind all that has arrived.
    pub place: Option<String>,
    /// On others: all that was changed before this stamp has arrived.
    pub mark: Option<String>,
    /// A walk over all customers that is under way.
    pub sweep: Option<Sweep>,
    /// When the last one ended, in seconds since 1970.
    pub swept: i64,
}

/// A walk over all customers of the server, to fill the mirror or to find what is gone.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Sweep {
    /// The mirror's change number when it began.
    began: i64,
    /// How many have come, and of how many.
    pub done: usize,
    pub of: Option<usize>,
    /// Where it is: customers made on this day or later (none: all), and so many of those passed by.
    pub day: Option<String>,
    pub passed: usize,
    /// Something could not be walked over, so nothing is known to be gone.
    pub short: bool,
    /// The server is another one than before.
    pub anew: bool,
}

impl Workspace {
    pub(super) async fn course(&self) -> Result<Course, WorkspaceError> {
        let server = match &self.inner.spec.remote {
            Remote::Http { base_url, .. } => base_url.to_string(),
            Remote::Local { .. } => String::new(),
        };
        let kept = self.on_drafts(|drafts| drafts.fact(COURSE)).await?;
        let kept: Option<Course> = kept.and_then(|text| serde_json::from_str(&text).ok());
        Ok(match kept {
            Some(kept) if kept.server == server => kept,
            // It was another server's: where that one was says nothing about this one.
            _ => Course {
                server,
                ..Course::default()
            },
        })
    }

    pub(super) async fn keep_course(&self, course: &Course) -> Result<(), WorkspaceError> {
        let text =
            serde_json::to_string(course).map_err(|e| WorkspaceError::Disk(e.to_string()))?;
        self.on_drafts(move |drafts| drafts.set_fact(COURSE, &text))
            .await
    }

    /// Begins a walk over all customers.
    pub(super) async fn begin_sweep(&self, anew: bool) -> Result<Sweep, WorkspaceError> {
        let began = self
            .inner
            .mirror
            .run(|db| {
                let write = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
                write.execute("DELETE FROM sweep_seen", [])?;
                let began = customers::last_seq(&write)?;
                write.commit()?;
                Ok(began)
            })
            .await?;
        Ok(Sweep {
            began,
            anew,
            ..Sweep::default()
        })
    }

    /// Takes out what a walk has not met; but only where the server, asked how many it has, has no more
    /// than then remain: an empty, short or failing answer takes nothing out.
    pub(super) async fn end_sweep(
        &self,
        sweep: &Sweep,
        total: Option<usize>,
    ) -> Result<(), WorkspaceError> {
        let began = sweep.began;
        let look = move |db: &mut Connection| Ok((unmet(db, began)?, known(db)?));
        let (gone, known) = self.inner.mirror.run(look).await?;
        if total == Some(0) && known > 0 && gone.len() == known {
            let why = "it says that it has no customers at all".to_owned();
            return Err(ApiError::Garbled(why).into());
        }
        let remain = known.saturating_sub(gone.len());
        let is_sure = !sweep.short && total.is_some_and(|total| total > 0 && total <= remain);
        if is_sure && !gone.is_empty() {
            self.take_away(gone).await?;
        }
        Ok(())
    }
}

/// Those that a walk has neither met nor written, nor anybody else since it began. Customers below nought
/// are not on the server yet.
fn unmet(db: &Connection, began: i64) -> rusqlite::Result<Vec<CustomerId>> {
    let mut find = db.prepare_cached(
        "SELECT id FROM customers WHERE deleted = 0 AND id > 0 AND seq <= ?1
         AND id NOT IN (SELECT id FROM sweep_seen)",
    )?;
    let ids = find.query_map([began], |row| row.get(0))?;
    ids.collect()
}

/// How many of the server's customers the mirror shows.
fn known(db: &Connection) -> rusqlite::Result<usize> {
    let mut count =
        db.prepare_cached("SELECT count(*) FROM customers WHERE deleted = 0 AND id > 0")?;
    let count: i64 = count.query_row([], |row| row.get(0))?;
    Ok(usize::try_from(count).unwrap_or(0))
}
