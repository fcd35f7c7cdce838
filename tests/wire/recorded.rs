//! Shapes of real clients' requests that stand in no other file here: their further parameters, the apps that are
//! asked around the customers, and what is not kept here.

use serde_json::{Value, json};

use crate::house::{House, KEYS, assert_refused, get_at, post_at};

fn names(page: &Value) -> Vec<&str> {
    let data = page["data"].as_array().unwrap().iter();
    data.map(|one| one["customerName"].as_str().unwrap())
        .collect()
}

#[tokio::test]
async fn what_clients_send_along_changes_nothing() {
    let house = House::open().await;
    let save = format!(
        "a=save&customerData={{\"customerName\":\"A%2BB+C\"}}&isLeadConvert=N&isDuplicate=false&objectId=3&appId=3&userName=ann%40firm.example&_=1700000000000&;x=y{KEYS}"
    );
    let made = house.get(&save).await;
    assert_eq!(made["customer"]["customerName"], "A+B C", "{made}");
    assert_eq!(
        made["customer"]["createdByName"], "tester",
        "who asks is who has the keys"
    );
    let list = "a=getAll&objectId=3&iDisplayStart=0&iDisplayLength=50&startIndex=0&numRecords=50&selectedLetter=all&sortColumn=&sortDir=&sSortDir_0=asc&userName=x&_=1";
    assert_eq!(names(&house.get(&format!("{list}{KEYS}")).await), ["A+B C"]);
}

#[tokio::test]
async fn every_spelling_of_an_order_is_one() {
    let house = House::open().await;
    for name in ["B", "C", "A"] {
        house.made(json!({"customerName": name})).await;
    }
    for (order, wanted) in [
        ("sortColumn=customerName&sortDir=asc", ["A", "B", "C"]),
        (
            "sortColumn=customerName.sortable&sortDir=Desc",
            ["C", "B", "A"],
        ),
        (
            "sortColumn=customerName.sortable&sortDir=desc&sSortDir_0=desc",
            ["C", "B", "A"],
        ),
    ] {
        for ask in [
            "a=getAll",
            "a=getAllBySearchText&searchText=",
            "a=getAllByAdvancedSearch&searchData=&multiSelectData={}&territoryType=MULTIPLE",
        ] {
            let page = house.get(&format!("{ask}&objectId=3&{order}{KEYS}")).await;
            assert_eq!(names(&page), wanted, "{ask} {order}");
        }
    }
}

#[tokio::test]
async fn an_update_names_what_it_changes_in_each_way_that_clients_do() {
    let house = House::open().await;
    let tier = json!([{"customAttributeId": "input_9_3", "customAttributeType": "input", "customAttributeTagName": "input_9", "customAttributeValue": "old"}]);
    let id = house
        .made(json!({"customerName": "A", "website": "w", "customAttributes": tier}))
        .await;
    let whole = json!({
        "customerName": "B", "website": "changed",
        "addresses": [{"addressType": "Billing Address", "city": "Ulm"}],
        "emailAddresses": [{"emailAddress": "a@b.example"}],
        "customAttributes": [{"customAttributeId": "input_9_3", "customAttributeType": "input", "customAttributeTagName": "input_9", "customAttributeValue": "new"}],
    })
    .to_string();
    let update = |more: &str| format!("a=update&objectId=4&customerId={id}&{more}");
    let form = [("customerData", whole.as_str())];
    const PATH: &str = "/app/dao/v6/customers";
    let ids = r#"attributeName=["website"]&attributeIds=["website_attr"]&isEmailAddressUpdate=&isAddressUpdate=false"#;
    let done = post_at(&house, PATH, &update(ids), &form).await;
    let after = &done["customer"];
    assert_eq!(
        (&after["website"], &after["customerName"]),
        (&json!("changed"), &json!("A")),
        "{done}"
    );
    assert!(after["addresses"][0]["city"].is_null(), "{done}");
    let flags = "attributeNames=[\"customerName\"]&isAddressUpdate=true&isEmailAddressUpdate=true&isCustomAttributesUpdate=true";
    let done = post_at(&house, PATH, &update(flags), &form).await;
    let after = &done["customer"];
    assert_eq!(after["customerName"], "B", "{done}");
    assert_eq!(after["addresses"][0]["city"], "Ulm", "{done}");
    assert_eq!(
        after["emailAddresses"][0]["emailAddress"], "a@b.example",
        "{done}"
    );
    assert_eq!(
        after["customAttributes"][0]["customAttributeValue"], "new",
        "{done}"
    );
}

#[tokio::test]
async fn the_titles_of_the_pages_are_taken_for_the_actions_that_they_describe() {
    let house = House::open().await;
    house.made(json!({"customerName": "A"})).await;
    let config = house.get(&format!("a=getCustomersConfigData{KEYS}")).await;
    assert_eq!(config["customerStatusList"][0]["statusName"], "Active");
    let ask = format!("a=searchCustomers&searchData={{\"customerName\":\"A\"}}{KEYS}");
    assert_eq!(names(&house.get(&ask).await), ["A"]);
}

#[tokio::test]
async fn events_follow_ups_and_work_logs_are_kept_beside_tasks() {
    const PATH: &str = "/app/dao/activities";
    let house = House::open().await;
    let id = house.made(json!({"customerName": "A"})).await;
    for (make, change, data, kind) in [
        ("createEvent", Some("updateEvent"), "eventData", "Event"),
        (
            "createFollowUpActivity",
            Some("updateFollowUpActivity"),
            "followUpData",
            "Follow Up",
        ),
        ("createWorkLog", None, "workLogData", "Work Log"),
    ] {
        let body = json!({
            "subject": "First", "startDate": "11/23/2026", "startTimeHour": "10", "allDayEvent": "N", "isBillable": "N",
            "reminders": [], "tags": [], "assigneeDetails": [{"objectId": 8, "objectRefId": 1, "objectRefName": "ann"}],
            "associatedObjects": [{"objectId": 3, "objectRefId": id, "objectRefName": "A"}],
        })
        .to_string();
        let query = format!("a={make}&actType=home&workLogDetails=[]");
        let made = post_at(&house, PATH, &query, &[(data, &body)]).await;
        let activity = made["activityId"].as_i64();
        let activity = activity.unwrap_or_else(|| panic!("{make}: {made}"));
        if let Some(change) = change {
            let body = json!({"subject": "Second", "startDate": "x"}).to_string();
            let query = format!(
                "a={change}&activityId={activity}&attributeName=[\"subject\"]&actType=home"
            );
            let changed = post_at(&house, PATH, &query, &[(data, &body)]).await;
            assert_eq!(changed["data"]["subject"], "Second", "{change}: {changed}");
            assert_eq!(changed["data"]["startDate"], "11/23/2026", "{change}");
        }
        let kind: String = form_urlencoded::byte_serialize(kind.as_bytes()).collect();
        let list = format!(
            "a=getAllActivities&activityType={kind}&isFromApp=home&sortColumn=creationDate&sortDir=desc&objectStatus=0"
        );
        let found = get_at(&house, PATH, &list).await;
        assert_eq!(found["countOfRecords"], 1, "{make}: {found}");
        assert_eq!(found["data"][0]["associatedObjects"][0]["objectRefId"], id);
    }
}

#[tokio::test]
async fn what_is_not_kept_here_is_empty_to_read_and_refused_to_write() {
    let house = House::open().await;
    let feed = "a=getWallMessagesBySelectedEmployeeIds&eventType=EVENT_TYPES_EXTERNAL&getLatest=true&objectId=3&objectRefId=1&wallEntryId=";
    let feed = get_at(&house, "/app/dao/newsfeed", feed).await;
    assert_eq!(feed["wallEntries"], json!([]));
    let address = get_at(&house, "/app/dao/document", "a=getDocumentDownloadUrl&id=1").await;
    assert_eq!(address["countOfRecords"], 0, "{address}");
    let upload = [
        ("objectId", "3"),
        ("objectRefId", "1"),
        ("docName", "a.txt"),
        ("docTitle", "a"),
        ("docType", "text/plain"),
        ("docSize", "1"),
        ("encodedDocStr", "YQ=="),
    ];
    let refused = post_at(&house, "/app/dao/document", "a=uploadDoc", &upload).await;
    assert_refused(&refused, "customers alone");
    let mail =
        json!({"toAddress": [{"emailAddress": "a@b.example"}], "subject": "x", "message": "y"})
            .to_string();
    let refused = post_at(&house, "/app/dao/emails", "a=send", &[("emailData", &mail)]).await;
    assert_refused(&refused, "customers alone");
    for (app, data) in [
        ("contacts", "contactData"),
        ("opportunities", "opportunityData"),
        ("cases", "caseData"),
        ("projects", "projectInformation"),
    ] {
        let path = format!("/app/dao/v6/{app}");
        let none = get_at(&house, &path, "a=getAll&startIndex=0&numRecords=50").await;
        assert_eq!(none, json!({"data": [], "countOfRecords": 0}), "{app}");
        assert_refused(&get_at(&house, &path, "a=getById&id=1").await, "no such");
        let refused = post_at(&house, &path, "a=save", &[(data, "{}")]).await;
        assert_refused(&refused, "customers alone");
    }
}

#[tokio::test]
async fn passwords_are_not_made_or_changed_over_the_wire() {
    let house = House::open().await;
    for action in ["forgotPassword", "updatePassword"] {
        let form = [("emailId", "tester"), ("password", "new")];
        let query = format!("a={action}");
        let answer = post_at(&house, "/app/login", &query, &form).await;
        assert_refused(&answer, "where it runs");
    }
    let form = [("oldPassword", "a"), ("newPassword", "b")];
    let answer = post_at(&house, "/app/commonservlet", "a=savePasswordDetails", &form).await;
    assert_refused(&answer, "does not know");
    let still = house.get(&format!("a=getAll{KEYS}")).await;
    assert_eq!(still["countOfRecords"], 0, "the keys are what they were");
}
