//! Requests that a lenient server would guess at, and that this one refuses by name: nothing is written that
//! was not meant, and nothing is found that was not asked for.

use serde_json::json;

use super::hostile::assert_alive;
use super::house::{House, KEYS, assert_refused};

#[tokio::test]
async fn attribute_names_that_name_nothing_update_nothing() {
    let house = House::open().await;
    let id = house
        .made(json!({"customerName": "A", "website": "w"}))
        .await;
    let before = house.stored(id).await;
    let update = format!(
        "a=update&customerId={id}&customerData={{\"customerName\":\"B\",\"website\":\"\"}}"
    );
    for spelling in ["attributeName", "attributeNames"] {
        for garbled in [
            "",
            "+",
            "[]",
            "[+]",
            "[1]",
            "[null]",
            "[\"\"]",
            "\"\"",
            "[[\"website\"]]",
            "[\"website\",1]",
            "[\"website\",[\"customerName\"]]",
            "null",
            "true",
            "{}",
            "{\"website\":1}",
            "{\"website",
            "5",
        ] {
            let answer = house
                .get(&format!("{update}&{spelling}={garbled}{KEYS}"))
                .await;
            assert_refused(&answer, "attributeName");
            assert_eq!(answer["code"], "INVALID", "{garbled}");
        }
    }
    assert_eq!(house.stored(id).await, before);
    // A list that is named by its flag alone is named.
    let flag = "&attributeName=[]&isEmailAddressUpdate=true";
    let query = format!(
        "a=update&customerId={id}&customerData={{\"website\":\"\",\"emailAddresses\":[]}}{flag}{KEYS}"
    );
    assert_eq!(house.get(&query).await["customer"]["website"], "w");
}

#[tokio::test]
async fn values_of_the_wrong_type_are_refused_wherever_they_stand() {
    let house = House::open().await;
    let id = house.made(json!({"customerName": "A"})).await;
    let before = house.stored(id).await;
    for (key, value) in [
        ("addresses", r#"[{"zipCode":1234}]"#),
        ("addresses", r#"[{"city":["Ulm"]}]"#),
        ("addresses", r#"["x"]"#),
        ("phoneNumbers", r#"[{"phoneNumber":5361}]"#),
        ("emailAddresses", r#"[{"emailAddress":{"a":1}}]"#),
        ("labels", r#"["x"]"#),
        ("territories", r#"[7]"#),
        ("followUpDate", r#""soon""#),
        ("followUpDate", r#""31/12/2024""#),
        ("toObjectIds", r#"8"#),
    ] {
        let data = format!("customerData={{\"customerName\":\"B\",\"{key}\":{value}}}");
        for action in ["a=save".to_owned(), format!("a=update&customerId={id}")] {
            let answer = house.get(&format!("{action}&{data}{KEYS}")).await;
            assert_refused(&answer, key);
        }
    }
    assert_eq!(house.stored(id).await, before);
    assert_alive(&house, 1).await;
    let data = r#"{"customerName":"B","addresses":[{"city":null}],"followUpDate":"12/31/2024"}"#;
    let saved = house
        .get(&format!("a=save&customerData={data}{KEYS}"))
        .await;
    assert_eq!(saved["customer"]["addresses"][0]["city"], "");
}

#[tokio::test]
async fn a_request_id_is_good_for_one_record() {
    let house = House::open().await;
    let save = |data: &str| format!("a=save&requestId=r-1&customerData={data}{KEYS}");
    let first = house.get(&save(r#"{"customerName":"A","odd":1.50}"#)).await;
    let again = house
        .get(&save(r#"{ "customerName": "A", "odd": 1.50 }"#))
        .await;
    assert_eq!(again, first);
    let other = house.get(&save(r#"{"customerName":"B"}"#)).await;
    assert_refused(&other, "requestId");
    assert_eq!(other["code"], "REQUEST_ID_USED");
    assert_eq!(other["current"], first["customer"]);
    assert_alive(&house, 1).await;
}

#[tokio::test]
async fn bytes_that_are_no_text_are_refused_and_not_stored() {
    let house = House::open().await;
    let id = house.made(json!({"customerName": "A"})).await;
    let before = house.stored(id).await;
    for (query, name) in [
        (
            "a=save&customerData={\"customerName\":\"M%FCller\"}".to_owned(),
            "customerData",
        ),
        (
            format!("a=update&customerId={id}&customerData={{\"customerName\":\"%FF\"}}"),
            "customerData",
        ),
        (
            "a=getAllByAdvancedSearch&searchData={\"customerName\":\"%C3\"}".to_owned(),
            "searchData",
        ),
        (
            "a=getAllBySearchText&searchText=M%FCller".to_owned(),
            "searchText",
        ),
        ("a=%FF".to_owned(), "parameter a"),
        ("a=getAll&startIndex=%FF".to_owned(), "startIndex"),
        ("a=getById&customerId=%FF".to_owned(), "customerId"),
    ] {
        let answer = house.get(&format!("{query}{KEYS}")).await;
        assert_refused(&answer, name);
        assert_eq!(answer["code"], "INVALID", "{query}");
    }
    let answer = house.get("a=getAll&apiKey=%FF&accessKey=%FF").await;
    assert_refused(&answer, "Key");
    assert_eq!(answer["code"], "KEYS");
    assert_eq!(house.stored(id).await, before);
    assert_alive(&house, 1).await;
}

#[tokio::test]
async fn a_condition_that_is_not_understood_never_widens_a_search() {
    let house = House::open().await;
    house.made(json!({"customerName": "A"})).await;
    for (key, data) in [
        ("customerName", r#"{"customerName":{"a":1}}"#),
        ("addresses", r#"{"addresses":"x"}"#),
        ("phoneNumbers", r#"{"phoneNumbers":[5]}"#),
        ("emailAddresses", r#"{"emailAddresses":[5]}"#),
        ("isAffiliate", r#"{"isAffiliate":"yes"}"#),
        ("customAttributes", r#"{"customAttributes":"x"}"#),
        ("statusId", r#"{"statusId":"abc"}"#),
        ("custmerName", r#"{"custmerName":"A"}"#),
        ("creationDateDuration", r#"{"creationDateDuration":"7"}"#),
    ] {
        for ask in [
            "a=getAllByAdvancedSearch&searchData",
            "a=getAllBySearchText&searchText",
        ] {
            let answer = house.get(&format!("{ask}={data}{KEYS}")).await;
            assert_refused(&answer, key);
            assert_eq!(answer["code"], "INVALID", "{data}");
        }
    }
    for (key, data) in [
        ("statusIds", r#"{"statusIds":["x"]}"#),
        ("statuses", r#"{"statuses":[10000]}"#),
    ] {
        let ask = format!("a=getAllByAdvancedSearch&multiSelectData={data}{KEYS}");
        assert_refused(&house.get(&ask).await, key);
    }
    // The older API's words for “any”.
    let any = r#"{"annualRevenue":"","annualRevenueTo":null,"phoneType":"-1","emailType":"-1","countryId":-1,"countryName":"Select One","labels":[],"creationDateDuration":"","creationDateDurationTypeId":1}"#;
    let ask = format!("a=getAllByAdvancedSearch&searchData={any}{KEYS}");
    assert_eq!(house.get(&ask).await["countOfRecords"], 1);
}

#[tokio::test]
async fn a_page_that_is_no_number_is_refused() {
    let house = House::open().await;
    house.made(json!({"customerName": "A"})).await;
    for name in [
        "startIndex",
        "numRecords",
        "iDisplayStart",
        "iDisplayLength",
    ] {
        for text in ["-1", "1.5", "abc", "1e3", "0x1", "[1]"] {
            for action in ["getAll", "getAllBySearchText", "getAllByAdvancedSearch"] {
                let answer = house.get(&format!("a={action}&{name}={text}{KEYS}")).await;
                assert_refused(&answer, name);
            }
        }
        for text in ["", "+"] {
            let answer = house.get(&format!("a=getAll&{name}={text}{KEYS}")).await;
            assert_eq!(answer["data"].as_array().unwrap().len(), 1, "{name}={text}");
        }
    }
    let large = "99999999999999999999";
    for (start, len) in [("0", 1), (large, 0)] {
        let query = format!("a=getAll&startIndex={start}&numRecords={large}{KEYS}");
        let answer = house.get(&query).await;
        assert_eq!(answer["data"].as_array().unwrap().len(), len);
    }
}
