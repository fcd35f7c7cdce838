//! Makes a data folder whose local workspace holds so many customers, for measuring on:
//! `cargo run --release --example fill -- FOLDER 100000`, then `ROLO_DATA_DIR=FOLDER rolo`.
//! Must not measure.

use std::path::Path;

use rolo::customer::Catalog;
use rolo::store::{By, Order, Sqlite, Store, customers};
use rolo::workspace::{self, CUSTOMERS_FILE};

#[path = "../benches/data/mod.rs"]
mod data;

/// Records written in one transaction.
const BATCH: usize = 5_000;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut given = std::env::args().skip(1);
    let (Some(folder), Some(count)) = (given.next(), given.next()) else {
        return Err("usage: fill FOLDER COUNT".into());
    };
    let folder = Path::new(&folder).join("workspaces").join("local");
    std::fs::create_dir_all(&folder)?;
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    runtime.block_on(fill(&folder.join(CUSTOMERS_FILE), count.parse()?))
}

async fn fill(file: &Path, count: usize) -> Result<(), Box<dyn std::error::Error>> {
    let order = Order::of(&Catalog::parse(&workspace::default_catalog()));
    let store = Sqlite::open(file, order)?;
    let by = By {
        id: 1,
        name: "fill".to_owned(),
        at: "2024-01-01 00:00:00".to_owned(),
    };
    let mut customers = data::customers(count)?;
    loop {
        let batch: Vec<_> = customers.by_ref().take(BATCH).collect();
        if batch.is_empty() {
            break;
        }
        store.insert_many(batch, by.clone()).await?;
    }
    drop(store);
    // A log that waits to be written back would be measured too.
    let db = customers::open(file)?;
    db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    Ok(())
}
