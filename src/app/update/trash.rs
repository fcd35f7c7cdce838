//! Owns what keys do in the trash: typing narrows it, what is marked comes out of it as one change.
//! Must not name another screen's file.

use crate::app::action::Action as A;
use crate::app::cmd::Cmd;
use crate::app::layer::Layer;
use crate::app::line::Line;
use crate::app::model::{Model, Write, Wrote};
use crate::app::ticket::Slot;
use crate::app::words;
use crate::customer::changeset::{Action, Step};

pub fn act(model: &mut Model, action: A) -> Vec<Cmd> {
    let page = isize::try_from(model.body().height).unwrap_or(isize::MAX);
    let Some(Layer::Trash(trash)) = model.layers.last_mut() else {
        return Vec::new();
    };
    let count = trash.matching().len();
    match action {
        A::Down => trash.cursor.step(1, count),
        A::Up => trash.cursor.step(-1, count),
        A::PageDown => trash.cursor.step(page, count),
        A::PageUp => trash.cursor.step(-page, count),
        A::Mark => trash.mark(),
        A::Restore => return restore(model),
        A::Close if !trash.line.text().is_empty() => trash.line = Line::default(),
        A::Close => {
            model.layers.pop();
            return vec![Cmd::Abort(Slot::Trash)];
        }
        action => {
            if trash.line.edit(action) == Some(true) {
                trash.cursor.at = 0;
            }
        }
    }
    Vec::new()
}

pub fn typed(model: &mut Model, text: &str) -> Vec<Cmd> {
    if let Some(Layer::Trash(trash)) = model.layers.last_mut()
        && trash.line.insert(text)
    {
        trash.cursor.at = 0;
    }
    Vec::new()
}

fn restore(model: &mut Model) -> Vec<Cmd> {
    let Some(Layer::Trash(trash)) = model.layers.last_mut() else {
        return Vec::new();
    };
    let chosen = trash.chosen();
    trash.marked.clear();
    let of = chosen.iter().map(|(id, _)| *id).collect();
    let name = match chosen.as_slice() {
        [] => return Vec::new(),
        [(_, name)] => name.clone(),
        many => words::customers(many.len()),
    };
    let step = |(id, name)| Step::Restore { id, name };
    let steps: Vec<Step> = chosen.into_iter().map(step).collect();
    let write = Write {
        of,
        name,
        doing: words::RESTORING,
        what: Wrote::Plain,
        set: None,
    };
    vec![model.send(write, |ticket| Cmd::Commit {
        ticket,
        action: Action::Restore,
        steps,
        draft: None,
        replaces: None,
    })]
}
