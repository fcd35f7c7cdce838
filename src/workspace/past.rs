//! Owns what is known of a customer's past, and what lies in the trash.
//! Must not change anything.

use rusqlite::Connection;

use crate::customer::changeset::{Past, Standing, Step, Trashed};
use crate::customer::{Change, CustomerId};

use super::queue::Did;
use super::{Workspace, WorkspaceError, journal};

/// So many customers of the trash are asked for at once.
const PAGE: usize = 500;

impl Workspace {
    /// Who changed what of a customer, newest first: as its server tells it, else as far as the journal of
    /// this workspace knows.
    pub async fn history(&self, id: CustomerId) -> Result<Vec<Past>, WorkspaceError> {
        let id = self
            .on_drafts(move |drafts| journal::known_as(&drafts.db(), id))
            .await?;
        if id > 0 && self.is_ours().await? {
            return Ok(self.inner.client()?.history(id).await?);
        }
        self.on_drafts(move |drafts| known_past(&drafts.db(), id))
            .await
    }

    /// The customers in the trash, those deleted last first.
    pub async fn trash(&self) -> Result<Vec<Trashed>, WorkspaceError> {
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

/// A part as JSON: the field's own value, without the keys beside it.
fn told(field: &str, part: &crate::customer::Part) -> String {
    let value = part.get(field).cloned().unwrap_or_default();
    value.to_string()
}
