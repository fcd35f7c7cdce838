//! Owns how long work will take still, by how fast it has gone so far.
//! Must not know what the work is.

use std::time::{Duration, Instant};

use crate::app::intake::Going;

/// Before this nothing can be told by what is done.
const AT_LEAST: Duration = Duration::from_secs(1);

/// When the work began.
pub struct Pace(Instant);

impl Default for Pace {
    fn default() -> Pace {
        Pace(Instant::now())
    }
}

impl Pace {
    pub fn going(&self, done: usize, of: usize) -> Going {
        Going {
            done,
            of,
            left: left(self.0.elapsed(), done, of),
        }
    }
}

fn left(taken: Duration, done: usize, of: usize) -> Option<Duration> {
    if done == 0 || taken < AT_LEAST {
        return None;
    }
    let rest = of.saturating_sub(done) as f64 / done as f64;
    Duration::try_from_secs_f64(taken.as_secs_f64() * rest).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_takes_as_long_as_what_was_done() {
        let seconds = Duration::from_secs;
        assert_eq!(left(seconds(10), 250, 1_000), Some(seconds(30)));
        assert_eq!(left(seconds(10), 1_000, 1_000), Some(seconds(0)));
        assert_eq!(left(seconds(10), 0, 1_000), None, "nothing to go by");
        assert_eq!(left(Duration::from_millis(5), 900, 1_000), None, "too soon");
        // A set that turns out longer than it was counted has nothing left.
        assert_eq!(left(seconds(10), 5, 3), Some(seconds(0)));
    }
}
