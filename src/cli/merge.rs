//! `rolo merge`: makes one customer of several, after showing what stays and what would be lost.

use std::collections::HashMap;
use std::io::{IsTerminal, Write};

use clap_complete::engine::ArgValueCompleter;
use serde_json::{Value, json};

use crate::customer::changeset::Action;
use crate::customer::text::one_line;
use crate::customer::unite::{Choice, FieldPlan, MergePlan, UniteError};
use crate::customer::{Customer, CustomerId, Fields, show};
use crate::workspace::Workspace;

use super::args::Format;
use super::carry::{self, carry_out, confirmed, notes};
use super::columns;
use super::complete;
use super::context::{Context, warn};
use super::output::{self, Output};
use super::problem::{Exit, Problem};

#[derive(Clone, Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  rolo merge 1001 1002\n  rolo merge 1001 1002 1003 --take 1002:website --take 1003:payment-term\n  rolo merge 1001 1002 --dry-run --json\n  rolo list 'name:=\"Acme Ltd\"' --format ids | grep -vx 1001 | rolo merge 1001 - --yes\n\nWhat the first customer has stays; what it lacks comes from the others; phones, e-mails, addresses and labels are united. Notes go over to it, and it becomes the parent of the others' children. The others go into the trash. `rolo undo` brings all of them back as they were; notes stay where they went."
)]
pub struct Args {
    /// The customer that stays
    #[arg(value_name = "KEEP", add = ArgValueCompleter::new(complete::ids))]
    keep: CustomerId,
    /// The customers that become part of it; - reads them from standard input
    #[arg(required = true, value_name = "ID", value_parser = carry::one_word, add = ArgValueCompleter::new(complete::ids))]
    ids: Vec<String>,
    /// Take a field from one of them
    #[arg(long, value_name = "ID:FIELD", value_parser = taking, add = ArgValueCompleter::new(complete::taken))]
    take: Vec<(CustomerId, String)>,
}

fn taking(text: &str) -> Result<(CustomerId, String), String> {
    let (id, field) = text
        .split_once(':')
        .ok_or("it is written as ID:FIELD, such as 1002:website")?;
    let id = id
        .trim()
        .parse()
        .map_err(|_| format!("“{id}” is no customer's id"))?;
    Ok((id, field.trim().to_owned()))
}

pub async fn run(context: &Context, args: &Args) -> Result<Exit, Problem> {
    let ids = carry::ids(&args.ids)?;
    let wanted = match context.globals.dry_run {
        true => members(context.globals.json_fields())?,
        false => Vec::new(),
    };
    let workspace = context.open_fresh().await?;
    let (fields, catalog) = (workspace.fields().await?, workspace.catalog().await?);
    let mut plan = plan(&workspace, args, &ids, &fields).await?;
    let all: Vec<CustomerId> = std::iter::once(args.keep).chain(ids).collect();
    plan.bring(workspace.kin(&all).await?);
    let format = output::format(&context.globals);
    if context.globals.dry_run {
        match format {
            Format::Table => output::lines(told(&plan))?,
            _ => output::lines([as_json(&plan, &wanted)?.to_string()])?,
        }
        return Ok(Exit::Done);
    }
    if !context.globals.yes && !agreed(&plan)? {
        output::lines(["nothing was merged"])?;
        return Ok(Exit::Done);
    }
    let entry = carry_out(&workspace, Action::Merge, plan.steps()).await?;
    notes(&entry).for_each(warn);
    let id = args.keep;
    let record = workspace.read(id).await?;
    let record = record.ok_or_else(|| Problem::no_customer(id))?;
    match format {
        Format::Table => {
            let mut said = told(&plan);
            said.push(format!("merged: {}", named(&record)));
            output::lines(said)?;
        }
        _ => Output::to_stdout(&context.globals, None, &fields, &catalog)?.one(&record)?,
    }
    Ok(Exit::Done)
}

async fn plan(
    workspace: &Workspace,
    args: &Args,
    ids: &[CustomerId],
    fields: &Fields,
) -> Result<MergePlan, Problem> {
    let keep = find(workspace, args.keep).await?;
    let mut others = Vec::new();
    for id in ids {
        others.push(find(workspace, *id).await?);
    }
    let mut plan = MergePlan::of(&keep, &others, fields)?;
    let mut taken: HashMap<String, CustomerId> = HashMap::new();
    for (id, name) in &args.take {
        // An attribute that no catalog knows is named as the plan names it.
        let is_there = plan
            .fields
            .iter()
            .any(|one| one.field.wire == name.as_str());
        let wire = match is_there {
            true => name.clone(),
            false => columns::find_field(name, fields)?.wire.to_string(),
        };
        take_once(&mut taken, &wire, *id)?;
        plan.take(*id, &wire)?;
    }
    Ok(plan)
}

/// Refuses to take a field from two customers: the second would win unseen.
fn take_once(
    taken: &mut HashMap<String, CustomerId>,
    wire: &str,
    id: CustomerId,
) -> Result<(), Problem> {
    match taken.insert(wire.to_owned(), id) {
        Some(other) if other != id => Err(Problem::usage(format!(
            "{wire} cannot be taken from both {other} and {id}; nothing was merged: choose one of them"
        ))),
        _ => Ok(()),
    }
}

async fn find(workspace: &Workspace, id: CustomerId) -> Result<Customer, Problem> {
    let found = workspace.read(id).await?;
    let found = found.ok_or_else(|| Problem::no_customer(id))?;
    Ok(Customer::clone(&found))
}

impl From<UniteError> for Problem {
    fn from(error: UniteError) -> Problem {
        let exit = match error {
            UniteError::NotHere(_) => Exit::NotFound,
            _ => Exit::Usage,
        };
        Problem::new(exit, format!("{error}; nothing was merged"))
    }
}

fn named(record: &Customer) -> String {
    let id = record.id().unwrap_or_default();
    format!("{} ({id})", one_line(record.name()))
}

/// What would be done, for a person: who stays and goes, what changes, what is lost.
fn told(plan: &MergePlan) -> Vec<String> {
    let mut lines = vec![format!("stays: {}", named(plan.keep()))];
    lines.extend(
        plan.others()
            .iter()
            .map(|other| format!("goes into the trash: {}", named(other))),
    );
    let changes = plan.changes();
    let changed = |one: &&FieldPlan| changes.iter().any(|change| change.field == one.field.wire);
    for one in plan.fields.iter().filter(changed) {
        let after = show::part_text(&one.field, &plan.result(one));
        let from = match one.choice {
            Choice::Of(id) => format!("from {id}"),
            Choice::United(_) | Choice::Fixed => "united".to_owned(),
        };
        lines.push(format!(
            "  {}: {} ({from})",
            one.field.label,
            one_line(&after)
        ));
    }
    lines.extend(going_over(plan));
    let lost = plan.lost();
    if lost.is_empty() {
        lines.push("nothing is lost".to_owned());
    } else {
        lines.push("lost, but for the trash:".to_owned());
    }
    lines.extend(
        lost.iter()
            .map(|lost| format!("  {} of {}: {}", lost.label, lost.of, lost.text)),
    );
    lines
}

/// What hangs on those that go, beside their fields.
fn going_over(plan: &MergePlan) -> Vec<String> {
    let mut lines = Vec::new();
    let notes = plan.notes();
    for other in plan.others() {
        let of_it = notes.iter().filter(|(one, _)| Some(one.of) == other.id());
        match of_it.count() {
            0 => {}
            1 => lines.push(format!("goes over: 1 note of {}", named(other))),
            many => lines.push(format!("goes over: {many} notes of {}", named(other))),
        }
    }
    let children = plan.children();
    let named = children.iter().take(NAMED);
    lines.extend(named.map(|child| {
        let name = one_line(&child.name);
        format!("gets it as its parent: {name} ({})", child.id)
    }));
    if let more @ 1.. = children.len().saturating_sub(NAMED) {
        lines.push(format!("  and {more} more"));
    }
    lines
}

/// So many children are named.
const NAMED: usize = 20;

const MEMBERS: [&str; 6] = ["keep", "delete", "changes", "notes", "children", "lost"];

/// The members of a plan that were asked for; none for all of them.
fn members(wanted: Vec<&str>) -> Result<Vec<&str>, Problem> {
    match wanted.iter().find(|name| !MEMBERS.contains(name)) {
        Some(unknown) => Err(Problem::usage(format!(
            "a plan has no “{unknown}”; it has {}",
            MEMBERS.join(", ")
        ))),
        None => Ok(wanted),
    }
}

fn as_json(plan: &MergePlan, wanted: &[&str]) -> Result<Value, Problem> {
    let changes = serde_json::to_value(plan.changes());
    let lost = plan.lost().into_iter();
    let lost: Vec<Value> = lost
        .map(|lost| json!({"id": lost.of, "field": lost.field, "text": lost.text}))
        .collect();
    let notes = plan.notes().into_iter();
    let notes: Vec<Value> = notes
        .map(|(one, text)| json!({"id": one.of, "noteText": text}))
        .collect();
    let mut all = json!({
        "keep": plan.keep().id(),
        "delete": plan.others().iter().filter_map(Customer::id).collect::<Vec<_>>(),
        "changes": changes.map_err(|error| Problem::failed(error.to_string()))?,
        "notes": notes,
        "children": plan.children().iter().map(|child| child.id).collect::<Vec<_>>(),
        "lost": lost,
    });
    if let (Value::Object(all), false) = (&mut all, wanted.is_empty()) {
        all.retain(|key, _| wanted.contains(&key.as_str()));
    }
    Ok(all)
}

/// Shows the plan and asks.
fn agreed(plan: &MergePlan) -> Result<bool, Problem> {
    if std::io::stdin().is_terminal() {
        let mut terminal = std::io::stderr();
        for line in told(plan) {
            writeln!(terminal, "{line}")?;
        }
    }
    let question = format!("Merge {} customers?", plan.others().len() + 1);
    confirmed(
        &question,
        "nothing was merged (--dry-run shows what it would do)",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_taken_from_one_customer_alone() {
        let mut taken = HashMap::new();
        let mut take = |wire: &str, id: &str| take_once(&mut taken, wire, id.parse().unwrap());
        assert!(take("statusName", "1737").is_ok() && take("statusName", "1737").is_ok());
        assert!(take("website", "1738").is_ok());
        let problem = take("statusName", "1738").unwrap_err();
        assert_eq!(problem.exit, Exit::Usage);
    }

    #[test]
    fn a_plan_has_members_of_its_own() {
        assert_eq!(members(vec!["lost", "keep"]).unwrap(), ["lost", "keep"]);
        assert!(members(Vec::new()).unwrap().is_empty());
        assert_eq!(members(vec!["name"]).unwrap_err().exit, Exit::Usage);
    }

    #[test]
    fn a_plan_is_told_as_it_was_asked_for() {
        let record = |id: u32| {
            let json = format!("{{\"customerId\":{id},\"customerName\":\"A\"}}");
            Customer::from_json(&json).unwrap()
        };
        let plan = MergePlan::of(&record(1), &[record(2)], &Fields::standard()).unwrap();
        let all = as_json(&plan, &["keep", "delete"]).unwrap();
        assert_eq!(all, json!({"keep": 1, "delete": [2]}));
        assert!(as_json(&plan, &[]).unwrap().get("lost").is_some());
    }
}
