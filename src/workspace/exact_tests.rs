//! What is taken back is as it was, to the letter: every spelling of nothing, keys that were not there, the order of
//! keys and of elements, attributes of the firm.

use std::sync::Arc;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};

use super::house::{House, does, done};
use super::{Remote, Spec, Workspace};
use crate::customer::change::between;
use crate::customer::changeset::{Action, Step};
use crate::customer::unite::MergePlan;
use crate::customer::{Catalog, Customer, CustomerId};
use crate::store::{By, Order, Sqlite, Store};

/// What the server says of a record's own life, which goes on.
const LIFE: [&str; 5] = [
    "version",
    "lastUpdateDate",
    "lastUpdatedBy",
    "lastUpdatedByName",
    "updatedBy",
];

fn by() -> By {
    By::now(1, "ann")
}

/// A record as it lies in the store, letter by letter.
async fn raw(store: &Arc<dyn Store>, id: CustomerId) -> String {
    let text = store.get(id).await.unwrap().unwrap();
    let mut record = Customer::from_json(&text).unwrap();
    for key in LIFE {
        record.remove(key);
    }
    record.to_json()
}

/// Puts a record into the store past everything that would spell it another way.
async fn put(store: &Arc<dyn Store>, values: &Value) -> CustomerId {
    let named = Customer::from_value(json!({"customerName": "A"})).unwrap();
    let made = store.insert(named, by(), None).await.unwrap();
    let id = made.id().unwrap();
    let values = values.as_object().unwrap().clone();
    let edit = move |record: &mut Customer| {
        for (key, value) in &values {
            record.set(key, value.clone());
        }
        Ok(())
    };
    store.update(id, None, Box::new(edit), by()).await.unwrap();
    id
}

async fn read(store: &Arc<dyn Store>, id: CustomerId) -> Customer {
    Customer::from_json(&store.get(id).await.unwrap().unwrap()).unwrap()
}

/// Merges the three, takes that back, does it again, and takes it back once more.
async fn goes_and_comes_back(workspace: &Workspace, store: &Arc<dyn Store>, three: &[Value]) {
    let mut ids = Vec::new();
    for values in three {
        ids.push(put(store, values).await);
    }
    let mut records = Vec::new();
    for id in &ids {
        records.push(read(store, *id).await);
    }
    let fields = workspace.fields().await.unwrap();
    let plan = MergePlan::of(&records[0], &records[1..], &fields).unwrap();
    takes_back(workspace, store, &ids, Action::Merge, plan.steps()).await;

    // An edit of all that differs, which takes values, elements and attributes away, too.
    let changes = between(&records[0], &records[1], &fields);
    let changes = changes.into_iter().filter(|change| {
        let field = fields.find(&change.field);
        field.is_some_and(|field| field.edit && !field.required)
    });
    let changes: Vec<_> = changes.collect();
    if !changes.is_empty() {
        let step = Step::Edit {
            id: ids[0],
            name: "A".into(),
            changes,
        };
        takes_back(workspace, store, &ids[..1], Action::Edit, vec![step]).await;
    }
}

async fn takes_back(
    workspace: &Workspace,
    store: &Arc<dyn Store>,
    ids: &[CustomerId],
    action: Action,
    steps: Vec<Step>,
) {
    let mut before = Vec::new();
    for id in ids {
        before.push(raw(store, *id).await);
    }
    let (set, entry) = does(workspace, action, steps).await;
    assert!(done(&entry), "{entry:?}");
    let after = raw(store, ids[0]).await;
    for round in 0..2 {
        let undo = match round {
            0 => workspace.undo(Some(&set.id)).await.unwrap(),
            _ => workspace.undo(None).await.unwrap(),
        };
        let entry = workspace.verdict(&undo.id).await.unwrap();
        assert!(done(&entry), "{entry:?}");
        for (id, before) in ids.iter().zip(&before) {
            assert_eq!(&raw(store, *id).await, before, "round {round}");
        }
        if round == 0 {
            let redo = workspace.redo().await.unwrap();
            let entry = workspace.verdict(&redo.id).await.unwrap();
            assert!(done(&entry), "{entry:?}");
            // A key that comes anew stands behind the others, whichever came first.
            let again = raw(store, ids[0]).await;
            let [again, after] = [again, after.clone()].map(|text| Customer::from_json(&text));
            assert_eq!(again, after);
        }
    }
}

/// Nothing in its spellings, not there at all, or something.
fn loose(something: impl Strategy<Value = Value> + 'static) -> BoxedStrategy<Option<Value>> {
    prop_oneof![
        Just(None),
        Just(Some(Value::Null)),
        Just(Some(json!(""))),
        something.prop_map(Some)
    ]
    .boxed()
}

fn word() -> BoxedStrategy<Option<Value>> {
    loose("[ab]{1,2}".prop_map(Value::from))
}

fn one_of(values: &[Value]) -> BoxedStrategy<Option<Value>> {
    loose(proptest::sample::select(values.to_vec()))
}

/// An object with these members in any order.
fn object(members: Vec<(&'static str, BoxedStrategy<Option<Value>>)>) -> BoxedStrategy<Value> {
    let (names, values): (Vec<_>, Vec<_>) = members.into_iter().unzip();
    let pairs = values.prop_map(move |values| {
        let pairs = names.iter().zip(values);
        let there = pairs.filter_map(|(name, value)| Some(((*name).to_owned(), value?)));
        there.collect::<Vec<_>>()
    });
    let shuffled = pairs.prop_shuffle();
    shuffled
        .prop_map(|pairs| Value::Object(pairs.into_iter().collect()))
        .boxed()
}

fn list(element: BoxedStrategy<Value>) -> BoxedStrategy<Option<Value>> {
    loose(proptest::collection::vec(element, 0..3).prop_map(Value::from))
}

fn any_record() -> BoxedStrategy<Value> {
    let phone = object(vec![
        ("phoneNumber", one_of(&[json!("089 1"), json!("089 2")])),
        ("phoneType", one_of(&[json!("Home")])),
        ("phoneTypeCode", one_of(&[json!("PHONE_HOME")])),
        ("odd", one_of(&[json!({"x": null})])),
    ]);
    let email = object(vec![
        ("emailAddress", one_of(&[json!("a@b.de"), json!("c@d.de")])),
        ("emailType", one_of(&[json!("Business")])),
    ]);
    let address = object(vec![
        ("addressLine1", word()),
        ("city", word()),
        ("county", word()),
        ("deliveryInstructions", word()),
        ("countryId", one_of(&[json!(70), json!("70")])),
        ("zipCode", word()),
    ]);
    let label = proptest::sample::select(vec![
        json!({"labelId": 1, "labelName": "One"}),
        json!({"labelName": "Two", "labelId": "2", "odd": null}),
    ]);
    let attributes = ("c[0-2]", word(), word()).prop_map(|(id, tag, value)| {
        let mut attribute = json!({"customAttributeId": id, "customAttributeType": "input"});
        let tag = tag.filter(|tag| tag.as_str().is_some_and(|tag| !tag.is_empty()));
        if tag.is_some() {
            attribute["customAttributeTagName"] = json!(format!("tag {id}"));
        }
        if let Some(value) = value {
            attribute["customAttributeValue"] = value;
        }
        attribute
    });
    let attributes = proptest::collection::vec(attributes, 0..3).prop_map(|mut all| {
        let mut seen = Vec::new();
        all.retain(|one| {
            let id = one["customAttributeId"].clone();
            let is_new = !seen.contains(&id);
            seen.push(id);
            is_new
        });
        Value::from(all)
    });
    let spelt: Value = serde_json::from_str("1.50").unwrap();
    object(vec![
        ("website", word()),
        ("skypeName", word()),
        ("description", word()),
        ("annualRevenue", one_of(&[spelt, json!("7"), json!(7)])),
        ("annualRevenueCurrencyCode", one_of(&[json!("EUR")])),
        ("statusName", one_of(&[json!("Active"), json!("Odd")])),
        ("statusId", one_of(&[json!(10000), json!("5")])),
        ("assigneeObjectRefName", word()),
        ("assigneeObjectRefId", one_of(&[json!(7)])),
        ("assigneeObjectId", one_of(&[json!(8)])),
        ("isAffiliate", one_of(&[json!("Y"), json!("N")])),
        ("followUpDate", one_of(&[json!("2024-02-01")])),
        ("phoneNumber", one_of(&[json!("089 1"), json!("089 3")])),
        ("phoneNumbers", list(phone)),
        ("emailAddresses", list(email)),
        ("addresses", list(address)),
        ("labels", list(label.boxed())),
        ("customAttributes", loose(attributes)),
        ("zUnknown", one_of(&[json!({"b": [1, null]})])),
    ])
}

fn hold(each: impl Fn(Vec<Value>)) {
    let mut runner = TestRunner::new(Config {
        cases: 48,
        failure_persistence: None,
        ..Config::default()
    });
    let three = proptest::collection::vec(any_record(), 3);
    let held = runner.run(&three, |three| {
        each(three);
        Ok(())
    });
    if let Err(error) = held {
        panic!("{error}");
    }
}

#[test]
fn here_what_is_taken_back_is_as_it_was_to_the_letter() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let spec = Spec {
        name: "test".into(),
        folder: folder.path().to_owned(),
        remote: Remote::Local { sample: false },
    };
    let workspace = runtime.block_on(Workspace::open(spec)).unwrap();
    let order = Order::of(&Catalog::parse(&super::default_catalog()));
    let file = folder.path().join(super::CUSTOMERS_FILE);
    let store: Arc<dyn Store> = Arc::new(Sqlite::open(&file, order).unwrap());
    hold(|three| runtime.block_on(goes_and_comes_back(&workspace, &store, &three)));
}

#[test]
fn on_a_server_what_is_taken_back_is_as_it_was_to_the_letter() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .start_paused(true)
        .build()
        .unwrap();
    let house = House::new(true);
    let workspace = runtime.block_on(house.open("w"));
    hold(|three| runtime.block_on(goes_and_comes_back(&workspace, &house.store, &three)));
}
