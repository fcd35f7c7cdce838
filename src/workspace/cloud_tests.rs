//! A server that knows neither request ids nor `ifVersion` nor a way back from the trash: nothing is made
//! twice there, and whoever was overtaken is told.

use std::time::Duration;

use crate::customer::changeset::{Action, Entry, Standing, Step};
use crate::workspace::Workspace;
use crate::workspace::house::*;

/// Sends on until a set stands as it is waited for.
async fn until(workspace: &Workspace, set: &str, stands: fn(&Entry) -> bool) -> Entry {
    let sends = tokio::spawn({
        let workspace = workspace.clone();
        async move { workspace.send_on().await }
    });
    let mut bell = workspace.changed();
    let entry = loop {
        let entry = workspace.entry(set).await.unwrap().unwrap();
        if stands(&entry) {
            break entry;
        }
        let rings = tokio::time::timeout(Duration::from_secs(3600), bell.changed());
        rings.await.expect("it never came to stand so").unwrap();
    };
    sends.abort();
    entry
}

fn asks(entry: &Entry) -> bool {
    matches!(entry.standing[0], Standing::Unknown { asks: true, .. })
}

#[tokio::test(start_paused = true)]
async fn a_customer_whose_answer_was_lost_is_found_and_not_made_twice() {
    let house = House::new(false);
    let workspace = house.open("w").await;
    // One of the same name was made before, and is not taken for it.
    made(&workspace, "A").await;
    house.next("save", Fault::Unanswered);
    let (set, entry) = does(&workspace, Action::Create, vec![create("A")]).await;
    assert!(
        matches!(entry.standing[0], Standing::Unknown { asks: false, .. }),
        "{:?}",
        entry.standing
    );
    let entry = until(&workspace, &set.id, done).await;
    assert!(
        matches!(&entry.standing[0], Standing::Done { id: 2, note: Some(note) } if note.contains("found"))
    );
    assert_eq!(house.there().await, ["A", "A"]);
    let all = workspace.find(Default::default()).await.unwrap();
    assert_eq!(all.ids.len(), 2, "the one that was waiting has its id now");
}

#[tokio::test(start_paused = true)]
async fn where_looking_does_not_tell_a_person_is_asked() {
    let house = House::new(false);
    let workspace = house.open("w").await;
    house.next("save", Fault::Swallowed);
    let (set, _) = does(&workspace, Action::Create, vec![create("A")]).await;
    let entry = until(&workspace, &set.id, asks).await;
    assert!(entry.needs_a_person());
    // Time alone does not make it go out again.
    let entry = workspace.verdict(&set.id).await.unwrap();
    assert!(asks(&entry) && house.there().await.is_empty());
    workspace.say(&set.id, 0, false).await.unwrap();
    assert!(done(&workspace.verdict(&set.id).await.unwrap()));
    assert_eq!(house.there().await, ["A"]);

    // And one who says that it is there is believed, and the customer is looked for.
    house.next("save", Fault::Unanswered);
    for _ in 0..4 {
        house.next("getAllBySearchText", Fault::WebPage);
    }
    let (set, _) = does(&workspace, Action::Create, vec![create("B")]).await;
    workspace.say(&set.id, 0, true).await.unwrap();
    let entry = workspace.entry(&set.id).await.unwrap().unwrap();
    assert!(matches!(entry.standing[0], Standing::Done { .. }));
    assert!(workspace.outbox().await.unwrap().is_empty());
    assert_eq!(house.there().await, ["A", "B"]);
    assert!(workspace.say(&set.id, 0, true).await.is_err());
}

#[tokio::test(start_paused = true)]
async fn who_was_overtaken_between_reading_and_writing_is_told() {
    let house = House::new(false);
    let workspace = house.open("w").await;
    let a = made(&workspace, "A").await;
    house.next("update", Fault::Overtakes);
    let edit = set_to(&workspace, &a, "website", "mine.example").await;
    let (_, entry) = does(&workspace, Action::Edit, vec![edit]).await;
    let Standing::Done {
        note: Some(note), ..
    } = &entry.standing[0]
    else {
        panic!("{:?}", entry.standing)
    };
    assert!(note.contains("Website"), "{note}");
    // Another field is no matter: both are there.
    let a = mirror(&workspace, 1).await;
    house.next("update", Fault::Overtakes);
    let edit = set_to(&workspace, &a, "skype", "mine").await;
    let (_, entry) = does(&workspace, Action::Edit, vec![edit]).await;
    assert!(
        matches!(&entry.standing[0], Standing::Done { note: None, .. }),
        "{entry:?}"
    );
    let there = house.server().get(1).await.unwrap();
    assert_eq!(
        (there.text("website"), there.text("skypeName")),
        ("theirs.example", "mine")
    );

    // Our own server refuses what has moved, so that nobody is overtaken.
    let house = House::new(true);
    let workspace = house.open("w").await;
    let a = made(&workspace, "A").await;
    house.next("update", Fault::Overtakes);
    let edit = set_to(&workspace, &a, "website", "mine.example").await;
    let (_, entry) = does(&workspace, Action::Edit, vec![edit]).await;
    assert!(matches!(entry.standing[0], Standing::Conflict { .. }));
}

#[tokio::test(start_paused = true)]
async fn a_deletion_is_undone_by_making_the_customer_again_and_that_is_said() {
    let house = House::new(false);
    let workspace = house.open("w").await;
    let a = made(&workspace, "A").await;
    let edit = set_to(&workspace, &a, "website", "a.example").await;
    does(&workspace, Action::Edit, vec![edit]).await;
    let delete = Step::Delete {
        id: 1,
        name: "A".into(),
    };
    house.next("delete", Fault::Unanswered);
    let (_, entry) = does(&workspace, Action::Delete, vec![delete]).await;
    assert!(done(&entry), "{:?}", entry.standing);
    let undo = workspace.undo(None).await.unwrap();
    let entry = workspace.verdict(&undo.id).await.unwrap();
    let Standing::Done { id, note } = &entry.standing[0] else {
        panic!("{:?}", entry.standing)
    };
    assert!(note.as_ref().unwrap().contains("made again"));
    let again = mirror(&workspace, *id).await;
    assert_eq!(
        (*id, again.name(), again.text("website")),
        (2, "A", "a.example")
    );
    // The new customer is what is taken away again.
    let redo = workspace.redo().await.unwrap();
    assert!(done(&workspace.verdict(&redo.id).await.unwrap()));
    assert!(house.there().await.is_empty());
}
