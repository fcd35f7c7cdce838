//! Owns what comes after an import was agreed to: sending it, going on with one that was cut off, and saying
//! what became of it. Must not judge rows.

use std::sync::atomic::AtomicBool;

use crate::cli::args::Format;
use crate::cli::context::{Context, warn};
use crate::cli::output;
use crate::cli::problem::{Exit, Problem};
use crate::workspace::import::Import;
use crate::workspace::{Tally, Workspace};

use super::bar::Bar;
use super::report;

/// So many reasons are told.
const TOLD: usize = 5;

/// The same bytes do not make the same customers twice: an import that was cut off goes on, one that was done
/// is not done again unless somebody says so.
pub async fn taken_before(
    context: &Context,
    workspace: &Workspace,
    import: &Import,
    stop: &AtomicBool,
) -> Result<Option<Exit>, Problem> {
    let Some(before) = import.before().await? else {
        return Ok(None);
    };
    if context.globals.dry_run || !workspace.has_effect(&before.set).await? {
        return Ok(None);
    }
    let tally = workspace.tally(&before.set).await?;
    if tally.waiting > 0 {
        warn(&format!(
            "this file was being imported already, {} of {} rows are done: going on with that",
            tally.done,
            tally.all()
        ));
        return go_on(context, workspace, &before.set, stop).await.map(Some);
    }
    if import.may_come_again() {
        return Ok(None);
    }
    let so_far = match tally.dropped {
        0 => String::new(),
        _ => format!(", and stopped after {} of {} rows", tally.done, tally.all()),
    };
    Err(Problem::usage(format!(
        "this very file was imported at {}{so_far}; nothing was done: add --key FIELD to bring those customers up to date and to add the others, or --again to make all of them once more",
        before.at
    )))
}

async fn go_on(
    context: &Context,
    workspace: &Workspace,
    set: &str,
    stop: &AtomicBool,
) -> Result<Exit, Problem> {
    let tally = send(workspace, set, stop).await?;
    let format = output::format(&context.globals);
    let exit = say(workspace, set, &tally, format).await?;
    if format != Format::Table {
        let mut answer = serde_json::json!({});
        report::add_tally(&mut answer, set, &tally);
        output::lines([answer.to_string()])?;
    }
    Ok(exit)
}

/// Sends a set, until all of it was tried or somebody stops it.
pub async fn send(workspace: &Workspace, set: &str, stop: &AtomicBool) -> Result<Tally, Problem> {
    let bar = Bar::new("importing", workspace.tally(set).await?.all());
    let sent = workspace.send_many(set, stop, |tally| bar.at(tally.all() - tally.waiting));
    Ok(sent.await?)
}

/// Says what became of it; the exit code is the one that a script must not pass over.
pub async fn say(
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
        _ => Exit::Conflict,
    })
}
