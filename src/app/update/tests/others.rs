//! What others do meanwhile: to the customer in an open form, to the list, and to what is on its way.

use std::sync::Arc;

use serde_json::json;

use super::{Desk, changes, record, set, verdict};
use crate::app::msg::Msg;
use crate::customer::changeset::{Standing, Step};

#[test]
fn an_open_form_says_what_somebody_else_did_meanwhile() {
    let mut desk = Desk::new(&["Acme"]);
    desk.press("e \"!");
    assert_eq!(desk.watched, Some(1));
    let acme = Arc::make_mut(desk.world.get_mut(&1).unwrap());
    acme.set("skypeName", json!("theirs"));
    acme.set("lastUpdatedByName", json!("anna"));
    desk.tell(Msg::Changed);
    let met = desk.form().met.sentence();
    assert_eq!(met.as_deref(), Some("Skype was changed by anna meanwhile"));
    let acme = Arc::make_mut(desk.world.get_mut(&1).unwrap());
    acme.set("website", json!("mine.example"));
    acme.set("lastUpdatedByName", json!("ada"));
    desk.tell(Msg::Changed);
    let met = desk.form().met.sentence();
    assert_eq!(
        met.as_deref(),
        Some("Skype and Website were changed by anna and you elsewhere meanwhile")
    );
    assert_eq!(desk.form().name(), "Acme!", "what was typed stays");
    desk.press("ctrl-s");
    let fields: Vec<String> = changes(&desk.writes[0])
        .into_iter()
        .map(|c| c.field)
        .collect();
    assert_eq!(fields, ["customerName"]);
    assert_eq!(desk.watched, None, "the form is closed");
}

#[test]
fn a_customer_that_goes_while_its_form_is_open_is_told() {
    let mut desk = Desk::new(&["Acme", "Bolt"]);
    desk.press("e \"!");
    desk.world.remove(&1);
    desk.tell(Msg::Changed);
    assert!(desk.form().met.gone && desk.form().name() == "Acme!");
}

/// Acme's form with something typed in it, when somebody else has deleted Acme.
fn gone() -> Desk {
    let mut desk = Desk::new(&["Acme", "Bolt"]);
    desk.press("e \"!");
    desk.world.remove(&1);
    desk.tell(Msg::Changed);
    desk.press("ctrl-s");
    assert!(desk.writes.is_empty(), "nothing is sent before it is said");
    desk
}

#[test]
fn what_was_typed_about_a_customer_that_is_gone_restores_it() {
    let mut desk = gone();
    desk.press("Enter");
    let set = set(&desk.writes[0]);
    let [
        Step::Restore { id: 1, name },
        Step::Edit { id: 1, changes, .. },
    ] = set.steps.as_slice()
    else {
        panic!("{set:?}")
    };
    assert_eq!((name.as_str(), changes.len()), ("Acme", 1));
    let done = || Standing::Done { id: 1, note: None };
    desk.answer(|write| verdict(write, vec![done(), done()]));
    assert_eq!(desk.said(), "Restored and saved Acme! · u undoes");
    assert!(desk.disk.is_empty() && desk.model.form().is_none());
}

#[test]
fn what_was_typed_about_a_customer_that_is_gone_becomes_a_new_one_or_stays() {
    let mut desk = gone();
    desk.press("Down Enter");
    let made = set(&desk.writes[0]);
    assert!(
        matches!(made.steps.as_slice(), [Step::Create { record, .. }] if record.name() == "Acme!"),
        "{made:?}"
    );
    desk.land();
    assert!(desk.disk.is_empty());

    let mut desk = gone();
    desk.press("Esc");
    assert_eq!(desk.form().name(), "Acme!", "who closes it goes on typing");
    desk.press("ctrl-s Down Down Enter");
    assert!(desk.writes.is_empty() && desk.model.form().is_none());
    assert_eq!(desk.disk["edit-1-run"].name, "Acme!");
    desk.press("D Enter");
    assert!(desk.form().met.gone && desk.form().name() == "Acme!");
}

#[test]
fn a_save_that_met_a_deleted_customer_opens_again_and_asks() {
    let mut desk = Desk::new(&["Acme", "Bolt"]);
    desk.press("e \"! ctrl-s");
    desk.world.remove(&1);
    desk.answer(|write| {
        let why = "customer 1 is not there".to_owned();
        verdict(write, vec![Standing::Refused { why, gone: true }])
    });
    assert!(desk.form().met.gone && desk.form().name() == "Acme!");
    desk.writes.clear();
    desk.press("ctrl-s Enter");
    assert_eq!(set(&desk.writes[0]).steps.len(), 2);
}

#[test]
fn what_others_do_moves_neither_the_cursor_nor_an_unanswered_save() {
    let mut desk = Desk::new(&["Acme", "Bolt", "Cord"]);
    desk.press("j e \"! ctrl-s");
    desk.world.remove(&1);
    desk.tell(Msg::Changed);
    assert_eq!(
        desk.model.list.row(2).unwrap().name(),
        "Bolt!",
        "no flicker to the old value"
    );
    desk.land();
    assert_eq!(
        (desk.model.list.current(), &*desk.model.list.ids),
        (Some(2), &[2, 3][..])
    );
    desk.world.insert(4, record(4, "Dash"));
    desk.tell(Msg::Changed);
    assert_eq!(
        (desk.model.list.current(), desk.model.list.ids.len()),
        (Some(2), 3)
    );
}
