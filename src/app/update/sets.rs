//! Owns what keys do in the outbox and in the list of what was done: looking at one set, and for those that wait
//! trying again, deciding, editing, giving up.
//! Must not name another screen's file.

use crate::app::action::Action as A;
use crate::app::cmd::Cmd;
use crate::app::conflict::Conflict;
use crate::app::flow;
use crate::app::layer::{Asked, Confirm, Layer};
use crate::app::model::{Model, Write, Wrote};
use crate::app::sets::{Which, asks};
use crate::app::ticket::{Slot, Ticket};
use crate::app::told;
use crate::app::words;
use crate::customer::changeset::{Entry, Step};

pub fn act(model: &mut Model, action: A) -> Vec<Cmd> {
    let page = isize::try_from(model.body().height).unwrap_or(isize::MAX);
    let by = match action {
        A::Down => 1,
        A::Up => -1,
        A::PageDown => page,
        A::PageUp => -page,
        A::First => isize::MIN,
        A::Last => isize::MAX,
        action => return on_current(model, action),
    };
    let Some(Layer::Sets(sets)) = model.layers.last() else {
        return Vec::new();
    };
    let count = sets.entries(model).len();
    if let Some(Layer::Sets(sets)) = model.layers.last_mut() {
        if sets.whole {
            sets.top = sets.top.saturating_add_signed(by);
        } else {
            sets.cursor.step(by, count);
            sets.top = 0;
        }
    }
    Vec::new()
}

fn on_current(model: &mut Model, action: A) -> Vec<Cmd> {
    let Some(Layer::Sets(sets)) = model.layers.last() else {
        return Vec::new();
    };
    let entry = sets.current(model).cloned();
    let whole = sets.whole;
    match (action, entry) {
        (A::Open, Some(_)) => {
            put_whole(model, true);
            Vec::new()
        }
        (A::Decide, Some(entry)) => {
            if let Some(conflict) = Conflict::of(&entry) {
                flow::open_conflict(model, conflict);
            }
            Vec::new()
        }
        (A::Happened, Some(entry)) => tell(model, &entry, true),
        (A::NotHappened, Some(entry)) => tell(model, &entry, false),
        (A::Retry, Some(entry)) => {
            let set = entry.set.id.clone();
            vec![send(model, &entry, words::SENDING, |ticket| Cmd::Retry {
                ticket,
                set,
            })]
        }
        (A::DropSet, Some(entry)) => ask_drop(model, &entry),
        (A::UndoSet, Some(entry)) => ask_undo(model, &entry),
        (A::EditSet, Some(entry)) => flow::edit_set(model, &entry),
        (A::Close, _) if whole => {
            put_whole(model, false);
            Vec::new()
        }
        (A::Close, _) => close(model),
        _ => Vec::new(),
    }
}

fn put_whole(model: &mut Model, whole: bool) {
    if let Some(Layer::Sets(sets)) = model.layers.last_mut() {
        (sets.whole, sets.top) = (whole, 0);
    }
}

fn close(model: &mut Model) -> Vec<Cmd> {
    let which = match model.layers.pop() {
        Some(Layer::Sets(sets)) => sets.which,
        _ => return Vec::new(),
    };
    match which {
        // How many wait is in sight everywhere: that question is never given up.
        Which::Outbox => Vec::new(),
        Which::Log => vec![Cmd::Abort(Slot::Log)],
    }
}

fn send(
    model: &mut Model,
    entry: &Entry,
    doing: &'static str,
    cmd: impl FnOnce(Ticket) -> Cmd,
) -> Cmd {
    let write = Write {
        of: entry.set.steps.iter().filter_map(Step::of).collect(),
        name: told::of(&entry.set),
        doing,
        what: Wrote::Plain,
        set: Some(entry.set.id.clone()),
    };
    model.send(write, cmd)
}

fn tell(model: &mut Model, entry: &Entry, happened: bool) -> Vec<Cmd> {
    let Some(step) = asks(entry) else {
        return Vec::new();
    };
    let set = entry.set.id.clone();
    vec![send(model, entry, words::GOING_ON, |ticket| Cmd::Tell {
        ticket,
        set,
        step,
        happened,
    })]
}

fn ask_drop(model: &mut Model, entry: &Entry) -> Vec<Cmd> {
    let detail = match entry.counts.done > 0 {
        true => words::GIVE_UP_REST_MEANS,
        false => words::GIVE_UP_MEANS,
    };
    ask(
        model,
        Confirm {
            question: words::ask_give_up(told::named(&entry.set)),
            detail: detail.to_owned(),
            yes: words::YES_GIVE_UP,
            no: words::NO_GIVE_UP,
            on_yes: false,
            what: Asked::DropSet(entry.set.id.clone()),
        },
    )
}

fn ask_undo(model: &mut Model, entry: &Entry) -> Vec<Cmd> {
    ask(
        model,
        Confirm {
            question: words::ask_undo(told::named(&entry.set)),
            detail: words::UNDO_MEANS.to_owned(),
            yes: words::YES_UNDO,
            no: words::NO_UNDO,
            on_yes: false,
            what: Asked::Undo(entry.set.id.clone()),
        },
    )
}

fn ask(model: &mut Model, confirm: Confirm) -> Vec<Cmd> {
    model.layers.push(Layer::Confirm(confirm));
    Vec::new()
}
