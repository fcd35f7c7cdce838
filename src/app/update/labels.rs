//! Owns what keys do while letters stand beside the fields of a form: typing them goes there.
//! Must not name another screen's file.

use crate::app::action::Action as A;
use crate::app::cmd::Cmd;
use crate::app::flow;
use crate::app::form::Form;
use crate::app::labels::Leads;
use crate::app::layer::Layer;
use crate::app::model::Model;
use crate::app::words;

pub fn act(model: &mut Model, action: A) -> Vec<Cmd> {
    let Some(Layer::Labels(labels)) = model.layers.last_mut() else {
        return Vec::new();
    };
    let nothing_left = labels.typed.pop().is_none();
    if action == A::Close || nothing_left {
        model.layers.pop();
    }
    Vec::new()
}

pub fn typed(model: &mut Model, text: &str) -> Vec<Cmd> {
    let Some(Layer::Labels(mut labels)) = model.layers.pop() else {
        return Vec::new();
    };
    let Some(form) = model.form_mut() else {
        return Vec::new();
    };
    match labels.press(text, form) {
        Leads::To(stop) => form.go_to(stop),
        Leads::On => {
            model.layers.push(Layer::Labels(labels));
            return Vec::new();
        }
        Leads::Nowhere => {
            model.say(words::no_such_letters(labels.typed));
            return Vec::new();
        }
    }
    // Where the cursor is, is a part of a draft.
    match model.form().is_some_and(Form::is_changed) {
        true => flow::keep_draft(model),
        false => Vec::new(),
    }
}
