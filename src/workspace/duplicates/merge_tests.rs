//! Several customers become one through the journal, and are several again when that is taken back.

use serde_json::json;

use crate::customer::Customer;
use crate::customer::blank;
use crate::customer::changeset::{Action, Entry, Standing, Step};
use crate::customer::unite::MergePlan;
use crate::workspace::Workspace;
use crate::workspace::house::{Fault, House, does, done, mirror};
use crate::workspace::{Remote, Spec};

/// What the server says of a record's own life, which goes on.
const LIFE: [&str; 4] = [
    "version",
    "lastUpdateDate",
    "lastUpdatedByName",
    "updatedBy",
];

fn lifeless(record: &Customer) -> Customer {
    let mut record = record.clone();
    for key in LIFE {
        record.remove(key);
    }
    record
}

async fn two(workspace: &Workspace) -> (Customer, Customer) {
    let make = |value: serde_json::Value| {
        let workspace = workspace.clone();
        async move {
            // As a form begins it: with every key there is.
            let mut record = blank::empty();
            for (key, value) in value.as_object().unwrap() {
                record.set(key, value.clone());
            }
            let step = Step::Create {
                record,
                request_id: uuid::Uuid::new_v4().to_string(),
            };
            let (_, entry) = does(&workspace, Action::Create, vec![step]).await;
            let id = made(&entry);
            Customer::clone(&*mirror(&workspace, id).await)
        }
    };
    let first = make(json!({"customerName": "Acme GmbH", "website": "",
        "phoneNumbers": [{"phoneNumber": "+49 89 1"}], "odd": {"kept": [1.50]}}));
    let first = first.await;
    let second = make(json!({"customerName": "ACME", "website": "acme.example",
        "description": "owes us lunch", "phoneNumbers": [{"phoneNumber": "+49 89 2", "phoneType": "Home"}],
        "addresses": [{"addressLine1": "1 High Street", "city": "Ulm"}]}));
    (first, second.await)
}

fn made(entry: &Entry) -> i64 {
    match &entry.standing[0] {
        Standing::Done { id, .. } => *id,
        other => panic!("{other:?}"),
    }
}

async fn merge(workspace: &Workspace, keep: &Customer, other: &Customer) -> (String, Entry) {
    let fields = workspace.fields().await.unwrap();
    let plan = MergePlan::of(keep, std::slice::from_ref(other), &fields).unwrap();
    let (set, entry) = does(workspace, Action::Merge, plan.steps()).await;
    (set.id, entry)
}

async fn goes_and_comes_back(workspace: &Workspace) {
    let (first, second) = two(workspace).await;
    let (a, b) = (first.id().unwrap(), second.id().unwrap());
    let (set, entry) = merge(workspace, &first, &second).await;
    assert!(done(&entry), "{entry:?}");
    let one = mirror(workspace, a).await;
    assert_eq!(
        (one.name(), one.text("website"), one.text("description")),
        ("Acme GmbH", "acme.example", "owes us lunch")
    );
    assert_eq!(one.list("phoneNumbers").len(), 2);
    assert_eq!(one.list("addresses").len(), 1);
    assert!(workspace.read(b).await.unwrap().is_none());
    assert_eq!(workspace.outbox().await.unwrap(), []);

    let undo = workspace.undo(Some(&set)).await.unwrap();
    let entry = workspace.verdict(&undo.id).await.unwrap();
    assert!(done(&entry), "{entry:?}");
    assert_eq!(lifeless(&*mirror(workspace, a).await), lifeless(&first));
    assert_eq!(lifeless(&*mirror(workspace, b).await), lifeless(&second));
}

#[tokio::test]
async fn a_merge_here_is_one_set_and_comes_back_to_the_exact_records() {
    let folder = tempfile::tempdir().unwrap();
    let spec = Spec {
        name: "test".into(),
        folder: folder.path().to_owned(),
        remote: Remote::Local { sample: false },
    };
    goes_and_comes_back(&Workspace::open(spec).await.unwrap()).await;
}

#[tokio::test(start_paused = true)]
async fn a_merge_on_a_server_is_one_set_and_comes_back_to_the_exact_records() {
    let house = House::new(true);
    goes_and_comes_back(&house.open("w").await).await;
}

#[tokio::test(start_paused = true)]
async fn nothing_goes_into_the_trash_before_it_has_been_kept() {
    let house = House::new(true);
    let workspace = house.open("w").await;
    let (first, second) = two(&workspace).await;
    house.always(Some(Fault::Lost));
    let (set, entry) = merge(&workspace, &first, &second).await;
    assert!(!entry.is_over());
    house.always(None);
    house.next("update", Fault::KeysRefused);
    let entry = workspace.verdict(&set).await.unwrap();
    assert!(!entry.is_over(), "{entry:?}");
    assert_eq!(house.there().await, ["ACME", "Acme GmbH"]);
}
