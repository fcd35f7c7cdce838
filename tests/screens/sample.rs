//! Owns a small firm for the pictures: its catalog, a few customers, and a model that has been told of them.

use std::sync::Arc;

use rolo::app::cmd::Cmd;
use rolo::app::msg::{Msg, Outcome};
use rolo::app::{Model, Place, update};
use rolo::customer::{Catalog, Customer, choices};
use rolo::query::View;
use serde_json::{Value, json};

pub fn catalog() -> Catalog {
    Catalog::parse(&config())
}

fn config() -> Value {
    let layout = json!({"sections": [{"label": "General", "attributes": [{"attributeId": "name", "tagName": "customerName"}, {"attributeId": "number", "tagName": "customerNumber"}, {"attributeId": "status", "tagName": "statusName"},
        {"attributeId": "select_4_3", "type": "Custom", "attributeTag": "select", "tagName": "select_4", "label": {"modifiedLabel": "Tier"},
         "right": [{"tag": "select", "optionValueList": [{"optionId": "V1", "optionObject": "Gold"}, {"optionId": "V2", "optionObject": "Silver"}]}]},
    ]}]});
    json!({
        "dateFormat": "dd/MM/yyyy",
        "currencyCode": "EUR",
        "assigneeObjectRefName": "Ada Byron", "assigneeObjectRefId": 7,
        "customerStatusList": [
            {"statusId": 10000, "statusName": "Active"}, {"statusId": 10002, "statusName": "Prospect"},
            {"statusId": 10003, "statusName": "Dormant"}, {"statusId": 10004, "statusName": "Old style", "isEnabled": "N"}],
        "customerCategories": [{"id": 1, "name": "Manufacturing"}, {"id": 2, "name": "Retail"}],
        "industries": [{"id": 1, "name": "Automotive"}, {"id": 2, "name": "Software"}],
        "currencies": ["EUR", "USD", "JPY"],
        "countries": [{"countryId": 1, "countryName": "Germany", "countryCode": "DE"}, {"countryId": 2, "countryName": "Japan", "countryCode": "JP"}],
        "employees": [{"employeeId": 7, "fullName": "Ada Byron"}, {"employeeId": 8, "fullName": "Max Born"}],
        "labels": [{"labelId": 1, "labelName": "Key account"}, {"labelId": 2, "labelName": "Fair 2024"}],
        "phoneTypes": [{"id": 1, "code": "PHONE_BUSINESS", "name": "Business"}, {"id": 2, "code": "PHONE_MOBILE", "name": "Mobile"}],
        "webLayout": layout.to_string(),
    })
}

pub fn customers() -> Vec<Arc<Customer>> {
    let named = [
        (1, "Volkswagen AG", "Active", "Wolfsburg"),
        (2, "日本電気株式会社", "Prospect", "東京"),
        (
            3,
            "Société Générale d’Électricité et de Mécanique Réunies",
            "Gone away",
            "Paris",
        ),
        (4, "O\u{1b}[31mdd & Sons", "Active", "Leeds"),
        (5, "👩‍👩‍👧 Family Foods", "Dormant", "Ulm"),
    ];
    named.iter().map(|row| Arc::new(customer(row))).collect()
}

fn customer((id, name, status, city): &(i64, &str, &str, &str)) -> Customer {
    let mut record = json!({
        "customerId": id, "customerNumber": format!("{}", 1000 + id), "customerName": name,
        "statusName": status, "statusId": 10000, "customerCategory": "Manufacturing", "customerCategoryId": 1,
        "assigneeObjectRefName": "Ada Byron", "assigneeObjectRefId": 7, "assigneeObjectId": 8,
        "addresses": [{"addressType": "Billing Address", "addressTypeCode": "1", "addressLine1": "Berliner Ring 2", "zipCode": "38440",
                       "city": city, "countryName": "Germany", "countryId": 1, "countryCode": "DE", "addressId": 9}],
        "phoneNumbers": [{"phoneType": "Business", "phoneTypeCode": "PHONE_BUSINESS", "phoneNumber": "+49 5361 9-0", "id": "p1"}],
        "creationDate": "2024-03-01 10:00:00", "version": 3,
    });
    if *id == 1 {
        let more = json!({
            "description": "Makes cars.\nAsk for the fleet desk first; they know every contract since 1998 and answer within the hour.",
            "emailAddresses": [{"emailType": "Business", "emailAddress": "fleet@vw.example", "id": "e1"}],
            "website": "www.volkswagen.de", "industryName": "Automotive", "industryId": 1,
            "annualRevenue": 322284000000_i64, "annualRevenueCurrencyCode": "EUR", "tickerSymbol": "VOW3",
            "labels": [{"labelId": 1, "labelName": "Key account", "id": 1}], "followUpDate": "30/06/2025", "isExistingCustomer": "Y",
        });
        if let (Value::Object(record), Value::Object(more)) = (&mut record, more) {
            record.extend(more);
        }
    }
    Customer::from_value(record).unwrap()
}

fn views() -> Vec<View> {
    let view = |name: &str, query: &str| View {
        name: name.to_owned(),
        query: query.to_owned(),
        ..View::default()
    };
    vec![
        view("", ""),
        view(
            "Key accounts in Germany",
            "tag:\"Key account\" country:Germany",
        ),
        view("Follow-ups", "follow-up:past"),
        view("東京", "city:東京"),
    ]
}

fn searches() -> Vec<String> {
    ["status:Active -city:munich", "volkswagen", "vw fleet"]
        .map(str::to_owned)
        .to_vec()
}

fn breakdown() -> Vec<(String, usize)> {
    [
        ("Active", 1_204),
        ("Prospect", 311),
        ("Dormant", 42),
        ("", 9),
        ("Old style", 1),
    ]
    .map(|(value, count)| (value.to_owned(), count))
    .to_vec()
}

/// A model of a size that knows all of the above.
pub fn model(width: u16, height: u16) -> Model {
    let place = Place {
        workspace: "local".to_owned(),
        local: true,
        sample: true,
        host: String::new(),
    };
    let mut model = Model::new(place, "test");
    let cmds = model.start();
    serve(&mut model, cmds);
    tell(&mut model, Msg::Resize { width, height });
    model
}

/// Tells the model something and answers what it asks.
pub fn tell(model: &mut Model, msg: Msg) {
    let cmds = update(model, msg);
    serve(model, cmds);
}

/// Presses keys: names with blanks between, or a text in quotes.
pub fn press(model: &mut Model, keys: &str) {
    for key in keys.split(' ') {
        match key.strip_prefix('"') {
            Some(text) => text.chars().for_each(|c| {
                tell(model, Msg::Key(rolo::app::key::Key::char(c)));
            }),
            None => tell(model, Msg::Key(key.parse().unwrap())),
        }
    }
}

fn serve(model: &mut Model, cmds: Vec<Cmd>) {
    for cmd in cmds {
        let (ticket, outcome) = match cmd {
            Cmd::Find { ticket, .. } => {
                let ids: Arc<[i64]> = customers().iter().filter_map(|c| c.id()).collect();
                let total = ids.len();
                (
                    ticket,
                    Outcome::Found {
                        ids,
                        total,
                        near: 0,
                        problem: None,
                    },
                )
            }
            Cmd::Rows { ticket, ids } => {
                let rows = customers()
                    .into_iter()
                    .filter(|c| c.id().is_some_and(|id| ids.contains(&id)));
                (ticket, Outcome::Rows(rows.collect()))
            }
            Cmd::Catalog { ticket } => (ticket, Outcome::Catalog(Arc::new(catalog()))),
            Cmd::Drafts { ticket } => (ticket, Outcome::Drafts(Default::default())),
            Cmd::Lists { ticket } => (ticket, Outcome::Lists(choices::all(&config()))),
            Cmd::Views { ticket } => (ticket, Outcome::Views(views())),
            Cmd::Searches { ticket } => (ticket, Outcome::Searches(searches())),
            Cmd::Count { ticket, searches } => {
                let counts = (1..=searches.len()).map(|nth| 5_000 / nth).collect();
                (ticket, Outcome::Counts(counts))
            }
            Cmd::Breakdown { ticket, .. } => (ticket, Outcome::Breakdown(breakdown())),
            other => match super::changes::answer(&other).or_else(|| super::walk::answer(&other)) {
                Some(answer) => answer,
                None => continue,
            },
        };
        tell(model, Msg::Done { ticket, outcome });
    }
}
