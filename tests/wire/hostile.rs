//! What a server must survive: a clear refusal, nothing changed, and the next request answered.

use serde_json::json;

use super::house::{House, KEYS, assert_refused};

pub async fn assert_alive(house: &House, customers: usize) {
    let answer = house.get(&format!("a=getAll{KEYS}")).await;
    assert_eq!(answer["countOfRecords"], customers);
}

#[tokio::test]
async fn bad_keys_are_refused_in_the_words_that_clients_know() {
    let house = House::open().await;
    for keys in [
        "",
        "&apiKey=api-key-of-tests",
        "&apiKey=api-key-of-tests&accessKey=wrong",
        "&apiKey=access-key-of-tests&accessKey=api-key-of-tests",
        "&apiKey=&accessKey=",
    ] {
        for action in [
            "getConfigData",
            "getAll",
            "save&customerData={\"customerName\":\"A\"}",
            "nonsense",
        ] {
            let answer = house.get(&format!("a={action}{keys}")).await;
            assert_refused(&answer, "Key");
            assert!(!answer.to_string().contains("wrong"));
        }
    }
    assert_alive(&house, 0).await;
}

#[tokio::test]
async fn broken_requests_get_a_reason_and_change_nothing() {
    let house = House::open().await;
    let id = house
        .made(json!({"customerName": "A", "website": "w"}))
        .await;
    let before = house.stored(id).await;
    let update = format!("a=update&customerId={id}");
    for (query, word) in [
        ("".to_owned(), "action"),
        ("a=explode".to_owned(), "action"),
        ("a=save".to_owned(), "customerData"),
        (
            "a=save&customerData={\"customerName\":".to_owned(),
            "customerData",
        ),
        ("a=save&customerData=[]".to_owned(), "object"),
        ("a=save&customerData={}".to_owned(), "customerName"),
        (
            "a=save&customerData={\"customerName\":\"\"}".to_owned(),
            "customerName",
        ),
        (
            "a=save&customerData={\"customerName\":5}".to_owned(),
            "customerName",
        ),
        (
            "a=save&customerData={\"customerName\":\"A\",\"addresses\":\"x\"}".to_owned(),
            "addresses",
        ),
        (
            "a=save&customerData={\"customerName\":\"A\",\"annualRevenue\":\"abc\"}".to_owned(),
            "annualRevenue",
        ),
        (
            format!("{update}&customerData={{\"website\":7}}"),
            "website",
        ),
        (
            format!("{update}&customerData={{\"customerName\":null}}"),
            "customerName",
        ),
        (
            format!("{update}&customerData={{\"website\":\"x\"}}&ifVersion=abc"),
            "ifVersion",
        ),
        (
            format!("{update}&customerData={{}}&attributeName=[\"website\"]&asItWas=[]"),
            "asItWas",
        ),
        (
            format!("{update}&customerData={{}}&asItWas={{}}"),
            "attributeName",
        ),
        (
            format!("{update}&customerData={{}}&attributeName=[\"customerName\"]&asItWas={{}}"),
            "customerName",
        ),
        (
            format!(
                "{update}&customerData={{}}&attributeName=[\"website\"]&asItWas={{\"website\":7}}"
            ),
            "website",
        ),
        (update.clone(), "customerData"),
        ("a=update&customerData={}".to_owned(), "customerId"),
        (
            "a=update&customerId=x&customerData={}".to_owned(),
            "customerId",
        ),
        (
            "a=update&customerId=999&customerData={\"website\":\"x\"}".to_owned(),
            "not found",
        ),
        ("a=getById".to_owned(), "customerId"),
        (
            "a=getById&customerId=99999999999999999999".to_owned(),
            "customerId",
        ),
        ("a=getById&customerId=999".to_owned(), "not found"),
        ("a=delete".to_owned(), "customerId"),
        (
            "a=getAllByAdvancedSearch&searchData={".to_owned(),
            "searchData",
        ),
        (
            "a=getAllByAdvancedSearch&searchData=7".to_owned(),
            "searchData",
        ),
        (
            "a=getAllByAdvancedSearch&multiSelectData=[1]".to_owned(),
            "multiSelectData",
        ),
    ] {
        let answer = house.get(&format!("{query}{KEYS}")).await;
        assert_refused(&answer, word);
        let reason = answer["reason"].as_str().unwrap();
        assert!(
            !reason.contains("Key"),
            "{reason} would be taken for bad keys"
        );
    }
    assert_eq!(house.stored(id).await, before);
    assert_alive(&house, 1).await;
}

#[tokio::test]
async fn a_body_of_20_mib_is_refused_and_the_connection_goes_on() {
    let house = House::open().await;
    let mut wire = house.connect().await;
    let len = 20 << 20;
    let head = format!(
        "POST /app/dao/v6/customers?a=save{KEYS} HTTP/1.1\r\nContent-Length: {len}\r\n\r\n"
    );
    wire.send(head.as_bytes()).await;
    wire.send(&vec![b'x'; len]).await;
    let answer = wire.answer().await;
    assert_refused(&answer.json(), "larger");
    wire.send(format!("GET /app/dao/v6/customers?a=getAll{KEYS} HTTP/1.1\r\n\r\n").as_bytes())
        .await;
    assert_eq!(wire.answer().await.json()["countOfRecords"], 0);
}

#[tokio::test]
async fn a_body_that_says_it_is_too_large_is_refused_before_it_comes() {
    let house = House::open().await;
    for (more, closes) in [("", false), ("Expect: 100-continue\r\n", true)] {
        let mut wire = house.connect().await;
        let head = format!(
            "POST /app/dao/v6/customers?a=save{KEYS} HTTP/1.1\r\n{more}Content-Length: {}\r\n\r\n",
            20 << 20
        );
        wire.send(head.as_bytes()).await;
        let answer = wire.answer().await;
        assert_eq!(answer.status, 413, "{}", answer.head);
        assert_refused(&answer.json(), "larger");
        let said = answer.head.to_ascii_lowercase();
        assert_eq!(said.contains("connection: close"), closes, "{said}");
    }
    assert_alive(&house, 0).await;
}

#[tokio::test]
async fn deep_nesting_is_refused() {
    let house = House::open().await;
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        let deep = format!("{}1{}", open.repeat(200_000), close.repeat(200_000));
        let body = format!("customerData={{\"customerName\":\"A\",\"x\":{deep}}}{KEYS}");
        assert_refused(&house.post("a=save", &body).await, "customerData");
        let body = format!("searchData={deep}{KEYS}");
        assert_refused(
            &house.post("a=getAllByAdvancedSearch", &body).await,
            "searchData",
        );
    }
    assert_alive(&house, 0).await;
}

#[tokio::test]
async fn targets_of_any_length_and_bytes_are_answered() {
    let house = House::open().await;
    let long = "x".repeat(100_000);
    let saved = house
        .get(&format!(
            "a=save&customerData={{\"customerName\":\"A\",\"description\":\"{long}\"}}{KEYS}"
        ))
        .await;
    assert_eq!(saved["customer"]["description"], long);
    let mut wire = house.connect().await;
    let mut raw =
        b"GET /app/dao/v6/customers?a=getAllBySearchText&odd=\xff\xfe&searchText=\x00\x07|^`"
            .to_vec();
    raw.extend_from_slice(format!("{KEYS} HTTP/1.1\r\n\r\n").as_bytes());
    wire.send(&raw).await;
    assert_eq!(wire.answer().await.json()["countOfRecords"], 0);
    let endless = format!("GET /app/dao/v6/customers?{}", "y".repeat(2 << 20));
    let mut wire = house.connect().await;
    wire.send(endless.as_bytes()).await;
    assert_refused(&wire.answer().await.json(), "too long");
    assert_refused(&house.line("nonsense").await, "request line");
    assert_refused(&house.line("GET /elsewhere HTTP/1.1").await, "address");
    assert_refused(
        &house
            .line(&format!(
                "DELETE /app/dao/v6/customers?a=getAll{KEYS} HTTP/1.1"
            ))
            .await,
        "POST",
    );
    assert_alive(&house, 1).await;
}

#[tokio::test]
async fn headers_that_cannot_be_taken_are_refused_in_words() {
    let house = House::open().await;
    let many = "X-Many: 1\r\n".repeat(101);
    let long = format!("X-Long: {}\r\n", "x".repeat(500_000));
    for (headers, status, word) in [
        ("no header\r\n", 400, "headers"),
        ("Host : x\r\n", 400, "headers"),
        ("X: a\u{1}b\r\n", 400, "headers"),
        ("Content-Length: many\r\n", 400, "headers"),
        ("Content-Length: 1\r\nContent-Length: 2\r\n", 400, "headers"),
        ("Transfer-Encoding: gzip\r\n", 400, "headers"),
        (&many, 431, "too many"),
        (&long, 431, "too long"),
    ] {
        let mut wire = house.connect().await;
        let line = format!("GET /app/dao/v6/customers?a=getAll{KEYS} HTTP/1.1");
        wire.send(format!("{line}\r\n{headers}\r\n").as_bytes())
            .await;
        let answer = wire.answer().await;
        assert_eq!(answer.status, status);
        assert_refused(&answer.json(), word);
    }
    let as_many_as_may_be = "X-Many: 1\r\n".repeat(99);
    let answer = house
        .line(&format!(
            "GET /app/dao/v6/customers?a=getAll{KEYS} HTTP/1.1\r\n{}",
            as_many_as_may_be.trim_end()
        ))
        .await;
    assert_eq!(answer["countOfRecords"], 0);
    assert_alive(&house, 0).await;
}

#[tokio::test]
async fn signs_that_mean_something_in_sql_are_plain_text() {
    let house = House::open().await;
    house
        .made(json!({"customerName": "100% O'Hara_; DROP"}))
        .await;
    house.made(json!({"customerName": "1000 OxHara"})).await;
    for (text, count) in [
        ("100%25", 1),
        ("'; DROP TABLE customers; --", 0),
        ("_;", 1),
        ("\u{0}", 2),
    ] {
        let answer = house
            .get(&format!("a=getAllBySearchText&searchText={text}{KEYS}"))
            .await;
        assert_eq!(answer["countOfRecords"], count, "{text}");
    }
    let words = "word ".repeat(5_000);
    let answer = house
        .post(
            &format!("a=getAllBySearchText{KEYS}"),
            &format!("searchText={words}"),
        )
        .await;
    assert_eq!(answer["countOfRecords"], 0);
    let lists = json!({"statusIds": (0..40_000).collect::<Vec<_>>()});
    let answer = house
        .post(
            &format!("a=getAllByAdvancedSearch{KEYS}"),
            &format!("multiSelectData={lists}"),
        )
        .await;
    assert_eq!(answer["countOfRecords"], 0);
    let keys = (0..500).map(|n| (format!("k{n}' OR 1=1"), json!(n)));
    let search = serde_json::Value::Object(keys.collect());
    let answer = house
        .post(
            &format!("a=getAllByAdvancedSearch{KEYS}"),
            &format!("searchData={search}"),
        )
        .await;
    assert_refused(&answer, "OR 1=1");
    let values = vec!["' OR 1=1"; 500];
    let search = json!({"tickerSymbol": values, "website": "' OR 1=1"});
    let answer = house
        .post(
            &format!("a=getAllByAdvancedSearch{KEYS}"),
            &format!("searchData={search}"),
        )
        .await;
    assert_eq!(answer["countOfRecords"], 0);
    assert_alive(&house, 2).await;
}
