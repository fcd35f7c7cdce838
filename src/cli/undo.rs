//! `rolo undo` and `rolo redo`: take the newest change back, or one by its id, and bring it again.

use crate::customer::changeset::{ChangeSet, Entry};
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
        let set = workspace.would_undo(args.set.as_deref()).await?;
        return would_be(context, &workspace, &set, "would be undone").await;
    }
    let set = workspace.undo(args.set.as_deref()).await?;
    tell(context, &workspace, set, "undone").await
}

pub async fn redo(context: &Context) -> Result<Exit, Problem> {
    let workspace = context.open_fresh().await?;
    if context.globals.dry_run {
        let set = workspace.would_redo().await?;
        return would_be(context, &workspace, &set, "would be done again").await;
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
    let first = first(workspace, entry).await?;
    say(context, workspace, &first, done).await
}

/// What was taken back may itself have taken something back: the person knows the first of them.
async fn first(workspace: &Workspace, mut of: Entry) -> Result<Entry, Problem> {
    while let Some(undone) = of.set.undoes.clone() {
        match workspace.entry(&undone).await? {
            Some(entry) => of = entry,
            None => break,
        }
    }
    Ok(of)
}

async fn would_be(
    context: &Context,
    workspace: &Workspace,
    set: &str,
    done: &str,
) -> Result<Exit, Problem> {
    let entry = workspace.entry(set).await?;
    let entry = entry.ok_or_else(|| Problem::failed("this change is gone meanwhile"))?;
    let first = first(workspace, entry).await?;
    say(context, workspace, &first, done).await
}

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
