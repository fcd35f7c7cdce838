//! The lists and attributes that forms offer, changed over the wire.

use serde_json::{Value, json};

use crate::house::{House, KEYS, assert_refused};

#[tokio::test]
async fn a_list_that_is_changed_is_offered_at_once_and_the_change_is_audited() {
    let house = House::open().await;
    let change = |change: Value| format!("a=changeConfigData&change={change}{KEYS}");
    let added = house
        .get(&change(
            json!({"do": "add", "list": "status", "name": "Trial"}),
        ))
        .await;
    assert_eq!(added["item"]["name"], "Trial", "{added}");
    let field = json!({"do": "add", "list": "attribute", "name": "Tier", "kind": "select", "options": ["Gold", "Tin"]});
    assert_eq!(house.get(&change(field)).await["status"], "SUCCESS");
    let config = house.get(&format!("a=getConfigData{KEYS}")).await;
    assert_eq!(config["customerStatusList"][1]["statusName"], "Trial");
    assert!(config["webLayout"].as_str().unwrap().contains("Tier"));
    // A status that is in the list now brings its id along.
    let made = house
        .made(json!({"customerName": "A", "statusName": "Trial"}))
        .await;
    assert!(house.stored(made).await.contains(&format!(
        "\"statusId\":{}",
        config["customerStatusList"][1]["statusId"]
    )));
    for (wrong, why) in [
        (
            json!({"do": "add", "list": "status", "name": "TRIAL"}),
            "already",
        ),
        (
            json!({"do": "add", "list": "nothing", "name": "x"}),
            "no list",
        ),
        (json!({"do": "burn"}), "cannot be read"),
    ] {
        assert_refused(&house.get(&change(wrong)).await, why);
    }
    use rolo::store::Store;
    let audit = house
        .store
        .history(rolo::store::shelf::NOBODY)
        .await
        .unwrap();
    let of_lists: Vec<_> = audit
        .iter()
        .filter(|past| past.field.as_deref() == Some("catalog"))
        .collect();
    assert_eq!(of_lists.len(), 2);
    assert!(of_lists.iter().all(|past| past.who == "tester"));
}

#[tokio::test]
async fn what_can_be_chosen_for_an_attribute_is_changed_and_forms_follow() {
    let house = House::open().await;
    let ask = async |change: Value| {
        let query = format!("a=changeConfigData&change={change}{KEYS}");
        house.get(&query).await
    };
    let options = async || {
        let config = house.get(&format!("a=getConfigData{KEYS}")).await;
        let catalog = rolo::customer::Catalog::parse(&config);
        catalog.custom[0].1.options.clone()
    };
    let field = json!({"do": "add", "list": "attribute", "name": "Tier", "kind": "select", "options": ["Gold", "Tin"]});
    assert_eq!(ask(field).await["status"], "SUCCESS");
    let before = options().await;
    for change in [
        json!({"do": "addOption", "item": "Tier", "name": "Brass"}),
        json!({"do": "renameOption", "item": "Tier", "option": "Tin", "name": "Pewter"}),
        json!({"do": "removeOption", "item": "Tier", "option": "Gold"}),
    ] {
        let answer = ask(change).await;
        assert_eq!(answer["status"], "SUCCESS", "{answer}");
    }
    let after = options().await;
    let names: Vec<&str> = after.iter().map(|option| option.name.as_str()).collect();
    assert_eq!(names, ["Pewter", "Brass"]);
    assert_eq!(
        after[0].id, before[1].id,
        "customers that have it still mean it"
    );
    let twice = json!({"do": "addOption", "item": "Tier", "name": "brass"});
    assert_refused(&ask(twice).await, "already");
    assert_eq!(options().await, after);
}
