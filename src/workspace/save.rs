//! Owns sending what a person did: fetch, merge, send, and bring the answer home.
//! Must not decide a conflict.

use std::sync::Arc;

use serde_json::Value;

use crate::apptivo::ApiError;
use crate::customer::blank::AUTO_NUMBER;
use crate::customer::change::{between, same_part};
use crate::customer::merge::{self, is_same_thing};
use crate::customer::{Change, Customer, CustomerId, Field, Fields, Kind};
use crate::store::customers;

use super::{Remote, Saved, Workspace, WorkspaceError};

/// How often a save that was overtaken between reading and writing is merged anew.
const TRIES: usize = 4;

impl Workspace {
    /// Merges changes onto what the server has, and sends them. Nothing is sent where somebody else
    /// changed the same field: that comes back as `WorkspaceError::Conflict`.
    pub async fn save(
        &self,
        id: CustomerId,
        changes: Vec<Change>,
    ) -> Result<Saved, WorkspaceError> {
        let fields = self.fields().await?;
        let seen = self.read(id).await?;
        let mut current = self.current(id).await?;
        for _ in 0..TRIES {
            let merged = merge::merge(&changes, &current, &fields);
            if !merged.conflicts.is_empty() {
                self.bring_home(&current).await?;
                return Err(WorkspaceError::Conflict {
                    current: Box::new(current),
                    conflicts: merged.conflicts,
                });
            }
            let others = seen
                .as_ref()
                .is_some_and(|seen| differs(seen, &current, &fields));
            if merged.changes.is_empty() {
                return Ok(Saved {
                    record: self.bring_home(&current).await?,
                    others,
                });
            }
            let mut record = current.clone();
            merged
                .changes
                .iter()
                .for_each(|change| record.apply(change));
            match self
                .inner
                .client()?
                .update(id, &record, &merged.changes, current.version())
                .await
            {
                Ok(answer) => {
                    return Ok(Saved {
                        record: self.bring_home(&answer).await?,
                        others,
                    });
                }
                Err(ApiError::Moved(newer)) => current = *newer,
                Err(ApiError::Unknown(why)) => {
                    return self.look(id, &merged.changes, why, others).await;
                }
                Err(error) => return Err(error.into()),
            }
        }
        Err(ApiError::Invalid(
            "the record changed again and again while it was being saved".to_owned(),
        )
        .into())
    }

    async fn current(&self, id: CustomerId) -> Result<Customer, WorkspaceError> {
        match self.inner.client()?.get(id).await {
            Ok(record) => Ok(record),
            Err(ApiError::NotFound(id)) => Err(WorkspaceError::NotFound(id)),
            Err(error) => Err(error.into()),
        }
    }

    /// No answer came: looks whether it was done before anybody asks again.
    async fn look(
        &self,
        id: CustomerId,
        sent: &[Change],
        why: String,
        others: bool,
    ) -> Result<Saved, WorkspaceError> {
        let fields = self.fields().await?;
        let Ok(now) = self.inner.client()?.get(id).await else {
            return Err(ApiError::Unknown(why).into());
        };
        let done = sent.iter().all(|change| {
            fields
                .find(&change.field)
                .is_some_and(|field| same_part(&now.part(field), &change.to))
        });
        let record = self.bring_home(&now).await?;
        if done {
            Ok(Saved { record, others })
        } else {
            Err(ApiError::Unknown(why).into())
        }
    }

    /// Makes a customer. The same `request_id` never makes two on a server that knows request ids.
    pub async fn create(
        &self,
        record: &Customer,
        request_id: &str,
    ) -> Result<Saved, WorkspaceError> {
        let made = match self.inner.client()?.save(record, Some(request_id)).await {
            // An earlier try made it, and its answer was lost; the form was typed into since.
            Err(ApiError::Moved(made)) => return self.catch_up(&made, record).await,
            // Our own server gives the same answer again; the cloud does not, and is not asked twice.
            Err(ApiError::Unknown(_)) if self.knows_request_ids() => {
                self.inner.client()?.save(record, Some(request_id)).await?
            }
            other => other?,
        };
        Ok(Saved {
            record: self.bring_home(&made).await?,
            others: false,
        })
    }

    async fn catch_up(&self, made: &Customer, typed: &Customer) -> Result<Saved, WorkspaceError> {
        let changes = typed_since(made, typed, &*self.fields().await?);
        let record = self.bring_home(made).await?;
        match record.id() {
            Some(id) if !changes.is_empty() => self.save(id, changes).await,
            _ => Ok(Saved {
                record,
                others: false,
            }),
        }
    }

    fn knows_request_ids(&self) -> bool {
        self.inner.is_local() || self.seen().is_some_and(|known| known.ours)
    }

    /// Puts a customer into the trash.
    pub async fn delete(&self, id: CustomerId) -> Result<(), WorkspaceError> {
        match self.inner.client()?.delete(id).await {
            Ok(()) => {}
            Err(ApiError::NotFound(id)) => {
                self.take_out(id).await?;
                return Err(WorkspaceError::NotFound(id));
            }
            Err(error) => return Err(error.into()),
        }
        self.take_out(id).await
    }

    /// Puts a record that the server has answered into the mirror and the roster.
    pub(super) async fn bring_home(
        &self,
        record: &Customer,
    ) -> Result<Arc<Customer>, WorkspaceError> {
        let record = Arc::new(record.clone());
        let Some(id) = record.id() else {
            return Ok(record);
        };
        let (copy, local) = (record.clone(), self.inner.is_local());
        let text = self
            .inner
            .mirror
            .run(move |db| {
                // The embedded server has written it already: its store is this mirror.
                if !local {
                    customers::put(db, &copy)?;
                }
                Ok(customers::search_text(&copy))
            })
            .await?;
        self.inner.touched.touch(id);
        self.inner.lookup.wrote(id, Some((&record, &text)));
        self.inner.lookup.used(id);
        Ok(record)
    }

    async fn take_out(&self, id: CustomerId) -> Result<(), WorkspaceError> {
        self.inner.touched.touch(id);
        if !self.inner.is_local() {
            self.inner
                .mirror
                .run(move |db| Ok(customers::mark_deleted(db, id, true).map(drop)?))
                .await?;
        }
        self.inner.lookup.wrote(id, None);
        Ok(())
    }
}

impl super::Inner {
    pub(super) fn is_local(&self) -> bool {
        matches!(self.spec.remote, Remote::Local { .. })
    }
}

fn differs(seen: &Customer, now: &Customer, fields: &crate::customer::Fields) -> bool {
    let kept = [
        "lastUpdateDate",
        "lastUpdatedByName",
        "updatedBy",
        "version",
    ];
    between(seen, now, fields)
        .iter()
        .any(|change| !kept.contains(&change.field.as_str()))
}

/// What leads from a customer as it was made to the form it came from, as that reads now.
fn typed_since(made: &Customer, typed: &Customer, fields: &Fields) -> Vec<Change> {
    let of = |field: &Field| {
        let (from, mut to) = (made.part(field), typed.part(field));
        if let (Kind::Group(group), Some(Value::Array(elements))) =
            (field.kind, to.get_mut(field.wire.as_ref()))
        {
            // What is there already keeps the name that the server gave it.
            for element in elements {
                let there = made.list(&field.wire).iter();
                let mut alike = there.filter(|there| is_same_thing(group, element, there));
                if let Some(named) = alike.next() {
                    *element = named.clone();
                }
            }
        }
        let change = Change {
            field: field.wire.to_string(),
            from,
            to,
        };
        let is_automatic = typed.text(&field.wire) == AUTO_NUMBER;
        (field.edit && !is_automatic && !change.is_nothing()).then_some(change)
    };
    fields.iter().filter_map(of).collect()
}
