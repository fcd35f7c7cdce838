//! Owns how fast the mirror is being filled: counted from where it began, since it may go on where another run
//! stopped.
//! Must not fill it.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Before this the figure would jump about.
const TELLING: Duration = Duration::from_millis(500);

#[derive(Debug, Default)]
pub struct Filling {
    since: Mutex<Option<(Instant, usize)>>,
}

impl Filling {
    /// Customers in a second so far, once that can be told.
    pub fn rate(&self, now: Instant, done: usize) -> Option<usize> {
        let mut since = self.since.lock().unwrap_or_else(PoisonError::into_inner);
        let (began, first) = match *since {
            // It began again from the start.
            Some((_, first)) if first > done => *since.insert((now, done)),
            Some(known) => known,
            None => *since.insert((now, done)),
        };
        let took = now.saturating_duration_since(began);
        if took < TELLING {
            return None;
        }
        let millis = usize::try_from(took.as_millis()).ok()?;
        ((done - first).saturating_mul(1000)).checked_div(millis)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rate_counts_from_where_it_went_on() {
        let filling = Filling::default();
        let start = Instant::now();
        let at = |millis| start + Duration::from_millis(millis);
        assert_eq!(filling.rate(at(0), 40_000), None);
        assert_eq!(filling.rate(at(100), 41_000), None, "too early to tell");
        assert_eq!(filling.rate(at(2_000), 50_000), Some(5_000));
        assert_eq!(filling.rate(at(3_000), 100), None, "it began again");
        assert_eq!(filling.rate(at(4_000), 1_100), Some(1_000));
    }
}
