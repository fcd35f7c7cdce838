//! Owns what keys do on the search line: every change asks anew, the arrows move in the list meanwhile or go
//! through earlier searches.
//! Must not name another screen's file.

use crate::app::action::Action as A;
use crate::app::cmd::Cmd;
use crate::app::flow;
use crate::app::layer::{Item, Layer, Picker, Purpose, Take};
use crate::app::line::Line;
use crate::app::model::Model;
use crate::app::words;
use crate::query;

pub fn act(model: &mut Model, action: A) -> Vec<Cmd> {
    let page = isize::try_from(model.list_page()).unwrap_or(isize::MAX);
    if !model.list.prompt.offers().is_empty() {
        match action {
            A::Down => model.list.prompt.step_offer(1),
            A::Up => model.list.prompt.step_offer(-1),
            A::Close => model.list.prompt.offer(Vec::new()),
            A::Take => return take_offer(model),
            action => return edit(model, action),
        }
        return Vec::new();
    }
    match action {
        A::KeepSearch => {
            model.layers.pop();
            return flow::remember_search(model);
        }
        A::ClearSearch => {
            model.layers.pop();
            return flow::clear_search(model);
        }
        A::Up | A::Down if model.list.prompt.recalls() && !model.searches.is_empty() => {
            return recall(model, action == A::Up);
        }
        A::Down => model.list.step(1),
        A::Up => model.list.step(-1),
        A::PageDown => model.list.step(page),
        A::PageUp => model.list.step(-page),
        A::Complete => return complete(model),
        A::Pick => return flow::pick(model),
        A::Quit => return flow::quit(model),
        A::Recall => model.layers.push(Layer::Picker(Box::new(earlier(model)))),
        action => return edit(model, action),
    }
    Vec::new()
}

pub fn typed(model: &mut Model, text: &str) -> Vec<Cmd> {
    if !model.list.prompt.insert(text) {
        return Vec::new();
    }
    follow_offers(model);
    flow::search_as_typed(model)
}

fn edit(model: &mut Model, action: A) -> Vec<Cmd> {
    let changed = model.list.prompt.edit(action);
    if changed.is_some() {
        follow_offers(model);
    }
    match changed {
        Some(true) => flow::search_as_typed(model),
        _ => Vec::new(),
    }
}

/// An open list of offers follows what is typed.
fn follow_offers(model: &mut Model) {
    if !model.list.prompt.offers().is_empty() {
        offer(model);
    }
}

fn offer(model: &mut Model) {
    let prompt = &model.list.prompt;
    let (text, cursor) = (prompt.text(), prompt.cursor());
    let offers = query::complete(text, cursor, &model.context());
    model.list.prompt.offer(offers);
}

/// Takes the only offer, or lists them.
fn complete(model: &mut Model) -> Vec<Cmd> {
    offer(model);
    match model.list.prompt.offers().len() {
        0 => {
            model.say(words::NOTHING_TO_COMPLETE);
            Vec::new()
        }
        1 => take_offer(model),
        _ => Vec::new(),
    }
}

/// Behind the name of a field its values are offered at once.
fn take_offer(model: &mut Model) -> Vec<Cmd> {
    if !model.list.prompt.take_offer() {
        return Vec::new();
    }
    let before = model.list.prompt.text().get(..model.list.prompt.cursor());
    if before.is_some_and(|text| text.ends_with(':')) {
        offer(model);
    }
    flow::search_as_typed(model)
}

fn recall(model: &mut Model, older: bool) -> Vec<Cmd> {
    if model.list.prompt.recall(&model.searches, older) {
        return flow::search_as_typed(model);
    }
    Vec::new()
}

/// Earlier searches to choose from.
fn earlier(model: &Model) -> Picker {
    let items = model.searches.iter().map(|text| Item {
        name: text.clone(),
        note: String::new(),
        current: false,
        take: Take::Search(text.clone()),
    });
    Picker {
        title: words::EARLIER_SEARCHES.to_owned(),
        purpose: Purpose::Recall,
        line: Line::default(),
        items: items.collect(),
        cursor: 0,
        top: 0,
        free: false,
        added: None,
    }
}
