//! `rolo set`: changes fields of a customer, and says what was and what is.

use crate::customer::CustomerId;

use super::args::Format;
use super::assign;
use super::context::Context;
use super::output::{self, Output};
use super::problem::{Exit, Problem};

#[derive(Clone, Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  rolo set 1001 status=Active website=www.example.com\n  rolo set 1001 payment-term='Net 30' --dry-run\n  rolo set 1001 phone='+49 5361 90; +49 5361 91'"
)]
pub struct Args {
    /// The customer's id
    id: CustomerId,
    /// What to set; an empty value clears the field
    #[arg(required = true, value_name = "FIELD=VALUE")]
    assignments: Vec<String>,
}

pub async fn run(context: &Context, args: &Args) -> Result<Exit, Problem> {
    let workspace = context.open_fresh().await?;
    let record = workspace
        .read(args.id)
        .await?
        .ok_or_else(|| Problem::no_customer(args.id))?;
    let (fields, catalog) = (workspace.fields().await?, workspace.catalog().await?);
    let changes = assign::changes(&record, &args.assignments, &fields, &catalog)?;
    let said: Vec<String> = changes
        .iter()
        .map(|change| assign::sentence(change, &fields))
        .collect();
    let format = output::format(&context.globals);
    if context.globals.dry_run {
        match format {
            Format::Json | Format::Jsonl => {
                let json = serde_json::to_string(&changes)
                    .map_err(|error| Problem::failed(error.to_string()))?;
                output::lines([json])?;
            }
            _ => output::lines(said)?,
        }
        return Ok(Exit::Done);
    }
    let saved = if changes.is_empty() {
        record
    } else {
        workspace.save(args.id, changes).await?.record
    };
    if format == Format::Table {
        match said.is_empty() {
            true => output::lines(["nothing to change"])?,
            false => output::lines(said)?,
        }
    } else {
        Output::to_stdout(&context.globals, None, &fields)?.one(&saved)?;
    }
    Ok(Exit::Done)
}
