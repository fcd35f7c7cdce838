//! The card of a first start, the notices, and the page about rolo.

use super::Desk;
use crate::app::layer::Layer;
use crate::app::page::{Kind, Page};

fn newcomer() -> Desk {
    let mut desk = Desk::new(&["Acme", "Beta"]);
    desk.model.layers.push(Layer::Page(Page::new(Kind::Card)));
    desk
}

fn open_page(desk: &Desk) -> Option<Kind> {
    match desk.model.layers.last() {
        Some(Layer::Page(page)) => Some(page.kind),
        _ => None,
    }
}

#[test]
fn the_card_goes_with_any_key_which_counts_as_one() {
    let mut desk = newcomer();
    assert_eq!(
        super::hints(&desk),
        super::hints(&Desk::new(&["Acme", "Beta"]))
    );
    desk.press("j");
    assert_eq!((open_page(&desk), desk.model.list.cursor), (None, 1));
    let mut desk = newcomer();
    desk.press("/ \"bet");
    assert_eq!(desk.model.list.search.text, "bet");
    let mut desk = newcomer();
    // A key that does nothing takes it away as well.
    desk.press("F11");
    assert!(desk.model.layers.is_empty());
    let mut desk = newcomer();
    desk.press("q");
    assert!(desk.quit);
}

#[test]
fn what_was_said_can_be_read_again() {
    let mut desk = Desk::new(&["Acme", "Beta"]);
    desk.press("e Esc");
    desk.model.say("first");
    desk.model.fail("second");
    desk.press("j");
    assert_eq!(desk.model.notice, None);
    desk.model.notices.stamp(|| "09:41:00".to_owned());
    desk.press("\": \"notices Enter");
    assert_eq!(open_page(&desk), Some(Kind::Notices));
    let Some(Layer::Page(page)) = desk.model.layers.last() else {
        panic!("no page");
    };
    let lines = page.lines(&desk.model, 60);
    let told: Vec<&str> = lines.iter().map(|line| line.text.as_str()).collect();
    assert_eq!(told, ["✗ second", "first"]);
    assert!(lines.iter().all(|line| line.label == "09:41:00"));
    desk.press("Esc");
    assert!(desk.model.layers.is_empty());
}

#[test]
fn pages_open_from_a_form_and_leave_it_as_it_is() {
    let mut desk = Desk::new(&["Acme"]);
    desk.press("e \"x F9");
    assert_eq!(open_page(&desk), Some(Kind::Notices));
    desk.press("F10");
    assert_eq!(open_page(&desk), Some(Kind::About));
    desk.press("q");
    assert!(desk.model.form().is_some_and(|form| form.is_changed()));
    assert!(matches!(desk.model.layers.last(), Some(Layer::Edit(_))));
}

#[test]
fn a_long_page_scrolls_to_its_end_and_no_further() {
    let mut desk = Desk::new(&["Acme"]);
    (0..50).for_each(|nth| desk.model.say(format!("notice {nth}")));
    desk.press("F9 PageDown PageDown PageDown PageDown PageDown ↓");
    let Some(Layer::Page(page)) = desk.model.layers.last() else {
        panic!("no page");
    };
    let height = usize::from(desk.model.body().height);
    assert_eq!(page.top, 50 - height);
}
