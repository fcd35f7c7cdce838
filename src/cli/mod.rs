//! The command line: what `rolo VERB` does, one file a verb. Stands on `workspace` and `customer`; must not
//! draw, and prints nothing but what a verb answers.

mod args;
mod assign;
mod bar;
mod carry;
mod catalog;
mod columns;
mod complete;
mod config;
mod context;
mod create;
mod delete;
mod doctor;
mod duplicates;
mod edit;
mod export;
mod history;
mod import;
mod interrupt;
mod list;
mod log;
mod login;
mod manual;
mod merge;
mod note;
mod order;
mod outbox;
mod output;
mod pick;
mod problem;
mod read;
mod resolve;
mod sending;
mod serve;
mod set;
mod show;
mod sync;
mod table;
mod trash;
mod undo;
mod verbs;
mod views;
mod workspaces;

use std::io::IsTerminal;

pub use args::{Cli, Command, Format, Globals};
pub use complete::answer;
pub use context::{Context, env, warn};
pub use pick::picked;
pub use problem::{Exit, Problem};

/// Carries a verb out. `Ok(None)`: what was asked for needs another face.
pub async fn run(cli: &Cli, context: &Context) -> Result<Option<Exit>, Problem> {
    let exit = match &cli.command {
        Some(_) if cli.plain => return Err(no_verb()),
        None if cli.plain || wants_a_screen(&cli.globals) => return Ok(None),
        None => list::run(context, &list::Args::of(cli.query.clone())).await?,
        Some(Command::List(args)) => list::run(context, args).await?,
        Some(Command::Pick(_)) => return pick::check().map(|()| None),
        Some(Command::Views(args)) => views::run(context, args).await?,
        Some(Command::Show(args)) => show::run(context, args).await?,
        Some(Command::Create(args)) => create::run(context, args).await?,
        Some(Command::Note(args)) => note::run(context, args).await?,
        Some(Command::Catalog(args)) => catalog::run(context, args).await?,
        Some(Command::Set(args)) => set::run(context, args).await?,
        Some(Command::Edit(args)) => edit::run(context, args).await?,
        Some(Command::Delete(args)) => delete::run(context, args).await?,
        Some(Command::Undo(args)) => undo::undo(context, args).await?,
        Some(Command::Redo) => undo::redo(context).await?,
        Some(Command::Log(args)) => log::run(context, args).await?,
        Some(Command::History(args)) => history::run(context, args).await?,
        Some(Command::Trash(args)) => trash::run(context, args).await?,
        Some(Command::Restore(args)) => trash::restore(context, args).await?,
        Some(Command::Outbox(args)) => outbox::run(context, args).await?,
        Some(Command::Sync) => sync::run(context).await?,
        Some(Command::Duplicates(args)) => duplicates::run(context, args).await?,
        Some(Command::Merge(args)) => merge::run(context, args).await?,
        Some(Command::Login(args)) => login::run(context, args).await?,
        Some(Command::Workspace(args)) => workspaces::run(context, args)?,
        Some(Command::Serve(args)) => serve::run(context, args).await?,
        Some(Command::Completions(args)) => manual::completions(args)?,
        Some(Command::Man(args)) => manual::manual(args)?,
        Some(Command::Import(args)) => import::run(context, args).await?,
        Some(Command::Export(args)) => export::run(context, args).await?,
        Some(Command::Config(args)) => config::run(context, args)?,
        Some(Command::Doctor) => doctor::run(context).await?,
    };
    Ok(Some(exit))
}

fn no_verb() -> Problem {
    Problem::usage(
        "--plain goes without a verb: `rolo --plain` does its work by questions; nothing was done",
    )
}

/// A screen needs a terminal at both ends, and nobody who asked for a format.
fn wants_a_screen(globals: &Globals) -> bool {
    globals.asked_format().is_none()
        && std::io::stdin().is_terminal()
        && std::io::stdout().is_terminal()
}
