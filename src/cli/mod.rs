//! The command line: what `rolo VERB` does, one file a verb. Stands on `workspace` and `customer`; must not
//! draw, and prints nothing but what a verb answers.

mod args;
mod assign;
mod columns;
mod context;
mod create;
mod delete;
mod doctor;
mod duplicates;
mod list;
mod login;
mod merge;
mod order;
mod output;
mod pick;
mod problem;
mod read;
mod serve;
mod set;
mod show;
mod table;
mod views;
mod workspaces;

use std::io::IsTerminal;

pub use args::{Cli, Command, Format, Globals};
pub use context::{Context, env, warn};
pub use pick::picked;
pub use problem::{Exit, Problem};

/// Carries a verb out. `Ok(None)`: what was asked for needs the terminal face.
pub async fn run(cli: &Cli, context: &Context) -> Result<Option<Exit>, Problem> {
    let exit = match &cli.command {
        None if wants_a_screen(&cli.globals) => return Ok(None),
        None => list::run(context, &list::Args::of(cli.query.clone())).await?,
        Some(Command::List(args)) => list::run(context, args).await?,
        Some(Command::Pick(_)) => return pick::check().map(|()| None),
        Some(Command::Views(args)) => views::run(context, args).await?,
        Some(Command::Show(args)) => show::run(context, args).await?,
        Some(Command::Create(args)) => create::run(context, args).await?,
        Some(Command::Set(args)) => set::run(context, args).await?,
        Some(Command::Delete(args)) => delete::run(context, args).await?,
        Some(Command::Duplicates(args)) => duplicates::run(context, args).await?,
        Some(Command::Merge(args)) => merge::run(context, args).await?,
        Some(Command::Login(args)) => login::run(context, args).await?,
        Some(Command::Workspace(args)) => workspaces::run(context, args)?,
        Some(Command::Serve(args)) => serve::run(context, args).await?,
        Some(Command::Doctor) => doctor::run(context).await?,
    };
    Ok(Some(exit))
}

/// A screen needs a terminal at both ends, and nobody who asked for a format.
fn wants_a_screen(globals: &Globals) -> bool {
    globals.asked_format().is_none()
        && std::io::stdin().is_terminal()
        && std::io::stdout().is_terminal()
}
