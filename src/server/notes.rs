//! Owns notes: what people write to a customer, kept as they sent it.
//! Must not change or take away a note: the API has no such action.

use std::sync::Arc;

use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use crate::apptivo::response::{Code, Refusal, write_notes};
use crate::customer::record::whole;
use crate::store::{By, Paper, Sheet, StoreError};

use super::access::User;
use super::actions::{Answer, failed, refuse, unknown};
use super::current::Current;
use super::parameters::Parameters;
use super::read::window;

const KIND: &str = "note";
/// The number of the customers in `objectId`.
const CUSTOMERS: i64 = 3;
/// A note is text that somebody reads.
const LONGEST: usize = 100_000;

pub async fn answer(
    current: &Arc<Current>,
    user: &User,
    word: &str,
    parameters: &Parameters,
) -> Answer {
    match word {
        "createNote" | "save" => create(current, parameters, user.by()).await,
        "getNotes" | "getAll" => all(current, parameters).await,
        _ => Err(unknown()),
    }
}

/// What was written last comes first.
pub async fn all(current: &Current, parameters: &Parameters) -> Answer {
    let object = parameters.first(&["selectedObjectId", "objectId"])?;
    if object.is_some_and(|object| object != CUSTOMERS.to_string()) {
        return Ok(write_notes(Vec::new(), 0));
    }
    let of = parameters.first(&[
        "selectedObjectRefId",
        "objectRefId",
        "objRefId",
        "customerId",
    ])?;
    let of = of.and_then(|text| text.trim_matches('"').parse().ok());
    let id: i64 = of.ok_or_else(|| {
        refuse(
            Code::Invalid,
            "selectedObjectRefId must be the number of a customer",
        )
    })?;
    let (start, count) = window(parameters)?;
    let found = current.store.papers(KIND, Some(id), start, count).await;
    let (papers, total) = found.map_err(failed)?;
    if total == 0 && current.store.get(id).await.map_err(failed)?.is_none() {
        return Err(failed(StoreError::NotFound(id)));
    }
    Ok(write_notes(papers.iter().map(note).collect(), total))
}

/// A note as it was sent, with who wrote it and when.
fn note(paper: &Paper) -> Value {
    let body = serde_json::from_str(&paper.body).unwrap_or_default();
    let Value::Object(mut note) = body else {
        return json!({});
    };
    let id: Value = paper.key.parse::<i64>().map_or(Value::Null, Value::from);
    for (key, value) in [
        ("noteId", id.clone()),
        ("id", id),
        ("objectId", json!(CUSTOMERS)),
        ("objectRefId", json!(paper.about)),
        ("createdByName", json!(paper.who)),
        ("creationDate", json!(paper.at)),
    ] {
        note.insert(key.to_owned(), value);
    }
    Value::Object(note)
}

pub async fn create(current: &Current, parameters: &Parameters, by: By) -> Answer {
    let details = details(parameters)?;
    let id = customer(&details, parameters)?;
    let text = details
        .get("noteText")
        .and_then(Value::as_str)
        .unwrap_or_default();
    match text.chars().count() {
        _ if text.trim().is_empty() => {
            return Err(refuse(
                Code::Invalid,
                "noteText is missing; a note needs words",
            ));
        }
        0..=LONGEST => {}
        _ => {
            return Err(refuse(
                Code::Invalid,
                format!("a note has {LONGEST} letters at most; nothing was written"),
            ));
        }
    }
    let key = parameters
        .get("requestId")?
        .map(|request| number(id, request));
    let sheet = Sheet {
        kind: KIND,
        // A note that comes again finds its place taken by itself.
        key: key.clone(),
        about: Some(id),
        body: Value::Object(details).to_string(),
    };
    let first = key.is_some().then_some(0);
    let kept = match current.store.keep_paper(sheet.clone(), first, by).await {
        Ok(kept) => kept,
        Err(StoreError::PaperMoved { .. }) => earlier(current, &sheet).await?,
        Err(error) => return Err(failed(error)),
    };
    let id: Value = kept.key.parse::<i64>().map_or(Value::Null, Value::from);
    Ok(json!({"status": "SUCCESS", "noteId": id, "note": note(&kept)}).to_string())
}

/// The note that the same request made before.
async fn earlier(current: &Current, sheet: &Sheet) -> Result<Paper, Refusal> {
    let key = sheet.key.clone().unwrap_or_default();
    let found = current.store.paper(KIND, key).await.map_err(failed)?;
    found
        .filter(|paper| paper.body == sheet.body && paper.about == sheet.about)
        .ok_or_else(|| {
            refuse(
                Code::RequestIdUsed,
                "this requestId has made another note already; nothing was written",
            )
        })
}

/// A note's number out of its request's id: far above those that the store gives, and such as every client
/// can read.
fn number(customer: i64, request: &str) -> String {
    let hash = Sha256::digest(format!("{customer} {request}"));
    let low = hash
        .iter()
        .take(6)
        .fold(0_u64, |all, byte| (all << 8) | u64::from(*byte));
    ((1_u64 << 50) + low).to_string()
}

/// What was sent: an object, or in the old action words alone.
fn details(parameters: &Parameters) -> Result<Map<String, Value>, Refusal> {
    let Some(text) = parameters.first(&["noteDetails", "noteData"])? else {
        return Err(refuse(
            Code::Invalid,
            "the parameter noteDetails is missing",
        ));
    };
    match serde_json::from_str(text) {
        Ok(Value::Object(details)) => Ok(details),
        _ if text.starts_with('{') => Err(refuse(
            Code::Invalid,
            "noteDetails is not JSON; nothing was written",
        )),
        Ok(Value::String(words)) => Ok(Map::from_iter([("noteText".to_owned(), json!(words))])),
        _ => Ok(Map::from_iter([("noteText".to_owned(), json!(text))])),
    }
}

/// The customer that a note is put to: its own object, or one that it is associated with.
fn customer(details: &Map<String, Value>, parameters: &Parameters) -> Result<i64, Refusal> {
    let of = |object: &Map<String, Value>| {
        let is_ours = object.get("objectId").and_then(whole) == Some(CUSTOMERS);
        let id = object.get("objectRefId").and_then(whole);
        id.filter(|_| is_ours)
    };
    let associated = details.get("associations").and_then(Value::as_array);
    let mut associated = associated
        .into_iter()
        .flatten()
        .filter_map(|one| of(one.as_object()?));
    if let Some(id) = of(details).or_else(|| associated.next()) {
        return Ok(id);
    }
    let object = parameters.first(&["objectId", "selectedObjectId"])?;
    let id = parameters.first(&[
        "objRefId",
        "objectRefId",
        "selectedObjectRefId",
        "customerId",
    ])?;
    let id = id.and_then(|text| text.trim_matches('"').parse().ok());
    match (object, id) {
        (None | Some("3"), Some(id)) => Ok(id),
        _ => Err(refuse(
            Code::Invalid,
            "a note needs its customer: objectId 3 and objectRefId; nothing was written",
        )),
    }
}
