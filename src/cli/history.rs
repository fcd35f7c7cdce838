//! `rolo history`: who changed what of a customer, and when.

use clap_complete::engine::ArgValueCompleter;
use serde_json::{Value, json};

use crate::customer::changeset::Past;
use crate::customer::telling::{is_telling, said};
use crate::customer::{Fields, Part, show, text};

use super::args::Format;
use super::carry;
use super::complete;
use super::context::{Context, warn};
use super::output;
use super::problem::{Exit, Problem};
use super::table::Head;

#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "Examples:\n  rolo history 1001\n  rolo history 1001 --json")]
pub struct Args {
    /// The customer's id; - reads it from standard input
    #[arg(value_name = "ID", value_parser = carry::one_word, allow_negative_numbers = true, add = ArgValueCompleter::new(complete::ids))]
    id: String,
}

pub async fn run(context: &Context, args: &Args) -> Result<Exit, Problem> {
    let id = carry::id(&args.id)?;
    let workspace = context.open().await?;
    let told = workspace.history(id).await?;
    if let Some(why) = &told.unread {
        warn(&format!(
            "the history was not read from the server ({why}); this is what was done from here"
        ));
    }
    let past = told.all;
    if past.is_empty() && told.unread.is_some() {
        return Ok(Exit::Offline);
    }
    if past.is_empty() {
        return Err(Problem::new(
            Exit::NotFound,
            format!("nothing is known of a customer {} here", id),
        ));
    }
    let fields = workspace.fields().await?;
    let heads = ["When", "Who", "What", "Field", "Was", "Is"].map(Head::left);
    let telling = past.iter().filter(|past| is_telling(past, &fields));
    let rows = || telling.map(|past| row(past, &fields)).collect::<Vec<_>>();
    match output::format(&context.globals) {
        Format::Table => output::table(&heads, &rows())?,
        Format::Csv => output::csv_table(&heads, rows())?,
        Format::Json => {
            let all: Vec<Value> = past.iter().map(object).collect();
            output::lines([json!(all).to_string()])?;
        }
        Format::Jsonl => output::lines(past.iter().map(|past| object(past).to_string()))?,
        Format::Ids => {
            return Err(Problem::usage("a history has no ids of its own"));
        }
    }
    Ok(Exit::Done)
}

fn row(past: &Past, fields: &Fields) -> Vec<String> {
    let field = past.field.as_deref();
    let label = field.map_or("", |wire| {
        fields.find(wire).map_or(wire, |field| &field.label)
    });
    vec![
        past.at.clone(),
        past.who.clone(),
        past.action.clone(),
        label.to_owned(),
        side(field, past.was.as_deref(), fields),
        side(field, past.now.as_deref(), fields),
    ]
}

/// A value as people read it.
fn side(wire: Option<&str>, json: Option<&str>, fields: &Fields) -> String {
    let (Some(wire), Some(json)) = (wire, json) else {
        return String::new();
    };
    let value: Value = serde_json::from_str(json).unwrap_or_else(|_| Value::from(json));
    match fields.find(wire) {
        Some(field) if field.wire == wire => {
            let part = Part::from_iter([(wire.to_owned(), value)]);
            text::one_line(&show::part_text(field, &part))
        }
        _ => text::one_line(said(&value).unwrap_or(json)),
    }
}

fn object(past: &Past) -> Value {
    let value = |json: &Option<String>| {
        json.as_deref()
            .map(|json| serde_json::from_str(json).unwrap_or_else(|_| Value::from(json)))
    };
    json!({
        "at": past.at,
        "who": past.who,
        "action": past.action,
        "field": past.field,
        "was": value(&past.was),
        "now": value(&past.now),
    })
}
