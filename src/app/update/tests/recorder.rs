//! What is saved of one customer, done again to many.

use super::*;
use crate::app::layer::Layer;

fn plans(desk: &Desk) -> Vec<Vec<String>> {
    let of = |cmd: &Cmd| match cmd {
        Cmd::PlanBulk { edits, .. } => Some(edits.iter().map(|edit| edit.sentence()).collect()),
        _ => None,
    };
    desk.asked.iter().filter_map(of).collect()
}

fn save(desk: &mut Desk, wire: &str, text: &str) {
    desk.press("e");
    desk.focus(wire);
    desk.press(&format!("ctrl-u \"{text} ctrl-s"));
    desk.journal();
    desk.land();
}

#[test]
fn what_was_saved_while_recording_is_shown_on_those_marked_before_it_is_done() {
    let mut desk = Desk::new(&["Acme", "Beta", "Gamma", "Delta"]);
    save(&mut desk, "website", "before.example");
    desk.press("Q");
    save(&mut desk, "website", "slip.example");
    save(&mut desk, "website", "a.example");
    save(&mut desk, "skypeName", "ace");
    desk.press("Q");
    assert!(
        desk.said().starts_with("2 changes are recorded"),
        "{}",
        desk.said()
    );
    save(&mut desk, "website", "after.example");
    desk.press("j Space Space @");
    let sentences = ["Website is set to “a.example”", "Skype is set to “ace”"];
    assert_eq!(plans(&desk), [sentences]);
    let Some(Layer::Bulk(bulk)) = desk.model.layers.last() else {
        panic!("the screen of many is open");
    };
    assert_eq!(bulk.ids.as_ref(), [2, 3]);
    let rows = bulk.preview(&desk.model.catalog);
    assert_eq!(rows.len(), 2);
    // Nothing has gone to either of them yet.
    assert!(
        !desk
            .asked
            .iter()
            .any(|cmd| matches!(cmd, Cmd::EditMany { .. }))
    );
    desk.reply(
        Outcome::Planned(crate::customer::bulk::Counts {
            changed: 2,
            ..Default::default()
        }),
        |cmd| match cmd {
            Cmd::PlanBulk { ticket, .. } => Some(*ticket),
            _ => None,
        },
    );
    desk.press("ctrl-s");
    assert!(
        desk.asked
            .iter()
            .any(|cmd| matches!(cmd, Cmd::EditMany { .. }))
    );
}

#[test]
fn without_a_record_nothing_is_replayed_and_it_is_said_why() {
    let mut desk = Desk::new(&["Acme"]);
    desk.press("@");
    assert!(desk.said().contains("Q begins"), "{}", desk.said());
    desk.press("Q @");
    assert!(desk.said().contains("Still recording"), "{}", desk.said());
    desk.press("Q");
    assert_eq!(desk.said(), "Nothing was recorded");
    assert_eq!(plans(&desk), Vec::<Vec<String>>::new());
}
