//! Owns leaving an import or an edit of many running, coming back to it, and refusing a second one meanwhile.
//! Must not know keys.

use crate::app::behind::{Behind, Standing};
use crate::app::cmd::Cmd;
use crate::app::model::Model;

/// The screen that is on top goes; what it does goes on.
pub fn leave_running(model: &mut Model) -> Vec<Cmd> {
    let Some(layer) = model.layers.pop() else {
        return Vec::new();
    };
    match Behind::of(layer) {
        Ok(behind) => {
            model.say(match behind.standing() {
                Standing::Going => "It goes on; W comes back to it",
                Standing::Waits | Standing::Over => "W comes back to it",
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
        Standing::Going => {
            let deed = behind.deed();
            format!("{deed}; one at a time: W shows it")
        }
        Standing::Waits => {
            let name = behind.name();
            format!("First {name}, which waits for you: W goes on with it")
        }
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
        Standing::Waits => {
            let name = behind.name();
            format!("W goes on with {name}")
        }
        Standing::Over => match behind.outcome() {
            Some(text) => text,
            None => return,
        },
    };
    model.say(text);
}
