//! Owns what of a customer can be copied, what is said about it, and the text that stands alone on the screen where
//! no clipboard can be reached.
//! Must not know how a text gets to a clipboard.

use std::sync::Arc;

use super::cmd::Cmd;
use super::form::input::Input;
use super::layer::{Item, Layer, Picker, Purpose, Take};
use super::line::Line;
use super::measure;
use super::model::Model;
use super::sheet;
use super::ticket::Slot;
use super::words;
use crate::customer::text::one_line;
use crate::customer::{Customer, Field, Kind, layout, show};

/// Something to be copied.
#[derive(Clone, Debug, PartialEq)]
pub struct Copy {
    /// What it is: “Phone of Volkswagen AG”.
    pub what: String,
    pub text: Text,
    /// It shall stand on the screen, and go nowhere else.
    pub plain: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Text {
    Words(String),
    /// As other programs take in a contact.
    Card(Arc<Customer>),
}

/// A text alone on the screen, without anything that would be selected with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlainText {
    text: String,
    /// Why it is there; in the last line.
    pub note: String,
    lines: Vec<String>,
    top: usize,
    page: usize,
}

impl PlainText {
    pub fn new(text: String, note: String) -> PlainText {
        PlainText {
            text,
            note,
            lines: Vec::new(),
            top: 0,
            page: 1,
        }
    }

    /// The lines in sight.
    pub fn lines(&self) -> impl Iterator<Item = &String> {
        self.lines.iter().skip(self.top).take(self.page)
    }

    pub fn has_more(&self) -> bool {
        self.top + self.page < self.lines.len()
    }

    /// In pages; none: by a line.
    pub fn scroll(&mut self, down: bool, whole_page: bool) {
        let by = if whole_page { self.page } else { 1 };
        self.top = match down {
            true => self.top.saturating_add(by),
            false => self.top.saturating_sub(by),
        };
    }

    /// Breaks the text to the screen; its last line is the note's.
    pub fn settle(&mut self, width: u16, height: u16) {
        let columns = usize::from(width).max(1);
        let harmless = crate::customer::text::lines(&self.text);
        self.lines = harmless
            .split('\n')
            .flat_map(|line| measure::wrap(line, columns))
            .collect();
        self.page = usize::from(height.saturating_sub(1)).max(1);
        self.top = self.top.min(self.lines.len().saturating_sub(self.page));
    }
}

/// All that can be copied of the customer under the cursor; none where there is none.
pub fn menu(model: &Model) -> Option<Picker> {
    let record = model.current()?;
    let name = one_line(record.name());
    let item = |label: &str, note: &str, words: String| Item {
        name: label.to_owned(),
        note: measure::cut(note, NOTE),
        current: false,
        take: Take::Copy(Copy {
            what: words::copy_of(label, &name),
            text: Text::Words(words),
            plain: false,
        }),
    };
    let card = card(model, record);
    let json = serde_json::to_string_pretty(record.values()).unwrap_or_else(|_| record.to_json());
    let mut items = vec![
        item(words::COPY_ROW, words::COPY_ROW_NOTE, row(model, record)),
        item(words::COPY_CARD, words::COPY_CARD_NOTE, card.clone()),
        Item {
            name: words::COPY_VCARD.to_owned(),
            note: words::COPY_VCARD_NOTE.to_owned(),
            current: false,
            take: Take::Copy(Copy {
                what: words::copy_of(words::COPY_VCARD, &name),
                text: Text::Card(Arc::clone(record)),
                plain: false,
            }),
        },
        item(words::COPY_JSON, words::COPY_JSON_NOTE, json),
        Item {
            name: words::COPY_PLAIN.to_owned(),
            note: words::COPY_PLAIN_NOTE.to_owned(),
            current: false,
            take: Take::Copy(Copy {
                what: name.clone(),
                text: Text::Words(card),
                plain: true,
            }),
        },
    ];
    for field in filled(model, record) {
        let label = one_line(&field.label);
        for (note, words) in values(record, field) {
            items.push(item(&label, &note, words));
        }
    }
    Some(Picker {
        title: words::copy_from(name),
        purpose: Purpose::Copy,
        line: Line::default(),
        items,
        cursor: 0,
        top: 0,
        free: false,
        added: None,
    })
}

/// How much of a value stands beside its field.
const NOTE: usize = 30;

/// The text of the field that has the focus.
pub fn focused(model: &mut Model) -> Option<Cmd> {
    let form = model.form()?;
    let entry = form.focused()?;
    let words = match (form.line(), &entry.input) {
        (Some(line), _) => line.text().to_owned(),
        (None, Input::Note(note)) => note.text(),
        (None, input) => input.shown(&entry.field),
    };
    let label = one_line(&entry.field.label);
    if words.is_empty() {
        model.say(words::nothing_to_copy(label));
        return None;
    }
    let copy = Copy {
        what: label,
        text: Text::Words(words),
        plain: false,
    };
    begin(model, copy)
}

/// Sends it on its way, or shows it.
pub fn begin(model: &mut Model, copy: Copy) -> Option<Cmd> {
    match copy.text {
        Text::Words(words) if copy.plain => {
            show(model, words, words::SELECT_BY_MOUSE);
            None
        }
        _ => Some(Cmd::Copy {
            ticket: model.tickets.ask(Slot::Copy),
            copy,
        }),
    }
}

/// What really happened.
pub fn done(model: &mut Model, what: &str, by: Option<&str>) {
    model.say(match by {
        Some(program) => words::copied_by(what, program),
        None => words::sent_to_clipboard(what),
    });
}

/// Puts a text alone on the screen. `why`: a few words for the last line.
pub fn show(model: &mut Model, text: String, why: impl Into<String>) {
    model
        .layers
        .push(Layer::Plain(PlainText::new(text, why.into())));
}

/// The columns of the list, as spreadsheets take them.
fn row(model: &Model, record: &Customer) -> String {
    let known = model.list.columns.known().iter();
    let cells: Vec<String> = known.map(|column| column.text(record)).collect();
    cells.join("\t")
}

/// Every filled field with its label.
fn card(model: &Model, record: &Customer) -> String {
    let mut lines = Vec::new();
    for field in filled(model, record) {
        let label = one_line(&field.label);
        let block = show::block(record, field);
        match block.as_slice() {
            [one] => lines.push(format!("{label}: {one}")),
            many => {
                lines.push(format!("{label}:"));
                lines.extend(many.iter().map(|line| format!("  {line}")));
            }
        }
    }
    lines.join("\n")
}

/// The fields that say something, in the order of the detail.
fn filled<'a>(model: &'a Model, record: &'a Customer) -> impl Iterator<Item = &'a Field> {
    layout::sections(&model.catalog.layout, &model.fields)
        .into_iter()
        .flat_map(|section| section.fields)
        .filter(move |field| {
            let block = show::block(record, field);
            let dull = field.kind == Kind::Flag && block == ["no"];
            !block.is_empty() && !dull && !sheet::is_copy(&field.wire)
        })
}

/// What can be copied of a field, each with what is shown beside it: an element of a list without its type.
fn values(record: &Customer, field: &Field) -> Vec<(String, String)> {
    match field.kind {
        Kind::Group(group) => record
            .list(&field.wire)
            .iter()
            .map(|element| {
                let shown = one_line(&show::element(element, group));
                (shown, one_line(&show::headline(element, group)))
            })
            .filter(|(_, words)| !words.is_empty())
            .collect(),
        _ => {
            let words = show::block(record, field).join("\n");
            vec![(one_line(&words), words)]
        }
    }
}
