//! Changes go from the journal to the server, whatever happens on the way.

use std::time::Duration;

use serde_json::{Value, json};

use super::*;
use crate::customer::Part;
use crate::customer::changeset::{Replaced, Standing};
use crate::workspace::house::*;
use crate::workspace::*;

#[tokio::test(start_paused = true)]
async fn what_is_done_away_from_the_server_is_shown_at_once_and_sent_later() {
    let house = House::new(true);
    let workspace = house.open("w").await;
    let a = made(&workspace, "A").await;
    house.always(Some(Fault::Lost));

    let edit = set_to(&workspace, &a, "website", "a.example").await;
    let (set, entry) = does(&workspace, Action::Edit, vec![edit]).await;
    assert!(
        matches!(&entry.standing[0], Standing::Waiting { why: Some(why) } if why.contains("cannot be reached")),
        "{:?}",
        entry.standing
    );
    assert!(entry.next_try.is_some() && entry.tries == 1);
    assert!(matches!(
        workspace.fault(&set.id),
        Some(ApiError::Offline(_))
    ));
    let (_, entry) = does(&workspace, Action::Create, vec![create("B")]).await;
    assert!(!done(&entry));
    // Shown at once, also in a search; and still there when the program begins anew.
    let found = |workspace: Workspace, text: &'static str| async move {
        let search = Search {
            text: text.into(),
            ..Search::default()
        };
        workspace.find(search).await.unwrap().ids.to_vec()
    };
    assert_eq!(
        found(workspace.clone(), "a.example").await,
        [a.id().unwrap()]
    );
    let b = found(workspace.clone(), "name:B").await;
    assert!(b[0] < 0);
    drop(workspace);
    let workspace = house.open("w").await;
    assert_eq!(
        found(workspace.clone(), "a.example").await,
        [a.id().unwrap()]
    );
    assert_eq!(workspace.outbox().await.unwrap().len(), 2);

    // A change of the customer that is still being made waits for that.
    let new = mirror(&workspace, b[0]).await;
    let edit = set_to(&workspace, &new, "skype", "bee").await;
    does(&workspace, Action::Edit, vec![edit]).await;
    assert_eq!(mirror(&workspace, b[0]).await.text("skypeName"), "bee");
    house.always(None);
    let sends = tokio::spawn({
        let workspace = workspace.clone();
        async move { workspace.send_on().await }
    });
    let mut bell = workspace.changed();
    while !workspace.outbox().await.unwrap().is_empty() {
        bell.changed().await.unwrap();
    }
    sends.abort();
    assert_eq!(house.there().await, ["A", "B"]);
    let b = found(workspace.clone(), "name:B").await;
    assert!(b.len() == 1 && b[0] > 0, "{b:?}");
    assert_eq!(mirror(&workspace, b[0]).await.text("skypeName"), "bee");
    let there = house.server().get(b[0]).await.unwrap();
    assert_eq!(there, *mirror(&workspace, b[0]).await);
}

#[tokio::test(start_paused = true)]
async fn no_lost_answer_makes_a_customer_twice_or_loses_an_edit() {
    for fault in [Fault::Unanswered, Fault::Swallowed, Fault::WebPage] {
        let house = House::new(true);
        let workspace = house.open("w").await;
        house.next("save", fault);
        let a = made(&workspace, "A").await;
        assert_eq!(house.there().await, ["A"], "{fault:?}");
        house.next("update", fault);
        let edit = set_to(&workspace, &a, "website", "a.example").await;
        let (set, entry) = does(&workspace, Action::Edit, vec![edit]).await;
        assert!(done(&entry), "{fault:?}: {:?}", entry.standing);
        let there = house.server().get(a.id().unwrap()).await.unwrap();
        assert_eq!(
            (there.text("website"), there.version()),
            ("a.example", Some(2))
        );
        // What was found out can be taken back like everything else.
        let undo = workspace.undo(None).await.unwrap();
        assert_eq!(undo.undoes.as_ref(), Some(&set.id));
        assert!(done(&workspace.verdict(&undo.id).await.unwrap()));
        let there = house.server().get(a.id().unwrap()).await.unwrap();
        assert_eq!(there.text("website"), "");
        house.next("delete", fault);
        let delete = Step::Delete {
            id: a.id().unwrap(),
            name: "A".into(),
        };
        let (_, entry) = does(&workspace, Action::Delete, vec![delete]).await;
        assert!(done(&entry), "{fault:?}: {:?}", entry.standing);
        assert!(house.there().await.is_empty());
        assert!(workspace.read(a.id().unwrap()).await.unwrap().is_none());
    }
}

#[tokio::test(start_paused = true)]
async fn what_was_being_sent_when_the_program_was_killed_is_looked_up() {
    let house = House::new(true);
    let workspace = house.open("w").await;
    let a = made(&workspace, "A").await;
    let edit = set_to(&workspace, &a, "website", "a.example").await;
    let set = workspace
        .commit(Action::Bulk, vec![edit, create("B")], None)
        .await
        .unwrap();
    // As a program leaves it that is killed after the server has done all of it.
    let sending = Standing::Sending;
    let inner = workspace.inner.clone();
    let jobs = inner
        .drafts
        .write(|db| queue::take(db, i64::MAX, 10))
        .unwrap();
    let carrier = workspace.carrier().await.unwrap();
    for mut job in jobs {
        carrier.carry(&mut job).await;
    }
    let entry = workspace.entry(&set.id).await.unwrap().unwrap();
    assert_eq!(entry.standing, vec![sending; 2]);
    drop(workspace);

    let workspace = house.open("w").await;
    let entry = workspace.verdict(&set.id).await.unwrap();
    assert!(done(&entry), "{:?}", entry.standing);
    assert_eq!(house.there().await, ["A", "B"]);
    let there = house.server().get(a.id().unwrap()).await.unwrap();
    assert_eq!(there.version(), Some(2), "it was not written twice");
}

#[tokio::test(start_paused = true)]
async fn a_conflict_waits_and_holds_back_only_what_touches_the_same_fields() {
    let house = House::new(true);
    let (mine, theirs) = (house.open("mine").await, house.open("theirs").await);
    let a = made(&mine, "A").await;
    let id = a.id().unwrap();
    theirs.take_in(vec![a.as_ref().clone()]).await.unwrap();
    let edit = set_to(&theirs, &a, "website", "theirs.example").await;
    assert!(done(&does(&theirs, Action::Edit, vec![edit]).await.1));

    let edit = set_to(&mine, &a, "website", "mine.example").await;
    let (set, entry) = does(&mine, Action::Edit, vec![edit]).await;
    let Standing::Conflict { current, conflicts } = &entry.standing[0] else {
        panic!("{:?}", entry.standing)
    };
    assert_eq!(current.text("website"), "theirs.example");
    assert_eq!(conflicts[0].mine["website"], "mine.example");
    assert!(entry.needs_a_person());
    // Another field goes on; the same field, and a delete, wait.
    let other = set_to(&mine, &a, "skype", "s").await;
    assert!(done(&does(&mine, Action::Edit, vec![other]).await.1));
    let again = set_to(&mine, &a, "website", "again.example").await;
    let (again, entry) = does(&mine, Action::Edit, vec![again]).await;
    assert!(
        matches!(&entry.standing[0], Standing::Waiting { why: Some(_) }),
        "{entry:?}"
    );
    // Retrying asks again; what the person chose is sent.
    mine.retry(&set.id).await.unwrap();
    assert!(mine.verdict(&set.id).await.unwrap().needs_a_person());
    let chosen = Change {
        field: "website".into(),
        from: Part::from_iter([("website".into(), json!("theirs.example"))]),
        to: Part::from_iter([("website".into(), json!("chosen.example"))]),
    };
    mine.resolve(&set.id, 0, vec![chosen]).await.unwrap();
    assert!(done(&mine.verdict(&set.id).await.unwrap()));
    // The next one was typed here as well, goes on from what was chosen, and may be there already.
    let there = house.server().get(id).await.unwrap();
    assert!(["chosen.example", "again.example"].contains(&there.text("website")));
    assert_eq!(there.text("skypeName"), "s");
    let entry = mine.verdict(&again.id).await.unwrap();
    assert!(done(&entry), "{:?}", entry.standing);
    assert!(mine.outbox().await.unwrap().is_empty());
    assert_eq!(mirror(&mine, id).await.text("website"), "again.example");
}

#[tokio::test(start_paused = true)]
async fn a_customer_that_moved_is_not_deleted_unseen() {
    let house = House::new(true);
    let (mine, theirs) = (house.open("mine").await, house.open("theirs").await);
    let a = made(&mine, "A").await;
    let id = a.id().unwrap();
    theirs.take_in(vec![a.as_ref().clone()]).await.unwrap();
    let edit = set_to(&theirs, &a, "website", "theirs.example").await;
    does(&theirs, Action::Edit, vec![edit]).await;
    let delete = Step::Delete {
        id,
        name: "A".into(),
    };
    let (set, entry) = does(&mine, Action::Delete, vec![delete]).await;
    let Standing::Conflict { conflicts, .. } = &entry.standing[0] else {
        panic!("{:?}", entry.standing)
    };
    assert_eq!(conflicts[0].theirs["website"], "theirs.example");
    assert_eq!(mirror(&mine, id).await.text("website"), "theirs.example");
    mine.retry(&set.id).await.unwrap();
    assert!(done(&mine.verdict(&set.id).await.unwrap()));
    assert!(house.there().await.is_empty());

    // Also where it moves between looking and deleting.
    let house = House::new(true);
    let workspace = house.open("w").await;
    made(&workspace, "A").await;
    house.next("delete", Fault::Overtakes);
    let delete = Step::Delete {
        id: 1,
        name: "A".into(),
    };
    let (_, entry) = does(&workspace, Action::Delete, vec![delete]).await;
    assert!(
        matches!(entry.standing[0], Standing::Conflict { .. }),
        "{entry:?}"
    );
    assert_eq!(house.there().await, ["A"]);
}

#[tokio::test(start_paused = true)]
async fn the_server_is_left_alone_for_as_long_as_it_asks() {
    let house = House::new(true);
    let workspace = house.open("w").await;
    let a = made(&workspace, "A").await;
    house.always(Some(Fault::Busy(90)));
    let edit = set_to(&workspace, &a, "website", "a.example").await;
    let (set, entry) = does(&workspace, Action::Edit, vec![edit]).await;
    assert!(
        matches!(&entry.standing[0], Standing::Waiting { why: Some(why) } if why.contains("slow down"))
    );
    house.always(None);
    let before = house.faults.lock().unwrap().asked.len();
    assert!(!done(&workspace.verdict(&set.id).await.unwrap()));
    let (_, other) = does(&workspace, Action::Create, vec![create("B")]).await;
    assert!(!done(&other));
    assert_eq!(house.faults.lock().unwrap().asked.len(), before);
    tokio::time::sleep(Duration::from_secs(95)).await;
    assert!(done(&workspace.verdict(&set.id).await.unwrap()));
}

#[tokio::test(start_paused = true)]
async fn refused_keys_keep_everything_and_a_refusal_waits_for_a_person() {
    let house = House::new(true);
    let workspace = house.open("w").await;
    let a = made(&workspace, "A").await;
    house.always(Some(Fault::KeysRefused));
    let edit = set_to(&workspace, &a, "website", "a.example").await;
    let (set, entry) = does(&workspace, Action::Edit, vec![edit]).await;
    assert!(matches!(entry.standing[0], Standing::Waiting { .. }));
    assert!(matches!(
        workspace.fault(&set.id),
        Some(ApiError::KeysRefused(_))
    ));
    house.always(None);
    assert!(done(&workspace.verdict(&set.id).await.unwrap()));

    let nameless = Step::Create {
        record: Customer::from_value(json!({"website": "x"})).unwrap(),
        request_id: "r".into(),
    };
    let (set, entry) = does(&workspace, Action::Create, vec![nameless]).await;
    assert!(
        matches!(&entry.standing[0], Standing::Refused { why, gone: false } if why.contains("name"))
    );
    let name = Change {
        field: "customerName".into(),
        from: Part::new(),
        to: Part::from_iter([("customerName".into(), json!("B"))]),
    };
    workspace.resolve(&set.id, 0, vec![name]).await.unwrap();
    assert!(done(&workspace.verdict(&set.id).await.unwrap()));
    assert_eq!(house.there().await, ["A", "B"]);
}

#[tokio::test(start_paused = true)]
async fn what_is_dropped_shows_the_server_s_values_again() {
    let house = House::new(true);
    let workspace = house.open("w").await;
    let a = made(&workspace, "A").await;
    let id = a.id().unwrap();
    house.always(Some(Fault::Lost));
    let edit = set_to(&workspace, &a, "website", "a.example").await;
    let (edit, _) = does(&workspace, Action::Edit, vec![edit]).await;
    let (new, _) = does(&workspace, Action::Create, vec![create("B")]).await;
    let delete = Step::Delete {
        id,
        name: "A".into(),
    };
    let (delete, _) = does(&workspace, Action::Delete, vec![delete]).await;
    assert!(workspace.read(id).await.unwrap().is_none());
    assert_eq!(workspace.find(Search::default()).await.unwrap().total, 1);
    for set in [&delete, &new, &edit] {
        // What was never sent is not taken back by another set.
        let dropped = workspace.undo(Some(&set.id)).await.unwrap();
        assert_eq!(dropped.id, set.id);
    }
    assert_eq!(mirror(&workspace, id).await, a);
    assert_eq!(workspace.find(Search::default()).await.unwrap().total, 1);
    assert!(workspace.outbox().await.unwrap().is_empty());
    let log = workspace.log(10).await.unwrap();
    assert_eq!(log[0].standing, [Standing::Dropped]);
    assert!(matches!(
        workspace.retry("0000").await,
        Err(WorkspaceError::NoSet(_))
    ));
}

#[tokio::test]
async fn a_draft_goes_in_the_moment_its_change_is_written_and_stays_if_it_is_not() {
    let house = House::new(true);
    let workspace = house.open("w").await;
    let draft = Draft {
        key: "form".into(),
        of: None,
        name: "A".into(),
        form: Value::Null,
    };
    workspace.keep_draft(draft.clone()).await.unwrap();
    workspace
        .inner
        .drafts
        .db()
        .execute_batch("pragma max_page_count = 1")
        .unwrap();
    let long = Step::Create {
        record: named(&"x".repeat(1 << 20)),
        request_id: "r".into(),
    };
    let error = workspace
        .commit(Action::Create, vec![long], Some("form".into()))
        .await
        .unwrap_err();
    assert!(matches!(&error, WorkspaceError::NotWritten(_)));
    assert!(error.to_string().contains("full"), "{error}");
    assert_eq!(workspace.drafts().await.unwrap(), [draft]);
    assert!(workspace.log(1).await.unwrap().is_empty());
    workspace
        .inner
        .drafts
        .db()
        .execute_batch("pragma max_page_count = 100000")
        .unwrap();
    workspace
        .commit(Action::Create, vec![create("A")], Some("form".into()))
        .await
        .unwrap();
    assert!(workspace.drafts().await.unwrap().is_empty());
}

#[tokio::test(start_paused = true)]
async fn what_was_typed_about_a_customer_that_others_deleted_restores_it_and_is_undone_as_one() {
    let house = House::new(true);
    let workspace = house.open("w").await;
    let a = made(&workspace, "A").await;
    let id = a.id().unwrap();
    let edit = set_to(&workspace, &a, "website", "a.example").await;
    house.server().delete(id).await.unwrap();
    let (set, entry) = does(&workspace, Action::Edit, vec![edit.clone()]).await;
    assert!(
        matches!(entry.standing[0], Standing::Refused { gone: true, .. }),
        "{:?}",
        entry.standing
    );
    let restore = Step::Restore {
        id,
        name: "A".into(),
    };
    let steps = vec![restore, edit];
    let refused = Replaced {
        set: set.id,
        step: None,
    };
    let other = workspace.replace(refused, Action::Edit, steps, None).await;
    let other = other.unwrap().id;
    let entry = workspace.verdict(&other).await.unwrap();
    assert!(done(&entry), "{:?}", entry.standing);
    assert_eq!(house.there().await, ["A"]);
    assert_eq!(mirror(&workspace, id).await.text("website"), "a.example");
    assert!(workspace.outbox().await.unwrap().is_empty());
    let undo = workspace.undo(None).await.unwrap();
    assert!(done(&workspace.verdict(&undo.id).await.unwrap()));
    assert_eq!(house.there().await, [""; 0]);
}

#[tokio::test(start_paused = true)]
async fn what_a_server_without_its_database_cannot_take_is_kept_and_sent_later() {
    let house = House::new(true);
    let workspace = house.open("w").await;
    house.always(Some(Fault::Away));
    let (set, entry) = does(&workspace, Action::Create, vec![create("A")]).await;
    assert!(
        matches!(entry.standing[0], Standing::Waiting { .. }),
        "{:?}",
        entry.standing
    );
    assert!(matches!(
        workspace.fault(&set.id),
        Some(ApiError::Offline(_))
    ));
    assert_eq!(workspace.outbox().await.unwrap().len(), 1);
    house.always(None);
    workspace.retry(&set.id).await.unwrap();
    assert!(done(&workspace.verdict(&set.id).await.unwrap()));
    assert_eq!(house.there().await, ["A"]);
}

#[tokio::test(start_paused = true)]
async fn what_broke_on_its_way_into_the_database_is_made_once() {
    let house = House::new(true);
    let workspace = house.open("w").await;
    house.next("save", Fault::Failed);
    let (_, entry) = does(&workspace, Action::Create, vec![create("A")]).await;
    assert!(done(&entry), "{:?}", entry.standing);
    assert_eq!(house.there().await, ["A"]);
}
