//! Owns what clients ask around the customers: countries and their states, look-ups, the firm, who is asking.
//! Must not touch the store.

use serde_json::{Value, json};

use crate::apptivo::response::Code;
use crate::customer::record::whole;

use super::access::User;
use super::actions::{Answer, refuse, unknown};
use super::current::Current;
use super::parameters::Parameters;

/// A line for each state: the code of its country, its own, and its name. Those of ISO 3166-2.
const STATES: &str = include_str!("../../assets/states.csv");

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

/// None where a country has no parts of its own, as cities and islands have none.
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
    let countries = countries(current);
    let country = countries.iter().find(|country| is_wanted(country));
    let code = country.and_then(|country| country["countryCode"].as_str());
    Ok(code.map_or_else(Vec::new, |code| of_country(code).collect()))
}

fn of_country(country: &str) -> impl Iterator<Item = Value> {
    let parts = STATES.lines().filter_map(move |line| {
        let (code, name) = line
            .strip_prefix(country)?
            .strip_prefix(',')?
            .split_once(',')?;
        Some(json!({"stateCode": code, "stateName": name}))
    });
    parts.filter(move |_| !country.is_empty())
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
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_line_is_a_state_once_and_stands_in_its_order() {
        let lines: Vec<&str> = STATES.lines().skip(1).collect();
        let mut seen = HashSet::new();
        for line in &lines {
            let parts: Vec<&str> = line.splitn(3, ',').collect();
            let [country, code, name] = parts[..] else {
                panic!("{line}");
            };
            assert_eq!(country.len(), 2, "{line}");
            assert!((1..=3).contains(&code.len()), "{line}");
            assert!(!name.is_empty() && name.trim() == name, "{line}");
            assert!(seen.insert((country, code)), "twice: {line}");
            assert!(seen.insert((country, name)), "two of one name: {line}");
        }
        assert!(lines.is_sorted_by_key(|line| &line[..2]));
    }

    #[test]
    fn the_states_of_a_country_are_its_own_alone() {
        assert_eq!(of_country("").count(), 0);
        let name = |country, code: &str| {
            let state = of_country(country).find(|state| state["stateCode"] == code);
            state.map(|state| state["stateName"].clone())
        };
        for (country, code, wanted) in [
            ("US", "NY", "New York"),
            ("IN", "TN", "Tamil Nadu"),
            ("CA", "ON", "Ontario"),
            ("AU", "NSW", "New South Wales"),
            ("BR", "SP", "São Paulo"),
            ("CH", "ZH", "Zürich"),
            ("ES", "MD", "Comunidad de Madrid"),
            ("JP", "13", "Tokyo"),
            ("TW", "HSZ", "Hsinchu (city)"),
        ] {
            assert_eq!(name(country, code), Some(json!(wanted)), "{country}");
        }
    }
}
