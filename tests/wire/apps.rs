//! The apps beside the customers and the further actions, asked as real clients ask them: by GET and POST,
//! split between address and body, with raw JSON, misspellings, and pages past the end.

use serde_json::{Value, json};

use crate::house::{House, KEYS, assert_refused, get_at, post_at};

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
        let made = post_at(
            &house,
            path,
            "a=createCustomer",
            &[("customerData", &data.to_string())],
        )
        .await;
        let id = made["customer"]["customerId"].clone();
        assert!(id.is_i64(), "{made}");
        let search = json!({"customerName": name}).to_string();
        let found = post_at(
            &house,
            path,
            "a=getAllCustomersByAdvancedSearch",
            &[("searchData", &search)],
        )
        .await;
        assert_eq!(found["customers"][0]["customerId"], id);
        let config = get_at(&house, path, "a=getAllCustomerConfigData").await;
        assert_eq!(config["paymentTerms"][0]["paymentTermCode"], "Net 30");
        let check = post_at(
            &house,
            path,
            "a=configurationCustomerDetails&objectId=3",
            &[("customerName", &name.to_uppercase())],
        )
        .await;
        assert_eq!(check["isDuplicate"], true, "{check}");
        let check = get_at(
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
    let found = get_at(&house, "/app/dao/customer", &mail("a@B.example")).await;
    assert_eq!(found["countOfRecords"], 3);
    let none = get_at(&house, "/app/dao/customer", &mail("b.example")).await;
    assert_eq!(none, json!({"data": [], "countOfRecords": 0}));
}

#[tokio::test]
async fn what_clients_ask_around_the_customers_is_answered() {
    let house = House::open().await;
    let id = house.made(json!({"customerName": "A"})).await;
    let data = get_at(
        &house,
        "/app/dao/v6/datamanagement",
        "a=getAll&objectId=3&objectStatus=0&startIndex=0&numRecords=10&sessionKey=x",
    )
    .await;
    assert_eq!(
        (&data["data"][0]["customerId"], &data["countOfRecords"]),
        (&json!(id), &json!(1))
    );
    let past = get_at(
        &house,
        "/app/dao/v6/datamanagement",
        "a=getAll&objectId=3&startIndex=10",
    )
    .await;
    assert_eq!(past, json!({"data": [], "countOfRecords": 0}));
    let user = get_at(&house, "/app/commonservlet", "a=getUserData").await;
    assert_eq!(user["fullName"], "tester");
    let lookups = get_at(
        &house,
        "/app/commonservlet",
        "a=getLookups&lookupType=PRIORITY&app_req_type=ajax",
    )
    .await;
    assert_eq!(lookups["responseObject"][0]["meaning"], "High");
    let firm = get_at(&house, "/app/appgencommon", "a=getFirmDetails").await;
    assert_eq!(firm["dateFormat"], "MM/dd/yyyy");
    let countries = get_at(&house, "/app/commonservlet", "a=getAllCountries").await;
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
        let page = get_at(
            &house,
            other,
            "a=getAllBySearchText&searchText=x&startIndex=0&numRecords=50",
        )
        .await;
        assert_eq!(page, json!({"data": [], "countOfRecords": 0}), "{other}");
        let save = get_at(&house, other, "a=save&leadData={}").await;
        assert_refused(&save, "customers alone");
    }
    let documents = get_at(
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
    let countries = get_at(&house, "/app/commonservlet", "a=getAllCountries&api_key=x").await;
    let india = countries["responseObject"]
        .as_array()
        .unwrap()
        .iter()
        .find(|c| c["countryId"] == 70);
    assert_eq!(india.unwrap()["countryCode"], "IN");
    let states = get_at(
        &house,
        "/app/commonservlet",
        "a=getAllStatesByCountryId&countryId=176",
    )
    .await;
    assert_eq!(
        states["responseObject"][0],
        json!({"stateCode": "AL", "stateName": "Alabama"})
    );
    let none = get_at(
        &house,
        "/app/commonservlet",
        "a=getAllStatesByCountryId&countryId=3",
    )
    .await;
    assert_eq!(none["responseObject"], json!([]));
    // Every country of the lists is asked by the id that the lists give it.
    let all = countries["responseObject"].as_array().unwrap();
    let mut with_states = 0;
    for country in all {
        let id = &country["countryId"];
        let query = format!("a=getAllStatesByCountryId&countryId={id}");
        let states = get_at(&house, "/app/commonservlet", &query).await;
        let states = states["responseObject"].as_array().unwrap();
        with_states += usize::from(!states.is_empty());
        if country["countryCode"] == "BR" {
            let acre = json!({"stateCode": "AC", "stateName": "Acre"});
            assert_eq!((states.len(), &states[0]), (27, &acre));
        }
    }
    assert_eq!((all.len(), with_states), (249, 200));
    let people = get_at(
        &house,
        "/app/dao/v6/employees",
        "a=getAllBySearchText&searchText=LINDQ&numRecords=5",
    )
    .await;
    assert_eq!(people["data"][0]["fullName"], "Ada Lindqvist");
    let both = get_at(&house, "/app/dao/v6/employees", "a=getAllEmployeesAndTeams").await;
    assert!(both["employeeData"].as_array().unwrap().len() >= 9);
    assert_eq!(both["teamData"].as_array().unwrap().len(), 3);
    let locations = get_at(&house, "/app/dao/signup", "a=getLocations").await;
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
