//! Owns what every verb that writes has in common: its steps are written down, sent, and judged by how they
//! stand then. Also the ids that such a verb is given.
//! Must not make the steps.

use std::io::{BufRead, IsTerminal, Write};

use crate::customer::changeset::{Action, Entry, Standing, Step};
use crate::customer::text::one_line;
use crate::customer::{Customer, CustomerId, telling};
use crate::workspace::{Remote, Workspace, parent};

use super::problem::{Exit, Problem};

/// Writes the steps down and sends them. What a person must decide, and what could not be sent yet, stays in
/// the outbox and is a problem; what the server refuses is taken back and is one too.
pub async fn carry_out(
    workspace: &Workspace,
    action: Action,
    steps: Vec<Step>,
) -> Result<Entry, Problem> {
    let set = workspace.commit(action, steps, None).await?;
    judged(workspace, workspace.verdict(&set.id).await?).await
}

/// What a set has come to.
pub async fn judged(workspace: &Workspace, entry: Entry) -> Result<Entry, Problem> {
    if entry.is_over() {
        return Ok(entry);
    }
    let is = |wanted: fn(&Standing) -> bool| entry.standing.iter().any(wanted);
    let why = telling::reason(&entry, &*workspace.fields().await?)
        .unwrap_or_else(|| "the server has not answered".to_owned());
    let why = why.trim_end_matches('.');
    let done = match (entry.counts.done, entry.counts.all()) {
        (_, 1) => String::new(),
        (done, all) => format!(" ({done} of {all} done)"),
    };
    let short = short(&entry.set.id);
    if is(|standing| matches!(standing, Standing::Refused { .. })) {
        let fault = workspace.fault(&entry.set.id);
        workspace.drop_set(&entry.set.id).await?;
        let exit = fault.map_or(Exit::Failed, |error| Problem::from(error).exit);
        return Err(Problem::new(
            exit,
            format!("{why}; nothing more was changed{done}"),
        ));
    }
    if is(|standing| matches!(standing, Standing::Conflict { .. })) {
        return Err(Problem::new(
            Exit::Conflict,
            format!(
                "{why} meanwhile, by somebody else or from here; nothing was overwritten{done}, and the change waits in the outbox: `rolo outbox resolve {short} mine` or `theirs`"
            ),
        ));
    }
    if let Some(first) = first_that_asks(workspace, &entry).await? {
        return Err(Problem::new(
            Exit::Conflict,
            format!(
                "an earlier change of this customer has to be settled first{done}: `rolo outbox show {}`; this one is kept behind it",
                self::short(&first.set.id)
            ),
        ));
    }
    let exit = match workspace.fault(&entry.set.id) {
        Some(error) => Problem::from(error).exit,
        // It stands behind others that could not be sent.
        None if matches!(workspace.spec().remote, Remote::Http { .. }) => Exit::Offline,
        None => Exit::Failed,
    };
    let advice = match entry.standing.iter().any(Standing::needs_a_person) {
        true => format!("look at the customer, then `rolo outbox yes {short}` or `no`"),
        false => format!(
            "it is kept in the outbox and goes out later, or now with `rolo outbox retry {short}`"
        ),
    };
    Err(Problem::new(exit, format!("{why}{done}; {advice}")))
}

/// The earlier set that waits for a person and holds this one back.
async fn first_that_asks(workspace: &Workspace, entry: &Entry) -> Result<Option<Entry>, Problem> {
    if entry.needs_a_person() {
        return Ok(None);
    }
    let ours: Vec<CustomerId> = entry.set.steps.iter().filter_map(Step::of).collect();
    let open = workspace.outbox().await?;
    let earlier = open
        .into_iter()
        .take_while(|other| other.set.id != entry.set.id);
    Ok(earlier.filter(Entry::needs_a_person).find(|other| {
        let theirs = other.set.steps.iter().filter_map(Step::of);
        theirs.into_iter().any(|id| ours.contains(&id))
    }))
}

/// The customer that a step has come to.
pub fn made(entry: &Entry) -> Option<CustomerId> {
    entry.standing.iter().find_map(|standing| match standing {
        Standing::Done { id, .. } => Some(*id),
        _ => None,
    })
}

/// Notes that a person should see beside the answer, such as that somebody was overtaken.
pub fn notes(entry: &Entry) -> impl Iterator<Item = &str> {
    entry.standing.iter().filter_map(|standing| match standing {
        Standing::Done { note, .. } => note.as_deref(),
        _ => None,
    })
}

/// What is to be said of a parent customer whom the name that was given does not tell.
pub fn unknown_parent(record: &Customer) -> Option<String> {
    let name = parent::alone_in(record)?;
    let name = one_line(&name);
    Some(format!(
        "the parent customer stays a name without an id: no customer here, or more than one, is called “{name}”"
    ))
}

/// Enough of a set's id to name it: its time to the millisecond.
pub fn short(id: &str) -> String {
    id.chars().take(SHORT).collect()
}

const SHORT: usize = 13;

/// Asks on a terminal; where there is none, silence is no consent. `nothing`: what was not done then.
pub fn confirmed(question: &str, nothing: &str) -> Result<bool, Problem> {
    if !std::io::stdin().is_terminal() {
        return Err(Problem::usage(format!(
            "there is no terminal to ask on; {nothing}: add --yes if you mean it"
        )));
    }
    let mut terminal = std::io::stderr();
    write!(terminal, "{question} [y/N] ")?;
    terminal.flush()?;
    let mut answer = String::new();
    std::io::stdin().lock().read_line(&mut answer)?;
    Ok(matches!(answer.trim().to_lowercase().as_str(), "y" | "yes"))
}

/// Refuses what is neither an id nor `-` while the line is read, as other wrong words are.
pub fn one_word(typed: &str) -> Result<String, std::num::ParseIntError> {
    if typed != "-" {
        typed.parse::<CustomerId>()?;
    }
    Ok(typed.to_owned())
}

/// The one id that a verb was given; `-` stands for the one on standard input.
pub fn id(given: &str) -> Result<CustomerId, Problem> {
    match ids(&[given.to_owned()])?.as_slice() {
        [id] => Ok(*id),
        many => Err(Problem::usage(format!(
            "one customer is asked for, and {} were named; nothing was done",
            many.len()
        ))),
    }
}

/// The ids that a verb was given, without doubles; `-` stands for those on standard input.
pub fn ids(given: &[String]) -> Result<Vec<CustomerId>, Problem> {
    let mut ids = Vec::new();
    let mut take = |word: &str| -> Result<(), Problem> {
        let id = word.parse().map_err(|_| {
            Problem::usage(format!("“{word}” is no customer's id; nothing was done"))
        })?;
        if !ids.contains(&id) {
            ids.push(id);
        }
        Ok(())
    };
    for word in given {
        if word != "-" {
            take(word)?;
            continue;
        }
        for line in std::io::stdin().lock().lines() {
            for word in line?.split_whitespace() {
                take(word)?;
            }
        }
    }
    if ids.is_empty() {
        return Err(Problem::usage("no customer was named; nothing was done"));
    }
    Ok(ids)
}
