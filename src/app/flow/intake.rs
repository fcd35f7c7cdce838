//! Owns what is asked for while a file is taken in, and where the answers go. Must not know keys.

use crate::app::action::Action;
use crate::app::behind::Behind;
use crate::app::cmd::Cmd;
use crate::app::intake::{Going, Intake, Pick, RowView, Stage, Taken};
use crate::app::layer::Layer;
use crate::app::line::Line;
use crate::app::model::Model;
use crate::app::msg::Outcome;
use crate::app::space;
use crate::app::ticket::Slot;
use crate::app::words;
use crate::customer::text::one_line;

/// Where a path begins before anybody has said another.
pub const HOME: &str = "~/";

/// Begins to take a file in.
pub fn open_intake(model: &mut Model) -> Vec<Cmd> {
    if super::is_occupied(model) {
        return Vec::new();
    }
    let intake = Intake {
        line: Line::new(HOME),
        ..Intake::default()
    };
    model.layers.push(Layer::Intake(Box::new(intake)));
    list_files(model)
}

/// The import on the screen, or the one that goes on behind it.
pub fn intake_mut(model: &mut Model) -> Option<&mut Intake> {
    let shown = model.layers.iter_mut().find_map(|layer| match layer {
        Layer::Intake(intake) => Some(intake.as_mut()),
        _ => None,
    });
    shown.or_else(|| model.behind.as_mut().and_then(Behind::intake_mut))
}

/// Asks which files could be meant by what is typed.
pub fn list_files(model: &mut Model) -> Vec<Cmd> {
    let Some(intake) = intake_mut(model) else {
        return Vec::new();
    };
    intake.listing = true;
    intake.pending = None;
    intake.refused = None;
    let typed = intake.line.text().to_owned();
    vec![Cmd::Files {
        ticket: model.tickets.ask(Slot::Files),
        typed,
    }]
}

/// Writes the path on as far as it is clear.
pub fn complete_path(model: &mut Model) -> Vec<Cmd> {
    if let Some(intake) = intake_mut(model) {
        intake.line = Line::new(&completed(intake));
        intake.file = None;
    }
    list_files(model)
}

/// Goes into the folder that is meant, or looks at the file.
pub fn take_path(model: &mut Model) -> Vec<Cmd> {
    let Some(intake) = intake_mut(model) else {
        return Vec::new();
    };
    let path = intake.path().to_owned();
    intake.line = Line::new(&path);
    intake.file = None;
    match path.ends_with('/') {
        true => list_files(model),
        false => look_at_file(model),
    }
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

/// Looks at the file as everything said so far has it.
pub fn look_at_file(model: &mut Model) -> Vec<Cmd> {
    let Some(intake) = intake_mut(model) else {
        return Vec::new();
    };
    let (path, said) = (intake.line.text().trim().to_owned(), intake.said.clone());
    if path.is_empty() {
        return Vec::new();
    }
    intake.looking = true;
    intake.refused = None;
    vec![Cmd::Look {
        ticket: model.tickets.ask(Slot::Look),
        path,
        said: Box::new(said),
    }]
}

/// Takes what was chosen from a list, and looks again.
pub fn take_pick(model: &mut Model, pick: Pick) -> Vec<Cmd> {
    let Some(intake) = intake_mut(model) else {
        return Vec::new();
    };
    intake.take(pick);
    match intake.stage {
        Stage::Review => judge_anew(model),
        _ => look_at_file(model),
    }
}

/// Judges every row of the file as it was looked at.
pub fn judge_file(model: &mut Model) -> Vec<Cmd> {
    let Some(intake) = intake_mut(model) else {
        return Vec::new();
    };
    if intake.looking {
        return Vec::new();
    }
    let of = intake.looked.as_ref().map_or(0, |looked| looked.rows);
    intake.stage = Stage::Judging;
    intake.stopping = false;
    intake.going = Going {
        of,
        ..Going::default()
    };
    vec![Cmd::Judge {
        ticket: model.tickets.ask(Slot::Judge),
    }]
}

/// Something else was said: looks at the file again, then judges it.
pub fn judge_anew(model: &mut Model) -> Vec<Cmd> {
    if let Some(intake) = intake_mut(model) {
        intake.stage = Stage::Judging;
        intake.going = Going::default();
    }
    look_at_file(model)
}

/// Does what was judged.
pub fn take_file_in(model: &mut Model) -> Vec<Cmd> {
    let Some(intake) = intake_mut(model).filter(|intake| intake.can_go()) else {
        return Vec::new();
    };
    intake.stage = Stage::Going;
    intake.stopping = false;
    intake.going = Going::default();
    model.views.passed();
    vec![Cmd::TakeIn {
        ticket: model.tickets.ask(Slot::TakeIn),
    }]
}

/// Asks for the rows of the dry run that are in sight and not there.
pub fn read_judged(model: &mut Model) -> Option<Cmd> {
    let page = space::intake_page(model.body());
    let intake = intake_mut(model)?;
    let wanted = intake.wanted(page)?;
    if intake.asked == Some(wanted) {
        return None;
    }
    intake.asked = Some(wanted);
    let (kind, from, count) = wanted;
    Some(Cmd::JudgedRows {
        ticket: model.tickets.ask(Slot::JudgedRows),
        kind,
        from,
        count,
    })
}

/// An answer about the file.
pub fn answer_intake(model: &mut Model, outcome: Outcome) -> Vec<Cmd> {
    if let Outcome::TakenIn(taken) = outcome {
        return taken_in(model, *taken);
    }
    let Some(intake) = intake_mut(model) else {
        return Vec::new();
    };
    match outcome {
        Outcome::Files(files) => {
            intake.files = files;
            intake.file = None;
            intake.listing = false;
            match intake.pending.take() {
                Some(Action::Complete) => return complete_path(model),
                Some(_) => return take_path(model),
                None => {}
            }
        }
        Outcome::Looked(looked) => {
            intake.looking = false;
            intake.looked = Some(*looked);
            match intake.stage {
                Stage::Path => {
                    intake.stage = Stage::Mapping;
                    intake.cursor = Default::default();
                }
                Stage::Judging => return judge_file(model),
                _ => {}
            }
        }
        Outcome::Going(going) => intake.going = going,
        Outcome::Weighed(weighed) if intake.stage == Stage::Judging => {
            intake.weigh(*weighed);
            super::tell_behind(model);
        }
        Outcome::JudgedRows { from, rows } => {
            intake.rows.extend((from..).zip::<Vec<RowView>>(rows));
        }
        _ => {}
    }
    Vec::new()
}

/// What could not be done leaves the person where that can be mended: a path that leads to no file that can be
/// read is told where it was typed.
pub fn fail_intake(model: &mut Model, slot: Slot, why: &str) {
    if let Some(intake) = intake_mut(model) {
        intake.looking = false;
        match (slot, intake.stage) {
            (Slot::Look, Stage::Path) => {
                intake.refused = Some(one_line(why));
                return;
            }
            (Slot::Judge, _) | (Slot::Look, Stage::Judging) => intake.stage = Stage::Mapping,
            // What was judged is used up: the columns are as they were said, and it is judged anew.
            (Slot::TakeIn, _) => {
                intake.stage = Stage::Mapping;
                intake.weighed = None;
            }
            (Slot::Files, _) => {
                intake.files.clear();
                intake.listing = false;
            }
            _ => {}
        }
    }
    model.fail(why);
}

fn taken_in(model: &mut Model, taken: Taken) -> Vec<Cmd> {
    model.say(words::imported_rows(taken.done));
    if let Some(intake) = intake_mut(model) {
        intake.stage = Stage::Done;
        intake.taken = Some(taken);
        model.notice = None;
    }
    super::tell_behind(model);
    model.list.stale = true;
    vec![model.find()]
}
