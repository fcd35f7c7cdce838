//! Owns what a screen without room says.
//! Must not need room.

use ratatui::buffer::Buffer;

use crate::app::space::LEAST;
use crate::app::words::screens;
use crate::term::theme::Theme;
use crate::term::widget::paint;

pub fn draw(theme: &Theme, buf: &mut Buffer) {
    let (width, height) = LEAST;
    let text = screens::too_small(width, height);
    let columns = usize::from(buf.area.width);
    paint::put(buf, 0, 0, columns, &text, theme.text);
}
