//! Owns opening what waits in the outbox again, to be put right: a change of one customer as a form, one step of a
//! change of many as a form of its own, a note as a note. Saving takes the place of what waits, and of nothing else.
//! Must not know keys.

use std::sync::Arc;

use crate::app::cmd::Cmd;
use crate::app::form::Form;
use crate::app::layer::{Item, Layer, Picker, Purpose, Take};
use crate::app::line::Line;
use crate::app::model::Model;
use crate::app::sets;
use crate::app::verdict;
use crate::app::words;
use crate::customer::changeset::{Entry, Replaced, Standing, Step};
use crate::customer::text::one_line;
use crate::customer::{Change, Customer, CustomerId, Part, blank, change};

/// Opens what waits. Of several customers it is asked which.
pub fn edit_set(model: &mut Model, entry: &Entry) -> Vec<Cmd> {
    if let [Step::Note { .. }] = entry.set.steps.as_slice() {
        return verdict::write_again(model, entry);
    }
    if entry.set.count() == 1 {
        return open(model, entry, 0, None);
    }
    match sets::correctable(entry).as_slice() {
        [] => Vec::new(),
        [one] => open_part(model, entry, *one),
        many => {
            ask_which(model, entry, many);
            Vec::new()
        }
    }
}

/// Opens one step of a set, which may have gone out since it was chosen.
pub fn edit_step(model: &mut Model, set: &str, nth: usize) -> Vec<Cmd> {
    let entry = model.outbox.get(set).cloned();
    let found = entry.and_then(|entry| {
        let places = sets::correctable(&entry);
        let at = places
            .into_iter()
            .find(|at| entry.nth.get(*at) == Some(&nth))?;
        Some((entry, at))
    });
    match found {
        Some((entry, at)) => open_part(model, &entry, at),
        None => {
            model.fail(words::WAITS_NO_MORE);
            Vec::new()
        }
    }
}

/// Asks which of the customers it shall be, by their places among the steps that were read.
fn ask_which(model: &mut Model, entry: &Entry, places: &[usize]) {
    let item = |at: &usize| {
        let (nth, step, standing) = entry.steps().nth(*at)?;
        Some(Item {
            name: one_line(step.name()),
            note: match standing {
                // Why stands in the form; here the names need the room.
                Standing::Refused { .. } => words::PART_REFUSED.to_owned(),
                _ => words::PART_WAITS.to_owned(),
            },
            current: false,
            take: Take::Step {
                set: entry.set.id.clone(),
                nth,
            },
        })
    };
    model.layers.push(Layer::Picker(Box::new(Picker {
        title: words::WHICH_ONE.to_owned(),
        purpose: Purpose::Step,
        line: Line::default(),
        items: places.iter().filter_map(item).collect(),
        cursor: 0,
        top: 0,
        free: false,
        added: None,
    })));
}

fn open_part(model: &mut Model, entry: &Entry, at: usize) -> Vec<Cmd> {
    let step = entry.nth.get(at).copied();
    open(model, entry, at, step)
}

/// Opens a step as a form again, by its place among those that were read. `part`: which of its set's it is, where
/// the others stay as they are.
fn open(model: &mut Model, entry: &Entry, at: usize, part: Option<usize>) -> Vec<Cmd> {
    let Some((_, step, standing)) = entry.steps().nth(at) else {
        return Vec::new();
    };
    let form = match step {
        Step::Edit { id, changes, .. } => {
            let id = entry.of.get(at).copied().unwrap_or(*id);
            let base = Arc::new(before(model, id, standing, changes));
            let key = model.drafts.key_of(id);
            let of = Some(id);
            Some(Form::typed(
                key,
                of,
                &base,
                changes,
                &model.catalog,
                &model.fields,
            ))
        }
        Step::Create { record, request_id } => Some(new_again(model, record, request_id)),
        _ => None,
    };
    let Some(mut form) = form else {
        return Vec::new();
    };
    if let Standing::Refused { why, gone } = standing {
        form.refused = Some(why.clone());
        form.met.gone = *gone;
    }
    form.replaces = Some(Replaced {
        set: entry.set.id.clone(),
        step: part,
    });
    super::open_form(model, form);
    super::keep_draft(model)
}

/// The form of a customer that is still to be made.
fn new_again(model: &Model, record: &Customer, request: &str) -> Form {
    let mut base = blank::blank(&model.catalog);
    let changes = change::between(&base, record, &model.fields);
    // What no field stands for goes along as it is.
    for (key, value) in record.values() {
        let has_it = |part: &Part| part.contains_key(key);
        let is_told = changes
            .iter()
            .any(|one| has_it(&one.from) || has_it(&one.to));
        if !is_told && !base.values().contains_key(key) {
            base.set(key, value.clone());
        }
    }
    let base = Arc::new(base);
    let (key, catalog, fields) = (request.to_owned(), &model.catalog, &model.fields);
    let mut form = Form::typed(key, None, &base, &changes, catalog, fields);
    // The same one, so that a server which has made it already does not make another.
    form.request_id = request.to_owned();
    form
}

/// The record without what waits: as the server has it where that is known.
fn before(model: &Model, id: CustomerId, standing: &Standing, changes: &[Change]) -> Customer {
    if let Standing::Conflict { current, .. } = standing {
        return Customer::clone(current);
    }
    let row = model.list.row(id).map(|row| Customer::clone(row));
    let mut record = row.unwrap_or_else(|| {
        let mut record = Customer::new();
        record.set("customerId", id.into());
        record
    });
    for change in changes {
        record.apply(&Change {
            field: change.field.clone(),
            from: change.to.clone(),
            to: change.from.clone(),
        });
    }
    record
}
