//! `rolo import`: takes customers in from a file, after saying what that would do.

mod ask;
mod bar;
mod report;

use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::workspace::import::judge::{Judged, Outcome};
use crate::workspace::import::keys::Key;
use crate::workspace::import::{Import, ImportError, Verdict};
use crate::workspace::{Tally, Workspace};

use super::args::Format;
use super::context::{Context, warn};
use super::output;
use super::problem::{Exit, Problem};

pub use ask::Args;
use bar::Bar;

/// So many broken rows are told, where nobody asked for a dry run.
const TOLD: usize = 5;

pub async fn run(context: &Context, args: &Args) -> Result<Exit, Problem> {
    let (told, source) = (args.told()?, args.source()?);
    let workspace = context.open_fresh().await?;
    let format = output::format(&context.globals);
    let stop = Arc::new(AtomicBool::new(false));
    let _listens = stop_on_interrupt(stop.clone());
    let import = Arc::new(Import::prepare(&workspace, source.path(), told).await?);
    if let Some(rejects) = &args.rejects {
        refuse_to_overwrite(source.path(), rejects)?;
    }
    if let Some(exit) = taken_before(context, &workspace, &import, &stop).await? {
        return Ok(exit);
    }
    if format == Format::Table {
        output::lines(report::of_columns(&import))?;
    }
    let mut verdict = judge(context, &import, format, &stop).await?;
    say_verdict(&import, &verdict, format)?;
    if context.globals.dry_run {
        if format != Format::Table {
            output::lines([report::of_all_json(&verdict, None).to_string()])?;
        }
        return Ok(Exit::Done);
    }
    if import.must_be_told(&verdict) {
        return Err(Problem::usage(format!(
            "{} rows carry the id of a customer that is here; nothing was imported: add --key id to change those customers, or --new to make new ones of all rows",
            verdict.known_ids
        )));
    }
    if verdict.does_something() && !context.globals.yes && !ask::confirmed(&verdict)? {
        output::lines(["nothing was imported"])?;
        return Ok(Exit::Done);
    }
    let rejected = match &args.rejects {
        Some(path) => verdict.write_rejects(path)?,
        None => false,
    };
    let counts = verdict.counts;
    let summary =
        |sent: Option<(&str, &Tally)>, verdict: &Verdict| report::of_all_json(verdict, sent);
    let (unknown, mut exit) = (summary(None, &verdict), Exit::Done);
    let mut answer = unknown;
    if verdict.does_something() {
        let set = import.commit(verdict).await?;
        let tally = send(&workspace, &set, &stop).await?;
        exit = say_sent(&workspace, &set, &tally, format).await?;
        if let Some(members) = answer.as_object_mut() {
            members.insert("set".to_owned(), set.into());
            members.insert("sent".to_owned(), report::of_tally_json(&tally));
        }
    } else if format == Format::Table {
        output::lines(["there is nothing to be done"])?;
    }
    if format != Format::Table {
        output::lines([answer.to_string()])?;
    }
    match (&args.rejects, counts.broken) {
        (_, 0) => {}
        (Some(path), broken) if rejected => warn(&format!(
            "{broken} rows are in {}, each with its reason: mend them there and import that file",
            path.display()
        )),
        (_, broken) => {
            warn(&format!(
                "{broken} rows were left out; --rejects FILE writes them down with their reasons"
            ));
            exit = worse(exit, Exit::Failed);
        }
    }
    Ok(exit)
}

/// The same bytes do not make the same customers twice: an import that was cut off goes on, one that was done
/// is not done again unless somebody says so.
async fn taken_before(
    context: &Context,
    workspace: &Workspace,
    import: &Import,
    stop: &Arc<AtomicBool>,
) -> Result<Option<Exit>, Problem> {
    let Some(before) = import.before().await? else {
        return Ok(None);
    };
    if !workspace.has_effect(&before.set).await? || context.globals.dry_run {
        return Ok(None);
    }
    let tally = workspace.tally(&before.set).await?;
    if tally.waiting > 0 {
        warn(&format!(
            "this file was being imported already ({} of {} rows are done): going on with that",
            tally.done,
            tally.all()
        ));
        let tally = send(workspace, &before.set, stop).await?;
        let format = output::format(&context.globals);
        let exit = say_sent(workspace, &before.set, &tally, format).await?;
        if format != Format::Table {
            let set = serde_json::json!({"set": before.set, "sent": report::of_tally_json(&tally)});
            output::lines([set.to_string()])?;
        }
        return Ok(Some(exit));
    }
    if import.may_come_again() {
        return Ok(None);
    }
    Err(Problem::usage(format!(
        "this very file was imported at {}; nothing was done: add --key FIELD to bring those customers up to date, or --again to make all of them once more",
        before.at
    )))
}

async fn judge(
    context: &Context,
    import: &Arc<Import>,
    format: Format,
    stop: &Arc<AtomicBool>,
) -> Result<Verdict, Problem> {
    let bar = Bar::new("reading", import.rows);
    let shows_rows = context.globals.dry_run;
    let mut out = BufWriter::new(std::io::stdout());
    let gone = Arc::new(AtomicBool::new(false));
    let (mut told, leaves, ends) = (0, gone.clone(), stop.clone());
    let each = move |import: &Import, judged: &Judged| {
        let is_broken = matches!(judged.outcome, Outcome::Broken(_));
        let line = match format {
            Format::Table if shows_rows => report::of_row(judged, import.fields()),
            Format::Table if is_broken && told < TOLD => report::of_row(judged, import.fields()),
            Format::Table => None,
            _ => shows_rows.then(|| report::of_row_json(judged).to_string()),
        };
        told += usize::from(is_broken);
        if let Some(line) = line
            && writeln!(out, "{line}").is_err()
        {
            // The reader has left: nobody wants to know the rest.
            leaves.store(true, Ordering::Relaxed);
            ends.store(true, Ordering::Relaxed);
        }
    };
    let judged = import.judge(stop.clone(), each, move |done| bar.at(done));
    match judged.await {
        Err(ImportError::Stopped) if gone.load(Ordering::Relaxed) => {
            Err(Problem::new(Exit::Done, ""))
        }
        judged => Ok(judged?),
    }
}

fn say_verdict(import: &Import, verdict: &Verdict, format: Format) -> Result<(), Problem> {
    if format != Format::Table {
        return Ok(());
    }
    let more = verdict.counts.broken.saturating_sub(TOLD);
    if more > 0 {
        output::lines([format!(
            "and {more} more that are broken (--dry-run shows all)"
        )])?;
    }
    output::lines(report::of_unknown(verdict))?;
    output::lines([report::of_counts(&verdict.counts)])?;
    if verdict.known_ids > 0 && import.key == Key::None {
        output::lines([format!(
            "{} rows carry the id of a customer that is here (--key id changes those)",
            verdict.known_ids
        )])?;
    }
    Ok(())
}

/// Sends a set, until all of it was tried or somebody stops it.
async fn send(workspace: &Workspace, set: &str, stop: &Arc<AtomicBool>) -> Result<Tally, Problem> {
    let all = workspace.tally(set).await?.all();
    let bar = Bar::new("importing", all);
    let tally = workspace
        .send_many(set, stop, |tally| bar.at(tally.all() - tally.waiting))
        .await?;
    Ok(tally)
}

async fn say_sent(
    workspace: &Workspace,
    set: &str,
    tally: &Tally,
    format: Format,
) -> Result<Exit, Problem> {
    if format == Format::Table {
        output::lines([report::of_tally(tally, set)])?;
    }
    for (why, count) in workspace.reasons(set, TOLD).await? {
        warn(&format!("{count} rows: {why}"));
    }
    Ok(match (tally.asks, tally.waiting, tally.dropped) {
        (0, 0, 0) => Exit::Done,
        (0, 0, _) => Exit::Failed,
        (0, _, _) => Exit::Offline,
        (_, _, _) => Exit::Conflict,
    })
}

/// The one that a script must not pass over.
fn worse(one: Exit, other: Exit) -> Exit {
    match one {
        Exit::Done => other,
        one => one,
    }
}

/// Rejected rows must not take the place of the rows they came from.
fn refuse_to_overwrite(source: &Path, rejects: &Path) -> Result<(), Problem> {
    let same = match (source.canonicalize(), rejects.canonicalize()) {
        (Ok(one), Ok(other)) => one == other,
        _ => false,
    };
    match same {
        true => Err(Problem::usage(
            "--rejects names the file that is imported; nothing was imported: choose another name",
        )),
        false => Ok(()),
    }
}

/// The first Ctrl-C stops the work where it can stand; it is told what was done.
fn stop_on_interrupt(stop: Arc<AtomicBool>) -> Listening {
    Listening(tokio::spawn(async move {
        while tokio::signal::ctrl_c().await.is_ok() {
            stop.store(true, Ordering::Relaxed);
        }
    }))
}

struct Listening(tokio::task::JoinHandle<()>);

impl Drop for Listening {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl From<ImportError> for Problem {
    fn from(error: ImportError) -> Problem {
        match error {
            ImportError::Workspace(error) => error.into(),
            ImportError::Usage(why) => Problem::usage(format!("{why}; nothing was imported")),
            error => Problem::failed(error.to_string()),
        }
    }
}

/// A file to read: the one that was named, or what came in by stdin.
pub enum Source {
    Named(PathBuf),
    Spooled(tempfile::NamedTempFile),
}

impl Source {
    fn path(&self) -> &Path {
        match self {
            Source::Named(path) => path,
            Source::Spooled(file) => file.path(),
        }
    }
}
