//! Owns hearing what other processes have written to the same database: a connection that does nothing else,
//! and is made anew when it breaks. Must not read a customer.

use std::future::poll_fn;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::Instant;
use tokio_postgres::{AsyncMessage, Connection, NoTls};

use crate::store::StoreError;

use super::address::Address;
use super::pool;
use super::trouble::{Trouble, connecting};

/// What writers call on, in the transaction that writes.
pub(super) const CHANNEL: &str = "rolo_changed";

/// Between two tries; a replica never lets anybody listen.
const PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

/// Ends with its store.
pub(super) struct Listener(JoinHandle<()>);

impl Drop for Listener {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Counts `bell` up whenever anything may have been written.
pub(super) fn start(address: Address, bell: watch::Sender<u64>) -> Listener {
    Listener(tokio::spawn(async move {
        let mut pause = PAUSE;
        loop {
            let begun = Instant::now();
            if let Err(trouble) = listen(&address, &bell).await {
                match trouble.told(&address.to_string()) {
                    // It stays so until it is a replica no longer; whoever asks looks for changes.
                    why @ StoreError::Replica => {
                        tracing::debug!(%why, "changes of other processes are not heard");
                    }
                    why => tracing::warn!(%why, "changes of other processes are not heard"),
                }
            }
            tokio::time::sleep(pause).await;
            pause = match begun.elapsed() > LONGEST_PAUSE {
                true => PAUSE,
                false => (pause * 2).min(LONGEST_PAUSE),
            };
        }
    }))
}

async fn listen(address: &Address, bell: &watch::Sender<u64>) -> Result<(), Trouble> {
    let (config, tls) = pool::way(address)?;
    match tls {
        Some(tls) => {
            let (client, connection) = config.connect(tls).await.map_err(connecting)?;
            hear(client, connection, bell).await
        }
        None => {
            let (client, connection) = config.connect(NoTls).await.map_err(connecting)?;
            hear(client, connection, bell).await
        }
    }
}

async fn hear<S, T>(
    client: tokio_postgres::Client,
    mut connection: Connection<S, T>,
    bell: &watch::Sender<u64>,
) -> Result<(), Trouble>
where
    S: AsyncRead + AsyncWrite + Unpin,
    T: AsyncRead + AsyncWrite + Unpin,
{
    let listening = format!("LISTEN {CHANNEL}");
    let mut begun = Box::pin(client.batch_execute(&listening));
    let mut is_listening = false;
    loop {
        tokio::select! {
            result = &mut begun, if !is_listening => {
                result?;
                is_listening = true;
                // What was written while nobody listened.
                ring(bell);
            }
            message = poll_fn(|context| connection.poll_message(context)) => match message {
                Some(Ok(AsyncMessage::Notification(_))) => ring(bell),
                Some(Ok(_)) => {}
                Some(Err(error)) => return Err(error.into()),
                None => return Err(StoreError::Database("the connection was closed".to_owned()).into()),
            }
        }
    }
}

pub(super) fn ring(bell: &watch::Sender<u64>) {
    bell.send_modify(|rung| *rung = rung.wrapping_add(1));
}
