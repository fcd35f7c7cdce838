//! Owns what keys do while a text stands alone on the screen: the arrows scroll, every other key goes back.
//! Must not name another screen's file.

use crate::app::action::Action as A;
use crate::app::cmd::Cmd;
use crate::app::layer::Layer;
use crate::app::model::Model;

pub fn act(model: &mut Model, action: A) -> Vec<Cmd> {
    let Some(Layer::Plain(text)) = model.layers.last_mut() else {
        return Vec::new();
    };
    match action {
        A::Down => text.scroll(true, false),
        A::Up => text.scroll(false, false),
        A::PageDown => text.scroll(true, true),
        A::PageUp => text.scroll(false, true),
        _ => drop(model.layers.pop()),
    }
    Vec::new()
}
