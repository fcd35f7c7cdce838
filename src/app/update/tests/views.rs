//! What keys do with columns, orders, views and counts.

use super::{Desk, failed, record, update};
use crate::app::cmd::Cmd;
use crate::app::key::Key;
use crate::app::layer::Layer;
use crate::app::msg::{Msg, Problem};
use crate::query::{Sort, View};

fn names(desk: &Desk) -> Vec<&str> {
    let saved = desk.model.views.saved.iter();
    saved.map(|view| view.name.as_str()).collect()
}

fn columns(desk: &Desk) -> Vec<&str> {
    let names = desk.model.list.columns.names().iter();
    names.map(String::as_str).collect()
}

#[test]
fn a_view_is_the_search_the_columns_and_the_order() {
    let mut desk = Desk::new(&["Acme", "Bolt"]);
    desk.press("/ \"bolt Enter s \"status Enter c Enter Esc v a \"Mine Enter Esc");
    assert_eq!(names(&desk), ["Mine"]);
    desk.press("0");
    assert_eq!(desk.model.list.ids.len(), 2);
    desk.press("1");
    assert_eq!(desk.model.list.prompt.text(), "bolt");
    assert_eq!(&*desk.model.list.ids, [2]);
    assert_eq!(desk.model.list.search.sort, Sort::by("statusName", false));
    assert_eq!(columns(&desk)[0], "customerName");
    let mut again = Desk::new(&["Acme", "Bolt"]);
    again.views = desk.views.clone();
    let cmds = again.model.start();
    again.serve(cmds);
    assert_eq!(names(&again), ["Mine"]);
}

#[test]
fn a_column_that_is_changed_is_kept_with_the_view_that_is_shown() {
    let mut desk = Desk::new(&["Acme"]);
    desk.press("v a \"One Enter Esc v a \"Two Enter Esc");
    desk.press("1 c Enter Esc 2");
    assert_eq!(columns(&desk)[0], "customerNumber");
    desk.press("1");
    assert_eq!(columns(&desk)[0], "customerName");
    let kept = desk.views.iter().find(|view| view.name == "One");
    assert!(kept.is_some_and(|view| view.columns[0] == "customerName"));
}

#[test]
fn columns_are_moved_and_ticked() {
    let mut desk = Desk::new(&["Acme"]);
    desk.press("c > \"website Enter Esc");
    let columns = columns(&desk);
    assert_eq!(columns[..2], ["customerName", "customerNumber"]);
    assert_eq!(columns.last(), Some(&"website"));
}

/// What the head of the names says, and whether the order was chosen.
fn order(desk: &Desk) -> (Option<String>, bool) {
    let list = &desk.model.list;
    (list.sign("customerName"), list.search.sorted)
}

#[test]
fn the_best_match_is_an_order_that_is_left_and_come_back_to() {
    let said = |text: &str, chosen| (Some(text.to_owned()), chosen);
    let mut desk = Desk::new(&["Acme", "Bolt"]);
    assert_eq!(order(&desk), said("▲", false));
    desk.press("/ \"bolt Enter");
    assert_eq!(order(&desk), said("· best match", false));
    desk.press("v a \"Mine Enter Esc s \"name Enter");
    assert_eq!(
        order(&desk),
        said("▲", true),
        "what is chosen begins with A"
    );
    desk.press("0 1");
    assert_eq!(
        order(&desk),
        said("▲", true),
        "the view keeps that it was chosen"
    );
    assert!(desk.views.iter().any(|view| view.sorted));
    desk.press("s Enter");
    assert_eq!(
        order(&desk),
        said("▼", true),
        "the same once more turns it round"
    );
    desk.press("s \"best Enter");
    assert_eq!(order(&desk), said("· best match", false));
    desk.press("s \"status +");
    assert_eq!(desk.model.list.search.sort, Sort::by("statusName", false));
    desk.press("+ + Esc");
    assert_eq!(
        order(&desk),
        said("· best match", false),
        "an order of nothing"
    );
}

#[test]
fn an_order_that_no_column_shows_is_said_in_words() {
    let mut desk = Desk::new(&["Acme"]);
    let unseen = |desk: &Desk, width| desk.model.list.unseen_order(width, &desk.model.fields);
    assert_eq!(unseen(&desk, 80), None);
    desk.press("s \"website Enter s \"website Enter");
    let said = unseen(&desk, 80);
    assert!(
        said.as_ref()
            .is_some_and(|said| said == "sorted by Website ▼"),
        "{said:?}"
    );
    desk.press("s \"city Enter");
    assert_eq!(unseen(&desk, 120), None);
    assert_eq!(unseen(&desk, 40).as_deref(), Some("sorted by City ▲"));
}

#[test]
fn an_order_has_several_keys() {
    let mut desk = Desk::new(&["Acme"]);
    let keys = |desk: &Desk| {
        let keys = desk.model.list.search.sort.keys();
        keys.map(|(field, down)| format!("{}{field}", if down { "-" } else { "" }))
            .collect::<Vec<_>>()
            .join(" ")
    };
    desk.press("s \"city Enter s \"status +");
    assert_eq!(keys(&desk), "city statusName");
    desk.press("+");
    assert_eq!(keys(&desk), "city -statusName");
    desk.press("Space");
    assert_eq!(keys(&desk), "city");
    desk.press("Esc s Enter");
    assert_eq!(keys(&desk), "-city");
    desk.press("s \"status + Enter");
    assert_eq!(keys(&desk), "-city statusName", "Enter closes behind +");
    assert!(desk.model.layers.is_empty());
    desk.press("s \"status + ↓ ↑ Enter");
    assert_eq!(keys(&desk), "statusName", "elsewhere it sets that alone");
}

#[test]
fn views_are_renamed_moved_and_brought_back() {
    let mut desk = Desk::new(&["Acme"]);
    desk.press("v a \"A Enter a \"B Enter K r \"2 Enter d");
    assert_eq!(names(&desk), ["A"]);
    assert!(
        desk.said().contains("“B2”: u takes it back"),
        "{}",
        desk.said()
    );
    desk.press("u u u");
    assert_eq!(names(&desk), ["A", "B"]);
    desk.press("a \"A Enter");
    assert_eq!(names(&desk), ["A", "B"], "a name is used once");
}

#[test]
fn the_list_takes_a_view_back_where_that_was_done_last() {
    let mut desk = Desk::new(&["Acme"]);
    desk.press("v a \"A Enter d Esc");
    assert_eq!(names(&desk), [""; 0]);
    desk.press("u");
    assert_eq!((names(&desk), desk.writes.len()), (vec!["A"], 0));
    assert_eq!(desk.views.last().map(|view| view.name.as_str()), Some("A"));
    desk.press("U");
    assert_eq!((names(&desk), desk.writes.len()), (vec![], 0));
    desk.press("u e \"! ctrl-s");
    desk.is_slow = true;
    desk.press("u");
    assert!(matches!(desk.writes.last(), Some(Cmd::Undo { .. })));
    assert_eq!(names(&desk), ["A"], "the customer was changed last");
    desk.press("U");
    assert!(matches!(desk.writes.last(), Some(Cmd::Redo { .. })));
}

#[test]
fn a_search_that_cannot_be_read_does_not_become_a_view() {
    let mut desk = Desk::new(&["Acme"]);
    desk.press("v a \"A Enter");
    desk.model.list.problem = Some(Problem {
        at: 0..1,
        text: "expected a value".to_owned(),
        unfinished: false,
    });
    let why = "A search that cannot be read cannot be saved";
    desk.press("o");
    assert_eq!(desk.said(), why);
    desk.press("a");
    assert_eq!(desk.said(), why);
    desk.press("\"dd Enter");
    assert_eq!(desk.said(), why);
    assert_eq!(names(&desk), ["A"], "what was typed is no key");
    desk.press("Esc Esc");
    assert!(desk.model.layers.is_empty());
}

#[test]
fn the_list_of_views_shows_what_was_changed_elsewhere() {
    let mut desk = Desk::new(&["Acme"]);
    desk.press("v a \"A Enter a \"B Enter Esc");
    desk.views.retain(|view| view.name != "A");
    desk.press("v");
    assert_eq!(names(&desk), ["B"]);
    assert_eq!(desk.model.views.place(), 1, "B is shown as before");
    desk.press("u");
    assert_eq!(names(&desk), ["B"], "what went elsewhere stays away");
}

#[test]
fn escape_leads_from_a_search_to_the_view_and_from_there_to_everything() {
    let mut desk = Desk::new(&["Acme", "Bolt", "Bolton"]);
    desk.press("/ \"bolt Enter v a \"Bolts Enter Esc / \"on Enter");
    assert_eq!(desk.model.list.ids.len(), 1);
    desk.press("Esc");
    assert_eq!(desk.model.list.prompt.text(), "bolt");
    desk.press("Esc");
    assert_eq!(
        (desk.model.list.ids.len(), desk.model.views.place()),
        (3, 0)
    );
}

#[test]
fn a_count_narrows_the_search_to_its_value() {
    let mut desk = Desk::new(&["Acme"]);
    desk.press("/ \"acme Enter f Enter");
    assert_eq!(desk.model.list.prompt.text(), "acme status:=Active");
    desk.press("Esc");
    let ids: std::sync::Arc<[i64]> = std::sync::Arc::from([1]);
    assert_eq!(desk.model.list.ids, ids);
    desk.press("f Tab Esc");
    assert!(desk.model.layers.is_empty());
}

#[test]
fn the_next_customer_is_reached_from_the_form_and_what_was_typed_stays() {
    let mut desk = Desk::new(&["Acme", "Bolt"]);
    desk.press("e \"! F8");
    assert_eq!(desk.form().of, Some(2));
    assert!(desk.disk.values().any(|draft| draft.of == Some(1)));
    desk.press("F7");
    assert_eq!(
        (desk.form().of, desk.form().name().as_str()),
        (Some(1), "Acme!")
    );
}

#[test]
fn picking_answers_with_the_customer_under_the_cursor() {
    let mut desk = Desk::new(&["Acme", "Bolt"]);
    desk.model.picking = true;
    desk.press("j Enter");
    assert_eq!((desk.picked, desk.quit), (Some(2), true));
}

#[test]
fn picking_begins_in_the_search_and_enter_takes_the_first_of_what_was_typed() {
    let mut desk = Desk::new(&["Acme", "Bolt"]);
    desk.model.begin_picking();
    desk.press("\"bo Enter");
    assert_eq!((desk.picked, desk.quit), (Some(2), true));

    let mut desk = Desk::new(&["Acme", "Bolt"]);
    desk.model.begin_picking();
    desk.press("\"xyz Enter");
    assert_eq!((desk.picked, desk.quit), (None, false), "there is none");
    desk.press("ctrl-c");
    assert_eq!((desk.picked, desk.quit), (None, true));
}

#[test]
fn an_enter_that_comes_before_the_answer_takes_nobody_of_the_search_before() {
    let mut desk = Desk::new(&["Acme", "Bolt"]);
    desk.model.begin_picking();
    // The answer is on its way.
    let mut cmds = update(&mut desk.model, Msg::Key(Key::char('b')));
    cmds.extend(update(&mut desk.model, Msg::Key("Enter".parse().unwrap())));
    assert!(
        !cmds.iter().any(|cmd| matches!(cmd, Cmd::Pick(_))),
        "{cmds:?}"
    );
    desk.serve(cmds);
    assert_eq!((desk.picked, desk.quit), (Some(2), true));

    let mut desk = Desk::new(&["Acme", "Bolt"]);
    desk.model.begin_picking();
    let mut cmds = update(&mut desk.model, Msg::Key(Key::char('b')));
    cmds.extend(update(&mut desk.model, Msg::Key("Enter".parse().unwrap())));
    let ticket = cmds.iter().find_map(|cmd| match cmd {
        Cmd::Find { ticket, .. } => Some(*ticket),
        _ => None,
    });
    desk.tell(Msg::Done {
        ticket: ticket.unwrap(),
        outcome: failed("Not read: no way"),
    });
    assert_eq!(
        (desk.picked, desk.quit),
        (None, false),
        "it was not answered"
    );
}

#[test]
fn widths_stay_while_scrolling() {
    let mut desk = Desk::new(&[]);
    for id in 1..=200 {
        let name = if id > 100 {
            "A much longer name than those above"
        } else {
            "Short"
        };
        desk.world.insert(id, record(id, name));
    }
    desk.tell(Msg::Sync(crate::app::msg::Sync::Fresh));
    let widths = |desk: &Desk| {
        let fitting = desk.model.list.fitting(70).shown;
        fitting.iter().map(|(_, width)| *width).collect::<Vec<_>>()
    };
    let before = widths(&desk);
    desk.press("G");
    assert_eq!(widths(&desk), before);
    assert!(matches!(
        desk.model.layers.last(),
        None | Some(Layer::Detail)
    ));
}

#[test]
fn a_view_of_the_server_is_shown_and_never_changed_here() {
    let mut desk = Desk::new(&["Acme", "Bolt"]);
    let view = |name: &str, of_server| View {
        name: name.to_owned(),
        query: "bolt".to_owned(),
        of_server,
        ..View::default()
    };
    desk.views = vec![View::default(), view("Mine", false), view("Ours", true)];
    let cmds = desk.model.start();
    desk.serve(cmds);
    let before = desk.views.clone();
    for keys in ["v G r", "v G o", "v G d", "v G K", "v j J"] {
        desk.press(keys);
        assert_eq!(names(&desk), ["Mine", "Ours"], "{keys}");
        assert_eq!(desk.views, before, "{keys}");
        desk.press("Esc Esc");
    }
    desk.press("2");
    assert_eq!(&*desk.model.list.ids, [2]);
    // One's own stand in front of it, and may have its name.
    desk.press("v a \"New Enter Esc");
    assert_eq!(names(&desk), ["Mine", "New", "Ours"]);
    desk.press("v a \"Ours Enter Esc");
    assert!(!desk.model.views.is_servers(3));
}
