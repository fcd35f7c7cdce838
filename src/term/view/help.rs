//! Owns drawing the keys of the screen below, in as many columns as there is room for.
//! Must not know which keys there are.

use ratatui::buffer::Buffer;
use ratatui::layout::Position;

use crate::app::hint;
use crate::app::model::Model;
use crate::app::words::screens;
use crate::term::theme::Theme;
use crate::term::widget::paint;

/// One column: keys and what they do.
const COLUMN: usize = 40;
const KEYS: usize = 15;

pub fn draw(model: &Model, top: usize, theme: &Theme, buf: &mut Buffer) -> Option<Position> {
    let body = model.body();
    paint::clear(buf, body);
    let all = hint::help(model);
    let columns = (usize::from(body.width) / COLUMN).max(1);
    let lines = all.len().div_ceil(columns);
    let page = usize::from(body.height.saturating_sub(2));
    let top = top.min(lines.saturating_sub(page));
    for (at, (keys, label)) in all.iter().enumerate() {
        let (column, line) = (at / lines.max(1), at % lines.max(1));
        let Some(nth) = line.checked_sub(top).filter(|nth| *nth < page) else {
            continue;
        };
        let Some(row) = paint::row(body, nth + 1) else {
            continue;
        };
        let x = row.x + u16::try_from(column * COLUMN + 1).unwrap_or(0);
        let keys = paint::put(buf, x, row.y, COLUMN - 4, keys, theme.accent).max(KEYS);
        let label_x = x + u16::try_from(keys + 1).unwrap_or(0);
        paint::put(
            buf,
            label_x,
            row.y,
            COLUMN.saturating_sub(keys + 3),
            label,
            theme.text,
        );
    }
    if lines > top + page
        && let Some(row) = paint::row(body, usize::from(body.height).saturating_sub(1))
    {
        paint::put(buf, row.x + 1, row.y, 10, screens::MORE_BELOW, theme.dim);
    }
    None
}
