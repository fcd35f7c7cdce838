//! A note goes out like every change: it is kept without a network, and it stands there once.

use super::*;
use crate::customer::changeset::{Action, Entry, Standing};
use crate::workspace::house::*;
use crate::workspace::{Remote, Spec};

fn note(id: CustomerId, text: &str, request: &str) -> Vec<Step> {
    vec![Step::Note {
        id,
        name: "A".to_owned(),
        text: text.to_owned(),
        request: request.to_owned(),
    }]
}

async fn write(workspace: &Workspace, id: CustomerId, text: &str, request: &str) -> Entry {
    let steps = note(id, text, request);
    does(workspace, Action::Note, steps).await.1
}

/// What stands at the server, the newest first.
async fn texts(workspace: &Workspace, id: CustomerId) -> Vec<String> {
    let notes = workspace.notes(id).await.unwrap().notes;
    notes.into_iter().map(|note| note.text).collect()
}

#[tokio::test]
async fn a_note_is_there_once_and_the_newest_comes_first() {
    let folder = tempfile::tempdir().unwrap();
    let spec = Spec {
        name: "local".to_owned(),
        folder: folder.path().to_owned(),
        remote: Remote::Local { sample: true },
    };
    let workspace = Workspace::open(spec).await.unwrap();
    let id = workspace.select(Default::default()).await.unwrap()[0];
    assert_eq!(workspace.notes(id).await.unwrap(), Notes::default());
    for (text, request) in [("one", "r1"), ("two\nlines", "r2"), ("two\nlines", "r2")] {
        assert!(done(&write(&workspace, id, text, request).await));
    }
    let notes = workspace.notes(id).await.unwrap();
    assert_eq!(texts(&workspace, id).await, ["two\nlines", "one"]);
    assert_eq!(notes.total, 2);
    assert!(!notes.notes[0].who.is_empty() && !notes.notes[0].at.is_empty());
    for (id, text, request) in [(id, "other", "r2"), (id, "  ", "r3"), (999_999, "x", "r4")] {
        let entry = write(&workspace, id, text, request).await;
        assert!(
            matches!(entry.standing[0], Standing::Refused { .. }),
            "{entry:?}"
        );
    }
    assert_eq!(workspace.notes(id).await.unwrap().total, 2);
}

#[tokio::test(start_paused = true)]
async fn without_a_network_a_note_is_kept_and_goes_out_once() {
    for ours in [true, false] {
        let house = House::new(ours);
        let workspace = house.open("w").await;
        made(&workspace, "A").await;
        house.always(Some(Fault::Lost));
        let entry = write(&workspace, 1, "called", "r1").await;
        assert!(matches!(
            entry.standing[0],
            Standing::Waiting { why: Some(_) }
        ));
        let notes = workspace.notes(1).await.unwrap();
        assert_eq!((notes.waiting.len(), notes.notes.len()), (1, 0));
        assert!(notes.stale.is_some());
        house.always(None);
        // Another program takes it from the disk.
        drop(workspace);
        let workspace = house.open("w").await;
        assert!(done(&workspace.verdict(&entry.set.id).await.unwrap()));
        workspace.verdict(&entry.set.id).await.unwrap();
        assert_eq!(texts(&workspace, 1).await, ["called"]);
        assert!(workspace.notes(1).await.unwrap().waiting.is_empty());
    }
}

#[tokio::test(start_paused = true)]
async fn a_note_whose_answer_was_lost_stands_there_once() {
    for ours in [true, false] {
        for fault in [Fault::Unanswered, Fault::Swallowed] {
            let house = House::new(ours);
            let workspace = house.open("w").await;
            made(&workspace, "A").await;
            house.next("createNote", fault);
            let entry = write(&workspace, 1, "called", "r1").await;
            let entry = workspace.verdict(&entry.set.id).await.unwrap();
            assert!(done(&entry), "{ours}: {:?}", entry.standing);
            assert_eq!(texts(&workspace, 1).await, ["called"], "{ours}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_note_to_a_customer_that_is_not_made_yet_goes_out_after_it() {
    let house = House::new(true);
    let workspace = house.open("w").await;
    house.always(Some(Fault::Lost));
    let (set, _) = does(&workspace, Action::Create, vec![create("A")]).await;
    let id = workspace.select(Default::default()).await.unwrap()[0];
    assert!(id < 0);
    let entry = write(&workspace, id, "called", "r1").await;
    assert_eq!(workspace.notes(id).await.unwrap().waiting, ["called"]);
    house.always(None);
    assert!(done(&workspace.verdict(&set.id).await.unwrap()));
    assert!(done(&workspace.verdict(&entry.set.id).await.unwrap()));
    assert_eq!(texts(&workspace, 1).await, ["called"]);
}

#[tokio::test(start_paused = true)]
async fn one_that_was_given_up_is_not_sent() {
    let house = House::new(true);
    let workspace = house.open("w").await;
    made(&workspace, "A").await;
    house.always(Some(Fault::Lost));
    let entry = write(&workspace, 1, "called", "r1").await;
    workspace.drop_set(&entry.set.id).await.unwrap();
    house.always(None);
    workspace.verdict(&entry.set.id).await.unwrap();
    assert!(texts(&workspace, 1).await.is_empty());
}

#[tokio::test(start_paused = true)]
async fn undo_passes_a_note_over_and_says_why_where_it_is_asked_for() {
    let house = House::new(true);
    let workspace = house.open("w").await;
    let a = made(&workspace, "A").await;
    let edit = set_to(&workspace, &a, "website", "a.example").await;
    let (edited, _) = does(&workspace, Action::Edit, vec![edit]).await;
    let written = write(&workspace, 1, "called", "r1").await;
    house.always(Some(Fault::Lost));
    let waits = write(&workspace, 1, "and again", "r2").await;
    let refused = workspace.undo(Some(&written.set.id)).await.unwrap_err();
    assert!(
        refused.to_string().contains("cannot be taken back"),
        "{refused}"
    );
    let undo = workspace.undo(None).await.unwrap();
    assert_eq!(undo.undoes, Some(edited.id));
    house.always(None);
    assert!(done(&workspace.verdict(&undo.id).await.unwrap()));
    assert!(done(&workspace.verdict(&waits.set.id).await.unwrap()));
    assert_eq!(mirror(&workspace, 1).await.text("website"), "");
    assert!(done(
        &workspace
            .verdict(&workspace.redo().await.unwrap().id)
            .await
            .unwrap()
    ));
    assert_eq!(mirror(&workspace, 1).await.text("website"), "a.example");
}

#[tokio::test(start_paused = true)]
async fn two_programs_on_one_workspace_show_what_waits_and_write_it_once() {
    for ours in [true, false] {
        let house = House::new(ours);
        let (one, other) = (house.open("w").await, house.open("w").await);
        made(&one, "A").await;
        house.always(Some(Fault::Lost));
        let called = write(&one, 1, "called", "r1").await;
        let again = write(&other, 1, "and again", "r2").await;
        for workspace in [&one, &other] {
            let notes = workspace.notes(1).await.unwrap();
            assert_eq!(notes.waiting, ["called", "and again"]);
        }
        house.always(None);
        let (first, second) =
            tokio::join!(one.verdict(&again.set.id), other.verdict(&called.set.id));
        for (workspace, set, entry) in [(&one, &again, first), (&other, &called, second)] {
            // Where the other program was sending at that moment, its word is waited for.
            drop(entry);
            let entry = workspace.verdict(&set.set.id).await.unwrap();
            assert!(done(&entry), "{ours}: {:?}", entry.standing);
        }
        assert_eq!(texts(&other, 1).await, ["and again", "called"], "{ours}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_note_that_waits_stands_in_the_way_of_no_redo() {
    let house = House::new(true);
    let workspace = house.open("w").await;
    house.always(Some(Fault::Lost));
    does(&workspace, Action::Create, vec![create("A")]).await;
    workspace.undo(None).await.unwrap();
    assert!(workspace.outbox().await.unwrap().is_empty());
    write(&workspace, 1, "called", "r1").await;
    let again = workspace.redo().await.unwrap();
    assert_eq!(again.steps[0].name(), "A");
}
