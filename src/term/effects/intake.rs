//! Owns taking a file in for the screen, off the loop: names of files, looking, judging, doing it while somebody
//! watches. What was judged is kept here until it is done or judged anew.
//! Must not decide anything.

mod files;
mod say;

use std::future::Future;
use std::io::ErrorKind;
use std::panic::AssertUnwindSafe;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::FutureExt;

use super::pace::Pace;
use super::{Effects, Read, Report};
use crate::app::cmd::Cmd;
use crate::app::intake::{Going, RowKind, Said, Taken};
use crate::app::msg::{Failure, Outcome};
use crate::app::ticket::Ticket;
use crate::app::words::failing;
use crate::workspace::Workspace;
use crate::workspace::import::ledger::{Kind, Ledger};
use crate::workspace::import::{Import, ImportError, Kept as Given, Verdict};

/// How often somebody who watches is told.
const OFTEN: Duration = Duration::from_millis(120);
/// So many reasons are told.
const REASONS: usize = 3;

/// What is on the desk: the file as it was looked at, and what it would do.
#[derive(Clone, Default)]
pub struct Desk {
    kept: Arc<Mutex<Kept>>,
    stop: Arc<Mutex<Arc<AtomicBool>>>,
}

#[derive(Default)]
struct Kept {
    import: Option<Arc<Import>>,
    verdict: Option<Verdict>,
    ledger: Option<Arc<Mutex<Ledger>>>,
}

impl Desk {
    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
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

/// Why something about a file did not happen, for the status line.
type Asked = Result<Outcome, String>;

impl Effects {
    pub(super) fn intake(&mut self, cmd: Cmd) {
        let (workspace, desk) = (self.workspace.clone(), self.intake.clone());
        let tell = self.tell.clone();
        match cmd {
            Cmd::Files { ticket, typed } => self.ask(ticket, async move {
                let named = move || files::named(&typed);
                let files = tokio::task::spawn_blocking(named).await;
                Ok(Outcome::Files(files.unwrap_or_default()))
            }),
            Cmd::Look { ticket, path, said } => self.ask(ticket, async move {
                look(&workspace, &desk, &files::expanded(&path), &said).await
            }),
            Cmd::Judge { ticket } => {
                let watch =
                    move |going| drop(tell.send(Report::Part(ticket, Outcome::Going(going))));
                self.ask(ticket, async move { judge(&workspace, &desk, watch).await });
            }
            Cmd::JudgedRows {
                ticket,
                kind,
                from,
                count,
            } => self.ask(ticket, async move { rows(&desk, kind, from, count).await }),
            Cmd::TakeIn { ticket } => {
                self.under_way.begin(ticket);
                let watch =
                    move |going| drop(tell.send(Report::Part(ticket, Outcome::Going(going))));
                let told = self.tell.clone();
                tokio::spawn(async move {
                    let work = take_in(&workspace, &desk, watch);
                    let _ = told.send(Report::Done(ticket, caught(work).await));
                });
            }
            Cmd::StopImport => desk.stop(),
            _ => {}
        }
    }

    /// A read whose failure is a sentence of its own.
    fn ask(&mut self, ticket: Ticket, work: impl Future<Output = Asked> + Send + 'static) {
        self.abort(ticket.slot);
        let tell = self.tell.clone();
        let task = tokio::spawn(async move {
            // The program has left when nobody listens.
            let _ = tell.send(Report::Done(ticket, caught(work).await));
        });
        let read = Read {
            ticket,
            task: task.abort_handle(),
            part: false,
        };
        self.reads.insert(ticket.slot, read);
    }
}

async fn caught(work: impl Future<Output = Asked>) -> Outcome {
    let failed = |text: String| Outcome::Failed(Failure { text });
    match AssertUnwindSafe(work).catch_unwind().await {
        Ok(Ok(outcome)) => outcome,
        Ok(Err(why)) => failed(why),
        Err(_) => failed(failing::IMPORT_BROKE.to_owned()),
    }
}

fn sentence(error: &ImportError) -> String {
    crate::customer::text::one_line(&error.to_string())
}

async fn look(workspace: &Workspace, desk: &Desk, path: &Path, said: &Said) -> Asked {
    let shown = path.display();
    match path.metadata() {
        Err(error) if error.kind() == ErrorKind::PermissionDenied => {
            return Err(failing::in_closed_folder(shown));
        }
        Err(_) => return Err(failing::no_file(shown)),
        Ok(known) if known.is_dir() => {
            return Err(failing::is_folder(shown));
        }
        // It could be read once only, or would never end.
        Ok(known) if !known.is_file() => {
            return Err(failing::no_ordinary_file(shown));
        }
        Ok(_) => {}
    }
    let stop = Arc::new(AtomicBool::new(false));
    let _stops = Stops(stop.clone());
    let import = Import::sketch(workspace, path, say::told(said)?, &stop).await;
    let import = import.map_err(|error| match &error {
        ImportError::File { .. } => failing::not_read(sentence(&error)),
        _ => sentence(&error),
    })?;
    let looked = say::looked(&import);
    *desk.kept() = Kept {
        import: Some(Arc::new(import)),
        ..Kept::default()
    };
    Ok(Outcome::Looked(Box::new(looked)))
}

/// Stops the work when nobody waits for it any more.
struct Stops(Arc<AtomicBool>);

impl Drop for Stops {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

async fn judge(workspace: &Workspace, desk: &Desk, watch: impl Fn(Going)) -> Asked {
    let import = desk.kept().import.clone().ok_or(failing::NO_FILE_YET)?;
    let stop = desk.new_stop();
    let _stops = Stops(stop.clone());
    let folder = workspace.spec().folder.clone();
    let ledger = Ledger::new(&folder).map_err(|error| sentence(&ImportError::Spool(error)))?;
    let ledger = Arc::new(Mutex::new(ledger));
    let (into, done) = (ledger.clone(), Arc::new(AtomicUsize::new(0)));
    let counted = done.clone();
    let each = move |_: &Import, judged: &_| {
        into.lock()
            .unwrap_or_else(PoisonError::into_inner)
            .add(judged);
    };
    let judging = import.judge(stop, each, move |rows| {
        counted.store(rows, Ordering::Relaxed)
    });
    tokio::pin!(judging);
    let pace = Pace::default();
    let verdict = loop {
        tokio::select! {
            verdict = &mut judging => break verdict.map_err(|error| sentence(&error))?,
            () = tokio::time::sleep(OFTEN) => watch(pace.going(done.load(Ordering::Relaxed), import.rows)),
        }
    };
    let asks = say::asks(workspace, &import, &verdict)
        .await
        .map_err(|error| sentence(&error))?;
    let weighed = say::weighed(&import, &verdict, asks);
    let mut kept = desk.kept();
    kept.verdict = Some(verdict);
    kept.ledger = Some(ledger);
    drop(kept);
    Ok(Outcome::Weighed(Box::new(weighed)))
}

async fn rows(desk: &Desk, kind: RowKind, from: usize, count: usize) -> Asked {
    let (import, ledger) = {
        let kept = desk.kept();
        (kept.import.clone(), kept.ledger.clone())
    };
    let (import, ledger) = import.zip(ledger).ok_or(failing::NO_FILE_YET)?;
    let kind = match kind {
        RowKind::New => Kind::New,
        RowKind::Changed => Kind::Changed,
        RowKind::Broken => Kind::Broken,
    };
    let read = move || {
        let judged = ledger
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .rows(kind, from, count)?;
        Ok(judged
            .iter()
            .map(|judged| say::row(judged, &import))
            .collect())
    };
    let rows = tokio::task::spawn_blocking(read).await;
    let rows = rows.map_err(|_| failing::ROWS_NOT_SHOWN.to_owned())?;
    let rows = rows.map_err(|error: std::io::Error| failing::rows_unreadable(error))?;
    Ok(Outcome::JudgedRows { from, rows })
}

/// Writes the broken rows down, then everything else as one set, and sends it.
async fn take_in(workspace: &Workspace, desk: &Desk, watch: impl Fn(Going)) -> Asked {
    let (import, verdict) = {
        let mut kept = desk.kept();
        (kept.import.clone(), kept.verdict.take())
    };
    let (import, mut verdict) = import.zip(verdict).ok_or(failing::NO_FILE_YET)?;
    let mut taken = Taken {
        broken: verdict.counts.broken,
        ..Taken::default()
    };
    if taken.broken > 0 {
        let path = free_path(import.path());
        verdict
            .write_rejects(&path)
            .map_err(|error| failing::broken_rows_stay(sentence(&error)))?;
        taken.rejects = Some(path.display().to_string());
    }
    let stop = desk.new_stop();
    let given = verdict.keep().map_err(|error| sentence(&error))?;
    let set = import
        .commit(verdict)
        .await
        .map_err(|error| sentence(&error))?;
    let kept = |error: crate::workspace::WorkspaceError| failing::kept_in_outbox(error);
    let of = workspace.tally(&set).await.map_err(kept)?.all();
    let pace = Pace::default();
    watch(pace.going(0, of));
    let told = |tally: &crate::workspace::Tally| {
        watch(pace.going(tally.all() - tally.waiting, of));
    };
    let tally = workspace.send_many(&set, &stop, told).await.map_err(kept)?;
    taken.reasons = workspace.reasons(&set, REASONS).await.map_err(kept)?;
    (taken.done, taken.waiting) = (tally.done, tally.waiting);
    (taken.asks, taken.dropped) = (tally.asks, tally.dropped);
    if tally.asks > 0 {
        give_back(&import, &set, given, &mut taken).await;
    }
    taken.set = Some(set);
    Ok(Outcome::TakenIn(Box::new(taken)))
}

/// Rows that the server alone refused join the broken ones in their file.
async fn give_back(import: &Arc<Import>, set: &str, given: Given, taken: &mut Taken) {
    let path = match &taken.rejects {
        Some(path) => PathBuf::from(path),
        None => free_path(import.path()),
    };
    match import.give_back(set, given, &path).await {
        Ok(0) => {}
        Ok(refused) => {
            taken.broken += refused;
            taken.asks = taken.asks.saturating_sub(refused);
            taken.rejects = Some(path.display().to_string());
        }
        // They stay in the outbox.
        Err(error) => {
            let why = failing::not_written_down(sentence(&error));
            taken.reasons.push((why, taken.asks));
        }
    }
}

/// Beside the file, under a name that nothing has yet.
fn free_path(path: &Path) -> PathBuf {
    let stem = path
        .file_stem()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let stem = stem.trim_end_matches(".rejected");
    let end = path
        .extension()
        .map_or(String::new(), |end| format!(".{}", end.to_string_lossy()));
    let mut free = path.with_file_name(format!("{stem}.rejected{end}"));
    let mut nth = 1_usize;
    // A link that leads nowhere has the name, too.
    while free.symlink_metadata().is_ok() {
        nth += 1;
        free = path.with_file_name(format!("{stem}.rejected-{nth}{end}"));
    }
    free
}
