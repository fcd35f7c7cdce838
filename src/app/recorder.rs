//! Owns recording what is saved of one customer after the other, so that it can be done again to many: shown first,
//! then sent as one set that can be undone.
//! Must not do it: editing many does.

use super::cmd::Cmd;
use super::flow;
use super::model::Model;
use super::words;
use crate::customer::Change;
use crate::customer::bulk::{self, Edit};
use crate::customer::text::one_line;

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Recorder {
    pub on: bool,
    /// What was recorded last, in order.
    pub edits: Vec<Edit>,
    /// The labels of what could not be recorded.
    left_out: Vec<String>,
}

impl Recorder {
    /// The last word on a field that is set counts.
    fn take(&mut self, edits: Vec<Edit>) {
        for edit in edits {
            let sets = matches!(edit.how(), bulk::How::Set(_) | bulk::How::Clear);
            let same = |other: &Edit| other.field().wire == edit.field().wire;
            if sets {
                self.edits.retain(|other| !same(other));
            }
            self.edits.push(edit);
        }
    }
}

/// Begins to record, or ends it.
pub fn toggle(model: &mut Model) {
    if !model.recorder.on {
        model.recorder = Recorder {
            on: true,
            ..Recorder::default()
        };
        model.say(words::RECORDING_BEGINS);
        return;
    }
    model.recorder.on = false;
    let left_out = match model.recorder.left_out.as_slice() {
        [] => String::new(),
        labels => words::left_out(labels.join(", ")),
    };
    model.say(match model.recorder.edits.len() {
        0 => words::nothing_recorded(left_out),
        many => words::recorded(many, left_out),
    });
}

/// Takes note of what a form saves.
pub fn note(model: &mut Model, changes: &[Change]) {
    if !model.recorder.on {
        return;
    }
    for change in changes.iter().filter(|change| !change.is_nothing()) {
        let Some(field) = model.fields.find(&change.field) else {
            continue;
        };
        match bulk::again(field, change, &model.catalog) {
            Some(edits) => model.recorder.take(edits),
            None => {
                let label = one_line(&field.label);
                if !model.recorder.left_out.contains(&label) {
                    model.recorder.left_out.push(label);
                }
            }
        }
    }
}

/// Shows what was recorded on those marked, else on the whole result.
pub fn replay(model: &mut Model) -> Vec<Cmd> {
    if model.recorder.on {
        model.say(words::STILL_RECORDING);
        return Vec::new();
    }
    if model.recorder.edits.is_empty() {
        model.say(words::NOTHING_RECORDED_YET);
        return Vec::new();
    }
    let edits = model.recorder.edits.clone();
    let mut cmds = flow::open_bulk(model);
    let opened = flow::bulk_mut(model).filter(|_| !cmds.is_empty());
    if let Some(bulk) = opened {
        bulk.again = edits;
        cmds.extend(flow::plan_bulk(model));
    }
    cmds
}
