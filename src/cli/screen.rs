//! Owns opening the terminal face: the workspace goes in, and what is to be said after it goes out.

use crate::term::caps::Caps;
use crate::term::run::Ended;
use crate::term::start;

use super::context::{Context, env, warn};
use super::problem::{Exit, Problem};

/// Shows the customers until the user leaves.
pub async fn screen(context: &Context, query: &str) -> Result<Exit, Problem> {
    let caps = Caps::read(env, context.no_color());
    if caps.dumb {
        return Err(Problem::usage(
            "this terminal cannot show a screen (TERM is not set, or dumb); `rolo list` works everywhere",
        ));
    }
    let workspace = context.open().await?;
    let left = start::start(workspace, caps, query)
        .await
        .map_err(|error| Problem::failed(format!("the terminal could not be used: {error}")))?;
    for lost in &left.lost {
        warn(lost);
    }
    match left.ended {
        Ended::Quit | Ended::Gone => Ok(Exit::Done),
        Ended::Panicked => Err(Problem::failed(
            "something inside rolo went wrong; what you typed is kept as a draft: start rolo again to go on",
        )),
        Ended::Impatient => Err(Problem::failed(
            "the server had not answered the last save; what you typed is kept as a draft: look at the customer before you save again",
        )),
    }
}
