//! What a client takes back is on either store as it was, to the letter, whatever stood in the record.

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, TestRunner};
use rolo::apptivo::Client;
use rolo::customer::change::between;
use rolo::customer::{Change, Customer, Fields};
use rolo::server::{Access, Service};
use serde_json::{Value, json};

use super::houses::{Promised, by, customer};

/// What the server says of a record's own life, which goes on.
const LIFE: [&str; 5] = [
    "version",
    "lastUpdateDate",
    "lastUpdatedBy",
    "lastUpdatedByName",
    "updatedBy",
];
const CASES: usize = 40;

fn value() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        Just(json!("")),
        "[ab\u{0}ä]{1,2}".prop_map(Value::from)
    ]
}

/// Keys in any order, some of them not there; lists with nulls in their elements.
fn values() -> impl Strategy<Value = Vec<(String, Value)>> {
    let plain = ["website", "skypeName", "description", "zUnknown"]
        .map(|key| value().prop_map(move |value| (key.to_owned(), value)));
    let address =
        (value(), value()).prop_map(|(city, line)| json!({"city": city, "addressLine1": line}));
    let phone =
        (value(), value()).prop_map(|(number, of)| json!({"phoneType": of, "phoneNumber": number}));
    let list = |key: &'static str, element: BoxedStrategy<Value>| {
        let some = proptest::collection::vec(element, 0..3).prop_map(Value::from);
        prop_oneof![value(), some].prop_map(move |all| match all {
            Value::String(_) => (key.to_owned(), json!("")),
            all => (key.to_owned(), all),
        })
    };
    let lists = (
        list("addresses", address.boxed()),
        list("phoneNumbers", phone.boxed()),
    );
    (plain, lists)
        .prop_map(|(plain, lists)| {
            let mut all = plain.to_vec();
            all.extend([lists.0, lists.1]);
            all
        })
        .prop_flat_map(|all| {
            let most = all.len();
            proptest::sample::subsequence(all, 0..=most)
        })
        .prop_shuffle()
}

fn lifeless(mut record: Customer) -> String {
    for key in LIFE {
        record.remove(key);
    }
    record.to_json()
}

pub async fn what_is_taken_back_is_as_it_was(store: Promised) {
    let access = Access::Trusted { name: "ann".into() };
    let service = Service::new(store.clone(), &json!({}), access);
    let client = Client::in_process(service.router());
    let fields = Fields::standard();
    let mut runner = TestRunner::new(Config::default());
    for _ in 0..CASES {
        let [was, other] = [(); 2].map(|()| values().new_tree(&mut runner).unwrap().current());
        let made = store.insert(customer(json!({"customerName": "A"})), by("ann"), None);
        let id = made.await.unwrap().id().unwrap();
        let raw = was.clone();
        let edit = move |record: &mut Customer| {
            raw.iter()
                .for_each(|(key, value)| record.set(key, value.clone()));
            Ok(())
        };
        store
            .update(id, None, Box::new(edit), by("ann"))
            .await
            .unwrap();
        let before = client.get(id).await.unwrap();

        let mut wanted = before.clone();
        other
            .iter()
            .for_each(|(key, value)| wanted.set(key, value.clone()));
        let there = between(&before, &wanted, &fields);
        if there.is_empty() {
            continue;
        }
        let after = client
            .update(id, &wanted, &there, before.version())
            .await
            .unwrap();
        let back: Vec<Change> = there
            .iter()
            .filter_map(|change| fields.find(&change.field))
            .map(|field| Change {
                field: field.wire.to_string(),
                from: after.part(field),
                to: before.part(field),
            })
            .collect();
        let mut record = after.clone();
        back.iter().for_each(|change| record.apply(change));
        client
            .put_back(id, &record, &back, after.version())
            .await
            .unwrap();
        let now = store.get(id).await.unwrap().unwrap();
        let now = Customer::from_json(&now).unwrap();
        assert_eq!(lifeless(now), lifeless(before), "{was:?} {other:?}");
    }
}
