//! What keys of one's own do, and the list of everything that can be done.

use super::{Desk, hints};
use crate::app::action::Action;
use crate::app::hint;
use crate::app::keymap::Context;
use crate::app::layer::{Layer, Take};

#[test]
fn enter_does_what_was_found_by_a_few_letters() {
    let mut desk = Desk::new(&["Acme", "Beta"]);
    desk.press("\": \"unmark");
    desk.press("Esc");
    assert!(desk.model.layers.is_empty());
    desk.press("\": \"lst Enter");
    assert_eq!(desk.model.list.cursor, 1);
    assert!(desk.model.layers.is_empty());
}

#[test]
fn what_works_here_comes_first_and_everything_is_there() {
    let mut desk = Desk::new(&["Acme"]);
    desk.press("\":");
    let Some(Layer::Picker(picker)) = desk.model.layers.last() else {
        panic!()
    };
    assert_eq!(picker.items[0].take, Take::Act(Action::Search));
    assert_eq!(picker.items[0].note, "/");
    for action in Action::ALL {
        let hidden = matches!(action, Action::Palette | Action::JumpView);
        let there = picker
            .items
            .iter()
            .any(|item| item.take == Take::Act(*action));
        assert!(there != hidden, "{}", action.name());
    }
}

#[test]
fn what_needs_another_screen_says_which() {
    let mut desk = Desk::new(&["Acme"]);
    desk.press("\": \"mine Enter");
    assert_eq!(
        desk.said(),
        "“mine” works elsewhere: somebody changed the same fields"
    );
    desk.press("\": \"unmark Enter");
    assert!(
        desk.said().contains("there is nothing here to do it with"),
        "{}",
        desk.said()
    );
}

#[test]
fn it_opens_over_a_form_and_leaves_what_is_typed() {
    let mut desk = Desk::new(&["Acme"]);
    desk.press("n \"New: F2 \"next Space \"section Enter");
    assert!(desk.model.form().is_some());
    assert_eq!(desk.form().name(), "New:");
}

#[test]
fn a_chord_waits_and_the_hints_say_for_what() {
    let mut desk = Desk::new(&["Acme", "Beta", "Gamma"]);
    let keymap = &mut desk.model.keymap;
    for (keys, action) in [("g e", Action::Last), ("g g", Action::First)] {
        keymap
            .patch(Context::List, keys.parse().unwrap(), Some(action))
            .unwrap();
    }
    desk.press("g");
    let shown: Vec<String> = hint::hints(&desk.model)
        .into_iter()
        .map(|hint| hint.key)
        .collect();
    assert_eq!(shown, ["g", "e"]);
    desk.press("e");
    assert_eq!(desk.model.list.cursor, 2);
    desk.press("g g");
    assert_eq!(desk.model.list.cursor, 0);
    // A key that follows nothing is no key of its own.
    desk.press("g j");
    assert_eq!(desk.model.list.cursor, 0);
    assert!(hints(&desk).contains(&"search"));
}
