//! Owns the notes to a customer as this workspace sees them: asked of its server, the last ones kept for when
//! that is away. Must not change a note.

use serde_json::{Value, json};

use crate::apptivo::ApiError;
use crate::customer::CustomerId;
use crate::customer::note::Note;

use super::{Workspace, WorkspaceError, journal};

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
    /// Why these are the ones of an earlier time.
    pub stale: Option<String>,
}

impl Workspace {
    /// The notes of a customer: as the server has them, or as they were seen last.
    pub async fn notes(&self, id: CustomerId) -> Result<Notes, WorkspaceError> {
        let Some(id) = self.id_with_server(id).await? else {
            return Ok(Notes::default());
        };
        match self.inner.client()?.notes(id, 0, PAGE).await {
            Ok((notes, total)) => {
                if !self.inner.is_local() {
                    self.remember(id, &notes, total).await?;
                }
                Ok(Notes {
                    notes,
                    total,
                    stale: None,
                })
            }
            Err(error @ (ApiError::Offline(_) | ApiError::RateLimited { .. })) => {
                match self.seen_notes(id).await? {
                    Some((notes, total)) => Ok(Notes {
                        notes,
                        total,
                        stale: Some(error.to_string()),
                    }),
                    None => Err(error.into()),
                }
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Puts a note to a customer. It is with the server when this returns; whoever failed has the text still,
    /// and may come again with the same `request`: a server of our own kind writes it once.
    pub async fn add_note(
        &self,
        id: CustomerId,
        text: &str,
        request: &str,
    ) -> Result<(), WorkspaceError> {
        let Some(id) = self.id_with_server(id).await? else {
            return Err(WorkspaceError::NotNow(
                "this customer is not with the server yet; the note was not written: send the customer first"
                    .to_owned(),
            ));
        };
        let client = self.inner.client()?;
        let sent = client.create_note(id, text, request).await;
        match sent {
            Err(ApiError::Unknown(why)) => match self.is_ours().await? {
                true => Ok(client.create_note(id, text, request).await?),
                false => {
                    // It may be there: looking is better than writing it twice.
                    let (notes, _) = client.notes(id, 0, PAGE).await?;
                    match notes.iter().any(|note| note.text == text) {
                        true => Ok(()),
                        false => Err(ApiError::Unknown(why).into()),
                    }
                }
            },
            sent => Ok(sent?),
        }
    }

    /// The number by which the server knows a customer; none where it does not know it yet.
    async fn id_with_server(&self, id: CustomerId) -> Result<Option<CustomerId>, WorkspaceError> {
        let known = move |drafts: &super::Drafts| journal::known_as(&drafts.db(), id);
        let id = self.on_drafts(known).await?;
        Ok((id > 0).then_some(id))
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
mod tests {
    use super::*;
    use crate::workspace::{Remote, Spec};

    #[tokio::test]
    async fn a_note_is_there_once_and_the_newest_comes_first() {
        let folder = tempfile::tempdir().unwrap();
        let spec = Spec {
            name: "local".to_owned(),
            folder: folder.path().to_owned(),
            remote: Remote::Local { sample: true },
        };
        let workspace = Workspace::open(spec).await.unwrap();
        let id = workspace.select(Default::default()).await.unwrap()[0];
        assert_eq!(workspace.notes(id).await.unwrap(), Notes::default());
        for (text, request) in [("one", "r1"), ("two\nlines", "r2"), ("two\nlines", "r2")] {
            workspace.add_note(id, text, request).await.unwrap();
        }
        let notes = workspace.notes(id).await.unwrap();
        let texts: Vec<&str> = notes.notes.iter().map(|note| note.text.as_str()).collect();
        assert_eq!(texts, ["two\nlines", "one"]);
        assert_eq!(notes.total, 2);
        assert!(!notes.notes[0].who.is_empty() && !notes.notes[0].at.is_empty());
        assert!(workspace.add_note(id, "other", "r2").await.is_err());
        assert!(workspace.add_note(id, "  ", "r3").await.is_err());
        assert!(workspace.add_note(999_999, "x", "r4").await.is_err());
        assert_eq!(workspace.notes(id).await.unwrap().total, 2);
    }
}
