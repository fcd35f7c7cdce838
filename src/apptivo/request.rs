//! Owns what can be asked of the Customers API, and the names of its parameters. Client and server both
//! stand on this file. Must not know a transport.

use serde_json::{Map, Value, json};

use crate::customer::field::{CUSTOM_PREFIX, Group};
use crate::customer::{Change, Customer, CustomerId};

/// The path of the Customers app, version 6.
pub const PATH: &str = "/app/dao/v6/customers";
/// The same app in version 4; some clients still speak to it.
pub const PATH_V4: &str = "/app/dao/customers";
/// What stands for a number that the server shall choose.
pub const AUTO_NUMBER: &str = "Auto generated number";
/// The id of the Customers app among the platform's apps.
pub const OBJECT_ID: &str = "3";

/// The parameters' names, as the API spells (and misspells) them.
pub mod param {
    pub const ACTION: &str = "a";
    pub const API_KEY: &str = "apiKey";
    pub const ACCESS_KEY: &str = "accessKey";
    /// The API page's own misspelling, in three of its templates.
    pub const ACCES_KEY: &str = "accesKey";
    pub const CUSTOMER_ID: &str = "customerId";
    pub const CUSTOMER_DATA: &str = "customerData";
    pub const ATTRIBUTE_NAME: &str = "attributeName";
    /// The plural stands in the API page's template, the singular in its sample.
    pub const ATTRIBUTE_NAMES: &str = "attributeNames";
    pub const OBJECT_ID: &str = "objectId";
    pub const START_INDEX: &str = "startIndex";
    pub const NUM_RECORDS: &str = "numRecords";
    pub const DISPLAY_START: &str = "iDisplayStart";
    pub const DISPLAY_LENGTH: &str = "iDisplayLength";
    pub const SORT_COLUMN: &str = "sortColumn";
    pub const SORT_DIR: &str = "sortDir";
    pub const SEARCH_TEXT: &str = "searchText";
    pub const SEARCH_DATA: &str = "searchData";
    pub const MULTI_SELECT_DATA: &str = "multiSelectData";
    pub const IS_EMAIL_UPDATE: &str = "isEmailAddressUpdate";
    pub const IS_ADDRESS_UPDATE: &str = "isAddressUpdate";
    pub const IS_CUSTOM_UPDATE: &str = "isCustomAttributesUpdate";
    /// Ours: refuse the update when the record has another version by now.
    pub const IF_VERSION: &str = "ifVersion";
    /// Ours: the same id answers with the same customer instead of a second one.
    pub const REQUEST_ID: &str = "requestId";
    /// Ours: only what has changed since.
    pub const UPDATED_SINCE: &str = "updatedSince";
}

/// What can be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    GetConfigData,
    Save,
    Update,
    Delete,
    GetById,
    GetAll,
    GetAllBySearchText,
    GetAllByAdvancedSearch,
    /// Ours: out of the trash.
    Restore,
    /// Ours: who changed what.
    History,
}

impl Action {
    /// Each action's word in parameter `a`; behind the first of an action its names in version 4.
    const WORDS: [(&'static str, Action); 14] = [
        ("getConfigData", Action::GetConfigData),
        ("save", Action::Save),
        ("update", Action::Update),
        ("delete", Action::Delete),
        ("getById", Action::GetById),
        ("getAll", Action::GetAll),
        ("getAllBySearchText", Action::GetAllBySearchText),
        ("getAllByAdvancedSearch", Action::GetAllByAdvancedSearch),
        ("restore", Action::Restore),
        ("history", Action::History),
        ("getAllCustomerConfigData", Action::GetConfigData),
        ("createCustomer", Action::Save),
        ("updateCustomer", Action::Update),
        (
            "getAllCustomersByAdvancedSearch",
            Action::GetAllByAdvancedSearch,
        ),
    ];

    pub fn wire(self) -> &'static str {
        Action::WORDS
            .iter()
            .find(|(_, action)| *action == self)
            .map_or("", |(word, _)| word)
    }

    /// Reads parameter `a`; the names of version 4 are understood too.
    pub fn from_wire(word: &str) -> Option<Action> {
        Action::WORDS
            .iter()
            .find(|(known, _)| *known == word)
            .map(|(_, action)| *action)
    }

    /// Whether it changes anything, and so must not be asked twice blindly.
    pub fn is_write(self) -> bool {
        matches!(
            self,
            Action::Save | Action::Update | Action::Delete | Action::Restore
        )
    }
}

/// One question, without keys.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    pub action: Action,
    pub params: Vec<(&'static str, String)>,
}

impl Request {
    fn new(action: Action) -> Request {
        Request {
            action,
            params: vec![(param::OBJECT_ID, OBJECT_ID.to_owned())],
        }
    }

    fn with(mut self, name: &'static str, value: impl Into<String>) -> Request {
        self.params.push((name, value.into()));
        self
    }

    pub fn config() -> Request {
        Request::new(Action::GetConfigData)
    }

    pub fn save(record: &Customer, request_id: Option<&str>) -> Request {
        let request = Request::new(Action::Save)
            .with(param::CUSTOMER_DATA, record.to_json())
            .with("isLeadConvert", "N")
            .with("isDuplicate", "false");
        match request_id {
            Some(id) => request.with(param::REQUEST_ID, id),
            None => request,
        }
    }

    /// `record` is the whole record as it shall be; only what `changes` name is changed.
    pub fn update(
        id: CustomerId,
        record: &Customer,
        changes: &[Change],
        if_version: Option<i64>,
    ) -> Request {
        let mut names: Vec<String> = Vec::new();
        for name in changes.iter().flat_map(Change::attribute_names) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        let touches = |test: &dyn Fn(&str) -> bool| {
            changes.iter().any(|change| test(&change.field)).to_string()
        };
        let mut record = record.clone();
        for change in changes {
            add_removals(&mut record, change);
        }
        let request = Request::new(Action::Update)
            .with(param::CUSTOMER_ID, id.to_string())
            .with(param::CUSTOMER_DATA, record.to_json())
            .with(param::ATTRIBUTE_NAME, json!(names).to_string())
            .with(
                param::IS_EMAIL_UPDATE,
                touches(&|field| field == "emailAddresses"),
            )
            .with(
                param::IS_ADDRESS_UPDATE,
                touches(&|field| field == "addresses"),
            )
            .with(
                param::IS_CUSTOM_UPDATE,
                touches(&|field| field.starts_with(CUSTOM_PREFIX)),
            );
        match if_version {
            Some(version) => request.with(param::IF_VERSION, version.to_string()),
            None => request,
        }
    }

    pub fn delete(id: CustomerId) -> Request {
        Request::new(Action::Delete).with(param::CUSTOMER_ID, id.to_string())
    }

    pub fn restore(id: CustomerId) -> Request {
        Request::new(Action::Restore).with(param::CUSTOMER_ID, id.to_string())
    }

    pub fn get(id: CustomerId) -> Request {
        Request::new(Action::GetById).with(param::CUSTOMER_ID, id.to_string())
    }

    pub fn page(start: usize, count: usize, sort: Option<(&str, &str)>) -> Request {
        let request = Request::new(Action::GetAll).window(start, count);
        match sort {
            Some((column, direction)) => request
                .with(param::SORT_COLUMN, column)
                .with(param::SORT_DIR, direction),
            None => request,
        }
    }

    pub fn search_text(text: &str, start: usize, count: usize) -> Request {
        Request::new(Action::GetAllBySearchText)
            .with(param::SEARCH_TEXT, text)
            .window(start, count)
    }

    pub fn search(
        search_data: &Value,
        multi_select: &Value,
        start: usize,
        count: usize,
    ) -> Request {
        Request::new(Action::GetAllByAdvancedSearch)
            .with(param::SEARCH_DATA, search_data.to_string())
            .with(param::MULTI_SELECT_DATA, multi_select.to_string())
            .window(start, count)
    }

    /// Both spellings of a page, as the web client sends them.
    fn window(self, start: usize, count: usize) -> Request {
        self.with(param::START_INDEX, start.to_string())
            .with(param::NUM_RECORDS, count.to_string())
            .with(param::DISPLAY_START, start.to_string())
            .with(param::DISPLAY_LENGTH, count.to_string())
    }
}

/// A list of the record says what shall be there; what shall go has to be named in a list of its own.
fn add_removals(record: &mut Customer, change: &Change) {
    let (group, list, keys): (Group, &str, &[&str]) = match change.field.as_str() {
        "phoneNumbers" => (
            Group::Phones,
            "removePhoneNumbers",
            &["id", "phoneType", "phoneTypeCode"],
        ),
        "emailAddresses" => (
            Group::Emails,
            "removeEmailAddresses",
            &["id", "emailType", "emailTypeCode"],
        ),
        "addresses" => (Group::Addresses, "removeAddresses", &[]),
        "labels" => (Group::Labels, "removeLabels", &[]),
        _ => return,
    };
    let side = |part: &Map<String, Value>| {
        part.get(&change.field)
            .and_then(Value::as_array)
            .cloned()
            .unwrap_or_default()
    };
    let named = |element: &Value| {
        group
            .identity()
            .iter()
            .find_map(|key| element.get(*key).filter(|v| !v.is_null()).cloned())
    };
    let kept: Vec<Value> = side(&change.to).iter().filter_map(named).collect();
    let gone: Vec<Value> = side(&change.from)
        .into_iter()
        .filter(|element| named(element).is_some_and(|name| !kept.contains(&name)))
        .map(|element| match element {
            Value::Object(map) if !keys.is_empty() => Value::Object(
                map.into_iter()
                    .filter(|(key, _)| keys.contains(&key.as_str()))
                    .collect(),
            ),
            whole => whole,
        })
        .collect();
    if !gone.is_empty() {
        record.set(list, Value::Array(gone));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value<'a>(request: &'a Request, name: &str) -> Option<&'a str> {
        request
            .params
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, value)| value.as_str())
    }

    fn part(value: Value) -> Map<String, Value> {
        value.as_object().cloned().unwrap()
    }

    #[test]
    fn actions_are_read_as_they_are_written() {
        for (word, action) in Action::WORDS {
            assert_eq!(Action::from_wire(word), Some(action));
            assert_eq!(Action::from_wire(action.wire()), Some(action));
        }
        assert_eq!(Action::from_wire("getall"), None);
    }

    #[test]
    fn an_update_names_what_changed_and_raises_its_flags() {
        let record =
            Customer::from_value(json!({"customerId": 7, "website": "b", "emailAddresses": []}))
                .unwrap();
        let changes = [
            Change {
                field: "website".into(),
                from: part(json!({"website": "a"})),
                to: part(json!({"website": "b"})),
            },
            Change {
                field: "emailAddresses".into(),
                from: part(
                    json!({"emailAddresses": [{"id": "e1", "emailAddress": "x@y", "emailType": "Business"}]}),
                ),
                to: part(json!({"emailAddresses": []})),
            },
        ];
        let request = Request::update(7, &record, &changes, Some(4));
        assert_eq!(
            value(&request, param::ATTRIBUTE_NAME),
            Some(r#"["website","emailAddresses"]"#)
        );
        assert_eq!(value(&request, param::IS_EMAIL_UPDATE), Some("true"));
        assert_eq!(value(&request, param::IS_ADDRESS_UPDATE), Some("false"));
        assert_eq!(value(&request, param::IF_VERSION), Some("4"));
        let sent: Value =
            serde_json::from_str(value(&request, param::CUSTOMER_DATA).unwrap()).unwrap();
        assert_eq!(
            sent["removeEmailAddresses"],
            json!([{"id": "e1", "emailType": "Business"}])
        );
    }
}
