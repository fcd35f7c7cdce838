//! What people type, and what becomes of it.

use serde_json::{Value, json};

use super::validate::{check_member, number, put_choice, read};
use super::*;

fn catalog() -> Catalog {
    let layout = json!({"sections": [{"label": "More", "attributes": [
        {"attributeId": "select_4_3", "type": "Custom", "attributeTag": "select", "tagName": "select_4", "label": {"modifiedLabel": "Tier"},
         "right": [{"tag": "select", "optionValueList": [{"optionId": "V1", "optionObject": "Gold"}, {"optionId": "V2", "optionObject": "Silver"}]}]},
        {"attributeId": "check_5_3", "type": "Custom", "attributeTag": "check", "tagName": "check_5", "label": {"modifiedLabel": "Wants"},
         "right": [{"tagId": "t1", "options": ["News"]}, {"tagId": "t2", "options": ["Calls"]}]},
        {"attributeId": "number_6_3", "type": "Custom", "attributeTag": "number", "tagName": "number_6", "label": {"modifiedLabel": "Seats"}},
        {"attributeId": "date_7_3", "type": "Custom", "attributeTag": "date", "tagName": "date_7", "label": {"modifiedLabel": "Renewal"}},
    ]}]});
    Catalog::parse(&json!({
        "dateFormat": "dd/MM/yyyy",
        "customerStatusList": [{"statusId": 10000, "statusName": "Active"}, {"statusId": 10002, "statusName": "Prospect"}],
        "currencies": ["EUR", "INR"],
        "employees": [{"employeeId": 77021, "fullName": "Db2Es s"}],
        "webLayout": layout.to_string(),
    }))
}

fn part(value: Value) -> Part {
    value.as_object().cloned().unwrap()
}

fn typed(name: &str, text: &str) -> Result<Value, String> {
    let catalog = catalog();
    let fields = Fields::with_catalog(&catalog);
    let field = fields.find(name).unwrap();
    read(field, text, &Part::new(), &catalog)
        .map(Value::Object)
        .map_err(|e| e.to_string())
}

#[test]
fn each_kind_is_turned_into_the_wires_form() {
    for (name, text, wire) in [
        (
            "status",
            "prospect",
            json!({"statusName": "Prospect", "statusId": 10002}),
        ),
        (
            "status",
            "10000",
            json!({"statusName": "Active", "statusId": 10000}),
        ),
        ("status", "", json!({"statusName": "", "statusId": null})),
        (
            "assignee",
            "db2es s",
            json!({"assigneeObjectRefName": "Db2Es s", "assigneeObjectRefId": 77021, "assigneeObjectId": 8}),
        ),
        (
            "billing-currency",
            "eur",
            json!({"defaultBillingCurrency": "EUR"}),
        ),
        ("revenue", "1.5m", json!({"annualRevenue": 1500000})),
        ("revenue", "", json!({"annualRevenue": null})),
        (
            "follow-up",
            "2024-12-31",
            json!({"followUpDate": "31/12/2024"}),
        ),
        (
            "follow-up",
            "31/12/2024",
            json!({"followUpDate": "31/12/2024"}),
        ),
        ("affiliate", "yes", json!({"isAffiliate": "Y"})),
        (
            "market",
            "Anything",
            json!({"marketName": "Anything", "marketId": null}),
        ),
        ("website", " 3m.com ", json!({"website": "3m.com"})),
        (
            "phones",
            "+49 5361 90",
            json!({"phoneNumbers": [{"phoneNumber": "+49 5361 90", "phoneType": "Business", "phoneTypeCode": "PHONE_BUSINESS", "id": "cust_phone_input"}]}),
        ),
    ] {
        assert_eq!(typed(name, text), Ok(wire), "{name}={text}");
    }
}

#[test]
fn what_is_wrong_is_said_at_its_field() {
    for (name, text, says) in [
        ("name", "  ", "Name: is needed"),
        (
            "status",
            "Actve",
            "Status: “Actve” is not in the list; it has Active, Prospect",
        ),
        (
            "follow-up",
            "31/13/2024",
            "Follow-up: “31/13/2024” is no date (2024-12-31, or dd/MM/yyyy)",
        ),
        (
            "revenue",
            "much",
            "Annual revenue: “much” is no number (1250000 or 1.25m)",
        ),
        (
            "website",
            "no site",
            "Website: “no site” is no web address (www.example.com)",
        ),
        (
            "e-mails",
            "a@",
            "E-mails: “a@” is no e-mail address (name@example.com)",
        ),
        (
            "phones",
            "call me",
            "Phones: “c” does not belong in a phone number",
        ),
        (
            "affiliate",
            "maybe",
            "Affiliate: “maybe” is neither yes nor no",
        ),
        (
            "creationDate",
            "2024-01-01",
            "Created on: is kept by the server and cannot be set",
        ),
        (
            "Tier",
            "Lead",
            "Tier: “Lead” is not in the list; it has Gold, Silver",
        ),
    ] {
        assert_eq!(typed(name, text), Err(says.to_owned()), "{name}={text}");
    }
}

#[test]
fn what_is_given_again_stays_as_it_was_even_where_it_is_wrong() {
    let catalog = catalog();
    let fields = Fields::with_catalog(&catalog);
    for (name, before) in [
        (
            "status",
            json!({"statusName": "Gone status", "statusId": "77"}),
        ),
        ("website", json!({"website": "not a site"})),
        ("revenue", json!({"annualRevenue": 1.50})),
        ("follow-up", json!({"followUpDate": "yesterday"})),
        (
            "Tier",
            json!({"customAttributes/select_4_3": {"customAttributeValue": "Old", "extra": 1}}),
        ),
        (
            "phones",
            json!({"phoneNumbers": [{"phoneNumber": "x", "odd": [1]}]}),
        ),
    ] {
        let field = fields.find(name).unwrap();
        let before = part(before);
        let text = show::edit_text(field, &before, &catalog.date_format);
        assert_eq!(read(field, &text, &before, &catalog), Ok(before), "{name}");
    }
}

#[test]
fn numbers_are_exact_and_never_guessed() {
    for (text, digits) in [
        ("1,234,567.50", "1234567.50"),
        ("-3k", "-3000"),
        ("0.0005m", "500"),
        ("1.2345k", "1234.5"),
        ("007", "7"),
        ("12 345", "12345"),
        ("99999999999999999999", "99999999999999999999"),
    ] {
        assert_eq!(
            number(text).map(|n| n.to_string()).as_deref(),
            Ok(digits),
            "{text}"
        );
    }
    for text in [
        "1,23", "1.234,5", "1e5", "--1", ".", "1.", "k", "12,3456", "٣",
    ] {
        assert!(number(text).is_err(), "{text}");
    }
}

#[test]
fn custom_attributes_keep_their_element_and_fill_it() {
    let Ok(Value::Object(tier)) = typed("Tier", "gold") else {
        panic!()
    };
    let element = &tier["customAttributes/select_4_3"];
    assert_eq!(
        (
            &element["customAttributeValue"],
            &element["customAttributeValueId"],
            &element["select_4"]
        ),
        (&json!("Gold"), &json!("V1"), &json!("Gold"))
    );
    let Ok(Value::Object(wants)) = typed("Wants", "calls; news") else {
        panic!()
    };
    assert_eq!(
        wants["customAttributes/check_5_3"]["attributeValues"][0]["attributeValue"],
        json!("Calls")
    );
    let Ok(Value::Object(seats)) = typed("Seats", "1,200") else {
        panic!()
    };
    assert_eq!(
        seats["customAttributes/number_6_3"]["numberValue"],
        json!(1200)
    );
    let Ok(Value::Object(renewal)) = typed("Renewal", "2025-03-01") else {
        panic!()
    };
    assert_eq!(
        renewal["customAttributes/date_7_3"]["dateValue"],
        json!("2025-03-01 00:00:00")
    );
    assert_eq!(
        renewal["customAttributes/date_7_3"]["customAttributeValue"],
        json!("01/03/2025")
    );
}

#[test]
fn clearing_writes_nothing_in_the_apis_own_way() {
    let catalog = catalog();
    let fields = Fields::with_catalog(&catalog);
    let status = fields.find("status").unwrap();
    assert_eq!(
        put_choice(status, None, &Part::new()),
        part(json!({"statusName": "", "statusId": null}))
    );
    let email = field::Group::Emails.members()[1];
    assert!(check_member(&email, "").is_ok() && check_member(&email, "a.b@c.example").is_ok());
    assert_eq!(check_member(&email, "x").unwrap_err().label, "E-mail");
}
