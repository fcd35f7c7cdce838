//! Owns the choice of the input for each kind of field, and what all inputs have in common: whether they
//! changed, what they are worth on the wire, and how a draft keeps them.
//! Must not know which input has the focus.

use serde_json::{Value, json};

use super::choice::Choice;
use super::date::Date;
use super::flag::Flag;
use super::group::Group;
use super::multi::Multi;
use super::note::Note;
use super::number::Number;
use super::text::Text;
use crate::app::line::Line;
use crate::app::words;
use crate::customer::field::{CustomKind as Custom, Group as Of};
use crate::customer::text::one_line;
use crate::customer::{Catalog, Field, Invalid, Kind, Part, show, validate};

/// What stands behind a field's label in a form.
#[derive(Clone, Debug)]
pub enum Input {
    Text(Text),
    Number(Number),
    Date(Date),
    /// Boxed: an editor is many times the size of the others.
    Note(Box<Note>),
    Choice(Choice),
    Multi(Multi),
    Flag(Flag),
    Group(Group),
}

impl Input {
    /// The input for a field; none where a form has nothing to edit.
    pub fn new(field: &Field, start: &Part, catalog: &Catalog) -> Option<Input> {
        let text = || show::edit_text(field, start, &catalog.date_format);
        Some(match field.kind {
            _ if !field.edit => return None,
            Kind::Text | Kind::Email | Kind::Url | Kind::Phone | Kind::Reference => {
                Input::Text(Text::new(&text()))
            }
            Kind::Custom(Custom::Input | Custom::Link) => Input::Text(Text::new(&text())),
            Kind::Number | Kind::Money | Kind::Custom(Custom::Number | Custom::Currency) => {
                Input::Number(Number::new(&text()))
            }
            Kind::Date | Kind::Custom(Custom::Date) => {
                Input::Date(Date::new(&text(), &catalog.date_format))
            }
            Kind::Note | Kind::Custom(Custom::Textarea) => {
                Input::Note(Box::new(Note::new(&text())))
            }
            Kind::Flag => Input::Flag(Flag::new(
                start
                    .get(field.wire.as_ref())
                    .and_then(Value::as_str)
                    .unwrap_or_default(),
            )),
            Kind::Choice(_)
            | Kind::Code(_)
            | Kind::Assignee
            | Kind::Custom(Custom::Select | Custom::Radio) => Input::Choice(Choice::new(start)),
            Kind::Group(Of::Labels | Of::Territories)
            | Kind::Custom(Custom::Check | Custom::MultiSelect) => {
                Input::Multi(Multi::new(field, start))
            }
            Kind::Group(of @ (Of::Phones | Of::Emails | Of::Addresses)) => {
                Input::Group(Group::new(of, start.get(field.wire.as_ref())))
            }
            Kind::Group(_) | Kind::Custom(_) | Kind::Stamp | Kind::Opaque => return None,
        })
    }

    pub fn is_changed(&self) -> bool {
        match self {
            Input::Text(text) => text.is_changed(),
            Input::Number(number) => number.text.is_changed(),
            Input::Date(date) => date.text.is_changed(),
            Input::Note(note) => note.is_changed(),
            Input::Choice(choice) => choice.is_changed(),
            Input::Multi(multi) => multi.is_changed(),
            Input::Flag(flag) => flag.is_changed(),
            Input::Group(group) => group.is_changed(),
        }
    }

    /// Whether a draft has to keep it: an added element that says nothing yet is no change, but the cursor
    /// may stand in it.
    pub fn is_touched(&self) -> bool {
        match self {
            Input::Group(group) => group.is_touched(),
            other => other.is_changed(),
        }
    }

    /// What the field shall be on the wire; what nobody touched stays as it was.
    pub fn part(&self, field: &Field, before: &Part, catalog: &Catalog) -> Result<Part, Invalid> {
        if !self.is_changed() {
            return Ok(before.clone());
        }
        let one = |value: Value| Part::from_iter([(field.wire.to_string(), value)]);
        match self {
            Input::Text(text) => validate::read(field, &text.value(), before, catalog),
            Input::Number(number) => {
                validate::read(field, number.text.line.text(), before, catalog)
            }
            Input::Date(date) => validate::read(field, date.text.line.text(), before, catalog),
            Input::Note(note) => validate::read(field, &note.value(), before, catalog),
            Input::Choice(choice) => required(field, &choice.part),
            Input::Multi(multi) => Ok(multi.part(field, before, catalog)),
            Input::Flag(flag) => Ok(one(json!(flag.value))),
            Input::Group(group) => Ok(one(Value::Array(group.values()))),
        }
    }

    /// What a person sees in it, on one line.
    pub fn shown(&self, field: &Field) -> String {
        match self {
            Input::Choice(choice) => choice.shown(field),
            Input::Multi(multi) => multi.names(field).join(", "),
            Input::Flag(flag) => match flag.value.as_str() {
                "Y" => words::YES.to_owned(),
                "N" => words::NO.to_owned(),
                other => one_line(other),
            },
            Input::Group(group) => {
                let all: Vec<String> = group.elements.iter().map(|e| e.shown(group.of)).collect();
                all.join(" · ")
            }
            Input::Note(note) => one_line(&note.text()),
            Input::Text(_) | Input::Number(_) | Input::Date(_) => {
                self.line().map(Line::text).unwrap_or_default().to_owned()
            }
        }
    }

    pub fn line(&self) -> Option<&Line> {
        match self {
            Input::Text(text) => Some(&text.line),
            Input::Number(number) => Some(&number.text.line),
            Input::Date(date) => Some(&date.text.line),
            _ => None,
        }
    }

    pub fn line_mut(&mut self) -> Option<&mut Line> {
        match self {
            Input::Text(text) => Some(&mut text.line),
            Input::Number(number) => Some(&mut number.text.line),
            Input::Date(date) => Some(&mut date.text.line),
            _ => None,
        }
    }

    /// What a draft keeps of it.
    pub fn to_json(&self) -> Value {
        match self {
            Input::Choice(choice) => Value::Object(choice.part.clone()),
            Input::Multi(multi) => Value::Array(multi.ticked.clone()),
            Input::Flag(flag) => json!(flag.value),
            Input::Group(group) => group.to_json(),
            Input::Note(note) => json!(note.text()),
            Input::Text(_) | Input::Number(_) | Input::Date(_) => {
                json!(self.line().map(Line::text).unwrap_or_default())
            }
        }
    }

    /// Says what another input of the same field says, as if that had been typed.
    pub fn say(&mut self, other: &Input) {
        match (self, other) {
            (Input::Group(group), Input::Group(other)) => group.say(other.start()),
            (input, other) => drop(input.restore(&other.to_json())),
        }
    }

    /// Takes up what `to_json` kept. `false` where it is of another shape.
    pub fn restore(&mut self, kept: &Value) -> bool {
        match (self, kept) {
            (Input::Text(text), Value::String(typed)) => text.restore(typed),
            (Input::Number(number), Value::String(typed)) => number.text.restore(typed),
            (Input::Date(date), Value::String(typed)) => date.text.restore(typed),
            (Input::Note(note), Value::String(typed)) => note.restore(typed),
            (Input::Choice(choice), Value::Object(part)) => choice.part = part.clone(),
            (Input::Multi(multi), Value::Array(ticked)) => multi.ticked = ticked.clone(),
            (Input::Flag(flag), Value::String(value)) => flag.value = value.clone(),
            (Input::Group(group), Value::Array(_)) => return group.restore(kept),
            _ => return false,
        }
        true
    }
}

/// A required field must say something.
pub fn required(field: &Field, part: &Part) -> Result<Part, Invalid> {
    if field.required && show::part_text(field, part).trim().is_empty() {
        return Err(Invalid {
            label: field.label.to_string(),
            reason: words::IS_NEEDED.to_owned(),
        });
    }
    Ok(part.clone())
}
