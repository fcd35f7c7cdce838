//! Owns how figures are told: the median of some rounds, a line for each thing that was measured.
//! Must not measure.

use super::client::Measured;

/// One thing, measured some times.
#[derive(Default)]
pub struct Row {
    rounds: Vec<Measured>,
    /// Seconds of processor time that the server took in all rounds.
    processor: f64,
}

impl Row {
    pub fn add(&mut self, measured: Measured, processor: f64) {
        self.rounds.push(measured);
        self.processor += processor;
    }

    fn median(&self, of: impl Fn(&Measured) -> f64) -> f64 {
        let mut all: Vec<f64> = self.rounds.iter().map(of).collect();
        all.sort_unstable_by(f64::total_cmp);
        all.get(all.len() / 2).copied().unwrap_or(f64::NAN)
    }

    pub fn per_second(&self) -> f64 {
        self.median(Measured::per_second)
    }

    pub fn p50(&self) -> f64 {
        self.median(|round| round.quantile(0.5))
    }

    pub fn p99(&self) -> f64 {
        self.median(|round| round.quantile(0.99))
    }

    pub fn tell(&self, what: &str) {
        let asked: usize = self.rounds.iter().map(|round| round.times.len()).sum();
        let bytes: usize = self.rounds.iter().map(|round| round.bytes).sum();
        let each = |sum: f64| sum / asked.max(1) as f64;
        println!(
            "| {what} | {:.0} | {:.2} | {:.2} | {:.2} | {:.0} |",
            self.per_second(),
            self.p50(),
            self.p99(),
            each(self.processor * 1_000.0),
            each(bytes as f64 / 1024.0),
        );
    }
}

pub fn head(what: &str) {
    println!("\n{what}; load {}\n", machine_load());
    println!(
        "| | requests a second | p50, ms | p99, ms | server's processor, ms each | KiB each |"
    );
    println!("| --- | --- | --- | --- | --- | --- |");
}

/// How many programs want a processor, as the system tells it.
fn machine_load() -> String {
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    load.split(' ').next().unwrap_or("unknown").to_owned()
}
