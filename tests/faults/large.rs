//! A first fill over loopback from the real server: it goes on where it was killed, is quick, and the
//! workspace answers meanwhile. `ROLO_SYNC_CUSTOMERS` says how many; the release build is measured with
//! 100,000.

use std::time::{Duration, Instant};

use rolo::customer::text::fold;
use rolo::query::Search;
use rolo::store::Store;
use rolo::workspace::{Progress, Spec, Workspace};
use tokio::sync::watch;

use super::home::Home;
use super::meter::Meter;
use super::program::{KEYS, Server, filled};
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

/// Somebody types this fast, who types fast.
const KEY: Duration = Duration::from_millis(20);
/// A shorter wait than this nobody sees: what is judged against it is not the noise of the machine.
const UNSEEN: Duration = Duration::from_millis(8);
const STILL: Duration = Duration::from_secs(60);
/// So many searches while nothing else is done say how long one takes.
const QUIET: usize = 50;
/// A search may take so many times as long while the mirror is being filled: two programs and a server share
/// the processor then. One that waits for the fill, or for a whole page of it, takes longer than that.
const SLOWER: u32 = 25;

async fn one_search(workspace: &Workspace) -> Duration {
    let asked = Instant::now();
    let search = Search {
        text: "volks".to_owned(),
        ..Search::default()
    };
    workspace.find(search).await.unwrap();
    asked.elapsed()
}

/// The longest of many searches with nothing else going on.
async fn quiet(workspace: &Workspace) -> Duration {
    let mut longest = Duration::ZERO;
    for _ in 0..QUIET {
        longest = longest.max(one_search(workspace).await);
    }
    longest
}

/// Fills to the end; what was said, and the longest wait for an answer meanwhile.
async fn fill(workspace: &Workspace) -> (Vec<Progress>, Duration) {
    let (tell, mut told) = watch::channel(Vec::new());
    let filler = workspace.clone();
    let filling = tokio::spawn(async move {
        let hear = |progress| tell.send_modify(|said: &mut Vec<_>| said.push(progress));
        filler.follow(hear).await;
    });
    let (mut longest, mut moved) = (Duration::ZERO, Instant::now());
    loop {
        longest = longest.max(one_search(workspace).await);
        if told.borrow_and_update().contains(&Progress::Fresh) {
            break;
        }
        match tokio::time::timeout(KEY, told.changed()).await {
            Ok(said) => {
                said.unwrap();
                moved = Instant::now();
            }
            Err(_) => assert!(moved.elapsed() < STILL, "the fill stands still"),
        }
    }
    filling.abort();
    drop(filling.await);
    let said = told.borrow().clone();
    (said, longest)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_large_fill_is_quick_and_the_workspace_answers_meanwhile() {
    let (folder, home, count) = (folder(), Home::new(), customers());
    let path = folder.path().join("server.db");
    let store = filled(&path, count).await;
    let server = Server::start(&home, &path);
    let spec = spec(folder.path(), "mirror", server.port);
    let start = Instant::now();
    let workspace = Workspace::open(spec).await.unwrap();
    let (said, longest) = fill(&workspace).await;
    let took = start.elapsed();
    assert_eq!(said.iter().filter_map(done).max(), Some(count));
    let there = workspace.find(Search::default()).await.unwrap();
    assert_eq!(there.ids.len(), store.count().await.unwrap());
    let mut each = there.ids.to_vec();
    each.sort_unstable();
    each.dedup();
    assert_eq!(
        each.len(),
        there.ids.len(),
        "a customer is in the list twice"
    );
    let records = workspace.rows(there.ids.to_vec()).await.unwrap();
    let names: Vec<String> = records.iter().map(|one| fold(one.name())).collect();
    assert!(names.is_sorted(), "the list is in no order after the fill");
    let rate = count as f64 / took.as_secs_f64();
    let alone = quiet(&workspace).await;
    println!(
        "{count} customers in {took:?}: {rate:.0} a second; the longest search meanwhile {longest:?}, afterwards {alone:?}",
    );
    let most = alone.max(UNSEEN) * SLOWER;
    assert!(
        longest <= most,
        "a search took {longest:?} during the fill, and {alone:?} afterwards"
    );
}

/// How far a fill has come, as it is written down beside the mirror.
fn written(spec: &Spec) -> usize {
    let Ok(db) = rusqlite::Connection::open(spec.folder.join("workspace.db")) else {
        return 0;
    };
    let ask = "select value from fact where name = 'course'";
    let course = db.query_row(ask, [], |row| row.get::<_, String>(0));
    let course: serde_json::Value = course
        .ok()
        .and_then(|text| serde_json::from_str(&text).ok())
        .unwrap_or_default();
    let done = course["sweep"]["done"].as_u64().unwrap_or(0);
    usize::try_from(done).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_fill_whose_program_is_killed_goes_on_and_fetches_nothing_from_the_start_again() {
    let (folder, count) = (folder(), customers());
    let path = folder.path().join("server.db");
    filled(&path, count).await;
    let server = Server::start(&Home::new(), &path);
    let whole = {
        let meter = Meter::before(server.port);
        let (home, _) = client(&meter);
        home.run(&["sync"]).good();
        meter.answered()
    };

    let meter = Meter::before(server.port);
    let (home, spec) = client(&meter);
    for part in [count / 4, count / 2] {
        let mut program = home.command(&["sync"]).spawn().unwrap();
        let start = Instant::now();
        while written(&spec) < part {
            assert!(
                program.try_wait().unwrap().is_none(),
                "it was through before it was killed"
            );
            assert!(
                start.elapsed() < Duration::from_secs(60),
                "the fill stands still"
            );
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        program.kill().unwrap();
        program.wait().unwrap();
    }
    let said = home.run(&["sync"]).good();
    assert_eq!(said.trim(), format!("{count} customers"));
    // Each kill costs what was on its way at that moment, one page of a thousand and its like; a fill from the
    // start costs a quarter or a half.
    let lost = meter.answered().saturating_sub(whole);
    let most = whole * 2_400 / count as u64;
    assert!(lost <= most, "{lost} bytes came again of {whole}");
    println!("{count} customers, killed twice: {whole} bytes, and {lost} of them again");
}

/// A home whose workspace is the server behind a meter, and where that lies.
fn client(meter: &Meter) -> (Home, Spec) {
    let mut home = Home::new().with("ROLO_BASE_URL", &format!("http://127.0.0.1:{}", meter.port));
    for (name, value) in KEYS {
        home = home.with(name, value);
    }
    let name = format!("127-0-0-1-{}", meter.port);
    let spec = spec(&home.data().join("workspaces"), &name, meter.port);
    (home, spec)
}
