//! `rolo edit`: a customer as a page of TOML in the editor of this place; what was changed there is sent like
//! any other change.
//! Must not lose what was typed: a page that cannot be used stays where it is, and it is said where.

use std::fs;
use std::io::{BufRead, IsTerminal, Write};
use std::path::Path;

use clap_complete::engine::ArgValueCompleter;

use crate::connection::write_private;
use crate::customer::changeset::{Action, Step};
use crate::customer::{Change, Customer};
use crate::editor::Editor;
use crate::workspace::page::{Desk, Page};

use super::args::Format;
use super::carry;
use super::context::{Context, env, warn};
use super::output::{self, Output};
use super::problem::{Exit, Problem};
use super::{assign, complete};

#[derive(Clone, Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  rolo edit 1001\n  EDITOR=nano rolo edit 1001\n\nThe editor is $VISUAL, else $EDITOR, else vi."
)]
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
    let (fields, catalog) = (workspace.fields().await?, workspace.catalog().await?);
    let desk = Desk::of(&workspace.spec().folder, id);
    // What was written on an older page was meant for the customer as it was then.
    let base = desk.base().unwrap_or_else(|| Customer::clone(&record));
    let changes = edited(&desk, &base, &Page::of(&base, &fields, &catalog))?;
    let said: Vec<String> = changes
        .iter()
        .map(|change| assign::sentence(change, &fields))
        .collect();
    if context.globals.dry_run {
        let kept = format!("kept in {}; nothing was sent", desk.page.display());
        output::lines(said.into_iter().chain([kept]))?;
        return Ok(Exit::Done);
    }
    if !changes.is_empty() {
        let step = Step::Edit {
            id,
            name: record.name().to_owned(),
            changes,
        };
        let set = workspace.commit(Action::Edit, vec![step], None).await?;
        // What was written there is in the journal now.
        desk.clear();
        let entry = carry::judged(&workspace, workspace.verdict(&set.id).await?).await?;
        carry::notes(&entry).for_each(warn);
    }
    desk.clear();
    if output::format(&context.globals) == Format::Table {
        match said.is_empty() {
            true => output::lines(["nothing was changed"])?,
            false => output::lines(said)?,
        }
        return Ok(Exit::Done);
    }
    let now = workspace.read(id).await?.unwrap_or(record);
    Output::to_stdout(&context.globals, None, &fields, &catalog)?.one(&now)?;
    Ok(Exit::Done)
}

/// What was changed in the editor; as often as it cannot be read, the page can be mended.
fn edited(desk: &Desk, base: &Customer, page: &Page) -> Result<Vec<Change>, Problem> {
    let left = match desk.base() {
        Some(_) => fs::read_to_string(&desk.page).ok(),
        None => None,
    };
    if left.is_some() {
        warn("going on with what was written here before and was not sent");
    }
    let mut text = left.unwrap_or_else(|| page.text());
    write_private(&desk.base, base.to_json().as_bytes())?;
    loop {
        write_private(&desk.page, text.as_bytes())?;
        open_editor(&desk.page)?;
        text = fs::read_to_string(&desk.page)
            .map_err(|error| Problem::failed(format!("{}: {error}", desk.page.display())))?;
        match page.changes(&text) {
            Ok(changes) => return Ok(changes),
            Err(why) if again(&why)? => {}
            Err(why) => {
                return Err(Problem::usage(format!(
                    "{why}; nothing was changed, and what was written is kept in {}",
                    desk.page.display()
                )));
            }
        }
    }
}

/// Asks whether to go back into the editor; where there is nobody to ask, no.
fn again(why: &str) -> Result<bool, Problem> {
    if !std::io::stdin().is_terminal() {
        return Ok(false);
    }
    warn(why);
    let mut terminal = std::io::stderr();
    write!(terminal, "Back to the editor? [Y/n] ")?;
    terminal.flush()?;
    let mut answer = String::new();
    std::io::stdin().lock().read_line(&mut answer)?;
    Ok(!matches!(answer.trim().to_lowercase().as_str(), "n" | "no"))
}

fn open_editor(file: &Path) -> Result<(), Problem> {
    let editor = Editor::of(env);
    let ended = editor.command(file).status().map_err(|error| {
        let name = editor.name();
        Problem::failed(format!("the editor “{name}” cannot be started: {error}"))
    })?;
    match editor.trouble(ended) {
        None => Ok(()),
        Some(trouble) => Err(Problem::failed(format!(
            "{trouble}; nothing was changed, and what was written is kept in {}",
            file.display()
        ))),
    }
}
