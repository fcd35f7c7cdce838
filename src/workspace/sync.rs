//! Owns keeping a remote workspace's mirror true: when the server is asked, how long to wait after a
//! failure, and saying how far it is. An empty, short or failed answer never takes anything out.
//! Must not know how a server is asked: that is `moved`'s and `cloud`'s.

use std::time::Duration;

use backon::{BackoffBuilder, ExponentialBackoff, ExponentialBuilder};

use crate::apptivo::ApiError;
use crate::customer::CustomerId;

use super::arrive::Arrival;
use super::{Progress, Workspace, WorkspaceError};

/// How often a server of our own kind is asked: the answer that nothing moved costs it next to nothing.
const SOON: Duration = Duration::from_secs(2);
/// How often another one is asked, whose limits are not known: two calls a minute.
const GENTLY: Duration = Duration::from_secs(30);
/// How often such a server is walked over whole, a page each time it is asked.
const SWEEP: i64 = 6 * 60 * 60;
/// How often the one record is fetched that somebody works on.
const WATCHED: Duration = Duration::from_secs(10);
/// The longest wait after failures.
const LONGEST: Duration = Duration::from_secs(120);

impl Workspace {
    /// Fetches what moved since the last time, all of it the first time, saying how far it is. A local
    /// workspace is fresh at once.
    pub async fn sync(&self, progress: impl Fn(Progress) + Send) -> Result<(), WorkspaceError> {
        match self.ask_once(&progress).await {
            Ok(_) => {
                progress(Progress::Fresh);
                Ok(())
            }
            Err(error) => {
                progress(Progress::Stale(error.to_string()));
                Err(error)
            }
        }
    }

    /// Keeps the mirror true for ever: `sync`, and then again and again what moved. Says how far it is
    /// whenever that changes.
    pub async fn follow(&self, progress: impl Fn(Progress) + Send) {
        if self.inner.is_local() {
            progress(Progress::Fresh);
            return std::future::pending().await;
        }
        let mut trouble: Option<ExponentialBackoff> = None;
        let mut said_fresh = false;
        loop {
            let wait = match self.ask_and_walk(&progress).await {
                Ok(wait) => {
                    trouble = None;
                    if !std::mem::replace(&mut said_fresh, true) {
                        progress(Progress::Fresh);
                    }
                    wait
                }
                Err(error) => {
                    said_fresh = false;
                    progress(Progress::Stale(error.to_string()));
                    let waits = trouble.get_or_insert_with(longer_and_longer);
                    let wait = waits.next().unwrap_or(LONGEST);
                    wait.max(asked_to_wait(&error))
                }
            };
            tokio::time::sleep(wait).await;
        }
    }

    /// Keeps the record true that somebody works on, for ever. A server of our own kind tells it by itself.
    pub async fn watch_record(&self, id: CustomerId) {
        if self.inner.is_local() || id <= 0 {
            return std::future::pending().await;
        }
        let mut trouble: Option<ExponentialBackoff> = None;
        loop {
            let asked = self.inner.touched.now();
            let wait = match self.fetch_watched(id, asked).await {
                Ok(()) => {
                    trouble = None;
                    WATCHED
                }
                Err(error) => {
                    let waits = trouble.get_or_insert_with(longer_and_longer);
                    let wait = waits.next().unwrap_or(LONGEST);
                    wait.max(WATCHED).max(asked_to_wait(&error))
                }
            };
            tokio::time::sleep(wait).await;
        }
    }

    async fn fetch_watched(&self, id: CustomerId, asked: u64) -> Result<(), WorkspaceError> {
        if self.known().await?.ours {
            return Ok(());
        }
        let record = self.inner.client()?.in_bulk().get(id).await?;
        let arrival = Arrival {
            customers: vec![record],
            gone: Vec::new(),
            asked,
            sweeping: false,
            anew: false,
        };
        self.arrive(arrival).await.map(drop)
    }

    /// What moved since the last time. Whether the server tells that by itself.
    async fn ask_once(
        &self,
        progress: &(impl Fn(Progress) + Send),
    ) -> Result<bool, WorkspaceError> {
        if self.inner.is_local() {
            return Ok(true);
        }
        let _once = self.inner.following.lock().await;
        let asked = self.ask_or_fetch(progress).await;
        // However it ended: what has come stands where it belongs.
        self.put_in_order().await?;
        asked
    }

    async fn ask_or_fetch(
        &self,
        progress: &(impl Fn(Progress) + Send),
    ) -> Result<bool, WorkspaceError> {
        if self.known().await?.ours && self.ask_what_moved(progress).await? {
            return Ok(true);
        }
        self.fetch_changes(progress).await?;
        Ok(false)
    }

    /// `ask_once`, and where a walk is due a step of it. How long to wait until the next.
    async fn ask_and_walk(
        &self,
        progress: &(impl Fn(Progress) + Send),
    ) -> Result<Duration, WorkspaceError> {
        if self.ask_once(progress).await? {
            return Ok(SOON);
        }
        let _once = self.inner.following.lock().await;
        let mut course = self.course().await?;
        let now = jiff::Timestamp::now().as_second();
        if course.sweep.is_some() || now - course.swept > SWEEP {
            self.walk_on(&mut course).await?;
        }
        Ok(GENTLY)
    }
}

fn longer_and_longer() -> ExponentialBackoff {
    ExponentialBuilder::default()
        .with_min_delay(SOON)
        .with_max_delay(LONGEST)
        .without_max_times()
        .with_jitter()
        .build()
}

/// How long the server itself wants to be left alone.
fn asked_to_wait(error: &WorkspaceError) -> Duration {
    match error {
        WorkspaceError::Api(ApiError::RateLimited {
            retry_after: Some(after),
        }) => *after,
        _ => Duration::ZERO,
    }
}
