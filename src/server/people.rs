//! Owns employees and teams: those of the lists, and the users of this server, which are its keys by name.
//! Must not say anything of a key but its name.

use std::sync::Arc;

use serde_json::{Value, json};

use crate::apptivo::response::Refusal;
use crate::customer::text::words;
use crate::customer::{Choice, List};

use super::actions::{Answer, failed, unknown};
use super::current::Current;
use super::parameters::Parameters;
use super::read::window;

const TEAM: i64 = 91;

pub async fn answer(current: &Arc<Current>, word: &str, parameters: &Parameters) -> Answer {
    match word {
        "getAll" | "getAllBySearchText" | "getAllByAdvancedSearch" => {
            all(current, parameters).await
        }
        "getAllEmployeesAndTeams" => {
            let people = everybody(current).await?;
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
    let mut people = everybody(current).await?;
    people.retain(|person| {
        let name = crate::customer::text::fold(person["fullName"].as_str().unwrap_or_default());
        wanted.iter().all(|word| name.contains(word.as_str()))
    });
    let total = people.len();
    let page: Vec<Value> = people.into_iter().skip(start).take(count).collect();
    Ok(json!({"data": page, "countOfRecords": total}).to_string())
}

async fn everybody(current: &Current) -> Result<Vec<Value>, Refusal> {
    let listed = choices(current, false).map(|one| person(&one.id, &one.name));
    let mut people: Vec<Value> = listed.collect();
    let users = current.store.keys().await.map_err(failed)?;
    for user in users.iter() {
        if !people
            .iter()
            .any(|there| there["fullName"] == user.name.as_str())
        {
            people.push(person(&Value::from(user.id), &user.name));
        }
    }
    Ok(people)
}

fn person(id: &Value, name: &str) -> Value {
    json!({"id": id, "employeeId": id, "fullName": name, "objectId": 8, "isActive": "Y"})
}

fn choices(current: &Current, teams: bool) -> impl Iterator<Item = &Choice> {
    let all = current.catalog.list(List::Assignee).iter();
    all.filter(move |one| one.enabled && (one.object == Some(TEAM)) == teams)
}
