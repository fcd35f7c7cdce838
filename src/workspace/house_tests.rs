//! Owns what tests of the journal share: a real server in this process, and a way to it that fails where a
//! test says so.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::future::BoxFuture;
use serde_json::json;

use crate::apptivo::{InProcess, Reply, Transport, TransportError};
use crate::customer::changeset::{Action, ChangeSet, Entry, Standing, Step};
use crate::customer::{Catalog, Change, Part, validate};
use crate::server::{Access, Service};
use crate::store::{Order, Sqlite, Store};
use crate::workspace::*;

/// What happens to a request.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Fault {
    /// It does not leave.
    Lost,
    /// It is done, and its answer is lost.
    Unanswered,
    /// It leaves and is not done, and no answer comes.
    Swallowed,
    /// The server wants to be left alone for so many seconds.
    Busy(u64),
    KeysRefused,
    WebPage,
    /// The server's database is out of reach.
    Away,
    /// It is done, and the server's database breaks before it says so.
    Failed,
    /// Somebody else, Bob, sets the website of customer 1 first.
    Overtakes,
}

/// A server and the ways to it.
pub struct House {
    folder: tempfile::TempDir,
    pub store: Arc<dyn Store>,
    pub router: axum::Router,
    /// The same customers, as Bob's keys open them.
    bobs: axum::Router,
    pub faults: Arc<Mutex<Faults>>,
    ours: bool,
}

#[derive(Default)]
pub struct Faults {
    /// For the next requests whose action begins so.
    pub next: VecDeque<(&'static str, Option<Fault>)>,
    /// For all others.
    pub always: Option<Fault>,
    pub asked: Vec<String>,
}

struct Way {
    server: InProcess,
    others: Client,
    faults: Arc<Mutex<Faults>>,
    ours: bool,
}

impl Transport for Way {
    fn post(
        &self,
        path: &'static str,
        form: String,
    ) -> BoxFuture<'_, Result<Reply, TransportError>> {
        let action = form
            .trim_start_matches("a=")
            .split('&')
            .next()
            .unwrap()
            .to_owned();
        let fault = {
            let mut faults = self.faults.lock().unwrap();
            faults.asked.push(action.clone());
            let at = faults.next.iter().position(|(of, _)| *of == action);
            match at {
                Some(at) => faults.next.remove(at).unwrap().1,
                None => faults.always,
            }
        };
        let reply = |status, body: &str| {
            Ok(Reply {
                status,
                retry_after: None,
                body: body.to_owned().into(),
            })
        };
        // A cloud knows neither of these.
        let form = match self.ours {
            true => form,
            false => without(&without(&form, "ifVersion"), "requestId"),
        };
        Box::pin(async move {
            match fault {
                Some(Fault::Lost) => Err(TransportError::NotSent("no way".into())),
                Some(Fault::Unanswered) => {
                    drop(self.server.post(path, form).await);
                    Err(TransportError::NoAnswer("cut".into()))
                }
                Some(Fault::Swallowed) => Err(TransportError::NoAnswer("cut".into())),
                Some(Fault::Busy(seconds)) => Ok(Reply {
                    status: 429,
                    retry_after: Some(Duration::from_secs(seconds)),
                    body: "slow down".into(),
                }),
                Some(Fault::KeysRefused) => reply(401, ""),
                Some(Fault::WebPage) => reply(200, "<html>"),
                Some(Fault::Away) => reply(
                    503,
                    r#"{"status":"FAILURE","reason":"no database","code":"AWAY"}"#,
                ),
                Some(Fault::Failed) => {
                    drop(self.server.post(path, form).await);
                    reply(
                        200,
                        r#"{"status":"FAILURE","reason":"it broke","code":"FAILED"}"#,
                    )
                }
                Some(Fault::Overtakes) => {
                    overtake(&self.others).await;
                    self.answer(path, form).await
                }
                None => self.answer(path, form).await,
            }
        })
    }
}

impl Way {
    async fn answer(&self, path: &'static str, form: String) -> Result<Reply, TransportError> {
        let mut answer = self.server.post(path, form).await?;
        if !self.ours {
            let text = String::from_utf8(answer.body.to_vec()).unwrap();
            answer.body = text.replace("roloServer", "otherServer").into();
        }
        Ok(answer)
    }
}

async fn overtake(others: &Client) {
    let record = others.get(1).await.unwrap();
    let website = |text: &str| Part::from_iter([("website".to_owned(), json!(text))]);
    let change = Change {
        field: "website".into(),
        from: website(record.text("website")),
        to: website("theirs.example"),
    };
    let mut theirs = record;
    theirs.apply(&change);
    others.update(1, &theirs, &[change], None).await.unwrap();
}

fn without(form: &str, name: &str) -> String {
    let pairs = form.split('&');
    let kept: Vec<&str> = pairs
        .filter(|pair| !pair.starts_with(&format!("{name}=")))
        .collect();
    kept.join("&")
}

impl House {
    /// A server of our own kind; or one that knows no more than the cloud does.
    pub fn new(ours: bool) -> House {
        let folder = tempfile::tempdir().unwrap();
        let config = default_catalog();
        let order = Order::of(&Catalog::parse(&config));
        let store: Arc<dyn Store> =
            Arc::new(Sqlite::open(&folder.path().join("server.db"), order).unwrap());
        let as_whom = |name: &str| {
            let access = Access::Trusted { name: name.into() };
            Service::new(store.clone(), &config, access).router()
        };
        House {
            router: as_whom("ann"),
            bobs: as_whom("bob"),
            store,
            folder,
            faults: Arc::default(),
            ours,
        }
    }

    /// A workspace of this name, opened (again).
    pub async fn open(&self, name: &str) -> Workspace {
        let workspace = Workspace::open(Spec {
            name: name.into(),
            folder: self.folder.path().join(name),
            remote: Remote::Http {
                base_url: "http://127.0.0.1:1".parse().unwrap(),
                keys: Keys::new("a", "b"),
            },
        })
        .await
        .unwrap();
        let way = Way {
            server: InProcess::new(self.router.clone()),
            others: self.bob(),
            faults: self.faults.clone(),
            ours: self.ours,
        };
        let client = Client::with_transport(way, None);
        workspace.inner.client.set(client).unwrap();
        workspace
    }

    pub fn next(&self, action: &'static str, fault: Fault) {
        let mut faults = self.faults.lock().unwrap();
        faults.next.push_back((action, Some(fault)));
    }

    pub fn always(&self, fault: Option<Fault>) {
        self.faults.lock().unwrap().always = fault;
    }

    /// The server as Bob has it, past all faults.
    pub fn bob(&self) -> Client {
        Client::in_process(self.bobs.clone())
    }

    /// The server itself, past all faults.
    pub fn server(&self) -> Client {
        Client::in_process(self.router.clone())
    }

    pub async fn there(&self) -> Vec<String> {
        let page = self.server().page(0, 1000, None).await.unwrap();
        let mut names: Vec<_> = page.customers.iter().map(|c| c.name().to_owned()).collect();
        names.sort();
        names
    }
}

pub fn named(name: &str) -> Customer {
    Customer::from_value(json!({"customerName": name, "customerNumber": "Auto generated number"}))
        .unwrap()
}

pub fn create(name: &str) -> Step {
    Step::Create {
        record: named(name),
        request_id: uuid::Uuid::new_v4().to_string(),
    }
}

pub async fn set_to(workspace: &Workspace, record: &Customer, field: &str, typed: &str) -> Step {
    let (fields, catalog) = (
        workspace.fields().await.unwrap(),
        workspace.catalog().await.unwrap(),
    );
    let field = fields.find(field).unwrap();
    let from = record.part(field);
    let to = validate::read(field, typed, &from, &catalog).unwrap();
    Step::Edit {
        id: record.id().unwrap(),
        name: record.name().into(),
        changes: vec![Change {
            field: field.wire.to_string(),
            from,
            to,
        }],
    }
}

pub async fn does(workspace: &Workspace, action: Action, steps: Vec<Step>) -> (ChangeSet, Entry) {
    let set = workspace.commit(action, steps, None).await.unwrap();
    let entry = workspace.verdict(&set.id).await.unwrap();
    (set, entry)
}

/// Makes a customer, and reads it as the mirror has it.
pub async fn made(workspace: &Workspace, name: &str) -> Arc<Customer> {
    let (_, entry) = does(workspace, Action::Create, vec![create(name)]).await;
    match &entry.standing[0] {
        Standing::Done { id, .. } => workspace.read(*id).await.unwrap().unwrap(),
        other => panic!("{other:?}"),
    }
}

pub fn done(entry: &Entry) -> bool {
    entry
        .standing
        .iter()
        .all(|standing| matches!(standing, Standing::Done { .. }))
}

pub async fn mirror(workspace: &Workspace, id: CustomerId) -> Arc<Customer> {
    workspace.read(id).await.unwrap().unwrap()
}
