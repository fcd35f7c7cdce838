//! Owns the customers that benches measure on: as many as asked for, the same on every run. Names come
//! from the CSV file that `ROLO_BENCH_CSV` names (its column `legal_name`), or are made of syllables.
//! Must not measure.

use std::path::Path;

use rolo::customer::{Catalog, Customer};
use rolo::store::{By, Order, Sqlite, Store, customers as table};
use rolo::workspace::{self, CUSTOMERS_FILE};
use serde_json::json;

/// Records written in one transaction.
const BATCH: usize = 5_000;

/// Makes a workspace's folder with so many customers in it.
pub async fn fill(folder: &Path, count: usize) -> Result<(), Box<dyn std::error::Error>> {
    std::fs::create_dir_all(folder)?;
    let file = folder.join(CUSTOMERS_FILE);
    let order = Order::of(&Catalog::parse(&workspace::default_catalog()));
    let store = Sqlite::open(&file, order)?;
    let by = By {
        id: 1,
        name: "fill".to_owned(),
        at: "2024-01-01 00:00:00".to_owned(),
    };
    let mut made = customers(count)?;
    loop {
        let batch: Vec<_> = made.by_ref().take(BATCH).collect();
        if batch.is_empty() {
            break;
        }
        store.insert_many(batch, by.clone()).await?;
    }
    drop(store);
    // A log that waits to be written back would be measured too.
    let db = table::open(&file)?;
    db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    Ok(())
}

/// Customers in the wire's shape, one at a time: a hundred thousand in memory would measure the machine.
pub fn customers(
    count: usize,
) -> Result<impl Iterator<Item = Customer>, Box<dyn std::error::Error>> {
    let catalog = Catalog::parse(&workspace::default_catalog());
    let patterns = workspace::sample_customers(&catalog)?;
    let names = names(count)?;
    Ok(names.into_iter().enumerate().map(move |(at, name)| {
        let mut record = patterns[at % patterns.len()].clone();
        record.set("customerId", json!(at + 1));
        record.set("customerNumber", json!((at + 1).to_string()));
        record.set("customerName", json!(name));
        record
    }))
}

/// So many names; a list that is too short starts again with a number behind each.
pub fn names(count: usize) -> Result<Vec<String>, Box<dyn std::error::Error>> {
    let Ok(file) = std::env::var("ROLO_BENCH_CSV") else {
        return Ok((0..count).map(made_up).collect());
    };
    let mut reader = csv::Reader::from_path(&file)?;
    let column = reader
        .headers()?
        .iter()
        .position(|name| name == "legal_name")
        .ok_or_else(|| format!("{file} has no column legal_name"))?;
    let mut read = Vec::new();
    for row in reader.records() {
        read.push(row?.get(column).unwrap_or_default().to_owned());
    }
    if read.is_empty() {
        return Err(format!("{file} has no rows").into());
    }
    Ok((0..count)
        .map(|at| match at / read.len() {
            0 => read[at].clone(),
            round => format!("{} {}", read[at % read.len()], round + 1),
        })
        .collect())
}

/// A name that looks like one, from its number alone.
fn made_up(nth: usize) -> String {
    const SYLLABLES: [&str; 16] = [
        "ver", "lan", "tor", "mi", "ga", "sen", "bril", "ko", "dur", "es", "pal", "no", "ri",
        "hau", "zen", "quo",
    ];
    const KINDS: [&str; 8] = ["GmbH", "Ltd", "Inc.", "S.A.", "B.V.", "AG", "Oy", "K.K."];
    // Spread by a multiplier that is odd, so that neighbours do not look alike.
    let mut rest = (nth as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let mut word = || {
        let text: String = (0..3)
            .map(|_| {
                rest = rest.rotate_left(4);
                SYLLABLES[(rest & 15) as usize]
            })
            .collect();
        text[..1].to_uppercase() + &text[1..]
    };
    let (first, second) = (word(), word());
    format!("{first} {second} {}", KINDS[nth % KINDS.len()])
}
