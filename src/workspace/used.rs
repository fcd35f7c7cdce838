//! Owns which customers were worked with lately, from one run to the next: they come first among their
//! equals. Must not rank.

use rusqlite::Connection;

use super::drafts::Drafts;
use super::lookup::USED;
use super::{Workspace, WorkspaceError};
use crate::customer::CustomerId;

impl Workspace {
    /// Takes note that somebody works with this customer, now and in later runs.
    pub async fn used(&self, id: CustomerId) -> Result<(), WorkspaceError> {
        self.inner.lookup.used(id);
        self.on_drafts(move |drafts| keep(drafts, id)).await
    }
}

/// What was worked with lately, the oldest first.
pub fn lately(drafts: &Drafts) -> rusqlite::Result<Vec<CustomerId>> {
    let db = drafts.db();
    let mut all = db.prepare("select id from used order by used")?;
    all.query_map([], |row| row.get(0))?.collect()
}

fn keep(drafts: &Drafts, id: CustomerId) -> rusqlite::Result<()> {
    let mut db = drafts.db();
    if newest(&db)? == Some(id) {
        return Ok(());
    }
    let work = db.transaction()?;
    work.execute(
        "insert or replace into used (id, used) values (?1, (select coalesce(max(used), 0) + 1 from used))",
        [id],
    )?;
    work.execute(
        "delete from used where id not in (select id from used order by used desc limit ?1)",
        [i64::try_from(USED).unwrap_or(i64::MAX)],
    )?;
    work.commit()
}

fn newest(db: &Connection) -> rusqlite::Result<Option<CustomerId>> {
    use rusqlite::OptionalExtension;
    let newest = "select id from used order by used desc limit 1";
    db.query_row(newest, [], |row| row.get(0)).optional()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_used_lately_is_known_to_the_next_run_and_no_more_than_that() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("workspace.db");
        let drafts = Drafts::open(&path).unwrap();
        let many = i64::try_from(USED).unwrap() + 10;
        for id in (1..=many).chain([5, 20, 20]) {
            keep(&drafts, id).unwrap();
        }
        drop(drafts);
        let lately = lately(&Drafts::open(&path).unwrap()).unwrap();
        assert_eq!(lately.len(), USED);
        assert_eq!(lately[USED - 3..], [many, 5, 20]);
    }
}
