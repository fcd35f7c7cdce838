//! Owns sending a set of many steps while somebody waits: the bar, what became of it in one line, and the exit
//! code that a script must not pass over. The same for an import and a bulk edit.
//! Must not make the steps.

use std::sync::atomic::AtomicBool;

use serde_json::{Value, json};

use crate::customer::show::grouped;
use crate::workspace::{Tally, Workspace};

use super::args::Format;
use super::bar::Bar;
use super::context::warn;
use super::output;
use super::problem::{Exit, Problem};

/// So many reasons are told.
const TOLD: usize = 5;

/// Sends a set, until all of it was tried or somebody stops it.
pub async fn send(
    workspace: &Workspace,
    set: &str,
    what: &'static str,
    stop: &AtomicBool,
) -> Result<Tally, Problem> {
    let bar = Bar::new(what, workspace.tally(set).await?.all());
    let sent = workspace.send_many(set, stop, |tally| bar.at(tally.all() - tally.waiting));
    Ok(sent.await?)
}

/// Says what became of it.
pub async fn say(
    workspace: &Workspace,
    set: &str,
    tally: &Tally,
    format: Format,
) -> Result<Exit, Problem> {
    if format == Format::Table {
        output::lines([sentence(tally, set)])?;
    }
    for (why, count) in workspace.reasons(set, TOLD).await? {
        let of = match count {
            1 => "1 customer".to_owned(),
            many => format!("{} customers", grouped(&many.to_string())),
        };
        warn(&format!("{of}: {why}"));
    }
    Ok(match (tally.asks, tally.waiting, tally.dropped) {
        (0, 0, 0) => Exit::Done,
        (0, 0, _) => Exit::Failed,
        (0, _, _) => Exit::Offline,
        _ => Exit::Conflict,
    })
}

fn sentence(tally: &Tally, set: &str) -> String {
    let mut parts = vec![format!("{} done", grouped(&tally.done.to_string()))];
    for (count, what) in [
        (tally.asks, "wait for you (`rolo outbox`)"),
        (tally.waiting, "wait to be sent (`rolo outbox`)"),
        (tally.dropped, "were not sent any more"),
    ] {
        if count > 0 {
            parts.push(format!("{} {what}", grouped(&count.to_string())));
        }
    }
    format!("{}; take it back with `rolo undo {set}`", parts.join(", "))
}

/// Adds what became of the set to an answer for a program.
pub fn add(answer: &mut Value, set: &str, tally: &Tally) {
    answer["set"] = json!(set);
    answer["sent"] = json!({
        "done": tally.done, "waiting": tally.waiting, "asks": tally.asks, "dropped": tally.dropped,
    });
}
