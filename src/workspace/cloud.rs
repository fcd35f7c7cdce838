//! Owns following a server that does not tell what moved, such as the cloud: the latest changes until a
//! known one is met, and a slow walk over everything for what is gone. One search there reaches no further
//! than its first ten thousand customers, so the walk goes in slices by the day of making.
//! Must not decide when to ask.

use jiff::civil::Date;
use serde_json::{Map, Value, json};

use crate::apptivo::Page;
use crate::customer::date::DateFormat;
use crate::customer::{Customer, date};
use crate::query::Sort;

use super::arrive::Arrival;
use super::course::{Course, Sweep};
use super::moved::Pace;
use super::{Progress, Workspace, WorkspaceError};

/// How far one search reaches; less in tests, which need not make so many then.
const WINDOW: usize = if cfg!(test) { 100 } else { 10_000 };
/// Customers asked for at once in a walk.
const PAGE: usize = if cfg!(test) { 30 } else { 1000 };
const FIRST_PAGE: usize = if cfg!(test) { 10 } else { 100 };
/// Few have changed since a moment ago; more come with the next questions.
const LATEST: usize = 25;
const LATER: usize = 500;

const MADE: &str = "creationDate";
const CHANGED: &str = "lastUpdateDate";

/// The orders in which a day with more customers than a search reaches is looked at: each shows another
/// part of it.
const OTHER_ORDERS: [(&str, bool); 5] = [
    (MADE, true),
    ("customerName", false),
    ("customerName", true),
    (CHANGED, false),
    (CHANGED, true),
];

impl Workspace {
    /// Fills the mirror to the end if it is not whole; then fetches what was changed lately.
    pub(super) async fn fetch_changes(
        &self,
        progress: &(impl Fn(Progress) + Send),
    ) -> Result<(), WorkspaceError> {
        let mut course = self.course().await?;
        if !course.whole {
            let mut pace = None;
            while self.walk_on(&mut course).await? {
                if let Some(sweep) = &course.sweep {
                    let pace = pace.get_or_insert_with(|| Pace::begin(sweep.done));
                    progress(pace.filling(sweep.done, sweep.of));
                }
            }
        }
        self.fetch_latest(&mut course).await
    }

    /// The latest changes, until one is met that is older than what is known.
    async fn fetch_latest(&self, course: &mut Course) -> Result<(), WorkspaceError> {
        let before = course.clone();
        let client = self.inner.client()?.in_bulk();
        let order = Sort::by(CHANGED, true);
        let (mut start, mut newest) = (0, course.mark.clone());
        loop {
            let count = if start == 0 { LATEST } else { LATER }.min(WINDOW - start);
            let asked = self.inner.touched.now();
            let page = client.page(start, count, Some(&order)).await?;
            let stamps: Vec<&str> = page.customers.iter().map(|r| r.text(CHANGED)).collect();
            let in_order = stamps.is_sorted_by(|a, b| a >= b);
            let oldest = stamps.last().map(|stamp| (*stamp).to_owned());
            let latest = stamps.iter().max().map(|stamp| (*stamp).to_owned());
            newest = newest.max(latest);
            let got = page.customers.len();
            let last = page.customers.last().and_then(Customer::id);
            let news = self.arrive(arrival(page.customers, asked, None)).await?;
            start += got;
            // Stamps count seconds: of the last known one, some may have come later.
            let is_known = last.is_some_and(|last| !news.contains(&last));
            let reached = oldest < course.mark || (is_known && oldest == course.mark);
            let reached = reached && course.mark.is_some();
            if got == 0 || reached || page.total.is_some_and(|total| start >= total) {
                break;
            }
            if !in_order || start >= WINDOW {
                // What changed cannot be reached by this way: everything is walked over.
                if course.sweep.is_none() {
                    course.sweep = Some(self.begin_sweep(false).await?);
                }
                break;
            }
        }
        course.mark = newest;
        if *course != before {
            self.keep_course(course).await?;
        }
        Ok(())
    }

    /// One step of the walk over everything, which begins if it is not under way. False: it is at its end.
    pub(super) async fn walk_on(&self, course: &mut Course) -> Result<bool, WorkspaceError> {
        let mut sweep = match course.sweep.take() {
            Some(sweep) => sweep,
            None => self.begin_walk(course).await?,
        };
        let firm = self.catalog().await?.date_format.clone();
        let count = match sweep.done {
            0 => FIRST_PAGE,
            _ => PAGE.min(WINDOW - sweep.passed.min(WINDOW)),
        };
        let from = sweep.day.as_ref().and_then(|day| day.parse().ok());
        let from = from.map(|day| firm.write(day));
        let slice = slice(from.as_deref(), None);
        let asked = self.inner.touched.now();
        let page = self
            .ask_slice(&slice, sweep.passed, count, MADE, false)
            .await?;
        if sweep.day.is_none() {
            sweep.of = page.total;
        }
        let got = page.customers.len();
        let last = page.customers.last().map(|last| last.text(MADE).to_owned());
        self.arrive(arrival(page.customers, asked, Some(&sweep)))
            .await?;
        sweep.passed += got;
        sweep.done += got;
        if got == 0 || page.total.is_some_and(|total| sweep.passed >= total) {
            return self.end_walk(course, sweep).await.map(|()| false);
        }
        if sweep.passed >= WINDOW {
            let day = last.and_then(|made| date::read(&made, &firm));
            sweep.day = match self.next_slice(day, &firm, &mut sweep).await? {
                Some(day) => Some(day.to_string()),
                None => return self.end_walk(course, sweep).await.map(|()| false),
            };
            sweep.passed = 0;
        }
        course.sweep = Some(sweep);
        self.keep_course(course).await?;
        Ok(true)
    }

    /// From which day on it goes on, where a search has shown all that it reaches and the last customer of
    /// that was made on `day`; none where there is no way on.
    async fn next_slice(
        &self,
        day: Option<Date>,
        firm: &DateFormat,
        sweep: &mut Sweep,
    ) -> Result<Option<Date>, WorkspaceError> {
        let Some(day) = day else {
            sweep.short = true;
            return Ok(None);
        };
        if Some(day.to_string()) != sweep.day {
            // The customers of this day that came already come again.
            return Ok(Some(day));
        }
        if !self.walk_day(&firm.write(day), sweep).await? {
            sweep.short = true;
        }
        Ok(day.tomorrow().ok())
    }

    async fn begin_walk(&self, course: &mut Course) -> Result<Sweep, WorkspaceError> {
        if course.mark.is_none() {
            // What changes during the walk is fetched after it, from here on.
            let client = self.inner.client()?.in_bulk();
            let latest = client.page(0, 1, Some(&Sort::by(CHANGED, true))).await?;
            course.mark = latest.customers.first().map(|r| r.text(CHANGED).to_owned());
        }
        self.begin_sweep(false).await
    }

    async fn end_walk(&self, course: &mut Course, sweep: Sweep) -> Result<(), WorkspaceError> {
        let client = self.inner.client()?.in_bulk();
        let total = client.page(0, 1, None).await?.total;
        self.end_sweep(&sweep, total).await?;
        course.whole = true;
        course.swept = jiff::Timestamp::now().as_second();
        self.keep_course(course).await
    }

    /// A day on which more customers were made than one search reaches. Whether all were seen.
    async fn walk_day(&self, day: &str, sweep: &Sweep) -> Result<bool, WorkspaceError> {
        let slice = slice(Some(day), Some(day));
        let mut total = None;
        for (nth, (field, descending)) in OTHER_ORDERS.into_iter().enumerate() {
            let mut start = 0;
            while start < WINDOW {
                let asked = self.inner.touched.now();
                let count = PAGE.min(WINDOW - start);
                let page = self
                    .ask_slice(&slice, start, count, field, descending)
                    .await?;
                total = page.total.or(total);
                let got = page.customers.len();
                self.arrive(arrival(page.customers, asked, Some(sweep)))
                    .await?;
                start += got;
                if got == 0 || total.is_some_and(|total| start >= total) {
                    break;
                }
            }
            // From both ends of one order everything has been met.
            if nth == 0 && total.is_some_and(|total| total <= 2 * WINDOW) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    async fn ask_slice(
        &self,
        slice: &Value,
        start: usize,
        count: usize,
        field: &str,
        descending: bool,
    ) -> Result<Page, WorkspaceError> {
        let (client, order) = (self.inner.client()?.in_bulk(), Sort::by(field, descending));
        let is_all = slice.as_object().is_some_and(Map::is_empty);
        Ok(match is_all {
            true => client.page(start, count, Some(&order)).await?,
            false => {
                let lists = json!({});
                client
                    .search(slice, &lists, start, count, Some(&order))
                    .await?
            }
        })
    }
}

/// Customers made from a day on and until a day, as the firm writes days.
fn slice(from: Option<&str>, until: Option<&str>) -> Value {
    let mut slice = Map::new();
    for (key, day) in [("creationOnStartDate", from), ("creationOnEndDate", until)] {
        if let Some(day) = day {
            slice.insert(key.to_owned(), json!(day));
        }
    }
    Value::Object(slice)
}

fn arrival(customers: Vec<Customer>, asked: u64, sweep: Option<&Sweep>) -> Arrival {
    Arrival {
        customers,
        gone: Vec::new(),
        asked,
        sweeping: sweep.is_some(),
        anew: sweep.is_some_and(|sweep| sweep.anew),
    }
}
