//! Owns how a form is kept as a draft, and how a draft becomes a form again: what was typed, where the
//! focus was and where the cursor. What a draft holds is read with suspicion: nothing in it may panic.
//! Must not write anything.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::input::Input;
use super::{At, Form, Stop};
use crate::customer::changeset::Replaced;
use crate::customer::{Catalog, Customer, Draft, Fields};

impl Form {
    /// Everything that is needed to go on with this form later.
    pub fn draft(&self) -> Draft {
        let mut typed = self.unknown.clone();
        for entry in self.entries.iter().filter(|entry| entry.input.is_touched()) {
            typed.insert(entry.field.wire.to_string(), entry.input.to_json());
        }
        let mut form = json!({
            "base": Value::Object(self.base.values().clone()),
            "typed": typed,
            "focus": self.focus_to_json(),
            "request": self.request_id,
        });
        if let Some(replaced) = &self.replaces {
            form["replaces"] = json!(replaced.set);
            form["step"] = json!(replaced.step);
        }
        if !self.unseen.is_empty() {
            form["unseen"] = json!(self.unseen);
        }
        Draft {
            key: self.key.clone(),
            of: self.of,
            name: self.name(),
            form,
        }
    }

    /// Whether a draft holds a form.
    pub fn can_read(draft: &Draft) -> bool {
        let is_object = |key: &str| draft.form.get(key).is_some_and(Value::is_object);
        is_object("base") && is_object("typed")
    }

    /// The form a draft was kept from. None where the draft cannot be read: it has no record to start from, or
    /// what was typed is not in it.
    pub fn from_draft(draft: &Draft, catalog: &Arc<Catalog>, fields: &Fields) -> Option<Form> {
        let base = Customer::from_value(draft.form.get("base")?.clone()).ok()?;
        let typed = draft.form.get("typed")?.as_object()?;
        let mut form = Form::on(draft.key.clone(), draft.of, Arc::new(base), catalog, fields);
        let request = draft.form.get("request").and_then(Value::as_str);
        form.request_id = request.unwrap_or_default().to_owned();
        form.replaces = replaced(&draft.form);
        let unseen = draft.form.get("unseen").cloned();
        let unseen = unseen.and_then(|unseen| serde_json::from_value(unseen).ok());
        form.unseen = unseen.unwrap_or_default();
        form.type_again(typed);
        if let Some(focus) = draft.form.get("focus") {
            form.focus_from_json(focus);
        }
        Some(form)
    }

    /// The same form over another catalog: what was typed stays.
    pub fn over(&self, catalog: &Arc<Catalog>, fields: &Fields) -> Form {
        let mut form =
            Form::from_draft(&self.draft(), catalog, fields).unwrap_or_else(|| self.clone());
        form.refused.clone_from(&self.refused);
        form.met.clone_from(&self.met);
        form.hand.clone_from(&self.hand);
        form.keep_to_the_hand();
        form
    }

    /// Takes in what was typed into another form of the same field.
    pub fn go_on_with(&mut self, draft: &Draft) {
        if let Some(typed) = draft.form.get("typed").and_then(Value::as_object) {
            self.type_again(typed);
        }
        if let Some(focus) = draft.form.get("focus") {
            self.focus_from_json(focus);
        }
    }

    fn type_again(&mut self, typed: &Map<String, Value>) {
        for (wire, kept) in typed {
            let entry = self
                .entries
                .iter_mut()
                .find(|entry| entry.field.wire == wire.as_str());
            let taken = entry.is_some_and(|entry| entry.input.restore(kept));
            if !taken {
                self.unknown.insert(wire.clone(), kept.clone());
            }
        }
    }

    pub(super) fn focus_to_json(&self) -> Value {
        let field = self.focused().map(|entry| entry.field.wire.to_string());
        let at = match self.focus.at {
            At::Whole => Value::Null,
            At::Member(element, member) => json!([element, member]),
            At::Adder => json!("add"),
        };
        let cursor = match self.focused().map(|entry| &entry.input) {
            Some(Input::Note(note)) => json!([note.cursor().0, note.cursor().1]),
            _ => json!(self.line().map(|line| line.cursor())),
        };
        json!({"field": field, "at": at, "cursor": cursor})
    }

    pub(super) fn focus_from_json(&mut self, kept: &Value) {
        let field = kept.get("field").and_then(Value::as_str);
        let Some(entry) = self
            .entries
            .iter()
            .position(|e| Some(e.field.wire.as_ref()) == field)
        else {
            return;
        };
        let pair = |value: &Value| {
            let number = |at: usize| value.get(at).and_then(Value::as_u64);
            Some((
                usize::try_from(number(0)?).ok()?,
                usize::try_from(number(1)?).ok()?,
            ))
        };
        let at = match kept.get("at") {
            Some(Value::String(_)) => At::Adder,
            Some(at @ Value::Array(_)) => pair(at).map_or(At::Whole, |(e, m)| At::Member(e, m)),
            _ => At::Whole,
        };
        self.focus = Stop { entry, at };
        self.settle_focus();
        let Some(cursor) = kept.get("cursor") else {
            return;
        };
        if let Some(Input::Note(note)) = self.entries.get_mut(entry).map(|e| &mut e.input) {
            if let Some((line, character)) = pair(cursor) {
                note.put_cursor(line, character);
            }
        } else if let (Some(line), Some(at)) = (self.line_mut(), cursor.as_u64()) {
            line.put_cursor(usize::try_from(at).unwrap_or(usize::MAX));
        }
    }
}

/// What saving a form takes the place of, as its draft says.
fn replaced(form: &Value) -> Option<Replaced> {
    let step = form.get("step").and_then(Value::as_u64);
    Some(Replaced {
        set: form.get("replaces")?.as_str()?.to_owned(),
        step: step.and_then(|step| usize::try_from(step).ok()),
    })
}
