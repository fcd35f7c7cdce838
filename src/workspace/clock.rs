//! Owns what time it is for tries that come later: the wall's clock, which never goes back here, and which
//! runs ahead where the time of the runtime does.
//! Must not wait for anything.

use std::time::Duration;

use jiff::Timestamp;
use tokio::time::Instant;

/// A clock of milliseconds since 1970.
pub struct Clock {
    wall: i64,
    start: Instant,
}

impl Default for Clock {
    fn default() -> Clock {
        Clock {
            wall: Timestamp::now().as_millisecond(),
            start: Instant::now(),
        }
    }
}

impl Clock {
    pub fn now(&self) -> i64 {
        let since = milliseconds(self.start.elapsed());
        Timestamp::now()
            .as_millisecond()
            .max(self.wall.saturating_add(since))
    }

    /// How long it is until a moment; nothing where it has passed.
    pub fn until(&self, moment: i64) -> Duration {
        let left = moment.saturating_sub(self.now());
        Duration::from_millis(u64::try_from(left).unwrap_or(0))
    }
}

pub fn milliseconds(time: Duration) -> i64 {
    i64::try_from(time.as_millis()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn it_follows_the_runtime_ahead_of_the_wall() {
        let clock = Clock::default();
        let due = clock.now() + 60_000;
        assert!(clock.until(due) > Duration::from_secs(50));
        tokio::time::sleep(Duration::from_secs(61)).await;
        assert_eq!(clock.until(due), Duration::ZERO);
    }
}
