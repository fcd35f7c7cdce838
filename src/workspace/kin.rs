//! Owns finding what hangs on customers that are to become one: their notes, asked of the server, and the customers
//! that name them as their parent. What cannot be had is told, and holds nothing up.
//! Must not plan the merge.

use std::time::Duration;

use rusqlite::Connection;

use crate::customer::CustomerId;
use crate::customer::note::Note;
use crate::customer::unite::kin::{Child, Kin, NoteOf};
use crate::store::customers;

use super::{Workspace, WorkspaceError};

/// So many notes are read at once, and so many go over.
const PAGE: usize = 200;
const MOST: usize = 2_000;
/// Whoever wants to merge does not wait longer than this for the notes of one customer.
const PATIENCE: Duration = Duration::from_secs(10);

impl Workspace {
    /// What hangs on these customers.
    pub async fn kin(&self, ids: &[CustomerId]) -> Result<Kin, WorkspaceError> {
        let mut kin = Kin {
            children: self.children(ids).await?,
            ..Kin::default()
        };
        for id in ids.iter().copied() {
            let asked = tokio::time::timeout(PATIENCE, self.all_notes(id)).await;
            let (notes, total) = match asked {
                Ok(Ok(read)) => read,
                Ok(Err(WorkspaceError::Api(error))) => {
                    kin.unread.push((id, stay(&error.to_string())));
                    continue;
                }
                Ok(Err(error)) => return Err(error),
                Err(_) => {
                    kin.unread.push((id, stay("the server has not answered")));
                    continue;
                }
            };
            if total > notes.len() {
                let more = total - notes.len();
                kin.unread.push((
                    id,
                    format!("{more} more stay with it in the trash: at most {MOST} go over"),
                ));
            }
            kin.notes.extend(notes.into_iter().rev().map(|note| NoteOf {
                of: id,
                note,
                request: uuid::Uuid::now_v7().to_string(),
            }));
        }
        Ok(kin)
    }

    /// What was written last comes first; and how many there are.
    async fn all_notes(&self, id: CustomerId) -> Result<(Vec<Note>, usize), WorkspaceError> {
        let mut all: Vec<Note> = Vec::new();
        // What the server has not made yet has none there.
        if id < 0 {
            return Ok((all, 0));
        }
        let client = self.inner.client()?;
        loop {
            let (page, total) = client.notes(id, all.len(), PAGE).await?;
            let is_last = page.is_empty();
            all.extend(page);
            if is_last || all.len() >= total || all.len() >= MOST {
                return Ok((all, total));
            }
        }
    }

    async fn children(&self, of: &[CustomerId]) -> Result<Vec<Child>, WorkspaceError> {
        let fields = self.fields().await?;
        let of = of.to_vec();
        let read = move |db: &mut Connection| {
            let records = customers::children(db, &of)?;
            let children = records.iter().filter_map(|one| Child::of(one, &fields));
            Ok(children.collect())
        };
        self.inner.mirror.run(read).await
    }
}

fn stay(why: &str) -> String {
    format!("could not be read ({why}): they stay with it in the trash")
}

#[cfg(test)]
#[path = "kin_tests.rs"]
mod tests;
