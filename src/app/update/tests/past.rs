//! What was done: undo and redo, the list of it, the history of a customer, and the trash.

use super::outbox::waiting;
use super::{Desk, record, set};
use crate::app::cmd::Cmd;
use crate::app::layer::Layer;
use crate::app::msg::{Msg, Outcome};
use crate::app::ticket::Slot;
use crate::customer::changeset::{Action, ChangeSet, Past, Standing, Step, Trashed};

#[test]
fn what_could_not_be_read_is_not_told_as_empty() {
    let mut desk = Desk::new(&["Acme"]);
    desk.unread = Some("offline".to_owned());
    desk.press("h");
    let Some(Layer::History(history)) = desk.model.layers.last() else {
        panic!("no history");
    };
    assert_eq!(history.unread.as_deref(), Some("offline"));
    desk.press("h t");
    let Some(Layer::Trash(trash)) = desk.model.layers.last() else {
        panic!("no trash");
    };
    assert_eq!(trash.unread.as_deref(), Some("offline"));
}

#[test]
fn an_undo_is_named_by_what_was_done_first() {
    let delete = Step::Delete {
        id: 1,
        name: "Acme".to_owned(),
    };
    let set = |deed| ChangeSet {
        action: Action::Undo,
        steps: vec![delete.clone()],
        deed,
        ..waiting("a", 1, Standing::Sending).set
    };
    let fields = crate::customer::Fields::standard();
    let deed = |deed| crate::app::told::deed(&set(deed), &fields);
    assert_eq!(deed(Some(Action::Restore)), "restore of Acme");
    assert_eq!(deed(Some(Action::Create)), "making of Acme");
    assert_eq!(deed(None), "making of Acme");
}

#[test]
fn undo_and_redo_say_what_they_did_by_name() {
    let mut desk = Desk::new(&["Acme"]);
    desk.press("u");
    let done = |action, undoes: Option<&str>| {
        let mut entry = waiting("x", 1, Standing::Done { id: 1, note: None });
        entry.set.action = action;
        entry.set.undoes = undoes.map(str::to_owned);
        Outcome::Verdict(Box::new(entry))
    };
    assert!(matches!(desk.writes[0], Cmd::Undo { set: None, .. }));
    desk.answer(|_| done(Action::Undo, Some("a")));
    assert_eq!(
        desk.said(),
        "Undone: edit of Customer 1 (Skype) · U does it again"
    );
    desk.press("U");
    assert!(matches!(desk.writes[0], Cmd::Redo { .. }));
    desk.answer(|_| done(Action::Redo, Some("x")));
    assert_eq!(
        desk.said(),
        "Done again: edit of Customer 1 (Skype) · u undoes"
    );
}

#[test]
fn any_set_of_the_log_is_undone_after_a_question() {
    let mut desk = Desk::new(&["Acme"]);
    let mut undone = waiting("old", 1, Standing::Done { id: 1, note: None });
    undone.undone_by = Some("x".to_owned());
    desk.log = vec![
        waiting("new", 1, Standing::Done { id: 1, note: None }),
        undone,
    ];
    desk.press("H u");
    let Some(Layer::Confirm(asked)) = desk.model.layers.last() else {
        panic!()
    };
    assert_eq!(asked.question, "Undo the edit of Customer 1?");
    desk.press("y");
    assert!(matches!(&desk.writes[0], Cmd::Undo { set: Some(set), .. } if set == "new"));
    desk.press("j u");
    assert_eq!(desk.writes.len(), 1, "it is undone already");
}

#[test]
fn the_history_of_a_customer_leaves_out_what_says_nothing() {
    let mut desk = Desk::new(&["Acme"]);
    let past = |field: Option<&str>| Past {
        at: "2026-01-02 03:04:05".to_owned(),
        who: "anna".to_owned(),
        action: "update".to_owned(),
        field: field.map(str::to_owned),
        was: Some("\"a\"".to_owned()),
        now: Some("\"b\"".to_owned()),
    };
    desk.past = vec![
        past(Some("website")),
        past(Some("statusId")),
        past(Some("lastUpdateDate")),
        past(None),
    ];
    desk.press("h");
    let Some(Layer::History(history)) = desk.model.layers.last() else {
        panic!()
    };
    assert_eq!(history.lines(&desk.model.fields).len(), 2);
    desk.press("h");
    assert!(desk.model.layers.is_empty());
}

#[test]
fn several_come_out_of_the_trash_as_one_change() {
    let mut desk = Desk::new(&[]);
    let trashed = |id, name: &str| Trashed {
        record: (*record(id, name)).clone(),
        who: "anna".to_owned(),
        at: "2026-01-02 03:04:05".to_owned(),
    };
    desk.trash = vec![
        trashed(1, "Acme"),
        trashed(2, "Bolt"),
        trashed(3, "Acme Mobil"),
    ];
    desk.press("t \"acme Tab Tab Enter");
    let steps = set(&desk.writes[0]).steps;
    assert_eq!(
        steps.iter().map(Step::of).collect::<Vec<_>>(),
        [Some(1), Some(3)]
    );
    desk.trash.remove(0);
    desk.land();
    assert_eq!(desk.said(), "Restored 2 customers · u undoes");
    let Some(Layer::Trash(trash)) = desk.model.layers.last() else {
        panic!()
    };
    assert_eq!((trash.len(), trash.matching().len()), (2, 1), "read again");
    desk.press("Esc");
    assert!(
        matches!(desk.model.layers.last(), Some(Layer::Trash(_))),
        "first the search goes"
    );
    desk.press("Esc");
    assert!(desk.model.layers.is_empty());
}

#[test]
fn what_is_known_of_the_past_is_shown_until_the_server_tells_it() {
    let mut desk = Desk::new(&["Acme"]);
    desk.press("h");
    let tell = |desk: &mut Desk, past: &[&str], unread: Option<&str>, asking| {
        let ticket = desk.model.tickets.ask(Slot::History);
        let line = |at: &&str| Past {
            at: (*at).to_owned(),
            who: "ada".to_owned(),
            action: "delete".to_owned(),
            field: None,
            was: None,
            now: None,
        };
        let outcome = Outcome::History {
            past: past.iter().map(line).collect(),
            unread: unread.map(str::to_owned),
            asking,
        };
        desk.tell(Msg::Done { ticket, outcome });
        let Some(Layer::History(history)) = desk.model.layers.last() else {
            panic!()
        };
        (history.lines(&desk.model.fields).len(), history.head())
    };
    let (lines, head) = tell(&mut desk, &["2026"], None, true);
    assert_eq!(lines, 1);
    assert!(head.unwrap().contains("asking the server"));
    let (lines, head) = tell(&mut desk, &["2027", "2026"], None, false);
    assert_eq!((lines, head), (2, None));
    let (_, head) = tell(&mut desk, &["2026"], Some("away"), false);
    assert!(head.unwrap().contains("away"));
}
