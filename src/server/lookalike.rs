//! Owns looking for customers that are there already: by an e-mail address, by a name or a number.
//! Must not say of a near miss that it is the one.

use serde_json::json;

use crate::apptivo::response::{self, Code};
use crate::customer::text::fold;
use crate::customer::{Customer, record::whole};
use crate::store::filter::{Condition, Member};
use crate::store::{Ask, Filter};

use super::actions::{Answer, failed, refuse};
use super::current::Current;
use super::parameters::Parameters;
use super::read;

/// More than this many share a name with nobody's help.
const MOST: usize = 50;

/// Customers with exactly this address; those of an assignee where one is named.
pub async fn by_email(current: &Current, parameters: &Parameters) -> Answer {
    let Some(address) = parameters.first(&["emailId", "emailAddress"])? else {
        return Err(refuse(Code::Invalid, "the parameter emailId is missing"));
    };
    let mut filter = Filter {
        all: vec![Condition::Element {
            wire: "emailAddresses".to_owned(),
            all: vec![Member::Is {
                wires: vec!["emailAddress"],
                value: address.to_owned(),
            }],
        }],
    };
    let assignee = parameters.get("assigneeId")?;
    if let Some(id) = assignee.filter(|id| !matches!(*id, "-1" | "0")) {
        filter.all.push(Condition::OneOf {
            wire: "assigneeObjectRefId".to_owned(),
            values: vec![id.to_owned()],
        });
    }
    let ask = read::ask(current, parameters, filter, "customerName")?;
    read::page(current, ask, "data").await
}

/// Whether a customer of this name or this number exists.
pub async fn check(current: &Current, parameters: &Parameters) -> Answer {
    let mut found: Vec<String> = Vec::new();
    for wire in ["customerName", "customerNumber"] {
        let Some(typed) = parameters.get(wire)? else {
            continue;
        };
        let folded = fold(typed);
        let ask = Ask {
            filter: Filter {
                all: vec![Condition::Contains {
                    wire: wire.to_owned(),
                    folded: folded.clone(),
                }],
            },
            count: MOST,
            ..Ask::default()
        };
        let page = current.store.page(ask).await.map_err(failed)?;
        let same = page.records.into_iter().filter(|text| {
            Customer::from_json(text).is_ok_and(|record| fold(record.text(wire)) == folded)
        });
        for record in same {
            if !found.contains(&record) {
                found.push(record);
            }
        }
    }
    let known = parameters.get("customerId")?;
    found.retain(|text| {
        let id = Customer::from_json(text).ok();
        let id = id.as_ref().and_then(|record| record.get("customerId"));
        known.is_none() || id.and_then(whole).map(|id| id.to_string()).as_deref() != known
    });
    let page = response::write_page("data", &found, found.len());
    let flag = json!(!found.is_empty());
    Ok(page.replacen('{', &format!(r#"{{"isDuplicate":{flag},"#), 1))
}
