//! Owns drawing what a file would do: how many rows come to what, the rows of one kind, and one of them whole.
//! Must not decide anything.

use ratatui::buffer::Buffer;

use super::super::count;
use crate::app::intake::{Intake, RowView, Tab, Unknown, Weighed};
use crate::app::measure;
use crate::app::space::{self, Area};
use crate::app::words::screens;
use crate::customer::text::one_line;
use crate::term::theme::Theme;
use crate::term::widget::paint;

pub fn draw(intake: &Intake, body: Area, theme: &Theme, buf: &mut Buffer) {
    let Some(weighed) = &intake.weighed else {
        return;
    };
    head(intake, weighed, body, theme, buf);
    let (list, one) = space::intake(body);
    for nth in 0..usize::from(list.height) {
        let at = intake.cursor.top + nth;
        let Some(line) = paint::row(list, nth).filter(|_| at < intake.count()) else {
            break;
        };
        match (intake.tab, weighed.unknown.get(at), intake.rows.get(&at)) {
            (Tab::Values, Some(value), _) => unknown(intake, value, line, theme, buf),
            (Tab::Values, None, _) => {}
            (_, _, Some(view)) => row(view, line, theme, buf),
            (_, _, None) => drop(paint::put(buf, line.x + 1, line.y, 3, "…", theme.dim)),
        }
        if at == intake.cursor.at {
            paint::tint(buf, line, theme.selected);
        }
    }
    if intake.count() == 0
        && let Some(line) = paint::row(list, 0)
    {
        let room = usize::from(line.width.saturating_sub(3));
        let text = match weighed.counts.same {
            0 => screens::NOTHING_TO_DO,
            _ => screens::ALL_THE_SAME,
        };
        paint::put(buf, line.x + 2, line.y, room, text, theme.dim);
    }
    match intake.tab {
        Tab::Values => hint_on_values(one, theme, buf),
        _ => {
            if let Some(view) = intake.rows.get(&intake.cursor.at) {
                whole(view, one, theme, buf);
            }
        }
    }
}

/// The lists with their counts, the one in sight marked; and what is to be said before it can be done.
fn head(intake: &Intake, weighed: &Weighed, body: Area, theme: &Theme, buf: &mut Buffer) {
    let room = body.x + body.width;
    let mut x = body.x + 1;
    let mut add = |text: &str, style, x: &mut u16| {
        let left = usize::from(room.saturating_sub(*x));
        let used = paint::put(buf, *x, body.y, left, text, style);
        *x += u16::try_from(used + 2).unwrap_or(0);
    };
    let counts = weighed.counts;
    let unknown = weighed.unknown.len();
    for (tab, many, said) in [
        (Tab::New, counts.new, screens::rows_new(count(counts.new))),
        (
            Tab::Changed,
            counts.changed,
            screens::rows_changed(count(counts.changed)),
        ),
        (
            Tab::Broken,
            counts.broken,
            screens::rows_broken(count(counts.broken)),
        ),
        (Tab::Values, unknown, screens::unknown_values(unknown)),
    ] {
        let style = match (intake.tab == tab, many) {
            (_, 0) => theme.dim,
            (true, _) => theme.accent.patch(theme.field),
            (false, _) => theme.text,
        };
        add(&said, style, &mut x);
    }
    add(
        &screens::rows_the_same(count(counts.same)),
        theme.dim,
        &mut x,
    );
    let doubt = doubt(intake);
    let (text, style) = match &weighed.asks {
        Some(asks) => (one_line(asks), theme.error),
        None if doubt.is_some() => (doubt.unwrap_or_default(), theme.error),
        None if intake.tab == Tab::Values => (screens::BROKEN_UNTIL.to_owned(), theme.text),
        None if counts.broken > 0 => (screens::BROKEN_GO.to_owned(), theme.dim),
        None => (screens::NOTHING_DONE_YET.to_owned(), theme.dim),
    };
    if let Some(line) = paint::row(body, 1) {
        let room = usize::from(body.width.saturating_sub(2));
        paint::put(buf, line.x + 1, line.y, room, &text, style);
    }
    if let Some(line) = paint::row(body, 2) {
        paint::across(buf, line, theme);
    }
}

/// A column whose days could be others than those that are shown.
fn doubt(intake: &Intake) -> Option<String> {
    let columns = &intake.looked.as_ref()?.columns;
    let (column, either) = columns
        .iter()
        .find_map(|column| Some((column, column.either()?)))?;
    Some(screens::doubtful_days(one_line(&column.name), either))
}

fn row(view: &RowView, line: Area, theme: &Theme, buf: &mut Buffer) {
    let number = format!("{:>6}", view.line);
    paint::put(buf, line.x, line.y, 6, &number, theme.dim);
    let room = usize::from(line.width.saturating_sub(8));
    let style = if view.reasons.is_empty() {
        theme.text
    } else {
        theme.error
    };
    let own = match view.name.is_empty() {
        true => 0,
        false => {
            paint::put(
                buf,
                line.x + 8,
                line.y,
                room / 2,
                &one_line(&view.name),
                theme.text,
            ) + 2
        }
    };
    let x = line.x + 8 + u16::try_from(own).unwrap_or(0);
    let style = if view.reasons.is_empty() {
        theme.dim
    } else {
        style
    };
    paint::put(
        buf,
        x,
        line.y,
        room.saturating_sub(own + 1),
        &view.brief(),
        style,
    );
}

/// A row with everything it would change, or everything that is wrong with it.
fn whole(view: &RowView, area: Area, theme: &Theme, buf: &mut Buffer) {
    let Some(rule) = paint::row(area, 0) else {
        return;
    };
    let room = usize::from(area.width.saturating_sub(2));
    paint::across(buf, rule, theme);
    let head = match view.name.is_empty() {
        true => screens::row_at(view.line),
        false => screens::row_of(view.line, one_line(&view.name)),
    };
    paint::put(
        buf,
        rule.x + 1,
        rule.y,
        room,
        &format!(" {head} "),
        theme.heading,
    );
    let space = usize::from(area.height).saturating_sub(1);
    let labels = if area.width < 60 { 12 } else { 20 };
    let reasons: Vec<String> = view
        .reasons
        .iter()
        .flat_map(|reason| measure::wrap(&format!("✗ {}", one_line(reason)), room))
        .collect();
    let many = reasons.len() + view.fields.len();
    for nth in 0..space.min(many) {
        let Some(line) = paint::row(area, nth + 1) else {
            break;
        };
        if nth + 1 == space && many > space {
            let text = screens::and_more(many - nth);
            paint::put(buf, line.x + 1, line.y, room, &text, theme.dim);
            break;
        }
        if let Some(reason) = reasons.get(nth) {
            paint::put(buf, line.x + 1, line.y, room, reason, theme.error);
            continue;
        }
        let Some((label, from, to)) = view.fields.get(nth - reasons.len()) else {
            break;
        };
        paint::put(buf, line.x + 1, line.y, labels - 1, label, theme.dim);
        let x = line.x + 1 + labels as u16;
        let left = room.saturating_sub(labels);
        let text = match from.is_empty() {
            true => to.clone(),
            false => format!("{from} → {}", if to.is_empty() { "–" } else { to }),
        };
        paint::put(buf, x, line.y, left, &text, theme.changed);
    }
}

fn unknown(intake: &Intake, value: &Unknown, line: Area, theme: &Theme, buf: &mut Buffer) {
    let room = usize::from(line.width.saturating_sub(2));
    let labels = room.min(60) / 3;
    paint::put(
        buf,
        line.x + 1,
        line.y,
        labels,
        &one_line(&value.label),
        theme.dim,
    );
    let x = line.x + 2 + u16::try_from(labels).unwrap_or(0);
    let rows = screens::in_rows(value.rows);
    let said = intake
        .said
        .values
        .iter()
        .any(|(field, v, _)| *field == value.field && *v == value.value);
    let text = match said {
        true => format!(
            "“{}”  {rows}  {}",
            one_line(&value.value),
            screens::NOT_IN_LIST
        ),
        false => format!("“{}”  {rows}", one_line(&value.value)),
    };
    paint::put(
        buf,
        x,
        line.y,
        room.saturating_sub(labels + 1),
        &text,
        theme.text,
    );
}

fn hint_on_values(area: Area, theme: &Theme, buf: &mut Buffer) {
    let Some(rule) = paint::row(area, 0) else {
        return;
    };
    paint::across(buf, rule, theme);
    if let Some(line) = paint::row(area, 1) {
        let room = usize::from(area.width.saturating_sub(2));
        paint::put(
            buf,
            line.x + 1,
            line.y,
            room,
            screens::SAY_WHAT_IT_MEANS,
            theme.dim,
        );
    }
}
