//! Owns drawing a text that stands alone: from the first column on, without a border, so that a mouse selects
//! nothing else.
//! Must not break it into lines: `app::copy` does.

use ratatui::buffer::Buffer;

use crate::app::copy::PlainText;
use crate::app::words::screens;
use crate::term::theme::Theme;
use crate::term::widget::paint;

pub fn draw(text: &PlainText, theme: &Theme, buf: &mut Buffer) {
    let columns = usize::from(buf.area.width);
    let last = buf.area.height.saturating_sub(1);
    for (y, line) in (0..last).zip(text.lines()) {
        paint::put(buf, 0, y, columns, line, theme.text);
    }
    let keys = match text.has_more() {
        true => screens::MORE_OR_ANY_KEY,
        false => screens::ANY_KEY,
    };
    let note = format!("{keys} · {}", text.note);
    paint::put(buf, 0, last, columns, &note, theme.dim);
}
