//! The API page's sample requests, byte for byte, with the keys (and a real id) put in.

use serde_json::{Value, json};

use super::house::{House, KEYS, assert_refused};

const SAVE: &str = include_str!("save.txt");
const UPDATE: &str = include_str!("update.txt");
const SEARCH: &str = include_str!("search.txt");

/// The sample as the page has it, and with its lines joined.
fn both(sample: &str) -> [String; 2] {
    let sample = sample.trim_end();
    [sample.to_owned(), sample.replace('\n', "")]
}

/// As `curl -g` sends a copied address: just the path behind the host, and as a proxy's client sends it.
async fn ask(house: &House, url: &str) -> Value {
    let absolute = house.line(&format!("GET {url}{KEYS} HTTP/1.1")).await;
    assert_ne!(absolute["status"], "FAILURE", "{absolute}");
    let path = url.strip_prefix("https://www.apptivo.com").unwrap();
    house.line(&format!("GET {path}{KEYS} HTTP/1.1")).await
}

#[tokio::test]
async fn the_save_sample_makes_a_customer() {
    let house = House::open().await;
    for url in both(SAVE) {
        let before = house.count().await;
        let answer = ask(&house, &url).await;
        let customer = &answer["customer"];
        assert_eq!(customer["customerName"], "TestCustomer");
        assert_eq!(customer["statusId"], 10000);
        assert_eq!(customer["assigneeObjectRefName"], "Db2Es s");
        assert_eq!(customer["addresses"][0]["countryName"], "India");
        assert!(customer["addresses"][0]["addressId"].is_i64());
        assert_eq!(customer["version"], 1);
        assert_ne!(customer["customerNumber"], "Auto generated number");
        assert_eq!(customer["createdByName"], "tester");
        assert_eq!(customer["creationDate"].as_str().unwrap().len(), 19);
        let id = customer["customerId"].as_i64().unwrap();
        assert_eq!(customer["id"], id.to_string());
        assert_eq!(house.count().await, before + 2);
    }
}

#[tokio::test]
async fn the_update_sample_changes_what_it_names_and_nothing_else() {
    for at in 0..2 {
        let house = House::open().await;
        let first = json!({"customerName": "Before", "customerNumber": "77", "statusName": "Odd", "statusId": 5, "own": 1});
        let id = house.made(first).await;
        let url = both(UPDATE)[at].replace("1090590", &id.to_string());
        let answer = ask(&house, &url).await;
        let customer = &answer["customer"];
        assert_eq!(customer["customerName"], "TestCustomer updated");
        assert_eq!(
            customer["emailAddresses"][0]["emailAddress"],
            "customer@apptivo.com"
        );
        assert_eq!(customer["statusName"], "Odd");
        assert_eq!(customer["customerNumber"], "77");
        assert_eq!(customer["own"], 1);
        assert_eq!(customer.get("addresses"), None);
        assert_eq!(customer["version"], 3);
    }
}

#[tokio::test]
async fn the_search_sample_finds_by_number() {
    let house = House::open().await;
    for number in ["test-1", "TEST-2", "other"] {
        house
            .made(json!({"customerName": "A", "customerNumber": number}))
            .await;
    }
    for url in both(SEARCH) {
        let answer = ask(&house, &url).await;
        assert_eq!(answer["countOfRecords"], 2, "{answer}");
        assert_eq!(answer["data"].as_array().unwrap().len(), 2);
    }
    let url = &both(SEARCH)[0];
    let chosen = url.replace("\"statusIds\":[]", "\"statusIds\":[\"5\"]");
    assert_ne!(*url, chosen);
    let answer = ask(&house, &chosen).await;
    assert_eq!(
        answer,
        json!({"data": [], "countOfRecords": 0}),
        "the glued multiSelectData is read"
    );
}

#[tokio::test]
async fn the_config_sample_answers_the_catalog() {
    let house = House::open().await;
    let answer = house.get(&format!("a=getConfigData{KEYS}")).await;
    assert_eq!(answer, super::house::answered_catalog());
}

#[tokio::test]
async fn the_templates_slips_are_read() {
    let house = House::open().await;
    let keys = "&;apiKey=api-key-of-tests&accesKey=access-key-of-tests";
    let saved = house
        .get(&format!(
            "a=save&customerData{{ \"customerName\":\"A\"}}{keys}"
        ))
        .await;
    assert_eq!(saved["customer"]["customerName"], "A");
    let query = format!(
        "a=update&customerData={{\"customerName\":\"B\"}}&attributeNames=[customerName]&objectId=4&customerId=1&isEmailAddressUpdate=false{keys}"
    );
    assert_eq!(house.get(&query).await["customer"]["customerName"], "B");
    let query =
        format!("a=getAllByAdvancedSearch&numRecords=5&searchData={{}}&multiSelectData={{}}{keys}");
    assert_eq!(house.get(&query).await["countOfRecords"], 1);
}

#[tokio::test]
async fn the_samples_without_keys_change_nothing() {
    let house = House::open().await;
    for url in both(SAVE) {
        let answer = house.line(&format!("GET {url} HTTP/1.1")).await;
        assert_refused(&answer, "Key");
    }
    assert_eq!(house.count().await, 0);
}
