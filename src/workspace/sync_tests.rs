//! A mirror that follows its server: one of our own kind, and one that is like the cloud. What is asked for
//! is counted; the server fails when it is told to.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};

use futures_util::future::BoxFuture;
use serde_json::{Value, json};

use super::*;
use crate::apptivo::response::SERVER_MARK;
use crate::apptivo::{InProcess, Reply, Transport, TransportError};
use crate::customer::Catalog;
use crate::server::{Access, Service};
use crate::store::{By, Order, Sqlite, Store, StoreError};

/// How a server behaves.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) enum Mood {
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

pub(super) struct Server {
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
    fn post(
        &self,
        path: &'static str,
        form: String,
    ) -> BoxFuture<'_, Result<Reply, TransportError>> {
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
            let mut reply = router.post(path, form).await?;
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
    pub(super) fn new(cloud: Option<usize>) -> Server {
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

    pub(super) async fn open(&self, folder: &std::path::Path) -> Workspace {
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

    pub(super) fn mood(&self, mood: Mood) {
        self.state.count.store(0, Ordering::SeqCst);
        *self.state.mood.lock().unwrap() = mood;
    }

    /// What was asked for since the last time: of each call how many customers, or its action.
    pub(super) fn asked(&self) -> Vec<String> {
        let calls = std::mem::take(&mut *self.state.calls.lock().unwrap());
        let one = |call: &BTreeMap<String, String>| match call.get("numRecords") {
            Some(count) => count.clone(),
            None => call["a"].clone(),
        };
        calls.iter().map(one).collect()
    }

    pub(super) async fn make(&self, count: usize, at: &str) {
        let records = (0..count).map(|nth| {
            let name = format!("{at} customer {nth}");
            Customer::from_value(json!({"customerName": name})).unwrap()
        });
        let by = by(at);
        self.store.insert_many(records.collect(), by).await.unwrap();
    }

    pub(super) async fn rename(&self, id: CustomerId, name: &str, at: &str) {
        let name = name.to_owned();
        let edit = Box::new(move |record: &mut Customer| {
            record.set("customerName", json!(name));
            Ok(())
        });
        self.store.update(id, None, edit, by(at)).await.unwrap();
    }

    pub(super) async fn delete(&self, id: CustomerId) {
        self.store
            .delete(id, None, by("2024-06-01 00:00:00"))
            .await
            .unwrap();
    }

    /// Every record of the server, as its JSON text.
    pub(super) async fn all(&self) -> Vec<String> {
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

pub(super) async fn mirror(workspace: &Workspace) -> Vec<String> {
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

pub(super) async fn total(workspace: &Workspace, text: &str) -> usize {
    let search = Search {
        text: text.to_owned(),
        ..Search::default()
    };
    workspace.find(search).await.unwrap().ids.len()
}

pub(super) const DAY: &str = "2024-01-01 10:00:00";

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

/// How many calls are made while so much time passes.
pub(super) async fn calls_in(server: &Server, time: Duration) -> usize {
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
