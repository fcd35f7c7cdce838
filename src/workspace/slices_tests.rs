//! A mirror of a server that is like the cloud: no word of what moved, and no search beyond a window.

use std::time::Duration;

use super::sync_tests::{DAY, Mood, Server, calls_in, mirror};

#[tokio::test(start_paused = true)]
async fn the_cloud_is_walked_over_in_slices() {
    let (server, folder) = (Server::new(Some(100)), tempfile::tempdir().unwrap());
    for (count, at) in [
        (90, "2024-01-01 10:00:00"),
        (50, "2024-01-02 10:00:00"),
        // More on one day than a search reaches, and they can only just be seen from both ends.
        (190, "2024-01-03 10:00:00"),
        (60, "2024-01-04 10:00:00"),
    ] {
        server.make(count, at).await;
    }
    let workspace = server.open(folder.path()).await;
    workspace.sync(|_| ()).await.unwrap();
    assert_eq!(mirror(&workspace).await.len(), 390);
    assert_eq!(mirror(&workspace).await, server.all().await);
    // Cut short at any call, it goes on.
    for calls in (1..30).step_by(3) {
        let folder = tempfile::tempdir().unwrap();
        let workspace = server.open(folder.path()).await;
        server.mood(Mood::GoneAfter(calls));
        let _ = workspace.sync(|_| ()).await;
        drop(workspace);
        server.mood(Mood::Good);
        let workspace = server.open(folder.path()).await;
        workspace.sync(|_| ()).await.unwrap();
        assert_eq!(mirror(&workspace).await, server.all().await, "{calls}");
    }
}

#[tokio::test(start_paused = true)]
async fn the_cloud_is_asked_for_the_latest_until_a_known_one_and_a_walk_finds_what_is_gone() {
    let (server, folder) = (Server::new(Some(100)), tempfile::tempdir().unwrap());
    server.make(80, DAY).await;
    let workspace = server.open(folder.path()).await;
    workspace.sync(|_| ()).await.unwrap();
    server.rename(7, "Renamed", "2024-01-02 10:00:00").await;
    server.make(1, "2024-01-03 10:00:00").await;
    server.asked();
    workspace.sync(|_| ()).await.unwrap();
    assert_eq!(server.asked(), ["25"], "one call, whatever moved");
    assert_eq!(mirror(&workspace).await, server.all().await);
    // More than one question reaches.
    for id in 10..60 {
        server
            .rename(id, "All renamed", "2024-01-04 10:00:00")
            .await;
    }
    workspace.sync(|_| ()).await.unwrap();
    assert_eq!(mirror(&workspace).await, server.all().await);

    server.delete(9).await;
    workspace.sync(|_| ()).await.unwrap();
    assert_eq!(
        mirror(&workspace).await.len(),
        81,
        "that does not show who is gone"
    );
    let mut course = workspace.course().await.unwrap();
    while workspace.walk_on(&mut course).await.unwrap() {}
    assert_eq!(mirror(&workspace).await, server.all().await);
}

#[tokio::test(start_paused = true)]
async fn the_cloud_is_followed_gently() {
    let (server, folder) = (Server::new(Some(100)), tempfile::tempdir().unwrap());
    server.make(60, DAY).await;
    let workspace = server.open(folder.path()).await;
    let follower = workspace.clone();
    let following = tokio::spawn(async move { follower.follow(|_| ()).await });
    calls_in(&server, Duration::from_secs(60)).await;
    let calls = calls_in(&server, Duration::from_secs(600)).await;
    assert!((15..=42).contains(&calls), "{calls} in ten minutes");
    let watcher = workspace.clone();
    let watching = tokio::spawn(async move { watcher.watch_record(3).await });
    server.rename(3, "Renamed", "2020-01-01 10:00:00").await;
    tokio::time::sleep(Duration::from_secs(11)).await;
    let record = workspace.read(3).await.unwrap().unwrap();
    assert_eq!(
        record.name(),
        "Renamed",
        "an open form sees it though its stamp is old"
    );
    following.abort();
    watching.abort();
}
