//! While a mirror is filled, lists that were read stay in use and every customer is in them once.

use serde_json::json;

use super::*;

struct Desk {
    mirror: Mirror,
    lookup: Lookup,
    comparing: Comparing,
    _folder: tempfile::TempDir,
}

impl Desk {
    fn new() -> Desk {
        let folder = tempfile::tempdir().unwrap();
        Desk {
            mirror: Mirror::open(&folder.path().join("customers.db")).unwrap(),
            lookup: Lookup::default(),
            comparing: Comparing::of(&crate::customer::Catalog::default()),
            _folder: folder,
        }
    }

    /// A page comes: on disk first, then made known.
    fn page(&self, names: &[(CustomerId, &str)]) -> Vec<(CustomerId, Customer, String)> {
        let page = names.iter().map(|(id, name)| {
            let record = json!({"customerId": id, "id": id.to_string(), "customerName": name});
            let record = Customer::from_value(record).unwrap();
            let put = |db: &mut rusqlite::Connection| Ok(customers::put(db, &record)?);
            self.mirror.with(put).unwrap();
            let text = customers::search_text(&record);
            (*id, record, text)
        });
        page.collect()
    }

    fn filled(&self, page: &[(CustomerId, Customer, String)]) {
        let known = page
            .iter()
            .map(|(id, record, text)| (*id, Some((record, text.as_str()))));
        self.lookup.filled(known.collect());
    }

    fn ids(&self, text: &str) -> Vec<CustomerId> {
        let (fields, catalog) = (
            crate::customer::Fields::standard(),
            crate::customer::Catalog::default(),
        );
        let context = crate::query::Context {
            fields: &fields,
            catalog: &catalog,
            today: jiff::civil::date(2026, 1, 1),
        };
        let query = Query::parse(text, &context).unwrap();
        let search = Search {
            text: text.to_owned(),
            ..Search::default()
        };
        let found = self.lookup.find(
            &self.mirror,
            &self.comparing,
            &search,
            &query,
            &Cancel::default(),
        );
        found.unwrap().unwrap().ids.to_vec()
    }
}

#[test]
fn newcomers_of_a_fill_stand_at_the_end_until_they_are_put_in_order() {
    let desk = Desk::new();
    desk.filled(&desk.page(&[(1, "Mill"), (2, "Tower")]));
    assert_eq!(desk.ids("l"), [1]);
    assert_eq!(desk.ids(""), [1, 2]);
    // Nothing but a list that is read anew knows where these belong.
    desk.filled(&desk.page(&[(3, "Alder"), (4, "Ulm"), (1, "Mill")]));
    assert_eq!(desk.ids(""), [1, 2, 3, 4]);
    assert_eq!(desk.ids("tower"), [2]);
    assert_eq!(desk.ids("alder"), [3]);
    let order = || desk.lookup.put_in_order(&desk.mirror, &desk.comparing);
    assert!(order().unwrap());
    assert_eq!(desk.ids(""), [3, 1, 2, 4]);
    assert!(!order().unwrap(), "there is nothing left to put in order");
}

#[test]
fn a_list_that_was_read_between_the_disk_and_the_word_of_it_names_nobody_twice() {
    let desk = Desk::new();
    desk.filled(&desk.page(&[(1, "Mill")]));
    assert_eq!(desk.ids("mill"), [1]);
    let page = desk.page(&[(2, "Alder")]);
    assert_eq!(desk.ids(""), [1], "nobody was told yet");
    desk.filled(&page);
    assert_eq!(desk.ids(""), [1, 2]);
    let late = desk.page(&[(3, "Beech")]);
    let other = Sort {
        descending: true,
        ..Sort::default()
    };
    let order = desk.lookup.order(&desk.mirror, &desk.comparing, &other);
    assert_eq!(order.unwrap().ids.len(), 3, "the disk has it already");
    desk.filled(&late);
    let order = desk.lookup.order(&desk.mirror, &desk.comparing, &other);
    assert_eq!(order.unwrap().ids.len(), 3);
}
