//! Owns a set of changes in words: what it is, how it stands, and all of it line by line.
//! Must not act on one.

use jiff::civil::Date;

use super::measure;
use super::words;
use crate::customer::changeset::{Action, ChangeSet, Entry, Past, Standing, Step};
use crate::customer::telling::said;
use crate::customer::text::{self, one_line};
use crate::customer::{Change, Customer, Field, Fields, Kind, Part, show};

/// How wide the labels of changes are where a set is told as wide as that.
pub fn labels(width: usize) -> usize {
    if width < 60 { 12 } else { 20 }
}

/// One line of a set, told whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    Blank,
    Heading(String),
    Text(String),
    /// What matters less.
    Dim(String),
    /// What waits for a person.
    Asks(String),
    /// A field and what becomes of it; further lines have no label.
    Change {
        label: String,
        text: String,
    },
}

/// The customer it is about, or how many there are.
pub fn of(set: &ChangeSet) -> String {
    let alone = match set.steps.as_slice() {
        // What was restored to be saved is one customer.
        [restore @ Step::Restore { .. }, edit] if edit.of() == restore.of() => set.count() - 1,
        _ => set.count(),
    };
    match (set.steps.as_slice(), alone) {
        ([step, ..], 1) if !step.name().is_empty() => one_line(step.name()),
        ([step, ..], 1) => step
            .of()
            .map_or(words::A_CUSTOMER.to_owned(), words::customer_of_id),
        (_, many) => words::customers(many),
    }
}

/// `edit of Acme`, inside a sentence.
pub fn named(set: &ChangeSet) -> String {
    match set.action {
        Action::Note => words::note_to(of(set)),
        action => words::change_of(action.word(), of(set)),
    }
}

/// What an undo takes back or a redo does again, by name: `edit of Acme (Website)`.
pub fn deed(set: &ChangeSet, fields: &Fields) -> String {
    let of = of(set);
    let kind = |step: &Step| match (step, set.action) {
        (Step::Edit { .. }, _) => words::DEED_EDIT,
        // An undo takes away what was made, and brings back what was deleted.
        (Step::Delete { .. }, Action::Undo) | (Step::Restore { .. }, Action::Redo) => {
            words::DEED_MAKING
        }
        (Step::Create { .. }, _) => words::DEED_MAKING,
        (Step::Delete { .. }, _) | (Step::Restore { .. }, _) => words::DEED_DELETE,
        (Step::Note { .. }, _) => words::DEED_NOTE,
    };
    let mut kinds = set.steps.iter().map(kind);
    let first = kinds.next().unwrap_or(words::DEED_CHANGE);
    let alike = kinds.all(|other| other == first);
    let kind = match set.deed {
        Some(Action::Create) => words::DEED_MAKING,
        Some(deed) => deed.word(),
        None if alike => first,
        None => words::DEED_CHANGE,
    };
    match set.steps.as_slice() {
        [Step::Edit { changes, .. }] if !changes.is_empty() => {
            let labels: Vec<String> = changes.iter().map(|c| label(&c.field, fields)).collect();
            words::change_of_fields(kind, of, labels.join(", "))
        }
        _ => words::change_of(kind, of),
    }
}

pub fn capital(word: &str) -> String {
    let mut letters = word.chars();
    let first = letters.next().map(|c| c.to_uppercase().to_string());
    first.unwrap_or_default() + letters.as_str()
}

/// A field's label; its wire name where no table knows it.
pub fn label(wire: &str, fields: &Fields) -> String {
    fields
        .find(wire)
        .map_or_else(|| one_line(wire), |field| one_line(&field.label))
}

/// How one step stands, in a sentence.
fn sentence(standing: &Standing) -> String {
    match standing {
        Standing::Waiting { why: None } => words::STANDS_WAITING.to_owned(),
        Standing::Waiting { why: Some(why) } => words::stands_waiting(one_line(why)),
        Standing::Sending => words::STANDS_SENDING.to_owned(),
        Standing::Unknown { why, asks: false } => words::stands_unanswered(one_line(why)),
        Standing::Unknown { why, asks: true } => words::stands_unknown(one_line(why)),
        Standing::Conflict { conflicts, .. } => words::stands_in_conflict(conflicts.len()),
        Standing::Refused { why, .. } => words::stands_refused(one_line(why)),
        Standing::Done { note: None, .. } => words::STANDS_DONE.to_owned(),
        Standing::Done {
            note: Some(note), ..
        } => words::stands_done(one_line(note)),
        Standing::Dropped => words::STANDS_GIVEN_UP.to_owned(),
    }
}

/// All of a set, as wide as that.
pub fn lines(entry: &Entry, fields: &Fields, width: usize) -> Vec<Line> {
    let mut lines = Vec::new();
    let set = &entry.set;
    wrapped(&title_alone(set), width, Line::Heading, &mut lines);
    let by = match set.who.is_empty() {
        true => when(&set.at),
        false => format!("{} · {}", when(&set.at), one_line(&set.who)),
    };
    wrapped(&by, width, Line::Dim, &mut lines);
    let goes_on = entry.counts.waiting + entry.counts.unknown > 0;
    if let Some(next) = entry.next_try.as_deref().filter(|_| goes_on) {
        let tries = match entry.tries {
            0 | 1 => String::new(),
            many => words::tried(many),
        };
        let text = words::next_try(clock(next)) + &tries;
        wrapped(&text, width, Line::Dim, &mut lines);
    }
    if entry.undone_by.is_some() {
        lines.push(Line::Dim(words::IS_UNDONE.to_owned()));
    }
    for (_, step, standing) in entry.steps() {
        lines.push(Line::Blank);
        if set.count() > 1 {
            wrapped(&one_line(step.name()), width, Line::Heading, &mut lines);
        }
        let kind = match standing.needs_a_person() {
            true => Line::Asks,
            false => Line::Text,
        };
        wrapped(&sentence(standing), width, kind, &mut lines);
        step_lines(step, fields, width, &mut lines);
    }
    if set.more > 0 {
        lines.push(Line::Blank);
        lines.push(Line::Dim(words::and_more(words::count(set.more))));
    }
    lines
}

fn title_alone(set: &ChangeSet) -> String {
    format!("{}  {}", capital(set.action.word()), of(set))
}

fn wrapped(text: &str, width: usize, kind: fn(String) -> Line, lines: &mut Vec<Line>) {
    lines.extend(measure::wrap(text, width.max(1)).into_iter().map(kind));
}

fn step_lines(step: &Step, fields: &Fields, width: usize, lines: &mut Vec<Line>) {
    match step {
        Step::Create { record, .. } => {
            for field in fields.iter().filter(|field| field.edit) {
                let value = one_line(&show::part_text(field, &record.part(field)));
                if !value.is_empty() {
                    pair(&one_line(&field.label), &value, width, lines);
                }
            }
        }
        Step::Edit { changes, .. } => {
            for change in changes {
                let (from, to) = sides(change, fields);
                let text = format!("{from} → {to}");
                pair(&label(&change.field, fields), &text, width, lines);
            }
        }
        Step::Delete { .. } => lines.push(Line::Dim(words::INTO_TRASH.to_owned())),
        Step::Restore { .. } => lines.push(Line::Dim(words::OUT_OF_TRASH.to_owned())),
        Step::Note { text, .. } => {
            for line in text::lines(text).lines() {
                wrapped(line, width, Line::Text, lines);
            }
        }
    }
}

/// A label and its text; below the label where there is little room.
fn pair(label: &str, text: &str, width: usize, lines: &mut Vec<Line>) {
    let labels = labels(width);
    let room = width.saturating_sub(labels + 1).max(10);
    let mut parts = measure::wrap(text, room).into_iter();
    lines.push(Line::Change {
        label: measure::cut(label, labels),
        text: parts.next().unwrap_or_default(),
    });
    lines.extend(parts.take(PARTS).map(|text| Line::Change {
        label: String::new(),
        text,
    }));
}

/// So many further lines of one value are shown.
const PARTS: usize = 7;

/// What a change was and becomes, a dash for nothing.
pub fn sides(change: &Change, fields: &Fields) -> (String, String) {
    (
        value(&change.field, &change.from, fields),
        value(&change.field, &change.to, fields),
    )
}

/// The value of a field in words, a dash for nothing.
pub fn value(wire: &str, part: &Part, fields: &Fields) -> String {
    let text = match fields.find(wire) {
        Some(field) => show::part_text(field, part),
        None => {
            let values = part.values().filter(|value| !value.is_null());
            let plain = |value: &serde_json::Value| match value.as_str() {
                Some(text) => text.to_owned(),
                None => value.to_string(),
            };
            values.map(plain).collect::<Vec<_>>().join(" ")
        }
    };
    let is_number = |field: &Field| matches!(field.kind, Kind::Number | Kind::Money);
    let text = match fields.find(wire).is_some_and(is_number) {
        true => show::grouped(&text),
        false => text,
    };
    match one_line(&text) {
        text if text.trim().is_empty() => "–".to_owned(),
        text => text,
    }
}

/// One line of a customer's history: what was done, old and new.
pub fn past(past: &Past, fields: &Fields) -> (String, String) {
    let Some(wire) = &past.field else {
        let text = match past.action.as_str() {
            "create" => words::PAST_MADE,
            "delete" => words::PAST_DELETED,
            "restore" => words::PAST_RESTORED,
            other => other,
        };
        return (one_line(text), String::new());
    };
    let side = |json: &Option<String>| {
        let value: Option<serde_json::Value> = json
            .as_deref()
            .and_then(|json| serde_json::from_str(json).ok());
        if let Some(words) = value
            .as_ref()
            .filter(|_| fields.find(wire).is_none())
            .and_then(said)
        {
            return one_line(words);
        }
        let part = Part::from_iter([(wire.clone(), value.unwrap_or_default())]);
        self::value(wire, &part, fields)
    };
    let text = format!("{} → {}", side(&past.was), side(&past.now));
    (label(wire, fields), text)
}

/// `2026-11-23 14:05` of any of the spellings of a moment.
pub fn when(at: &str) -> String {
    let at = one_line(at).replacen('T', " ", 1);
    measure::head(&at, "2026-11-23 14:05".len()).to_owned()
}

/// The time of a moment of today, the day of any other.
pub fn near(at: &str, today: Date) -> String {
    let whole = when(at);
    match whole.split_once(' ') {
        Some((day, time)) if day == today.to_string() => time.to_owned(),
        Some((day, _)) => day.to_owned(),
        None => whole,
    }
}

/// `14:05:33` of a moment.
fn clock(at: &str) -> String {
    let at = one_line(at).replacen('T', " ", 1);
    let time = at.split_once(' ').map_or(at.as_str(), |(_, time)| time);
    measure::head(time, "14:05:33".len()).to_owned()
}

/// Whether a set is a plain one that a form can show: one customer, made or edited.
pub fn fits_a_form(set: &ChangeSet) -> bool {
    matches!(
        set.steps.as_slice(),
        [Step::Create { .. } | Step::Edit { .. }]
    )
}

/// Who changed a record last, as far as it says so. `own`: the name that goes with what is sent from here.
pub fn changed_by(record: &Customer, own: Option<&str>) -> Option<String> {
    let names = ["lastUpdatedByName", "updatedByName", "lastUpdatedBy"];
    let known = names.iter().map(|wire| record.text(wire).trim());
    known
        .into_iter()
        .find(|name| !name.is_empty())
        .map(|name| match own == Some(name) {
            true => words::YOU_ELSEWHERE.to_owned(),
            false => one_line(name),
        })
}

/// The word for having done what a set does.
pub fn done(action: Action) -> &'static str {
    match action {
        Action::Edit | Action::Bulk | Action::Create => words::SAVED,
        Action::Delete => words::DELETED,
        Action::Restore => words::RESTORED,
        Action::Import => words::IMPORTED,
        Action::Merge => words::MERGED,
        Action::Note => words::NOTED,
        Action::Undo => words::UNDONE,
        Action::Redo => words::DONE_AGAIN,
    }
}
