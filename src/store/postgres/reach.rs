//! Owns whether the database is in reach: waited for while it may only be starting again, and known to be away
//! once it has been waited for in vain, so that nobody else waits.
//! Must not connect.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// How long a database that does not answer may be starting again.
const GRACE: Duration = Duration::from_secs(5);
/// How often one that is away is looked for, by whoever asks then.
const LOOK: Duration = Duration::from_secs(1);

/// Clones are one.
#[derive(Clone, Default)]
pub(super) struct Reach(Arc<Mutex<State>>);

#[derive(Clone, Copy, Debug, Default)]
enum State {
    #[default]
    There,
    /// Every try has failed since then.
    Missed {
        since: Instant,
        last: Instant,
    },
    Away {
        looked: Instant,
    },
}

impl Reach {
    pub fn is_away(&self) -> bool {
        matches!(*self.state(), State::Away { .. })
    }

    /// Whether to try at all. Of those who ask while it is away, one looks.
    pub fn may_try(&self, now: Instant) -> bool {
        let mut state = self.state();
        match &mut *state {
            State::Away { looked } if now < *looked + LOOK => false,
            State::Away { looked } => {
                *looked = now;
                true
            }
            _ => true,
        }
    }

    pub fn reached(&self) {
        *self.state() = State::There;
    }

    /// A try that has begun then was in vain.
    pub fn missed(&self, begun: Instant, now: Instant) {
        let mut state = self.state();
        let since = match *state {
            // What was missed long ago says nothing about now.
            State::Missed { since, last } if begun <= last + GRACE => since,
            State::There | State::Missed { .. } => begun,
            State::Away { .. } => {
                *state = State::Away { looked: now };
                return;
            }
        };
        *state = match now >= since + GRACE {
            true => State::Away { looked: now },
            false => State::Missed { since, last: now },
        };
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAUSE: Duration = Duration::from_millis(50);

    #[test]
    fn it_is_away_when_it_was_waited_for_in_vain_and_one_looks_for_it_then() {
        let (reach, begin) = (Reach::default(), Instant::now());
        let mut now = begin;
        while now < begin + GRACE {
            assert!(reach.may_try(now) && !reach.is_away());
            reach.missed(now, now);
            now += PAUSE;
        }
        reach.missed(now, now);
        assert!(reach.is_away());
        assert!(!reach.may_try(now + PAUSE));
        assert!(reach.may_try(now + LOOK), "one looks");
        assert!(!reach.may_try(now + LOOK + PAUSE), "and nobody with it");
        reach.missed(now + LOOK, now + LOOK + PAUSE);
        assert!(reach.is_away());
        reach.reached();
        assert!(!reach.is_away() && reach.may_try(now));
    }

    #[test]
    fn a_try_that_takes_all_the_time_is_waiting_too() {
        let (reach, begin) = (Reach::default(), Instant::now());
        reach.missed(begin, begin + GRACE);
        assert!(reach.is_away());
    }

    #[test]
    fn what_was_missed_once_and_long_ago_is_forgotten() {
        let (reach, begin) = (Reach::default(), Instant::now());
        reach.missed(begin, begin);
        let later = begin + GRACE * 10;
        reach.missed(later, later);
        assert!(!reach.is_away());
        reach.missed(later + GRACE, later + GRACE);
        assert!(reach.is_away());
    }
}
