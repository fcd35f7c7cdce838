//! Editing many in one way: what is said, what it would do, and doing it.

use std::time::Duration;

use super::*;
use crate::app::bulk::{Bulk, Edited, How, Spot, Stage};
use crate::app::intake::Going;
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
    desk.press("ctrl-s x");
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

fn of_edit(cmd: &Cmd) -> Option<Ticket> {
    match cmd {
        Cmd::EditMany { ticket } => Some(*ticket),
        _ => None,
    }
}

/// At the list, while an edit of both goes on behind.
fn left_running() -> Desk {
    let mut desk = Desk::new(&["A", "B"]);
    desk.press("b Enter \"skype Enter Enter \"clear Enter");
    planned(&mut desk, 2);
    desk.press("ctrl-s Esc");
    assert!(desk.model.layers.is_empty());
    desk
}

fn behind(desk: &Desk) -> String {
    let behind = desk.model.behind.as_ref();
    behind.map_or(String::new(), |behind| behind.says(false))
}

#[test]
fn an_edit_goes_on_while_a_person_works_and_is_come_back_to() {
    let mut desk = left_running();
    let going = Going {
        done: 1,
        of: 2,
        left: Some(Duration::from_secs(130)),
    };
    desk.press("e \"x");
    desk.reply(Outcome::Editing(going), of_edit);
    assert_eq!(behind(&desk), "changing 1 of 2 · 3 min left");
    assert_eq!(desk.form().of, Some(1), "nothing opens over what is typed");
    desk.press("Esc W");
    assert_eq!(
        (bulk(&desk).stage, bulk(&desk).going),
        (Stage::Going, going)
    );
    assert!(desk.model.behind.is_none());
    desk.press("Esc");
    let edited = Edited {
        set: "s".to_owned(),
        done: 1,
        asks: 1,
        ..Edited::default()
    };
    desk.reply(Outcome::EditedMany(Box::new(edited)), of_edit);
    assert_eq!(
        desk.said(),
        "Edit of many: 1 changed, 1 needs you in the outbox; W says more"
    );
    desk.press("j");
    assert_eq!(behind(&desk), "edit done (W)", "until somebody has looked");
    desk.press("W u");
    assert!(matches!(desk.writes.last(), Some(Cmd::Undo { set: Some(set), .. }) if set == "s"));
    desk.press("W");
    assert!(desk.model.layers.is_empty() && behind(&desk).is_empty());
}

#[test]
fn a_second_one_is_refused_by_the_name_of_the_first_until_that_is_over() {
    let mut desk = left_running();
    for key in ["b", "i"] {
        desk.press(key);
        assert!(desk.model.layers.is_empty(), "{key}");
        assert!(
            desk.said().contains("2 customers are being edited"),
            "{}",
            desk.said()
        );
    }
    desk.reply(Outcome::EditedMany(Box::default()), of_edit);
    desk.press("b");
    assert_eq!(bulk(&desk).stage, Stage::Edit);
    assert!(desk.model.behind.is_none());
}

#[test]
fn an_edit_that_could_not_be_done_behind_waits_to_be_looked_at_and_is_tried_anew() {
    let mut desk = left_running();
    let before = plans(&desk).len();
    desk.reply(failed("the disk is full"), of_edit);
    assert!(desk.said().contains("the disk is full"));
    assert_eq!(behind(&desk), "edit needs you (W)");
    assert_eq!(plans(&desk).len(), before + 1);
    planned(&mut desk, 2);
    desk.press("W");
    assert!(bulk(&desk).can_go());
}

#[test]
fn where_nothing_runs_it_is_said() {
    let mut desk = Desk::new(&["Acme"]);
    desk.press("W");
    assert_eq!(desk.said(), "Nothing is running");
}
