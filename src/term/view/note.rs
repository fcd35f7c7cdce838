//! Owns drawing a note that is being written. Must not choose what is shown.

use ratatui::buffer::Buffer;
use ratatui::layout::Position;

use crate::app::measure;
use crate::app::model::Model;
use crate::app::notes::Writing;
use crate::term::theme::Theme;
use crate::term::widget::paint;

pub fn draw(model: &Model, writing: &Writing, theme: &Theme, buf: &mut Buffer) -> Option<Position> {
    let body = model.body();
    paint::clear(buf, body);
    let columns = usize::from(body.width.saturating_sub(2)).max(1);
    let (line, character) = writing.text.cursor();
    let mut rows: Vec<String> = Vec::new();
    let mut cursor = (0, 0);
    for (nth, text) in writing.text.lines().iter().enumerate() {
        let at = text
            .char_indices()
            .nth(character)
            .map_or(text.len(), |(at, _)| at);
        for part in measure::breaks(text, columns) {
            let is_here =
                nth == line && part.start <= at && (at < part.end || part.end == text.len());
            if is_here {
                cursor = (
                    rows.len(),
                    measure::width(&text[part.start..at]).min(columns),
                );
            }
            rows.push(text[part].to_owned());
        }
    }
    let page = usize::from(body.height).max(1);
    let top = (cursor.0 + 1).saturating_sub(page);
    for (nth, text) in rows.iter().skip(top).enumerate() {
        let Some(row) = paint::row(body, nth) else {
            break;
        };
        paint::put(buf, row.x + 1, row.y, columns, text, theme.text);
    }
    let x = body.x + 1 + u16::try_from(cursor.1).unwrap_or(0);
    let y = body.y + u16::try_from(cursor.0 - top).unwrap_or(0);
    Some(Position::new(
        x.min(body.x + body.width.saturating_sub(1)),
        y,
    ))
}
