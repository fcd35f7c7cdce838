//! Owns employees and teams: those of the lists, and the users of this server, which are its keys by name and
//! stand among the lists' employees.
//! Must not say anything of a key but its name.

use std::sync::Arc;

use serde_json::{Value, json};

use crate::apptivo::response::Refusal;
use crate::customer::text::words;
use crate::customer::{Choice, List};
use crate::store::{KeyPair, Store};

use super::actions::{Answer, failed, unknown};
use super::current::Current;
use super::parameters::Parameters;
use super::read::window;

/// What stands in `objectId` for either.
const EMPLOYEE: i64 = 8;
const TEAM: i64 = 91;

pub async fn answer(current: &Arc<Current>, word: &str, parameters: &Parameters) -> Answer {
    match word {
        "getAll" | "getAllBySearchText" | "getAllByAdvancedSearch" => {
            all(current, parameters).await
        }
        "getAllEmployeesAndTeams" => {
            let people = everybody(current);
            let teams: Vec<Value> = choices(current, true)
                .map(|team| json!({"teamId": team.id, "id": team.id, "name": team.name, "objectId": TEAM}))
                .collect();
            Ok(json!({"employeeData": people, "teamData": teams}).to_string())
        }
        _ => Err(unknown()),
    }
}

/// Those in whose names every word stands.
pub async fn all(current: &Current, parameters: &Parameters) -> Answer {
    let typed = parameters
        .first(&["searchText", "fullName"])?
        .unwrap_or_default();
    // A search by fields may name the person under any of these.
    let data: Value = serde_json::from_str(parameters.get("searchData")?.unwrap_or("null"))
        .or_else(|_| serde_json::from_str(typed))
        .unwrap_or_default();
    let named = ["fullName", "employeeName", "firstName", "lastName"]
        .iter()
        .filter_map(|key| data.get(*key)?.as_str())
        .collect::<Vec<_>>()
        .join(" ");
    let typed = match typed.starts_with('{') {
        true => "",
        false => typed,
    };
    let wanted = words(&format!("{typed} {named}"));
    let (start, count) = window(parameters)?;
    let mut people = everybody(current);
    people.retain(|person| {
        let name = crate::customer::text::fold(person["fullName"].as_str().unwrap_or_default());
        wanted.iter().all(|word| name.contains(word.as_str()))
    });
    let total = people.len();
    let page: Vec<Value> = people.into_iter().skip(start).take(count).collect();
    Ok(json!({"data": page, "countOfRecords": total}).to_string())
}

/// A user of this server: the name of a pair of keys, and its number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    id: i64,
    name: String,
}

pub async fn users(store: &dyn Store) -> Result<Vec<Person>, Refusal> {
    let pairs = store.keys().await.map_err(failed)?;
    let user = |pair: &KeyPair| Person {
        id: pair.id,
        name: pair.name.clone(),
    };
    Ok(pairs.iter().map(user).collect())
}

/// Puts the users among the employees of a getConfigData, each once: forms offer them.
pub fn join(config: &mut Value, users: &[Person]) {
    let Some(config) = config.as_object_mut().filter(|_| !users.is_empty()) else {
        return;
    };
    let listed = config
        .entry("employees")
        .or_insert_with(|| Value::Array(Vec::new()));
    let Some(listed) = listed.as_array_mut() else {
        return;
    };
    for user in users {
        if !listed.iter().any(|there| there["fullName"] == *user.name) {
            listed.push(person(&Value::from(user.id), &user.name));
        }
    }
}

fn everybody(current: &Current) -> Vec<Value> {
    let all = choices(current, false);
    all.map(|one| person(&one.id, &one.name)).collect()
}

fn person(id: &Value, name: &str) -> Value {
    json!({"id": id, "employeeId": id, "fullName": name, "objectId": EMPLOYEE, "isActive": "Y"})
}

fn choices(current: &Current, teams: bool) -> impl Iterator<Item = &Choice> {
    let all = current.catalog.list(List::Assignee).iter();
    all.filter(move |one| one.enabled && (one.object == Some(TEAM)) == teams)
}
