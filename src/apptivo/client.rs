//! Owns asking the Customers API: one method for each action, reads tried again, writes never, and every
//! way to fail told apart. Must not keep or merge anything.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use backon::{BackoffBuilder, ExponentialBuilder};
use serde_json::Value;
use url::Url;

use crate::customer::{Change, Customer, CustomerId};

use super::ApiError;
use super::limit::Pace;
use super::request::{Action, Request};
use super::response::{self, Page};
use super::secret::Keys;
use super::transport::{Http, InProcess, SendError, Transport};

/// How often a read is tried again, and how long it waits first.
const RETRIES: usize = 3;
const FIRST_WAIT: Duration = Duration::from_millis(250);
/// A person is waiting: a server that wants more patience than this is reported instead.
const LONGEST_WAIT: Duration = Duration::from_secs(10);

/// A connection to one Customers API. Cheap to clone.
#[derive(Clone)]
pub struct Client {
    transport: Arc<dyn Transport>,
    pace: Arc<Pace>,
}

impl Client {
    /// Over HTTP. `base_url` may be given with or without the path of the Customers app.
    pub fn http(base_url: Url, keys: Keys) -> Result<Client, ApiError> {
        let is_cloud = base_url
            .host_str()
            .is_some_and(|host| host == "apptivo.com" || host.ends_with(".apptivo.com"));
        let pace = if is_cloud {
            Pace::cloud()
        } else {
            Pace::free()
        };
        Ok(Client::over(Http::new(&base_url, keys)?, pace))
    }

    /// Straight into a server in this process.
    pub fn in_process(router: Router) -> Client {
        Client::over(InProcess::new(router), Pace::free())
    }

    /// Over any transport.
    pub fn over(transport: impl Transport, pace: Pace) -> Client {
        Client {
            transport: Arc::new(transport),
            pace: Arc::new(pace),
        }
    }

    /// getConfigData, as it came.
    pub async fn config(&self) -> Result<Value, ApiError> {
        match self.ask(&Request::config()).await? {
            Value::Object(config) => Ok(Value::Object(config)),
            _ => Err(ApiError::Garbled("it is no catalog".to_owned())),
        }
    }

    /// Makes a customer, and answers with it as the server keeps it. A server that knows request ids
    /// answers the same id with the same customer.
    pub async fn save(
        &self,
        record: &Customer,
        request_id: Option<&str>,
    ) -> Result<Customer, ApiError> {
        response::read_customer(self.ask(&Request::save(record, request_id)).await?)
    }

    /// Changes a customer: `record` is the whole record as it shall be, and only what `changes` name is
    /// changed. With `if_version`, a server that knows it refuses a record that has moved.
    pub async fn update(
        &self,
        id: CustomerId,
        record: &Customer,
        changes: &[Change],
        if_version: Option<i64>,
    ) -> Result<Customer, ApiError> {
        let request = Request::update(id, record, changes, if_version);
        let answer = self
            .ask(&request)
            .await
            .map_err(|error| response::about(error, id))?;
        response::read_customer(answer)
    }

    /// Puts a customer into the trash.
    pub async fn delete(&self, id: CustomerId) -> Result<(), ApiError> {
        self.ask(&Request::delete(id))
            .await
            .map(drop)
            .map_err(|error| response::about(error, id))
    }

    /// Takes a customer out of the trash (our server only).
    pub async fn restore(&self, id: CustomerId) -> Result<Customer, ApiError> {
        let answer = self
            .ask(&Request::restore(id))
            .await
            .map_err(|error| response::about(error, id))?;
        response::read_customer(answer)
    }

    pub async fn get(&self, id: CustomerId) -> Result<Customer, ApiError> {
        let answer = self
            .ask(&Request::get(id))
            .await
            .map_err(|error| response::about(error, id))?;
        // An answer without a record is how the cloud says that there is none.
        response::read_customer(answer).map_err(|_| ApiError::NotFound(id))
    }

    /// A part of all customers, in the server's own order, or by `(sortColumn, sortDir)`. Bulk work: keeps the pace.
    pub async fn page(
        &self,
        start: usize,
        count: usize,
        sort: Option<(&str, &str)>,
    ) -> Result<Page, ApiError> {
        self.pace.turn().await;
        response::read_page(self.ask(&Request::page(start, count, sort)).await?)
    }

    pub async fn search_text(
        &self,
        text: &str,
        start: usize,
        count: usize,
    ) -> Result<Page, ApiError> {
        response::read_page(self.ask(&Request::search_text(text, start, count)).await?)
    }

    pub async fn search(
        &self,
        search_data: &Value,
        multi_select: &Value,
        start: usize,
        count: usize,
    ) -> Result<Page, ApiError> {
        response::read_page(
            self.ask(&Request::search(search_data, multi_select, start, count))
                .await?,
        )
    }

    /// One answer that is no refusal. Reads are tried again where that can help; writes are sent once.
    async fn ask(&self, request: &Request) -> Result<Value, ApiError> {
        let mut waits = ExponentialBuilder::default()
            .with_jitter()
            .with_min_delay(FIRST_WAIT)
            .with_max_times(if request.action.is_write() {
                0
            } else {
                RETRIES
            })
            .build();
        loop {
            let error = match self.once(request).await {
                Ok(value) => return Ok(value),
                Err(error) => error,
            };
            let wait = match (&error, waits.next()) {
                (ApiError::RateLimited { retry_after }, Some(wait)) => {
                    retry_after.unwrap_or(wait).max(wait)
                }
                (
                    ApiError::Offline(_) | ApiError::Unknown(_) | ApiError::Garbled(_),
                    Some(wait),
                ) => wait,
                _ => return Err(error),
            };
            if wait > LONGEST_WAIT {
                return Err(error);
            }
            tokio::time::sleep(wait).await;
        }
    }

    async fn once(&self, request: &Request) -> Result<Value, ApiError> {
        let is_write = request.action.is_write();
        let reply = match self.transport.send(request).await {
            Ok(reply) => reply,
            Err(SendError::NotSent(why)) => {
                return Err(ApiError::Offline(self.transport.redact(&why)));
            }
            Err(SendError::NoAnswer(why)) => {
                return Err(ApiError::Unknown(self.transport.redact(&why)));
            }
        };
        match reply.status {
            401 | 403 => return Err(ApiError::KeysRefused(format!("status {}", reply.status))),
            429 => {
                return Err(ApiError::RateLimited {
                    retry_after: reply.retry_after,
                });
            }
            500..=599 if is_write => {
                return Err(ApiError::Unknown(format!(
                    "the server failed with status {}",
                    reply.status
                )));
            }
            _ => {}
        }
        // What a deletion answers is not documented; nothing at all is no refusal.
        if reply.body.is_empty() && request.action == Action::Delete && reply.status < 300 {
            return Ok(Value::Null);
        }
        match (response::read(&reply.body), reply.status) {
            (Ok(value), 200..=299) => Ok(value),
            (Err(ApiError::Garbled(what)), 200..=299) if is_write => {
                Err(ApiError::Unknown(self.transport.redact(&what)))
            }
            (Ok(_) | Err(ApiError::Garbled(_)), status @ (0..=199 | 300..)) => {
                Err(ApiError::Garbled(format!("it came with status {status}")))
            }
            (Err(error), _) => Err(self.redacted(error)),
        }
    }

    /// Some servers repeat what they were sent; a reason is shown to people.
    fn redacted(&self, error: ApiError) -> ApiError {
        let clean = |text: String| self.transport.redact(&text);
        match error {
            ApiError::KeysRefused(reason) => ApiError::KeysRefused(clean(reason)),
            ApiError::Invalid(reason) => ApiError::Invalid(clean(reason)),
            ApiError::Garbled(what) => ApiError::Garbled(clean(what)),
            other => other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::apptivo::transport::Reply;
    use bytes::Bytes;
    use futures_util::future::BoxFuture;
    use serde_json::json;
    use std::sync::Mutex;

    /// Answers with what it was given, in order, and counts the questions.
    struct Script(Mutex<(Vec<Result<Reply, SendError>>, usize)>);

    impl Transport for Arc<Script> {
        fn send<'a>(&'a self, _: &'a Request) -> BoxFuture<'a, Result<Reply, SendError>> {
            let mut script = self.0.lock().unwrap();
            script.1 += 1;
            let next = if script.0.len() > 1 {
                script.0.remove(0)
            } else {
                script.0[0].clone()
            };
            Box::pin(async { next })
        }
    }

    fn client(answers: Vec<Result<Reply, SendError>>) -> (Client, Arc<Script>) {
        let script = Arc::new(Script(Mutex::new((answers, 0))));
        (Client::over(script.clone(), Pace::free()), script)
    }

    fn reply(status: u16, body: &str) -> Result<Reply, SendError> {
        Ok(Reply {
            status,
            retry_after: None,
            body: Bytes::copy_from_slice(body.as_bytes()),
        })
    }

    fn record() -> Customer {
        Customer::from_value(json!({"customerName": "A"})).unwrap()
    }

    #[tokio::test(start_paused = true)]
    async fn a_read_is_tried_again_and_a_write_never() {
        let (client, script) = client(vec![
            reply(500, "x"),
            reply(200, "<html>"),
            reply(200, r#"{"customerId":7}"#),
        ]);
        assert_eq!(client.get(7).await.unwrap().id(), Some(7));
        assert_eq!(script.0.lock().unwrap().1, 3);

        for answer in [
            reply(500, "x"),
            reply(200, "<html>"),
            Err(SendError::NoAnswer("cut".into())),
        ] {
            let (client, script) = super::tests::client(vec![answer]);
            assert!(matches!(
                client.save(&record(), None).await,
                Err(ApiError::Unknown(_))
            ));
            assert_eq!(script.0.lock().unwrap().1, 1);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn each_way_to_fail_is_told_apart() {
        let cases: Vec<(Result<Reply, SendError>, fn(&ApiError) -> bool)> = vec![
            (Err(SendError::NotSent("refused".into())), |e| {
                matches!(e, ApiError::Offline(_))
            }),
            (
                reply(200, r#"{"status":"FAILURE","reason":"Invalid Key"}"#),
                |e| matches!(e, ApiError::KeysRefused(_)),
            ),
            (reply(403, ""), |e| matches!(e, ApiError::KeysRefused(_))),
            (reply(429, ""), |e| {
                matches!(e, ApiError::RateLimited { .. })
            }),
            (
                reply(200, r#"{"status":"FAILURE","reason":"no such customer"}"#),
                |e| matches!(e, ApiError::NotFound(7)),
            ),
            (
                reply(200, r#"{"status":"FAILURE","reason":"bad date"}"#),
                |e| matches!(e, ApiError::Invalid(_)),
            ),
            (reply(200, "{}"), |e| matches!(e, ApiError::NotFound(7))),
            (reply(200, "gibberish"), |e| {
                matches!(e, ApiError::Garbled(_))
            }),
            (reply(404, "gibberish"), |e| {
                matches!(e, ApiError::Garbled(_))
            }),
        ];
        for (answer, fits) in cases {
            let (client, _) = client(vec![answer.clone()]);
            let error = client.get(7).await.unwrap_err();
            assert!(fits(&error), "{answer:?} gave {error:?}");
        }
    }

    #[tokio::test]
    async fn an_address_that_cannot_be_used_is_refused_at_once() {
        for address in ["ftp://a.example", "data:x"] {
            assert!(matches!(
                Client::http(Url::parse(address).unwrap(), Keys::new("a", "b")),
                Err(ApiError::Offline(_))
            ));
        }
    }
}
