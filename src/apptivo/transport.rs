//! Owns carrying one request to a server and its answer back: over HTTP, or straight into a router in this
//! process. Must not know what is asked, and never says an address with a query or a body in an error.

use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::header;
use bytes::Bytes;
use futures_util::future::BoxFuture;
use tower::ServiceExt;
use url::Url;

use super::ApiError;
use super::request::{PATH, Request, param};
use super::secret::Keys;

/// What came back.
#[derive(Clone, Debug)]
pub struct Reply {
    pub status: u16,
    /// From the header of that name, in seconds.
    pub retry_after: Option<Duration>,
    pub body: Bytes,
}

/// Why nothing came back. The difference decides whether a write may be asked again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SendError {
    /// The server has not seen it.
    NotSent(String),
    /// The server may have seen it, and may have done it.
    NoAnswer(String),
}

/// Carries requests.
pub trait Transport: Send + Sync + 'static {
    fn send<'a>(&'a self, request: &'a Request) -> BoxFuture<'a, Result<Reply, SendError>>;

    /// Takes this transport's secrets out of a text before it is shown.
    fn redact(&self, text: &str) -> String {
        text.to_owned()
    }
}

/// No answer is larger than this: 5,000 records of a page are far below it.
const LARGEST_ANSWER: usize = 256 * 1024 * 1024;
const CONNECT: Duration = Duration::from_secs(10);
/// From the request's last byte to the answer's last one; the cloud takes its time over large pages.
const ANSWER: Duration = Duration::from_secs(60);

/// Over HTTP or HTTPS, with the keys in the body of a POST and nowhere else.
pub struct Http {
    client: reqwest::Client,
    url: Url,
    keys: Keys,
}

impl Http {
    /// `base_url` is a server's address, with or without the path of the Customers app.
    pub fn new(base_url: &Url, keys: Keys) -> Result<Http, ApiError> {
        let unusable =
            |why: &str| ApiError::Offline(format!("{} cannot be used: {why}", host(base_url)));
        if !matches!(base_url.scheme(), "http" | "https") || base_url.host_str().is_none() {
            return Err(unusable("an address begins with https:// or http://"));
        }
        let mut url = base_url.clone();
        url.set_query(None);
        url.set_fragment(None);
        if !url.path().contains("/app/dao/") {
            url.set_path(&format!("{}{PATH}", url.path().trim_end_matches('/')));
        }
        // The provider is the process's own; a second call finds it there and that is fine.
        drop(rustls::crypto::ring::default_provider().install_default());
        let client = reqwest::Client::builder()
            .connect_timeout(CONNECT)
            .timeout(ANSWER)
            .redirect(reqwest::redirect::Policy::none())
            .user_agent(concat!("rolo/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(|error| unusable(&cause(&error)))?;
        Ok(Http { client, url, keys })
    }

    async fn exchange(&self, request: &Request) -> Result<Reply, SendError> {
        let sent = self
            .client
            .post(self.url.clone())
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(form(request, Some(&self.keys)))
            .send()
            .await;
        let mut answer = sent.map_err(failed)?;
        let status = answer.status().as_u16();
        let retry_after = answer
            .headers()
            .get(header::RETRY_AFTER)
            .and_then(|value| value.to_str().ok()?.trim().parse().ok())
            .map(Duration::from_secs);
        let mut body = Vec::new();
        while let Some(chunk) = answer
            .chunk()
            .await
            .map_err(|error| SendError::NoAnswer(cause(&error.without_url())))?
        {
            if body.len() + chunk.len() > LARGEST_ANSWER {
                return Err(SendError::NoAnswer("the answer is too large".to_owned()));
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Reply {
            status,
            retry_after,
            body: body.into(),
        })
    }
}

impl Transport for Http {
    fn send<'a>(&'a self, request: &'a Request) -> BoxFuture<'a, Result<Reply, SendError>> {
        Box::pin(self.exchange(request))
    }

    fn redact(&self, text: &str) -> String {
        self.keys.redact(text)
    }
}

/// The body of a POST. Keys, where there are any, go here and nowhere else.
fn form(request: &Request, keys: Option<&Keys>) -> String {
    let mut form = url::form_urlencoded::Serializer::new(String::new());
    form.append_pair(param::ACTION, request.action.wire());
    if let Some(keys) = keys {
        form.append_pair(param::API_KEY, keys.expose_api_key());
        form.append_pair(param::ACCESS_KEY, keys.expose_access_key());
    }
    form.extend_pairs(
        request
            .params
            .iter()
            .map(|(name, value)| (*name, value.as_str())),
    );
    form.finish()
}

fn host(url: &Url) -> &str {
    url.host_str().unwrap_or("the address")
}

fn failed(error: reqwest::Error) -> SendError {
    let error = error.without_url();
    let (is_connect, is_builder) = (error.is_connect(), error.is_builder());
    let text = if error.is_timeout() {
        "it took too long".to_owned()
    } else {
        cause(&error)
    };
    if is_connect || is_builder {
        SendError::NotSent(text)
    } else {
        SendError::NoAnswer(text)
    }
}

/// The innermost cause: "Connection refused" says more than "error sending request".
fn cause(error: &dyn std::error::Error) -> String {
    let mut inner = error;
    while let Some(source) = inner.source() {
        inner = source;
    }
    crate::customer::text::one_line(&inner.to_string())
}

/// Straight into a router in this process: no socket, no keys.
pub struct InProcess {
    router: Router,
}

impl InProcess {
    pub fn new(router: Router) -> InProcess {
        InProcess { router }
    }

    async fn exchange(&self, request: &Request) -> Result<Reply, SendError> {
        let question = axum::http::Request::post(PATH)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(form(request, None)))
            .map_err(|error| SendError::NotSent(error.to_string()))?;
        let answer = match self.router.clone().oneshot(question).await {
            Ok(answer) => answer,
            Err(never) => match never {},
        };
        let status = answer.status().as_u16();
        let body = axum::body::to_bytes(answer.into_body(), LARGEST_ANSWER)
            .await
            .map_err(|error| SendError::NoAnswer(error.to_string()))?;
        Ok(Reply {
            status,
            retry_after: None,
            body,
        })
    }
}

impl Transport for InProcess {
    fn send<'a>(&'a self, request: &'a Request) -> BoxFuture<'a, Result<Reply, SendError>> {
        Box::pin(self.exchange(request))
    }
}
