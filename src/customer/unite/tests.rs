//! Tests of planning a merge.

use proptest::prelude::*;
use serde_json::json;

use super::super::text::fold;
use super::*;

fn record(value: Value) -> Customer {
    Customer::from_value(value).unwrap()
}

fn plan(keep: Value, others: Vec<Value>) -> MergePlan {
    let others: Vec<Customer> = others.into_iter().map(record).collect();
    MergePlan::of(&record(keep), &others, &Fields::standard()).unwrap()
}

fn merged(plan: &MergePlan) -> Customer {
    let mut result = plan.keep().clone();
    plan.changes()
        .iter()
        .for_each(|change| result.apply(change));
    result
}

fn lost(plan: &MergePlan) -> Vec<(CustomerId, String, String)> {
    let lost = plan.lost().into_iter();
    lost.map(|lost| (lost.of, lost.field, lost.text)).collect()
}

#[test]
fn what_stays_has_its_own_values_and_what_it_lacked() {
    let plan = plan(
        json!({"customerId": 1, "customerName": "Acme", "website": "", "statusName": "Active", "statusId": 10}),
        vec![
            json!({"customerId": 2, "customerName": "ACME Ltd", "website": "old.example", "statusName": "Lead", "statusId": 11,
                   "lastUpdateDate": "2020-01-01 00:00:00"}),
            json!({"customerId": 3, "website": "new.example", "lastUpdateDate": "2024-01-01 00:00:00"}),
        ],
    );
    let result = merged(&plan);
    assert_eq!(
        (
            result.name(),
            result.text("website"),
            result.get("statusId")
        ),
        ("Acme", "new.example", Some(&json!(10)))
    );
    let said = |id, field: &str, text: &str| (id, field.to_owned(), text.to_owned());
    assert_eq!(
        lost(&plan),
        [
            said(2, "customerName", "ACME Ltd"),
            said(2, "statusName", "Lead"),
            said(2, "website", "old.example")
        ]
    );
}

#[test]
fn the_fullest_note_is_taken_and_money_brings_its_currency() {
    let plan = plan(
        json!({"customerId": 1, "annualRevenue": null, "annualRevenueCurrencyCode": "USD"}),
        vec![
            json!({"customerId": 2, "description": "short", "lastUpdateDate": "2024-01-01 00:00:00"}),
            json!({"customerId": 3, "description": "much longer", "annualRevenue": 5, "annualRevenueCurrencyCode": "EUR"}),
        ],
    );
    let result = merged(&plan);
    assert_eq!(result.text("description"), "much longer");
    assert_eq!(result.text("annualRevenueCurrencyCode"), "EUR");
}

#[test]
fn lists_are_united_without_doubles_and_without_the_others_names() {
    let plan = plan(
        json!({"customerId": 1, "phoneNumber": "1 2 3 4 5",
               "phoneNumbers": [{"phoneNumber": "+49 89 123", "id": "7"}], "labels": [{"labelId": 1, "labelName": "A"}]}),
        vec![
            json!({"customerId": 2, "phoneNumber": "12-345", "contactEmail": "a@b.example",
                   "phoneNumbers": [{"phoneNumber": "0049 (89) 123", "id": "8"}, {"phoneNumber": "555", "phoneType": "Home", "id": "9", "communicationId": 4}],
                   "emailAddresses": [{"emailAddress": "A@b.example"}, {"emailAddress": "  "}],
                   "addresses": [{"addressId": 77, "addressLine1": "1 Main St", "city": "Ulm"}],
                   "labels": [{"labelId": 1, "labelName": "A"}, {"labelId": 2, "labelName": "B"}]}),
        ],
    );
    let result = merged(&plan);
    assert_eq!(
        result.get("phoneNumbers"),
        Some(&json!([{"phoneNumber": "+49 89 123", "id": "7"},
                     {"phoneNumber": "555", "phoneType": "Home", "id": "customer_phone_input2"}]))
    );
    assert_eq!(result.list("labels").len(), 2);
    assert_eq!(
        result
            .list("emailAddresses")
            .iter()
            .filter(|one| one.to_string().to_lowercase().contains("a@b"))
            .count(),
        1
    );
    assert_eq!(result.list("addresses")[0].get("addressId"), None);
    assert_eq!(lost(&plan), []);
}

#[test]
fn a_main_number_that_does_not_stay_joins_the_list() {
    let plan = plan(
        json!({"customerId": 1, "phoneNumber": "111111"}),
        vec![json!({"customerId": 2, "phoneNumber": "222222"})],
    );
    assert!(
        merged(&plan)
            .get("phoneNumbers")
            .unwrap()
            .to_string()
            .contains("222222")
    );
    assert_eq!(lost(&plan), []);
}

#[test]
fn nobody_is_written_to_again_who_asked_not_to_be() {
    let plan = plan(
        json!({"customerId": 1, "isUnsubscribed": "N"}),
        vec![json!({"customerId": 2, "isUnsubscribed": "Y"})],
    );
    assert_eq!(merged(&plan).text("isUnsubscribed"), "Y");
}

#[test]
fn a_field_can_be_taken_from_another() {
    let mut plan = plan(
        json!({"customerId": 1, "customerName": "Acme", "phoneNumbers": [{"phoneNumber": "1"}], "notes": []}),
        vec![
            json!({"customerId": 2, "customerName": "Acme Ltd", "phoneNumbers": [{"phoneNumber": "2"}],
                    "notes": [{"noteId": 1, "noteText": "hello"}]}),
        ],
    );
    plan.take(2, "customerName").unwrap();
    plan.take(2, "phoneNumbers").unwrap();
    let result = merged(&plan);
    assert_eq!(result.name(), "Acme Ltd");
    assert_eq!(result.list("phoneNumbers").len(), 1);
    let gone: Vec<String> = lost(&plan).into_iter().map(|(_, _, text)| text).collect();
    assert_eq!(gone, ["Acme", "1", "hello"]);
    assert_eq!(plan.take(9, "customerName"), Err(UniteError::NotHere(9)));
    assert!(matches!(
        plan.take(2, "website"),
        Err(UniteError::Nothing { of: 2, .. })
    ));
    assert!(matches!(plan.take(2, "notes"), Err(UniteError::Fixed(_))));
}

#[test]
fn attributes_that_no_catalog_knows_are_not_lost_unseen() {
    let with = |id: i64, value: &str| {
        json!({"customerId": id, "customAttributes": [
        {"customAttributeId": "a", "customAttributeType": "input", "customAttributeValue": value},
        {"customAttributeId": format!("only{id}"), "customAttributeType": "input", "customAttributeValue": value}]})
    };
    let plan = plan(with(1, "one"), vec![with(2, "two")]);
    let result = merged(&plan);
    assert_eq!(result.list("customAttributes").len(), 3);
    assert_eq!(
        lost(&plan),
        [(2, "customAttributes/a".to_owned(), "two".to_owned())]
    );
}

#[test]
fn a_customer_is_not_merged_with_itself_or_nobody() {
    let one = record(json!({"customerId": 1}));
    let fields = Fields::standard();
    let of = |others: &[Customer]| MergePlan::of(&one, others, &fields).map(drop);
    assert_eq!(of(std::slice::from_ref(&one)), Err(UniteError::Twice(1)));
    assert_eq!(of(&[]), Err(UniteError::Alone(1)));
    assert_eq!(of(&[Customer::new()]), Err(UniteError::NoId));
}

#[test]
fn the_others_go_after_the_one_that_stays_has_what_they_had() {
    let plan = plan(
        json!({"customerId": 1, "customerName": "Acme"}),
        vec![
            json!({"customerId": 2, "website": "a.example"}),
            json!({"customerId": 3}),
        ],
    );
    let steps = plan.steps();
    assert!(matches!(&steps[0], Step::Edit { id: 1, changes, .. } if changes.len() == 1));
    let gone: Vec<_> = steps[1..]
        .iter()
        .map(|step| (matches!(step, Step::Delete { .. }), step.of()))
        .collect();
    assert_eq!(gone, [(true, Some(2)), (true, Some(3))]);
}

fn some_customer(id: i64) -> impl Strategy<Value = Value> {
    let text = || prop_oneof![Just(String::new()), "[a-c]{1,2}"];
    let list = |key: &'static str| {
        proptest::collection::vec("[0-2]{1,2}", 0..3).prop_map(move |all| {
            let elements: Vec<Value> = all.into_iter().map(|text| json!({key: text})).collect();
            json!(elements)
        })
    };
    (text(), text(), text(), list("phoneNumber"), list("labelName"), text(), text()).prop_map(
        move |(name, website, note, phones, labels, attribute, main)| {
            json!({"customerId": id, "customerName": name, "website": website, "description": note,
                   "phoneNumbers": phones, "labels": labels, "phoneNumber": main,
                   "customAttributes": [{"customAttributeId": "x", "customAttributeType": "input", "customAttributeValue": attribute}]})
        },
    )
}

proptest! {
    /// Every word that one of them said is in the result or is named as lost.
    #[test]
    fn nothing_is_lost_unseen(one in some_customer(1), two in some_customer(2), three in some_customer(3), take in any::<bool>()) {
        let mut plan = plan(one, vec![two, three]);
        if take {
            // Whether it says anything there does not matter here.
            let _ = plan.take(2, "phoneNumbers");
        }
        let after = merged(&plan);
        let lost = plan.lost();
        for field in &plan.fields {
            let shown = fold(&show::part_text(&field.field, &after.part(&field.field)));
            let listed = fold(&show::part_text(plan.fields.iter().map(|f| &f.field).find(|f| f.wire == "phoneNumbers").unwrap_or(&field.field), &Part::from_iter([("phoneNumbers".to_owned(), after.get("phoneNumbers").cloned().unwrap_or(Value::Null))])));
            for said in &field.candidates {
                for word in fold(&said.text).split(' ').filter(|word| !word.is_empty()) {
                    let is_there = shown.split(' ').any(|there| there == word)
                        || listed.split(' ').any(|there| there == word)
                        || lost.iter().any(|lost| lost.of == said.of && fold(&lost.text).split(' ').any(|there| there == word));
                    prop_assert!(is_there, "{} of {} in {}", word, said.of, field.field.wire);
                }
            }
        }
    }

    /// A merge leaves nothing to merge: planned again on its result, nothing changes.
    #[test]
    fn what_is_merged_needs_no_merging(one in some_customer(1), two in some_customer(2)) {
        let first = plan(one, vec![two.clone()]);
        let again = plan(merged(&first).into_value(), vec![two]);
        prop_assert_eq!(again.changes(), Vec::new());
    }
}

#[test]
fn nobody_becomes_their_own_parent_nor_the_child_of_one_that_goes() {
    let parent = |id: i64, of: Option<i64>| {
        json!({"customerId": id, "customerName": format!("C{id}"),
               "parentCustomerName": of.map(|of| format!("C{of}")), "parentCustomerId": of})
    };
    let after = |keep: Value, others: Vec<Value>| {
        let result = merged(&plan(keep, others));
        (
            result.text("parentCustomerName").to_owned(),
            kin::parent(&result),
        )
    };
    let nobody = (String::new(), None);
    assert_eq!(after(parent(1, None), vec![parent(2, Some(1))]), nobody);
    assert_eq!(after(parent(1, Some(2)), vec![parent(2, None)]), nobody);
    let nine = ("C9".to_owned(), Some(9));
    assert_eq!(after(parent(1, Some(2)), vec![parent(2, Some(9))]), nine);
    assert_eq!(
        after(
            parent(1, None),
            vec![parent(2, Some(3)), parent(3, Some(9))]
        ),
        nine
    );
    assert_eq!(after(parent(1, Some(9)), vec![parent(2, Some(1))]), nine);
}

#[test]
fn a_parent_that_goes_is_told_as_lost() {
    let one = |id: i64, of: Option<i64>| {
        json!({"customerId": id, "customerName": "C",
               "parentCustomerName": of.map(|of| format!("C{of}")), "parentCustomerId": of})
    };
    let lost = |keep: Value, other: Value| -> Vec<(String, i64, String)> {
        let lost = plan(keep, vec![other]).lost().into_iter();
        lost.map(|lost| (lost.field, lost.of, lost.text)).collect()
    };
    let parent = ("parentCustomerName".to_owned(), 1, "C2".to_owned());
    assert_eq!(lost(one(1, Some(2)), one(2, None)), [parent]);
    assert_eq!(lost(one(1, Some(9)), one(2, None)), []);
    assert_eq!(lost(one(1, None), one(2, Some(1))), []);
}
