//! Owns the world of the random runs: a server, two people with a workspace each, and what they do there.
//! Every value that is typed is used once, so that it can be found again.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use rolo::apptivo::{Client, Keys};
use rolo::customer::changeset::Action;
use rolo::customer::{Catalog, Change, Customer, CustomerId, Entry, Part, Standing, Step};
use rolo::query::{Search, Sort};
use rolo::server::{Access, Service, serve};
use rolo::store::{Ask, By, Order, Sqlite, Store};
use rolo::workspace::{Remote, Spec, Workspace, WorkspaceError, default_catalog};
use serde_json::json;
use tokio::net::TcpListener;

use super::chance::Chance;
use super::line::{Line, Weather, on_a_port};

/// Fields of one line each, in which any text may stand.
pub const FIELDS: [&str; 4] = ["website", "skypeName", "tickerSymbol", "ownership"];

/// Nobody waits for longer than this for the outbox to empty once all is well.
const PATIENCE: Duration = Duration::from_secs(24 * 3600);

pub struct World {
    pub store: Sqlite,
    pub people: Vec<Person>,
    pub chance: Chance,
    _folder: tempfile::TempDir,
}

pub struct Person {
    pub name: &'static str,
    pub workspace: Workspace,
    pub weather: Arc<Mutex<Weather>>,
    /// The sets that were acknowledged.
    pub sets: Vec<String>,
    /// The last text that was typed.
    typed: usize,
    /// Settled by this person after a conflict: set, and the changes that shall be sent.
    pub settled: BTreeSet<String>,
    /// Given up by this person.
    pub dropped: BTreeSet<String>,
}

/// A folder in memory where there is one: the tests wait for no disk.
pub fn folder() -> tempfile::TempDir {
    let memory = std::path::Path::new("/dev/shm");
    tempfile::tempdir_in(memory).unwrap_or_else(|_| tempfile::tempdir().unwrap())
}

pub fn spec(folder: &std::path::Path, name: &str, port: u16) -> Spec {
    Spec {
        name: name.to_owned(),
        folder: folder.join(name),
        remote: Remote::Http {
            base_url: format!("http://127.0.0.1:{port}").parse().unwrap(),
            keys: Keys::new("api-key-of-tests", "access-key-of-tests"),
        },
    }
}

/// A server on a port of this machine.
async fn listening(service: Service) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move { serve(listener, &service, None, std::future::pending()).await });
    port
}

impl World {
    /// A server with some customers, and two people who know them. `sockets`: over real ones, with the real
    /// client.
    pub async fn new(seed: u64, sockets: bool) -> World {
        let (folder, mut chance) = (folder(), Chance::new(seed));
        let order = Order::of(&Catalog::parse(&default_catalog()));
        let store = Sqlite::open(&folder.path().join("server.db"), order).unwrap();
        let records = (0..6).map(|nth| named(&format!("Old {nth}")));
        let by = By::now(1, "before");
        store.insert_many(records.collect(), by).await.unwrap();
        let mut people = Vec::new();
        for name in ["Ann", "Bob"] {
            let access = Access::Trusted {
                name: name.to_owned(),
            };
            let service = Service::new(Arc::new(store.clone()), &default_catalog(), access);
            let weather = Weather::new(chance.fork());
            let router = service.router();
            let workspace = match sockets {
                true => {
                    let port = on_a_port(listening(service).await, weather.clone()).await;
                    Workspace::open(spec(folder.path(), name, port)).await
                }
                false => {
                    let weather = weather.clone();
                    let client = Client::with_transport(Line { router, weather }, None);
                    Workspace::open_over(spec(folder.path(), name, 1), client).await
                }
            };
            let workspace = workspace.unwrap();
            workspace.sync(|_| ()).await.unwrap();
            people.push(Person::new(name, workspace, weather));
        }
        World {
            store,
            people,
            chance,
            _folder: folder,
        }
    }

    pub fn weather(&self, often: usize) {
        for person in &self.people {
            person.weather.lock().unwrap().set(often);
        }
    }

    /// One of the two does something, or both at once.
    pub async fn act(&mut self) {
        let (both, first) = (self.chance.in_a_hundred(40), self.chance.below(2));
        let [ann, bob] = [self.chance.fork(), self.chance.fork()];
        let Some((one, others)) = self.people.split_first_mut() else {
            return;
        };
        let Some(two) = others.first_mut() else {
            return;
        };
        match (both, first) {
            (true, _) => drop(tokio::join!(one.act(ann), two.act(bob))),
            (false, 0) => one.act(ann).await,
            (false, _) => two.act(bob).await,
        }
    }

    /// All is well again: what waits goes out, what needs a person is settled, and both look once more.
    pub async fn calm(&mut self) {
        self.weather(0);
        for person in &mut self.people {
            let settle = person.settle(&mut self.chance);
            let settled = tokio::time::timeout(PATIENCE, settle).await;
            if settled.is_err() {
                let open = person.workspace.outbox().await.unwrap();
                panic!("{}'s outbox did not empty: {open:#?}", person.name);
            }
        }
        for person in &self.people {
            person.workspace.sync(|_| ()).await.unwrap();
        }
    }

    /// The server's customers by id, as JSON text.
    pub async fn on_the_server(&self) -> BTreeMap<CustomerId, String> {
        let ask = Ask {
            count: usize::MAX,
            sort: Sort::by("customerId", false),
            ..Ask::default()
        };
        by_id(self.store.page(ask).await.unwrap().records)
    }
}

pub fn by_id(records: Vec<String>) -> BTreeMap<CustomerId, String> {
    let id = |text: &String| Customer::from_json(text).unwrap().id().unwrap();
    records.into_iter().map(|text| (id(&text), text)).collect()
}

pub fn named(name: &str) -> Customer {
    Customer::from_value(json!({"customerName": name})).unwrap()
}

pub fn part(field: &str, value: &str) -> Part {
    match value {
        "" => Part::default(),
        value => Part::from_iter([(field.to_owned(), json!(value))]),
    }
}

impl Person {
    pub fn new(name: &'static str, workspace: Workspace, weather: Arc<Mutex<Weather>>) -> Person {
        Person {
            name,
            workspace,
            weather,
            sets: Vec::new(),
            typed: 0,
            settled: BTreeSet::new(),
            dropped: BTreeSet::new(),
        }
    }

    /// Does something, and waits for the answer or does not.
    async fn act(&mut self, mut chance: Chance) {
        let did = match chance.below(100) {
            0..=54 => self.edit(&mut chance).await,
            55..=69 => self.create().await,
            70..=79 => self.delete(&mut chance).await,
            80..=91 => self.undo().await,
            92..=95 => self.redo().await,
            _ => {
                // Away from the server this says so, and that is all.
                drop(self.workspace.sync(|_| ()).await);
                None
            }
        };
        let Some(set) = did else { return };
        if chance.in_a_hundred(70) {
            drop(self.workspace.verdict(&set).await);
        }
        self.sets.push(set);
    }

    /// A text that was never typed before.
    fn text(&mut self) -> String {
        self.typed += 1;
        format!("{} {}", self.name, self.typed)
    }

    /// The customers as this person sees them.
    pub async fn sees(&self) -> Vec<Arc<Customer>> {
        let found = self.workspace.find(Search::default()).await.unwrap();
        self.workspace.rows(found.ids.to_vec()).await.unwrap()
    }

    async fn any(&self, chance: &mut Chance) -> Option<Arc<Customer>> {
        let all = self.sees().await;
        (!all.is_empty()).then(|| chance.one_of(&all).clone())
    }

    async fn commit(&self, action: Action, steps: Vec<Step>) -> Option<String> {
        let set = self.workspace.commit(action, steps, None).await.unwrap();
        Some(set.id)
    }

    async fn edit(&mut self, chance: &mut Chance) -> Option<String> {
        let record = self.any(chance).await?;
        let first = chance.below(FIELDS.len());
        let fields = FIELDS.iter().cycle().skip(first).take(1 + chance.below(2));
        let changes = fields.map(|field| Change {
            field: (*field).to_owned(),
            from: part(field, record.text(field)),
            to: part(field, &self.text()),
        });
        let step = Step::Edit {
            id: record.id()?,
            name: record.name().to_owned(),
            changes: changes.collect(),
        };
        self.commit(Action::Edit, vec![step]).await
    }

    async fn create(&mut self) -> Option<String> {
        let step = Step::Create {
            record: named(&self.text()),
            request_id: uuid::Uuid::new_v4().to_string(),
        };
        self.commit(Action::Create, vec![step]).await
    }

    async fn delete(&mut self, chance: &mut Chance) -> Option<String> {
        let record = self.any(chance).await?;
        let step = Step::Delete {
            id: record.id()?,
            name: record.name().to_owned(),
        };
        self.commit(Action::Delete, vec![step]).await
    }

    async fn undo(&mut self) -> Option<String> {
        let set = told(self.workspace.undo(None).await);
        self.taken_back(set)
    }

    async fn redo(&mut self) -> Option<String> {
        let set = told(self.workspace.redo().await);
        self.taken_back(set)
    }

    /// A set that was never sent is given up instead of being taken back by another one.
    fn taken_back(&mut self, set: Option<String>) -> Option<String> {
        let set = set?;
        if self.sets.contains(&set) {
            self.dropped.insert(set);
            return None;
        }
        Some(set)
    }

    /// Sends what waits, and answers what a person is asked, until nothing is left.
    async fn settle(&mut self, chance: &mut Chance) {
        loop {
            let open = self.workspace.outbox().await.unwrap();
            let Some(first) = open.first() else { return };
            for entry in &open {
                if entry.needs_a_person() {
                    self.answer(entry, chance).await;
                }
            }
            drop(self.workspace.verdict(&first.set.id).await);
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    }

    async fn answer(&mut self, entry: &Entry, chance: &mut Chance) {
        let set = &entry.set.id;
        for (nth, standing) in entry.standing.iter().enumerate() {
            match standing {
                Standing::Conflict { conflicts, .. } => {
                    let mine = chance.in_a_hundred(50);
                    let change = |conflict: &rolo::customer::merge::Conflict| Change {
                        field: conflict.field.clone(),
                        from: conflict.theirs.clone(),
                        to: conflict.mine.clone(),
                    };
                    let changes = match mine {
                        true => conflicts.iter().map(change).collect(),
                        false => Vec::new(),
                    };
                    self.settled.insert(set.clone());
                    self.workspace.resolve(set, nth, changes).await.unwrap();
                }
                standing if standing.needs_a_person() => {
                    self.dropped.insert(set.clone());
                    self.workspace.drop_set(set).await.unwrap();
                    return;
                }
                _ => {}
            }
        }
    }
}

/// Some things cannot be taken back as they stand, and say so.
fn told(done: Result<rolo::customer::ChangeSet, WorkspaceError>) -> Option<String> {
    match done {
        Ok(set) => Some(set.id),
        Err(WorkspaceError::NotNow(_)) => None,
        Err(error) => panic!("{error}"),
    }
}
