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
        A::Stop => {
            intake.stopping = true;
            return vec![Cmd::StopImport];
        }
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
        A::Complete => {
            let to = completed(intake);
            intake.line = Line::new(&to);
            intake.file = None;
            return flow::list_files(model);
        }
        A::Take => {
            let chosen = intake.file.and_then(|at| intake.files.get(at));
            let is_folder = chosen.is_some_and(|file| file.is_folder);
            let path = intake.path().to_owned();
            intake.line = Line::new(&path);
            intake.file = None;
            if is_folder || path.ends_with('/') {
                return flow::list_files(model);
            }
            return flow::look_at_file(model);
        }
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

/// As far as all names that could be meant agree, or the chosen one.
fn completed(intake: &Intake) -> String {
    let typed = intake.line.text();
    if intake.file.is_some() {
        return intake.path().to_owned();
    }
    let mut paths = intake.files.iter().map(|file| file.path.as_str());
    let Some(first) = paths.next() else {
        return typed.to_owned();
    };
    let shared = paths.fold(first, |shared, path| {
        let same = shared.char_indices().zip(path.chars());
        let differs = same
            .clone()
            .find(|((_, a), b)| a != b)
            .map(|((at, _), _)| at);
        let end = differs.unwrap_or_else(|| shared.len().min(path.len()));
        shared.get(..end).unwrap_or(shared)
    });
    match shared.len() > typed.len() {
        true => shared.to_owned(),
        false => typed.to_owned(),
    }
}

pub fn typed(model: &mut Model, text: &str) -> Vec<Cmd> {
    if let Some(Layer::Intake(intake)) = model.layers.last_mut()
        && intake.stage == Stage::Path
        && intake.line.insert(text)
    {
        intake.file = None;
        return flow::list_files(model);
    }
    Vec::new()
}

fn choose(model: &mut Model, of: impl Fn(&Intake) -> Option<Picker>) -> Vec<Cmd> {
    if let Some(Layer::Intake(intake)) = model.layers.last()
        && let Some(picker) = of(intake)
    {
        model.layers.push(Layer::Picker(picker));
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
        Stage::Judging => {
            intake.stage = Stage::Mapping;
            return vec![Cmd::StopImport, Cmd::Abort(Slot::Judge)];
        }
        Stage::Review => {
            intake.stage = Stage::Mapping;
            intake.weighed = None;
            intake.said.all_new = false;
        }
        Stage::Path | Stage::Done => drop(model.layers.pop()),
        Stage::Going => {}
    }
    Vec::new()
}
