//! Owns the views that are kept for everybody: saved searches with a code, and the customers that they show.
//! Must not know a screen: a view's columns are only handed on.

use std::sync::Arc;

use serde_json::{Value, json};

use crate::apptivo::response::{self, Code, Refusal};
use crate::query::{Context, Query, View};
use crate::store::filter::Condition;
use crate::store::{Filter, Role, Sheet, Store};

use super::access::User;
use super::actions::{Answer, failed, refuse, unknown};
use super::current::Current;
use super::parameters::Parameters;
use super::read;

const KIND: &str = "view";
const MOST: usize = 1000;

pub async fn answer(
    current: &Arc<Current>,
    user: &User,
    word: &str,
    parameters: &Parameters,
) -> Answer {
    let object = parameters.word("objectId")?;
    let is_ours = object.is_none_or(|object| object == "3");
    match word {
        "getAllByCustomView" if !is_ours => Ok(response::write_page("data", &[], 0)),
        "getAllByCustomView" => show(current, parameters).await,
        "getAllViews" | "getAll" => {
            let views = match is_ours {
                true => all(&*current.store).await?,
                false => Vec::new(),
            };
            let count = views.len();
            Ok(json!({"data": views, "countOfRecords": count}).to_string())
        }
        "saveView" => save(current, user, parameters).await,
        "deleteView" => {
            let code = view_code(parameters)?;
            may_change(current, user, &code).await?;
            let gone = current
                .store
                .drop_paper(KIND, code.clone(), user.by())
                .await;
            match gone.map_err(failed)? {
                true => Ok(json!({"status": "SUCCESS", "viewCode": code}).to_string()),
                false => Err(missing(&code)),
            }
        }
        _ => Err(unknown()),
    }
}

/// The views as getConfigData lists them.
pub async fn all(store: &dyn Store) -> Result<Vec<Value>, Refusal> {
    let (papers, _) = store.papers(KIND, None, 0, MOST).await.map_err(failed)?;
    let mut views: Vec<Value> = papers
        .iter()
        .filter_map(|paper| {
            let view: View = serde_json::from_str(&paper.body).ok()?;
            Some(json!({
                "viewCode": paper.key, "code": paper.key, "viewName": view.name, "name": view.name,
                "isEnabled": "Y", "createdByName": paper.who, "view": view,
            }))
        })
        .collect();
    views.sort_by_cached_key(|view| view["viewCode"].to_string());
    Ok(views)
}

/// The customers that a view shows, in its own order unless another is asked for.
async fn show(current: &Current, parameters: &Parameters) -> Answer {
    let code = view_code(parameters)?;
    let paper = current
        .store
        .paper(KIND, code.clone())
        .await
        .map_err(failed)?;
    let paper = paper.ok_or_else(|| missing(&code))?;
    let view: View = serde_json::from_str(&paper.body)
        .map_err(|_| refuse(Code::Failed, format!("the view {code} cannot be read")))?;
    let mut filter = filter(current, &view)?;
    filter.all.extend(read::state(parameters, "status")?);
    let mut ask = read::ask(current, parameters, filter, "customerName")?;
    if parameters.get("sortColumn")?.is_none() {
        ask.sort = view.sort;
    }
    read::page(current, ask, "data").await
}

fn filter(current: &Current, view: &View) -> Result<Filter, Refusal> {
    if view.query.trim().is_empty() {
        return Ok(Filter::default());
    }
    let context = Context {
        fields: &current.order.fields,
        catalog: &current.catalog,
        today: jiff::Zoned::now().date(),
    };
    let query = Query::parse(&view.query, &context).map_err(|error| {
        refuse(
            Code::Invalid,
            format!("the view's search cannot be read: {error}"),
        )
    })?;
    Ok(Filter {
        all: vec![Condition::Query(Arc::new(query))],
    })
}

/// Keeps a view under its code, in the place of the one that was there.
async fn save(current: &Current, user: &User, parameters: &Parameters) -> Answer {
    let Some(text) = parameters.get("viewData")? else {
        return Err(refuse(Code::Invalid, "the parameter viewData is missing"));
    };
    let view: View = serde_json::from_str(text)
        .map_err(|error| refuse(Code::Invalid, format!("viewData cannot be read: {error}")))?;
    if view.name.trim().is_empty() {
        return Err(refuse(
            Code::Invalid,
            "a view needs a name; nothing was written",
        ));
    }
    filter(current, &view)?;
    let code = match parameters.word("viewCode")? {
        Some(code) => code_of(code),
        None => code_of(&view.name),
    };
    may_change(current, user, &code).await?;
    let sheet = Sheet {
        kind: KIND,
        key: Some(code.clone()),
        about: None,
        body: json!(view).to_string(),
    };
    let kept = current.store.keep_paper(sheet, None, user.by()).await;
    kept.map_err(failed)?;
    Ok(json!({"status": "SUCCESS", "viewCode": code}).to_string())
}

/// Everybody sees a view: what somebody else has made is for them and for an admin to change.
async fn may_change(current: &Current, user: &User, code: &str) -> Result<(), Refusal> {
    if user.role >= Role::Admin {
        return Ok(());
    }
    let paper = current.store.paper(KIND, code.to_owned()).await;
    match paper.map_err(failed)? {
        Some(paper) if paper.who != user.name => Err(refuse(
            Code::Forbidden,
            format!(
                "the view {code} is {}'s; they or an admin may change it; nothing was written",
                paper.who
            ),
        )),
        _ => Ok(()),
    }
}

fn view_code(parameters: &Parameters) -> Result<String, Refusal> {
    let code = parameters.first(&["viewCode", "viewName"])?;
    code.map(code_of)
        .ok_or_else(|| refuse(Code::Invalid, "the parameter viewCode is missing"))
}

/// `BIG_ONES` for `big ones`.
fn code_of(name: &str) -> String {
    let words = name.split(|c: char| !c.is_alphanumeric());
    let words: Vec<String> = words
        .filter(|word| !word.is_empty())
        .map(str::to_uppercase)
        .collect();
    words.join("_")
}

fn missing(code: &str) -> Refusal {
    refuse(Code::NotFound, format!("there is no view {code}"))
}
