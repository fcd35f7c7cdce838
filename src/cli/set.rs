//! `rolo set`: changes fields of a customer, or of all that match, and says what was and what is.

use clap_complete::engine::ArgValueCompleter;
use std::sync::Arc;

use crate::customer::changeset::{Action, Step};
use crate::customer::text::one_line;
use crate::customer::{Catalog, Change, Customer, Fields};
use crate::query::Search;
use crate::workspace::Workspace;

use super::args::Format;
use super::assign;
use super::carry::{self, carry_out, confirmed};
use super::complete;
use super::context::{Context, warn};
use super::output::{self, Output};
use super::problem::{Exit, Problem};

#[derive(Clone, Debug, clap::Args)]
#[command(
    override_usage = "rolo set ID FIELD=VALUE…\n       rolo set - FIELD=VALUE…\n       rolo set --where QUERY FIELD=VALUE…",
    after_help = "Examples:\n  rolo set 1001 status=Active website=www.example.com\n  rolo set 1001 payment-term='Net 30' --dry-run\n  rolo set 1001 phone='+49 5361 90; +49 5361 91'\n  rolo set --where 'status:prospect country:de' assignee='Ada Lindqvist'\n  rolo list label:trial --format ids | rolo set - status=Lost --yes"
)]
pub struct Args {
    /// All customers that match, instead of one by its id
    #[arg(long = "where", value_name = "QUERY", allow_hyphen_values = true, add = ArgValueCompleter::new(complete::queries))]
    query: Option<String>,
    /// The customer's id (- reads ids from standard input), then what to set; an empty value clears the field
    #[arg(required = true, value_name = "FIELD=VALUE", allow_negative_numbers = true, add = ArgValueCompleter::new(complete::id_or_assignments))]
    words: Vec<String>,
}

/// What would change of one customer.
struct Edit {
    record: Arc<Customer>,
    changes: Vec<Change>,
}

pub async fn run(context: &Context, args: &Args) -> Result<Exit, Problem> {
    let (named, assignments) = match (&args.query, args.words.split_first()) {
        (None, Some((id, rest))) => (Some(id), rest),
        _ => (None, args.words.as_slice()),
    };
    if assignments.is_empty() {
        return Err(Problem::usage(
            "what to set is missing (FIELD=VALUE); nothing was changed",
        ));
    }
    let ids = match named {
        Some(id) => Some(carry::ids(std::slice::from_ref(id))?),
        None => None,
    };
    let workspace = context.open_fresh().await?;
    let (fields, catalog) = (workspace.fields().await?, workspace.catalog().await?);
    let records = match (ids, &args.query) {
        (Some(ids), _) => by_id(&workspace, ids).await?,
        (None, query) => matching(&workspace, query.as_deref().unwrap_or_default()).await?,
    };
    if args.query.is_some() || records.len() > 1 {
        return many(context, &workspace, records, assignments, &fields, &catalog).await;
    }
    let [record] = records.as_slice() else {
        return Err(Problem::usage("no customer was named; nothing was changed"));
    };
    one(context, &workspace, record, assignments, &fields, &catalog).await
}

async fn by_id(workspace: &Workspace, ids: Vec<i64>) -> Result<Vec<Arc<Customer>>, Problem> {
    let mut records = Vec::with_capacity(ids.len());
    for id in ids {
        let record = workspace.read(id).await?;
        records.push(record.ok_or_else(|| Problem::no_customer(id))?);
    }
    Ok(records)
}

async fn matching(workspace: &Workspace, query: &str) -> Result<Vec<Arc<Customer>>, Problem> {
    if query.trim().is_empty() {
        return Err(Problem::usage(
            "--where with nothing in it would change every customer; nothing was changed: name them by a query",
        ));
    }
    let search = Search {
        text: query.to_owned(),
        ..Search::default()
    };
    let ids = workspace.select(search).await?;
    Ok(workspace.rows(ids).await?)
}

async fn one(
    context: &Context,
    workspace: &Workspace,
    record: &Arc<Customer>,
    assignments: &[String],
    fields: &Fields,
    catalog: &Catalog,
) -> Result<Exit, Problem> {
    let changes = assign::changes(record, assignments, fields, catalog)?;
    let said: Vec<String> = changes
        .iter()
        .map(|change| assign::sentence(change, fields))
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
    let mut saved = record.clone();
    if !changes.is_empty() {
        let edit = Edit {
            record: record.clone(),
            changes,
        };
        let entry = carry_out(workspace, Action::Edit, vec![edit.step()]).await?;
        carry::notes(&entry).for_each(warn);
        if let Some(id) = record.id() {
            saved = workspace.read(id).await?.unwrap_or(saved);
        }
    }
    if format == Format::Table {
        match said.is_empty() {
            true => output::lines(["nothing to change"])?,
            false => output::lines(said)?,
        }
    } else {
        Output::to_stdout(&context.globals, None, fields)?.one(&saved)?;
    }
    Ok(Exit::Done)
}

impl Edit {
    fn step(self) -> Step {
        Step::Edit {
            id: self.record.id().unwrap_or_default(),
            name: self.record.name().to_owned(),
            changes: self.changes,
        }
    }

    fn lines<'a>(&'a self, fields: &'a Fields) -> impl Iterator<Item = String> + 'a {
        let name = one_line(self.record.name());
        self.changes
            .iter()
            .map(move |change| format!("{name}: {}", assign::sentence(change, fields)))
    }
}

/// Shows what would change, asks, and sends it as one change that is undone as one.
async fn many(
    context: &Context,
    workspace: &Workspace,
    records: Vec<Arc<Customer>>,
    assignments: &[String],
    fields: &Fields,
    catalog: &Catalog,
) -> Result<Exit, Problem> {
    let matched = records.len();
    let mut edits = Vec::new();
    for record in records {
        let changes = assign::changes(&record, assignments, fields, catalog)?;
        if !changes.is_empty() {
            edits.push(Edit { record, changes });
        }
    }
    let count = match (edits.len(), matched - edits.len()) {
        (0, _) => format!("none of {matched} customers would change"),
        (many, 0) => format!("{many} customers change"),
        (many, same) => format!("{many} customers change, {same} are so already"),
    };
    if context.globals.dry_run || edits.is_empty() {
        let lines: Vec<String> = edits.iter().flat_map(|edit| edit.lines(fields)).collect();
        output::lines(lines.into_iter().chain([count]))?;
        return Ok(Exit::Done);
    }
    if !context.globals.yes {
        let all = edits.iter().map(|edit| edit.changes.len()).sum::<usize>();
        let shown: Vec<String> = edits
            .iter()
            .flat_map(|edit| edit.lines(fields))
            .take(SHOWN)
            .collect();
        let more = all - shown.len();
        shown.iter().for_each(|line| warn(line));
        if more > 0 {
            warn(&format!("and {more} more"));
        }
        if !confirmed(&format!("{count}. Do it?"), "nothing was changed")? {
            output::lines(["nothing was changed"])?;
            return Ok(Exit::Done);
        }
    }
    let ids: Vec<i64> = edits.iter().filter_map(|edit| edit.record.id()).collect();
    let steps = edits.into_iter().map(Edit::step).collect();
    let entry = carry_out(workspace, Action::Bulk, steps).await?;
    carry::notes(&entry).for_each(warn);
    match output::format(&context.globals) {
        Format::Table => output::lines([format!(
            "{} changed; `rolo undo` takes it back",
            customers(ids.len())
        )])?,
        Format::Json => output::lines([serde_json::json!(ids).to_string()])?,
        _ => output::lines(ids.iter().map(ToString::to_string))?,
    }
    Ok(Exit::Done)
}

fn customers(count: usize) -> String {
    match count {
        1 => "1 customer".to_owned(),
        many => format!("{many} customers"),
    }
}

/// So many changes are shown before the question.
const SHOWN: usize = 20;
