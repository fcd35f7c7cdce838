//! Owns what keys do in the list of views: showing, saving, naming, moving and removing them.
//! Must not name another screen's file.

use crate::app::action::Action as A;
use crate::app::cmd::Cmd;
use crate::app::layer::Layer;
use crate::app::line::Line;
use crate::app::looks;
use crate::app::model::Model;
use crate::app::shelf::{Naming, Shelf};
use crate::app::words;

pub fn act(model: &mut Model, action: A) -> Vec<Cmd> {
    let count = model.views.saved.len() + 1;
    let Some(Layer::Views(shelf)) = model.layers.last_mut() else {
        return Vec::new();
    };
    if shelf.naming.is_some() {
        return name(model, action);
    }
    let place = shelf.cursor.at;
    let changes = matches!(
        action,
        A::RenameView | A::StoreView | A::DeleteView | A::MoveUp | A::MoveDown
    );
    if changes && model.views.is_servers(place) {
        model.fail(words::VIEW_OF_SERVER);
        return Vec::new();
    }
    match action {
        A::Down => shelf.cursor.step(1, count),
        A::Up => shelf.cursor.step(-1, count),
        A::First => shelf.cursor.step(isize::MIN, count),
        A::Last => shelf.cursor.step(isize::MAX, count),
        A::AddView => {
            // What is typed next is meant for a name, whatever becomes of it.
            begin_naming(shelf, None, "");
            can_save(model);
        }
        A::RenameView => {
            let before = model.views.get(place).map(|view| view.name.clone());
            begin_naming(shelf, Some(place), &before.unwrap_or_default());
        }
        A::ShowView => {
            model.layers.pop();
            return looks::show_view(model, place);
        }
        A::StoreView => return store(model, place),
        A::DeleteView => return remove(model, place),
        A::UndoView => {
            model.views.undo();
            return changed(model);
        }
        A::MoveUp | A::MoveDown => return shift(model, place, action == A::MoveDown),
        _ => drop(model.layers.pop()),
    }
    Vec::new()
}

pub fn typed(model: &mut Model, text: &str) -> Vec<Cmd> {
    if let Some(Layer::Views(shelf)) = model.layers.last_mut()
        && let Some(naming) = &mut shelf.naming
    {
        naming.line.insert(text);
    }
    Vec::new()
}

fn begin_naming(shelf: &mut Shelf, place: Option<usize>, name: &str) {
    shelf.naming = Some(Naming {
        line: Line::new(name),
        place,
    });
}

/// Keys while a name is being typed.
fn name(model: &mut Model, action: A) -> Vec<Cmd> {
    let Some(Layer::Views(shelf)) = model.layers.last_mut() else {
        return Vec::new();
    };
    match (action, &mut shelf.naming) {
        (A::Take, Some(naming)) => {
            let (name, place) = (naming.line.text().to_owned(), naming.place);
            named(model, &name, place)
        }
        (A::Close, _) => {
            shelf.naming = None;
            Vec::new()
        }
        (action, Some(naming)) => {
            naming.line.edit(action);
            Vec::new()
        }
        (_, None) => Vec::new(),
    }
}

fn named(model: &mut Model, name: &str, place: Option<usize>) -> Vec<Cmd> {
    if place.is_none() && !can_save(model) {
        return Vec::new();
    }
    let done = match place {
        Some(place) => model.views.rename(place, name),
        None => {
            let view = looks::as_view(model, name);
            model.views.save(view)
        }
    };
    if !done {
        model.fail(words::view_is_there(name.trim()));
        return Vec::new();
    }
    let at = place.unwrap_or_else(|| model.views.place());
    if let Some(Layer::Views(shelf)) = model.layers.last_mut() {
        shelf.naming = None;
        shelf.cursor.at = at;
    }
    if place.is_none() {
        model.say(words::view_saved(name.trim()));
    }
    changed(model)
}

/// Whether the list as it is now can become a view; says why not.
fn can_save(model: &mut Model) -> bool {
    let is_read = model.list.problem.is_none();
    if !is_read {
        model.fail(words::UNREAD_NOT_SAVED);
    }
    is_read
}

/// Puts the search, the columns and the order of the list as it is now into a view.
fn store(model: &mut Model, place: usize) -> Vec<Cmd> {
    if !can_save(model) {
        return Vec::new();
    }
    let Some(name) = model.views.get(place).map(|view| view.name.clone()) else {
        return Vec::new();
    };
    let view = looks::as_view(model, &name);
    model.views.save(view);
    model.say(words::view_stored(name));
    changed(model)
}

fn remove(model: &mut Model, place: usize) -> Vec<Cmd> {
    match model.views.remove(place) {
        Some(gone) => {
            model.say(words::view_deleted(gone.name));
            changed(model)
        }
        None => Vec::new(),
    }
}

fn shift(model: &mut Model, place: usize, down: bool) -> Vec<Cmd> {
    let Some(to) = model.views.shift(place, down) else {
        return Vec::new();
    };
    if let Some(Layer::Views(shelf)) = model.layers.last_mut() {
        shelf.cursor.at = to;
        if shelf.counts.len() > place.max(to) {
            shelf.counts.swap(place, to);
        }
    }
    looks::keep_views(model)
}

/// Keeps the views and counts them anew.
fn changed(model: &mut Model) -> Vec<Cmd> {
    if let Some(Layer::Views(shelf)) = model.layers.last_mut() {
        shelf.counts.clear();
    }
    let mut cmds = looks::keep_views(model);
    cmds.push(looks::count_views(model));
    cmds
}
