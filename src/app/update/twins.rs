//! Owns what keys do on the likely twins of a new customer: one of them can be opened, what was typed stays.
//! Must not name another screen's file.

use crate::app::action::Action as A;
use crate::app::cmd::Cmd;
use crate::app::flow;
use crate::app::layer::Layer;
use crate::app::model::Model;

pub fn act(model: &mut Model, action: A) -> Vec<Cmd> {
    let count = model.form().map_or(0, |form| form.twins.all().len());
    let Some(Layer::Twins(list)) = model.layers.last_mut() else {
        return Vec::new();
    };
    match action {
        A::Down => list.cursor.step(1, count),
        A::Up => list.cursor.step(-1, count),
        A::Open => return open(model),
        A::Close => drop(model.layers.pop()),
        _ => {}
    }
    Vec::new()
}

/// Leaves the new customer as a draft and goes on with the one that is there.
fn open(model: &mut Model) -> Vec<Cmd> {
    let Some(Layer::Twins(list)) = model.layers.last() else {
        return Vec::new();
    };
    let at = list.cursor.at;
    let twin = model.form().and_then(|form| form.twins.all().get(at));
    let Some(record) = twin.map(|twin| twin.record.clone()) else {
        return Vec::new();
    };
    let Some(id) = record.id() else {
        return Vec::new();
    };
    model.layers.pop();
    let mut cmds = flow::leave_form(model);
    let kept = model.notice.take();
    cmds.push(Cmd::Used(id));
    if model.drafts.to_resume(Some(id)).is_empty() {
        flow::edit_record(model, id, record);
    } else {
        cmds.extend(flow::edit(model, id));
    }
    model.notice = kept;
    cmds
}
