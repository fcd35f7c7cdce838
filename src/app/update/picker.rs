//! Owns what keys do in a list to choose from: typing narrows it, Enter takes.
//! Must not name another screen's file: what is taken goes into the form or the list's order.

use crate::app::action::Action as A;
use crate::app::cmd::Cmd;
use crate::app::flow;
use crate::app::layer::{Layer, Picker, Purpose, Take};
use crate::app::list::Stay;
use crate::app::model::Model;
use crate::app::space;
use crate::query::Sort;

pub fn act(model: &mut Model, action: A) -> Vec<Cmd> {
    let body = model.body();
    let Some(Layer::Picker(picker)) = model.layers.last_mut() else {
        return Vec::new();
    };
    let page = space::picker(body, picker.items.len()).1;
    let page = isize::try_from(page).unwrap_or(isize::MAX);
    match action {
        A::Down => picker.step(1),
        A::Up => picker.step(-1),
        A::PageDown => picker.step(page),
        A::PageUp => picker.step(-page),
        A::Close => drop(model.layers.pop()),
        A::Take | A::TickOne => {
            let (taken, purpose) = (picker.taken(), picker.purpose);
            return taken.map_or(Vec::new(), |taken| take(model, purpose, taken));
        }
        action => {
            if picker.line.edit(action) == Some(true) {
                picker.cursor = 0;
            }
        }
    }
    Vec::new()
}

pub fn typed(model: &mut Model, text: &str) -> Vec<Cmd> {
    if let Some(Layer::Picker(picker)) = model.layers.last_mut()
        && picker.line.insert(text)
    {
        picker.cursor = 0;
    }
    Vec::new()
}

fn take(model: &mut Model, purpose: Purpose, taken: Take) -> Vec<Cmd> {
    if purpose != Purpose::Tick {
        model.layers.pop();
    }
    let changed = match taken {
        Take::AsItIs => false,
        Take::SortBy(field) => return sort(model, field),
        Take::Nothing => model.form_mut().is_some_and(|form| form.take(None)),
        Take::Offer(offer) => model.form_mut().is_some_and(|form| form.take(Some(&offer))),
    };
    if purpose == Purpose::Tick {
        tick(model);
    }
    if changed {
        return flow::keep_draft(model);
    }
    Vec::new()
}

/// Shows the ticks as they are now; the cursor and what was typed stay.
fn tick(model: &mut Model) {
    let Some(offers) = model.form().and_then(|form| form.offers()) else {
        return;
    };
    let fresh = Picker::of_offers(offers);
    if let Some(Layer::Picker(picker)) = model.layers.last_mut() {
        // A word that is not in the list stays in sight when it is unticked, to be ticked again.
        for item in &mut picker.items {
            item.current = fresh
                .items
                .iter()
                .any(|other| other.name == item.name && other.current);
        }
        for item in fresh.items {
            if !picker.items.iter().any(|other| other.name == item.name) {
                picker.items.push(item);
            }
        }
    }
}

/// The same field again turns the order round.
fn sort(model: &mut Model, field: String) -> Vec<Cmd> {
    let now = &model.list.search.sort;
    let descending = now.field == field && !now.descending;
    model.list.search.sort = Sort::by(field, descending);
    model.list.stay = Stay::Top;
    vec![model.find()]
}
