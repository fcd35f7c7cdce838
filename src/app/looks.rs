//! Owns how the list is looked at: showing a view, its columns and its order, and keeping them with the view
//! that is shown.
//! Must not know keys, nor which screen asked.

use super::cmd::Cmd;
use super::column::{Columns, DEFAULT};
use super::list::Stay;
use super::model::Model;
use super::ticket::Slot;
use super::words;
use crate::query::{Search, Sort, View};

/// Shows a view by its place: 0 is the list of everything.
pub fn show_view(model: &mut Model, place: usize) -> Vec<Cmd> {
    let Some(view) = model.views.get(place).cloned() else {
        model.say(words::no_view(place));
        return Vec::new();
    };
    model.views.current = (place > 0).then(|| view.name.clone());
    model.list.prompt.put(&view.query);
    model.list.before_search = None;
    take_look(model, &view);
    model.list.search.text = view.query;
    model.list.stay = Stay::Top;
    vec![model.find()]
}

/// Gives the list a view's columns and order.
pub fn take_look(model: &mut Model, view: &View) {
    let names = if view.columns.is_empty() {
        DEFAULT.map(str::to_owned).to_vec()
    } else {
        view.columns.clone()
    };
    if model.list.columns.names() != names {
        model.list.columns = Columns::new(names, &model.fields);
        model.list.reasons.clear();
    }
    model.list.search.sorted = view.is_sorted();
    model.list.search.sort = view.sort.clone();
}

/// Other columns, kept with the view that is shown.
pub fn set_columns(model: &mut Model, names: Vec<String>) -> Vec<Cmd> {
    model.list.columns = Columns::new(names, &model.fields);
    model.list.reasons.clear();
    keep_look(model)
}

/// Another order, kept with the view that is shown; none leaves it to how well customers match.
pub fn set_sort(model: &mut Model, sort: Option<Sort>) -> Vec<Cmd> {
    model.list.search.sorted = sort.is_some();
    model.list.search.sort = sort.unwrap_or_default();
    model.list.stay = Stay::Top;
    let mut cmds = vec![model.find()];
    cmds.extend(keep_look(model));
    cmds
}

fn keep_look(model: &mut Model) -> Vec<Cmd> {
    let columns = chosen(model);
    let (sort, sorted) = order(model);
    let view = model.views.current_mut();
    (view.columns, view.sort, view.sorted) = (columns, sort, sorted);
    keep_views(model)
}

/// The columns by name; none where they are the usual ones.
fn chosen(model: &Model) -> Vec<String> {
    let names = model.list.columns.names();
    if names == DEFAULT {
        return Vec::new();
    }
    names.to_vec()
}

fn order(model: &Model) -> (Sort, bool) {
    let search = &model.list.search;
    (search.sort.clone(), search.sorted)
}

/// The list as it is now, as a view.
pub fn as_view(model: &Model, name: &str) -> View {
    let (sort, sorted) = order(model);
    View {
        name: name.to_owned(),
        query: model.list.search.text.trim().to_owned(),
        columns: chosen(model),
        sort,
        sorted,
        of_server: false,
    }
}

/// Puts the views on disk. Before they have been read there is nothing to keep.
pub fn keep_views(model: &mut Model) -> Vec<Cmd> {
    if !model.views.known {
        return Vec::new();
    }
    // What is being read lacks this change: its answer is old from now on.
    model.tickets.ask(Slot::Views);
    let views = model.views.all();
    let before = model.views.kept(&views);
    vec![Cmd::KeepViews {
        ticket: model.tickets.ask(Slot::KeepViews),
        before,
        views,
    }]
}

/// Reads the views again: somebody else may have changed them. Not while changes are on their way.
pub fn read_views(model: &mut Model) -> Option<Cmd> {
    let settled = model.views.known && !model.views.unkept;
    settled.then(|| Cmd::Views {
        ticket: model.tickets.ask(Slot::Views),
    })
}

/// Asks how many customers each view shows, everything first.
pub fn count_views(model: &mut Model) -> Cmd {
    let searches = model.views.all().into_iter().map(|view| Search {
        text: view.query,
        ..Search::default()
    });
    Cmd::Count {
        searches: searches.collect(),
        ticket: model.tickets.ask(Slot::Counts),
    }
}
