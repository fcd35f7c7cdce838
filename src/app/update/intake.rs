//! Owns what keys do while a file is taken in: naming it, mapping its columns, looking at what that would do, and
//! doing it.
//! Must not name another screen's file.

use crate::app::action::Action as A;
use crate::app::cmd::Cmd;
use crate::app::flow;
use crate::app::intake::{Intake, Stage};
use crate::app::layer::{Layer, Picker};
use crate::app::line::Line;
use crate::app::model::Model;
use crate::app::ticket::Slot;

pub fn act(model: &mut Model, action: A) -> Vec<Cmd> {
    let page = isize::try_from(model.body().height.saturating_sub(3)).unwrap_or(isize::MAX);
    let Some(Layer::Intake(intake)) = model.layers.last_mut() else {
        return Vec::new();
    };
    if intake.stage == Stage::Path {
        return on_path(model, action);
    }
    let count = intake.count();
    match action {
        A::Down => intake.cursor.step(1, count),
        A::Up => intake.cursor.step(-1, count),
        A::PageDown => intake.cursor.step(page, count),
        A::PageUp => intake.cursor.step(-page, count),
        A::First => intake.cursor.step(isize::MIN, count),
        A::Last => intake.cursor.step(isize::MAX, count),
        A::NextTab => intake.step_tab(1),
        A::PreviousTab => intake.step_tab(-1),
        A::Choose => return choose(model, Intake::offers),
        A::Encoding => return choose(model, |intake| Some(intake.encodings())),
        A::Delimiter => return choose(model, |intake| Some(intake.delimiters())),
        A::Days => return choose(model, |intake| Some(intake.days())),
        A::LeaveOut => {
            if let Some(column) = intake.column().cloned() {
                intake.said.keys.retain(|key| *key != column.field);
                intake.said.column(&column.name, "");
                return flow::look_at_file(model);
            }
        }
        A::FindBy => {
            if let Some(column) = intake.column().filter(|column| !column.field.is_empty()) {
                let field = column.field.clone();
                intake.said.toggle_key(&field);
                return flow::look_at_file(model);
            }
        }
        A::DryRun => return flow::judge_file(model),
        A::ChangeThose => {
            intake.said.toggle_key(crate::app::intake::ID_COLUMN);
            return flow::judge_anew(model);
        }
        A::AllNew => {
            intake.said.all_new = true;
            intake.said.keys.clear();
            return flow::judge_anew(model);
        }
        A::UndoSet => {
            let set = intake.taken.as_mut().and_then(|taken| taken.set.take());
            return set.map_or(Vec::new(), |set| flow::undo(model, Some(set)));
        }
        A::Go => return flow::take_file_in(model),
        // Nothing has been done by looking.
        A::Stop if intake.stage == Stage::Judging => {
            intake.stage = Stage::Mapping;
            intake.cursor = Default::default();
            return vec![Cmd::StopImport, Cmd::Abort(Slot::Judge)];
        }
        A::Stop => {
            intake.stopping = true;
            return vec![Cmd::StopImport];
        }
        A::LeaveRunning => return flow::leave_running(model),
        A::Close => return back(model),
        _ => {}
    }
    Vec::new()
}

fn on_path(model: &mut Model, action: A) -> Vec<Cmd> {
    let Some(Layer::Intake(intake)) = model.layers.last_mut() else {
        return Vec::new();
    };
    let many = intake.files.len();
    match action {
        A::Down => {
            intake.file =
                Some(intake.file.map_or(0, |at| (at + 1) % many.max(1))).filter(|_| many > 0)
        }
        A::Up => intake.file = intake.file.and_then(|at| at.checked_sub(1)),
        // Both wait for the names that are on their way.
        A::Complete | A::Take if intake.listing => intake.pending = Some(action),
        A::Complete => return flow::complete_path(model),
        A::Take => return flow::take_path(model),
        A::Close => {
            model.layers.pop();
            return vec![Cmd::Abort(Slot::Files), Cmd::Abort(Slot::Look)];
        }
        action => {
            if intake.line.edit(action) == Some(true) {
                intake.file = None;
                return flow::list_files(model);
            }
        }
    }
    Vec::new()
}

pub fn typed(model: &mut Model, text: &str) -> Vec<Cmd> {
    let Some(Layer::Intake(intake)) = model.layers.last_mut() else {
        return Vec::new();
    };
    if intake.stage != Stage::Path {
        return Vec::new();
    }
    // Who begins a path at its root does not mean one below what stands there.
    let is_whole = text.trim_start().starts_with(['/', '~']);
    if is_whole && intake.line.text() == flow::HOME {
        intake.line = Line::default();
    }
    if intake.line.insert(text) {
        intake.file = None;
        return flow::list_files(model);
    }
    Vec::new()
}

fn choose(model: &mut Model, of: impl Fn(&Intake) -> Option<Picker>) -> Vec<Cmd> {
    if let Some(Layer::Intake(intake)) = model.layers.last()
        && let Some(picker) = of(intake)
    {
        model.layers.push(Layer::Picker(Box::new(picker)));
    }
    Vec::new()
}

/// One step back; from the first and from the last, to the list.
fn back(model: &mut Model) -> Vec<Cmd> {
    let Some(Layer::Intake(intake)) = model.layers.last_mut() else {
        return Vec::new();
    };
    intake.cursor = Default::default();
    match intake.stage {
        Stage::Mapping => {
            intake.stage = Stage::Path;
            return flow::list_files(model);
        }
        Stage::Review => {
            intake.stage = Stage::Mapping;
            intake.weighed = None;
            intake.said.all_new = false;
        }
        Stage::Path | Stage::Done => drop(model.layers.pop()),
        Stage::Judging | Stage::Going => {}
    }
    Vec::new()
}
