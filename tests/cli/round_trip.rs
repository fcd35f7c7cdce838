//! Whatever customers there are: exported and imported into an empty workspace they are the same again. A vCard
//! says what a vCard has words for.

use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use serde_json::{Map, Value, json};

use rolo::customer::change::{Part, same_part};
use rolo::customer::field::{CustomKind, Field, Group, Kind, List};
use rolo::customer::{Catalog, Customer, Fields, elements, validate};
use rolo::workspace::default_catalog;

use super::home::{Home, counts, json as parsed};

fn catalog() -> Catalog {
    Catalog::parse(&default_catalog())
}

/// Text with everything that files and spreadsheets trip over, on one line.
fn text() -> impl Strategy<Value = String> {
    let odd = select(vec![
        "a", "Z", "9", " ", ",", ";", ":", "\"", "'", "=", "+", "-", "@", "|", "\\", "[", "{", "ä",
        "ß", "漢", "🙂", "#",
    ]);
    proptest::collection::vec(odd, 0..12).prop_map(|parts| parts.concat().trim().to_owned())
}

fn note() -> impl Strategy<Value = String> {
    proptest::collection::vec(text(), 0..3).prop_map(|lines| lines.join("\n").trim().to_owned())
}

fn choice(list: List) -> impl Strategy<Value = String> {
    let names: Vec<String> = catalog()
        .list(list)
        .iter()
        .map(|c| c.name.clone())
        .collect();
    prop_oneof![1 => Just(String::new()), 3 => select(names)]
}

fn phone() -> impl Strategy<Value = String> {
    "\\+[1-9][0-9]{2,6} ?[0-9]{2,5}"
}

fn email() -> impl Strategy<Value = String> {
    "[a-z]{1,6}\\.[a-z0-9]{1,4}@[a-z]{2,6}\\.example"
}

/// What could be typed into the form for a field.
fn typed(field: &Field) -> BoxedStrategy<String> {
    match field.kind {
        Kind::Choice(list) | Kind::Code(list) => choice(list).boxed(),
        Kind::Assignee => choice(List::Assignee).boxed(),
        Kind::Email => prop_oneof![Just(String::new()), email()].boxed(),
        Kind::Url | Kind::Custom(CustomKind::Link) => {
            "([a-z]{1,9}\\.example(/[a-z?=&]{0,5})?)?".boxed()
        }
        Kind::Phone => prop_oneof![Just(String::new()), phone()].boxed(),
        Kind::Number | Kind::Money | Kind::Custom(CustomKind::Number | CustomKind::Currency) => {
            "(-?[1-9][0-9]{0,12}(\\.[0-9]{1,3})?)?".boxed()
        }
        Kind::Date | Kind::Custom(CustomKind::Date) => "(20[0-9]{2}-0[1-9]-1[0-9])?".boxed(),
        Kind::Flag => select(vec!["", "yes", "no"])
            .prop_map(str::to_owned)
            .boxed(),
        Kind::Note | Kind::Custom(CustomKind::Textarea) => note().boxed(),
        Kind::Text | Kind::Reference | Kind::Custom(CustomKind::Input) => text().boxed(),
        Kind::Custom(CustomKind::Select | CustomKind::Radio) => {
            let options = field.custom.as_ref().unwrap().options.iter();
            let names: Vec<String> = options.map(|option| option.name.clone()).collect();
            prop_oneof![Just(String::new()), select(names)].boxed()
        }
        Kind::Custom(CustomKind::Check | CustomKind::MultiSelect) => {
            let options = field.custom.as_ref().unwrap().options.iter();
            let names: Vec<String> = options.map(|option| option.name.clone()).collect();
            let most = names.len();
            subsequence(names, 0..=most)
                .prop_map(|picked| picked.join("; "))
                .boxed()
        }
        Kind::Group(Group::Labels) => picked(List::Label),
        Kind::Group(Group::Territories) => picked(List::Territory),
        _ => Just(String::new()).boxed(),
    }
}

fn picked(list: List) -> BoxedStrategy<String> {
    let names: Vec<String> = catalog()
        .list(list)
        .iter()
        .map(|c| c.name.clone())
        .collect();
    let most = names.len();
    subsequence(names, 0..=most)
        .prop_map(|picked| picked.join("; "))
        .boxed()
}

/// Elements of phones, e-mails or addresses, with their types.
fn list(group: Group) -> BoxedStrategy<Vec<Value>> {
    let member = |wire: &'static str| {
        let known = group
            .members()
            .iter()
            .find(|member| member.wire == wire)
            .unwrap();
        match known.kind {
            Kind::Choice(list) => choice(list).boxed(),
            Kind::Phone => phone().boxed(),
            Kind::Email => email().boxed(),
            _ => text().boxed(),
        }
    };
    let members: Vec<&'static str> = group.members().iter().map(|member| member.wire).collect();
    let values: Vec<BoxedStrategy<String>> = members.iter().map(|wire| member(wire)).collect();
    let extra = prop_oneof![4 => Just(None), 1 => text().prop_map(Some)];
    let element = (values, extra).prop_map(move |(values, extra)| {
        let catalog = catalog();
        let given = members
            .iter()
            .zip(values)
            .map(|(wire, text)| ((*wire).to_owned(), json!(text)));
        let mut given: Map<String, Value> = given.collect();
        if let (Group::Addresses, Some(extra)) = (group, extra) {
            given.insert("deliveryInstructions".to_owned(), json!(extra));
        }
        elements::fill(group, group.blank(0), &given, &catalog).unwrap()
    });
    proptest::collection::vec(element, 0..4)
        // What says nothing is nothing.
        .prop_map(move |all| all.into_iter().filter(|one| !group.is_blank(one)).collect())
        .boxed()
}

/// A customer as a server would send it.
fn customer() -> impl Strategy<Value = Customer> {
    let catalog = catalog();
    let fields = Fields::with_catalog(&catalog);
    let mut values: Vec<BoxedStrategy<Part>> = Vec::new();
    for field in fields
        .iter()
        .filter(|field| field.edit && field.wire != "customerNumber")
    {
        let (field, catalog) = (field.clone(), catalog.clone());
        let wire = field.wire.to_string();
        values.push(match field.kind {
            Kind::Group(group @ (Group::Phones | Group::Emails | Group::Addresses)) => list(group)
                .prop_map(move |all| Part::from_iter([(wire.clone(), json!(all))]))
                .boxed(),
            _ => typed(&field)
                .prop_map(move |typed| match field.required && typed.is_empty() {
                    true => Part::from_iter([(wire.clone(), json!("X"))]),
                    false => validate::read(&field, &typed, &Part::new(), &catalog).unwrap(),
                })
                .boxed(),
        });
    }
    (values, any::<bool>()).prop_map(|(parts, odd)| {
        let mut record = Customer::new();
        for (key, value) in parts.into_iter().flatten() {
            match key.starts_with("customAttributes/") {
                true => {
                    let mut all = record.list("customAttributes").to_vec();
                    all.push(value);
                    record.set("customAttributes", json!(all));
                }
                false => record.set(&key, value),
            }
        }
        if odd {
            record.set("xNobodyKnows", json!({"a": [1.50, null]}));
        }
        // A record of a server has an id; this one is of another server.
        record.set("customerId", json!(9_000_000_000_i64));
        record
    })
}

/// What a vCard has words for.
const CARD: [&str; 10] = [
    "customerName",
    "phoneNumbers",
    "emailAddresses",
    "addresses",
    "website",
    "description",
    "labels",
    "skypeName",
    "linkedInURL",
    "twitterURL",
];

fn assert_same(was: &Value, is: &Value, names: Option<&[&str]>) -> Result<(), TestCaseError> {
    let fields = Fields::with_catalog(&catalog());
    let [was, is] = [was, is].map(|record| Customer::from_value(record.clone()).unwrap());
    for field in fields.iter().filter(|field| field.edit) {
        if names.is_some_and(|names| !names.contains(&field.wire.as_ref())) {
            continue;
        }
        let same = match field.kind {
            Kind::Group(group) => {
                let plain = |record: &Customer| -> Vec<Value> {
                    let all = record.list(&field.wire).iter().cloned();
                    match names {
                        Some(_) => all.map(|one| in_a_card(group, one)).collect(),
                        None => all.collect(),
                    }
                };
                elements::say_the_same(group, &plain(&was), &plain(&is))
            }
            _ => same_part(&was.part(field), &is.part(field)),
        };
        prop_assert!(
            same,
            "{}: {:?} became {:?}",
            field.label,
            was.part(field),
            is.part(field)
        );
    }
    Ok(())
}

/// An element without what a card does not say.
fn in_a_card(group: Group, mut element: Value) -> Value {
    if let (Group::Addresses, Some(members)) = (group, element.as_object_mut()) {
        members.remove("deliveryInstructions");
    }
    element
}

/// Each runs the program a dozen times.
fn cases() -> u32 {
    let asked = std::env::var("PROPTEST_CASES").ok();
    asked.and_then(|asked| asked.parse().ok()).unwrap_or(6)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), max_shrink_iters: 60, ..ProptestConfig::default() })]

    #[test]
    fn what_was_exported_is_imported_as_it_was(customers in proptest::collection::vec(customer(), 1..16)) {
        let home = Home::new();
        let lines: Vec<String> = customers
            .iter()
            .enumerate()
            .map(|(nth, customer)| {
                let mut customer = customer.clone();
                let name = format!("{} {nth}", customer.name());
                customer.set("customerName", json!(name.trim()));
                customer.to_json()
            })
            .collect();
        let seed = home.file("seed.jsonl", lines.join("\n"));
        let all = customers.len() as u64;
        prop_assert_eq!(counts(&home.import(&[&seed])), [all, 0, 0, 0]);
        let before = home.records();
        for (line, record) in lines.iter().map(|line| parsed(line)).map(|line| {
            let found = before.iter().find(|record| record["customerName"] == line["customerName"]);
            (line, found.unwrap())
        }) {
            let mut line = line;
            line["customerNumber"] = record["customerNumber"].clone();
            assert_same(&line, record, None)?;
        }
        for (file, names) in [("all.csv", None), ("all.jsonl", None), ("all.vcf", Some(&CARD[..]))] {
            let workspace = file.replace('.', "-");
            let path = home.path(file).to_string_lossy().into_owned();
            home.good(&["export", "--output", &path, "--workspace", "team"]);
            home.good(&["workspace", "add", &workspace]);
            prop_assert_eq!(counts(&home.import(&[&path])), [all, 0, 0, 0], "{}", file);
            let after = home.records();
            prop_assert_eq!(before.len(), after.len());
            for (was, is) in before.iter().zip(&after) {
                assert_same(was, is, names)?;
                if file == "all.jsonl" {
                    prop_assert_eq!(&was["xNobodyKnows"], &is["xNobodyKnows"]);
                }
            }
            // Nothing moves when it is taken in once more.
            if file == "all.csv" {
                home.good(&["export", "--output", &path]);
                let answer = home.import(&[&path, "--key", "id"]);
                prop_assert_eq!(counts(&answer), [0, 0, all, 0]);
            }
            home.good(&["workspace", "use", "team"]);
        }
    }
}
