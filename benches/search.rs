//! Measures what a keystroke in the search costs without a screen: each letter of a few texts, found as the
//! screen asks for it. `cargo bench --bench search`; `ROLO_BENCH_COUNT` customers (100,000 by itself), whose
//! names come from the CSV file that `ROLO_BENCH_CSV` names (its column `legal_name`), or those of the
//! workspace in the folder that `ROLO_BENCH_FOLDER` names.

mod data;

use std::path::PathBuf;
use std::time::{Duration, Instant};

use rolo::query::Search;
use rolo::workspace::{Remote, Spec, Workspace};

const ROUNDS: usize = 20;
const TEXTS: [&str; 8] = [
    "volkswagen",
    "bank of",
    "intern",
    "volkswgen",
    "status:active bank",
    "-status:active revenue:>1bn",
    "name:volks",
    "phone:0049",
];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let count = std::env::var("ROLO_BENCH_COUNT").ok();
    let count = count.map_or(Ok(100_000), |count| count.parse())?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    runtime.block_on(measure(count))
}

async fn measure(count: usize) -> Result<(), Box<dyn std::error::Error>> {
    let scratch = tempfile::tempdir()?;
    let filled = std::env::var_os("ROLO_BENCH_FOLDER").map(PathBuf::from);
    if filled.is_none() {
        data::fill(scratch.path(), count).await?;
    }
    let folder = filled.unwrap_or_else(|| scratch.path().to_owned());
    let open = || {
        Workspace::open(Spec {
            name: "bench".to_owned(),
            folder: folder.clone(),
            remote: Remote::Local { sample: false },
        })
    };
    let start = Instant::now();
    let workspace = open().await?;
    workspace.first(&Search::default()).await?;
    told("open, and the first rows", vec![start.elapsed()], 0);
    let start = Instant::now();
    let all = workspace.find(Search::default()).await?;
    told("the order of all", vec![start.elapsed()], all.ids.len());
    println!("{} customers", all.ids.len());
    let start = Instant::now();
    workspace.warm().await?;
    told("the roster", vec![start.elapsed()], 0);
    for typed in TEXTS {
        letters(&workspace, typed).await?;
    }
    for typed in ["volkswagen", "a"] {
        let mut times = Vec::new();
        let mut found = 0;
        for _ in 0..ROUNDS {
            let start = Instant::now();
            found = workspace.select(search(typed)).await?.len();
            times.push(start.elapsed());
        }
        told(&format!("from the file: {typed}"), times, found);
    }
    Ok(())
}

fn search(text: &str) -> Search {
    Search {
        text: text.to_owned(),
        ..Search::default()
    }
}

/// Types a text letter by letter, again and again; each letter's time counts, and stands beside it.
async fn letters(workspace: &Workspace, typed: &str) -> Result<(), Box<dyn std::error::Error>> {
    let (mut times, mut found) = (vec![Vec::new(); typed.len()], 0);
    for _ in 0..ROUNDS {
        for end in 1..=typed.len() {
            let start = Instant::now();
            found = workspace.find(search(&typed[..end])).await?.ids.len();
            times[end - 1].push(start.elapsed());
        }
    }
    let each = typed.chars().zip(&mut times).map(|(letter, times)| {
        times.sort_unstable();
        format!("{letter} {:.1}", millis(times[times.len() / 2]))
    });
    let each = each.collect::<Vec<_>>().join(", ");
    told(&format!("a letter of “{typed}”"), times.concat(), found);
    println!("    {each}");
    Ok(())
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}

fn told(what: &str, mut times: Vec<Duration>, found: usize) {
    times.sort_unstable();
    println!(
        "{what:<40} median {:>8.2} ms  slowest {:>8.2} ms  found {found}",
        millis(times[times.len() / 2]),
        millis(times[times.len() - 1])
    );
}
