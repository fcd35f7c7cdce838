//! Owns the notes to a customer as the screen knows them: those that were read, those that wait in the outbox,
//! and the one that is being written. What is typed is a draft on disk like any other; what is sent goes the way
//! of every change.
//! Must not do I/O.

use serde_json::json;

use super::cmd::Cmd;
use super::form::note::Note as Text;
use super::layer::Layer;
use super::measure;
use super::model::{Model, Write, Wrote};
use super::sheet::{LABELS, SheetLine};
use super::ticket::Slot;
use super::told;
use super::words;
use crate::customer::changeset::{Action, Entry, Step};
use crate::customer::note::Note;
use crate::customer::text::{lines as lines_of, one_line};
use crate::customer::{CustomerId, Draft};

/// The notes of the customer in sight.
#[derive(Clone, Debug, Default)]
pub struct Notes {
    /// Whose they are, read or on their way.
    of: Option<CustomerId>,
    read: Vec<Note>,
    total: usize,
    /// One of them has come to the server since they were read.
    moved: bool,
}

/// A note that is being written.
#[derive(Clone, Debug)]
pub struct Writing {
    pub of: CustomerId,
    pub name: String,
    pub text: Text,
    /// Its draft's.
    key: String,
}

impl Writing {
    pub fn is_empty(&self) -> bool {
        self.text.text().trim().is_empty()
    }

    pub fn key(&self) -> &str {
        &self.key
    }

    fn draft(&self) -> Draft {
        Draft {
            key: self.key.clone(),
            of: Some(self.of),
            name: words::note_draft(&self.name),
            form: json!({"note": self.text.value(), "to": self.name}),
        }
    }
}

impl Notes {
    pub fn take(&mut self, notes: Vec<Note>, total: usize) {
        (self.read, self.total) = (notes, total);
    }
}

/// As lines of the detail, the newest first.
pub fn lines(model: &Model, of: Option<CustomerId>, width: usize) -> Vec<SheetLine> {
    let mut sheet = Vec::new();
    let known = Some(&model.notes).filter(|notes| notes.of == of);
    let read = known.map_or(&[][..], |notes| &notes.read);
    let waiting = waiting(model, of);
    if read.is_empty() && waiting.is_empty() {
        return sheet;
    }
    let room = width.saturating_sub(LABELS + 1).max(8);
    let text = |label: String, text: String| SheetLine::Text {
        label,
        text,
        field: String::new(),
    };
    sheet.push(SheetLine::Blank);
    sheet.push(SheetLine::Section(words::NOTES.to_owned()));
    let mut say = |mut label: String, said: &str, who: String| {
        let said = lines_of(said);
        for line in said.lines().flat_map(|line| measure::wrap(line, room)) {
            sheet.push(text(std::mem::take(&mut label), line));
        }
        if !who.is_empty() {
            sheet.push(text(String::new(), format!("– {who}")));
        }
    };
    for (at, said) in waiting.into_iter().rev() {
        say(told::when(at), said, words::NOTE_WAITS.to_owned());
    }
    for note in read {
        say(told::when(&note.at), &note.text, one_line(&note.who));
    }
    let older = known.map_or(0, |notes| notes.total.saturating_sub(notes.read.len()));
    if older > 0 {
        sheet.push(text(String::new(), words::older_notes(older)));
    }
    sheet
}

/// The notes to a customer that are not with the server yet: when each was written, and what it says.
fn waiting(model: &Model, of: Option<CustomerId>) -> Vec<(&str, &str)> {
    let mut waiting = Vec::new();
    for entry in model.outbox.entries() {
        for ((id, step), standing) in entry.of.iter().zip(&entry.set.steps).zip(&entry.standing) {
            if let Step::Note { text, .. } = step
                && Some(*id) == of
                && !standing.is_over()
            {
                waiting.push((entry.set.at.as_str(), text.as_str()));
            }
        }
    }
    waiting
}

/// Takes in how the outbox stands. What waits there no more is among the notes that are read.
pub fn take_outbox(model: &mut Model, take: impl FnOnce(&mut Model)) {
    let before = waiting(model, model.notes.of).len();
    take(model);
    model.notes.moved |= waiting(model, model.notes.of).len() < before;
}

/// What was read is no longer all there is.
pub fn ask_again(model: &mut Model) {
    model.notes.moved = true;
}

/// Asks for the notes of the customer in sight, if they are not known. Over a network only for who looks at
/// the detail itself: going through the list must not ask a server again and again.
pub fn follow(model: &mut Model) -> Option<Cmd> {
    let in_sight = model.is_in_detail() || (model.is_split() && model.place.local);
    let id = model.list.current().filter(|_| in_sight)?;
    if model.notes.of == Some(id) && !model.notes.moved {
        return None;
    }
    if model.notes.of != Some(id) {
        model.notes.take(Vec::new(), 0);
    }
    (model.notes.of, model.notes.moved) = (Some(id), false);
    Some(Cmd::Notes {
        ticket: model.tickets.ask(Slot::Notes),
        id,
    })
}

/// Opens a note to the customer under the cursor.
pub fn begin(model: &mut Model) {
    let Some(of) = model.list.current() else {
        return;
    };
    if let Some(draft) = model.drafts.note_to(of).cloned() {
        open(model, &draft);
        return;
    }
    if model.drafts.is_noted_elsewhere(of) {
        model.say(words::NOTED_ELSEWHERE);
    }
    let writing = Writing {
        of,
        name: model.name_of(of),
        text: Text::new(""),
        key: model.drafts.key_of_note(of),
    };
    model.layers.push(Layer::Note(Box::new(writing)));
}

/// Goes on with a note that was kept. False: it cannot be read.
pub fn open(model: &mut Model, draft: &Draft) -> bool {
    let member = |name: &str| draft.form.get(name).and_then(|member| member.as_str());
    let (Some(of), Some(typed)) = (draft.of, member("note")) else {
        return false;
    };
    let mut text = Text::new("");
    text.restore(typed);
    let writing = Writing {
        of,
        name: member("to").map_or_else(|| model.name_of(of), one_line),
        text,
        key: draft.key.clone(),
    };
    model.layers.push(Layer::Note(Box::new(writing)));
    true
}

/// Keeps what has been typed.
pub fn keep(model: &mut Model) -> Vec<Cmd> {
    let Some(Layer::Note(writing)) = model.layers.last() else {
        return Vec::new();
    };
    if writing.is_empty() {
        let key = writing.key.clone();
        model.drafts.forget(&key);
        return vec![Cmd::DropDraft(key)];
    }
    let draft = writing.draft();
    model.drafts.keep(draft.clone());
    vec![Cmd::KeepDraft(draft)]
}

/// Leaves it; what was typed stays as a draft.
pub fn leave(model: &mut Model) -> Vec<Cmd> {
    let cmds = keep(model);
    if let Some(Layer::Note(writing)) = model.layers.pop()
        && !writing.is_empty()
    {
        model.say(words::note_kept(writing.name));
    }
    cmds
}

/// Writes it down, to be sent. The layer closes at once: what is typed from here on is meant for what lies below.
pub fn send(model: &mut Model) -> Vec<Cmd> {
    let is_note = |layer: &mut Layer| matches!(layer, Layer::Note(writing) if !writing.is_empty());
    let Some(Layer::Note(writing)) = model.layers.pop_if(is_note) else {
        return Vec::new();
    };
    let draft = writing.draft();
    model.drafts.forget(&draft.key);
    let step = Step::Note {
        id: writing.of,
        name: writing.name.clone(),
        text: writing.text.value(),
        request: model.request_id(),
    };
    let key = draft.key.clone();
    let write = Write {
        of: vec![writing.of],
        name: writing.name,
        doing: words::WRITING_NOTE,
        what: Wrote::Note { draft },
        set: None,
    };
    vec![model.send(write, |ticket| Cmd::Commit {
        ticket,
        action: Action::Note,
        steps: vec![step],
        draft: Some(key),
        replaces: None,
    })]
}

/// A note that the server will not have, as a draft to go on with.
pub fn as_draft(model: &mut Model, entry: &Entry) -> Option<Draft> {
    let [Step::Note { name, text, .. }] = entry.set.steps.as_slice() else {
        return None;
    };
    let of = *entry.of.first()?;
    let mut typed = Text::new("");
    typed.restore(text);
    let writing = Writing {
        of,
        name: one_line(name),
        text: typed,
        key: model.drafts.key_of_note(of),
    };
    Some(writing.draft())
}
