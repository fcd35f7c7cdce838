//! Owns getConfigData: answering it, with the views that are kept here, and changing its lists.
//! Must not know what a list looks like.

use std::sync::Arc;

use serde_json::{Value, json};

use crate::apptivo::response::Code;
use crate::customer::choices::ListChange;
use crate::store::{By, Sheet, StoreError};

use super::access::User;
use super::actions::{Answer, failed, refuse};
use super::current::{Current, KEY, KIND};
use super::parameters::Parameters;
use super::views;

/// Others may change the lists at the same time; so often it is tried.
const TRIES: usize = 10;
/// What stands in `assigneeObjectId` for a person.
const EMPLOYEE: i64 = 8;

/// Who is asking is the one whom clients put in charge of a new customer; none where the lists say it.
pub async fn all(current: &Current, asking: Option<&User>) -> Answer {
    let views = views::all(&*current.store).await?;
    if views.is_empty() && asking.is_none() {
        return Ok(current.text.clone());
    }
    let mut config = current.config.clone();
    if !views.is_empty() {
        config["savedViews"] = Value::from(views.clone());
        config["userConfig"] = json!({"myViews": [], "sharedViews": views});
    }
    if let Some(user) = asking {
        config["assigneeType"] = json!("EMPLOYEE");
        config["assigneeObjectId"] = json!(EMPLOYEE);
        config["assigneeObjectRefId"] = json!(user.id);
        config["assigneeObjectRefName"] = json!(user.name);
    }
    Ok(config.to_string())
}

/// Changes one item of a list, on top of what others have changed meanwhile.
pub async fn change(current: &Arc<Current>, parameters: &Parameters, by: By) -> Answer {
    let Some(text) = parameters.get("change")? else {
        return Err(refuse(Code::Invalid, "the parameter change is missing"));
    };
    let change: ListChange = serde_json::from_str(text)
        .map_err(|error| refuse(Code::Invalid, format!("change cannot be read: {error}")))?;
    let store = &current.store;
    for _ in 0..TRIES {
        let paper = store.paper(KIND, KEY.to_owned()).await.map_err(failed)?;
        let mut edits = match &paper {
            Some(paper) => serde_json::from_str(&paper.body).map_err(|_| {
                refuse(
                    Code::Failed,
                    "the changed lists cannot be read; nothing was changed",
                )
            })?,
            None => crate::customer::choices::Edits::default(),
        };
        let mut config = current.base.as_ref().clone();
        edits.apply(&mut config);
        let item = edits
            .take(&config, &change)
            .map_err(|why| refuse(Code::Invalid, format!("{why}; nothing was changed")))?;
        let sheet = Sheet {
            kind: KIND,
            key: Some(KEY.to_owned()),
            about: None,
            body: json!(edits).to_string(),
        };
        let version = paper.map_or(0, |paper| paper.version);
        match store.keep_paper(sheet, Some(version), by.clone()).await {
            Ok(_) => return Ok(json!({"status": "SUCCESS", "item": item}).to_string()),
            Err(StoreError::PaperMoved { .. }) => {}
            Err(error) => return Err(failed(error)),
        }
    }
    Err(refuse(
        Code::Busy,
        "others change the lists too; nothing was changed, try again",
    ))
}
