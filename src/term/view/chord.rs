//! Owns drawing what may follow the keys that began a chord, where the hint line has no room for all of it.
//! Must not decide what follows.

use ratatui::buffer::Buffer;

use crate::app::hint::{self, Hint};
use crate::app::measure;
use crate::app::model::Model;
use crate::app::space::{self, Area};
use crate::term::theme::Theme;
use crate::term::widget::{bordered::bordered, paint};

pub fn draw(model: &Model, theme: &Theme, buf: &mut Buffer) {
    let all = hint::following(model);
    let on_a_line: usize = all.iter().map(|hint| hint.width() + 2).sum();
    if on_a_line <= usize::from(model.width) {
        return;
    }
    let key = all.iter().map(|hint| measure::width(&hint.key)).max();
    let key = key.unwrap_or(0);
    let label = all.iter().map(|hint| measure::width(hint.label)).max();
    let one = key + 1 + label.unwrap_or(0) + 2;
    let body = model.body();
    let room = usize::from(body.width.saturating_sub(4));
    let (columns, lines) = shape(all.len(), room, one, usize::from(body.height) / 2);
    let begun: Vec<String> = model.begun.iter().map(ToString::to_string).collect();
    let inside = bordered(buf, at_the_foot(body, lines), &begun.join(" "), theme);
    for (nth, hint) in all.iter().enumerate().take(columns * lines) {
        let Some(row) = paint::row(inside, nth % lines) else {
            continue;
        };
        let x = row.x + small((nth / lines) * one);
        put(hint, (x, row.y), (key, one.min(room)), theme, buf);
    }
}

fn put(
    hint: &Hint,
    (x, y): (u16, u16),
    (key, room): (usize, usize),
    theme: &Theme,
    buf: &mut Buffer,
) {
    paint::put(buf, x, y, key, &hint.key, theme.accent);
    let label = room.saturating_sub(key + 2);
    paint::put(buf, x + small(key + 1), y, label, hint.label, theme.text);
}

/// How many columns and lines hold so many: as few lines as there can be, and never more than `most`.
fn shape(count: usize, room: usize, one: usize, most: usize) -> (usize, usize) {
    let columns = (room / one.max(1)).max(1);
    let lines = count.div_ceil(columns).clamp(1, most.max(1));
    (columns, lines)
}

fn at_the_foot(body: Area, lines: usize) -> Area {
    let boxed = space::boxed(body, body.width, small(lines + 2));
    Area {
        y: body.y + body.height - boxed.height,
        ..boxed
    }
}

fn small(columns: usize) -> u16 {
    u16::try_from(columns).unwrap_or(u16::MAX)
}
