//! Owns which contacts belong to a customer. The contacts themselves are another app's: of one that was added
//! nothing but its number is known.
//! Must not make contacts.

use serde_json::{Value, json};

use crate::apptivo::response::{Code, Refusal};
use crate::customer::record::whole;
use crate::store::{By, Sheet, StoreError};

use super::actions::{Answer, customer_id, failed, refuse};
use super::current::Current;
use super::parameters::Parameters;
use super::read::window;

const KIND: &str = "contact";
/// So many may be added at once.
const MOST: usize = 500;

pub async fn all(current: &Current, parameters: &Parameters) -> Answer {
    let id = customer_id(parameters)?;
    let (start, count) = window(parameters)?;
    let found = current.store.papers(KIND, Some(id), start, count).await;
    let (papers, total) = found.map_err(failed)?;
    if total == 0 && current.store.get(id).await.map_err(failed)?.is_none() {
        return Err(failed(StoreError::NotFound(id)));
    }
    let contact = |body: &str| -> Value {
        let contact: Value = serde_json::from_str(body).unwrap_or_default();
        let id = &contact["contactId"];
        json!({"id": id, "contactId": id, "firstName": "", "lastName": "", "fullName": ""})
    };
    let data: Vec<Value> = papers.iter().map(|paper| contact(&paper.body)).collect();
    Ok(json!({"data": data, "countOfRecords": total}).to_string())
}

/// One that belongs to the customer already stays as it is.
pub async fn add(current: &Current, parameters: &Parameters, by: By) -> Answer {
    let id = customer_id(parameters)?;
    let contacts = contacts(parameters)?;
    if current.store.get(id).await.map_err(failed)?.is_none() {
        return Err(failed(StoreError::NotFound(id)));
    }
    for contact in &contacts {
        let sheet = Sheet {
            kind: KIND,
            key: Some(format!("{id}/{contact}")),
            about: Some(id),
            body: json!({"contactId": contact}).to_string(),
        };
        let kept = current.store.keep_paper(sheet, None, by.clone()).await;
        kept.map_err(failed)?;
    }
    Ok(json!({"status": "SUCCESS", "customerId": id, "contactIds": contacts}).to_string())
}

/// `{"id":[1,2]}`, `[1,2]`, `1`, `1,2`; numbers as such or as digits.
fn contacts(parameters: &Parameters) -> Result<Vec<i64>, Refusal> {
    let wrong = || {
        refuse(
            Code::Invalid,
            "contactIds must be numbers; nothing was written",
        )
    };
    let Some(text) = parameters.first(&["contactIds", "contactId"])? else {
        return Err(refuse(Code::Invalid, "the parameter contactIds is missing"));
    };
    let ids = numbers(text).ok_or_else(wrong)?;
    match ids.len() {
        0 => Err(wrong()),
        1..=MOST => Ok(ids),
        _ => Err(refuse(
            Code::Invalid,
            format!("{MOST} contacts at most at once; nothing was written"),
        )),
    }
}

/// The numbers in one of the ways that clients write them; none where something else is among them.
pub(super) fn numbers(text: &str) -> Option<Vec<i64>> {
    let list = match serde_json::from_str(text) {
        Ok(Value::Object(mut map)) => map.remove("id").unwrap_or_default(),
        Ok(value) => value,
        Err(_) => Value::from(text.split(',').map(str::trim).collect::<Vec<_>>()),
    };
    match list {
        Value::Array(list) => list.iter().map(whole).collect(),
        one => whole(&one).map(|one| vec![one]),
    }
}
