//! Owns the stores that are measured on, with the same customers in each, and the words that are searched.
//! Must not measure.

use std::path::Path;

use rolo::customer::text::fold;
use rolo::customer::{Catalog, Customer};
use rolo::store::customers::search_text;
use rolo::store::{By, Order, Store};
use rolo::workspace;

use super::{Trouble, data};

/// The data's errors stay on one thread; ours need not.
pub fn told(error: Box<dyn std::error::Error>) -> Trouble {
    error.to_string().into()
}

const BATCH: usize = 5_000;

pub fn order() -> Order {
    Order::of(&Catalog::parse(&workspace::default_catalog()))
}

/// Puts customers into a store until it has so many: one that was left half full is filled up.
pub async fn fill(store: &dyn Store, count: usize) -> Result<(), Trouble> {
    let there = store.count().await?;
    if there > 0 {
        println!("{there} customers are there already");
    }
    let by = By {
        id: 1,
        name: "fill".to_owned(),
        at: "2024-01-01 00:00:00".to_owned(),
    };
    let mut made = data::customers(count).map_err(told)?.skip(there);
    loop {
        let batch: Vec<Customer> = made.by_ref().take(BATCH).collect();
        if batch.is_empty() {
            return Ok(());
        }
        store.insert_many(batch, by.clone()).await?;
    }
}

/// The same rows as datasette serves them: the record as text, and a full-text index over what rolo searches.
pub fn fill_datasette(file: &Path, count: usize) -> Result<(), Trouble> {
    if file.exists() {
        return Ok(());
    }
    let mut db = rusqlite::Connection::open(file)?;
    db.execute_batch(
        "CREATE TABLE customers (id INTEGER PRIMARY KEY, name TEXT, search TEXT, body TEXT)",
    )?;
    let all = db.transaction()?;
    {
        let mut put =
            all.prepare("INSERT INTO customers (id, name, search, body) VALUES (?1, ?2, ?3, ?4)")?;
        for (nth, record) in data::customers(count).map_err(told)?.enumerate() {
            put.execute((
                i64::try_from(nth)? + 1,
                record.name(),
                search_text(&record),
                record.to_json(),
            ))?;
        }
    }
    all.execute_batch(
        "CREATE VIRTUAL TABLE customers_fts USING fts5(search, content=\"customers\", content_rowid=\"id\");
         INSERT INTO customers_fts (customers_fts) VALUES ('rebuild')",
    )?;
    Ok(all.commit()?)
}

/// Words that are searched.
pub struct Words {
    /// Each stands in few customers: the first words of names from everywhere.
    pub rare: Vec<String>,
    /// Each stands in very many.
    pub common: Vec<String>,
    /// One letter or two.
    pub short: Vec<String>,
}

impl Words {
    pub fn of(count: usize) -> Result<Words, Trouble> {
        let names = data::names(count).map_err(told)?;
        let step = (count / 200).max(1);
        let rare = names.iter().step_by(step).filter_map(|name| {
            let folded = fold(name);
            let word = folded.split(' ').find(|word| word.len() > 5);
            word.map(str::to_owned)
        });
        let common = [
            "com", "inc", "gmbh", "ltd", "active", "net", "united", "states", "standard",
            "account", "www", "founded", "products", "services", "market", "public", "state",
            "kingdom", "growth", "software",
        ];
        let letters = ('a'..='z').map(String::from);
        let pairs = ["a", "e", "i", "o", "u"].into_iter().flat_map(|vowel| {
            "nrstlcmdg"
                .chars()
                .flat_map(move |other| [format!("{vowel}{other}"), format!("{other}{vowel}")])
        });
        Ok(Words {
            rare: rare.collect(),
            common: common.map(str::to_owned).into(),
            short: letters.chain(pairs).collect(),
        })
    }
}
