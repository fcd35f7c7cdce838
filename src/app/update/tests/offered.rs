//! The lists that forms offer: gone through, changed, and what forms offer afterwards.

use super::Desk;
use crate::app::layer::Layer;

/// What stands in the list to choose from that is on top, and its title.
fn shown(desk: &Desk) -> (String, Vec<String>) {
    let Some(Layer::Picker(picker)) = desk.model.layers.last() else {
        panic!("nothing to choose from: {}", desk.said());
    };
    let matching = picker.matching();
    let names = matching.iter().map(|item| item.name.clone());
    (picker.title.clone(), names.collect())
}

fn names(desk: &Desk) -> Vec<String> {
    shown(desk).1
}

/// The statuses that a form offers now.
fn offered(desk: &Desk) -> Vec<String> {
    let list = desk.model.catalog.list(crate::customer::List::Status);
    let on = list.iter().filter(|choice| choice.enabled);
    on.map(|choice| choice.name.clone()).collect()
}

#[test]
fn a_new_word_is_in_its_list_and_forms_offer_it() {
    let mut desk = Desk::new(&["Acme"]);
    desk.press("\"L");
    let (title, lists) = shown(&desk);
    assert_eq!(title, "What forms offer");
    assert!(lists.contains(&"status".to_owned()) && lists.contains(&"attribute".to_owned()));
    desk.press("Enter");
    assert_eq!(names(&desk), ["(a new one)", "Active", "Prospect"]);
    desk.press("Enter \"Trial Enter");
    assert_eq!(names(&desk), ["(a new one)", "Active", "Prospect", "Trial"]);
    assert!(desk.said().contains("Trial"), "{}", desk.said());
    assert_eq!(offered(&desk), ["Active", "Prospect", "Trial"]);
}

#[test]
fn an_item_is_renamed_and_taken_off_and_offered_again() {
    let mut desk = Desk::new(&["Acme"]);
    desk.press("\"L Enter \"prosp Enter");
    assert_eq!(names(&desk), ["Rename", "Offer no longer"]);
    // The old name stands there to be changed.
    desk.press("Enter \"s Enter");
    assert_eq!(offered(&desk), ["Active", "Prospects"]);
    desk.press("\"prosp Enter Down Enter");
    assert_eq!(offered(&desk), ["Active"]);
    desk.press("\"prosp Enter");
    assert_eq!(names(&desk), ["Rename", "Offer again"]);
    desk.press("Down Enter");
    assert_eq!(offered(&desk), ["Active", "Prospects"]);
}

#[test]
fn an_attribute_with_something_to_choose_is_made_and_its_options_changed() {
    let mut desk = Desk::new(&["Acme"]);
    let to_options = "\"size Enter Down Enter";
    desk.press("\"L \"attr Enter Enter \"select Enter \"Size Enter \"Small Enter");
    desk.press(to_options);
    assert_eq!(names(&desk), ["(a new one)", "Small"]);
    desk.press("Enter \"Large Enter");
    desk.press(to_options);
    assert_eq!(names(&desk), ["(a new one)", "Small", "Large"]);
    desk.press("\"small Enter Enter \"er Enter");
    desk.press(to_options);
    assert_eq!(names(&desk), ["(a new one)", "Smaller", "Large"]);
    desk.press("\"large Enter Down Enter");
    let options = &desk.model.catalog.custom[0].1.options;
    let left: Vec<&str> = options.iter().map(|option| option.name.as_str()).collect();
    assert_eq!(left, ["Smaller"]);
}

#[test]
fn what_is_refused_is_said_and_what_was_typed_stays() {
    let mut desk = Desk::new(&["Acme"]);
    desk.press("\"L Enter Enter \"ACTIVE Enter");
    assert!(desk.said().contains("already"), "{}", desk.said());
    let Some(Layer::Picker(picker)) = desk.model.layers.last() else {
        panic!()
    };
    assert_eq!(picker.line.text(), "ACTIVE");
    assert_eq!(offered(&desk), ["Active", "Prospect"]);
    // Each step back is one list.
    for left in [2, 1, 0] {
        desk.press("Esc");
        assert_eq!(desk.model.layers.len(), left);
    }
}

#[test]
fn who_has_gone_on_meanwhile_is_not_interrupted() {
    let mut desk = Desk::new(&["Acme"]);
    let cmds = crate::app::lists::begin(&mut desk.model);
    desk.press("e");
    desk.serve(cmds);
    assert!(desk.model.form().is_some());
}
