//! Owns a box over the screen, with a title in its border.
//! Must not know what stands in it.

use ratatui::buffer::Buffer;

use super::paint;
use crate::app::measure;
use crate::app::space::{self, Area};
use crate::term::theme::Theme;

/// Draws the box on cleared ground and says what is inside.
pub fn bordered(buf: &mut Buffer, area: Area, title: &str, theme: &Theme) -> Area {
    paint::clear(buf, area);
    if area.width < 2 || area.height < 2 {
        return space::inside(area);
    }
    let columns = usize::from(area.width);
    let line = "─".repeat(columns - 2);
    let bottom = area.y + area.height - 1;
    if theme.borderless {
        title_line(buf, area, title, theme);
        return space::inside(area);
    }
    paint::put(
        buf,
        area.x,
        area.y,
        columns,
        &format!("┌{line}┐"),
        theme.rule,
    );
    paint::put(
        buf,
        area.x,
        bottom,
        columns,
        &format!("└{line}┘"),
        theme.rule,
    );
    for y in area.y + 1..bottom {
        paint::put(buf, area.x, y, 1, "│", theme.rule);
        paint::put(buf, area.x + area.width - 1, y, 1, "│", theme.rule);
    }
    title_line(buf, area, title, theme);
    space::inside(area)
}

fn title_line(buf: &mut Buffer, area: Area, title: &str, theme: &Theme) {
    if title.is_empty() {
        return;
    }
    let columns = usize::from(area.width);
    let title = format!(" {} ", measure::cut(title, columns.saturating_sub(6)));
    let room = columns.saturating_sub(4);
    paint::put(buf, area.x + 2, area.y, room, &title, theme.heading);
}
