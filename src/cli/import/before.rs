//! Owns a file that was taken before: going on with an import that was cut off, and not doing one twice that was
//! done. Must not judge rows.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use crate::cli::args::Format;
use crate::cli::context::{Context, warn};
use crate::cli::output;
use crate::cli::problem::{Exit, Problem};
use crate::cli::sending;

use super::report::counted;
use crate::workspace::Workspace;
use crate::workspace::import::{Before, Import, Kept};

/// The same bytes do not make the same customers twice: an import that was cut off goes on, one that was done
/// is not done again unless somebody says so.
pub async fn taken_before(
    context: &Context,
    workspace: &Workspace,
    import: &Arc<Import>,
    rejects: Option<&Path>,
    stop: &Arc<AtomicBool>,
) -> Result<Option<Exit>, Problem> {
    let Some(before) = import.before().await? else {
        return Ok(None);
    };
    if !workspace.has_effect(&before.set).await? {
        return Ok(None);
    }
    let is_dry = context.globals.dry_run;
    let tally = workspace.tally(&before.set).await?;
    let (set, is_same) = (&before.set, import.is_mapped_as(&before));
    if tally.waiting > 0 && !is_same {
        return refused(
            is_dry,
            format!(
                "this file is being imported with its columns taken otherwise, and {} rows wait to be sent; nothing was done: import it as before to go on, or `rolo outbox drop {set}` first",
                tally.waiting
            ),
        );
    }
    if tally.waiting > 0 && is_dry {
        warn(&format!(
            "this file was being imported already, {} of {} rows are done: without --dry-run that goes on",
            tally.done,
            tally.all()
        ));
        return Ok(None);
    }
    if tally.waiting > 0 {
        warn(&format!(
            "this file was being imported already, {} of {} rows are done: going on with that",
            tally.done,
            tally.all()
        ));
        return go_on(context, workspace, import, &before, rejects, stop)
            .await
            .map(Some);
    }
    if import.may_come_again() {
        return Ok(None);
    }
    if !is_same && tally.done == 0 {
        if tally.asks > 0 {
            warn(&format!(
                "{} rows of the earlier try wait in the outbox: `rolo outbox drop {set}` gives them up",
                tally.asks
            ));
        }
        return Ok(None);
    }
    let so_far = match tally.dropped {
        0 => String::new(),
        _ => format!(", and stopped after {} of {} rows", tally.done, tally.all()),
    };
    let advice = match is_same {
        true => {
            "add --key FIELD to bring those customers up to date and to add the others, or --again to make all of them once more".to_owned()
        }
        false => format!(
            "its columns were taken otherwise then; take that back with `rolo undo {set}` and import it anew, or add --key FIELD to correct those customers"
        ),
    };
    refused(
        is_dry,
        format!(
            "this very file was imported at {}{so_far}; nothing was done: {advice}",
            before.at
        ),
    )
}

/// A dry run goes on and says what the real one would come to.
fn refused(is_dry: bool, why: String) -> Result<Option<Exit>, Problem> {
    match is_dry {
        true => {
            let would = why.replacen("; nothing was done", "; nothing would be done", 1);
            warn(&would);
            Ok(None)
        }
        false => Err(Problem::usage(why)),
    }
}

async fn go_on(
    context: &Context,
    workspace: &Workspace,
    import: &Arc<Import>,
    before: &Before,
    rejects: Option<&Path>,
    stop: &Arc<AtomicBool>,
) -> Result<Exit, Problem> {
    let set = &before.set;
    let kept = match rejects {
        Some(_) => Some(import.keep_again(before, stop).await?),
        None => None,
    };
    let mut tally = sending::send(workspace, set, "importing", stop).await?;
    if let (Some(path), Some(kept)) = (rejects, kept) {
        tally.asks -= give_back(import, set, kept, path).await?.min(tally.asks);
    }
    let format = output::format(&context.globals);
    let exit = sending::say(workspace, set, &tally, format).await?;
    if format != Format::Table {
        let mut answer = serde_json::json!({});
        sending::add(&mut answer, set, &tally);
        output::lines([answer.to_string()])?;
    }
    Ok(exit)
}

/// Writes down what was not taken, and says how many of those the server alone refused.
pub async fn give_back(
    import: &Arc<Import>,
    set: &str,
    kept: Kept,
    path: &Path,
) -> Result<usize, Problem> {
    let refused = import.give_back(set, kept, path).await?;
    if refused > 0 {
        warn(&format!(
            "the server refused {}; see {} for its reasons",
            counted(refused, "row"),
            path.display()
        ));
    }
    Ok(refused)
}
