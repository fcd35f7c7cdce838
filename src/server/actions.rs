//! Owns who answers what: a request's app and action, whether the asker may, and the verb that does it.
//! Must not know HTTP.

use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;

use crate::apptivo::request::{Action, OLD_SEARCH};
use crate::apptivo::response::{Code, Refusal};
use crate::store::{Role, Store, StoreError};

use super::access::{Access, User};
use super::apps::{self, App};
use super::current::{Current, Keeper};
use super::meter::Meter;
use super::parameters::{Parameters, Unreadable, digits};
use super::room::Room;
use super::{as_seen, config, contacts, export, login, lookalike, moved, notes, read, write};

/// How long an answer may take to find.
const ANSWER_TIME: Duration = Duration::from_secs(60);

/// The API over a store. Cheap to clone; all clones are one.
#[derive(Clone)]
pub struct Service {
    pub(super) inner: Arc<Inner>,
    pub(super) answer_time: Duration,
}

pub(super) struct Inner {
    pub store: Arc<dyn Store>,
    pub access: Access,
    pub keeper: Keeper,
    meter: Arc<Meter>,
    pub room: Room,
}

/// The JSON text of an answer, or why there is none.
pub(super) type Answer = Result<String, Refusal>;

/// An answer with what kind of text it is.
pub(super) enum Said {
    Json(String),
    Csv(String),
}

impl Service {
    /// `catalog` is what getConfigData answers as long as nobody has changed it.
    pub fn new(store: Arc<dyn Store>, catalog: &Value, access: Access) -> Service {
        Service {
            inner: Arc::new(Inner {
                keeper: Keeper::new(store.clone(), catalog),
                store,
                access,
                meter: Arc::default(),
                room: Room::default(),
            }),
            answer_time: ANSWER_TIME,
        }
    }

    /// Gives a request up after another time than a minute.
    pub fn answering_within(self, answer_time: Duration) -> Service {
        Service {
            answer_time,
            ..self
        }
    }

    pub(super) fn meter(&self) -> Arc<Meter> {
        self.inner.meter.clone()
    }

    /// Does what a request asks for.
    pub(super) async fn answer(&self, app: &App, parameters: &Parameters) -> Result<Said, Refusal> {
        let inner = &self.inner;
        let word = parameters.word("a")?;
        if let App::Login(door) = app {
            let answer = login::answer(inner, *door, word, parameters).await;
            return answer.map(Said::Json);
        }
        let action = match app {
            App::Customers | App::Notes => word.and_then(Action::from_wire),
            _ => None,
        };
        if matches!(app, App::Customers)
            && let Some(answer) = as_seen::page(inner, action, parameters).await
        {
            return answer.map(Said::Json);
        }
        let user = inner.access.admit(parameters, &inner.store).await?;
        let Some(word) = word else {
            return Err(refuse(
                Code::Invalid,
                "the parameter a, which names the action, is missing",
            ));
        };
        let current = inner.keeper.now().await?;
        may(&user, action, word)?;
        match (app, action) {
            (App::Customers, Some(Action::Export)) => {
                let answer = export::csv(&current, parameters).await;
                answer.map(Said::Csv)
            }
            (App::Customers, Some(action)) => {
                let answer = self.customers(&current, &user, action, parameters).await;
                answer.map(Said::Json)
            }
            (App::Customers, None) => Err(unknown()),
            _ => {
                let answer = apps::answer(app, &current, &user, word, parameters).await;
                answer.map(Said::Json)
            }
        }
    }

    async fn customers(
        &self,
        current: &Arc<Current>,
        user: &User,
        action: Action,
        parameters: &Parameters,
    ) -> Answer {
        match action {
            Action::GetConfigData => {
                let asking = matches!(self.inner.access, Access::Keys(_)).then_some(user);
                config::all(current, asking).await
            }
            Action::ChangeConfig => {
                let done = config::change(current, parameters, user.by()).await;
                self.inner.keeper.forget();
                done
            }
            Action::GetById => read::by_id(current, parameters).await,
            Action::GetAll if parameters.names("updatedSince") => {
                moved::since(current, parameters).await
            }
            Action::GetAll => read::all(current, parameters).await,
            Action::SearchText => read::by_text(current, parameters).await,
            Action::SearchAdvanced => {
                let is_old = |word: &str| word.eq_ignore_ascii_case(OLD_SEARCH);
                let key = match parameters.word("a")?.is_some_and(is_old) {
                    true => "customers",
                    false => "data",
                };
                read::by_conditions(current, parameters, key).await
            }
            Action::ByEmail => lookalike::by_email(current, parameters).await,
            Action::Check => lookalike::check(current, parameters).await,
            Action::History => moved::history(current, parameters).await,
            Action::Trash => moved::trash(current, parameters).await,
            Action::Save => write::save(current, parameters, user.by()).await,
            Action::Update => write::update(current, parameters, user.by()).await,
            Action::Delete => write::delete(current, parameters, user.by()).await,
            Action::Restore => write::restore(current, parameters, user.by()).await,
            Action::GetContacts => contacts::all(current, parameters).await,
            Action::AddContact => contacts::add(current, parameters, user.by()).await,
            Action::GetNotes => notes::all(current, parameters).await,
            Action::CreateNote => notes::create(current, parameters, user.by()).await,
            Action::Export => Err(unknown()),
        }
    }
}

/// Whether the asker's key is one for this: who works with customers does not decide what everybody's forms
/// offer.
fn may(user: &User, action: Option<Action>, word: &str) -> Result<(), Refusal> {
    let writes = action.map_or_else(|| apps::writes(word), Action::writes);
    if writes && user.role < Role::Write {
        return Err(refuse(Code::Forbidden, "this user may read and not write"));
    }
    if action == Some(Action::ChangeConfig) && user.role < Role::Admin {
        let reason = "this user may change customers and not the lists, which need the keys of an admin; nothing was changed";
        return Err(refuse(Code::Forbidden, reason));
    }
    Ok(())
}

pub(super) fn unknown() -> Refusal {
    refuse(Code::Invalid, "this server does not know that action")
}

pub(super) fn refuse(code: Code, reason: impl Into<String>) -> Refusal {
    Refusal {
        reason: reason.into(),
        code: Some(code),
        current: None,
    }
}

impl From<Unreadable> for Refusal {
    fn from(error: Unreadable) -> Refusal {
        refuse(Code::Invalid, error.to_string())
    }
}

/// The id that a request is about.
pub(super) fn customer_id(parameters: &Parameters) -> Result<i64, Refusal> {
    let text = match parameters.word("customerId")? {
        Some(text) => Some(text),
        None => parameters.word("id")?,
    };
    let Some(text) = text else {
        return Err(refuse(Code::Invalid, "the parameter customerId is missing"));
    };
    digits(text)
        .parse()
        .map_err(|_| refuse(Code::Invalid, "the parameter customerId must be a number"))
}

/// What a store's failure is on the wire.
pub(super) fn failed(error: StoreError) -> Refusal {
    match error {
        StoreError::NotFound(id) => refuse(Code::NotFound, format!("customer {id} is not found")),
        StoreError::Moved(current) => Refusal {
            current: Some(current),
            ..refuse(
                Code::Moved,
                "the customer has changed since it was read; nothing was written",
            )
        },
        StoreError::RequestUsed(first) => Refusal {
            current: Some(first),
            ..refuse(
                Code::RequestIdUsed,
                "this requestId has made another customer already; nothing was written: send a new one",
            )
        },
        StoreError::PaperMoved { .. } => refuse(
            Code::Invalid,
            "it has changed since it was read; nothing was written",
        ),
        StoreError::Refused(reason) => refuse(Code::Invalid, reason),
        StoreError::Uncertain => {
            tracing::error!(%error, "the store failed");
            refuse(Code::Failed, error.to_string())
        }
        StoreError::Replica => refuse(
            Code::Forbidden,
            "this server reads from a replica of its database, which takes no changes; nothing was changed: ask a server of the database itself",
        ),
        StoreError::Unreachable { .. } | StoreError::ReadOnly(_) | StoreError::Locked => {
            tracing::error!(%error, "the store is away");
            refuse(
                Code::Away,
                "the server's store is out of reach or takes nothing; nothing was changed",
            )
        }
        StoreError::Database(_) | StoreError::Unusable { .. } | StoreError::Newer { .. } => {
            tracing::error!(%error, "the store failed");
            refuse(Code::Failed, "the server's store failed")
        }
    }
}
