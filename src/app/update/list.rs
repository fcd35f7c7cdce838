//! Owns what keys do on the list: moving, marking, sorting, and opening everything else.
//! Must not name another screen's file.

use crate::app::action::Action as A;
use crate::app::cmd::Cmd;
use crate::app::column::Column;
use crate::app::flow;
use crate::app::layer::{Item, Layer, Picker, Purpose, Shelf, Take};
use crate::app::line::Line;
use crate::app::model::Model;
use crate::app::space;

pub fn act(model: &mut Model, action: A) -> Vec<Cmd> {
    let page = isize::try_from(model.list_page()).unwrap_or(isize::MAX);
    match action {
        A::Down | A::NextRecord => model.list.step(1),
        A::Up | A::PreviousRecord => model.list.step(-1),
        A::HalfDown => model.list.step(page / 2),
        A::HalfUp => model.list.step(-page / 2),
        A::PageDown => model.list.step(page),
        A::PageUp => model.list.step(-page),
        A::First => model.list.step(isize::MIN),
        A::Last => model.list.step(isize::MAX),
        A::Open => open(model),
        A::SwitchPane => model.layers.push(Layer::Detail),
        A::ToggleEmpty => model.detail.all = !model.detail.all,
        A::Mark => mark(model),
        A::UnmarkAll => model.list.marked.clear(),
        A::Sort => model.layers.push(Layer::Picker(sort_picker(model))),
        A::Search => return flow::begin_search(model),
        A::Edit => return flow::edit_current(model),
        A::New => return flow::new_customer(model),
        A::Delete => return flow::ask_delete(model),
        A::Drafts => model.layers.push(Layer::Drafts(Shelf::default())),
        A::Back => return back(model),
        A::Refresh => {
            model.say("Asking the server again");
            return vec![Cmd::Refresh];
        }
        A::Suspend => return vec![Cmd::Suspend],
        A::Quit => return flow::quit(model),
        _ => {}
    }
    Vec::new()
}

/// Beside the list where there is room, following the cursor; once it is there, or without room, into it.
fn open(model: &mut Model) {
    if model.width >= space::WIDE && !model.detail.shown {
        model.detail.shown = true;
    } else {
        model.detail.shown = true;
        model.layers.push(Layer::Detail);
    }
}

fn mark(model: &mut Model) {
    if let Some(id) = model.list.current() {
        if !model.list.marked.remove(&id) {
            model.list.marked.insert(id);
        }
        model.list.step(1);
    }
}

fn back(model: &mut Model) -> Vec<Cmd> {
    if model.is_split() {
        model.detail.shown = false;
        return Vec::new();
    }
    flow::clear_search(model)
}

/// The fields of the columns first, then every other field that has an order.
fn sort_picker(model: &Model) -> Picker {
    let sort = &model.list.search.sort;
    let item = |name: String, wire: &str| {
        let current = sort.field == wire;
        Item {
            name,
            note: match (current, sort.descending) {
                (true, false) => "▲ again for ▼",
                (true, true) => "▼ again for ▲",
                _ => "",
            }
            .to_owned(),
            current,
            take: Take::SortBy(wire.to_owned()),
        }
    };
    let every = Column::all(&model.fields);
    let mut items: Vec<Item> = Vec::new();
    for column in model.list.columns.known().iter().chain(&every) {
        let take = Take::SortBy(column.name.clone());
        if column.can_sort() && !items.iter().any(|item| item.take == take) {
            items.push(item(column.label.clone(), &column.name));
        }
    }
    Picker {
        title: "Sort by".to_owned(),
        purpose: Purpose::Sort,
        line: Line::default(),
        cursor: items.iter().position(|item| item.current).unwrap_or(0),
        items,
        top: 0,
        free: false,
    }
}
