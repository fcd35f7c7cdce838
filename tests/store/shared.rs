//! What only a database is asked: several processes at once, a connection that breaks, what it says when it
//! cannot be used.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use rolo::customer::Catalog;
use rolo::query::Sort;
use rolo::store::postgres::Address;
use rolo::store::shelf::NOBODY;
use rolo::store::{Ask, Edit, Order, Postgres, RequestId, Sheet, Store, StoreError};
use serde_json::{Value, json};
use tokio::task::JoinSet;

use super::cluster::{Database, database};
use super::houses::{Promised, by, customer, read, set};
use super::moving::passes_nothing_over;
use super::shelf::pair;

async fn two(database: &Database) -> [Promised; 2] {
    [
        Arc::new(database.open().await),
        Arc::new(database.open().await),
    ]
}

macro_rules! or_skip {
    () => {
        match database().await {
            Some(database) => database,
            None => return,
        }
    };
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fifty_writers_in_two_processes_lose_and_double_nothing() {
    let database = or_skip!();
    let stores = two(&database).await;
    let one = customer(json!({"customerName": "A", "n": 0}));
    stores[0].insert(one, by("ann"), None).await.unwrap();
    let mut tasks = JoinSet::new();
    for nth in 0..50 {
        let store = stores[nth % 2].clone();
        tasks.spawn(async move {
            let mut made = Vec::new();
            for _ in 0..4 {
                let count: Edit = Box::new(|record| {
                    let n = record.get("n").and_then(Value::as_i64).unwrap_or(0);
                    record.set("n", json!(n + 1));
                    Ok(())
                });
                store.update(1, None, count, by("bob")).await.unwrap();
                let new = customer(json!({"customerName": "B", "addresses": [{"city": "Ulm"}]}));
                let kept = store.insert(new, by("bob"), None).await.unwrap();
                let address = kept.list("addresses")[0]["addressId"].as_i64();
                made.push((kept.id(), kept.number().to_owned(), address));
            }
            made
        });
    }
    let made: Vec<_> = tasks.join_all().await.into_iter().flatten().collect();
    let ids: BTreeSet<_> = made.iter().map(|(id, _, _)| id).collect();
    let numbers: BTreeSet<_> = made.iter().map(|(_, number, _)| number).collect();
    let addresses: BTreeSet<_> = made.iter().map(|(_, _, address)| address).collect();
    assert_eq!((ids.len(), numbers.len(), addresses.len()), (200, 200, 200));
    let record = read(&stores[1].get(1).await.unwrap().unwrap());
    assert_eq!(
        (record.get("n"), record.version()),
        (Some(&json!(200)), Some(201))
    );
    assert_eq!(stores[1].history(1).await.unwrap().len(), 201);
    database.remove().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_writers_with_one_version_one_wins() {
    let database = or_skip!();
    let stores = two(&database).await;
    let one = customer(json!({"customerName": "A"}));
    stores[0].insert(one, by("ann"), None).await.unwrap();
    let mut tasks = JoinSet::new();
    for nth in 0..20 {
        let store = stores[nth % 2].clone();
        tasks.spawn(async move {
            let edit = set("website", json!(format!("w{nth}")));
            match store.update(1, Some(1), edit, by("bob")).await {
                Ok(_) => true,
                Err(StoreError::Moved(current)) => {
                    assert_eq!(current.version(), Some(2));
                    false
                }
                Err(other) => panic!("{other}"),
            }
        });
    }
    let won = tasks.join_all().await.into_iter().filter(|won| *won);
    assert_eq!(won.count(), 1);
    database.remove().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_request_that_comes_to_both_processes_makes_one_customer() {
    let database = or_skip!();
    let stores = two(&database).await;
    let mut tasks = JoinSet::new();
    for nth in 0..20 {
        let store = stores[nth % 2].clone();
        tasks.spawn(async move {
            let request = RequestId {
                id: "r".to_owned(),
                content: vec![7],
            };
            let one = customer(json!({"customerName": "A"}));
            store.insert(one, by("ann"), Some(request)).await.unwrap()
        });
    }
    let made = tasks.join_all().await;
    assert!(made.iter().all(|one| *one == made[0]));
    assert_eq!(stores[0].count().await.unwrap(), 1);
    database.remove().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reader_beside_two_writing_processes_passes_nothing_over() {
    let database = or_skip!();
    let stores = two(&database).await;
    let reader: Promised = Arc::new(database.open().await);
    passes_nothing_over(&reader, &stores).await;
    database.remove().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_bell_rings_in_the_other_process() {
    let database = or_skip!();
    let [here, there] = two(&database).await;
    let mut bell = there.bell();
    // It rings once when it begins to listen.
    tokio::time::timeout(Duration::from_secs(10), bell.changed())
        .await
        .unwrap()
        .unwrap();
    let one = customer(json!({"customerName": "A"}));
    here.insert(one, by("ann"), None).await.unwrap();
    tokio::time::timeout(Duration::from_secs(10), bell.changed())
        .await
        .unwrap()
        .unwrap();
    assert_eq!(there.count().await.unwrap(), 1);
    database.remove().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pair_that_the_other_process_changed_is_known_so_at_once() {
    let database = or_skip!();
    let [here, there] = two(&database).await;
    let known = async |store: &Promised| {
        let pairs = store.keys().await.unwrap();
        let told = pairs
            .iter()
            .map(|pair| format!("{} {:?}", pair.name, pair.used));
        told.collect::<Vec<_>>().join(", ")
    };
    for nth in 0..20 {
        let name = format!("p{nth}");
        assert_eq!(known(&there).await, "");
        here.add_key(pair(&name), by("root")).await.unwrap();
        assert_eq!(known(&there).await, format!("{name} None"));
        let id = there.keys().await.unwrap()[0].id;
        there.key_used(id, "now".into()).await.unwrap();
        assert_eq!(known(&here).await, format!("{name} Some(\"now\")"));
        assert!(here.remove_key(name, by("root")).await.unwrap());
    }
    assert_eq!(known(&there).await, "");
    database.remove().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_papers_that_both_processes_make_one_is_kept() {
    let database = or_skip!();
    let stores = two(&database).await;
    let mut tasks = JoinSet::new();
    for nth in 0..20 {
        let store = stores[nth % 2].clone();
        let sheet = Sheet {
            kind: "a",
            key: Some("k".to_owned()),
            about: None,
            body: nth.to_string(),
        };
        tasks.spawn(async move {
            match store.keep_paper(sheet, Some(0), by("x")).await {
                Ok(paper) => Some(paper),
                Err(StoreError::PaperMoved { found: 1 }) => None,
                Err(other) => panic!("{other}"),
            }
        });
    }
    let kept: Vec<_> = tasks.join_all().await.into_iter().flatten().collect();
    assert_eq!(kept.len(), 1);
    let there = stores[1].paper("a", "k".into()).await.unwrap();
    assert_eq!(there.as_ref(), kept.first());
    assert_eq!(stores[0].history(NOBODY).await.unwrap().len(), 1);
    database.remove().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tables_of_an_older_program_become_newer_and_keep_what_is_in_them() {
    let database = or_skip!();
    database
        .run("CREATE EXTENSION pg_trgm; CREATE TABLE schema_versions (room text PRIMARY KEY, version bigint NOT NULL);
              INSERT INTO schema_versions VALUES ('server', 1)")
        .await;
    database
        .run(include_str!("../../assets/schema/postgres.sql"))
        .await;
    database
        .run("INSERT INTO keys (name, role, api, access, created) VALUES ('a', 'admin', 'x', 'y', 'then')")
        .await;
    let store = database.open().await;
    let kept = store.keys().await.unwrap();
    assert_eq!((kept.len(), kept[0].made.as_str()), (1, "then"));
    store.remove_key("a".into(), by("root")).await.unwrap();
    assert!(store.keys().await.unwrap().is_empty());
    database.remove().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn processes_that_start_together_make_the_tables_once() {
    let database = Arc::new(or_skip!());
    let mut tasks = JoinSet::new();
    for _ in 0..6 {
        let database = database.clone();
        tasks.spawn(async move { database.open().await.count().await.unwrap() });
    }
    assert_eq!(tasks.join_all().await, [0; 6]);
    Arc::into_inner(database).unwrap().remove().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn connections_that_the_database_ends_are_made_anew() {
    let database = or_skip!();
    let store = database.open().await;
    let one = customer(json!({"customerName": "A"}));
    store.insert(one.clone(), by("ann"), None).await.unwrap();
    for _ in 0..5 {
        database
            .run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()")
            .await;
        assert!(store.get(1).await.unwrap().is_some());
        store
            .update(
                1,
                None,
                set("website", json!(uuid::Uuid::new_v4().to_string())),
                by("ann"),
            )
            .await
            .unwrap();
    }
    assert_eq!(store.history(1).await.unwrap().len(), 6);
    database.remove().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tables_of_a_newer_program_are_left_alone() {
    let database = or_skip!();
    drop(database.open().await);
    database
        .run("UPDATE schema_versions SET version = 99")
        .await;
    let address = Address::read(&database.address()).unwrap().unwrap();
    let opened = Postgres::open(address, Order::of(&Catalog::default())).await;
    assert!(matches!(opened, Err(StoreError::Newer { found: 99, .. })));
    database.remove().await;
}

#[tokio::test]
async fn a_database_that_is_not_there_is_named_without_its_password() {
    let text = "postgres://ann:geheim@127.0.0.1:9/team?connect_timeout=2";
    let address = Address::read(text).unwrap().unwrap();
    let opened = Postgres::open(address, Order::of(&Catalog::default())).await;
    let Err(error) = opened else {
        panic!("nothing listens there");
    };
    for said in [error.to_string(), format!("{error:?}")] {
        assert!(said.contains("ann@127.0.0.1:9/team"), "{said}");
        assert!(!said.contains("geheim"), "{said}");
    }
}

/// The stretches that pages are found by stay true through everything that happens to customers.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn any_page_is_where_a_walk_from_the_start_would_find_it() {
    let database = or_skip!();
    let store = database.open().await;
    for part in 0..5 {
        // Names come in another order than ids, many twice, and some are missing.
        let many = (0..1_300).map(|n| {
            let name = (n * 7919 + part * 31) % 977;
            let name = if name % 50 == 0 {
                String::new()
            } else {
                format!("n{name:04}")
            };
            customer(json!({"customerName": name}))
        });
        store.insert_many(many.collect(), by("ann")).await.unwrap();
    }
    for id in (1..6_500).step_by(13) {
        store.delete(id, None, by("ann")).await.unwrap();
    }
    for id in (1..6_500).step_by(26) {
        store.restore(id, by("ann")).await.unwrap();
    }
    for id in (2..6_500).step_by(39) {
        let name = json!(format!("m{id}"));
        store
            .update(id, None, set("customerName", name), by("ann"))
            .await
            .unwrap();
    }
    for (field, column) in [
        ("customerName", "name_key"),
        ("customerId", "id"),
        ("lastUpdateDate", "updated"),
    ] {
        for descending in [false, true] {
            let way = if descending { "DESC" } else { "ASC" };
            let order = match column {
                "id" => format!("id {way}"),
                _ => format!("{column} = '', {column} {way}, id {way}"),
            };
            let all = database
                .ask(&format!("SELECT string_agg(id::text, ',' ORDER BY {order}) FROM customers WHERE NOT deleted"))
                .await;
            let all: Vec<i64> = all.split(',').map(|id| id.parse().unwrap()).collect();
            for start in (0..all.len() + 400).step_by(397) {
                let page = store
                    .page(Ask {
                        sort: Sort::by(field, descending),
                        start,
                        count: 50,
                        ..Ask::default()
                    })
                    .await
                    .unwrap();
                let ids: Vec<_> = page
                    .records
                    .iter()
                    .filter_map(|body| read(body).id())
                    .collect();
                let wanted: Vec<i64> = all.iter().skip(start).take(50).copied().collect();
                assert_eq!(
                    (ids, page.total),
                    (wanted, all.len()),
                    "{field} {way} from {start}"
                );
            }
        }
    }
    let counted = "SELECT string_agg(line || ' ' || n, ',' ORDER BY line) FROM (SELECT line, sum(held) n FROM steps GROUP BY line) s";
    let counted = database.ask(counted).await;
    let counted: BTreeMap<&str, usize> = counted
        .split(',')
        .filter_map(|one| one.split_once(' '))
        .map(|(line, n)| (line, n.parse().unwrap()))
        .collect();
    let live = store.count().await.unwrap();
    assert_eq!(counted["name"] + counted["name-"], live);
    assert_eq!(counted["updated"] + counted["updated-"], live);
    database.remove().await;
}

#[tokio::test]
async fn a_database_that_was_put_back_is_not_answered_from_memory_of_the_later() {
    let database = or_skip!();
    let store = database.open().await;
    for name in ["All A", "All B"] {
        let new = customer(json!({"customerName": name}));
        store.insert(new, by("ann"), None).await.unwrap();
    }
    let store = store.by_heart();
    while !store.knows_by_heart() {
        tokio::task::yield_now().await;
    }
    let words = rolo::store::filter::Condition::Words(vec!["all".to_owned()]);
    let ask = Ask {
        filter: rolo::store::Filter { all: vec![words] },
        count: 1,
        ..Ask::default()
    };
    assert_eq!(store.page(ask.clone()).await.unwrap().total, 2);
    database
        .run(
            "DELETE FROM records WHERE id = 2; DELETE FROM customers WHERE id = 2;
            UPDATE counters SET last = last + 1 WHERE name = 'identity'",
        )
        .await;
    assert_eq!(store.page(ask.clone()).await.unwrap().total, 1);
    while !store.knows_by_heart() {
        tokio::task::yield_now().await;
    }
    assert_eq!(store.page(ask).await.unwrap().total, 1);
    drop(store);
    database.remove().await;
}
