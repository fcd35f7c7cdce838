//! Owns what clients ask around the customers: countries and their states, look-ups, the firm, who is asking.
//! Must not touch the store.

use serde_json::{Value, json};

use crate::apptivo::response::Code;
use crate::customer::record::whole;

use super::access::User;
use super::actions::{Answer, refuse, unknown};
use super::current::Current;
use super::parameters::Parameters;

/// Country code, then code and name of each of its states.
const STATES: &str = include_str!("../../assets/states.json");

pub fn common(current: &Current, user: &User, word: &str, parameters: &Parameters) -> Answer {
    let list = match word {
        "getAllCountries" => countries(current),
        "getAllStatesByCountryId" => states(current, parameters)?,
        "getLookups" => lookups(parameters)?,
        "getUserData" => {
            return Ok(json!({
                "fullName": user.name, "employeeId": user.id, "id": user.id, "objectId": 8,
            })
            .to_string());
        }
        _ => return Err(unknown()),
    };
    let count = list.len();
    Ok(json!({"responseObject": list, "countOfRecords": count}).to_string())
}

/// Clients differ in where they look for the list.
pub fn locations(current: &Current, word: &str) -> Answer {
    match word {
        "getLocations" => {
            let all = countries(current);
            Ok(json!({"countries": all, "responseObject": all}).to_string())
        }
        _ => Err(unknown()),
    }
}

pub fn details(current: &Current, word: &str) -> Answer {
    let of = |key: &str| current.config.get(key).cloned().unwrap_or_default();
    match word {
        "getFirmDetails" => {
            let firm = json!({
                "firmId": of("firmId"),
                "firmName": current.config.get("firmName").and_then(Value::as_str).unwrap_or("rolo"),
                "currencyCode": of("currencyCode"),
                "dateFormat": of("dateFormat"),
            });
            let mut answer = firm.clone();
            answer["responseObject"] = firm;
            Ok(answer.to_string())
        }
        _ => Err(unknown()),
    }
}

fn countries(current: &Current) -> Vec<Value> {
    let list = current.config.get("countries").and_then(Value::as_array);
    list.cloned().unwrap_or_default()
}

/// None where nothing is known of a country's states.
fn states(
    current: &Current,
    parameters: &Parameters,
) -> Result<Vec<Value>, crate::apptivo::response::Refusal> {
    let Some(wanted) = parameters.get("countryId")? else {
        return Err(refuse(Code::Invalid, "the parameter countryId is missing"));
    };
    let number = Some(wanted.parse::<i64>().unwrap_or(-1));
    let is_wanted = |country: &Value| {
        whole(&country["countryId"]) == number || country["countryCode"] == wanted
    };
    let code = countries(current)
        .iter()
        .find(|country| is_wanted(country))
        .and_then(|country| country["countryCode"].as_str().map(str::to_owned));
    let all: Value = serde_json::from_str(STATES).unwrap_or_default();
    let states = code.and_then(|code| all.get(code)?.as_array().cloned());
    let state = |state: Value| json!({"stateCode": state[0], "stateName": state[1]});
    Ok(states.into_iter().flatten().map(state).collect())
}

fn lookups(parameters: &Parameters) -> Result<Vec<Value>, super::parameters::Unreadable> {
    let words: &[&str] = match parameters.get("lookupType")? {
        Some("PRIORITY") => &["High", "Medium", "Low"],
        _ => &[],
    };
    let lookup = |(nth, word): (usize, &&str)| json!({"lookupId": nth + 1, "lookupCode": word.to_uppercase(), "meaning": word});
    Ok(words.iter().enumerate().map(lookup).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_has_a_code_and_a_name() {
        let all: Value = serde_json::from_str(STATES).unwrap();
        for country in ["US", "IN", "CA", "AU", "DE"] {
            let states = all[country].as_array().unwrap();
            assert!(states.len() >= 8, "{country}");
            for state in states {
                assert!(state[0].is_string() && state[1].is_string(), "{state}");
            }
        }
    }
}
