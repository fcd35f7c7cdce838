//! Owns sending what the journal holds: one program of a workspace at a time, each customer's steps in
//! their order, how each stands written down before it goes out and after it.
//! Must not decide a conflict, nor what a step does.

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use futures_util::{StreamExt, stream};

use crate::apptivo::ApiError;
use crate::customer::Customer;
use crate::customer::changeset::{Entry, Standing, Step};

use super::carry::{Carrier, Outcome};
use super::clock::milliseconds;
use super::fate::{self, Fate};
use super::open::user_name;
use super::queue::{self, Job};
use super::turn::Turn;
use super::{Workspace, WorkspaceError, entries, interrupted, seek};

/// How long one waits for another program that sends, before it is told so.
const ELSEWHERE: Duration = Duration::from_secs(20);
const LOOK_AGAIN: Duration = Duration::from_millis(100);
/// How long the first wait is after a try that did not come through, and the longest.
const FIRST_WAIT: Duration = Duration::from_secs(2);
const LONGEST_WAIT: Duration = Duration::from_secs(300);
/// Another program may die without a sound: somebody looks from time to time.
const SELDOM: Duration = Duration::from_secs(60);

/// How far a round of sending came.
enum Round {
    /// Nothing is due any more.
    Over,
    /// Another program sends.
    Elsewhere,
}

impl Workspace {
    /// Sends what is due, and comes back once every step of the set is over, needs a person, or waits with
    /// a reason.
    pub async fn verdict(&self, set: &str) -> Result<Entry, WorkspaceError> {
        self.try_set(set).await?;
        let entry = self.entry(set).await?;
        entry.ok_or_else(|| WorkspaceError::NoSet(set.to_owned()))
    }

    /// `verdict`, for a set that is too large to be read whole.
    pub(super) async fn try_set(&self, set: &str) -> Result<(), WorkspaceError> {
        let place = self.place(set).await?;
        self.on_drafts(move |drafts| {
            drafts.write(|db| queue::make_due_with_those_before(db, place))
        })
        .await?;
        self.try_once(place).await?;
        let why = "other changes have to go out first";
        self.on_drafts(move |drafts| drafts.write(|db| queue::explain_untried(db, place, why)))
            .await?;
        Ok(())
    }

    /// Sends until every step of a set has been tried, and what came of it is shown.
    async fn try_once(&self, place: i64) -> Result<(), WorkspaceError> {
        self.try_all_of(place).await?;
        // What the journal says already may be on its way into the mirror still.
        drop(self.inner.settling.lock().await);
        Ok(())
    }

    async fn try_all_of(&self, place: i64) -> Result<(), WorkspaceError> {
        let start = tokio::time::Instant::now();
        let mut bell = self.changed();
        while self.is_untried(place).await? {
            // Whoever asked may go away; what is being sent goes on.
            let workspace = self.clone();
            let mut round = tokio::spawn(async move { workspace.round().await });
            let ended = loop {
                tokio::select! {
                    ended = &mut round => break ended,
                    // The round may have much more to send than what is waited for here.
                    _ = bell.changed() => {
                        if !self.is_untried(place).await? {
                            return Ok(());
                        }
                    }
                }
            };
            match ended.map_err(interrupted)?? {
                Round::Over => return Ok(()),
                Round::Elsewhere if start.elapsed() > ELSEWHERE => return Ok(()),
                Round::Elsewhere => tokio::time::sleep(LOOK_AGAIN).await,
            }
        }
        Ok(())
    }

    /// The place of a set in the journal.
    pub(super) async fn place(&self, set: &str) -> Result<i64, WorkspaceError> {
        let wanted = set.to_owned();
        let found = self
            .on_drafts(move |drafts| entries::find(&drafts.db(), &wanted))
            .await?;
        let head = found.ok_or_else(|| WorkspaceError::NoSet(set.to_owned()))?;
        Ok(head.place)
    }

    async fn is_untried(&self, place: i64) -> Result<bool, WorkspaceError> {
        self.on_drafts(move |drafts| queue::is_untried(&drafts.db(), place))
            .await
    }

    /// Why the last try of a set did not come through, as this program saw it.
    pub fn fault(&self, set: &str) -> Option<ApiError> {
        self.inner.faults().get(set).cloned()
    }

    /// Sends whatever comes due, for ever.
    pub async fn send_on(&self) {
        let mut bell = self.changed();
        loop {
            bell.mark_unchanged();
            let wait = match self.round().await {
                Ok(Round::Over) => self.until_next().await,
                Ok(Round::Elsewhere) => FIRST_WAIT,
                Err(error) => {
                    tracing::warn!(%error, "sending what waits did not work");
                    FIRST_WAIT * 4
                }
            };
            tokio::select! {
                () = tokio::time::sleep(wait) => {}
                _ = bell.changed() => {}
            }
        }
    }

    async fn until_next(&self) -> Duration {
        let now = self.inner.clock.now();
        let next = self
            .on_drafts(move |drafts| queue::next_try(&drafts.db(), now))
            .await;
        match next {
            Ok(Some(next)) => self.inner.clock.until(next).min(SELDOM),
            _ => SELDOM,
        }
    }

    /// The customer that a step may have made, where a person says that it did.
    pub(super) async fn look_for_made(&self, place: i64, step: usize) -> Option<Customer> {
        let found = self
            .on_drafts(move |drafts| queue::row_of(&drafts.db(), place, step))
            .await
            .ok()??;
        let (_, _, Step::Create { record, .. }, _) = found else {
            return None;
        };
        let carrier = self.carrier().await.ok()?;
        let mut found = seek::named(&carrier, &record).await.ok()?;
        found.retain(|record| {
            record
                .id()
                .is_some_and(|id| !carrier.made_here.contains(&id))
        });
        let newest = found.into_iter().max_by_key(Customer::id);
        if let Some(record) = &newest {
            self.take_in(vec![record.clone()]).await.ok()?;
        }
        newest
    }

    /// How many calls the last minute took; none where the server is in this process.
    pub fn calls_in_the_last_minute(&self) -> usize {
        match self.inner.client.get() {
            Some(client) if !self.inner.is_local() => client.calls_in_the_last_minute(),
            _ => 0,
        }
    }

    /// Sends until nothing is due.
    async fn round(&self) -> Result<Round, WorkspaceError> {
        let _turn = self.inner.sending.lock().await;
        let now = self.inner.clock.now();
        if !self
            .on_drafts(move |drafts| queue::is_anything_due(&drafts.db(), now))
            .await?
        {
            return Ok(Round::Over);
        }
        let Some(_ours) = Turn::take(self).await? else {
            return Ok(Round::Elsewhere);
        };
        self.on_drafts(|drafts| drafts.write(|db| queue::note_interrupted(db)))
            .await?;
        let held = self.inner.hold.load(Ordering::Relaxed);
        if now < held {
            let error = ApiError::RateLimited { retry_after: None };
            self.on_drafts(move |drafts| {
                drafts.write(|db| queue::put_all_off(db, held, &error.to_string()))
            })
            .await?;
            self.ring();
            return Ok(Round::Over);
        }
        let carrier = match self.carrier().await {
            Ok(carrier) => Arc::new(carrier),
            Err(error) => return self.cannot_begin(error).await,
        };
        loop {
            let now = self.inner.clock.now();
            let most = self.width(&carrier).batch;
            let jobs = self
                .on_drafts(move |drafts| drafts.write(|db| queue::take(db, now, most)))
                .await?;
            if jobs.is_empty() {
                return Ok(Round::Over);
            }
            let outcomes = self.carry_all(&carrier, jobs).await;
            self.bring_back(outcomes).await?;
        }
    }

    /// The server cannot even be asked for what it is.
    async fn cannot_begin(&self, error: WorkspaceError) -> Result<Round, WorkspaceError> {
        let WorkspaceError::Api(error) = error else {
            return Err(error);
        };
        let now = self.inner.clock.now();
        let places = self
            .on_drafts(move |drafts| queue::due_places(&drafts.db(), now))
            .await?;
        let late: Vec<(i64, String, ApiError)> = places
            .into_iter()
            .map(|(place, set)| (place, set, error.clone()))
            .collect();
        self.put_off(late, Some(error), true).await?;
        Ok(Round::Over)
    }

    pub(super) async fn carrier(&self) -> Result<Carrier, WorkspaceError> {
        let known = self.known().await?;
        let ours = self.inner.is_local() || known.ours;
        let made_here = match ours {
            true => HashSet::new(),
            false => {
                self.on_drafts(|drafts| queue::made_here(&drafts.db()))
                    .await?
            }
        };
        let client = self.inner.client()?;
        Ok(Carrier {
            // The pace is the cloud's own: more than one change at a time is bulk work.
            client: match ours {
                true => client.clone(),
                false => client.in_bulk(),
            },
            fields: known.fields.clone(),
            ours,
            made_here,
        })
    }

    fn width(&self, carrier: &Carrier) -> Width {
        // Whether the server can be reached is tried with one step, not with many.
        let is_reached = self.inner.reached.load(Ordering::Relaxed);
        match (self.inner.is_local(), carrier.ours && is_reached) {
            (true, _) => Width {
                batch: 512,
                at_once: 128,
            },
            (false, true) => Width {
                batch: 64,
                at_once: 8,
            },
            (false, false) => Width {
                batch: 1,
                at_once: 1,
            },
        }
    }

    /// The name under which the server has what goes out from here; none before it has answered once.
    pub async fn own_name(&self) -> Result<Option<String>, WorkspaceError> {
        match self.inner.is_local() {
            true => Ok(Some(user_name())),
            false => self.on_drafts(|drafts| drafts.fact(OWN)).await,
        }
    }

    async fn carry_all(&self, carrier: &Arc<Carrier>, jobs: Vec<Job>) -> Vec<(Job, Outcome)> {
        let at_once = self.width(carrier).at_once;
        stream::iter(jobs)
            .map(|mut job| async move {
                let outcome = carrier.carry(&mut job).await;
                (job, outcome)
            })
            .buffer_unordered(at_once)
            .collect()
            .await
    }

    /// Writes down what became of steps, and shows it.
    async fn bring_back(&self, outcomes: Vec<(Job, Outcome)>) -> Result<(), WorkspaceError> {
        let (mut fates, mut home, mut late) = (Vec::new(), Vec::new(), Vec::new());
        let (mut answered, mut out_of_reach, mut own) = (false, None, None);
        for (job, outcome) in outcomes {
            let mut fate = Fate {
                row: job.row,
                place: job.place,
                standing: Standing::Waiting { why: None },
                did: None,
                became: None,
            };
            match outcome {
                Outcome::Done {
                    id,
                    now,
                    note,
                    did,
                    by,
                } => {
                    answered = true;
                    fate.standing = Standing::Done { id, note };
                    fate.did = did;
                    fate.became = (job.customer < 0).then_some(id);
                    self.inner.faults().remove(&job.set);
                    own = by.or(own);
                    home.push((id, now));
                }
                Outcome::Asks {
                    standing,
                    now,
                    error,
                } => {
                    answered = true;
                    fate.standing = standing;
                    match error {
                        Some(error) => self.inner.faults().insert(job.set, error),
                        None => self.inner.faults().remove(&job.set),
                    };
                    home.push((job.customer, now));
                }
                Outcome::Later(error) => {
                    fate.standing = Standing::Waiting {
                        why: Some(error.to_string()),
                    };
                    if is_out_of_reach(&error) {
                        out_of_reach = Some(error.clone());
                    }
                    late.push((job.place, job.set, error));
                }
                Outcome::InDoubt(error) => {
                    if is_out_of_reach(&error) {
                        out_of_reach = Some(error.clone());
                    }
                    fate.standing = Standing::Unknown {
                        why: error.to_string(),
                        asks: false,
                    };
                    late.push((job.place, job.set, error));
                }
            }
            fates.push(fate);
        }
        let renamed: Vec<_> = fates
            .iter()
            .filter(|fate| fate.became.is_some())
            .map(|fate| -fate.row)
            .collect();
        let _settles = self.inner.settling.lock().await;
        self.on_drafts(move |drafts| {
            drafts.write(|db| fate::settle(db, &fates))?;
            match own.filter(|own| drafts.fact(OWN).ok().flatten().as_ref() != Some(own)) {
                Some(own) => drafts.set_fact(OWN, &own),
                None => Ok(()),
            }
        })
        .await?;
        self.put_off(late, out_of_reach, answered).await?;
        self.show_answers(home, renamed).await?;
        self.ring();
        Ok(())
    }

    /// Says when the next tries are due.
    async fn put_off(
        &self,
        late: Vec<(i64, String, ApiError)>,
        out_of_reach: Option<ApiError>,
        answered: bool,
    ) -> Result<(), WorkspaceError> {
        let came_back =
            answered && out_of_reach.is_none() && !self.inner.reached.swap(true, Ordering::Relaxed);
        if out_of_reach.is_some() {
            self.inner.reached.store(false, Ordering::Relaxed);
        }
        if late.is_empty() && !came_back {
            return Ok(());
        }
        for (_, set, error) in &late {
            self.inner.faults().insert(set.clone(), error.clone());
        }
        let now = self.inner.clock.now();
        if let Some(ApiError::RateLimited {
            retry_after: Some(after),
        }) = &out_of_reach
        {
            let until = now.saturating_add(milliseconds(*after));
            self.inner.hold.store(until, Ordering::Relaxed);
        }
        self.on_drafts(move |drafts| {
            drafts.write(|db| {
                let mut latest = now;
                for (place, _, error) in &late {
                    let wait = wait_after(queue::tries(db, *place)?, error);
                    let next = now.saturating_add(milliseconds(wait));
                    queue::put_off(db, *place, next)?;
                    latest = latest.max(next);
                }
                if let Some(error) = &out_of_reach {
                    queue::put_all_off(db, latest, &error.to_string())?;
                } else if came_back {
                    let late: Vec<i64> = late.iter().map(|(place, ..)| *place).collect();
                    queue::put_all_on(db, &late)?;
                }
                Ok::<_, rusqlite::Error>(())
            })
        })
        .await?;
        self.ring();
        Ok(())
    }
}

/// The name under which the server has what goes out from here, as its last answer said.
const OWN: &str = "own name";

/// How many steps are written down at once, and how many of them are on their way at the same time.
struct Width {
    batch: usize,
    at_once: usize,
}

/// Whether nothing else would come through either.
fn is_out_of_reach(error: &ApiError) -> bool {
    matches!(
        error,
        ApiError::Offline(_) | ApiError::RateLimited { .. } | ApiError::KeysRefused(_)
    )
}

/// How long to wait after so many tries: longer each time, never at the same moment as others do, and
/// never shorter than the server asks for.
fn wait_after(tries: u32, error: &ApiError) -> Duration {
    let full = FIRST_WAIT
        .saturating_mul(2_u32.saturating_pow(tries.min(16)))
        .min(LONGEST_WAIT);
    let share = getrandom::u32().map_or(0.5, |chance| f64::from(chance) / f64::from(u32::MAX));
    let wait = full.mul_f64(0.5 + share / 2.0);
    match error {
        ApiError::RateLimited {
            retry_after: Some(after),
        } => *after + wait.min(FIRST_WAIT),
        _ => wait,
    }
}

#[cfg(test)]
#[path = "bulk_tests.rs"]
mod tests;
