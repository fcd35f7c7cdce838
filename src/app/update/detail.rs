//! Owns what keys do in the detail: scrolling, going to the next customer, and what can be done with it.
//! Must not name another screen's file.

use crate::app::action::Action as A;
use crate::app::cmd::Cmd;
use crate::app::copy;
use crate::app::flow;
use crate::app::layer::Layer;
use crate::app::model::Model;
use crate::app::notes;
use crate::app::outside;

pub fn act(model: &mut Model, action: A) -> Vec<Cmd> {
    let page = isize::try_from(model.detail_page()).unwrap_or(isize::MAX);
    match action {
        A::Down => scroll(model, 1),
        A::Up => scroll(model, -1),
        A::HalfDown => scroll(model, page / 2),
        A::HalfUp => scroll(model, -page / 2),
        A::PageDown => scroll(model, page),
        A::PageUp => scroll(model, -page),
        A::First => model.detail.top = 0,
        A::Last => scroll(model, isize::MAX),
        A::NextRecord => return go_on(model, 1),
        A::PreviousRecord => return go_on(model, -1),
        A::ToggleEmpty => model.detail.all = !model.detail.all,
        A::SwitchPane => drop(model.layers.pop()),
        A::Back => {
            model.layers.pop();
            model.detail.shown = false;
        }
        A::Edit => return flow::edit_current(model),
        A::EditPage => return outside::open_page(model),
        A::New => return flow::new_customer(model),
        A::Delete => return delete(model),
        A::Outbox => return flow::open_outbox(model),
        A::Running => return flow::show_running(model),
        A::UndoSet => return flow::undo_newest(model),
        A::RedoSet => return flow::redo_newest(model),
        A::History => return flow::open_history(model),
        A::WriteNote => notes::begin(model),
        A::Copy => model
            .layers
            .extend(copy::menu(model).map(|picker| Layer::Picker(Box::new(picker)))),
        A::Search => return flow::begin_search(model),
        A::Suspend => return vec![Cmd::Suspend],
        _ => {}
    }
    Vec::new()
}

/// Who is looked at is worked with.
fn go_on(model: &mut Model, by: isize) -> Vec<Cmd> {
    model.list.step(by);
    model.list.current().map(Cmd::Used).into_iter().collect()
}

fn scroll(model: &mut Model, by: isize) {
    let most = model.sheet().len().saturating_sub(model.detail_page());
    model.detail.top = model.detail.top.saturating_add_signed(by).min(most);
}

/// What is on the screen is what is meant, whatever is marked in the list.
fn delete(model: &mut Model) -> Vec<Cmd> {
    let marked = std::mem::take(&mut model.list.marked);
    let cmds = flow::ask_delete(model);
    model.list.marked = marked;
    cmds
}
