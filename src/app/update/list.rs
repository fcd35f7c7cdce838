//! Owns what keys do on the list: moving, marking, sorting, and opening everything else.
//! Must not name another screen's file.

use crate::app::action::Action as A;
use crate::app::cmd::Cmd;
use crate::app::copy;
use crate::app::cursor::Cursor;
use crate::app::flow;
use crate::app::layer::{DraftList, Layer};
use crate::app::lists;
use crate::app::looks;
use crate::app::model::Model;
use crate::app::notes;
use crate::app::outside;
use crate::app::pick;
use crate::app::recorder;
use crate::app::shelf::Shelf;
use crate::app::space;
use crate::app::words;

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
        A::ColumnsOn => sideways(model, 1),
        A::ColumnsBack => sideways(model, -1),
        A::Open => return open(model),
        A::SwitchPane => return enter(model),
        A::ToggleEmpty => model.detail.all = !model.detail.all,
        A::Mark => mark(model),
        A::UnmarkAll => model.list.marked.clear(),
        A::Sort => model
            .layers
            .push(Layer::Picker(Box::new(pick::sorts(model)))),
        A::Columns => model
            .layers
            .push(Layer::Picker(Box::new(pick::columns(model)))),
        A::Views => return views(model),
        A::Breakdown => return flow::begin_breakdown(model),
        A::Pick => return flow::pick(model),
        A::Search => return flow::begin_search(model),
        A::Edit => return flow::edit_current(model),
        A::EditPage => return outside::open_page(model),
        A::New => return flow::new_customer(model),
        A::Delete => return flow::ask_delete(model),
        A::Drafts => {
            model.layers.push(Layer::Drafts(DraftList::default()));
            return flow::watch_drafts(model).into_iter().collect();
        }
        A::Outbox => return flow::open_outbox(model),
        A::UndoSet => return flow::undo_newest(model),
        A::RedoSet => return flow::redo_newest(model),
        A::WriteNote => notes::begin(model),
        A::Copy => model
            .layers
            .extend(copy::menu(model).map(|picker| Layer::Picker(Box::new(picker)))),
        A::History => return flow::open_history(model),
        A::Log => return flow::open_log(model),
        A::Trash => return flow::open_trash(model),
        A::Bulk => return flow::open_bulk(model),
        A::Record => recorder::toggle(model),
        A::Replay => return recorder::replay(model),
        A::Import => return flow::open_intake(model),
        A::Lists => return lists::begin(model),
        A::Running => return flow::show_running(model),
        A::Duplicates => return flow::open_pairs(model),
        A::Merge => return flow::merge_marked(model),
        A::Back => return back(model),
        A::Refresh => {
            model.say(words::ASKING_AGAIN);
            return vec![Cmd::Refresh];
        }
        A::Suspend => return vec![Cmd::Suspend],
        A::Quit => return flow::quit(model),
        _ => {}
    }
    Vec::new()
}

fn sideways(model: &mut Model, by: isize) {
    let width = usize::from(model.list_area().width);
    model.list.go_sideways(by, width);
}

/// Beside the list where there is room, following the cursor; once it is there, or without room, into it.
fn open(model: &mut Model) -> Vec<Cmd> {
    if model.width >= space::WIDE && !model.detail.shown {
        model.detail.shown = true;
        return used(model);
    }
    model.detail.shown = true;
    enter(model)
}

fn enter(model: &mut Model) -> Vec<Cmd> {
    model.layers.push(Layer::Detail);
    used(model)
}

/// Who is opened is worked with.
fn used(model: &Model) -> Vec<Cmd> {
    model.list.current().map(Cmd::Used).into_iter().collect()
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

/// Opens the list of views, on the one that is shown.
fn views(model: &mut Model) -> Vec<Cmd> {
    let shelf = Shelf {
        cursor: Cursor::on(model.views.place()),
        ..Shelf::default()
    };
    model.layers.push(Layer::Views(shelf));
    let mut cmds = vec![looks::count_views(model)];
    cmds.extend(looks::read_views(model));
    cmds
}
