//! Makes a data folder whose local workspace holds so many customers, for measuring on:
//! `cargo run --release --example fill -- FOLDER 100000`, then `ROLO_DATA_DIR=FOLDER rolo`.
//! Must not measure.

use std::path::Path;

#[path = "../benches/data/mod.rs"]
mod data;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut given = std::env::args().skip(1);
    let (Some(folder), Some(count)) = (given.next(), given.next()) else {
        return Err("usage: fill FOLDER COUNT".into());
    };
    let folder = Path::new(&folder).join("workspaces").join("local");
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    runtime.block_on(data::fill(&folder, count.parse()?))
}
