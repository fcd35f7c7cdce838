//! Owns connections: accepting them, how many and how long, and letting those under way finish at the end.
//! Must not know what is asked.

use std::future::Future;
use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;

use super::request_line::Cleaned;

/// Connections beyond this wait in the system's queue.
const CONNECTIONS: usize = 1024;
/// From a connection's opening, or the last answer, to the end of the next request's headers.
const HEADERS: Duration = Duration::from_secs(30);
/// First line and headers together. A query of 64 KiB of raw JSON grows to at most three times that.
const HEAD: usize = 1024 * 1024;
/// How long requests under way may take once the server has been told to stop.
const LAST_WORDS: Duration = Duration::from_secs(10);

/// Serves until `shutdown` is there; then requests under way are finished.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    shutdown: impl Future<Output = ()>,
) -> io::Result<()> {
    let graceful = GracefulShutdown::new();
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    let mut shutdown = pin!(shutdown);
    loop {
        let place = tokio::select! {
            () = &mut shutdown => break,
            place = places.clone().acquire_owned() => place,
        };
        let Ok(place) = place else { break };
        let stream = tokio::select! {
            () = &mut shutdown => break,
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => stream,
                Err(error) => {
                    // Too many open files, or a client that was gone at once: neither ends the server.
                    tracing::warn!(%error, "a connection could not be accepted");
                    tokio::time::sleep(Duration::from_millis(50)).await;
                    continue;
                }
            },
        };
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "no-delay could not be set");
        }
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(HEADERS)
            .max_buf_size(HEAD)
            .serve_connection(
                TokioIo::new(Cleaned::new(stream)),
                TowerToHyperService::new(router.clone()),
            );
        let connection = graceful.watch(connection);
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a connection ended early");
            }
            drop(place);
        });
    }
    drop(listener);
    if tokio::time::timeout(LAST_WORDS, graceful.shutdown())
        .await
        .is_err()
    {
        tracing::warn!("requests under way were cut off");
    }
    Ok(())
}
