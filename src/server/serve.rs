//! Owns the connections: accepting and counting them, TLS where it is asked for, mending their request lines,
//! and ending them in good order.
//! Must not know what is answered.

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
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
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::task::JoinSet;
use tower::ServiceExt;

use super::actions::Service;
use super::health::Peer;
use super::meter::Meter;
use super::request_line::{Mended, Patience};
use super::targets::Targets;
use super::tls::Tls;

const MOST_CONNECTIONS: usize = 4096;
const PATIENCE: Patience = Patience {
    head: Duration::from_secs(15),
    silence: Duration::from_secs(75),
};
/// How long a client may take to agree on a cipher.
const GREETING: Duration = Duration::from_secs(10);
/// How long requests under way may go on after the end was asked for.
const FAREWELL: Duration = Duration::from_secs(10);

/// Answers on a listener until `shutdown` is ready; requests under way are finished. With `tls` it answers
/// those alone that speak it.
pub async fn serve(
    listener: TcpListener,
    service: &Service,
    tls: Option<Tls>,
    shutdown: impl Future<Output = ()>,
) -> io::Result<()> {
    let turns = Arc::new(Semaphore::new(MOST_CONNECTIONS));
    let (end, ended) = watch::channel(());
    let house = House {
        router: service.router(),
        meter: service.meter(),
        tls,
        ended,
    };
    let mut connections = JoinSet::new();
    tokio::pin!(shutdown);
    loop {
        let accepted = tokio::select! {
            () = &mut shutdown => break,
            Some(_) = connections.join_next(), if !connections.is_empty() => continue,
            accepted = accept(&listener, &turns) => accepted,
        };
        match accepted {
            Ok((socket, peer, turn)) => {
                let house = house.clone();
                connections.spawn(async move {
                    house.welcome(socket, peer).await;
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
    drop(house);
    drop(end);
    let all = async { while connections.join_next().await.is_some() {} };
    if tokio::time::timeout(FAREWELL, all).await.is_err() {
        tracing::warn!("some requests were not finished in time");
    }
    Ok(())
}

/// What every connection is served with.
#[derive(Clone)]
struct House {
    router: Router,
    meter: Arc<Meter>,
    tls: Option<Tls>,
    ended: watch::Receiver<()>,
}

impl House {
    async fn welcome(self, socket: TcpStream, peer: SocketAddr) {
        let _open = self.meter.opened();
        let Some(tls) = &self.tls else {
            return connection(socket, self.router, Some(Peer(peer)), self.ended).await;
        };
        let mut ended = self.ended.clone();
        let greeted = tokio::select! {
            greeted = tokio::time::timeout(GREETING, tls.greet(socket)) => greeted,
            _ = ended.changed() => return,
        };
        match greeted {
            Ok(Ok(stream)) => {
                connection(stream, self.router, Some(Peer(peer)), self.ended).await;
            }
            Ok(Err(error)) => tracing::debug!(%error, "a client did not agree on TLS"),
            Err(_) => tracing::debug!("a client took too long to agree on TLS"),
        }
    }
}

async fn accept(
    listener: &TcpListener,
    turns: &Arc<Semaphore>,
) -> io::Result<(TcpStream, SocketAddr, OwnedSemaphorePermit)> {
    let turn = turns
        .clone()
        .acquire_owned()
        .await
        .map_err(io::Error::other)?;
    let (socket, peer) = listener.accept().await?;
    socket.set_nodelay(true)?;
    Ok((socket, peer, turn))
}

/// Answers on one connection that came about in another way, until the other side closes it.
pub async fn serve_stream(stream: impl AsyncRead + AsyncWrite + Unpin, router: Router) {
    // Held to the end: nobody ends it from here.
    let (_open, ended) = watch::channel(());
    connection(stream, router, None, ended).await;
}

async fn connection(
    socket: impl AsyncRead + AsyncWrite + Unpin,
    router: Router,
    peer: Option<Peer>,
    mut ended: watch::Receiver<()>,
) {
    let targets = Targets::default();
    let io = TokioIo::new(Mended::new(socket, targets.clone(), PATIENCE));
    let service = service_fn(move |mut request: hyper::Request<Incoming>| {
        if let Some(target) = targets.take() {
            request.extensions_mut().insert(target);
        }
        if let Some(peer) = peer {
            request.extensions_mut().insert(peer);
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
