//! Owns tasks, events, follow-ups and work logs: kept as they were sent, with the customer that they are
//! about.
//! Must not remind anybody.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use crate::apptivo::response::{Code, Refusal};
use crate::customer::record::whole;
use crate::customer::text::{fold, words};
use crate::store::{By, Paper, Sheet, StoreError};

use super::access::User;
use super::actions::{Answer, failed, refuse, unknown};
use super::current::Current;
use super::parameters::Parameters;
use super::read::window;

const KIND: &str = "activity";
/// An activity that others change at the same time is read again so often.
const TRIES: usize = 10;

/// What an action makes or changes, the parameter with its data, and whether it makes one.
const ACTIONS: [(&str, &str, &str, bool); 7] = [
    ("createTask", "Task", "taskData", true),
    ("updateTask", "Task", "taskData", false),
    ("createEvent", "Event", "eventData", true),
    ("updateEvent", "Event", "eventData", false),
    ("createFollowUpActivity", "Follow Up", "followUpData", true),
    ("updateFollowUpActivity", "Follow Up", "followUpData", false),
    ("createWorkLog", "Work Log", "workLogData", true),
];

pub async fn answer(
    current: &Arc<Current>,
    user: &User,
    word: &str,
    parameters: &Parameters,
) -> Answer {
    if let Some((_, kind, data, makes)) = ACTIONS.iter().find(|(action, ..)| *action == word) {
        let data = object(parameters, data)?;
        return match makes {
            true => create(current, parameters, kind, data, user.by()).await,
            false => update(current, parameters, data, user.by()).await,
        };
    }
    match word {
        "deleteActivity" => {
            let key = activity_id(parameters)?;
            let gone = current.store.drop_paper(KIND, key.clone(), user.by()).await;
            match gone.map_err(failed)? {
                true => Ok(json!({"status": "SUCCESS", "activityId": key}).to_string()),
                false => Err(missing(&key)),
            }
        }
        "getAllActivities" | "getActivitiesByAdvancedSearch" => all(current, parameters).await,
        "getActivityData" | "getConfigData" => Ok(config()),
        _ => Err(unknown()),
    }
}

fn config() -> String {
    let lookups = |words: &[&str]| -> Vec<Value> {
        let lookup = |(nth, word): (usize, &&str)| json!({"lookupId": nth + 1, "meaning": word});
        words.iter().enumerate().map(lookup).collect()
    };
    json!({
        "statuses": lookups(&["Not started", "In progress", "Completed", "Deferred"]),
        "priorities": lookups(&["High", "Medium", "Low"]),
        "labels": [],
    })
    .to_string()
}

async fn create(
    current: &Current,
    parameters: &Parameters,
    kind: &str,
    mut data: Map<String, Value>,
    by: By,
) -> Answer {
    data.insert("activityType".to_owned(), json!(kind));
    let sheet = Sheet {
        kind: KIND,
        key: None,
        about: about(&data, parameters)?,
        body: Value::Object(data).to_string(),
    };
    let kept = current.store.keep_paper(sheet, None, by).await;
    Ok(told(&kept.map_err(failed)?))
}

/// Changes what `attributeName` names, or everything that was sent.
async fn update(
    current: &Current,
    parameters: &Parameters,
    data: Map<String, Value>,
    by: By,
) -> Answer {
    let key = activity_id(parameters)?;
    let names = parameters.first(&["attributeName", "attributeNames"])?;
    let names: Option<Vec<String>> = names.map(|text| {
        serde_json::from_str(text).unwrap_or_else(|_| {
            let words = text.trim_matches(['[', ']']).split(',');
            words.map(|word| word.trim().to_owned()).collect()
        })
    });
    for _ in 0..TRIES {
        let found = current
            .store
            .paper(KIND, key.clone())
            .await
            .map_err(failed)?;
        let paper = found.ok_or_else(|| missing(&key))?;
        let mut body = stored(&paper);
        for (name, value) in &data {
            if names.as_ref().is_none_or(|names| names.contains(name)) && name != "activityType" {
                body.insert(name.clone(), value.clone());
            }
        }
        let sheet = Sheet {
            kind: KIND,
            key: Some(key.clone()),
            about: paper.about,
            body: Value::Object(body).to_string(),
        };
        let kept = current
            .store
            .keep_paper(sheet, Some(paper.version), by.clone());
        match kept.await {
            Ok(kept) => return Ok(told(&kept)),
            Err(StoreError::PaperMoved { .. }) => {}
            Err(error) => return Err(failed(error)),
        }
    }
    Err(refuse(
        Code::Busy,
        "others change this activity too; nothing was written, try again",
    ))
}

/// Those of a type, of a customer, with every word in what they are about.
async fn all(current: &Current, parameters: &Parameters) -> Answer {
    let (start, count) = window(parameters)?;
    let search: Value = serde_json::from_str(parameters.get("searchData")?.unwrap_or("null"))
        .map_err(|error| refuse(Code::Invalid, format!("searchData is not JSON: {error}")))?;
    let kind = parameters.get("activityType")?.map(fold);
    let subject = words(
        search
            .get("subject")
            .and_then(Value::as_str)
            .unwrap_or_default(),
    );
    let about = match parameters.first(&["objectRefId", "customerId"])? {
        Some(text) => text.trim_matches('"').parse().ok(),
        None => None,
    };
    let found = current.store.papers(KIND, about, 0, usize::MAX).await;
    let (papers, _) = found.map_err(failed)?;
    let is_wanted = |paper: &&Paper| {
        let body = stored(paper);
        let text = |key: &str| fold(body.get(key).and_then(Value::as_str).unwrap_or_default());
        let of_kind = kind
            .as_ref()
            .is_none_or(|kind| squeezed(kind) == squeezed(&text("activityType")));
        let subject_is = text("subject");
        of_kind
            && subject
                .iter()
                .all(|word| subject_is.contains(word.as_str()))
    };
    let wanted: Vec<&Paper> = papers.iter().filter(is_wanted).collect();
    let total = wanted.len();
    let page: Vec<Value> = wanted
        .into_iter()
        .skip(start)
        .take(count)
        .map(activity)
        .collect();
    Ok(json!({"data": page, "countOfRecords": total}).to_string())
}

/// `FollowUp`, `Follow Up` and `follow_up` are one.
fn squeezed(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

fn told(paper: &Paper) -> String {
    let activity = activity(paper);
    json!({"status": "SUCCESS", "activityId": activity["activityId"], "id": activity["activityId"], "data": activity})
        .to_string()
}

fn activity(paper: &Paper) -> Value {
    let mut body = stored(paper);
    let id: Value = paper.key.parse::<i64>().map_or(Value::Null, Value::from);
    for (key, value) in [
        ("activityId", id.clone()),
        ("id", id),
        ("version", json!(paper.version)),
        ("createdByName", json!(paper.who)),
        ("creationDate", json!(paper.at)),
    ] {
        body.insert(key.to_owned(), value);
    }
    Value::Object(body)
}

fn stored(paper: &Paper) -> Map<String, Value> {
    serde_json::from_str(&paper.body).unwrap_or_default()
}

fn object(parameters: &Parameters, name: &str) -> Result<Map<String, Value>, Refusal> {
    let Some(text) = parameters.get(name)? else {
        return Err(refuse(
            Code::Invalid,
            format!("the parameter {name} is missing"),
        ));
    };
    serde_json::from_str(text)
        .map_err(|error| refuse(Code::Invalid, format!("{name} cannot be read: {error}")))
}

/// The customer that an activity is about, where it is about one.
fn about(data: &Map<String, Value>, parameters: &Parameters) -> Result<Option<i64>, Refusal> {
    let associated = data.get("associatedObjects").and_then(Value::as_array);
    let of = |one: &Value| {
        let is_ours = one.get("objectId").and_then(whole) == Some(3);
        let id = one.get("objectRefId").and_then(whole);
        id.filter(|_| is_ours)
    };
    let in_data = associated.into_iter().flatten().find_map(of);
    let given = match parameters.get("objectId")? {
        Some("3") => parameters.first(&["objectRefId", "customerId"])?,
        _ => parameters.get("customerId")?,
    };
    Ok(in_data.or_else(|| given.and_then(|text| text.trim_matches('"').parse().ok())))
}

fn activity_id(parameters: &Parameters) -> Result<String, Refusal> {
    let id = parameters.first(&["activityId", "id"])?;
    let id = id.map(|id| id.trim_matches('"').to_owned());
    id.ok_or_else(|| refuse(Code::Invalid, "the parameter activityId is missing"))
}

fn missing(key: &str) -> Refusal {
    refuse(Code::NotFound, format!("there is no activity {key}"))
}
