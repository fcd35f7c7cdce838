//! Owns `workspace.db`: opening it and writing to it, the forms that are not saved, and what the workspace
//! knows of its server (the catalog as last seen, whether the data is the sample). Each write is on disk
//! when it returns.
//! Must not know what a form or a catalog means.

use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, params};

use crate::customer::Draft;
use crate::store::{StoreError, schema};

/// The steps that make the file, oldest first. A step that was released is never changed.
const SCHEMA: [&str; 5] = [
    include_str!("../../assets/schema/workspace.sql"),
    include_str!("../../assets/schema/workspace-journal.sql"),
    include_str!("../../assets/schema/workspace-used.sql"),
    include_str!("../../assets/schema/workspace-given-up.sql"),
    include_str!("../../assets/schema/workspace-stands.sql"),
];

/// The open file.
pub struct Drafts {
    db: Mutex<Connection>,
}

impl Drafts {
    pub fn open(path: &Path) -> Result<Drafts, StoreError> {
        schema::make_private(path);
        let mut db = Connection::open(path)?;
        db.busy_timeout(std::time::Duration::from_secs(5))?;
        db.pragma_update(None, "journal_mode", "wal")?;
        // A draft is a promise: it must survive a power cut, not only a crash.
        db.pragma_update(None, "synchronous", "full")?;
        schema::migrate(&mut db, "workspace", &SCHEMA)?;
        schema::migrate(&mut db, "duplicates", &super::duplicates::SCHEMA)?;
        Ok(Drafts { db: Mutex::new(db) })
    }

    pub(super) fn db(&self) -> MutexGuard<'_, Connection> {
        self.db.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Does a piece of work in one transaction, in full or not at all. Other programs write here too, so
    /// what the work reads is still so when it writes.
    pub(super) fn write<T, E: From<rusqlite::Error>>(
        &self,
        work: impl FnOnce(&Transaction) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut db = self.db();
        let write = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let value = work(&write)?;
        write.commit()?;
        Ok(value)
    }

    pub fn keep(&self, draft: &Draft) -> rusqlite::Result<()> {
        self.db()
            .prepare_cached(
                "insert or replace into draft (key, of, name, form) values (?1, ?2, ?3, ?4)",
            )?
            .execute(params![
                draft.key,
                draft.of,
                draft.name,
                draft.form.to_string()
            ])?;
        Ok(())
    }

    pub fn drop(&self, key: &str) -> rusqlite::Result<()> {
        self.db()
            .execute("delete from draft where key = ?1", [key])?;
        Ok(())
    }

    /// All drafts, oldest first. One whose form is no JSON comes with an empty one, and stays as it is on disk.
    pub fn all(&self) -> rusqlite::Result<Vec<Draft>> {
        let db = self.db();
        let mut query = db.prepare("select key, of, name, form from draft order by rowid")?;
        let rows = query.query_map([], |row| {
            let form: String = row.get(3)?;
            Ok(Draft {
                key: row.get(0)?,
                of: row.get(1)?,
                name: row.get(2)?,
                form: serde_json::from_str(&form).unwrap_or_default(),
            })
        })?;
        rows.collect()
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
        let draft = |key: &str, of, name: &str| Draft {
            key: key.into(),
            of,
            name: name.into(),
            form: json!({"cursor": [1, name]}),
        };
        let drafts = Drafts::open(&path).unwrap();
        drafts.keep(&draft("a", Some(7), "first")).unwrap();
        drafts.keep(&draft("a", Some(7), "second")).unwrap();
        drafts
            .keep(&draft("b", Some(7), "of another program"))
            .unwrap();
        drafts.keep(&draft("c", None, "new")).unwrap();
        std::mem::drop(drafts);
        let drafts = Drafts::open(&path).unwrap();
        let kept: Vec<String> = drafts
            .all()
            .unwrap()
            .into_iter()
            .map(|draft| draft.name)
            .collect();
        assert_eq!(kept, ["second", "of another program", "new"]);
        drafts.drop("b").unwrap();
        assert_eq!(
            drafts.all().unwrap(),
            [draft("a", Some(7), "second"), draft("c", None, "new")]
        );
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
