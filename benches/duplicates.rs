//! Measures finding twins. How good it is: on persons whose twins are known (the FEBRL files that
//! `ROLO_BENCH_FEBRL` names, several with `:` between them), and on companies none of which are one (the CSV
//! file that `ROLO_BENCH_CSV` names, its columns `legal_name` and `country`). How quick it is: on
//! `ROLO_BENCH_COUNT` made-up customers (100,000 by itself), one in twenty of them written twice, in a
//! workspace on the disk. `cargo bench --bench duplicates`.

#[expect(
    dead_code,
    reason = "of the shared customers only the names are used here"
)]
mod data;
mod twins;

use std::path::Path;
use std::time::{Duration, Instant};

use rolo::customer::Customer;
use rolo::store::customers as table;
use rolo::workspace::duplicates::{Dealer, Deck, LIKELY, Pair};
use rolo::workspace::{CUSTOMERS_FILE, Remote, Spec, Workspace};
use serde_json::json;

use twins::{labelled, made_up};

type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), Failure> {
    println!(
        "{:<28} {:>9} {:>7} {:>9} {:>7} {:>7}",
        "pairs with 0.5 or more", "customers", "pairs", "precision", "recall", "F1"
    );
    persons()?;
    companies()?;
    let count = std::env::var("ROLO_BENCH_COUNT").ok();
    let count = count.map_or(Ok(100_000), |count| count.parse())?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    runtime.block_on(speed(count))
}

fn persons() -> Result<(), Failure> {
    let Some(files) = std::env::var_os("ROLO_BENCH_FEBRL") else {
        println!("SKIPPED: persons (ROLO_BENCH_FEBRL names no file)");
        return Ok(());
    };
    for file in std::env::split_paths(&files) {
        let all = labelled::persons(&file)?;
        let is_right = |pair: &Pair| all[place(pair.ids.0)].0 == all[place(pair.ids.1)].0;
        let pairs = likely(&deal(all.iter().map(|(_, record)| record)))?;
        let right = pairs.iter().filter(|pair| is_right(pair)).count();
        told(
            &named(&file),
            all.len(),
            pairs.len(),
            right,
            labelled::twins(&all),
        );
    }
    Ok(())
}

fn companies() -> Result<(), Failure> {
    let Some(file) = std::env::var_os("ROLO_BENCH_CSV") else {
        println!("SKIPPED: companies (ROLO_BENCH_CSV names no file)");
        return Ok(());
    };
    let file = Path::new(&file);
    let all = labelled::companies(file)?;
    let pairs = likely(&deal(all.iter()))?.len();
    println!(
        "{:<28} {:>9} {pairs:>7}   all of them false: {:.2} in 1,000 customers",
        named(file),
        all.len(),
        pairs as f64 * 1_000.0 / all.len() as f64
    );
    Ok(())
}

fn named(file: &Path) -> String {
    file.file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default()
}

fn place(id: i64) -> usize {
    usize::try_from(id).unwrap_or_default()
}

fn deal<'a>(records: impl Iterator<Item = &'a Customer>) -> Deck {
    let mut dealer = Dealer::default();
    for (id, record) in (0..).zip(records) {
        dealer.add(id, record);
    }
    dealer.deal()
}

fn likely(deck: &Deck) -> Result<Vec<Pair>, Failure> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    Ok(deck
        .pairs(LIKELY, threads)
        .ok_or("a thread came to a sudden end")?)
}

fn told(what: &str, customers: usize, pairs: usize, right: usize, twins: usize) {
    let (precision, recall) = (right as f64 / pairs as f64, right as f64 / twins as f64);
    let f1 = 2.0 * precision * recall / (precision + recall);
    println!("{what:<28} {customers:>9} {pairs:>7} {precision:>9.4} {recall:>7.4} {f1:>7.4}");
}

async fn speed(count: usize) -> Result<(), Failure> {
    let folder = tempfile::tempdir()?;
    let names = data::names(count - count / (made_up::AGAIN + 1))?;
    let firms = fill(&folder.path().join(CUSTOMERS_FILE), &names)?;
    let workspace = Workspace::open(Spec {
        name: "bench".to_owned(),
        folder: folder.path().to_owned(),
        remote: Remote::Local { sample: false },
    })
    .await?;
    let start = Instant::now();
    let pairs = workspace.duplicates(LIKELY).await?;
    let took = start.elapsed();
    let is_right = |pair: &&Pair| firms[place(pair.ids.0)] == firms[place(pair.ids.1)];
    let right = pairs.iter().filter(is_right).count();
    told(
        "made up",
        firms.len(),
        pairs.len(),
        right,
        firms.len() - names.len(),
    );
    println!(
        "all pairs of {} customers: {:.1} s",
        firms.len(),
        took.as_secs_f64()
    );
    if let Some(memory) = most_memory() {
        println!("memory at most: {memory}");
    }
    letters(&workspace, &names).await
}

/// Writes the customers down, and says of which firm each is.
fn fill(path: &Path, names: &[String]) -> Result<Vec<usize>, Failure> {
    let mut db = table::open(path)?;
    let write = db.transaction()?;
    let mut firms = Vec::new();
    for (firm, mut record) in made_up::customers(names) {
        record.set("customerId", json!(firms.len()));
        firms.push(firm);
        table::put(&write, &record)?;
    }
    write.commit()?;
    Ok(firms)
}

/// The most memory that this process ever had, where the system says so.
fn most_memory() -> Option<String> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    Some(line.trim_start_matches("VmHWM:").trim().to_owned())
}

/// Types names of customers that are there, letter by letter.
async fn letters(workspace: &Workspace, names: &[String]) -> Result<(), Failure> {
    const NAMES: usize = 20;
    let mut times: Vec<Duration> = Vec::new();
    let mut first = None;
    for name in names.iter().step_by((names.len() / NAMES).max(1)) {
        let mut typed = String::new();
        for letter in name.chars() {
            typed.push(letter);
            let mut record = Customer::new();
            record.set("customerName", json!(typed));
            let start = Instant::now();
            workspace.twins_of(&record).await?;
            match first {
                None => first = Some(start.elapsed()),
                Some(_) => times.push(start.elapsed()),
            }
        }
    }
    times.sort_unstable();
    let millis = |time: Option<&Duration>| time.map_or(0.0, |time| time.as_secs_f64() * 1_000.0);
    println!(
        "twins of a name as it is typed: the first letter {:.0} ms, then median {:.2} ms, slowest {:.2} ms",
        millis(first.as_ref()),
        millis(times.get(times.len() / 2)),
        millis(times.last())
    );
    Ok(())
}
