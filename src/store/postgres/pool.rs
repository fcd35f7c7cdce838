//! Owns the connections to the database: kept, handed out, made anew when the database has been away.
//! Must not know what they are used for.

use std::time::Duration;

use deadpool_postgres::{
    Hook, HookError, Manager, ManagerConfig, Object, Pool, PoolError, RecyclingMethod, Runtime,
    TimeoutType, Transaction,
};
use futures_util::future::BoxFuture;
use tokio::time::Instant;
use tokio_postgres::{Config, NoTls};
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::store::StoreError;

use super::address::Address;
use super::reach::Reach;
use super::tls;
use super::trouble::{Trouble, is_refusal};

/// Connections that a process holds at most; a database has 100 to give.
const MOST: usize = 16;
/// How long a request waits for a connection, or for a database that comes back.
const PATIENCE: Duration = Duration::from_secs(5);
const PAUSE: Duration = Duration::from_millis(50);

/// Compiling a plan takes longer than any of ours runs; and a process that hangs must not hold the others up.
const SETTINGS: &str =
    "SET jit = off; SET idle_in_transaction_session_timeout = '60s'; SET lock_timeout = '30s'";

#[derive(Clone)]
pub(super) struct Connections {
    pool: Pool,
    /// Without a password.
    address: String,
    reach: Reach,
}

impl Connections {
    pub fn new(address: &Address) -> Result<Connections, StoreError> {
        let (config, tls) = way(address)?;
        let recycle = ManagerConfig {
            recycling_method: RecyclingMethod::Fast,
        };
        let manager = match tls {
            Some(tls) => Manager::from_config(config, tls, recycle),
            None => Manager::from_config(config, NoTls, recycle),
        };
        let settle = Hook::async_fn(|client, _| {
            let settings = client.batch_execute(SETTINGS);
            Box::pin(async { settings.await.map_err(HookError::Backend) })
        });
        let pool = Pool::builder(manager)
            .max_size(MOST)
            .runtime(Runtime::Tokio1)
            .wait_timeout(Some(PATIENCE))
            .create_timeout(Some(PATIENCE))
            .post_create(settle)
            .build()
            .map_err(|error| StoreError::Database(error.to_string()))?;
        Ok(Connections {
            pool,
            address: address.to_string(),
            reach: Reach::default(),
        })
    }

    pub fn address(&self) -> &str {
        &self.address
    }

    /// Whether the database was waited for in vain: it is no use to wait longer.
    pub fn are_away(&self) -> bool {
        self.reach.is_away()
    }

    pub async fn get(&self) -> Result<Object, Trouble> {
        let begun = Instant::now();
        if !self.reach.may_try(begun) {
            return Err(Trouble::Again("it was away a moment ago".to_owned()));
        }
        let got = self.pool.get().await;
        match &got {
            Ok(_) => self.reach.reached(),
            // That all are in use says that it works.
            Err(PoolError::Timeout(TimeoutType::Wait)) => {}
            Err(_) => self.reach.missed(begun, Instant::now()),
        }
        Ok(got?)
    }

    /// Does what only looks, once more on another connection where one breaks.
    pub async fn read<S, T>(
        &self,
        subject: &S,
        work: impl for<'a> Fn(&'a mut Object, &'a S) -> BoxFuture<'a, Result<T, Trouble>>,
    ) -> Result<T, StoreError> {
        let until = Instant::now() + PATIENCE;
        loop {
            let done = async { work(&mut self.get().await?, subject).await }.await;
            match done {
                Err(Trouble::Again(why)) if Instant::now() < until && !self.are_away() => {
                    tracing::debug!(why, "asking the database again");
                    tokio::time::sleep(PAUSE).await;
                }
                done => return done.map_err(|trouble| trouble.told(&self.address)),
            }
        }
    }

    /// Does what writes, in a transaction of its own; once more where nothing was written.
    pub async fn write<S, T>(
        &self,
        subject: &S,
        work: impl for<'a> Fn(&'a Transaction<'a>, &'a S) -> BoxFuture<'a, Result<T, Trouble>>,
    ) -> Result<T, StoreError> {
        let until = Instant::now() + PATIENCE;
        loop {
            let done = async {
                let mut conn = self.get().await?;
                // Dropped, it is rolled back.
                let tx = conn.transaction().await?;
                let done = work(&tx, subject).await?;
                match tx.commit().await {
                    Ok(()) => Ok(done),
                    Err(error) if is_refusal(&error) => Err(error.into()),
                    Err(_) => Err(StoreError::Uncertain.into()),
                }
            };
            match done.await {
                Err(Trouble::Again(why)) if Instant::now() < until && !self.are_away() => {
                    tracing::debug!(why, "writing again");
                    tokio::time::sleep(PAUSE).await;
                }
                done => return done.map_err(|trouble| trouble.told(&self.address)),
            }
        }
    }
}

/// The settings of a connection, and how it is encrypted if it is.
pub(super) fn way(address: &Address) -> Result<(Config, Option<MakeRustlsConnect>), StoreError> {
    let config = address.config()?;
    let tls = match config.get_ssl_mode() {
        tokio_postgres::config::SslMode::Disable => None,
        _ => Some(tls::connector(&address.trust)?),
    };
    Ok((config, tls))
}
