//! `rolo sync`: brings the copy on this machine up to what the server has, and sends what waits.

use std::io::{IsTerminal, Write};

use serde_json::json;

use crate::workspace::Progress;

use super::context::Context;
use super::output;
use super::problem::{Exit, Problem};

pub async fn run(context: &Context) -> Result<Exit, Problem> {
    let workspace = context.open().await?;
    if context.globals.dry_run {
        let waiting = workspace.outbox().await?;
        let sent = waiting.iter().filter(|entry| !entry.needs_a_person());
        let sent = sent.count();
        let said = match sent {
            1 => "1 change would be sent".to_owned(),
            many => format!("{many} changes would be sent"),
        };
        output::told(&context.globals, said, json!({"changes": sent}))?;
        return Ok(Exit::Done);
    }
    let is_watched = std::io::stderr().is_terminal();
    let synced = workspace
        .sync(|progress| {
            if is_watched {
                show(&progress);
            }
        })
        .await;
    if is_watched {
        // Where stderr is closed there is nobody to show anything.
        let _ = write!(std::io::stderr(), "\r\x1b[K");
    }
    synced?;
    for entry in workspace.outbox().await? {
        if !entry.needs_a_person() {
            workspace.verdict(&entry.set.id).await?;
        }
    }
    let all = workspace.select(crate::query::Search::default()).await?;
    let waiting = workspace.outbox().await?.len();
    let count = match waiting {
        0 => format!("{} customers", all.len()),
        1 => format!("{} customers; 1 change waits: `rolo outbox`", all.len()),
        many => format!(
            "{} customers; {many} changes wait: `rolo outbox`",
            all.len()
        ),
    };
    let answer = json!({"customers": all.len(), "waiting": waiting});
    output::told(&context.globals, count, answer)?;
    Ok(Exit::Done)
}

fn show(progress: &Progress) {
    if let Progress::Filling { done, of, .. } = progress {
        let of = of.map_or(String::new(), |of| format!(" of {of}"));
        // Where stderr is closed there is nobody to show anything.
        let _ = write!(std::io::stderr(), "\r\x1b[K{done}{of}");
    }
}
