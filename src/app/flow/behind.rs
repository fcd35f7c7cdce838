//! Owns leaving an import or an edit of many running, coming back to it, and refusing a second one meanwhile.
//! Must not know keys.

use crate::app::behind::{Behind, Standing};
use crate::app::cmd::Cmd;
use crate::app::model::Model;
use crate::app::words;

/// The screen that is on top goes; what it does goes on.
pub fn leave_running(model: &mut Model) -> Vec<Cmd> {
    let Some(layer) = model.layers.pop() else {
        return Vec::new();
    };
    match Behind::of(layer) {
        Ok(behind) => {
            model.say(match behind.standing() {
                Standing::Going => words::WORK_GOES_ON,
                Standing::Waits | Standing::Over => words::WORK_COMES_BACK,
            });
            model.behind = Some(behind);
        }
        Err(layer) => model.layers.push(layer),
    }
    Vec::new()
}

/// Back on the screen of what was left running.
pub fn show_running(model: &mut Model) -> Vec<Cmd> {
    if let Some(behind) = model.behind.take() {
        model.layers.push(behind.into_layer());
    }
    Vec::new()
}

/// Says why nothing of the kind can be begun now, where that is so. What is over makes room.
pub fn is_occupied(model: &mut Model) -> bool {
    let Some(behind) = &model.behind else {
        return false;
    };
    let why = match behind.standing() {
        Standing::Over => {
            model.behind = None;
            return false;
        }
        Standing::Going => words::one_at_a_time(behind.deed()),
        Standing::Waits => words::first_what_waits(behind.name()),
    };
    model.fail(why);
    true
}

/// Something has become of what goes on behind: says it, where a person has to know.
pub fn tell_behind(model: &mut Model) {
    let Some(behind) = &model.behind else {
        return;
    };
    let text = match behind.standing() {
        Standing::Going => return,
        Standing::Waits => words::goes_on_with(behind.name()),
        Standing::Over => match behind.outcome() {
            Some(text) => text,
            None => return,
        },
    };
    model.say(text);
}
