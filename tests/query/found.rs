//! What a text finds, case by case.

use rolo::customer::Customer;
use rolo::query::is_exactly;
use rolo::store::customers::search_text;
use serde_json::{Value, json};

use super::world::{FIELDS, parse};

fn finds(text: &str, record: &Value) -> bool {
    let record = Customer::from_value(record.clone()).unwrap();
    parse(text)
        .unwrap_or_else(|error| panic!("{text}: {error}"))
        .matches(&record, &search_text(&record))
}

#[track_caller]
fn check(record: &Value, yes: &[&str], no: &[&str]) {
    for text in yes {
        assert!(finds(text, record), "{text} finds it");
    }
    for text in no {
        assert!(!finds(text, record), "{text} does not find it");
    }
}

#[test]
fn words_forgive_what_people_do_not_type() {
    let record = json!({"customerName": "Café Müller GmbH", "description": "formerly I.B.M. Wolfsburg", "phoneNumbers": [{"phoneNumber": "+49 (89) 123 456"}]});
    check(
        &record,
        &[
            "cafe muller",
            "MULLER caf",
            "ibm",
            "i.b.m",
            "\"muller gmbh\"",
            "-meier",
            "(meier OR müller) ibm",
            "0049-89-123",
            "089123",
            "49(89)123",
            "",
        ],
        &[
            "cafe meier",
            "\"gmbh muller\"",
            "-cafe",
            "meier OR schmidt",
            "-(ibm OR x)",
            "0049-88-123",
        ],
    );
}

#[test]
fn a_word_with_a_hyphen_is_found_with_and_without_it() {
    let record = json!({"customerName": "Jean-Luc & I.B.M.", "marketName": "E-Commerce", "addresses": [{"city": "Baden-Baden"}]});
    check(
        &record,
        &[
            "jeanluc",
            "jean-luc",
            "\"jean luc\"",
            "luc",
            "ibm",
            "name:jeanluc",
            "name:jean-luc",
            "market:ecommerce",
            "market:e-com",
            "badenbaden",
            "city:badenb",
        ],
        &[
            "jeanlucibm",
            "name:=jeanluc",
            "market:commercee",
            "city:=badenbaden",
        ],
    );
}

#[test]
fn an_address_of_the_web_keeps_its_dots() {
    let record = json!({"website": "www.vw-group.com/deutsch", "emailAddresses": [{"emailAddress": "info@firma.de.example"}]});
    check(
        &record,
        &[
            "website:.com",
            "website:vw-group.com",
            "website:vwgroup.com",
            "website:wwwvw",
            "website:de",
            "email:.de",
            "email:firma.de",
            "email:firmade",
        ],
        &[
            "website:.de",
            "website:vw.group",
            "email:.com",
            "email:exam.ple",
        ],
    );
}

#[test]
fn a_choice_is_found_by_the_beginning_of_a_word_or_its_id() {
    let record = json!({"statusName": "Inactive", "statusId": 10001, "marketName": "Café & Hotel", "paymentTermId": 98763});
    check(
        &record,
        &[
            "status:ina",
            "status:10001",
            "status:=INACTIVE",
            "market:hot",
            "market:\"cafe & h\"",
            "terms:98763",
            "-status:active",
            "category:none",
            "status:any",
        ],
        &[
            "status:active",
            "status:1000",
            "status:=ina",
            "market:otel",
            "status:none",
            "category:any",
        ],
    );
}

#[test]
fn a_place_may_be_in_any_address() {
    let record = json!({"addresses": [{"city": "Ulm", "countryName": "Germany", "countryCode": "DE"}, {"city": "New York", "zipCode": 10001, "countryName": "United States"}]});
    check(
        &record,
        &[
            "city:ulm",
            "city:york",
            "city:\"new york\"",
            "city:=\"NEW YORK\"",
            "zip:10001",
            "country:germ",
            "country:DE",
            "country:de",
            "country:=de",
            "country:states",
            "-city:munich",
            "street:none",
        ],
        &[
            "city:=york",
            "country:DK",
            "country:de-x",
            "city:none",
            "zip:80331",
            "street:any",
        ],
    );
    // In small letters it is the beginning of a name as well.
    check(
        &json!({"addresses": [{"countryName": "Denmark"}]}),
        &["country:de", "country:DK", "country:dk"],
        &["country:DE", "country:=de"],
    );
    check(
        &json!({"addresses": [{"countryCode": "DK"}]}),
        &["country:dk", "country:Dk"],
        &["country:de"],
    );
}

#[test]
fn a_phone_number_is_found_in_any_form_in_the_list_and_beside_it() {
    let record = json!({"phoneNumbers": [{"phoneNumber": "+49 (89) 123 456"}], "phoneNumber": "+1 415 555 0100"});
    check(
        &record,
        &[
            "phone:0049-89 123",
            "phone:089/123456",
            "phone:\"+49 89\"",
            "phone:123456",
            "phone:(415) 555",
            "phone:any",
            "phone:456 -nobody",
            "phone:=089123456",
            "phone:=\"+49 89 123456\"",
            "phone:=0049-89-123456",
            "phone:=4155550100",
        ],
        &[
            "phone:=089123",
            "phone:=123456",
            "phone:=\"+43 89 123456\"",
            "phone:+43 89 123",
            "phone:0049-89 124",
            "phone:none",
            "phone:xyz",
        ],
    );
}

#[test]
fn numbers_and_days_are_found_by_spans() {
    let record = json!({"annualRevenue": 2_500_000, "creationDate": "2024-03-28 10:00:00", "followUpDate": "15/03/2024", "customerNumber": "117", "version": 3});
    check(
        &record,
        &[
            "revenue:>1m",
            "revenue:1m..5m",
            "revenue:2.5m",
            "revenue:<=2,500,000",
            "revenue:<1bn",
            "created:2024",
            "created:2024-03",
            "created:<7d",
            "created:<=3d",
            "created:past",
            "created:2024-01..2024-06",
            "created:28/03/2024",
            "follow-up:past",
            "follow-up:>2w",
            "follow-up:15/03/2024",
            "number:100..200",
            "number:17",
            "version:3",
            "version:>2",
        ],
        &[
            "revenue:>1bn",
            "revenue:2m",
            "created:<3d",
            "created:today",
            "created:future",
            "follow-up:<7d",
            "follow-up:none",
            "number:>200",
            "version:13",
        ],
    );
}

#[test]
fn a_flag_without_a_value_is_no() {
    check(
        &json!({}),
        &["affiliate:no", "affiliate:none", "-affiliate:yes"],
        &["affiliate:yes", "affiliate:any"],
    );
    check(
        &json!({"isAffiliate": "Y"}),
        &["affiliate:yes", "affiliate:any"],
        &["affiliate:no"],
    );
    check(
        &json!({"isAffiliate": "N"}),
        &["affiliate:no", "affiliate:any"],
        &["affiliate:yes", "affiliate:none"],
    );
}

#[test]
fn the_firms_own_fields_are_found_by_their_labels() {
    let record = json!({"customAttributes": [
        {"customAttributeId": "select_1", "customAttributeType": "select", "customAttributeValue": "Silver grey", "customAttributeValueId": "s"},
        {"customAttributeId": "number_1", "customAttributeType": "number", "customAttributeValue": "250"},
        {"customAttributeId": "date_1", "customAttributeType": "date", "customAttributeValue": "01/02/2024"},
        {"customAttributeId": "multi_1", "customAttributeType": "multiSelect", "attributeValues": [{"attributeValue": "Alpha"}, {"attributeValue": "Beta two"}]},
    ]});
    check(
        &record,
        &[
            "contract-tier:grey",
            "\"Contract tier\":silver",
            "contract:s",
            "seats:>=250",
            "renewal:2024-02",
            "customAttributes/multi_1:beta",
            "customAttributes/multi_1:=alpha",
        ],
        &[
            "contract-tier:gold",
            "seats:<250",
            "renewal:2024-01",
            "customAttributes/multi_1:eta",
            "contract-tier:none",
        ],
    );
}

#[test]
fn in_quotes_a_keyword_is_a_text() {
    let record = json!({"website": "none of it", "description": "say \"x\""});
    check(
        &record,
        &[
            "website:\"none\"",
            "website:=\"none of it\"",
            "website:any",
            "desc:\"say \\\"x\"",
        ],
        &["website:none"],
    );
}

#[test]
fn a_condition_that_is_made_finds_just_its_value() {
    let status = FIELDS.find("status").unwrap();
    for (value, text) in [
        ("On hold", "status:=\"On hold\""),
        ("none", "status:=\"none\""),
        ("", "status:none"),
    ] {
        assert_eq!(is_exactly(status, value, &FIELDS).as_deref(), Some(text));
        assert!(finds(text, &json!({"statusName": value})));
    }
    assert_eq!(is_exactly(status, ".", &FIELDS), None);
}
