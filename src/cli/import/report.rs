//! Owns what an import says: the columns, what rows come to, and what became of them; for people as lines, for
//! programs as JSON. Must not decide anything.

use serde_json::{Value, json};

use crate::cli::assign;
use crate::customer::show::grouped;
use crate::customer::text::one_line;
use crate::customer::{Customer, Fields};
use crate::workspace::import::judge::{Judged, Outcome};
use crate::workspace::import::mapping::{Slot, Why};
use crate::workspace::import::{Counts, Import, Verdict};

/// More values than this that are in no list are counted, not named.
const NAMED: usize = 20;

/// What the file is, and what its columns are taken for.
pub fn of_columns(import: &Import) -> Vec<String> {
    let name = &import.name;
    let shape = import.shape.sentence();
    let rows = counted(import.rows, "row");
    let mut lines = vec![format!("{name}: {shape}; {rows}")];
    let widest = import
        .columns
        .iter()
        .map(|column| column.chars().count())
        .max();
    let width = widest.unwrap_or(0).min(30);
    for (at, column) in import.columns.iter().enumerate() {
        let says = match import.slot(at) {
            Some(Slot::Into(target)) => into(import, at, &target.label()),
            Some(Slot::Left(Why::Unknown)) => {
                format!(
                    "left out: {} (--map '{column}=FIELD')",
                    Why::Unknown.sentence()
                )
            }
            Some(Slot::Left(why)) => format!("left out: {}", why.sentence()),
            None => continue,
        };
        lines.push(one_line(&format!("  {column:width$}  {says}")));
    }
    if import.is_own {
        lines.push(format!("  ({})", super::OWN));
    }
    if import.mapping.remembered > 0 {
        lines.push("  (as you said for the last file with these columns)".to_owned());
    }
    lines
}

/// What was guessed and what is left out, for somebody who does not see the columns: one sentence each.
pub fn of_guesses(import: &Import) -> Vec<String> {
    let mut lines: Vec<String> = import
        .days
        .iter()
        .filter_map(|(at, days)| {
            let (column, other) = (import.columns.get(*at)?, days.or.as_ref()?);
            Some(format!(
                "the days of “{column}” are read as {}; they could be {other}: say which with --date-format",
                days.format.pattern()
            ))
        })
        .collect();
    let columns = import.columns.iter().enumerate();
    let unknown: Vec<String> = columns
        .filter(|(at, _)| matches!(import.slot(*at), Some(Slot::Left(Why::Unknown))))
        .map(|(_, column)| format!("“{column}”"))
        .collect();
    if !unknown.is_empty() {
        lines.push(format!(
            "left out, as no field has such a name: {} (--map 'COLUMN=FIELD' takes one)",
            unknown.join(", ")
        ));
    }
    lines
}

/// What each column is taken for, and how it writes its days.
fn of_columns_json(import: &Import) -> Vec<Value> {
    let one = |(at, column): (usize, &String)| {
        let (field, left) = match import.slot(at) {
            Some(Slot::Into(target)) => (Some(target.name(import.fields())), None),
            Some(Slot::Left(why)) => (None, Some(why.sentence())),
            None => (None, None),
        };
        let days = import.days.get(&at);
        json!({
            "column": column,
            "field": field,
            "left_out": left,
            "days": days.map(|days| days.format.pattern()),
            "or_days": days.and_then(|days| days.or.as_deref()),
        })
    };
    import.columns.iter().enumerate().map(one).collect()
}

fn into(import: &Import, at: usize, label: &str) -> String {
    let samples = import
        .samples
        .get(at)
        .map(Vec::as_slice)
        .unwrap_or_default();
    let samples: Vec<String> = samples.iter().map(|text| shortened(text)).collect();
    let samples = match samples.is_empty() {
        true => String::new(),
        false => format!("   e.g. {}", samples.join(" · ")),
    };
    let days = import.days.get(&at).map(|days| match &days.or {
        None => format!(", days as {}", days.format.pattern()),
        Some(other) => format!(
            ", days as {} (they could be {other}: say which with --date-format)",
            days.format.pattern()
        ),
    });
    format!("→ {label}{}{samples}", days.unwrap_or_default())
}

fn shortened(text: &str) -> String {
    let line = one_line(text);
    match line.chars().count() > 24 {
        true => line.chars().take(23).chain(['…']).collect(),
        false => line,
    }
}

/// One row, as a dry run tells it; none for one that changes nothing.
pub fn of_row(judged: &Judged, fields: &Fields) -> Option<String> {
    let line = judged.line;
    match &judged.outcome {
        Outcome::New(record) => Some(match judged.in_trash {
            None => format!("line {line}: new: {}", name(record)),
            Some(id) => format!(
                "line {line}: new: {} (customer {id} of this name lies in the trash)",
                name(record)
            ),
        }),
        Outcome::Changed { id, name, changes } => {
            let said = changes
                .iter()
                .map(|change| assign::sentence(change, fields));
            let said: Vec<String> = said.collect();
            let name = one_line(name);
            Some(format!(
                "line {line}: changes {name} ({id}): {}",
                said.join("; ")
            ))
        }
        Outcome::Same(_) => None,
        Outcome::Broken(_) => Some(format!("line {line}: broken: {}", reason(judged))),
    }
}

/// One row for a program.
pub fn of_row_json(judged: &Judged) -> Value {
    let line = judged.line;
    match &judged.outcome {
        Outcome::New(record) => {
            let mut told = json!({"line": line, "outcome": "new", "record": record});
            if let Some(id) = judged.in_trash {
                told["inTrash"] = json!(id);
            }
            told
        }
        Outcome::Changed { id, name, changes } => {
            json!({"line": line, "outcome": "changed", "id": id, "name": name, "changes": changes})
        }
        Outcome::Same(id) => json!({"line": line, "outcome": "same", "id": id}),
        Outcome::Broken(_) => json!({"line": line, "outcome": "broken", "reason": reason(judged)}),
    }
}

fn name(record: &Customer) -> String {
    one_line(record.name())
}

/// Everything that is wrong with a row.
pub fn reason(judged: &Judged) -> String {
    let Outcome::Broken(troubles) = &judged.outcome else {
        return String::new();
    };
    let reasons: Vec<&str> = troubles
        .iter()
        .map(|trouble| trouble.reason.as_str())
        .collect();
    one_line(&reasons.join("; "))
}

/// What all rows come to.
pub fn of_counts(counts: &Counts) -> String {
    let [new, changed, same, broken] =
        [counts.new, counts.changed, counts.same, counts.broken].map(|n| grouped(&n.to_string()));
    format!("{new} new, {changed} changed, {same} the same, {broken} broken")
}

/// The values that are in no list, each once.
pub fn of_unknown(verdict: &Verdict) -> Vec<String> {
    if verdict.unknown.is_empty() {
        return Vec::new();
    }
    let head = "Not in the catalog's lists (take them for others with --map-value 'FIELD:VALUE=OTHER', or for nothing with 'FIELD:VALUE='):";
    let named = verdict.unknown.iter().take(NAMED).map(|unknown| {
        let rows = counted(unknown.rows, "row");
        one_line(&format!(
            "  {}: “{}” ({rows})",
            unknown.field, unknown.value
        ))
    });
    let more = verdict.unknown.len().saturating_sub(NAMED);
    let more = (more > 0).then(|| format!("  and {more} more"));
    std::iter::once(head.to_owned())
        .chain(named)
        .chain(more)
        .collect()
}

/// The whole, for a program.
pub fn of_all_json(import: &Import, verdict: &Verdict) -> Value {
    let Counts {
        new,
        changed,
        same,
        broken,
    } = verdict.counts;
    let unknown = verdict.unknown.iter();
    let unknown: Vec<Value> = unknown
        .map(|one| json!({"field": one.field, "value": one.value, "rows": one.rows}))
        .collect();
    json!({
        "new": new, "changed": changed, "same": same, "broken": broken, "unknown": unknown,
        "inTrash": verdict.trashed_ids,
        "shape": import.shape.sentence(), "columns": of_columns_json(import),
    })
}

/// `2 rows are`, for a sentence.
pub fn are(rows: usize) -> String {
    format!(
        "{} {}",
        counted(rows, "row"),
        if rows == 1 { "is" } else { "are" }
    )
}

pub fn were(rows: usize) -> String {
    format!(
        "{} {}",
        counted(rows, "row"),
        if rows == 1 { "was" } else { "were" }
    )
}

pub fn counted(count: usize, what: &str) -> String {
    match count {
        1 => format!("1 {what}"),
        count => format!("{} {what}s", grouped(&count.to_string())),
    }
}
