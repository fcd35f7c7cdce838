//! Owns what the lists, the attributes and the fields are at this moment: what came with rolo, what was
//! changed since, by whichever process, and who the users are. A request is answered with one state of them.
//! Must not change them.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::apptivo::response::{Refusal, SERVER_MARK};
use crate::customer::Catalog;
use crate::customer::choices::Edits;
use crate::store::{Order, Paper, Store};

use super::actions::failed;
use super::people::{self, Person};

/// Where the changes are kept.
pub const KIND: &str = "catalog";
pub const KEY: &str = "customers";

/// How long a change by another process may go unseen.
const FRESH: Duration = Duration::from_secs(1);

/// The customers with their lists as they are now.
pub struct Current {
    pub store: Arc<dyn Store>,
    /// getConfigData with every change in it, and as it is sent.
    pub config: Value,
    pub text: String,
    pub catalog: Catalog,
    pub order: Order,
    /// As they came with rolo, and the version of what was changed since.
    pub base: Arc<Value>,
    pub version: i64,
    users: Vec<Person>,
}

impl Current {
    fn of(
        store: Arc<dyn Store>,
        base: &Arc<Value>,
        paper: Option<&Paper>,
        users: Vec<Person>,
    ) -> Current {
        let edits = paper.map(|paper| serde_json::from_str(&paper.body));
        let edits: Edits = match edits {
            Some(Ok(edits)) => edits,
            Some(Err(error)) => {
                tracing::error!(%error, "the changed lists cannot be read; they are as they came");
                Edits::default()
            }
            None => Edits::default(),
        };
        let mut config = base.as_ref().clone();
        edits.apply(&mut config);
        people::join(&mut config, &users);
        if let Some(config) = config.as_object_mut() {
            // Clients of ours know the server by it; others pass over a key that they do not know.
            let mark = Value::from(env!("CARGO_PKG_VERSION"));
            config.insert(SERVER_MARK.to_owned(), mark);
        }
        let catalog = Catalog::parse(&config);
        Current {
            store,
            text: config.to_string(),
            config,
            order: Order::of(&catalog),
            catalog,
            base: base.clone(),
            version: paper.map_or(0, |paper| paper.version),
            users,
        }
    }
}

/// Knows the current state, and looks for changes once a second at most.
pub struct Keeper {
    base: Arc<Value>,
    store: Arc<dyn Store>,
    seen: Mutex<Seen>,
}

struct Seen {
    current: Arc<Current>,
    /// None: not looked yet.
    at: Option<Instant>,
}

impl Keeper {
    pub fn new(store: Arc<dyn Store>, base: &Value) -> Keeper {
        let base = Arc::new(base.clone());
        let current = Arc::new(Current::of(store.clone(), &base, None, Vec::new()));
        Keeper {
            base,
            store,
            seen: Mutex::new(Seen { current, at: None }),
        }
    }

    pub async fn now(&self) -> Result<Arc<Current>, Refusal> {
        let kept = {
            let seen = self.seen();
            if seen.at.is_some_and(|at| at.elapsed() < FRESH) {
                return Ok(seen.current.clone());
            }
            seen.current.clone()
        };
        let asked = Instant::now();
        let paper = self.store.paper(KIND, KEY.to_owned()).await;
        let paper = paper.map_err(failed)?;
        let version = paper.as_ref().map_or(0, |paper| paper.version);
        let users = people::users(&*self.store).await?;
        let current = match version == kept.version && users == kept.users {
            true => kept,
            false => {
                let store = self.store.clone();
                Arc::new(Current::of(store, &self.base, paper.as_ref(), users))
            }
        };
        let mut seen = self.seen();
        if seen.current.version != current.version {
            self.store.learn(current.order.clone());
        }
        *seen = Seen {
            current: current.clone(),
            at: Some(asked),
        };
        Ok(current)
    }

    /// Something was changed from here: the next request looks.
    pub fn forget(&self) {
        self.seen().at = None;
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
