//! Owns what is written in the editor of this machine: a private file, the program, and what it left there.
//! The loop has given the terminal away before. What cannot be used stays in its file, and it is said where.
//! Must not write to the terminal.

use std::fs;
use std::panic::AssertUnwindSafe;
use std::path::Path;
use std::time::Duration;

use futures_util::FutureExt;
use tokio::process::Command;
use tokio::sync::oneshot;
use uuid::Uuid;

use super::{Effects, Report, kin};
use crate::app::msg::{Failure, Outcome};
use crate::app::outside::Paper;
use crate::app::ticket::Ticket;
use crate::app::words::failing;
use crate::connection::write_private;
use crate::customer::{Customer, CustomerId};
use crate::editor::Editor;
use crate::workspace::Workspace;
use crate::workspace::page::{Desk, Page};

/// What is written is longer than any field of a customer.
const LONGEST: u64 = 1 << 20;

/// How long an editor that is asked to end is waited for.
const LAST: Duration = Duration::from_secs(3);

/// As long as it is there an editor has the terminal.
pub(super) struct Lent {
    /// Without it the editor is asked to end.
    stop: Option<oneshot::Sender<()>>,
}

impl Lent {
    pub(super) fn ask_to_end(&mut self) {
        self.stop = None;
    }
}

impl Effects {
    pub(super) fn open_editor(&mut self, ticket: Ticket, paper: Paper) {
        let (stop, stopped) = oneshot::channel();
        self.lent = Some(Lent { stop: Some(stop) });
        let (workspace, tell) = (self.workspace.clone(), self.tell.clone());
        tokio::spawn(async move {
            let written = async {
                match paper {
                    Paper::Text(text) => text_written(&workspace, &text, stopped).await,
                    Paper::Page(id) => page_written(&workspace, id, stopped).await,
                }
            };
            let outcome = match AssertUnwindSafe(written).catch_unwind().await {
                Ok(Ok(outcome)) => outcome,
                Ok(Err(text)) => Outcome::Failed(Failure { text }),
                Err(_) => Outcome::Failed(super::failure::broken(super::Doing::Reading)),
            };
            // The program has left when nobody listens.
            drop(tell.send(Report::Done(ticket, outcome)));
        });
    }
}

async fn text_written(
    workspace: &Workspace,
    text: &str,
    stopped: oneshot::Receiver<()>,
) -> Result<Outcome, String> {
    // Short, because it may have to be read on two lines.
    let name = format!("text-{:08x}.txt", Uuid::new_v4().as_fields().0);
    let file = workspace.spec().folder.join(name);
    // Editors end the last line and miss it where it has no end.
    let before = match text {
        "" => String::new(),
        text => format!("{text}\n"),
    };
    let now = match in_editor(&file, &before, stopped).await? {
        Left::Same(why) => {
            drop(fs::remove_file(&file));
            return unchanged(why);
        }
        Left::Changed(now) => now,
        Left::InDoubt(why) => return Err(in_doubt(&file, &why)),
    };
    drop(fs::remove_file(&file));
    let text = now.strip_suffix('\n').unwrap_or(&now);
    let text = text.strip_suffix('\r').unwrap_or(text);
    Ok(Outcome::Written(text.to_owned()))
}

async fn page_written(
    workspace: &Workspace,
    id: CustomerId,
    stopped: oneshot::Receiver<()>,
) -> Result<Outcome, String> {
    let said = |error: &dyn std::fmt::Display| failing::no_page(error);
    let record = workspace.read(id).await.map_err(|error| said(&error))?;
    let record = record.ok_or(failing::NOT_HERE)?;
    let fields = workspace.fields().await.map_err(|error| said(&error))?;
    let catalog = workspace.catalog().await.map_err(|error| said(&error))?;
    let desk = Desk::of(&workspace.spec().folder, id);
    // What was written on an older page was meant for the customer as it was then.
    let left = desk.base().zip(fs::read_to_string(&desk.page).ok());
    let is_new = left.is_none();
    let (base, before) = match left {
        Some((base, left)) => (base, left),
        None => {
            let text = Page::of(&record, &fields, &catalog).text();
            (Customer::clone(&record), text)
        }
    };
    write_private(&desk.base, base.to_json().as_bytes()).map_err(|error| error.to_string())?;
    let left = in_editor(&desk.page, &before, stopped).await?;
    let now = page_left(&desk, before, is_new, left)?;
    match Page::of(&base, &fields, &catalog).changes(&now) {
        Ok(changes) => {
            desk.clear();
            Ok(match changes.is_empty() {
                true => Outcome::Unwritten,
                false => Outcome::PageWritten {
                    base: base.into(),
                    changes,
                },
            })
        }
        Err(why) => Err(page_kept(&desk, &why)),
    }
}

/// What is to be read from a page as it was left. One from an earlier time may hold changes that were not taken yet,
/// and goes only when they are.
fn page_left(desk: &Desk, before: String, is_new: bool, left: Left) -> Result<String, String> {
    match left {
        Left::Changed(now) => Ok(now),
        Left::Same(None) => Ok(before),
        Left::Same(Some(why)) if is_new => {
            desk.clear();
            Err(failing::unchanged(why))
        }
        Left::Same(Some(why)) | Left::InDoubt(why) => Err(page_kept(desk, &why)),
    }
}

fn page_kept(desk: &Desk, why: &str) -> String {
    match desk.page.exists() {
        true => failing::page_kept(why),
        false => failing::unchanged(why),
    }
}

/// The file comes first: of a long sentence the end may be out of sight.
fn in_doubt(file: &Path, why: &str) -> String {
    match file.exists() {
        true => failing::written_kept(file.display(), why),
        false => failing::file_gone(why),
    }
}

fn unchanged(why: Option<String>) -> Result<Outcome, String> {
    match why {
        None => Ok(Outcome::Unwritten),
        Some(why) => Err(failing::unchanged(why)),
    }
}

/// How an editor left its file.
enum Left {
    /// As it was; and why it ended, where that was no good end.
    Same(Option<String>),
    Changed(String),
    /// What stands there may not be what was meant, for this reason.
    InDoubt(String),
}

async fn in_editor(
    file: &Path,
    before: &str,
    stopped: oneshot::Receiver<()>,
) -> Result<Left, String> {
    write_private(file, before.as_bytes()).map_err(|error| error.to_string())?;
    let trouble = run(file, stopped).await;
    let is_long = fs::metadata(file).is_ok_and(|data| data.len() > LONGEST);
    let now = match is_long {
        true => Err(failing::TOO_LONG.to_owned()),
        false => fs::read_to_string(file).map_err(failing::left_unreadable),
    };
    Ok(match (trouble, now) {
        (why, Ok(now)) if now == before => Left::Same(why),
        (None, Ok(now)) => Left::Changed(now),
        (Some(why), _) | (None, Err(why)) => Left::InDoubt(why),
    })
}

/// Runs the editor to its end. Says what went wrong.
async fn run(file: &Path, stopped: oneshot::Receiver<()>) -> Option<String> {
    let editor = Editor::of(|name| std::env::var(name).ok());
    let cannot = |error: std::io::Error| failing::no_editor(editor.name(), error);
    let mut child = match Command::from(editor.command(file)).spawn() {
        Ok(child) => child,
        Err(error) => return Some(cannot(error)),
    };
    let id = child.id().and_then(|id| i32::try_from(id).ok());
    let ended = tokio::select! {
        ended = child.wait() => ended,
        // Rolo leaves: an editor without it would quarrel with the shell for the keys.
        _ = stopped => {
            if let Some(id) = id {
                kin::ask_to_end(id);
            }
            match tokio::time::timeout(LAST, child.wait()).await {
                Ok(ended) => ended,
                Err(_) => return Some(failing::editor_stays(editor.name())),
            }
        }
    };
    match ended {
        Ok(ended) => editor.trouble(ended),
        Err(error) => Some(cannot(error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_from_before_is_kept_however_the_editor_ends() {
        let folder = tempfile::tempdir().unwrap();
        let desk = Desk::of(folder.path(), 7);
        let failed = || Left::Same(Some("it failed".to_owned()));
        for (is_new, said) in [(false, "E goes on with it"), (true, "nothing was changed")] {
            fs::write(&desk.page, "a slip").unwrap();
            let why = page_left(&desk, "a slip".to_owned(), is_new, failed()).unwrap_err();
            assert!(why.starts_with("it failed") && why.ends_with(said), "{why}");
            assert_eq!(desk.page.exists(), !is_new);
        }
        let again = page_left(&desk, "a slip".to_owned(), false, Left::Same(None));
        assert_eq!(again.unwrap(), "a slip");
    }

    #[test]
    fn a_file_is_named_first_and_only_where_it_is_there() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("text-1.txt");
        assert!(!in_doubt(&file, "it failed").contains("kept"));
        fs::write(&file, "half").unwrap();
        let said = in_doubt(&file, "it failed");
        assert!(said.starts_with(&format!("what was written is kept in {}", file.display())));
        let desk = Desk::of(folder.path(), 7);
        assert!(!page_kept(&desk, "it failed").contains("kept"));
    }
}
