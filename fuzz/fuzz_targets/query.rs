//! Looks for a text that the query parser cannot take: `cargo +nightly fuzz run query -- -max_total_time=600`.
//! Whatever is read must print as a text that reads the same, and every reader must take it.

#![no_main]

use std::sync::LazyLock;

use jiff::civil::date;
use libfuzzer_sys::fuzz_target;
use rolo::customer::{Catalog, Customer, Fields};
use rolo::query::{Context, Query, complete, explain, sql, wire};

static CATALOG: LazyLock<Catalog> = LazyLock::new(|| {
    let config = include_str!("../../assets/catalog.json");
    Catalog::parse(&serde_json::from_str(config).expect("the sample catalog is JSON"))
});
static FIELDS: LazyLock<Fields> = LazyLock::new(|| Fields::with_catalog(&CATALOG));

fuzz_target!(|text: &str| {
    let context = Context {
        fields: &FIELDS,
        catalog: &CATALOG,
        today: date(2024, 2, 29),
    };
    for one in complete(text, text.len() / 2, &context) {
        assert!(text.get(one.at).is_some());
    }
    match Query::parse(text, &context) {
        Ok(query) => {
            let printed = query.to_string();
            assert_eq!(
                Query::parse(&printed, &context).as_ref(),
                Ok(&query),
                "{printed}"
            );
            let _ = explain(&query);
            let _ = sql::of(&query);
            let _ = wire::of(&query, &CATALOG);
            let _ = query.matches(&Customer::new(), text);
        }
        Err(error) => assert!(text.get(error.at).is_some()),
    }
});
