//! Owns what both faces do with the journal: writing a set of changes down, listing the sets, and what a
//! person says about one that waits.
//! Must not send anything: that is the sender's.

use crate::customer::changeset::{Action, ChangeSet, Entry, Step};
use crate::customer::{Change, Customer};
use crate::store::customers;

use super::journal::{self, Planned};
use super::open::user_name;
use super::{Workspace, WorkspaceError, interrupted};

impl Workspace {
    /// Writes down what a person did; it is on disk when this returns, and the form's draft is gone in the
    /// same moment. It is sent by `verdict` or `send_on`.
    pub async fn commit(
        &self,
        action: Action,
        steps: Vec<Step>,
        draft: Option<String>,
    ) -> Result<ChangeSet, WorkspaceError> {
        let mut plan: Vec<Planned> = steps.into_iter().map(Planned::from).collect();
        self.see(&mut plan).await?;
        self.journal(action, plan, draft, None).await
    }

    /// Notes how the mirror shows what is to be deleted: a customer that has moved since is not deleted
    /// unseen.
    async fn see(&self, plan: &mut [Planned]) -> Result<(), WorkspaceError> {
        let deleted = |planned: &Planned| match planned.step {
            Step::Delete { id, .. } => Some(id),
            _ => None,
        };
        let ids: Vec<_> = plan.iter().filter_map(deleted).collect();
        if ids.is_empty() {
            return Ok(());
        }
        let read = |db: &mut rusqlite::Connection| Ok(customers::get_many(db, &ids)?);
        let records: Vec<Customer> = self.inner.mirror.with(read)?;
        let mut seen: std::collections::HashMap<_, _> = records
            .into_iter()
            .filter_map(|record| record.id().map(|id| (id, record)))
            .collect();
        for planned in plan {
            planned.seen = deleted(planned).and_then(|id| seen.remove(&id));
        }
        Ok(())
    }

    /// Writes a set down.
    pub(super) async fn journal(
        &self,
        action: Action,
        plan: Vec<Planned>,
        draft: Option<String>,
        undoes: Option<String>,
    ) -> Result<ChangeSet, WorkspaceError> {
        let inner = self.inner.clone();
        let write = move || -> rusqlite::Result<ChangeSet> {
            let set = journal::new_set(action, &plan, &user_name(), undoes);
            inner.drafts.write(|db| {
                journal::insert(db, &set, &plan)?;
                if let Some(draft) = &draft {
                    db.execute("delete from draft where key = ?1", [draft])?;
                }
                journal::prune(db)
            })?;
            Ok(set)
        };
        let written = tokio::task::spawn_blocking(write)
            .await
            .map_err(interrupted)?;
        let set = written.map_err(|error| WorkspaceError::NotWritten(error.to_string()))?;
        self.ring();
        Ok(set)
    }

    /// The sets that are not over, oldest first.
    pub async fn outbox(&self) -> Result<Vec<Entry>, WorkspaceError> {
        self.on_drafts(|drafts| journal::open(&drafts.db())).await
    }

    /// The newest sets, newest first.
    pub async fn log(&self, limit: usize) -> Result<Vec<Entry>, WorkspaceError> {
        self.on_drafts(move |drafts| journal::newest(&drafts.db(), limit))
            .await
    }

    /// One set, by its id or by the beginning of it.
    pub async fn entry(&self, set: &str) -> Result<Option<Entry>, WorkspaceError> {
        let set = set.to_owned();
        self.on_drafts(move |drafts| {
            let db = drafts.db();
            let found = journal::find(&db, &set)?;
            found.map(|head| journal::entry(&db, head)).transpose()
        })
        .await
    }

    /// Sends a set that waits, now.
    pub async fn retry(&self, set: &str) -> Result<(), WorkspaceError> {
        self.not_there(set)
    }

    /// Gives up the steps of a set that are not done; the mirror shows the server's values again.
    pub async fn drop_set(&self, set: &str) -> Result<(), WorkspaceError> {
        self.not_there(set)
    }

    /// Settles a conflict: what shall be sent, from what the server has now. None: what the server has
    /// stands.
    pub async fn resolve(
        &self,
        set: &str,
        _step: usize,
        _changes: Vec<Change>,
    ) -> Result<(), WorkspaceError> {
        self.not_there(set)
    }

    /// A person says whether a step happened that nobody can look up.
    pub async fn say(
        &self,
        set: &str,
        _step: usize,
        _happened: bool,
    ) -> Result<(), WorkspaceError> {
        self.not_there(set)
    }

    fn not_there<T>(&self, set: &str) -> Result<T, WorkspaceError> {
        Err(WorkspaceError::NotNow(format!("{set}: not yet there")))
    }
}
