//! Owns drawing the walk through likely pairs: why these may be one, and both side by side.
//! Must not decide what differs.

use ratatui::buffer::Buffer;
use ratatui::layout::Position;

use crate::app::form::difference::{from, shared};
use crate::app::measure;
use crate::app::model::Model;
use crate::app::pairs::{Compared, Pairs};
use crate::app::space::{self, Area};
use crate::app::words::screens;
use crate::customer::Customer;
use crate::customer::text::one_line;
use crate::term::theme::Theme;
use crate::term::widget::paint;

pub fn draw(model: &Model, pairs: &Pairs, theme: &Theme, buf: &mut Buffer) -> Option<Position> {
    let body = model.body();
    paint::clear(buf, body);
    let Some(pair) = pairs.current() else {
        said(&nothing(pairs), body, theme, buf);
        return None;
    };
    let Some((left, right)) = pairs.both() else {
        said(&[screens::READING_BOTH.to_owned()], body, theme, buf);
        return None;
    };
    let room = usize::from(body.width.saturating_sub(2));
    let used = paint::put(buf, body.x + 1, body.y, room, &pairs.head(), theme.heading);
    let style = if pair.like.hint {
        theme.changed
    } else {
        theme.dim
    };
    let x = body.x + 3 + u16::try_from(used).unwrap_or(0);
    let why = pairs.why(usize::from(body.width));
    if why.is_empty() {
        let left_room = room.saturating_sub(used + 2);
        paint::put(buf, x, body.y, left_room, &pair.like.sentence(), style);
    }
    let columns = Columns::of(body);
    if let Some(row) = paint::row(body, 1) {
        names(left, right, &columns, row, theme, buf);
    }
    if let Some(row) = paint::row(body, 2) {
        paint::across(buf, row, theme);
    }
    let lines = pairs.compared(&model.catalog, &model.fields);
    let page = space::pair_page(body);
    for nth in 0..page {
        let Some(row) = paint::row(body, nth + space::PAIR_HEAD) else {
            break;
        };
        // What does not fit beside the head stands before the fields, and scrolls with them.
        let at = pairs.top + nth;
        match (why.get(at), at.checked_sub(why.len())) {
            (Some(why), _) => drop(paint::put(buf, row.x + 1, row.y, room, why, style)),
            (None, Some(at)) => {
                if let Some(line) = lines.get(at) {
                    compared(line, &columns, row, theme, buf);
                }
            }
            (None, None) => {}
        }
    }
    if why.len() + lines.len() > pairs.top + page {
        let (x, y) = (body.x + body.width - 1, body.y + body.height - 1);
        paint::put(buf, x, y, 1, "▾", theme.accent);
    }
    None
}

/// Where the two records stand.
struct Columns {
    labels: usize,
    side: usize,
}

impl Columns {
    fn of(body: Area) -> Columns {
        let labels = match body.width {
            ..60 => 9,
            60..100 => 14,
            _ => 20,
        };
        let rest = usize::from(body.width).saturating_sub(labels + 5);
        Columns {
            labels,
            side: rest / 2,
        }
    }

    fn left(&self, row: Area) -> u16 {
        row.x + at(self.labels + 3)
    }

    fn right(&self, row: Area) -> u16 {
        self.left(row) + at(self.side + 1)
    }
}

fn names(
    left: &Customer,
    right: &Customer,
    columns: &Columns,
    row: Area,
    theme: &Theme,
    buf: &mut Buffer,
) {
    let room = columns.side.saturating_sub(2);
    let (one, other) = (one_line(left.name()), one_line(right.name()));
    let long = measure::width(&one).max(measure::width(&other)) > room;
    let part = if long { shared(&one, &other) } else { 0 };
    for (nth, name, x) in [(1, one, columns.left(row)), (2, other, columns.right(row))] {
        let name = format!("{nth} {}", from(&name, part, room));
        paint::put(
            buf,
            x,
            row.y,
            columns.side,
            &name,
            theme.accent.patch(theme.heading),
        );
    }
}

fn compared(line: &Compared, columns: &Columns, row: Area, theme: &Theme, buf: &mut Buffer) {
    let (sign, style) = match line.differs {
        true => ("≠", theme.text),
        false => (" ", theme.dim),
    };
    paint::put(buf, row.x, row.y, 1, sign, theme.changed);
    paint::put(
        buf,
        row.x + 2,
        row.y,
        columns.labels,
        &line.label,
        theme.dim,
    );
    let side = |text: &str| match text.is_empty() {
        true => "–".to_owned(),
        false => text.to_owned(),
    };
    let (left, right) = (side(&line.left), side(&line.right));
    // Two long texts that begin alike are shown from where they part.
    let long = measure::width(&left).max(measure::width(&right)) > columns.side;
    let part = match (line.differs, long) {
        (true, true) => shared(&left, &right),
        _ => 0,
    };
    let cut = |text: &str| from(text, part, columns.side);
    paint::put(
        buf,
        columns.left(row),
        row.y,
        columns.side,
        &cut(&left),
        style,
    );
    paint::put(
        buf,
        columns.right(row),
        row.y,
        columns.side,
        &cut(&right),
        style,
    );
}

/// What is said where there is no pair to show.
fn nothing(pairs: &Pairs) -> Vec<String> {
    let count = |number: usize| super::count(number);
    if !pairs.is_known() {
        return match pairs.compared {
            (_, 0) => vec![screens::READING_ALL.to_owned()],
            (done, of) => vec![
                screens::comparing(count(done), count(of)),
                screens::ONLY_LOOKING.to_owned(),
            ],
        };
    }
    if pairs.is_empty() {
        return screens::NO_PAIRS.map(str::to_owned).to_vec();
    }
    vec![
        screens::LAST_PAIR.to_owned(),
        screens::pairs_done(count(pairs.decided()), count(pairs.len())),
    ]
}

fn said(lines: &[String], body: Area, theme: &Theme, buf: &mut Buffer) {
    let room = usize::from(body.width.saturating_sub(4));
    for (nth, line) in lines.iter().enumerate() {
        if let Some(row) = paint::row(body, nth + 1) {
            let style = if nth == 0 { theme.text } else { theme.dim };
            paint::put(buf, row.x + 2, row.y, room, line, style);
        }
    }
}

fn at(columns: usize) -> u16 {
    u16::try_from(columns).unwrap_or(u16::MAX)
}
