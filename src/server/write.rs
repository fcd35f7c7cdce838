//! Owns the actions that change customers: save, update, delete, restore.
//! Must not write by itself: what an update does is handed to the store, which does it in one step.

use std::collections::HashSet;
use std::sync::Arc;

use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use crate::apptivo::request::REMOVALS;
use crate::apptivo::response::{self, Code, Refusal};
use crate::customer::change::is_empty;
use crate::customer::{Catalog, Customer, Fields};
use crate::store::{By, Order, RequestId};

use super::actions::{Answer, customer_id, failed, refuse};
use super::as_it_was;
use super::checks;
use super::current::Current;
use super::lists::{merge_custom, remove_elements};
use super::named::{Named, named};
use super::pairs::{self, Given};
use super::parameters::Parameters;

/// A request id lies in an index, and in every backup.
const LONGEST_ID: usize = 200;

pub async fn save(service: &Current, parameters: &Parameters, by: By) -> Answer {
    let mut record = data(parameters)?;
    let request = request_id(parameters, &record)?;
    let name = record.get("customerName").unwrap_or(&Value::Null);
    if is_empty(name) {
        return Err(refuse(
            Code::Invalid,
            "customerName is missing; a customer needs a name",
        ));
    }
    check_all(&service.order, record.values(), |_| true)?;
    checks::settle(&mut record);
    let sent: HashSet<String> = record.values().keys().cloned().collect();
    let given = |wire: &str| match sent.contains(wire) {
        true => Given::Yes,
        false => Given::No,
    };
    let fields = &service.order.fields;
    pairs::complete(
        &mut record,
        &Customer::new(),
        given,
        fields,
        &service.catalog,
    );
    for (_, removals) in REMOVALS {
        record.remove(removals);
    }
    let saved = service.store.insert(record, by, request).await;
    saved
        .map(|record| response::write_record(&record))
        .map_err(failed)
}

pub async fn update(service: &Arc<Current>, parameters: &Parameters, by: By) -> Answer {
    let id = customer_id(parameters).or_else(|missing| {
        // Older clients give the id inside the record alone.
        data(parameters)
            .ok()
            .and_then(|data| data.id())
            .ok_or(missing)
    })?;
    let mut data = data(parameters)?;
    let named = named(parameters, &data, &service.order.fields)?;
    let if_version = if_version(parameters)?;
    let as_it_was = as_it_was::read(parameters, &named)?;
    for values in [Some(data.values()), as_it_was.as_ref()]
        .into_iter()
        .flatten()
    {
        check_all(&service.order, values, |wire| named.holds(wire))?;
    }
    checks::settle(&mut data);
    if named.holds("customerName") && data.get("customerName").is_some_and(is_empty) {
        return Err(refuse(Code::Invalid, "customerName must not be empty"));
    }
    let shared = service.clone();
    let edit = Box::new(move |record: &mut Customer| {
        match &as_it_was {
            Some(values) => as_it_was::put_back(record, values, &named),
            None => apply(record, &data, &named, &shared.order.fields, &shared.catalog),
        }
        Ok(())
    });
    let updated = service.store.update(id, if_version, edit, by).await;
    updated
        .map(|record| response::write_record(&record))
        .map_err(failed)
}

pub async fn delete(service: &Current, parameters: &Parameters, by: By) -> Answer {
    let id = customer_id(parameters)?;
    let if_version = if_version(parameters)?;
    let deleted = service.store.delete(id, if_version, by).await;
    deleted.map_err(failed)?;
    Ok(format!(r#"{{"status":"SUCCESS","customerId":{id}}}"#))
}

pub async fn restore(service: &Current, parameters: &Parameters, by: By) -> Answer {
    let id = customer_id(parameters)?;
    let restored = service.store.restore(id, by).await;
    restored
        .map(|record| response::write_record(&record))
        .map_err(failed)
}

/// The version that the record must still have.
fn if_version(parameters: &Parameters) -> Result<Option<i64>, Refusal> {
    let Some(text) = parameters.get("ifVersion")? else {
        return Ok(None);
    };
    let version = text.parse();
    version
        .map(Some)
        .map_err(|_| refuse(Code::Invalid, "ifVersion must be a whole number"))
}

/// The id by which a save is known when it comes again, with a hash of what it sends.
fn request_id(parameters: &Parameters, sent: &Customer) -> Result<Option<RequestId>, Refusal> {
    let Some(id) = parameters.get("requestId")? else {
        return Ok(None);
    };
    if id.len() > LONGEST_ID || id.contains(char::is_control) {
        let why = format!(
            "requestId must be one line of {LONGEST_ID} bytes at most; nothing was written"
        );
        return Err(refuse(Code::Invalid, why));
    }
    Ok(Some(RequestId {
        id: id.to_owned(),
        content: Sha256::digest(sent.to_json()).to_vec(),
    }))
}

/// The record that was sent.
fn data(parameters: &Parameters) -> Result<Customer, Refusal> {
    let Some(text) = parameters.get("customerData")? else {
        return Err(refuse(
            Code::Invalid,
            "the parameter customerData is missing",
        ));
    };
    Customer::from_json(text).map_err(|error| {
        refuse(
            Code::Invalid,
            format!("customerData cannot be read: {error}"),
        )
    })
}

fn check_all(
    order: &Order,
    values: &Map<String, Value>,
    written: impl Fn(&str) -> bool,
) -> Result<(), Refusal> {
    let written = values.iter().filter(|(wire, _)| written(wire));
    for (wire, value) in written {
        checks::check(order, wire, value).map_err(|why| refuse(Code::Invalid, why))?;
    }
    for (_, removals) in REMOVALS {
        let list = values.get(removals).unwrap_or(&Value::Null);
        if !(is_empty(list) || list.is_array()) {
            return Err(refuse(Code::Invalid, format!("{removals} must be a list")));
        }
    }
    Ok(())
}

fn apply(
    record: &mut Customer,
    data: &Customer,
    named: &Named,
    fields: &Fields,
    catalog: &Catalog,
) {
    let before = record.clone();
    for (wire, value) in data.values().iter().filter(|(wire, _)| named.holds(wire)) {
        if wire == "customAttributes" {
            merge_custom(record, value);
        } else if record.get(wire) != Some(value) {
            record.set(wire, value.clone());
        }
    }
    let given = |wire: &str| named.given(data, wire);
    pairs::complete(record, &before, given, fields, catalog);
    for (list, removals) in REMOVALS {
        if let Some(gone) = data.get(removals).and_then(Value::as_array) {
            remove_elements(record, list, gone);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn catalog() -> Catalog {
        Catalog::parse(&json!({
            "customerStatusList": [{"statusId": 10000, "statusName": "Active"}, {"statusId": 10002, "statusName": "Prospect"}],
            "employees": [{"employeeId": 7, "fullName": "Ann"}],
            "teams": [{"teamId": 7, "name": "Sales"}],
        }))
    }

    /// `&` for an update that has no `attributeName` at all.
    fn updated(stored: Value, sent: Value, attribute_name: &str) -> Value {
        let mut record = Customer::from_value(stored).unwrap();
        let data = Customer::from_value(sent).unwrap();
        let query = match attribute_name {
            "&" => String::new(),
            names => format!("attributeName={names}"),
        };
        let parameters = Parameters::read(query.as_bytes(), b"").unwrap();
        let (fields, catalog) = (Fields::standard(), catalog());
        let named = named(&parameters, &data, &fields).unwrap();
        apply(&mut record, &data, &named, &fields, &catalog);
        record.into_value()
    }

    #[test]
    fn only_what_is_named_moves_and_pairs_move_together() {
        let stored = json!({"customerName": "A", "statusName": "x", "statusId": 1, "website": "w", "version": 3});
        let sent = json!({"customerName": "B", "statusName": "y", "statusId": 2, "website": "", "version": 9});
        for names in [
            r#"["statusName"]"#,
            r#"["statusId"]"#,
            "[statusId]",
            "statusName",
        ] {
            let wanted = json!({"customerName": "A", "statusName": "y", "statusId": 2, "website": "w", "version": 3});
            assert_eq!(
                updated(stored.clone(), sent.clone(), names),
                wanted,
                "{names}"
            );
        }
        let wanted = json!({"customerName": "B", "statusName": "y", "statusId": 2, "website": "", "version": 3});
        assert_eq!(updated(stored.clone(), sent, "&"), wanted);
        assert_eq!(updated(stored.clone(), json!({}), r#"["website"]"#), stored);
    }

    #[test]
    fn removals_and_custom_attributes_leave_the_others() {
        let stored = json!({"phoneNumbers": [{"id": "a"}, {"id": "b", "communicationId": 2}], "labels": [{"labelId": 5}],
            "customAttributes": [{"customAttributeId": "c1", "customAttributeValue": "1"}, {"customAttributeId": "c2", "odd": 1}]});
        let sent = json!({"removePhoneNumbers": [{"id": "b", "phoneType": "x"}], "removeLabels": ["5"], "phoneNumbers": [],
            "customAttributes": [{"customAttributeId": "c1", "customAttributeValue": "2"}, {"customAttributeId": "c3"}]});
        let wanted = json!({"phoneNumbers": [{"id": "a"}], "labels": [],
            "customAttributes": [{"customAttributeId": "c1", "customAttributeValue": "2"}, {"customAttributeId": "c2", "odd": 1}, {"customAttributeId": "c3"}]});
        assert_eq!(updated(stored, sent, r#"["customAttributes"]"#), wanted);
    }

    #[test]
    fn one_half_of_a_pair_brings_the_other_with_it() {
        let active = json!({"statusName": "Active", "statusId": 10000});
        let odd = json!({"statusName": "Odd", "statusId": 5});
        for (stored, sent, names, wanted) in [
            // By name, by id, and whatever is named.
            (
                &active,
                json!({"statusName": "prospect"}),
                "statusName",
                json!({"statusName": "prospect", "statusId": 10002}),
            ),
            (
                &active,
                json!({"statusId": "10002"}),
                "statusId",
                json!({"statusName": "Prospect", "statusId": "10002"}),
            ),
            (
                &active,
                json!({"statusName": "Prospect"}),
                "&",
                json!({"statusName": "Prospect", "statusId": 10002}),
            ),
            (
                &active,
                json!({"statusName": "Prospect", "statusId": null}),
                "&",
                json!({"statusName": "Prospect", "statusId": 10002}),
            ),
            // What the catalog does not know has no other half.
            (
                &active,
                json!({"statusName": "Strange"}),
                "statusName",
                json!({"statusName": "Strange", "statusId": null}),
            ),
            (
                &active,
                json!({"statusId": 99}),
                "&",
                json!({"statusName": "", "statusId": 99}),
            ),
            (
                &active,
                json!({"statusName": ""}),
                "statusName",
                json!({"statusName": "", "statusId": null}),
            ),
            (
                &active,
                json!({"statusId": null}),
                "statusId",
                json!({"statusName": "", "statusId": null}),
            ),
            // A half that came along as it was in the record is as old as the record.
            (
                &active,
                json!({"statusName": "Prospect", "statusId": 10000}),
                "statusName",
                json!({"statusName": "Prospect", "statusId": 10002}),
            ),
            (
                &active,
                json!({"statusName": "Active", "statusId": 10002}),
                "statusId",
                json!({"statusName": "Prospect", "statusId": 10002}),
            ),
            // A whole pair is kept as it came, and one that does not move is not touched.
            (
                &active,
                json!({"statusName": "Prospect", "statusId": 77}),
                "&",
                json!({"statusName": "Prospect", "statusId": 77}),
            ),
            (
                &active,
                json!({"statusName": "Own word", "statusId": 10000}),
                "statusName",
                json!({"statusName": "Own word", "statusId": 10000}),
            ),
            (&odd, json!({"statusName": "Odd"}), "&", odd.clone()),
            (
                &odd,
                json!({"statusName": "Odd"}),
                "statusName",
                odd.clone(),
            ),
        ] {
            let done = updated(stored.clone(), sent.clone(), names);
            assert_eq!(done, wanted, "{sent} {names}");
        }
    }

    #[test]
    fn the_three_parts_of_an_assignee_stay_together() {
        let ann = json!({"assigneeObjectId": 8, "assigneeObjectRefId": 7, "assigneeObjectRefName": "Ann"});
        let sales = json!({"assigneeObjectId": 91, "assigneeObjectRefId": 7, "assigneeObjectRefName": "Sales"});
        let nobody = json!({"assigneeObjectId": null, "assigneeObjectRefId": null, "assigneeObjectRefName": ""});
        for (stored, sent, wanted) in [
            (&ann, json!({"assigneeObjectRefName": "Sales"}), &sales),
            (&sales, json!({"assigneeObjectRefName": "Ann"}), &ann),
            (
                &ann,
                json!({"assigneeObjectRefId": 7, "assigneeObjectId": 91}),
                &sales,
            ),
            (&ann, json!({"assigneeObjectRefName": ""}), &nobody),
            (
                &json!({}),
                json!({"assigneeObjectRefName": "Bob"}),
                &json!({"assigneeObjectRefName": "Bob"}),
            ),
        ] {
            assert_eq!(
                &updated(stored.clone(), sent.clone(), "&"),
                wanted,
                "{sent}"
            );
        }
    }
}
