//! Owns editing many records in one way: what such an edit is, and what it does to one record — changes,
//! nothing, or a refusal with its reason. A record is changed as a whole or not at all.
//! Must not know where the records come from, nor how their changes are sent.

mod again;
mod lists;
mod replace;
mod spelling;
#[cfg(test)]
mod tests;

pub use again::again;
pub use replace::Replace;
pub use spelling::{Wrong, check_together, parse, parse_with};

use serde_json::Value;

use super::catalog::Catalog;
use super::change::{Change, Part};
use super::field::{CustomKind, Field, Kind};
use super::record::{Customer, CustomerId};
use super::validate::{self, Invalid};
use super::{elements, show};

/// What is done to one field of every record.
#[derive(Clone, Debug, PartialEq)]
pub struct Edit {
    field: Field,
    how: How,
}

#[derive(Clone, Debug, PartialEq)]
pub enum How {
    Set(String),
    Clear,
    /// Another element of a list, another line of a note, more words of a text.
    Append(String),
    /// Out of a list.
    Remove(String),
    Replace(Replace),
    /// What another field had before any of the edits; one that has nothing changes nothing.
    From(Box<Field>),
}

/// What a record comes to.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    Changed(Vec<Change>),
    Same,
    /// Why nothing of this record is changed.
    Refused(String),
}

/// One record, and what it comes to.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    pub id: CustomerId,
    pub name: String,
    pub outcome: Outcome,
}

/// What all records come to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub changed: usize,
    pub same: usize,
    pub refused: usize,
}

impl Counts {
    pub fn all(&self) -> usize {
        self.changed + self.same + self.refused
    }

    pub fn count(&mut self, outcome: &Outcome) {
        match outcome {
            Outcome::Changed(_) => self.changed += 1,
            Outcome::Same => self.same += 1,
            Outcome::Refused(_) => self.refused += 1,
        }
    }
}

impl Edit {
    /// An edit that a record can be given at all: what no record would take is refused here.
    pub fn new(field: &Field, how: How) -> Result<Edit, Invalid> {
        let refuse = |reason: &str| Err(invalid(field, reason.to_owned()));
        if !field.edit {
            return refuse("is kept by the server and cannot be set");
        }
        let how = match how {
            How::Set(text) if text.trim().is_empty() => How::Clear,
            how => how,
        };
        match &how {
            How::Set(text) => validate::fits(field, text)?,
            How::Clear if field.required => return refuse("is needed, and cannot be cleared"),
            How::Clear => {}
            How::Append(_) if !is_list(field.kind) && !is_text(field.kind) => {
                return refuse("holds one value, so nothing can be added to it: set it instead");
            }
            How::Append(text) | How::Remove(text) if text.trim().is_empty() => {
                return refuse("what is to be added or taken out is missing");
            }
            How::Append(text) => validate::fits(field, text)?,
            How::Remove(_) if !is_list(field.kind) => {
                return refuse(
                    "is no list, so nothing can be taken out of it: replace the text by a pattern",
                );
            }
            How::Remove(_) => {}
            How::Replace(_) if field.kind == Kind::Flag => {
                return refuse("is yes or no, and no text to look in: set it instead");
            }
            How::Replace(_) => {}
            How::From(other) if other.wire == field.wire => {
                return refuse("cannot be taken from itself");
            }
            How::From(_) => {}
        }
        Ok(Edit {
            field: field.clone(),
            how,
        })
    }

    pub fn field(&self) -> &Field {
        &self.field
    }

    pub fn how(&self) -> &How {
        &self.how
    }

    /// Whether a record could take the value; a word that is in no list need not be refused record by record.
    pub fn check(&self, catalog: &Catalog) -> Result<(), Invalid> {
        match self.how {
            How::Set(_) | How::Append(_) => {
                let nothing = Part::new();
                self.to(&nothing, &Customer::new(), catalog).map(drop)
            }
            _ => Ok(()),
        }
    }

    /// Whether doing it twice leaves what doing it once does, where `all` are done together.
    pub fn may_be_repeated(&self, all: &[Edit]) -> bool {
        match &self.how {
            How::Set(_) | How::Clear | How::Remove(_) => true,
            // A label that is there is not put there again; a text gets longer each time.
            How::Append(_) => is_list(self.field.kind),
            How::Replace(_) => false,
            How::From(other) => !all.iter().any(|edit| edit.field.wire == other.wire),
        }
    }

    /// What it does, for a person.
    pub fn sentence(&self) -> String {
        let label = &self.field.label;
        match &self.how {
            How::Set(text) => format!("{label} is set to “{text}”"),
            How::Clear => format!("{label} is cleared"),
            How::Append(text) => format!("“{text}” is added to {label}"),
            How::Remove(text) => format!("“{text}” is taken out of {label}"),
            How::Replace(replace) => format!("{label}: {}", replace.sentence()),
            How::From(other) => format!("{label} is taken from {}", other.label),
        }
    }

    /// What the field has after it, when it had `before`.
    fn to(&self, before: &Part, record: &Customer, catalog: &Catalog) -> Result<Part, Invalid> {
        let field = &self.field;
        match &self.how {
            How::Set(text) => validate::read(field, text, before, catalog),
            How::Clear => validate::read(field, "", before, catalog),
            How::Append(text) => match field.kind {
                kind if is_list(kind) => lists::with(field, text, before, catalog),
                _ => self.longer(text, before, catalog),
            },
            How::Remove(text) => lists::without(field, text, before, catalog),
            How::Replace(replace) if is_list(field.kind) => {
                lists::replaced(field, replace, before, catalog)
            }
            How::Replace(replace) => {
                let text = show::edit_text(field, before, &catalog.date_format);
                match replace.apply(&text) {
                    same if same == text => Ok(before.clone()),
                    now => read_line(field, &now, before, catalog),
                }
            }
            How::From(other) => match text_for(field, other, record, catalog) {
                nothing if nothing.trim().is_empty() => Ok(before.clone()),
                text => read_line(field, &text, before, catalog),
            },
        }
    }

    fn longer(&self, text: &str, before: &Part, catalog: &Catalog) -> Result<Part, Invalid> {
        let field = &self.field;
        let has = show::edit_text(field, before, &catalog.date_format);
        let between = match has.is_empty() {
            true => "",
            false if has_lines(field.kind) => "\n",
            false => " ",
        };
        validate::read(
            field,
            &format!("{has}{between}{}", text.trim()),
            before,
            catalog,
        )
    }
}

/// What the edits do to a record: each sees what those before it did to the same field. What stays as it was
/// is left out.
pub fn changes(
    record: &Customer,
    edits: &[Edit],
    catalog: &Catalog,
) -> Result<Vec<Change>, Invalid> {
    let mut changes: Vec<Change> = Vec::new();
    for edit in edits {
        let earlier = changes
            .iter_mut()
            .find(|change| change.field == edit.field.wire);
        match earlier {
            Some(change) => change.to = edit.to(&change.to, record, catalog)?,
            None => {
                let from = record.part(&edit.field);
                let to = edit.to(&from, record, catalog)?;
                changes.push(Change {
                    field: edit.field.wire.to_string(),
                    from,
                    to,
                });
            }
        }
    }
    changes.retain(|change| !change.is_nothing());
    Ok(changes)
}

/// The same, as a row to be shown.
pub fn row(record: &Customer, edits: &[Edit], catalog: &Catalog) -> Row {
    let outcome = match changes(record, edits, catalog) {
        Ok(none) if none.is_empty() => Outcome::Same,
        Ok(changes) => Outcome::Changed(changes),
        Err(invalid) => Outcome::Refused(invalid.to_string()),
    };
    Row {
        id: record.id().unwrap_or_default(),
        name: record.name().to_owned(),
        outcome,
    }
}

/// What another field says, as somebody would type it into this one.
fn text_for(field: &Field, other: &Field, record: &Customer, catalog: &Catalog) -> String {
    let part = record.part(other);
    let text = show::edit_text(other, &part, &catalog.date_format);
    match other.kind {
        Kind::Group(group) => {
            let all = record.list(&other.wire).iter();
            let texts: Vec<String> = match field.kind {
                Kind::Group(_) => all.map(|element| elements::line(element, group)).collect(),
                _ => all.map(|element| show::headline(element, group)).collect(),
            };
            match field.kind {
                kind if is_list(kind) => texts.join("; "),
                kind if has_lines(kind) => texts.join("\n"),
                Kind::Text | Kind::Custom(CustomKind::Input) => texts.join(", "),
                // One value has room for one.
                _ => texts.into_iter().next().unwrap_or_default(),
            }
        }
        Kind::Stamp if is_day(field.kind) => {
            let day = text.split([' ', 'T']).next();
            day.unwrap_or_default().to_owned()
        }
        _ => text,
    }
}

fn read_line(field: &Field, text: &str, before: &Part, catalog: &Catalog) -> Result<Part, Invalid> {
    validate::fits(field, text)?;
    validate::read(field, text, before, catalog)
}

fn is_list(kind: Kind) -> bool {
    matches!(kind, Kind::Group(_)) || is_multiple(kind)
}

/// A custom choice of several options.
fn is_multiple(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Custom(CustomKind::Check | CustomKind::MultiSelect)
    )
}

fn is_text(kind: Kind) -> bool {
    matches!(kind, Kind::Text | Kind::Custom(CustomKind::Input)) || has_lines(kind)
}

fn has_lines(kind: Kind) -> bool {
    matches!(kind, Kind::Note | Kind::Custom(CustomKind::Textarea))
}

fn is_day(kind: Kind) -> bool {
    matches!(kind, Kind::Date | Kind::Custom(CustomKind::Date))
}

fn invalid(field: &Field, reason: String) -> Invalid {
    Invalid {
        label: field.label.to_string(),
        reason,
    }
}

fn elements_of<'a>(field: &Field, part: &'a Part) -> &'a [Value] {
    let all = part.get(field.wire.as_ref()).and_then(Value::as_array);
    all.map(Vec::as_slice).unwrap_or_default()
}
