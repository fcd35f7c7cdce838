//! Measures what a keystroke in the search costs without a screen: folding what customers say, and finding
//! words in it. `cargo bench --bench search`; `ROLO_BENCH_CSV` may name a file with a column `legal_name`.

mod data;

use std::hint::black_box;
use std::time::{Duration, Instant};

use rolo::customer::date::DateFormat;
use rolo::customer::{Fields, show, text};
use rolo::query::Words;

const CUSTOMERS: usize = 100_000;
const ROUNDS: usize = 50;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let fields = Fields::standard();
    let searched: Vec<_> = fields.iter().filter(|field| field.search).collect();
    let format = DateFormat::default();
    let texts: Vec<String> = data::customers(CUSTOMERS)?
        .map(|record| {
            let values = searched
                .iter()
                .map(|field| show::edit_text(field, &record.part(field), &format));
            values
                .filter(|value| !value.is_empty())
                .collect::<Vec<_>>()
                .join(" ")
        })
        .collect();
    let bytes: usize = texts.iter().map(String::len).sum();
    println!("{CUSTOMERS} customers, {bytes} bytes of text");

    let mut folded = Vec::new();
    measure("fold all of it", 5, || {
        folded = texts
            .iter()
            .map(|text| text::fold(text))
            .collect::<Vec<_>>();
        folded.len()
    });
    for typed in [
        "a",
        "ver",
        "bank of",
        "software",
        "frankfurt active",
        "no such words",
    ] {
        let words = Words::new(typed);
        measure(&format!("find “{typed}”"), ROUNDS, || {
            folded
                .iter()
                .filter(|text| words.match_folded(text.as_bytes()))
                .count()
        });
    }
    Ok(())
}

/// Runs it so often, and prints the median, the slowest, and what it gave.
fn measure(what: &str, rounds: usize, mut run: impl FnMut() -> usize) {
    let mut times: Vec<Duration> = Vec::with_capacity(rounds);
    let mut gave = 0;
    for _ in 0..rounds {
        let start = Instant::now();
        gave = black_box(run());
        times.push(start.elapsed());
    }
    times.sort_unstable();
    let millis = |at: usize| times[at].as_secs_f64() * 1_000.0;
    println!(
        "{what:<28} median {:>9.3} ms  slowest {:>9.3} ms  gave {gave}",
        millis(rounds / 2),
        millis(rounds - 1)
    );
}
