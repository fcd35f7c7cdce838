//! Owns the way of a message: a key becomes an action and goes to the topmost layer, an answer goes where
//! its ticket says. What each screen does with an action is in its own file.
//! Must not do I/O.

mod answer;
mod breakdown;
mod bulk;
mod confirm;
mod conflict;
mod detail;
mod drafts;
mod edit;
mod help;
mod history;
mod intake;
mod labels;
mod list;
mod note;
mod page;
mod pairs;
mod palette;
mod picker;
mod plain;
mod search;
mod sets;
mod trash;
mod twins;
mod unify;
mod views;

use super::action::Action;
use super::cmd::Cmd;
use super::flow;
use super::hint;
use super::key::{Code, Key};
use super::keymap::{Context, Meaning};
use super::layer::Layer;
use super::looks;
use super::model::Model;
use super::msg::{Msg, Sync};
use super::notes;
use super::page::Kind;
use super::pointer::{self, Click, Pointer};
use super::settings;
use super::ticket::Slot;
use super::twins as likely;
use super::words;

/// Takes one message in and says what is to be done.
pub fn update(model: &mut Model, msg: Msg) -> Vec<Cmd> {
    let mut cmds = match msg {
        // A form is on its way to the disk: what is pressed now is meant for what comes after it.
        Msg::Key(_) | Msg::Paste(_) if model.is_away() => {
            model.held.push(msg);
            Vec::new()
        }
        Msg::Key(key) => press(model, key),
        Msg::Paste(_) if model.leaving => Vec::new(),
        Msg::Paste(text) => {
            page::close_card(model);
            typed(model, &text)
        }
        Msg::Mouse(pointer) => pointed(model, pointer),
        Msg::Resize { width, height } => {
            (model.width, model.height) = (width, height);
            // Other rows are in sight.
            model.list.columns.forget_widths();
            Vec::new()
        }
        Msg::Done { ticket, outcome } => {
            // What was pressed meanwhile was meant for the editor.
            if ticket.slot == Slot::Editor {
                model.held.clear();
            }
            answer::answer(model, ticket, outcome)
        }
        Msg::Sync(sync) => synced(model, sync),
        Msg::Changed => changed(model),
        Msg::Settings(saved) => settings::saved(model, *saved),
        Msg::Notice(failure) => {
            model.fail(failure.text);
            Vec::new()
        }
        // It comes from outside: only a person asks twice because the first time takes too long.
        Msg::Hangup if model.leaving => flow::keep_draft(model),
        Msg::Hangup => flow::quit(model),
    };
    cmds.extend(flow::pick_awaited(model));
    cmds.extend(model.settle());
    cmds.extend(notes::follow(model));
    cmds.extend(likely::look(model));
    cmds.extend(flow::read_pairs(model));
    cmds.extend(flow::read_judged(model));
    cmds.extend(model.list.take_gone().map(Cmd::Forget));
    if !model.is_away() {
        let held = std::mem::take(&mut model.held);
        cmds.extend(held.into_iter().flat_map(|msg| update(model, msg)));
    }
    let open = model.form().and_then(|form| form.of);
    if model.watched != open {
        model.watched = open;
        cmds.push(Cmd::Watch(open));
    }
    cmds
}

/// Something is not what it was: what is in sight is read again. A save on this machine is answered in a moment,
/// and then everything is read in any case.
fn changed(model: &mut Model) -> Vec<Cmd> {
    if model.list.asking || (model.place.local && !model.writes.is_empty()) {
        model.moved = true;
    }
    let mut cmds: Vec<Cmd> = flow::read_outbox(model).into_iter().collect();
    if !model.moved {
        model.list.stale = true;
        cmds.push(model.find());
    }
    let open = model.form().filter(|form| form.hand.is_none());
    if let Some(id) = open.and_then(|form| form.of) {
        cmds.push(Cmd::Read {
            ticket: model.tickets.ask(Slot::Follow),
            id,
        });
    }
    cmds.extend(flow::read_log(model));
    cmds.push(flow::read_drafts(model));
    if let Some(pairs) = flow::pairs_mut(model) {
        pairs.moved();
    }
    cmds
}

fn press(model: &mut Model, key: Key) -> Vec<Cmd> {
    if model.leaving {
        return press_while_leaving(model, key);
    }
    page::close_card(model);
    model.notice = None;
    model.picks_next = false;
    let mut begun = std::mem::take(&mut model.begun);
    let meaning = model.keymap.meaning(&model.contexts(), &begun, key);
    match (meaning, key.code) {
        (Meaning::Begins, _) => {
            begun.push(key);
            model.begun = begun;
            Vec::new()
        }
        (Meaning::Act(Action::JumpView), Code::Char(digit)) => jump(model, digit),
        (Meaning::Act(action), _) if hint::is_possible(model, &model.layers, action) => {
            act(model, action)
        }
        (Meaning::Act(_) | Meaning::Nothing, _)
            if matches!(model.layers.last(), Some(Layer::Plain(_))) =>
        {
            act(model, Action::Close)
        }
        (Meaning::Act(Action::Running), _) => {
            model.say(words::NOTHING_RUNS);
            Vec::new()
        }
        (Meaning::Act(_), _) => Vec::new(),
        // The first key of a chord was no text, and so are not those after it.
        (Meaning::Nothing, Code::Char(c)) if begun.is_empty() && !key.ctrl && !key.alt => {
            typed(model, c.encode_utf8(&mut [0; 4]))
        }
        (Meaning::Nothing, _) => Vec::new(),
    }
}

/// The mouse does what keys could do.
fn pointed(model: &mut Model, pointer: Pointer) -> Vec<Cmd> {
    if !model.mouse || model.leaving || model.is_away() {
        return Vec::new();
    }
    if matches!(pointer.click, Click::Press | Click::Double) {
        model.notice = None;
        model.begun.clear();
    }
    let mut cmds = Vec::new();
    for action in pointer::aim(model, pointer) {
        if pointer::is_possible(model, action) {
            cmds.extend(act(model, action));
        }
    }
    cmds
}

/// To the view whose number is on the key; 0 is everything.
fn jump(model: &mut Model, digit: char) -> Vec<Cmd> {
    let place = digit
        .to_digit(10)
        .and_then(|place| usize::try_from(place).ok());
    if let Some(Layer::Views(_)) = model.layers.last() {
        model.layers.pop();
    }
    place.map_or(Vec::new(), |place| looks::show_view(model, place))
}

/// The form may be on its way to the server: nothing but asking once more to leave is taken.
fn press_while_leaving(model: &Model, key: Key) -> Vec<Cmd> {
    match model.keymap.action(&[Context::List], key) {
        Some(Action::Quit) => vec![Cmd::Quit],
        _ => Vec::new(),
    }
}

fn act(model: &mut Model, action: Action) -> Vec<Cmd> {
    if action == Action::Help {
        model.layers.push(Layer::Help { top: 0 });
        return Vec::new();
    }
    if let Some(kind) = match action {
        Action::Notices => Some(Kind::Notices),
        Action::About => Some(Kind::About),
        _ => None,
    } {
        page::open(model, kind);
        return Vec::new();
    }
    if action == Action::Mouse {
        model.mouse = !model.mouse;
        model.say(match model.mouse {
            true => words::MOUSE_ON,
            false => words::MOUSE_OFF,
        });
        return vec![Cmd::Mouse(model.mouse)];
    }
    if action == Action::Palette {
        palette::open(model);
        return Vec::new();
    }
    if let Some(chosen) = palette::taken(model, action) {
        return choose(model, chosen);
    }
    match model.layers.last() {
        None => list::act(model, action),
        Some(Layer::Search) => search::act(model, action),
        Some(Layer::Detail) => detail::act(model, action),
        Some(Layer::Edit(_)) => edit::act(model, action),
        Some(Layer::Labels(_)) => labels::act(model, action),
        Some(Layer::Picker(_)) => picker::act(model, action),
        Some(Layer::Confirm(_)) => confirm::act(model, action),
        Some(Layer::Views(_)) => views::act(model, action),
        Some(Layer::Breakdown(_)) => breakdown::act(model, action),
        Some(Layer::Conflict(_)) => conflict::act(model, action),
        Some(Layer::Drafts(_)) => drafts::act(model, action),
        Some(Layer::Sets(_)) => sets::act(model, action),
        Some(Layer::History(_)) => history::act(model, action),
        Some(Layer::Trash(_)) => trash::act(model, action),
        Some(Layer::Note(_)) => note::act(model, action),
        Some(Layer::Bulk(_)) => bulk::act(model, action),
        Some(Layer::Intake(_)) => intake::act(model, action),
        Some(Layer::Twins(_)) => twins::act(model, action),
        Some(Layer::Pairs(_)) => pairs::act(model, action),
        Some(Layer::Unify(_)) => unify::act(model, action),
        Some(Layer::Help { .. }) => help::act(model, action),
        Some(Layer::Page(_)) => page::act(model, action),
        Some(Layer::Plain(_)) => plain::act(model, action),
    }
}

/// Does what was chosen from everything, where it can be done here.
fn choose(model: &mut Model, action: Action) -> Vec<Cmd> {
    model.layers.pop();
    match palette::refusal(model, action) {
        Some(why) => {
            model.say(why);
            Vec::new()
        }
        None => act(model, action),
    }
}

/// Text that is no key of its own: it goes into whatever takes text.
fn typed(model: &mut Model, text: &str) -> Vec<Cmd> {
    match model.layers.last() {
        Some(Layer::Search) => search::typed(model, text),
        Some(Layer::Edit(_)) => edit::typed(model, text),
        Some(Layer::Labels(_)) => labels::typed(model, text),
        Some(Layer::Picker(_)) => picker::typed(model, text),
        Some(Layer::Views(_)) => views::typed(model, text),
        Some(Layer::Trash(_)) => trash::typed(model, text),
        Some(Layer::Note(_)) => note::typed(model, text),
        Some(Layer::Bulk(_)) => bulk::typed(model, text),
        Some(Layer::Intake(_)) => intake::typed(model, text),
        _ => Vec::new(),
    }
}

fn synced(model: &mut Model, sync: Sync) -> Vec<Cmd> {
    let was_filling = matches!(model.sync, Sync::Filling { .. });
    model.sync = sync;
    match model.sync {
        Sync::Stale(_) => return Vec::new(),
        // Progress may come faster than answers do: one question at a time, or none would ever count.
        Sync::Filling { .. } if model.list.asking => return Vec::new(),
        Sync::Filling { .. } | Sync::Fresh => {}
    }
    model.list.stale = true;
    let mut cmds = vec![model.find()];
    if was_filling && model.sync == Sync::Fresh {
        // Lists that the server leaves out are known from the records only now.
        cmds.push(Cmd::Catalog {
            ticket: model.tickets.ask(Slot::Catalog),
        });
    }
    cmds
}

#[cfg(test)]
mod tests;
