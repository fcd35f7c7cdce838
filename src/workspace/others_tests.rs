//! Two programs on one workspace: each sees what the other does, and neither blocks the other.

use std::path::Path;
use std::time::Duration;

use serde_json::json;

use super::sync_tests::{DAY, Server, mirror, total};
use super::{Customer, Draft, Remote, Spec, Workspace};
use crate::customer::Part;
use crate::query::Search;

async fn local(folder: &Path) -> Workspace {
    let spec = Spec {
        name: "test".to_owned(),
        folder: folder.join("test"),
        remote: Remote::Local { sample: false },
    };
    Workspace::open(spec).await.unwrap()
}

/// Waits for the bell until something holds; two seconds at most.
async fn until(workspace: &Workspace, text: &str, count: usize) {
    let mut bell = workspace.changed();
    let all = async {
        while total(workspace, text).await != count {
            bell.changed().await.unwrap();
        }
    };
    let in_time = tokio::time::timeout(Duration::from_secs(2), all).await;
    assert!(in_time.is_ok(), "{text:?} is not found {count} times");
}

fn named(name: &str) -> Customer {
    Customer::from_value(json!({"customerName": name})).unwrap()
}

#[tokio::test]
async fn two_programs_in_a_local_workspace_see_what_the_other_does() {
    let folder = tempfile::tempdir().unwrap();
    let (mine, theirs) = (local(folder.path()).await, local(folder.path()).await);
    // Both have searched: what they hold in memory must follow.
    for workspace in [&mine, &theirs] {
        workspace.changed();
        workspace.warm().await.unwrap();
    }
    let made = mine
        .create(&named("Seen by both"), "r")
        .await
        .unwrap()
        .record;
    until(&theirs, "seen", 1).await;
    let name = |name: &str| Part::from_iter([("customerName".to_owned(), json!(name))]);
    let change = crate::customer::Change {
        field: "customerName".to_owned(),
        from: name("Seen by both"),
        to: name("Renamed elsewhere"),
    };
    theirs.save(made.id().unwrap(), vec![change]).await.unwrap();
    until(&mine, "renamed", 1).await;
    mine.delete(made.id().unwrap()).await.unwrap();
    until(&theirs, "renamed", 0).await;
    until(&theirs, "", 0).await;
}

#[tokio::test]
async fn two_programs_in_a_remote_workspace_see_what_the_other_does() {
    let (server, folder) = (Server::new(None), tempfile::tempdir().unwrap());
    let (mine, theirs) = (
        server.open(folder.path()).await,
        server.open(folder.path()).await,
    );
    for workspace in [&mine, &theirs] {
        workspace.changed();
        workspace.warm().await.unwrap();
    }
    server.make(300, DAY).await;
    mine.sync(|_| ()).await.unwrap();
    until(&theirs, "customer", 300).await;
    server.delete(7).await;
    mine.sync(|_| ()).await.unwrap();
    until(&theirs, "", 299).await;
    mine.keep_draft(Draft {
        key: "k".to_owned(),
        of: None,
        name: "A".to_owned(),
        form: json!({}),
    })
    .await
    .unwrap();
    let mut bell = theirs.changed();
    while theirs.drafts().await.unwrap().is_empty() {
        let rung = tokio::time::timeout(Duration::from_secs(2), bell.changed()).await;
        rung.unwrap().unwrap();
    }
}

#[tokio::test]
async fn nothing_rings_while_nothing_happens_and_writers_never_meet() {
    let folder = tempfile::tempdir().unwrap();
    let (mine, theirs) = (local(folder.path()).await, local(folder.path()).await);
    let writing = |workspace: &Workspace, who: &'static str| {
        let workspace = workspace.clone();
        tokio::spawn(async move {
            for nth in 0..40 {
                let name = format!("{who} {nth}");
                workspace.create(&named(&name), &name).await.unwrap();
            }
        })
    };
    let (a, b) = (writing(&mine, "mine"), writing(&theirs, "theirs"));
    a.await.unwrap();
    b.await.unwrap();
    until(&mine, "", 80).await;
    until(&theirs, "", 80).await;
    let ids: std::collections::HashSet<_> = mirror(&mine).await.into_iter().collect();
    assert_eq!(ids.len(), 80);
    // The last word of what was done may still be on its way.
    let mut bell = mine.changed();
    while tokio::time::timeout(Duration::from_millis(300), bell.changed())
        .await
        .is_ok()
    {}
    mine.find(Search::default()).await.unwrap();
    theirs.find(Search::default()).await.unwrap();
    let quiet = tokio::time::timeout(Duration::from_millis(500), bell.changed()).await;
    assert!(quiet.is_err(), "reading rings nothing");
}
