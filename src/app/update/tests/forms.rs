//! What keys do in a form, and what becomes of its draft.

use std::collections::BTreeMap;
use std::sync::Arc;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::{Desk, changes, failed, record, refused, set, verdict, waits};
use crate::app::cmd::Cmd;
use crate::app::form::Form;
use crate::app::form::plan::FormLine;
use crate::app::key::{Code, Key};
use crate::app::layer::Layer;
use crate::app::msg::{Msg, Outcome, Sync};
use crate::customer::changeset::{Action, Standing, Step};
use crate::customer::{Customer, Draft};

#[test]
fn only_what_changed_is_sent_and_the_rest_stays_byte_for_byte() {
    let mut desk = Desk::new(&["Acme"]);
    desk.press("e Tab Tab Enter \"pros Enter");
    desk.focus("phoneNumbers");
    desk.press("Tab \"2 ctrl-s");
    assert!(desk.model.form().is_none(), "it closes once it is on disk");
    assert!(desk.model.is_writing(1));
    let sent: Vec<Value> = changes(&desk.writes[0])
        .iter()
        .map(|c| Value::Object(c.to.clone()))
        .collect();
    assert_eq!(
        sent,
        [
            json!({"statusName": "Prospect", "statusId": 2}),
            json!({"phoneNumbers": [{"phoneNumber": "030 12", "phoneType": "Business", "id": "p", "extra": [1]}]}),
        ]
    );
    let row = desk.model.list.row(1).unwrap();
    assert_eq!(
        row.text("statusName"),
        "Prospect",
        "shown before it is sent"
    );
    desk.land();
    assert_eq!(desk.said(), "Saved Acme: 2 fields · u undoes");
    assert!(desk.disk.is_empty() && !desk.model.is_writing(1));
}

#[test]
fn saving_and_going_on_goes_on_with_nothing_changed_and_with_a_change() {
    let mut desk = Desk::new(&["Acme", "Bolt", "Core"]);
    desk.press("e ctrl-n");
    assert_eq!(
        (desk.form().name().as_str(), desk.writes.len()),
        ("Bolt", 0)
    );
    desk.press("\"! ctrl-n");
    assert_eq!(
        (desk.form().name().as_str(), desk.writes.len()),
        ("Core", 1)
    );
    desk.press("ctrl-n");
    assert!(desk.model.form().is_none(), "there is no next one");
    assert!(desk.said().contains("last customer"), "{}", desk.said());
    assert!(desk.disk.is_empty(), "nothing was left behind as a draft");
}

#[test]
fn leaving_keeps_a_draft_and_editing_goes_on_with_it() {
    let mut desk = Desk::new(&["Acme", "Bolt"]);
    desk.press("e \"! Esc");
    assert!(desk.said().contains("Draft of Acme! kept: e goes on"));
    assert!(desk.disk.values().any(|draft| draft.of == Some(1)));
    let mut again = Desk::with(desk.world.clone(), desk.disk.clone());
    assert!(again.said().starts_with("1 draft kept"));
    again.press("e");
    assert_eq!(again.form().name(), "Acme!");
    again.press("ctrl-x Enter");
    assert!(
        again.model.form().is_some(),
        "the safe answer is the default"
    );
    again.press("ctrl-x y");
    assert!(again.model.form().is_none() && again.disk.is_empty());
}

#[test]
fn typing_back_to_what_it_was_leaves_no_draft() {
    let mut desk = Desk::new(&["Acme"]);
    desk.press("e \"! Backspace Esc");
    assert!(desk.disk.is_empty() && desk.model.layers.is_empty());
}

#[test]
fn a_new_customer_needs_a_name_and_keeps_its_request_on_every_try() {
    let mut desk = Desk::new(&[]);
    desk.press("n ctrl-s");
    assert!(desk.writes.is_empty() && desk.said().contains("One field"));
    assert_eq!(desk.form().problem(desk.form().focus), Some("is needed"));
    desk.press("\"Neu ctrl-s");
    let made = |write: &Cmd| match set(write).steps.remove(0) {
        Step::Create { record, request_id } => (record, request_id),
        step => panic!("{step:?}"),
    };
    let (record, first) = made(&desk.writes[0]);
    assert_eq!(
        (record.name(), record.text("statusName")),
        ("Neu", "Active")
    );
    assert_eq!(record.text("assigneeObjectRefName"), "Ada");
    desk.answer(|write| refused(write, "no such status"));
    assert_eq!(desk.form().refused.as_deref(), Some("no such status"));
    desk.answer(given_up);
    desk.press("ctrl-s");
    assert_eq!(made(&desk.writes[0]).1, first);
    desk.land();
    assert!(desk.disk.is_empty());
}

/// A set was given up, as it was asked for.
fn given_up(write: &Cmd) -> Outcome {
    let Cmd::DropSet { set: id, keep, .. } = write else {
        panic!("{write:?}")
    };
    assert_eq!((id.as_str(), keep.is_some()), ("set", true));
    let edit = Cmd::Commit {
        ticket: super::ticket(write),
        action: Action::Edit,
        steps: Vec::new(),
        draft: None,
        replaces: None,
    };
    verdict(&edit, vec![Standing::Dropped])
}

#[test]
fn what_the_server_refuses_opens_again_with_the_reason() {
    let mut desk = Desk::new(&["Acme"]);
    desk.press("e \"! ctrl-s");
    desk.answer(|write| refused(write, "no such name."));
    assert_eq!(desk.form().refused.as_deref(), Some("no such name"));
    assert_eq!(desk.form().name(), "Acme!");
    assert_eq!(desk.said(), "Acme! was not saved: no such name");
    desk.answer(given_up);
    assert_eq!(
        desk.said(),
        "Acme! was not saved: no such name",
        "and nothing else"
    );
}

#[test]
fn nothing_opens_over_what_a_person_is_doing() {
    let mut desk = Desk::new(&["Acme", "Bolt"]);
    desk.press("e \"! ctrl-s j e \"x");
    desk.answer(|write| refused(write, "no"));
    assert_eq!(desk.form().of, Some(2));
    assert!(
        desk.said().contains("waits in the outbox (o)"),
        "{}",
        desk.said()
    );
    assert!(desk.writes.is_empty(), "it is not given up");
}

#[test]
fn the_form_stays_until_it_is_on_disk_and_keys_wait_for_what_comes_after_it() {
    let mut desk = Desk::new(&["Acme", "Bolt"]);
    desk.is_slow = true;
    desk.press("e \"! ctrl-s j e \"x");
    desk.tell(Msg::Paste("y".to_owned()));
    assert_eq!(desk.form().name(), "Acme!");
    desk.journal();
    assert_eq!(
        (desk.form().of, desk.form().name()),
        (Some(2), "Boltxy".to_owned())
    );
}

#[test]
fn what_cannot_be_written_down_stays_in_its_form() {
    let mut desk = Desk::new(&["Acme"]);
    desk.is_slow = true;
    desk.press("e \"! ctrl-s q");
    desk.answer(|_| failed("the disk is full"));
    assert_eq!(desk.form().name(), "Acme!");
    assert_eq!(
        desk.said(),
        "Acme! was not saved: the disk is full. The form stays as it is"
    );
    assert!(!desk.model.leaving && desk.disk.contains_key("edit-1-run"));
}

#[test]
fn what_is_typed_on_after_a_save_is_a_draft_of_its_own() {
    let mut desk = Desk::new(&["Acme"]);
    desk.press("e \"! ctrl-s e \"? Esc");
    desk.land();
    assert_eq!(desk.disk["edit-1-run"].name, "Acme!?");
}

#[test]
fn undo_takes_back_words_and_removed_elements() {
    let mut desk = Desk::new(&["Acme"]);
    desk.press("e \"xyz ctrl-z");
    assert_eq!(desk.form().name(), "Acme");
    desk.press("ctrl-y");
    assert_eq!(desk.form().name(), "Acmexyz");
    desk.press("ctrl-z");
    desk.focus("phoneNumbers");
    desk.press("ctrl-d");
    assert_eq!(desk.form().differences()[0].to, "");
    desk.press("ctrl-z");
    assert!(!desk.form().is_changed());
}

#[test]
fn a_value_that_is_not_in_its_list_stays_unless_another_is_chosen() {
    let mut desk = Desk::new(&["Acme"]);
    let mut odd = Customer::clone(&desk.world[&1]);
    odd.set("statusName", json!("Gone"));
    odd.set("statusId", json!("77"));
    desk.world.insert(1, Arc::new(odd));
    desk.tell(Msg::Sync(Sync::Fresh));
    desk.press("e \"! Tab Tab Enter");
    let Some(Layer::Picker(picker)) = desk.model.layers.last() else {
        panic!()
    };
    assert_eq!(picker.matching()[picker.cursor].note, "not in list");
    desk.press("Enter ctrl-s");
    let sent = changes(&desk.writes[0]);
    assert_eq!(
        sent.iter().map(|c| c.field.as_str()).collect::<Vec<_>>(),
        ["customerName"]
    );
}

#[test]
fn a_control_character_is_in_sight_and_stays_where_nobody_took_it_out() {
    let mut desk = Desk::new(&["O\u{1b}dd"]);
    desk.press("e");
    assert_eq!(desk.form().name(), "O␛dd");
    assert!(!desk.form().is_changed());
    desk.press("\"! ctrl-s");
    assert_eq!(
        changes(&desk.writes[0])[0].to["customerName"],
        json!("O\u{1b}dd!")
    );
    desk.land();
    desk.press("e ctrl-u \"Odd ctrl-s");
    assert_eq!(changes(&desk.writes[0])[0].to["customerName"], json!("Odd"));
}

#[test]
fn a_paste_is_one_step_and_never_saves() {
    let mut desk = Desk::new(&["Acme"]);
    desk.press("e");
    desk.tell(Msg::Paste("a\r\nb\u{13}\u{1b}[A".to_owned()));
    assert_eq!(desk.form().name(), "Acmea b[A");
    assert!(desk.writes.is_empty());
    desk.press("ctrl-z");
    assert!(!desk.form().is_changed());
}

#[test]
fn a_hangup_keeps_what_is_typed() {
    let mut desk = Desk::new(&["Acme"]);
    desk.press("e \"!");
    desk.disk.clear();
    desk.tell(Msg::Hangup);
    assert!(desk.quit && desk.disk.values().any(|draft| draft.of == Some(1)));
}

#[test]
fn while_leaving_only_a_second_quit_is_heard() {
    for again in ["q", "ctrl-c"] {
        let mut desk = Desk::new(&["Acme"]);
        desk.press("e \"! ctrl-s q");
        assert!(std::mem::take(&mut desk.quit) && desk.model.leaving);
        desk.press("e n /");
        desk.tell(Msg::Paste("x".to_owned()));
        desk.tell(Msg::Hangup);
        assert!(desk.model.layers.is_empty() && !desk.quit);
        desk.press(again);
        assert!(desk.quit, "{again}");
    }
}

#[test]
fn any_json_is_a_draft_that_does_not_panic() {
    for form in [
        json!(null),
        json!([1]),
        json!({"base": 7}),
        json!({"base": {}, "typed": {"customerName": 7, "nonsense": [1], "phoneNumbers": [{"origin": -1}]}, "focus": {"field": "phoneNumbers", "at": [9, 9], "cursor": -4}}),
    ] {
        let draft = Draft {
            key: "edit".into(),
            of: Some(1),
            name: "x".to_owned(),
            form,
        };
        let mut desk = Desk::with(
            BTreeMap::from([(1, record(1, "Acme"))]),
            BTreeMap::from([("edit".to_owned(), draft)]),
        );
        desk.press("e \"y Tab \"z ctrl-z Esc");
    }
}

fn any_key() -> impl Strategy<Value = Key> {
    let codes = vec![
        Code::Enter,
        Code::Esc,
        Code::Tab,
        Code::BackTab,
        Code::Backspace,
        Code::Delete,
        Code::Up,
        Code::Down,
        Code::Left,
        Code::Right,
        Code::Home,
        Code::End,
        Code::PageUp,
        Code::PageDown,
        Code::F(1),
        Code::F(7),
        Code::F(8),
    ];
    prop_oneof![
        4 => prop::sample::select("abcdefghjkmnoqrstuvxyGHJKU/? 019+<>:é日\u{301}".chars().collect::<Vec<_>>()).prop_map(Key::char),
        4 => prop::sample::select(codes).prop_map(Key::plain),
        2 => prop::sample::select("acdeknrsuwxyz".chars().collect::<Vec<_>>()).prop_map(Key::ctrl),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn whatever_is_pressed_nothing_panics_and_every_open_form_is_on_disk(
        keys in prop::collection::vec((any_key(), 0_u8..12), 1..120),
        size in (0_u16..130, 0_u16..45),
    ) {
        let mut desk = Desk::new(&["Acme", "Bolt", "Čapek", "日本"]);
        desk.tell(Msg::Resize { width: size.0, height: size.1 });
        for (key, chance) in keys {
            desk.tell(Msg::Key(key));
            if chance == 0 && !desk.writes.is_empty() {
                desk.answer(|_| failed("no"));
            }
            if matches!(desk.writes.first(), Some(Cmd::Commit { .. })) {
                match chance {
                    1 => desk.land(),
                    2 => desk.answer(|write| refused(write, "no")),
                    3 => desk.answer(|write| waits(write, "no")),
                    _ => {}
                }
            }
            if chance == 4 {
                desk.tell(Msg::Changed);
            }
            if let Some(form) = desk.model.form() && form.is_changed() {
                let kept = desk.disk.get(&form.draft().key).map(|draft| draft.form["typed"].clone());
                prop_assert_eq!(kept, Some(form.draft().form["typed"].clone()));
                if form.hand.is_some() {
                    continue;
                }
                let again = Form::from_draft(&form.draft(), &desk.model.catalog, &desk.model.fields).unwrap();
                prop_assert_eq!(again.draft(), form.draft());
                prop_assert_eq!(again.changes(), form.changes());
            }
        }
    }
}

#[test]
fn a_long_note_shows_its_beginning_until_it_has_the_focus() {
    let mut acme = (*record(1, "Acme")).clone();
    let text: Vec<String> = (1..=30).map(|n| format!("line {n}")).collect();
    acme.set("description", json!(text.join("\n")));
    let mut desk = Desk::with(BTreeMap::from([(1, Arc::new(acme))]), BTreeMap::new());
    desk.press("e");
    let first_in_sight = |desk: &Desk| {
        let form = desk.form();
        let lines = form.lines(80);
        let part = lines.iter().find_map(|line| match line {
            FormLine::Note {
                stop, line, part, ..
            } => Some(form.note_text(*stop, *line, part).0),
            _ => None,
        });
        part.unwrap()
    };
    assert_eq!(first_in_sight(&desk), "line 1");
    desk.focus("description");
    assert_ne!(first_in_sight(&desk), "line 1", "the cursor is at the end");
}

#[test]
fn letters_beside_the_fields_lead_there() {
    let mut desk = Desk::new(&["Acme"]);
    desk.press("e \"! ctrl-g");
    let all = crate::app::labels::labelled(desk.form());
    let (label, stop) = all.last().unwrap().clone();
    assert_eq!(label.len(), 2, "more fields than letters");
    desk.press(&format!("\"{label}"));
    assert_eq!(desk.form().focus, stop);
    assert_eq!(desk.form().name(), "Acme!", "no letter of it is typed");
    // Backspace takes a letter back, and then the letters away.
    desk.press("ctrl-g \"a Backspace Backspace");
    assert_eq!(desk.form().focus, stop);
    assert_eq!(desk.model.layers.len(), 1);
    desk.press("ctrl-g \"1");
    assert_eq!(desk.said(), "No field has the letters “1”");
    assert_eq!(desk.form().focus, stop);
}
