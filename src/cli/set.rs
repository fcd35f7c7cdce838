//! `rolo set`: changes fields of a customer, or of all that match, and says what was and what is.

mod many;
mod results;

use clap_complete::engine::ArgValueCompleter;
use std::sync::Arc;

use crate::customer::changeset::{Action, Step};
use crate::customer::{Catalog, Customer, CustomerId, Fields};
use crate::query::Search;
use crate::workspace::{Workspace, parent};

use super::args::Format;
use super::assign;
use super::carry::{self, carry_out};
use super::complete;
use super::context::{Context, warn};
use super::output::{self, Output};
use super::problem::{Exit, Problem};

#[derive(Clone, Debug, clap::Args)]
#[command(
    override_usage = "rolo set ID… FIELD=VALUE…\n       rolo set - FIELD=VALUE…\n       rolo set --where QUERY FIELD=VALUE…",
    after_help = "Examples:
  rolo set 1001 status=Active website=www.example.com
  rolo set 1001 payment-term='Net 30' --dry-run
  rolo set 1001 phone='+49 5361 90; +49 5361 91'
  rolo set --where 'status:prospect country:de' assignee='Ada Lindqvist' labels+=Strategic
  rolo set --where 'website:http:' 'website~=s/^http:/https:/'
  rolo list label:newsletter --format ids | rolo set - labels-=Newsletter --yes

What can be done to a field:
  field=value          sets it
  field=               clears it
  field+=more          adds an element to a list, a line to a note, words to a text
  field-=element       takes an element out of a list
  field~=s/PAT/WITH/   replaces what the regular expression meets: s/…/…/g
                       wherever it meets it, s/…/…/i in any case; WITH may say
                       $1 or \\1 for a group; any character may stand for /
  field:=other         takes what another field had; where that has nothing, nothing is changed

Several are looked at first: what was and what would be, how many are the same, and what is refused with its reason. All of it is one change for `rolo undo`. Ctrl-C stops it where it is: what was sent stays, the rest is not sent."
)]
pub struct Args {
    /// All customers that match, instead of some by their ids
    #[arg(long = "where", value_name = "QUERY", allow_hyphen_values = true, add = ArgValueCompleter::new(complete::queries))]
    query: Option<String>,
    /// The customers' ids (- reads ids from standard input), then what to set
    #[arg(required = true, value_name = "FIELD=VALUE", allow_negative_numbers = true, add = ArgValueCompleter::new(complete::id_or_assignments))]
    words: Vec<String>,
}

pub async fn run(context: &Context, args: &Args) -> Result<Exit, Problem> {
    let named = match &args.query {
        Some(_) => 0,
        None => args
            .words
            .iter()
            .take_while(|word| !word.contains('='))
            .count(),
    };
    let (named, words) = args.words.split_at(named);
    if words.is_empty() {
        return Err(Problem::usage(
            "what to set is missing (FIELD=VALUE); nothing was changed",
        ));
    }
    let ids = match &args.query {
        Some(query) if query.trim().is_empty() => {
            return Err(Problem::usage(
                "--where with nothing in it would change every customer; nothing was changed: name them by a query",
            ));
        }
        Some(_) => None,
        None => Some(carry::ids(named)?),
    };
    let workspace = context.open_fresh().await?;
    let (fields, catalog) = (workspace.fields().await?, workspace.catalog().await?);
    match ids.as_deref() {
        Some([id]) => {
            let record = workspace.read(*id).await?;
            let record = record.ok_or_else(|| Problem::no_customer(*id))?;
            one(context, &workspace, &record, words, &fields, &catalog).await
        }
        ids => {
            let edits = assign::edits(words, &fields)?;
            for edit in &edits {
                edit.check(&catalog)?;
            }
            let ids = match ids {
                Some(ids) => known(&workspace, ids).await?,
                None => matching(&workspace, args.query.as_deref().unwrap_or_default()).await?,
            };
            many::run(context, &workspace, ids, edits, &fields).await
        }
    }
}

/// All must be there: an id that is wrong must not leave half the work done.
async fn known(workspace: &Workspace, ids: &[CustomerId]) -> Result<Vec<CustomerId>, Problem> {
    for some in ids.chunks(LOOKED_UP) {
        let rows = workspace.rows(some.to_vec()).await?;
        let is_here = |id: &&CustomerId| rows.iter().any(|row| row.id() == Some(**id));
        if rows.len() < some.len()
            && let Some(id) = some.iter().find(|id| !is_here(id))
        {
            return Err(Problem::no_customer(*id));
        }
    }
    Ok(ids.to_vec())
}

/// So many are looked up at a time.
const LOOKED_UP: usize = 500;

async fn matching(workspace: &Workspace, query: &str) -> Result<Vec<CustomerId>, Problem> {
    let search = Search {
        text: query.to_owned(),
        ..Search::default()
    };
    Ok(workspace.select(search).await?)
}

async fn one(
    context: &Context,
    workspace: &Workspace,
    record: &Arc<Customer>,
    words: &[String],
    fields: &Fields,
    catalog: &Catalog,
) -> Result<Exit, Problem> {
    let changes = assign::changes(record, words, fields, catalog)?;
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
        let names_parent = changes.iter().any(|change| change.field == parent::NAME);
        let step = Step::Edit {
            id: record.id().unwrap_or_default(),
            name: record.name().to_owned(),
            changes,
        };
        let entry = carry_out(workspace, Action::Edit, vec![step]).await?;
        carry::notes(&entry).for_each(warn);
        if let Some(id) = record.id() {
            saved = workspace.read(id).await?.unwrap_or(saved);
        }
        let unknown = carry::unknown_parent(&saved).filter(|_| names_parent);
        unknown.iter().for_each(|said| warn(said));
    }
    if format == Format::Table {
        match said.is_empty() {
            true => output::lines(["nothing to change"])?,
            false => output::lines(said)?,
        }
    } else {
        Output::to_stdout(&context.globals, None, fields, catalog)?.one(&saved)?;
    }
    Ok(Exit::Done)
}
