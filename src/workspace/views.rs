//! Owns the views and the earlier searches in `workspace.db`, and which views the server was seen to have.
//! Must not read a search.

use rusqlite::{Connection, Transaction, TransactionBehavior, params};
use serde_json::Value;

use crate::customer::text::one_line;
use crate::query::View;

use super::drafts::Drafts;
use super::known::CATALOG;
use super::{Workspace, WorkspaceError};

/// How many earlier searches are kept.
const SEARCHES: i64 = 200;

impl Workspace {
    /// The views in their order; the list of everything comes first, without a name. Behind them stand those that
    /// the server has for everybody, but for names that are taken here.
    pub async fn views(&self) -> Result<Vec<View>, WorkspaceError> {
        let read = |drafts: &Drafts| {
            let mut views = views(&drafts.db())?;
            let config = drafts.fact(CATALOG)?;
            let of_server = config.map_or_else(Vec::new, |config| of_server(&config));
            views.extend(others(&views, of_server));
            Ok(views)
        };
        self.on_drafts(read).await
    }

    /// Keeps what was changed from `before` to `now`: views that were added, changed or taken away, and their
    /// order. What is the same in both stays on disk as it is, also where somebody else changed it meanwhile.
    pub async fn keep_views(
        &self,
        mut before: Vec<View>,
        mut now: Vec<View>,
    ) -> Result<(), WorkspaceError> {
        before.retain(|view| !view.of_server);
        now.retain(|view| !view.of_server);
        self.on_drafts(move |drafts| keep_views(drafts, &before, &now))
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

/// The views in a getConfigData that say what they search for. Those of other servers do not: they are none here.
fn of_server(config: &str) -> Vec<View> {
    let config: Value = serde_json::from_str(config).unwrap_or_default();
    let all = config.get("savedViews").and_then(Value::as_array);
    let view = |entry: &Value| {
        let view: View = serde_json::from_value(entry.get("view")?.clone()).ok()?;
        let name = one_line(&view.name).trim().to_owned();
        let of_server = true;
        (!name.is_empty()).then_some(View {
            name,
            of_server,
            ..view
        })
    };
    all.into_iter().flatten().filter_map(view).collect()
}

/// Those whose names nobody has yet, each name once.
fn others(taken: &[View], of_server: Vec<View>) -> Vec<View> {
    let mut others: Vec<View> = Vec::new();
    for view in of_server {
        if !has(taken, &view.name) && !has(&others, &view.name) {
            others.push(view);
        }
    }
    others
}

fn keep_views(drafts: &Drafts, before: &[View], now: &[View]) -> rusqlite::Result<()> {
    let mut db = drafts.db();
    // Another program may write too: what is read here must still be so when it is written.
    let work = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
    for gone in before.iter().filter(|view| !has(now, &view.name)) {
        work.execute("delete from view where name = ?1", [&gone.name])?;
    }
    for view in now.iter().filter(|view| !before.contains(view)) {
        write(&work, view)?;
    }
    if is_reordered(before, now) {
        reorder(&work, now)?;
    }
    work.commit()
}

fn has(views: &[View], name: &str) -> bool {
    views.iter().any(|view| view.name == name)
}

/// Writes a view in its place, or as the last where it is new.
fn write(work: &Transaction, view: &View) -> rusqlite::Result<()> {
    let text = serde_json::to_string(view)
        .map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))?;
    work.execute(
        "insert into view (name, place, view) values (?1, (select coalesce(max(place) + 1, 0) from view), ?2)
         on conflict (name) do update set view = excluded.view",
        params![view.name, text],
    )?;
    Ok(())
}

/// Whether the order is another than that of the views which stayed, followed by the new ones.
fn is_reordered(before: &[View], now: &[View]) -> bool {
    let stayed = before.iter().filter(|view| has(now, &view.name));
    let added = now.iter().filter(|view| !has(before, &view.name));
    let usual = stayed.chain(added).map(|view| &view.name);
    !usual.eq(now.iter().map(|view| &view.name))
}

/// Gives the views on disk this order; those that are not in it come after it as they stood.
fn reorder(work: &Transaction, order: &[View]) -> rusqlite::Result<()> {
    let mut all = work.prepare("select name from view order by place, name")?;
    let mut names: Vec<String> = all
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    names.sort_by_key(|name| {
        let place = order.iter().position(|view| view.name == *name);
        place.unwrap_or(order.len())
    });
    for (name, place) in names.iter().zip(0_i64..) {
        work.execute(
            "update view set place = ?2 where name = ?1",
            params![name, place],
        )?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{By, Sheet};
    use crate::workspace::house::House;
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

    fn all(names: &[&str]) -> Vec<View> {
        names.iter().map(|name| view(name)).collect()
    }

    fn other(name: &str) -> View {
        View {
            query: "changed".to_owned(),
            ..view(name)
        }
    }

    async fn keep(workspace: &Workspace, before: &[View], now: &[View]) {
        let kept = workspace.keep_views(before.to_vec(), now.to_vec());
        kept.await.unwrap();
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
        keep(&mine, &[], &all(&["A", "B"])).await;
        keep(&theirs, &all(&["A", "B"]), &all(&["A", "B", "New"])).await;
        keep(&mine, &all(&["A", "B"]), &all(&["B"])).await;
        assert_eq!(mine.views().await.unwrap(), all(&["B", "New"]));
    }

    #[tokio::test]
    async fn what_was_changed_or_deleted_elsewhere_is_not_written_over() {
        let folder = tempfile::tempdir().unwrap();
        let (mine, theirs) = (open(folder.path()).await, open(folder.path()).await);
        let known = all(&["", "A", "B", "C"]);
        keep(&mine, &[], &known).await;
        keep(&theirs, &known, &[other(""), other("A"), view("C")]).await;
        keep(&mine, &known, &[view(""), view("A"), view("B"), other("C")]).await;
        let expected = [other(""), other("A"), other("C")];
        assert_eq!(mine.views().await.unwrap(), expected);
        keep(&mine, &known, &all(&["", "C", "B", "A", "D"])).await;
        let expected = [other(""), other("C"), other("A"), view("D")];
        assert_eq!(theirs.views().await.unwrap(), expected);
    }

    #[tokio::test]
    async fn an_order_made_elsewhere_stays_unless_it_is_changed_here_too() {
        let folder = tempfile::tempdir().unwrap();
        let (mine, theirs) = (open(folder.path()).await, open(folder.path()).await);
        let known = all(&["A", "B", "C"]);
        keep(&mine, &[], &known).await;
        keep(&theirs, &known, &all(&["C", "B", "A"])).await;
        keep(&mine, &known, &all(&["A", "B", "C", "D"])).await;
        let expected = all(&["C", "B", "A", "D"]);
        assert_eq!(mine.views().await.unwrap(), expected);
        keep(&theirs, &all(&["C", "A"]), &all(&["C", "B", "A"])).await;
        assert_eq!(mine.views().await.unwrap(), expected, "one is brought back");
        keep(&mine, &known, &all(&["B", "A", "C"])).await;
        assert_eq!(theirs.views().await.unwrap(), all(&["B", "A", "C", "D"]));
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

    #[tokio::test]
    async fn the_servers_views_stand_behind_ones_own_and_are_never_kept_as_such() {
        let folder = tempfile::tempdir().unwrap();
        let mine = open(folder.path()).await;
        let own = all(&["", "Late"]);
        keep(&mine, &[], &own).await;
        let view = |name: &str| serde_json::json!({"viewCode": "X", "view": view(name)});
        let config = serde_json::json!({"savedViews": [
            view("Big ones"), view("Late"), view("Big ones"), view(" "), {"id": 7, "name": "Of the cloud"}, null,
        ]});
        let known = |config: &Value| mine.inner.drafts.set_fact(CATALOG, &config.to_string());
        known(&config).unwrap();
        let seen = mine.views().await.unwrap();
        let names = |views: &[View]| -> Vec<(String, bool)> {
            let one = |view: &View| (view.name.clone(), view.of_server);
            views.iter().map(one).collect()
        };
        let wanted = [("", false), ("Late", false), ("Big ones", true)];
        assert_eq!(names(&seen), wanted.map(|(name, of)| (name.to_owned(), of)));
        assert_eq!(seen[2].query, "status:Big ones");
        // Neither a change of one's own nor leaving them out touches them; one of the same name covers them.
        keep(&mine, &seen, &own[..1]).await;
        let wanted = [("", false), ("Big ones", true), ("Late", true)];
        let left = mine.views().await.unwrap();
        assert_eq!(names(&left), wanted.map(|(name, of)| (name.to_owned(), of)));
        let covered = [own[0].clone(), other("Big ones")];
        keep(&mine, &left, &covered).await;
        let left = mine.views().await.unwrap();
        assert_eq!(left[1], other("Big ones"));
        // A server that has none is none the worse.
        for config in [
            serde_json::json!({}),
            serde_json::json!({"savedViews": "x"}),
        ] {
            known(&config).unwrap();
            assert_eq!(mine.views().await.unwrap(), covered);
        }
    }

    #[tokio::test]
    async fn a_view_that_a_server_keeps_comes_with_its_lists() {
        let house = House::new(true);
        let team = house.open("team").await;
        let sheet = Sheet {
            kind: "view",
            key: Some("BIG".to_owned()),
            about: None,
            body: serde_json::json!(view("Big")).to_string(),
        };
        let by = By::now(1, "ann");
        house.store.keep_paper(sheet, None, by).await.unwrap();
        assert_eq!(team.views().await.unwrap(), []);
        team.fetch_catalog().await.unwrap();
        let of_server = View {
            of_server: true,
            ..view("Big")
        };
        assert_eq!(team.views().await.unwrap(), [of_server]);
    }
}
