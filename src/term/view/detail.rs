//! Owns drawing one customer: its name, then its sections.
//! Must not choose or wrap what is shown: `app::sheet` does.

use ratatui::buffer::Buffer;

use crate::app::model::Model;
use crate::app::sheet::{LABELS, SheetLine};
use crate::app::space::Area;
use crate::customer::text::one_line;
use crate::term::theme::Theme;
use crate::term::widget::paint;

pub fn draw(model: &Model, area: Area, theme: &Theme, buf: &mut Buffer) {
    let Some(record) = model.current() else {
        return;
    };
    let x = area.x + 1;
    let columns = usize::from(area.width.saturating_sub(1));
    let end = paint::put_right(buf, area, &one_line(record.number()), theme.dim);
    let room = usize::from(end.saturating_sub(x + 1));
    let name = one_line(record.name());
    let style = if model.is_in_detail() {
        theme.accent
    } else {
        theme.heading
    };
    paint::put(buf, x, area.y, room, &name, style.patch(theme.heading));
    let mut spots = model.list.sought.spots(&name, "customerName");
    if model.list.is_near(model.list.cursor) {
        spots.extend(model.list.sought.near_spots(&name));
    }
    paint::mark(buf, x, area.y, room, &spots, theme.hit);
    let lines = model.sheet();
    let page = usize::from(area.height.saturating_sub(1));
    for (nth, line) in lines.iter().skip(model.detail.top).take(page).enumerate() {
        let Some(row) = paint::row(area, nth + 1) else {
            break;
        };
        match line {
            SheetLine::Blank => {}
            SheetLine::Section(name) => {
                paint::put(buf, x, row.y, columns, name, theme.heading);
            }
            SheetLine::Text { label, text, field } => {
                paint::put(buf, x, row.y, LABELS - 1, label, theme.dim);
                let left = u16::try_from(LABELS).unwrap_or(0);
                let room = columns.saturating_sub(LABELS);
                paint::put(buf, x + left, row.y, room, text, theme.text);
                let spots = model.list.sought.spots(text, field);
                paint::mark(buf, x + left, row.y, room, &spots, theme.hit);
            }
        }
    }
    if lines.len() > model.detail.top + page && area.height > 1 {
        let corner = area.x + area.width.saturating_sub(1);
        paint::put(buf, corner, area.y + area.height - 1, 1, "▾", theme.accent);
    }
}
