//! Owns counting what the server does, and saying it as Prometheus reads it: requests by action and result, how
//! long they took, connections.
//! Must not hold anything of a request but names out of fixed lists: no key, no customer, no address.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// What was asked for, in words that are a few and known beforehand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Asked {
    pub app: &'static str,
    pub action: &'static str,
}

/// Upper ends in microseconds, as they are written in seconds.
const STEPS: [(u64, &str); 12] = [
    (1_000, "0.001"),
    (2_500, "0.0025"),
    (5_000, "0.005"),
    (10_000, "0.01"),
    (25_000, "0.025"),
    (50_000, "0.05"),
    (100_000, "0.1"),
    (250_000, "0.25"),
    (500_000, "0.5"),
    (1_000_000, "1"),
    (5_000_000, "5"),
    (30_000_000, "30"),
];

#[derive(Default)]
pub struct Meter {
    requests: Mutex<BTreeMap<Asked, Row>>,
    accepted: AtomicU64,
    ended: AtomicU64,
}

#[derive(Default)]
struct Row {
    results: BTreeMap<&'static str, u64>,
    steps: [u64; STEPS.len()],
    count: u64,
    took: Duration,
}

/// A connection that is counted as open until this goes.
pub struct Open<'a>(&'a Meter);

impl Drop for Open<'_> {
    fn drop(&mut self) {
        self.0.ended.fetch_add(1, Ordering::Relaxed);
    }
}

impl Meter {
    pub fn opened(&self) -> Open<'_> {
        self.accepted.fetch_add(1, Ordering::Relaxed);
        Open(self)
    }

    pub fn answered(&self, asked: Asked, result: &'static str, took: Duration) {
        let mut requests = self.requests.lock().unwrap_or_else(PoisonError::into_inner);
        let row = requests.entry(asked).or_default();
        *row.results.entry(result).or_default() += 1;
        row.count += 1;
        row.took += took;
        let micros = took.as_micros();
        if let Some(at) = STEPS.iter().position(|(end, _)| micros <= u128::from(*end)) {
            row.steps[at] += 1;
        }
    }

    /// All of it in Prometheus' text format.
    pub fn text(&self) -> String {
        let mut out = String::with_capacity(4096);
        // Ended first: what ends in between is not open less than nothing.
        let ended = self.ended.load(Ordering::Relaxed);
        let accepted = self.accepted.load(Ordering::Relaxed);
        let open = accepted.saturating_sub(ended);
        head(
            &mut out,
            "rolo_connections_open",
            "gauge",
            "Connections that are open.",
        );
        line(&mut out, format_args!("rolo_connections_open {open}"));
        head(
            &mut out,
            "rolo_connections_total",
            "counter",
            "Connections that were accepted.",
        );
        line(&mut out, format_args!("rolo_connections_total {accepted}"));
        let requests = self.requests.lock().unwrap_or_else(PoisonError::into_inner);
        head(
            &mut out,
            "rolo_requests_total",
            "counter",
            "Requests that were answered, by action and result.",
        );
        for (asked, row) in requests.iter() {
            for (result, count) in &row.results {
                let labels = labels(*asked);
                line(
                    &mut out,
                    format_args!("rolo_requests_total{{{labels},result=\"{result}\"}} {count}"),
                );
            }
        }
        head(
            &mut out,
            "rolo_request_seconds",
            "histogram",
            "How long answers took, by action.",
        );
        for (asked, row) in requests.iter() {
            spans(&mut out, &labels(*asked), row);
        }
        out
    }
}

fn spans(out: &mut String, labels: &str, row: &Row) {
    let mut sum = 0;
    for ((_, end), count) in STEPS.iter().zip(row.steps) {
        sum += count;
        line(
            out,
            format_args!("rolo_request_seconds_bucket{{{labels},le=\"{end}\"}} {sum}"),
        );
    }
    let (count, took) = (row.count, row.took.as_secs_f64());
    line(
        out,
        format_args!("rolo_request_seconds_bucket{{{labels},le=\"+Inf\"}} {count}"),
    );
    line(
        out,
        format_args!("rolo_request_seconds_sum{{{labels}}} {took}"),
    );
    line(
        out,
        format_args!("rolo_request_seconds_count{{{labels}}} {count}"),
    );
}

fn labels(asked: Asked) -> String {
    format!("app=\"{}\",action=\"{}\"", asked.app, asked.action)
}

fn head(out: &mut String, name: &str, kind: &str, what: &str) {
    line(out, format_args!("# HELP {name} {what}"));
    line(out, format_args!("# TYPE {name} {kind}"));
}

fn line(out: &mut String, text: std::fmt::Arguments<'_>) {
    // A String takes everything.
    let _ = out.write_fmt(text);
    out.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIST: Asked = Asked {
        app: "customers",
        action: "getAll",
    };

    #[test]
    fn requests_are_counted_by_what_came_of_them_and_how_long_they_took() {
        let meter = Meter::default();
        for (result, millis) in [("OK", 1), ("OK", 3), ("KEYS", 400), ("OK", 60_000)] {
            meter.answered(LIST, result, Duration::from_millis(millis));
        }
        let text = meter.text();
        let labels = "app=\"customers\",action=\"getAll\"";
        for line in [
            format!("rolo_requests_total{{{labels},result=\"OK\"}} 3"),
            format!("rolo_requests_total{{{labels},result=\"KEYS\"}} 1"),
            format!("rolo_request_seconds_bucket{{{labels},le=\"0.001\"}} 1"),
            format!("rolo_request_seconds_bucket{{{labels},le=\"0.005\"}} 2"),
            format!("rolo_request_seconds_bucket{{{labels},le=\"30\"}} 3"),
            format!("rolo_request_seconds_bucket{{{labels},le=\"+Inf\"}} 4"),
            format!("rolo_request_seconds_sum{{{labels}}} 60.404"),
            format!("rolo_request_seconds_count{{{labels}}} 4"),
        ] {
            assert!(text.lines().any(|found| found == line), "{line} in\n{text}");
        }
    }

    #[test]
    fn a_connection_is_open_until_it_ends() {
        let meter = Meter::default();
        let first = meter.opened();
        let second = meter.opened();
        drop(first);
        let text = meter.text();
        assert!(text.contains("\nrolo_connections_open 1\n"), "{text}");
        assert!(text.contains("\nrolo_connections_total 2\n"), "{text}");
        drop(second);
        assert!(meter.text().contains("\nrolo_connections_open 0\n"));
    }
}
