//! Owns putting a form onto a newer record of its customer: what nobody touched follows the record, what was
//! typed stays, and what it is compared with is the newer record from then on.
//! Must not decide when.

use std::sync::Arc;

use super::Form;
use super::input::Input;
use crate::customer::{Catalog, Customer, Field, Fields, blank};

impl Form {
    /// This form on the record that the server answered. `sent`: the state of this form that the answer is to;
    /// none where the answer is to another form's save.
    pub fn onto(&self, sent: Option<&Form>, answered: &Arc<Customer>, fields: &Fields) -> Form {
        let untouched;
        let sent = match sent {
            Some(sent) => sent,
            None => {
                let base = Arc::clone(&self.base);
                untouched = Form::on(self.key.clone(), self.of, base, &self.catalog, fields);
                &untouched
            }
        };
        let (key, answered) = (self.key.clone(), Arc::clone(answered));
        let mut form = Form::on(key, self.of, answered, &self.catalog, fields);
        form.unknown.clone_from(&self.unknown);
        for mine in &self.entries {
            let wire = &mine.field.wire;
            let was = sent.entries.iter().find(|entry| entry.field.wire == *wire);
            match form
                .entries
                .iter_mut()
                .find(|entry| entry.field.wire == *wire)
            {
                Some(entry) => {
                    entry.input = onto(
                        &mine.field,
                        &mine.input,
                        was.map(|e| &e.input),
                        &entry.input,
                    )
                }
                // The record has no line for it any more: what was typed waits until one has.
                None if mine.input.is_touched() => {
                    form.unknown.insert(wire.to_string(), mine.input.to_json());
                }
                None => {}
            }
        }
        form.history = self.history_onto(sent, &form);
        form.request_id.clone_from(&self.request_id);
        form.refused.clone_from(&self.refused);
        form.top = self.top;
        form.focus_from_json(&self.focus_to_json());
        form
    }

    /// Undoing must not bring an old record back: each step goes onto the new one too.
    fn history_onto(&self, sent: &Form, form: &Form) -> super::history::History {
        let same = self.entries.len() == form.entries.len()
            && self
                .entries
                .iter()
                .zip(&form.entries)
                .all(|(old, new)| old.field.wire == new.field.wire);
        if !same {
            return super::history::History::default();
        }
        self.history.map(|at, input| {
            let new = form.entries.get(at)?;
            let wire = &new.field.wire;
            let was = sent.entries.iter().find(|entry| entry.field.wire == *wire);
            let answered = Input::new(&new.field, &form.base.part(&new.field), &form.catalog)?;
            Some(onto(&new.field, input, was.map(|e| &e.input), &answered))
        })
    }

    /// A form for a new customer that says what this one says.
    pub fn as_new(&self, request_id: String, catalog: &Arc<Catalog>, fields: &Fields) -> Form {
        let base = Arc::new(blank::blank(catalog));
        let mut form = Form::on(self.key.clone(), None, base, catalog, fields);
        form.request_id = request_id;
        form.unknown.clone_from(&self.unknown);
        for mine in &self.entries {
            // The number is the server's to give; the old one belongs to the customer that is gone.
            if mine.field.wire == "customerNumber" || mine.input.shown(&mine.field).is_empty() {
                continue;
            }
            let kept = match &mine.input {
                Input::Group(group) => group.as_added(),
                input => input.to_json(),
            };
            let entry = form
                .entries
                .iter_mut()
                .find(|entry| entry.field.wire == mine.field.wire);
            if !entry.is_some_and(|entry| entry.input.restore(&kept)) {
                form.unknown.insert(mine.field.wire.to_string(), kept);
            }
        }
        form.focus_from_json(&self.focus_to_json());
        form
    }
}

/// One input on the answered record: `was` is what it said when it was sent.
fn onto(field: &Field, mine: &Input, was: Option<&Input>, answered: &Input) -> Input {
    let mut input = answered.clone();
    let taken = match (mine, was, &mut input) {
        (Input::Group(mine), Some(Input::Group(was)), Input::Group(new)) => {
            new.take_over(mine, was);
            true
        }
        (mine, Some(was), _) if mine.to_json() == was.to_json() => true,
        (Input::Multi(mine), Some(Input::Multi(was)), Input::Multi(new)) => {
            new.take_over(field, mine, was);
            true
        }
        (mine, _, input) => input.restore(&mine.to_json()),
    };
    if taken { input } else { mine.clone() }
}
