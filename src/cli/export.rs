//! `rolo export`: the customers that match, as a file that `rolo import` reads back.

use clap_complete::engine::ArgValueCompleter;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use clap::ValueEnum;

use crate::customer::{CustomerId, Fields};
use crate::query::{Search, Sort};
use crate::workspace::Workspace;
use crate::workspace::export::target::{Parent, Target};
use crate::workspace::export::{Extent, FileFormat, Plan, Writer};
use crate::workspace::outfile::{New, Outfile};

use super::args::Format;
use super::columns::find_field;
use super::complete;
use super::context::Context;
use super::order;
use super::problem::{Exit, Problem};

#[derive(Clone, Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  rolo export > customers.csv\n  rolo export status:active --columns name,city,phone --output active.csv\n  rolo export berlin --as vcard --output berlin.vcf\n  rolo export --as jsonl | gzip > all.jsonl.gz\n\nA CSV carries the customer's id, its version and marks of its cells: edit it, and `rolo import FILE --key id` takes over just the cells that you edited. --bare leaves those three columns out."
)]
pub struct Args {
    /// Words in any order, `field:value`, `-not this`, `(this OR that)`; none for all customers
    query: Vec<String>,
    /// How to write; by itself as the file's name says, else CSV
    #[arg(long = "as", value_name = "FORMAT", value_enum)]
    form: Option<Form>,
    /// The file to write; without it, what is written goes to stdout
    #[arg(long, short = 'o', value_name = "FILE")]
    output: Option<PathBuf>,
    /// The order, one field after the other, with `:desc` the other way round
    #[arg(long, value_name = "FIELD[:desc],…", add = ArgValueCompleter::new(complete::orders))]
    sort: Option<String>,
    /// At most this many
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
    /// What to write, in this order; by itself every field that can be edited
    #[arg(long, value_name = "FIELD,…", add = ArgValueCompleter::new(complete::fields))]
    columns: Option<String>,
    /// Cells as they are, also those that a spreadsheet would run as a formula
    #[arg(long)]
    raw: bool,
    /// Without the id, the version and the marks by which an edited file is taken in again
    #[arg(long)]
    bare: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Form {
    Csv,
    /// One record a line, as it is on the wire
    Jsonl,
    /// vCard 4.0
    Vcard,
}

impl From<Form> for FileFormat {
    fn from(form: Form) -> FileFormat {
        match form {
            Form::Csv => FileFormat::Csv,
            Form::Jsonl => FileFormat::Jsonl,
            Form::Vcard => FileFormat::Vcard,
        }
    }
}

/// How many records are in memory at once.
const PAGE: usize = 500;

pub async fn run(context: &Context, args: &Args) -> Result<Exit, Problem> {
    let format = format(context, args)?;
    let workspace = context.open_fresh().await?;
    let fields = workspace.fields().await?;
    let plan = Plan {
        format,
        columns: columns(args.columns.as_deref(), &fields)?,
        raw: args.raw,
        bare: args.bare,
    };
    let search = Search {
        text: args.query.join(" "),
        sort: match &args.sort {
            Some(text) => order::parse(text, &fields)?,
            None => Sort::default(),
        },
        sorted: args.sort.is_some(),
    };
    let mut ids = workspace.select(search).await?;
    ids.truncate(args.limit.unwrap_or(usize::MAX));
    if context.globals.dry_run {
        super::output::lines([format!("{} customers would be exported", ids.len())])?;
        return Ok(Exit::Done);
    }
    match &args.output {
        None => {
            let out = BufWriter::new(std::io::stdout());
            write(&workspace, plan, &ids, out).await?;
        }
        Some(path) => to_file(&workspace, plan, &ids, path).await?,
    }
    Ok(Exit::Done)
}

fn format(context: &Context, args: &Args) -> Result<FileFormat, Problem> {
    let by_option = match context.globals.asked_format() {
        None => None,
        Some(Format::Csv) => Some(FileFormat::Csv),
        Some(Format::Jsonl) => Some(FileFormat::Jsonl),
        Some(Format::Table | Format::Json | Format::Ids) => {
            return Err(Problem::usage(
                "an export is csv, jsonl or vcard (--as); other forms are those of `rolo list`",
            ));
        }
    };
    let by_name = || {
        let name = args.output.as_ref()?.extension()?.to_str()?;
        match name.to_ascii_lowercase().as_str() {
            "jsonl" | "ndjson" => Some(FileFormat::Jsonl),
            "vcf" | "vcard" => Some(FileFormat::Vcard),
            _ => None,
        }
    };
    let asked = args.form.map(FileFormat::from).or(by_option);
    Ok(asked.or_else(by_name).unwrap_or(FileFormat::Csv))
}

fn columns(names: Option<&str>, fields: &Fields) -> Result<Option<Vec<Target>>, Problem> {
    let Some(names) = names else {
        return Ok(None);
    };
    let names = names.split(',').map(str::trim);
    let names = names.filter(|name| !name.is_empty());
    let find = |name: &str| match Target::find(name, fields) {
        Some(Target::Parent(Parent::Number)) => Err(Problem::usage(
            "a customer has the id and the name of its parent, but not its number: parent-id, parent",
        )),
        Some(target) => Ok(target),
        // Says what it might have been.
        None => find_field(name, fields).map(|field| Target::Field(Box::new(field.clone()))),
    };
    names.map(find).collect::<Result<Vec<_>, _>>().map(Some)
}

/// A file is there whole, or as it was before.
async fn to_file(
    workspace: &Workspace,
    plan: Plan,
    ids: &[CustomerId],
    path: &Path,
) -> Result<(), Problem> {
    let failed = |why: &dyn std::fmt::Display| {
        Problem::failed(format!("{}: {why}; nothing was exported", path.display()))
    };
    let out = Outfile::create(path, New::AsUsual).map_err(|error| failed(&error))?;
    let out = write(workspace, plan, ids, BufWriter::new(out)).await?;
    let out = out
        .into_inner()
        .map_err(|error| failed(&error.into_error()))?;
    out.finish().map_err(|error| failed(&error))?;
    let count = ids.len();
    super::context::warn(&format!("{count} customers are in {}", path.display()));
    Ok(())
}

async fn write<W: Write>(
    workspace: &Workspace,
    plan: Plan,
    ids: &[CustomerId],
    out: W,
) -> Result<W, Problem> {
    let (fields, catalog) = (workspace.fields().await?, workspace.catalog().await?);
    let mut extent = Extent::default();
    if plan.spreads() {
        for page in ids.chunks(PAGE) {
            let records = workspace.rows(page.to_vec()).await?;
            records.iter().for_each(|record| extent.include(record));
        }
    }
    let mut writer = Writer::begin(out, plan, extent, &fields, catalog)?;
    for page in ids.chunks(PAGE) {
        for record in workspace.rows(page.to_vec()).await? {
            writer.record(&record)?;
        }
    }
    Ok(writer.finish()?)
}
