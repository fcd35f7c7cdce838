//! Owns what both faces do with the journal: writing a set of changes down, listing the sets, and what a
//! person says about one that waits.
//! Must not send anything: that is the sender's.

use crate::customer::changeset::{Action, ChangeSet, Entry, Step};
use crate::customer::{Change, Customer, CustomerId};
use crate::store::customers;

use super::entries::{self, SHOWN};
use super::journal::{self, Planned};
use super::open::user_name;
use super::{Workspace, WorkspaceError, interrupted, lease, standing};

impl Workspace {
    /// Writes down what a person did; it is on disk when this returns, and the form's draft is gone in the
    /// same moment. It is sent by `verdict` or `send_on`.
    pub async fn commit(
        &self,
        action: Action,
        steps: Vec<Step>,
        draft: Option<String>,
    ) -> Result<ChangeSet, WorkspaceError> {
        let steps = self.know_parents(steps).await?;
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
        self.write_down(draft, move |db| {
            let set = journal::new_set(action, &plan, &user_name(), undoes);
            let customers = journal::insert(db, &set, &plan)?;
            Ok((set, customers))
        })
        .await
    }

    /// Writes a set down in one transaction, with whatever has to happen in the same moment, and shows the
    /// customers that it is about.
    pub(super) async fn write_down(
        &self,
        draft: Option<String>,
        work: impl FnOnce(
            &rusqlite::Transaction,
        ) -> Result<(ChangeSet, Vec<CustomerId>), WorkspaceError>
        + Send
        + 'static,
    ) -> Result<ChangeSet, WorkspaceError> {
        let inner = self.inner.clone();
        let write = move || {
            inner.drafts.write(|db| {
                let written = work(db)?;
                if let Some(draft) = &draft {
                    inner.drafts.drop_in(db, draft)?;
                }
                journal::prune(db)?;
                Ok::<_, WorkspaceError>(written)
            })
        };
        let written = tokio::task::spawn_blocking(write)
            .await
            .map_err(interrupted)?;
        let (set, customers) = written.map_err(|error| match error {
            WorkspaceError::Disk(why) => WorkspaceError::NotWritten(why),
            error => error,
        })?;
        if let Err(error) = self.show_pending(customers).await {
            // It is written down, and is shown once it has been sent.
            tracing::warn!(%error, "a change could not be shown in the mirror");
        }
        self.ring();
        Ok(set)
    }

    /// The sets that are not over, oldest first.
    pub async fn outbox(&self) -> Result<Vec<Entry>, WorkspaceError> {
        self.on_drafts(|drafts| entries::open(&drafts.db())).await
    }

    /// The customers that steps of those wait for, and whether they wait for a person.
    pub async fn waited_for(&self) -> Result<Vec<(CustomerId, bool)>, WorkspaceError> {
        self.on_drafts(|drafts| entries::waited_for(&drafts.db()))
            .await
    }

    /// The newest sets, newest first.
    pub async fn log(&self, limit: usize) -> Result<Vec<Entry>, WorkspaceError> {
        self.on_drafts(move |drafts| entries::newest(&drafts.db(), limit))
            .await
    }

    /// One set, by its id or by the beginning of it.
    pub async fn entry(&self, set: &str) -> Result<Option<Entry>, WorkspaceError> {
        let set = set.to_owned();
        self.on_drafts(move |drafts| {
            let db = drafts.db();
            let found = entries::find(&db, &set)?;
            found
                .map(|head| entries::entry(&db, head, SHOWN))
                .transpose()
        })
        .await
    }

    /// Makes a set that waits due now. What the server refused is sent again; a customer that had moved
    /// before it was deleted is deleted as it is now.
    pub async fn retry(&self, set: &str) -> Result<(), WorkspaceError> {
        let place = self.place(set).await?;
        self.change(move |db| standing::retry(db, place)).await
    }

    /// Gives up the steps of a set that are not done; the mirror shows the server's values again. What is
    /// being sent at this moment is given up as soon as that try has ended, unless it arrives.
    pub async fn drop_set(&self, set: &str) -> Result<(), WorkspaceError> {
        let place = self.place(set).await?;
        let (holder, now) = (self.inner.clone(), self.inner.clock.now());
        self.change(move |db| {
            // Where nobody sends, what stands as being sent was left so by a program that is gone.
            let is_sent = match lease::is_held(db, &holder.holder, now)? {
                true => standing::is_being_sent(db, place)?,
                false => false,
            };
            Ok(match is_sent {
                true => standing::drop_unsent(db, place)?,
                false => standing::drop_rest(db, place)?,
            })
        })
        .await
    }

    /// Settles a conflict, or a refusal: what shall be sent, from what the server has now. None: what the
    /// server has stands. For a customer that was to be deleted, any change says that it shall be deleted
    /// all the same.
    pub async fn resolve(
        &self,
        set: &str,
        step: usize,
        changes: Vec<Change>,
    ) -> Result<(), WorkspaceError> {
        let place = self.place(set).await?;
        self.change(move |db| standing::resolve(db, place, step, &changes))
            .await
    }

    /// A person says whether a step happened that nobody can look up.
    pub async fn say(&self, set: &str, step: usize, happened: bool) -> Result<(), WorkspaceError> {
        let place = self.place(set).await?;
        let found = match happened {
            true => self.look_for_made(place, step).await,
            false => None,
        };
        let touched = found.as_ref().and_then(Customer::id);
        self.change(move |db| {
            let mut customers = standing::say(db, place, step, happened, found.as_ref())?;
            customers.extend(touched);
            Ok(customers)
        })
        .await
    }

    /// Changes how steps stand, and shows the customers that this is about.
    async fn change(
        &self,
        work: impl FnOnce(&rusqlite::Transaction) -> Result<Vec<CustomerId>, WorkspaceError>
        + Send
        + 'static,
    ) -> Result<(), WorkspaceError> {
        let inner = self.inner.clone();
        let customers = tokio::task::spawn_blocking(move || inner.drafts.write(work))
            .await
            .map_err(interrupted)??;
        self.show_pending(customers).await?;
        self.ring();
        Ok(())
    }
}

#[cfg(test)]
#[path = "outbox_tests.rs"]
mod tests;
