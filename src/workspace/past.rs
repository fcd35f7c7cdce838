//! Owns what is known of a customer's past, and what lies in the trash: by the server, or where that cannot be
//! asked by what was done from here.
//! Must not change anything.

use std::collections::HashSet;

use rusqlite::Connection;

use crate::apptivo::ApiError;
use crate::customer::changeset::{Past, Standing, Step, Trashed};
use crate::customer::{Change, CustomerId};

use super::fate::Did;
use super::{Workspace, WorkspaceError, journal};

/// So many customers of the trash are asked for at once.
const PAGE: usize = 500;

/// What could be read.
#[derive(Debug)]
pub struct Told<T> {
    pub all: Vec<T>,
    /// Why it is not what the server tells but only what was done from here.
    pub unread: Option<ApiError>,
}

impl<T> Told<T> {
    fn by_the_server(all: Vec<T>) -> Told<T> {
        Told { all, unread: None }
    }
}

impl Workspace {
    /// Who changed what of a customer, newest first: as its server tells it, else as far as the journal of
    /// this workspace knows.
    pub async fn history(&self, id: CustomerId) -> Result<Told<Past>, WorkspaceError> {
        let id = self
            .on_drafts(move |drafts| journal::known_as(&drafts.db(), id))
            .await?;
        let unread = match self.servers_history(id).await {
            Ok(Some(past)) => return Ok(Told::by_the_server(past)),
            // It may have been made here and never there.
            Ok(None) | Err(WorkspaceError::Api(ApiError::NotFound(_))) => None,
            Err(WorkspaceError::Api(error)) => Some(error),
            Err(error) => return Err(error),
        };
        let all = self.known_history(id).await?;
        Ok(Told { all, unread })
    }

    /// What this workspace itself knows of a customer's past, newest first; asks nobody.
    pub async fn known_history(&self, id: CustomerId) -> Result<Vec<Past>, WorkspaceError> {
        self.on_drafts(move |drafts| {
            let db = drafts.db();
            let id = journal::known_as(&db, id)?;
            known_past(&db, id)
        })
        .await
    }

    /// None where the server keeps none, or has not got the customer yet.
    async fn servers_history(&self, id: CustomerId) -> Result<Option<Vec<Past>>, WorkspaceError> {
        match id > 0 && self.is_ours().await? {
            true => Ok(Some(self.inner.client()?.history(id).await?)),
            false => Ok(None),
        }
    }

    /// The customers in the trash, those deleted last first; where the server cannot be asked, those that were
    /// deleted from here.
    pub async fn trash(&self) -> Result<Told<Trashed>, WorkspaceError> {
        match self.servers_trash().await {
            Ok(all) => Ok(Told::by_the_server(all)),
            Err(WorkspaceError::Api(error)) => Ok(Told {
                all: self.known_trash().await?,
                unread: Some(error),
            }),
            Err(error) => Err(error),
        }
    }

    async fn servers_trash(&self) -> Result<Vec<Trashed>, WorkspaceError> {
        if !self.is_ours().await? {
            return Err(WorkspaceError::NotNow(
                "this server does not show its trash here; its own pages do".to_owned(),
            ));
        }
        let client = self.inner.client()?.in_bulk();
        let mut all: Vec<Trashed> = Vec::new();
        loop {
            let (page, of) = client.trash("", all.len(), PAGE).await?;
            let came = page.len();
            all.extend(page);
            if came == 0 || all.len() >= of {
                return Ok(all);
            }
        }
    }

    /// What the journal says was deleted, without those that the mirror has again; asks nobody.
    pub async fn known_trash(&self) -> Result<Vec<Trashed>, WorkspaceError> {
        let mut deleted = self.on_drafts(|drafts| known_deleted(&drafts.db())).await?;
        let ids: Vec<CustomerId> = deleted.iter().filter_map(|one| one.record.id()).collect();
        let back = self.rows(ids).await?;
        let back: HashSet<CustomerId> = back.iter().filter_map(|record| record.id()).collect();
        deleted.retain(|one| one.record.id().is_some_and(|id| !back.contains(&id)));
        Ok(deleted)
    }

    /// Whether the server is one of ours, which keeps a history and a trash.
    pub(super) async fn is_ours(&self) -> Result<bool, WorkspaceError> {
        Ok(self.inner.is_local() || self.known().await?.ours)
    }
}

/// What was done from here, newest first.
fn known_past(db: &Connection, id: CustomerId) -> rusqlite::Result<Vec<Past>> {
    let mut find = db.prepare_cached(
        "select at, who, step, standing, did from step join change_set using (place)
         where customer = ?1 and state = 4 order by row desc",
    )?;
    let mut rows = find.query([id])?;
    let mut past = Vec::new();
    while let Some(row) = rows.next()? {
        if matches!(journal::parsed(row, 3)?, Standing::Dropped) {
            continue;
        }
        let line = |action: &str, change: Option<&Change>| -> rusqlite::Result<Past> {
            let value = |of: fn(&Change) -> &crate::customer::Part| {
                change.map(|change| told(&change.field, of(change)))
            };
            Ok(Past {
                at: row.get(0)?,
                who: row.get(1)?,
                action: action.to_owned(),
                field: change.map(|change| change.field.clone()),
                was: value(|change| &change.from),
                now: value(|change| &change.to),
            })
        };
        let did: Option<String> = row.get(4)?;
        let did = did.and_then(|did| serde_json::from_str(&did).ok());
        match (journal::parsed(row, 2)?, did) {
            (_, Some(Did::Edit(changes))) => {
                for change in &changes {
                    past.push(line("update", Some(change))?);
                }
            }
            (Step::Create { .. }, _) => past.push(line("create", None)?),
            (Step::Delete { .. }, Some(_)) => past.push(line("delete", None)?),
            (Step::Restore { .. }, Some(_)) => past.push(line("restore", None)?),
            // It found everything as it was wanted, and did nothing.
            _ => {}
        }
    }
    Ok(past)
}

/// The customers that were deleted from here, the last first, each once.
fn known_deleted(db: &Connection) -> rusqlite::Result<Vec<Trashed>> {
    let mut find = db.prepare_cached(
        "select max(row), customer, at, who, did from step join change_set using (place)
         where did like '{\"delete\"%' group by customer order by 1 desc limit ?1",
    )?;
    let mut rows = find.query([journal::number(PAGE)])?;
    let mut deleted = Vec::new();
    while let Some(row) = rows.next()? {
        if let Did::Delete(record) = journal::parsed(row, 4)? {
            deleted.push(Trashed {
                record,
                who: row.get(3)?,
                at: row.get(2)?,
            });
        }
    }
    Ok(deleted)
}

/// A part as JSON: the field's own value, without the keys beside it.
fn told(field: &str, part: &crate::customer::Part) -> String {
    let value = part.get(field).cloned().unwrap_or_default();
    value.to_string()
}
