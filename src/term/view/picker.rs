//! Owns drawing a list to choose from: what was typed, and the items that match.
//! Must not decide what matches.

use ratatui::buffer::Buffer;
use ratatui::layout::Position;

use crate::app::layer::{Picker, Purpose};
use crate::app::measure;
use crate::app::model::Model;
use crate::app::space;
use crate::app::words::screens;
use crate::term::theme::Theme;
use crate::term::widget::{bordered::bordered, paint};

pub fn draw(model: &Model, picker: &Picker, theme: &Theme, buf: &mut Buffer) -> Option<Position> {
    let (area, page) = space::picker(model.body(), picker.items.len());
    let inside = bordered(buf, area, &picker.title, theme);
    let columns = usize::from(inside.width);
    let line = picker.line.text();
    let (seen, column) = measure::sight(line, picker.line.cursor(), columns.saturating_sub(2));
    paint::put(buf, inside.x, inside.y, 2, "› ", theme.accent);
    let placeholder = match (picker.purpose, picker.free) {
        (Purpose::Lists, true) => screens::TYPE_A_NAME,
        _ => screens::TYPE_TO_FILTER,
    };
    if line.is_empty() {
        paint::put(
            buf,
            inside.x + 2,
            inside.y,
            columns.saturating_sub(2),
            placeholder,
            theme.dim,
        );
    } else {
        paint::put(
            buf,
            inside.x + 2,
            inside.y,
            columns.saturating_sub(2),
            seen,
            theme.text,
        );
    }
    if let Some(rule) = paint::row(inside, 1) {
        paint::across(buf, rule, theme);
    }
    let matching = picker.matching();
    for (nth, item) in matching.iter().skip(picker.top).take(page).enumerate() {
        let Some(row) = paint::row(inside, nth + 2) else {
            break;
        };
        let sign = match (picker.purpose, item.current) {
            (Purpose::Tick | Purpose::Columns, true) => "☑",
            (Purpose::Tick | Purpose::Columns, false) => "☐",
            (_, true) => "•",
            (_, false) => " ",
        };
        paint::put(buf, row.x, row.y, 1, sign, theme.accent);
        let end = paint::put_right(buf, row, &item.note, theme.dim);
        let room = usize::from(end.saturating_sub(row.x + 3));
        paint::put(buf, row.x + 2, row.y, room, &item.name, theme.text);
        if picker.top + nth == picker.cursor {
            paint::tint(buf, row, theme.selected);
        }
    }
    if matching.is_empty()
        && let Some(row) = paint::row(inside, 2)
    {
        let text = match (picker.free, line.trim().is_empty()) {
            (true, false) => screens::enter_takes(line.trim()),
            (true, true) if picker.purpose == Purpose::Lists => String::new(),
            (true, true) => screens::LIST_UNKNOWN.to_owned(),
            (false, _) => screens::NOTHING_MATCHES.to_owned(),
        };
        paint::put(
            buf,
            row.x + 2,
            row.y,
            columns.saturating_sub(2),
            &text,
            theme.dim,
        );
    }
    let x = inside.x + 2 + u16::try_from(column).unwrap_or(0);
    Some(Position::new(x, inside.y))
}
