//! `rolo log`: the changes that were made in this workspace, the newest first.

use serde_json::json;

use crate::customer::Fields;
use crate::customer::changeset::Entry;
use crate::customer::telling;

use super::args::Format;
use super::carry::short;
use super::context::Context;
use super::output;
use super::problem::{Exit, Problem};
use super::table::Head;

#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "Examples:\n  rolo log\n  rolo log --limit 100 --json")]
pub struct Args {
    /// How many, at most
    #[arg(long, default_value_t = 20)]
    limit: usize,
}

pub async fn run(context: &Context, args: &Args) -> Result<Exit, Problem> {
    let workspace = context.open().await?;
    let entries = workspace.log(args.limit).await?;
    print(context, &entries, &*workspace.fields().await?)?;
    Ok(Exit::Done)
}

/// Changes as a table, or each as a JSON object.
pub fn print(context: &Context, entries: &[Entry], fields: &Fields) -> Result<(), Problem> {
    let rows = || {
        entries
            .iter()
            .map(|entry| row(entry, fields))
            .collect::<Vec<_>>()
    };
    match output::format(&context.globals) {
        Format::Table => output::table(&heads(), &rows()),
        Format::Csv => output::csv_table(&heads(), rows()),
        Format::Ids => output::lines(entries.iter().map(|entry| &entry.set.id)),
        Format::Json => {
            let all: Vec<_> = entries.iter().map(|entry| object(entry, fields)).collect();
            output::lines([json!(all).to_string()])
        }
        Format::Jsonl => output::lines(
            entries
                .iter()
                .map(|entry| object(entry, fields).to_string()),
        ),
    }
}

fn heads() -> [Head; 5] {
    ["Id", "When", "Who", "What", "Stands"].map(Head::left)
}

fn row(entry: &Entry, fields: &Fields) -> Vec<String> {
    vec![
        short(&entry.set.id),
        minute(&entry.set.at),
        entry.set.who.clone(),
        telling::headline(&entry.set, fields),
        telling::standing(entry),
    ]
}

/// `2026-01-31 12:34`, as that place's clock said.
fn minute(at: &str) -> String {
    at.chars()
        .take(16)
        .map(|c| if c == 'T' { ' ' } else { c })
        .collect()
}

/// A change as a program reads it. Of a large one some steps are printed; `of` says how many there are.
pub fn object(entry: &Entry, fields: &Fields) -> serde_json::Value {
    json!({
        "id": entry.set.id,
        "at": entry.set.at,
        "who": entry.set.who,
        "action": entry.set.action.word(),
        "text": telling::headline(&entry.set, fields),
        "stands": telling::standing(entry),
        "reason": telling::reason(entry, fields),
        "steps": entry.set.steps,
        "standing": entry.standing,
        "of": entry.counts.all(),
        "undoes": entry.set.undoes,
        "undoneBy": entry.undone_by,
        "tries": entry.tries,
        "nextTry": entry.next_try,
    })
}
