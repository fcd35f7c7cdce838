//! Owns drawing the list of views: their numbers, names, searches and how many customers each shows.
//! Must not count.

use ratatui::buffer::Buffer;
use ratatui::layout::Position;

use super::count;
use crate::app::measure;
use crate::app::model::Model;
use crate::app::shelf::Shelf;
use crate::app::space;
use crate::app::words::{self, screens};
use crate::customer::text::one_line;
use crate::term::theme::Theme;
use crate::term::widget::{bordered::bordered, paint};

/// How wide names are at most.
const NAMES: usize = 28;

pub fn draw(model: &Model, shelf: &Shelf, theme: &Theme, buf: &mut Buffer) -> Option<Position> {
    let views = model.views.all();
    let (area, page) = space::shelf(model.body(), views.len());
    let inside = bordered(buf, area, screens::VIEWS, theme);
    let name = |name: &str| match name {
        "" => screens::ALL_CUSTOMERS.to_owned(),
        name => one_line(name),
    };
    let widest = views.iter().map(|view| measure::width(&name(&view.name)));
    let names = widest.max().unwrap_or(0).min(NAMES);
    for (nth, view) in views.iter().skip(shelf.cursor.top).take(page).enumerate() {
        let Some(row) = paint::row(inside, nth) else {
            break;
        };
        let place = shelf.cursor.top + nth;
        let key = if place < 10 {
            place.to_string()
        } else {
            String::new()
        };
        paint::put(buf, row.x, row.y, 1, &key, theme.accent);
        let shown = if place == model.views.place() {
            "•"
        } else {
            " "
        };
        paint::put(buf, row.x + 2, row.y, 1, shown, theme.accent);
        paint::put(buf, row.x + 4, row.y, names, &name(&view.name), theme.text);
        let counted = shelf
            .counts
            .get(place)
            .map_or("…".to_owned(), |n| count(*n));
        let end = paint::put_right(buf, row, &counted, theme.dim);
        let x = row.x + 6 + u16::try_from(names).unwrap_or(0);
        let room = usize::from(end.saturating_sub(x + 1));
        let mark = if view.of_server { words::OF_SERVER } else { "" };
        let search = [mark, &one_line(&view.query)].concat();
        paint::put(buf, x, row.y, room, &search, theme.dim);
        if place == shelf.cursor.at {
            paint::tint(buf, row, theme.selected);
        }
    }
    bottom(model, shelf, inside, theme, buf)
}

/// The last line: the name that is being typed, or how the first view is made.
fn bottom(
    model: &Model,
    shelf: &Shelf,
    inside: space::Area,
    theme: &Theme,
    buf: &mut Buffer,
) -> Option<Position> {
    let row = paint::row(inside, usize::from(inside.height).saturating_sub(1))?;
    let columns = usize::from(row.width);
    let Some(naming) = &shelf.naming else {
        if model.views.saved.is_empty() {
            let whole = words::NO_VIEWS.concat();
            let text = match measure::width(&whole) <= columns {
                true => &whole,
                false => words::NO_VIEWS[0],
            };
            paint::put(buf, row.x, row.y, columns, text, theme.dim);
        }
        return None;
    };
    let label = screens::VIEW_NAME;
    paint::put(buf, row.x, row.y, columns, label, theme.accent);
    let x = row.x + u16::try_from(measure::width(label)).unwrap_or(0);
    let room = space::Area {
        x,
        width: row.width.saturating_sub(x - row.x),
        ..row
    };
    let columns = usize::from(room.width);
    let (seen, column) = measure::sight(naming.line.text(), naming.line.cursor(), columns);
    paint::put(buf, x, row.y, columns, seen, theme.text);
    paint::tint(buf, room, theme.field);
    Some(Position::new(x + u16::try_from(column).unwrap_or(0), row.y))
}
