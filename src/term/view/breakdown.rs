//! Owns drawing how a result falls apart by a field: its values with bars and counts.
//! Must not count.

use ratatui::buffer::Buffer;

use super::count;
use crate::app::breakdown::Breakdown;
use crate::app::measure;
use crate::app::model::Model;
use crate::app::space::{self, Area};
use crate::app::words::screens;
use crate::term::theme::Theme;
use crate::term::widget::{bordered::bordered, paint};

/// How wide values are at most.
const VALUES: usize = 30;
/// The parts of a cell that a bar can end with.
const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

pub fn draw(model: &Model, breakdown: &Breakdown, theme: &Theme, buf: &mut Buffer) {
    let (area, page) = space::breakdown(model.body(), breakdown.len());
    let label = breakdown.part().map_or("", |part| &part.label);
    let title = screens::by_field(
        label.to_lowercase(),
        breakdown.field + 1,
        breakdown.fields.len(),
    );
    let inside = bordered(buf, area, &title, theme);
    let columns = usize::from(inside.width);
    let Some(values) = &breakdown.values else {
        paint::put(
            buf,
            inside.x,
            inside.y,
            columns,
            screens::COUNTING,
            theme.dim,
        );
        return;
    };
    let name = |value: &str| match value {
        "" => screens::NO_VALUE.to_owned(),
        value => value.to_owned(),
    };
    let seen = || values.iter().skip(breakdown.cursor.top).take(page);
    let names = seen().map(|(value, _)| measure::width(&name(value)));
    let names = names.max().unwrap_or(0).min(VALUES).min(columns / 2);
    let most = values.iter().map(|(_, n)| *n).max().unwrap_or(1).max(1);
    let total: usize = values.iter().map(|(_, n)| n).sum();
    let figures = measure::width(&count(most)) + 6;
    let bars = columns.saturating_sub(names + figures + 3);
    for (nth, (value, number)) in seen().enumerate() {
        let Some(row) = paint::row(inside, nth) else {
            break;
        };
        let style = if value.is_empty() {
            theme.dim
        } else {
            theme.text
        };
        paint::put(buf, row.x, row.y, names, &name(value), style);
        let x = row.x + u16::try_from(names + 1).unwrap_or(0);
        if !theme.borderless {
            paint::put(buf, x, row.y, bars, &bar(*number, most, bars), theme.accent);
        }
        let share = format!("{} {:>3} %", count(*number), percent(*number, total));
        let end = paint::put_right(buf, row, &share, theme.dim);
        if breakdown.cursor.top + nth == breakdown.cursor.at {
            // A bar in reverse would be a hole, and so would the room of one that is not drawn.
            let name = match theme.borderless {
                true => row,
                false => Area {
                    width: x.min(row.x + row.width) - row.x,
                    ..row
                },
            };
            let share = Area {
                x: end,
                width: row.x + row.width - end,
                ..row
            };
            paint::tint(buf, name, theme.selected);
            paint::tint(buf, share, theme.selected);
        }
    }
    let more = values.len().saturating_sub(breakdown.cursor.top + page);
    if let Some(row) = paint::row(inside, usize::from(inside.height).saturating_sub(1)) {
        let text = match (values.len(), more) {
            (0, _) => nothing(model.list.near).to_owned(),
            (_, 0) => String::new(),
            (_, more) => screens::more_below(more),
        };
        paint::put(buf, row.x, row.y, columns, &text, theme.dim);
    }
}

/// Why there are no values.
fn nothing(near: usize) -> &'static str {
    match near {
        0 => screens::NOTHING_TO_COUNT,
        _ => screens::SIMILAR_NOT_COUNTED,
    }
}

/// A bar that is `columns` long for the largest number.
fn bar(number: usize, most: usize, columns: usize) -> String {
    let eighths = (number * columns * 8).div_ceil(most);
    let (whole, rest) = (eighths / 8, eighths % 8);
    format!("{}{}", "█".repeat(whole), EIGHTHS[rest])
}

fn percent(number: usize, total: usize) -> usize {
    (number * 100 + total / 2).checked_div(total).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn similar_rows_are_said_not_to_count() {
        assert_eq!(nothing(0), "Nothing to count");
        assert_eq!(nothing(3), "What is only similar is not counted");
    }

    #[test]
    fn bars_grow_with_their_numbers_and_stay_in_their_room() {
        assert_eq!(bar(10, 10, 4), "████");
        assert_eq!(bar(5, 10, 5), "██▌");
        assert_eq!(bar(0, 10, 4), "");
        assert_eq!(bar(1, 1_000_000, 4), "▏", "what is there is seen");
        for number in 0..=100 {
            assert!(measure::width(&bar(number, 100, 17)) <= 17);
        }
    }

    #[test]
    fn shares_are_rounded_and_nothing_is_divided_by_nothing() {
        assert_eq!((percent(1, 3), percent(2, 3), percent(0, 0)), (33, 67, 0));
    }
}
