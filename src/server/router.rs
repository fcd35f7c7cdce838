//! Owns HTTP around the API: which paths there are, reading a request's parameters, and answers that are
//! always JSON with HTTP 200, as clients of this API expect.
//! Must not know what an action does.

use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::response::Response;
use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt;

use crate::apptivo::request::PATH;
use crate::apptivo::response::{Code, Refusal, write_refusal};

use super::actions::{Said, Service, refuse};
use super::apps::App;
use super::headers::Fault;
use super::parameters::Parameters;
use super::targets::Target;

/// The largest body that is read; the rest of a larger one is passed over.
const MOST_BODY: usize = 16 << 20;
/// What is larger is no quick read.
const AT_ONCE: usize = 64 << 10;
/// Beyond this a client is not listened to any longer.
const MOST_IGNORED: usize = 256 << 20;
/// How long a body may take in all.
const BODY_TIME: Duration = Duration::from_secs(300);

impl Service {
    /// The API as a router: for `serve`, and for a client in this process.
    pub fn router(&self) -> Router {
        Router::new().fallback(api).with_state(self.clone())
    }
}

async fn api(State(service): State<Service>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    if let Some(refused) = refused_target(head.extensions.get()) {
        return refused;
    }
    let Some(app) = App::at(head.uri.path()) else {
        return elsewhere();
    };
    if head.method != Method::GET && head.method != Method::POST {
        return failure(
            StatusCode::METHOD_NOT_ALLOWED,
            &refuse(Code::Invalid, "ask by GET or POST"),
        );
    }
    let form = match read_body(body).await {
        Ok(form) => form,
        Err(refused) => return refused,
    };
    let query = match head.extensions.get::<Target>() {
        Some(Target::Query(query)) => query.clone(),
        _ => Bytes::copy_from_slice(head.uri.query().unwrap_or_default().as_bytes()),
    };
    // Some clients post JSON (or nothing of use) and put everything into the address.
    let is_json = head.headers.get(header::CONTENT_TYPE).is_some_and(|kind| {
        kind.as_bytes()
            .to_ascii_lowercase()
            .starts_with(b"application/json")
    });
    let form = if is_json { Bytes::new() } else { form };
    let parameters = match read_parameters(query, form).await {
        Ok(parameters) => parameters,
        Err(refusal) => return failure(StatusCode::OK, &refusal),
    };
    match service.answer(&app, &parameters).await {
        Ok(Said::Json(answer)) => json(StatusCode::OK, answer),
        Ok(Said::Csv(answer)) => csv(answer),
        Err(refusal) if refusal.code == Some(Code::Busy) => {
            let mut response = failure(StatusCode::TOO_MANY_REQUESTS, &refusal);
            // What a key has is counted by the second.
            let second = HeaderValue::from_static("1");
            response.headers_mut().insert(header::RETRY_AFTER, second);
            response
        }
        Err(refusal) => failure(StatusCode::OK, &refusal),
    }
}

/// A large body is read beside the threads that answer: others are not to wait for it.
async fn read_parameters(query: Bytes, form: Bytes) -> Result<Parameters, Refusal> {
    let read = if query.len() + form.len() > AT_ONCE {
        let reading = tokio::task::spawn_blocking(move || Parameters::read(&query, &form));
        let read = reading.await;
        read.map_err(|_| refuse(Code::Failed, "the request could not be read"))?
    } else {
        Parameters::read(&query, &form)
    };
    read.map_err(Refusal::from)
}

fn elsewhere() -> Response {
    let reason = format!("nothing is served at this address; customers are at {PATH}");
    failure(StatusCode::NOT_FOUND, &refuse(Code::Invalid, reason))
}

fn refused_target(target: Option<&Target>) -> Option<Response> {
    let (status, reason) = match target {
        Some(Target::Malformed) => (StatusCode::BAD_REQUEST, "the request line cannot be read"),
        Some(Target::TooLong) => (
            StatusCode::URI_TOO_LONG,
            "the address is too long; use POST",
        ),
        Some(Target::Headers(Fault::Malformed)) => {
            (StatusCode::BAD_REQUEST, "the headers cannot be read")
        }
        Some(Target::Headers(Fault::TooMany)) => (
            StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
            "there are too many headers, or too long ones",
        ),
        Some(Target::Query(_)) | None => return None,
    };
    Some(failure(status, &refuse(Code::Invalid, reason)))
}

/// Reads the whole body. One that is too large is read to its end all the same, so that the client is
/// listening when it is told.
async fn read_body(mut body: Body) -> Result<Bytes, Response> {
    let mut kept = BytesMut::new();
    let mut total = 0;
    let reading = async {
        while let Some(frame) = body.frame().await {
            let Ok(data) = frame.map_err(drop)?.into_data() else {
                continue;
            };
            total += data.len();
            if total <= MOST_BODY {
                kept.extend_from_slice(&data);
            } else if total > MOST_IGNORED {
                break;
            } else {
                kept.clear();
            }
        }
        Ok::<_, ()>(())
    };
    let read = tokio::time::timeout(BODY_TIME, reading).await;
    if total > MOST_BODY {
        let reason = format!("the request is larger than {} MiB", MOST_BODY >> 20);
        return Err(failure(
            StatusCode::PAYLOAD_TOO_LARGE,
            &refuse(Code::Invalid, reason),
        ));
    }
    match read {
        Ok(Ok(())) => Ok(kept.freeze()),
        _ => Err(failure(
            StatusCode::BAD_REQUEST,
            &refuse(Code::Invalid, "the request did not come whole"),
        )),
    }
}

fn failure(status: StatusCode, refusal: &Refusal) -> Response {
    json(status, write_refusal(refusal))
}

fn csv(text: String) -> Response {
    let mut response = Response::new(Body::from(text));
    for (name, value) in [
        (header::CONTENT_TYPE, "text/csv;charset=UTF-8"),
        (
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"customers.csv\"",
        ),
    ] {
        let value = HeaderValue::from_static(value);
        response.headers_mut().insert(name, value);
    }
    response
}

fn json(status: StatusCode, text: String) -> Response {
    let mut response = Response::new(Body::from(text));
    *response.status_mut() = status;
    let kind = HeaderValue::from_static("application/json;charset=UTF-8");
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    response
}
