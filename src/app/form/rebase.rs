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
        form.met.clone_from(&self.met);
        form.replaces.clone_from(&self.replaces);
        form.unseen.clone_from(&self.unseen);
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
        form.unseen.clone_from(&self.unseen);
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;
    use crate::app::form::{At, Stop};

    fn record(value: Value) -> Arc<Customer> {
        Arc::new(Customer::from_value(value).unwrap())
    }

    fn form(record: &Arc<Customer>) -> Form {
        let (catalog, fields) = (Arc::default(), Fields::standard());
        Form::edit("key".to_owned(), 1, Arc::clone(record), &catalog, &fields)
    }

    /// Types into one of two fields, or into a phone number, or adds one, or takes one away.
    fn step(form: &mut Form, (what, text): (u8, String)) {
        let wire = ["customerName", "skypeName", "phoneNumbers"][usize::from(what % 3)];
        let entry = form
            .entries
            .iter()
            .position(|entry| entry.field.wire == wire)
            .unwrap();
        let Input::Group(group) = &form.entries[entry].input else {
            form.focus = Stop {
                entry,
                at: At::Whole,
            };
            form.insert(&text);
            return;
        };
        let last = group.elements.len().saturating_sub(1);
        let at = if group.elements.is_empty() || what > 6 {
            At::Adder
        } else {
            At::Member(last, 1)
        };
        form.focus = Stop { entry, at };
        match (at, what) {
            (At::Adder, _) => {
                form.add();
                form.insert(&text);
            }
            (_, 5) => drop(form.remove()),
            _ => drop(form.insert(&text)),
        }
    }

    fn steps() -> impl Strategy<Value = Vec<(u8, String)>> {
        proptest::collection::vec((0_u8..9, "[a-c]{1,2}"), 0..6)
    }

    /// What a person sees of a record.
    fn seen(record: &Customer) -> (String, String, Vec<Value>) {
        let phones = record.list("phoneNumbers").iter();
        (
            record.name().to_owned(),
            record.text("skypeName").to_owned(),
            phones.map(|phone| phone["phoneNumber"].clone()).collect(),
        )
    }

    /// As a server answers: with names for what was added, and somebody else's change to another field.
    fn answered(sent: &Form) -> Arc<Customer> {
        let mut record = sent.record();
        let mut phones = record.list("phoneNumbers").to_vec();
        for (nth, phone) in phones.iter_mut().enumerate() {
            if phone["id"].as_i64().is_none() {
                phone["id"] = json!(100 + nth);
            }
        }
        record.set("phoneNumbers", Value::Array(phones));
        record.set("website", json!("theirs.example"));
        Arc::new(record)
    }

    proptest! {
        #[test]
        fn what_a_person_sees_does_not_change_when_their_own_save_lands(before in steps(), after in steps()) {
            let start = record(json!({
                "customerId": 1, "customerName": "Acme", "skypeName": "s",
                "phoneNumbers": [{"phoneNumber": "1", "phoneType": "Business", "id": 7}],
            }));
            let mut mine = form(&start);
            before.into_iter().for_each(|one| step(&mut mine, one));
            let sent = mine.clone();
            let answer = answered(&sent);
            after.into_iter().for_each(|one| step(&mut mine, one));
            let landed = mine.onto(Some(&sent), &answer, &Fields::standard());
            prop_assert_eq!(seen(&landed.record()), seen(&mine.record()));
            let record = landed.record();
            prop_assert_eq!(record.text("website"), "theirs.example");
            let answer = answered(&landed);
            let again = landed.onto(Some(&landed), &answer, &Fields::standard());
            prop_assert!(!again.is_changed());
            prop_assert_eq!(seen(&again.record()), seen(&record));
        }
    }
}
