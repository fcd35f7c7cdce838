//! Owns what keys do in a form. Every change keeps the draft.
//! Must not name another screen's file.

use crate::app::action::Action as A;
use crate::app::cmd::Cmd;
use crate::app::copy;
use crate::app::flow;
use crate::app::form::Form;
use crate::app::labels::Labels;
use crate::app::layer::{Asked, Confirm, Layer};
use crate::app::model::Model;
use crate::app::outside;
use crate::app::twins::TwinList;
use crate::app::words;

pub fn act(model: &mut Model, action: A) -> Vec<Cmd> {
    match action {
        A::Take => return flow::take_hand(model),
        A::Close => {
            let cmds = flow::keep_draft(model);
            let written = model.form().is_some_and(Form::is_changed);
            model.close_form();
            if written {
                model.say(words::HAND_IS_KEPT);
            }
            return cmds;
        }
        A::Save => return flow::save_form(model, false),
        A::SaveAndNext => return flow::save_form(model, true),
        A::Leave => return flow::leave_form(model),
        A::Discard => return ask_discard(model),
        A::NextRecord => return flow::go_on_editing(model, 1),
        A::PreviousRecord => return flow::go_on_editing(model, -1),
        A::Twins => {
            model.layers.push(Layer::Twins(TwinList::default()));
            return Vec::new();
        }
        A::Jump => {
            model.layers.push(Layer::Labels(Labels::default()));
            model.say(words::TYPE_LETTERS);
            return Vec::new();
        }
        A::EditOutside => return outside::open_text(model),
        A::Choose => return flow::open_picker(model, ""),
        A::Copy => return copy::focused(model).into_iter().collect(),
        _ => {}
    }
    let changed = model.form_mut().is_some_and(|form| in_form(form, action));
    // Where the cursor is, is a part of a draft; alone it is no reason for one.
    let has_draft = model.form().is_some_and(|form| form.is_changed());
    if changed || has_draft {
        return flow::keep_draft(model);
    }
    Vec::new()
}

/// Whether something changed.
fn in_form(form: &mut Form, action: A) -> bool {
    match action {
        A::NextField => form.step(1),
        A::PreviousField => form.step(-1),
        A::NextSection => form.step_section(true),
        A::PreviousSection => form.step_section(false),
        A::Undo => return form.undo(),
        A::Redo => return form.redo(),
        A::Toggle => return form.toggle(),
        A::Clear => return form.clear(),
        A::Add => return form.add(),
        A::Remove => return form.remove(),
        A::Up | A::Down => {
            // At the edge of a text the arrows go on to the next field.
            let known = form.edit_text(action);
            if known.is_none() {
                form.step(if action == A::Down { 1 } else { -1 });
            }
        }
        action => return form.edit_text(action) == Some(true),
    }
    false
}

pub fn typed(model: &mut Model, text: &str) -> Vec<Cmd> {
    let Some(form) = model.form_mut() else {
        return Vec::new();
    };
    if form.offers().is_some() {
        return flow::open_picker(model, text);
    }
    if form.insert(text) {
        return flow::keep_draft(model);
    }
    Vec::new()
}

fn ask_discard(model: &mut Model) -> Vec<Cmd> {
    let Some(name) = model.form().map(Form::name) else {
        return Vec::new();
    };
    model.layers.push(Layer::Confirm(Confirm {
        question: words::ask_discard(name),
        detail: words::DISCARD_MEANS.to_owned(),
        yes: words::YES_DISCARD,
        no: words::NO_DISCARD,
        on_yes: false,
        what: Asked::Discard,
    }));
    Vec::new()
}
