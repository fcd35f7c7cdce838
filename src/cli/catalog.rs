//! `rolo catalog`: the lists that forms offer and the firm's own attributes, and changing them.

use clap::Subcommand;
use clap_complete::engine::ArgValueCompleter;
use serde_json::{Value, json};

use crate::customer::choices::{ATTRIBUTES, Item, LISTS, ListChange, items};

use super::args::Format;
use super::complete;
use super::context::Context;
use super::output;
use super::problem::{Exit, Problem};
use super::table::Head;

#[derive(Clone, Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  rolo catalog list status\n  rolo catalog add status \"In trial\""
)]
pub struct Args {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Clone, Debug, Subcommand)]
enum Verb {
    /// The lists, or what one of them offers
    #[command(
        after_help = "Examples:\n  rolo catalog list\n  rolo catalog list status\n  rolo catalog list attribute"
    )]
    List {
        /// status, category, market … or attribute
        #[arg(add = ArgValueCompleter::new(complete::lists))]
        list: Option<String>,
    },
    /// Offer something new
    #[command(
        after_help = "Examples:\n  rolo catalog add status \"In trial\"\n  rolo catalog add attribute \"Renewal month\" --kind date\n  rolo catalog add attribute Size --kind select --option Small --option Large"
    )]
    Add {
        #[arg(add = ArgValueCompleter::new(complete::lists))]
        list: String,
        name: String,
        /// What an attribute holds: input, textarea, number, currency, date, link, select, multiSelect, radio or check
        #[arg(long)]
        kind: Option<String>,
        /// Something to choose for an attribute; again for each
        #[arg(long = "option", value_name = "NAME")]
        options: Vec<String>,
    },
    /// Give something another name; customers that have it keep the old one until they are changed
    #[command(after_help = "Example:\n  rolo catalog rename status \"In trial\" Trial")]
    Rename {
        #[arg(add = ArgValueCompleter::new(complete::lists))]
        list: String,
        /// Its name or its id
        item: String,
        name: String,
    },
    /// Offer something no longer; customers that have it keep it
    #[command(after_help = "Example:\n  rolo catalog disable status Trial")]
    Disable {
        #[arg(add = ArgValueCompleter::new(complete::lists))]
        list: String,
        item: String,
    },
    /// Offer something again
    #[command(after_help = "Example:\n  rolo catalog enable status Trial")]
    Enable {
        #[arg(add = ArgValueCompleter::new(complete::lists))]
        list: String,
        item: String,
    },
    /// Change what can be chosen for an attribute
    #[command(
        subcommand,
        after_help = "Example:\n  rolo catalog option add Size Huge"
    )]
    Option(Options),
}

#[derive(Clone, Debug, Subcommand)]
enum Options {
    /// Let something more be chosen
    #[command(after_help = "Example:\n  rolo catalog option add Size Huge")]
    Add { attribute: String, name: String },
    /// Give an option another name; customers that have it keep the old one until they are changed
    #[command(after_help = "Example:\n  rolo catalog option rename Size Huge Enormous")]
    Rename {
        attribute: String,
        /// Its name or its id
        option: String,
        name: String,
    },
    /// Let something be chosen no longer; customers that have it keep it
    #[command(after_help = "Example:\n  rolo catalog option remove Size Enormous")]
    Remove { attribute: String, option: String },
}

impl From<Options> for ListChange {
    fn from(options: Options) -> ListChange {
        match options {
            Options::Add {
                attribute: item,
                name,
            } => ListChange::AddOption { item, name },
            Options::Rename {
                attribute: item,
                option,
                name,
            } => ListChange::RenameOption { item, option, name },
            Options::Remove {
                attribute: item,
                option,
            } => ListChange::RemoveOption { item, option },
        }
    }
}

pub async fn run(context: &Context, args: &Args) -> Result<Exit, Problem> {
    let change = match args.verb.clone() {
        Verb::List { list } => return show(context, list.as_deref()).await,
        Verb::Add {
            list,
            name,
            kind,
            options,
        } => ListChange::Add {
            list,
            name,
            kind,
            options,
        },
        Verb::Rename { list, item, name } => ListChange::Rename { list, item, name },
        Verb::Disable { list, item } => ListChange::Switch {
            list,
            item,
            on: false,
        },
        Verb::Enable { list, item } => ListChange::Switch {
            list,
            item,
            on: true,
        },
        Verb::Option(options) => options.into(),
    };
    let workspace = context.open().await?;
    let (would, done) = told(&change);
    let answer = serde_json::to_value(&change);
    let answer = answer.map_err(|error| Problem::failed(error.to_string()))?;
    if context.globals.dry_run {
        output::told(&context.globals, would, answer)?;
        return Ok(Exit::Done);
    }
    workspace.change_list(&change).await?;
    output::told(&context.globals, done, answer)?;
    Ok(Exit::Done)
}

/// What would be done, and what was done.
fn told(change: &ListChange) -> (String, String) {
    let both =
        |what: &str, how: &str| (format!("would be {what}: {how}"), format!("{what}: {how}"));
    match change {
        ListChange::Add { list, name, .. } => both("added", &format!("{name} to {list}")),
        ListChange::Rename { list, item, name } => {
            both("renamed", &format!("{item} in {list} to {name}"))
        }
        ListChange::Switch {
            list,
            item,
            on: true,
        } => both("offered again", &format!("{item} in {list}")),
        ListChange::Switch { list, item, .. } => {
            both("offered no longer", &format!("{item} in {list}"))
        }
        ListChange::AddOption { item, name } => both("added", &format!("{name} to {item}")),
        ListChange::RenameOption { item, option, name } => {
            both("renamed", &format!("{option} of {item} to {name}"))
        }
        ListChange::RemoveOption { item, option } => {
            both("offered no longer", &format!("{option} of {item}"))
        }
    }
}

async fn show(context: &Context, list: Option<&str>) -> Result<Exit, Problem> {
    let workspace = context.open().await?;
    let config = workspace.config().await?;
    let Some(list) = list else {
        return lists(context, &config);
    };
    let Some(items) = items(&config, list) else {
        return Err(Problem::usage(format!(
            "there is no list “{list}”; `rolo catalog list` names them"
        )));
    };
    let offered = |item: &Item| if item.on { "yes" } else { "no" }.to_owned();
    let id = |item: &Item| match &item.id {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let row = |item: &Item| {
        let mut row = vec![item.name.clone(), id(item), offered(item)];
        if list == ATTRIBUTES {
            row.push(item.kind.clone().unwrap_or_default());
            row.push(item.options.join(", "));
        }
        row
    };
    let heads: &[&str] = match list {
        ATTRIBUTES => &["Name", "Id", "Offered", "Kind", "Options"],
        _ => &["Name", "Id", "Offered"],
    };
    let heads: Vec<Head> = heads.iter().map(|head| Head::left(head)).collect();
    let rows: Vec<Vec<String>> = items.iter().map(row).collect();
    let objects = items.iter().map(|item| json!(item));
    print(context, &heads, rows, objects)
}

fn lists(context: &Context, config: &Value) -> Result<Exit, Problem> {
    let words = LISTS.iter().map(|(word, _)| *word).chain([ATTRIBUTES]);
    let counts: Vec<(&str, usize)> = words
        .map(|word| {
            let all = items(config, word).unwrap_or_default();
            (word, all.iter().filter(|item| item.on).count())
        })
        .collect();
    let heads = vec![Head::left("List"), Head::right("Offered")];
    let rows = counts
        .iter()
        .map(|(word, count)| vec![(*word).to_owned(), count.to_string()])
        .collect();
    let objects = counts
        .iter()
        .map(|(word, count)| json!({"list": word, "offered": count}));
    print(context, &heads, rows, objects)
}

fn print(
    context: &Context,
    heads: &[Head],
    rows: Vec<Vec<String>>,
    objects: impl Iterator<Item = Value>,
) -> Result<Exit, Problem> {
    match output::format(&context.globals) {
        Format::Table => output::table(heads, &rows)?,
        Format::Csv => output::csv_table(heads, rows)?,
        Format::Json => output::lines([Value::Array(objects.collect()).to_string()])?,
        Format::Jsonl => output::lines(objects.map(|object| object.to_string()))?,
        Format::Ids => return Err(Problem::usage("a list has no customers' ids")),
    }
    Ok(Exit::Done)
}
