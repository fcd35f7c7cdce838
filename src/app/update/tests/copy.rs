//! What can be copied, what is said about it, and the way that is left where there is no clipboard.

use super::*;
use crate::app::copy::{Copy, Text};
use crate::app::layer::Layer;

/// The commands to copy that are waiting.
fn copies(desk: &Desk) -> Vec<(Ticket, Copy)> {
    let copies = desk.asked.iter().filter_map(|cmd| match cmd {
        Cmd::Copy { ticket, copy } => Some((*ticket, copy.clone())),
        _ => None,
    });
    copies.collect()
}

fn words(desk: &Desk) -> String {
    match copies(desk).pop().map(|(_, copy)| copy.text) {
        Some(Text::Words(words)) => words,
        other => panic!("{other:?}"),
    }
}

fn answer(desk: &mut Desk, outcome: Outcome) {
    let (ticket, _) = copies(desk).pop().unwrap();
    desk.tell(Msg::Done { ticket, outcome });
}

#[test]
fn a_phone_is_copied_without_its_type() {
    let mut desk = Desk::new(&["A"]);
    desk.press("y");
    desk.press("\"phone");
    desk.press("Enter");
    assert_eq!(words(&desk), "030 1");
    answer(
        &mut desk,
        Outcome::Copied {
            what: "Phone of A".to_owned(),
            by: Some("xclip".to_owned()),
        },
    );
    assert_eq!(desk.said(), "Phone of A: copied by xclip");
}

#[test]
fn the_row_the_card_json_and_a_vcard_are_offered() {
    let mut desk = Desk::new(&["A"]);
    desk.press("y Enter");
    assert!(words(&desk).contains('\t'));
    desk.press("y ↓ Enter");
    assert!(words(&desk).contains("Status: Active"));
    desk.press("y ↓ ↓ ↓ Enter");
    let json: Value = serde_json::from_str(&words(&desk)).unwrap();
    assert_eq!(json["odd"], 1.5);
    desk.press("y ↓ ↓ Enter");
    let (_, card) = copies(&desk).pop().unwrap();
    assert!(matches!(card.text, Text::Card(_)), "{card:?}");
}

#[test]
fn without_a_clipboard_the_text_stands_alone_until_any_key() {
    for key in ["q", "x", "F1", ":", "Esc", "Enter"] {
        let mut desk = Desk::new(&["A"]);
        desk.press("y Enter");
        let why = "Not copied".to_owned();
        let text = "a\nb".to_owned();
        answer(&mut desk, Outcome::NotCopied { text, why });
        let Some(Layer::Plain(shown)) = desk.model.layers.last() else {
            panic!("no plain screen")
        };
        assert_eq!(shown.lines().collect::<Vec<_>>(), ["a", "b"]);
        desk.press(key);
        assert!(desk.model.layers.is_empty(), "{key}");
    }
}

#[test]
fn the_focused_field_of_a_form_is_copied_as_it_is_typed() {
    let mut desk = Desk::new(&["A"]);
    desk.press("e");
    desk.press("\"!");
    desk.press("F4");
    assert!(words(&desk).ends_with('!'));
}
