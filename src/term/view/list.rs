//! Owns drawing the list: the names of the columns, and the rows in sight straight into the buffer.
//! Must not look at rows that are not in sight.

use ratatui::buffer::Buffer;
use ratatui::style::Style;

use crate::app::column::{self, Column, Fitting};
use crate::app::highlight;
use crate::app::measure;
use crate::app::model::Model;
use crate::app::space::Area;
use crate::customer::CustomerId;
use crate::customer::text::one_line;
use crate::term::theme::Theme;
use crate::term::widget::paint;

/// Less room than this is not worth a note.
const LEAST_NOTE: usize = 14;

/// `focused`: the keys go here.
pub fn draw(model: &Model, area: Area, focused: bool, theme: &Theme, buf: &mut Buffer) {
    let fitting = model.list.fitting(usize::from(area.width));
    header(model, area, &fitting, theme, buf);
    let columns = fitting.shown;
    if model.list.ids.is_empty() {
        empty(model, area, theme, buf);
        return;
    }
    let list = &model.list;
    for nth in 0..usize::from(area.height.saturating_sub(1)) {
        let Some(id) = list.ids.get(list.top + nth) else {
            break;
        };
        let Some(line) = paint::row(area, nth + 1) else {
            break;
        };
        let near = list.is_near(list.top + nth);
        row(model, (*id, near), line, &columns, theme, buf);
        if list.top + nth == list.cursor {
            let style = if focused {
                theme.selected
            } else {
                theme.resting
            };
            paint::tint(buf, line, style);
        }
    }
}

fn header(model: &Model, area: Area, fitting: &Fitting, theme: &Theme, buf: &mut Buffer) {
    let end = match fitting.hidden {
        0 => area.x + area.width,
        hidden => {
            paint::put_right(buf, area, &format!("+{hidden} ›"), theme.dim).max(area.x + 1) - 1
        }
    };
    let mut x = area.x + small(column::GUTTER);
    for (column, width) in &fitting.shown {
        let sign = model.list.sign(&column.name);
        let sign = sign.map_or(String::new(), |sign| format!(" {sign}"));
        let label = format!("{}{sign}", column.label);
        let room = usize::from(end.saturating_sub(x)).min(*width);
        put(buf, (x, area.y), (column, room), &label, theme.dim);
        x += small(width + column::GAP);
    }
}

fn row(
    model: &Model,
    (id, near): (CustomerId, bool),
    line: Area,
    columns: &[(&Column, usize)],
    theme: &Theme,
    buf: &mut Buffer,
) {
    let near_sign = near.then_some(("≈", theme.dim));
    let signs = sign(model, id, theme).into_iter().chain(near_sign);
    for (x, (sign, style)) in (line.x..).zip(signs) {
        paint::put(buf, x, line.y, 1, sign, style);
    }
    let mut x = line.x + small(column::GUTTER);
    let record = model.list.row(id);
    for (column, width) in columns {
        let style = if column.is_name() {
            theme.text
        } else {
            theme.dim
        };
        let text = match record {
            Some(record) => column.text(record),
            None if column.is_name() => "…".to_owned(),
            None => String::new(),
        };
        let left = put(buf, (x, line.y), (column, *width), &text, style);
        let mut spots = model.list.sought.spots(&text, &column.name);
        if near && column.is_name() {
            spots.extend(model.list.sought.near_spots(&text));
        }
        paint::mark(buf, left, line.y, *width, &spots, theme.hit);
        x += small(width + column::GAP);
    }
    note(model, id, x, line, theme, buf);
}

/// Puts a text into its column, numbers on the right.
fn put(
    buf: &mut Buffer,
    (x, y): (u16, u16),
    (column, width): (&Column, usize),
    text: &str,
    style: Style,
) -> u16 {
    let blank = match column.is_right() {
        true => width.saturating_sub(measure::width(text)),
        false => 0,
    };
    let x = x + small(blank);
    paint::put(buf, x, y, width - blank, text, style);
    x
}

/// Behind the last column, where there is room: what a customer was found by that no column shows.
fn note(model: &Model, id: CustomerId, x: u16, line: Area, theme: &Theme, buf: &mut Buffer) {
    let reasons = model.list.reasons.get(&id);
    let room = usize::from((line.x + line.width).saturating_sub(x));
    if let Some(reason) = reasons.and_then(|reasons| reasons.first())
        && room >= LEAST_NOTE
    {
        let label = format!("{}: ", reason.label);
        let used = paint::put(buf, x, line.y, room, &label, theme.dim);
        let (x, room) = (x + small(used), room - used);
        let sought = &model.list.sought;
        let spots = sought.spots(&reason.text, &reason.field);
        let text = highlight::excerpt(&reason.text, &spots, room);
        paint::put(buf, x, line.y, room, &text, theme.dim);
        let spots = sought.spots(&text, &reason.field);
        paint::mark(buf, x, line.y, room, &spots, theme.hit);
    }
}

fn sign(model: &Model, id: CustomerId, theme: &Theme) -> Option<(&'static str, Style)> {
    if model.outbox.is_asking(id) {
        Some(("!", theme.error))
    } else if model.is_writing(id) {
        Some(("…", theme.accent))
    } else if model.list.marked.contains(&id) {
        Some(("●", theme.marked))
    } else if model.drafts.is_of(id) {
        Some(("✎", theme.changed))
    } else {
        None
    }
}

fn empty(model: &Model, area: Area, theme: &Theme, buf: &mut Buffer) {
    let list = &model.list;
    let text = if !list.known {
        "Reading the customers…".to_owned()
    } else if list.search.text.is_empty() {
        "No customers yet. n makes the first one.".to_owned()
    } else {
        let text = measure::cut(&list.search.text, 20);
        format!("Nothing matches “{text}”. Esc shows all.")
    };
    let doubts = list.sought.doubts.iter().map(|doubt| one_line(doubt));
    for (nth, text) in [text].into_iter().chain(doubts).enumerate() {
        if let Some(line) = paint::row(area, nth + 2) {
            let x = line.x + small(column::GUTTER);
            let room = usize::from(line.width.saturating_sub(2));
            paint::put(buf, x, line.y, room, &text, theme.dim);
        }
    }
}

fn small(columns: usize) -> u16 {
    u16::try_from(columns).unwrap_or(u16::MAX)
}
