//! `rolo show`: customers, every field that holds something, and their notes.

use std::sync::Arc;

use clap_complete::engine::ArgValueCompleter;
use serde_json::{Value, json};
use unicode_width::UnicodeWidthStr;

use crate::customer::note::Note;
use crate::customer::{Catalog, Customer, Fields, layout, show, text};
use crate::workspace::{Notes, Workspace};

use super::args::Format;
use super::carry;
use super::complete;
use super::context::{Context, warn};
use super::output::{self, Output};
use super::problem::{Exit, Problem};

#[derive(Clone, Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  rolo show 1001\n  rolo show 1001 --json=name,status,website\n  rolo show 1001 1002 --json=name,notes\n  rolo list volks --format ids | rolo show -\n\nJSON has the notes, too: the member notes, the newest first. Of one customer it is an object, of several a list."
)]
pub struct Args {
    /// The customers' ids; - reads them from standard input
    #[arg(required = true, value_name = "ID", value_parser = carry::one_word, allow_negative_numbers = true, add = ArgValueCompleter::new(complete::ids))]
    ids: Vec<String>,
}

/// The member of JSON under which the notes are.
const NOTES: &str = "notes";

pub async fn run(context: &Context, args: &Args) -> Result<Exit, Problem> {
    let ids = carry::ids(&args.ids)?;
    let workspace = context.open_fresh().await?;
    let mut records: Vec<Arc<Customer>> = Vec::new();
    for id in ids {
        let record = workspace.read(id).await?;
        records.push(record.ok_or_else(|| Problem::no_customer(id))?);
    }
    let (fields, catalog) = (workspace.fields().await?, workspace.catalog().await?);
    let format = output::format(&context.globals);
    if format == Format::Table {
        for (nth, record) in records.iter().enumerate() {
            if nth > 0 {
                output::lines(["", RULE, ""])?;
            }
            output::lines(page(&workspace, record, &fields, &catalog).await)?;
        }
        return Ok(Exit::Done);
    }
    let asked = context.globals.json_fields();
    let with_notes = matches!(format, Format::Json | Format::Jsonl)
        && (asked.is_empty() || asked.contains(&NOTES));
    let mut output = Output::to_stdout(&context.globals, None, &fields, &catalog)?;
    if let [record] = &records[..] {
        let record = told(&workspace, record, with_notes).await;
        output.one(&record)?;
        return Ok(Exit::Done);
    }
    for record in &records {
        let record = told(&workspace, record, with_notes).await;
        output.records([&record])?;
    }
    output.finish()?;
    Ok(Exit::Done)
}

/// What stands between two customers.
const RULE: &str = "----";

async fn page(
    workspace: &Workspace,
    record: &Customer,
    fields: &Fields,
    catalog: &Catalog,
) -> Vec<String> {
    let mut lines = sheet(record, fields, catalog);
    match workspace.notes(record.id().unwrap_or_default()).await {
        Ok(notes) => lines.extend(noted(&notes)),
        // The customer is here all the same; a server that has no notes is no failure.
        Err(error) => tracing::info!(%error, "the notes could not be read"),
    }
    lines
}

/// The record for a program, with the notes as they are on the wire.
async fn told(workspace: &Workspace, record: &Customer, with_notes: bool) -> Customer {
    let mut record = record.clone();
    if with_notes {
        match workspace.notes(record.id().unwrap_or_default()).await {
            Ok(notes) => {
                let one = |note: &Note| json!({"noteText": note.text, "createdByName": note.who, "creationDate": note.at});
                let all: Vec<Value> = notes.notes.iter().map(one).collect();
                record.set(NOTES, Value::Array(all));
            }
            // A program must not take what could not be read for nothing.
            Err(error) => warn(&format!("the notes could not be read: {error}")),
        }
    }
    record
}

/// The customer as a page of text, in the sections of the catalog's layout.
fn sheet(record: &Customer, fields: &Fields, catalog: &Catalog) -> Vec<String> {
    let mut lines = Vec::new();
    for section in layout::sections(&catalog.layout, fields) {
        let filled: Vec<(&str, Vec<String>)> = section
            .fields
            .iter()
            .map(|field| (field.label.as_ref(), show::block(record, field)))
            .filter(|(_, block)| !block.is_empty())
            .collect();
        let Some(wide) = filled.iter().map(|(label, _)| label.width()).max() else {
            continue;
        };
        if !lines.is_empty() {
            lines.push(String::new());
        }
        lines.push(section.label.clone());
        for (label, block) in filled {
            for (nth, line) in block.iter().enumerate() {
                let label = if nth == 0 { label } else { "" };
                let blank = " ".repeat(wide - label.width());
                lines.push(format!("  {label}{blank}  {line}").trim_end().to_owned());
            }
        }
    }
    lines
}

/// The notes under a heading of their own, the newest first.
fn noted(notes: &Notes) -> Vec<String> {
    let mut lines = Vec::new();
    if notes.notes.is_empty() && notes.waiting.is_empty() {
        return lines;
    }
    lines.push(String::new());
    lines.push(match &notes.stale {
        Some(_) if !notes.notes.is_empty() => "Notes (as they were seen last)".to_owned(),
        _ => "Notes".to_owned(),
    });
    let said = |text: &str| {
        let text = text::lines(text);
        let lines: Vec<String> = text.lines().map(|line| format!("    {line}")).collect();
        lines
    };
    for text in notes.waiting.iter().rev() {
        lines.push("  waits in the outbox".to_owned());
        lines.extend(said(text));
    }
    for note in &notes.notes {
        let who = format!(
            "  {}  {}",
            text::one_line(&note.at),
            text::one_line(&note.who)
        );
        lines.push(who.trim_end().to_owned());
        lines.extend(said(&note.text));
    }
    if notes.total > notes.notes.len() {
        let older = notes.total - notes.notes.len();
        lines.push(match older {
            1 => "  and 1 older one".to_owned(),
            older => format!("  and {older} older ones"),
        });
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_holds_something_is_shown_and_long_text_keeps_its_lines() {
        let record = Customer::from_json(
            r#"{"customerName":"Aé","website":"","description":"one\ntwo","statusName":"Active"}"#,
        )
        .unwrap();
        assert_eq!(
            sheet(&record, &Fields::standard(), &Catalog::default()),
            [
                "General",
                "  Name         Aé",
                "  Status       Active",
                "  Description  one",
                "               two",
            ]
        );
    }
}
