//! Owns what keys do on the list of keys.
//! Must not name another screen's file.

use crate::app::action::Action as A;
use crate::app::cmd::Cmd;
use crate::app::hint;
use crate::app::layer::Layer;
use crate::app::model::Model;

pub fn act(model: &mut Model, action: A) -> Vec<Cmd> {
    let page = usize::from(model.body().height).max(1);
    let most = hint::help(model)
        .len()
        .saturating_sub(page.saturating_sub(2));
    let Some(Layer::Help { top }) = model.layers.last_mut() else {
        return Vec::new();
    };
    *top = match action {
        A::Down => *top + 1,
        A::Up => top.saturating_sub(1),
        A::PageDown => *top + page,
        A::PageUp => top.saturating_sub(page),
        _ => {
            model.layers.pop();
            return Vec::new();
        }
    }
    .min(most);
    Vec::new()
}
