//! A mirror that follows its server: one of our own kind, and one that is like the cloud. What is asked for
//! is counted; the server fails when it is told to.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};

use futures_util::future::BoxFuture;
use serde_json::{Value, json};

use super::*;
use crate::apptivo::{InProcess, Reply, Transport, TransportError};
use crate::customer::Part;
use crate::server::{Access, Service};
use crate::store::{By, Sqlite, Store, StoreError};

/// How a server behaves.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
enum Mood {
    #[default]
    Good,
    /// After so many calls it is gone.
    GoneAfter(usize),
    /// It has no customers, it says.
    Empty,
    /// It leaves out all but the first of a page, and counts right.
    Short,
    /// A web page instead of an answer.
    Garbled,
    Slow(u64),
}

#[derive(Default)]
struct State {
    mood: Mutex<Mood>,
    /// No additions, and no search reaches beyond so many.
    cloud: Option<usize>,
    calls: Mutex<Vec<BTreeMap<String, String>>>,
    count: AtomicUsize,
}

struct Server {
    store: Sqlite,
    state: Arc<State>,
    _folder: tempfile::TempDir,
}

#[derive(Clone)]
struct Line {
    router: InProcess,
    state: Arc<State>,
}

impl Transport for Line {
    fn post(&self, form: String) -> BoxFuture<'_, Result<Reply, TransportError>> {
        let mut asked: BTreeMap<String, String> = form_urlencoded::parse(form.as_bytes())
            .into_owned()
            .collect();
        let (state, router) = (self.state.clone(), self.router.clone());
        state.calls.lock().unwrap().push(asked.clone());
        let nth = state.count.fetch_add(1, Ordering::SeqCst);
        let mood = *state.mood.lock().unwrap();
        Box::pin(async move {
            let reply = |status, body: &str| Reply {
                status,
                retry_after: None,
                body: body.to_owned().into(),
            };
            match mood {
                Mood::GoneAfter(calls) if nth >= calls => {
                    return Err(TransportError::NotSent("gone".to_owned()));
                }
                Mood::Empty => return Ok(reply(200, r#"{"data":[],"countOfRecords":0}"#)),
                Mood::Garbled => return Ok(reply(200, "<html>")),
                Mood::Slow(seconds) => {
                    return Ok(Reply {
                        retry_after: Some(Duration::from_secs(seconds)),
                        ..reply(429, "")
                    });
                }
                _ => {}
            }
            if let Some(window) = state.cloud {
                asked.remove("updatedSince");
                let number = |name: &str| asked.get(name).and_then(|n| n.parse::<usize>().ok());
                let (start, count) = (number("startIndex"), number("numRecords"));
                if start.unwrap_or(0) + count.unwrap_or(0) > window {
                    let reason = r#"{"status":"FAILURE","reason":"Result window is too large"}"#;
                    return Ok(reply(200, reason));
                }
            }
            let form = form_urlencoded::Serializer::new(String::new())
                .extend_pairs(&asked)
                .finish();
            let mut reply = router.post(form).await?;
            let mut answer: Value = serde_json::from_slice(&reply.body).unwrap();
            if state.cloud.is_some()
                && let Some(config) = answer.as_object_mut()
            {
                config.remove(SERVER_MARK);
            }
            if mood == Mood::Short
                && let Some(data) = answer.get_mut("data").and_then(Value::as_array_mut)
            {
                data.truncate(1);
            }
            reply.body = answer.to_string().into();
            Ok(reply)
        })
    }
}

impl Server {
    fn new(cloud: Option<usize>) -> Server {
        let folder = tempfile::tempdir().unwrap();
        Server {
            store: Server::store(&folder.path().join("server.db")),
            state: Arc::new(State {
                cloud,
                ..State::default()
            }),
            _folder: folder,
        }
    }

    fn store(path: &std::path::Path) -> Sqlite {
        let catalog = Catalog::parse(&default_catalog());
        Sqlite::open(path, Order::of(&catalog)).unwrap()
    }

    fn line(&self) -> Line {
        let access = Access::Trusted {
            name: "Ann".to_owned(),
        };
        let service = Service::new(Arc::new(self.store.clone()), &default_catalog(), access);
        Line {
            router: InProcess::new(service.router()),
            state: self.state.clone(),
        }
    }

    async fn open(&self, folder: &std::path::Path) -> Workspace {
        let spec = Spec {
            name: "test".to_owned(),
            folder: folder.join("test"),
            remote: Remote::Http {
                base_url: "http://127.0.0.1:1".parse().unwrap(),
                keys: Keys::new("a-key", "b-key"),
            },
        };
        let client = Client::with_transport(self.line(), None);
        Workspace::open_over(spec, client).await.unwrap()
    }

    fn mood(&self, mood: Mood) {
        self.state.count.store(0, Ordering::SeqCst);
        *self.state.mood.lock().unwrap() = mood;
    }

    /// What was asked for since the last time: of each call how many customers, or its action.
    fn asked(&self) -> Vec<String> {
        let calls = std::mem::take(&mut *self.state.calls.lock().unwrap());
        let one = |call: &BTreeMap<String, String>| match call.get("numRecords") {
            Some(count) => count.clone(),
            None => call["a"].clone(),
        };
        calls.iter().map(one).collect()
    }

    async fn make(&self, count: usize, at: &str) {
        let records = (0..count).map(|nth| {
            let name = format!("{at} customer {nth}");
            Customer::from_value(json!({"customerName": name})).unwrap()
        });
        let by = by(at);
        self.store.insert_many(records.collect(), by).await.unwrap();
    }

    async fn rename(&self, id: CustomerId, name: &str, at: &str) {
        let name = name.to_owned();
        let edit = Box::new(move |record: &mut Customer| {
            record.set("customerName", json!(name));
            Ok(())
        });
        self.store.update(id, None, edit, by(at)).await.unwrap();
    }

    async fn delete(&self, id: CustomerId) {
        self.store
            .delete(id, by("2024-06-01 00:00:00"))
            .await
            .unwrap();
    }

    /// Every record of the server, as its JSON text.
    async fn all(&self) -> Vec<String> {
        let ask = crate::store::Ask {
            count: usize::MAX,
            sort: crate::query::Sort::by("customerId", false),
            ..crate::store::Ask::default()
        };
        self.store.page(ask).await.unwrap().records
    }
}

fn by(at: &str) -> By {
    By {
        id: 1,
        name: "Ann".to_owned(),
        at: at.to_owned(),
    }
}

async fn mirror(workspace: &Workspace) -> Vec<String> {
    let read = |db: &mut rusqlite::Connection| {
        let mut all = BTreeMap::new();
        customers::each_body(db, |id, body| {
            all.insert(id, body.to_owned());
            Ok::<(), StoreError>(())
        })?;
        Ok(all.into_values().collect())
    };
    workspace.inner.mirror.run(read).await.unwrap()
}

async fn total(workspace: &Workspace, text: &str) -> usize {
    let search = Search {
        text: text.to_owned(),
        ..Search::default()
    };
    workspace.find(search).await.unwrap().ids.len()
}

const DAY: &str = "2024-01-01 10:00:00";

#[tokio::test(start_paused = true)]
async fn a_mirror_is_filled_once_and_then_only_what_moved_comes() {
    let (server, folder) = (Server::new(None), tempfile::tempdir().unwrap());
    server.make(1500, DAY).await;
    let workspace = server.open(folder.path()).await;
    let said = Mutex::new(Vec::new());
    let progress = |progress| said.lock().unwrap().push(progress);
    workspace.sync(progress).await.unwrap();
    assert_eq!(mirror(&workspace).await, server.all().await);
    let said = said.into_inner().unwrap();
    let steps = said.iter().filter_map(|progress| match progress {
        Progress::Filling { done, of, .. } => Some((*done, of.unwrap())),
        _ => None,
    });
    let steps: Vec<_> = steps.collect();
    assert_eq!(steps, [(100, 1500), (1100, 1500), (1500, 1500)]);
    assert_eq!(said.last(), Some(&Progress::Fresh));
    assert_eq!(
        server.asked(),
        ["getConfigData", "100", "1000", "1000", "1"]
    );
    drop(workspace);

    let workspace = server.open(folder.path()).await;
    assert_eq!(total(&workspace, "").await, 1500);
    server.rename(7, "Renamed", "2024-01-02 10:00:00").await;
    server.delete(8).await;
    server.make(1, "2024-01-03 10:00:00").await;
    workspace.sync(|_| ()).await.unwrap();
    assert_eq!(mirror(&workspace).await, server.all().await);
    assert_eq!(
        (
            total(&workspace, "renamed").await,
            total(&workspace, "").await
        ),
        (1, 1500)
    );
    assert_eq!(server.asked(), ["1000"]);
}

#[tokio::test(start_paused = true)]
async fn a_fill_that_was_cut_short_goes_on_where_it_was() {
    let (server, folder) = (Server::new(None), tempfile::tempdir().unwrap());
    server.make(3500, DAY).await;
    server.mood(Mood::GoneAfter(3));
    let workspace = server.open(folder.path()).await;
    assert!(workspace.sync(|_| ()).await.is_err());
    assert_eq!(total(&workspace, "").await, 1100, "what has come is there");
    drop(workspace);
    server.asked();
    server.mood(Mood::Good);
    // Meanwhile the world goes on.
    server
        .rename(3, "Moved behind", "2024-01-02 10:00:00")
        .await;
    server.delete(4).await;
    let workspace = server.open(folder.path()).await;
    workspace.sync(|_| ()).await.unwrap();
    assert_eq!(mirror(&workspace).await, server.all().await);
    assert_eq!(server.asked(), ["1000", "1000", "1000", "1"]);
}

#[tokio::test(start_paused = true)]
async fn answers_that_are_empty_short_or_nonsense_take_nothing_out() {
    for cloud in [None, Some(100)] {
        let (server, folder) = (Server::new(cloud), tempfile::tempdir().unwrap());
        server.make(40, DAY).await;
        let workspace = server.open(folder.path()).await;
        workspace.sync(|_| ()).await.unwrap();
        let before = mirror(&workspace).await;
        assert_eq!(before.len(), 40);
        for mood in [Mood::Empty, Mood::Short, Mood::Garbled, Mood::GoneAfter(0)] {
            server.mood(mood);
            // With and without knowing how far it was.
            for forget in [false, true] {
                if forget {
                    workspace.keep_course(&Default::default()).await.unwrap();
                }
                let _ = workspace.sync(|_| ()).await;
                let mut course = workspace.course().await.unwrap();
                let _ = workspace.walk_on(&mut course).await;
                assert_eq!(
                    mirror(&workspace).await,
                    before,
                    "{mood:?} {forget} {cloud:?}"
                );
            }
        }
        server.mood(Mood::Good);
        server.delete(5).await;
        workspace.keep_course(&Default::default()).await.unwrap();
        workspace.sync(|_| ()).await.unwrap();
        assert_eq!(mirror(&workspace).await, server.all().await, "{cloud:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_server_that_was_made_anew_is_met_with_care() {
    let (mut server, folder) = (Server::new(None), tempfile::tempdir().unwrap());
    server.make(30, DAY).await;
    server.rename(1, "Far ahead", "2025-01-01 10:00:00").await;
    let workspace = server.open(folder.path()).await;
    workspace.sync(|_| ()).await.unwrap();
    drop(workspace);
    server.store = Server::store(&server._folder.path().join("another.db"));
    server.make(20, "2023-01-01 10:00:00").await;
    let workspace = server.open(folder.path()).await;
    workspace.sync(|_| ()).await.unwrap();
    assert_eq!(mirror(&workspace).await, server.all().await);
}

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

/// How many calls are made while so much time passes.
async fn calls_in(server: &Server, time: Duration) -> usize {
    server.asked();
    tokio::time::sleep(time).await;
    server.asked().len()
}

#[tokio::test(start_paused = true)]
async fn following_is_cheap_backs_off_and_waits_as_long_as_it_is_told() {
    let (server, folder) = (Server::new(None), tempfile::tempdir().unwrap());
    server.make(10, DAY).await;
    let workspace = server.open(folder.path()).await;
    let said = Arc::new(Mutex::new(Vec::new()));
    let (follower, hears) = (workspace.clone(), said.clone());
    let following = tokio::spawn(async move {
        follower
            .follow(|progress| hears.lock().unwrap().push(progress))
            .await;
    });
    let minute = Duration::from_secs(60);
    calls_in(&server, minute).await;
    let calls = calls_in(&server, minute).await;
    assert!((28..=31).contains(&calls), "{calls}");
    assert_eq!(said.lock().unwrap().last(), Some(&Progress::Fresh));
    let fresh = |p: &&Progress| **p == Progress::Fresh;
    assert_eq!(said.lock().unwrap().iter().filter(fresh).count(), 1);

    let mut changed = workspace.changed();
    changed.mark_unchanged();
    server.rename(3, "Renamed", "2024-01-02 10:00:00").await;
    tokio::time::timeout(Duration::from_secs(3), changed.changed())
        .await
        .unwrap()
        .unwrap();
    assert_eq!(mirror(&workspace).await, server.all().await);

    server.mood(Mood::Garbled);
    calls_in(&server, 5 * minute).await;
    assert!(matches!(
        said.lock().unwrap().last(),
        Some(Progress::Stale(_))
    ));
    // Each question is asked a few times, and the questions are two minutes or more apart.
    let calls = calls_in(&server, 20 * minute).await;
    assert!((8..=44).contains(&calls), "{calls}");
    server.mood(Mood::Slow(3600));
    calls_in(&server, 5 * minute).await;
    assert_eq!(
        calls_in(&server, 50 * minute).await,
        0,
        "it asked for an hour"
    );
    server.mood(Mood::Good);
    calls_in(&server, 60 * minute).await;
    assert_eq!(said.lock().unwrap().last(), Some(&Progress::Fresh));
    following.abort();
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

async fn local(folder: &std::path::Path) -> Workspace {
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
