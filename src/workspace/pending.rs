//! Owns how the mirror of a remote workspace shows what is not sent yet: the changed record stands in the
//! customers table, and the server's own copy beside it until the change is over. In a local workspace the
//! mirror is the server's own file: nothing is written there, the answers are only made known.
//! Must not send anything.

use std::collections::HashSet;
use std::sync::Arc;

use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};
use serde_json::json;

use crate::customer::changeset::{Standing, Step};
use crate::customer::{Customer, CustomerId, Fields, merge};
use crate::store::customers;

use super::carry::Now;
use super::{Inner, Workspace, WorkspaceError, interrupted, queue};

/// How many customers are shown as changed at once: all of a large set would not fit into the memory.
const AT_ONCE: usize = 500;
/// With more customers than this, everything is read anew instead of being changed one by one.
const MANY: usize = 1_000;
/// So many at once are what a person works with; more are the work of a machine.
const BY_HAND: usize = 8;

/// A customer as it is shown from now on; none when it is gone.
pub(super) type Shown = (CustomerId, Option<Customer>);

/// What the server was heard to have.
pub(super) enum Heard {
    Has(Option<Customer>),
    Nothing,
}

impl Workspace {
    /// Puts records that the server has shown into the mirror; changes that wait are put onto them again.
    /// The caller makes it known to the search.
    pub(super) async fn take_in(&self, records: Vec<Customer>) -> Result<(), WorkspaceError> {
        let of = |record: Customer| Some((record.id()?, Heard::Has(Some(record))));
        let heard = records.into_iter().filter_map(of).collect();
        self.hear(heard).await.map(drop)
    }

    /// Shows customers with what waits put onto them.
    pub(super) async fn show_pending(&self, ids: Vec<CustomerId>) -> Result<(), WorkspaceError> {
        if self.inner.is_local() {
            return Ok(());
        }
        for some in ids.chunks(AT_ONCE) {
            let heard = some.iter().map(|id| (*id, Heard::Nothing)).collect();
            let shown = self.hear(heard).await?;
            self.make_known(shown).await?;
        }
        Ok(())
    }

    /// Shows what waits since an earlier run, which may have ended between two files.
    pub(super) async fn show_what_waits(&self) -> Result<(), WorkspaceError> {
        if self.inner.is_local() {
            return Ok(());
        }
        let mut ids = self
            .on_drafts(|drafts| queue::waiting_customers(&drafts.db()))
            .await?;
        ids.extend(self.inner.mirror.with(|db| {
            // The numbers of new customers that have their ids by now.
            // The latest change stays: its number must not be given to another one.
            let latest = "SELECT max(seq) FROM customers";
            let rest = format!("id < 0 AND deleted = 1 AND seq < ({latest})");
            db.execute(&format!("DELETE FROM customers WHERE {rest}"), [])?;
            let mut find = db.prepare_cached("SELECT id FROM server_copy")?;
            let ids = find.query_map([], |row| row.get(0))?;
            Ok(ids.collect::<Result<Vec<CustomerId>, _>>()?)
        })?);
        if ids.is_empty() {
            return Ok(());
        }
        let ids: Vec<CustomerId> = ids.into_iter().collect();
        for some in ids.chunks(AT_ONCE) {
            let heard = some.iter().map(|id| (*id, Heard::Nothing)).collect();
            self.hear(heard).await?;
        }
        Ok(())
    }

    /// Shows what the server answered to steps. `made`: the numbers under which new customers went that
    /// have their ids now.
    pub(super) async fn show_answers(
        &self,
        answers: Vec<(CustomerId, Now)>,
        made: Vec<CustomerId>,
    ) -> Result<(), WorkspaceError> {
        let mut shown: Vec<Shown> = Vec::new();
        if self.inner.is_local() {
            for (id, now) in answers {
                match now {
                    Now::Is(record) => shown.push((id, Some(*record))),
                    Now::Gone => shown.push((id, None)),
                    Now::Unsaid => {}
                }
            }
        } else {
            let mut heard: Vec<(CustomerId, Heard)> = answers
                .into_iter()
                .map(|(id, now)| match now {
                    Now::Is(record) => (id, Heard::Has(Some(*record))),
                    Now::Gone => (id, Heard::Has(None)),
                    Now::Unsaid => (id, Heard::Nothing),
                })
                .collect();
            heard.extend(made.into_iter().map(|id| (id, Heard::Has(None))));
            shown = self.hear(heard).await?;
        }
        self.make_known(shown).await
    }

    /// Writes down what the server was heard to have, with what waits put onto it.
    pub(super) async fn hear(
        &self,
        heard: Vec<(CustomerId, Heard)>,
    ) -> Result<Vec<Shown>, WorkspaceError> {
        let fields = match self.seen() {
            Some(known) => known.fields.clone(),
            None => Arc::new(Fields::standard()),
        };
        let inner = self.inner.clone();
        let work = move || {
            inner.mirror.with(|db| {
                // Held from before the journal is read: whoever writes to that shows it after this.
                let write = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
                let waiting = queue::waiting_customers(&inner.drafts.db())?;
                let mut shown = Vec::with_capacity(heard.len());
                for (id, heard) in heard {
                    let now = inner.show(&write, id, heard, &waiting, &fields)?;
                    shown.push((id, now));
                }
                write.commit()?;
                Ok(shown)
            })
        };
        tokio::task::spawn_blocking(work)
            .await
            .map_err(interrupted)?
    }

    /// Tells the search what is shown from now on.
    async fn make_known(&self, shown: Vec<Shown>) -> Result<(), WorkspaceError> {
        let workspace = self.clone();
        let work = move || {
            let inner = &workspace.inner;
            for (id, _) in &shown {
                inner.touched.touch(*id);
            }
            if shown.len() > MANY {
                inner.lookup.forget();
                return;
            }
            let by_hand = shown.len() <= BY_HAND;
            for (id, record) in &shown {
                let text = record.as_ref().map(customers::search_text);
                let now = record.as_ref().zip(text.as_deref());
                inner.lookup.wrote(*id, now);
                if by_hand && record.is_some() {
                    inner.lookup.used(*id);
                }
            }
        };
        tokio::task::spawn_blocking(work).await.map_err(interrupted)
    }
}

impl Inner {
    /// Writes one customer: what the server has, with what waits put onto it.
    fn show(
        &self,
        db: &Connection,
        id: CustomerId,
        heard: Heard,
        waiting: &HashSet<CustomerId>,
        fields: &Fields,
    ) -> Result<Option<Customer>, WorkspaceError> {
        let kept = copy(db, id)?;
        let server = match (heard, &kept) {
            (Heard::Has(now), Some(Some(kept))) if is_older(now.as_ref(), kept) => {
                Some(kept.clone())
            }
            (Heard::Has(now), _) => now,
            (Heard::Nothing, Some(kept)) => kept.clone(),
            (Heard::Nothing, None) => customers::get(db, id)?,
        };
        if !waiting.contains(&id) {
            put(db, id, server.as_ref())?;
            if kept.is_some() {
                db.prepare_cached("DELETE FROM server_copy WHERE id = ?1")?
                    .execute([id])?;
            }
            return Ok(server);
        }
        let body = server.as_ref().map(Customer::to_json);
        db.prepare_cached("INSERT OR REPLACE INTO server_copy (id, body) VALUES (?1, ?2)")?
            .execute(params![id, body])?;
        let (_, steps) = queue::waiting_of(&self.drafts.db(), id)?;
        let shown = with(server, &steps, id, fields);
        put(db, id, shown.as_ref())?;
        Ok(shown)
    }
}

/// The server's copy of a customer that changes wait for: none where there is no copy, `Some(None)` where
/// the server has it not.
pub(super) fn copy(
    db: &Connection,
    id: CustomerId,
) -> Result<Option<Option<Customer>>, WorkspaceError> {
    let body: Option<Option<String>> = db
        .prepare_cached("SELECT body FROM server_copy WHERE id = ?1")?
        .query_row([id], |row| row.get(0))
        .optional()?;
    let read = |body: Option<String>| body.map(|body| customers::read(&body)).transpose();
    Ok(body.map(read).transpose()?)
}

fn put(db: &Connection, id: CustomerId, record: Option<&Customer>) -> Result<(), WorkspaceError> {
    match record {
        Some(record) => customers::put(db, record)?,
        // The row stays with a later change number: other programs see by that that the customer is gone.
        None => drop(customers::mark_deleted(db, id, true)?),
    }
    Ok(())
}

/// A page that was asked for before a write may come after its answer.
fn is_older(now: Option<&Customer>, kept: &Customer) -> bool {
    let version = now.and_then(Customer::version);
    version
        .zip(kept.version())
        .is_some_and(|(now, kept)| now < kept)
}

/// What the server has, with what waits put onto it as far as it goes without asking.
fn with(
    server: Option<Customer>,
    steps: &[(Step, Standing)],
    id: CustomerId,
    fields: &Fields,
) -> Option<Customer> {
    let mut shown = server;
    for (step, standing) in steps {
        let is_refused = matches!(standing, Standing::Refused { .. });
        match step {
            Step::Create { record, .. } => shown = Some(unnamed(record, id)),
            Step::Edit { changes, .. } if !is_refused => {
                if let Some(record) = &mut shown {
                    let merged = merge::merge(changes, record, fields);
                    merged
                        .changes
                        .iter()
                        .for_each(|change| record.apply(change));
                }
            }
            Step::Delete { .. } if !standing.needs_a_person() => shown = None,
            Step::Edit { .. } | Step::Delete { .. } | Step::Restore { .. } | Step::Note { .. } => {}
        }
    }
    shown
}

/// A new customer under the number that it goes by until the server has given it an id.
fn unnamed(record: &Customer, id: CustomerId) -> Customer {
    let mut record = record.clone();
    record.set("customerId", json!(id));
    record.set("id", json!(id.to_string()));
    record
}
