//! What the store promises, tried on the SQLite file.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::*;
use crate::customer::Catalog;
use crate::query::Sort;
use crate::store::filter;

fn open() -> (tempfile::TempDir, Sqlite) {
    let dir = tempfile::tempdir().unwrap();
    let store = Sqlite::open(&dir.path().join("store.db"), Order::of(&Catalog::default())).unwrap();
    (dir, store)
}

fn by(name: &str) -> By {
    By {
        id: 7,
        name: name.to_owned(),
        at: "2024-02-29 10:00:00".to_owned(),
    }
}

fn customer(value: Value) -> Customer {
    Customer::from_value(value).unwrap()
}

fn set(key: &'static str, value: Value) -> Edit {
    Box::new(move |record| {
        record.set(key, value.clone());
        Ok(())
    })
}

#[tokio::test]
async fn a_new_customer_gets_an_id_a_number_stamps_and_ids_inside() {
    let (_dir, store) = open();
    let sent = customer(json!({
        "customerName": "A", "customerNumber": "Auto generated number", "odd": 1.50,
        "addresses": [{"city": "Ulm"}], "phoneNumbers": [{"phoneNumber": "1", "id": "x"}, {"phoneNumber": "2", "id": "x"}],
    }));
    let kept = store.insert(sent, by("ann"), None).await.unwrap();
    assert_eq!(kept.id(), Some(1));
    assert_eq!(kept.number(), "1");
    assert_eq!(kept.version(), Some(1));
    assert_eq!(kept.text("createdByName"), "ann");
    assert_eq!(kept.text("creationDate"), "2024-02-29 10:00:00");
    let address = &kept.list("addresses")[0];
    assert!(address["addressId"].is_i64() && address["id"].as_str().unwrap().len() > 30);
    let phones = kept.list("phoneNumbers");
    assert_eq!(phones[0]["id"], "x");
    assert_ne!(phones[0]["id"], phones[1]["id"]);
    assert_ne!(phones[0]["communicationId"], phones[1]["communicationId"]);
    assert_eq!(store.get(1).await.unwrap().unwrap(), kept.to_json());
}

#[tokio::test]
async fn a_number_that_was_typed_is_not_given_again() {
    let (_dir, store) = open();
    let typed = customer(json!({"customerName": "A", "customerNumber": "2"}));
    store.insert(typed, by("ann"), None).await.unwrap();
    for wanted in ["1", "3"] {
        let auto = customer(json!({"customerName": "B"}));
        assert_eq!(
            store.insert(auto, by("ann"), None).await.unwrap().number(),
            wanted
        );
    }
}

#[tokio::test]
async fn the_same_request_never_makes_two() {
    let (_dir, store) = open();
    let ask = |name: &str| {
        let request = RequestId {
            id: "r1".into(),
            content: name.as_bytes().to_vec(),
        };
        store.insert(
            customer(json!({"customerName": name})),
            by("ann"),
            Some(request),
        )
    };
    let first = ask("A").await.unwrap();
    assert_eq!(ask("A").await.unwrap(), first);
    match ask("B").await {
        Err(StoreError::RequestUsed(made)) => assert_eq!(*made, first),
        other => panic!("{other:?}"),
    }
    assert_eq!(store.count().await.unwrap(), 1);
}

#[tokio::test]
async fn an_update_counts_up_and_tells_who_changed_what() {
    let (_dir, store) = open();
    store
        .insert(
            customer(json!({"customerName": "A", "website": ""})),
            by("ann"),
            None,
        )
        .await
        .unwrap();
    let after = store
        .update(1, Some(1), set("website", json!("a.example")), by("bob"))
        .await
        .unwrap();
    assert_eq!(after.version(), Some(2));
    assert_eq!(after.text("lastUpdatedByName"), "bob");
    assert_eq!(after.text("createdByName"), "ann");

    let moved = store
        .update(1, Some(1), set("website", json!("b")), by("eve"))
        .await
        .unwrap_err();
    assert!(matches!(moved, StoreError::Moved(current) if *current == after));
    let refuse: Edit = Box::new(|record| {
        record.set("website", json!("half done"));
        Err("no".to_owned())
    });
    let refused = store.update(1, None, refuse, by("eve")).await.unwrap_err();
    assert!(matches!(refused, StoreError::Refused(why) if why == "no"));
    assert!(matches!(
        store.update(9, None, set("x", json!(1)), by("eve")).await,
        Err(StoreError::NotFound(9))
    ));
    assert_eq!(store.get(1).await.unwrap().unwrap(), after.to_json());

    let history = store.history(1).await.unwrap();
    let lines: Vec<_> = history
        .iter()
        .map(|line| {
            (
                line.who.as_str(),
                line.action.as_str(),
                line.field.as_deref(),
            )
        })
        .collect();
    assert_eq!(
        lines,
        [("ann", "create", None), ("bob", "update", Some("website"))]
    );
    assert_eq!(history[1].was.as_deref(), Some("\"\""));
    assert_eq!(history[1].now.as_deref(), Some("\"a.example\""));
}

#[tokio::test]
async fn an_update_that_changes_nothing_is_no_version() {
    let (_dir, store) = open();
    let first = store
        .insert(customer(json!({"customerName": "A"})), by("ann"), None)
        .await
        .unwrap();
    let same = store
        .update(1, None, set("customerName", json!("A")), by("bob"))
        .await
        .unwrap();
    assert_eq!(same, first);
}

#[tokio::test]
async fn what_is_deleted_is_in_the_trash_and_comes_back_whole() {
    let (_dir, store) = open();
    let kept = store
        .insert(customer(json!({"customerName": "A"})), by("ann"), None)
        .await
        .unwrap();
    store.delete(1, None, by("ann")).await.unwrap();
    assert!(store.get(1).await.unwrap().is_none());
    assert!(matches!(
        store.delete(1, None, by("ann")).await,
        Err(StoreError::NotFound(1))
    ));
    let trash = store
        .page(Ask {
            count: 10,
            trash: true,
            ..Ask::default()
        })
        .await
        .unwrap();
    assert_eq!((trash.total, trash.records.len()), (1, 1));
    let mut back = store.restore(1, by("ann")).await.unwrap();
    assert_eq!((kept.version(), back.version()), (Some(1), Some(2)));
    // A delete that was meant for the former version, and comes late, does nothing.
    assert!(matches!(
        store.delete(1, Some(1), by("ann")).await,
        Err(StoreError::Moved(_))
    ));
    back.set("version", json!(1));
    assert_eq!(back, kept);
    let second = store
        .insert(customer(json!({"customerName": "B"})), by("ann"), None)
        .await
        .unwrap();
    assert_eq!(second.id(), Some(2));
}

#[tokio::test]
async fn pages_walk_through_everything_once() {
    let (_dir, store) = open();
    let names = (0..25)
        .map(|n| customer(json!({"customerName": format!("N{:02}", 24 - n), "statusId": n % 3})));
    store.insert_many(names.collect(), by("ann")).await.unwrap();
    let mut seen = Vec::new();
    loop {
        let page = store
            .page(Ask {
                start: seen.len(),
                count: 10,
                ..Ask::default()
            })
            .await
            .unwrap();
        assert_eq!(page.total, 25);
        if page.records.is_empty() {
            break;
        }
        seen.extend(
            page.records
                .iter()
                .map(|body| customers::read(body).unwrap().name().to_owned()),
        );
    }
    assert_eq!(
        seen,
        (0..25).map(|n| format!("N{n:02}")).collect::<Vec<_>>()
    );

    let filter = Filter {
        all: vec![
            filter::words("n1").unwrap(),
            Condition::OneOf {
                wire: "statusId".into(),
                values: vec!["0".into()],
            },
        ],
    };
    let sort = Sort::by("customerName", true);
    let some = store
        .page(Ask {
            filter,
            sort,
            count: 2,
            ..Ask::default()
        })
        .await
        .unwrap();
    let names: Vec<_> = some
        .records
        .iter()
        .map(|body| customers::read(body).unwrap().name().to_owned())
        .collect();
    assert_eq!(
        (names, some.total),
        (vec!["N18".to_owned(), "N15".to_owned()], 3)
    );
}

#[tokio::test]
async fn customers_without_a_name_stand_last_on_every_page() {
    let (_dir, store) = open();
    let names = ["", "b", "", "a", "c", ""];
    let many = names
        .map(|name| customer(json!({"customerName": name})))
        .to_vec();
    store.insert_many(many, by("ann")).await.unwrap();
    for (descending, wanted) in [(false, [4, 2, 5, 1, 3, 6]), (true, [5, 2, 4, 6, 3, 1])] {
        for count in 1..=7 {
            let mut seen = Vec::new();
            while seen.len() < 6 {
                let sort = Sort::by("customerName", descending);
                let page = store
                    .page(Ask {
                        sort,
                        start: seen.len(),
                        count,
                        ..Ask::default()
                    })
                    .await
                    .unwrap();
                assert!(!page.records.is_empty() && page.total == 6);
                seen.extend(
                    page.records
                        .iter()
                        .filter_map(|body| customers::read(body).unwrap().id()),
                );
            }
            assert_eq!(seen, wanted, "{count} a page, descending: {descending}");
        }
    }
}

#[tokio::test]
async fn writers_at_the_same_time_lose_nothing() {
    let (_dir, store) = open();
    store
        .insert(
            customer(json!({"customerName": "A", "n": 0})),
            by("ann"),
            None,
        )
        .await
        .unwrap();
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..50 {
        let store = store.clone();
        tasks.spawn(async move {
            let count: Edit = Box::new(|record| {
                let n = record.get("n").and_then(Value::as_i64).unwrap_or(0);
                record.set("n", json!(n + 1));
                Ok(())
            });
            store.update(1, None, count, by("bob")).await.unwrap();
            store
                .insert(customer(json!({"customerName": "B"})), by("bob"), None)
                .await
                .unwrap()
                .id()
        });
    }
    let ids: std::collections::HashSet<_> = tasks.join_all().await.into_iter().collect();
    assert_eq!(ids.len(), 50);
    let record = customers::read(&store.get(1).await.unwrap().unwrap()).unwrap();
    assert_eq!(record.get("n"), Some(&json!(50)));
}

#[tokio::test]
async fn a_panic_in_a_change_is_rolled_back_and_the_store_lives() {
    let (_dir, store) = open();
    let first = store
        .insert(customer(json!({"customerName": "A"})), by("ann"), None)
        .await
        .unwrap();
    let broken: Edit = Box::new(|_| panic!("on purpose"));
    assert!(store.update(1, None, broken, by("ann")).await.is_err());
    assert_eq!(store.get(1).await.unwrap().unwrap(), first.to_json());
    store.delete(1, None, by("ann")).await.unwrap();
}

#[tokio::test]
async fn many_are_taken_in_at_once() {
    let (_dir, store) = open();
    let many = (0..1_500).map(|n| {
        customer(json!({"customerName": format!("Company {n}"), "addresses": [{"city": "Ulm"}]}))
    });
    let start = Instant::now();
    let ids = store.insert_many(many.collect(), by("ann")).await.unwrap();
    assert_eq!(ids.len(), 1_500);
    assert!(
        start.elapsed() < Duration::from_secs(10),
        "{:?}",
        start.elapsed()
    );
}

#[tokio::test]
async fn what_was_acknowledged_is_there_after_opening_again() {
    let (dir, store) = open();
    let kept = store
        .insert(customer(json!({"customerName": "A"})), by("ann"), None)
        .await
        .unwrap();
    drop(store);
    let again = Sqlite::open(&dir.path().join("store.db"), Order::of(&Catalog::default())).unwrap();
    assert_eq!(again.get(1).await.unwrap().unwrap(), kept.to_json());
}

#[tokio::test]
async fn changes_that_are_written_together_stand_and_fall_one_by_one() {
    let (_dir, store) = open();
    let first = store.insert(customer(json!({"customerName": "A"})), by("ann"), None);
    let id = first.await.unwrap().id().unwrap();
    // The writer is held up while all the others come, so that they are written in one go.
    let (release, held) = std::sync::mpsc::channel::<()>();
    let hold: Edit = {
        let held = std::sync::Mutex::new(held);
        Box::new(move |_| {
            held.lock()
                .unwrap()
                .recv()
                .map_err(|error| error.to_string())
        })
    };
    let holding = store.update(id, None, hold, by("ann"));
    let mut answers = Vec::new();
    for nth in 0..30 {
        let edit: Edit = match nth % 3 {
            0 => Box::new(move |record| {
                record.set("ownership", json!(nth.to_string()));
                Ok(())
            }),
            1 => Box::new(|record| {
                record.set("skypeName", json!("never"));
                Err("refused".to_owned())
            }),
            _ => Box::new(|record| {
                record.set("skypeName", json!("never"));
                panic!("on purpose")
            }),
        };
        answers.push(store.update(id, None, edit, by("ann")));
    }
    release.send(()).unwrap();
    holding.await.unwrap();
    for (nth, answer) in answers.into_iter().enumerate() {
        assert_eq!(answer.await.is_ok(), nth % 3 == 0, "{nth}");
    }
    let now = customers::read(&store.get(id).await.unwrap().unwrap()).unwrap();
    assert_eq!((now.text("ownership"), now.text("skypeName")), ("27", ""));
    assert_eq!(now.version(), Some(11));
}

#[tokio::test]
async fn papers_and_pairs_are_kept_as_every_store_keeps_them() {
    let dirs = std::sync::Mutex::new(Vec::new());
    crate::store::shelf_tests::all(async || {
        let (dir, store) = open();
        dirs.lock().unwrap().push(dir);
        Arc::new(store)
    })
    .await;
}

#[tokio::test]
async fn a_pair_that_another_process_removed_is_not_known_a_moment_later() {
    let (dir, store) = open();
    let pair = KeyPair {
        id: 0,
        name: "a".to_owned(),
        role: crate::store::Role::Read,
        api: vec![1],
        access: vec![2],
        made: String::new(),
        used: None,
    };
    store.add_key(pair, by("root")).await.unwrap();
    assert_eq!(store.keys().await.unwrap().len(), 1);
    let path = dir.path().join("store.db");
    let other = Sqlite::open(&path, Order::of(&Catalog::default())).unwrap();
    other.remove_key("a".into(), by("root")).await.unwrap();
    assert!(store.keys().await.unwrap().is_empty());
}
