//! What is given up while it is being sent does not go out again.

use super::super::lease;
use super::*;
use crate::customer::changeset::{Action, Entry};
use crate::workspace::Workspace;
use crate::workspace::fate::{self, Fate};
use crate::workspace::house::*;

/// Gives an edit up while it stands as being sent, and then lets that try end so.
async fn given_up_and_then(standing: Standing) -> (Workspace, Entry) {
    let house = House::new(true);
    let workspace = house.open("w").await;
    let a = made(&workspace, "A").await;
    let edit = set_to(&workspace, &a, "website", "a.example").await;
    let skype = set_to(&workspace, &a, "skype", "a").await;
    let set = workspace
        .commit(Action::Bulk, vec![edit, skype], None)
        .await
        .unwrap();
    let inner = workspace.inner.clone();
    let jobs = inner
        .drafts
        .write(|db| {
            lease::take(db, &inner.holder, inner.clock.now())?;
            queue::take(db, i64::MAX, 1)
        })
        .unwrap();
    workspace.drop_set(&set.id).await.unwrap();
    let entry = workspace.entry(&set.id).await.unwrap().unwrap();
    assert_eq!(entry.standing, [Standing::Sending, Standing::Dropped]);
    let fate = Fate {
        row: jobs[0].row,
        place: jobs[0].place,
        standing,
        did: None,
        became: None,
    };
    inner
        .drafts
        .write(|db| {
            lease::release(db, &inner.holder)?;
            fate::settle(db, &[fate])
        })
        .unwrap();
    let entry = workspace.verdict(&set.id).await.unwrap();
    let there = house.server().get(a.id().unwrap()).await.unwrap();
    assert_eq!(there.version(), Some(1), "it was sent all the same");
    (workspace, entry)
}

#[tokio::test(start_paused = true)]
async fn what_did_not_come_through_is_dropped() {
    let (workspace, entry) = given_up_and_then(Standing::Waiting { why: None }).await;
    assert_eq!(entry.standing, [Standing::Dropped, Standing::Dropped]);
    assert!(workspace.outbox().await.unwrap().is_empty());
    let refused = Standing::refused("no");
    let (_, entry) = given_up_and_then(refused).await;
    assert!(entry.is_over(), "{:?}", entry.standing);
}

#[tokio::test(start_paused = true)]
async fn what_arrived_is_done() {
    let done = Standing::Done { id: 1, note: None };
    let (_, entry) = given_up_and_then(done.clone()).await;
    assert_eq!(entry.standing, [done, Standing::Dropped]);
}

#[tokio::test(start_paused = true)]
async fn of_what_nobody_knows_a_person_is_asked_and_it_is_not_sent_again() {
    let unknown = Standing::Unknown {
        why: "cut".into(),
        asks: false,
    };
    let (workspace, entry) = given_up_and_then(unknown).await;
    assert!(entry.needs_a_person(), "{:?}", entry.standing);
    workspace.say(&entry.set.id, 0, false).await.unwrap();
    let entry = workspace.verdict(&entry.set.id).await.unwrap();
    assert_eq!(entry.standing, [Standing::Dropped, Standing::Dropped]);
}
