//! Owns carrying a form to the Customers API and an answer back: over HTTP, or straight into a router in
//! this process. Both say the one thing that matters after a failure: whether anything was sent.
//! Must not read answers or know the keys: a form is opaque here and is never part of an error.

use std::time::Duration;

use axum::Router;
use axum::body::Body;
use bytes::Bytes;
use futures_util::future::BoxFuture;
use http_body_util::BodyExt;
use thiserror::Error;
use tower::ServiceExt;
use url::Url;

use super::ApiError;
use super::request::PATH;

/// How long a connection may take to come about.
const CONNECT: Duration = Duration::from_secs(10);
/// How long a server may be silent.
const SILENCE: Duration = Duration::from_secs(60);

/// What came back.
#[derive(Clone, Debug)]
pub struct Reply {
    pub status: u16,
    pub retry_after: Option<Duration>,
    pub body: Bytes,
}

/// Why nothing came back.
#[derive(Clone, Debug, Error)]
pub enum TransportError {
    /// The request never left.
    #[error("{0}")]
    NotSent(String),
    /// It left, and no whole answer came.
    #[error("{0}")]
    NoAnswer(String),
}

/// A way to the Customers API.
pub trait Transport: Send + Sync + 'static {
    /// Posts a form (`application/x-www-form-urlencoded`) to a path of the API.
    fn post(
        &self,
        path: &'static str,
        form: String,
    ) -> BoxFuture<'_, Result<Reply, TransportError>>;
}

/// Over HTTPS, or HTTP to this machine.
#[derive(Clone, Debug)]
pub struct Http {
    http: reqwest::Client,
    url: Url,
}

impl Http {
    /// `base_url` may end before or after the path of the API.
    pub fn new(base_url: &Url) -> Result<Http, ApiError> {
        let url = endpoint(base_url)?;
        let plain = url.scheme() == "http";
        if plain && !is_loopback(&url) {
            return Err(ApiError::Invalid(
                "the keys would travel in the clear; use an https:// address".to_owned(),
            ));
        }
        // Another part of the program may have installed one already; both are ring's.
        drop(rustls::crypto::ring::default_provider().install_default());
        let mut builder = reqwest::Client::builder()
            .user_agent(concat!("rolo/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(CONNECT)
            .read_timeout(SILENCE)
            // The keys go to the address that was given and to no other.
            .redirect(reqwest::redirect::Policy::none());
        if plain {
            // No certificates are needed, and a proxy would take loopback for its own.
            builder = builder.no_proxy().tls_certs_only([]);
        }
        let http = builder
            .build()
            .map_err(|error| ApiError::Offline(explain(&error.without_url())))?;
        Ok(Http { http, url })
    }

    /// The address of another part of the API: it stands beside the customers.
    fn at(&self, path: &str) -> Url {
        let mut url = self.url.clone();
        let before = url.path().strip_suffix(PATH).unwrap_or_default();
        let path = format!("{before}{path}");
        url.set_path(&path);
        url
    }
}

/// The address of the API from what a person gave.
fn endpoint(base_url: &Url) -> Result<Url, ApiError> {
    let refuse = |why: &str| Err(ApiError::Invalid(why.to_owned()));
    if !matches!(base_url.scheme(), "http" | "https") || base_url.host().is_none() {
        return refuse("the address must begin with https://");
    }
    if !base_url.username().is_empty() || base_url.password().is_some() {
        return refuse("the address must have no password in it");
    }
    let mut url = base_url.clone();
    url.set_query(None);
    url.set_fragment(None);
    let path = url.path().trim_end_matches('/');
    if !path.ends_with(PATH) {
        let path = format!("{path}{PATH}");
        url.set_path(&path);
    } else {
        let path = path.to_owned();
        url.set_path(&path);
    }
    Ok(url)
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(url::Host::Ipv4(ip)) => ip.is_loopback(),
        Some(url::Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    }
}

impl Transport for Http {
    fn post(
        &self,
        path: &'static str,
        form: String,
    ) -> BoxFuture<'_, Result<Reply, TransportError>> {
        Box::pin(async move {
            let request = self
                .http
                .post(self.at(path))
                .header("content-type", "application/x-www-form-urlencoded")
                .body(form);
            let response = request.send().await.map_err(failed)?;
            let status = response.status().as_u16();
            let header = response.headers().get("retry-after");
            let retry_after = header.and_then(|value| seconds(value.to_str().ok()?));
            let body = response.bytes().await.map_err(failed)?;
            Ok(Reply {
                status,
                retry_after,
                body,
            })
        })
    }
}

/// `Retry-After` in seconds; its form as a date is not used by this API.
fn seconds(value: &str) -> Option<Duration> {
    value.trim().parse().ok().map(Duration::from_secs)
}

fn failed(error: reqwest::Error) -> TransportError {
    let error = error.without_url();
    let text = explain(&error);
    if error.is_connect() || error.is_builder() {
        TransportError::NotSent(text)
    } else {
        TransportError::NoAnswer(text)
    }
}

/// The innermost cause says what happened; the ones around it only where.
fn explain(error: &reqwest::Error) -> String {
    if error.is_timeout() {
        return "no answer in time".to_owned();
    }
    let mut cause: &dyn std::error::Error = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    cause.to_string()
}

/// A router in this process; no socket, no keys.
#[derive(Clone, Debug)]
pub struct InProcess {
    router: Router,
}

impl InProcess {
    pub fn new(router: Router) -> InProcess {
        InProcess { router }
    }
}

impl Transport for InProcess {
    fn post(
        &self,
        path: &'static str,
        form: String,
    ) -> BoxFuture<'_, Result<Reply, TransportError>> {
        let router = self.router.clone();
        Box::pin(async move {
            let request = axum::http::Request::post(path)
                .header("content-type", "application/x-www-form-urlencoded")
                .body(Body::from(form))
                .map_err(|error| TransportError::NotSent(error.to_string()))?;
            let response = match router.oneshot(request).await {
                Ok(response) => response,
                Err(never) => match never {},
            };
            let status = response.status().as_u16();
            let body = response.into_body().collect().await;
            let body = body.map_err(|error| TransportError::NoAnswer(error.to_string()))?;
            Ok(Reply {
                status,
                retry_after: None,
                body: body.to_bytes(),
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Result<String, ApiError> {
        Http::new(&Url::parse(text).unwrap()).map(|http| http.at(PATH).to_string())
    }

    #[test]
    fn the_address_may_be_given_with_or_without_the_path() {
        for given in [
            "http://127.0.0.1:8080",
            "http://127.0.0.1:8080/",
            "http://127.0.0.1:8080/app/dao/v6/customers",
            "http://127.0.0.1:8080/app/dao/v6/customers/?a=save#x",
        ] {
            let wanted = "http://127.0.0.1:8080/app/dao/v6/customers";
            assert_eq!(at(given).unwrap(), wanted, "{given}");
        }
        let behind = at("http://localhost/crm/").unwrap();
        assert_eq!(behind, "http://localhost/crm/app/dao/v6/customers");
        let http = Http::new(&Url::parse("http://localhost/crm").unwrap()).unwrap();
        assert_eq!(http.at("/app/dao/note").path(), "/crm/app/dao/note");
    }

    #[test]
    fn keys_are_not_sent_in_the_clear() {
        for given in [
            "http://rolo.example",
            "ftp://x",
            "http://u:p@127.0.0.1",
            "mailto:a@b",
        ] {
            assert!(matches!(at(given), Err(ApiError::Invalid(_))), "{given}");
        }
    }
}
