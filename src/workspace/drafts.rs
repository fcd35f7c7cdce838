//! Owns `workspace.db`: forms that are not saved, and what the workspace knows of its server (the catalog
//! as last seen, whether the data is the sample). Each write is on disk when it returns.
//! Must not know what a form or a catalog means.

use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use rusqlite::{Connection, OptionalExtension, params};

use crate::customer::{CustomerId, Draft};

const SCHEMA: &str = include_str!("../../assets/schema/workspace.sql");

/// The open file.
pub struct Drafts {
    db: Mutex<Connection>,
}

/// The number under which the draft of a new customer is kept.
const NEW: CustomerId = 0;

impl Drafts {
    pub fn open(path: &Path) -> rusqlite::Result<Drafts> {
        let db = Connection::open(path)?;
        db.busy_timeout(std::time::Duration::from_secs(5))?;
        db.pragma_update(None, "journal_mode", "wal")?;
        // A draft is a promise: it must survive a power cut, not only a crash.
        db.pragma_update(None, "synchronous", "full")?;
        db.execute_batch(SCHEMA)?;
        Ok(Drafts { db: Mutex::new(db) })
    }

    pub(super) fn db(&self) -> MutexGuard<'_, Connection> {
        self.db.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn keep(&self, draft: &Draft) -> rusqlite::Result<()> {
        self.db()
            .prepare_cached("insert or replace into draft (of, name, form) values (?1, ?2, ?3)")?
            .execute(params![
                draft.of.unwrap_or(NEW),
                draft.name,
                draft.form.to_string()
            ])?;
        Ok(())
    }

    pub fn drop(&self, of: Option<CustomerId>) -> rusqlite::Result<()> {
        self.db()
            .execute("delete from draft where of = ?1", [of.unwrap_or(NEW)])?;
        Ok(())
    }

    /// All drafts. One whose form cannot be read is passed over, and stays on disk.
    pub fn all(&self) -> rusqlite::Result<Vec<Draft>> {
        let db = self.db();
        let mut query = db.prepare("select of, name, form from draft order by of")?;
        let rows = query.query_map([], |row| {
            Ok((
                row.get::<_, CustomerId>(0)?,
                row.get::<_, String>(1)?,
                row.get::<_, String>(2)?,
            ))
        })?;
        let mut drafts = Vec::new();
        for row in rows {
            let (of, name, form) = row?;
            match serde_json::from_str(&form) {
                Ok(form) => drafts.push(Draft {
                    of: Some(of).filter(|of| *of != NEW),
                    name,
                    form,
                }),
                Err(error) => tracing::warn!(of, %error, "a draft could not be read"),
            }
        }
        Ok(drafts)
    }

    pub fn fact(&self, name: &str) -> rusqlite::Result<Option<String>> {
        self.db()
            .query_row("select value from fact where name = ?1", [name], |row| {
                row.get(0)
            })
            .optional()
    }

    pub fn set_fact(&self, name: &str, value: &str) -> rusqlite::Result<()> {
        self.db().execute(
            "insert or replace into fact (name, value) values (?1, ?2)",
            [name, value],
        )?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_draft_outlives_the_program_and_the_newest_wins() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("workspace.db");
        let draft = |of, name: &str| Draft {
            of,
            name: name.into(),
            form: json!({"cursor": [1, name]}),
        };
        let drafts = Drafts::open(&path).unwrap();
        drafts.keep(&draft(Some(7), "first")).unwrap();
        drafts.keep(&draft(Some(7), "second")).unwrap();
        drafts.keep(&draft(None, "new")).unwrap();
        std::mem::drop(drafts);
        let drafts = Drafts::open(&path).unwrap();
        assert_eq!(
            drafts.all().unwrap(),
            [draft(None, "new"), draft(Some(7), "second")]
        );
        drafts.drop(None).unwrap();
        assert_eq!(drafts.all().unwrap(), [draft(Some(7), "second")]);
    }

    #[test]
    fn facts_are_kept() {
        let folder = tempfile::tempdir().unwrap();
        let drafts = Drafts::open(&folder.path().join("w.db")).unwrap();
        assert_eq!(drafts.fact("catalog").unwrap(), None);
        drafts.set_fact("catalog", "{}").unwrap();
        assert_eq!(drafts.fact("catalog").unwrap().as_deref(), Some("{}"));
    }
}
