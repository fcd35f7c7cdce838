//! Owns carrying out the app's commands on the workspace, off the loop: reads that a newer question
//! replaces, writes that nothing stops, drafts. With its own files, the only place in the terminal that
//! calls the workspace and starts tasks. Must not know what is on the screen.

mod aside;
mod bulk;
mod copy;
mod drafts;
mod editor;
mod failure;
mod following;
mod intake;
mod kin;
mod outbox;
mod pace;
mod past;
mod search;
pub mod settings;
mod shelved;
#[cfg(test)]
mod tests;
mod views;
mod walk;

use std::collections::{BTreeMap, HashMap};
use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::time::Duration;

use futures_util::FutureExt;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::sync::{oneshot, watch};
use tokio::task::AbortHandle;

use self::aside::aside;
use self::drafts::{Drafts, News, Shelf};
use self::failure::Doing;
use self::outbox::UnderWay;
use super::clipboard::Clipboard;
use super::run::Hands;
use crate::app::Place;
use crate::app::cmd::Cmd;
use crate::app::msg::{Failure, Msg, Outcome, Problem, Sync};
use crate::app::settings::Settings;
use crate::app::ticket::{Slot, Ticket};
use crate::connection::host_and_port;
use crate::customer::choices;
use crate::customer::{CustomerId, Draft};
use crate::query::View;
use crate::workspace::{Found, Remote, Workspace, WorkspaceError};

/// What the tasks say.
enum Report {
    Done(Ticket, Outcome),
    /// A first part of the answer; the whole follows.
    Part(Ticket, Outcome),
    Sync(Sync),
    /// Customers or the outbox are not what they were.
    Changed,
    /// Leaving has waited long enough for answers.
    Waited,
    /// Filling the mirror has come to its end, well or not.
    Synced,
    Drafts(News),
    /// Files of settings were saved.
    Settings(Box<Result<Settings, String>>),
    /// What two customers are is remembered, or why not.
    Apart(Option<Failure>),
    /// No program took what was to be copied: the terminal is next.
    Untaken(Ticket, String, String),
}

/// A read that is under way.
struct Read {
    ticket: Ticket,
    task: AbortHandle,
    /// What is in sight has been answered already: a frame need not wait for the rest.
    part: bool,
}

/// Carries out commands.
pub struct Effects {
    workspace: Workspace,
    tell: UnboundedSender<Report>,
    reports: UnboundedReceiver<Report>,
    reads: HashMap<Slot, Read>,
    /// Orders to keep the views that are not carried out.
    writes: usize,
    under_way: UnderWay,
    syncing: bool,
    /// Keeps the record of the open form true.
    watching: Option<AbortHandle>,
    drafts: Drafts,
    /// Drafts that are not on disk, by their keys: a sentence each.
    lost: BTreeMap<String, String>,
    /// Tells when the last order to keep the views is through, and what it started from where it failed.
    views_turn: Option<oneshot::Receiver<Option<Vec<View>>>>,
    picked: Option<CustomerId>,
    /// Takes the orders that customers are two.
    apart: UnboundedSender<walk::Apart>,
    /// The file that is being taken in.
    intake: intake::Desk,
    /// The edit of many that was planned last.
    plans: bulk::Plans,
    /// Whether any rows have been read: until then nothing else may take the processors.
    shown: watch::Sender<bool>,
    clipboard: Clipboard,
    /// An editor has the terminal.
    lent: Option<editor::Lent>,
}

impl Effects {
    /// Begins to fill the mirror at once. Needs a runtime.
    pub fn new(workspace: Workspace) -> Effects {
        let (tell, reports) = unbounded_channel();
        let news = tell.clone();
        let effects = Effects {
            drafts: Drafts::new(workspace.clone(), move |told| {
                drop(news.send(Report::Drafts(told)));
            }),
            intake: intake::Desk::default(),
            plans: bulk::Plans::default(),
            apart: walk::keep_apart(workspace.clone(), tell.clone()),
            workspace,
            tell,
            reports,
            reads: HashMap::new(),
            writes: 0,
            under_way: UnderWay::default(),
            syncing: false,
            watching: None,
            lost: BTreeMap::new(),
            views_turn: None,
            picked: None,
            shown: watch::Sender::new(false),
            clipboard: Clipboard::of(|name| std::env::var(name).ok()),
            lent: None,
        };
        effects.foresee();
        effects.follow();
        let sender = effects.workspace.clone();
        tokio::spawn(async move { sender.send_on().await });
        tokio::spawn(outbox::watch(
            effects.workspace.clone(),
            effects.tell.clone(),
        ));
        effects
    }

    /// Reads what the list will ask for first, while the screen is being set up.
    fn foresee(&self) {
        let workspace = self.workspace.clone();
        tokio::spawn(async move {
            if let Err(error) = workspace.foresee().await {
                tracing::warn!(%error, "the first rows are read when they are asked for");
            }
        });
    }

    /// Whose customers these are.
    pub fn place(&self) -> Place {
        let spec = self.workspace.spec();
        let host = match &spec.remote {
            Remote::Local { .. } => String::new(),
            Remote::Http { base_url, .. } => host_and_port(base_url),
        };
        Place {
            workspace: spec.name.clone(),
            local: host.is_empty(),
            sample: self.workspace.is_sample(),
            host,
        }
    }

    /// Nobody types here any more.
    pub async fn let_drafts_go(&self) {
        self.workspace.let_drafts_go().await;
    }

    /// The drafts that could not be put on disk, one sentence each.
    pub fn lost(&self) -> impl Iterator<Item = &String> {
        self.lost.values()
    }

    /// A newer question of a slot replaces the older one.
    fn read(
        &mut self,
        ticket: Ticket,
        work: impl Future<Output = Result<Outcome, WorkspaceError>> + Send + 'static,
    ) {
        self.abort(ticket.slot);
        let task = tokio::spawn(answer(self.tell.clone(), ticket, Doing::Reading, work));
        let read = Read {
            ticket,
            task: task.abort_handle(),
            part: false,
        };
        self.reads.insert(ticket.slot, read);
    }

    /// Nothing stops it: it outlives its form.
    fn write(
        &mut self,
        ticket: Ticket,
        doing: Doing,
        work: impl Future<Output = Result<Outcome, WorkspaceError>> + Send + 'static,
    ) {
        self.writes += 1;
        tokio::spawn(answer(self.tell.clone(), ticket, doing, work));
    }

    /// The customer that was chosen for whoever asked.
    pub fn picked(&self) -> Option<CustomerId> {
        self.picked
    }

    fn abort(&mut self, slot: Slot) {
        if let Some(read) = self.reads.remove(&slot) {
            read.task.abort();
        }
    }

    /// What a report means to the app, if it means anything to it.
    fn take(&mut self, report: Report) -> Option<Msg> {
        match report {
            Report::Done(ticket, outcome) => {
                self.count(ticket);
                Some(Msg::Done { ticket, outcome })
            }
            Report::Part(ticket, outcome) => {
                let read = self.reads.get_mut(&ticket.slot);
                if let Some(read) = read.filter(|read| read.ticket == ticket) {
                    read.part = true;
                }
                self.under_way.written(ticket);
                Some(Msg::Done { ticket, outcome })
            }
            Report::Sync(sync) => Some(Msg::Sync(sync)),
            Report::Changed => Some(Msg::Changed),
            Report::Settings(saved) => Some(Msg::Settings(saved)),
            Report::Waited => {
                self.under_way.waited();
                None
            }
            Report::Synced => {
                self.syncing = false;
                None
            }
            Report::Apart(failure) => {
                self.writes = self.writes.saturating_sub(1);
                failure.map(Msg::Notice)
            }
            Report::Untaken(ticket, what, text) => Some(Msg::Done {
                ticket,
                outcome: self.to_terminal(what, text),
            }),
            Report::Drafts(News::Kept(upto)) => {
                self.drafts.carried_out(upto);
                None
            }
            Report::Drafts(News::Safe(key)) => {
                self.lost.remove(&key);
                None
            }
            Report::Drafts(News::Lost { key, name, why }) => {
                tracing::error!(why, "a draft could not be kept");
                let failure = failure::not_kept(&name, &why);
                self.lost.insert(key, failure.text.clone());
                Some(Msg::Notice(failure))
            }
        }
    }

    fn count(&mut self, ticket: Ticket) {
        if let Slot::Write(_) | Slot::TakeIn | Slot::EditMany = ticket.slot {
            self.under_way.answered(ticket);
        } else if let Slot::KeepViews | Slot::ChangeList = ticket.slot {
            self.writes = self.writes.saturating_sub(1);
        } else if ticket.slot == Slot::Editor {
            self.lent = None;
        } else if self
            .reads
            .get(&ticket.slot)
            .is_some_and(|read| read.ticket == ticket)
        {
            self.reads.remove(&ticket.slot);
        }
    }
}

impl Hands for Effects {
    fn perform(&mut self, cmd: Cmd) {
        let workspace = self.workspace.clone();
        match cmd {
            Cmd::Find { ticket, search } => self.find(ticket, search),
            Cmd::Rows { ticket, ids } => {
                let shown = self.shown.clone();
                self.read(ticket, async move {
                    if ticket.slot == Slot::Ahead {
                        tokio::time::sleep(AFTER_FRAME).await;
                    }
                    let rows = workspace.rows(ids).await;
                    shown.send_replace(true);
                    rows.map(Outcome::Rows)
                });
            }
            Cmd::Forget(records) => drop(tokio::task::spawn_blocking(move || drop(records))),
            Cmd::Read { ticket, id } => self.read(ticket, async move {
                workspace.read(id).await.map(Outcome::Record)
            }),
            Cmd::Catalog { ticket } => self.catalog(ticket),
            Cmd::Drafts { ticket } => self.shelved(ticket),
            Cmd::Searches { ticket } => self.read(ticket, async move {
                workspace.searches().await.map(Outcome::Searches)
            }),
            Cmd::KeepSearch(text) => aside("a search could not be remembered", async move {
                workspace.keep_search(text).await
            }),
            Cmd::Used(id) => aside(
                "that a customer was used could not be remembered",
                async move { workspace.used(id).await },
            ),
            Cmd::Views { ticket } => self.read(ticket, async move {
                workspace.views().await.map(Outcome::Views)
            }),
            Cmd::KeepViews {
                ticket,
                before,
                views,
            } => self.keep_views(ticket, before, views),
            Cmd::Count { ticket, searches } => self.read(ticket, async move {
                let mut counts = Vec::with_capacity(searches.len());
                for search in searches {
                    let found = workspace.find(search).await?;
                    counts.push(found.ids.len().saturating_sub(found.near));
                }
                Ok(Outcome::Counts(counts))
            }),
            Cmd::Breakdown {
                ticket,
                search,
                field,
            } => self.read(ticket, async move {
                let values = workspace.breakdown(search, &field).await;
                values.map(Outcome::Breakdown)
            }),
            Cmd::Pick(id) => self.picked = Some(id),
            cmd @ (Cmd::Commit { .. }
            | Cmd::Undo { .. }
            | Cmd::Redo { .. }
            | Cmd::Resolve { .. }
            | Cmd::Retry { .. }
            | Cmd::Tell { .. }
            | Cmd::DropSet { .. }) => self.change(cmd),
            Cmd::Outbox { ticket } => self.outbox(ticket),
            Cmd::Log { ticket } => self.read(ticket, async move {
                workspace.log(outbox::LOG).await.map(Outcome::Log)
            }),
            Cmd::History { ticket, id } => self.history(ticket, id),
            Cmd::Notes { ticket, id } => self.read(ticket, async move {
                let found = workspace.notes(id).await?;
                Ok(Outcome::Notes(found.notes, found.total))
            }),
            Cmd::Kin { ticket, ids } => self.read(ticket, async move {
                let kin = workspace.kin(&ids).await?;
                Ok(Outcome::Kin(Box::new(kin)))
            }),
            Cmd::Lists { ticket } => self.read(ticket, async move {
                let config = workspace.config().await?;
                Ok(Outcome::Lists(choices::all(&config)))
            }),
            Cmd::ChangeList { ticket, change } => self.write(ticket, Doing::Listing, async move {
                workspace.change_list(&change).await?;
                let config = workspace.config().await?;
                Ok(Outcome::ListChanged(change, choices::all(&config)))
            }),
            Cmd::Trash { ticket } => self.trash(ticket),
            Cmd::Twins { ticket, record } => self.twins(ticket, *record),
            Cmd::Duplicates { ticket } => self.duplicates(ticket),
            Cmd::SetApart { ids, apart } => {
                self.writes += usize::from(self.apart.send((ids, apart)).is_ok());
            }
            cmd @ (Cmd::PlanBulk { .. } | Cmd::EditMany { .. } | Cmd::StopBulk) => self.bulk(cmd),
            cmd @ (Cmd::Files { .. }
            | Cmd::Look { .. }
            | Cmd::Judge { .. }
            | Cmd::JudgedRows { .. }
            | Cmd::TakeIn { .. }
            | Cmd::StopImport) => self.intake(cmd),
            Cmd::Copy { ticket, copy } => self.copy(ticket, copy),
            Cmd::Editor { ticket, paper } => self.open_editor(ticket, paper),
            Cmd::Watch(id) => self.watch(id),
            Cmd::Refresh => self.sync(),
            Cmd::KeepDraft(draft) => self.drafts.keep(draft),
            Cmd::DropDraft(key) => self.drafts.drop(key),
            Cmd::Abort(slot) => self.abort(slot),
            // The loop's own affairs.
            Cmd::Suspend | Cmd::Mouse(_) | Cmd::Quit => {}
        }
    }

    async fn next(&mut self) -> Option<Msg> {
        let report = self.reports.recv().await?;
        self.take(report)
    }

    fn ready(&mut self) -> Option<Msg> {
        while let Ok(report) = self.reports.try_recv() {
            if let Some(msg) = self.take(report) {
                return Some(msg);
            }
        }
        None
    }

    fn lends(&self) -> bool {
        self.lent.is_some()
    }

    /// The catalog and the drafts change nothing that a key has just asked for.
    fn reading(&self) -> bool {
        self.reads.iter().any(|(slot, read)| {
            !read.part && matches!(slot, Slot::List | Slot::Rows | Slot::Detail | Slot::Form)
        })
    }

    fn hurry(&mut self) {
        if let Some(lent) = &mut self.lent {
            lent.ask_to_end();
        }
        self.drafts.hurry();
        self.under_way.hurry(&self.tell);
    }

    fn kept(&self) -> bool {
        self.drafts.settled()
    }

    fn settled(&self) -> bool {
        self.lent.is_none() && self.writes == 0 && self.under_way.is_settled() && self.kept()
    }
}

/// Waits for the first rows, which come first; not for long, because there may be none.
async fn until_shown(mut shown: watch::Receiver<bool>) {
    // However this ends, the time has come.
    let _ = tokio::time::timeout(FIRST_ROWS, shown.wait_for(|shown| *shown)).await;
}

/// Rows that are not in sight are read once the frame is out, and not at all when the next key asks for others.
const AFTER_FRAME: Duration = Duration::from_millis(12);
/// How long the first rows may take before everything else begins.
const FIRST_ROWS: Duration = Duration::from_millis(50);

/// Does the work and reports; a panic in it is a failure like any other.
async fn answer(
    tell: UnboundedSender<Report>,
    ticket: Ticket,
    doing: Doing,
    work: impl Future<Output = Result<Outcome, WorkspaceError>>,
) {
    let outcome = match AssertUnwindSafe(work).catch_unwind().await {
        Ok(Ok(outcome)) => outcome,
        Ok(Err(error)) => Outcome::Failed(failure::of(doing, &error)),
        Err(_) => Outcome::Failed(failure::broken(doing)),
    };
    // The program has left when nobody listens.
    let _ = tell.send(Report::Done(ticket, outcome));
}

fn found(found: Found) -> Outcome {
    Outcome::Found {
        near: found.near,
        problem: found.problem.map(|problem| Problem {
            unfinished: problem.is_incomplete(),
            text: problem.in_short(),
            at: problem.at,
        }),
        ids: found.ids,
        total: found.total,
    }
}

impl Shelf for Workspace {
    async fn keep(&self, draft: Draft) -> Result<(), String> {
        self.keep_draft(draft)
            .await
            .map_err(|error| error.to_string())
    }

    async fn drop(&self, key: String) -> Result<(), String> {
        self.drop_draft(key)
            .await
            .map_err(|error| error.to_string())
    }
}
