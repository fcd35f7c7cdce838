//! Owns what keys do on a question, and what follows a yes.
//! Must not name another screen's file.

use crate::app::action::Action as A;
use crate::app::cmd::Cmd;
use crate::app::flow;
use crate::app::layer::{Asked, Layer};
use crate::app::model::{Model, Write, Wrote};
use crate::app::verdict;
use crate::app::words;
use crate::customer::CustomerId;
use crate::customer::changeset::{Action, Step};

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
        (true, Asked::DropSet(set)) => vec![verdict::drop_set(model, set, None, false)],
        (true, Asked::Undo(set)) => flow::undo(model, Some(set)),
    }
}

fn delete(model: &mut Model, ids: Vec<CustomerId>) -> Vec<Cmd> {
    let step = |id: &CustomerId| Step::Delete {
        id: *id,
        name: model.name_of(*id),
    };
    let steps: Vec<Step> = ids.iter().map(step).collect();
    let name = match steps.as_slice() {
        [one] => one.name().to_owned(),
        many => words::customers(many.len()),
    };
    let write = Write {
        of: ids,
        name,
        doing: words::DELETING,
        what: Wrote::Plain,
        set: None,
    };
    vec![model.send(write, |ticket| Cmd::Commit {
        ticket,
        action: Action::Delete,
        steps,
        draft: None,
        replaces: None,
    })]
}

fn discard(model: &mut Model) -> Vec<Cmd> {
    let key = model.form().map(|form| form.key.clone());
    model.close_form();
    model.say(words::DISCARDED);
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
    model.say(words::DISCARDED);
    cmds
}
