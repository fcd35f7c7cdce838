//! `rolo outbox`: the changes that the server has not confirmed yet, and what is to become of them.

use clap::{Subcommand, ValueEnum};
use clap_complete::engine::ArgValueCompleter;

use crate::customer::changeset::{Entry, Standing};
use crate::customer::{Change, telling};
use crate::workspace::Workspace;

use super::carry::{judged, short};
use super::context::Context;
use super::problem::{Exit, Problem};
use super::{assign, complete, log, output};

#[derive(Clone, Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    verb: Option<Verb>,
}

#[derive(Clone, Debug, Subcommand)]
enum Verb {
    /// List what waits
    #[command(after_help = "Example:\n  rolo outbox list --json")]
    List,
    /// Say all of one change: what it does, and why it waits
    #[command(after_help = "Example:\n  rolo outbox show 019ab12c-3d4e")]
    Show {
        #[arg(add = ArgValueCompleter::new(complete::sets))]
        set: String,
    },
    /// Send now: one change, or all that wait
    #[command(after_help = "Examples:\n  rolo outbox retry\n  rolo outbox retry 019ab12c-3d4e")]
    Retry {
        #[arg(add = ArgValueCompleter::new(complete::sets))]
        set: Option<String>,
    },
    /// Give a change up; what the server has stands
    #[command(after_help = "Example:\n  rolo outbox drop 019ab12c-3d4e --yes")]
    Drop {
        #[arg(add = ArgValueCompleter::new(complete::sets))]
        set: String,
    },
    /// Settle a conflict: for all its fields one's own value, or what the server has
    #[command(after_help = "Example:\n  rolo outbox resolve 019ab12c-3d4e mine")]
    Resolve {
        #[arg(add = ArgValueCompleter::new(complete::sets))]
        set: String,
        side: Side,
    },
    /// Nobody knows whether it arrived: say that it did
    #[command(after_help = "Example:\n  rolo outbox yes 019ab12c-3d4e")]
    Yes {
        #[arg(add = ArgValueCompleter::new(complete::sets))]
        set: String,
    },
    /// Nobody knows whether it arrived: say that it did not, so that it is sent again
    #[command(after_help = "Example:\n  rolo outbox no 019ab12c-3d4e")]
    No {
        #[arg(add = ArgValueCompleter::new(complete::sets))]
        set: String,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Side {
    Mine,
    Theirs,
}

pub async fn run(context: &Context, args: &Args) -> Result<Exit, Problem> {
    let workspace = context.open().await?;
    match &args.verb {
        None | Some(Verb::List) => {
            let entries = workspace.outbox().await?;
            log::print(context, &entries, &*workspace.fields().await?)?;
            Ok(Exit::Done)
        }
        Some(Verb::Show { set }) => show(&workspace, &find(&workspace, set).await?).await,
        Some(Verb::Retry { set: None }) => retry_all(&workspace).await,
        Some(Verb::Retry { set: Some(set) }) => {
            let entry = find(&workspace, set).await?;
            workspace.retry(&entry.set.id).await?;
            settle(&workspace, &entry.set.id).await
        }
        Some(Verb::Drop { set }) => drop_set(context, &workspace, set).await,
        Some(Verb::Resolve { set, side }) => resolve(&workspace, set, *side).await,
        Some(Verb::Yes { set }) => answer(&workspace, set, true).await,
        Some(Verb::No { set }) => answer(&workspace, set, false).await,
    }
}

async fn find(workspace: &Workspace, set: &str) -> Result<Entry, Problem> {
    workspace.entry(set).await?.ok_or_else(|| {
        Problem::new(
            Exit::NotFound,
            format!("no change is called {set} here; `rolo outbox` lists those that wait"),
        )
    })
}

/// Sends what is due of a set, and says how it stands.
async fn settle(workspace: &Workspace, id: &str) -> Result<Exit, Problem> {
    let entry = judged(workspace, workspace.verdict(id).await?).await?;
    say(workspace, &entry).await?;
    Ok(Exit::Done)
}

async fn say(workspace: &Workspace, entry: &Entry) -> Result<(), Problem> {
    let head = telling::headline(&entry.set, &*workspace.fields().await?);
    output::lines([format!(
        "{}: {head} ({})",
        telling::standing(entry),
        short(&entry.set.id)
    )])
}

async fn retry_all(workspace: &Workspace) -> Result<Exit, Problem> {
    let mut worst = None;
    for entry in workspace.outbox().await? {
        if entry.needs_a_person() {
            continue;
        }
        workspace.retry(&entry.set.id).await?;
        if let Err(problem) = settle(workspace, &entry.set.id).await {
            worst.get_or_insert(problem);
        }
    }
    worst.map_or(Ok(Exit::Done), Err)
}

async fn drop_set(context: &Context, workspace: &Workspace, set: &str) -> Result<Exit, Problem> {
    let entry = find(workspace, set).await?;
    if entry.is_over() {
        return Err(Problem::failed(
            "it has come to its end already; `rolo undo` takes it back",
        ));
    }
    if context.globals.dry_run {
        say(workspace, &entry).await?;
        return Ok(Exit::Done);
    }
    workspace.drop_set(&entry.set.id).await?;
    say(workspace, &find(workspace, &entry.set.id).await?).await?;
    Ok(Exit::Done)
}

async fn resolve(workspace: &Workspace, set: &str, side: Side) -> Result<Exit, Problem> {
    let entry = find(workspace, set).await?;
    let mut met = false;
    for (step, standing) in entry.standing.iter().enumerate() {
        let Standing::Conflict { conflicts, .. } = standing else {
            continue;
        };
        met = true;
        let mut changes = entry
            .set
            .steps
            .get(step)
            .map_or(Vec::new(), |step| match step {
                crate::customer::Step::Edit { changes, .. } => changes.clone(),
                _ => Vec::new(),
            });
        changes.retain(|change| conflicts.iter().all(|clash| clash.field != change.field));
        if side == Side::Mine {
            changes.extend(conflicts.iter().map(|clash| Change {
                field: clash.field.clone(),
                from: clash.theirs.clone(),
                to: clash.mine.clone(),
            }));
        }
        workspace.resolve(&entry.set.id, step, changes).await?;
    }
    if !met {
        return Err(Problem::failed("it is in no conflict; nothing was done"));
    }
    settle(workspace, &entry.set.id).await
}

async fn answer(workspace: &Workspace, set: &str, happened: bool) -> Result<Exit, Problem> {
    let entry = find(workspace, set).await?;
    let asks = |standing: &Standing| matches!(standing, Standing::Unknown { .. });
    let unknown = (0..entry.standing.len()).filter(|step| asks(&entry.standing[*step]));
    let mut met = false;
    for step in unknown {
        met = true;
        workspace.say(&entry.set.id, step, happened).await?;
    }
    if !met {
        return Err(Problem::failed(
            "it is known how it stands; nothing was done",
        ));
    }
    settle(workspace, &entry.set.id).await
}

/// All that a set does, and how each of its steps stands.
async fn show(workspace: &Workspace, entry: &Entry) -> Result<Exit, Problem> {
    let fields = workspace.fields().await?;
    let mut lines = vec![
        format!(
            "{}  {}",
            telling::headline(&entry.set, &fields),
            entry.set.id
        ),
        format!(
            "by {} at {}; {}",
            entry.set.who,
            entry.set.at,
            telling::standing(entry)
        ),
    ];
    lines.extend(telling::reason(entry));
    if let Some(next) = &entry.next_try {
        lines.push(format!("{} tries; the next at {next}", entry.tries));
    }
    for step in &entry.set.steps {
        if let crate::customer::Step::Edit { name, changes, .. } = step {
            let changes = changes
                .iter()
                .map(|change| assign::sentence(change, &fields));
            lines.extend(changes.map(|change| format!("  {name}: {change}")));
        }
    }
    output::lines(lines)?;
    Ok(Exit::Done)
}
