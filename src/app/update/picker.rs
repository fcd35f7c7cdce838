//! Owns what keys do in a list to choose from: typing narrows it, Enter takes.
//! Must not name another screen's file: what is taken goes into the form or the list's order.

use crate::app::action::Action as A;
use crate::app::bulk;
use crate::app::cmd::Cmd;
use crate::app::copy;
use crate::app::flow;
use crate::app::layer::{Layer, Picker, Purpose, Take};
use crate::app::lists;
use crate::app::looks;
use crate::app::model::Model;
use crate::app::pick;
use crate::app::space;
use crate::query::{Sort, SortKey};

pub fn act(model: &mut Model, action: A) -> Vec<Cmd> {
    let body = model.body();
    let Some(Layer::Picker(picker)) = model.layers.last_mut() else {
        return Vec::new();
    };
    let added = picker.added.take();
    let page = space::picker(body, picker.items.len()).1;
    let page = isize::try_from(page).unwrap_or(isize::MAX);
    match action {
        A::Down => picker.step(1),
        A::Up => picker.step(-1),
        A::PageDown => picker.step(page),
        A::PageUp => picker.step(-page),
        A::Close => drop(model.layers.pop()),
        A::Earlier | A::Later => {
            let taken = picker.taken();
            return taken.map_or(Vec::new(), |taken| shift(model, taken, action == A::Later));
        }
        A::AlsoSort => {
            let taken = picker.taken();
            return taken.map_or(Vec::new(), |taken| also_sort(model, taken));
        }
        A::Take | A::TickOne => {
            let (taken, purpose) = (picker.taken(), picker.purpose);
            if added.is_some() && added == taken {
                model.layers.pop();
                return Vec::new();
            }
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
        picker.added = None;
        picker.cursor = 0;
    }
    Vec::new()
}

fn take(model: &mut Model, purpose: Purpose, taken: Take) -> Vec<Cmd> {
    // Those stay to be gone back to.
    if !matches!(purpose, Purpose::Tick | Purpose::Columns | Purpose::Lists) {
        model.layers.pop();
    }
    let changed = match taken {
        // What was chosen from everything is done by whoever knows all screens.
        Take::AsItIs | Take::Act(_) => false,
        Take::SortBy(field) => return sort(model, field),
        Take::BestMatch => return looks::set_sort(model, None),
        Take::Column(name) => return tick_column(model, &name),
        Take::Search(text) => return flow::search_for(model, &text),
        Take::Intake(pick) => return flow::take_pick(model, pick),
        Take::Offer(offer) if purpose == Purpose::Bulk => {
            return flow::take_bulk(model, bulk::Pick::Value(offer.name));
        }
        Take::Offer(offer) if purpose == Purpose::Lists => {
            return lists::named(model, &offer.name);
        }
        Take::Lists(pick) => return lists::choose(model, pick),
        Take::Gone(way) => return flow::take_way(model, way),
        Take::Bulk(pick) => return flow::take_bulk(model, pick),
        Take::Step { set, nth } => return flow::edit_step(model, &set, nth),
        Take::Copy(copy) => return copy::begin(model, copy).into_iter().collect(),
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

/// A field that the list is sorted by already turns the order round.
fn sort(model: &mut Model, field: String) -> Vec<Cmd> {
    let search = &model.list.search;
    let descending = search.sorted && search.sort.field == field && !search.sort.descending;
    looks::set_sort(model, Some(Sort::by(field, descending)))
}

/// Adds a field to the order, behind those that are there; then turns it round; then takes it out again.
fn also_sort(model: &mut Model, taken: Take) -> Vec<Cmd> {
    let Take::SortBy(field) = taken.clone() else {
        return Vec::new();
    };
    let keys = model.list.search.sort.keys();
    // How well they match is no order that a field could stand behind.
    let mut keys: Vec<SortKey> = keys
        .filter(|_| !model.list.is_ranked)
        .map(|(field, descending)| SortKey {
            field: field.to_owned(),
            descending,
        })
        .collect();
    match keys.iter().position(|key| key.field == field) {
        Some(at) if keys[at].descending => drop(keys.remove(at)),
        Some(at) => keys[at].descending = true,
        None => keys.push(SortKey {
            field,
            descending: false,
        }),
    }
    model.list.is_ranked = false;
    let sort = (!keys.is_empty()).then(|| Sort::by_all(keys));
    let cmds = looks::set_sort(model, sort);
    let fresh = pick::sorts(model);
    renew(model, fresh, None);
    if let Some(Layer::Picker(picker)) = model.layers.last_mut() {
        picker.added = Some(taken);
    }
    cmds
}

fn tick_column(model: &mut Model, name: &str) -> Vec<Cmd> {
    let mut names = model.list.columns.names().to_vec();
    match names.iter().position(|other| other == name) {
        Some(at) => drop(names.remove(at)),
        None => names.push(name.to_owned()),
    }
    let cmds = looks::set_columns(model, names);
    let fresh = pick::columns(model);
    renew(model, fresh, None);
    cmds
}

/// Moves a column, and the cursor with it.
fn shift(model: &mut Model, taken: Take, later: bool) -> Vec<Cmd> {
    let Take::Column(name) = &taken else {
        return Vec::new();
    };
    let mut names = model.list.columns.names().to_vec();
    let Some(at) = names.iter().position(|other| other == name) else {
        return Vec::new();
    };
    let to = if later { at + 1 } else { at.wrapping_sub(1) };
    if to >= names.len() {
        return Vec::new();
    }
    names.swap(at, to);
    let cmds = looks::set_columns(model, names);
    let fresh = pick::columns(model);
    renew(model, fresh, Some(&taken));
    cmds
}

/// Shows the items as they are now; what was typed stays, the cursor where it is or on one of them.
fn renew(model: &mut Model, fresh: Picker, on: Option<&Take>) {
    let Some(Layer::Picker(picker)) = model.layers.last_mut() else {
        return;
    };
    picker.items = fresh.items;
    let there = on.and_then(|on| picker.matching().iter().position(|item| item.take == *on));
    picker.cursor = there.unwrap_or(picker.cursor);
}
