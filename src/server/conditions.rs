//! Owns reading `searchData` and `multiSelectData` into conditions: names of keys, the many ways of saying
//! "any", ids as text, dates. What says something that is not understood is refused by name: a search
//! that passes over a condition finds the wrong customer. Must not search.

use serde_json::{Map, Value};

use crate::customer::change::is_empty;
use crate::customer::date;
use crate::customer::field::{Field, Kind};
use crate::customer::record::whole;
use crate::customer::text::fold;
use crate::store::filter::Condition;
use crate::store::{Filter, Order};

use super::elements;
use super::parameters::digits;

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

/// `searchData`: all that is given must be met. An error names the key.
pub fn read(keys: &Map<String, Value>, order: &Order) -> Result<Filter, String> {
    let mut all = Vec::new();
    for (key, value) in keys {
        if is_any(value) {
            continue;
        }
        let read = condition(key, value, keys, order);
        all.extend(read.map_err(|why| format!("{key} {why}"))?);
    }
    Ok(Filter { all })
}

/// `multiSelectData`: one of each list must be met. An error names the list.
pub fn read_lists(keys: &Map<String, Value>, _: &Order) -> Result<Filter, String> {
    let mut all = Vec::new();
    for (list, value) in keys {
        if is_any(value) {
            continue;
        }
        let Some((_, wire)) = LISTS.iter().find(|(known, _)| known == list) else {
            return Err(format!("{list} {UNKNOWN}"));
        };
        let values = ids(value).map_err(|why| format!("{list} {why}"))?;
        if !values.is_empty() {
            let wire = (*wire).to_owned();
            all.push(Condition::OneOf { wire, values });
        }
    }
    Ok(Filter { all })
}

const UNKNOWN: &str = "is nothing that can be searched by";

/// Nothing, and the values with which drop-downs say "any".
pub(super) fn is_any(value: &Value) -> bool {
    is_empty(value)
        || matches!(
            value.as_str().map(str::trim),
            Some("" | "-1" | "Select One")
        )
        || value.as_i64() == Some(-1)
}

/// What was typed: texts, and numbers where a client sends them bare.
pub(super) fn text(value: &Value) -> Result<String, String> {
    match value {
        Value::String(text) => Ok(text.trim().to_owned()),
        Value::Number(number) => Ok(number.to_string()),
        _ => Err("must be a text".to_owned()),
    }
}

/// A text as it is compared. One of which nothing is left would be in every record.
pub(super) fn folded(text: &str) -> Result<String, String> {
    let folded = fold(text);
    if folded.is_empty() {
        return Err("has no letter or digit to search for".to_owned());
    }
    Ok(folded)
}

/// An id as text, bare or inside an object.
pub(super) fn id(value: &Value) -> Result<String, String> {
    let number = |value: &Value| whole(value).or_else(|| digits(&text(value).ok()?).parse().ok());
    number(value)
        .or_else(|| number(value.get("id")?))
        .map(|id| id.to_string())
        .ok_or_else(|| "must be a whole number".to_owned())
}

/// One id, or a list of them.
fn ids(value: &Value) -> Result<Vec<String>, String> {
    match value {
        Value::String(several) if several.contains(',') => {
            let each = several.split(',').filter(|one| !one.trim().is_empty());
            each.map(|one| id(&Value::from(one))).collect()
        }
        _ => each(value).map(id).collect(),
    }
}

fn each(value: &Value) -> impl Iterator<Item = &Value> {
    let all = match value {
        Value::Array(all) => all.as_slice(),
        one => std::slice::from_ref(one),
    };
    all.iter().filter(|one| !is_any(one))
}

fn condition(
    key: &str,
    value: &Value,
    keys: &Map<String, Value>,
    order: &Order,
) -> Result<Vec<Condition>, String> {
    Ok(match key {
        "creationOnStartDate" => vec![Condition::DayFrom {
            wire: "creationDate".into(),
            day: day(value, order)?,
        }],
        "creationOnEndDate" => vec![Condition::DayUntil {
            wire: "creationDate".into(),
            day: day(value, order)?,
        }],
        "lastUpdateOnStartDate" => vec![Condition::DayFrom {
            wire: "lastUpdateDate".into(),
            day: day(value, order)?,
        }],
        "lastUpdateOnEndDate" => vec![Condition::DayUntil {
            wire: "lastUpdateDate".into(),
            day: day(value, order)?,
        }],
        // A unit of time alone is no condition; what the numbers beside it mean is not public.
        "creationDateDurationTypeId" | "lastUpdateDateDurationTypeId" => Vec::new(),
        "creationDateDuration" | "creationDateRangeTypeId" => {
            return Err("is not understood; use creationOnStartDate and creationOnEndDate".into());
        }
        "lastUpdateDateDuration" | "lastUpdateDateRangeTypeId" => {
            return Err(
                "is not understood; use lastUpdateOnStartDate and lastUpdateOnEndDate".into(),
            );
        }
        "annualRevenue" | "annualRevenueTo" => revenue(key, value, keys)?,
        _ => match elements::read(key, value)? {
            Some(conditions) => conditions,
            None => plain(key, value, order)?,
        },
    })
}

fn day(value: &Value, order: &Order) -> Result<String, String> {
    let day = date::read(&text(value)?, &order.dates);
    day.map(|day| day.to_string())
        .ok_or_else(|| "is no date".to_owned())
}

fn revenue(key: &str, value: &Value, keys: &Map<String, Value>) -> Result<Vec<Condition>, String> {
    let typed = text(value)?;
    if !typed.parse().is_ok_and(f64::is_finite) {
        return Err("is no number".to_owned());
    }
    let wire = "annualRevenue".to_owned();
    let from = Condition::NumberFrom {
        wire: wire.clone(),
        at_least: typed.clone(),
    };
    let until = Condition::NumberUntil {
        wire,
        at_most: typed,
    };
    let is_range = keys.get("annualRevenueTo").is_some_and(|to| !is_any(to));
    Ok(match (key, is_range) {
        ("annualRevenueTo", _) => vec![until],
        (_, true) => vec![from],
        (_, false) => vec![from, until],
    })
}

/// A condition on a value that stands in the record by itself: ids, codes and flags are equal or not;
/// texts contain.
fn plain(key: &str, value: &Value, order: &Order) -> Result<Vec<Condition>, String> {
    let wire = key.to_owned();
    let of_key = |field: &&Field| field.custom.is_none() && field.keys().any(|is| is == key);
    let Some(field) = order.fields.iter().find(of_key) else {
        return Err(UNKNOWN.to_owned());
    };
    if key != field.wire || key.ends_with("Id") {
        let values = ids(value)?;
        return Ok(vec![Condition::OneOf { wire, values }]);
    }
    match field.kind {
        Kind::Flag => {
            let said = match value {
                Value::Bool(true) => "Y",
                Value::Bool(false) => "N",
                other => match other.as_str().map(str::trim) {
                    Some("Y" | "y" | "true") => "Y",
                    Some("N" | "n" | "false") => "N",
                    _ => return Err("must be Y or N".to_owned()),
                },
            };
            let values = vec![said.to_owned()];
            Ok(vec![Condition::OneOf { wire, values }])
        }
        Kind::Group(_) => Err(UNKNOWN.to_owned()),
        Kind::Opaque if value.is_boolean() => {
            let values = vec![value.to_string()];
            Ok(vec![Condition::OneOf { wire, values }])
        }
        kind => {
            let values: Vec<String> = each(value).map(text).collect::<Result<_, _>>()?;
            let is_exact = !value.is_string() || matches!(kind, Kind::Code(_) | Kind::Opaque);
            if is_exact {
                return Ok(vec![Condition::OneOf { wire, values }]);
            }
            let folded = folded(&text(value)?)?;
            Ok(vec![Condition::Contains { wire, folded }])
        }
    }
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
    fn what_is_not_understood_is_named_and_never_passed_over() {
        let order = Order::of(&Catalog::default());
        for (search, key) in [
            (
                json!({"creationOnStartDate": "yesterday"}),
                "creationOnStartDate",
            ),
            (json!({"creationDateDuration": "7"}), "creationDateDuration"),
            (
                json!({"lastUpdateDateRangeTypeId": 2}),
                "lastUpdateDateRangeTypeId",
            ),
            (json!({"annualRevenue": "inf"}), "annualRevenue"),
            (json!({"custmerName": "A"}), "custmerName"),
            (json!({"customerName": {"a": 1}}), "customerName"),
            (json!({"customerName": ["A", {}, {"a": 1}]}), "customerName"),
            (json!({"customerName": true}), "customerName"),
            (json!({"customerName": "--"}), "customerName"),
            (json!({"statusId": "abc"}), "statusId"),
            (json!({"statusId": [10000, "abc"]}), "statusId"),
            (json!({"assigneeObjectId": "x"}), "assigneeObjectId"),
            (json!({"isAffiliate": 1}), "isAffiliate"),
            (json!({"isAffiliate": "yes"}), "isAffiliate"),
            (json!({"accounts": [{"id": 1}]}), "accounts"),
        ] {
            let error = read(search.as_object().unwrap(), &order).unwrap_err();
            assert!(error.starts_with(&format!("{key} ")), "{search}: {error}");
        }
        for (lists, key) in [
            (json!({"statusIds": ["x"]}), "statusIds"),
            (json!({"statusIds": [10000, true]}), "statusIds"),
            (json!({"statusIds": {"a": 1}}), "statusIds"),
            (json!({"statuses": [1]}), "statuses"),
        ] {
            let error = read_lists(lists.as_object().unwrap(), &order).unwrap_err();
            assert!(error.starts_with(&format!("{key} ")), "{lists}: {error}");
        }
    }

    #[test]
    fn one_list_may_hold_several_choices() {
        let record = json!({"statusId": 10000, "tickerSymbol": "VOW"});
        for (search, is_found) in [
            (json!({"statusId": [{"id": "10000"}, 7]}), true),
            (json!({"statusId": ["7", -1]}), false),
            (json!({"tickerSymbol": ["BMW", "vow"]}), true),
        ] {
            let found = found(search.clone(), json!({}), record.clone());
            assert_eq!(found, is_found, "{search}");
        }
    }
}
