//! `rolo list`: the customers that match.

use clap_complete::engine::ArgValueCompleter;
use std::sync::Arc;

use serde_json::json;

use crate::customer::text::one_line;
use crate::customer::{Catalog, Fields};
use crate::query::{self, Query, Search, Sort};
use crate::workspace::Workspace;

use super::args::{Format, Globals, joined};
use super::complete;
use super::context::{self, Context};
use super::order;
use super::output::{self, Output};
use super::problem::{Exit, Problem};
use super::verbs;

#[derive(Clone, Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  rolo list volks --sort revenue:desc --limit 10\n  rolo list --sort status,name:desc\n  rolo list --columns name,city,phone\n  rolo list berlin --json=name,website\n  rolo list --format ids | head\n  rolo list status:active -city:munich 'revenue:>1bn' --explain\n\nJSON has values as they are on the wire, and so has CSV (324656000000; its currency is the column revenue-currency), but for days, which are 2024-12-31, and lists (+49 1; +49 2): `rolo import` reads it without a question, and with the columns id and name it changes those customers. To edit in a spreadsheet take `rolo export`: its file also tells which cells you edited, so that nothing newer is overwritten."
)]
pub struct Args {
    /// Words in any order, `field:value`, `-not this`, `(this OR that)`; none for all customers
    #[arg(add = ArgValueCompleter::new(complete::queries))]
    query: Vec<String>,
    /// The order, one field after the other, with `:desc` the other way round; by itself how well they
    /// match, then the name
    #[arg(long, value_name = "FIELD[:desc],…", add = ArgValueCompleter::new(complete::orders))]
    sort: Option<String>,
    /// At most this many
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
    /// What to show; JSON has whole records unless this says otherwise
    #[arg(long, value_name = "FIELD,…", add = ArgValueCompleter::new(complete::columns))]
    columns: Option<String>,
    /// Say how the query is read, and search nothing
    #[arg(long)]
    explain: bool,
    /// A table, unless a format was asked for: what `rolo` by itself prints where it cannot open its screen.
    #[arg(skip)]
    is_bare: bool,
}

impl Args {
    pub fn query(&self) -> String {
        joined(&self.query)
    }

    /// As `rolo QUERY` lists in a pipe: for a person to read, as its screen would be.
    pub fn of(query: Vec<String>) -> Args {
        Args {
            query,
            sort: None,
            limit: None,
            columns: None,
            explain: false,
            is_bare: true,
        }
    }
}

impl Args {
    /// Whether the answer, or its order, names fields.
    fn names_fields(&self, globals: &Globals) -> bool {
        self.sort.is_some() || self.columns.is_some() || globals.asked_format() != Some(Format::Ids)
    }
}

/// How many records are in memory at once, but for a table.
const PAGE: usize = 1000;

pub async fn run(context: &Context, args: &Args) -> Result<Exit, Problem> {
    let workspace = context.open_fresh().await?;
    let (fields, catalog) = match args.names_fields(&context.globals) {
        true => (workspace.fields().await?, workspace.catalog().await?),
        // Ids alone say nothing of fields, and need not wait for the workspace's own.
        false => (Arc::new(Fields::standard()), Arc::default()),
    };
    if args.explain {
        return explain(context, &workspace, &args.query()).await;
    }
    let sort = match &args.sort {
        Some(text) => order::parse(text, &fields)?,
        None => Sort::default(),
    };
    let mut globals = context.globals.clone();
    if args.is_bare && globals.asked_format().is_none() {
        globals.format = Some(Format::Table);
    }
    let output = Output::to_stdout(&globals, args.columns.as_deref(), &fields, &catalog)?;
    let mut output = output.without_notes()?;
    let search = Search {
        text: args.query(),
        sort,
        sorted: args.sort.is_some(),
    };
    let mut ids = workspace.select(search.clone()).await?;
    if ids.is_empty() {
        if let Some(problem) = verbs::mistyped(&args.query).filter(|_| args.is_bare) {
            return Err(problem);
        }
        tell_doubts(&workspace, &search.text).await?;
        tell_similar(&workspace, search).await?;
    }
    ids.truncate(args.limit.unwrap_or(usize::MAX));
    for page in ids.chunks(PAGE) {
        if output.wants_ids() {
            output.ids(page)?;
            continue;
        }
        let records = workspace.rows(page.to_vec()).await?;
        output.records(records.iter().map(AsRef::as_ref))?;
    }
    output.finish()?;
    Ok(Exit::Done)
}

/// Where nothing matches, what may be wrong with the search.
async fn tell_doubts(workspace: &Workspace, text: &str) -> Result<(), Problem> {
    let (fields, catalog) = (workspace.fields().await?, workspace.catalog().await?);
    let against = against(&fields, &catalog);
    if let Ok(query) = Query::parse(text, &against) {
        let doubts = query::doubts(&query, &against);
        doubts.iter().for_each(|doubt| context::warn(doubt));
    }
    Ok(())
}

fn against<'a>(fields: &'a Fields, catalog: &'a Catalog) -> query::Context<'a> {
    query::Context {
        fields,
        catalog,
        today: jiff::Zoned::now().date(),
    }
}

/// How many similar names are told.
const SIMILAR: usize = 5;

/// Where nothing matches, names that nearly do are told beside the answer, which stays empty.
async fn tell_similar(workspace: &Workspace, search: Search) -> Result<(), Problem> {
    let found = workspace.find(search).await?;
    let near = found.ids.iter().take(found.near.min(SIMILAR));
    let records = workspace.rows(near.copied().collect()).await?;
    if !records.is_empty() {
        let names: Vec<&str> = records.iter().map(|record| record.name()).collect();
        let more = if found.near > names.len() { " …" } else { "" };
        let names = names.join(", ");
        context::warn(&format!("nothing matches exactly; similar: {names}{more}"));
    }
    Ok(())
}

async fn explain(context: &Context, workspace: &Workspace, text: &str) -> Result<Exit, Problem> {
    let globals = &context.globals;
    let (fields, catalog) = (workspace.fields().await?, workspace.catalog().await?);
    let against = against(&fields, &catalog);
    let query = Query::parse(text, &against).map_err(|error| Problem::usage(error.to_string()))?;
    let lines: Vec<String> = query::explain(&query)
        .iter()
        .map(|line| one_line(line))
        .collect();
    match globals.json_errors() {
        true => output::lines([
            json!({"query": text, "read": query.to_string(), "explanation": lines}).to_string(),
        ])?,
        false => output::lines(lines)?,
    }
    Ok(Exit::Done)
}
