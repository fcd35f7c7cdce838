//! `rolo show`: one customer, every field that holds something.

use clap_complete::engine::ArgValueCompleter;
use unicode_width::UnicodeWidthStr;

use crate::customer::{Catalog, Customer, Fields, layout, show, text};
use crate::workspace::Notes;

use super::args::Format;
use super::carry;
use super::complete;
use super::context::Context;
use super::output::{self, Output};
use super::problem::{Exit, Problem};

#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "Examples:\n  rolo show 1001\n  rolo show 1001 --json=name,status,website")]
pub struct Args {
    /// The customer's id; - reads it from standard input
    #[arg(value_name = "ID", value_parser = carry::one_word, allow_negative_numbers = true, add = ArgValueCompleter::new(complete::ids))]
    id: String,
}

pub async fn run(context: &Context, args: &Args) -> Result<Exit, Problem> {
    let id = carry::id(&args.id)?;
    let workspace = context.open_fresh().await?;
    let record = workspace
        .read(id)
        .await?
        .ok_or_else(|| Problem::no_customer(id))?;
    let fields = workspace.fields().await?;
    if output::format(&context.globals) == Format::Table {
        let mut lines = sheet(&record, &fields, &*workspace.catalog().await?);
        match workspace.notes(id).await {
            Ok(notes) => lines.extend(noted(&notes)),
            // The customer is here all the same; a server that has no notes is no failure.
            Err(error) => tracing::info!(%error, "the notes could not be read"),
        }
        output::lines(lines)?;
    } else {
        Output::to_stdout(&context.globals, None, &fields)?.one(&record)?;
    }
    Ok(Exit::Done)
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
        lines.push(format!(
            "  and {} older ones",
            notes.total - notes.notes.len()
        ));
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
