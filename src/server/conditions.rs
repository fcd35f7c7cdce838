//! Owns reading `searchData` and `multiSelectData` into conditions: names of keys, the many ways of saying
//! "any", ids as text, dates. What is not evidenced (relative dates by number) sets no condition.
//! Must not search.

use serde_json::{Map, Value};

use crate::apptivo::response::{Code, Refusal};
use crate::customer::change::is_empty;
use crate::customer::date;
use crate::customer::field::Kind;
use crate::customer::text::fold;
use crate::store::filter::{Condition, Member, digits};
use crate::store::{Filter, Order};

use super::actions::refuse;

/// The lists of `multiSelectData` and the ids that they choose from.
const LISTS: [(&str, &str); 9] = [
    ("marketIds", "marketId"),
    ("categoryIds", "customerCategoryId"),
    ("statusIds", "statusId"),
    ("employeeRangeIds", "employeeRangeId"),
    ("paymentTermIds", "paymentTermId"),
    ("slaIds", "slaId"),
    ("industryIds", "industryId"),
    ("segmentIds", "segmentId"),
    ("territoryIds", "territoryId"),
];

/// What an address may be searched by: the key in the search, and the keys in a record.
const ADDRESS: [(&str, &[&str]); 13] = [
    ("addressType", &["addressType"]),
    ("addressLine1", &["addressLine1"]),
    ("addressLine2", &["addressLine2"]),
    ("city", &["city"]),
    ("county", &["county"]),
    ("state", &["state"]),
    ("stateName", &["state", "stateName"]),
    ("stateCode", &["stateCode"]),
    ("stateId", &["stateId"]),
    ("zipCode", &["zipCode"]),
    ("countryName", &["countryName"]),
    ("countryCode", &["countryCode"]),
    ("countryId", &["countryId"]),
];

/// `searchData`: all that is given must be met.
pub fn read(keys: &Map<String, Value>, order: &Order) -> Result<Filter, Refusal> {
    let mut all = Vec::new();
    for (key, value) in keys {
        if is_any(value) {
            continue;
        }
        all.extend(condition(key, value, keys, order)?);
    }
    Ok(Filter { all })
}

/// `multiSelectData`: one of each list must be met.
pub fn read_lists(keys: &Map<String, Value>, _: &Order) -> Result<Filter, Refusal> {
    let mut all = Vec::new();
    for (list, wire) in LISTS {
        let chosen = match keys.get(list) {
            None => continue,
            Some(Value::Array(chosen)) => chosen.as_slice(),
            Some(one) => std::slice::from_ref(one),
        };
        let values: Vec<String> = chosen
            .iter()
            .filter(|id| !is_any(id))
            .filter_map(id_text)
            .collect();
        if !values.is_empty() {
            let wire = wire.to_owned();
            all.push(Condition::OneOf { wire, values });
        }
    }
    Ok(Filter { all })
}

/// Nothing, and the values with which drop-downs say "any".
fn is_any(value: &Value) -> bool {
    is_empty(value)
        || matches!(
            value.as_str().map(str::trim),
            Some("" | "-1" | "Select One")
        )
        || value.as_i64() == Some(-1)
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim().to_owned()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// An id, bare or inside an object.
fn id_text(value: &Value) -> Option<String> {
    text(value).or_else(|| text(value.get("id")?))
}

fn condition(
    key: &str,
    value: &Value,
    keys: &Map<String, Value>,
    order: &Order,
) -> Result<Vec<Condition>, Refusal> {
    let day = |text: &str| {
        let day = date::read(text, &order.dates).map(|day| day.to_string());
        day.ok_or_else(|| refuse(Code::Invalid, format!("searchData: {key} is no date")))
    };
    let typed = text(value).unwrap_or_default();
    Ok(match key {
        "creationOnStartDate" => vec![Condition::DayFrom {
            wire: "creationDate".into(),
            day: day(&typed)?,
        }],
        "creationOnEndDate" => vec![Condition::DayUntil {
            wire: "creationDate".into(),
            day: day(&typed)?,
        }],
        "lastUpdateOnStartDate" => vec![Condition::DayFrom {
            wire: "lastUpdateDate".into(),
            day: day(&typed)?,
        }],
        "lastUpdateOnEndDate" => vec![Condition::DayUntil {
            wire: "lastUpdateDate".into(),
            day: day(&typed)?,
        }],
        "annualRevenue" | "annualRevenueTo" => revenue(key, typed, keys)?,
        "phoneNumbers" => elements(value, phone),
        "phoneNumber" => phone(&Map::from_iter([("phoneNumber".to_owned(), value.clone())]))
            .into_iter()
            .collect(),
        "emailAddresses" => elements(value, email),
        "contactEmail" => email(&Map::from_iter([(
            "emailAddress".to_owned(),
            value.clone(),
        )]))
        .into_iter()
        .collect(),
        "addresses" => elements(value, address),
        "labels" => elements(value, label),
        "customAttributes" => elements(value, custom),
        "phoneType" => vec![element("phoneNumbers", vec![contains("phoneType", &typed)])],
        "emailType" => vec![element(
            "emailAddresses",
            vec![contains("emailType", &typed)],
        )],
        _ if is_relative_date(key) => Vec::new(),
        _ if ADDRESS.iter().any(|(name, _)| *name == key) => {
            address(&Map::from_iter([(key.to_owned(), value.clone())]))
                .into_iter()
                .collect()
        }
        _ => plain(key, value, order),
    })
}

/// `…Duration`, `…DurationTypeId` and `…RangeTypeId`: what their numbers mean is not public.
fn is_relative_date(key: &str) -> bool {
    (key.starts_with("creationDate") || key.starts_with("lastUpdateDate"))
        && ["Duration", "DurationTypeId", "RangeTypeId"]
            .iter()
            .any(|end| key.ends_with(end))
}

fn revenue(key: &str, typed: String, keys: &Map<String, Value>) -> Result<Vec<Condition>, Refusal> {
    if typed.parse::<f64>().is_err() {
        return Err(refuse(
            Code::Invalid,
            format!("searchData: {key} is no number"),
        ));
    }
    let wire = "annualRevenue".to_owned();
    let is_range = keys.get("annualRevenueTo").is_some_and(|to| !is_any(to));
    Ok(match (key, is_range) {
        ("annualRevenueTo", _) => vec![Condition::NumberUntil {
            wire,
            at_most: typed,
        }],
        (_, true) => vec![Condition::NumberFrom {
            wire,
            at_least: typed,
        }],
        (_, false) => vec![
            Condition::NumberFrom {
                wire: wire.clone(),
                at_least: typed.clone(),
            },
            Condition::NumberUntil {
                wire,
                at_most: typed,
            },
        ],
    })
}

/// Ids, codes and flags are equal or not; texts contain.
fn plain(key: &str, value: &Value, order: &Order) -> Vec<Condition> {
    let values: Vec<String> = match value {
        Value::Array(some) => some
            .iter()
            .filter(|one| !is_any(one))
            .filter_map(id_text)
            .collect(),
        one => text(one).into_iter().collect(),
    };
    if values.is_empty() {
        return Vec::new();
    }
    let kind = order
        .fields
        .iter()
        .find(|field| field.wire == key)
        .map(|field| field.kind);
    let is_exact = value.is_array()
        || value.is_number()
        || key.ends_with("Id")
        || matches!(kind, Some(Kind::Flag | Kind::Code(_) | Kind::Opaque));
    let wire = key.to_owned();
    if is_exact {
        return vec![Condition::OneOf { wire, values }];
    }
    values
        .iter()
        .map(|text| fold(text))
        .filter(|folded| !folded.is_empty())
        .map(|folded| Condition::Contains {
            wire: wire.clone(),
            folded,
        })
        .collect()
}

fn elements(
    value: &Value,
    read: impl Fn(&Map<String, Value>) -> Option<Condition>,
) -> Vec<Condition> {
    let elements = value
        .as_array()
        .map(Vec::as_slice)
        .unwrap_or(std::slice::from_ref(value));
    elements
        .iter()
        .filter_map(Value::as_object)
        .filter_map(read)
        .collect()
}

fn element(list: &str, all: Vec<Member>) -> Condition {
    Condition::Element {
        wire: list.to_owned(),
        all,
    }
}

fn contains(wire: &'static str, typed: &str) -> Member {
    Member::Contains {
        wires: vec![wire],
        folded: fold(typed),
    }
}

/// A member of a searched element, when it says something.
fn given(map: &Map<String, Value>, key: &str) -> Option<String> {
    map.get(key).filter(|value| !is_any(value)).and_then(text)
}

fn phone(map: &Map<String, Value>) -> Option<Condition> {
    let typed = given(map, "phoneNumber")?;
    let digits = digits(&typed);
    if digits.is_empty() {
        return None;
    }
    let listed = element(
        "phoneNumbers",
        vec![Member::Digits {
            wire: "phoneNumber",
            digits,
        }],
    );
    let flat = Condition::Contains {
        wire: "phoneNumber".to_owned(),
        folded: fold(&typed),
    };
    Some(Condition::Any(vec![listed, flat]))
}

fn email(map: &Map<String, Value>) -> Option<Condition> {
    let typed = given(map, "emailAddress")?;
    let listed = element("emailAddresses", vec![contains("emailAddress", &typed)]);
    let flat = Condition::Contains {
        wire: "contactEmail".to_owned(),
        folded: fold(&typed),
    };
    Some(Condition::Any(vec![listed, flat]))
}

fn address(map: &Map<String, Value>) -> Option<Condition> {
    let all: Vec<Member> = ADDRESS
        .iter()
        .filter_map(|(key, wires)| {
            let typed = given(map, key)?;
            let wires = wires.to_vec();
            Some(
                if key.ends_with("Id") || key.ends_with("Code") && *key != "zipCode" {
                    Member::Is {
                        wires,
                        value: typed,
                    }
                } else {
                    Member::Contains {
                        wires,
                        folded: fold(&typed),
                    }
                },
            )
        })
        .collect();
    (!all.is_empty()).then(|| element("addresses", all))
}

fn label(map: &Map<String, Value>) -> Option<Condition> {
    let by_id = given(map, "labelId").or_else(|| given(map, "id"));
    let member = match by_id {
        Some(value) => Member::Is {
            wires: vec!["labelId", "id"],
            value,
        },
        None => contains("labelName", &given(map, "labelName")?),
    };
    Some(element("labels", vec![member]))
}

fn custom(map: &Map<String, Value>) -> Option<Condition> {
    let id = given(map, "customAttributeId").or_else(|| given(map, "customAttributeTagName"))?;
    let value = given(map, "customAttributeValue")?;
    let named = Member::Is {
        wires: vec!["customAttributeId", "customAttributeTagName"],
        value: id,
    };
    let holds = Member::Contains {
        wires: vec!["customAttributeValue", "attributeValues"],
        folded: fold(&value),
    };
    Some(element("customAttributes", vec![named, holds]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::customer::{Catalog, Customer};
    use serde_json::json;

    fn found(search: Value, lists: Value, record: Value) -> bool {
        let order = Order::of(&Catalog::default());
        let map = |value: Value| value.as_object().cloned().unwrap();
        let mut filter = read(&map(search), &order).unwrap();
        filter
            .all
            .extend(read_lists(&map(lists), &order).unwrap().all);
        filter.matches(&Customer::from_value(record).unwrap())
    }

    #[test]
    fn any_is_said_in_many_ways() {
        let any = json!({"customerName": "", "statusId": "-1", "marketId": -1, "industryName": "Select One", "isBounced": null,
            "phoneNumbers": [], "emailAddresses": [{"emailAddress": ""}], "creationDateDurationTypeId": 3, "phoneType": "-1",
            "addresses": [{"addressAttributeId": "address_section_attr_id", "addressGroupName": "Address1", "state": "", "stateId": null, "countryId": -1}],
            "customAttributes": [{"customAttributeId": "x", "customAttributeValue": ""}]});
        assert!(found(
            any,
            json!({"statusIds": [], "marketIds": ["-1"]}),
            json!({})
        ));
    }

    #[test]
    fn each_kind_of_condition_finds_and_leaves_out() {
        let record = json!({"customerName": "Café Müller GmbH", "customerNumber": "117", "statusId": 10000, "isAffiliate": "Y",
            "annualRevenue": 500, "creationDate": "2024-02-29 10:00:00", "phoneNumbers": [{"phoneNumber": "+49 (89) 123"}],
            "contactEmail": "flat@x.example", "emailAddresses": [{"emailAddress": "Ann@X.example"}], "labels": [{"labelId": 5, "labelName": "Key account"}],
            "addresses": [{"city": "Ulm", "state": "Bavaria", "countryId": 81}],
            "customAttributes": [{"customAttributeId": "c", "customAttributeValue": "Blue"}]});
        for (yes, no) in [
            (
                json!({"customerName": "muller"}),
                json!({"customerName": "meier"}),
            ),
            (
                json!({"customerNumber": "17"}),
                json!({"customerNumber": "18"}),
            ),
            (json!({"statusId": "10000"}), json!({"statusId": 1000})),
            (json!({"isAffiliate": "Y"}), json!({"isAffiliate": "N"})),
            (
                json!({"annualRevenue": 400, "annualRevenueTo": "600"}),
                json!({"annualRevenue": 400}),
            ),
            (
                json!({"creationOnStartDate": "02/29/2024"}),
                json!({"creationOnStartDate": "2024-03-01"}),
            ),
            (
                json!({"creationOnEndDate": "2024-02-29"}),
                json!({"creationOnEndDate": "2024-02-28"}),
            ),
            (
                json!({"phoneNumbers": [{"phoneNumber": "4989-123"}]}),
                json!({"phoneNumbers": [{"phoneNumber": "999"}]}),
            ),
            (
                json!({"emailAddresses": [{"emailAddress": "ann@x.example", "id": "cont_email_input"}]}),
                json!({"emailAddresses": [{"emailAddress": "bob"}]}),
            ),
            (
                json!({"emailAddresses": [{"emailAddress": "flat@x"}]}),
                json!({"contactEmail": "round@x"}),
            ),
            (
                json!({"addresses": [{"city": "ulm", "stateName": "bav"}]}),
                json!({"addresses": [{"city": "ulm", "state": "hesse"}]}),
            ),
            (json!({"countryId": 81}), json!({"countryId": 8})),
            (
                json!({"labels": [{"labelId": "5"}]}),
                json!({"labels": [{"labelName": "lost"}]}),
            ),
            (
                json!({"customAttributes": [{"customAttributeId": "c", "customAttributeValue": "blue"}]}),
                json!({"customAttributes": [{"customAttributeId": "d", "customAttributeValue": "blue"}]}),
            ),
        ] {
            assert!(found(yes.clone(), json!({}), record.clone()), "{yes}");
            assert!(!found(no.clone(), json!({}), record.clone()), "{no}");
        }
        assert!(found(
            json!({}),
            json!({"statusIds": ["1", 10000]}),
            record.clone()
        ));
        assert!(!found(
            json!({}),
            json!({"statusIds": ["10000"], "marketIds": [3]}),
            record
        ));
    }

    #[test]
    fn what_is_no_date_is_said_and_not_passed_over() {
        let order = Order::of(&Catalog::default());
        let search = json!({"creationOnStartDate": "yesterday"});
        assert!(read(search.as_object().unwrap(), &order).is_err());
    }
}
