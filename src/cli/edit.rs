//! `rolo edit`: a customer as a page of TOML in the editor of this place; what was changed there is sent like
//! any other change.
//! Must not lose what was typed: a page that cannot be used stays where it is, and it is said where.

use std::fs;
use std::io::{BufRead, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use clap_complete::engine::ArgValueCompleter;

use crate::connection::write_private;
use crate::customer::changeset::{Action, Step};
use crate::customer::{Change, Customer, CustomerId};

use super::args::Format;
use super::carry;
use super::context::{Context, env, warn};
use super::output::{self, Output};
use super::page::Page;
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
    let changes = desk.edited(&base, &Page::of(&base, &fields, &catalog))?;
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

/// Where a customer's page lies while it is written on, and the customer as it was when the page was made.
struct Desk {
    page: PathBuf,
    base: PathBuf,
}

impl Desk {
    fn of(folder: &Path, id: CustomerId) -> Desk {
        Desk {
            page: folder.join(format!("edit-{id}.toml")),
            base: folder.join(format!("edit-{id}.json")),
        }
    }

    /// The customer that an older page was made of; none where there is no such page.
    fn base(&self) -> Option<Customer> {
        if !self.page.exists() {
            return None;
        }
        Customer::from_json(&fs::read_to_string(&self.base).ok()?).ok()
    }

    fn clear(&self) {
        for file in [&self.page, &self.base] {
            // Where it cannot be taken away, the next page begins with it, and that is said then.
            drop(fs::remove_file(file));
        }
    }

    /// What was changed in the editor; as often as it cannot be read, the page can be mended.
    fn edited(&self, base: &Customer, page: &Page) -> Result<Vec<Change>, Problem> {
        let left = match self.base() {
            Some(_) => fs::read_to_string(&self.page).ok(),
            None => None,
        };
        if left.is_some() {
            warn("going on with what was written here before and was not sent");
        }
        let mut text = left.unwrap_or_else(|| page.text());
        write_private(&self.base, base.to_json().as_bytes())?;
        loop {
            write_private(&self.page, text.as_bytes())?;
            open_editor(&self.page)?;
            text = fs::read_to_string(&self.page)
                .map_err(|error| Problem::failed(format!("{}: {error}", self.page.display())))?;
            match page.changes(&text) {
                Ok(changes) => return Ok(changes),
                Err(why) if again(&why)? => {}
                Err(why) => {
                    return Err(Problem::usage(format!(
                        "{why}; nothing was changed, and what was written is kept in {}",
                        self.page.display()
                    )));
                }
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

/// The words of the variable are a command with its options, as git and others read it.
fn open_editor(file: &Path) -> Result<(), Problem> {
    let editor = ["VISUAL", "EDITOR"]
        .into_iter()
        .filter_map(env)
        .find(|command| !command.trim().is_empty())
        .unwrap_or_else(|| "vi".to_owned());
    let ended = Command::new("sh")
        .args(["-c", &format!("{editor} \"$1\""), "sh"])
        .arg(file)
        .status()
        .map_err(|error| {
            Problem::failed(format!("the editor “{editor}” cannot be started: {error}"))
        })?;
    match ended.success() {
        true => Ok(()),
        false => Err(Problem::failed(format!(
            "the editor “{editor}” ended with an error ({ended}); nothing was changed, and what was written is kept in {}",
            file.display()
        ))),
    }
}
