//! Owns the addresses for who looks after the server: whether it lives, whether it can answer, what it has done.
//! Must not say anything of customers or keys.

use std::net::SocketAddr;
use std::time::Duration;

use axum::body::Body;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::Response;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::store::Role;

use super::access::Access;
use super::actions::Service;

/// Who is at the other end of a connection.
#[derive(Clone, Copy, Debug)]
pub struct Peer(pub SocketAddr);

/// A store that takes longer than this is not ready.
const READY: Duration = Duration::from_secs(2);

/// Headers of a proxy: what comes with one of them came from elsewhere.
const FORWARDED: [&str; 4] = ["forwarded", "x-forwarded-for", "x-real-ip", "via"];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Probe {
    Lives,
    Ready,
    Metrics,
}

impl Probe {
    pub fn at(path: &str) -> Option<Probe> {
        match path {
            "/healthz" => Some(Probe::Lives),
            "/readyz" => Some(Probe::Ready),
            "/metrics" => Some(Probe::Metrics),
            _ => None,
        }
    }

    pub async fn answer(self, service: &Service, head: &Parts) -> Response {
        if head.method != Method::GET && head.method != Method::HEAD {
            return text(StatusCode::METHOD_NOT_ALLOWED, "ask by GET\n".to_owned());
        }
        match self {
            Probe::Lives => text(StatusCode::OK, "ok\n".to_owned()),
            Probe::Ready => ready(service).await,
            Probe::Metrics => match may_look(service, head).await {
                Ok(()) => metrics(service),
                Err(refused) => refused,
            },
        }
    }
}

async fn ready(service: &Service) -> Response {
    // No customer has this id: the store looks, and nothing is read.
    let asked = tokio::time::timeout(READY, service.inner.store.get(0)).await;
    match asked {
        Ok(Ok(_)) => text(StatusCode::OK, "ready\n".to_owned()),
        Ok(Err(error)) => {
            tracing::error!(%error, "the store failed");
            let why = "the store does not answer\n".to_owned();
            text(StatusCode::SERVICE_UNAVAILABLE, why)
        }
        Err(_) => text(
            StatusCode::SERVICE_UNAVAILABLE,
            "the store takes too long\n".to_owned(),
        ),
    }
}

fn metrics(service: &Service) -> Response {
    let mut response = text(StatusCode::OK, service.meter().text());
    let kind = HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8");
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    response
}

/// The numbers say how much a firm works: they are for this machine, and for an admin's keys. A proxy on this
/// machine is not this machine.
async fn may_look(service: &Service, head: &Parts) -> Result<(), Response> {
    let inner = &service.inner;
    let is_near = head
        .extensions
        .get::<Peer>()
        .is_some_and(|peer| peer.0.ip().to_canonical().is_loopback());
    let is_passed_on = FORWARDED
        .iter()
        .any(|name| head.headers.contains_key(*name));
    if matches!(inner.access, Access::Trusted { .. }) || (is_near && !is_passed_on) {
        return Ok(());
    }
    let Some((api, access)) = basic(&head.headers) else {
        return Err(asked_for_keys("the keys of an admin are needed here\n"));
    };
    match inner.access.of_pair(&api, &access, &inner.store).await {
        Ok(user) if user.role == Role::Admin => Ok(()),
        Ok(_) => Err(text(
            StatusCode::FORBIDDEN,
            "this needs the keys of an admin\n".to_owned(),
        )),
        Err(refusal) => Err(asked_for_keys(&format!("{}\n", refusal.reason))),
    }
}

/// API Key and Access Key as the name and the password of HTTP's own way to log in.
fn basic(headers: &HeaderMap) -> Option<(String, String)> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, coded) = value.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let pair = String::from_utf8(STANDARD.decode(coded.trim()).ok()?).ok()?;
    let (api, access) = pair.split_once(':')?;
    Some((api.to_owned(), access.to_owned()))
}

fn asked_for_keys(why: &str) -> Response {
    let mut response = text(StatusCode::UNAUTHORIZED, why.to_owned());
    let how = HeaderValue::from_static("Basic realm=\"rolo\"");
    response.headers_mut().insert(header::WWW_AUTHENTICATE, how);
    response
}

fn text(status: StatusCode, text: String) -> Response {
    let mut response = Response::new(Body::from(text));
    *response.status_mut() = status;
    for (name, value) in [
        (header::CONTENT_TYPE, "text/plain; charset=utf-8"),
        (header::CACHE_CONTROL, "no-store"),
    ] {
        let value = HeaderValue::from_static(value);
        response.headers_mut().insert(name, value);
    }
    response
}
