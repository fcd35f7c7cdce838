//! Owns the views and the earlier searches in `workspace.db`.
//! Must not read a search.

use rusqlite::{Connection, params};

use crate::query::View;

use super::drafts::Drafts;
use super::{Workspace, WorkspaceError};

/// How many earlier searches are kept.
const SEARCHES: i64 = 200;

impl Workspace {
    /// The views in their order; the list of everything comes first, without a name.
    pub async fn views(&self) -> Result<Vec<View>, WorkspaceError> {
        self.on_drafts(|drafts| views(&drafts.db())).await
    }

    /// Keeps these views. Of those on disk, the ones named in `before` that are not among them go; others
    /// were made by somebody else meanwhile, and stay.
    pub async fn keep_views(
        &self,
        before: Vec<String>,
        now: Vec<View>,
    ) -> Result<(), WorkspaceError> {
        self.on_drafts(move |drafts| keep_views(drafts, &before, now))
            .await
    }

    /// Earlier searches, the newest first.
    pub async fn searches(&self) -> Result<Vec<String>, WorkspaceError> {
        self.on_drafts(|drafts| {
            let db = drafts.db();
            let mut all = db.prepare("select text from search order by used desc")?;
            let texts = all.query_map([], |row| row.get(0))?;
            texts.collect()
        })
        .await
    }

    /// Remembers a search, the newest from now on; the oldest beyond a few hundred are forgotten.
    pub async fn keep_search(&self, text: String) -> Result<(), WorkspaceError> {
        self.on_drafts(move |drafts| {
            let mut db = drafts.db();
            let work = db.transaction()?;
            work.execute(
                "insert or replace into search (text, used) values (?1, (select coalesce(max(used), 0) + 1 from search))",
                [text],
            )?;
            work.execute(
                "delete from search where text not in (select text from search order by used desc limit ?1)",
                [SEARCHES],
            )?;
            work.commit()
        })
        .await
    }
}

/// A view that cannot be read is passed over, and stays on disk.
fn views(db: &Connection) -> rusqlite::Result<Vec<View>> {
    let mut all = db.prepare("select name, view from view order by place, name")?;
    let rows = all.query_map([], |row| {
        Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?))
    })?;
    let mut views = Vec::new();
    for row in rows {
        let (name, text) = row?;
        match serde_json::from_str::<View>(&text) {
            Ok(view) => views.push(View { name, ..view }),
            Err(error) => tracing::warn!(name, %error, "a view could not be read"),
        }
    }
    Ok(views)
}

fn keep_views(drafts: &Drafts, before: &[String], mut now: Vec<View>) -> rusqlite::Result<()> {
    let mut db = drafts.db();
    let work = db.transaction()?;
    let is_known = |name: &str, now: &[View]| {
        now.iter().any(|v| v.name == name) || before.iter().any(|b| b == name)
    };
    let others: Vec<View> = views(&work)?
        .into_iter()
        .filter(|view| !is_known(&view.name, &now))
        .collect();
    for name in before {
        work.execute("delete from view where name = ?1", [name])?;
    }
    now.extend(others);
    for (place, view) in now.iter().enumerate() {
        let place = i64::try_from(place).unwrap_or(i64::MAX);
        let text = serde_json::to_string(view)
            .map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))?;
        work.execute(
            "insert or replace into view (name, place, view) values (?1, ?2, ?3)",
            params![view.name, place, text],
        )?;
    }
    work.commit()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::{Remote, Spec};

    async fn open(folder: &std::path::Path) -> Workspace {
        let spec = Spec {
            name: "test".to_owned(),
            folder: folder.join("test"),
            remote: Remote::Local { sample: false },
        };
        Workspace::open(spec).await.unwrap()
    }

    fn view(name: &str) -> View {
        View {
            name: name.to_owned(),
            query: format!("status:{name}"),
            columns: vec!["website".to_owned()],
            ..View::default()
        }
    }

    fn owned(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[tokio::test]
    async fn views_outlive_the_program_in_their_order() {
        let folder = tempfile::tempdir().unwrap();
        let all = [view(""), view("Late"), view("Early")];
        let workspace = open(folder.path()).await;
        workspace
            .keep_views(Vec::new(), all.to_vec())
            .await
            .unwrap();
        drop(workspace);
        let workspace = open(folder.path()).await;
        assert_eq!(workspace.views().await.unwrap(), all);
    }

    #[tokio::test]
    async fn what_somebody_else_saved_meanwhile_stays() {
        let folder = tempfile::tempdir().unwrap();
        let (mine, theirs) = (open(folder.path()).await, open(folder.path()).await);
        mine.keep_views(Vec::new(), vec![view("A"), view("B")])
            .await
            .unwrap();
        theirs
            .keep_views(owned(&["A", "B"]), vec![view("A"), view("B"), view("New")])
            .await
            .unwrap();
        mine.keep_views(owned(&["A", "B"]), vec![view("B")])
            .await
            .unwrap();
        assert_eq!(mine.views().await.unwrap(), [view("B"), view("New")]);
    }

    #[tokio::test]
    async fn searches_come_back_newest_first_and_each_once() {
        let folder = tempfile::tempdir().unwrap();
        let workspace = open(folder.path()).await;
        for text in ["one", "two", "one"] {
            workspace.keep_search(text.to_owned()).await.unwrap();
        }
        assert_eq!(workspace.searches().await.unwrap(), ["one", "two"]);
        for nth in 0..250 {
            workspace.keep_search(format!("s{nth}")).await.unwrap();
        }
        let kept = workspace.searches().await.unwrap();
        assert_eq!((kept.len(), kept[0].as_str()), (200, "s249"));
    }
}
