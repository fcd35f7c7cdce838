//! `rolo import`: takes customers in from a file, after saying what that would do.

mod ask;
mod before;
mod report;
mod source;

use std::io::{BufWriter, Write};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::workspace::Workspace;
use crate::workspace::import::judge::{Judged, Outcome};
use crate::workspace::import::keys::Key;
use crate::workspace::import::{Import, ImportError, Verdict};

use super::args::Format;
use super::bar::Bar;
use super::context::{Context, warn};
use super::interrupt;
use super::output;
use super::problem::{Exit, Problem};
use super::sending;

pub use ask::Args;
use source::Source;

/// Said where the key was found and not told.
pub const OWN: &str = "the file was exported from here: its rows change the customers with their ids, as with --key id (--new makes new ones)";
/// So many broken rows are told, where nobody asked for a dry run.
const TOLD: usize = 5;

pub async fn run(context: &Context, args: &Args) -> Result<Exit, Problem> {
    let told = args.told()?;
    let stop = Arc::new(AtomicBool::new(false));
    let _listens = interrupt::listen(stop.clone());
    let source = Source::of(args.file(), &stop).await?;
    let workspace = context.open_fresh().await?;
    let format = output::format(&context.globals);
    let import = Arc::new(Import::prepare(&workspace, source.path(), told, &stop).await?);
    if let Some(rejects) = &args.rejects {
        refuse_to_overwrite(source.path(), rejects)?;
    }
    let rejects = args.rejects.as_deref();
    if let Some(exit) = before::taken_before(context, &workspace, &import, rejects, &stop).await? {
        return Ok(exit);
    }
    if format == Format::Table {
        output::lines(report::of_columns(&import))?;
    } else {
        report::of_guesses(&import)
            .iter()
            .for_each(|line| warn(line));
    }
    let verdict = judge(context, &import, format, &stop).await?;
    say_verdict(&import, &verdict, format, context.globals.dry_run)?;
    if context.globals.dry_run {
        if format != Format::Table {
            output::lines([report::of_all_json(&import, &verdict).to_string()])?;
        }
        return Ok(Exit::Done);
    }
    if import.is_own && format != Format::Table {
        warn(OWN);
    }
    if import.must_be_told(&verdict) && verdict.known_ids == 0 {
        return Err(Problem::usage(format!(
            "{} the id and the name of a customer that lies in the trash; nothing was imported: take those out of there with `rolo restore` and add --key id, or --new to make new ones",
            carrying(verdict.trashed_ids)
        )));
    }
    if import.must_be_told(&verdict) {
        return Err(Problem::usage(format!(
            "{} the id of a customer that is here; nothing was imported: add --key id to change those customers, or --new to make new ones of all rows",
            carrying(verdict.known_ids)
        )));
    }
    let asks = verdict.does_something() && !context.globals.yes;
    if asks && !ask::confirmed(&verdict, &stop).await? {
        output::lines(["nothing was imported"])?;
        return Ok(Exit::Done);
    }
    carry_out(&workspace, &import, verdict, args, format, &stop).await
}

/// Writes the rejected rows down, then everything else, and sends it.
async fn carry_out(
    workspace: &Workspace,
    import: &Arc<Import>,
    mut verdict: Verdict,
    args: &Args,
    format: Format,
    stop: &AtomicBool,
) -> Result<Exit, Problem> {
    if let Some(path) = &args.rejects {
        verdict.write_rejects(path)?;
    }
    let broken = verdict.counts.broken;
    let mut answer = report::of_all_json(import, &verdict);
    let mut exit = Exit::Done;
    if verdict.does_something() {
        let kept = verdict.keep()?;
        let set = import.commit(verdict).await?;
        let mut tally = sending::send(workspace, &set, "importing", stop).await?;
        if let Some(path) = args.rejects.as_deref().filter(|_| tally.asks > 0) {
            let refused = before::give_back(import, &set, kept, path).await?;
            tally.asks -= refused.min(tally.asks);
        }
        exit = sending::say(workspace, &set, &tally, format).await?;
        sending::add(&mut answer, &set, &tally);
        if tally.dropped > 0 {
            warn("it was stopped: what was done stays; the same with --key FIELD adds the rest");
        }
    } else if format == Format::Table {
        output::lines(["there is nothing to be done"])?;
    }
    if format != Format::Table {
        output::lines([answer.to_string()])?;
    }
    match &args.rejects {
        _ if broken == 0 => {}
        Some(path) => warn(&format!(
            "{} in {}, each with its reason: mend what is there and import that file",
            report::are(broken),
            path.display()
        )),
        None => {
            warn(&format!(
                "{} left out; --rejects FILE writes such rows down, each with its reason",
                report::were(broken)
            ));
            if exit == Exit::Done {
                exit = Exit::Failed;
            }
        }
    }
    Ok(exit)
}

async fn judge(
    context: &Context,
    import: &Arc<Import>,
    format: Format,
    stop: &Arc<AtomicBool>,
) -> Result<Verdict, Problem> {
    let bar = Bar::new("reading", import.rows);
    let shows_rows = context.globals.dry_run;
    let mut out = BufWriter::new(std::io::stdout());
    let gone = Arc::new(AtomicBool::new(false));
    let (mut told, leaves, ends) = (0, gone.clone(), stop.clone());
    let each = move |import: &Import, judged: &Judged| {
        let is_broken = matches!(judged.outcome, Outcome::Broken(_));
        let line = match format {
            Format::Table if shows_rows => report::of_row(judged, import.fields()),
            Format::Table if is_broken && told < TOLD => report::of_row(judged, import.fields()),
            Format::Table => None,
            _ => shows_rows.then(|| report::of_row_json(judged).to_string()),
        };
        told += usize::from(is_broken);
        if let Some(line) = line
            && writeln!(out, "{line}").is_err()
        {
            // The reader has left: nobody wants to know the rest.
            leaves.store(true, Ordering::Relaxed);
            ends.store(true, Ordering::Relaxed);
        }
    };
    let judged = import.judge(stop.clone(), each, move |done| bar.at(done));
    match judged.await {
        Err(ImportError::Stopped) if gone.load(Ordering::Relaxed) => {
            Err(Problem::new(Exit::Done, ""))
        }
        judged => Ok(judged?),
    }
}

fn carrying(rows: usize) -> String {
    match rows {
        1 => "1 row carries".to_owned(),
        many => format!("{many} rows carry"),
    }
}

fn say_verdict(
    import: &Import,
    verdict: &Verdict,
    format: Format,
    shows_rows: bool,
) -> Result<(), Problem> {
    if format != Format::Table {
        return Ok(());
    }
    let more = verdict.counts.broken.saturating_sub(TOLD);
    if more > 0 && !shows_rows {
        output::lines([format!(
            "and {more} more that are broken (--dry-run shows all)"
        )])?;
    }
    output::lines(report::of_unknown(verdict))?;
    output::lines([report::of_counts(&verdict.counts)])?;
    if verdict.known_ids > 0 && import.key == Key::None {
        output::lines([format!(
            "{} the id of a customer that is here (--key id changes those)",
            carrying(verdict.known_ids)
        )])?;
    }
    if verdict.trashed_ids > 0 {
        output::lines([format!(
            "{} the id and the name of a customer that lies in the trash (`rolo restore` brings those back; --new makes new ones)",
            carrying(verdict.trashed_ids)
        )])?;
    }
    Ok(())
}

/// Rejected rows must not take the place of the rows they came from.
fn refuse_to_overwrite(source: &Path, rejects: &Path) -> Result<(), Problem> {
    let same = match (source.canonicalize(), rejects.canonicalize()) {
        (Ok(one), Ok(other)) => one == other,
        _ => false,
    };
    match same {
        true => Err(Problem::usage(
            "--rejects names the file that is imported; nothing was imported: choose another name",
        )),
        false => Ok(()),
    }
}

impl From<ImportError> for Problem {
    fn from(error: ImportError) -> Problem {
        match error {
            ImportError::Workspace(error) => error.into(),
            ImportError::Usage(why) => Problem::usage(format!("{why}; nothing was imported")),
            error => Problem::failed(error.to_string()),
        }
    }
}
