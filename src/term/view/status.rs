//! Owns the lines around the body: the title with place, search and count; what is going on; the keys that
//! work now.
//! Must not draw the body.

mod standing;

use ratatui::buffer::Buffer;
use ratatui::layout::Position;

use self::standing::synced;
use super::{count, offers};
use crate::app::action::Action;
use crate::app::hint::{self, Hint};
use crate::app::intake::{Intake, Stage};
use crate::app::layer::Layer;
use crate::app::measure;
use crate::app::model::Model;
use crate::app::page::Kind;
use crate::app::pairs::Pairs;
use crate::app::sets::{Sets, Which};
use crate::app::space::{self, Area};
use crate::app::words::{self, counted, screens};
use crate::customer::text::one_line;
use crate::query::NEAR;
use crate::term::theme::Theme;
use crate::term::widget::paint;

/// Draws the title and says where the cursor of the search line is.
pub fn title(model: &Model, theme: &Theme, buf: &mut Buffer) -> Option<Position> {
    let area = space::bands(model.width, model.height).title;
    let top = model.layers.iter().rev().find(|layer| {
        let above = matches!(
            layer,
            Layer::Picker(_) | Layer::Confirm(_) | Layer::Labels(_)
        );
        !above && !is_card(layer)
    });
    let (left, right) = match top {
        Some(Layer::Edit(form)) if form.hand.is_some() => {
            let left = titled(screens::WRITTEN_BY_HAND, &form.name());
            (left, String::new())
        }
        Some(Layer::Edit(form)) => {
            let doing = if form.of.is_some() {
                screens::EDIT
            } else {
                screens::NEW_CUSTOMER
            };
            let name = if form.of.is_some() || form.is_changed() {
                form.name()
            } else {
                String::new()
            };
            let right = match form.differences().len() {
                0 => screens::NOTHING_CHANGED.to_owned(),
                many => counted::changes(many),
            };
            (titled(doing, &name), right)
        }
        Some(Layer::Conflict(conflict)) => (
            titled(screens::CHANGED_TWICE, &conflict.name),
            String::new(),
        ),
        Some(Layer::Drafts(_)) => {
            let right = counted::drafts(model.drafts.len());
            (screens::DRAFTS.to_owned(), right)
        }
        Some(Layer::Sets(sets)) => lists(model, sets),
        Some(Layer::History(history)) => {
            let right = match history.lines(&model.fields).len() {
                0 => String::new(),
                many => counted::changes(many),
            };
            (titled(screens::HISTORY, &history.name), right)
        }
        Some(Layer::Trash(trash)) => {
            let marked = match trash.marked.len() {
                0 => String::new(),
                many => format!("●{}  ", count(many)),
            };
            let all = count(trash.len());
            let shown = trash.matching().len();
            let right = match trash.line.text().trim().is_empty() {
                true => screens::in_the_trash(all),
                false => screens::of_all(count(shown), all),
            };
            (screens::TRASH.to_owned(), format!("{marked}{right}"))
        }
        Some(Layer::Twins(_)) => (screens::LIKELY_THE_SAME.to_owned(), String::new()),
        Some(Layer::Pairs(pairs)) => walk(pairs),
        Some(Layer::Intake(intake)) => taking(intake),
        Some(Layer::Bulk(bulk)) => {
            let many = count(bulk.ids.len());
            let right = match bulk.marked {
                true => format!("●{}", screens::marked(many)),
                false => screens::all_of_the_list(many),
            };
            (screens::EDIT_MANY.to_owned(), right)
        }
        Some(Layer::Unify(unify)) => {
            let many = unify.plan.others().len() + 1;
            (
                titled(screens::MERGE, &unify.name()),
                screens::become_one(many),
            )
        }
        Some(Layer::Note(writing)) => (titled(screens::NOTE, &writing.name), String::new()),
        Some(Layer::Help { .. }) => (words::KEYS_HERE.to_owned(), String::new()),
        Some(Layer::Page(page)) if page.kind == Kind::Notices => {
            (words::NOTICES.to_owned(), count(model.notices.len()))
        }
        Some(Layer::Page(_)) => (words::ABOUT.to_owned(), String::new()),
        // It has the whole screen.
        Some(Layer::Plain(_)) => (String::new(), String::new()),
        _ => return customers(model, area, theme, buf),
    };
    let end = paint::put_right(buf, padded(area), &right, theme.dim);
    let room = usize::from(end.saturating_sub(area.x + 2));
    paint::put(
        buf,
        area.x + 1,
        area.y,
        room,
        left.trim_end(),
        theme.heading,
    );
    None
}

fn is_card(layer: &Layer) -> bool {
    matches!(layer, Layer::Page(page) if page.kind == Kind::Card)
}

/// A title, and what it is the title of.
fn titled(title: &str, name: &str) -> String {
    format!("{title}  {name}")
}

/// Which file is taken in, and how far that is.
fn taking(intake: &Intake) -> (String, String) {
    let name = intake.looked.as_ref().map_or("", |looked| &looked.name);
    let right = match intake.stage {
        Stage::Path => screens::WHICH_FILE,
        Stage::Mapping => screens::FIRST_STEP,
        Stage::Judging | Stage::Review => screens::SECOND_STEP,
        Stage::Going => screens::THIRD_STEP,
        Stage::Done => screens::IMPORTED,
    };
    (titled(screens::IMPORT, name), right.to_owned())
}

/// Where a walk through pairs is.
fn walk(pairs: &Pairs) -> (String, String) {
    let right = match (pairs.is_known(), pairs.len(), pairs.current()) {
        (false, ..) | (_, 0, _) => String::new(),
        (_, all, None) => screens::of_all(count(all), count(all)),
        (_, all, Some(_)) => screens::of_all(count(pairs.at + 1), count(all)),
    };
    (screens::DUPLICATES.to_owned(), right)
}

/// The outbox also says how much was asked of the server.
fn lists(model: &Model, sets: &Sets) -> (String, String) {
    let many = sets.entries(model).len();
    match sets.which {
        Which::Log => (screens::LOG.to_owned(), count(many)),
        Which::Outbox => {
            let right = match (model.outbox.calls, model.width < 60) {
                (_, true) => count(many),
                (calls, _) => screens::calls(calls),
            };
            (screens::OUTBOX.to_owned(), right)
        }
    }
}

fn customers(model: &Model, area: Area, theme: &Theme, buf: &mut Buffer) -> Option<Position> {
    let end = paint::put_right(buf, padded(area), &counted(model), theme.dim);
    let mut x = area.x + 1;
    let room = |x: u16| usize::from(end.saturating_sub(x + 1));
    let mut add = |text: &str, style, x: &mut u16| {
        let used = paint::put(buf, *x, area.y, room(*x), text, style);
        *x += u16::try_from(used).unwrap_or(0);
    };
    let typing = matches!(model.layers.last(), Some(Layer::Search));
    let text = model.list.prompt.text();
    let searching = typing || !text.is_empty();
    // A narrow title belongs to the search while there is one.
    if model.width >= 60 || !searching {
        let view = model.views.current.as_deref().map(one_line);
        add(
            view.as_deref().unwrap_or(screens::CUSTOMERS),
            theme.heading,
            &mut x,
        );
        let place = one_line(&model.place.workspace);
        add(&format!("  {place}"), theme.dim, &mut x);
        x += 2;
    }
    if !searching {
        return None;
    }
    add("/", theme.accent, &mut x);
    let all = room(x);
    // A line that is cut on the right says so in its last column.
    let columns = match measure::width(text) > all {
        true => all.saturating_sub(1),
        false => all,
    };
    let cursor = if typing {
        model.list.prompt.cursor()
    } else {
        0
    };
    let (seen, column) = measure::sight(text, cursor, columns);
    paint::put(buf, x, area.y, columns, seen, theme.text);
    // Where the line is scrolled, the start of what is seen is not that of the text.
    let start = (seen.as_ptr() as usize).wrapping_sub(text.as_ptr() as usize);
    let hidden = measure::width(text.get(..start).unwrap_or_default());
    if hidden > 0 {
        paint::put(buf, x.saturating_sub(1), area.y, 1, "…", theme.accent);
    }
    if start + seen.len() < text.len() {
        let past = x + u16::try_from(measure::width(seen)).unwrap_or(0);
        paint::put(buf, past, area.y, 1, "…", theme.accent);
    }
    if let Some(problem) = &model.list.problem {
        let place = |at: usize| measure::width(text.get(..at).unwrap_or(text));
        let from = place(problem.at.start);
        let to = place(problem.at.end).max(from + 1);
        let spot = from.saturating_sub(hidden)..to.saturating_sub(hidden);
        if !problem.unfinished || !typing {
            paint::mark(buf, x, area.y, columns, &[spot], theme.wrong);
        }
    }
    if !typing {
        return None;
    }
    let offered = model.list.prompt.offers().first().map_or(0, |o| o.at.start);
    let before = measure::width(text.get(..offered).unwrap_or_default());
    let offered = before.saturating_sub(hidden);
    offers::draw(model, x + u16::try_from(offered).unwrap_or(0), theme, buf);
    Some(Position::new(
        x + u16::try_from(column).unwrap_or(0),
        area.y,
    ))
}

fn counted(model: &Model) -> String {
    let list = &model.list;
    if !list.known {
        return String::new();
    }
    let here = if list.ids.is_empty() {
        0
    } else {
        list.cursor + 1
    };
    let marked = match list.marked.len() {
        0 => String::new(),
        many => format!("●{}  ", count(many)),
    };
    // The first rows are shown before all of them are known.
    let of = match list.answered.is_empty() {
        true => list.total.max(list.ids.len()),
        false => list.ids.len() - list.near,
    };
    // What is only similar is not counted to its end.
    let more = if list.near >= NEAR { "+" } else { "" };
    let similar = screens::similar(format!("{}{more}", count(list.near)));
    let found = match (of, list.near) {
        (0, 1..) => screens::no_exact_match(similar),
        (0, 0) if !list.answered.is_empty() => screens::NO_MATCH.to_owned(),
        (of, 0) => screens::of_all(count(here), count(of)),
        (of, _) if here > of => screens::exact_and(count(of), count(here - of), similar),
        (of, _) => screens::exact_of(count(here), count(of), similar),
    };
    let all = if list.answered.is_empty() || model.width < 60 {
        String::new()
    } else {
        format!(" · {}", screens::in_all(count(list.total)))
    };
    format!("{marked}{found}{all}")
}

fn padded(area: Area) -> Area {
    Area {
        width: area.width.saturating_sub(1),
        ..area
    }
}

/// Notices first; else what is being saved, else the place. On the right how the copy stands to the server: in
/// the room that a notice leaves, and not beside a failure.
pub fn line(model: &Model, theme: &Theme, buf: &mut Buffer) {
    let area = model.bands().status;
    let saving = saving(model);
    let (text, right, style) = match (&model.notice, &saving) {
        (None, _) if let Some(problem) = &model.list.problem => {
            let text = one_line(&problem.text);
            match problem.unfinished {
                true => (text, synced(model, theme), theme.text),
                false => (format!("✗ {text}"), String::new(), theme.error),
            }
        }
        (Some(notice), _) if notice.failure => {
            return failure(&notice.shown(), area, theme, buf);
        }
        (Some(notice), Some(_)) => (notice.shown(), screens::SAVING.to_owned(), theme.text),
        (Some(notice), None) => (notice.shown(), synced(model, theme), theme.text),
        (None, Some(saving)) => (saving.clone(), synced(model, theme), theme.accent),
        (None, None) => (order(model), synced(model, theme), theme.dim),
    };
    let columns = usize::from(area.width.saturating_sub(2));
    let left = columns.saturating_sub(measure::width(&text) + 2);
    // The place gives way; a sentence does not.
    let gives_way = model.notice.is_none() && saving.is_none();
    let room = if gives_way || measure::width(&right) <= left {
        let end = paint::put_right(buf, padded(area), &right, theme.dim);
        usize::from(end.saturating_sub(area.x + 2))
    } else {
        columns
    };
    paint::put(buf, area.x + 1, area.y, room, &text, style);
}

fn failure(text: &str, area: Area, theme: &Theme, buf: &mut Buffer) {
    let columns = usize::from(area.width.saturating_sub(2));
    let lines = measure::wrap(text, columns);
    let last = usize::from(area.height.saturating_sub(1));
    for (nth, line) in lines.iter().take(last + 1).enumerate() {
        let Some(row) = paint::row(area, nth) else {
            return;
        };
        // What is left over is seen to be cut.
        let rest = match nth == last && lines.len() > last + 1 {
            true => lines[nth..].join(" "),
            false => line.clone(),
        };
        paint::put(buf, row.x + 1, row.y, columns, &rest, theme.error);
    }
}

fn saving(model: &Model) -> Option<String> {
    let mut writes = model.writes.values();
    let first = writes.next()?;
    let doing = first.doing;
    let what = match writes.count() {
        0 => first.name.clone(),
        more => screens::and_others(&first.name, more),
    };
    let leaving = if model.leaving { screens::LEAVING } else { "" };
    let blank = if what.is_empty() { "" } else { " " };
    Some(format!("{doing}{blank}{}…{leaving}", one_line(&what)))
}

/// The place, and the order where no column in sight says it.
fn order(model: &Model) -> String {
    let width = usize::from(model.list_area().width);
    let on_list = model.form().is_none();
    match model
        .list
        .unseen_order(width, &model.fields)
        .filter(|_| on_list)
    {
        Some(order) => format!("{order} · {}", place(model)),
        None => place(model),
    }
}

fn place(model: &Model) -> String {
    let place = &model.place;
    let name = one_line(&place.workspace);
    match (place.sample, place.local) {
        (true, _) => screens::sample_place(name),
        (false, true) => screens::own_place(name),
        (false, false) => format!("{name} · {}", one_line(&place.host)),
    }
}

/// As many whole hints as there is room for, the most useful first; the way to all keys always stands last
/// but for the way out.
pub fn hints(model: &Model, theme: &Theme, buf: &mut Buffer) {
    let area = space::bands(model.width, model.height).hints;
    let (last, first): (Vec<Hint>, Vec<Hint>) = hint::hints(model)
        .into_iter()
        .partition(|hint| hint.label == Action::Help.label() || hint.label == Action::Quit.label());
    let mut left = usize::from(area.width.saturating_sub(1));
    let mut chosen: Vec<(usize, Hint)> = Vec::new();
    // What stands last is given its room first.
    let ranked = last.iter().take(1).chain(&first).chain(last.iter().skip(1));
    let place = |hint: &Hint| first.iter().chain(&last).position(|other| other == hint);
    for hint in ranked {
        if hint.width() <= left {
            left = left.saturating_sub(hint.width() + 2);
            chosen.push((place(hint).unwrap_or(0), hint.clone()));
        }
    }
    chosen.sort_by_key(|(place, _)| *place);
    let mut x = area.x + 1;
    for (_, hint) in chosen {
        let wide = hint.width();
        let key = paint::put(buf, x, area.y, wide, &hint.key, theme.accent);
        x += u16::try_from(key).unwrap_or(0) + 1;
        let label = paint::put(buf, x, area.y, wide, hint.label, theme.dim);
        x += u16::try_from(label).unwrap_or(0) + 2;
    }
}
