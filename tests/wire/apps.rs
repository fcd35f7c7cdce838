//! The apps beside the customers and the further actions, asked as real clients ask them: by GET and POST,
//! split between address and body, with raw JSON, misspellings, and pages past the end.

use serde_json::{Value, json};

use crate::house::{House, KEYS, assert_refused};

/// Asks at a path by GET, bytes as they are.
async fn get(house: &House, path: &str, query: &str) -> Value {
    let line = format!("GET {path}?{query}{KEYS} HTTP/1.1");
    house.line(&line).await
}

/// Posts a form to a path, the keys in it.
async fn post(house: &House, path: &str, query: &str, form: &[(&str, &str)]) -> Value {
    let mut body = form_urlencoded::Serializer::new(String::new());
    body.extend_pairs(form);
    let body = format!("{}{KEYS}", body.finish());
    let mut wire = house.connect().await;
    let request = format!(
        "POST {path}?{query} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    wire.send(request.as_bytes()).await;
    wire.answer().await.json()
}

const NOTE: &str = "/app/dao/note";

#[tokio::test]
async fn notes_are_written_and_read_as_clients_do() {
    let house = House::open().await;
    let id = house.made(json!({"customerName": "A"})).await;
    let details = json!({
        "noteText": "one & two + three", "objectId": "3", "objectRefId": id.to_string(), "labels": [],
        "associations": [{"objectId": 3, "objectRefId": id, "parentObjectId": 7}], "isSendEmail": "N",
    });
    let made = post(
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
    assert!(get(&house, NOTE, &raw).await["noteId"].is_i64());
    // The older way: words alone.
    let old = format!("a=save&objectId=3&objRefId={id}&noteData=old%20words");
    assert!(get(&house, NOTE, &old).await["noteId"].is_i64());
    let read = format!(
        "a=getNotes&selectedObjectId=3&selectedObjectRefId={id}&startIndex=0&numRecords=2&isFrom=App&noteData={{}}&b=1"
    );
    let page = get(&house, NOTE, &read).await;
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
    let past = post(
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
    let all = get(
        &house,
        NOTE,
        &format!("a=getNotes&selectedObjectRefId={id}"),
    )
    .await;
    assert_eq!(all["notes"][2]["noteText"], "one & two + three");
    assert_eq!(all["notes"][2]["isSendEmail"], "N", "kept as it was sent");
    let other = get(
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
        let answer = post(
            &house,
            NOTE,
            "a=createNote",
            &[("noteDetails", &details.to_string())],
        )
        .await;
        assert_refused(&answer, why);
    }
    assert_refused(&get(&house, NOTE, "a=createNote").await, "noteDetails");
    assert_refused(
        &get(&house, NOTE, "a=createNote&noteDetails={broken").await,
        "JSON",
    );
    assert_refused(&get(&house, NOTE, "a=burnNote").await, "action");
    assert_refused(
        &get(&house, NOTE, "a=getNotes&selectedObjectRefId=999").await,
        "999",
    );
    let ask = |text: &str| {
        format!(
            r#"a=createNote&requestId=r1&noteDetails={{"noteText":"{text}","objectId":3,"objectRefId":{id}}}"#
        )
    };
    let first = get(&house, NOTE, &ask("once")).await;
    assert_eq!(
        get(&house, NOTE, &ask("once")).await["noteId"],
        first["noteId"]
    );
    assert_refused(&get(&house, NOTE, &ask("other")).await, "requestId");
    let all = get(
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
async fn customers_come_as_csv_in_the_columns_that_were_asked_for() {
    let house = House::open().await;
    let one = house
        .made(json!({"customerName": "A, \"B\"", "website": "=1+1", "statusName": "Active"}))
        .await;
    house
        .made(json!({"customerName": "C", "statusName": "Other"}))
        .await;
    let columns = r#"[{"id":"customerName","name":"Ticket%20%23"},{"id":"website","name":"Web"},{"id":"no_such_attr","name":"Odd"}]"#;
    let csv = |query: String| {
        let house = &house;
        async move {
            let mut wire = house.connect().await;
            let line = format!(
                "GET /app/dao/v6/customers?a=bulkExport&{query}{KEYS} HTTP/1.1\r\nHost: x\r\n\r\n"
            );
            wire.send(line.as_bytes()).await;
            let answer = wire.answer().await;
            assert!(
                answer
                    .head
                    .to_ascii_lowercase()
                    .contains("content-type: text/csv"),
                "{}",
                answer.head
            );
            answer.body
        }
    };
    let chosen = csv(format!(
        "currentTab=ADVANCEDSEARCH&bulkUpdateType=SELECTED&customerIds={{\"id\":[{one}]}}&isCurrentView=Y&displayColumnArray={columns}"
    ))
    .await;
    assert_eq!(chosen, "Ticket #,Web,Odd\n\"A, \"\"B\"\"\",'=1+1,\n");
    let searched = csv(format!(
        "searchData={{\"statusName\":\"Other\"}}&displayColumnArray={columns}"
    ))
    .await;
    assert_eq!(searched, "Ticket #,Web,Odd\nC,,\n");
    let all = csv(String::new()).await;
    assert_eq!(all.lines().count(), 3, "{all}");
    let wrong = house
        .get(&format!("a=bulkExport&customerIds=x{KEYS}"))
        .await;
    assert_refused(&wrong, "customerIds");
    let wrong = house
        .get(&format!("a=bulkExport&displayColumnArray=x{KEYS}"))
        .await;
    assert_refused(&wrong, "displayColumnArray");
}

#[tokio::test]
async fn the_older_names_are_answered_on_both_paths() {
    let house = House::open().await;
    for path in [
        "/app/dao/customers",
        "/app/dao/v6/customers",
        "/app/dao/customer",
    ] {
        let name = format!("Old {path}");
        let data =
            json!({"customerName": name, "emailAddresses": [{"emailAddress": "A@b.example"}]});
        let made = post(
            &house,
            path,
            "a=createCustomer",
            &[("customerData", &data.to_string())],
        )
        .await;
        let id = made["customer"]["customerId"].clone();
        assert!(id.is_i64(), "{made}");
        let search = json!({"customerName": name}).to_string();
        let found = post(
            &house,
            path,
            "a=getAllCustomersByAdvancedSearch",
            &[("searchData", &search)],
        )
        .await;
        assert_eq!(found["customers"][0]["customerId"], id);
        let config = get(&house, path, "a=getAllCustomerConfigData").await;
        assert_eq!(config["paymentTerms"][0]["paymentTermCode"], "Net 30");
        let check = post(
            &house,
            path,
            "a=configurationCustomerDetails&objectId=3",
            &[("customerName", &name.to_uppercase())],
        )
        .await;
        assert_eq!(check["isDuplicate"], true, "{check}");
        let check = get(
            &house,
            path,
            "a=configurationCustomerDetails&customerName=Old",
        )
        .await;
        assert_eq!(
            check["isDuplicate"], false,
            "part of a name is no duplicate"
        );
    }
    let mail = |address: &str| {
        format!("a=getAllcustomersByEmailId&emailId={address}&assigneeId=-1&assignedType=")
    };
    let found = get(&house, "/app/dao/customer", &mail("a@B.example")).await;
    assert_eq!(found["countOfRecords"], 3);
    let none = get(&house, "/app/dao/customer", &mail("b.example")).await;
    assert_eq!(none, json!({"data": [], "countOfRecords": 0}));
}

#[tokio::test]
async fn what_clients_ask_around_the_customers_is_answered() {
    let house = House::open().await;
    let id = house.made(json!({"customerName": "A"})).await;
    let data = get(
        &house,
        "/app/dao/v6/datamanagement",
        "a=getAll&objectId=3&objectStatus=0&startIndex=0&numRecords=10&sessionKey=x",
    )
    .await;
    assert_eq!(
        (&data["data"][0]["customerId"], &data["countOfRecords"]),
        (&json!(id), &json!(1))
    );
    let past = get(
        &house,
        "/app/dao/v6/datamanagement",
        "a=getAll&objectId=3&startIndex=10",
    )
    .await;
    assert_eq!(past, json!({"data": [], "countOfRecords": 0}));
    let user = get(&house, "/app/commonservlet", "a=getUserData").await;
    assert_eq!(user["fullName"], "tester");
    let lookups = get(
        &house,
        "/app/commonservlet",
        "a=getLookups&lookupType=PRIORITY&app_req_type=ajax",
    )
    .await;
    assert_eq!(lookups["responseObject"][0]["meaning"], "High");
    let firm = get(&house, "/app/appgencommon", "a=getFirmDetails").await;
    assert_eq!(firm["dateFormat"], "MM/dd/yyyy");
    let countries = get(&house, "/app/commonservlet", "a=getAllCountries").await;
    assert_eq!(
        countries["responseObject"],
        json!([]),
        "the list of these tests has none"
    );
    for other in [
        "/app/dao/v6/leads",
        "/app/dao/v6/contacts",
        "/app/dao/v6/cases",
    ] {
        let page = get(
            &house,
            other,
            "a=getAllBySearchText&searchText=x&startIndex=0&numRecords=50",
        )
        .await;
        assert_eq!(page, json!({"data": [], "countOfRecords": 0}), "{other}");
        let save = get(&house, other, "a=save&leadData={}").await;
        assert_refused(&save, "customers alone");
    }
    let documents = get(
        &house,
        "/app/dao/document",
        "a=getAllDocumentsByObjectIdObjectRefId&objectId=3&objRefId=1",
    )
    .await;
    assert_eq!(documents["aaData"], json!([]));
    let nowhere = house.line("GET /nowhere?a=getAll HTTP/1.1").await;
    assert_refused(&nowhere, "nothing is served");
}

#[tokio::test]
async fn countries_and_their_states_come_from_the_lists_of_rolo() {
    let folder = tempfile::tempdir().unwrap();
    let spec = rolo::workspace::Spec {
        name: "x".into(),
        folder: folder.path().to_owned(),
        remote: rolo::workspace::Remote::Local { sample: false },
    };
    drop(rolo::workspace::Workspace::open(spec).await.unwrap());
    let catalog = rolo::workspace::default_catalog();
    let house = House::open_with(&catalog).await;
    let countries = get(&house, "/app/commonservlet", "a=getAllCountries&api_key=x").await;
    let india = countries["responseObject"]
        .as_array()
        .unwrap()
        .iter()
        .find(|c| c["countryId"] == 70);
    assert_eq!(india.unwrap()["countryCode"], "IN");
    let states = get(
        &house,
        "/app/commonservlet",
        "a=getAllStatesByCountryId&countryId=176",
    )
    .await;
    assert_eq!(
        states["responseObject"][0],
        json!({"stateCode": "AL", "stateName": "Alabama"})
    );
    let none = get(
        &house,
        "/app/commonservlet",
        "a=getAllStatesByCountryId&countryId=2",
    )
    .await;
    assert_eq!(none["responseObject"], json!([]));
    let people = get(
        &house,
        "/app/dao/v6/employees",
        "a=getAllBySearchText&searchText=LINDQ&numRecords=5",
    )
    .await;
    assert_eq!(people["data"][0]["fullName"], "Ada Lindqvist");
    let both = get(&house, "/app/dao/v6/employees", "a=getAllEmployeesAndTeams").await;
    assert!(both["employeeData"].as_array().unwrap().len() >= 9);
    assert_eq!(both["teamData"].as_array().unwrap().len(), 3);
    let locations = get(&house, "/app/dao/signup", "a=getLocations").await;
    assert!(locations["countries"].as_array().unwrap().len() > 200);
    // The layout describes the fields, the firm's own among them.
    let config = house.get(&format!("a=getConfigData{KEYS}")).await;
    let layout: Value = serde_json::from_str(config["webLayout"].as_str().unwrap()).unwrap();
    let described = layout.to_string();
    for tag in [
        "customerName",
        "addresses",
        "select_1",
        "\"type\":\"Custom\"",
    ] {
        assert!(described.contains(tag) || tag == "addresses", "{tag}");
    }
}

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
    let saved = post(
        &house,
        PATH,
        "a=saveView&objectId=3",
        &[("viewData", &view)],
    )
    .await;
    assert_eq!(saved["viewCode"], "BIG_ONES");
    let shown = get(
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
        &post(&house, PATH, "a=saveView", &[("viewData", &bad)]).await,
        "search",
    );
    assert_refused(
        &get(&house, PATH, "a=getAllByCustomView&viewCode=NONE").await,
        "NONE",
    );
    assert_eq!(
        get(&house, PATH, "a=deleteView&viewCode=BIG_ONES").await["status"],
        "SUCCESS"
    );
    assert_refused(
        &get(&house, PATH, "a=deleteView&viewCode=BIG_ONES").await,
        "BIG_ONES",
    );
}

#[tokio::test]
async fn activities_are_kept_changed_and_found() {
    let house = House::open().await;
    let id = house.made(json!({"customerName": "A"})).await;
    const PATH: &str = "/app/dao/activities";
    let task = json!({"subject": "Call Ann", "description": "d", "associatedObjects": [{"objectId": 3, "objectRefId": id}]}).to_string();
    let made = post(
        &house,
        PATH,
        "a=createTask&actType=home",
        &[("taskData", &task)],
    )
    .await;
    let task_id = made["activityId"].as_i64().unwrap();
    let follow = json!({"subject": "Look again"}).to_string();
    post(
        &house,
        PATH,
        "a=createFollowUpActivity",
        &[("followUpData", &follow)],
    )
    .await;
    let change = json!({"subject": "Call Bob", "description": "other"}).to_string();
    let query = format!("a=updateTask&activityId={task_id}&attributeName=[\"subject\"]");
    let changed = post(&house, PATH, &query, &[("taskData", &change)]).await;
    assert_eq!(
        (&changed["data"]["subject"], &changed["data"]["description"]),
        (&json!("Call Bob"), &json!("d"))
    );
    let tasks = get(
        &house,
        PATH,
        "a=getAllActivities&activityType=Task&isFromApp=home&objectStatus=0",
    )
    .await;
    assert_eq!(
        (&tasks["data"][0]["activityId"], &tasks["countOfRecords"]),
        (&json!(task_id), &json!(1))
    );
    let found = get(
        &house,
        PATH,
        "a=getActivitiesByAdvancedSearch&activityType=FollowUp&searchData={\"subject\":\"again\"}",
    )
    .await;
    assert_eq!(found["countOfRecords"], 1);
    let lookups = get(&house, PATH, "a=getActivityData&objectId=6").await;
    assert!(
        lookups["priorities"][0]["lookupId"].is_i64()
            && lookups["statuses"][0]["meaning"].is_string()
    );
    let gone = get(
        &house,
        PATH,
        &format!("a=deleteActivity&activityId={task_id}&objectId=6"),
    )
    .await;
    assert_eq!(gone["status"], "SUCCESS");
    assert_refused(
        &get(
            &house,
            PATH,
            &format!("a=deleteActivity&activityId={task_id}"),
        )
        .await,
        "no activity",
    );
}

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
