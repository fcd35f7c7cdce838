//! The third face: the customers line by line, by questions and answers, for screen readers, for terminals that
//! cannot move their cursor, and for pipes. Lists, shows, searches, edits and creates. Stands on `workspace`, and on
//! the pure pieces of `app` that the screen goes by too: forms, drop-downs, drafts, conflicts.
//!
//! Must not draw, colour, or move a cursor, and names neither the commands nor the screen. All that is typed is kept
//! on disk as it is accepted, so that there is no wrong moment to leave.

mod choice;
mod desk;
mod ears;
mod edit;
mod group;
mod results;
mod save;
mod sheet;
mod start;
mod talk;
#[cfg(test)]
mod tests;
mod value;
mod word;

use std::io::{self, IsTerminal};

use thiserror::Error;

use crate::app::words::plain as words;
use crate::customer::CustomerId;
use crate::workspace::{Workspace, WorkspaceError};

use desk::Desk;
use ears::Ears;
use talk::Talk;

/// Why a conversation does not go on.
#[derive(Debug, Error)]
pub enum Stop {
    #[error("{}", words::LEFT)]
    Left,
    #[error("{}", words::INTERRUPTED)]
    Interrupted,
    /// What was to be read or written could not be.
    #[error(transparent)]
    Line(#[from] io::Error),
    #[error(transparent)]
    Workspace(#[from] WorkspaceError),
}

/// Talks with whoever is at the standard streams until that one leaves. `search`: what to begin with.
pub async fn talk(workspace: Workspace, search: &str) -> Result<(), Stop> {
    // Where nobody types, what is read is shown as well: the answers would be without their questions.
    let echo = !io::stdin().is_terminal();
    let talk = Talk::new(Ears::of(io::stdin()), io::stdout(), echo);
    converse(workspace, talk, search).await
}

/// Talks with whoever is at the terminal until one customer is chosen, or none. The answer of `rolo pick` may go into a
/// pipe: what is said goes beside it.
pub async fn pick(workspace: Workspace, search: &str) -> Result<Option<CustomerId>, Stop> {
    let echo = !io::stdin().is_terminal();
    let talk = Talk::new(Ears::of(io::stdin()), io::stderr(), echo);
    choose(workspace, talk, search).await
}

async fn choose<W: io::Write>(
    workspace: Workspace,
    talk: Talk<W>,
    search: &str,
) -> Result<Option<CustomerId>, Stop> {
    let mut desk = Desk::open(workspace, talk).await?;
    desk.picks = true;
    match desk.go(search).await {
        Ok(()) | Err(Stop::Left | Stop::Interrupted) => Ok(desk.picked),
        Err(stop) => Err(stop),
    }
}

async fn converse<W: io::Write>(
    workspace: Workspace,
    talk: Talk<W>,
    search: &str,
) -> Result<(), Stop> {
    let ended = match Desk::open(workspace, talk).await {
        Ok(mut desk) => desk.go(search).await,
        Err(stop) => Err(stop),
    };
    match ended {
        Ok(()) | Err(Stop::Left | Stop::Interrupted) => Ok(()),
        Err(stop) => Err(stop),
    }
}
