//! Owns the list of everything that can be done, with its keys: what works here comes first.
//! Must not do any of it, nor name another screen's file.

use crate::app::action::Action;
use crate::app::hint;
use crate::app::keymap::{Binding, Chord, Context};
use crate::app::layer::{Item, Layer, Picker, Purpose, Take};
use crate::app::line::Line;
use crate::app::model::Model;
use crate::app::words;

pub fn open(model: &mut Model) {
    let here = here(model);
    let mut items: Vec<Item> = Vec::new();
    for binding in &here {
        let take = Take::Act(binding.action);
        if binding.action != Action::Palette && items.iter().all(|item| item.take != take) {
            items.push(item(binding.action, keys(&here, binding.action)));
        }
    }
    for action in Action::ALL {
        let there = model.keymap.keys_of(*action).next();
        let known = items.iter().any(|item| item.take == Take::Act(*action));
        // The number of a view is on its key.
        if known || matches!(action, Action::Palette | Action::JumpView) {
            continue;
        }
        let note = there.map_or(words::NO_KEY.to_owned(), |binding| {
            words::key_in(&binding.key, binding.context.name())
        });
        items.push(item(*action, note));
    }
    model.layers.push(Layer::Picker(Box::new(Picker {
        title: words::EVERYTHING.to_owned(),
        purpose: Purpose::Palette,
        line: Line::default(),
        items,
        cursor: 0,
        top: 0,
        free: false,
        added: None,
    })));
}

/// What was chosen, when that is what is open and Enter was pressed.
pub fn taken(model: &Model, action: Action) -> Option<Action> {
    match (model.layers.last()?, action) {
        (Layer::Picker(picker), Action::Take) if picker.purpose == Purpose::Palette => {
            match picker.taken()? {
                Take::Act(action) => Some(action),
                _ => None,
            }
        }
        _ => None,
    }
}

/// Why it cannot be done here, and where it can.
pub fn refusal(model: &Model, action: Action) -> Option<String> {
    let can = hint::is_possible(model, &model.layers, action);
    let label = action.label();
    match (works(model, action), can) {
        (true, true) => None,
        (true, false) => Some(words::nothing_to_do_it_with(label)),
        (false, _) => {
            let mut places: Vec<&str> = Vec::new();
            for binding in model.keymap.keys_of(action) {
                if !places.contains(&binding.context.title()) {
                    places.push(binding.context.title());
                }
            }
            Some(match places.as_slice() {
                [] => words::does_nothing_here(label),
                places => words::works_elsewhere(label, places.join("; ")),
            })
        }
    }
}

/// Whether the screen knows the action, under a key or without one.
fn works(model: &Model, action: Action) -> bool {
    let contexts = model.contexts();
    let usual = crate::app::keymap::Keymap::default();
    let knows =
        |context: &Context| usual.knows(*context, action) || model.keymap.knows(*context, action);
    contexts.iter().any(knows)
}

/// The keys that work now.
fn here(model: &Model) -> Vec<Binding> {
    let mut here = hint::keys(model, model.layers.len());
    // A view's number is on its key.
    here.retain(|binding| binding.action != Action::JumpView);
    here
}

fn keys(here: &[Binding], action: Action) -> String {
    let of = here.iter().filter(|binding| binding.action == action);
    let keys: Vec<String> = of
        .map(|binding| Chord::to_string(&binding.key))
        .take(3)
        .collect();
    keys.join(" ")
}

fn item(action: Action, note: String) -> Item {
    Item {
        name: action.label().to_owned(),
        note,
        current: false,
        take: Take::Act(action),
    }
}
