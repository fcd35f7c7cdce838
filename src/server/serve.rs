//! Owns the connections: accepting them, mending their request lines, and ending them in good order.
//! Must not know what is answered.

use std::convert::Infallible;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;
use tower::ServiceExt;

use super::request_line::{Mended, Patience};
use super::targets::Targets;

const MOST_CONNECTIONS: usize = 4096;
const PATIENCE: Patience = Patience {
    head: Duration::from_secs(15),
    silence: Duration::from_secs(75),
};
/// How long requests under way may go on after the end was asked for.
const FAREWELL: Duration = Duration::from_secs(10);

/// Answers on a listener until `shutdown` is ready; requests under way are finished.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    shutdown: impl Future<Output = ()>,
) -> io::Result<()> {
    let turns = Arc::new(Semaphore::new(MOST_CONNECTIONS));
    let (end, ended) = watch::channel(());
    let mut connections = JoinSet::new();
    tokio::pin!(shutdown);
    loop {
        let accepted = tokio::select! {
            () = &mut shutdown => break,
            Some(_) = connections.join_next(), if !connections.is_empty() => continue,
            accepted = accept(&listener, &turns) => accepted,
        };
        match accepted {
            Ok((socket, turn)) => {
                let (router, ended) = (router.clone(), ended.clone());
                connections.spawn(async move {
                    connection(socket, router, ended).await;
                    drop(turn);
                });
            }
            Err(error) => {
                // Out of file handles, or a client gone before it was greeted: others go on.
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
    }
    drop(listener);
    drop(end);
    let all = async { while connections.join_next().await.is_some() {} };
    if tokio::time::timeout(FAREWELL, all).await.is_err() {
        tracing::warn!("some requests were not finished in time");
    }
    Ok(())
}

async fn accept(
    listener: &TcpListener,
    turns: &Arc<Semaphore>,
) -> io::Result<(TcpStream, tokio::sync::OwnedSemaphorePermit)> {
    let turn = turns
        .clone()
        .acquire_owned()
        .await
        .map_err(io::Error::other)?;
    let (socket, _) = listener.accept().await?;
    socket.set_nodelay(true)?;
    Ok((socket, turn))
}

/// Answers on one connection that came about in another way, until the other side closes it.
pub async fn serve_stream(stream: impl AsyncRead + AsyncWrite + Unpin, router: Router) {
    // Held to the end: nobody ends it from here.
    let (_open, ended) = watch::channel(());
    connection(stream, router, ended).await;
}

async fn connection(
    socket: impl AsyncRead + AsyncWrite + Unpin,
    router: Router,
    mut ended: watch::Receiver<()>,
) {
    let targets = Targets::default();
    let io = TokioIo::new(Mended::new(socket, targets.clone(), PATIENCE));
    let service = service_fn(move |mut request: hyper::Request<Incoming>| {
        if let Some(target) = targets.take() {
            request.extensions_mut().insert(target);
        }
        let router = router.clone();
        async move { Ok::<_, Infallible>(answer(router, request).await) }
    });
    let mut connection = std::pin::pin!(
        http1::Builder::new()
            .timer(TokioTimer::new())
            // `Mended` watches the time, also while a client is silent between requests.
            .header_read_timeout(None)
            .serve_connection(io, service)
    );
    let result = tokio::select! {
        result = &mut connection => result,
        _ = ended.changed() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = result {
        tracing::debug!(%error, "a connection ended early");
    }
}

async fn answer(router: Router, request: hyper::Request<Incoming>) -> hyper::Response<Body> {
    match router.oneshot(request).await {
        Ok(response) => response,
        Err(never) => match never {},
    }
}
