//! Owns the pace of requests: the cloud is asked at most once a second in bulk work.
//! Must not know what is asked.

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

#[cfg(test)]
mod tests {
    use super::*;

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
