//! Owns HTTP around the API: which paths there are, reading a request's parameters, and answers that are
//! always JSON with HTTP 200, as clients of this API expect.
//! Must not know what an action does.

use std::time::Instant;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::response::Response;
use bytes::Bytes;

use crate::apptivo::request::{Action, PATH};
use crate::apptivo::response::{Code, Refusal, write_refusal};

use super::actions::{Said, Service, refuse};
use super::apps::{self, App};
use super::body::{self, Broken, Whole};
use super::forms::{self, Form};
use super::headers::Fault;
use super::health::{Peer, Probe};
use super::meter::Asked;
use super::parameters::Parameters;
use super::room;
use super::targets::Target;

impl Service {
    /// The API as a router: for `serve`, and for a client in this process.
    pub fn router(&self) -> Router {
        Router::new().fallback(api).with_state(self.clone())
    }
}

async fn api(State(service): State<Service>, request: Request) -> Response {
    let start = Instant::now();
    let (head, body) = request.into_parts();
    if refused_target(head.extensions.get()).is_none()
        && let Some(probe) = Probe::at(head.uri.path())
    {
        return probe.answer(&service, &head).await;
    }
    let Told {
        asked,
        result,
        response,
    } = answer(&service, &head, body).await;
    let took = start.elapsed();
    service.meter().answered(asked, result, took);
    tracing::info!(
        target: "rolo::requests",
        app = asked.app,
        action = asked.action,
        result,
        status = response.status().as_u16(),
        ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
        "answered"
    );
    response
}

/// An answer, with the words that it is counted by.
struct Told {
    asked: Asked,
    result: &'static str,
    response: Response,
}

impl Told {
    fn unread(response: Response) -> Told {
        Told {
            asked: Asked {
                app: "none",
                action: "none",
            },
            result: Code::Invalid.wire(),
            response,
        }
    }
}

async fn answer(service: &Service, head: &Parts, body: Body) -> Told {
    if let Some(refused) = refused_target(head.extensions.get()) {
        return Told::unread(refused);
    }
    let Some(app) = App::at(head.uri.path()) else {
        return Told::unread(elsewhere());
    };
    if head.method != Method::GET && head.method != Method::POST {
        return Told::unread(by_another_method());
    }
    if forms::is_packed(&head.headers) {
        return Told::unread(failure(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            &refuse(
                Code::Invalid,
                "this server takes no body with a Content-Encoding; nothing was done",
            ),
        ));
    }
    let waits = head.headers.contains_key(header::EXPECT);
    let read = body::read(body, waits, &service.inner.room).await;
    let Whole { form, _place } = match read {
        Ok(whole) => whole,
        Err(broken) => return Told::unread(unheard(&broken, waits)),
    };
    let query = match head.extensions.get::<Target>() {
        Some(Target::Query(query)) => query.clone(),
        _ => Bytes::copy_from_slice(head.uri.query().unwrap_or_default().as_bytes()),
    };
    let form = Form::of(&head.headers, form);
    let is_large = query.len() + form.len() > room::LARGE;
    let own = service.clone();
    let work = async move {
        let read = match &form {
            Form::Plain(form) => Parameters::read(&query, form),
            Form::Json(form) => Parameters::join(&query, forms::of_json(form)),
            Form::Parts { boundary, body } => {
                Parameters::join(&query, forms::of_parts(boundary, body))
            }
        };
        let parameters = match read {
            Ok(parameters) => parameters,
            Err(why) => return (unread(&app), Err(Refusal::from(why))),
        };
        let asked = asked(&app, &parameters);
        (asked, own.answer(&app, &parameters).await)
    };
    let work = async {
        match is_large {
            true => service.inner.room.apart(work).await,
            false => Some(work.await),
        }
    };
    // Who asks within this process has a patience of its own.
    let done = match head.extensions.get::<Peer>() {
        Some(_) => tokio::time::timeout(service.answer_time, work).await,
        None => Ok(work.await),
    };
    match done {
        Ok(Some((asked, answer))) => said(asked, answer),
        // No refusal: that would say that nothing was changed, and nobody knows.
        Ok(None) => unknown(
            StatusCode::INTERNAL_SERVER_ERROR,
            "the request was not finished",
        ),
        Err(_) => unknown(StatusCode::GATEWAY_TIMEOUT, "the request took too long"),
    }
}

fn said(asked: Asked, answer: Result<Said, Refusal>) -> Told {
    let result = match &answer {
        Ok(_) => "OK",
        Err(refusal) => refusal.code.map_or("FAILURE", Code::wire),
    };
    let response = match answer {
        Ok(Said::Json(answer)) => json(StatusCode::OK, answer),
        Ok(Said::Csv(answer)) => csv(answer),
        Err(refusal) => match refusal.code {
            // What a key has is counted by the second.
            Some(Code::Busy) => later(StatusCode::TOO_MANY_REQUESTS, "1", &refusal),
            Some(Code::Away) => later(StatusCode::SERVICE_UNAVAILABLE, "5", &refusal),
            _ => failure(StatusCode::OK, &refusal),
        },
    };
    Told {
        asked,
        result,
        response,
    }
}

fn unknown(status: StatusCode, why: &'static str) -> Told {
    let mut response = Response::new(Body::from(why));
    *response.status_mut() = status;
    Told {
        result: "UNKNOWN",
        ..Told::unread(response)
    }
}

/// What is asked for, by names of our own: a client's words are without end, and may be somebody's name.
fn asked(app: &App, parameters: &Parameters) -> Asked {
    let word = parameters.word("a").ok().flatten().unwrap_or_default();
    let action = match app {
        App::Customers | App::Notes => Action::from_wire(word).map(Action::wire),
        App::Login(_) => Some("login"),
        _ if apps::writes(word) => Some("write"),
        _ => Some("read"),
    };
    Asked {
        app: app.word(),
        action: action.unwrap_or("unknown"),
    }
}

fn unread(app: &App) -> Asked {
    Asked {
        app: app.word(),
        action: "unknown",
    }
}

fn by_another_method() -> Response {
    let refusal = refuse(Code::Invalid, "ask by GET or POST");
    let mut response = failure(StatusCode::METHOD_NOT_ALLOWED, &refusal);
    let allowed = HeaderValue::from_static("GET, POST");
    response.headers_mut().insert(header::ALLOW, allowed);
    response
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

fn unheard(broken: &Broken, waits: bool) -> Response {
    let status = match broken {
        Broken::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        Broken::CutOff => StatusCode::BAD_REQUEST,
    };
    let mut response = failure(status, &refuse(Code::Invalid, broken.to_string()));
    // Whether the body comes all the same is the client's to choose: nothing behind it could be understood.
    if waits {
        let close = HeaderValue::from_static("close");
        response.headers_mut().insert(header::CONNECTION, close);
    }
    response
}

fn failure(status: StatusCode, refusal: &Refusal) -> Response {
    json(status, write_refusal(refusal))
}

/// A refusal that may be none in so many seconds.
fn later(status: StatusCode, seconds: &'static str, refusal: &Refusal) -> Response {
    let mut response = failure(status, refusal);
    let seconds = HeaderValue::from_static(seconds);
    response.headers_mut().insert(header::RETRY_AFTER, seconds);
    response
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

#[cfg(test)]
mod tests {
    use http_body_util::BodyExt;

    use super::*;
    use crate::server::actions::failed;
    use crate::store::StoreError;

    #[tokio::test]
    async fn a_store_that_is_away_is_told_as_something_to_try_again() {
        let away = StoreError::Unreachable {
            address: "db.example".to_owned(),
            why: "refused".to_owned(),
        };
        for error in [away, StoreError::Locked] {
            let asked = Asked {
                app: "customers",
                action: "save",
            };
            let Told { response, .. } = said(asked, Err(failed(error)));
            assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
            assert!(response.headers().contains_key(header::RETRY_AFTER));
            let body = response.into_body().collect().await.unwrap().to_bytes();
            let text = String::from_utf8(body.to_vec()).unwrap();
            assert!(text.contains("\"status\":\"FAILURE\""), "{text}");
            assert!(text.contains("\"code\":\"AWAY\""), "{text}");
            assert!(!text.contains("db.example"), "{text}");
        }
    }
}
