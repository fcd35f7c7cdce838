//! Owns what keys do in a note that is being written: typing it, sending it, leaving it for later.
//! Must not name another screen's file.

use crate::app::action::Action as A;
use crate::app::cmd::Cmd;
use crate::app::layer::Layer;
use crate::app::model::Model;
use crate::app::notes;
use crate::app::outside;

pub fn act(model: &mut Model, action: A) -> Vec<Cmd> {
    match action {
        A::EditOutside => return outside::open_text(model),
        A::Save => return notes::send(model),
        A::Leave => return notes::leave(model),
        _ => {}
    }
    let Some(Layer::Note(writing)) = model.layers.last_mut() else {
        return Vec::new();
    };
    match writing.text.edit(action) {
        Some(true) => notes::keep(model),
        _ => Vec::new(),
    }
}

pub fn typed(model: &mut Model, text: &str) -> Vec<Cmd> {
    let Some(Layer::Note(writing)) = model.layers.last_mut() else {
        return Vec::new();
    };
    match writing.text.insert(text) {
        true => notes::keep(model),
        false => Vec::new(),
    }
}
