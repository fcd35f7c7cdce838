//! What keys do on the search line.

use std::sync::Arc;

use super::Desk;
use crate::app::hint;
use crate::app::layer::Layer;
use crate::app::msg::{Msg, Outcome, Problem};
use crate::app::ticket::Slot;

fn line(desk: &Desk) -> &str {
    desk.model.list.prompt.text()
}

#[test]
fn what_cannot_be_read_is_said_and_the_rows_stay() {
    let mut desk = Desk::new(&["Acme", "Bolt"]);
    desk.press("/ \"b");
    let before = desk.model.list.ids.clone();
    let ticket = desk.model.tickets.ask(Slot::List);
    let problem = Problem {
        at: 0..1,
        text: "expected a value".to_owned(),
        unfinished: false,
    };
    desk.tell(Msg::Done {
        ticket,
        outcome: Outcome::Found {
            ids: Arc::from([]),
            total: 0,
            near: 0,
            problem: Some(problem.clone()),
        },
    });
    assert_eq!(desk.model.list.ids, before);
    assert_eq!(desk.model.list.problem, Some(problem));
    desk.press("Enter");
    assert!(desk.kept.is_empty(), "what cannot be read is not kept");
    desk.press("/ \"o");
    assert_eq!(desk.model.list.problem, None);
}

#[test]
fn a_search_is_remembered_and_comes_back_with_the_arrows() {
    let mut desk = Desk::new(&["Acme", "Bolt"]);
    desk.press("/ \"acme Enter Esc / \"bolt Enter Esc");
    assert_eq!(desk.kept, ["acme", "bolt"]);
    desk.press("/ ↑");
    assert_eq!(line(&desk), "bolt");
    desk.press("↑");
    assert_eq!((line(&desk), &*desk.model.list.ids), ("acme", &[1][..]));
    desk.press("↓ ↓");
    assert_eq!((line(&desk), desk.model.list.ids.len()), ("", 2));
}

#[test]
fn the_arrows_move_in_the_list_while_something_is_typed() {
    let mut desk = Desk::new(&["Acme", "Adobe"]);
    desk.press("/ \"a ↓");
    assert_eq!((line(&desk), desk.model.list.cursor), ("a", 1));
}

#[test]
fn an_earlier_search_is_found_by_scattered_letters() {
    let mut desk = Desk::new(&["Acme"]);
    desk.press("/ \"volks Enter Esc / \"acme Enter Esc / ctrl-r \"vks");
    let Some(Layer::Picker(picker)) = desk.model.layers.last() else {
        panic!()
    };
    assert_eq!(picker.matching()[0].name, "volks");
    desk.press("Enter");
    assert_eq!(line(&desk), "volks");
}

#[test]
fn what_stands_in_the_line_does_not_narrow_the_earlier_searches() {
    let mut desk = Desk::new(&["Acme"]);
    desk.press("/ \"volks Enter Esc / \"acme ctrl-r");
    let Some(Layer::Picker(picker)) = desk.model.layers.last() else {
        panic!()
    };
    assert_eq!(picker.matching()[0].name, "volks");
}

#[test]
fn tab_completes_a_field_and_then_its_values() {
    let mut desk = Desk::new(&["Acme"]);
    desk.press("/ \"statu Tab");
    assert_eq!(line(&desk), "status:");
    let offers = desk.model.list.prompt.offers();
    let labels: Vec<&str> = offers.iter().map(|offer| offer.text.as_str()).collect();
    assert_eq!(labels, ["Active", "Prospect", "none", "any"]);
    desk.press("\"p Enter");
    assert_eq!(line(&desk), "status:Prospect ");
    desk.press("\"x Tab Esc");
    assert!(matches!(
        desk.model.layers.last(),
        None | Some(Layer::Search)
    ));
}

#[test]
fn closing_the_offers_leaves_the_search_open() {
    let mut desk = Desk::new(&["Acme"]);
    desk.press("/ \"status: Tab Esc");
    assert_eq!((line(&desk), desk.model.layers.len()), ("status:", 1));
    let hints = hint::hints(&desk.model);
    assert!(hints.iter().any(|hint| hint.label == "complete"));
}

#[test]
fn the_line_is_edited_as_a_shell_edits_its_own() {
    let mut desk = Desk::new(&["Acme"]);
    desk.press("/ \"one Space \"two ctrl-w ctrl-a ctrl-y");
    assert_eq!(line(&desk), "twoone ");
    desk.press("ctrl-e ctrl-u ctrl-y ctrl-z");
    assert_eq!(line(&desk), "");
    desk.press("ctrl-z");
    assert_eq!(line(&desk), "twoone ");
    desk.press("ctrl-a alt-d");
    assert_eq!(line(&desk), " ");
}

#[test]
fn the_detail_says_what_the_search_found_it_by() {
    let mut desk = Desk::new(&["Acme"]);
    desk.press("/");
    let ticket = desk.model.tickets.ask(Slot::List);
    desk.model.list.search.text = "acme old".to_owned();
    desk.tell(Msg::Done {
        ticket,
        outcome: Outcome::Found {
            ids: Arc::from([1]),
            total: 1,
            near: 0,
            problem: None,
        },
    });
    let found = &desk.model.list.reasons[&1][0];
    assert_eq!(
        (found.label.as_str(), found.text.as_str()),
        ("Skype", "old")
    );
    let sheet = format!("{:?}", desk.model.sheet().first());
    assert!(
        sheet.contains("Matched") && sheet.contains("Skype: old"),
        "{sheet}"
    );
    let skype = vec!["skypeName".to_owned(), "customerName".to_owned()];
    desk.model.list.columns = crate::app::column::Columns::new(skype, &desk.model.fields);
    let resized = Msg::Resize {
        width: 90,
        height: 24,
    };
    desk.tell(resized);
    assert_eq!(
        desk.model.list.reasons.get(&1),
        Some(&Vec::new()),
        "it is in sight"
    );
}

#[test]
fn who_is_opened_is_worked_with_and_who_is_passed_by_is_not() {
    let mut desk = Desk::new(&["Acme", "Bolt", "Cord"]);
    desk.press("j j k");
    assert!(desk.used.is_empty());
    desk.press("Enter");
    assert_eq!(desk.used, [2]);
    desk.press("J Esc k e Esc");
    assert_eq!(desk.used, [2, 3, 2]);
}
