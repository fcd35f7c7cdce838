//! `rolo workspace`: which workspaces there are, and which is in use.

use clap::Subcommand;
use clap_complete::engine::ArgValueCompleter;

use crate::connection::{self, Connection, ConnectionError};
use crate::paths::Name;

use super::args::Format;
use super::complete;
use super::context::Context;
use super::output;
use super::problem::{Exit, Problem};
use super::table::{Head, lay_out};

#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "Examples:\n  rolo workspace list\n  rolo workspace use team")]
pub struct Args {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Clone, Debug, Subcommand)]
enum Verb {
    /// List the workspaces
    #[command(after_help = "Example:\n  rolo workspace list")]
    List,
    /// Make a local workspace, empty unless told otherwise, and use it
    #[command(
        after_help = "Examples:\n  rolo workspace add team\n  rolo workspace add play --sample"
    )]
    Add {
        name: String,
        /// Fill it with the sample customers
        #[arg(long)]
        sample: bool,
    },
    /// Use a workspace from now on
    #[command(after_help = "Example:\n  rolo workspace use team")]
    Use {
        #[arg(add = ArgValueCompleter::new(complete::workspaces))]
        name: String,
    },
    /// Remove a workspace from this machine, with all that is in it
    #[command(after_help = "Example:\n  rolo workspace remove play --yes")]
    Remove {
        #[arg(add = ArgValueCompleter::new(complete::workspaces))]
        name: String,
    },
}

pub fn run(context: &Context, args: &Args) -> Result<Exit, Problem> {
    match &args.verb {
        Verb::List => list(context)?,
        Verb::Add { name, sample } => add(context, &Name::new(name)?, *sample)?,
        Verb::Use { name } => switch(context, &Name::new(name)?)?,
        Verb::Remove { name } => remove(context, &Name::new(name)?)?,
    }
    Ok(Exit::Done)
}

fn list(context: &Context) -> Result<(), Problem> {
    let current = context.name()?;
    let mut rows = Vec::new();
    for name in connection::list(&context.paths) {
        let place = match connection::read(&context.paths, &name) {
            Ok(Connection {
                base_url: Some(url),
                ..
            }) => url,
            Ok(_) => "on this machine".to_owned(),
            Err(error) => error.to_string(),
        };
        rows.push((name, place));
    }
    match output::format(&context.globals) {
        Format::Table => {
            let heads = ["", "Name", "Server"].map(|label| Head {
                label: label.to_owned(),
                right: false,
            });
            let rows: Vec<Vec<String>> = rows
                .into_iter()
                .map(|(name, place)| {
                    let mark = if name == current { "*" } else { "" };
                    vec![mark.to_owned(), name.to_string(), place]
                })
                .collect();
            output::lines(lay_out(&heads, &rows, output::width()))
        }
        _ => {
            let object = |(name, place): (Name, String)| serde_json::json!({"name": name.as_str(), "server": place, "current": name == current});
            output::objects(&context.globals, rows.into_iter().map(object))
        }
    }
}

fn add(context: &Context, name: &Name, sample: bool) -> Result<(), Problem> {
    if connection::exists(&context.paths, name) {
        return Err(ConnectionError::Taken(name.clone()).into());
    }
    if context.globals.dry_run {
        return told(
            context,
            name,
            "ready",
            format!("would add workspace {name}"),
        );
    }
    connection::write(&context.paths, name, &Connection::local(sample))?;
    connection::make_current(&context.paths, name)?;
    let what = if sample {
        "with the sample customers"
    } else {
        "empty"
    };
    let said = format!("workspace {name} is ready, {what}, and in use from now on");
    told(context, name, "ready", said)
}

/// A sentence, or what is with the workspace in one word.
fn told(context: &Context, name: &Name, is: &str, sentence: String) -> Result<(), Problem> {
    let answer = serde_json::json!({"workspace": name.as_str(), "is": is});
    output::told(&context.globals, sentence, answer)
}

fn switch(context: &Context, name: &Name) -> Result<(), Problem> {
    // The local workspace is there even before its first use.
    if *name != Name::local() {
        connection::read(&context.paths, name)?;
    }
    if context.globals.dry_run {
        return told(
            context,
            name,
            "in use",
            format!("would use workspace {name}"),
        );
    }
    if *name == Name::local() && !connection::exists(&context.paths, name) {
        connection::write(&context.paths, name, &Connection::local(true))?;
    }
    connection::make_current(&context.paths, name)?;
    let said = format!("workspace {name} is in use from now on");
    told(context, name, "in use", said)
}

fn remove(context: &Context, name: &Name) -> Result<(), Problem> {
    let connection = connection::read(&context.paths, name)?;
    let loses = match connection.base_url {
        Some(_) => "its drafts and keys on this machine, nothing on the server",
        None => "all its customers",
    };
    if context.globals.dry_run {
        let said = format!("would remove workspace {name}: {loses}");
        return told(context, name, "removed", said);
    }
    if !context.globals.yes {
        return Err(Problem::usage(format!(
            "this removes workspace {name}: {loses}; nothing was removed: add --yes if you mean it"
        )));
    }
    connection::remove(&context.paths, name)?;
    told(
        context,
        name,
        "removed",
        format!("workspace {name} is removed"),
    )
}
