//! Owns what keys do on the history of one customer: looking through it.
//! Must not name another screen's file.

use crate::app::action::Action as A;
use crate::app::cmd::Cmd;
use crate::app::layer::Layer;
use crate::app::model::Model;
use crate::app::ticket::Slot;

pub fn act(model: &mut Model, action: A) -> Vec<Cmd> {
    let page = isize::try_from(model.body().height).unwrap_or(isize::MAX);
    let fields = model.fields.clone();
    let Some(Layer::History(history)) = model.layers.last_mut() else {
        return Vec::new();
    };
    let count = history.lines(&fields).len();
    let by = match action {
        A::Down => 1,
        A::Up => -1,
        A::PageDown => page,
        A::PageUp => -page,
        A::First => isize::MIN,
        A::Last => isize::MAX,
        _ => {
            model.layers.pop();
            return vec![Cmd::Abort(Slot::History)];
        }
    };
    history.cursor.step(by, count);
    Vec::new()
}
