//! Owns what keys do on a question, and what follows a yes.
//! Must not name another screen's file.

use crate::app::action::Action as A;
use crate::app::cmd::Cmd;
use crate::app::flow;
use crate::app::layer::{Asked, Layer};
use crate::app::model::{Model, Write, Wrote};
use crate::customer::CustomerId;

pub fn act(model: &mut Model, action: A) -> Vec<Cmd> {
    let Some(Layer::Confirm(confirm)) = model.layers.last_mut() else {
        return Vec::new();
    };
    let yes = match action {
        A::OtherAnswer => {
            confirm.on_yes = !confirm.on_yes;
            return Vec::new();
        }
        A::Take => confirm.on_yes,
        A::Yes => true,
        _ => false,
    };
    let what = confirm.what.clone();
    model.layers.pop();
    match (yes, what) {
        (false, _) => Vec::new(),
        (true, Asked::Delete(ids)) => delete(model, ids),
        (true, Asked::Discard) => discard(model),
        (true, Asked::DiscardDraft(key)) => discard_draft(model, &key),
    }
}

fn delete(model: &mut Model, ids: Vec<CustomerId>) -> Vec<Cmd> {
    let mut cmds = Vec::new();
    for id in ids {
        let write = Write {
            of: Some(id),
            name: model.name_of(id),
            what: Wrote::Deleted,
        };
        cmds.extend(model.send(write, |ticket| Cmd::Delete { ticket, id }));
    }
    cmds
}

fn discard(model: &mut Model) -> Vec<Cmd> {
    let key = model.form().map(|form| form.key.clone());
    model.close_form();
    model.say("Discarded");
    key.map_or(Vec::new(), |key| flow::drop_draft(model, &key))
}

/// The list of drafts goes with its last one.
fn discard_draft(model: &mut Model, key: &str) -> Vec<Cmd> {
    let cmds = flow::drop_draft(model, key);
    if model.drafts.is_empty() {
        model
            .layers
            .retain(|layer| !matches!(layer, Layer::Drafts(_)));
    }
    model.say("Discarded");
    cmds
}
