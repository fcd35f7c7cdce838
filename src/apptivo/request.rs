//! Owns the names of the wire: the actions, and the parameters that client and server exchange.
//! Must not send or answer anything.

use serde_json::{Value, json};

use crate::customer::change::{Change, is_empty, same};
use crate::customer::choices::ListChange;
use crate::customer::field::CUSTOM_PREFIX;
use crate::customer::{Customer, CustomerId};
use crate::query::Sort;

/// Where the customers are served.
pub const PATH: &str = "/app/dao/v6/customers";
/// Where the notes are.
pub const NOTES: &str = "/app/dao/note";

/// What can be asked of the customers app.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    GetConfigData,
    Save,
    Update,
    Delete,
    GetById,
    GetAll,
    SearchText,
    SearchAdvanced,
    /// Takes a customer out of the trash; only servers of our own kind have this and the following.
    Restore,
    /// Who changed what of a customer.
    History,
    /// What is in the trash, who put it there, and when.
    Trash,
    /// Changes a list or an attribute of getConfigData.
    ChangeConfig,
    GetNotes,
    CreateNote,
    GetContacts,
    AddContact,
    /// Customers as CSV.
    Export,
    ByEmail,
    /// Whether there is a customer of a name or a number already.
    Check,
}

impl Action {
    pub const ALL: [Action; 19] = [
        Action::GetConfigData,
        Action::Save,
        Action::Update,
        Action::Delete,
        Action::GetById,
        Action::GetAll,
        Action::SearchText,
        Action::SearchAdvanced,
        Action::Restore,
        Action::History,
        Action::Trash,
        Action::ChangeConfig,
        Action::GetNotes,
        Action::CreateNote,
        Action::GetContacts,
        Action::AddContact,
        Action::Export,
        Action::ByEmail,
        Action::Check,
    ];

    /// The value of the parameter `a`.
    pub fn wire(self) -> &'static str {
        match self {
            Action::GetConfigData => "getConfigData",
            Action::Save => "save",
            Action::Update => "update",
            Action::Delete => "delete",
            Action::GetById => "getById",
            Action::GetAll => "getAll",
            Action::SearchText => "getAllBySearchText",
            Action::SearchAdvanced => "getAllByAdvancedSearch",
            Action::Restore => "restore",
            Action::History => "history",
            Action::Trash => "trash",
            Action::ChangeConfig => "changeConfigData",
            Action::GetNotes => "getNotes",
            Action::CreateNote => "createNote",
            Action::GetContacts => "getCustomerContacts",
            Action::AddContact => "addContact",
            Action::Export => "bulkExport",
            Action::ByEmail => "getAllcustomersByEmailId",
            Action::Check => "configurationCustomerDetails",
        }
    }

    /// Reads `a` in any letters, also by the names of the older API and the titles in its pages.
    pub fn from_wire(word: &str) -> Option<Action> {
        let current = Action::ALL
            .into_iter()
            .find(|action| action.wire().eq_ignore_ascii_case(word));
        let mut older = OLDER.iter();
        current.or_else(|| {
            let found = older.find(|(known, _)| known.eq_ignore_ascii_case(word));
            found.map(|(_, action)| *action)
        })
    }

    /// Whether it changes anything. What does not may be asked again.
    pub fn writes(self) -> bool {
        matches!(
            self,
            Action::Save
                | Action::Update
                | Action::Delete
                | Action::Restore
                | Action::ChangeConfig
                | Action::CreateNote
                | Action::AddContact
        )
    }

    /// Where it is asked for.
    pub fn path(self) -> &'static str {
        match self {
            Action::GetNotes | Action::CreateNote => NOTES,
            _ => PATH,
        }
    }
}

const OLDER: [(&str, Action); 10] = [
    ("getAllCustomerConfigData", Action::GetConfigData),
    ("getCustomersConfigData", Action::GetConfigData),
    ("createCustomer", Action::Save),
    ("updateCustomer", Action::Update),
    ("deleteCustomer", Action::Delete),
    ("getCustomerById", Action::GetById),
    ("getAllCustomers", Action::GetAll),
    (OLD_SEARCH, Action::SearchAdvanced),
    ("searchCustomers", Action::SearchAdvanced),
    ("addContacts", Action::AddContact),
];

/// The older search, whose answer has its list under `customers`.
pub const OLD_SEARCH: &str = "getAllCustomersByAdvancedSearch";

/// The lists of which an update may remove elements, and what they are removed by.
pub const REMOVALS: [(&str, &str); 4] = [
    ("phoneNumbers", "removePhoneNumbers"),
    ("emailAddresses", "removeEmailAddresses"),
    ("addresses", "removeAddresses"),
    ("labels", "removeLabels"),
];

/// The flags beside `attributeName`, and the key that each stands for.
pub const UPDATE_FLAGS: [(&str, &str); 3] = [
    ("isEmailAddressUpdate", "emailAddresses"),
    ("isAddressUpdate", "addresses"),
    ("isCustomAttributesUpdate", "customAttributes"),
];

/// A request before the keys are put in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    pub action: Action,
    pub parameters: Vec<(&'static str, String)>,
}

impl Request {
    fn new(action: Action, parameters: Vec<(&'static str, String)>) -> Request {
        Request { action, parameters }
    }

    /// The form body, with these pairs put in.
    pub fn form(&self, more: &[(&str, &str)]) -> String {
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.append_pair("a", self.action.wire());
        form.extend_pairs(&self.parameters);
        form.extend_pairs(more);
        form.finish()
    }
}

pub fn config() -> Request {
    Request::new(Action::GetConfigData, Vec::new())
}

pub fn save(record: &Customer, request_id: Option<&str>) -> Request {
    let mut parameters = vec![
        ("customerData", record.to_json()),
        ("isLeadConvert", "N".to_owned()),
        ("isDuplicate", "false".to_owned()),
    ];
    if let Some(id) = request_id {
        parameters.push(("requestId", id.to_owned()));
    }
    Request::new(Action::Save, parameters)
}

/// An update that names just what `changes` move. `record` is the whole record with them put in.
pub fn update(
    id: CustomerId,
    record: &Customer,
    changes: &[Change],
    if_version: Option<i64>,
) -> Request {
    let names = names(changes);
    let mut parameters = vec![
        ("customerId", id.to_string()),
        (
            "customerData",
            update_data(record, changes, &names).to_json(),
        ),
        ("attributeName", json!(names).to_string()),
    ];
    for (flag, key) in UPDATE_FLAGS {
        if names.iter().any(|name| name == key) {
            parameters.push((flag, "true".to_owned()));
        }
    }
    if let Some(version) = if_version {
        parameters.push(("ifVersion", version.to_string()));
    }
    Request::new(Action::Update, parameters)
}

/// An update that puts back what was: beside what every server understands it says how each key was to the letter,
/// so that a server of our own kind leaves a key out that was not there, and completes nothing.
pub fn put_back(
    id: CustomerId,
    record: &Customer,
    changes: &[Change],
    if_version: Option<i64>,
) -> Request {
    let mut request = update(id, record, changes, if_version);
    let names = names(changes);
    let there = names
        .iter()
        .filter_map(|name| record.get(name).map(|value| (name.clone(), value.clone())));
    let as_it_was = Value::Object(there.collect());
    request.parameters.push((AS_IT_WAS, as_it_was.to_string()));
    request
}

/// The parameter beside an update that says how the named keys were, those alone that were there.
pub const AS_IT_WAS: &str = "asItWas";

/// The names of all that changes move, each once.
fn names(changes: &[Change]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for name in changes.iter().flat_map(Change::attribute_names) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// The record as an update sends it: what was taken away is said, not left out.
fn update_data(record: &Customer, changes: &[Change], names: &[String]) -> Customer {
    let mut data = record.clone();
    for name in names.iter().filter(|name| record.get(name).is_none()) {
        data.set(name, Value::Null);
    }
    for change in changes {
        if let Some((list, removals)) = REMOVALS.iter().find(|(list, _)| *list == change.field) {
            let gone = gone_elements(change.from.get(*list), change.to.get(*list));
            if !gone.is_empty() {
                data.set(removals, Value::Array(gone));
            }
        }
        if change.field.starts_with(CUSTOM_PREFIX)
            && !change.to.contains_key(&change.field)
            && let Some(was) = change.from.get(&change.field)
        {
            push_custom(&mut data, emptied(was));
        }
    }
    data
}

/// The elements of `from` that `to` has no longer, by their ids.
fn gone_elements(from: Option<&Value>, to: Option<&Value>) -> Vec<Value> {
    let list = |value: Option<&Value>| value.and_then(Value::as_array).cloned().unwrap_or_default();
    let stays = list(to);
    let mut gone = list(from);
    gone.retain(|was| {
        let is_named = IDENTITIES
            .iter()
            .any(|key| was.get(*key).is_some_and(|id| !is_empty(id)));
        is_named && !stays.iter().any(|is| is_same_element(was, is))
    });
    gone
}

/// The ids that an element of a list may have, the surest first.
const IDENTITIES: [&str; 4] = ["communicationId", "addressId", "labelId", "id"];

/// Whether two elements of a list are one: by the first id that both have.
pub fn is_same_element(a: &Value, b: &Value) -> bool {
    for key in IDENTITIES {
        if let (Some(a), Some(b)) = (a.get(key), b.get(key))
            && !is_empty(a)
            && !is_empty(b)
        {
            return same(a, b);
        }
    }
    false
}

/// A custom attribute without its value: leaving it out of an update would leave it as it is.
fn emptied(element: &Value) -> Value {
    let mut element = element.clone();
    let tag = element
        .get("customAttributeTagName")
        .and_then(Value::as_str)
        .map(str::to_owned);
    if let Some(map) = element.as_object_mut() {
        for key in [
            "customAttributeValue",
            "customAttributeValueId",
            "numberValue",
            "dateValue",
        ] {
            if map.contains_key(key) {
                map.insert(key.to_owned(), json!(""));
            }
        }
        if let Some(value) = tag.and_then(|tag| map.get_mut(&tag)) {
            *value = json!("");
        }
        if map.contains_key("attributeValues") {
            map.insert("attributeValues".to_owned(), json!([]));
        }
    }
    element
}

fn push_custom(data: &mut Customer, element: Value) {
    let mut all = data.list("customAttributes").to_vec();
    all.push(element);
    data.set("customAttributes", Value::Array(all));
}

pub fn delete(id: CustomerId, if_version: Option<i64>) -> Request {
    let mut parameters = vec![("customerId", id.to_string())];
    if let Some(version) = if_version {
        parameters.push(("ifVersion", version.to_string()));
    }
    Request::new(Action::Delete, parameters)
}

pub fn restore(id: CustomerId) -> Request {
    Request::new(Action::Restore, vec![("customerId", id.to_string())])
}

pub fn history(id: CustomerId, start: usize, count: usize) -> Request {
    let mut parameters = window(start, count);
    parameters.push(("customerId", id.to_string()));
    Request::new(Action::History, parameters)
}

/// Puts a note to a customer. The same request again makes no second one on a server of our own kind.
pub fn create_note(id: CustomerId, text: &str, request_id: &str) -> Request {
    let details = json!({
        "noteText": text,
        "objectId": 3,
        "objectRefId": id,
        "associations": [{"objectId": 3, "objectRefId": id}],
        "labels": [],
        "isDisplayToCustomer": "N",
        "isSendEmail": "N",
        "isNotifyAssignee": "N",
        "isNotifyCustomer": "N",
        "isRemindMeEnabled": "N",
    });
    let parameters = vec![
        ("noteDetails", details.to_string()),
        ("requestId", request_id.to_owned()),
    ];
    Request::new(Action::CreateNote, parameters)
}

/// The notes of a customer, what was written last first.
pub fn notes(id: CustomerId, start: usize, count: usize) -> Request {
    let parameters = vec![
        ("selectedObjectId", "3".to_owned()),
        ("selectedObjectRefId", id.to_string()),
        ("startIndex", start.to_string()),
        ("numRecords", count.to_string()),
        ("isFrom", "App".to_owned()),
        ("noteData", "{}".to_owned()),
        ("b", "1".to_owned()),
    ];
    Request::new(Action::GetNotes, parameters)
}

/// Changes one item of a list, or an attribute, of getConfigData.
pub fn change_config(change: &ListChange) -> Request {
    let change = serde_json::to_string(change).unwrap_or_default();
    Request::new(Action::ChangeConfig, vec![("change", change)])
}

/// Words narrow it; none: all of it.
pub fn trash(words: &str, start: usize, count: usize) -> Request {
    let mut parameters = window(start, count);
    if !words.is_empty() {
        parameters.push(("searchText", words.to_owned()));
    }
    Request::new(Action::Trash, parameters)
}

/// What moved since a place that an earlier answer has named, or since a stamp. A foreign server passes
/// over the parameter and answers with a page.
pub fn since(place: &str, count: usize) -> Request {
    let mut parameters = window(0, count);
    parameters.push(("updatedSince", place.to_owned()));
    Request::new(Action::GetAll, parameters)
}

pub fn get(id: CustomerId) -> Request {
    Request::new(Action::GetById, vec![("customerId", id.to_string())])
}

pub fn page(start: usize, count: usize, sort: Option<&Sort>) -> Request {
    let mut parameters = window(start, count);
    parameters.extend(sort.into_iter().flat_map(sorted));
    Request::new(Action::GetAll, parameters)
}

fn sorted(sort: &Sort) -> [(&'static str, String); 2] {
    let way = if sort.descending { "desc" } else { "asc" };
    [
        ("sortColumn", sort_column(&sort.field)),
        ("sortDir", way.to_owned()),
    ]
}

pub fn search_text(text: &str, start: usize, count: usize) -> Request {
    let mut parameters = window(start, count);
    parameters.push(("searchText", text.to_owned()));
    Request::new(Action::SearchText, parameters)
}

pub fn search(
    search_data: &Value,
    multi_select: &Value,
    start: usize,
    count: usize,
    sort: Option<&Sort>,
) -> Request {
    let mut parameters = window(start, count);
    parameters.extend(sort.into_iter().flat_map(sorted));
    parameters.push(("searchData", search_data.to_string()));
    parameters.push(("multiSelectData", multi_select.to_string()));
    Request::new(Action::SearchAdvanced, parameters)
}

fn window(start: usize, count: usize) -> Vec<(&'static str, String)> {
    vec![
        ("startIndex", start.to_string()),
        ("numRecords", count.to_string()),
        ("iDisplayStart", start.to_string()),
        ("iDisplayLength", count.to_string()),
        ("objectId", "3".to_owned()),
    ]
}

/// Names are sorted by a form of theirs that is not cut into words.
fn sort_column(field: &str) -> String {
    let is_word = field.ends_with("Name") || field.ends_with("Category");
    if is_word {
        format!("{field}.sortable")
    } else {
        field.to_owned()
    }
}

#[cfg(test)]
#[path = "request_tests.rs"]
mod tests;
