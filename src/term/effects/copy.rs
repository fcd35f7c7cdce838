//! Owns bringing a text to a clipboard: the programs of this machine first, off the loop; then the terminal.
//! Must not know which ways there are.

use std::process::Stdio;
use std::time::Duration;

use tokio::io::AsyncWriteExt;
use tokio::process::Command;

use super::{Effects, Report};
use crate::app::copy::{Copy, Text};
use crate::app::msg::Outcome;
use crate::app::ticket::Ticket;
use crate::app::words::failing;
use crate::term::clipboard::Program;
use crate::workspace::export::vcard;

/// A program that waits for a screen that is not there must not be waited for.
const PATIENCE: Duration = Duration::from_secs(2);

impl Effects {
    pub(super) fn copy(&self, ticket: Ticket, copy: Copy) {
        let text = match copy.text {
            Text::Words(words) => words,
            Text::Card(record) => vcard::write(&record),
        };
        let programs = self.clipboard.programs().to_vec();
        let tell = self.tell.clone();
        tokio::spawn(async move {
            let report = match first_that_takes(&programs, &text).await {
                Some(by) => Report::Done(
                    ticket,
                    Outcome::Copied {
                        what: copy.what,
                        by: Some(by.to_owned()),
                    },
                ),
                None => Report::Untaken(ticket, copy.what, text),
            };
            // The program has left when nobody listens.
            drop(tell.send(report));
        });
    }

    /// On the loop, so that it stands between two frames.
    pub(super) fn to_terminal(&self, what: String, text: String) -> Outcome {
        match self.clipboard.send(&text) {
            Ok(()) => Outcome::Copied { what, by: None },
            Err(error) => Outcome::NotCopied {
                text,
                why: failing::not_copied(error),
            },
        }
    }
}

async fn first_that_takes(programs: &[Program], text: &str) -> Option<&'static str> {
    for program in programs {
        match tokio::time::timeout(PATIENCE, hand_over(*program, text)).await {
            Ok(Ok(true)) => return Some(program.name),
            Ok(Ok(false)) => tracing::warn!(program.name, "would not take what was copied"),
            Ok(Err(error)) => tracing::debug!(program.name, %error, "is not there to copy with"),
            Err(_) => tracing::warn!(program.name, "took too long to copy"),
        }
    }
    None
}

async fn hand_over(program: Program, text: &str) -> std::io::Result<bool> {
    let mut child = Command::new(program.name)
        .args(program.args)
        .stdin(Stdio::piped())
        // It may live on to serve the clipboard: then nothing of ours may be held open by it, nor written to.
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()?;
    if let Some(mut input) = child.stdin.take() {
        input.write_all(text.as_bytes()).await?;
    }
    Ok(child.wait().await?.success())
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn program(name: &'static str, args: &'static [&'static str]) -> Program {
        Program { name, args }
    }

    #[tokio::test]
    async fn the_first_program_that_takes_it_is_named() {
        let takes = program("grep", &["-q", "copied"]);
        let refuses = program("false", &[]);
        let missing = program("rolo-has-no-such-program", &[]);
        let all = [missing, refuses, takes];
        assert_eq!(first_that_takes(&all, "copied").await, Some("grep"));
        assert_eq!(first_that_takes(&all, "other").await, None);
    }
}
