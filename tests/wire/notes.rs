//! Notes of a customer, written and read as real clients do it: by GET and POST, raw JSON, the older way.

use serde_json::{Value, json};

use crate::house::{House, KEYS, assert_refused, get_at, post_at};

const NOTE: &str = "/app/dao/note";

#[tokio::test]
async fn notes_are_written_and_read_as_clients_do() {
    let house = House::open().await;
    let id = house.made(json!({"customerName": "A"})).await;
    let details = json!({
        "noteText": "one & two + three", "objectId": "3", "objectRefId": id.to_string(), "labels": [],
        "associations": [{"objectId": 3, "objectRefId": id, "parentObjectId": 7}], "isSendEmail": "N",
    });
    let made = post_at(
        &house,
        NOTE,
        "a=createNote",
        &[("noteDetails", &details.to_string())],
    )
    .await;
    assert!(made["noteId"].is_i64(), "{made}");
    // Everything in the address, JSON raw.
    let raw =
        format!(r#"a=createNote&noteDetails={{"noteText":"A+B","objectId":3,"objectRefId":{id}}}"#);
    assert!(get_at(&house, NOTE, &raw).await["noteId"].is_i64());
    // The older way: words alone.
    let old = format!("a=save&objectId=3&objRefId={id}&noteData=old%20words");
    assert!(get_at(&house, NOTE, &old).await["noteId"].is_i64());
    let read = format!(
        "a=getNotes&selectedObjectId=3&selectedObjectRefId={id}&startIndex=0&numRecords=2&isFrom=App&noteData={{}}&b=1"
    );
    let page = get_at(&house, NOTE, &read).await;
    let texts: Vec<&Value> = page["notes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|n| &n["noteText"])
        .collect();
    assert_eq!(texts, ["old words", "A B"]);
    assert_eq!(page["countOfRecords"], 3);
    assert_eq!(page["notes"][0]["createdByName"], "tester");
    assert!(page["notes"][0]["creationDate"].as_str().unwrap().len() == 19);
    let past = post_at(
        &house,
        NOTE,
        "a=getNotes&startIndex=9",
        &[
            ("selectedObjectId", "3"),
            ("selectedObjectRefId", &id.to_string()),
            ("a", "createNote"),
        ],
    )
    .await;
    assert_eq!(
        (&past["notes"], &past["countOfRecords"]),
        (&json!([]), &json!(3))
    );
    let all = get_at(
        &house,
        NOTE,
        &format!("a=getNotes&selectedObjectRefId={id}"),
    )
    .await;
    assert_eq!(all["notes"][2]["noteText"], "one & two + three");
    assert_eq!(all["notes"][2]["isSendEmail"], "N", "kept as it was sent");
    let other = get_at(
        &house,
        NOTE,
        "a=getNotes&selectedObjectId=59&selectedObjectRefId=1",
    )
    .await;
    assert_eq!(other["notes"], json!([]));
}

#[tokio::test]
async fn a_note_that_is_none_is_refused_and_one_that_comes_again_is_one() {
    let house = House::open().await;
    let id = house.made(json!({"customerName": "A"})).await;
    for (details, why) in [
        (json!({"objectId": 3, "objectRefId": id}), "noteText"),
        (
            json!({"noteText": "  ", "objectId": 3, "objectRefId": id}),
            "noteText",
        ),
        (
            json!({"noteText": "a", "objectId": 59, "objectRefId": id}),
            "customer",
        ),
        (
            json!({"noteText": "a", "objectId": 3, "objectRefId": 999}),
            "999",
        ),
    ] {
        let answer = post_at(
            &house,
            NOTE,
            "a=createNote",
            &[("noteDetails", &details.to_string())],
        )
        .await;
        assert_refused(&answer, why);
    }
    assert_refused(&get_at(&house, NOTE, "a=createNote").await, "noteDetails");
    assert_refused(
        &get_at(&house, NOTE, "a=createNote&noteDetails={broken").await,
        "JSON",
    );
    assert_refused(&get_at(&house, NOTE, "a=burnNote").await, "action");
    assert_refused(
        &get_at(&house, NOTE, "a=getNotes&selectedObjectRefId=999").await,
        "999",
    );
    let ask = |text: &str| {
        format!(
            r#"a=createNote&requestId=r1&noteDetails={{"noteText":"{text}","objectId":3,"objectRefId":{id}}}"#
        )
    };
    let first = get_at(&house, NOTE, &ask("once")).await;
    assert_eq!(
        get_at(&house, NOTE, &ask("once")).await["noteId"],
        first["noteId"]
    );
    assert_refused(&get_at(&house, NOTE, &ask("other")).await, "requestId");
    let all = get_at(
        &house,
        NOTE,
        &format!("a=getNotes&selectedObjectRefId={id}"),
    )
    .await;
    assert_eq!(all["countOfRecords"], 1);
    // It stands in the customer's history with its writer.
    let history = house.get(&format!("a=history&customerId={id}{KEYS}")).await;
    let line = &history["data"][0];
    let line = if line.is_null() {
        &history["history"][0]
    } else {
        line
    };
    assert!(
        line.to_string().contains("tester") && line.to_string().contains("once"),
        "{history}"
    );
}
