//! What real clients write in other ways than the page does, and mean all the same.

use serde_json::{Value, json};

use super::house::{House, KEYS, assert_refused};

fn names(answer: &Value) -> Vec<&str> {
    let all = answer["data"]
        .as_array()
        .unwrap_or_else(|| panic!("{answer}"));
    all.iter()
        .map(|customer| customer["customerName"].as_str().unwrap())
        .collect()
}

async fn furnished() -> House {
    let house = House::open().await;
    for (name, customer) in [
        (
            "Alpha",
            json!({"statusId": 10000, "statusName": "Active", "isAffiliate": "Y"}),
        ),
        (
            "Ärger",
            json!({"emailAddresses": [{"emailAddress": "ann@x.example"}], "isAffiliate": "N"}),
        ),
        (
            "Beta",
            json!({"phoneNumbers": [{"phoneNumber": "+49 89 123"}], "statusId": 10001}),
        ),
    ] {
        let mut customer = customer;
        customer["customerName"] = json!(name);
        house.made(customer).await;
    }
    house
}

#[tokio::test]
async fn words_and_numbers_are_the_same_in_quotes_and_in_other_letters() {
    let house = furnished().await;
    let all = ["Alpha", "Ärger", "Beta"];
    let from_a = &["Alpha", "Ärger"][..];
    for (query, wanted) in [
        ("a=getAll&selectedLetter=\"A\"", from_a),
        ("a=getAll&selectedLetter=%22a%22", from_a),
        ("a=getAll&selectedLetter='A'", from_a),
        ("a=getAll&selectedLetter=\"All\"", &all),
        ("a=getAll&selectedLetter=null", &all),
        ("a=getAll&objectStatus=00", &all),
        ("a=getAll&objectStatus=\"0\"", &all),
        ("a=getAll&objectStatus=0.0", &all),
        ("a=getAll&objectStatus=undefined", &all),
        ("a=getAll&objectStatus=01", &[]),
        ("a=getAll&startIndex=\"0\"&numRecords='2'", &all[..2]),
        ("a=getAll&startIndex=1.0&numRecords=2.00", &all[1..]),
        ("a=getAll&startIndex=null&numRecords=", &all),
        (
            "a=getAll&sortColumn=\"customerName.sortable\"&sortDir='desc'&numRecords=1",
            &all[2..],
        ),
        (
            "a=getAll&sortColumn=customerName&sortDir=descending&numRecords=1",
            &all[2..],
        ),
        (
            "a=getAll&sortColumn=customerName&sSortDir_0=DESC&numRecords=1",
            &all[2..],
        ),
        ("a=\"getAll\"&NumRecords=1", &all[..1]),
        ("A=getall&numrecords=1", &all[..1]),
        ("a=GETALLBYSEARCHTEXT&searchtext=alpha", &all[..1]),
        (
            "a=getAllByAdvancedSearch&SearchData={\"customerName\":\"beta\"}",
            &all[2..],
        ),
    ] {
        let answer = house.get(&format!("{query}{KEYS}")).await;
        assert_eq!(names(&answer), wanted, "{query}");
    }
    for id in ["1", "\"1\"", "'1'", "1.0"] {
        let answer = house.get(&format!("a=getById&customerId={id}{KEYS}")).await;
        assert_eq!(answer["customerName"], "Alpha", "{id}");
    }
    let keys = "&ApiKey=api-key-of-tests&ACCESSKEY=access-key-of-tests";
    let answer = house.get(&format!("a=getAll{keys}")).await;
    assert_eq!(answer["countOfRecords"], 3);
    for (query, why) in [
        ("a=getAll&startIndex=-1", "startIndex"),
        ("a=getAll&numRecords=1.5", "numRecords"),
        ("a=getAll&numRecords=-1", "numRecords"),
        ("a=getAll&selectedLetter=\"AB\"", "selectedLetter"),
        ("a=getAll&objectStatus=0.5", "objectStatus"),
        ("a=getById&customerId=1.5", "customerId"),
    ] {
        assert_refused(&house.get(&format!("{query}{KEYS}")).await, why);
    }
}

#[tokio::test]
async fn conditions_are_understood_as_scripts_write_them() {
    let house = furnished().await;
    for (search, lists, wanted) in [
        (json!([]), json!([]), &["Alpha", "Ärger", "Beta"][..]),
        (json!({"isAffiliate": true}), json!({}), &["Alpha"]),
        (json!({"isAffiliate": "false"}), json!({}), &["Ärger"]),
        (
            json!({"emailAddresses": "ann@x.example"}),
            json!({}),
            &["Ärger"],
        ),
        (
            json!({"emailAddresses": ["ann@x.example"]}),
            json!({}),
            &["Ärger"],
        ),
        (
            json!({"phoneNumbers": ["+49 89 123"]}),
            json!({}),
            &["Beta"],
        ),
        (json!({"statusId": 10000.0}), json!({}), &["Alpha"]),
        (
            json!({}),
            json!({"statusIds": "10000, 10001"}),
            &["Alpha", "Beta"],
        ),
        (json!({}), json!({"statusIds": [10001.0]}), &["Beta"]),
    ] {
        let query =
            format!("a=getAllByAdvancedSearch&searchData={search}&multiSelectData={lists}{KEYS}");
        assert_eq!(names(&house.get(&query).await), wanted, "{search} {lists}");
    }
    for (search, lists, why) in [
        (json!([1]), json!({}), "searchData"),
        (json!({"isAffiliate": 1}), json!({}), "isAffiliate"),
        (json!({"emailAddresses": [5]}), json!({}), "emailAddresses"),
        (json!({}), json!({"statusIds": "10000,x"}), "statusIds"),
        (json!({"statusId": 10000.5}), json!({}), "statusId"),
    ] {
        let query =
            format!("a=getAllByAdvancedSearch&searchData={search}&multiSelectData={lists}{KEYS}");
        assert_refused(&house.get(&query).await, why);
    }
}

/// Sends a body of some kind, and reads the answer.
async fn sent(house: &House, kind: &str, query: &str, body: &str) -> Value {
    let mut wire = house.connect().await;
    let head = format!(
        "POST /app/dao/v6/customers?{query} HTTP/1.1\r\nHost: localhost\r\n{kind}\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    wire.send(head.as_bytes()).await;
    wire.answer().await.json()
}

#[tokio::test]
async fn parameters_may_come_as_a_json_object() {
    let house = House::open().await;
    let kind = "Content-Type: application/json; charset=utf-8";
    let keys = json!({"apiKey": "api-key-of-tests", "accessKey": "access-key-of-tests"});
    let with = |more: Value| {
        let mut all = keys.clone();
        for (key, value) in more.as_object().unwrap() {
            all[key] = value.clone();
        }
        all.to_string()
    };
    let record = json!({"customerName": "A & B", "annualRevenue": 1.50});
    for data in [record.clone(), json!(record.to_string())] {
        let body = with(json!({"a": "save", "customerData": data})).replace("1.5", "1.50");
        let made = sent(&house, kind, "", &body).await;
        assert_eq!(made["customer"]["customerName"], "A & B", "{made}");
        assert_eq!(made["customer"]["annualRevenue"].to_string(), "1.50");
    }
    let body = with(json!({"a": "getAll", "numRecords": 1, "startIndex": null}));
    let page = sent(&house, kind, "", &body).await;
    assert_eq!(
        (names(&page).len(), &page["countOfRecords"]),
        (1, &json!(2))
    );
    // The address wins, and what is posted beside it may mean nothing.
    for body in ["{\"a\":\"delete\",\"customerId\":2}", "a=delete", "[1]", ""] {
        let query = format!("a=getById&customerId=1{KEYS}");
        let found = sent(&house, kind, &query, body).await;
        assert_eq!(found["customerId"], 1, "{body}");
    }
    assert_eq!(house.count().await, 2);
}

#[tokio::test]
async fn parameters_may_come_in_parts() {
    let house = House::open().await;
    let kind = "Content-Type: multipart/form-data; boundary=\"--b\"";
    let mut body = String::new();
    for (name, value) in [
        ("a", "save"),
        ("apiKey", "api-key-of-tests"),
        ("accessKey", "access-key-of-tests"),
        (
            "customerData",
            "{\"customerName\":\"Ä & B\",\r\n\"description\":\"100% --b +1\"}",
        ),
    ] {
        body.push_str(&format!(
            "----b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
        ));
    }
    body.push_str("----b--\r\n");
    let made = sent(&house, kind, "", &body).await;
    assert_eq!(made["customer"]["customerName"], "Ä & B", "{made}");
    assert_eq!(made["customer"]["description"], "100% --b +1");
}

#[tokio::test]
async fn a_packed_body_and_another_method_are_refused_as_what_they_are() {
    let house = House::open().await;
    let answer = sent(&house, "Content-Encoding: gzip", "a=getAll", "xyz").await;
    assert_refused(&answer, "Content-Encoding");
    let plain = sent(&house, "Content-Encoding: identity", "a=getAll", &KEYS[1..]).await;
    assert_eq!(plain["countOfRecords"], 0);
    for method in ["PUT", "OPTIONS"] {
        let mut wire = house.connect().await;
        let head = format!("{method} /app/dao/v6/customers HTTP/1.1\r\nHost: localhost\r\n\r\n");
        wire.send(head.as_bytes()).await;
        let answer = wire.answer().await;
        assert!(answer.head.starts_with("HTTP/1.1 405"), "{}", answer.head);
        assert!(answer.head.to_lowercase().contains("allow: get, post"));
    }
}

#[tokio::test]
async fn an_address_that_was_put_together_by_hand_is_found() {
    let house = furnished().await;
    for path in [
        "/app/dao/v6/Customers",
        "//app/dao/v6//customers/",
        "/app/dao/v6/customers;jsessionid=1",
    ] {
        let answer = house
            .line(&format!("GET {path}?a=getAll{KEYS} HTTP/1.1"))
            .await;
        assert_eq!(answer["countOfRecords"], 3, "{path}");
    }
}
