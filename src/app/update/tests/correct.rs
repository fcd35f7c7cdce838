//! What waits is put right: a change as a form, one step of many as a form of its own, a note as a note.

use serde_json::json;

use super::outbox::waiting;
use super::{Desk, changes, entry, hints, part};
use crate::app::cmd::Cmd;
use crate::app::layer::Layer;
use crate::app::msg::{Msg, Outcome};
use crate::app::sheet::SheetLine;
use crate::customer::changeset::{Action, ChangeSet, Entry, Replaced, Standing, Step};
use crate::customer::{Change, CustomerId};

#[test]
fn a_form_from_the_outbox_goes_back_there_and_nowhere_else() {
    let mut desk = Desk::new(&["Acme", "Bolt"]);
    let why = "no".to_owned();
    desk.outbox = vec![waiting("a", 1, Standing::refused(why))];
    desk.press("o e");
    assert!(!hints(&desk).contains(&"save, then the next"));
    desk.press("\"! ctrl-s");
    desk.journal();
    assert!(matches!(desk.model.layers.last(), Some(Layer::Sets(_))));
}

/// A note to this customer, as it stands.
fn noted(id: &str, of: CustomerId, standing: Standing) -> Entry {
    let mut noted = waiting(id, of, standing.clone());
    noted.set.action = Action::Note;
    noted.set.steps = vec![Step::Note {
        id: of,
        name: "Acme".to_owned(),
        text: "called back".to_owned(),
        request: "r".to_owned(),
    }];
    entry(noted.set, vec![standing])
}

#[test]
fn a_note_that_waits_is_marked_among_the_notes_until_it_is_read_there() {
    let mut desk = Desk::new(&["Acme"]);
    desk.outbox = vec![noted("a", 1, Standing::Waiting { why: None })];
    desk.tell(Msg::Changed);
    desk.press("Enter");
    let shows = |desk: &Desk, wanted: &str| {
        let is = |line: &SheetLine| matches!(line, SheetLine::Text { text, .. } if text == wanted);
        desk.model.sheet().iter().any(is)
    };
    assert!(shows(&desk, "called back") && shows(&desk, "– waits in the outbox"));
    desk.model.notes.take(Vec::new(), 0);
    desk.outbox.clear();
    desk.tell(Msg::Changed);
    assert!(!shows(&desk, "called back"));
    assert!(shows(&desk, "a note to 1"), "they are read again");
}

#[test]
fn a_note_is_not_undone_and_a_refused_one_is_written_anew() {
    let mut desk = Desk::new(&["Acme"]);
    let done = Standing::Done { id: 1, note: None };
    assert!(!crate::app::sets::can_undo(&noted("a", 1, done)));
    desk.outbox = vec![noted("a", 1, Standing::refused("too long"))];
    desk.press("o e");
    let open = desk.model.layers.last();
    assert!(matches!(open, Some(Layer::Note(writing)) if writing.text.text() == "called back"));
    assert!(
        desk.writes
            .iter()
            .any(|cmd| matches!(cmd, Cmd::DropSet { set, keep: Some(_), .. } if set == "a")),
        "never both"
    );
}

#[test]
fn what_waits_is_edited_in_a_form_and_the_new_one_takes_its_place() {
    let mut desk = Desk::new(&["Acme"]);
    let why = "no such name".to_owned();
    desk.outbox = vec![waiting("a", 1, Standing::refused(why))];
    desk.press("o e");
    assert_eq!(desk.form().refused.as_deref(), Some("no such name"));
    assert_eq!(desk.form().differences().len(), 1);
    assert!(
        desk.writes.is_empty() && !desk.disk.is_empty(),
        "both are kept until then"
    );
    desk.focus("skypeName");
    desk.press("\"er ctrl-s");
    let sent = changes(&desk.writes[0]);
    assert_eq!(
        (&sent[0].from, &sent[0].to),
        (
            &part(json!({"skypeName": "old"})),
            &part(json!({"skypeName": "newer"}))
        )
    );
    assert!(
        matches!(&desk.writes[..], [Cmd::Commit { replaces: Some(old), .. }] if *old == replaced("a", None)),
        "one write does both: {:?}",
        desk.writes
    );
}

fn replaced(set: &str, step: Option<usize>) -> Replaced {
    Replaced {
        set: set.to_owned(),
        step,
    }
}

/// A change of three customers: one is done, one was refused, and one waits.
fn of_three(second: Standing) -> Entry {
    let steps = (1..=3).map(|of| waiting("a", of, Standing::Sending).set.steps.remove(0));
    let set = ChangeSet {
        action: Action::Bulk,
        steps: steps.collect(),
        ..waiting("a", 1, Standing::Sending).set
    };
    let done = Standing::Done { id: 1, note: None };
    entry(set, vec![done, second, Standing::Waiting { why: None }])
}

#[test]
fn one_of_many_is_put_right_in_a_form_and_goes_back_to_its_place() {
    let mut desk = Desk::new(&["Acme", "Bolt", "Cord"]);
    desk.outbox = vec![of_three(Standing::refused("no such name"))];
    desk.press("o");
    assert!(hints(&desk).contains(&"edit"));
    desk.press("e");
    let Some(Layer::Picker(picker)) = desk.model.layers.last() else {
        panic!("it is not asked which")
    };
    let offered: Vec<(&str, &str)> = picker
        .items
        .iter()
        .map(|item| (item.name.as_str(), item.note.as_str()))
        .collect();
    assert_eq!(
        offered,
        [("Customer 2", "refused"), ("Customer 3", "waits")]
    );
    desk.press("Enter");
    assert_eq!(desk.form().refused.as_deref(), Some("no such name"));
    assert_eq!(desk.form().differences().len(), 1, "as it was typed");
    assert!(desk.writes.is_empty(), "the set stays as it is until then");
    desk.focus("skypeName");
    desk.press("\"er");

    // What is typed outlives the program, and so does the place it goes to.
    let mut desk = Desk::with(desk.world, desk.disk);
    desk.press("D Enter ctrl-s");
    let [
        Cmd::Commit {
            steps,
            replaces: Some(place),
            ..
        },
    ] = &desk.writes[..]
    else {
        panic!("{:?}", desk.writes)
    };
    assert_eq!(*place, replaced("a", Some(1)));
    let [Step::Edit { id: 2, changes, .. }] = steps.as_slice() else {
        panic!("{steps:?}")
    };
    assert_eq!(changes[0].from, part(json!({"skypeName": "old"})));
    assert_eq!(changes[0].to, part(json!({"skypeName": "newer"})));
    assert!(desk.disk.is_empty() && desk.model.form().is_none());
}

#[test]
fn what_is_refused_again_gives_up_nothing_of_the_others() {
    let mut desk = Desk::new(&["Acme", "Bolt", "Cord"]);
    desk.outbox = vec![of_three(Standing::refused("no such name"))];
    desk.press("o e Enter");
    desk.focus("skypeName");
    desk.press("\"er ctrl-s");
    desk.answer(|_| Outcome::Verdict(Box::new(of_three(Standing::refused("still not")))));
    assert!(desk.writes.is_empty(), "{:?}", desk.writes);
    assert!(matches!(desk.model.layers.last(), Some(Layer::Sets(_))));
    assert_eq!(
        desk.said(),
        "The bulk edit of 3 customers was refused: still not. It waits in the outbox (o)"
    );
}

#[test]
fn what_the_form_has_no_line_for_goes_along_with_what_is_put_right() {
    let mut desk = Desk::new(&["Acme", "Bolt", "Cord"]);
    let mut waits = of_three(Standing::Done { id: 2, note: None });
    let flat = Change {
        field: "phoneNumber".to_owned(),
        from: part(json!({"phoneNumber": ""})),
        to: part(json!({"phoneNumber": "030 7"})),
    };
    let Step::Edit { changes: both, .. } = &mut waits.set.steps[2] else {
        panic!()
    };
    both.push(flat.clone());
    desk.outbox = vec![waits];
    desk.press("o e");
    desk.focus("skypeName");
    desk.press("\"er");
    let mut desk = Desk::with(desk.world, desk.disk);
    desk.press("D Enter ctrl-s");
    let sent = changes(&desk.writes[0]);
    assert_eq!(sent.len(), 2, "{sent:?}");
    assert_eq!(sent[1], flat);
}

#[test]
fn a_note_that_waits_is_written_anew_and_it_is_told_where_it_had_gone() {
    let mut desk = Desk::new(&["Acme"]);
    desk.outbox = vec![noted("a", 1, Standing::Waiting { why: None })];
    desk.press("o e");
    assert!(matches!(desk.model.layers.last(), Some(Layer::Note(_))));
    assert_eq!(desk.disk.len(), 1);
    let done = Standing::Done { id: 1, note: None };
    desk.answer(|_| Outcome::Verdict(Box::new(noted("a", 1, done))));
    assert_eq!(
        desk.said(),
        "Not given up: the note to Acme had arrived already"
    );
    assert!(matches!(desk.model.layers.last(), Some(Layer::Note(_))));
}
