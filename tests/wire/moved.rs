//! What moved since, histories and the trash: additions that a client of the plain API never notices.

use std::collections::BTreeMap;

use rolo::store::{By, Store};
use serde_json::{Value, json};

use super::house::{House, KEYS, assert_refused};

async fn since(house: &House, place: &str, count: usize) -> Value {
    let place: String = form_urlencoded::byte_serialize(place.as_bytes()).collect();
    house
        .get(&format!(
            "a=getAll&updatedSince={place}&numRecords={count}{KEYS}"
        ))
        .await
}

fn ids(answer: &Value) -> Vec<i64> {
    let records = answer["data"].as_array().unwrap().iter();
    records.map(|r| r["customerId"].as_i64().unwrap()).collect()
}

async fn ask(house: &House, action: &str, id: i64) -> Value {
    house
        .get(&format!("a={action}&customerId={id}{KEYS}"))
        .await
}

async fn rename(house: &House, id: i64, name: &str) {
    let data = format!(r#"{{"customerName":"{name}"}}"#);
    let query = format!(
        "a=update&customerId={id}&customerData={data}&attributeName=[\"customerName\"]{KEYS}"
    );
    assert_eq!(house.get(&query).await["customer"]["customerName"], name);
}

#[tokio::test]
async fn only_what_moved_comes_with_deletions_and_a_place_to_go_on_from() {
    let house = House::open().await;
    for name in ["A", "B", "C"] {
        house.made(json!({"customerName": name})).await;
    }
    let all = since(&house, "0", 50).await;
    assert_eq!((ids(&all), &all["more"]), (vec![1, 2, 3], &json!(false)));
    let place = all["cursor"].as_str().unwrap().to_owned();
    let nothing = since(&house, &place, 50).await;
    assert_eq!(
        (ids(&nothing), &nothing["countOfRecords"]),
        (vec![], &json!(0))
    );
    assert_eq!(nothing["cursor"], place);

    rename(&house, 2, "B2").await;
    ask(&house, "delete", 1).await;
    let moved = since(&house, &place, 50).await;
    assert_eq!((ids(&moved), &moved["deleted"]), (vec![2], &json!([1])));
    assert_eq!(moved["data"][0]["customerName"], "B2");
    let place = moved["cursor"].as_str().unwrap();
    ask(&house, "restore", 1).await;
    let back = since(&house, place, 50).await;
    assert_eq!((ids(&back), &back["deleted"]), (vec![1], &json!([])));
}

#[tokio::test]
async fn pages_fit_together_while_others_write() {
    let house = House::open().await;
    for nth in 0..25 {
        house.made(json!({"customerName": format!("N{nth}")})).await;
    }
    let (mut place, mut seen) = ("0".to_owned(), BTreeMap::new());
    for nth in 0.. {
        let page = since(&house, &place, 4).await;
        for record in page["data"].as_array().unwrap() {
            seen.insert(
                record["customerId"].as_i64(),
                record["customerName"].clone(),
            );
        }
        for id in page["deleted"].as_array().unwrap() {
            seen.remove(&id.as_i64());
        }
        place = page["cursor"].as_str().unwrap().to_owned();
        match nth {
            0 => rename(&house, 1, "moved").await,
            1 => drop(ask(&house, "delete", 2).await),
            2 => drop(house.made(json!({"customerName": "late"})).await),
            _ => {}
        }
        if page["more"] == false {
            break;
        }
    }
    assert_eq!(seen.len(), 25);
    assert_eq!(seen[&Some(1)], "moved");
    assert!(!seen.contains_key(&Some(2)));
    assert_eq!(seen[&Some(26)], "late");
}

#[tokio::test]
async fn a_moment_finds_what_moved_then_and_later() {
    let house = House::open().await;
    let by = |at: &str| By {
        id: 1,
        name: "Ann".to_owned(),
        at: at.to_owned(),
    };
    let named =
        |name: &str| rolo::customer::Customer::from_value(json!({"customerName": name})).unwrap();
    for (name, at) in [
        ("A", "2024-01-01 10:00:00"),
        ("B", "2024-01-02 10:00:00"),
        ("C", "2024-01-03 10:00:00"),
    ] {
        house.store.insert(named(name), by(at), None).await.unwrap();
    }
    assert_eq!(ids(&since(&house, "2024-01-02 10:00:00", 9).await), [2, 3]);
    assert_eq!(ids(&since(&house, "2024-01-02 10:00:01", 9).await), [3]);
    assert_eq!(ids(&since(&house, "2024-01-01", 9).await), [1, 2, 3]);
    let later = since(&house, "2024-01-04", 9).await;
    assert_eq!(ids(&later), [] as [i64; 0]);
    // A deletion leaves the record's own stamp as it is, and is found all the same.
    house
        .store
        .delete(1, by("2024-01-05 10:00:00"))
        .await
        .unwrap();
    let gone = since(&house, "2024-01-04", 9).await;
    assert_eq!((ids(&gone), &gone["deleted"]), (vec![], &json!([1])));
    let gone = since(&house, later["cursor"].as_str().unwrap(), 9).await;
    assert_eq!(gone["deleted"], json!([1]));
}

#[tokio::test]
async fn a_place_of_another_store_begins_anew_and_nonsense_is_refused() {
    let house = House::open().await;
    let other = House::open().await;
    for _ in 0..2 {
        house.made(json!({"customerName": "A"})).await;
        other.made(json!({"customerName": "A"})).await;
    }
    let foreign = since(&other, "0", 9).await["cursor"].clone();
    let anew = since(&house, foreign.as_str().unwrap(), 1).await;
    assert_eq!((ids(&anew), &anew["anew"]), (vec![1], &json!(true)));
    // Larger than anything that has happened: the store was put back to an earlier state.
    let beyond = since(&house, "99", 9).await;
    assert_eq!((ids(&beyond), &beyond["anew"]), (vec![1, 2], &json!(true)));
    for nonsense in ["x", "-", "1.zz", "2024-13-01", "10:00"] {
        assert_refused(&since(&house, nonsense, 9).await, "updatedSince");
    }
}

#[tokio::test]
async fn a_plain_page_has_nothing_new_in_it() {
    let house = House::open().await;
    house.made(json!({"customerName": "A"})).await;
    let page = house.get(&format!("a=getAll{KEYS}")).await;
    let keys: Vec<&String> = page.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["data", "countOfRecords"]);
}

#[tokio::test]
async fn a_history_says_who_changed_what_the_newest_first() {
    let house = House::open().await;
    let id = house.made(json!({"customerName": "A"})).await;
    rename(&house, id, "B").await;
    ask(&house, "delete", id).await;
    let history = ask(&house, "history", id).await;
    let lines = history["data"].as_array().unwrap();
    let actions: Vec<&str> = lines
        .iter()
        .map(|l| l["action"].as_str().unwrap())
        .collect();
    assert_eq!(actions, ["delete", "update", "create"]);
    let update = &lines[1];
    assert_eq!(
        (&update["field"], &update["from"], &update["to"]),
        (&json!("customerName"), &json!("A"), &json!("B"))
    );
    assert_eq!(update["who"], "tester");
    assert_eq!(update["at"].as_str().unwrap().len(), 19);
    let page = house
        .get(&format!(
            "a=history&customerId={id}&startIndex=1&numRecords=1{KEYS}"
        ))
        .await;
    assert_eq!(page["data"], json!([update]));
    assert_eq!(page["countOfRecords"], 3);
    assert_refused(&ask(&house, "history", 99).await, "not found");
    let read = house.over_http().history(id).await.unwrap();
    assert_eq!(
        (read[1].was.as_deref(), read[1].now.as_deref()),
        (Some("\"A\""), Some("\"B\""))
    );
}

#[tokio::test]
async fn the_trash_says_who_put_what_into_it_and_can_be_searched() {
    let house = House::open().await;
    for name in ["Alpha", "Beta", "Gamma"] {
        let id = house.made(json!({"customerName": name})).await;
        if id != 2 {
            ask(&house, "delete", id).await;
        }
    }
    let trash = house.get(&format!("a=trash{KEYS}")).await;
    assert_eq!(trash["countOfRecords"], 2);
    assert_eq!(trash["data"][0]["customer"]["customerName"], "Gamma");
    assert_eq!(trash["data"][0]["deletedByName"], "tester");
    let (found, total) = house.over_http().trash("ALPHA", 0, 9).await.unwrap();
    assert_eq!(
        (found[0].record.name(), found[0].who.as_str(), total),
        ("Alpha", "tester", 1)
    );
    ask(&house, "restore", 1).await;
    let (found, total) = house.inside().trash("", 0, 9).await.unwrap();
    assert_eq!((found[0].record.name(), total), ("Gamma", 1));
}
