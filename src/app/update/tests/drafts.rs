//! What becomes of drafts: none is lost by looking at it, all can be reached, and one's own saves are never met
//! as somebody else's.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Value, json};

use super::{Desk, done, failed, record};
use crate::app::cmd::Cmd;
use crate::app::layer::Layer;
use crate::app::msg::{FailureKind, Msg, Outcome, Sync};
use crate::customer::{Customer, CustomerId, Draft};

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

fn sent(cmd: &Cmd) -> Vec<(String, Value, Value)> {
    let Cmd::Save { changes, .. } = cmd else {
        panic!("no save: {cmd:?}")
    };
    let parts = changes.iter().map(|change| {
        let value = |part: &crate::customer::Part| part.get(&change.field).cloned();
        (
            change.field.clone(),
            value(&change.from).unwrap_or_default(),
            value(&change.to).unwrap_or_default(),
        )
    });
    parts.collect()
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
        desk.answer(done);
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
        (None, "Acme Mobil".to_owned())
    );
    desk.press("ctrl-s");
    let Cmd::Create { record, .. } = &desk.writes[0] else {
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
    desk.answer(|_| Outcome::Saved {
        record: self::record(5, "Acme Mobil"),
        others: false,
    });
    assert!(desk.disk.is_empty());
}

#[test]
fn what_has_not_been_fetched_yet_is_not_taken_for_gone() {
    let mut desk = with_drafts(vec![draft("edit-9-old", Some(9), typed(9, "x"))]);
    desk.tell(Msg::Sync(Sync::Filling {
        done: 1,
        of: Some(9),
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
    desk.answer(done);
    assert_eq!(desk.disk.values().collect::<Vec<_>>(), [&other]);
}

#[test]
fn a_second_save_waits_for_the_first_and_says_only_what_is_new() {
    let mut desk = Desk::new(&["Acme"]);
    desk.press("e \"! ctrl-s e \"?");
    desk.focus("skypeName");
    desk.press("\"er ctrl-s");
    assert_eq!(desk.writes.len(), 1, "one at a time");
    assert!(desk.model.is_writing(1));
    desk.answer(done);
    assert_eq!(
        sent(&desk.writes[0]),
        [
            ("customerName".to_owned(), json!("Acme!"), json!("Acme!?")),
            ("skypeName".to_owned(), json!("old"), json!("older")),
        ]
    );
    desk.answer(done);
    assert!(desk.disk.is_empty() && !desk.model.is_writing(1));
    assert_eq!(desk.said(), "Saved Acme!?: 2 fields");
}

#[test]
fn an_open_form_follows_the_save_that_landed() {
    let mut desk = Desk::new(&["Acme"]);
    desk.press("e \"! ctrl-s e \"?");
    desk.answer(|write| {
        let Outcome::Saved { record, .. } = done(write) else {
            panic!()
        };
        let mut record = Customer::clone(&record);
        record.set("website", json!("set.example"));
        Outcome::Saved {
            record: Arc::new(record),
            others: true,
        }
    });
    let differences = desk.form().differences();
    assert_eq!(differences.len(), 1);
    assert_eq!(
        (&*differences[0].from, &*differences[0].to),
        ("Acme!", "Acme!?")
    );
    assert_eq!(desk.form().base.text("website"), "set.example");
    desk.press("ctrl-z");
    assert_eq!(desk.form().name(), "Acme!");
    assert!(!desk.form().is_changed());
    desk.press("ctrl-y ctrl-s");
    assert_eq!(sent(&desk.writes[0])[0].1, json!("Acme!"));
}

#[test]
fn typing_back_what_is_being_saved_is_a_change_once_it_has_landed() {
    let mut desk = Desk::new(&["Acme"]);
    desk.press("e \"! ctrl-s e Backspace");
    desk.answer(done);
    let differences = desk.form().differences();
    assert_eq!(
        (&*differences[0].from, &*differences[0].to),
        ("Acme!", "Acme")
    );
    desk.press("Esc");
    assert_eq!(desk.disk.len(), 1);
}

#[test]
fn an_element_that_was_added_and_named_by_the_server_is_not_added_again() {
    let mut desk = Desk::new(&["Acme"]);
    desk.press("e");
    desk.focus("phoneNumbers");
    desk.press("ctrl-a \"030 Space \"77 ctrl-s e \"8");
    desk.answer(|write| {
        let Outcome::Saved { record, .. } = done(write) else {
            panic!()
        };
        let mut record = Customer::clone(&record);
        let mut phones = record.list("phoneNumbers").to_vec();
        phones[1]["id"] = json!(4711);
        phones.push(json!({"phoneNumber": "theirs", "id": 4712}));
        record.set("phoneNumbers", Value::Array(phones));
        Outcome::Saved {
            record: Arc::new(record),
            others: true,
        }
    });
    desk.press("ctrl-s");
    let (_, _, to) = sent(&desk.writes[0]).remove(0);
    let phones: Vec<(Value, Value)> = to
        .as_array()
        .into_iter()
        .flatten()
        .map(|phone| (phone["phoneNumber"].clone(), phone["id"].clone()))
        .collect();
    assert_eq!(
        phones,
        [
            (json!("030 1"), json!("p")),
            (json!("030 778"), json!(4711)),
            (json!("theirs"), json!(4712)),
        ]
    );
}

#[test]
fn the_newer_of_two_saves_tells_for_both() {
    let mut desk = Desk::new(&["Acme"]);
    desk.press("e \"! ctrl-s e \"? ctrl-s");
    desk.answer(|_| failed(FailureKind::Offline, "the server cannot be reached"));
    assert_eq!(sent(&desk.writes[0])[0].2, json!("Acme!?"));
    desk.answer(|_| failed(FailureKind::Offline, "the server cannot be reached"));
    assert!(
        desk.said().starts_with("Acme!? was not saved"),
        "{}",
        desk.said()
    );
    assert_eq!(desk.disk["edit-1-run"].name, "Acme!?");
}

#[test]
fn a_new_form_opens_while_another_new_customer_is_being_made() {
    let mut desk = Desk::new(&[]);
    desk.press("n \"One ctrl-n \"Two");
    assert_eq!(desk.form().name(), "Two");
    desk.answer(|_| failed(FailureKind::Offline, "the server cannot be reached"));
    let mut names: Vec<&str> = desk
        .disk
        .values()
        .map(|draft| draft.name.as_str())
        .collect();
    names.sort_unstable();
    assert_eq!(names, ["One", "Two"]);
    desk.press("ctrl-s");
    desk.press("n");
    assert_eq!(
        desk.form().name(),
        "One",
        "what is being sent is left alone"
    );
    desk.press("ctrl-s");
    let requests: Vec<&String> = desk
        .writes
        .iter()
        .map(|write| match write {
            Cmd::Create { request_id, .. } => request_id,
            _ => panic!(),
        })
        .collect();
    assert!(requests.len() == 2 && requests[0] != requests[1]);
}
