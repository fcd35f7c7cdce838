//! Owns what can go wrong between here and the database, and whether it is worth another try.
//! Must not try.

use tokio_postgres::error::{DbError, Severity, SqlState};

use crate::store::StoreError;

use super::address::reason;

/// Why work on the database did not end.
#[derive(Debug)]
pub(super) enum Trouble {
    /// The connection is gone, or another transaction stood in the way: nothing was written, and the same
    /// work may well succeed on another connection.
    Again(String),
    Final(StoreError),
}

impl Trouble {
    /// What it is to whoever waits, when nobody tries any more.
    pub fn told(self, address: &str) -> StoreError {
        match self {
            Trouble::Again(why) => StoreError::Unreachable {
                address: address.to_owned(),
                why,
            },
            Trouble::Final(error) => error,
        }
    }
}

impl From<StoreError> for Trouble {
    fn from(error: StoreError) -> Trouble {
        Trouble::Final(error)
    }
}

impl From<tokio_postgres::Error> for Trouble {
    fn from(error: tokio_postgres::Error) -> Trouble {
        let Some(db) = error.as_db_error() else {
            // Whatever did not come from the database came from the way there, but for values that do not fit.
            let is_ours = error.to_string().starts_with("error serializing")
                || error.to_string().starts_with("error deserializing");
            return match is_ours {
                true => Trouble::Final(StoreError::Database(reason(&error))),
                false => Trouble::Again(reason(&error)),
            };
        };
        let said = db.message().to_owned();
        match *db.code() {
            SqlState::ADMIN_SHUTDOWN
            | SqlState::CRASH_SHUTDOWN
            | SqlState::CANNOT_CONNECT_NOW
            | SqlState::IDLE_IN_TRANSACTION_SESSION_TIMEOUT
            | SqlState::TOO_MANY_CONNECTIONS
            | SqlState::T_R_SERIALIZATION_FAILURE
            | SqlState::T_R_DEADLOCK_DETECTED
            | SqlState::LOCK_NOT_AVAILABLE => Trouble::Again(said),
            SqlState::READ_ONLY_SQL_TRANSACTION => Trouble::Final(StoreError::Replica),
            SqlState::UNDEFINED_TABLE => Trouble::Final(StoreError::Database(format!(
                "{said}; start rolo serve again, which makes the tables"
            ))),
            _ => Trouble::Final(StoreError::Database(said)),
        }
    }
}

impl From<deadpool_postgres::PoolError> for Trouble {
    fn from(error: deadpool_postgres::PoolError) -> Trouble {
        use deadpool_postgres::{HookError, PoolError, TimeoutType};
        match error {
            PoolError::Backend(error) | PoolError::PostCreateHook(HookError::Backend(error)) => {
                connecting(error)
            }
            PoolError::Timeout(TimeoutType::Wait) => {
                Trouble::Again("all connections are in use".to_owned())
            }
            PoolError::Timeout(_) => Trouble::Again("it does not answer in time".to_owned()),
            other => Trouble::Again(other.to_string()),
        }
    }
}

/// What the database says of a connection that it refuses (a wrong password, no such database) stays so.
pub(super) fn connecting(error: tokio_postgres::Error) -> Trouble {
    let is_wrong =
        error.as_db_error().is_none() && error.to_string().starts_with("invalid configuration");
    let trouble = match is_wrong {
        true => Trouble::Final(StoreError::Database(reason(&error))),
        false => Trouble::from(error),
    };
    match trouble {
        Trouble::Final(StoreError::Database(why)) => {
            Trouble::Final(StoreError::Database(format!("no connection: {why}")))
        }
        other => other,
    }
}

/// Whether a commit that failed has written nothing: the database itself refused it. Where it ended the
/// connection, the commit may have been done.
pub(super) fn is_refusal(error: &tokio_postgres::Error) -> bool {
    let severity = error.as_db_error().and_then(DbError::parsed_severity);
    severity == Some(Severity::Error)
}
