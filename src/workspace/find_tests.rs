//! A search by every way there is (from memory, narrowed, by columns, from the file alone) finds exactly
//! what the query itself says of each record.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::lookup::Lookup;
use super::mirror::Mirror;
use super::once;
use super::scan::Cancel;
use crate::customer::{Catalog, Customer, CustomerId, Fields};
use crate::query::{Context, Query, Search, Sort, SortKey};
use crate::store::{Order, customers};

struct Room {
    _folder: tempfile::TempDir,
    mirror: Mirror,
    lookup: Lookup,
    order: Order,
    fields: Fields,
    catalog: Catalog,
    model: BTreeMap<CustomerId, Customer>,
}

impl Room {
    fn new() -> Room {
        let folder = tempfile::tempdir().unwrap();
        let catalog = Catalog::default();
        Room {
            mirror: Mirror::open(&folder.path().join("customers.db")).unwrap(),
            _folder: folder,
            lookup: Lookup::default(),
            order: Order::of(&catalog),
            fields: Fields::standard(),
            catalog,
            model: BTreeMap::new(),
        }
    }

    fn put(&mut self, id: CustomerId, record: Option<Customer>) {
        let Some(mut record) = record else {
            self.model.remove(&id);
            self.mirror
                .with(|db| Ok(customers::remove(db, id)?))
                .unwrap();
            self.lookup.wrote(id, None);
            return;
        };
        record.set("customerId", json!(id));
        self.mirror
            .with(|db| Ok(customers::put(db, &record)?))
            .unwrap();
        let folded = customers::search_text(&record);
        self.lookup.wrote(id, Some((&record, &folded)));
        self.model.insert(id, record);
    }

    fn read(&self, text: &str) -> Option<Query> {
        let context = Context {
            fields: &self.fields,
            catalog: &self.catalog,
            today: jiff::civil::date(2024, 6, 1),
        };
        Query::parse(text, &context).ok()
    }

    /// What a search finds, and how many of it are only near; from memory, and from the file.
    fn find(&self, search: &Search, query: &Query) -> (Vec<CustomerId>, usize, Vec<CustomerId>) {
        let found = self
            .lookup
            .find(&self.mirror, &self.order, search, query, &Cancel::default());
        let found = found.unwrap().unwrap();
        let once = once::find(&self.mirror, &self.order, search, query).unwrap();
        (found.ids.to_vec(), found.near, once)
    }

    fn check(&self, text: &str, sort: Sort, sorted: bool) -> Result<(), TestCaseError> {
        let Some(query) = self.read(text) else {
            return Ok(());
        };
        let search = Search {
            text: text.to_owned(),
            sort,
            sorted,
        };
        let (mut ids, near, once) = self.find(&search, &query);
        let near: Vec<CustomerId> = ids.split_off(ids.len() - near);
        prop_assert_eq!(&ids, &once, "{} from the file is in another order", text);
        let matches = |id: &CustomerId| {
            let record = &self.model[id];
            query.matches(record, &customers::search_text(record))
        };
        ids.sort_unstable();
        let expected: Vec<CustomerId> = self.model.keys().copied().filter(matches).collect();
        prop_assert_eq!(ids, expected, "{}", text);
        prop_assert!(
            near.iter()
                .all(|id| self.model.contains_key(id) && !matches(id)),
            "{}",
            text
        );
        Ok(())
    }
}

fn record() -> impl Strategy<Value = Customer> {
    let name = prop::collection::vec(
        prop::sample::select(vec!["Volkswagen", "Café", "Bank", "of", "Ulm", "AG"]),
        0..4,
    );
    let status = prop::sample::select(vec!["Active", "Inactive", "Prospect", ""]);
    let city = prop::sample::select(vec!["Ulm", "New York", "Aachen", ""]);
    (
        name,
        status,
        city,
        prop::option::of(0..20i64),
        any::<bool>(),
    )
        .prop_map(|(name, status, city, revenue, phone)| {
            let mut record = json!({
                "customerName": name.join(" "), "customerNumber": "7", "statusName": status,
                "addresses": [{"city": city}], "annualRevenue": revenue,
            });
            if phone {
                record["phoneNumbers"] = json!([{"phoneNumber": "+49 (89) 123-4"}]);
            }
            if revenue.is_none() {
                record["annualRevenue"] = Value::Null;
            }
            Customer::from_value(record).unwrap()
        })
}

fn text() -> impl Strategy<Value = String> {
    let one = prop::sample::select(vec![
        "volks",
        "volkswgen",
        "cafe",
        "bank",
        "ulm",
        "a",
        "7",
        "49891234",
        "-bank",
        "-ulm",
        "status:active",
        "status:none",
        "-status:active",
        "city:ulm",
        "city:\"new york\"",
        "revenue:>10",
        "revenue:any",
        "(bank OR city:ulm)",
        "-(cafe OR status:prospect)",
        "phone:089-1234",
        "\"of ulm\"",
        "name:=bank",
    ]);
    prop::collection::vec(one, 0..4).prop_map(|parts| parts.join(" "))
}

fn sort() -> impl Strategy<Value = Sort> {
    let field = || {
        prop::sample::select(vec![
            "customerName",
            "statusName",
            "city",
            "annualRevenue",
            "customerId",
        ])
    };
    let keys = prop::collection::vec((field(), any::<bool>()), 1..3);
    keys.prop_map(|keys| {
        Sort::by_all(keys.into_iter().map(|(field, descending)| SortKey {
            field: field.to_owned(),
            descending,
        }))
    })
}

#[derive(Clone, Debug)]
enum Step {
    /// Typed letter by letter.
    Type(String),
    Sort(Sort, bool),
    Put(CustomerId, Option<Customer>),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        3 => text().prop_map(Step::Type),
        1 => (sort(), any::<bool>()).prop_map(|(sort, sorted)| Step::Sort(sort, sorted)),
        2 => (0..12i64, prop::option::weighted(0.8, record())).prop_map(|(id, record)| Step::Put(id, record)),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn every_way_of_searching_finds_what_the_query_says(
        first in prop::collection::vec(record(), 0..12),
        steps in prop::collection::vec(step(), 1..6),
    ) {
        let mut room = Room::new();
        for (id, record) in first.into_iter().enumerate() {
            room.put(id as CustomerId, Some(record));
        }
        let (mut sort, mut sorted) = (Sort::default(), false);
        for step in steps {
            match step {
                Step::Type(text) => {
                    for end in text.char_indices().map(|(at, c)| at + c.len_utf8()) {
                        room.check(&text[..end], sort.clone(), sorted)?;
                    }
                }
                Step::Sort(new, chosen) => (sort, sorted) = (new, chosen),
                Step::Put(id, record) => room.put(id, record),
            }
        }
        room.check("", sort, sorted)?;
    }
}

fn named(names: &[&str]) -> Room {
    let mut room = Room::new();
    for (id, name) in names.iter().enumerate() {
        let record = json!({"customerName": name, "customerNumber": id.to_string()});
        room.put(
            id as CustomerId,
            Some(Customer::from_value(record).unwrap()),
        );
    }
    room
}

fn found(room: &Room, text: &str, sorted: bool) -> (Vec<CustomerId>, usize) {
    let search = Search {
        text: text.to_owned(),
        sorted,
        ..Search::default()
    };
    let (ids, near, _) = room.find(&search, &room.read(text).unwrap());
    (ids, near)
}

#[test]
fn the_best_match_comes_first_unless_an_order_was_chosen() {
    let room = named(&["A Bank", "Volksbank", "Bank", "Bank of Ulm", "Bakn"]);
    assert_eq!(found(&room, "bank", false), (vec![2, 3, 0, 1, 4], 1));
    assert_eq!(found(&room, "bank", true), (vec![0, 2, 3, 1, 4], 1));
}

#[test]
fn of_words_that_are_alternatives_the_best_counts() {
    let room = named(&["The Volksbank", "Acme NEC", "NEC", "Volks", "Ford"]);
    assert_eq!(found(&room, "(volks OR nec)", false), (vec![2, 3, 1, 0], 0));
    assert_eq!(found(&room, "volks OR nec", true).0, [1, 2, 0, 3]);
    assert_eq!(found(&room, "a (volks OR nec)", false).0, [1, 0]);
    // Who has no word to match by matches no better and no worse.
    assert_eq!(
        found(&room, "(volks OR status:none)", false).0,
        [1, 4, 2, 0, 3]
    );
}

#[test]
fn what_was_used_lately_comes_before_its_equals() {
    let room = named(&["Bank A", "Bank B", "Bank C"]);
    room.lookup.used(1);
    room.lookup.used(2);
    assert_eq!(found(&room, "bank", false).0, [2, 1, 0]);
}

#[test]
fn a_mistyped_name_is_found_as_near_and_terms_hold_all_the_same() {
    let mut room = named(&["Volkswagen Group", "Volvo"]);
    assert_eq!(found(&room, "volkswgen", false), (vec![0], 1));
    assert_eq!(found(&room, "volkswgen status:none", false), (vec![0], 1));
    assert_eq!(found(&room, "volkswgen status:any", false), (vec![], 0));
    assert_eq!(found(&room, "name:volkswgen", false), (vec![0], 1));
    assert_eq!(
        found(&room, "name:volkswgen status:none", false),
        (vec![0], 1)
    );
    assert_eq!(
        found(&room, "name:volkswgen status:any", false),
        (vec![], 0)
    );
    assert_eq!(found(&room, "name:=volkswgen", false), (vec![], 0));
    assert_eq!(found(&room, "-name:volkswgen", false).1, 0);
    room.put(0, None);
    assert_eq!(found(&room, "volkswgen", false), (vec![], 0));
}

#[test]
fn the_nearest_name_comes_first_then_the_one_that_begins_so_then_the_shorter() {
    let room = named(&[
        "A Volkswagen House",
        "Volkswagon Club",
        "Volkswagen Group",
        "Volkswagen",
    ]);
    assert_eq!(found(&room, "volkswgen", false), (vec![3, 2, 0, 1], 4));
}

#[test]
fn terms_over_names_that_differ_follow_every_write() {
    let mut room = named(&["Bank of Ulm", "Café Müller", "Volvo", "Ulmer Bank", "Ford"]);
    assert_eq!(found(&room, "name:bank", false).0, [0, 3]);
    let record = json!({"customerName": "Zur Bank", "customerNumber": "9"});
    room.put(2, Some(Customer::from_value(record).unwrap()));
    assert_eq!(found(&room, "name:bank", false).0, [0, 3, 2]);
    assert_eq!(found(&room, "name:muller", false).0, [1]);
    assert_eq!(found(&room, "name:=ford", false).0, [4]);
}

#[test]
fn an_abandoned_search_says_nothing() {
    let room = named(&["Bank"]);
    let cancel = Cancel::default();
    cancel.abandon();
    let query = room.read("bank").unwrap();
    let found = room.lookup.find(
        &room.mirror,
        &room.order,
        &Search::default(),
        &query,
        &cancel,
    );
    assert!(found.unwrap().is_none());
}
