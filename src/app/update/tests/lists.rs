//! What keys do on the list, its search and its questions.

use std::sync::Arc;

use super::{Desk, failed, record};
use crate::app::cmd::Cmd;
use crate::app::hint;
use crate::app::key::Key;
use crate::app::layer::Layer;
use crate::app::msg::{Msg, Outcome, Sync};
use crate::app::ticket::Slot;
use crate::app::update::update;
use crate::customer::CustomerId;

#[test]
fn every_letter_of_a_search_asks_anew_and_an_old_answer_is_dropped() {
    let mut desk = Desk::new(&["abc", "abd", "xyz"]);
    desk.press("j j /");
    let old = update(&mut desk.model, Msg::Key(Key::char('a')));
    let new = update(&mut desk.model, Msg::Key(Key::char('b')));
    let Cmd::Find { ticket: first, .. } = old[0].clone() else {
        panic!()
    };
    desk.serve(new);
    assert_eq!(&*desk.model.list.ids, [1, 2]);
    desk.tell(Msg::Done {
        ticket: first,
        outcome: Outcome::Found {
            ids: Arc::from([3]),
            total: 3,
            near: 0,
            problem: None,
        },
    });
    assert_eq!(&*desk.model.list.ids, [1, 2]);
    desk.press("↓ Enter");
    assert_eq!(
        (desk.model.list.current(), desk.model.layers.len()),
        (Some(2), 0)
    );
    desk.press("Esc");
    assert_eq!(desk.model.list.ids.len(), 3);
    assert_eq!(
        desk.model.list.current(),
        Some(3),
        "where it was before the search"
    );
}

#[test]
fn deleting_asks_and_the_default_is_to_keep() {
    let mut desk = Desk::new(&["Acme", "Bolt", "Cord"]);
    desk.press("d Enter");
    assert!(desk.writes.is_empty() && desk.model.layers.is_empty());
    desk.press("Space Space d");
    let Some(Layer::Confirm(asked)) = desk.model.layers.last() else {
        panic!()
    };
    assert_eq!(asked.question, "Delete Acme and Bolt?");
    desk.press("Tab Enter");
    assert_eq!(
        &*desk.model.list.ids,
        [3],
        "gone as soon as it is written down"
    );
    assert_eq!(desk.writes.len(), 1, "one change, to be undone as one");
    desk.land();
    assert_eq!(desk.said(), "Deleted 2 customers · u undoes");
    assert_eq!(&*desk.model.list.ids, [3]);
}

#[test]
fn deleting_names_what_is_marked_and_says_what_is_out_of_sight() {
    let mut desk = Desk::new(&["Acme", "Bolt", "Cord", "Dash", "Elm"]);
    desk.press("Space Space Space Space / \"elm Enter Space d");
    let Some(Layer::Confirm(asked)) = desk.model.layers.last() else {
        panic!()
    };
    assert_eq!(asked.question, "Delete Acme, Bolt, Cord and 2 more?");
    assert!(
        asked.detail.starts_with("4 of them are not in the list"),
        "{}",
        asked.detail
    );
}

#[test]
fn fast_progress_never_starves_the_list() {
    let mut desk = Desk::new(&["Acme"]);
    let filling = |done| {
        Msg::Sync(Sync::Filling {
            done,
            of: Some(9),
            rate: None,
            left: None,
        })
    };
    let first = update(&mut desk.model, filling(1));
    assert!(update(&mut desk.model, filling(2)).is_empty());
    desk.world.insert(2, record(2, "Bolt"));
    desk.serve(first);
    assert_eq!(desk.model.list.ids.len(), 2);
    let last = update(&mut desk.model, Msg::Sync(Sync::Fresh));
    assert!(last.iter().any(|cmd| matches!(cmd, Cmd::Catalog { .. })));
}

#[test]
fn what_goes_wrong_unasked_is_said_at_once() {
    let mut desk = Desk::new(&["Acme"]);
    let Outcome::Failed(failure) = failed("no room on the disk") else {
        panic!()
    };
    desk.tell(Msg::Notice(failure));
    let notice = desk.model.notice.as_ref().unwrap();
    assert!(notice.failure && notice.text == "no room on the disk");
}

#[test]
fn a_failed_read_is_not_asked_for_without_end() {
    let mut desk = Desk::new(&[]);
    let ids: Arc<[CustomerId]> = (1..100).collect();
    let ticket = desk.model.tickets.ask(Slot::List);
    let mut cmds = update(
        &mut desk.model,
        Msg::Done {
            ticket,
            outcome: Outcome::Found {
                ids,
                total: 99,
                near: 0,
                problem: None,
            },
        },
    );
    for _ in 0..3 {
        let Some(Cmd::Rows { ticket, .. }) = cmds.pop() else {
            break;
        };
        cmds = update(
            &mut desk.model,
            Msg::Done {
                ticket,
                outcome: failed("disk"),
            },
        );
    }
    assert!(cmds.is_empty());
}

#[test]
fn records_read_ahead_are_worth_a_frame_only_where_they_are_in_sight() {
    let mut desk = Desk::new(&["Acme"]);
    let ids: Arc<[CustomerId]> = (1..1000).collect();
    let ticket = desk.model.tickets.ask(Slot::List);
    desk.tell(Msg::Done {
        ticket,
        outcome: Outcome::Found {
            ids,
            total: 999,
            near: 0,
            problem: None,
        },
    });
    let page = CustomerId::try_from(desk.model.list_page()).unwrap();
    let ticket = desk.model.tickets.ask(Slot::Ahead);
    let rows = |ids: [CustomerId; 2]| {
        let records = ids.map(|id| record(id, "Acme"));
        let outcome = Outcome::Rows(records.to_vec());
        Msg::Done { ticket, outcome }
    };
    let is_out_of_sight = |desk: &Desk, msg: Msg| desk.model.is_out_of_sight(&msg);
    assert!(is_out_of_sight(&desk, rows([page + 1, page + 2])));
    assert!(!is_out_of_sight(&desk, rows([page, page + 1])));
    assert!(!is_out_of_sight(
        &desk,
        Msg::Done {
            ticket,
            outcome: failed("disk")
        }
    ));
    desk.press("G");
    assert!(is_out_of_sight(&desk, rows([1, 2])));
    assert!(!is_out_of_sight(&desk, rows([1, 999])));
}

#[test]
fn the_hints_name_only_keys_that_do_something() {
    let mut desk = Desk::new(&[]);
    let has = |desk: &Desk, key: &str| hint::hints(&desk.model).iter().any(|hint| hint.key == key);
    assert!(!has(&desk, "e") && !has(&desk, "d") && has(&desk, "n"));
    desk = Desk::new(&["Acme"]);
    assert!(has(&desk, "e") && !has(&desk, "Tab"));
    desk.press("n");
    assert!(!has(&desk, "ctrl-z"));
    desk.press("\"x");
    assert!(has(&desk, "ctrl-z"));
}
