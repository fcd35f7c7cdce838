//! Owns drawing a form: its fields, and what will change beside or below them.
//! Must not decide what a field holds.

use ratatui::buffer::Buffer;
use ratatui::layout::Position;

use super::twins;
use crate::app::form::choice::{offers, stranger, word};
use crate::app::form::difference::Difference;
use crate::app::form::group::MemberInput;
use crate::app::form::input::Input;
use crate::app::form::plan::{FormLine, LABELS};
use crate::app::form::{At, Form, Stop};
use crate::app::measure;
use crate::app::model::Model;
use crate::app::space::{self, Area};
use crate::app::words::{counted, screens};
use crate::term::theme::Theme;
use crate::term::widget::paint;

/// Where values start: behind the focus sign, the label and the sign of a change.
const VALUES: usize = LABELS + 3;

pub fn draw(model: &Model, form: &Form, theme: &Theme, buf: &mut Buffer) -> Option<Position> {
    let body = model.body();
    paint::clear(buf, body);
    let differences = form.differences();
    if let Some(met) = form.met.sentence() {
        let columns = usize::from(body.width.saturating_sub(2));
        paint::put(buf, body.x + 1, body.y, columns, &met, theme.accent);
    }
    let (left, right) = space::form(form.room(body), differences.len());
    let lines = form.lines(usize::from(left.width));
    let mut cursor = None;
    for (nth, line) in lines.iter().skip(form.top).enumerate() {
        let Some(row) = paint::row(left, nth) else {
            break;
        };
        cursor = draw_line(form, line, row, theme, buf).or(cursor);
    }
    if body.width >= space::WIDE {
        paint::down(buf, right.x.saturating_sub(1), right, theme);
        beside(form, &differences, right, theme, buf);
    } else {
        below(&differences, right, theme, buf);
        twins::below(form, form.twin_room(body), theme, buf);
    }
    cursor
}

fn draw_line(
    form: &Form,
    line: &FormLine,
    row: Area,
    theme: &Theme,
    buf: &mut Buffer,
) -> Option<Position> {
    let columns = usize::from(row.width.saturating_sub(1));
    match line {
        FormLine::Blank => {}
        FormLine::Section(name) => {
            paint::put(buf, row.x + 1, row.y, columns, name, theme.heading);
        }
        FormLine::Heading(name) => {
            paint::put(buf, row.x + 1, row.y, columns, name, theme.text);
        }
        FormLine::Kept(text) => {
            paint::put(buf, row.x + 1, row.y, columns, text, theme.dim);
        }
        FormLine::Problem { text, .. } => {
            let x = row.x + at(VALUES);
            let room = columns.saturating_sub(VALUES);
            paint::put(buf, x, row.y, room, &format!("✗ {text}"), theme.error);
        }
        FormLine::Theirs { text, .. } => {
            let x = row.x + at(VALUES);
            let room = columns.saturating_sub(VALUES);
            paint::put(buf, x, row.y, room, &format!("! {text}"), theme.error);
        }
        FormLine::Adder { stop, label } => {
            let style = if *stop == form.focus {
                theme.selected
            } else {
                theme.accent
            };
            focus_sign(form, *stop, row, theme, buf);
            paint::put(buf, row.x + 1, row.y, columns, label, style);
        }
        FormLine::Note {
            stop,
            label,
            line,
            part,
        } => {
            if !label.is_empty() {
                draw_label(form, *stop, label, 0, row, theme, buf);
            }
            let (text, here) = form.note_text(*stop, *line, part);
            let focused = *stop == form.focus;
            let x = row.x + at(VALUES);
            let room = usize::from(row.width).saturating_sub(VALUES);
            let style = if form.is_changed_at(*stop) {
                theme.changed
            } else {
                theme.text
            };
            paint::put(
                buf,
                x,
                row.y,
                room,
                &crate::customer::text::one_line(&text),
                style,
            );
            if focused {
                tint_field(row, theme, buf);
                let before: String = text.chars().take(here?).collect();
                let column = measure::width(&before).min(room.saturating_sub(1));
                return Some(Position::new(x + at(column), row.y));
            }
        }
        FormLine::Value {
            stop,
            label,
            indent,
        } => {
            draw_label(form, *stop, label, *indent, row, theme, buf);
            let room = Area {
                x: row.x + at(VALUES),
                width: row.width.saturating_sub(at(VALUES)),
                ..row
            };
            return draw_value(form, *stop, room, theme, buf);
        }
    }
    None
}

fn draw_label(
    form: &Form,
    stop: Stop,
    label: &str,
    indent: usize,
    row: Area,
    theme: &Theme,
    buf: &mut Buffer,
) {
    focus_sign(form, stop, row, theme, buf);
    let style = if stop == form.focus {
        theme.accent
    } else {
        theme.dim
    };
    let x = row.x + 1 + at(indent);
    paint::put(buf, x, row.y, LABELS - indent - 1, label, style);
    if form.is_changed_at(stop) {
        paint::put(buf, row.x + at(LABELS + 1), row.y, 1, "•", theme.changed);
    }
}

fn focus_sign(form: &Form, stop: Stop, row: Area, theme: &Theme, buf: &mut Buffer) {
    if stop == form.focus {
        paint::put(buf, row.x, row.y, 1, "▸", theme.accent);
    }
}

fn tint_field(row: Area, theme: &Theme, buf: &mut Buffer) {
    let field = Area {
        x: row.x + at(VALUES),
        width: row.width.saturating_sub(at(VALUES)),
        ..row
    };
    paint::tint(buf, field, theme.field);
}

fn draw_value(
    form: &Form,
    stop: Stop,
    room: Area,
    theme: &Theme,
    buf: &mut Buffer,
) -> Option<Position> {
    let (shown, remark) = said(form, stop)?;
    let columns = usize::from(room.width);
    let focused = stop == form.focus;
    let changed = form.is_changed_at(stop);
    if focused && let Some(line) = form.line() {
        let (seen, column) = measure::sight(line.text(), line.cursor(), columns);
        let used = paint::put(buf, room.x, room.y, columns, seen, theme.text);
        paint::tint(buf, room, theme.field);
        put_remark(&remark, used, room, theme, buf);
        return Some(Position::new(room.x + at(column), room.y));
    }
    if focused {
        let used = paint::put(
            buf,
            room.x,
            room.y,
            columns.saturating_sub(2),
            &shown,
            theme.selected,
        );
        let used = used + put_arrow(form, stop, used, room, theme.accent, buf);
        put_remark(&remark, used, room, theme, buf);
        return Some(Position::new(room.x, room.y));
    }
    let mut x = room.x;
    if changed && matches!(stop.at, At::Whole) {
        let before = form
            .entries
            .get(stop.entry)
            .map(|entry| form.before(&entry.field));
        let before = before
            .filter(|text| !text.is_empty())
            .unwrap_or("–".to_owned());
        x += at(paint::put(buf, x, room.y, columns / 2, &before, theme.dim));
        x += at(paint::put(buf, x, room.y, 3, " → ", theme.dim));
    }
    let left = columns.saturating_sub(usize::from(x - room.x));
    let text = if changed && shown.is_empty() {
        "–"
    } else {
        &shown
    };
    let style = if changed { theme.changed } else { theme.text };
    let used = usize::from(x - room.x) + paint::put(buf, x, room.y, left, text, style);
    let used = used + put_arrow(form, stop, used, room, theme.dim, buf);
    put_remark(&remark, used, room, theme, buf);
    None
}

/// The sign of a drop-down behind a value; says how many columns it took.
fn put_arrow(
    form: &Form,
    stop: Stop,
    used: usize,
    room: Area,
    style: ratatui::style::Style,
    buf: &mut Buffer,
) -> usize {
    if !drops_down(form, stop) {
        return 0;
    }
    let sign = if used == 0 { "▾" } else { " ▾" };
    let left = usize::from(room.width).saturating_sub(used);
    paint::put(buf, room.x + at(used), room.y, left, sign, style)
}

fn drops_down(form: &Form, stop: Stop) -> bool {
    let input = form.entries.get(stop.entry).map(|entry| &entry.input);
    match (input, stop.at) {
        (Some(Input::Choice(_) | Input::Multi(_)), _) => true,
        (Some(Input::Group(group)), At::Member(element, member)) => {
            let element = group.elements.get(element);
            let input = element.and_then(|element| element.inputs.get(member));
            matches!(input, Some(MemberInput::Choice(_)))
        }
        _ => false,
    }
}

fn put_remark(remark: &str, used: usize, room: Area, theme: &Theme, buf: &mut Buffer) {
    let left = usize::from(room.width).saturating_sub(used + 2);
    if !remark.is_empty() && measure::width(remark) <= left {
        let plain = ratatui::style::Modifier::UNDERLINED;
        let style = theme.dim.remove_modifier(plain);
        paint::put(buf, room.x + at(used + 2), room.y, left, remark, style);
    }
}

/// The value at a stop, and what is to be remarked about it.
fn said(form: &Form, stop: Stop) -> Option<(String, String)> {
    let entry = form.entries.get(stop.entry)?;
    let focused = stop == form.focus;
    if let (Input::Group(group), At::Member(element, member)) = (&entry.input, stop.at) {
        let input = group.elements.get(element)?.inputs.get(member)?;
        let remark = match (input, group.of.members().get(member)?.kind) {
            (MemberInput::Choice(choice), crate::customer::Kind::Choice(list)) => {
                stranger(&choice.shown, form.catalog.list(list), |offer| &offer.name)
            }
            _ => None,
        };
        return Some((
            input.shown().to_owned(),
            remark.unwrap_or_default().to_owned(),
        ));
    }
    let shown = entry.input.shown(&entry.field);
    let remark = match &entry.input {
        Input::Choice(_) => {
            let offers = offers(&entry.field, &form.catalog);
            stranger(&shown, &offers, |offer| word(&entry.field, offer)).map(str::to_owned)
        }
        Input::Number(number) if focused => number.reading(),
        Input::Date(date) if focused => date.reading(),
        _ => None,
    };
    Some((shown, remark.unwrap_or_default()))
}

/// The changes beside the form: old and new, a few lines each.
fn beside(form: &Form, all: &[Difference], area: Area, theme: &Theme, buf: &mut Buffer) {
    let columns = usize::from(area.width.saturating_sub(2));
    let x = area.x + 1;
    let mut line = 0;
    let mut put = |text: &str, style| {
        if let Some(row) = paint::row(area, line) {
            paint::put(buf, x, row.y, columns, text, style);
        }
        line += 1;
    };
    if let Some(why) = &form.refused {
        put(screens::REFUSED, theme.error);
        for text in measure::wrap(&crate::customer::text::one_line(why), columns) {
            put(&text, theme.text);
        }
        put("", theme.text);
    }
    if form.of.is_none() {
        for (text, style) in twins::lines(form, columns, theme) {
            put(&text, style);
        }
    }
    put(screens::CHANGES, theme.heading);
    if all.is_empty() {
        for text in screens::NO_CHANGES {
            put(text, theme.dim);
        }
    }
    for difference in all {
        put(&difference.label, theme.dim);
        let mut text = measure::wrap(&arrow(difference), columns.saturating_sub(2));
        text.truncate(3);
        for text in text {
            put(&format!("  {text}"), theme.changed);
        }
    }
}

/// The changes below the form: a line each, or all on one.
fn below(all: &[Difference], area: Area, theme: &Theme, buf: &mut Buffer) {
    let columns = usize::from(area.width.saturating_sub(2));
    let count = counted::changes(all.len());
    if area.height == 1 {
        let labels: Vec<&str> = all.iter().map(|d| d.label.as_str()).collect();
        let text = format!("• {count}: {}", labels.join(", "));
        paint::put(buf, area.x + 1, area.y, columns, &text, theme.changed);
        return;
    }
    if area.height == 0 {
        return;
    }
    paint::across(buf, area, theme);
    paint::put(
        buf,
        area.x + 1,
        area.y,
        columns,
        &format!(" {count} "),
        theme.heading,
    );
    let room = usize::from(area.height - 1);
    for (nth, difference) in all.iter().take(room).enumerate() {
        let Some(row) = paint::row(area, nth + 1) else {
            break;
        };
        let more = all.len() - room.min(all.len());
        if nth + 1 == room && more > 0 {
            let text = screens::and_more(more + 1);
            paint::put(buf, row.x + 1, row.y, columns, &text, theme.dim);
            break;
        }
        paint::put(
            buf,
            row.x + 1,
            row.y,
            LABELS - 1,
            &difference.label,
            theme.dim,
        );
        let x = row.x + at(VALUES);
        let left = usize::from(row.width).saturating_sub(VALUES + 1);
        paint::put(buf, x, row.y, left, &arrow(difference), theme.changed);
    }
}

fn arrow(difference: &Difference) -> String {
    let side = |text: &str| {
        if text.is_empty() {
            "–".to_owned()
        } else {
            text.to_owned()
        }
    };
    format!("{} → {}", side(&difference.from), side(&difference.to))
}

fn at(columns: usize) -> u16 {
    u16::try_from(columns).unwrap_or(u16::MAX)
}
