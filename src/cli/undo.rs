//! `rolo undo` and `rolo redo`: take the newest change back, or one by its id, and bring it again.

use crate::customer::changeset::{Action, ChangeSet, Entry};
use crate::customer::telling;
use crate::workspace::Workspace;
use clap_complete::engine::ArgValueCompleter;

use super::args::Format;
use super::carry::{judged, notes, short};
use super::complete;
use super::context::{Context, warn};
use super::output;
use super::problem::{Exit, Problem};

#[derive(Clone, Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  rolo undo                  take the newest change back\n  rolo log                   what was done, with its ids\n  rolo undo 019ab12c-3d4e    take that one back"
)]
pub struct Args {
    /// The change's id, or the beginning of it; without one the newest
    #[arg(add = ArgValueCompleter::new(complete::sets))]
    set: Option<String>,
}

pub async fn undo(context: &Context, args: &Args) -> Result<Exit, Problem> {
    let workspace = context.open_fresh().await?;
    if context.globals.dry_run {
        return would_undo(context, &workspace, args.set.as_deref()).await;
    }
    let set = workspace.undo(args.set.as_deref()).await?;
    tell(context, &workspace, set, "undone").await
}

pub async fn redo(context: &Context) -> Result<Exit, Problem> {
    let workspace = context.open_fresh().await?;
    if context.globals.dry_run {
        return would_redo(context, &workspace).await;
    }
    let set = workspace.redo().await?;
    tell(context, &workspace, set, "done again").await
}

/// Sends the set that takes another back, and says which one that was.
async fn tell(
    context: &Context,
    workspace: &Workspace,
    set: ChangeSet,
    done: &str,
) -> Result<Exit, Problem> {
    let entry = judged(workspace, workspace.verdict(&set.id).await?).await?;
    notes(&entry).for_each(warn);
    let mut of = entry;
    // What was taken back may itself have taken something back: the person knows the first of them.
    while let Some(undone) = of.set.undoes.clone() {
        match workspace.entry(&undone).await? {
            Some(entry) => of = entry,
            None => break,
        }
    }
    say(context, workspace, &of, done).await
}

async fn would_undo(
    context: &Context,
    workspace: &Workspace,
    set: Option<&str>,
) -> Result<Exit, Problem> {
    let nothing = || Problem::failed("there is nothing to undo");
    let entry = match set {
        Some(set) => workspace.entry(set).await?,
        None => newest(workspace, |entry| entry.set.action != Action::Undo).await?,
    };
    let entry = entry.ok_or_else(nothing)?;
    if entry.undone_by.is_some() || !workspace.has_effect(&entry.set.id).await? {
        return Err(Problem::failed(
            "this change did nothing that could be taken back",
        ));
    }
    say(context, workspace, &entry, "would be undone").await
}

async fn would_redo(context: &Context, workspace: &Workspace) -> Result<Exit, Problem> {
    let undo = newest(workspace, |entry| entry.set.action == Action::Undo).await?;
    let undone = undo.and_then(|entry| entry.set.undoes);
    let entry = match undone {
        Some(set) => workspace.entry(&set).await?,
        None => None,
    };
    let entry = entry.ok_or_else(|| Problem::failed("there is nothing to redo"))?;
    say(context, workspace, &entry, "would be done again").await
}

/// The newest change of a kind that has not been taken back.
async fn newest(
    workspace: &Workspace,
    is_it: fn(&Entry) -> bool,
) -> Result<Option<Entry>, Problem> {
    for entry in workspace.log(LOOK).await? {
        let counts = is_it(&entry) && entry.undone_by.is_none();
        if counts && workspace.has_effect(&entry.set.id).await? {
            return Ok(Some(entry));
        }
    }
    Ok(None)
}

/// How many changes are looked at for that.
const LOOK: usize = 500;

async fn say(
    context: &Context,
    workspace: &Workspace,
    entry: &Entry,
    what: &str,
) -> Result<Exit, Problem> {
    if output::format(&context.globals) == Format::Table {
        let fields = workspace.fields().await?;
        let head = telling::headline(&entry.set, &fields);
        output::lines([format!("{what}: {head} ({})", short(&entry.set.id))])?;
    } else {
        output::lines([serde_json::json!({"change": entry.set.id, "is": what}).to_string()])?;
    }
    Ok(Exit::Done)
}
