//! `rolo delete`: puts customers into the trash, after asking.

use std::io::{BufRead, IsTerminal, Write};
use std::sync::Arc;

use crate::customer::{Customer, CustomerId, text};

use super::args::Format;
use super::context::Context;
use super::output;
use super::problem::{Exit, Problem};

#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "Examples:\n  rolo delete 1001\n  rolo delete 1001 1002 --yes")]
pub struct Args {
    /// The customers' ids
    #[arg(required = true, value_name = "ID")]
    ids: Vec<CustomerId>,
}

pub async fn run(context: &Context, args: &Args) -> Result<Exit, Problem> {
    let workspace = context.open_fresh().await?;
    let mut records: Vec<Arc<Customer>> = Vec::new();
    for id in &args.ids {
        // All are looked up first: an id that is wrong must not leave half the work done.
        let record = workspace.read(*id).await?;
        records.push(record.ok_or_else(|| Problem::no_customer(*id))?);
    }
    if context.globals.dry_run {
        return say(context, &records, "would be deleted");
    }
    if !context.globals.yes && !confirmed(&records)? {
        output::lines(["nothing was deleted"])?;
        return Ok(Exit::Done);
    }
    let mut deleted = Vec::new();
    for (id, record) in args.ids.iter().zip(&records) {
        if let Err(error) = workspace.delete(*id).await {
            say(context, &deleted, "deleted")?;
            return Err(error.into());
        }
        deleted.push(record.clone());
    }
    say(context, &deleted, "deleted")
}

fn say(context: &Context, records: &[Arc<Customer>], what: &str) -> Result<Exit, Problem> {
    let id = |record: &Customer| record.id().unwrap_or_default();
    match output::format(&context.globals) {
        Format::Table => output::lines(
            records
                .iter()
                .map(|record| format!("{what}: {} ({})", name(record), id(record))),
        )?,
        Format::Json => {
            let ids: Vec<CustomerId> = records.iter().map(|record| id(record)).collect();
            output::lines([serde_json::json!(ids).to_string()])?;
        }
        _ => output::lines(records.iter().map(|record| id(record).to_string()))?,
    }
    Ok(Exit::Done)
}

fn name(record: &Customer) -> String {
    text::one_line(record.name())
}

/// Asks on a terminal; where there is none, silence is no consent.
fn confirmed(records: &[Arc<Customer>]) -> Result<bool, Problem> {
    if !std::io::stdin().is_terminal() {
        return Err(Problem::usage(
            "there is no terminal to ask on; nothing was deleted: add --yes if you mean it",
        ));
    }
    let question = match records {
        [one] => format!("Delete “{}”? [y/N] ", name(one)),
        many => {
            let names: Vec<String> = many.iter().map(|record| name(record)).collect();
            format!(
                "Delete {} customers ({})? [y/N] ",
                many.len(),
                names.join(", ")
            )
        }
    };
    let mut terminal = std::io::stderr();
    write!(terminal, "{question}")?;
    terminal.flush()?;
    let mut answer = String::new();
    std::io::stdin().lock().read_line(&mut answer)?;
    Ok(matches!(answer.trim().to_lowercase().as_str(), "y" | "yes"))
}
