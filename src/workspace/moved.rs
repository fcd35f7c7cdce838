//! Owns following a server of our own kind: it tells what moved since a place, deletions too. A mirror is
//! filled in the same way, from the beginning.
//! Must not decide when to ask.

use std::time::Duration;

use tokio::time::Instant;

use crate::apptivo::ApiError;

use super::arrive::Arrival;
use super::course::Course;
use super::{Progress, Workspace, WorkspaceError};

/// Customers asked for at once: large enough that 100,000 take a hundred calls, small enough that the
/// first page is there at once.
const PAGE: usize = 1000;
const FIRST_PAGE: usize = 100;
/// How often newcomers are brought to their places in the list while a mirror is filled.
const OFTEN: Duration = Duration::from_secs(1);

impl Workspace {
    /// Asks what moved until the server has no more to tell. False: it does not know the question.
    pub(super) async fn ask_what_moved(
        &self,
        progress: &(impl Fn(Progress) + Send),
    ) -> Result<bool, WorkspaceError> {
        let mut course = self.course().await?;
        let mut pace = Pace::begin(course.sweep.as_ref().map_or(0, |sweep| sweep.done));
        let mut ordered = Instant::now();
        loop {
            let count = if course.place.is_none() {
                FIRST_PAGE
            } else {
                PAGE
            };
            let asked = self.inner.touched.now();
            let place = course.place.clone().unwrap_or_else(|| "0".to_owned());
            let client = self.inner.client()?.in_bulk();
            let Some(page) = client.since(&place, count).await? else {
                return Ok(false);
            };
            let more = page.more;
            if more && page.cursor == place && !page.anew {
                let why = "it has more to tell, and tells the same again".to_owned();
                return Err(ApiError::Garbled(why).into());
            }
            let before = course.clone();
            if course.place.is_none() || page.anew {
                course.sweep = Some(self.begin_sweep(page.anew).await?);
                course.whole = false;
                pace = Pace::begin(0);
            }
            let came = page.customers.len() + page.gone.len();
            let arrival = Arrival {
                customers: page.customers,
                gone: page.gone,
                asked,
                sweeping: course.sweep.is_some(),
                anew: course.sweep.as_ref().is_some_and(|sweep| sweep.anew),
            };
            self.arrive(arrival).await?;
            if ordered.elapsed() > OFTEN {
                self.put_in_order().await?;
                ordered = Instant::now();
            }
            course.place = Some(page.cursor);
            if let Some(sweep) = &mut course.sweep {
                let of = sweep.done + page.left.max(came);
                sweep.done += came;
                progress(pace.filling(sweep.done, Some(of)));
            }
            if !more {
                return self.arrived(course, before).await.map(|()| true);
            }
            self.keep_course(&course).await?;
        }
    }

    /// All has come that the server had to tell.
    async fn arrived(&self, mut course: Course, before: Course) -> Result<(), WorkspaceError> {
        if let Some(sweep) = course.sweep.take() {
            let count = self.inner.client()?.page(0, 1, None).await?;
            if let Err(error) = self.end_sweep(&sweep, count.total).await {
                // The walk is asked to end once more, from this place on.
                course.sweep = Some(sweep);
                self.keep_course(&course).await?;
                return Err(error);
            }
        }
        course.whole = true;
        if course != before {
            self.keep_course(&course).await?;
        }
        Ok(())
    }
}

/// How quickly a mirror fills.
pub struct Pace {
    begun: Instant,
    done: usize,
}

impl Pace {
    /// So many had come before.
    pub fn begin(done: usize) -> Pace {
        Pace {
            begun: Instant::now(),
            done,
        }
    }

    pub fn filling(&self, done: usize, of: Option<usize>) -> Progress {
        let seconds = self.begun.elapsed().as_secs_f64();
        let rate = done.saturating_sub(self.done) as f64 / seconds;
        let rate = (rate.is_finite() && rate >= 1.0).then_some(rate);
        let rest = of.map(|of| of.saturating_sub(done) as f64);
        let left = rate.zip(rest).map(|(rate, rest)| rest / rate);
        Progress::Filling {
            done,
            of,
            rate: rate.map(|rate| rate as usize),
            left: left.and_then(|left| std::time::Duration::try_from_secs_f64(left).ok()),
        }
    }
}
