//! A backup is everything of one moment, and the same on a file and on a database; what is not whole is refused.

use std::sync::{Arc, Mutex};

use rolo::customer::Catalog;
use rolo::store::backup::{Giver, Line, Taker};
use rolo::store::{Order, RequestId, Sheet, Sqlite, Store, StoreError};
use serde_json::json;

use super::cluster::database;
use super::houses::{Promised, by, customer, set};
use super::shelf::pair;

fn file(dir: &tempfile::TempDir, name: &str) -> Sqlite {
    Sqlite::open(&dir.path().join(name), Order::of(&Catalog::default())).unwrap()
}

async fn lines(store: &dyn Store) -> Vec<Line> {
    let all = Arc::new(Mutex::new(Vec::new()));
    let into = all.clone();
    let take: Taker = Box::new(move |line| {
        into.lock().unwrap().push(line.clone());
        Ok(())
    });
    store.back_up(take).await.unwrap();
    std::mem::take(&mut *all.lock().unwrap())
}

fn giver(lines: &[Line]) -> Giver {
    let lines = lines.to_vec();
    Box::new(lines.into_iter().map(Ok))
}

/// All but the name that each store has of its own.
fn nameless(lines: &[Line]) -> Vec<Line> {
    let is_name = |line: &Line| matches!(line, Line::Counter { name, .. } if name == "identity");
    lines
        .iter()
        .filter(|line| !is_name(line))
        .cloned()
        .collect()
}

async fn fill(store: &dyn Store) {
    for nth in 0..1_200 {
        let one = customer(
            json!({"customerName": format!("n{}", nth % 7), "phoneNumbers": [{"phoneNumber": "1"}]}),
        );
        let request = (nth % 9 == 0).then(|| RequestId {
            id: format!("R{nth}r"),
            content: vec![7, 0],
        });
        match request {
            None => drop(store.insert_many(vec![one], by("ann")).await.unwrap()),
            some => drop(store.insert(one, by("ann"), some).await.unwrap()),
        }
    }
    store
        .update(3, None, set("odd", json!("\u{0}ß")), by("bob"))
        .await
        .unwrap();
    store.delete(5, None, by("bob")).await.unwrap();
    for name in ["a", "b"] {
        store.add_key(pair(name), by("root")).await.unwrap();
    }
    for body in ["1", "2"] {
        let sheet = Sheet {
            kind: "note",
            key: None,
            about: Some(3),
            body: body.to_owned(),
        };
        store.keep_paper(sheet, None, by("ann")).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_of_a_file_goes_through_a_database_and_back_line_by_line() {
    let Some(database) = database().await else {
        return;
    };
    let dir = tempfile::tempdir().unwrap();
    let first = file(&dir, "first.db");
    fill(&first).await;
    let mut of_file = lines(&first).await;
    for line in &mut of_file {
        if let Line::Request { id, content, .. } = line
            && id == "R0r"
        {
            // As it was before contents were kept.
            *content = None;
        }
    }
    let store = database.open().await;
    assert!(store.keys().await.unwrap().is_empty());
    let counted = store.take_back(giver(&of_file)).await.unwrap();
    assert_eq!((counted.customers, counted.trash), (1_199, 1));
    let of_database = lines(&store).await;
    assert_eq!(nameless(&of_database), nameless(&of_file));
    let second = file(&dir, "second.db");
    second.take_back(giver(&of_database)).await.unwrap();
    assert_eq!(nameless(&lines(&second).await), nameless(&of_file));

    // And it goes on from there: nothing is given twice, everything is found and counted.
    assert_eq!(store.count().await.unwrap(), 1_199);
    assert_eq!(store.keys().await.unwrap().len(), 2);
    store.add_key(pair("c"), by("root")).await.unwrap();
    let old = RequestId {
        id: "R0r".to_owned(),
        content: vec![1],
    };
    let new = customer(json!({"customerName": "new"}));
    let kept = store.insert(new.clone(), by("ann"), Some(old)).await;
    assert_eq!(kept.unwrap().id(), Some(1));
    let new = store.insert(new, by("ann"), None).await.unwrap();
    assert_eq!((new.id(), new.number()), (Some(1_201), "1201"));
    let note = Sheet {
        kind: "note",
        key: None,
        about: Some(3),
        body: "3".to_owned(),
    };
    assert_eq!(
        store.keep_paper(note, None, by("ann")).await.unwrap().key,
        "3"
    );
    let again = store.take_back(giver(&of_file)).await;
    assert!(matches!(again, Err(StoreError::Refused(why)) if why.contains("not empty")));
    database.remove().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_that_was_cut_off_leaves_a_database_empty() {
    let Some(database) = database().await else {
        return;
    };
    let dir = tempfile::tempdir().unwrap();
    let first = file(&dir, "first.db");
    fill(&first).await;
    let whole = lines(&first).await;
    let store = database.open().await;
    for cut in [0, 1, 700, whole.len() - 1] {
        let refused = store.take_back(giver(&whole[..cut])).await;
        assert!(matches!(refused, Err(StoreError::Refused(_))), "{cut}");
        assert_eq!(store.count().await.unwrap(), 0);
    }
    store.take_back(giver(&whole)).await.unwrap();
    assert_eq!(store.count().await.unwrap(), 1_199);
    database.remove().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_beside_a_writer_is_of_one_moment() {
    let Some(database) = database().await else {
        return;
    };
    let store: Promised = Arc::new(database.open().await);
    let many = (0..3_000).map(|n| customer(json!({"customerName": format!("n{n}")})));
    store.insert_many(many.collect(), by("ann")).await.unwrap();
    let all = Arc::new(Mutex::new(Vec::new()));
    let (into, (begun, wait)) = (all.clone(), tokio::sync::oneshot::channel());
    let (go_on, goes_on) = std::sync::mpsc::channel::<()>();
    let mut begun = Some(begun);
    let take: Taker = Box::new(move |line| {
        if matches!(line, Line::Customer { .. })
            && let Some(begun) = begun.take()
        {
            begun.send(()).unwrap();
            // The writer writes while the first customer is being taken.
            goes_on.recv().unwrap();
        }
        into.lock().unwrap().push(line.clone());
        Ok(())
    });
    let backup = tokio::spawn({
        let store = store.clone();
        async move { store.back_up(take).await }
    });
    wait.await.unwrap();
    store.delete(2_999, None, by("bob")).await.unwrap();
    let new = customer(json!({"customerName": "later"}));
    store.insert(new, by("bob"), None).await.unwrap();
    go_on.send(()).unwrap();
    let counted = backup.await.unwrap().unwrap();
    assert_eq!((counted.customers, counted.trash), (3_000, 0));
    let lines = std::mem::take(&mut *all.lock().unwrap());
    let past = lines
        .iter()
        .filter(|line| matches!(line, Line::Past { .. }));
    assert_eq!(past.count(), 3_000);
    database.remove().await;
}
