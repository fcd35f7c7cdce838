//! Owns how long something long will take still, told by how long its first part took.
//! Must not know what it is.

use std::time::{Duration, Instant};

/// Earlier than this nobody can tell.
const EARLY: Duration = Duration::from_secs(2);

#[derive(Clone, Copy, Debug)]
pub struct Pace {
    begun: Instant,
}

impl Pace {
    /// It begins now.
    pub fn new() -> Pace {
        Pace {
            begun: Instant::now(),
        }
    }

    /// How long the rest will take.
    pub fn left(self, done: usize, of: usize) -> Option<Duration> {
        left(self.begun.elapsed(), done, of)
    }
}

fn left(taken: Duration, done: usize, of: usize) -> Option<Duration> {
    let rest = of.checked_sub(done)?;
    if taken < EARLY || done == 0 {
        return None;
    }
    let left = taken.as_secs_f64() * rest as f64 / done as f64;
    Duration::try_from_secs_f64(left).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rest_takes_as_long_as_its_share() {
        let seconds = Duration::from_secs;
        assert_eq!(left(seconds(10), 25, 100), Some(seconds(30)));
        assert_eq!(left(seconds(10), 100, 100), Some(seconds(0)));
        assert_eq!(left(seconds(1), 50, 100), None, "too early to tell");
        assert_eq!(left(seconds(10), 0, 100), None);
        assert_eq!(left(seconds(10), 101, 100), None);
    }
}
