//! A first fill over loopback from the real server: it goes on where it was stopped, is quick, and the
//! workspace answers meanwhile. `ROLO_SYNC_CUSTOMERS` says how many; the release build is measured with
//! 100,000.

use std::time::{Duration, Instant};

use rolo::query::Search;
use rolo::store::Store;
use rolo::workspace::{Progress, Workspace};
use tokio::sync::watch;

use super::harness::Home;
use super::program::{Server, filled};
use super::world::{folder, spec};

fn customers() -> usize {
    let given = std::env::var("ROLO_SYNC_CUSTOMERS").ok();
    given.map_or(6_000, |count| count.parse().unwrap())
}

fn done(progress: &Progress) -> Option<usize> {
    match progress {
        Progress::Filling { done, .. } => Some(*done),
        _ => None,
    }
}

/// Fills until so many are there; what was said, and the longest wait for an answer meanwhile.
async fn fill(workspace: &Workspace, until: usize) -> (Vec<Progress>, Duration) {
    let (tell, mut told) = watch::channel(Vec::new());
    let filler = workspace.clone();
    let filling = tokio::spawn(async move {
        let hear = |progress| tell.send_modify(|said: &mut Vec<_>| said.push(progress));
        filler.follow(hear).await;
    });
    let mut longest = Duration::ZERO;
    loop {
        let asked = Instant::now();
        let search = Search {
            text: "volks".to_owned(),
            ..Search::default()
        };
        workspace.find(search).await.unwrap();
        longest = longest.max(asked.elapsed());
        let is_there = |progress: &Progress| {
            *progress == Progress::Fresh || done(progress).is_some_and(|done| done >= until)
        };
        if told.borrow_and_update().iter().any(is_there) {
            break;
        }
        let more = tokio::time::timeout(Duration::from_secs(60), told.changed()).await;
        more.expect("the fill goes on").unwrap();
    }
    filling.abort();
    drop(filling.await);
    let said = told.borrow().clone();
    (said, longest)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_large_fill_goes_on_where_it_was_stopped_and_answers_meanwhile() {
    let (folder, home, count) = (folder(), Home::new(), customers());
    let path = folder.path().join("server.db");
    let store = filled(&path, count).await;
    let server = Server::start(&home, &path);
    let spec = spec(folder.path(), "mirror", server.port);

    let start = Instant::now();
    let workspace = Workspace::open(spec.clone()).await.unwrap();
    let (said, longest) = fill(&workspace, count / 2).await;
    let first = start.elapsed();
    let half = said.iter().filter_map(done).max().unwrap();
    assert!(half < count, "it was stopped too late: {half}");
    drop(workspace);

    let start = Instant::now();
    let workspace = Workspace::open(spec).await.unwrap();
    let (said, again) = fill(&workspace, usize::MAX).await;
    let second = start.elapsed();
    let goes_on = said.iter().find_map(done).unwrap();
    assert!(goes_on > count / 2, "it began anew: {goes_on}");
    assert_eq!(said.iter().filter_map(done).max(), Some(count));
    let there = workspace.find(Search::default()).await.unwrap();
    assert_eq!(there.ids.len(), store.count().await.unwrap());
    let rate = count as f64 / (first + second).as_secs_f64();
    println!(
        "{count} customers in {:?}: {rate:.0} a second; the longest wait for a search {:?}",
        first + second,
        longest.max(again),
    );
}
