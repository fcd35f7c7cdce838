//! Owns editing many customers for the screen, off the loop: planning it, and doing it while somebody watches. What was
//! planned is kept here until it is done or planned anew.
//! Must not decide anything.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::mpsc::UnboundedSender;

use super::failure::Doing;
use super::pace::Pace;
use super::{Effects, Report, answer};
use crate::app::bulk::Edited;
use crate::app::cmd::Cmd;
use crate::app::msg::Outcome;
use crate::app::ticket::Ticket;
use crate::app::words::failing;
use crate::customer::CustomerId;
use crate::customer::bulk::Edit;
use crate::customer::changeset::Standing;
use crate::workspace::{BulkPlan, Tally, Workspace, WorkspaceError};

/// So many that were not changed are told by name.
const TOLD: usize = 100;

/// The plan that was shown last.
#[derive(Clone, Default)]
pub struct Plans {
    plan: Arc<Mutex<Option<BulkPlan>>>,
    stop: Arc<Mutex<Arc<AtomicBool>>>,
}

impl Plans {
    fn plan(&self) -> MutexGuard<'_, Option<BulkPlan>> {
        self.plan.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A new sign to stop by; the old one means the work before.
    fn new_stop(&self) -> Arc<AtomicBool> {
        let fresh = Arc::new(AtomicBool::new(false));
        let mut stop = self.stop.lock().unwrap_or_else(PoisonError::into_inner);
        stop.store(true, Ordering::Relaxed);
        *stop = fresh.clone();
        fresh
    }

    fn stop(&self) {
        let stop = self.stop.lock().unwrap_or_else(PoisonError::into_inner);
        stop.store(true, Ordering::Relaxed);
    }
}

impl Effects {
    pub(super) fn bulk(&mut self, cmd: Cmd) {
        let (workspace, plans) = (self.workspace.clone(), self.plans.clone());
        match cmd {
            Cmd::PlanBulk { ticket, ids, edits } => {
                plans.plan().take();
                let stop = plans.new_stop();
                self.read(ticket, plan(workspace, plans, ids.to_vec(), edits, stop));
            }
            Cmd::EditMany { ticket } => {
                self.under_way.begin(ticket);
                let work = edit_many(workspace, plans, self.tell.clone(), ticket);
                tokio::spawn(answer(self.tell.clone(), ticket, Doing::Saving, work));
            }
            Cmd::StopBulk => plans.stop(),
            _ => {}
        }
    }
}

async fn plan(
    workspace: Workspace,
    plans: Plans,
    ids: Vec<CustomerId>,
    edits: Vec<Edit>,
    stop: Arc<AtomicBool>,
) -> Result<Outcome, WorkspaceError> {
    let planned = workspace
        .plan_bulk(ids, edits, stop.clone(), |_, _| ())
        .await?;
    let counts = planned.counts;
    let mut kept = plans.plan();
    // A newer plan is on its way where this one was stopped.
    if !stop.load(Ordering::Relaxed) {
        *kept = Some(planned);
    }
    Ok(Outcome::Planned(counts))
}

async fn edit_many(
    workspace: Workspace,
    plans: Plans,
    tell: UnboundedSender<Report>,
    ticket: Ticket,
) -> Result<Outcome, WorkspaceError> {
    let planned = plans.plan().take();
    let planned = planned.ok_or_else(|| WorkspaceError::NotNow(failing::NOT_PLANNED.to_owned()))?;
    let stop = plans.new_stop();
    let pace = Pace::default();
    let watch =
        |done, of| drop(tell.send(Report::Part(ticket, Outcome::Editing(pace.going(done, of)))));
    let set = workspace.commit_bulk(planned).await?;
    let of = workspace.tally(&set).await?.all();
    watch(0, of);
    let told = |tally: &Tally| watch(of.saturating_sub(tally.waiting), of);
    let tally = workspace.send_many(&set, &stop, told).await?;
    let mut failed = Vec::new();
    workspace
        .results(&set, |given| {
            if failed.len() < TOLD
                && let Some(why) = why(&given.standing)
            {
                failed.push((given.id, why));
            }
        })
        .await?;
    Ok(Outcome::EditedMany(Box::new(Edited {
        set,
        done: tally.done,
        waiting: tally.waiting,
        asks: tally.asks,
        dropped: tally.dropped,
        failed,
    })))
}

/// Why a customer was not changed, where somebody should know.
fn why(standing: &Standing) -> Option<String> {
    match standing {
        Standing::Refused { why, .. } | Standing::Unknown { why, .. } => Some(why.clone()),
        Standing::Waiting { why } => why.clone(),
        Standing::Conflict { .. } => Some(failing::SAME_FIELD.to_owned()),
        Standing::Sending | Standing::Done { .. } | Standing::Dropped => None,
    }
}
