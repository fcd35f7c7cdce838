//! Settings that are saved while the screen is open.

use super::*;
use crate::app::action::Action;
use crate::app::keymap::{Context, Keymap};
use crate::app::settings::Settings;

fn keymap() -> Keymap {
    let mut keymap = Keymap::default();
    let key = "x".parse().unwrap();
    keymap
        .patch(Context::List, key, Some(Action::Help))
        .unwrap();
    keymap
}

fn saved(desk: &mut Desk, mouse: bool) {
    let keymap = keymap();
    let settings = Ok(Settings {
        keymap,
        mouse,
        about: Vec::new(),
    });
    desk.tell(Msg::Settings(Box::new(settings)));
}

#[test]
fn good_settings_count_at_once() {
    let mut desk = Desk::new(&["Acme"]);
    desk.press("x");
    assert!(desk.model.layers.is_empty());
    saved(&mut desk, false);
    assert_eq!(desk.said(), "Your settings are taken over");
    desk.press("x");
    assert_eq!(desk.model.layers.len(), 1);
}

#[test]
fn bad_ones_are_told_and_the_old_ones_go_on() {
    let mut desk = Desk::new(&["Acme"]);
    saved(&mut desk, false);
    let why = "keymap.toml line 2: “delte” is nothing that rolo does".to_owned();
    desk.tell(Msg::Settings(Box::new(Err(why))));
    assert!(desk.said().contains("line 2") && desk.said().ends_with("stay as they were"));
    desk.press("x");
    assert_eq!(desk.model.layers.len(), 1);
}

#[test]
fn the_mouse_follows_the_file_only_where_it_says_something_new() {
    let mut desk = Desk::new(&["Acme"]);
    desk.press("F6");
    saved(&mut desk, false);
    assert!(desk.model.mouse, "turned on by hand");
    saved(&mut desk, true);
    saved(&mut desk, false);
    assert!(!desk.model.mouse);
    assert_eq!(desk.asked.last(), Some(&Cmd::Mouse(false)));
}
