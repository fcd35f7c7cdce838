//! Everything that was done can be taken back and done again, and newer work is never trampled by it.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::customer::Fields;
use crate::customer::change::between;
use crate::customer::changeset::Standing;
use crate::workspace::house::*;
use crate::workspace::{Search, Workspace};

async fn undone(workspace: &Workspace) -> (ChangeSet, crate::customer::Entry) {
    let set = workspace.undo(None).await.unwrap();
    let entry = workspace.verdict(&set.id).await.unwrap();
    (set, entry)
}

async fn redone(workspace: &Workspace) -> (ChangeSet, crate::customer::Entry) {
    let set = workspace.redo().await.unwrap();
    let entry = workspace.verdict(&set.id).await.unwrap();
    (set, entry)
}

fn said(result: Result<ChangeSet, WorkspaceError>) -> String {
    result.unwrap_err().to_string()
}

#[tokio::test(start_paused = true)]
async fn what_was_taken_back_and_done_again_is_in_effect() {
    let house = House::new(true);
    let workspace = house.open("w").await;
    let a = made(&workspace, "A").await;
    let edit = set_to(&workspace, &a, "website", "a.example").await;
    let (edit, _) = does(&workspace, Action::Edit, vec![edit]).await;
    for _ in 0..2 {
        assert!(workspace.has_effect(&edit.id).await.unwrap());
        undone(&workspace).await;
        assert!(!workspace.has_effect(&edit.id).await.unwrap());
        redone(&workspace).await;
    }
    assert!(workspace.has_effect(&edit.id).await.unwrap());
}

#[tokio::test(start_paused = true)]
async fn a_day_s_work_is_taken_back_step_by_step_and_done_again() {
    let house = House::new(true);
    let workspace = house.open("w").await;
    assert!(said(workspace.undo(None).await).contains("nothing to undo"));
    let a = made(&workspace, "A").await;
    let id = a.id().unwrap();
    let edit = set_to(&workspace, &a, "website", "a.example").await;
    let (edit, _) = does(&workspace, Action::Edit, vec![edit]).await;
    let delete = Step::Delete {
        id,
        name: "A".into(),
    };
    does(&workspace, Action::Delete, vec![delete]).await;
    assert!(said(workspace.redo().await).contains("nothing to redo"));

    let (undo, entry) = undone(&workspace).await;
    assert!(done(&entry) && undo.action == Action::Undo);
    assert_eq!(mirror(&workspace, id).await.text("website"), "a.example");
    let (undo, _) = undone(&workspace).await;
    assert_eq!(undo.undoes.as_ref(), Some(&edit.id));
    assert_eq!(mirror(&workspace, id).await.text("website"), "");
    undone(&workspace).await;
    assert!(house.there().await.is_empty());
    assert!(said(workspace.undo(None).await).contains("nothing to undo"));

    let (redo, _) = redone(&workspace).await;
    assert_eq!(redo.action, Action::Redo);
    assert_eq!(house.there().await, ["A"], "the same customer is back");
    assert_eq!(mirror(&workspace, id).await.text("website"), "");
    redone(&workspace).await;
    assert_eq!(mirror(&workspace, id).await.text("website"), "a.example");
    redone(&workspace).await;
    assert!(house.there().await.is_empty());
    assert!(said(workspace.redo().await).contains("nothing to redo"));
    // And back again, by name.
    let log = workspace.log(100).await.unwrap();
    assert_eq!(log.len(), 9);
    let first = log.last().unwrap();
    assert!(first.undone_by.is_some());
    assert!(said(workspace.undo(Some(&edit.id)).await).contains("already"));
}

#[tokio::test(start_paused = true)]
async fn undoing_an_old_change_asks_before_it_tramples_newer_work() {
    let house = House::new(true);
    let workspace = house.open("w").await;
    let a = made(&workspace, "A").await;
    let id = a.id().unwrap();
    let old = set_to(&workspace, &a, "website", "old.example").await;
    let (old, _) = does(&workspace, Action::Edit, vec![old]).await;
    let a = mirror(&workspace, id).await;
    let newer = set_to(&workspace, &a, "website", "newer.example").await;
    does(&workspace, Action::Edit, vec![newer]).await;
    let undo = workspace.undo(Some(&old.id)).await.unwrap();
    let entry = workspace.verdict(&undo.id).await.unwrap();
    let Standing::Conflict { conflicts, .. } = &entry.standing[0] else {
        panic!("{:?}", entry.standing)
    };
    assert_eq!(conflicts[0].theirs["website"], "newer.example");
    // Given up, it has not been taken back, and can be again.
    workspace.drop_set(&undo.id).await.unwrap();
    let entry = workspace.entry(&old.id).await.unwrap().unwrap();
    assert_eq!(entry.undone_by, None);
    assert_eq!(
        mirror(&workspace, id).await.text("website"),
        "newer.example"
    );
    // A customer that was made and has grown since is not deleted unseen either.
    let log = workspace.log(100).await.unwrap();
    let undo = workspace
        .undo(Some(&log.last().unwrap().set.id))
        .await
        .unwrap();
    let entry = workspace.verdict(&undo.id).await.unwrap();
    assert!(matches!(entry.standing[0], Standing::Conflict { .. }));
    assert_eq!(house.there().await, ["A"]);
}

#[tokio::test(start_paused = true)]
async fn a_set_of_many_steps_is_taken_back_as_one() {
    let house = House::new(true);
    let workspace = house.open("w").await;
    let (keep, gone) = (
        made(&workspace, "Keep").await,
        made(&workspace, "Gone").await,
    );
    let steps = vec![
        set_to(&workspace, &keep, "website", "merged.example").await,
        Step::Delete {
            id: gone.id().unwrap(),
            name: "Gone".into(),
        },
    ];
    let (merge, entry) = does(&workspace, Action::Merge, steps).await;
    assert!(done(&entry), "{:?}", entry.standing);
    assert_eq!(house.there().await, ["Keep"]);
    let (undo, entry) = undone(&workspace).await;
    assert!(done(&entry), "{:?}", entry.standing);
    assert_eq!((undo.steps.len(), undo.undoes), (2, Some(merge.id)));
    assert_eq!(house.there().await, ["Gone", "Keep"]);
    let keep = mirror(&workspace, keep.id().unwrap()).await;
    assert_eq!(keep.text("website"), "");
}

#[tokio::test(start_paused = true)]
async fn a_merge_takes_no_customer_away_before_its_fields_are_elsewhere() {
    let house = House::new(true);
    let (mine, theirs) = (house.open("mine").await, house.open("theirs").await);
    let (keep, gone) = (made(&mine, "Keep").await, made(&mine, "Gone").await);
    theirs.take_in(vec![keep.as_ref().clone()]).await.unwrap();
    let edit = set_to(&theirs, &keep, "website", "theirs.example").await;
    does(&theirs, Action::Edit, vec![edit]).await;
    let steps = || async {
        vec![
            set_to(&mine, &keep, "website", "merged.example").await,
            Step::Delete {
                id: gone.id().unwrap(),
                name: "Gone".into(),
            },
        ]
    };
    let (set, entry) = does(&mine, Action::Merge, steps().await).await;
    assert!(matches!(entry.standing[0], Standing::Conflict { .. }));
    assert_eq!(house.there().await, ["Gone", "Keep"]);
    mine.resolve(&set.id, 0, Vec::new()).await.unwrap();
    let entry = mine.entry(&set.id).await.unwrap().unwrap();
    assert_eq!(entry.standing, vec![Standing::Dropped; 2]);
    assert_eq!(mirror(&mine, gone.id().unwrap()).await.name(), "Gone");
}

#[tokio::test(start_paused = true)]
async fn the_past_and_the_trash_are_told() {
    let house = House::new(true);
    let workspace = house.open("w").await;
    let a = made(&workspace, "A").await;
    let id = a.id().unwrap();
    let edit = set_to(&workspace, &a, "website", "a.example").await;
    does(&workspace, Action::Edit, vec![edit]).await;
    let delete = Step::Delete {
        id,
        name: "A".into(),
    };
    does(&workspace, Action::Delete, vec![delete]).await;
    let actions = |past: Vec<crate::customer::changeset::Past>| -> Vec<String> {
        past.into_iter().map(|line| line.action).collect()
    };
    let past = workspace.history(id).await.unwrap().all;
    assert_eq!(actions(past), ["delete", "update", "create"]);
    let trash = workspace.trash().await.unwrap().all;
    assert_eq!((trash.len(), trash[0].record.name()), (1, "A"));
    let restore = Step::Restore {
        id,
        name: "A".into(),
    };
    let (_, entry) = does(&workspace, Action::Restore, vec![restore]).await;
    assert!(done(&entry) && workspace.trash().await.unwrap().all.is_empty());
    assert_eq!(mirror(&workspace, id).await.text("website"), "a.example");
    undone(&workspace).await;
    assert_eq!(workspace.trash().await.unwrap().all.len(), 1);

    // A server that keeps no history for us: what was done from here.
    let cloud = House::new(false);
    let workspace = cloud.open("w").await;
    let a = made(&workspace, "A").await;
    let edit = set_to(&workspace, &a, "website", "a.example").await;
    does(&workspace, Action::Edit, vec![edit]).await;
    let past = workspace.history(a.id().unwrap()).await.unwrap().all;
    assert_eq!(past[0].field.as_deref(), Some("website"));
    assert_eq!(past[0].now.as_deref(), Some(r#""a.example""#));
    assert_eq!(actions(past), ["update", "create"]);
    let error = workspace.trash().await.unwrap_err().to_string();
    assert!(error.contains("its own pages"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn while_the_server_is_away_the_past_and_the_trash_are_what_was_done_from_here() {
    let house = House::new(true);
    let workspace = house.open("w").await;
    let (a, b) = (made(&workspace, "A").await, made(&workspace, "B").await);
    let edit = set_to(&workspace, &a, "website", "a.example").await;
    does(&workspace, Action::Edit, vec![edit]).await;
    let gone = [&a, &b].map(|record| Step::Delete {
        id: record.id().unwrap(),
        name: record.name().to_owned(),
    });
    does(&workspace, Action::Delete, gone.to_vec()).await;
    let restore = Step::Restore {
        id: b.id().unwrap(),
        name: "B".into(),
    };
    does(&workspace, Action::Restore, vec![restore]).await;
    house.always(Some(Fault::Lost));
    let past = workspace.history(a.id().unwrap()).await.unwrap();
    let actions: Vec<&str> = past.all.iter().map(|line| line.action.as_str()).collect();
    assert_eq!(actions, ["delete", "update", "create"]);
    assert!(past.unread.is_some());
    let trash = workspace.trash().await.unwrap();
    let names: Vec<&str> = trash.all.iter().map(|one| one.record.name()).collect();
    assert_eq!(names, ["A"], "B is back");
    assert!(trash.unread.is_some());
    house.always(None);
    assert!(workspace.trash().await.unwrap().unread.is_none());
}

/// What a person sees of a record, and what rolo does not know.
fn seen(record: &Customer) -> (Vec<(String, Value)>, Option<Value>) {
    let fields = Fields::standard();
    let parts = fields.iter().filter(|field| field.edit).map(|field| {
        let part = record.part(field);
        let filled = part
            .into_iter()
            .filter(|(_, value)| !crate::customer::change::is_empty(value));
        let part: serde_json::Map<_, _> = filled.collect();
        (field.wire.to_string(), Value::Object(part))
    });
    (parts.collect(), record.get("zUnknown").cloned())
}

/// A record, and what it is changed to.
fn any_record() -> impl Strategy<Value = Value> {
    let phone = (0..3usize, "[0-9]{1,3}").prop_map(|(kind, number)| {
        let kind = ["Business", "Mobile", "Home"][kind];
        json!({"phoneNumber": number, "phoneType": kind, "id": "cust_phone_input"})
    });
    let phones = proptest::collection::vec(phone, 0..3);
    let revenue = proptest::option::of(1..99i64);
    ("[ab]{0,2}", "[ab]{0,2}", revenue, phones).prop_map(|(website, skype, revenue, phones)| {
        json!({"website": website, "skypeName": skype, "annualRevenue": revenue, "phoneNumbers": phones})
    })
}

/// Puts values onto a record as a form does: phones that stay keep their names.
fn typed(record: &Customer, values: &Value) -> Customer {
    let mut typed = record.clone();
    for (key, value) in values.as_object().unwrap() {
        typed.set(key, value.clone());
    }
    let there = record.list("phoneNumbers").to_vec();
    let mut phones = typed.list("phoneNumbers").to_vec();
    for (phone, was) in phones.iter_mut().zip(there) {
        for name in ["id", "communicationId"] {
            if let Some(id) = was.get(name) {
                phone[name] = id.clone();
            }
        }
    }
    typed.set("phoneNumbers", json!(phones));
    typed
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn undone_is_as_before_and_redone_is_as_after(
        before in any_record(), after in any_record(), other in "[cd]{1,2}", fault in 0..3usize,
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .start_paused(true)
            .build()
            .unwrap();
        runtime.block_on(async {
            let house = House::new(true);
            let workspace = house.open("w").await;
            let mut record = typed(&named("A"), &before);
            record.set("zUnknown", json!({"b": [1, null]}));
            let step = Step::Create { record, request_id: "r".into() };
            let (_, entry) = does(&workspace, Action::Create, vec![step]).await;
            assert!(done(&entry), "{:?}", entry.standing);
            let before = workspace.read(1).await.unwrap().unwrap();
            let changes = between(&before, &typed(&before, &after), &Fields::standard());
            if changes.is_empty() {
                return;
            }
            // Also where the answer is lost, or the change on its way.
            match fault {
                1 => house.next("update", Fault::Unanswered),
                2 => house.next("update", Fault::Swallowed),
                _ => {}
            }
            let step = Step::Edit { id: 1, name: "A".into(), changes };
            let (_, entry) = does(&workspace, Action::Edit, vec![step]).await;
            assert!(done(&entry), "{:?}", entry.standing);
            let after = workspace.read(1).await.unwrap().unwrap();
            // Somebody else works on another field meanwhile; that stays.
            let theirs = house.server();
            let mut other_field = after.as_ref().clone();
            other_field.set("description", json!(other));
            let change = between(&after, &other_field, &Fields::standard());
            theirs.update(1, &other_field, &change, None).await.unwrap();

            let with_theirs = |record: &Customer| {
                let mut record = record.clone();
                record.set("description", json!(other));
                seen(&record)
            };
            let (_, entry) = undone(&workspace).await;
            assert!(done(&entry), "{:?}", entry.standing);
            let now = house.server().get(1).await.unwrap();
            assert_eq!(seen(&now), with_theirs(&before));
            let (_, entry) = redone(&workspace).await;
            assert!(done(&entry), "{:?}", entry.standing);
            let now = house.server().get(1).await.unwrap();
            assert_eq!(seen(&now), with_theirs(&after));
            let found = workspace.find(Search::default()).await.unwrap();
            assert_eq!(found.total, 1);
        });
    }
}

#[tokio::test(start_paused = true)]
async fn what_was_taken_back_unsent_is_done_anew_and_nothing_older() {
    let house = House::new(true);
    let workspace = house.open("w").await;
    let a = made(&workspace, "A").await;
    let id = a.id().unwrap();
    let older = set_to(&workspace, &a, "website", "a.example").await;
    does(&workspace, Action::Edit, vec![older]).await;
    undone(&workspace).await;
    house.always(Some(Fault::Lost));
    let edit = set_to(&workspace, &a, "skype", "s").await;
    does(&workspace, Action::Edit, vec![edit]).await;
    does(&workspace, Action::Create, vec![create("B")]).await;
    undone(&workspace).await;
    undone(&workspace).await;
    assert!(workspace.outbox().await.unwrap().is_empty());
    house.always(None);
    // In turn, the one that was taken back last first.
    let (first, entry) = redone(&workspace).await;
    assert!(done(&entry) && first.undoes.is_none(), "{entry:?}");
    let there = house.server().get(id).await.unwrap();
    assert_eq!((there.text("skypeName"), there.text("website")), ("s", ""));
    assert!(done(&redone(&workspace).await.1));
    assert_eq!(house.there().await, ["A", "B"]);
    // And then what was undone before; something new ends all of it.
    let edit = set_to(&workspace, &there, "skype", "t").await;
    assert!(done(&does(&workspace, Action::Edit, vec![edit]).await.1));
    assert!(said(workspace.redo().await).contains("nothing to redo"));
}

#[tokio::test(start_paused = true)]
async fn what_waits_for_a_person_is_not_dropped_by_an_undo() {
    let house = House::new(true);
    let workspace = house.open("w").await;
    let a = made(&workspace, "A").await;
    let before = set_to(&workspace, &a, "skype", "s").await;
    let (before, _) = does(&workspace, Action::Edit, vec![before]).await;
    house.next("update", Fault::Overtakes);
    let edit = set_to(&workspace, &a, "website", "mine.example").await;
    let (asking, entry) = does(&workspace, Action::Edit, vec![edit]).await;
    assert!(entry.needs_a_person(), "{entry:?}");
    let (undo, _) = undone(&workspace).await;
    assert_eq!(undo.undoes, Some(before.id));
    let entry = workspace.entry(&asking.id).await.unwrap().unwrap();
    assert!(entry.needs_a_person(), "{entry:?}");
}
