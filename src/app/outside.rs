//! Owns what is given to the editor of this machine and what comes back: the text of a field or a note, or a
//! customer as a page. While it is there the screen waits, and keys that still came are dropped.
//! Must not open the editor.

use std::sync::Arc;

use super::cmd::Cmd;
use super::flow;
use super::form::{Form, Stop};
use super::layer::Layer;
use super::model::Model;
use super::notes;
use super::ticket::Slot;
use super::words;
use crate::customer::{Change, Customer, CustomerId};

/// What is opened in the editor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Paper {
    Text(String),
    /// All that can be set of a customer.
    Page(CustomerId),
}

/// Where what comes back belongs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outside {
    /// A stop of the form of this key.
    Field(String, Stop),
    Note,
    Page(CustomerId),
}

/// Opens the text under the cursor.
pub fn open_text(model: &mut Model) -> Vec<Cmd> {
    let (text, outside) = match model.layers.last() {
        Some(Layer::Edit(form)) => match form.text_here() {
            Some(text) => (text, Outside::Field(form.key.clone(), form.focus)),
            None => return Vec::new(),
        },
        Some(Layer::Note(writing)) => (writing.text.text(), Outside::Note),
        _ => return Vec::new(),
    };
    ask(model, Paper::Text(text), outside)
}

/// Opens the customer under the cursor as a page.
pub fn open_page(model: &mut Model) -> Vec<Cmd> {
    let Some(id) = model.list.current() else {
        return Vec::new();
    };
    if !model.drafts.to_resume(Some(id)).is_empty() {
        model.say(words::DRAFT_WAITS);
        return Vec::new();
    }
    let mut cmds = vec![Cmd::Used(id)];
    cmds.extend(ask(model, Paper::Page(id), Outside::Page(id)));
    cmds
}

fn ask(model: &mut Model, paper: Paper, outside: Outside) -> Vec<Cmd> {
    model.outside = Some(outside);
    vec![Cmd::Editor {
        ticket: model.tickets.ask(Slot::Editor),
        paper,
    }]
}

/// A text came back.
pub fn written(model: &mut Model, text: &str) -> Vec<Cmd> {
    match model.outside.take() {
        Some(Outside::Field(key, stop)) => {
            let form = model.form_mut().filter(|form| form.key == key);
            match form.is_some_and(|form| form.write_at(stop, text)) {
                true => flow::keep_draft(model),
                false => lost(model, text),
            }
        }
        Some(Outside::Note) => {
            let Some(Layer::Note(writing)) = model.layers.last_mut() else {
                return lost(model, text);
            };
            writing.text.rewrite(text);
            notes::keep(model)
        }
        Some(Outside::Page(_)) | None => Vec::new(),
    }
}

/// The field is not there any more: what was written can still be copied.
fn lost(model: &mut Model, text: &str) -> Vec<Cmd> {
    super::copy::show(model, text.to_owned(), words::FIELD_IS_GONE);
    Vec::new()
}

/// A page came back: what was changed on it stands in the form, as if it had been typed there.
pub fn page_written(model: &mut Model, base: &Arc<Customer>, changes: &[Change]) -> Vec<Cmd> {
    let Some(Outside::Page(id)) = model.outside.take() else {
        return Vec::new();
    };
    let key = model.drafts.key_of(id);
    let (catalog, fields) = (&model.catalog, &model.fields);
    let form = Form::typed(key, Some(id), base, changes, catalog, fields);
    flow::open_form(model, form);
    model.say(words::PAGE_IN_FORM);
    flow::keep_draft(model)
}

/// It was closed without a change.
pub fn unwritten(model: &mut Model) {
    model.outside = None;
    model.say(words::EDITOR_UNCHANGED);
}
