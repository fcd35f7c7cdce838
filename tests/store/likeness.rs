//! Both stores give the same answers: the same customers, asked in every way, page by page.

use std::sync::Arc;

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, TestRunner};
use rolo::customer::{Catalog, Customer};
use rolo::query::{Context, Query, Sort, SortKey};
use rolo::store::filter::{Condition, Member, words};
use rolo::store::{Ask, Edit, Filter, Order, Sqlite, Store};
use serde_json::json;

use super::cluster::database;
use super::houses::{by, customer};

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[a-c]{0,3}( [ab%_]{1,3})?",
        1 => "[A-Cäß\\-. \u{0}\\\\]{0,6}",
        1 => Just("Jean-Luc".to_owned()),
    ]
}

fn any_customer() -> impl Strategy<Value = Customer> {
    let id = prop_oneof![
        Just(json!(7)),
        Just(json!("7")),
        Just(json!(" 8 ")),
        Just(json!("X")),
        Just(json!(null)),
        Just(json!(7.0)),
        Just(json!("")),
    ];
    (text(), text(), text(), id, 0..40i32).prop_map(|(name, city, notes, id, revenue)| {
        customer(json!({
            "customerName": name, "description": notes, "statusId": id, "annualRevenue": revenue,
            "addresses": [{"city": city, "countryId": 7}], "isAffiliate": if revenue % 2 == 0 { "Y" } else { "N" },
            "phoneNumbers": [{"phoneNumber": format!("+49 (89) {revenue}-1")}],
        }))
    })
}

fn condition() -> impl Strategy<Value = Condition> {
    let wire = prop_oneof![Just("customerName"), Just("description"), Just("odd")];
    let of = prop_oneof![
        Just("statusId"),
        Just("isAffiliate"),
        Just("customerNumber"),
        Just("oddId")
    ];
    let value = prop_oneof![
        Just("7"),
        Just(" x "),
        Just("8"),
        Just(""),
        Just("Y"),
        Just("\u{0}")
    ];
    let begin = prop_oneof![
        "[a-c]",
        "[ab%_]{1,2}",
        Just("\u{0}".to_owned()),
        Just("ss".to_owned())
    ];
    let stamp = prop_oneof![Just("creationDate"), Just("lastUpdateDate"), Just("odd")];
    let plain = prop_oneof![
        text().prop_filter_map("nothing typed", |typed| words(&typed)),
        (wire, "[a-b%]{1,2}").prop_map(|(wire, folded)| Condition::Contains {
            wire: wire.into(),
            folded
        }),
        (of, proptest::collection::vec(value, 0..3)).prop_map(|(wire, values)| Condition::OneOf {
            wire: wire.into(),
            values: values.into_iter().map(Into::into).collect(),
        }),
        (stamp.clone(), 1..4).prop_map(|(wire, day)| Condition::DayFrom {
            wire: wire.into(),
            day: format!("2024-01-0{day}")
        }),
        (stamp, 1..4).prop_map(|(wire, day)| Condition::DayUntil {
            wire: wire.into(),
            day: format!("2024-01-0{day}")
        }),
        (0..40i32).prop_map(|n| Condition::NumberFrom {
            wire: "annualRevenue".into(),
            at_least: n.to_string()
        }),
        begin.prop_map(Condition::Begins),
        "[ab]".prop_map(|folded| Condition::Element {
            wire: "addresses".into(),
            all: vec![Member::Contains {
                wires: vec!["city"],
                folded
            }],
        }),
    ];
    let any = proptest::collection::vec(plain.clone(), 0..3).prop_map(Condition::Any);
    prop_oneof![5 => plain, 1 => any, 2 => query()]
}

/// Searches in the language of people.
fn query() -> impl Strategy<Value = Condition> {
    let one = prop_oneof![
        "[abc]{1,2}",
        "-[abc]",
        Just("\"b c\"".to_owned()),
        "[1-3]{1,2}-1",
        "city:[ab]",
        "revenue:>[1-3]0",
        Just("affiliate:yes".to_owned()),
        Just("(a OR b)".to_owned()),
    ];
    proptest::collection::vec(one, 0..3).prop_filter_map("it cannot be read", |parts| {
        let catalog = Catalog::default();
        let context = Context {
            fields: &Order::of(&catalog).fields,
            catalog: &catalog,
            today: jiff::civil::date(2024, 1, 3),
        };
        let query = Query::parse(&parts.join(" "), &context).ok()?;
        Some(Condition::Query(Arc::new(query)))
    })
}

fn ask() -> impl Strategy<Value = Ask> {
    let field = prop_oneof![
        Just("customerName"),
        Just("customerId"),
        Just("lastUpdateDate"),
        Just("annualRevenue"),
        Just("city"),
        Just("odd"),
    ];
    let filter = proptest::collection::vec(condition(), 0..3);
    let count = prop_oneof![0..9usize, Just(usize::MAX)];
    let start = prop_oneof![0..12usize, Just(usize::MAX)];
    (
        filter,
        (field, any::<bool>(), prop::bool::weighted(0.2)),
        start,
        count,
        prop::bool::weighted(0.2),
    )
        .prop_map(|(all, (field, descending, then), start, count, trash)| {
            let mut sort = Sort::by(field, descending);
            if then {
                sort.then = vec![SortKey {
                    field: "annualRevenue".to_owned(),
                    descending: true,
                }];
            }
            Ask {
                filter: Filter { all },
                sort,
                start,
                count,
                trash,
            }
        })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_and_a_database_answer_the_same() {
    let Some(database) = database().await else {
        return;
    };
    let dir = tempfile::tempdir().unwrap();
    let open =
        || Sqlite::open(&dir.path().join("store.db"), Order::of(&Catalog::default())).unwrap();
    let stores: [Arc<dyn Store>; 2] = [Arc::new(open()), Arc::new(database.open().await)];
    let mut runner = TestRunner::new(Config::default());
    let mut some = |strategy: &dyn Fn(&mut TestRunner) -> Customer| strategy(&mut runner);
    let records: Vec<Customer> = (0..40)
        .map(|_| some(&|runner| any_customer().new_tree(runner).unwrap().current()))
        .collect();
    for store in &stores {
        for (nth, record) in records.iter().enumerate() {
            let by = rolo::store::By {
                at: format!("2024-01-0{} 10:00:00", nth % 5 + 1),
                ..by("ann")
            };
            // What is inside gets ids of chance, which would not be the same.
            let mut record = record.clone();
            record.set("addresses", with_ids(&record, "addresses"));
            store.insert(record, by.clone(), None).await.unwrap();
            if nth % 4 == 0 {
                let id = i64::try_from(nth).unwrap() + 1;
                store.delete(id, None, by).await.unwrap();
            }
        }
    }
    // As servers keep them: with the searched texts in memory.
    let (file, base) = (open().by_heart().unwrap(), database.open().await.by_heart());
    while !(file.knows_by_heart() && base.knows_by_heart()) {
        tokio::task::yield_now().await;
    }
    let by_heart: [Arc<dyn Store>; 2] = [Arc::new(file), Arc::new(base)];
    let mut hits = 0;
    for nth in 0..900i64 {
        let ask = ask().new_tree(&mut runner).unwrap().current();
        let [of_file, of_database] = &stores;
        if nth % 9 == 0 {
            // What another writes is there with the next question.
            let record = any_customer().new_tree(&mut runner).unwrap().current();
            let name = record.name().to_owned();
            for store in &stores {
                let name = serde_json::Value::String(name.clone());
                let edit: Edit = Box::new(move |record| {
                    record.set("customerName", name.clone());
                    Ok(())
                });
                let id = nth / 9 % 40 + 1;
                if id % 4 != 1 {
                    let by = rolo::store::By {
                        at: "2024-01-09 10:00:00".to_owned(),
                        ..by("bob")
                    };
                    store.update(id, None, edit, by).await.unwrap();
                }
            }
        }
        let of_file = of_file.page(ask.clone()).await.unwrap();
        hits += of_file.records.len();
        for other in by_heart.iter().chain([of_database]) {
            assert_eq!(other.page(ask.clone()).await.unwrap(), of_file, "{ask:?}");
        }
    }
    assert!(hits > 300, "{hits} customers were found in all");
    database.remove().await;
}

fn with_ids(record: &Customer, list: &str) -> serde_json::Value {
    let mut elements = record.list(list).to_vec();
    for element in &mut elements {
        element["id"] = json!("given");
    }
    serde_json::Value::Array(elements)
}
