//! Owns getConfigData as the rest of the program sees it: the choice lists, the layout, the firm's own
//! attributes and formats. Parsing never fails: three naming styles live side by side in the real
//! answer, and any list may be missing.
//! Must not fetch anything.

use std::collections::BTreeMap;

use serde_json::Value;

use super::date::DateFormat;
use super::field::{CustomAttribute, Field, Kind, List};
use super::layout::{self, Layout};
use super::record::{Customer, whole};
use super::spelling::SPELLINGS;
use super::text::fold;

/// One value of a drop-down.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    /// As the server sends it: a number, digits, or null for a list of plain words.
    pub id: Value,
    pub name: String,
    pub code: Option<String>,
    /// `false`: still shown on records that have it, no longer offered.
    pub enabled: bool,
    /// For an assignee: 8 an employee, 91 a team.
    pub object: Option<i64>,
}

impl Choice {
    /// A choice that is known by its name alone.
    pub fn word(name: &str) -> Choice {
        Choice {
            id: Value::Null,
            name: name.to_owned(),
            code: None,
            enabled: true,
            object: None,
        }
    }

    /// Whether a typed word names this choice: its name, its code or its id.
    pub fn is_called(&self, text: &str) -> bool {
        let wanted = fold(text);
        fold(&self.name) == wanted
            || self
                .code
                .as_deref()
                .is_some_and(|code| fold(code) == wanted)
            || whole(&self.id).is_some_and(|id| id.to_string() == wanted)
    }
}

/// getConfigData, parsed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Catalog {
    lists: BTreeMap<List, Vec<Choice>>,
    pub layout: Layout,
    /// The firm's own attributes with their labels, in the layout's order.
    pub custom: Vec<(String, CustomAttribute)>,
    pub date_format: DateFormat,
    /// The firm's currency, proposed for a new record's money.
    pub currency: Option<String>,
    /// Who the server says is asking; proposed as a new record's assignee.
    pub me: Option<Choice>,
}

impl Catalog {
    pub fn parse(config: &Value) -> Catalog {
        let mut lists = BTreeMap::new();
        for spelling in &SPELLINGS {
            let mut choices = spelling.read(config);
            if spelling.list == List::Assignee {
                choices.extend(teams(config));
            }
            if !choices.is_empty() {
                lists.insert(spelling.list, choices);
            }
        }
        let (layout, custom) = layout::parse(config.get("webLayout"));
        Catalog {
            lists,
            layout,
            custom,
            date_format: text(config, "dateFormat")
                .and_then(DateFormat::new)
                .unwrap_or_default(),
            currency: text(config, "currencyCode").map(str::to_owned),
            me: me(config),
        }
    }

    /// A list in the server's order; empty where it is not known.
    pub fn list(&self, list: List) -> &[Choice] {
        self.lists.get(&list).map(Vec::as_slice).unwrap_or_default()
    }

    /// Finds a choice by its name, code or id.
    pub fn find(&self, list: List, typed: &str) -> Option<&Choice> {
        let all = self.list(list);
        all.iter()
            .find(|c| c.name == typed)
            .or_else(|| all.iter().find(|c| c.is_called(typed)))
    }

    /// Lists that the server left out are filled with the values met in records.
    pub fn learn(&mut self, record: &Customer, fields: &[Field]) {
        for field in fields {
            let Some(list) = field.list() else { continue };
            let name = record.text(&field.wire);
            if name.is_empty() || matches!(field.kind, Kind::Group(_)) {
                continue;
            }
            let choices = self.lists.entry(list).or_default();
            if !choices.iter().any(|choice| choice.name == name) {
                let id = field
                    .id_wire
                    .and_then(|id| record.get(id))
                    .cloned()
                    .unwrap_or(Value::Null);
                let object = record
                    .get("assigneeObjectId")
                    .and_then(whole)
                    .filter(|_| list == List::Assignee);
                choices.push(Choice {
                    id,
                    object,
                    ..Choice::word(name)
                });
            }
        }
    }

    /// The lists that the server's answer did not have, and that records may fill.
    pub fn missing(&self) -> Vec<List> {
        SPELLINGS
            .iter()
            .map(|s| s.list)
            .filter(|list| self.list(*list).is_empty())
            .collect()
    }

    /// Puts a whole list in place, for those that other services answer (countries, employees).
    pub fn put(&mut self, list: List, choices: Vec<Choice>) {
        self.lists.insert(list, choices);
    }

    /// Reads an array of items the way getConfigData's lists are read.
    pub fn read_items(list: List, items: &[Value]) -> Vec<Choice> {
        SPELLINGS
            .iter()
            .find(|spelling| spelling.list == list)
            .map(|spelling| {
                items
                    .iter()
                    .filter_map(|item| spelling.choice(item))
                    .collect()
            })
            .unwrap_or_default()
    }
}

fn teams(config: &Value) -> Vec<Choice> {
    let items = ["teams", "teamData"]
        .iter()
        .find_map(|key| config.get(*key).and_then(Value::as_array));
    items
        .into_iter()
        .flatten()
        .filter_map(|item| {
            let name = ["name", "teamName", "fullName"]
                .iter()
                .find_map(|key| text(item, key))?;
            let id = item
                .get("teamId")
                .or_else(|| item.get("id"))
                .cloned()
                .unwrap_or(Value::Null);
            Some(Choice {
                id,
                object: Some(91),
                ..Choice::word(name)
            })
        })
        .collect()
}

fn me(config: &Value) -> Option<Choice> {
    let name = text(config, "assigneeObjectRefName")?;
    Some(Choice {
        id: config
            .get("assigneeObjectRefId")
            .cloned()
            .unwrap_or(Value::Null),
        object: config.get("assigneeObjectId").and_then(whole).or(Some(8)),
        ..Choice::word(name)
    })
}

fn text<'a>(value: &'a Value, key: &str) -> Option<&'a str> {
    value
        .get(key)
        .and_then(Value::as_str)
        .filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::customer::field::Fields;
    use serde_json::json;

    #[test]
    fn three_naming_styles_are_read() {
        let catalog = Catalog::parse(&json!({
            "customerStatusList": [{"statusId": 10000, "statusName": "Active"}, {"statusId": 1, "statusName": "Old", "isEnabled": "N"}],
            "markets": [{"id": 5, "name": "Retail", "code": "RET"}],
            "segments": [{"lookupId": "6", "meaning": "Large"}, {"broken": true}, 7, ""],
            "paymentTerms": [{"paymentTermId": 98763, "paymentTermCode": "Net 30"}],
            "currencies": ["INR", "EUR"],
            "employees": [{"employeeId": 77021, "fullName": "Db2Es s"}],
            "teams": [{"id": 3, "name": "North"}],
            "phoneTypes": [{"id": 20673183, "code": "PHONE_BUSINESS", "name": "Business", "isEnabled": "Y"}],
            "slas": {"not": "a list"},
        }));
        assert_eq!(catalog.list(List::Status).len(), 2);
        assert!(!catalog.list(List::Status)[1].enabled);
        assert_eq!(catalog.find(List::Market, "ret").unwrap().name, "Retail");
        assert_eq!(catalog.find(List::Segment, "large").unwrap().id, json!("6"));
        assert_eq!(catalog.list(List::Segment).len(), 1);
        assert_eq!(
            catalog.find(List::PaymentTerm, "98763").unwrap().name,
            "Net 30"
        );
        assert_eq!(
            catalog.find(List::Assignee, "North").unwrap().object,
            Some(91)
        );
        assert_eq!(
            catalog
                .find(List::PhoneType, "Business")
                .unwrap()
                .code
                .as_deref(),
            Some("PHONE_BUSINESS")
        );
        assert!(catalog.list(List::Sla).is_empty());
    }

    #[test]
    fn any_json_is_a_catalog() {
        for text in [
            "null",
            "[]",
            "{}",
            "3",
            r#"{"webLayout":"{","dateFormat":7,"markets":[[[]]]}"#,
        ] {
            let catalog = Catalog::parse(&serde_json::from_str(text).unwrap());
            assert_eq!(catalog.missing().len(), SPELLINGS.len(), "{text}");
        }
    }

    #[test]
    fn a_missing_list_is_filled_from_records() {
        let mut catalog = Catalog::default();
        let fields: Vec<Field> = Fields::standard().iter().cloned().collect();
        let record = Customer::from_value(json!({"marketName": "Retail", "marketId": 5, "assigneeObjectRefName": "A", "assigneeObjectRefId": 1, "assigneeObjectId": 91})).unwrap();
        catalog.learn(&record, &fields);
        catalog.learn(&record, &fields);
        assert_eq!(
            catalog.list(List::Market),
            [Choice {
                id: json!(5),
                ..Choice::word("Retail")
            }]
        );
        assert_eq!(catalog.list(List::Assignee)[0].object, Some(91));
    }
}
