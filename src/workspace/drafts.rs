//! Owns `workspace.db`: opening it and writing to it, the forms that are not saved, and what the workspace
//! knows of its server (the catalog as last seen, whether the data is the sample). Each write is on disk
//! when it returns. What another running program typed is neither written over nor removed.
//! Must not know what a form or a catalog means.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rusqlite::{Connection, OptionalExtension, Row, Transaction, TransactionBehavior, params};

use super::lease::{Holder, runs_here};
use crate::customer::{Draft, Shelved};
use crate::store::{StoreError, schema};

/// The steps that make the file, oldest first. A step that was released is never changed.
const SCHEMA: [&str; 6] = [
    include_str!("../../assets/schema/workspace.sql"),
    include_str!("../../assets/schema/workspace-journal.sql"),
    include_str!("../../assets/schema/workspace-used.sql"),
    include_str!("../../assets/schema/workspace-given-up.sql"),
    include_str!("../../assets/schema/workspace-stands.sql"),
    include_str!("../../assets/schema/workspace-draft-holders.sql"),
];

/// The open file.
pub struct Drafts {
    db: Mutex<Connection>,
    /// This program, as the one that types.
    holder: Holder,
    /// Whether it has typed anything.
    has_typed: AtomicBool,
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
        Ok(Drafts {
            db: Mutex::new(db),
            holder: Holder::default(),
            has_typed: AtomicBool::new(false),
        })
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

    /// Where another program has begun to type under the same key, this one's text lies beside it.
    pub fn keep(&self, draft: &Draft) -> rusqlite::Result<()> {
        let mut key = draft.key.clone();
        self.write(|db| {
            if self.is_elsewhere(db, &key)? {
                key = format!("{key}~{}", self.holder.id());
            }
            db.prepare_cached(
                "insert or replace into draft (key, of, name, form, holder, machine, process)
                 values (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            )?
            .execute(params![
                key,
                draft.of,
                draft.name,
                draft.form.to_string(),
                self.holder.id(),
                self.holder.machine(),
                self.holder.process()
            ])?;
            self.has_typed.store(true, Ordering::Relaxed);
            Ok(())
        })
    }

    pub fn drop(&self, key: &str) -> rusqlite::Result<()> {
        self.write(|db| self.drop_in(db, key))
    }

    /// As a part of what is being written: a form goes in the same moment as its changes are written down.
    pub fn drop_in(&self, db: &Connection, key: &str) -> rusqlite::Result<()> {
        if !self.is_elsewhere(db, key)? {
            db.execute("delete from draft where key = ?1", [key])?;
        }
        Ok(())
    }

    /// Lets others go on with what this program has typed.
    pub fn let_go(&self) -> rusqlite::Result<()> {
        if self.has_typed.swap(false, Ordering::Relaxed) {
            let free = "update draft set holder = null where holder = ?1";
            self.db().execute(free, [self.holder.id()])?;
        }
        Ok(())
    }

    fn is_elsewhere(&self, db: &Connection, key: &str) -> rusqlite::Result<bool> {
        let mut find =
            db.prepare_cached("select holder, machine, process from draft where key = ?1")?;
        let held = find.query_row([key], |row| self.is_of_another(row, 0));
        Ok(held.optional()?.unwrap_or(false))
    }

    /// Whether another program that runs holds the row. `first`: where the columns of its holder begin.
    fn is_of_another(&self, row: &Row, first: usize) -> rusqlite::Result<bool> {
        let holder: Option<String> = row.get(first)?;
        let machine: Option<String> = row.get(first + 1)?;
        let process: Option<u32> = row.get(first + 2)?;
        let is_other = holder.is_some_and(|holder| holder != self.holder.id());
        Ok(is_other && runs_here(&machine.unwrap_or_default(), process.unwrap_or_default()))
    }

    /// All drafts, oldest first. One whose form is no JSON comes with an empty one, and stays as it is on disk.
    pub fn all(&self) -> rusqlite::Result<Shelved> {
        let db = self.db();
        let mut query = db.prepare(
            "select key, of, name, form, holder, machine, process from draft order by rowid",
        )?;
        let mut rows = query.query([])?;
        let mut all = Shelved::default();
        while let Some(row) = rows.next()? {
            let (key, form): (String, String) = (row.get(0)?, row.get(3)?);
            if self.is_of_another(row, 4)? {
                all.elsewhere.push(key.clone());
            }
            all.drafts.push(Draft {
                key,
                of: row.get(1)?,
                name: row.get(2)?,
                form: serde_json::from_str(&form).unwrap_or_default(),
            });
        }
        Ok(all)
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

    /// What is known already stays.
    pub fn set_fact_once(&self, name: &str, value: &str) -> rusqlite::Result<()> {
        self.db().execute(
            "insert or ignore into fact (name, value) values (?1, ?2)",
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
        drafts.let_go().unwrap();
        std::mem::drop(drafts);
        let drafts = Drafts::open(&path).unwrap();
        let kept: Vec<String> = drafts
            .all()
            .unwrap()
            .drafts
            .into_iter()
            .map(|draft| draft.name)
            .collect();
        assert_eq!(kept, ["second", "of another program", "new"]);
        drafts.drop("b").unwrap();
        assert_eq!(
            drafts.all().unwrap().drafts,
            [draft("a", Some(7), "second"), draft("c", None, "new")]
        );
    }

    #[test]
    fn two_programs_never_write_over_what_the_other_types() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("workspace.db");
        let (one, two) = (Drafts::open(&path).unwrap(), Drafts::open(&path).unwrap());
        let draft = |name: &str| Draft {
            key: "edit-7-old".into(),
            of: Some(7),
            name: name.into(),
            form: json!({}),
        };
        let names = |drafts: &Drafts| {
            let all = drafts.all().unwrap().drafts.into_iter();
            all.map(|draft| draft.name).collect::<Vec<_>>()
        };
        one.keep(&draft("one")).unwrap();
        assert_eq!(two.all().unwrap().elsewhere, ["edit-7-old"]);
        assert!(one.all().unwrap().elsewhere.is_empty());
        two.keep(&draft("two")).unwrap();
        two.drop("edit-7-old").unwrap();
        assert_eq!(names(&one), ["one", "two"]);
        one.let_go().unwrap();
        assert!(two.all().unwrap().elsewhere.is_empty());
        two.keep(&draft("two")).unwrap();
        assert_eq!(one.all().unwrap().elsewhere.len(), 2);
    }

    #[test]
    fn what_a_program_that_is_gone_typed_is_free() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("workspace.db");
        let mut child = std::process::Command::new("true").spawn().unwrap();
        let gone = Drafts {
            holder: Holder::of_process(child.id()),
            ..Drafts::open(&path).unwrap()
        };
        child.wait().unwrap();
        let draft = Draft {
            key: "edit-7-old".into(),
            of: Some(7),
            name: "typed".into(),
            form: json!({}),
        };
        gone.keep(&draft).unwrap();
        let now = Drafts::open(&path).unwrap();
        let all = now.all().unwrap();
        assert_eq!((all.drafts.len(), all.elsewhere.len()), (1, 0));
        // The machine was started anew: its numbers begin again, and one of them may be this.
        let here = Drafts::open(&path).unwrap();
        here.keep(&draft).unwrap();
        assert_eq!(now.all().unwrap().elsewhere.len(), 1);
        let anew = "update draft set machine = 'before the power cut'";
        here.db().execute(anew, []).unwrap();
        assert!(now.all().unwrap().elsewhere.is_empty());
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
