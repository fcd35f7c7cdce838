//! Owns finding who may be whom, off the loop: the twins of what is typed, and all likely pairs while somebody watches
//! how far that is. Must not decide anything.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};

use super::{Effects, Report};
use crate::app::likeness::{Likeness, Pair, Twin};
use crate::app::msg::{Failure, Outcome};
use crate::app::ticket::Ticket;
use crate::app::words::failing;
use crate::customer::{Customer, CustomerId, Fields};
use crate::workspace::Workspace;
use crate::workspace::duplicates::{LIKELY, Progress, Verdict};

/// How often somebody who watches is told.
const OFTEN: Duration = Duration::from_millis(120);

/// Stops comparing when nobody waits for it any more.
struct Stops(Arc<Progress>);

impl Drop for Stops {
    fn drop(&mut self) {
        self.0.stop();
    }
}

impl Effects {
    pub(super) fn twins(&mut self, ticket: Ticket, record: Customer) {
        let workspace = self.workspace.clone();
        self.read(ticket, async move {
            let fields = workspace.fields().await?;
            let twins = workspace.twins_of(&record).await?;
            let ids: Vec<CustomerId> = twins.iter().map(|twin| twin.id).collect();
            let records = workspace.rows(ids).await?;
            let record = |id| records.iter().find(|record| record.id() == Some(id));
            let all = twins.iter().filter_map(|twin| {
                Some(Twin {
                    record: record(twin.id)?.clone(),
                    like: likeness(&twin.verdict, &fields),
                })
            });
            Ok(Outcome::Twins(all.collect()))
        });
    }

    pub(super) fn duplicates(&mut self, ticket: Ticket) {
        let (workspace, tell) = (self.workspace.clone(), self.tell.clone());
        self.read(ticket, async move {
            let progress = Arc::new(Progress::default());
            let _stops = Stops(progress.clone());
            let fields = workspace.fields().await?;
            let finding = workspace.duplicates_watched(LIKELY, progress.clone());
            tokio::pin!(finding);
            let pairs = loop {
                tokio::select! {
                    pairs = &mut finding => break pairs?,
                    () = tokio::time::sleep(OFTEN) => {
                        let (done, of) = progress.now();
                        let _ = tell.send(Report::Part(ticket, Outcome::Comparing { done, of }));
                    }
                }
            };
            let pair = |pair: &crate::workspace::duplicates::Pair| Pair {
                ids: pair.ids,
                like: likeness(&pair.verdict, &fields),
            };
            Ok(Outcome::Duplicates(pairs.iter().map(pair).collect()))
        });
    }
}

fn likeness(verdict: &Verdict, fields: &Fields) -> Likeness {
    let reasons = verdict.reasons.iter();
    Likeness {
        // Never certain: a person says the last word.
        percent: percent(verdict.score()),
        reasons: reasons.map(|reason| reason.say(fields)).collect(),
        hint: verdict.hint,
    }
}

fn percent(score: f64) -> u8 {
    let tenths = (1_u8..=99)
        .rev()
        .find(|percent| score * 100.0 >= f64::from(*percent));
    tenths.unwrap_or(0)
}

/// An order to remember that customers are two, or to forget it.
pub type Apart = (Vec<CustomerId>, bool);

/// Carries such orders out one after the other.
pub fn keep_apart(workspace: Workspace, tell: UnboundedSender<Report>) -> UnboundedSender<Apart> {
    let (orders, mut queue) = unbounded_channel::<Apart>();
    tokio::spawn(async move {
        while let Some((ids, apart)) = queue.recv().await {
            let kept = workspace.set_apart(ids, apart).await;
            let failure = kept.err().map(|error| Failure {
                text: failing::not_remembered(error),
            });
            if tell.send(Report::Apart(failure)).is_err() {
                return;
            }
        }
    });
    orders
}
