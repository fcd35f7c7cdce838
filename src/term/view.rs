//! Owns drawing a frame: the model's layers from the bottom up, between the title, the status and the
//! hints. Takes the model as it is and changes nothing.
//! Must not name workspaces, tasks or the terminal itself.

mod breakdown;
mod bulk;
mod chord;
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
mod offers;
mod page;
mod pairs;
mod picker;
mod plain;
mod sets;
mod status;
mod tiny;
mod trash;
mod twins;
mod unify;
mod views;

use ratatui::buffer::Buffer;
use ratatui::layout::Position;

use super::theme::Theme;
use super::widget::paint;
use crate::app::behind::remaining;
use crate::app::intake::Going;
use crate::app::layer::Layer;
use crate::app::measure;
use crate::app::model::Model;
use crate::app::page::Kind;
use crate::app::space::{self, Area};
use crate::app::words::screens;

/// Draws the whole screen into an empty buffer and says where the terminal's cursor belongs.
pub fn draw(model: &Model, theme: &Theme, buf: &mut Buffer) -> Option<Position> {
    if space::is_too_small(buf.area.width, buf.area.height)
        || space::is_too_small(model.width, model.height)
    {
        tiny::draw(theme, buf);
        return None;
    }
    if let Some(Layer::Plain(text)) = model.layers.last() {
        plain::draw(text, theme, buf);
        return None;
    }
    let covered = model.layers.iter().rposition(covers_all);
    if covered.is_none() {
        base(model, theme, buf);
    }
    let mut cursor = None;
    for layer in &model.layers[covered.unwrap_or(0)..] {
        cursor = match layer {
            Layer::Search | Layer::Detail => None,
            Layer::Edit(form) => edit::draw(model, form, theme, buf),
            Layer::Labels(labels) => {
                if let Some(form) = model.form() {
                    labels::draw(model, labels, form, theme, buf);
                }
                None
            }
            Layer::Picker(found) => picker::draw(model, found, theme, buf),
            Layer::Views(shelf) => views::draw(model, shelf, theme, buf),
            Layer::Breakdown(found) => {
                breakdown::draw(model, found, theme, buf);
                None
            }
            Layer::Confirm(asked) => confirm::draw(model, asked, theme, buf),
            Layer::Conflict(conflict) => conflict::draw(model, conflict, theme, buf),
            Layer::Drafts(shelf) => drafts::draw(model, *shelf, theme, buf),
            Layer::Sets(sets) => sets::draw(model, sets, theme, buf),
            Layer::History(history) => history::draw(model, history, theme, buf),
            Layer::Trash(trash) => trash::draw(model, trash, theme, buf),
            Layer::Bulk(found) => bulk::draw(model, found, theme, buf),
            Layer::Intake(found) => intake::draw(model, found, theme, buf),
            Layer::Twins(list) => twins::draw(model, *list, theme, buf),
            Layer::Pairs(pairs) => pairs::draw(model, pairs, theme, buf),
            Layer::Unify(unify) => unify::draw(model, unify, theme, buf),
            Layer::Note(writing) => note::draw(model, writing, theme, buf),
            Layer::Help { top } => help::draw(model, *top, theme, buf),
            Layer::Page(found) => {
                page::draw(model, *found, theme, buf);
                None
            }
            // Nothing lies over it.
            Layer::Plain(_) => None,
        };
    }
    if !model.begun.is_empty() {
        chord::draw(model, theme, buf);
    }
    let in_title = status::title(model, theme, buf);
    status::line(model, theme, buf);
    status::hints(model, theme, buf);
    match model.layers.last() {
        Some(Layer::Search) => in_title,
        _ => cursor,
    }
}

/// Whether nothing of what lies below is in sight.
fn covers_all(layer: &Layer) -> bool {
    if let Layer::Page(page) = layer {
        return page.kind != Kind::Card;
    }
    matches!(
        layer,
        Layer::Edit(_)
            | Layer::Conflict(_)
            | Layer::Drafts(_)
            | Layer::Sets(_)
            | Layer::History(_)
            | Layer::Trash(_)
            | Layer::Twins(_)
            | Layer::Pairs(_)
            | Layer::Bulk(_)
            | Layer::Intake(_)
            | Layer::Unify(_)
            | Layer::Note(_)
            | Layer::Help { .. }
    )
}

/// The list, the detail, or both beside each other.
fn base(model: &Model, theme: &Theme, buf: &mut Buffer) {
    if model.is_split() {
        let (left, right) = (model.list_area(), model.detail_area());
        list::draw(model, left, !model.is_in_detail(), theme, buf);
        paint::down(buf, right.x - 1, right, theme);
        detail::draw(model, right, theme, buf);
    } else if model.is_in_detail() {
        detail::draw(model, model.body(), theme, buf);
    } else {
        list::draw(model, model.body(), true, theme, buf);
    }
}

/// A count as people read it.
fn count(number: usize) -> String {
    crate::customer::show::grouped(&number.to_string())
}

/// How far something is and how long it will take, in words and as a bar.
fn progress(doing: &str, going: Going, body: Area, theme: &Theme, buf: &mut Buffer) {
    let Going { done, of, left } = going;
    let room = usize::from(body.width.saturating_sub(4));
    let text = match of {
        0 => format!("{doing}…"),
        _ if theme.still => format!("{doing}: {}", in_steps(done, of)),
        _ => screens::doing(doing, count(done), count(of)),
    };
    if let Some(row) = paint::row(body, 1) {
        paint::put(buf, row.x + 2, row.y, room, &text, theme.text);
    }
    if let Some(row) = paint::row(body, 2).filter(|_| of > 0 && !theme.still && !theme.borderless) {
        let full = room.min(60);
        let part = (full * done.min(of)).checked_div(of).unwrap_or(0);
        let text = format!("{}{}", "█".repeat(part), "░".repeat(full - part));
        paint::put(buf, row.x + 2, row.y, full, &text, theme.accent);
    }
    // It runs, where nothing may.
    let left = remaining(left.filter(|_| !theme.still));
    let left = left.trim_start_matches(" · ");
    if let Some(row) = paint::row(body, 3) {
        paint::put(buf, row.x + 2, row.y, room, left, theme.text);
    }
    let said = measure::wrap(screens::LEAVE_IT, room);
    for (nth, line) in said.iter().enumerate() {
        if let Some(row) = paint::row(body, nth + 5) {
            paint::put(buf, row.x + 2, row.y, room, line, theme.dim);
        }
    }
}

/// How far something is where nothing may run: it changes ten times at most.
fn in_steps(done: usize, of: usize) -> String {
    let tenths = (done.min(of) * 10).checked_div(of).unwrap_or(0);
    format!("{} %", tenths * 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_still_moves_ten_times_at_most() {
        let mut seen: Vec<String> = (0..=1234).map(|done| in_steps(done, 1234)).collect();
        seen.dedup();
        assert_eq!(seen.len(), 11);
        assert_eq!((seen[0].as_str(), seen[10].as_str()), ("0 %", "100 %"));
        assert_eq!(in_steps(3, 0), "0 %");
    }
}
