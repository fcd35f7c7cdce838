//! What each role may do: a read key looks, a write key works with customers, an admin decides what everybody's
//! forms and views are.

use rolo::server::{KeyRing, add_pair};
use rolo::store::{Role, Store};
use secrecy::ExposeSecret;
use serde_json::{Value, json};

use crate::access::{CUSTOMERS, ask, server, with_keys};
use crate::house::{House, assert_refused};

#[tokio::test]
async fn a_read_key_changes_nothing_anywhere_and_learns_nothing() {
    let house = House::open().await;
    let id = house.made(json!({"customerName": "Secret name"})).await;
    let pair = add_pair(&house.store, "reader", Role::Read).await.unwrap();
    let router = server(&house.store, KeyRing::default());
    let before = (
        house.stored(id).await,
        house.store.history(id).await.unwrap().len(),
    );
    let id_text = id.to_string();
    let note = format!("{{\"noteText\":\"x\",\"objectId\":3,\"objectRefId\":{id}}}");
    for (path, action) in [
        (CUSTOMERS, "save"),
        (CUSTOMERS, "createCustomer"),
        (CUSTOMERS, "update"),
        (CUSTOMERS, "delete"),
        (CUSTOMERS, "restore"),
        (CUSTOMERS, "addContact"),
        (CUSTOMERS, "changeConfigData"),
        (CUSTOMERS, "createNote"),
        ("/app/dao/customers", "updateCustomer"),
        ("/app/dao/customer", "deleteCustomer"),
        ("/app/dao/note", "createNote"),
        ("/app/dao/note", "save"),
        ("/app/dao/v5/appsettings", "saveView"),
        ("/app/dao/v5/appsettings", "deleteView"),
        ("/app/dao/activities", "createTask"),
        ("/app/dao/activities", "updateTask"),
        ("/app/dao/activities", "deleteActivity"),
    ] {
        let form = [
            ("a", action),
            ("apiKey", pair.api_key.expose_secret()),
            ("accessKey", pair.access_key.expose_secret()),
            ("customerId", &id_text),
            ("objRefId", &id_text),
            ("objectId", "3"),
            ("contactIds", "1"),
            ("noteDetails", &note),
            ("noteData", "x"),
            ("customerData", "{\"customerName\":\"x\"}"),
            ("attributeName", "[\"customerName\"]"),
            (
                "change",
                "{\"do\":\"add\",\"list\":\"status\",\"name\":\"x\"}",
            ),
            ("viewData", "{\"name\":\"x\"}"),
            ("viewCode", "X"),
            ("taskData", "{}"),
            ("activityId", "1"),
        ];
        let (_, _, answer) = ask(&router, path, &form).await;
        assert_refused(&answer, "read");
        assert_eq!(answer["code"], "FORBIDDEN", "{action}");
        assert!(!answer.to_string().contains("Secret name"), "{action}");
    }
    let after = (
        house.stored(id).await,
        house.store.history(id).await.unwrap().len(),
    );
    assert_eq!(before, after);
    assert_eq!(house.count().await, 1);
    assert_eq!(
        with_keys(&router, &pair, &[("a", "getAll")]).await["countOfRecords"],
        1
    );
}

#[tokio::test]
async fn the_lists_and_attributes_are_for_an_admin_to_change() {
    let house = House::open().await;
    let router = server(&house.store, KeyRing::default());
    let writer = add_pair(&house.store, "ann", Role::Write).await.unwrap();
    let admin = add_pair(&house.store, "boss", Role::Admin).await.unwrap();
    let offered = async || {
        let config = with_keys(&router, &writer, &[("a", "getConfigData")]).await;
        (
            config["customerStatusList"].clone(),
            config["webLayout"].clone(),
        )
    };
    let before = offered().await;
    for change in [
        json!({"do": "add", "list": "status", "name": "Trial"}),
        json!({"do": "rename", "list": "status", "item": "Active", "name": "Live"}),
        json!({"do": "switch", "list": "status", "item": "Active", "on": false}),
        json!({"do": "add", "list": "attribute", "name": "Tier", "kind": "input"}),
        json!({"do": "addOption", "item": "Tier", "name": "Gold"}),
    ] {
        let form = [
            ("a", "changeConfigData"),
            ("change", &change.to_string() as &str),
        ];
        let answer = with_keys(&router, &writer, &form).await;
        assert_refused(&answer, "admin");
        assert_eq!(answer["code"], "FORBIDDEN", "{answer}");
    }
    assert_eq!(offered().await, before);
    let change = json!({"do": "add", "list": "status", "name": "Trial"}).to_string();
    let form = [("a", "changeConfigData"), ("change", change.as_str())];
    let answer = with_keys(&router, &admin, &form).await;
    assert_eq!(answer["item"]["name"], "Trial", "{answer}");
}

#[tokio::test]
async fn who_writes_customers_may_bring_them_back_whoever_took_them_away() {
    let house = House::open().await;
    let router = server(&house.store, KeyRing::default());
    let id = house.made(json!({"customerName": "A"})).await.to_string();
    let pair = add_pair(&house.store, "ann", Role::Write).await.unwrap();
    for (action, count) in [("delete", 0), ("restore", 1)] {
        let form = [("a", action), ("customerId", id.as_str())];
        let answer = with_keys(&router, &pair, &form).await;
        assert_ne!(answer["status"], "FAILURE", "{answer}");
        assert_eq!(house.count().await, count, "{action}");
    }
}

#[tokio::test]
async fn a_view_is_its_makers_and_an_admins() {
    const PATH: &str = "/app/dao/v5/appsettings";
    let house = House::open().await;
    let router = server(&house.store, KeyRing::default());
    let ann = add_pair(&house.store, "ann", Role::Write).await.unwrap();
    let bob = add_pair(&house.store, "bob", Role::Write).await.unwrap();
    let boss = add_pair(&house.store, "boss", Role::Admin).await.unwrap();
    let with = async |pair: &rolo::server::NewPair, action: &str, query: &str| -> Value {
        let view = json!({"name": "Big ones", "query": query}).to_string();
        let form = [
            ("a", action),
            ("apiKey", pair.api_key.expose_secret()),
            ("accessKey", pair.access_key.expose_secret()),
            ("viewCode", "BIG_ONES"),
            ("viewData", &view),
        ];
        ask(&router, PATH, &form).await.2
    };
    let kept = async || {
        let views = with(&bob, "getAllViews", "").await;
        views["data"][0]["view"]["query"].clone()
    };
    assert_eq!(with(&ann, "saveView", "a").await["status"], "SUCCESS");
    assert_eq!(with(&ann, "saveView", "b").await["status"], "SUCCESS");
    for action in ["saveView", "deleteView"] {
        let answer = with(&bob, action, "c").await;
        assert_refused(&answer, "ann");
        assert_eq!(answer["code"], "FORBIDDEN", "{answer}");
    }
    assert_eq!(kept().await, "b");
    assert_eq!(with(&boss, "saveView", "d").await["status"], "SUCCESS");
    assert_eq!(kept().await, "d");
    assert_eq!(with(&boss, "deleteView", "").await["status"], "SUCCESS");
    assert_eq!(kept().await, Value::Null);
}
