//! `rolo trash` and `rolo restore`: what was deleted, by whom and when, and taking it out again.

use std::collections::HashMap;

use clap_complete::engine::ArgValueCompleter;
use serde_json::json;

use crate::customer::CustomerId;
use crate::customer::changeset::{Action, Standing, Step, Trashed};
use crate::customer::text::{fold, one_line};
use crate::store::customers::search_text;

use super::args::Format;
use super::carry::{self, carry_out};
use super::complete;
use super::context::{Context, warn};
use super::output;
use super::problem::{Exit, Problem};
use super::table::Head;

#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "Examples:\n  rolo trash\n  rolo trash acme --format ids | rolo restore -")]
pub struct Args {
    /// Words that the deleted customers must hold
    words: Vec<String>,
}

pub async fn run(context: &Context, args: &Args) -> Result<Exit, Problem> {
    let workspace = context.open_fresh().await?;
    let words: Vec<String> = args.words.iter().map(|word| fold(word)).collect();
    let told = workspace.trash().await?;
    if let Some(why) = &told.unread {
        warn(&format!(
            "the trash could not be read ({why}); these were deleted from here"
        ));
    }
    let mut trash = told.all;
    trash.retain(|one| {
        let text = search_text(&one.record);
        words.iter().all(|word| text.contains(word.trim()))
    });
    print(context, &trash)?;
    Ok(match told.unread {
        Some(_) => Exit::Offline,
        None => Exit::Done,
    })
}

fn print(context: &Context, trash: &[Trashed]) -> Result<(), Problem> {
    let id = |one: &Trashed| one.record.id().unwrap_or_default();
    let object =
        |one: &Trashed| json!({"deletedAt": one.at, "deletedBy": one.who, "customer": one.record});
    let row = |one: &Trashed| {
        let name = one_line(one.record.name());
        vec![id(one).to_string(), name, one.at.clone(), one.who.clone()]
    };
    let rows = || trash.iter().map(row).collect::<Vec<_>>();
    let mut heads = ["Id", "Name", "Deleted", "By"].map(Head::left);
    heads[0].right = true;
    match output::format(&context.globals) {
        Format::Table => output::table(&heads, &rows()),
        Format::Csv => output::csv_table(&heads, rows()),
        Format::Ids => output::lines(trash.iter().map(|one| id(one).to_string())),
        Format::Json => {
            let all: Vec<_> = trash.iter().map(object).collect();
            output::lines([json!(all).to_string()])
        }
        Format::Jsonl => output::lines(trash.iter().map(|one| object(one).to_string())),
    }
}

#[derive(Clone, Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  rolo restore 1001 1002\n  rolo trash --format ids | rolo restore - --yes"
)]
pub struct Restore {
    /// The customers' ids; - reads them from standard input
    #[arg(required = true, value_name = "ID", add = ArgValueCompleter::new(complete::trashed))]
    ids: Vec<String>,
}

pub async fn restore(context: &Context, args: &Restore) -> Result<Exit, Problem> {
    let ids = carry::ids(&args.ids)?;
    let workspace = context.open_fresh().await?;
    let told = workspace.trash().await?;
    if let Some(why) = &told.unread {
        warn(&format!("the trash could not be read ({why})"));
    }
    let trash = told.all;
    let names: HashMap<CustomerId, &str> = trash
        .iter()
        .filter_map(|one| Some((one.record.id()?, one.record.name())))
        .collect();
    // All are looked up first: an id that is wrong must not leave half the work done.
    let steps: Vec<Step> = ids
        .iter()
        .map(|id| {
            let name = names.get(id).ok_or_else(|| {
                Problem::new(
                    Exit::NotFound,
                    format!("customer {id} is not in the trash; nothing was restored"),
                )
            })?;
            Ok(Step::Restore {
                id: *id,
                name: (*name).to_owned(),
            })
        })
        .collect::<Result<_, Problem>>()?;
    let said: Vec<(CustomerId, String)> = steps
        .iter()
        .filter_map(|step| Some((step.of()?, one_line(step.name()))))
        .collect();
    if context.globals.dry_run {
        return say(context, &said, "would be restored");
    }
    let entry = carry_out(&workspace, Action::Restore, steps).await?;
    carry::notes(&entry).for_each(warn);
    // Where the server cannot take it out of the trash it is made again, under another id.
    let back = entry
        .standing
        .iter()
        .zip(said)
        .map(|(standing, (id, name))| match standing {
            Standing::Done { id, .. } => (*id, name),
            _ => (id, name),
        });
    say(context, &back.collect::<Vec<_>>(), "restored")
}

fn say(context: &Context, done: &[(CustomerId, String)], what: &str) -> Result<Exit, Problem> {
    match output::format(&context.globals) {
        Format::Table => {
            output::lines(
                done.iter()
                    .map(|(id, name)| format!("{what}: {name} ({id})")),
            )?;
        }
        Format::Json => {
            let ids: Vec<CustomerId> = done.iter().map(|(id, _)| *id).collect();
            output::lines([json!(ids).to_string()])?;
        }
        _ => output::lines(done.iter().map(|(id, _)| id.to_string()))?,
    }
    Ok(Exit::Done)
}
