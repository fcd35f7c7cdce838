//! Owns editing many customers in one way, as it is put together: which field, how, with what; what the first of them
//! would look like, and how many change.
//! Must not send: `update/bulk.rs` asks for that.

use super::cursor::Cursor;
use super::form::choice;
use super::intake::Going;
use super::layer::{Item, Picker, Purpose, Take};
use super::line::Line;
use super::words;
use crate::customer::bulk::{self, Counts, Edit, Replace, Row};
use crate::customer::field::CustomKind;
use crate::customer::text::one_line;
use crate::customer::{Catalog, Customer, CustomerId, Field, Fields, Kind};
use std::sync::Arc;

/// What is done to the field.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum How {
    #[default]
    Set,
    Clear,
    Append,
    Remove,
    Replace,
    From,
}

impl How {
    const ALL: [How; 6] = [
        How::Set,
        How::Clear,
        How::Append,
        How::Remove,
        How::Replace,
        How::From,
    ];

    pub fn label(self) -> &'static str {
        match self {
            How::Set => words::HOW_SET,
            How::Clear => words::HOW_CLEAR,
            How::Append => words::HOW_ADD,
            How::Remove => words::HOW_TAKE_OUT,
            How::Replace => words::HOW_REPLACE,
            How::From => words::HOW_FROM,
        }
    }
}

/// What was chosen from a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pick {
    Field(String),
    How(How),
    Value(String),
    From(String),
}

/// Where the keys go.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Spot {
    #[default]
    Field,
    How,
    Value,
    /// What a pattern is replaced by.
    With,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Stage {
    #[default]
    Edit,
    Going,
    Done,
}

/// What became of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Edited {
    pub set: String,
    pub done: usize,
    pub waiting: usize,
    pub asks: usize,
    pub dropped: usize,
    /// Customers that were not changed, and why.
    pub failed: Vec<(CustomerId, String)>,
}

#[derive(Clone, Debug, Default)]
pub struct Bulk {
    pub ids: Arc<[CustomerId]>,
    /// They were marked one by one; else they are the whole result.
    pub marked: bool,
    pub stage: Stage,
    /// What was recorded and is done again, where it is not said here.
    pub again: Vec<Edit>,
    pub field: Option<Field>,
    pub how: How,
    pub value: Line,
    pub with: Line,
    /// The field whose value is taken.
    pub from: Option<Field>,
    pub spot: Spot,
    /// The first of them, as they are.
    pub records: Vec<Arc<Customer>>,
    pub cursor: Cursor,
    /// What all come to, and whether that is of the edit as it is now.
    pub counts: Option<Counts>,
    pub counting: bool,
    pub going: Going,
    pub stopping: bool,
    pub edited: Option<Edited>,
}

impl Bulk {
    pub fn new(ids: Arc<[CustomerId]>, marked: bool) -> Bulk {
        Bulk {
            ids,
            marked,
            ..Bulk::default()
        }
    }

    /// The spots that the edit has, as it is now.
    pub fn spots(&self) -> Vec<Spot> {
        if !self.again.is_empty() {
            return Vec::new();
        }
        let mut spots = vec![Spot::Field];
        if self.field.is_some() {
            spots.push(Spot::How);
            if self.how != How::Clear {
                spots.push(Spot::Value);
            }
            if self.how == How::Replace {
                spots.push(Spot::With);
            }
        }
        spots
    }

    pub fn step(&mut self, by: isize) {
        let spots = self.spots();
        let many = isize::try_from(spots.len()).unwrap_or(1).max(1);
        let at = spots
            .iter()
            .position(|spot| *spot == self.spot)
            .unwrap_or(0);
        let at = (isize::try_from(at).unwrap_or(0) + by).rem_euclid(many);
        let spot = usize::try_from(at).ok().and_then(|at| spots.get(at));
        self.spot = spot.copied().unwrap_or_default();
    }

    /// The line that takes text now.
    pub fn line_mut(&mut self) -> Option<&mut Line> {
        match self.spot {
            Spot::Value if self.picks_value() => None,
            Spot::Value => Some(&mut self.value),
            Spot::With => Some(&mut self.with),
            Spot::Field | Spot::How => None,
        }
    }

    pub fn takes_text(&self) -> bool {
        match self.spot {
            Spot::Value => !self.picks_value(),
            Spot::With => true,
            Spot::Field | Spot::How => false,
        }
    }

    /// Whether the value comes from a list.
    fn picks_value(&self) -> bool {
        match (self.how, &self.field) {
            (How::From, _) => true,
            (How::Set, Some(field)) => matches!(
                field.kind,
                Kind::Choice(_)
                    | Kind::Code(_)
                    | Kind::Assignee
                    | Kind::Custom(CustomKind::Select | CustomKind::Radio)
            ),
            _ => false,
        }
    }

    /// All that is to be done as it is now; or why it is nothing yet.
    pub fn edits(&self) -> Result<Vec<Edit>, String> {
        match self.again.is_empty() {
            true => self.edit().map(|edit| vec![edit]),
            false => Ok(self.again.clone()),
        }
    }

    /// The edit as it is said here; or why it is none yet.
    pub fn edit(&self) -> Result<Edit, String> {
        let field = self.field.as_ref().ok_or(words::SAY_FIELD)?;
        let text = self.value.text().to_owned();
        let how = match self.how {
            How::Set if text.trim().is_empty() => {
                return Err(words::SAY_VALUE.to_owned());
            }
            How::Append | How::Remove | How::Replace if text.is_empty() => {
                return Err(match self.how {
                    How::Replace => words::SAY_REPLACED.to_owned(),
                    How::Append => words::SAY_ADDED.to_owned(),
                    _ => words::SAY_TAKEN_OUT.to_owned(),
                });
            }
            How::Set => bulk::How::Set(text),
            How::Clear => bulk::How::Clear,
            How::Append => bulk::How::Append(text),
            How::Remove => bulk::How::Remove(text),
            How::Replace => bulk::How::Replace(Replace::new(&text, self.with.text(), true, false)?),
            How::From => {
                let from = self.from.as_ref().ok_or(words::SAY_FROM)?;
                bulk::How::From(Box::new(from.clone()))
            }
        };
        Edit::new(field, how).map_err(|invalid| invalid.to_string())
    }

    /// The first customers, and what becomes of each.
    pub fn preview(&self, catalog: &Catalog) -> Vec<Row> {
        let Ok(edits) = self.edits() else {
            return Vec::new();
        };
        self.records
            .iter()
            .map(|record| bulk::row(record, &edits, catalog))
            .collect()
    }

    /// What can be chosen where the keys are.
    pub fn offers(&self, catalog: &Catalog, fields: &Fields) -> Option<Picker> {
        if !self.again.is_empty() {
            return None;
        }
        let item = |name: &str, current: bool, pick: Pick| Item {
            name: name.to_owned(),
            note: String::new(),
            current,
            take: Take::Bulk(pick),
        };
        let of_fields = |now: &Option<Field>, pick: fn(String) -> Pick, all: bool| -> Vec<Item> {
            let now = now.as_ref().map(|field| &field.wire);
            let known = fields.iter().filter(|field| all || field.edit);
            known
                .map(|field| {
                    item(
                        &one_line(&field.label),
                        now == Some(&field.wire),
                        pick(field.wire.to_string()),
                    )
                })
                .collect()
        };
        let (title, items) = match self.spot {
            Spot::Field => (
                words::CHOOSE_FIELD,
                of_fields(&self.field, Pick::Field, false),
            ),
            Spot::How => {
                let field = self.field.as_ref()?;
                let fits = |how: &&How| fits(field, **how);
                let all = How::ALL.iter().filter(fits);
                let items = all.map(|how| item(how.label(), *how == self.how, Pick::How(*how)));
                (words::CHOOSE_HOW, items.collect())
            }
            Spot::Value if self.how == How::From => {
                (words::CHOOSE_FROM, of_fields(&self.from, Pick::From, true))
            }
            Spot::Value if self.picks_value() => {
                let field = self.field.as_ref()?;
                let offers = choice::offers(field, catalog);
                let enabled = offers.iter().filter(|offer| offer.enabled);
                let items = enabled.map(|offer| {
                    let word = one_line(choice::word(field, offer));
                    item(&word, self.value.text() == word, Pick::Value(word.clone()))
                });
                (words::CHOOSE_VALUE, items.collect())
            }
            _ => return None,
        };
        Some(Picker {
            title: title.to_owned(),
            purpose: Purpose::Bulk,
            line: Line::default(),
            cursor: items.iter().position(|item| item.current).unwrap_or(0),
            // A list that is not known takes any word.
            free: items.is_empty(),
            added: None,
            items,
            top: 0,
        })
    }

    /// Takes what was chosen, and goes on to what is to be said next.
    pub fn take(&mut self, pick: Pick, fields: &Fields) {
        match pick {
            Pick::Field(wire) => {
                self.field = fields.find(&wire).cloned();
                if self
                    .field
                    .as_ref()
                    .is_some_and(|field| !fits(field, self.how))
                {
                    self.how = How::Set;
                }
                (self.value, self.with) = (Line::default(), Line::default());
            }
            Pick::How(how) => self.how = how,
            Pick::Value(word) => self.value = Line::new(&word),
            Pick::From(wire) => self.from = fields.find(&wire).cloned(),
        }
        let last = self.spots().last() == Some(&self.spot);
        if !last {
            self.step(1);
        }
    }

    /// Whether it could be done as it is.
    pub fn can_go(&self) -> bool {
        self.stage == Stage::Edit
            && !self.counting
            && self.counts.is_some_and(|counts| counts.changed > 0)
    }
}

/// Whether a field can be edited so at all.
fn fits(field: &Field, how: How) -> bool {
    let how = match how {
        How::Set | How::From => return true,
        How::Clear => bulk::How::Clear,
        How::Append => bulk::How::Append("x".to_owned()),
        How::Remove => bulk::How::Remove("x".to_owned()),
        How::Replace => match Replace::new("x", "", true, false) {
            Ok(replace) => bulk::How::Replace(replace),
            Err(_) => return false,
        },
    };
    Edit::new(field, how).is_ok()
}
