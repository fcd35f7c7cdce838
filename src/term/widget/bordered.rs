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
        alone(buf, area);
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

/// Without lines around it a box would read on into what lies beside it: its rows are its own, and so is one above and
/// one below.
fn alone(buf: &mut Buffer, area: Area) {
    let screen = space::bands(buf.area.width, buf.area.height).body;
    let top = area.y.saturating_sub(1).max(screen.y).min(area.y);
    let foot = (screen.y + screen.height).max(area.y + area.height);
    let rows = Area {
        x: buf.area.x,
        y: top,
        width: buf.area.width,
        height: (area.y + area.height + 1).min(foot) - top,
    };
    paint::clear(buf, rows);
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
