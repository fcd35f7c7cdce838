//! Owns what keys do where two people changed the same fields: mine, theirs, both or a text of one's own for
//! each, then it is sent. Leaving decides nothing: it waits in the outbox.
//! Must not name another screen's file.

use crate::app::action::Action as A;
use crate::app::cmd::Cmd;
use crate::app::conflict::Keep;
use crate::app::flow;
use crate::app::layer::Layer;
use crate::app::model::{Model, Write, Wrote};
use crate::app::words;

pub fn act(model: &mut Model, action: A) -> Vec<Cmd> {
    let (fields, catalog) = (model.fields.clone(), model.catalog.clone());
    let Some(Layer::Conflict(conflict)) = model.layers.last_mut() else {
        return Vec::new();
    };
    match action {
        A::Down => conflict.step_by(1),
        A::Up => conflict.step_by(-1),
        A::Mine => conflict.keep(Keep::Mine),
        A::Theirs => conflict.keep(Keep::Theirs),
        A::Both => {
            if let Some(both) = conflict.both(&fields, &catalog) {
                conflict.keep(both);
            }
        }
        A::ByHand => flow::write_by_hand(model),
        A::Leave => {
            let name = conflict.name.clone();
            model.layers.pop();
            model.say(words::clash_left(name));
        }
        A::Resolve => return resolve(model),
        _ => {}
    }
    Vec::new()
}

fn resolve(model: &mut Model) -> Vec<Cmd> {
    let Some(Layer::Conflict(conflict)) = model.layers.pop() else {
        return Vec::new();
    };
    let changes = conflict.resolved(&model.fields);
    let (set, step) = (conflict.set, conflict.step);
    let write = Write {
        of: vec![conflict.of],
        name: conflict.name,
        doing: words::SAVING,
        what: Wrote::Resolved,
        set: Some(set.clone()),
    };
    vec![model.send(write, |ticket| Cmd::Resolve {
        ticket,
        set,
        step,
        changes,
    })]
}
