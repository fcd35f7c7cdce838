//! Owns drawing the trash: what was typed to narrow it, and who deleted which customer when.
//! Must not decide what matches.

use ratatui::buffer::Buffer;
use ratatui::layout::Position;

use crate::app::measure;
use crate::app::model::Model;
use crate::app::space::Area;
use crate::app::told;
use crate::app::trash::Trash;
use crate::app::words::{self, screens};
use crate::customer::changeset::Trashed;
use crate::customer::text::one_line;
use crate::term::theme::Theme;
use crate::term::widget::paint;

pub fn draw(model: &Model, trash: &Trash, theme: &Theme, buf: &mut Buffer) -> Option<Position> {
    let body = model.body();
    paint::clear(buf, body);
    let columns = usize::from(body.width.saturating_sub(4));
    let line = trash.line.text();
    let (seen, column) = measure::sight(line, trash.line.cursor(), columns);
    paint::put(buf, body.x + 1, body.y, 2, "› ", theme.accent);
    let (text, style) = match line.is_empty() {
        true => (screens::TYPE_TO_FILTER, theme.dim),
        false => (seen, theme.text),
    };
    paint::put(buf, body.x + 3, body.y, columns, text, style);
    let mut first = 1;
    if let Some(said) = trash.head()
        && let Some(row) = paint::row(body, first)
    {
        let style = match trash.asking {
            true => theme.dim,
            false => theme.error,
        };
        paint::put(buf, row.x + 3, row.y, columns, &said, style);
        first += 1;
    }
    let matching = trash.matching();
    for (nth, one) in matching.iter().skip(trash.cursor.top).enumerate() {
        let Some(row) = paint::row(body, nth + first) else {
            break;
        };
        entry(model, trash, one, row, theme, buf);
        if trash.cursor.top + nth == trash.cursor.at {
            paint::tint(buf, row, theme.selected);
        }
    }
    if matching.is_empty() {
        let said = match (trash.is_known(), trash.is_empty()) {
            (false, _) => words::READING_TRASH,
            (true, true) if trash.head().is_some() => words::NOTHING_DELETED_HERE,
            (true, true) => words::TRASH_IS_EMPTY,
            (true, false) => words::NOTHING_IN_TRASH,
        };
        paint::sentences(buf, body, first + 1, said, theme.dim);
    }
    let x = body.x + 3 + u16::try_from(column).unwrap_or(0);
    Some(Position::new(x, body.y))
}

fn entry(model: &Model, trash: &Trash, one: &Trashed, row: Area, theme: &Theme, buf: &mut Buffer) {
    let marked = one.record.id().is_some_and(|id| trash.marked.contains(&id));
    if marked {
        paint::put(buf, row.x + 1, row.y, 1, "●", theme.marked);
    }
    let when = told::near(&one.at, model.today);
    let who = match one.who.is_empty() {
        true => String::new(),
        false => format!("{}  ", measure::cut(&one_line(&one.who), 16)),
    };
    let right = format!("{who}{when} ");
    let end = paint::put_right(buf, row, &right, theme.dim);
    let room = usize::from(end.saturating_sub(row.x + 4));
    let name = one_line(one.record.name());
    let used = paint::put(buf, row.x + 3, row.y, room, &name, theme.text);
    let number = one_line(one.record.number());
    if used + 2 + measure::width(&number) <= room {
        let x = row.x + 5 + u16::try_from(used).unwrap_or(0);
        paint::put(buf, x, row.y, room - used - 2, &number, theme.dim);
    }
}
