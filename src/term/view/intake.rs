//! Owns drawing a file that is taken in: its name as it is typed, its columns, what it would do, how far it is.
//! Must not decide anything.

mod review;

use ratatui::buffer::Buffer;
use ratatui::layout::Position;

use crate::app::intake::{Column, FileName, Intake, Looked, Stage, Taken};
use crate::app::measure;
use crate::app::model::Model;
use crate::app::space::{self, Area};
use crate::app::words::{counted, screens};
use crate::customer::text::one_line;
use crate::term::theme::Theme;
use crate::term::widget::paint;

pub fn draw(model: &Model, intake: &Intake, theme: &Theme, buf: &mut Buffer) -> Option<Position> {
    let body = model.body();
    paint::clear(buf, body);
    match intake.stage {
        Stage::Path => return path(intake, body, theme, buf),
        Stage::Mapping => mapping(intake, body, theme, buf),
        Stage::Judging => bar(screens::READING_ROWS, intake, body, theme, buf),
        Stage::Review => review::draw(intake, body, theme, buf),
        Stage::Going => {
            let doing = match intake.stopping {
                true => screens::STOPPING_IMPORT,
                false => screens::IMPORTING,
            };
            bar(doing, intake, body, theme, buf);
        }
        Stage::Done => {
            if let Some(taken) = &intake.taken {
                done(taken, body, theme, buf);
            }
        }
    }
    None
}

fn path(intake: &Intake, body: Area, theme: &Theme, buf: &mut Buffer) -> Option<Position> {
    let room = usize::from(body.width.saturating_sub(4));
    let line = &intake.line;
    let (seen, column) = measure::sight(line.text(), line.cursor(), room);
    paint::put(buf, body.x + 1, body.y, 2, "› ", theme.accent);
    paint::put(buf, body.x + 3, body.y, room, seen, theme.text);
    if let Some(row) = paint::row(body, 1) {
        paint::across(buf, row, theme);
    }
    let refused = intake.refusal(body);
    for (nth, line) in refused.iter().enumerate() {
        if let Some(row) = paint::row(body, nth + 2) {
            paint::put(buf, row.x + 1, row.y, room, line, theme.error);
        }
    }
    let (head, top) = intake.files_at(body);
    for (nth, file) in intake.files.iter().enumerate().skip(top) {
        if let Some(row) = paint::row(body, nth - top + head) {
            name(file, row, theme, buf);
            if intake.file == Some(nth) {
                paint::tint(buf, row, theme.selected);
            }
        }
    }
    let said = match (intake.looking, intake.files.is_empty()) {
        (true, _) => screens::LOOKING,
        (false, true) if refused.is_empty() => screens::NO_SUCH_FILES,
        (false, _) => "",
    };
    if let Some(row) = paint::row(body, head) {
        paint::put(buf, row.x + 3, row.y, room, said, theme.dim);
    }
    let x = body.x + 3 + u16::try_from(column).unwrap_or(0);
    Some(Position::new(x, body.y))
}

fn name(file: &FileName, row: Area, theme: &Theme, buf: &mut Buffer) {
    let end = paint::put_right(buf, row, &format!("{} ", file.note), theme.dim);
    let room = usize::from(end.saturating_sub(row.x + 4));
    let (text, style) = match file.is_folder {
        true => (format!("{}/", one_line(&file.name)), theme.accent),
        false => (one_line(&file.name), theme.text),
    };
    paint::put(buf, row.x + 3, row.y, room, &text, style);
}

fn mapping(intake: &Intake, body: Area, theme: &Theme, buf: &mut Buffer) {
    let Some(looked) = &intake.looked else {
        return;
    };
    head(intake, looked, body, theme, buf);
    let (list, one) = space::intake(body);
    for (nth, column) in looked.columns.iter().skip(intake.cursor.top).enumerate() {
        let Some(row) = paint::row(list, nth) else {
            break;
        };
        mapped(column, row, theme, buf);
        if intake.cursor.top + nth == intake.cursor.at {
            paint::tint(buf, row, theme.selected);
        }
    }
    if let Some(column) = intake.column() {
        samples(column, one, theme, buf);
    }
}

fn head(intake: &Intake, looked: &Looked, body: Area, theme: &Theme, buf: &mut Buffer) {
    let room = usize::from(body.width.saturating_sub(2));
    let rows = counted::rows(looked.rows);
    let text = format!("{rows} · {}", looked.shape);
    paint::put(buf, body.x + 1, body.y, room, &text, theme.text);
    let keys = looked.columns.iter().filter(|column| column.is_key);
    let keys: Vec<&str> = keys.map(|column| column.says.as_str()).collect();
    let (text, style) = match (&looked.trouble, intake.looking, keys.is_empty()) {
        (_, true, _) => (screens::LOOKING_AGAIN.to_owned(), theme.dim),
        (Some(why), ..) => (format!("✗ {}", one_line(why)), theme.error),
        (None, _, false) => (
            screens::same_are_changed(keys.join(screens::AND)),
            theme.text,
        ),
        (None, ..) if looked.remembered > 0 => (screens::COLUMNS_REMEMBERED.to_owned(), theme.dim),
        (None, ..) => (screens::EVERY_ROW_IS_NEW.to_owned(), theme.dim),
    };
    if let Some(row) = paint::row(body, 1) {
        paint::put(buf, row.x + 1, row.y, room, &text, style);
    }
    if let Some(row) = paint::row(body, 2) {
        paint::across(buf, row, theme);
    }
}

/// A column, the field it goes into, and what stands in it.
fn mapped(column: &Column, row: Area, theme: &Theme, buf: &mut Buffer) {
    let wide = usize::from(row.width);
    let part = match wide {
        ..60 => wide.saturating_sub(4) / 2,
        60..100 => 24,
        _ => 30,
    };
    paint::put(
        buf,
        row.x + 1,
        row.y,
        part.saturating_sub(1),
        &one_line(&column.name),
        theme.text,
    );
    let x = row.x + 1 + u16::try_from(part).unwrap_or(0);
    let (sign, style) = match (column.field.is_empty(), column.is_key) {
        (true, _) => ("–", theme.dim),
        (false, true) => ("⚷", theme.changed),
        (false, false) => ("→", theme.changed),
    };
    let (sign, style) = match column.or {
        Some(_) => ("?", theme.error),
        None => (sign, style),
    };
    paint::put(buf, x, row.y, 1, sign, style);
    let says = match column.field.is_empty() {
        true => screens::left_out(&column.says),
        false => column.says.clone(),
    };
    let room = wide.saturating_sub(part + 4).min(part + 6);
    paint::put(buf, x + 2, row.y, room, &says, style);
    let used = part + room + 5;
    if wide >= 60 {
        let x = row.x + u16::try_from(used).unwrap_or(0);
        let room = wide.saturating_sub(used + 1);
        let (text, style) = match column.either() {
            Some(either) => (format!("{either}?"), theme.error),
            None => {
                let samples: Vec<String> =
                    column.samples.iter().map(|text| one_line(text)).collect();
                (samples.join(" · "), theme.dim)
            }
        };
        paint::put(buf, x, row.y, room, &text, style);
    }
}

/// What stands in the column under the cursor, and how it writes its days.
fn samples(column: &Column, area: Area, theme: &Theme, buf: &mut Buffer) {
    let Some(rule) = paint::row(area, 0) else {
        return;
    };
    let room = usize::from(area.width.saturating_sub(2));
    paint::across(buf, rule, theme);
    let head = format!(" {} ", one_line(&column.name));
    paint::put(buf, rule.x + 1, rule.y, room, &head, theme.heading);
    let days = column.days.as_ref().map(|days| match &column.or {
        Some(or) => (screens::days_or(days, or), theme.error),
        None => (screens::days_as(days), theme.text),
    });
    let samples = column
        .samples
        .iter()
        .map(|text| (one_line(text), theme.text));
    let empty = column
        .samples
        .is_empty()
        .then(|| (screens::EMPTY_COLUMN.to_owned(), theme.dim));
    for (nth, (text, style)) in days.into_iter().chain(samples).chain(empty).enumerate() {
        if let Some(row) = paint::row(area, nth + 1) {
            paint::put(buf, row.x + 1, row.y, room, &text, style);
        }
    }
}

/// How far it is.
fn bar(doing: &str, intake: &Intake, body: Area, theme: &Theme, buf: &mut Buffer) {
    super::progress(doing, intake.going, body, theme, buf);
}

fn done(taken: &Taken, body: Area, theme: &Theme, buf: &mut Buffer) {
    let mut lines = vec![(
        screens::rows_imported(counted::rows(taken.done)),
        theme.heading,
    )];
    for (many, text) in [
        (taken.waiting, screens::WAITING),
        (taken.asks, screens::ASKING),
        (taken.dropped, screens::NOT_IMPORTED),
    ] {
        if many > 0 {
            lines.push((format!("{}: {text}.", counted::rows(many)), theme.changed));
        }
    }
    for (why, many) in &taken.reasons {
        lines.push((
            format!("{}: {}", counted::rows(*many), one_line(why)),
            theme.dim,
        ));
    }
    match &taken.rejects {
        Some(path) => {
            lines.push((
                screens::rows_kept_in(counted::rows(taken.broken)),
                theme.text,
            ));
            lines.push((path.clone(), theme.accent));
            lines.push((screens::MEND_THEM.to_owned(), theme.dim));
        }
        None if taken.broken > 0 => {
            lines.push((
                screens::rows_left_out(counted::rows(taken.broken)),
                theme.text,
            ));
        }
        None => {}
    }
    if taken.set.is_some() {
        lines.push((String::new(), theme.text));
        lines.push((screens::ONE_CHANGE.to_owned(), theme.dim));
    }
    let room = usize::from(body.width.saturating_sub(4));
    let mut nth = 1;
    for (text, style) in lines {
        for line in measure::wrap(&text, room) {
            if let Some(row) = paint::row(body, nth) {
                paint::put(buf, row.x + 2, row.y, room, &line, style);
            }
            nth += 1;
        }
        nth += usize::from(text.is_empty());
    }
}
