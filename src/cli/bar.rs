//! Owns the line on stderr that says how far something is. Where stderr is no terminal there is none.

use std::io::{IsTerminal, Write};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use crate::customer::show::grouped;

/// Quicker than this nobody reads.
const PAUSE: Duration = Duration::from_millis(100);
const WIDTH: usize = 24;

/// A bar, drawn over itself.
pub struct Bar {
    what: &'static str,
    of: usize,
    begun: Instant,
    drawn: Mutex<Option<Instant>>,
    shown: bool,
}

impl Bar {
    pub fn new(what: &'static str, of: usize) -> Bar {
        Bar {
            what,
            of,
            begun: Instant::now(),
            drawn: Mutex::new(None),
            shown: std::io::stderr().is_terminal() && of > 0,
        }
    }

    /// So many are done.
    pub fn at(&self, done: usize) {
        let Ok(mut drawn) = self.drawn.lock() else {
            return;
        };
        let is_soon = drawn.is_some_and(|last| last.elapsed() < PAUSE) && done < self.of;
        if !self.shown || is_soon {
            return;
        }
        *drawn = Some(Instant::now());
        let line = line(self.what, done, self.of, self.begun.elapsed());
        // Where nobody can look there is nobody to tell.
        let _ = write!(std::io::stderr(), "\r{line}\x1b[K");
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        let drawn = self.drawn.lock().is_ok_and(|drawn| drawn.is_some());
        if drawn {
            let _ = write!(std::io::stderr(), "\r\x1b[K");
        }
    }
}

fn line(what: &str, done: usize, of: usize, taken: Duration) -> String {
    let done = done.min(of);
    let full = WIDTH * done / of.max(1);
    let rate = done as f64 / taken.as_secs_f64().max(0.001);
    let left = match done {
        0 => String::new(),
        _ => format!(", {:.0} s left", (of - done) as f64 / rate.max(0.001)),
    };
    format!(
        "{what} [{}{}] {} of {}, {}/s{left}",
        "█".repeat(full),
        "·".repeat(WIDTH - full),
        grouped(&done.to_string()),
        grouped(&of.to_string()),
        grouped(&format!("{rate:.0}")),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_says_how_far_it_is_and_how_long_it_takes() {
        assert_eq!(
            line("reading", 1_500, 3_000, Duration::from_secs(3)),
            "reading [████████████············] 1,500 of 3,000, 500/s, 3 s left"
        );
        assert!(line("x", 0, 5, Duration::ZERO).contains("0 of 5"));
        assert!(line("x", 9, 5, Duration::ZERO).contains("5 of 5"));
    }
}
