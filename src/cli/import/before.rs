//! Owns a file that was taken before: going on with an import that was cut off, and not doing one twice that was
//! done. Must not judge rows.

use std::sync::atomic::AtomicBool;

use crate::cli::args::Format;
use crate::cli::context::{Context, warn};
use crate::cli::output;
use crate::cli::problem::{Exit, Problem};
use crate::cli::sending;
use crate::workspace::Workspace;
use crate::workspace::import::Import;

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
    let tally = sending::send(workspace, set, "importing", stop).await?;
    let format = output::format(&context.globals);
    let exit = sending::say(workspace, set, &tally, format).await?;
    if format != Format::Table {
        let mut answer = serde_json::json!({});
        sending::add(&mut answer, set, &tally);
        output::lines([answer.to_string()])?;
    }
    Ok(exit)
}
