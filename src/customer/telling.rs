//! Owns what is said of a set of changes in one line: what it does, to whom, and how it stands. The same on
//! the screen and on the command line.
//! Must not lay anything out.

use std::collections::HashSet;

use serde_json::Value;

use super::changeset::{Action, ChangeSet, Entry, Past, Standing, Step};
use super::field::Fields;
use super::show::grouped;
use super::text::one_line;

/// So many customers are named before the rest is counted.
const NAMED: usize = 3;

/// What a set does: `edit Volkswagen Group: Status, Phones`.
pub fn headline(set: &ChangeSet, fields: &Fields) -> String {
    let who = customers(set);
    let what = set.action.word();
    match set.steps.as_slice() {
        [Step::Edit { changes, .. }] if !changes.is_empty() && set.more == 0 => {
            let label = |wire: &str| {
                let field = fields.find(wire);
                field.map_or_else(|| wire.to_owned(), |field| field.label.to_string())
            };
            let labels: Vec<String> = changes.iter().map(|change| label(&change.field)).collect();
            format!("{what} {who}: {}", labels.join(", "))
        }
        _ if set.action == Action::Note => format!("a note to {who}"),
        _ => format!("{what} {who}"),
    }
}

/// Whom steps are about: up to three by name, and how many more.
fn customers(set: &ChangeSet) -> String {
    let name = |step: &Step| match (one_line(step.name()), step.of()) {
        (name, Some(id)) if name.is_empty() => format!("customer {id}"),
        (name, _) => name,
    };
    // A merge has several steps on the customer that stays.
    let (is_merge, mut seen) = (set.action == Action::Merge, HashSet::new());
    let all = set.steps.iter();
    let others: Vec<&Step> = all
        .filter(|step| !is_merge || step.of().is_none_or(|id| seen.insert(id)))
        .collect();
    let names: Vec<String> = others.iter().take(NAMED).map(|step| name(step)).collect();
    let count = others.len().saturating_add(set.more);
    match (names.as_slice(), count - names.len()) {
        ([], _) => "nothing".to_owned(),
        (names, more @ 1..) => {
            let more = grouped(&more.to_string());
            format!("{} and {more} more", names.join(", "))
        }
        ([first @ .., last], _) if !first.is_empty() => format!("{} and {last}", first.join(", ")),
        (names, _) => names.join(", "),
    }
}

/// How a set stands, in a few words.
pub fn standing(entry: &Entry) -> String {
    let counts = &entry.counts;
    let all = counts.all();
    let of = |some: usize, word: &str| match (all, some == all) {
        (_, true) => word.to_owned(),
        (_, false) => format!("{some} of {all} {word}"),
    };
    let states = [
        (counts.conflict, "in conflict"),
        (counts.refused, "refused"),
        (counts.unknown + counts.asks, "not known"),
        (counts.sending, "on the way"),
        (counts.waiting, "waiting"),
        (counts.done, "done"),
        (counts.dropped, "dropped"),
    ];
    let said: Vec<String> = states
        .iter()
        .filter(|(some, _)| *some > 0)
        .map(|(some, word)| of(*some, word))
        .collect();
    match (&entry.undone_by, said.is_empty()) {
        (Some(_), _) => "undone".to_owned(),
        (None, true) => "nothing to do".to_owned(),
        (None, false) => said.join(", "),
    }
}

/// Why a set has not come to its end, where a reason is known.
pub fn reason(entry: &Entry, fields: &Fields) -> Option<String> {
    entry.standing.iter().find_map(|standing| match standing {
        Standing::Waiting { why } => why.clone(),
        Standing::Refused { why, .. } | Standing::Unknown { why, .. } => Some(why.clone()),
        Standing::Conflict { conflicts, .. } => {
            let label = |wire: &str| {
                let field = fields.find(wire);
                field.map_or_else(|| wire.to_owned(), |field| field.label.to_string())
            };
            let names: Vec<String> = conflicts.iter().map(|c| label(&c.field)).collect();
            Some(match names.is_empty() {
                true => "the customer was changed".to_owned(),
                false => format!("{} was changed", names.join(", ")),
            })
        }
        Standing::Sending | Standing::Done { .. } | Standing::Dropped => None,
    })
}

/// A reason in few words, where its details stand elsewhere.
pub fn in_few_words(why: &str) -> &str {
    let clause = why.split_once([':', '(']).map_or(why, |(clause, _)| clause);
    match clause.trim_end() {
        "the server cannot be reached" => "offline",
        clause => clause,
    }
}

/// What a value of no field says: a text, or the words of a note.
pub fn said(value: &Value) -> Option<&str> {
    let note = value.get("noteText").and_then(Value::as_str);
    value.as_str().or(note)
}

/// Whether a line of a customer's history says anything to a person: a pair's id says nothing that its name
/// does not, and the server's own stamps stand at the head of the line.
pub fn is_telling(past: &Past, fields: &Fields) -> bool {
    let Some(wire) = past.field.as_deref() else {
        return true;
    };
    let field = fields.find(wire);
    field.is_none_or(|field| field.wire == wire && field.edit) && !wire.ends_with("Id")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::customer::changeset::Action;
    use crate::customer::{Change, Customer, Part};

    fn edit(name: &str, fields: &[&str]) -> Step {
        let change = |field: &&str| Change {
            field: (*field).to_owned(),
            from: Part::new(),
            to: Part::new(),
        };
        Step::Edit {
            id: 7,
            name: name.to_owned(),
            changes: fields.iter().map(change).collect(),
        }
    }

    fn set(action: Action, steps: Vec<Step>) -> ChangeSet {
        ChangeSet {
            id: String::new(),
            at: String::new(),
            who: String::new(),
            action,
            steps,
            more: 0,
            undoes: None,
            deed: None,
        }
    }

    fn entry(standing: Vec<Standing>) -> Entry {
        Entry::whole(set(Action::Bulk, Vec::new()), standing)
    }

    #[test]
    fn a_set_is_told_by_what_it_does_and_to_whom() {
        let fields = Fields::standard();
        let told = |action, steps| headline(&set(action, steps), &fields);
        assert_eq!(
            told(Action::Edit, vec![edit("Acme", &["statusName", "oddKey"])]),
            "edit Acme: Status, oddKey"
        );
        let delete = |name: &str| Step::Delete {
            id: 9,
            name: name.to_owned(),
        };
        assert_eq!(told(Action::Delete, vec![delete("")]), "delete customer 9");
        let many = ["A", "B", "C", "D", "E"].map(delete).to_vec();
        assert_eq!(told(Action::Delete, many), "delete A, B, C and 2 more");
        let two = ["A", "B"].map(delete).to_vec();
        assert_eq!(told(Action::Delete, two), "delete A and B");
        let made = Step::Create {
            record: Customer::from_json(r#"{"customerName":"New\nCo"}"#).unwrap(),
            request_id: String::new(),
        };
        assert_eq!(told(Action::Create, vec![made]), "create New Co");
    }

    #[test]
    fn how_a_set_stands_is_counted_and_the_reason_is_the_first_there_is() {
        let done = || Standing::Done { id: 1, note: None };
        let waits = |why: Option<&str>| Standing::Waiting {
            why: why.map(str::to_owned),
        };
        assert_eq!(standing(&entry(vec![done(), done()])), "done");
        let some = entry(vec![done(), waits(None), waits(Some("no network"))]);
        assert_eq!(standing(&some), "2 of 3 waiting, 1 of 3 done");
        assert_eq!(
            reason(&some, &Fields::standard()).as_deref(),
            Some("no network")
        );
        let undone = Entry {
            undone_by: Some("x".into()),
            ..entry(vec![done()])
        };
        assert_eq!(standing(&undone), "undone");
    }
}
