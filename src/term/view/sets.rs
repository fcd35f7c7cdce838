//! Owns drawing the outbox and what was done: a line for each set, and one set whole beside them or in their
//! place.
//! Must not say how a set stands in words of its own: `app::told` does.

use ratatui::buffer::Buffer;
use ratatui::layout::Position;
use ratatui::style::Style;

use crate::app::measure;
use crate::app::model::Model;
use crate::app::sets::{Sets, Which};
use crate::app::space::{self, Area};
use crate::app::told::{self, Line};
use crate::app::words;
use crate::customer::changeset::Entry;
use crate::customer::telling;
use crate::customer::text::one_line;
use crate::term::theme::Theme;
use crate::term::widget::paint;

/// From this width on a line says how its set stands.
const ROOMY: u16 = 50;

pub fn draw(model: &Model, sets: &Sets, theme: &Theme, buf: &mut Buffer) -> Option<Position> {
    let body = model.body();
    paint::clear(buf, body);
    let (list, whole) = space::sets(body, sets.whole);
    let entries = sets.entries(model);
    for (nth, entry) in entries.iter().skip(sets.cursor.top).enumerate() {
        let Some(row) = paint::row(list, nth) else {
            break;
        };
        line(model, entry, row, theme, buf);
        if sets.cursor.top + nth == sets.cursor.at {
            let style = match sets.whole {
                true => theme.resting,
                false => theme.selected,
            };
            paint::tint(buf, row, style);
        }
    }
    if entries.is_empty() {
        empty(sets, body, theme, buf);
        return None;
    }
    if body.width >= space::WIDE {
        paint::down(buf, whole.x.saturating_sub(2), whole, theme);
    }
    if let Some(entry) = sets.current(model) {
        all(model, entry, sets.top, whole, theme, buf);
    }
    None
}

fn line(model: &Model, entry: &Entry, row: Area, theme: &Theme, buf: &mut Buffer) {
    let (sign, style) = sign(entry, theme);
    paint::put(buf, row.x, row.y, 1, sign, style);
    let when = told::near(&entry.set.at, model.today);
    let brief = match row.width < ROOMY {
        true => String::new(),
        false => {
            let most = usize::from(row.width) / 3;
            format!("{}  ", measure::cut(&telling::standing(entry), most))
        }
    };
    let right = format!("{brief}{when} ");
    let end = paint::put_right(buf, row, &right, theme.dim);
    let room = usize::from(end.saturating_sub(row.x + 3));
    let text = one_line(&telling::headline(&entry.set, &model.fields));
    let style = match entry.undone_by.is_some() {
        true => theme.dim,
        false => theme.text,
    };
    paint::put(buf, row.x + 2, row.y, room, &text, style);
}

fn sign(entry: &Entry, theme: &Theme) -> (&'static str, Style) {
    if entry.needs_a_person() {
        ("!", theme.error)
    } else if !entry.is_over() {
        ("…", theme.accent)
    } else if entry.undone_by.is_some() || !entry.is_done() {
        ("×", theme.dim)
    } else {
        ("✓", theme.changed)
    }
}

fn all(model: &Model, entry: &Entry, top: usize, area: Area, theme: &Theme, buf: &mut Buffer) {
    let columns = usize::from(area.width);
    let lines = told::lines(entry, &model.fields, columns);
    let page = usize::from(area.height);
    for (nth, line) in lines.iter().skip(top).take(page).enumerate() {
        let Some(row) = paint::row(area, nth) else {
            break;
        };
        let mut put = |text: &str, style| paint::put(buf, row.x, row.y, columns, text, style);
        match line {
            Line::Blank => {}
            Line::Heading(text) => drop(put(text, theme.heading)),
            Line::Text(text) => drop(put(text, theme.text)),
            Line::Dim(text) => drop(put(text, theme.dim)),
            Line::Asks(text) => drop(put(text, theme.error)),
            Line::Change { label, text } => {
                put(label, theme.dim);
                let labels = told::labels(columns) + 1;
                let x = row.x + u16::try_from(labels).unwrap_or(0);
                let room = columns.saturating_sub(labels);
                paint::put(buf, x, row.y, room, text, theme.changed);
            }
        }
    }
    if lines.len() > top + page && area.height > 1 {
        let corner = area.x + area.width.saturating_sub(1);
        paint::put(buf, corner, area.y + area.height - 1, 1, "▾", theme.accent);
    }
}

fn empty(sets: &Sets, area: Area, theme: &Theme, buf: &mut Buffer) {
    let said = match (sets.which, &sets.log) {
        (Which::Outbox, _) => words::NOTHING_WAITS,
        (Which::Log, None) => words::READING_LOG,
        (Which::Log, Some(_)) => words::NOTHING_DONE,
    };
    paint::sentences(buf, area, 1, said, theme.dim);
}
