//! `rolo delete`: puts customers into the trash, after asking.

use clap_complete::engine::ArgValueCompleter;
use std::sync::Arc;

use crate::customer::changeset::{Action, Step};
use crate::customer::{Customer, CustomerId, text};

use super::args::Format;
use super::carry::{self, carry_out, confirmed};
use super::complete;
use super::context::{Context, warn};
use super::output;
use super::problem::{Exit, Problem};

#[derive(Clone, Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  rolo delete 1001\n  rolo delete 1001 1002 --yes\n  rolo list status:lost --format ids | rolo delete - --yes\n\nThey go to the trash: `rolo restore` and `rolo undo` take them out."
)]
pub struct Args {
    /// The customers' ids; - reads them from standard input
    #[arg(required = true, value_name = "ID", allow_negative_numbers = true, add = ArgValueCompleter::new(complete::ids))]
    ids: Vec<String>,
}

pub async fn run(context: &Context, args: &Args) -> Result<Exit, Problem> {
    let ids = carry::ids(&args.ids)?;
    let workspace = context.open_fresh().await?;
    let mut records: Vec<Arc<Customer>> = Vec::new();
    for id in ids {
        // All are looked up first: an id that is wrong must not leave half the work done.
        let record = workspace.read(id).await?;
        records.push(record.ok_or_else(|| Problem::no_customer(id))?);
    }
    if context.globals.dry_run {
        return say(context, &records, "would be deleted");
    }
    if !context.globals.yes && !confirmed(&question(&records), "nothing was deleted")? {
        output::lines(["nothing was deleted"])?;
        return Ok(Exit::Done);
    }
    let step = |record: &Arc<Customer>| Step::Delete {
        id: record.id().unwrap_or_default(),
        name: record.name().to_owned(),
    };
    let steps = records.iter().map(step).collect();
    let entry = carry_out(&workspace, Action::Delete, steps).await?;
    carry::notes(&entry).for_each(warn);
    say(context, &records, "deleted")
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

fn question(records: &[Arc<Customer>]) -> String {
    match records {
        [one] => format!("Delete “{}”?", name(one)),
        many => {
            let names: Vec<String> = many.iter().take(NAMED).map(|record| name(record)).collect();
            let more = match many.len() - names.len() {
                0 => String::new(),
                more => format!(" and {more} more"),
            };
            format!(
                "Delete {} customers ({}{more})?",
                many.len(),
                names.join(", ")
            )
        }
    }
}

/// So many are named before the rest is counted.
const NAMED: usize = 10;
