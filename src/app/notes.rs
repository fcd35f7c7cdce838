//! Owns the notes to a customer as the screen knows them: those that were read, and the one that is being
//! written. A note that is not with the server yet is a draft, on disk like any other.
//! Must not do I/O.

use serde_json::json;

use super::cmd::Cmd;
use super::drafts::NOTE;
use super::form::note::Note as Text;
use super::layer::Layer;
use super::measure;
use super::model::Model;
use super::sheet::{LABELS, SheetLine};
use super::ticket::Slot;
use super::told;
use crate::customer::note::Note;
use crate::customer::text::{lines, one_line};
use crate::customer::{CustomerId, Draft};

/// The notes of the customer in sight.
#[derive(Clone, Debug, Default)]
pub struct Notes {
    /// Whose they are, read or on their way.
    of: Option<CustomerId>,
    read: Vec<Note>,
    total: usize,
}

/// A note that is being written.
#[derive(Clone, Debug)]
pub struct Writing {
    pub of: CustomerId,
    pub name: String,
    pub text: Text,
    /// The same note sent twice is one.
    request: String,
    pub sending: bool,
}

impl Notes {
    pub fn take(&mut self, notes: Vec<Note>, total: usize) {
        (self.read, self.total) = (notes, total);
    }

    /// As lines of the detail, the newest first.
    pub fn lines(&self, of: Option<CustomerId>, width: usize) -> Vec<SheetLine> {
        let mut sheet = Vec::new();
        if self.read.is_empty() || self.of != of {
            return sheet;
        }
        let room = width.saturating_sub(LABELS + 1).max(8);
        let text = |label: String, text: String| SheetLine::Text {
            label,
            text,
            field: String::new(),
        };
        sheet.push(SheetLine::Blank);
        sheet.push(SheetLine::Section("Notes".to_owned()));
        for note in &self.read {
            let mut label = told::when(&note.at);
            let said = lines(&note.text);
            for line in said.lines().flat_map(|line| measure::wrap(line, room)) {
                sheet.push(text(std::mem::take(&mut label), line));
            }
            let who = one_line(&note.who);
            if !who.is_empty() {
                sheet.push(text(String::new(), format!("– {who}")));
            }
        }
        let older = self.total.saturating_sub(self.read.len());
        if older > 0 {
            sheet.push(text(String::new(), format!("and {older} older ones")));
        }
        sheet
    }
}

/// Asks for the notes of the customer in sight, if they are not known. Over a network only for who looks at
/// the detail itself: going through the list must not ask a server again and again.
pub fn follow(model: &mut Model) -> Option<Cmd> {
    let in_sight = model.is_in_detail() || (model.is_split() && model.place.local);
    let id = model.list.current().filter(|_| in_sight)?;
    if model.notes.of == Some(id) {
        return None;
    }
    Some(read(model, id))
}

fn read(model: &mut Model, id: CustomerId) -> Cmd {
    if model.notes.of != Some(id) {
        model.notes.take(Vec::new(), 0);
    }
    model.notes.of = Some(id);
    Cmd::Notes {
        ticket: model.tickets.ask(Slot::Notes),
        id,
    }
}

/// Opens a note to the customer under the cursor.
pub fn begin(model: &mut Model) {
    if let Some(of) = model.list.current() {
        open(model, of);
    }
}

/// Opens a note to a customer, with what was typed before and not sent.
pub fn open(model: &mut Model, of: CustomerId) {
    let draft = model.drafts.get(&key(of));
    let member = |name: &str| Some(draft?.form.get(name)?.as_str()?.to_owned());
    let mut text = Text::new("");
    text.restore(&member("note").unwrap_or_default());
    let kept = member("request");
    let request = kept.unwrap_or_else(|| model.request_id());
    let writing = Writing {
        of,
        name: model.name_of(of),
        text,
        request,
        sending: false,
    };
    model.layers.push(Layer::Note(Box::new(writing)));
}

fn key(of: CustomerId) -> String {
    format!("{NOTE}{of}")
}

/// Keeps what has been typed.
pub fn keep(model: &mut Model) -> Vec<Cmd> {
    let Some(Layer::Note(writing)) = model.layers.last() else {
        return Vec::new();
    };
    let key = key(writing.of);
    if writing.text.text().trim().is_empty() {
        model.drafts.forget(&key);
        return vec![Cmd::DropDraft(key)];
    }
    let draft = Draft {
        key,
        of: Some(writing.of),
        name: format!("note to {}", writing.name),
        form: json!({"note": writing.text.value(), "request": writing.request}),
    };
    model.drafts.keep(draft.clone());
    vec![Cmd::KeepDraft(draft)]
}

/// Sends it; the layer stays until it is with the server.
pub fn send(model: &mut Model) -> Vec<Cmd> {
    let Some(Layer::Note(writing)) = model.layers.last_mut() else {
        return Vec::new();
    };
    let text = writing.text.value();
    if text.trim().is_empty() || writing.sending {
        return Vec::new();
    }
    writing.sending = true;
    let (id, request) = (writing.of, writing.request.clone());
    let ticket = model.tickets.ask(Slot::WriteNote);
    vec![Cmd::WriteNote {
        ticket,
        id,
        text,
        request,
    }]
}

/// It is with the server: nothing of it needs to be kept here.
pub fn written(model: &mut Model, id: CustomerId) -> Vec<Cmd> {
    let key = key(id);
    model.drafts.forget(&key);
    model
        .layers
        .retain(|layer| !matches!(layer, Layer::Note(writing) if writing.of == id));
    model.say("The note is written");
    vec![Cmd::DropDraft(key), read(model, id)]
}

/// It did not get through: what was typed is still there, and on disk.
pub fn not_written(model: &mut Model) {
    for layer in &mut model.layers {
        if let Layer::Note(writing) = layer {
            writing.sending = false;
        }
    }
}
