//! Owns the addresses of the API: which app stands at which, and what those answer that are not the customers.
//! Apps that this server does not keep answer an empty page, so that a client of many apps goes on.
//! Must not know HTTP.

use std::sync::Arc;

use serde_json::json;

use crate::apptivo::response::Code;

use super::access::User;
use super::actions::{Answer, refuse, unknown};
use super::current::Current;
use super::login::Door;
use super::parameters::Parameters;
use super::{activities, firm, notes, people, read, views};

/// What stands at an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum App {
    Customers,
    Login(Door),
    /// Lists of any app, by its number.
    Data,
    Settings,
    People,
    Common,
    Locations,
    Firm,
    Notes,
    Activities,
    Documents,
    News,
    /// One that is not kept here.
    Other(String),
}

/// The numbers of apps in `objectId`.
const CUSTOMERS: &str = "3";
const EMPLOYEES: &str = "8";

impl App {
    /// What stands at a path; none where nothing does.
    pub fn at(path: &str) -> Option<App> {
        // Addresses are put together by hand: with a slash too many, in other letters, with a session behind.
        let path = path.split(';').next().unwrap_or_default();
        let parts = path.split('/').filter(|part| !part.is_empty());
        let path: String = parts.flat_map(|part| ["/", part]).collect();
        let path = path.to_ascii_lowercase();
        let fixed = match path.as_str() {
            "/app/login" => Some(App::Login(Door::App)),
            "/app/loginservlet" => Some(App::Login(Door::Servlet)),
            "/app/commonservlet" => Some(App::Common),
            "/app/appgencommon" => Some(App::Firm),
            _ => None,
        };
        if fixed.is_some() {
            return fixed;
        }
        let name = path.strip_prefix("/app/dao/")?;
        let name = match name.split_once('/') {
            Some((version, name)) if is_version(version) => name,
            _ => name,
        };
        Some(match name {
            "customers" | "customer" => App::Customers,
            "datamanagement" => App::Data,
            "appsettings" => App::Settings,
            "employees" | "employee" => App::People,
            "signup" => App::Locations,
            "note" | "notes" => App::Notes,
            "activities" => App::Activities,
            "document" => App::Documents,
            "newsfeed" => App::News,
            _ if is_name(name) && !is_version(name) => App::Other(name.to_owned()),
            _ => return None,
        })
    }
}

impl App {
    /// A word of a fixed list, for counting.
    pub fn word(&self) -> &'static str {
        match self {
            App::Customers => "customers",
            App::Login(_) => "login",
            App::Data => "datamanagement",
            App::Settings => "appsettings",
            App::People => "employees",
            App::Common => "commonservlet",
            App::Locations => "signup",
            App::Firm => "appgencommon",
            App::Notes => "notes",
            App::Activities => "activities",
            App::Documents => "document",
            App::News => "newsfeed",
            App::Other(_) => "other",
        }
    }
}

/// `v6`.
fn is_version(part: &str) -> bool {
    part.strip_prefix('v')
        .is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()))
}

fn is_name(part: &str) -> bool {
    (1..=40).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric())
}

/// Whether an action of an app beside the customers changes something, by how it is called.
pub fn writes(word: &str) -> bool {
    !["get", "search", "login", "logout", "is", "check", "list"]
        .iter()
        .any(|begin| word.starts_with(begin))
}

pub async fn answer(
    app: &App,
    current: &Arc<Current>,
    user: &User,
    word: &str,
    parameters: &Parameters,
) -> Answer {
    match app {
        App::Data => match (word, parameters.word("objectId")?) {
            ("getAll", None | Some(CUSTOMERS)) => data(current, parameters).await,
            ("getAll", Some(EMPLOYEES)) => people::all(current, parameters).await,
            _ => nothing(word),
        },
        App::Settings => views::answer(current, user, word, parameters).await,
        App::People => people::answer(current, word, parameters).await,
        App::Common => firm::common(current, user, word, parameters),
        App::Locations => firm::locations(current, word),
        App::Firm => firm::details(current, word),
        App::Notes => notes::answer(current, user, word, parameters).await,
        App::Activities => activities::answer(current, user, word, parameters).await,
        App::Documents if !writes(word) => {
            Ok(json!({"aaData": [], "data": [], "countOfRecords": 0}).to_string())
        }
        App::News if !writes(word) => {
            Ok(json!({"wallEntries": [], "data": [], "countOfRecords": 0}).to_string())
        }
        App::Other(name) if word == "getConfigData" => Ok(json!({
            "appName": name, "data": [], "statuses": [], "labels": [], "privileges": [],
            "webLayout": "{\"sections\":[]}",
        })
        .to_string()),
        App::Customers | App::Login(_) => Err(unknown()),
        App::Documents | App::News | App::Other(_) => nothing(word),
    }
}

/// Unlike the searches, this one tells how many came, as its clients count until none do.
async fn data(current: &Current, parameters: &Parameters) -> Answer {
    let page = read::page_of_all(current, parameters).await?;
    let count = page.records.len();
    Ok(crate::apptivo::response::write_page(
        "data",
        &page.records,
        count,
    ))
}

/// An app that is not kept here has nothing, and takes nothing.
fn nothing(word: &str) -> Answer {
    if writes(word) {
        return Err(refuse(
            Code::Invalid,
            "this server keeps customers alone; nothing was written",
        ));
    }
    if matches!(word, "getById" | "getByIds") {
        return Err(refuse(Code::NotFound, "there is no such record here"));
    }
    Ok(json!({"data": [], "countOfRecords": 0}).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_address_of_real_clients_has_its_app() {
        for (path, app) in [
            ("/app/dao/v6/customers", App::Customers),
            ("/app/dao/v6/customers/", App::Customers),
            ("/app/dao/customers", App::Customers),
            ("/app/dao/customer", App::Customers),
            ("/app/dao/v6/Customers", App::Customers),
            ("//app/dao//V6/customers;jsessionid=1", App::Customers),
            ("/app/login", App::Login(Door::App)),
            ("/app/loginservlet", App::Login(Door::Servlet)),
            ("/app/dao/v6/datamanagement", App::Data),
            ("/app/dao/v5/appsettings", App::Settings),
            ("/app/dao/v6/employees", App::People),
            ("/app/commonservlet", App::Common),
            ("/app/dao/signup", App::Locations),
            ("/app/appgencommon", App::Firm),
            ("/app/dao/note", App::Notes),
            ("/app/dao/activities", App::Activities),
            ("/app/dao/v6/leads", App::Other("leads".into())),
        ] {
            assert_eq!(App::at(path), Some(app), "{path}");
        }
        for path in [
            "/",
            "",
            "/app",
            "/app/dao/",
            "/app/dao/v6/",
            "/app/dao/v6/a/b",
            "/app/dao/a%20b",
            "/x",
        ] {
            assert_eq!(App::at(path), None, "{path}");
        }
    }
}
