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
    }
}

fn delete(model: &mut Model, ids: Vec<CustomerId>) -> Vec<Cmd> {
    let mut cmds = Vec::new();
    for id in ids {
        let ticket = model.write(Write {
            of: Some(id),
            name: model.name_of(id),
            what: Wrote::Deleted,
        });
        cmds.push(Cmd::Delete { ticket, id });
    }
    cmds
}

fn discard(model: &mut Model) -> Vec<Cmd> {
    let of = model.form().and_then(|form| form.of);
    model.close_form();
    model.say("Discarded");
    flow::drop_draft(model, of)
}
