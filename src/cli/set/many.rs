//! Owns `rolo set` for several customers: what would change is shown, agreed to, sent as one change, and told
//! customer by customer.
//! Must not know how a field is edited.

use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::{Value, json};

use crate::cli::args::Format;
use crate::cli::bar::Bar;
use crate::cli::carry::short;
use crate::cli::context::{Context, warn};
use crate::cli::problem::{Exit, Problem};
use crate::cli::table::{Head, lay_out};
use crate::cli::{interrupt, output, sending};
use crate::customer::bulk::{Counts, Edit, Outcome, Row};
use crate::customer::show::{grouped, part_text};
use crate::customer::text::one_line;
use crate::customer::{CustomerId, Fields, Standing};
use crate::workspace::{BulkPlan, Workspace, WorkspaceError};

use super::results::Results;

const NOTHING: &str = "nothing was changed";
/// So many changes are shown before the question ...
const SHOWN: usize = 20;
/// ... and so many refusals.
const REFUSED: usize = 5;

pub async fn run(
    context: &Context,
    workspace: &Workspace,
    ids: Vec<CustomerId>,
    edits: Vec<Edit>,
    fields: &Fields,
) -> Result<Exit, Problem> {
    let format = output::format(&context.globals);
    let is_dry = context.globals.dry_run;
    let stop = Arc::new(AtomicBool::new(false));
    let _listens = interrupt::listen(stop.clone());
    let results = Results::new(format);
    let is_repeatable = edits.iter().all(|edit| edit.may_be_repeated(&edits));
    let plan = plan(workspace, ids, edits, is_dry, results.clone(), &stop).await?;
    let (counts, said) = (plan.counts, of_counts(&plan.counts));
    let is_table = format == Format::Table;
    if is_dry || !plan.does_something() {
        if is_table {
            let most = if is_dry { usize::MAX } else { 0 };
            output::lines(preview(&plan, fields, most).into_iter().chain([said]))?;
        }
        results.end(&of_counts_json(&counts))?;
        return Ok(match is_dry {
            true => Exit::Done,
            false => exit_of(&counts),
        });
    }
    if !context.globals.yes {
        interrupt::can_ask(NOTHING)?;
        show(&preview(&plan, fields, SHOWN))?;
        if !interrupt::confirmed(&format!("{said}. Do it?"), NOTHING, &stop).await? {
            output::lines([NOTHING])?;
            return Ok(Exit::Done);
        }
    } else if is_table {
        show(&refusals(&plan))?;
    }
    let set = workspace.commit_bulk(plan).await?;
    let tally = sending::send(workspace, &set, "changing", &stop).await?;
    let exit = sending::say(workspace, &set, &tally, format).await?;
    if !is_table {
        let mut told = Ok(());
        let each = |given| {
            if told.is_ok() {
                told = results.given(&given);
            }
        };
        workspace.results(&set, each).await?;
        told?;
        let mut answer = of_counts_json(&counts);
        sending::add(&mut answer, &set, &tally);
        results.end(&answer)?;
    }
    if tally.dropped > 0 {
        warn(&match is_repeatable {
            true => {
                "it was stopped: what was done stays, and the same command does the rest".to_owned()
            }
            false => not_reached(workspace, &set).await?,
        });
    }
    Ok(match exit {
        Exit::Done => exit_of(&counts),
        exit => exit,
    })
}

/// What to do where doing it again would add to what was done: the rest is named, or all of it taken back.
async fn not_reached(workspace: &Workspace, set: &str) -> Result<String, Problem> {
    let mut left: Vec<String> = Vec::new();
    let mut count = 0_usize;
    workspace
        .results(set, |given| {
            if given.standing == Standing::Dropped {
                count += 1;
                if left.len() < NAMED {
                    left.push(given.id.to_string());
                }
            }
        })
        .await?;
    let short = short(set);
    let back = format!("`rolo undo {short}` takes it back, to be done anew as a whole");
    Ok(match count > left.len() {
        false => format!(
            "it was stopped: what was done stays, and the same command would add to that again; name those that were not reached instead ({}), or {back}",
            left.join(" ")
        ),
        true => format!(
            "it was stopped: what was done stays, and the same command would add to that again; {back}"
        ),
    })
}

/// So many that were not reached are named.
const NAMED: usize = 50;

/// Tries the edits; rows that shall be told are told as they come.
async fn plan(
    workspace: &Workspace,
    ids: Vec<CustomerId>,
    edits: Vec<Edit>,
    is_dry: bool,
    results: Results,
    stop: &Arc<AtomicBool>,
) -> Result<BulkPlan, Problem> {
    let bar = Bar::new("looking", ids.len());
    let left = Arc::new(AtomicBool::new(false));
    let (leaves, ends) = (left.clone(), stop.clone());
    let each = move |row: &Row, nth: usize| {
        let is_told = is_dry || matches!(row.outcome, Outcome::Refused(_));
        if is_told && results.planned(row).is_err() {
            // The reader has left: nobody wants to know the rest.
            leaves.store(true, Ordering::Relaxed);
            ends.store(true, Ordering::Relaxed);
        }
        bar.at(nth);
    };
    match workspace.plan_bulk(ids, edits, stop.clone(), each).await {
        Err(WorkspaceError::NotNow(_)) if left.load(Ordering::Relaxed) => {
            Err(Problem::new(Exit::Done, ""))
        }
        planned => Ok(planned?),
    }
}

/// What is refused must not be passed over by a script.
fn exit_of(counts: &Counts) -> Exit {
    match counts.refused {
        0 => Exit::Done,
        _ => Exit::Failed,
    }
}

/// A table of what was and what would be, then what is refused.
fn preview(plan: &BulkPlan, fields: &Fields, most: usize) -> Vec<String> {
    let heads = ["Customer", "Field", "Is", "Becomes"].map(Head::left);
    let mut rows = Vec::new();
    for row in &plan.changed {
        let Outcome::Changed(changes) = &row.outcome else {
            continue;
        };
        for change in changes {
            let Some(field) = fields.find(&change.field) else {
                continue;
            };
            let side = |part| match one_line(&part_text(field, part)) {
                nothing if nothing.is_empty() => "(nothing)".to_owned(),
                text => text,
            };
            rows.push(vec![
                one_line(&row.name),
                field.label.to_string(),
                side(&change.from),
                side(&change.to),
            ]);
        }
        if rows.len() >= most {
            break;
        }
    }
    rows.truncate(most);
    let mut named: Vec<&str> = rows.iter().map(|row| row[0].as_str()).collect();
    named.dedup();
    let more = plan.counts.changed.saturating_sub(named.len());
    let mut lines = match rows.is_empty() {
        true => Vec::new(),
        false => lay_out(&heads, &rows, output::width()),
    };
    if more > 0 && !lines.is_empty() {
        lines.push(format!("and {} more", customers(more)));
    }
    lines.extend(refusals(plan));
    lines
}

fn refusals(plan: &BulkPlan) -> Vec<String> {
    let mut lines: Vec<String> = plan
        .refused
        .iter()
        .take(REFUSED)
        .filter_map(|row| match &row.outcome {
            Outcome::Refused(why) => Some(format!("refused: {} ({}): {why}", row.name, row.id)),
            _ => None,
        })
        .map(|line| one_line(&line))
        .collect();
    let more = plan.counts.refused.saturating_sub(lines.len());
    if more > 0 {
        lines.push(format!("and {} more refused", grouped(&more.to_string())));
    }
    lines
}

/// Beside the answer, which goes to stdout.
fn show(lines: &[String]) -> Result<(), Problem> {
    let mut err = std::io::stderr().lock();
    for line in lines {
        writeln!(err, "{line}")?;
    }
    Ok(())
}

fn of_counts(counts: &Counts) -> String {
    let mut said = match counts.changed {
        0 => format!("none of {} would change", customers(counts.all())),
        1 => "1 customer changes".to_owned(),
        many => format!("{} change", customers(many)),
    };
    for (count, what) in [
        (counts.same, "as it should be"),
        (counts.refused, "refused"),
    ] {
        match count {
            0 => {}
            1 => said.push_str(&format!(", 1 is {what}")),
            many => said.push_str(&format!(", {} are {what}", grouped(&many.to_string()))),
        }
    }
    said.replace("are as it should be", "are as they should be")
}

fn of_counts_json(counts: &Counts) -> Value {
    json!({"changed": counts.changed, "same": counts.same, "refused": counts.refused})
}

fn customers(count: usize) -> String {
    match count {
        1 => "1 customer".to_owned(),
        many => format!("{} customers", grouped(&many.to_string())),
    }
}
