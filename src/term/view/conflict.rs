//! Owns drawing fields that two people changed: what it was, mine, theirs, and which is kept.
//! Must not choose.

use ratatui::buffer::Buffer;
use ratatui::layout::Position;
use serde_json::Value;

use crate::app::layer::{Conflict, Side};
use crate::app::measure;
use crate::app::model::Model;
use crate::app::space::Area;
use crate::customer::text::one_line;
use crate::customer::{Part, show};
use crate::term::theme::Theme;
use crate::term::widget::paint;

/// Label, was, mine, theirs, and a blank line.
const LINES: usize = 5;

pub fn draw(
    model: &Model,
    conflict: &Conflict,
    theme: &Theme,
    buf: &mut Buffer,
) -> Option<Position> {
    let body = model.body();
    paint::clear(buf, body);
    let text = "Somebody else changed this meanwhile. Which shall it be?";
    let head = measure::wrap(text, usize::from(body.width.saturating_sub(2)));
    for (nth, line) in head.iter().enumerate() {
        if let Some(row) = paint::row(body, nth) {
            paint::put(
                buf,
                row.x + 1,
                row.y,
                usize::from(row.width),
                line,
                theme.text,
            );
        }
    }
    let from = head.len() + 1;
    let room = (usize::from(body.height).saturating_sub(from) / LINES).max(1);
    let first = (conflict.cursor + 1).saturating_sub(room);
    for (nth, at) in (first..conflict.clashes.len()).enumerate() {
        clash(model, conflict, at, from + nth * LINES, body, theme, buf);
    }
    None
}

fn clash(
    model: &Model,
    conflict: &Conflict,
    at: usize,
    line: usize,
    body: Area,
    theme: &Theme,
    buf: &mut Buffer,
) {
    let (Some(clash), Some(row)) = (conflict.clashes.get(at), paint::row(body, line)) else {
        return;
    };
    let here = at == conflict.cursor;
    let label = model
        .fields
        .find(&clash.field)
        .map_or(clash.field.as_str(), |f| &f.label);
    let style = if here {
        theme.accent.patch(theme.heading)
    } else {
        theme.heading
    };
    let columns = usize::from(body.width.saturating_sub(2));
    paint::put(
        buf,
        row.x,
        row.y,
        1,
        if here { "▸" } else { " " },
        theme.accent,
    );
    paint::put(buf, row.x + 2, row.y, columns, &one_line(label), style);
    let kept = conflict.kept.get(at).copied().flatten();
    let sides = [
        ("was", &clash.base, None),
        ("mine", &clash.mine, Some(Side::Mine)),
        ("theirs", &clash.theirs, Some(Side::Theirs)),
    ];
    for (nth, (name, part, side)) in sides.into_iter().enumerate() {
        let Some(row) = paint::row(body, line + 1 + nth) else {
            return;
        };
        let (sign, style) = match side {
            None => (" ", theme.dim),
            Some(side) if kept == Some(side) => ("●", theme.changed),
            Some(_) => ("○", theme.text),
        };
        paint::put(buf, row.x + 2, row.y, 1, sign, style);
        paint::put(buf, row.x + 4, row.y, 7, name, theme.dim);
        let room = columns.saturating_sub(12);
        paint::put(
            buf,
            row.x + 12,
            row.y,
            room,
            &value(model, &clash.field, part),
            style,
        );
    }
}

fn value(model: &Model, wire: &str, part: &Part) -> String {
    let text = match model.fields.find(wire) {
        Some(field) => show::part_text(field, part),
        None => Value::Object(part.clone()).to_string(),
    };
    if text.is_empty() {
        "–".to_owned()
    } else {
        one_line(&text)
    }
}
