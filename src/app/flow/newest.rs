//! Owns undo and redo where nobody says of what: the newest change is meant, be it of views or of customers.
//! Must not know keys, nor which screen asked.

use super::{redo, undo};
use crate::app::cmd::Cmd;
use crate::app::looks;
use crate::app::model::Model;
use crate::app::words;

/// Takes back what was done last, be it to views or to customers.
pub fn undo_newest(model: &mut Model) -> Vec<Cmd> {
    if model.views.is_newest() && model.views.undo() {
        model.say(words::VIEWS_TAKEN_BACK);
        return looks::keep_views(model);
    }
    undo(model, None)
}

/// Does again what was taken back last.
pub fn redo_newest(model: &mut Model) -> Vec<Cmd> {
    if model.views.redo() {
        model.say(words::VIEWS_DONE_AGAIN);
        return looks::keep_views(model);
    }
    redo(model)
}
