//! A small world to search in: a catalog, customers that use it well or badly, and queries about them.
//! Owns no expectations.

use std::sync::LazyLock;

use jiff::civil::{Date, date};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use rolo::customer::{Catalog, Customer, Fields};
use rolo::query::{Context, Query, QueryError};
use serde_json::{Map, Value, json};

pub const TODAY: Date = date(2024, 3, 31);

pub static CONFIG: LazyLock<Value> = LazyLock::new(|| {
    let attribute = |id: &str, label: &str, tag: &str, options: Value| {
        json!({"attributeId": id, "type": "Custom", "isEnabled": true, "label": {"modifiedLabel": label},
            "attributeTag": tag, "tagName": id, "right": [{"tag": tag, "tagName": id, "optionValueList": options}]})
    };
    let layout = json!({"sections": [{"label": "Own", "attributes": [
        attribute("select_1", "Contract tier", "select", json!([{"optionId": "g", "optionObject": "Gold"}, {"optionId": "s", "optionObject": "Silver grey"}])),
        attribute("input_1", "Note: \"odd\"", "input", json!([])),
        attribute("number_1", "Seats", "number", json!([])),
        attribute("date_1", "Renewal", "date", json!([])),
        attribute("multi_1", "City", "multiSelect", json!([{"optionId": "a", "optionObject": "Alpha"}, {"optionId": "b", "optionObject": "Beta two"}])),
    ]}]});
    json!({
        "customerStatusList": [{"statusId": 10000, "statusName": "Active"}, {"statusId": 10001, "statusName": "Inactive"},
            {"statusId": 10002, "statusName": "On hold"}],
        "markets": [{"marketId": 5, "marketName": "Retail", "marketCode": "SHOP"},
            {"marketId": 6, "marketName": "Café & Hotel", "marketCode": "HORECA"}],
        "countries": [{"countryId": 1, "countryName": "Germany", "countryCode": "DE"}, {"countryId": 2, "countryName": "Denmark", "countryCode": "DK"}],
        "labels": [{"labelId": 7, "labelName": "Key account"}],
        "dateFormat": "dd/MM/yyyy",
        "webLayout": layout.to_string(),
    })
});

pub static CATALOG: LazyLock<Catalog> = LazyLock::new(|| Catalog::parse(&CONFIG));
pub static FIELDS: LazyLock<Fields> = LazyLock::new(|| Fields::with_catalog(&CATALOG));

pub fn context() -> Context<'static> {
    Context {
        fields: &FIELDS,
        catalog: &CATALOG,
        today: TODAY,
    }
}

pub fn parse(text: &str) -> Result<Query, QueryError> {
    Query::parse(text, &context())
}

/// Texts that share words, so that searches find some and not others.
fn words() -> impl Strategy<Value = String> {
    let word = select(vec![
        "Café", "Müller", "muller", "GmbH", "I.B.M.", "IBM", "Straße", "New", "York", "日本",
        "a-b", "Jean-Luc", "vw.de", "O'Neil", "none", "OR", "gold", "1000", "x(y)", "\"q\"", "10%",
        "ß", "İst", "7",
    ]);
    vec(word, 1..4).prop_map(|words| words.join(" "))
}

fn day() -> impl Strategy<Value = String> {
    select(vec![
        "2024-03-31",
        "2024-03-30",
        "2024-04-01",
        "2024-03-25",
        "2024-03-24",
        "2023-03-31",
        "2023-12-31",
        "31/03/2024",
        "1/2/2024",
        "2024-02-30",
        "soon",
        "",
        " 2024-01-01 ",
        "2024-01-15 10:00:00",
    ])
    .prop_map(str::to_owned)
}

fn stamp() -> impl Strategy<Value = String> {
    select(vec![
        "2024-03-31 00:00:00",
        "2024-03-30 23:59:59",
        "2024-04-01 00:00:01",
        "2024-03-24 12:00:00",
        "2023-12-31 08:00:00",
        "2019-06-01 08:00:00",
        "",
    ])
    .prop_map(str::to_owned)
}

fn phone() -> impl Strategy<Value = String> {
    select(vec![
        "+49 (89) 123 456",
        "0049-89-123456",
        "089/123456",
        "+43 89 123456",
        "89 123 456",
        "",
        "none",
        "+1 (415) 555-0100",
        "+49 (0)89 123456",
    ])
    .prop_map(str::to_owned)
}

/// A value of a wrong type or none, as servers send now and then.
fn odd() -> impl Strategy<Value = Value> {
    select(vec![
        json!(null),
        json!(""),
        json!(" "),
        json!([]),
        json!({}),
        json!(true),
        json!(false),
        json!(7),
        json!("7"),
        json!(1.50),
        json!("1e3"),
        json!("inf"),
        json!([[1]]),
        json!({"a": 1}),
        json!("[]"),
        json!("Y"),
        json!("yes"),
    ])
}

fn money() -> impl Strategy<Value = Value> {
    select(vec![
        "0",
        "1",
        "-5",
        "999.99",
        "1000",
        "1000.0",
        "1e+6",
        "1000000",
        "1000000.01",
        "5000000",
        "\"1500\"",
        "\" 1500 \"",
        "\"1,500\"",
        "\"12abc\"",
        "0.1",
        "123456789012345678",
    ])
    .prop_map(|text| serde_json::from_str(text).expect("numbers as JSON"))
}

fn address() -> impl Strategy<Value = Value> {
    (
        words(),
        select(vec!["80331", "10001", ""]),
        select(vec![
            json!({"countryName": "Germany", "countryId": 1, "countryCode": "DE"}),
            json!({"countryName": "Denmark"}),
            json!({"countryName": "", "countryCode": "DE"}),
            json!({}),
            json!({"countryName": null, "countryId": "2"}),
        ]),
    )
        .prop_map(|(city, zip, mut country)| {
            country["city"] = json!(city);
            country["state"] = json!(city);
            country["zipCode"] = json!(zip);
            country["addressLine1"] = json!("Ring 1");
            country
        })
}

fn custom() -> impl Strategy<Value = Value> {
    prop_oneof![
        select(vec!["Gold", "Silver grey", ""]).prop_map(|value| json!({"customAttributeId": "select_1",
            "customAttributeType": "select", "customAttributeValue": value, "customAttributeValueId": "g"})),
        words().prop_map(|value| json!({"customAttributeTagName": "input_1", "customAttributeValue": value})),
        money().prop_map(|value| json!({"customAttributeId": "number_1", "customAttributeType": "number", "customAttributeValue": value})),
        day().prop_map(|value| json!({"customAttributeId": "date_1", "customAttributeType": "date", "customAttributeValue": value})),
        vec(select(vec!["Alpha", "Beta two"]), 0..3).prop_map(|values| json!({"customAttributeId": "multi_1", "customAttributeValue": "odd",
            "attributeValues": values.iter().map(|value| json!({"attributeValue": value})).collect::<Vec<_>>()})),
        Just(json!(7)),
    ]
}

type Part = Vec<(&'static str, Value)>;

/// A choice as a server keeps it: the name beside its id.
fn choices() -> impl Strategy<Value = Part> {
    let pairs = select(vec![
        ("", json!(null)),
        ("Active", json!(10000)),
        ("Inactive", json!("10001")),
        ("On hold", json!(10002)),
    ]);
    let markets = select(vec![
        ("", json!("")),
        ("Retail", json!(5)),
        ("Café & Hotel", json!(6)),
    ]);
    (pairs, markets).prop_map(|(status, market)| {
        vec![
            ("statusName", json!(status.0)),
            ("statusId", status.1),
            ("marketName", json!(market.0)),
            ("marketId", market.1),
        ]
    })
}

fn texts() -> impl Strategy<Value = Part> {
    (words(), words(), option::of(words()), "[0-9]{1,3}").prop_map(
        |(name, note, website, number)| {
            let mut part = vec![
                ("customerName", json!(name)),
                ("description", json!(note)),
                ("customerNumber", json!(number)),
            ];
            part.extend(website.map(|website| ("website", json!(website))));
            part
        },
    )
}

fn times() -> impl Strategy<Value = Part> {
    (
        stamp(),
        day(),
        option::of(money()),
        select(vec!["Y", "N", ""]),
    )
        .prop_map(|(created, follow, money, flag)| {
            let mut part = vec![
                ("creationDate", json!(created)),
                ("followUpDate", json!(follow)),
                ("isBounced", json!(flag)),
                ("isAffiliate", json!(flag)),
            ];
            part.extend(money.map(|money| ("annualRevenue", money)));
            part
        })
}

fn lists() -> impl Strategy<Value = Part> {
    (
        vec(phone(), 0..3),
        phone(),
        vec(address(), 0..3),
        vec(custom(), 0..4),
        vec(words(), 0..2),
    )
        .prop_map(|(phones, flat, addresses, customs, mails)| {
            vec![
                (
                    "phoneNumbers",
                    phones
                        .iter()
                        .map(|phone| json!({"phoneNumber": phone}))
                        .collect(),
                ),
                ("phoneNumber", json!(flat)),
                ("addresses", json!(addresses)),
                ("customAttributes", json!(customs)),
                (
                    "emailAddresses",
                    mails
                        .iter()
                        .map(|mail| json!({"emailAddress": mail}))
                        .collect(),
                ),
                (
                    "labels",
                    mails
                        .iter()
                        .map(|_| json!({"labelId": 7, "labelName": "Key account"}))
                        .collect(),
                ),
            ]
        })
}

/// A customer in the form that the API keeps.
pub fn kept_customer() -> impl Strategy<Value = Customer> {
    (choices(), texts(), times(), lists()).prop_map(|(choices, texts, times, lists)| {
        let parts = [choices, texts, times, lists].into_iter().flatten();
        let map: Map<String, Value> = parts.map(|(key, value)| (key.to_owned(), value)).collect();
        Customer::from_value(Value::Object(map)).expect("an object")
    })
}

/// A customer in any form at all.
pub fn any_customer() -> impl Strategy<Value = Customer> {
    let keys = select(vec![
        "customerName",
        "statusName",
        "statusId",
        "annualRevenue",
        "followUpDate",
        "creationDate",
        "isAffiliate",
        "phoneNumber",
        "assigneeObjectRefName",
        "assigneeObjectRefId",
        "assigneeObjectId",
        "phoneNumbers",
        "addresses",
        "labels",
        "customAttributes",
        "version",
        "defaultBillingCurrency",
        "emailAddresses",
        "marketName",
        "customerNumber",
    ]);
    (kept_customer(), vec((keys, odd()), 0..6)).prop_map(|(mut record, oddities)| {
        for (key, value) in oddities {
            record.set(key, value);
        }
        record
    })
}

/// A condition that the customers above may meet.
fn term() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => select(vec![
            "name:muller", "name:=\"Café\"", "name:none", "name:any", "name:=\"I.B.M. York\"", "desc:gold", "website:any", "website:none",
            "number:7", "number:>100", "number:10..20", "website:york", "parent:none", "id:none", "version:7", "version:any", "e-mails:muller",
            "email:=new", "name:jeanluc", "desc:\"jeanluc ab\"", "website:vw.de", "website:.de", "email:w.d",
        ]),
        3 => select(vec![
            "status:active", "status:=active", "status:10000", "status:=10001", "status:none", "status:any", "status:hold", "status:7",
            "market:hotel", "market:=\"café & hotel\"", "market:6", "assignee:any", "assignee:none", "owner:7", "tag:key", "tag:7", "tag:none",
            "revenue-currency:any", "billing:7", "country:DE", "country:de", "country:=dk", "country:den", "country:=germany", "country:1", "country:none", "country:any",
        ]),
        2 => select(vec![
            "city:york", "city:\"new york\"", "zip:80331", "zip:any", "street:ring", "state:muller", "addresses:york", "address-type:none",
            "phone:0049-89 123", "phone:089123", "phone:=089123", "phone:=\"+49 89 123 456\"", "phone:+43", "phone:none", "phone:any", "main-phone:\"123 456\"", "phone:xyz", "phone:(089) 12",
        ]),
        3 => select(vec![
            "revenue:>1k", "revenue:1k..1m", "revenue:=1000", "revenue:<=1m", "revenue:none", "revenue:any", "revenue:..0", "revenue:>=1,500", "revenue:>1,5k",
            "revenue:0.1", "affiliate:yes", "affiliate:no", "affiliate:any", "bounced:y", "affiliate:none",
            "created:2024", "created:2024-03", "created:<7d", "created:>3m", "created:past", "created:future", "created:2023..2024-02", "created:none",
            "follow-up:<7d", "follow-up:past", "follow-up:today", "follow-up:future", "follow-up:2024-01..", "follow-up:any", "follow-up:<+7d",
        ]),
        2 => select(vec![
            "contract-tier:gold", "\"Contract tier\":=\"silver grey\"", "contract:g", "contract-tier:none", "contract-tier:any", "state:eanl", "customAttributes/input_1:nluc",
            "\"Note: \\\"odd\\\"\":muller", "customAttributes/input_1:any", "seats:>100", "seats:any", "renewal:2024-03", "renewal:none",
            "customAttributes/multi_1:beta", "customAttributes/multi_1:two", "customAttributes/multi_1:none",
        ]),
    ]
    .prop_map(str::to_owned)
}

/// A text of the language, most often one that can be read.
pub fn query() -> impl Strategy<Value = String> {
    let word = select(vec![
        "muller",
        "café",
        "ibm",
        "york",
        "new",
        "日本",
        "a-b",
        "ab",
        "jeanluc",
        "\"new york\"",
        "089-123456",
        "0891234",
        "zzz",
        ".",
        "\"\"",
        "7",
        "http://x",
        "12:30",
        "x(y)",
        "10%",
        "gold",
        "\"none\"",
    ]);
    let leaf = prop_oneof![word.prop_map(str::to_owned), term(), term()];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            4 => vec(inner.clone(), 1..4).prop_map(|all| all.join(" ")),
            2 => vec(inner.clone(), 1..4).prop_map(|any| format!("({})", any.join(" OR "))),
            1 => vec(inner.clone(), 1..3).prop_map(|any| any.join(" OR ")),
            1 => inner.clone().prop_map(|one| format!("-{one}")),
            1 => inner.prop_map(|one| format!("-({one})")),
        ]
    })
}
