//! Owns drawing fields that two people changed: what it was, mine, theirs, and which is kept.
//! Must not choose.

use ratatui::buffer::Buffer;
use ratatui::layout::Position;

use crate::app::conflict::{Conflict, Keep};
use crate::app::form::difference::{from, shared};
use crate::app::measure;
use crate::app::model::Model;
use crate::app::space::{Area, CLASH};
use crate::app::told;
use crate::app::words::screens;
use crate::customer::text::one_line;
use crate::term::theme::Theme;
use crate::term::widget::paint;

pub fn draw(
    model: &Model,
    conflict: &Conflict,
    theme: &Theme,
    buf: &mut Buffer,
) -> Option<Position> {
    let body = model.body();
    paint::clear(buf, body);
    let head = conflict.question(model.outbox.own.as_deref(), usize::from(body.width));
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
    for (nth, at) in (conflict.top..conflict.clashes.len()).enumerate() {
        clash(model, conflict, at, from + nth * CLASH, body, theme, buf);
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
    let kept = conflict.kept.get(at).and_then(Option::as_ref);
    let room = columns.saturating_sub(12);
    let said = |part| told::value(&clash.field, part, &model.fields);
    let [was, mine, theirs] = apart(
        [said(&clash.base), said(&clash.mine), said(&clash.theirs)],
        room,
    );
    let own = match kept {
        Some(Keep::Both(part)) => Some((screens::BOTH, said(part))),
        Some(Keep::Hand(part)) => Some((screens::BY_HAND, said(part))),
        _ => None,
    };
    let chosen = |keep: &Keep| Some(kept == Some(keep));
    let mut sides = vec![
        (screens::WAS, was, None),
        (screens::MINE, mine, chosen(&Keep::Mine)),
        (screens::THEIRS, theirs, chosen(&Keep::Theirs)),
    ];
    sides.extend(own.map(|(name, text)| (name, text, Some(true))));
    for (nth, (name, text, side)) in sides.into_iter().enumerate() {
        let Some(row) = paint::row(body, line + 1 + nth) else {
            return;
        };
        let (sign, style) = match side {
            None => (" ", theme.dim),
            Some(true) => ("●", theme.changed),
            Some(false) => ("○", theme.text),
        };
        paint::put(buf, row.x + 2, row.y, 1, sign, style);
        paint::put(buf, row.x + 4, row.y, 7, name, theme.dim);
        paint::put(buf, row.x + 12, row.y, room, &text, style);
    }
}

/// Texts that do not fit are shown from where they part: cut at the end they would look the same.
fn apart([was, mine, theirs]: [String; 3], room: usize) -> [String; 3] {
    if [&was, &mine, &theirs]
        .iter()
        .all(|text| measure::width(text) <= room)
    {
        return [was, mine, theirs];
    }
    let part = shared(&mine, &theirs);
    let before = shared(&was, &mine).min(shared(&was, &theirs)).min(part);
    // The choice is between mine and theirs: they may go on alike long after they left the old text.
    [
        from(&was, before, room),
        from(&mine, part, room),
        from(&theirs, part, room),
    ]
}
