//! What hangs on customers goes over to the one that they become, and what can come back does.

use serde_json::json;

use crate::customer::changeset::{Action, Standing, Step};
use crate::customer::unite::MergePlan;
use crate::customer::{Customer, CustomerId, blank};
use crate::workspace::house::{Fault, House, does, done, mirror};
use crate::workspace::{Remote, Spec, Workspace};

async fn make(workspace: &Workspace, name: &str, parent: Option<&Customer>) -> Customer {
    let mut record = blank::empty();
    record.set("customerName", json!(name));
    if let Some(parent) = parent {
        record.set("parentCustomerName", json!(parent.name()));
        record.set("parentCustomerId", json!(parent.id()));
    }
    let step = Step::Create {
        record,
        request_id: uuid::Uuid::new_v4().to_string(),
    };
    let (_, entry) = does(workspace, Action::Create, vec![step]).await;
    let Standing::Done { id, .. } = entry.standing[0] else {
        panic!("{entry:?}")
    };
    Customer::clone(&*mirror(workspace, id).await)
}

async fn note(workspace: &Workspace, of: &Customer, text: &str) {
    let step = Step::Note {
        id: of.id().unwrap(),
        name: of.name().to_owned(),
        text: text.to_owned(),
        request: uuid::Uuid::new_v4().to_string(),
    };
    assert!(done(&does(workspace, Action::Note, vec![step]).await.1));
}

async fn plan(workspace: &Workspace, keep: &Customer, other: &Customer) -> MergePlan {
    let fields = workspace.fields().await.unwrap();
    let mut plan = MergePlan::of(keep, std::slice::from_ref(other), &fields).unwrap();
    let ids = [keep.id().unwrap(), other.id().unwrap()];
    plan.bring(workspace.kin(&ids).await.unwrap());
    plan
}

async fn texts(workspace: &Workspace, of: &Customer) -> Vec<String> {
    let notes = workspace.notes(of.id().unwrap()).await.unwrap().notes;
    notes.into_iter().map(|note| note.text).collect()
}

async fn parent(workspace: &Workspace, of: &Customer) -> (String, Option<CustomerId>) {
    let record = mirror(workspace, of.id().unwrap()).await;
    let id = crate::customer::unite::kin::parent(&record);
    (record.text("parentCustomerName").to_owned(), id)
}

async fn go_over_and_come_back(workspace: &Workspace) {
    let keep = make(workspace, "Acme", None).await;
    let other = make(workspace, "ACME", None).await;
    let child = make(workspace, "Child", Some(&other)).await;
    let stranger = make(workspace, "Stranger", Some(&keep)).await;
    note(workspace, &keep, "own").await;
    note(workspace, &other, "first").await;
    note(workspace, &other, "second").await;

    let plan_ = plan(workspace, &keep, &other).await;
    assert_eq!(plan_.children().len(), 1, "{:?}", plan_.kin());
    let (set, entry) = does(workspace, Action::Merge, plan_.steps()).await;
    assert!(done(&entry), "{entry:?}");
    let there = texts(workspace, &keep).await;
    let ends: Vec<&str> = there
        .iter()
        .filter_map(|text| text.lines().last())
        .collect();
    assert_eq!(ends, ["second", "first", "own"]);
    let head = format!("[ACME ({}), ", other.id().unwrap());
    assert!(there[0].starts_with(&head), "{there:?}");
    assert_eq!(parent(workspace, &child).await, ("Acme".into(), keep.id()));
    assert_eq!(parent(workspace, &stranger).await.1, keep.id());

    let undo = workspace.undo(Some(&set.id)).await.unwrap();
    let entry = workspace.verdict(&undo.id).await.unwrap();
    assert!(done(&entry), "{entry:?}");
    let said = entry.standing.iter().filter_map(|one| match one {
        Standing::Done { note, .. } => note.as_deref(),
        _ => None,
    });
    let said: Vec<&str> = said.collect();
    assert!(
        matches!(said.as_slice(), [one] if one.contains("2 notes stay")),
        "{said:?}"
    );
    assert_eq!(parent(workspace, &child).await, ("ACME".into(), other.id()));

    // What went over once does not go twice.
    let (keep, other) = (
        mirror(workspace, keep.id().unwrap()).await,
        mirror(workspace, other.id().unwrap()).await,
    );
    assert!(plan(workspace, &keep, &other).await.notes().is_empty());
}

#[tokio::test]
async fn notes_and_children_go_over_here() {
    let folder = tempfile::tempdir().unwrap();
    let spec = Spec {
        name: "test".into(),
        folder: folder.path().to_owned(),
        remote: Remote::Local { sample: false },
    };
    go_over_and_come_back(&Workspace::open(spec).await.unwrap()).await;
}

#[tokio::test(start_paused = true)]
async fn notes_and_children_go_over_on_a_server() {
    let house = House::new(true);
    go_over_and_come_back(&house.open("w").await).await;
}

#[tokio::test(start_paused = true)]
async fn notes_that_cannot_be_read_are_told_as_lost_and_hold_nothing_up() {
    let house = House::new(true);
    let workspace = house.open("w").await;
    let keep = make(&workspace, "Acme", None).await;
    let other = make(&workspace, "ACME", None).await;
    house.always(Some(Fault::Lost));
    let plan = plan(&workspace, &keep, &other).await;
    let lost = plan.lost();
    let of_notes: Vec<_> = lost.iter().filter(|one| one.field == "notes").collect();
    assert!(
        matches!(of_notes.as_slice(), [one] if one.of == other.id().unwrap() && one.text.contains("stay with it")),
        "{lost:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn nobody_goes_into_the_trash_before_their_notes_have_gone_over() {
    let house = House::new(true);
    let workspace = house.open("w").await;
    let keep = make(&workspace, "Acme", None).await;
    let other = make(&workspace, "Acme", None).await;
    note(&workspace, &other, "first").await;
    let plan = plan(&workspace, &keep, &other).await;
    assert!(matches!(
        plan.steps().as_slice(),
        [Step::Note { .. }, Step::Delete { .. }]
    ));
    house.next("createNote", Fault::KeysRefused);
    let (_, entry) = does(&workspace, Action::Merge, plan.steps()).await;
    assert!(!entry.is_over(), "{entry:?}");
    assert_eq!(house.there().await.len(), 2);
}
