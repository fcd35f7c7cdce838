//! Editing many in one way: what is said, what it would do, and doing it.

use super::*;
use crate::app::bulk::{Bulk, Edited, How, Spot, Stage};
use crate::app::layer::Layer;
use crate::customer::bulk::{Counts, Outcome as RowOutcome};

fn bulk(desk: &Desk) -> &Bulk {
    desk.model
        .layers
        .iter()
        .find_map(|layer| match layer {
            Layer::Bulk(bulk) => Some(bulk.as_ref()),
            _ => None,
        })
        .unwrap()
}

/// What was planned, in words.
fn plans(desk: &Desk) -> Vec<String> {
    let of = |cmd: &Cmd| match cmd {
        Cmd::PlanBulk { edits, .. } => edits.first().map(|edit| edit.sentence()),
        _ => None,
    };
    desk.asked.iter().filter_map(of).collect()
}

fn planned(desk: &mut Desk, changed: usize) {
    let counts = Counts {
        changed,
        ..Counts::default()
    };
    desk.reply(Outcome::Planned(counts), |cmd| match cmd {
        Cmd::PlanBulk { ticket, .. } => Some(*ticket),
        _ => None,
    });
}

#[test]
fn what_is_marked_is_edited_else_the_whole_result() {
    let mut desk = Desk::new(&["A", "B", "C"]);
    desk.press("b");
    assert_eq!((bulk(&desk).ids.len(), bulk(&desk).marked), (3, false));
    desk.press("Esc Space j Space b");
    assert_eq!(bulk(&desk).ids.as_ref(), [1, 3]);
    assert!(bulk(&desk).marked);
}

#[test]
fn each_key_shows_what_it_would_do_and_nothing_goes_before_it_is_counted() {
    let mut desk = Desk::new(&["A", "B"]);
    desk.press("b Enter \"skype Enter");
    assert_eq!(bulk(&desk).spot, Spot::How);
    desk.press("Tab \"ne");
    assert_eq!(
        plans(&desk),
        ["Skype is set to “n”", "Skype is set to “ne”"]
    );
    let rows = bulk(&desk).preview(&desk.model.catalog);
    assert_eq!(rows.len(), 2);
    assert!(
        rows.iter()
            .all(|row| matches!(row.outcome, RowOutcome::Changed(_)))
    );
    let is_done = |cmd: &Cmd| matches!(cmd, Cmd::EditMany { .. });
    desk.press("ctrl-s");
    assert!(!desk.asked.iter().any(is_done));
    planned(&mut desk, 2);
    desk.press("ctrl-s");
    assert!(desk.asked.iter().any(is_done));
    assert_eq!(bulk(&desk).stage, Stage::Going);
}

#[test]
fn a_pattern_that_cannot_be_read_is_said_and_not_tried() {
    let mut desk = Desk::new(&["A"]);
    desk.press("b Enter \"skype Enter Enter \"repl Enter");
    assert_eq!(
        (bulk(&desk).how, bulk(&desk).spot),
        (How::Replace, Spot::Value)
    );
    desk.press("\"(o");
    assert_eq!(plans(&desk).len(), 0);
    assert!(bulk(&desk).edit().is_err());
    desk.press("\") Tab \"x");
    assert_eq!(plans(&desk).len(), 2);
    let rows = bulk(&desk).preview(&desk.model.catalog);
    let RowOutcome::Changed(changes) = &rows[0].outcome else {
        panic!("{rows:?}")
    };
    assert_eq!(changes[0].to["skypeName"], "xld");
}

#[test]
fn what_a_field_cannot_take_is_not_offered() {
    let mut desk = Desk::new(&["A"]);
    desk.press("b Enter \"name Enter Enter");
    let Some(Layer::Picker(picker)) = desk.model.layers.last() else {
        panic!()
    };
    let names: Vec<&str> = picker.items.iter().map(|item| item.name.as_str()).collect();
    assert!(
        !names.contains(&"clear") && !names.contains(&"take out"),
        "{names:?}"
    );
}

#[test]
fn it_is_stopped_told_and_taken_back() {
    let mut desk = Desk::new(&["A", "B"]);
    desk.press("b Enter \"skype Enter Enter \"clear Enter");
    planned(&mut desk, 2);
    desk.press("ctrl-s Esc x");
    assert_eq!(bulk(&desk).stage, Stage::Going);
    assert!(matches!(desk.asked.last(), Some(Cmd::StopBulk)));
    let edited = Edited {
        set: "s".to_owned(),
        done: 1,
        dropped: 1,
        ..Edited::default()
    };
    desk.reply(Outcome::EditedMany(Box::new(edited)), |cmd| match cmd {
        Cmd::EditMany { ticket } => Some(*ticket),
        _ => None,
    });
    assert_eq!(bulk(&desk).stage, Stage::Done);
    desk.press("u");
    assert!(matches!(desk.writes.last(), Some(Cmd::Undo { set: Some(set), .. }) if set == "s"));
    assert!(desk.model.layers.is_empty());
}
