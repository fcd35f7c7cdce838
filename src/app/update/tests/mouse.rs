//! What the mouse does, once it is on.

use super::*;
use crate::app::layer::Layer;
use crate::app::pointer::{Click, Pointer};
use crate::app::question::Question;

fn desk(width: u16, height: u16) -> Desk {
    let mut desk = Desk::new(&["Acme", "Beta", "Gamma", "Delta"]);
    desk.tell(Msg::Resize { width, height });
    desk.press("F6");
    desk
}

impl Desk {
    fn mouse(&mut self, click: Click, x: u16, y: u16) {
        self.tell(Msg::Mouse(Pointer { click, x, y }));
    }
}

#[test]
fn it_is_off_until_it_is_turned_on_and_says_how_to_select() {
    let mut desk = Desk::new(&["Acme", "Beta"]);
    desk.mouse(Click::Press, 10, 3);
    assert_eq!(desk.model.list.cursor, 0);
    desk.press("F6");
    assert!(desk.said().contains("Shift"), "{}", desk.said());
    assert_eq!(desk.asked.last(), Some(&Cmd::Mouse(true)));
    desk.mouse(Click::Press, 10, 3);
    assert_eq!(desk.model.list.cursor, 1);
    desk.press("F6");
    assert_eq!(desk.asked.last(), Some(&Cmd::Mouse(false)));
    desk.mouse(Click::Press, 10, 2);
    assert_eq!(desk.model.list.cursor, 1);
}

#[test]
fn a_press_selects_and_a_second_one_opens() {
    let mut desk = desk(80, 24);
    desk.mouse(Click::Press, 10, 4);
    assert_eq!(desk.model.list.cursor, 2);
    // The names of the columns, and the room below the last row.
    for y in [1, 12] {
        desk.mouse(Click::Press, 10, y);
        assert_eq!(desk.model.list.cursor, 2);
    }
    desk.mouse(Click::Double, 10, 3);
    assert_eq!(desk.model.list.cursor, 1);
    assert!(matches!(desk.model.layers.last(), Some(Layer::Detail)));
}

#[test]
fn the_wheel_moves_what_lies_under_it() {
    let mut desk = desk(80, 24);
    desk.mouse(Click::WheelDown, 10, 4);
    assert_eq!(desk.model.list.cursor, 3);
    desk.mouse(Click::WheelUp, 10, 4);
    assert_eq!(desk.model.list.cursor, 0);
    desk.press("?");
    desk.tell(Msg::Resize {
        width: 80,
        height: 12,
    });
    desk.mouse(Click::WheelDown, 10, 4);
    let scrolled = matches!(desk.model.layers.last(), Some(Layer::Help { top: 3 }));
    assert!(scrolled);
}

#[test]
fn the_edge_between_list_and_detail_is_dragged() {
    let mut desk = desk(120, 40);
    desk.press("Enter");
    assert!(desk.model.is_split());
    let edge = desk.model.detail_area().x - 1;
    desk.mouse(Click::Press, edge, 10);
    desk.mouse(Click::Drag, 30, 20);
    assert_eq!(desk.model.detail_area().x - 1, 30);
    for (x, list) in [(0, 200), (119, 800)] {
        desk.mouse(Click::Drag, x, 10);
        assert_eq!(desk.model.split.list, list);
    }
    desk.mouse(Click::Release, 119, 10);
    desk.mouse(Click::Drag, 50, 10);
    assert_eq!(desk.model.split.list, 800, "it was let go");
}

#[test]
fn a_press_in_the_other_pane_takes_the_keys_there() {
    let mut desk = desk(120, 40);
    desk.press("Enter");
    let there = desk.model.detail_area().x + 2;
    desk.mouse(Click::Press, there, 5);
    assert!(matches!(desk.model.layers.last(), Some(Layer::Detail)));
    desk.mouse(Click::Press, 5, 4);
    assert!(desk.model.layers.is_empty() && desk.model.list.cursor == 2);
}

#[test]
fn a_press_goes_to_a_field_and_a_second_one_opens_its_list() {
    let mut desk = desk(80, 24);
    desk.press("e");
    desk.focus("statusName");
    let stop = desk.form().focus;
    let lines = desk.form().lines(80);
    let line = desk.form().focus_line(&lines) - desk.form().top;
    let y = desk.model.body().y + u16::try_from(line).unwrap();
    desk.press("Tab Tab");
    desk.mouse(Click::Press, 30, y);
    assert_eq!(desk.form().focus, stop);
    desk.mouse(Click::Double, 30, y);
    assert!(matches!(desk.model.layers.last(), Some(Layer::Picker(_))));
    desk.mouse(Click::Press, 0, 2);
    assert!(matches!(desk.model.layers.last(), Some(Layer::Edit(_))));
}

#[test]
fn a_press_while_a_text_is_in_the_editor_is_none_of_ours() {
    let mut desk = desk(80, 24);
    desk.press("e ctrl-e");
    let before = desk.form().focus;
    desk.mouse(Click::Press, 30, 8);
    assert_eq!(desk.form().focus, before);
}

#[test]
fn every_list_is_chosen_from_with_the_mouse() {
    // Drafts: the newest stands first.
    let mut desk = desk(80, 24);
    desk.press("e \"! Esc j e \"? Esc D");
    desk.mouse(Click::Press, 10, 2);
    assert!(matches!(desk.model.layers.last(), Some(Layer::Drafts(shelf)) if shelf.cursor == 1));
    desk.mouse(Click::Press, 10, 3);
    assert!(matches!(desk.model.layers.last(), Some(Layer::Drafts(shelf)) if shelf.cursor == 1));
    desk.mouse(Click::Double, 10, 2);
    assert_eq!(desk.form().of, Some(1));
    // Its question: a press chooses the answer, a second one gives it.
    desk.press("ctrl-x");
    let asked = |desk: &Desk| match desk.model.layers.last() {
        Some(Layer::Confirm(asked)) => Question::of(asked, desk.model.body()),
        _ => panic!("nothing is asked"),
    };
    let laid = asked(&desk);
    desk.mouse(Click::Press, laid.yes.x, laid.yes.y);
    assert!(matches!(desk.model.layers.last(), Some(Layer::Confirm(asked)) if asked.on_yes));
    desk.mouse(Click::Press, laid.yes.x, laid.yes.y + 1);
    desk.mouse(Click::Press, laid.no.x, laid.no.y);
    assert!(matches!(desk.model.layers.last(), Some(Layer::Confirm(asked)) if !asked.on_yes));
    desk.mouse(Click::Double, laid.yes.x, laid.yes.y);
    assert_eq!(desk.said(), "Discarded");
    assert_eq!(desk.disk.len(), 1);
}

#[test]
fn the_trash_and_what_was_done_are_chosen_from_with_the_mouse() {
    let mut desk = desk(80, 24);
    desk.trash = [8, 9]
        .map(|id| Trashed {
            record: Customer::clone(&record(id, &format!("Gone {id}"))),
            at: String::new(),
            who: String::new(),
        })
        .to_vec();
    desk.press("t");
    desk.mouse(Click::Press, 10, 3);
    assert!(matches!(desk.model.layers.last(), Some(Layer::Trash(trash)) if trash.cursor.at == 1));
    desk.mouse(Click::Press, 10, 4);
    assert!(desk.writes.is_empty());
    desk.mouse(Click::Double, 10, 3);
    assert!(matches!(
        &set(&desk.writes[0]).steps[..],
        [Step::Restore { id: 9, .. }]
    ));
}
