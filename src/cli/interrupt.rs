//! Owns Ctrl-C while much is done: the first one asks the work to stop where it can stand, so that it can say
//! what was done. Also the question that may be answered so.
//! Must not do the work.

use std::io::{BufRead, IsTerminal, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use super::problem::Problem;

/// What shells take for the end by Ctrl-C.
const INTERRUPTED: i32 = 130;

/// From now on Ctrl-C raises the flag, for as long as this lives; a second one leaves at once.
#[expect(
    clippy::disallowed_methods,
    reason = "a command that works on many holds no terminal, and its work may hang in a call that never ends"
)]
pub fn listen(stop: Arc<AtomicBool>) -> Listening {
    Listening(tokio::spawn(async move {
        while tokio::signal::ctrl_c().await.is_ok() {
            if stop.swap(true, Ordering::Relaxed) {
                // What was written down stands in the journal, and goes on when it is asked to.
                std::process::exit(INTERRUPTED);
            }
        }
    }))
}

pub struct Listening(tokio::task::JoinHandle<()>);

impl Drop for Listening {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Whether there is somebody to ask; silence is no consent. `nothing`: what was not done then.
pub fn can_ask(nothing: &str) -> Result<(), Problem> {
    match std::io::stdin().is_terminal() {
        true => Ok(()),
        false => Err(Problem::usage(format!(
            "there is no terminal to ask on; {nothing}: look with --dry-run, and add --yes if you mean it"
        ))),
    }
}

/// Asks on a terminal.
pub async fn confirmed(question: &str, nothing: &str, stop: &AtomicBool) -> Result<bool, Problem> {
    can_ask(nothing)?;
    let mut terminal = std::io::stderr();
    write!(terminal, "{question} [y/N] ")?;
    terminal.flush()?;
    let read = tokio::task::spawn_blocking(|| {
        let mut answer = String::new();
        let read = std::io::stdin().lock().read_line(&mut answer);
        read.map(|_| answer)
    });
    tokio::select! {
        answer = read => {
            let answer = answer.map_err(|error| Problem::failed(error.to_string()))??;
            Ok(matches!(answer.trim().to_lowercase().as_str(), "y" | "yes"))
        }
        // Ctrl-C is an answer, too.
        () = stopped(stop) => {
            writeln!(terminal)?;
            Ok(false)
        }
    }
}

/// Waits until the flag is raised.
pub async fn stopped(stop: &AtomicBool) {
    while !stop.load(Ordering::Relaxed) {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}
