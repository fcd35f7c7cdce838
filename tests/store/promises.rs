//! What every store promises: each test is run on a file and on a PostgreSQL database.

use std::time::Duration;

use rolo::customer::Customer;
use rolo::query::Sort;
use rolo::store::filter::{self, Condition};
use rolo::store::{Ask, Edit, Filter, RequestId, StoreError};
use serde_json::{Value, json};

use super::houses::{Promised, by, customer, read, set};

pub async fn a_new_customer_gets_an_id_a_number_stamps_and_ids_inside(store: Promised) {
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

pub async fn a_number_that_was_typed_is_not_given_again(store: Promised) {
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

pub async fn the_same_request_never_makes_two(store: Promised) {
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

pub async fn an_update_counts_up_and_tells_who_changed_what(store: Promised) {
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

pub async fn an_update_that_changes_nothing_is_no_version(store: Promised) {
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

pub async fn what_is_deleted_is_in_the_trash_and_comes_back_whole(store: Promised) {
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

pub async fn pages_walk_through_everything_once(store: Promised) {
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
        seen.extend(page.records.iter().map(|body| read(body).name().to_owned()));
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
        .map(|body| read(body).name().to_owned())
        .collect();
    assert_eq!(
        (names, some.total),
        (vec!["N18".to_owned(), "N15".to_owned()], 3)
    );
}

pub async fn customers_without_a_name_stand_last_on_every_page(store: Promised) {
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
                seen.extend(page.records.iter().filter_map(|body| read(body).id()));
            }
            assert_eq!(seen, wanted, "{count} a page, descending: {descending}");
        }
    }
}

pub async fn writers_at_the_same_time_lose_nothing(store: Promised) {
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
    let record = read(&store.get(1).await.unwrap().unwrap());
    assert_eq!(record.get("n"), Some(&json!(50)));
}

pub async fn a_panic_in_a_change_is_rolled_back_and_the_store_lives(store: Promised) {
    let first = store
        .insert(customer(json!({"customerName": "A"})), by("ann"), None)
        .await
        .unwrap();
    let broken: Edit = Box::new(|_| panic!("on purpose"));
    assert!(store.update(1, None, broken, by("ann")).await.is_err());
    assert_eq!(store.get(1).await.unwrap().unwrap(), first.to_json());
    store.delete(1, None, by("ann")).await.unwrap();
}

pub async fn changes_that_are_written_together_stand_and_fall_one_by_one(store: Promised) {
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
    let now = read(&store.get(id).await.unwrap().unwrap());
    assert_eq!((now.text("ownership"), now.text("skypeName")), ("27", ""));
    assert_eq!(now.version(), Some(11));
}

pub async fn a_record_comes_back_byte_for_byte_whatever_stands_in_it(store: Promised) {
    let odd = [
        json!({"customerName": "zero\u{0}in it", "customerNumber": "7\u{0}", "key\u{0}odd": "\u{0}", "statusId": "\u{0}"}),
        json!({"customerName": "x".repeat(20_000), "customerNumber": "9".repeat(9_000), "description": "ä€𝄞".repeat(9_000)}),
        json!({"customerName": "100%_\\'\"; DROP TABLE customers; --", "customAttributes": [{"a": {"b": [[], {}, null]}}]}),
    ];
    let request = |id: String| RequestId {
        id,
        content: vec![1],
    };
    for (nth, sent) in odd.into_iter().enumerate() {
        let id = format!("odd\u{0}{nth}{}", "y".repeat(4_000));
        let kept = store
            .insert(customer(sent.clone()), by("ann"), Some(request(id.clone())))
            .await
            .unwrap();
        let again = store
            .insert(customer(sent.clone()), by("ann"), Some(request(id)))
            .await
            .unwrap();
        assert_eq!(again, kept);
        let id = kept.id().unwrap();
        assert_eq!(store.get(id).await.unwrap().unwrap(), kept.to_json());
        let edited = store
            .update(id, Some(1), set("website\u{0}", json!("\u{0}")), by("ann"))
            .await
            .unwrap();
        assert_eq!(store.get(id).await.unwrap().unwrap(), edited.to_json());
    }
    // Numbers keep their spelling, and keys their order.
    let text =
        r#"{"zeta":1.50,"alpha":1e+400,"big":123456789012345678901234567890,"odd":[{"b":null}]}"#;
    let sent = Customer::from_json(text).unwrap();
    let id = store
        .insert(sent, by("ann"), None)
        .await
        .unwrap()
        .id()
        .unwrap();
    let body = store.get(id).await.unwrap().unwrap();
    assert!(body.starts_with(text.trim_end_matches('}')), "{body}");
    for (typed, hits) in [
        ("100%_\\", 1),
        ("%", 1),
        ("_", 1),
        ("zero in", 1),
        ("9%9", 0),
    ] {
        let filter = Filter {
            all: filter::words(typed).into_iter().collect(),
        };
        let ask = Ask {
            filter,
            count: 9,
            ..Ask::default()
        };
        assert_eq!(store.page(ask).await.unwrap().total, hits, "{typed}");
    }
}

pub async fn the_bell_rings_after_a_change(store: Promised) {
    let mut bell = store.bell();
    bell.borrow_and_update();
    let one = customer(json!({"customerName": "A"}));
    store.insert(one, by("ann"), None).await.unwrap();
    tokio::time::timeout(Duration::from_secs(10), bell.changed())
        .await
        .expect("it rings")
        .unwrap();
}
