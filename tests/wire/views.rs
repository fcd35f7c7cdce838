//! Views that are kept for everybody, and who may change which.

use serde_json::{Value, json};

use crate::house::{House, KEYS, assert_refused, get_at, post_at};

#[tokio::test]
async fn views_are_kept_for_everybody_and_show_their_customers() {
    let house = House::open().await;
    for (name, status) in [("B", "Active"), ("A", "Active"), ("C", "Other")] {
        house
            .made(json!({"customerName": name, "statusName": status}))
            .await;
    }
    const PATH: &str = "/app/dao/v5/appsettings";
    let view = json!({"name": "Big ones", "query": "status:=active"}).to_string();
    let saved = post_at(
        &house,
        PATH,
        "a=saveView&objectId=3",
        &[("viewData", &view)],
    )
    .await;
    assert_eq!(saved["viewCode"], "BIG_ONES");
    let shown = get_at(
        &house,
        PATH,
        "a=getAllByCustomView&objectId=3&viewCode=BIG_ONES&startIndex=0&numRecords=50&status=0",
    )
    .await;
    let names: Vec<&Value> = shown["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|c| &c["customerName"])
        .collect();
    assert_eq!(
        (names, &shown["countOfRecords"]),
        (
            vec!["A", "B"]
                .into_iter()
                .map(Value::from)
                .collect::<Vec<_>>()
                .iter()
                .collect(),
            &json!(2)
        )
    );
    let config = house.get(&format!("a=getConfigData{KEYS}")).await;
    assert_eq!(config["savedViews"][0]["viewCode"], "BIG_ONES");
    assert_eq!(
        config["userConfig"]["sharedViews"][0]["viewName"],
        "Big ones"
    );
    let bad = json!({"name": "x", "query": "status:("}).to_string();
    assert_refused(
        &post_at(&house, PATH, "a=saveView", &[("viewData", &bad)]).await,
        "search",
    );
    assert_refused(
        &get_at(&house, PATH, "a=getAllByCustomView&viewCode=NONE").await,
        "NONE",
    );
    assert_eq!(
        get_at(&house, PATH, "a=deleteView&viewCode=BIG_ONES").await["status"],
        "SUCCESS"
    );
    assert_refused(
        &get_at(&house, PATH, "a=deleteView&viewCode=BIG_ONES").await,
        "BIG_ONES",
    );
}
