//! Fields that two people changed: nothing is chosen until a person chooses, and nothing is lost by leaving.

use serde_json::json;

use super::outbox::waiting;
use super::{Desk, changes, hints, part, record, verdict};
use crate::app::cmd::Cmd;
use crate::app::layer::Layer;
use crate::app::msg::{Msg, Outcome};
use crate::customer::changeset::Standing;
use crate::customer::merge::Conflict;
use crate::customer::{Change, Part};

/// Acme's skype name, changed here and by somebody else.
fn clash(write: &Cmd) -> Outcome {
    let mut current = (*record(1, "Acme")).clone();
    current.set("skypeName", json!("theirs"));
    let change = changes(write).into_iter().find(|c| c.field == "skypeName");
    let conflicts = vec![Conflict {
        field: "skypeName".to_owned(),
        base: part(json!({"skypeName": "old"})),
        mine: change.unwrap().to,
        theirs: part(json!({"skypeName": "theirs"})),
    }];
    let current = Box::new(current);
    verdict(write, vec![Standing::Conflict { current, conflicts }])
}

/// A desk on which Acme's name and skype name were saved, and somebody else has changed the latter.
fn in_conflict() -> Desk {
    let mut desk = Desk::new(&["Acme"]);
    desk.press("e \"!");
    desk.focus("skypeName");
    desk.press("\"x ctrl-s");
    desk.answer(clash);
    desk
}

fn resolved(desk: &Desk) -> Vec<(String, Part, Part)> {
    let Some(Cmd::Resolve {
        set,
        step: 0,
        changes,
        ..
    }) = desk.writes.first()
    else {
        panic!("{:?}", desk.writes)
    };
    assert_eq!(set, "set");
    let told = |change: &Change| (change.field.clone(), change.from.clone(), change.to.clone());
    let mut all: Vec<_> = changes.iter().map(told).collect();
    all.sort_by(|one, other| one.0.cmp(&other.0));
    all
}

#[test]
fn a_conflict_is_decided_field_by_field_before_it_is_sent_again() {
    let mut desk = in_conflict();
    assert!(matches!(desk.model.layers.last(), Some(Layer::Conflict(_))));
    desk.press("Enter");
    assert!(desk.writes.is_empty(), "nothing is chosen yet");
    desk.press("m Enter");
    let both = resolved(&desk);
    assert_eq!(
        both,
        [
            (
                "customerName".to_owned(),
                part(json!({"customerName": "Acme"})),
                part(json!({"customerName": "Acme!"}))
            ),
            (
                "skypeName".to_owned(),
                part(json!({"skypeName": "theirs"})),
                part(json!({"skypeName": "oldx"}))
            ),
        ]
    );
}

#[test]
fn theirs_leaves_their_field_alone_and_sends_the_rest() {
    let mut desk = in_conflict();
    desk.press("t Enter");
    let fields: Vec<String> = resolved(&desk)
        .into_iter()
        .map(|(field, ..)| field)
        .collect();
    assert_eq!(fields, ["customerName"]);
}

#[test]
fn a_value_that_is_written_by_hand_is_on_disk_until_it_is_decided() {
    let mut desk = in_conflict();
    desk.press("e");
    assert_eq!(
        (desk.form().entries.len(), desk.form().name()),
        (1, "Acme".to_owned())
    );
    desk.press("ctrl-u \"agreed");
    assert_eq!(
        desk.disk.keys().collect::<Vec<_>>(),
        ["hand:set:skypeName-run"]
    );
    for hidden in [
        "save, then the next",
        "next customer",
        "discard what was typed",
    ] {
        assert!(!hints(&desk).contains(&hidden), "{hidden}");
    }
    desk.press("ctrl-s Enter");
    assert_eq!(resolved(&desk)[1].2, part(json!({"skypeName": "agreed"})));
    assert_eq!(desk.disk.len(), 1, "it is not over yet");
    let done = Standing::Done { id: 1, note: None };
    decided(&mut desk, done);
    assert!(desk.disk.is_empty() && desk.model.drafts.is_empty());
}

/// The server's answer to what was decided.
fn decided(desk: &mut Desk, standing: Standing) {
    desk.answer(|_| Outcome::Verdict(Box::new(waiting("set", 1, standing))));
}

#[test]
fn what_was_written_by_hand_is_offered_again_by_the_conflict_and_among_the_drafts() {
    let mut first = in_conflict();
    first.press("e ctrl-u \"agreed");
    // The program ends here without a word.
    let mut desk = Desk::with(first.world.clone(), first.disk.clone());
    let mut current = (*record(1, "Acme")).clone();
    current.set("skypeName", json!("theirs"));
    let conflicts = vec![Conflict {
        field: "skypeName".to_owned(),
        base: part(json!({"skypeName": "old"})),
        mine: part(json!({"skypeName": "oldx"})),
        theirs: part(json!({"skypeName": "theirs"})),
    }];
    let current = Box::new(current);
    desk.outbox = vec![waiting("set", 1, Standing::Conflict { current, conflicts })];
    desk.tell(Msg::Changed);
    desk.press("D Enter");
    let written = |desk: &Desk| {
        let entry = &desk.form().entries[0];
        entry.input.shown(&entry.field)
    };
    assert_eq!(written(&desk), "agreed");
    desk.press("\"! Esc Esc o c");
    assert_eq!(
        desk.said(),
        "What you wrote by hand is kept: e goes on with it"
    );
    desk.press("e");
    assert_eq!(written(&desk), "agreed!");
    desk.press("ctrl-s Enter");
    let Some(Cmd::Resolve { changes, .. }) = desk.writes.first() else {
        panic!("{:?}", desk.writes)
    };
    assert!(
        changes
            .iter()
            .any(|change| change.to == part(json!({"skypeName": "agreed!"})))
    );
}

#[test]
fn a_draft_for_a_conflict_that_is_decided_stays_and_says_so() {
    let mut first = in_conflict();
    first.press("e \"x");
    let mut desk = Desk::with(first.world.clone(), first.disk.clone());
    desk.press("D Enter");
    assert!(desk.said().contains("is decided"), "{}", desk.said());
    assert_eq!(desk.disk.len(), 1);
}

#[test]
fn who_changed_it_is_named_and_oneself_as_oneself() {
    let mut record = (*record(1, "Acme")).clone();
    record.set("lastUpdatedByName", json!("environment"));
    let who = |own| crate::app::told::changed_by(&record, own);
    assert_eq!(who(Some("environment")).as_deref(), Some("you elsewhere"));
    assert_eq!(who(Some("ann")).as_deref(), Some("environment"));
    assert_eq!(who(None).as_deref(), Some("environment"));
}

#[test]
fn leaving_what_was_written_by_hand_decides_nothing() {
    let mut desk = in_conflict();
    desk.press("e \"zzz Esc Enter");
    assert!(desk.writes.is_empty());
    assert!(matches!(desk.model.layers.last(), Some(Layer::Conflict(_))));
}

#[test]
fn both_of_a_long_text_stand_one_below_the_other() {
    let mut desk = in_conflict();
    let both = |desk: &Desk| hints(desk).contains(&"both");
    assert!(!both(&desk), "a short text has one value");
    let Some(Layer::Conflict(conflict)) = desk.model.layers.last_mut() else {
        panic!()
    };
    let text = |text: &str| part(json!({ "description": text }));
    conflict.clashes[0] = Conflict {
        field: "description".to_owned(),
        base: text(""),
        mine: text("asked for a quote"),
        theirs: text("called twice\n"),
    };
    conflict.changes[1].field = "description".to_owned();
    assert!(both(&desk));
    desk.press("b Enter");
    let sent = resolved(&desk);
    assert_eq!(
        sent[1].2["description"],
        "called twice\n\nasked for a quote"
    );
}

#[test]
fn a_conflict_that_is_left_waits_in_the_outbox_for_as_long_as_it_takes() {
    let mut desk = in_conflict();
    desk.press("Esc");
    assert_eq!(
        desk.said(),
        "The change of Acme waits in the outbox: o decides"
    );
    assert_eq!(
        desk.model.outbox.needing(),
        0,
        "read again, and the desk's is empty"
    );
    let current = Box::new((*record(1, "Acme")).clone());
    let conflicts = vec![Conflict {
        field: "skypeName".to_owned(),
        base: part(json!({"skypeName": "old"})),
        mine: part(json!({"skypeName": "new"})),
        theirs: part(json!({"skypeName": "theirs"})),
    }];
    desk.outbox = vec![waiting(
        "late",
        1,
        Standing::Conflict { current, conflicts },
    )];
    desk.tell(Msg::Changed);
    assert!(desk.model.outbox.is_asking(1));
    desk.press("o c m Enter");
    let Some(Cmd::Resolve { set, .. }) = desk.writes.first() else {
        panic!()
    };
    assert_eq!(set, "late");
}

#[test]
fn a_conflict_never_opens_over_what_a_person_is_doing() {
    let mut desk = Desk::new(&["Acme", "Bolt"]);
    desk.press("e");
    desk.focus("skypeName");
    desk.press("\"x ctrl-s j e");
    desk.answer(clash);
    assert_eq!(desk.form().of, Some(2));
    assert_eq!(
        desk.said(),
        "Somebody else changed Acme meanwhile; o decides"
    );
}
