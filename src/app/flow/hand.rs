//! Owns deciding a field of a conflict by hand: its form, what is kept of that while it is not decided, and
//! taking it into the conflict.
//! Must not know keys.

use crate::app::cmd::Cmd;
use crate::app::conflict::{Conflict, Keep};
use crate::app::drafts::by_hand;
use crate::app::form::Form;
use crate::app::layer::Layer;
use crate::app::model::Model;
use crate::app::words;
use crate::customer::Draft;

/// Shows fields that two people changed.
pub fn open_conflict(model: &mut Model, conflict: Conflict) {
    model.notice = None;
    if !model.drafts.hands_of(&conflict.set).is_empty() {
        model.say(words::HANDS_ARE_KEPT);
    }
    model.layers.push(Layer::Conflict(Box::new(conflict)));
}

/// Opens a form of the field alone that the cursor is on, with what was written before.
pub fn write_by_hand(model: &mut Model) {
    let Some(Layer::Conflict(conflict)) = model.layers.last() else {
        return;
    };
    let Some((record, wire)) = conflict.draft() else {
        return;
    };
    let key = model.drafts.key_of_hand(&conflict.set, &wire);
    let kept = model.drafts.hand_of(&conflict.set, &wire);
    let id = conflict.of;
    let form = Form::of_field(key, id, record, &wire, &model.catalog, &model.fields);
    match form {
        Some(mut form) => {
            if let Some(kept) = kept {
                form.go_on_with(kept);
            }
            model.layers.push(Layer::Edit(Box::new(form)));
        }
        None => model.fail(words::NOT_BY_HAND),
    }
}

/// Opens the conflict that a draft was written for, and the form on it.
pub fn open_hand(model: &mut Model, draft: &Draft) {
    let found = by_hand(draft).and_then(|(set, field)| {
        let mut conflict = model.outbox.get(set).and_then(Conflict::of)?;
        conflict.cursor = conflict.clashes.iter().position(|c| c.field == field)?;
        Some(conflict)
    });
    match found {
        Some(conflict) => {
            model.layers.push(Layer::Conflict(Box::new(conflict)));
            write_by_hand(model);
        }
        None => model.fail(words::CONFLICT_IS_DECIDED),
    }
}

/// Takes what was written by hand into the conflict below. It is kept until that is decided.
pub fn take_hand(model: &mut Model) -> Vec<Cmd> {
    let catalog = model.catalog.clone();
    let Some(form) = model.form_mut() else {
        return Vec::new();
    };
    if !form.check_all() {
        model.fail(words::NEEDS_LOOK);
        return Vec::new();
    }
    let Some(entry) = form.entries.first() else {
        return Vec::new();
    };
    let before = form.base.part(&entry.field);
    let part = entry.input.part(&entry.field, &before, &catalog);
    model.close_form();
    if let (Ok(part), Some(Layer::Conflict(conflict))) = (part, model.layers.last_mut()) {
        conflict.keep(Keep::Hand(part));
    }
    Vec::new()
}

/// The set is decided: what was written by hand for it went with that.
pub fn drop_hands(model: &mut Model, set: &str) -> Vec<Cmd> {
    let keys = model.drafts.hands_of(set);
    let drop = |key: &String| super::drop_draft(model, key);
    keys.iter().flat_map(drop).collect()
}
