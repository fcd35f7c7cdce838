//! What becomes of a change after it was written down: how it waits, and what a person can do about that.

use serde_json::json;

use super::{Desk, entry, hints, part, refused, verdict, waits};
use crate::app::cmd::Cmd;
use crate::customer::changeset::{Action, ChangeSet, Entry, Standing, Step};
use crate::customer::{Change, CustomerId};

pub fn waiting(id: &str, of: CustomerId, standing: Standing) -> Entry {
    let step = Step::Edit {
        id: of,
        name: format!("Customer {of}"),
        changes: vec![Change {
            field: "skypeName".to_owned(),
            from: part(json!({"skypeName": "old"})),
            to: part(json!({"skypeName": "new"})),
        }],
    };
    let set = ChangeSet {
        id: id.to_owned(),
        at: "2026-01-02T03:04:05+01:00".to_owned(),
        who: "me".to_owned(),
        action: Action::Edit,
        steps: vec![step],
        more: 0,
        undoes: None,
        deed: None,
    };
    entry(set, vec![standing])
}

#[test]
fn a_customer_that_is_to_be_made_and_was_refused_asks_in_its_row() {
    let mut outbox = crate::app::outbox::Outbox::default();
    let mut refused = waiting("a", 1, Standing::refused(""));
    refused.of = vec![-5];
    outbox.take(vec![refused], 0, Vec::new());
    assert!(outbox.is_asking(-5) && !outbox.is_pending(-5));
    outbox.take(Vec::new(), 0, vec![(-6, true), (7, false)]);
    assert!(outbox.is_asking(-6) && outbox.is_pending(7));
}

#[test]
fn what_waits_says_so_and_why() {
    let mut desk = Desk::new(&["Acme"]);
    desk.press("e \"! ctrl-s");
    desk.answer(|write| {
        waits(
            write,
            "the server cannot be reached: refused (os error 111)",
        )
    });
    assert_eq!(desk.said(), "Acme waits in the outbox: offline (o)");
    assert_eq!(
        desk.model.list.row(1).unwrap().name(),
        "Acme",
        "the mirror tells what stands there"
    );
}

#[test]
fn the_outbox_offers_only_what_a_set_can_have_done_to_it() {
    let mut desk = Desk::new(&["Acme", "Bolt"]);
    desk.outbox = vec![
        waiting("a", 1, Standing::Sending),
        waiting("b", 2, Standing::refused("no")),
        waiting(
            "c",
            3,
            Standing::Unknown {
                why: "lost".to_owned(),
                asks: true,
            },
        ),
    ];
    desk.press("o");
    let offers = |desk: &Desk, label| hints(desk).contains(&label);
    assert!(!offers(&desk, "try again now") && offers(&desk, "give it up"));
    desk.press("j");
    assert!(
        offers(&desk, "try again now") && offers(&desk, "edit") && !offers(&desk, "it happened")
    );
    desk.press("r");
    assert!(matches!(&desk.writes[0], Cmd::Retry { set, .. } if set == "b"));
    desk.press("j y");
    let Cmd::Tell {
        set,
        step: 0,
        happened: true,
        ..
    } = &desk.writes[1]
    else {
        panic!("{:?}", desk.writes)
    };
    assert_eq!(set, "c");
    assert_eq!(desk.model.outbox.calls, 3);
}

#[test]
fn a_set_is_given_up_only_after_a_question() {
    let mut desk = Desk::new(&["Acme"]);
    desk.outbox = vec![waiting("a", 1, Standing::Waiting { why: None })];
    desk.press("o x Enter");
    assert!(desk.writes.is_empty(), "the safe answer is the default");
    desk.press("x y");
    assert!(matches!(&desk.writes[0], Cmd::DropSet { set, keep: None, .. } if set == "a"));
}

#[test]
fn a_refused_delete_comes_back_and_waits_for_a_person() {
    let mut desk = Desk::new(&["Acme", "Bolt"]);
    desk.press("d y");
    assert_eq!(&*desk.model.list.ids, [2]);
    desk.answer(|write| refused(write, "it has invoices"));
    assert_eq!(&*desk.model.list.ids, [1, 2]);
    assert_eq!(
        desk.said(),
        "The delete of Acme was refused: it has invoices. It waits in the outbox (o)"
    );
}

#[test]
fn a_note_of_the_server_is_told() {
    let mut desk = Desk::new(&["Acme"]);
    desk.press("e \"! ctrl-s");
    let note = Some("anna was overtaken".to_owned());
    desk.answer(|write| verdict(write, vec![Standing::Done { id: 1, note }]));
    assert_eq!(desk.said(), "Saved Acme!: 1 field; anna was overtaken");
}

#[test]
fn a_customer_that_is_still_to_be_made_is_marked_as_waiting() {
    let desk = Desk::new(&["Acme"]);
    assert!(desk.model.outbox.is_pending(-3));
    assert!(!desk.model.outbox.is_pending(1));
}
