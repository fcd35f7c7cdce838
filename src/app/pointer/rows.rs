//! Owns which row of a list, which answer of a question and which side of a conflict lies under the mouse. A press puts
//! the cursor there; a double click does what Enter does there.
//! Must not know the customers, nor forms.

use super::{Click, Pointer, in_lines, on_row, row_of, within};
use crate::app::action::Action;
use crate::app::conflict::Conflict;
use crate::app::intake::{Intake, Stage};
use crate::app::layer::{Confirm, Layer};
use crate::app::model::Model;
use crate::app::question::Question;
use crate::app::sets::{History, Sets};
use crate::app::space::{self, Area};
use crate::app::trash::Trash;
use crate::app::unify::Unify;

/// What is to be done in a layer that holds rows.
pub fn pressed(model: &Model, layer: &mut Layer, pointer: Pointer) -> Vec<Action> {
    let body = model.body();
    let double = pointer.click == Click::Double;
    match layer {
        Layer::Drafts(shelf) => {
            let row = row_of(body, usize::from(body.height), pointer).map(|row| shelf.top + row);
            match row.filter(|row| *row < model.drafts.len()) {
                Some(row) => {
                    shelf.cursor = row;
                    opened(double)
                }
                None => Vec::new(),
            }
        }
        Layer::Sets(sets) => on_sets(model, sets, pointer),
        Layer::History(history) => on_history(model, history, pointer),
        Layer::Trash(trash) => on_trash(trash, body, pointer),
        Layer::Twins(list) => {
            let all = model.form().map_or(0, |form| form.twins.all().len());
            let lines = model.form().map_or(0, |form| form.twins.below(body));
            let (area, _) = space::twins(body, lines);
            let page = space::twin_page(area).min(all.saturating_sub(list.cursor.top));
            let row = row_of(area, page * space::TWIN, pointer).map(|line| line / space::TWIN);
            on_row(&mut list.cursor, row, double, Action::Open)
        }
        Layer::Intake(intake) => on_intake(intake, body, pointer),
        Layer::Unify(unify) => on_unify(unify, body, pointer),
        Layer::Confirm(asked) => on_question(asked, body, pointer),
        Layer::Conflict(conflict) => on_conflict(model, conflict, pointer),
        _ => Vec::new(),
    }
}

fn opened(double: bool) -> Vec<Action> {
    match double {
        true => vec![Action::Open],
        false => Vec::new(),
    }
}

/// The area without so many lines at its top.
fn below(area: Area, lines: usize) -> Area {
    let lines = u16::try_from(lines).unwrap_or(u16::MAX).min(area.height);
    Area {
        y: area.y + lines,
        height: area.height - lines,
        ..area
    }
}

/// A press on the one that is read beside the list goes over to it.
fn on_sets(model: &Model, sets: &mut Sets, pointer: Pointer) -> Vec<Action> {
    let (list, whole) = space::sets(model.body(), sets.whole);
    let count = sets.entries(model).len();
    if within(whole, pointer) {
        return opened(!sets.whole && count > 0);
    }
    let left = count.saturating_sub(sets.cursor.top);
    let row = row_of(list, left, pointer);
    if row.is_some() {
        (sets.whole, sets.top) = (false, 0);
    }
    on_row(
        &mut sets.cursor,
        row,
        pointer.click == Click::Double,
        Action::Open,
    )
}

fn on_history(model: &Model, history: &mut History, pointer: Pointer) -> Vec<Action> {
    let rows = below(model.body(), usize::from(history.head().is_some()));
    let count = history.lines(&model.fields).len();
    let row = row_of(rows, count.saturating_sub(history.cursor.top), pointer);
    // There is nothing to open behind a line of it.
    on_row(&mut history.cursor, row, false, Action::Open)
}

fn on_trash(trash: &mut Trash, body: Area, pointer: Pointer) -> Vec<Action> {
    let rows = below(body, 1 + usize::from(trash.head().is_some()));
    let count = trash.matching().len();
    let row = row_of(rows, count.saturating_sub(trash.cursor.top), pointer);
    let double = pointer.click == Click::Double;
    on_row(&mut trash.cursor, row, double, Action::Restore)
}

fn on_intake(intake: &mut Intake, body: Area, pointer: Pointer) -> Vec<Action> {
    let double = pointer.click == Click::Double;
    match intake.stage {
        Stage::Path => {
            let (head, top) = intake.files_at(body);
            let left = intake.files.len().saturating_sub(top);
            let Some(row) = row_of(below(body, head), left, pointer) else {
                return Vec::new();
            };
            intake.file = Some(top + row);
            match double {
                true => vec![Action::Take],
                false => Vec::new(),
            }
        }
        Stage::Mapping | Stage::Review => {
            let (list, _) = space::intake(body);
            let left = intake.count().saturating_sub(intake.cursor.top);
            let row = row_of(list, left, pointer);
            on_row(&mut intake.cursor, row, double, Action::Choose)
        }
        Stage::Judging | Stage::Going | Stage::Done => Vec::new(),
    }
}

/// Enter merges all of it, which a double click on one field does not mean.
fn on_unify(unify: &mut Unify, body: Area, pointer: Pointer) -> Vec<Action> {
    if unify.losses_alone {
        return Vec::new();
    }
    let rows = below(unify.parts(body).fields, space::UNIFY_HEAD);
    let left = unify.rows().len().saturating_sub(unify.cursor.top);
    let row = row_of(rows, left, pointer);
    on_row(&mut unify.cursor, row, false, Action::Merge)
}

fn on_question(asked: &mut Confirm, body: Area, pointer: Pointer) -> Vec<Action> {
    let question = Question::of(asked, body);
    let on_yes = within(question.yes, pointer);
    if !on_yes && !within(question.no, pointer) {
        return Vec::new();
    }
    asked.on_yes = on_yes;
    match pointer.click {
        Click::Double => vec![Action::Take],
        _ => Vec::new(),
    }
}

fn on_conflict(model: &Model, conflict: &mut Conflict, pointer: Pointer) -> Vec<Action> {
    let body = model.body();
    let head = conflict.question(model.outbox.own.as_deref(), usize::from(body.width));
    let rows = below(body, head.len() + 1);
    if !in_lines(rows, pointer) {
        return Vec::new();
    }
    let line = usize::from(pointer.y - rows.y);
    let at = conflict.top + line / space::CLASH;
    if at >= conflict.clashes.len() {
        return Vec::new();
    }
    conflict.cursor = at;
    match line % space::CLASH {
        MINE => vec![Action::Mine],
        THEIRS => vec![Action::Theirs],
        _ => Vec::new(),
    }
}

/// The lines of a clash that can be chosen; its name and what it was stand above.
const MINE: usize = 2;
const THEIRS: usize = 3;
