//! Owns the pace of requests: the cloud is asked at most once a second in bulk work; and the count of them.
//! Must not know what is asked.

use std::collections::VecDeque;
use std::sync::{MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Mutex;
use tokio::time::Instant;

/// The cloud's limits are not published; once a second is what its users have found to work.
const GAP: Duration = Duration::from_secs(1);

/// Lets one request through at a time, a gap apart.
#[derive(Debug, Default)]
pub struct Pace {
    gap: Option<Duration>,
    last: Mutex<Option<Instant>>,
}

impl Pace {
    /// The pace for a host: none for loopback and servers of one's own.
    pub fn for_host(host: &str) -> Pace {
        let host = host.trim_end_matches('.').to_ascii_lowercase();
        let cloud = host == "apptivo.com" || host.ends_with(".apptivo.com");
        Pace {
            gap: cloud.then_some(GAP),
            last: Mutex::new(None),
        }
    }

    /// Waits until the next request may go.
    pub async fn turn(&self) {
        let Some(gap) = self.gap else { return };
        // Held while waiting: those behind wait for their own gap after this one.
        let mut last = self.last.lock().await;
        if let Some(last) = *last {
            tokio::time::sleep_until(last + gap).await;
        }
        *last = Some(Instant::now());
    }
}

/// Counts requests, second by second, for as long as a minute.
#[derive(Debug, Default)]
pub struct Calls {
    seconds: std::sync::Mutex<VecDeque<(Instant, usize)>>,
}

impl Calls {
    pub fn count(&self) {
        let now = Instant::now();
        let mut seconds = self.seconds();
        match seconds.back_mut() {
            Some((since, count)) if now.duration_since(*since) < SECOND => *count += 1,
            _ => seconds.push_back((now, 1)),
        }
        forget_old(&mut seconds, now);
    }

    pub fn in_the_last_minute(&self) -> usize {
        let mut seconds = self.seconds();
        forget_old(&mut seconds, Instant::now());
        seconds.iter().map(|(_, count)| count).sum()
    }

    fn seconds(&self) -> MutexGuard<'_, VecDeque<(Instant, usize)>> {
        self.seconds.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

const SECOND: Duration = Duration::from_secs(1);
const MINUTE: Duration = Duration::from_secs(60);

fn forget_old(seconds: &mut VecDeque<(Instant, usize)>, now: Instant) {
    while seconds
        .front()
        .is_some_and(|(since, _)| now.duration_since(*since) >= MINUTE)
    {
        seconds.pop_front();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn the_calls_of_a_minute_are_counted_and_older_ones_forgotten() {
        let calls = Calls::default();
        for _ in 0..90 {
            calls.count();
            tokio::time::advance(SECOND).await;
        }
        assert_eq!(calls.in_the_last_minute(), 59);
        tokio::time::advance(MINUTE).await;
        assert_eq!(calls.in_the_last_minute(), 0);
    }

    #[tokio::test]
    async fn only_the_cloud_is_asked_slowly() {
        for own in ["127.0.0.1", "rolo.example", "notapptivo.com"] {
            let pace = Pace::for_host(own);
            assert_eq!(pace.gap, None, "{own}");
            pace.turn().await;
        }
        for cloud in ["api.apptivo.com", "API2.Apptivo.com.", "apptivo.com"] {
            assert_eq!(Pace::for_host(cloud).gap, Some(GAP), "{cloud}");
        }
    }

    #[tokio::test]
    async fn turns_are_a_gap_apart() {
        let pace = Pace {
            gap: Some(Duration::from_millis(20)),
            last: Mutex::new(None),
        };
        let start = Instant::now();
        for _ in 0..3 {
            pace.turn().await;
        }
        assert!(start.elapsed() >= Duration::from_millis(40));
    }
}
