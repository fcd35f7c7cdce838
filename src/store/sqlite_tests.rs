//! What only a file can be asked. What every store promises is tried in `tests/store`.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::*;
use crate::customer::Catalog;

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

fn all() -> Ask {
    let words = crate::store::filter::Condition::Words(vec!["all".to_owned()]);
    Ask {
        filter: crate::store::Filter { all: vec![words] },
        count: 1,
        ..Ask::default()
    }
}

#[tokio::test]
async fn a_store_that_was_put_back_to_an_earlier_state_is_not_answered_from_memory_of_the_later() {
    let (dir, store) = open();
    for name in ["All A", "All B"] {
        let new = customer(json!({"customerName": name}));
        store.insert(new, by("ann"), None).await.unwrap();
    }
    let store = store.by_heart().unwrap();
    while !store.knows_by_heart() {
        tokio::task::yield_now().await;
    }
    assert_eq!(store.page(all()).await.unwrap().total, 2);
    let beside = Connection::open(dir.path().join("store.db")).unwrap();
    beside
        .execute_batch("DELETE FROM customers WHERE id = 2")
        .unwrap();
    assert_eq!(store.page(all()).await.unwrap().total, 1);
    while !store.knows_by_heart() {
        tokio::task::yield_now().await;
    }
    assert_eq!(store.page(all()).await.unwrap().total, 1);
}

#[test]
fn a_roll_that_could_not_be_called_is_called_again() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("store.db");
    let roll = recall::start(&path).unwrap();
    let _store = Sqlite::open(&path, Order::of(&Catalog::default())).unwrap();
    let until = Instant::now() + Duration::from_secs(60);
    while roll.last().is_none() {
        assert!(Instant::now() < until, "it was given up for good");
        std::thread::yield_now();
    }
}
