//! Owns what keys do where many customers are edited in one way.
//! Must not name another screen's file.

use crate::app::action::Action as A;
use crate::app::bulk::Stage;
use crate::app::cmd::Cmd;
use crate::app::flow;
use crate::app::layer::Layer;
use crate::app::model::Model;
use crate::app::ticket::Slot;
use crate::app::words;

pub fn act(model: &mut Model, action: A) -> Vec<Cmd> {
    let page = isize::try_from(model.body().height).unwrap_or(isize::MAX) / 2;
    let (catalog, fields) = (model.catalog.clone(), model.fields.clone());
    let Some(Layer::Bulk(bulk)) = model.layers.last_mut() else {
        return Vec::new();
    };
    let count = bulk.records.len();
    match action {
        A::NextField => bulk.step(1),
        A::PreviousField => bulk.step(-1),
        A::PageDown => bulk.cursor.step(page, count),
        A::PageUp => bulk.cursor.step(-page, count),
        A::Choose => {
            if let Some(picker) = bulk.offers(&catalog, &fields) {
                model.layers.push(Layer::Picker(Box::new(picker)));
            }
        }
        A::Go => return flow::go_bulk(model),
        A::Stop => {
            bulk.stopping = true;
            return vec![Cmd::StopBulk];
        }
        A::UndoSet => {
            let set = bulk.edited.take().map(|edited| edited.set);
            model.layers.pop();
            return set.map_or(Vec::new(), |set| flow::undo(model, Some(set)));
        }
        A::LeaveRunning => return flow::leave_running(model),
        A::Close => {
            let done = bulk.stage == Stage::Done;
            model.layers.pop();
            if !done {
                model.say(words::NOTHING_WAS_CHANGED);
            }
            return vec![Cmd::StopBulk, Cmd::Abort(Slot::Bulk)];
        }
        action => {
            let changed = bulk.line_mut().and_then(|line| line.edit(action));
            if changed == Some(true) {
                return flow::plan_bulk(model);
            }
        }
    }
    Vec::new()
}

pub fn typed(model: &mut Model, text: &str) -> Vec<Cmd> {
    let (catalog, fields) = (model.catalog.clone(), model.fields.clone());
    let Some(Layer::Bulk(bulk)) = model.layers.last_mut() else {
        return Vec::new();
    };
    if bulk.stage != Stage::Edit {
        return Vec::new();
    }
    if let Some(line) = bulk.line_mut() {
        return match line.insert(text) {
            true => flow::plan_bulk(model),
            false => Vec::new(),
        };
    }
    // Typing on a list opens it, narrowed by what is typed.
    if let Some(mut picker) = bulk.offers(&catalog, &fields) {
        if picker.line.insert(text) {
            picker.cursor = 0;
        }
        model.layers.push(Layer::Picker(Box::new(picker)));
    }
    Vec::new()
}
