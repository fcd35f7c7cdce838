//! What becomes of drafts: none is lost by looking at it, all can be reached, and one's own saves are never met
//! as somebody else's.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{Desk, NEW, changes, record, set, waits};
use crate::app::cmd::Cmd;
use crate::app::layer::Layer;
use crate::app::measure;
use crate::app::msg::{Failure, Msg, Outcome, Sync};
use crate::app::sheet::SheetLine;
use crate::app::words;
use crate::customer::changeset::{Action, Step};
use crate::customer::{CustomerId, Draft, Shelved};

fn draft(key: &str, of: Option<CustomerId>, form: Value) -> Draft {
    Draft {
        key: key.to_owned(),
        of,
        name: format!("draft {key}"),
        form,
    }
}

/// A desk of one customer, Acme, with these drafts on disk.
fn with_drafts(drafts: Vec<Draft>) -> Desk {
    let disk = drafts.into_iter().map(|draft| (draft.key.clone(), draft));
    Desk::with(BTreeMap::from([(1, record(1, "Acme"))]), disk.collect())
}

fn typed(of: CustomerId, name: &str) -> Value {
    json!({"base": record(of, "Acme").values(), "typed": {"customerName": name}, "focus": {}, "request": ""})
}

#[test]
fn a_draft_that_cannot_be_read_is_not_lost_by_looking_at_it() {
    for form in [
        json!(null),
        json!({"base": 7}),
        json!({"base": {}, "typed": "x"}),
        json!({"base": record(1, "Acme").values(), "typed": {"phoneNumbers": [{"origin": 9}]}}),
    ] {
        let mut desk = with_drafts(vec![draft("edit-1-old", Some(1), form.clone())]);
        desk.press("e Esc");
        assert!(desk.model.layers.is_empty());
        let kept = desk.disk.get("edit-1-old");
        let kept = kept.unwrap_or_else(|| panic!("{form} is gone"));
        let typed = |form: &Value| form.get("typed").cloned();
        assert_eq!(typed(&kept.form), typed(&form));
        desk.press("e \"! ctrl-s");
        desk.land();
        assert!(desk.disk.contains_key("edit-1-old") || form["base"].is_object());
    }
}

#[test]
fn the_draft_of_a_customer_that_is_gone_is_reached_and_becomes_a_new_one() {
    let mut desk = with_drafts(vec![draft("edit-9-old", Some(9), typed(9, "Acme Mobil"))]);
    assert_eq!(desk.said(), "1 draft kept: D shows it");
    desk.press("D Enter");
    assert!(desk.said().contains("not here any more"), "{}", desk.said());
    assert_eq!(
        (desk.form().of, desk.form().name()),
        (Some(9), "Acme Mobil".to_owned())
    );
    desk.press("ctrl-s Down Enter");
    let Step::Create { record, .. } = set(&desk.writes[0]).steps.remove(0) else {
        panic!()
    };
    assert_eq!(
        (record.name(), record.id(), record.text("skypeName")),
        ("Acme Mobil", None, "old")
    );
    assert_eq!(
        record.list("phoneNumbers")[0]["phoneNumber"],
        json!("030 1")
    );
    assert_eq!(record.list("phoneNumbers")[0].get("id"), None);
    desk.land();
    assert!(desk.disk.is_empty());
    assert_eq!(desk.said(), "Saved Acme Mobil as a new customer · u undoes");
    assert_eq!(desk.model.list.current(), Some(NEW));
}

#[test]
fn what_has_not_been_fetched_yet_is_not_taken_for_gone() {
    let mut desk = with_drafts(vec![draft("edit-9-old", Some(9), typed(9, "x"))]);
    desk.tell(Msg::Sync(Sync::Filling {
        done: 1,
        of: Some(9),
        rate: None,
        left: None,
    }));
    desk.press("D Enter");
    assert!(desk.model.form().is_none() && desk.said().contains("not been fetched"));
    assert_eq!(desk.disk.len(), 1);
}

#[test]
fn the_list_of_drafts_goes_on_with_any_and_discards_after_a_question() {
    let mut desk = with_drafts(vec![
        draft("edit-1-a", Some(1), typed(1, "Acme A")),
        draft("edit-1-b", Some(1), typed(1, "Acme B")),
        draft("edit-1-c", Some(1), json!(null)),
    ]);
    desk.press("D Enter");
    assert!(
        desk.said().contains("cannot be read"),
        "the newest stands first"
    );
    desk.press("j j Enter");
    assert_eq!(desk.form().name(), "Acme A");
    desk.press("Esc D j j x Enter");
    assert_eq!(desk.disk.len(), 3, "the safe answer is the default");
    desk.press("x y");
    assert!(!desk.disk.contains_key("edit-1-b"));
    desk.press("x y");
    assert!(matches!(desk.model.layers.last(), Some(Layer::Drafts(_))));
    desk.press("x y");
    assert!(desk.disk.is_empty() && desk.model.layers.is_empty());
}

#[test]
fn the_drafts_of_other_programs_are_left_as_they_are() {
    let other = draft("edit-1-other", Some(1), typed(1, "Theirs"));
    let mut desk = Desk::with(BTreeMap::from([(1, record(1, "Acme"))]), BTreeMap::new());
    desk.press("e \"!");
    desk.disk.insert(other.key.clone(), other.clone());
    desk.press("ctrl-s");
    desk.land();
    assert_eq!(desk.disk.values().collect::<Vec<_>>(), [&other]);
}

#[test]
fn a_second_save_says_only_what_is_new() {
    let mut desk = Desk::new(&["Acme"]);
    desk.press("e \"! ctrl-s e \"?");
    desk.focus("skypeName");
    desk.press("\"er ctrl-s");
    let sent = changes(&desk.writes[1]);
    let values = |part: &crate::customer::Part| part.values().cloned().collect::<Vec<_>>();
    let told: Vec<_> = sent
        .iter()
        .map(|c| (values(&c.from), values(&c.to)))
        .collect();
    assert_eq!(
        told,
        [
            (vec![json!("Acme!")], vec![json!("Acme!?")]),
            (vec![json!("old")], vec![json!("older")]),
        ]
    );
    desk.land();
    assert!(desk.model.is_writing(1));
    desk.land();
    assert!(desk.disk.is_empty() && !desk.model.is_writing(1));
    assert_eq!(desk.said(), "Saved Acme!?: 2 fields · u undoes");
}

#[test]
fn a_new_form_opens_while_another_new_customer_is_being_made() {
    let mut desk = Desk::new(&[]);
    desk.press("n \"One ctrl-n \"Two");
    assert_eq!(desk.form().name(), "Two");
    desk.answer(|write| waits(write, "the server cannot be reached"));
    desk.press("ctrl-s n");
    assert_eq!(
        desk.form().name(),
        "the new customer",
        "no draft is left of either"
    );
    let requests: Vec<String> = desk
        .model
        .writes
        .values()
        .map(|write| write.name.clone())
        .collect();
    assert_eq!(requests, ["Two"]);
    assert!(desk.disk.is_empty());
}

#[test]
fn a_draft_remembers_the_field_that_was_gone_to_last() {
    let mut desk = Desk::new(&["Acme"]);
    desk.press("e Tab");
    assert!(desk.disk.is_empty(), "going about is no draft");
    desk.press("\"! Tab");
    let before = desk.disk.values().next().unwrap().form.clone();
    desk.press("Tab");
    let after = &desk.disk.values().next().unwrap().form;
    assert_ne!(*after, before);
}

/// The one note that a command writes down: its text, its request, the key of its draft.
fn noted(cmd: &Cmd) -> (String, String, String) {
    let Cmd::Commit {
        action: Action::Note,
        steps,
        draft: Some(key),
        ..
    } = cmd
    else {
        panic!("no note: {cmd:?}");
    };
    match steps.as_slice() {
        [Step::Note { text, request, .. }] => (text.clone(), request.clone(), key.clone()),
        other => panic!("no note: {other:?}"),
    }
}

#[test]
fn a_note_outlives_its_layer_and_closes_at_once_when_it_is_sent() {
    let mut desk = Desk::new(&["Acme"]);
    desk.press("N \"called Esc");
    assert!(desk.model.layers.is_empty());
    let kept: Vec<&Draft> = desk.disk.values().collect();
    assert_eq!(kept[0].form["note"], "called");
    assert!(desk.model.drafts.is_of(1), "it is marked in the list");
    let first = kept[0].key.clone();
    desk.press("N \"back ctrl-s");
    assert!(desk.model.layers.is_empty(), "nothing pops by itself later");
    let (text, request, key) = noted(desk.writes.last().unwrap());
    assert_eq!((text.as_str(), key), ("calledback", first.clone()));
    // Another one to the same customer has nothing to do with that.
    desk.press("N \"more ctrl-s");
    let (text, other, key) = noted(desk.writes.last().unwrap());
    assert_eq!(text, "more");
    assert!(other != request && key != first);
    assert!(desk.model.drafts.is_empty());
}

#[test]
fn a_note_that_did_not_come_to_the_disk_is_a_draft_again() {
    let mut desk = Desk::new(&["Acme"]);
    desk.is_slow = true;
    desk.press("N \"called ctrl-s");
    assert!(desk.model.layers.is_empty() && desk.model.drafts.is_empty());
    let Some(Cmd::Commit { ticket, .. }) = desk.writes.last() else {
        panic!("nothing was sent");
    };
    let (ticket, text) = (*ticket, "the disk is full".to_owned());
    let outcome = Outcome::Failed(Failure { text });
    desk.tell(Msg::Done { ticket, outcome });
    assert_eq!(desk.disk.len(), 1);
    assert!(desk.model.layers.is_empty());
    desk.press("D Enter");
    let open = desk.model.layers.last();
    assert!(matches!(open, Some(Layer::Note(writing)) if writing.text.text() == "called"));
}

#[test]
fn a_note_that_was_kept_is_listed_with_the_forms_and_is_none() {
    let form = json!({"note": "half a", "to": "Acme"});
    let mut desk = with_drafts(vec![draft("note-1-1-other", Some(1), form)]);
    assert_eq!(desk.said(), "1 draft kept: D shows it");
    desk.press("e");
    assert!(!desk.form().is_changed(), "it is no form");
    desk.press("Esc D Enter \"bc ctrl-s");
    let (text, _, key) = noted(desk.writes.last().unwrap());
    assert_eq!(
        (text.as_str(), key.as_str()),
        ("half abc", "note-1-1-other")
    );
    let mut desk = with_drafts(vec![draft("note:1", Some(1), json!({"note": 7}))]);
    desk.press("D Enter");
    assert!(matches!(desk.model.layers.last(), Some(Layer::Drafts(_))));
}

#[test]
fn the_detail_shows_the_notes_of_whom_it_shows() {
    let mut desk = Desk::new(&["Acme", "Bolt"]);
    let shows = |desk: &Desk, wanted: &str| {
        let is = |line: &SheetLine| matches!(line, SheetLine::Text { text, .. } if text == wanted);
        desk.model.sheet().iter().any(is)
    };
    desk.press("Enter");
    assert!(shows(&desk, "a note to 1") && shows(&desk, "– ann"));
    desk.press("J");
    assert!(shows(&desk, "a note to 2") && !shows(&desk, "a note to 1"));
}

#[test]
fn a_customer_that_is_edited_in_another_program_gets_a_form_of_its_own_here() {
    let mut desk = with_drafts(vec![draft("edit-1-other", Some(1), typed(1, "Theirs"))]);
    desk.elsewhere = vec!["edit-1-other".to_owned()];
    desk.tell(Msg::Changed);
    desk.press("e");
    assert_eq!(desk.said(), words::EDITED_ELSEWHERE);
    assert_eq!(desk.form().name(), "Acme", "their text is not ours to save");
    desk.press("\"! Esc");
    assert_eq!(desk.disk.len(), 2);
    assert_eq!(
        desk.disk["edit-1-other"].form["typed"]["customerName"],
        "Theirs"
    );
    // A copy of theirs, beside it.
    desk.press("D j Enter");
    assert_eq!(desk.said(), words::COPY_OF_ANOTHER);
    assert_eq!(desk.form().name(), "Theirs");
    desk.press("\"? Esc");
    assert_eq!(
        desk.disk["edit-1-other"].form["typed"]["customerName"],
        "Theirs"
    );
    assert_eq!(desk.disk.len(), 3);
    // It saves, and its text is gone from here as well.
    desk.disk.remove("edit-1-other");
    desk.elsewhere.clear();
    desk.tell(Msg::Changed);
    assert_eq!(desk.model.drafts.len(), 2);
}

#[test]
fn what_is_said_of_another_program_fits_into_eighty_columns() {
    for said in [
        words::EDITED_ELSEWHERE,
        words::NOTED_ELSEWHERE,
        words::COPY_OF_ANOTHER,
        words::HELD_ELSEWHERE,
    ] {
        assert!(measure::width(said) <= 78, "{said}");
    }
}

#[test]
fn what_another_program_types_into_is_not_discarded_from_here() {
    let mut desk = with_drafts(vec![draft("edit-1-other", Some(1), typed(1, "Theirs"))]);
    desk.elsewhere = vec!["edit-1-other".to_owned()];
    desk.tell(Msg::Changed);
    desk.press("D x");
    assert_eq!(desk.said(), words::HELD_ELSEWHERE);
    assert_eq!(desk.disk.len(), 1);
    // It has ended.
    desk.elsewhere.clear();
    desk.press("x x y");
    assert!(desk.disk.is_empty(), "{:?}", desk.disk.keys());
}

#[test]
fn a_list_of_drafts_that_stays_open_sees_that_the_other_program_has_ended() {
    let of = |cmd: &Cmd| match cmd {
        Cmd::Drafts { ticket } => Some(*ticket),
        _ => None,
    };
    let asked = |desk: &Desk| desk.asked.iter().filter_map(of).count();
    let look = |desk: &mut Desk| {
        let on_disk = Shelved {
            drafts: desk.disk.values().cloned().collect(),
            elsewhere: desk.elsewhere.clone(),
        };
        desk.reply(Outcome::Drafts(on_disk), of);
    };
    let other = "edit-1-other";
    let mut desk = with_drafts(vec![draft(other, Some(1), typed(1, "Theirs"))]);
    desk.elsewhere = vec![other.to_owned()];
    desk.tell(Msg::Changed);
    assert_eq!(asked(&desk), 0, "nobody looks at them");
    desk.press("D");
    look(&mut desk);
    assert!(desk.model.drafts.is_elsewhere(other));
    assert_eq!(asked(&desk), 2, "it is still there: asked once more");
    desk.elsewhere.clear();
    look(&mut desk);
    assert!(!desk.model.drafts.is_elsewhere(other));
    assert_eq!(asked(&desk), 2);
    desk.press("Enter");
    assert_eq!(desk.form().name(), "Theirs");
    assert_eq!(desk.disk.len(), 1, "it is gone on with, not copied");
}

#[test]
fn two_programs_that_went_on_with_one_draft_come_apart() {
    let mut desk = with_drafts(vec![draft("edit-1-old", Some(1), typed(1, "Before"))]);
    desk.press("e End \"!");
    assert_eq!(desk.form().key, "edit-1-old");
    // The other one was quicker to the disk.
    let theirs = draft("edit-1-old", Some(1), typed(1, "Theirs"));
    desk.disk.insert("edit-1-old".to_owned(), theirs);
    desk.elsewhere = vec!["edit-1-old".to_owned()];
    desk.tell(Msg::Changed);
    assert_eq!(desk.said(), words::EDITED_ELSEWHERE);
    assert_eq!(desk.form().name(), "Before!");
    desk.press("\"! Esc");
    let name = |key: &str| desk.disk[key].form["typed"]["customerName"].clone();
    assert_eq!(
        (name("edit-1-old"), name("edit-1-run")),
        (json!("Theirs"), json!("Before!!"))
    );
}
