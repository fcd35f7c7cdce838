//! Owns drawing who a new customer may be: beside or below its form, and as a list to open one from.
//! Must not decide how likely it is.

use ratatui::buffer::Buffer;
use ratatui::layout::Position;
use ratatui::style::Style;

use crate::app::form::Form;
use crate::app::likeness::Twin;
use crate::app::measure;
use crate::app::model::Model;
use crate::app::space::{self, Area};
use crate::app::twins::{self, REASONS_AT, TwinList};
use crate::app::words::screens;
use crate::customer::show;
use crate::customer::text::one_line;
use crate::term::theme::Theme;
use crate::term::widget::paint;

/// So many stand beside a form; the list has all.
const BESIDE: usize = 4;

pub fn draw(model: &Model, list: TwinList, theme: &Theme, buf: &mut Buffer) -> Option<Position> {
    paint::clear(buf, model.body());
    let all = model.form().map_or(&[][..], |form| form.twins.all());
    let lines = model
        .form()
        .map_or(0, |form| form.twins.below(model.body()));
    let (body, below) = space::twins(model.body(), lines);
    let page = space::twin_page(body);
    for (nth, twin) in all.iter().skip(list.cursor.top).take(page).enumerate() {
        let (Some(first), Some(second)) = (
            paint::row(body, nth * space::TWIN),
            paint::row(body, nth * space::TWIN + 1),
        ) else {
            break;
        };
        let right = format!("{} ", one_line(twin.record.number()));
        let end = paint::put_right(buf, first, &right, theme.dim);
        let room = usize::from(end.saturating_sub(first.x + 2));
        paint::put(buf, first.x + 1, first.y, room, &named(twin), theme.text);
        let room = usize::from(second.width).saturating_sub(REASONS_AT + 1);
        let x = second.x + u16::try_from(REASONS_AT).unwrap_or(0);
        paint::put(buf, x, second.y, room, &twins::reasons(twin), theme.dim);
        if list.cursor.top + nth == list.cursor.at {
            paint::tint(buf, first, theme.selected);
            reasons(twin, below, theme, buf);
        }
    }
    if all.is_empty()
        && let Some(row) = paint::row(body, 1)
    {
        let room = usize::from(row.width.saturating_sub(3));
        let text = screens::NOBODY_LIKE_IT;
        paint::put(buf, row.x + 2, row.y, room, text, theme.dim);
    }
    None
}

/// All that speaks for it, whether or not it fits beside the name.
fn reasons(twin: &Twin, area: Area, theme: &Theme, buf: &mut Buffer) {
    let Some(rule) = paint::row(area, 0) else {
        return;
    };
    paint::across(buf, rule, theme);
    let room = usize::from(area.width.saturating_sub(2));
    let head = format!(" {} ", screens::WHY);
    paint::put(buf, rule.x + 1, rule.y, room, &head, theme.heading);
    let why = measure::wrap(&twin.like.sentence(), room);
    for (nth, line) in why.iter().enumerate() {
        if let Some(row) = paint::row(area, nth + 1) {
            paint::put(buf, row.x + 1, row.y, room, line, theme.text);
        }
    }
}

/// The lines beside a form, up to the blank one behind them.
pub fn lines(form: &Form, columns: usize, theme: &Theme) -> Vec<(String, Style)> {
    let all = form.twins.all();
    if all.is_empty() {
        return Vec::new();
    }
    let mut lines = vec![(screens::LIKELY_HERE.to_owned(), theme.heading)];
    for twin in all.iter().take(BESIDE) {
        lines.push((named(twin), theme.accent));
        let why = crate::app::measure::wrap(&twin.like.sentence(), columns.saturating_sub(2));
        let why = why.into_iter().take(2);
        lines.extend(why.map(|text| (format!("  {text}"), theme.dim)));
    }
    if all.len() > BESIDE {
        lines.push((screens::and_more(all.len() - BESIDE), theme.dim));
    }
    lines.push((String::new(), theme.text));
    lines
}

/// The lines below a form on a narrow screen.
pub fn below(form: &Form, area: Area, theme: &Theme, buf: &mut Buffer) {
    let room = usize::from(area.width.saturating_sub(2));
    if area.height == 1 {
        let text = form.twins.sentence().unwrap_or_default();
        paint::put(buf, area.x + 1, area.y, room, &text, theme.accent);
        return;
    }
    let Some(rule) = paint::row(area, 0) else {
        return;
    };
    paint::across(buf, rule, theme);
    let head = format!(" {} ", screens::LIKELY_HERE_BELOW);
    paint::put(buf, rule.x + 1, rule.y, room, &head, theme.heading);
    for (nth, twin) in form.twins.all().iter().enumerate() {
        let Some(row) = paint::row(area, nth + 1) else {
            break;
        };
        let used = paint::put(buf, row.x + 1, row.y, room / 2, &named(twin), theme.accent);
        let x = row.x + 3 + u16::try_from(used).unwrap_or(0);
        let left = room.saturating_sub(used + 2);
        paint::put(buf, x, row.y, left, &twin.like.sentence(), theme.dim);
    }
}

/// The name, and where that is.
fn named(twin: &Twin) -> String {
    let name = one_line(twin.record.name());
    match one_line(show::first_address(&twin.record, "city")) {
        city if city.is_empty() => name,
        city => format!("{name}, {city}"),
    }
}
