//! Owns what a shell offers at a place of the command line: ids, fields and their values, queries, changes,
//! workspaces. Reads what is on this machine, and does not wait for a server.
//! Must not change anything, nor print an error: a shell that is told nothing offers nothing.

use std::borrow::Cow;
use std::ffi::OsStr;
use std::future::Future;
use std::time::Duration;

use clap::CommandFactory;
use clap_complete::CompleteEnv;
use clap_complete::engine::CompletionCandidate;

use crate::connection;
use crate::customer::choices::{ATTRIBUTES, LISTS};
use crate::customer::telling;
use crate::customer::text::{fold, one_line};
use crate::customer::{Field, Fields};
use crate::paths::Paths;
use crate::query::{self, Search};
use crate::workspace::Workspace;

use super::args::{Cli, Globals};
use super::carry::short;
use super::columns as shown;
use super::context::{Context, env};
use super::order;

/// Answers a shell that asks, and ends the process then; returns at once where none does.
pub fn answer() {
    CompleteEnv::with_factory(Cli::command).complete();
}

/// More than this nobody reads.
const MOST: usize = 60;
/// Somebody waits for the key to do something.
const PATIENCE: Duration = Duration::from_millis(700);

/// Works on the workspace of this place; nothing where that takes too long or cannot be had.
fn with<F, W>(work: F) -> Vec<CompletionCandidate>
where
    F: FnOnce(Workspace) -> W,
    W: Future<Output = Option<Vec<CompletionCandidate>>>,
{
    let answer = || {
        let globals = Globals {
            workspace: asked(std::env::args()).or_else(|| env("ROLO_WORKSPACE")),
            ..Globals::default()
        };
        let context = Context::new(&globals).ok()?;
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .ok()?;
        let offered = runtime.block_on(async {
            let opened = async { work(context.open().await.ok()?).await };
            tokio::time::timeout(PATIENCE, opened).await.ok()?
        });
        runtime.shutdown_background();
        offered
    };
    answer().unwrap_or_default()
}

/// The workspace that the line names, as far as it is written.
fn asked(words: impl Iterator<Item = String>) -> Option<String> {
    let mut words = words.skip_while(|word| word != "--").skip(1);
    let mut named = None;
    while let Some(word) = words.next() {
        match word.strip_prefix("--workspace") {
            Some("") => named = words.next(),
            Some(rest) => named = rest.strip_prefix('=').map(str::to_owned).or(named),
            None if word == "--" => break,
            None => {}
        }
    }
    named.filter(|name| !name.is_empty())
}

fn offer(value: impl Into<String>, help: &str) -> CompletionCandidate {
    let help = one_line(help);
    CompletionCandidate::new(value.into()).help((!help.is_empty()).then(|| help.into()))
}

/// Customers whose id begins as it was typed, or who match it.
pub fn ids(typed: &OsStr) -> Vec<CompletionCandidate> {
    let typed = typed.to_string_lossy().into_owned();
    with(|workspace| async move {
        let is_number = !typed.is_empty() && typed.bytes().all(|byte| byte.is_ascii_digit());
        let search = Search {
            text: if is_number {
                String::new()
            } else {
                typed.clone()
            },
            ..Search::default()
        };
        let mut ids = workspace.select(search).await.ok()?;
        ids.retain(|id| !is_number || id.to_string().starts_with(&typed));
        ids.truncate(MOST);
        let rows = workspace.rows(ids).await.ok()?;
        let row = |row: &std::sync::Arc<crate::customer::Customer>| {
            Some(offer(row.id()?.to_string(), row.name()))
        };
        Some(rows.iter().filter_map(row).collect())
    })
}

/// Customers in the trash whose id or name begins as it was typed.
pub fn trashed(typed: &OsStr) -> Vec<CompletionCandidate> {
    let typed = fold(&typed.to_string_lossy());
    with(|workspace| async move {
        let trash = workspace.trash().await.ok()?;
        let rows = trash.all.iter().filter_map(|one| {
            let (id, name) = (one.record.id()?.to_string(), one.record.name());
            let fits = id.starts_with(&typed) || fold(name).starts_with(&typed);
            fits.then(|| offer(id, name))
        });
        Some(rows.take(MOST).collect())
    })
}

/// `field=`, and behind it the values that the catalog offers.
pub fn assignments(typed: &OsStr) -> Vec<CompletionCandidate> {
    let typed = typed.to_string_lossy().into_owned();
    with(|workspace| async move {
        let fields = workspace.fields().await.ok()?;
        let Some((name, value)) = typed.split_once('=') else {
            let settable = fields.iter().filter(|field| field.edit);
            let named = settable.map(|field| (field.kebab(), field));
            let named = named.filter(|(name, _)| name.starts_with(&typed));
            let offers = named.map(|(name, field)| offer(format!("{name}="), &field.label));
            return Some(offers.collect());
        };
        if name.ends_with(':') {
            // Behind `field:=` stands the name of another field.
            let names = fields.iter().map(|field| (field.kebab(), field));
            let names = names.filter(|(other, _)| other.starts_with(value));
            let offers = names.map(|(other, field)| offer(format!("{name}={other}"), &field.label));
            return Some(offers.collect());
        }
        let catalog = workspace.catalog().await.ok()?;
        let list = fields.find(name)?.list()?;
        let begins = |choice: &str| choice.to_lowercase().starts_with(&value.to_lowercase());
        let choices = catalog.list(list).iter().filter(|choice| choice.enabled);
        let choices = choices.filter(|choice| begins(&choice.name));
        Some(
            choices
                .take(MOST)
                .map(|choice| offer(format!("{name}={}", choice.name), ""))
                .collect(),
        )
    })
}

/// For `rolo set`: the id, then what to set.
pub fn id_or_assignments(typed: &OsStr) -> Vec<CompletionCandidate> {
    let is_id = typed
        .to_string_lossy()
        .starts_with(|c: char| c.is_ascii_digit());
    if is_id {
        ids(typed)
    } else {
        assignments(typed)
    }
}

/// Fields for `--columns` and `--json`: the last of several.
pub fn columns(typed: &OsStr) -> Vec<CompletionCandidate> {
    last_of(typed, |fields| {
        let of_address = shown::OF_ADDRESS.map(|(name, label, _)| (name.to_owned(), label.into()));
        let told = fields.iter().filter(|field| field.is_asked_for());
        told.map(named).chain(of_address).collect()
    })
}

/// Fields for `--sort`: the last of several.
pub fn orders(typed: &OsStr) -> Vec<CompletionCandidate> {
    last_of(typed, |fields| {
        let of_address = order::OF_ADDRESS.map(|(name, label)| (name.to_owned(), label.into()));
        let sorted = fields.iter().filter(|field| field.sort);
        sorted.map(named).chain(of_address).collect()
    })
}

/// Fields where nothing else is a name: the last of several.
pub fn fields(typed: &OsStr) -> Vec<CompletionCandidate> {
    last_of(typed, |fields| fields.iter().map(named).collect())
}

type Named = (String, Cow<'static, str>);

fn named(field: &Field) -> Named {
    (field.kebab(), field.label.clone())
}

fn last_of(typed: &OsStr, names: fn(&Fields) -> Vec<Named>) -> Vec<CompletionCandidate> {
    let typed = typed.to_string_lossy().into_owned();
    let (before, last) = match typed.rfind(',') {
        Some(at) => typed.split_at(at + 1),
        None => ("", typed.as_str()),
    };
    let (before, last) = (before.to_owned(), last.to_owned());
    with(|workspace| async move {
        let fields = workspace.fields().await.ok()?;
        let named = names(&fields).into_iter();
        let named = named.filter(|(name, _)| name.starts_with(&last));
        let offers = named.map(|(name, label)| offer(format!("{before}{name}"), &label));
        Some(offers.collect())
    })
}

/// For `COLUMN=FIELD`: the field, once the column is written.
pub fn mapped(typed: &OsStr) -> Vec<CompletionCandidate> {
    let typed = typed.to_string_lossy().into_owned();
    let Some((column, last)) = typed.rsplit_once('=') else {
        return Vec::new();
    };
    let (column, last) = (column.to_owned(), last.to_owned());
    with(|workspace| async move {
        let fields = workspace.fields().await.ok()?;
        let named = fields.iter().filter(|field| field.edit);
        let named = named.map(|field| (field.kebab(), field));
        let named = named.filter(|(name, _)| name.starts_with(&last));
        let offers = named.map(|(name, field)| offer(format!("{column}={name}"), &field.label));
        Some(offers.collect())
    })
}

/// For `ID:FIELD`: the id, then the field.
pub fn taken(typed: &OsStr) -> Vec<CompletionCandidate> {
    let text = typed.to_string_lossy();
    let Some((id, last)) = text.split_once(':') else {
        return ids(typed);
    };
    let (id, last) = (id.to_owned(), last.to_owned());
    with(|workspace| async move {
        let fields = workspace.fields().await.ok()?;
        let named = fields.iter().filter(|field| field.edit);
        let named = named.map(|field| (field.kebab(), field));
        let named = named.filter(|(name, _)| name.starts_with(&last));
        let offers = named.map(|(name, field)| offer(format!("{id}:{name}"), &field.label));
        Some(offers.collect())
    })
}

/// The lists that forms offer.
pub fn lists(typed: &OsStr) -> Vec<CompletionCandidate> {
    let typed = typed.to_string_lossy();
    let words = LISTS.iter().map(|(word, _)| *word).chain([ATTRIBUTES]);
    let fits = words.filter(|word| word.starts_with(&*typed));
    fits.map(|word| offer(word, "")).collect()
}

/// A query as the search line completes it.
pub fn queries(typed: &OsStr) -> Vec<CompletionCandidate> {
    let typed = typed.to_string_lossy().into_owned();
    with(|workspace| async move {
        let (fields, catalog) = (
            workspace.fields().await.ok()?,
            workspace.catalog().await.ok()?,
        );
        let context = query::Context {
            fields: &fields,
            catalog: &catalog,
            today: jiff::Zoned::now().date(),
        };
        let offers = query::complete(&typed, typed.len(), &context);
        let offers = offers.into_iter().take(MOST).filter_map(|completion| {
            let before = typed.get(..completion.at.start)?;
            Some(offer(
                format!("{before}{}", completion.text),
                &completion.note,
            ))
        });
        Some(offers.collect())
    })
}

/// Changes that were made here, by the beginning of their ids.
pub fn sets(typed: &OsStr) -> Vec<CompletionCandidate> {
    let typed = typed.to_string_lossy().into_owned();
    with(|workspace| async move {
        let fields = workspace.fields().await.ok()?;
        let log = workspace.log(MOST).await.ok()?;
        let fits = log.iter().filter(|entry| entry.set.id.starts_with(&typed));
        let offers = fits.map(|entry| {
            offer(
                short(&entry.set.id),
                &telling::headline(&entry.set, &fields),
            )
        });
        Some(offers.collect())
    })
}

/// The workspaces there are.
pub fn workspaces(typed: &OsStr) -> Vec<CompletionCandidate> {
    let typed = typed.to_string_lossy();
    let Ok(paths) = Paths::find(env) else {
        return Vec::new();
    };
    let names = connection::list(&paths);
    let fits = names
        .iter()
        .filter(|name| name.as_str().starts_with(&*typed));
    fits.map(|name| offer(name.as_str(), "")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_workspace_that_a_line_names_is_asked() {
        for (line, name) in [
            ("rolo -- rolo --workspace team show 1", Some("team")),
            ("rolo -- rolo show --workspace=team 1", Some("team")),
            ("rolo -- rolo --workspace a show --workspace b ", Some("b")),
            ("rolo -- rolo show 1", None),
            ("rolo -- rolo show --workspace=", None),
            ("rolo -- rolo show --workspaces x", None),
            ("rolo -- rolo list -- --workspace x", None),
            ("rolo --workspace x", None),
        ] {
            let words = line.split(' ').map(str::to_owned);
            assert_eq!(asked(words).as_deref(), name, "{line}");
        }
    }
}
