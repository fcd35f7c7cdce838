//! `rolo note`: puts a note to a customer.

use std::io::{IsTerminal, Read};

use clap_complete::engine::ArgValueCompleter;

use serde_json::json;

use crate::customer::changeset::{Action, Step};

use super::carry::{self, carry_out};
use super::complete;
use super::context::{Context, warn};
use super::output;
use super::problem::{Exit, Problem};

#[derive(Clone, Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  rolo note 1001 \"Called back: wants an offer by Friday\"\n  rolo note 1001 < minutes.txt\n\n`rolo show` prints the notes of a customer, those that wait in the outbox too."
)]
pub struct Args {
    /// The customer's id; - reads it from standard input
    #[arg(value_name = "ID", value_parser = carry::one_word, allow_negative_numbers = true, add = ArgValueCompleter::new(complete::ids))]
    id: String,
    /// What it says; standard input unless given
    #[arg(value_name = "TEXT")]
    words: Vec<String>,
}

pub async fn run(context: &Context, args: &Args) -> Result<Exit, Problem> {
    let id = match (args.id.as_str(), args.words.is_empty()) {
        ("-", true) => {
            return Err(Problem::usage(
                "the id comes by standard input, so say what the note is to say; nothing was written",
            ));
        }
        (id, _) => carry::id(id)?,
    };
    let text = match args.words.is_empty() {
        false => args.words.join(" "),
        true if std::io::stdin().is_terminal() => {
            return Err(Problem::usage("say what the note is to say"));
        }
        true => {
            let mut text = String::new();
            std::io::stdin().read_to_string(&mut text)?;
            text
        }
    };
    let text = text.trim();
    if text.is_empty() {
        return Err(Problem::usage("a note needs words; nothing was written"));
    }
    let workspace = context.open().await?;
    let record = workspace
        .read(id)
        .await?
        .ok_or_else(|| Problem::no_customer(id))?;
    let name = crate::customer::text::one_line(record.name());
    let answer = json!({"id": id, "noteText": text});
    if context.globals.dry_run {
        let would = format!("would be written: a note to {name}");
        output::told(&context.globals, would, answer)?;
        return Ok(Exit::Done);
    }
    let step = Step::Note {
        id,
        name: name.clone(),
        text: text.to_owned(),
        request: uuid::Uuid::now_v7().to_string(),
    };
    let entry = carry_out(&workspace, Action::Note, vec![step]).await?;
    carry::notes(&entry).for_each(warn);
    carry::made(&entry)
        .ok_or_else(|| Problem::failed("it was given up meanwhile; nothing was written"))?;
    let said = format!("written: a note to {name}");
    output::told(&context.globals, said, answer)?;
    Ok(Exit::Done)
}
