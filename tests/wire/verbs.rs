//! Each action, its ways of being asked, and what it leaves alone.

use serde_json::{Value, json};

use super::house::{House, KEYS, assert_refused, post};

fn encoded(value: &Value) -> String {
    form_urlencoded::byte_serialize(value.to_string().as_bytes()).collect()
}

#[tokio::test]
async fn an_answer_is_compact_json_with_its_type() {
    let house = House::open().await;
    let mut wire = house.connect().await;
    wire.send(b"GET /app/dao/v6/customers?a=getAll HTTP/1.1\r\nHost: x\r\n\r\n")
        .await;
    let answer = wire.answer().await;
    assert_eq!(answer.status, 200);
    assert!(answer.body.contains(r#""status":"FAILURE""#));
    let head = answer.head.to_ascii_lowercase();
    assert!(
        head.contains("content-type: application/json;charset=utf-8"),
        "{head}"
    );
}

#[tokio::test]
async fn parameters_may_be_split_and_the_address_wins_over_a_stale_body() {
    let house = House::open().await;
    let body = format!(
        "customerData={}{KEYS}",
        encoded(&json!({"customerName": "A & B"}))
    );
    let saved = house.post("a=save&objectId=3", &body).await;
    assert_eq!(saved["customer"]["customerName"], "A & B");
    let id = saved["customer"]["customerId"].as_i64().unwrap();
    let stale = format!("a=save&{body}");
    let found = house
        .post(&format!("a=getById&customerId={id}"), &stale)
        .await;
    assert_eq!(found["id"], id.to_string());
    assert_eq!(house.count().await, 1);
    let stale = format!("searchText=nobody&numRecords=0&{body}");
    let found = house
        .post("a=getAllBySearchText&searchText=&numRecords=", &stale)
        .await;
    assert_eq!(found["data"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn json_posted_as_such_is_passed_over() {
    let house = House::open().await;
    let body = r#"{"a":"save"}"#;
    let mut wire = house.connect().await;
    let request = format!(
        "POST /app/dao/v6/customers?a=getAll{KEYS} HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    wire.send(request.as_bytes()).await;
    assert_eq!(
        wire.answer().await.json(),
        json!({"data": [], "countOfRecords": 0})
    );
}

#[tokio::test]
async fn one_connection_carries_raw_requests_one_after_the_other() {
    let house = House::open().await;
    let mut wire = house.connect().await;
    let save = |name: &str| {
        format!(
            "GET /app/dao/v6/customers?a=save&customerData={{\"customerName\":\"{name}\"}}{KEYS} HTTP/1.1\r\nHost: x\r\n\r\n"
        )
    };
    for name in ["First one", "Second <two>"] {
        wire.send(save(name).as_bytes()).await;
        assert_eq!(wire.answer().await.json()["customer"]["customerName"], name);
    }
    // Three at once, one of them with a body between.
    let body = format!("a=getById&customerId=2{KEYS}");
    let all = format!("{}{}{}", save("Third"), post("", &body), save("Fourth"));
    wire.send(all.as_bytes()).await;
    assert_eq!(
        wire.answer().await.json()["customer"]["customerName"],
        "Third"
    );
    assert_eq!(wire.answer().await.json()["customerName"], "Second <two>");
    assert_eq!(
        wire.answer().await.json()["customer"]["customerName"],
        "Fourth"
    );
}

#[tokio::test]
async fn a_chunked_body_is_read_and_what_follows_too() {
    let house = House::open().await;
    let mut wire = house.connect().await;
    let body = format!(
        "a=save&customerData={}{KEYS}",
        encoded(&json!({"customerName": "C"}))
    );
    let (one, two) = body.split_at(20);
    let request = format!(
        "POST /app/dao/v6/customers HTTP/1.1\r\nTransfer-Encoding: chunked\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\n\
         {:x}\r\n{one}\r\n{:X};ext=\"1\"\r\n{two}\r\n0\r\n\r\nGET /app/dao/v6/customers?a=getAll&x=\"{KEYS} HTTP/1.1\r\n\r\n",
        one.len(),
        two.len()
    );
    wire.send(request.as_bytes()).await;
    assert_eq!(wire.answer().await.json()["customer"]["customerName"], "C");
    assert_eq!(wire.answer().await.json()["countOfRecords"], 1);
}

#[tokio::test]
async fn pages_are_as_large_as_asked_and_empty_past_the_end() {
    let house = House::open().await;
    let many = (0..120).map(|n| {
        rolo::customer::Customer::from_value(json!({"customerName": format!("N{n:03}")})).unwrap()
    });
    let by = rolo::store::By {
        id: 1,
        name: "t".into(),
        at: "2024-01-01 00:00:00".into(),
    };
    use rolo::store::Store;
    house.store.insert_many(many.collect(), by).await.unwrap();
    let names = |answer: &Value| -> Vec<String> {
        let data = answer["data"].as_array().unwrap();
        data.iter()
            .map(|c| c["customerName"].as_str().unwrap().to_owned())
            .collect()
    };
    let all = |query: &str| format!("a=getAll{query}{KEYS}");
    for (query, len, first) in [
        ("", 50, "N000"),
        ("&numRecords=5000", 120, "N000"),
        ("&startIndex=100&iDisplayStart=0&numRecords=50", 20, "N100"),
        ("&iDisplayStart=10&iDisplayLength=1", 1, "N010"),
        (
            "&sortColumn=customerName.sortable&sortDir=Desc&numRecords=3",
            3,
            "N119",
        ),
        (
            "&sortColumn=_score&sortDir=desc&numRecords=3&selectedLetter=all",
            3,
            "N000",
        ),
    ] {
        let answer = house.get(&all(query)).await;
        assert_eq!(answer["countOfRecords"], 120, "{query}");
        assert_eq!(
            (names(&answer).len(), names(&answer)[0].as_str()),
            (len, first),
            "{query}"
        );
    }
    let past = house.get(&all("&startIndex=200&numRecords=50")).await;
    assert_eq!(past, json!({"data": [], "countOfRecords": 120}));
}

#[tokio::test]
async fn text_is_searched_plain_and_as_json() {
    let house = House::open().await;
    for (name, number) in [
        ("Café Müller", "17"),
        ("Müller Söhne", "117"),
        ("Meier", "3"),
    ] {
        house
            .made(json!({"customerName": name, "customerNumber": number}))
            .await;
    }
    for (text, count) in [
        ("muller", 2),
        ("cafe+muller", 1),
        ("%7B%22customerName%22:%22MULLER%22%7D", 2),
        ("{\"customerNumber\":\"17\"}", 1),
        ("{\"customerNumber\":\"1\"}", 2),
        ("", 3),
        ("xyz", 0),
    ] {
        let answer = house
            .get(&format!("a=getAllBySearchText&searchText={text}{KEYS}"))
            .await;
        assert_eq!(answer["countOfRecords"], count, "{text}");
    }
    let old = house
        .line(&format!(
            "GET /app/dao/customers?a=getAllCustomersByAdvancedSearch&searchData={KEYS} HTTP/1.1"
        ))
        .await;
    assert_eq!(old["customers"].as_array().unwrap().len(), 3);
}

#[tokio::test]
async fn an_update_keeps_every_byte_that_it_does_not_name() {
    let house = House::open().await;
    let data = r#"{"zeta":1.50,"customerName":"A","statusName":"Not in any list","statusId":"99","customAttributes":[{"customAttributeId":"u","strange":[1e400,{}]}],"website":"","Ünknown":{"b":null,"a":"\u0001"}}"#;
    let body: String = form_urlencoded::byte_serialize(data.as_bytes()).collect();
    let saved = house
        .post(&format!("a=save{KEYS}"), &format!("customerData={body}"))
        .await;
    let id = saved["customer"]["customerId"].as_i64().unwrap();
    let before = house.stored(id).await;
    let sent = encoded(
        &json!({"website": "new.example", "statusName": "Active", "zeta": 2, "customAttributes": []}),
    );
    let updated = house
        .post(
            &format!("a=update{KEYS}"),
            &format!("customerId={id}&attributeName=[\"website\"]&customerData={sent}"),
        )
        .await;
    assert_eq!(updated["customer"]["website"], "new.example");
    let stamps = [
        "version",
        "lastUpdateDate",
        "lastUpdatedBy",
        "lastUpdatedByName",
        "updatedBy",
    ];
    let parts = |text: &str| -> Vec<(String, String)> {
        let map: serde_json::Map<String, Value> = serde_json::from_str(text).unwrap();
        let kept = map
            .into_iter()
            .filter(|(key, _)| !stamps.contains(&key.as_str()));
        kept.map(|(key, value)| (key, value.to_string())).collect()
    };
    let after = house.stored(id).await;
    let mut wanted = parts(&before);
    let website = wanted.iter_mut().find(|(key, _)| key == "website").unwrap();
    website.1 = "\"new.example\"".to_owned();
    assert_eq!(parts(&after), wanted);
    assert!(after.starts_with(r#"{"zeta":1.50,"#));
}

#[tokio::test]
async fn one_half_of_a_pair_is_written_with_the_other() {
    let house = House::open().await;
    let pair = |answer: &Value| {
        let customer = &answer["customer"];
        (customer["statusName"].clone(), customer["statusId"].clone())
    };
    let saved = house
        .get(&format!(
            "a=save&customerData={{\"customerName\":\"A\",\"statusName\":\"Active\"}}{KEYS}"
        ))
        .await;
    assert_eq!(pair(&saved), (json!("Active"), json!(10000)));
    let update = |data: &str| {
        format!("a=update&customerId=1&attributeName=[\"statusName\"]&customerData={data}{KEYS}")
    };
    let strange = house.get(&update(r#"{"statusName":"Strange"}"#)).await;
    assert_eq!(pair(&strange), (json!("Strange"), json!(null)));
    let by_id = house.get(&update(r#"{"statusId":10000}"#)).await;
    assert_eq!(pair(&by_id), (json!("Active"), json!(10000)));
}

#[tokio::test]
async fn custom_attributes_without_ids_are_not_added_again() {
    let house = House::open().await;
    let id = house.made(json!({"customerName": "A"})).await;
    for size in ["1", "2"] {
        let data = format!(
            r#"{{"customAttributes":[{{"customAttributeTagName":"size","customAttributeValue":"{size}"}},{{"odd":1}}]}}"#
        );
        let query = format!(
            "a=update&customerId={id}&attributeName=[\"customAttributes\"]&customerData={data}{KEYS}"
        );
        let all = &house.get(&query).await["customer"]["customAttributes"];
        assert_eq!(all.as_array().unwrap().len(), 2, "{all}");
        assert_eq!(all[0]["customAttributeValue"], size);
    }
}

#[tokio::test]
async fn an_update_of_an_older_version_is_refused_with_the_newer_record() {
    let house = House::open().await;
    let id = house.made(json!({"customerName": "A"})).await;
    let update = |name: &str| {
        format!(
            "a=update&customerId={id}&customerData={{\"customerName\":\"{name}\"}}&attributeName=[\"customerName\"]&ifVersion=1{KEYS}"
        )
    };
    assert_eq!(house.get(&update("B")).await["customer"]["version"], 2);
    let refused = house.get(&update("C")).await;
    assert_refused(&refused, "changed");
    assert_eq!(refused["current"]["customerName"], "B");
}

#[tokio::test]
async fn delete_goes_to_the_trash_and_restore_takes_it_back() {
    let house = House::open().await;
    let id = house.made(json!({"customerName": "A"})).await;
    let ask = |action: &str| format!("a={action}&customerId={id}{KEYS}");
    assert_eq!(house.get(&ask("delete")).await["status"], "SUCCESS");
    assert_refused(&house.get(&ask("getById")).await, "not found");
    assert_refused(&house.get(&ask("delete")).await, "not found");
    assert_eq!(
        house.get(&format!("a=getAll{KEYS}")).await["countOfRecords"],
        0
    );
    assert_eq!(
        house.get(&ask("restore")).await["customer"]["customerName"],
        "A"
    );
    assert_eq!(house.get(&ask("getById")).await["customerName"], "A");
}

#[tokio::test]
async fn requests_under_way_are_answered_when_the_server_ends() {
    let house = House::open().await;
    let mut wire = house.connect().await;
    let whole = post("", &format!("a=getAll{KEYS}"));
    let (begin, rest) = whole.split_at(whole.len() - 5);
    wire.send(begin.as_bytes()).await;
    // Another answer shows that the server has read what was sent before.
    house.get(&format!("a=getAll{KEYS}")).await;
    let closing = tokio::spawn(house.close());
    wire.send(rest.as_bytes()).await;
    assert_eq!(wire.answer().await.json()["countOfRecords"], 0);
    closing.await.unwrap();
}

#[tokio::test]
async fn a_request_id_without_end_is_refused_and_makes_nothing() {
    let house = House::open().await;
    for (id, is_taken) in [
        ("x".repeat(200), true),
        ("x".repeat(201), false),
        ("x".repeat(1 << 20), false),
        ("a%00b".to_owned(), false),
    ] {
        let before = house.count().await;
        let body = format!("customerData={{\"customerName\":\"A\"}}&requestId={id}{KEYS}");
        let answer = house.post("a=save", &body).await;
        match is_taken {
            true => assert_eq!(answer["customer"]["customerName"], "A"),
            false => assert_refused(&answer, "requestId"),
        }
        assert_eq!(house.count().await, before + usize::from(is_taken));
    }
}
