//! `rolo create`: makes a customer.

use crate::customer::blank::blank;
use crate::customer::changeset::{Action, Step};
use clap_complete::engine::ArgValueCompleter;

use super::args::Format;
use super::assign;
use super::carry::{self, carry_out};
use super::complete;
use super::context::{Context, warn};
use super::output::{self, Output};
use super::problem::{Exit, Problem};

#[derive(Clone, Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  rolo create name='Example GmbH' status=Active website=example.com\n  rolo create name=Acme --dry-run --json"
)]
pub struct Args {
    /// What to set; the name is needed
    #[arg(required = true, value_name = "FIELD=VALUE", add = ArgValueCompleter::new(complete::assignments))]
    assignments: Vec<String>,
}

pub async fn run(context: &Context, args: &Args) -> Result<Exit, Problem> {
    let workspace = context.open_fresh().await?;
    let (fields, catalog) = (workspace.fields().await?, workspace.catalog().await?);
    let mut record = blank(&catalog);
    for change in assign::changes(&record, &args.assignments, &fields, &catalog)? {
        record.apply(&change);
    }
    if record.name().trim().is_empty() {
        return Err(Problem::usage(
            "a customer needs a name (name=…); nothing was created",
        ));
    }
    if !context.globals.dry_run {
        let step = Step::Create {
            record: record.clone(),
            request_id: uuid::Uuid::now_v7().to_string(),
        };
        let entry = carry_out(&workspace, Action::Create, vec![step]).await?;
        carry::notes(&entry).for_each(warn);
        let id = carry::made(&entry);
        let id =
            id.ok_or_else(|| Problem::failed("it was given up meanwhile; nothing was created"))?;
        let made = workspace.read(id).await?;
        record = made
            .ok_or_else(|| Problem::no_customer(id))?
            .as_ref()
            .clone();
        carry::unknown_parent(&record)
            .iter()
            .for_each(|said| warn(said));
    }
    if output::format(&context.globals) == Format::Table {
        let name = crate::customer::text::one_line(record.name());
        let line = match record.id() {
            Some(id) => format!("created: {name} ({id})"),
            None => format!("would be created: {name}"),
        };
        output::lines([line])?;
    } else {
        Output::to_stdout(&context.globals, None, &fields, &catalog)?.one(&record)?;
    }
    Ok(Exit::Done)
}
