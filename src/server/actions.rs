//! Owns who answers what: a request's action, whether the asker may, and the verb that does it.
//! Must not know HTTP.

use std::sync::Arc;

use serde_json::Value;

use crate::apptivo::request::{Action, OLD_SEARCH};
use crate::apptivo::response::{Code, Refusal, SERVER_MARK};
use crate::customer::Catalog;
use crate::store::{By, Order, Role, Store, StoreError};

use super::keys::Access;
use super::parameters::{Parameters, Unreadable};
use super::{moved, read, write};

/// The API over a store. Cheap to clone; all clones are one.
#[derive(Clone)]
pub struct Service {
    pub(super) inner: Arc<Inner>,
}

pub(super) struct Inner {
    pub store: Arc<dyn Store>,
    /// getConfigData, as it is sent.
    config: String,
    pub catalog: Catalog,
    pub order: Order,
    access: Access,
}

/// The JSON text of an answer, or why there is none.
pub(super) type Answer = Result<String, Refusal>;

impl Service {
    /// `catalog` is what getConfigData answers.
    pub fn new(store: Arc<dyn Store>, catalog: &Value, access: Access) -> Service {
        let config = marked(catalog).to_string();
        let catalog = Catalog::parse(catalog);
        Service {
            inner: Arc::new(Inner {
                store,
                config,
                order: Order::of(&catalog),
                catalog,
                access,
            }),
        }
    }

    /// Does what a request asks for.
    pub(super) async fn answer(&self, parameters: &Parameters) -> Answer {
        let user = self
            .inner
            .access
            .admit(parameters, &*self.inner.store)
            .await?;
        let Some(word) = parameters.get("a")? else {
            return Err(refuse(
                Code::Invalid,
                "the parameter a, which names the action, is missing",
            ));
        };
        let Some(action) = Action::from_wire(word) else {
            return Err(refuse(
                Code::Invalid,
                "this server does not know that action",
            ));
        };
        if action.writes() && user.role < Role::Write {
            return Err(refuse(Code::Forbidden, "this user may read and not write"));
        }
        let inner = &self.inner;
        match action {
            Action::GetConfigData => Ok(inner.config.clone()),
            Action::GetById => read::by_id(inner, parameters).await,
            Action::GetAll if parameters.names("updatedSince") => {
                moved::since(inner, parameters).await
            }
            Action::GetAll => read::all(inner, parameters).await,
            Action::SearchText => read::by_text(inner, parameters).await,
            Action::SearchAdvanced => {
                let key = if word == OLD_SEARCH {
                    "customers"
                } else {
                    "data"
                };
                read::by_conditions(inner, parameters, key).await
            }
            Action::History => moved::history(inner, parameters).await,
            Action::Trash => moved::trash(inner, parameters).await,
            Action::Save => write::save(inner, parameters, By::now(user.id, &user.name)).await,
            Action::Update => write::update(inner, parameters, By::now(user.id, &user.name)).await,
            Action::Delete => write::delete(inner, parameters, By::now(user.id, &user.name)).await,
            Action::Restore => {
                write::restore(inner, parameters, By::now(user.id, &user.name)).await
            }
        }
    }
}

/// getConfigData with a sign for clients of ours; others pass over a key that they do not know.
fn marked(catalog: &Value) -> Value {
    let mut catalog = catalog.clone();
    if let Some(catalog) = catalog.as_object_mut() {
        catalog.insert(
            SERVER_MARK.to_owned(),
            Value::from(env!("CARGO_PKG_VERSION")),
        );
    }
    catalog
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
    let Some(text) = parameters.first(&["customerId", "id"])? else {
        return Err(refuse(Code::Invalid, "the parameter customerId is missing"));
    };
    let digits = text.trim_matches('"');
    digits
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
        StoreError::Refused(reason) => refuse(Code::Invalid, reason),
        StoreError::Uncertain => {
            tracing::error!(%error, "the store failed");
            refuse(Code::Failed, error.to_string())
        }
        StoreError::Database(_)
        | StoreError::Unreachable { .. }
        | StoreError::Unusable { .. }
        | StoreError::ReadOnly(_)
        | StoreError::Locked
        | StoreError::Newer { .. } => {
            tracing::error!(%error, "the store failed");
            refuse(
                Code::Failed,
                "the server's store failed; nothing was changed",
            )
        }
    }
}
