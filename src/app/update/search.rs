//! Owns what keys do on the search line: every change asks anew, the arrows move in the list meanwhile.
//! Must not name another screen's file.

use crate::app::action::Action as A;
use crate::app::cmd::Cmd;
use crate::app::flow;
use crate::app::model::Model;

pub fn act(model: &mut Model, action: A) -> Vec<Cmd> {
    let page = isize::try_from(model.list_page()).unwrap_or(isize::MAX);
    match action {
        A::KeepSearch => drop(model.layers.pop()),
        A::ClearSearch => {
            model.layers.pop();
            return flow::clear_search(model);
        }
        A::Down => model.list.step(1),
        A::Up => model.list.step(-1),
        A::PageDown => model.list.step(page),
        A::PageUp => model.list.step(-page),
        action => {
            if model.list.line.edit(action) == Some(true) {
                return flow::search_as_typed(model);
            }
        }
    }
    Vec::new()
}

pub fn typed(model: &mut Model, text: &str) -> Vec<Cmd> {
    if model.list.line.insert(text) {
        return flow::search_as_typed(model);
    }
    Vec::new()
}
