//! Owns the pace of bulk work against a server that has an unpublished limit.

use std::time::Duration;

use tokio::sync::Mutex;
use tokio::time::Instant;

/// Lets one call start in every interval. What a person waits for does not go through here.
#[derive(Debug)]
pub struct Pace {
    every: Duration,
    next: Mutex<Option<Instant>>,
}

impl Pace {
    /// No limit: a server of our own.
    pub fn free() -> Pace {
        Pace::one_in(Duration::ZERO)
    }

    /// The cloud answers "1 s between calls" clients without complaint; faster ones meet its limiter.
    pub fn cloud() -> Pace {
        Pace::one_in(Duration::from_secs(1))
    }

    fn one_in(every: Duration) -> Pace {
        Pace {
            every,
            next: Mutex::new(None),
        }
    }

    /// Waits for this call's turn.
    pub async fn turn(&self) {
        if self.every.is_zero() {
            return;
        }
        let mut next = self.next.lock().await;
        if let Some(at) = *next {
            tokio::time::sleep_until(at).await;
        }
        *next = Some(Instant::now() + self.every);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn calls_are_an_interval_apart() {
        let pace = Pace::one_in(Duration::from_millis(30));
        let start = Instant::now();
        for _ in 0..3 {
            pace.turn().await;
        }
        assert!(start.elapsed() >= Duration::from_millis(60));
    }
}
