//! Owns carrying out what goes through the outbox: each change is written down, that is told at once, and how it
//! went is told when it is known. Whoever leaves waits for the first, and not for a server that is far away.
//! Must not merge, nor decide anything.

use std::collections::HashSet;
use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::time::Duration;

use futures_util::FutureExt;
use tokio::sync::mpsc::UnboundedSender;

use super::failure::{self, Doing};
use super::{Effects, Report};
use crate::app::cmd::Cmd;
use crate::app::msg::Outcome;
use crate::app::ticket::Ticket;
use crate::customer::changeset::{ChangeSet, Entry};
use crate::workspace::{Workspace, WorkspaceError};

/// How many sets the list of what was done goes back.
pub const LOG: usize = 500;
/// How long leaving waits for an answer to what is safely written down: another program, or the next start,
/// sends it as well.
const A_MOMENT: Duration = Duration::from_secs(1);
/// The list is read again at most so often because something changed.
const PAUSE: Duration = Duration::from_millis(250);

/// What is under way.
#[derive(Debug, Default)]
pub struct UnderWay {
    /// Not on disk yet.
    unwritten: HashSet<Ticket>,
    /// On disk, and not answered.
    unanswered: HashSet<Ticket>,
    hurried: bool,
    waited: bool,
}

impl UnderWay {
    pub fn begin(&mut self, ticket: Ticket) {
        self.unwritten.insert(ticket);
    }

    pub fn written(&mut self, ticket: Ticket) {
        if self.unwritten.remove(&ticket) {
            self.unanswered.insert(ticket);
        }
    }

    pub fn answered(&mut self, ticket: Ticket) {
        self.unwritten.remove(&ticket);
        self.unanswered.remove(&ticket);
    }

    /// Somebody is about to leave: answers that take longer than a moment are not waited for.
    pub fn hurry(&mut self, tell: &UnboundedSender<Report>) {
        if std::mem::replace(&mut self.hurried, true) {
            return;
        }
        let tell = tell.clone();
        tokio::spawn(async move {
            tokio::time::sleep(A_MOMENT).await;
            let _ = tell.send(Report::Waited);
        });
    }

    pub fn waited(&mut self) {
        self.waited = true;
    }

    /// Whether nothing would be lost by leaving now.
    pub fn is_settled(&self) -> bool {
        self.unwritten.is_empty() && (self.unanswered.is_empty() || self.waited)
    }
}

impl Effects {
    /// How many changes wait in the outbox; none where that cannot be told in a moment.
    pub async fn waiting(&self) -> usize {
        let outbox = tokio::time::timeout(A_MOMENT, self.workspace.outbox());
        outbox
            .await
            .ok()
            .and_then(Result::ok)
            .map_or(0, |all| all.len())
    }

    /// How what goes out from here stands.
    pub(super) fn outbox(&mut self, ticket: Ticket) {
        let workspace = self.workspace.clone();
        self.read(ticket, async move {
            let entries = workspace.outbox().await?;
            let calls = workspace.calls_in_the_last_minute();
            let rest = match entries.iter().any(|entry| entry.set.more > 0) {
                true => workspace.waited_for().await?,
                false => Vec::new(),
            };
            Ok(Outcome::Outbox {
                entries,
                calls,
                rest,
                own: workspace.own_name().await?,
            })
        });
    }

    /// Carries out a change, or something that a person says about one.
    pub(super) fn change(&mut self, cmd: Cmd) {
        let workspace = self.workspace.clone();
        match cmd {
            Cmd::Commit {
                ticket,
                action,
                steps,
                draft,
                replaces,
            } => {
                let work = workspace.clone();
                let write = async move {
                    match replaces {
                        Some(old) => work.replace(old, action, steps, draft).await,
                        None => work.commit(action, steps, draft).await,
                    }
                };
                self.carry_out(ticket, Doing::Saving, write);
            }
            Cmd::Undo { ticket, set } => {
                let write = async move { workspace.undo(set.as_deref()).await };
                self.carry_out(ticket, Doing::Undoing, write);
            }
            Cmd::Redo { ticket } => {
                let write = async move { workspace.redo().await };
                self.carry_out(ticket, Doing::Undoing, write);
            }
            Cmd::Resolve {
                ticket,
                set,
                step,
                changes,
            } => self.on_set(ticket, set.clone(), async move {
                workspace.resolve(&set, step, changes).await
            }),
            Cmd::Retry { ticket, set } => {
                self.on_set(
                    ticket,
                    set.clone(),
                    async move { workspace.retry(&set).await },
                )
            }
            Cmd::Tell {
                ticket,
                set,
                step,
                happened,
            } => self.on_set(ticket, set.clone(), async move {
                workspace.say(&set, step, happened).await
            }),
            Cmd::DropSet { ticket, set, keep } => self.on_set(ticket, set.clone(), async move {
                if let Some(draft) = keep {
                    workspace.keep_draft(draft).await?;
                }
                workspace.drop_set(&set).await
            }),
            _ => {}
        }
    }

    fn carry_out(
        &mut self,
        ticket: Ticket,
        doing: Doing,
        write: impl Future<Output = Result<ChangeSet, WorkspaceError>> + Send + 'static,
    ) {
        self.under_way.begin(ticket);
        let (tell, workspace) = (self.tell.clone(), self.workspace.clone());
        tokio::spawn(carry_out(tell, ticket, doing, workspace, write));
    }

    fn on_set(
        &mut self,
        ticket: Ticket,
        set: String,
        work: impl Future<Output = Result<(), WorkspaceError>> + Send + 'static,
    ) {
        self.under_way.begin(ticket);
        let (tell, workspace) = (self.tell.clone(), self.workspace.clone());
        tokio::spawn(on_set(tell, ticket, workspace, set, work));
    }
}

/// Writes a change down and tells that, then sends it and tells how it went.
async fn carry_out(
    tell: UnboundedSender<Report>,
    ticket: Ticket,
    doing: Doing,
    workspace: Workspace,
    write: impl Future<Output = Result<ChangeSet, WorkspaceError>>,
) {
    let told = tell.clone();
    let work = async move {
        let set = write.await?;
        let id = set.id.clone();
        let journalled = Outcome::Journalled(Box::new(set));
        // The program has left when nobody listens; what is written down goes out all the same.
        let _ = told.send(Report::Part(ticket, journalled));
        workspace.verdict(&id).await
    };
    report(tell, ticket, doing, work).await;
}

/// Does something to a set that is written down already, and tells how it stands then.
async fn on_set(
    tell: UnboundedSender<Report>,
    ticket: Ticket,
    workspace: Workspace,
    set: String,
    work: impl Future<Output = Result<(), WorkspaceError>>,
) {
    let work = async move {
        work.await?;
        workspace.verdict(&set).await
    };
    report(tell, ticket, Doing::Sending, work).await;
}

async fn report(
    tell: UnboundedSender<Report>,
    ticket: Ticket,
    doing: Doing,
    work: impl Future<Output = Result<Entry, WorkspaceError>>,
) {
    let outcome = match AssertUnwindSafe(work).catch_unwind().await {
        Ok(Ok(entry)) => Outcome::Verdict(Box::new(entry)),
        Ok(Err(error)) => Outcome::Failed(failure::of(doing, &error)),
        Err(_) => Outcome::Failed(failure::broken(doing)),
    };
    let _ = tell.send(Report::Done(ticket, outcome));
}

/// Tells whenever something changed, a few times a second at most; costs nothing while nothing does.
pub async fn watch(workspace: Workspace, tell: UnboundedSender<Report>) {
    let mut changed = workspace.changed();
    while changed.changed().await.is_ok() {
        if tell.send(Report::Changed).is_err() {
            return;
        }
        tokio::time::sleep(PAUSE).await;
    }
}
