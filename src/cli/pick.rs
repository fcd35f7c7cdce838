//! `rolo pick`: one customer is chosen on the screen, and its id printed. The screen itself is the other
//! face's affair.

use std::fs::File;

use crate::customer::CustomerId;

use super::args::joined;
use super::output;
use super::problem::{Exit, Problem};

#[derive(Clone, Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  rolo show $(rolo pick volks)\n  rolo pick status:active | xargs rolo show\n\nThe screen is drawn on the terminal even where the answer goes into a pipe. Nothing chosen: exit code 1."
)]
pub struct Args {
    /// What to choose from; none for all customers
    query: Vec<String>,
}

impl Args {
    pub fn query(&self) -> String {
        joined(&self.query)
    }
}

/// Whether there is a terminal to choose on.
pub fn check() -> Result<(), Problem> {
    match File::options().read(true).write(true).open("/dev/tty") {
        Ok(_) => Ok(()),
        Err(_) => Err(Problem::usage(
            "there is no terminal to choose on; `rolo list --format ids` works everywhere",
        )),
    }
}

/// Prints the answer.
pub fn picked(id: Option<CustomerId>) -> Result<Exit, Problem> {
    match id {
        Some(id) => {
            output::lines([id.to_string()])?;
            Ok(Exit::Done)
        }
        None => Ok(Exit::Failed),
    }
}
