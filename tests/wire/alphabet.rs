//! Lists by the letter that names begin with, and by the state of what is listed.

use serde_json::{Value, json};

use super::house::{House, KEYS, assert_refused, get_at, post_at};

fn names(page: &Value) -> Vec<&str> {
    let found = page["data"].as_array().unwrap();
    let names: Vec<&str> = found
        .iter()
        .map(|record| record["customerName"].as_str().unwrap())
        .collect();
    assert_eq!(page["countOfRecords"], names.len());
    names
}

async fn filled() -> House {
    let house = House::open().await;
    for name in ["Acme", "älva", "Zebra", "9 lives", "%x", "azur"] {
        house.made(json!({"customerName": name})).await;
    }
    house
}

#[tokio::test]
async fn a_letter_lists_the_names_that_begin_with_it() {
    let house = filled().await;
    for (letter, wanted) in [
        ("all", 6),
        ("All", 6),
        ("", 6),
        ("A", 3),
        ("a", 3),
        ("%C3%84", 3),
        ("z", 1),
        ("9", 1),
        ("%25", 1),
        ("_", 0),
        ("q", 0),
    ] {
        for action in [
            "a=getAll",
            "a=getAllBySearchText&searchText=",
            "a=getAllByAdvancedSearch&searchData={}",
        ] {
            let page = house
                .get(&format!("{action}&selectedLetter={letter}{KEYS}"))
                .await;
            assert_eq!(names(&page).len(), wanted, "{action} {letter}");
        }
    }
    let page = house
        .get(&format!(
            "a=getAllBySearchText&searchText=azur&selectedLetter=A&sortColumn=customerName{KEYS}"
        ))
        .await;
    assert_eq!(names(&page), ["azur"]);
    let odd = house
        .get(&format!("a=getAll&selectedLetter=AB{KEYS}"))
        .await;
    assert_refused(&odd, "selectedLetter");
}

#[tokio::test]
async fn a_state_that_no_customer_has_lists_none() {
    let house = filled().await;
    let view = json!({"name": "Everybody", "query": ""}).to_string();
    let settings = "/app/dao/v5/appsettings";
    let kept = post_at(&house, settings, "a=saveView", &[("viewData", &view)]).await;
    assert_eq!(kept["status"], "SUCCESS", "{kept}");
    for (state, wanted) in [("0", 6), ("", 6), ("-1", 6), ("1", 0), ("99", 0)] {
        let page = house
            .get(&format!("a=getAll&objectStatus={state}{KEYS}"))
            .await;
        assert_eq!(names(&page).len(), wanted, "{state}");
        let page = get_at(
            &house,
            settings,
            &format!("a=getAllByCustomView&viewCode=EVERYBODY&status={state}"),
        )
        .await;
        assert_eq!(names(&page).len(), wanted, "{state}");
    }
    let odd = house
        .get(&format!("a=getAll&objectStatus=live{KEYS}"))
        .await;
    assert_refused(&odd, "objectStatus");
}
