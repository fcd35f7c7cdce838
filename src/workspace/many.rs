//! Owns sets of changes that are too large to be held in memory: writing one down step by step, sending it
//! while somebody watches how far it is, and stopping it half-way without losing what was done.
//! Must not know what the steps are for.

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use rusqlite::{Connection, params};

use crate::customer::changeset::{Action, ChangeSet, Standing};
use crate::customer::{CustomerId, Step};

use super::journal::{self, Planned};
use super::open::user_name;
use super::{Workspace, WorkspaceError, entries, interrupted};

/// How the steps of a set stand, counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub done: usize,
    /// Not sent yet, or on their way.
    pub waiting: usize,
    /// Waiting for a person: conflicts, refusals, and what nobody knows about.
    pub asks: usize,
    pub dropped: usize,
}

impl Tally {
    pub fn all(&self) -> usize {
        self.done + self.waiting + self.asks + self.dropped
    }
}

/// What became of one step of a set.
#[derive(Clone, Debug)]
pub struct Given {
    pub id: CustomerId,
    pub standing: Standing,
}

/// How many results are read at once.
const READ: i64 = 500;
/// How often somebody who watches is told.
const OFTEN: Duration = Duration::from_millis(200);

impl Workspace {
    /// Writes down a set whose steps come from a file, all of it or nothing; with it what is to be
    /// remembered of it, names and texts. The id of the set.
    pub async fn commit_many(
        &self,
        action: Action,
        steps: impl Iterator<Item = io::Result<Step>> + Send + 'static,
        remember: impl FnOnce(&ChangeSet) -> Vec<(String, String)> + Send + 'static,
    ) -> Result<String, WorkspaceError> {
        let inner = self.inner.clone();
        let work = move || -> Result<(String, Vec<CustomerId>), WorkspaceError> {
            let set = journal::new_set(action, &[], &user_name(), None);
            let steps = steps.map(|step| step.map(Planned::from).map_err(unread));
            let customers = inner.drafts.write(|db| {
                let customers = journal::insert_each(db, &set, steps)?;
                for (name, value) in remember(&set) {
                    db.execute(
                        "insert or replace into fact (name, value) values (?1, ?2)",
                        [name, value],
                    )?;
                }
                journal::prune(db)?;
                Ok::<_, WorkspaceError>(customers)
            })?;
            Ok((set.id, customers))
        };
        let (set, customers) = tokio::task::spawn_blocking(work)
            .await
            .map_err(interrupted)??;
        if let Err(error) = self.show_pending(customers).await {
            // It is written down, and is shown once it has been sent.
            tracing::warn!(%error, "a change could not be shown in the mirror");
        }
        self.ring();
        Ok(set)
    }

    /// Sends a set until every step of it was tried; `stop` ends that early, and what was not sent by then
    /// is given up. `watch` is shown how far it is.
    pub async fn send_many(
        &self,
        set: &str,
        stop: &AtomicBool,
        mut watch: impl FnMut(&Tally),
    ) -> Result<Tally, WorkspaceError> {
        let (workspace, own) = (self.clone(), set.to_owned());
        let mut sending = tokio::spawn(async move { workspace.try_set(&own).await });
        loop {
            tokio::select! {
                ended = &mut sending => {
                    ended.map_err(interrupted)??;
                    return self.tally(set).await;
                }
                () = tokio::time::sleep(OFTEN) => {}
            }
            if stop.load(Ordering::Relaxed) {
                self.give_up(set).await?;
            }
            watch(&self.tally(set).await?);
        }
    }

    /// Steps that were not sent are not sent any more; those on their way come to their end.
    async fn give_up(&self, set: &str) -> Result<(), WorkspaceError> {
        let set = set.to_owned();
        let customers = self
            .on_drafts(move |drafts| drafts.write(|db| give_up(db, &set)))
            .await?;
        self.show_pending(customers).await?;
        self.ring();
        Ok(())
    }

    /// Takes the steps that the server refused out of the outbox: somebody else sees to them now.
    pub async fn drop_refused(&self, set: &str) -> Result<(), WorkspaceError> {
        let set = set.to_owned();
        let customers = self
            .on_drafts(move |drafts| drafts.write(|db| drop_refused(db, &set)))
            .await?;
        self.show_pending(customers).await?;
        self.ring();
        Ok(())
    }

    /// Whether a set is known, not taken back, and has done something or still may.
    pub async fn has_effect(&self, set: &str) -> Result<bool, WorkspaceError> {
        let set = set.to_owned();
        // What took it back may itself have been taken back, and so on: it stands after an even number of turns.
        let ask = "with recursive turn (by, nth) as (
                 select undone_by, 0 from change_set where id = ?1
                 union all select undone_by, nth + 1 from change_set join turn on id = by)
             select exists (select 1 from turn where by is null and nth % 2 = 0)
                and exists (select 1 from step join change_set using (place)
                    where id = ?1 and (state < 4 or standing like '{\"done\"%'))";
        self.on_drafts(move |drafts| drafts.db().query_row(ask, [set], |row| row.get(0)))
            .await
    }

    /// How the steps of a set stand.
    pub async fn tally(&self, set: &str) -> Result<Tally, WorkspaceError> {
        let set = set.to_owned();
        self.on_drafts(move |drafts| tally(&drafts.db(), &set))
            .await
    }

    /// What became of every step of a set, in their order.
    pub async fn results(
        &self,
        set: &str,
        mut each: impl FnMut(Given),
    ) -> Result<(), WorkspaceError> {
        let mut nth = 0;
        loop {
            let set = set.to_owned();
            let some = self
                .on_drafts(move |drafts| results(&drafts.db(), &set, nth))
                .await?;
            if some.is_empty() {
                return Ok(());
            }
            nth += READ;
            some.into_iter().for_each(&mut each);
        }
    }

    /// Why steps of a set are not done, the most frequent reason first, at most so many.
    pub async fn reasons(
        &self,
        set: &str,
        most: usize,
    ) -> Result<Vec<(String, usize)>, WorkspaceError> {
        let set = set.to_owned();
        self.on_drafts(move |drafts| reasons(&drafts.db(), &set, most))
            .await
    }
}

fn unread(error: io::Error) -> WorkspaceError {
    WorkspaceError::NotWritten(error.to_string())
}

fn give_up(db: &Connection, set: &str) -> rusqlite::Result<Vec<CustomerId>> {
    drop_where(db, set, "state = 0")
}

fn drop_refused(db: &Connection, set: &str) -> rusqlite::Result<Vec<CustomerId>> {
    drop_where(db, set, "state = 3 and standing like '{\"refused\"%'")
}

fn drop_where(db: &Connection, set: &str, which: &str) -> rusqlite::Result<Vec<CustomerId>> {
    let Some(head) = entries::find(db, set)? else {
        return Ok(Vec::new());
    };
    let dropped = journal::text(&Standing::Dropped)?;
    let mut give_up = db.prepare(&format!(
        "update step set state = 4, standing = ?2 where place = ?1 and {which} returning customer",
    ))?;
    let customers = give_up.query_map(params![head.place, dropped], |row| row.get(0))?;
    let customers: Vec<CustomerId> = customers.collect::<rusqlite::Result<_>>()?;
    journal::recount(db, head.place)?;
    Ok(customers)
}

fn tally(db: &Connection, set: &str) -> rusqlite::Result<Tally> {
    let mut find = db.prepare_cached(
        "select state, standing like '{\"done\"%', count(*) from step join change_set using (place)
         where id = ?1 group by 1, 2",
    )?;
    let mut rows = find.query([set])?;
    let mut tally = Tally::default();
    while let Some(row) = rows.next()? {
        let (state, done): (i64, bool) = (row.get(0)?, row.get(1)?);
        let count = usize::try_from(row.get::<_, i64>(2)?).unwrap_or(0);
        match (state, done) {
            (4, true) => tally.done += count,
            (4, false) => tally.dropped += count,
            (3, _) => tally.asks += count,
            _ => tally.waiting += count,
        }
    }
    Ok(tally)
}

fn results(db: &Connection, set: &str, from: i64) -> rusqlite::Result<Vec<Given>> {
    let mut find = db.prepare_cached(
        "select customer, standing from step join change_set using (place)
         where id = ?1 and nth >= ?2 and nth < ?3 order by nth",
    )?;
    let given = find.query_map(params![set, from, from + READ], |row| {
        Ok(Given {
            id: row.get(0)?,
            standing: journal::parsed(row, 1)?,
        })
    })?;
    given.collect()
}

fn reasons(db: &Connection, set: &str, most: usize) -> rusqlite::Result<Vec<(String, usize)>> {
    let mut find = db.prepare_cached(
        "select standing, count(*) from step join change_set using (place)
         where id = ?1 and state < 4 group by standing order by 2 desc limit ?2",
    )?;
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let mut rows = find.query(params![set, most])?;
    let mut reasons = Vec::new();
    while let Some(row) = rows.next()? {
        let standing: Standing = journal::parsed(row, 0)?;
        let why = match standing {
            Standing::Refused { why, .. } | Standing::Unknown { why, .. } => Some(why),
            Standing::Waiting { why } => why,
            Standing::Conflict { .. } => Some("somebody changed the same fields".to_owned()),
            Standing::Sending | Standing::Done { .. } | Standing::Dropped => None,
        };
        let count = usize::try_from(row.get::<_, i64>(1)?).unwrap_or(0);
        reasons.extend(why.map(|why| (why, count)));
    }
    Ok(reasons)
}
