//! Owns what several screens begin when they search: the search line, what it says now, and how the result falls
//! apart.
//! Must not know keys, nor which screen asked.

use crate::app::breakdown::Breakdown;
use crate::app::cmd::Cmd;
use crate::app::layer::Layer;
use crate::app::list::Stay;
use crate::app::looks;
use crate::app::model::Model;
use crate::app::ticket::Slot;
use crate::app::words;

/// How many earlier searches are kept.
const SEARCHES: usize = 200;

/// Opens the search line.
pub fn begin_search(model: &mut Model) -> Vec<Cmd> {
    model.layers.retain(|layer| !matches!(layer, Layer::Detail));
    if model.list.search.text.is_empty() {
        model.list.before_search = model.list.current();
    }
    model.layers.push(Layer::Search);
    Vec::new()
}

/// The customer under the cursor is the answer: the first of what the line says now, whatever is still in sight of
/// the search before.
pub fn pick(model: &mut Model) -> Vec<Cmd> {
    model.picks_next = model.list.asking;
    if model.picks_next {
        return Vec::new();
    }
    match model.list.current() {
        // What is wrong with it is on the screen; the list is still that of before.
        _ if model.list.problem.is_some() => Vec::new(),
        Some(id) => vec![Cmd::Pick(id), Cmd::Quit],
        None => {
            model.say(words::NONE_TO_TAKE);
            Vec::new()
        }
    }
}

/// Goes on with an Enter that came before its search was answered.
pub fn pick_awaited(model: &mut Model) -> Vec<Cmd> {
    match model.picks_next && !model.list.asking {
        true => pick(model),
        false => Vec::new(),
    }
}

/// Asks for what the search line says now.
pub fn search_as_typed(model: &mut Model) -> Vec<Cmd> {
    let text = model.list.prompt.text().to_owned();
    if text == model.list.search.text {
        return Vec::new();
    }
    model.list.search.text = text;
    model.list.stay = Stay::Top;
    vec![model.find()]
}

/// Searches for something else.
pub fn search_for(model: &mut Model, text: &str) -> Vec<Cmd> {
    model.list.prompt.put(text);
    let mut cmds = search_as_typed(model);
    cmds.extend(remember_search(model));
    cmds
}

/// Keeps the search for later, unless it could not be read.
pub fn remember_search(model: &mut Model) -> Vec<Cmd> {
    let text = model.list.search.text.trim().to_owned();
    if text.is_empty() || model.list.problem.is_some() || model.searches.first() == Some(&text) {
        return Vec::new();
    }
    model.searches.retain(|other| *other != text);
    model.searches.insert(0, text.clone());
    model.searches.truncate(SEARCHES);
    vec![Cmd::KeepSearch(text)]
}

/// Opens the counts of the result by a field.
pub fn begin_breakdown(model: &mut Model) -> Vec<Cmd> {
    let breakdown = Breakdown::new(&model.fields);
    model.layers.push(Layer::Breakdown(breakdown));
    count_breakdown(model)
}

/// Asks how the result falls apart by the field that is chosen now.
pub fn count_breakdown(model: &mut Model) -> Vec<Cmd> {
    let field = match model.layers.last() {
        Some(Layer::Breakdown(breakdown)) => breakdown.part().map(|part| part.wire.clone()),
        _ => None,
    };
    let search = model.list.search.clone();
    field.map_or(Vec::new(), |field| {
        vec![Cmd::Breakdown {
            ticket: model.tickets.ask(Slot::Breakdown),
            search,
            field,
        }]
    })
}

/// Back to what the view shows; from there to all customers, with the cursor where it was before the search.
pub fn clear_search(model: &mut Model) -> Vec<Cmd> {
    let place = model.views.place();
    let own = model
        .views
        .get(place)
        .map_or("", |view| &view.query)
        .to_owned();
    if place > 0 {
        let there = model.list.prompt.text().trim() == own;
        return looks::show_view(model, if there { 0 } else { place });
    }
    model.list.prompt.put("");
    let cmds = search_as_typed(model);
    if let Some(id) = model.list.before_search.take().filter(|_| !cmds.is_empty()) {
        model.list.stay = Stay::At(id);
    }
    cmds
}
