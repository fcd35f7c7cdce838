//! Owns the notes to a customer as this workspace sees them: asked of its server, the last ones kept for when
//! that is away, and those that wait to be sent. Must not write one: a note goes out like every change.

use serde_json::{Value, json};

use crate::apptivo::ApiError;
use crate::customer::CustomerId;
use crate::customer::changeset::Step;
use crate::customer::note::Note;

use super::{Workspace, WorkspaceError, journal, queue};

/// So many notes are read at once; those before them are older than anybody looks.
const PAGE: usize = 200;
/// The customers whose notes were seen last, with the notes.
const SEEN: &str = "notes";
const MOST_SEEN: usize = 50;

/// What is known of a customer's notes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Notes {
    /// What was written last comes first.
    pub notes: Vec<Note>,
    /// How many there are in all.
    pub total: usize,
    /// Those that were written here and are not with the server yet, in their order.
    pub waiting: Vec<String>,
    /// Why these are the ones of an earlier time.
    pub stale: Option<String>,
}

impl Workspace {
    /// The notes of a customer: as the server has them, or as they were seen last.
    pub async fn notes(&self, id: CustomerId) -> Result<Notes, WorkspaceError> {
        let (id, waiting) = self.waiting_notes(id).await?;
        let told = match id > 0 {
            true => self.notes_of(id).await,
            false => Ok(Notes::default()),
        };
        match told {
            Ok(notes) => Ok(Notes { waiting, ..notes }),
            Err(WorkspaceError::Api(error)) if !waiting.is_empty() => Ok(Notes {
                waiting,
                stale: Some(error.to_string()),
                ..Notes::default()
            }),
            Err(error) => Err(error),
        }
    }

    async fn notes_of(&self, id: CustomerId) -> Result<Notes, WorkspaceError> {
        match self.inner.client()?.notes(id, 0, PAGE).await {
            Ok((notes, total)) => {
                if !self.inner.is_local() {
                    self.remember(id, &notes, total).await?;
                }
                Ok(Notes {
                    notes,
                    total,
                    ..Notes::default()
                })
            }
            Err(error @ (ApiError::Offline(_) | ApiError::RateLimited { .. })) => {
                match self.seen_notes(id).await? {
                    Some((notes, total)) => Ok(Notes {
                        notes,
                        total,
                        stale: Some(error.to_string()),
                        ..Notes::default()
                    }),
                    None => Err(error.into()),
                }
            }
            Err(error) => Err(error.into()),
        }
    }

    /// The number by which a customer goes now, and the notes to it that wait.
    async fn waiting_notes(
        &self,
        id: CustomerId,
    ) -> Result<(CustomerId, Vec<String>), WorkspaceError> {
        self.on_drafts(move |drafts| {
            let db = drafts.db();
            let id = journal::known_as(&db, id)?;
            let (_, steps) = queue::waiting_of(&db, id)?;
            let text = |(step, _)| match step {
                Step::Note { text, .. } => Some(text),
                _ => None,
            };
            Ok((id, steps.into_iter().filter_map(text).collect()))
        })
        .await
    }

    async fn remember(
        &self,
        id: CustomerId,
        notes: &[Note],
        total: usize,
    ) -> Result<(), WorkspaceError> {
        let lines: Vec<Value> = notes
            .iter()
            .map(|note| json!([note.text, note.who, note.at]))
            .collect();
        let entry = json!({"of": id, "notes": lines, "total": total});
        self.on_drafts(move |drafts| {
            let mut all = kept(drafts)?;
            all.retain(|entry| entry["of"] != id);
            all.insert(0, entry);
            all.truncate(MOST_SEEN);
            drafts.set_fact(SEEN, &Value::Array(all).to_string())
        })
        .await
    }

    async fn seen_notes(
        &self,
        id: CustomerId,
    ) -> Result<Option<(Vec<Note>, usize)>, WorkspaceError> {
        let all = self.on_drafts(kept).await?;
        let entry = all.into_iter().find(|entry| entry["of"] == id);
        Ok(entry.map(|entry| {
            let lines = entry["notes"].as_array().cloned().unwrap_or_default();
            let text = |line: &Value, nth: usize| line[nth].as_str().unwrap_or_default().to_owned();
            let note = |line: &Value| Note {
                text: text(line, 0),
                who: text(line, 1),
                at: text(line, 2),
            };
            let notes: Vec<Note> = lines.iter().map(note).collect();
            let total = entry["total"]
                .as_u64()
                .and_then(|n| usize::try_from(n).ok());
            let total = total.unwrap_or(notes.len());
            (notes, total)
        }))
    }
}

fn kept(drafts: &super::Drafts) -> rusqlite::Result<Vec<Value>> {
    let text = drafts.fact(SEEN)?.unwrap_or_default();
    Ok(serde_json::from_str(&text).unwrap_or_default())
}

#[cfg(test)]
#[path = "notes_tests.rs"]
mod tests;
