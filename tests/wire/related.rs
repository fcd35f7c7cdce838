//! What belongs to a customer beside its notes: contacts, tasks and follow-ups.

use serde_json::json;

use crate::house::{House, KEYS, assert_refused, get_at, post_at};

#[tokio::test]
async fn contacts_belong_to_a_customer_once() {
    let house = House::open().await;
    let id = house.made(json!({"customerName": "A"})).await;
    let empty = house
        .get(&format!("a=getCustomerContacts&customerId={id}{KEYS}"))
        .await;
    assert_eq!(empty, json!({"data": [], "countOfRecords": 0}));
    for ids in ["{\"id\":[7,\"8\"]}", "7", "7,9", "[\"9\"]"] {
        let added = house
            .get(&format!(
                "a=addContact&customerId={id}&contactIds={ids}{KEYS}"
            ))
            .await;
        assert_eq!(added["status"], "SUCCESS", "{ids}: {added}");
    }
    let page = house
        .post(
            &format!("a=getCustomerContacts&customerId={id}&numRecords=2{KEYS}"),
            "a=save",
        )
        .await;
    assert_eq!(page["countOfRecords"], 3);
    assert_eq!(page["data"].as_array().unwrap().len(), 2);
    assert_eq!(page["data"][0]["contactId"], 9);
    for wrong in ["", "x", "{}", "{\"id\":[\"x\"]}"] {
        let answer = house
            .get(&format!(
                "a=addContact&customerId={id}&contactIds={wrong}{KEYS}"
            ))
            .await;
        assert_refused(&answer, "contactIds");
    }
    assert_refused(
        &house
            .get(&format!("a=addContact&customerId=99&contactIds=1{KEYS}"))
            .await,
        "99",
    );
}

#[tokio::test]
async fn activities_are_kept_changed_and_found() {
    let house = House::open().await;
    let id = house.made(json!({"customerName": "A"})).await;
    const PATH: &str = "/app/dao/activities";
    let task = json!({"subject": "Call Ann", "description": "d", "associatedObjects": [{"objectId": 3, "objectRefId": id}]}).to_string();
    let made = post_at(
        &house,
        PATH,
        "a=createTask&actType=home",
        &[("taskData", &task)],
    )
    .await;
    let task_id = made["activityId"].as_i64().unwrap();
    let follow = json!({"subject": "Look again"}).to_string();
    post_at(
        &house,
        PATH,
        "a=createFollowUpActivity",
        &[("followUpData", &follow)],
    )
    .await;
    let change = json!({"subject": "Call Bob", "description": "other"}).to_string();
    let query = format!("a=updateTask&activityId={task_id}&attributeName=[\"subject\"]");
    let changed = post_at(&house, PATH, &query, &[("taskData", &change)]).await;
    assert_eq!(
        (&changed["data"]["subject"], &changed["data"]["description"]),
        (&json!("Call Bob"), &json!("d"))
    );
    let tasks = get_at(
        &house,
        PATH,
        "a=getAllActivities&activityType=Task&isFromApp=home&objectStatus=0",
    )
    .await;
    assert_eq!(
        (&tasks["data"][0]["activityId"], &tasks["countOfRecords"]),
        (&json!(task_id), &json!(1))
    );
    let found = get_at(
        &house,
        PATH,
        "a=getActivitiesByAdvancedSearch&activityType=FollowUp&searchData={\"subject\":\"again\"}",
    )
    .await;
    assert_eq!(found["countOfRecords"], 1);
    let lookups = get_at(&house, PATH, "a=getActivityData&objectId=6").await;
    assert!(
        lookups["priorities"][0]["lookupId"].is_i64()
            && lookups["statuses"][0]["meaning"].is_string()
    );
    let gone = get_at(
        &house,
        PATH,
        &format!("a=deleteActivity&activityId={task_id}&objectId=6"),
    )
    .await;
    assert_eq!(gone["status"], "SUCCESS");
    assert_refused(
        &get_at(
            &house,
            PATH,
            &format!("a=deleteActivity&activityId={task_id}"),
        )
        .await,
        "no activity",
    );
}
