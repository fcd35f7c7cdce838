//! Owns drawing an edit of many customers: what is done, what the first of them would look like, how far it is.
//! Must not decide anything.

use ratatui::buffer::Buffer;
use ratatui::layout::Position;

use super::count;
use crate::app::bulk::{Bulk, Edited, How, Spot, Stage};
use crate::app::measure;
use crate::app::model::Model;
use crate::app::space::{self, Area};
use crate::app::told;
use crate::app::words::{counted, screens};
use crate::customer::bulk::{Outcome, Row};
use crate::customer::text::one_line;
use crate::term::theme::Theme;
use crate::term::widget::paint;

/// How wide the labels are.
const LABELS: u16 = 10;

pub fn draw(model: &Model, bulk: &Bulk, theme: &Theme, buf: &mut Buffer) -> Option<Position> {
    let body = model.body();
    paint::clear(buf, body);
    match (bulk.stage, &bulk.edited) {
        (Stage::Edit, _) => return edit(model, bulk, body, theme, buf),
        (Stage::Going, _) => going(bulk, body, theme, buf),
        (Stage::Done, Some(edited)) => done(model, edited, body, theme, buf),
        (Stage::Done, None) => {}
    }
    None
}

fn edit(
    model: &Model,
    bulk: &Bulk,
    body: Area,
    theme: &Theme,
    buf: &mut Buffer,
) -> Option<Position> {
    let mut cursor = None;
    let spots = bulk.spots();
    for (nth, spot) in spots.iter().enumerate() {
        let row = paint::row(body, nth)?;
        cursor = said(bulk, *spot, row, theme, buf).or(cursor);
    }
    recorded(bulk, body, theme, buf);
    let rule = paint::row(body, space::BULK_HEAD - 1)?;
    paint::across(buf, rule, theme);
    let room = usize::from(body.width.saturating_sub(2));
    let (text, style) = match (bulk.edits(), bulk.counts, bulk.counting) {
        (Err(why), ..) => (why, theme.dim),
        (Ok(_), Some(counts), _) => (
            screens::would_change(
                count(counts.changed),
                count(counts.same),
                count(counts.refused),
            ),
            theme.heading,
        ),
        (Ok(_), None, true) => (screens::TRYING.to_owned(), theme.dim),
        (Ok(_), None, false) => (String::new(), theme.dim),
    };
    paint::put(
        buf,
        rule.x + 1,
        rule.y,
        room,
        &format!(" {} ", text.trim()),
        style,
    );
    let list = space::bulk(body);
    let rows = bulk.preview(&model.catalog);
    for (nth, row) in rows.iter().skip(bulk.cursor.at).enumerate() {
        let Some(line) = paint::row(list, nth) else {
            break;
        };
        preview(model, row, line, theme, buf);
    }
    cursor
}

/// What was recorded, a line each; the last line says how many more there are.
fn recorded(bulk: &Bulk, body: Area, theme: &Theme, buf: &mut Buffer) {
    let room = usize::from(body.width.saturating_sub(4));
    let most = space::BULK_HEAD - 1;
    for (nth, edit) in bulk.again.iter().take(most).enumerate() {
        let Some(row) = paint::row(body, nth) else {
            return;
        };
        let more = bulk.again.len().saturating_sub(most);
        let text = match nth + 1 == most && more > 0 {
            true => screens::and_more(more + 1),
            false => one_line(&edit.sentence()),
        };
        paint::put(buf, row.x + 2, row.y, room, &text, theme.text);
    }
}

/// One thing that is said about the edit; where the cursor is in it.
fn said(bulk: &Bulk, spot: Spot, row: Area, theme: &Theme, buf: &mut Buffer) -> Option<Position> {
    let here = spot == bulk.spot;
    let style = if here { theme.accent } else { theme.dim };
    let label = match (spot, bulk.how) {
        (Spot::Field, _) => screens::BULK_FIELD,
        (Spot::How, _) => screens::BULK_HOW,
        (Spot::With, _) => screens::BULK_WITH,
        (Spot::Value, How::Replace) => screens::BULK_PATTERN,
        (Spot::Value, How::From) => screens::BULK_FROM,
        (Spot::Value, _) => screens::BULK_VALUE,
    };
    paint::put(
        buf,
        row.x,
        row.y,
        1,
        if here { "▸" } else { " " },
        theme.accent,
    );
    paint::put(buf, row.x + 2, row.y, usize::from(LABELS), label, style);
    let x = row.x + 2 + LABELS;
    let room = usize::from(row.width.saturating_sub(4 + LABELS));
    let line = match spot {
        Spot::Value => Some(&bulk.value),
        Spot::With => Some(&bulk.with),
        Spot::Field | Spot::How => None,
    };
    if let Some(line) = line.filter(|_| here && bulk.takes_text()) {
        let (seen, column) = measure::sight(line.text(), line.cursor(), room);
        paint::put(buf, x, row.y, room, seen, theme.text);
        let field = Area {
            x,
            width: u16::try_from(room).unwrap_or(0),
            ..row
        };
        paint::tint(buf, field, theme.field);
        return Some(Position::new(x + u16::try_from(column).unwrap_or(0), row.y));
    }
    let label = |field: &Option<crate::customer::Field>| {
        field
            .as_ref()
            .map_or_else(String::new, |field| one_line(&field.label))
    };
    let text = match (spot, bulk.how) {
        (Spot::Field, _) => label(&bulk.field),
        (Spot::How, how) => how.label().to_owned(),
        (Spot::Value, How::From) => label(&bulk.from),
        (Spot::Value, _) => bulk.value.text().to_owned(),
        (Spot::With, _) => bulk.with.text().to_owned(),
    };
    let text = match (text.is_empty(), spot) {
        (false, Spot::Value | Spot::With) if bulk.how != How::From => text,
        (true, Spot::With) => screens::BY_NOTHING.to_owned(),
        _ => format!("{text} ▾").trim_start().to_owned(),
    };
    let style = if here { theme.selected } else { theme.text };
    paint::put(buf, x, row.y, room, &text, style);
    here.then(|| Position::new(x, row.y))
}

fn preview(model: &Model, row: &Row, line: Area, theme: &Theme, buf: &mut Buffer) {
    let room = usize::from(line.width.saturating_sub(2));
    let wide = (room / 3).min(32);
    paint::put(
        buf,
        line.x + 1,
        line.y,
        wide,
        &one_line(&row.name),
        theme.text,
    );
    let x = line.x + 2 + u16::try_from(wide).unwrap_or(0);
    let left = room.saturating_sub(wide + 1);
    match &row.outcome {
        Outcome::Same => drop(paint::put(
            buf,
            x,
            line.y,
            left,
            screens::STAYS_AS_IT_IS,
            theme.dim,
        )),
        Outcome::Refused(why) => {
            paint::put(
                buf,
                x,
                line.y,
                left,
                &format!("✗ {}", one_line(why)),
                theme.error,
            );
        }
        Outcome::Changed(changes) if changes.len() > 1 => {
            let all: Vec<String> = changes
                .iter()
                .map(|change| {
                    let (from, to) = told::sides(change, &model.fields);
                    let label = told::label(&change.field, &model.fields);
                    format!("{label}: {from} → {to}")
                })
                .collect();
            paint::put(buf, x, line.y, left, &all.join(" · "), theme.changed);
        }
        Outcome::Changed(changes) => {
            let Some(change) = changes.first() else {
                return;
            };
            let (from, to) = told::sides(change, &model.fields);
            let shown = |text: String| {
                if text.is_empty() {
                    "–".to_owned()
                } else {
                    text
                }
            };
            let from = measure::cut(&shown(from), left / 2);
            let used = paint::put(buf, x, line.y, left, &format!("{from} → "), theme.dim);
            let x = x + u16::try_from(used).unwrap_or(0);
            paint::put(
                buf,
                x,
                line.y,
                left.saturating_sub(used),
                &shown(to),
                theme.changed,
            );
        }
    }
}

fn going(bulk: &Bulk, body: Area, theme: &Theme, buf: &mut Buffer) {
    let doing = match bulk.stopping {
        true => screens::STOPPING_CHANGE,
        false => screens::CHANGING,
    };
    super::progress(doing, bulk.going, body, theme, buf);
}

fn done(model: &Model, edited: &Edited, body: Area, theme: &Theme, buf: &mut Buffer) {
    let head = screens::customers_changed(counted::customers(edited.done));
    let mut lines = vec![(head, theme.heading)];
    for (many, text) in [
        (edited.waiting, screens::WAITING),
        (edited.asks, screens::ASKING),
        (edited.dropped, screens::NOT_CHANGED),
    ] {
        if many > 0 {
            let many = counted::customers(many);
            lines.push((format!("{many}: {text}."), theme.changed));
        }
    }
    lines.push((screens::ONE_CHANGE.to_owned(), theme.dim));
    for (id, why) in &edited.failed {
        lines.push((
            format!("{}: {}", model.name_of(*id), one_line(why)),
            theme.error,
        ));
    }
    let room = usize::from(body.width.saturating_sub(4));
    let wrapped = lines.iter().flat_map(|(text, style)| {
        let lines = measure::wrap(text, room);
        lines.into_iter().map(|line| (line, *style))
    });
    for (nth, (line, style)) in wrapped.enumerate() {
        if let Some(row) = paint::row(body, nth + 1) {
            paint::put(buf, row.x + 2, row.y, room, &line, style);
        }
    }
}
