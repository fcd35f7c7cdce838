//! What goes to the editor of this machine and what comes back.

use super::*;
use crate::app::outside::Paper;
use crate::app::ticket::Slot;

fn editor(cmd: &Cmd) -> Option<Ticket> {
    match cmd {
        Cmd::Editor { ticket, .. } => Some(*ticket),
        _ => None,
    }
}

fn paper(desk: &Desk) -> Option<&Paper> {
    desk.asked.iter().rev().find_map(|cmd| match cmd {
        Cmd::Editor { paper, .. } => Some(paper),
        _ => None,
    })
}

fn in_description(desk: &mut Desk) {
    desk.press("e");
    desk.focus("description");
}

#[test]
fn a_text_goes_out_and_comes_back_as_one_step() {
    let mut desk = Desk::new(&["Acme"]);
    in_description(&mut desk);
    desk.press("\"one Enter \"two ctrl-e");
    assert_eq!(paper(&desk), Some(&Paper::Text("one\ntwo".to_owned())));
    desk.reply(Outcome::Written("three\n\nfour".to_owned()), editor);
    let text = || part(json!({"description": "three\n\nfour"}));
    assert_eq!(desk.form().changes()[0].to, text());
    assert_eq!(desk.disk.len(), 1, "the draft is kept");
    desk.press("ctrl-z");
    assert_eq!(
        desk.form().changes()[0].to,
        part(json!({"description": "one\ntwo"}))
    );
    desk.press("ctrl-y");
    assert_eq!(desk.form().changes()[0].to, text());
}

#[test]
fn lines_come_back_into_one_line_as_one() {
    let mut desk = Desk::new(&["Acme"]);
    desk.press("e ctrl-e");
    assert_eq!(paper(&desk), Some(&Paper::Text("Acme".to_owned())));
    desk.reply(
        Outcome::Written("Acme\nof\u{1b}[31m Ulm".to_owned()),
        editor,
    );
    assert_eq!(desk.form().name(), "Acme of[31m Ulm");
}

#[test]
fn what_is_typed_meanwhile_was_meant_for_the_editor() {
    let mut desk = Desk::new(&["Acme"]);
    desk.press("e ctrl-e \"! Tab");
    assert_eq!(desk.form().name(), "Acme");
    desk.reply(Outcome::Written("Beta".to_owned()), editor);
    assert_eq!(desk.form().name(), "Beta");
    assert_eq!(desk.form().focus.entry, 0);
    desk.press("\"!");
    assert_eq!(desk.form().name(), "Beta!");
}

#[test]
fn without_a_change_or_after_a_failure_the_field_is_as_it_was() {
    let trouble = failed("the editor “vi” ended with an error; nothing was changed");
    for (outcome, said) in [
        (Outcome::Unwritten, "Nothing was changed in the editor"),
        (
            trouble,
            "the editor “vi” ended with an error; nothing was changed",
        ),
    ] {
        let mut desk = Desk::new(&["Acme"]);
        desk.press("e \"! ctrl-e");
        desk.reply(outcome, editor);
        assert_eq!(desk.said(), said);
        assert_eq!(desk.form().name(), "Acme!");
        desk.press("\"?");
        assert_eq!(desk.form().name(), "Acme!?", "the keys are here again");
    }
}

#[test]
fn only_a_text_can_be_opened() {
    let mut desk = Desk::new(&["Acme"]);
    desk.press("e");
    desk.focus("statusName");
    desk.press("ctrl-e");
    assert_eq!(paper(&desk), None);
    assert!(!hints(&desk).contains(&"in your editor"));
}

#[test]
fn a_note_is_written_in_the_editor_too() {
    let mut desk = Desk::new(&["Acme"]);
    desk.press("N \"call ctrl-e");
    assert_eq!(paper(&desk), Some(&Paper::Text("call".to_owned())));
    desk.reply(Outcome::Written("call\nthem".to_owned()), editor);
    desk.press("ctrl-e");
    assert_eq!(paper(&desk), Some(&Paper::Text("call\nthem".to_owned())));
}

#[test]
fn a_page_comes_back_into_the_form_and_is_kept() {
    let mut desk = Desk::new(&["Acme", "Beta"]);
    desk.press("j E");
    assert_eq!(paper(&desk), Some(&Paper::Page(2)));
    let outcome = Outcome::PageWritten {
        base: desk.world[&2].clone(),
        changes: vec![Change {
            field: "customerName".to_owned(),
            from: part(json!({"customerName": "Beta"})),
            to: part(json!({"customerName": "Better"})),
        }],
    };
    desk.reply(outcome, editor);
    assert_eq!(
        (desk.form().name().as_str(), desk.form().of),
        ("Better", Some(2))
    );
    assert_eq!(desk.disk.len(), 1);
    desk.press("ctrl-s");
    assert_eq!(changes(&desk.writes[0]).len(), 1);
}

#[test]
fn a_page_does_not_come_over_a_draft() {
    let mut desk = Desk::new(&["Acme"]);
    desk.press("e \"! Esc E");
    assert_eq!(paper(&desk), None);
    assert!(desk.said().contains("waits as a draft"), "{}", desk.said());
}

#[test]
fn a_text_whose_field_is_gone_can_still_be_read() {
    let mut desk = Desk::new(&["Acme"]);
    in_description(&mut desk);
    desk.press("ctrl-e");
    desk.model.close_form();
    desk.reply(Outcome::Written("typed for long".to_owned()), editor);
    let shown = matches!(
        desk.model.layers.last(),
        Some(crate::app::layer::Layer::Plain(_))
    );
    assert!(shown);
    assert_eq!(desk.model.outside, None);
    assert_eq!(
        Slot::Editor,
        editor(desk.asked.last().unwrap()).unwrap().slot
    );
}
