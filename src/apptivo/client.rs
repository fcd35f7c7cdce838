//! Owns asking the Customers API and reading what it says: one method an action, answers typed, failures
//! typed. Reads are tried again; writes never are, because they may have happened.
//! Must not keep anything of what it reads.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use backon::{ExponentialBuilder, Retryable};
use serde_json::Value;
use url::Url;

use crate::customer::changeset::{Past, Trashed};
use crate::customer::choices::ListChange;
use crate::customer::note::Note;
use crate::customer::{Change, Customer, CustomerId};
use crate::query::Sort;

use super::limit::{Calls, Pace};
use super::request::{self, Request};
use super::response::{self, Code, Moved, Refusal};
use super::transport::Http;
use super::{ApiError, InProcess, Keys, Reply, Transport, TransportError};

/// A longer wait than this is told, not sat out.
const PATIENCE: Duration = Duration::from_secs(20);

/// A history is read whole, and none is longer than this.
const LINES: usize = 10_000;

/// A part of the customers, and how many there are in all.
#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    pub customers: Vec<Customer>,
    /// None where the server does not say.
    pub total: Option<usize>,
}

/// The Customers API at the other end. Clones share the connection and the pace.
#[derive(Clone)]
pub struct Client {
    inner: Arc<Inner>,
    bulk: bool,
}

struct Inner {
    transport: Box<dyn Transport>,
    keys: Option<Keys>,
    pace: Pace,
    calls: Calls,
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Client").finish_non_exhaustive()
    }
}

impl Client {
    /// Over HTTPS, or HTTP to this machine. The address may end before or after the path of the API.
    pub fn http(base_url: Url, keys: Keys) -> Result<Client, ApiError> {
        let pace = Pace::for_host(base_url.host_str().unwrap_or_default());
        let transport = Http::new(&base_url)?;
        Ok(Client::over(transport, Some(keys), pace))
    }

    /// Straight into a server's router.
    pub fn in_process(router: Router) -> Client {
        Client::over(InProcess::new(router), None, Pace::default())
    }

    /// Over any other way.
    pub fn with_transport(transport: impl Transport, keys: Option<Keys>) -> Client {
        Client::over(transport, keys, Pace::default())
    }

    fn over(transport: impl Transport, keys: Option<Keys>, pace: Pace) -> Client {
        let transport = Box::new(transport);
        let inner = Inner {
            transport,
            keys,
            pace,
            calls: Calls::default(),
        };
        Client {
            inner: Arc::new(inner),
            bulk: false,
        }
    }

    /// The same client for work of many requests: it keeps the pace that the server bears.
    pub fn in_bulk(&self) -> Client {
        Client {
            inner: self.inner.clone(),
            bulk: true,
        }
    }

    /// How many requests went out in the last minute, those that were tried again counted each time.
    pub fn calls_in_the_last_minute(&self) -> usize {
        self.inner.calls.in_the_last_minute()
    }

    /// getConfigData.
    pub async fn config(&self) -> Result<Value, ApiError> {
        self.read(&request::config()).await
    }

    /// Makes a customer. A server of our own kind never makes two with one request id.
    pub async fn save(
        &self,
        record: &Customer,
        request_id: Option<&str>,
    ) -> Result<Customer, ApiError> {
        let answer = self.write(&request::save(record, request_id)).await?;
        response::record(answer).ok_or_else(|| no_record("the saved customer"))
    }

    /// Sends `record` with just those attributes named that `changes` move. With `if_version`, a server of
    /// our own kind refuses when the record has moved.
    pub async fn update(
        &self,
        id: CustomerId,
        record: &Customer,
        changes: &[Change],
        if_version: Option<i64>,
    ) -> Result<Customer, ApiError> {
        self.updated(id, request::update(id, record, changes, if_version))
            .await
    }

    /// `update` that takes changes back: a server of our own kind has every key again as it was, to the letter.
    pub async fn put_back(
        &self,
        id: CustomerId,
        record: &Customer,
        changes: &[Change],
        if_version: Option<i64>,
    ) -> Result<Customer, ApiError> {
        self.updated(id, request::put_back(id, record, changes, if_version))
            .await
    }

    async fn updated(&self, id: CustomerId, request: Request) -> Result<Customer, ApiError> {
        let answer = self.write(&request).await.map_err(|e| about(e, id))?;
        match response::record(answer) {
            Some(record) => Ok(record),
            // It was done; how the record is now must be asked for.
            None => self.get(id).await,
        }
    }

    /// Puts a customer into the trash.
    pub async fn delete(&self, id: CustomerId) -> Result<(), ApiError> {
        self.delete_if(id, None).await
    }

    /// Puts a customer into the trash. With `if_version`, a server of our own kind refuses when the record
    /// has moved.
    pub async fn delete_if(&self, id: CustomerId, if_version: Option<i64>) -> Result<(), ApiError> {
        let answer = self.write(&request::delete(id, if_version)).await;
        answer.map(drop).map_err(|error| about(error, id))
    }

    /// Takes a customer out of the trash, where the server can.
    pub async fn restore(&self, id: CustomerId) -> Result<Customer, ApiError> {
        let answer = self.write(&request::restore(id)).await;
        let answer = answer.map_err(|error| about(error, id))?;
        response::record(answer).ok_or_else(|| no_record("the restored customer"))
    }

    pub async fn get(&self, id: CustomerId) -> Result<Customer, ApiError> {
        let answer = self
            .read(&request::get(id))
            .await
            .map_err(|e| about(e, id))?;
        // An answer without a record is how the cloud says that there is none.
        response::record(answer).ok_or(ApiError::NotFound(id))
    }

    pub async fn page(
        &self,
        start: usize,
        count: usize,
        sort: Option<&Sort>,
    ) -> Result<Page, ApiError> {
        self.pages(&request::page(start, count, sort)).await
    }

    pub async fn search_text(
        &self,
        text: &str,
        start: usize,
        count: usize,
    ) -> Result<Page, ApiError> {
        self.pages(&request::search_text(text, start, count)).await
    }

    /// Searches by `searchData` and `multiSelectData`.
    pub async fn search(
        &self,
        search_data: &Value,
        multi_select: &Value,
        start: usize,
        count: usize,
        sort: Option<&Sort>,
    ) -> Result<Page, ApiError> {
        let request = request::search(search_data, multi_select, start, count, sort);
        self.pages(&request).await
    }

    /// What moved since a place that an earlier answer has named (`0`: since ever). None: the server does
    /// not know the question.
    pub async fn since(&self, place: &str, count: usize) -> Result<Option<Moved>, ApiError> {
        let answer = self.read(&request::since(place, count)).await?;
        Ok(response::moved(answer))
    }

    /// Who changed what of a customer, the newest first, where the server tells.
    pub async fn history(&self, id: CustomerId) -> Result<Vec<Past>, ApiError> {
        let request = request::history(id, 0, LINES);
        let answer = self.read(&request).await.map_err(|e| about(e, id))?;
        let history = response::history(answer).ok_or_else(|| no_list("lines"))?;
        Ok(history.0)
    }

    /// The trash, what came into it last first, and how many there are in all, where the server tells.
    pub async fn trash(
        &self,
        words: &str,
        start: usize,
        count: usize,
    ) -> Result<(Vec<Trashed>, usize), ApiError> {
        let answer = self.read(&request::trash(words, start, count)).await?;
        response::trash(answer).ok_or_else(|| no_list("customers"))
    }

    /// The notes of a customer, what was written last first, and how many there are in all.
    pub async fn notes(
        &self,
        id: CustomerId,
        start: usize,
        count: usize,
    ) -> Result<(Vec<Note>, usize), ApiError> {
        let answer = self.read(&request::notes(id, start, count)).await;
        let answer = answer.map_err(|error| about(error, id))?;
        response::notes(&answer).ok_or_else(|| no_list("notes"))
    }

    /// Puts a note to a customer.
    pub async fn create_note(
        &self,
        id: CustomerId,
        text: &str,
        request_id: &str,
    ) -> Result<(), ApiError> {
        let request = request::create_note(id, text, request_id);
        let answer = self.write(&request).await.map_err(|e| about(e, id))?;
        match answer.get("noteId").is_some_and(|id| !id.is_null()) {
            true => Ok(()),
            false => Err(ApiError::Unknown(
                "the note's number is not in it".to_owned(),
            )),
        }
    }

    /// Changes a list or an attribute of getConfigData, where the server can.
    pub async fn change_config(&self, change: &ListChange) -> Result<(), ApiError> {
        self.write(&request::change_config(change)).await.map(drop)
    }

    async fn pages(&self, request: &Request) -> Result<Page, ApiError> {
        let answer = self.read(request).await?;
        let Some((customers, total)) = response::page(answer) else {
            return Err(no_list("customers"));
        };
        Ok(Page { customers, total })
    }

    async fn read(&self, request: &Request) -> Result<Value, ApiError> {
        let backoff = ExponentialBuilder::default()
            .with_min_delay(Duration::from_millis(200))
            .with_max_delay(Duration::from_secs(5))
            .with_max_times(3)
            .with_jitter();
        (|| self.ask(request))
            .retry(backoff)
            .when(is_passing)
            .adjust(|error, wait| match error {
                ApiError::RateLimited {
                    retry_after: Some(after),
                } => wait.map(|wait| wait.max(*after)),
                _ => wait,
            })
            .await
    }

    async fn write(&self, request: &Request) -> Result<Value, ApiError> {
        self.ask(request).await
    }

    /// One request, one answer.
    async fn ask(&self, request: &Request) -> Result<Value, ApiError> {
        if self.bulk {
            self.inner.pace.turn().await;
        }
        let keys = self.inner.keys.as_ref();
        let form = match keys {
            Some(keys) => request.form(&keys.pairs()),
            None => request.form(&[]),
        };
        let writes = request.action.writes();
        self.inner.calls.count();
        let reply = self.inner.transport.post(request.action.path(), form).await;
        let answer = match reply {
            Ok(reply) => read_reply(&reply, writes),
            Err(TransportError::NotSent(why)) => Err(ApiError::Offline(why)),
            Err(TransportError::NoAnswer(why)) if writes => Err(ApiError::Unknown(why)),
            Err(TransportError::NoAnswer(why)) => Err(ApiError::Offline(why)),
        };
        answer.map_err(|error| without_keys(error, keys))
    }
}

/// Whether the same question may get a better answer in a moment.
fn is_passing(error: &ApiError) -> bool {
    match error {
        ApiError::Offline(_) | ApiError::Garbled(_) => true,
        ApiError::RateLimited { retry_after } => retry_after.is_none_or(|after| after <= PATIENCE),
        _ => false,
    }
}

fn read_reply(reply: &Reply, writes: bool) -> Result<Value, ApiError> {
    let json: Result<Value, _> = serde_json::from_slice(&reply.body);
    if let Ok(answer) = &json
        && let Some(refusal) = response::refusal(answer)
        && reply.status != 429
    {
        return Err(refused(refusal, writes));
    }
    match (reply.status, json) {
        (429, _) => Err(ApiError::RateLimited {
            retry_after: reply.retry_after,
        }),
        (401 | 403, _) => Err(ApiError::KeysRefused(format!("HTTP {}", reply.status))),
        (503, _) if reply.retry_after.is_some() && !writes => Err(ApiError::RateLimited {
            retry_after: reply.retry_after,
        }),
        (500.., _) if writes => Err(ApiError::Unknown(format!("HTTP {}", reply.status))),
        (200..=299, Ok(answer)) if answer.is_object() || answer.is_array() => Ok(answer),
        (200..=299, Ok(_)) => Err(ApiError::Garbled("it is no JSON object".to_owned())),
        (200..=299, Err(_)) => Err(ApiError::Garbled(look(&reply.body).to_owned())),
        (status, _) => Err(ApiError::Garbled(format!("HTTP {status}"))),
    }
}

/// What an answer that is no JSON seems to be.
fn look(body: &[u8]) -> &'static str {
    let start = body.trim_ascii_start();
    if start.is_empty() {
        "it is empty"
    } else if start.starts_with(b"<") {
        "it is a web page"
    } else {
        "it is no JSON, or only a part of it"
    }
}

fn refused(refusal: Refusal, writes: bool) -> ApiError {
    let Refusal {
        reason,
        code,
        current,
    } = refusal;
    match (code, current) {
        (Some(Code::Keys), _) => ApiError::KeysRefused(reason),
        (Some(Code::Forbidden), _) => ApiError::Forbidden(reason),
        (Some(Code::Moved | Code::RequestIdUsed), Some(current)) => ApiError::Moved(current),
        // The id is put in by the method that knows it.
        (Some(Code::NotFound), _) => ApiError::NotFound(0),
        (Some(Code::Busy), _) => ApiError::RateLimited { retry_after: None },
        (Some(Code::Away), _) => ApiError::Offline(reason),
        // What failed on the way into the database may have arrived there, as where no answer comes.
        (Some(Code::Failed), _) if writes => ApiError::Unknown(reason),
        (Some(Code::Failed), _) => ApiError::Offline(reason),
        (Some(_), _) => ApiError::Invalid(reason),
        (None, _) => foreign(reason),
    }
}

/// A refusal by the cloud, which says why in words alone.
fn foreign(reason: String) -> ApiError {
    let words = reason.to_ascii_lowercase();
    let says = |some: &[&str]| some.iter().any(|word| words.contains(word));
    if reason.contains("Key") {
        ApiError::KeysRefused(reason)
    } else if says(&["rate limit", "too many", "limit exceeded"]) {
        ApiError::RateLimited { retry_after: None }
    } else if says(&["not found", "does not exist", "no such"]) {
        ApiError::NotFound(0)
    } else {
        ApiError::Invalid(reason)
    }
}

/// Puts the id that was asked about into the failure.
fn about(error: ApiError, id: CustomerId) -> ApiError {
    match error {
        ApiError::NotFound(_) => ApiError::NotFound(id),
        error => error,
    }
}

fn without_keys(error: ApiError, keys: Option<&Keys>) -> ApiError {
    let Some(keys) = keys else { return error };
    match error {
        ApiError::KeysRefused(text) => ApiError::KeysRefused(keys.redact(&text)),
        ApiError::Forbidden(text) => ApiError::Forbidden(keys.redact(&text)),
        ApiError::Invalid(text) => ApiError::Invalid(keys.redact(&text)),
        ApiError::Offline(text) => ApiError::Offline(keys.redact(&text)),
        ApiError::Unknown(text) => ApiError::Unknown(keys.redact(&text)),
        ApiError::Garbled(text) => ApiError::Garbled(keys.redact(&text)),
        error => error,
    }
}

fn no_list(of: &str) -> ApiError {
    ApiError::Garbled(format!("there is no list of {of} in it"))
}

fn no_record(what: &str) -> ApiError {
    ApiError::Garbled(format!("{what} is not in it"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reply(status: u16, body: &str) -> Reply {
        Reply {
            status,
            retry_after: None,
            body: body.to_owned().into(),
        }
    }

    #[test]
    fn every_answer_has_its_meaning() {
        let read =
            |status, body: &str, writes| read_reply(&reply(status, body), writes).unwrap_err();
        let bad_key = r#"{"status":"FAILURE","reason":"Invalid API Key"}"#;
        assert!(matches!(
            read(200, bad_key, false),
            ApiError::KeysRefused(_)
        ));
        let role = r#"{"status":"FAILURE","reason":"you may read","code":"FORBIDDEN"}"#;
        assert!(matches!(read(200, role, true), ApiError::Forbidden(_)));
        assert!(matches!(read(401, "", false), ApiError::KeysRefused(_)));
        let no = r#"{"status":"FAILURE","reason":"Name is needed"}"#;
        assert!(matches!(read(200, no, true), ApiError::Invalid(_)));
        assert!(matches!(read(413, no, true), ApiError::Invalid(_)));
        let away = r#"{"status":"FAILURE","reason":"no database","code":"AWAY"}"#;
        assert!(matches!(read(503, away, true), ApiError::Offline(_)));
        assert!(matches!(read(503, away, false), ApiError::Offline(_)));
        let failed = r#"{"status":"FAILURE","reason":"it failed","code":"FAILED"}"#;
        assert!(matches!(read(200, failed, true), ApiError::Unknown(_)));
        assert!(matches!(read(200, failed, false), ApiError::Offline(_)));
        assert!(matches!(read(200, "<html>", true), ApiError::Garbled(_)));
        assert!(matches!(read(200, "", false), ApiError::Garbled(_)));
        assert!(matches!(read(200, "7", false), ApiError::Garbled(_)));
        assert!(matches!(read(302, "{}", false), ApiError::Garbled(_)));
        assert!(matches!(read(500, "<html>", false), ApiError::Garbled(_)));
        assert!(matches!(read(500, "<html>", true), ApiError::Unknown(_)));
        assert!(matches!(read(429, no, true), ApiError::RateLimited { .. }));
    }

    #[test]
    fn a_refusal_that_sends_the_keys_back_is_printed_without_them() {
        let keys = Keys::new("sesame", "open");
        let error = ApiError::Invalid("bad pair sesame/open".to_owned());
        let text = without_keys(error, Some(&keys)).to_string();
        assert!(!text.contains("sesame") && !text.contains("open"), "{text}");
    }
}
