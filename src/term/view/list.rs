//! Owns drawing the list: the names of the columns, and the rows in sight straight into the buffer.
//! Must not look at rows that are not in sight.

use ratatui::buffer::Buffer;
use ratatui::style::Style;

use crate::app::column::{self, Column, Fitting};
use crate::app::highlight::is_about;
use crate::app::measure;
use crate::app::model::Model;
use crate::app::space::Area;
use crate::app::words::{self, screens};
use crate::customer::CustomerId;
use crate::customer::text::one_line;
use crate::term::theme::Theme;
use crate::term::widget::paint;

/// `focused`: the keys go here.
pub fn draw(model: &Model, area: Area, focused: bool, theme: &Theme, buf: &mut Buffer) {
    let fitting = model.list.fitting(usize::from(area.width));
    header(model, area, &fitting, theme, buf);
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
        row(model, (*id, near), line, &fitting, theme, buf);
        if list.top + nth == list.cursor {
            let style = if focused {
                theme.selected
            } else {
                theme.resting
            };
            paint::tint(buf, led(line, &fitting.shown), style);
        }
    }
}

/// The part of a row that says where the cursor is, up to the name: a whole row that changes its look is a whole row
/// sent again, twice for each step.
fn led(line: Area, columns: &[(&Column, usize)]) -> Area {
    let name = columns.iter().position(|(column, _)| column.is_name());
    let last = name.map_or(1, |name| name + 1);
    let taken: usize = columns
        .iter()
        .take(last)
        .map(|(_, w)| w + column::GAP)
        .sum();
    Area {
        width: small(column::GUTTER + taken.saturating_sub(column::GAP)).min(line.width),
        ..line
    }
}

fn header(model: &Model, area: Area, fitting: &Fitting, theme: &Theme, buf: &mut Buffer) {
    let label = |column: &Column| match model.list.sign(&column.name) {
        Some(sign) => format!("{} {sign}", column.label),
        None => column.label.clone(),
    };
    let labels: Vec<String> = fitting.shown.iter().map(|(c, _)| label(c)).collect();
    let hidden = match fitting.hidden {
        0 => String::new(),
        hidden => format!("+{hidden} ›"),
    };
    // Those that it was moved past stood behind the name.
    let passed = match fitting.passed {
        0 => String::new(),
        passed => format!("‹ +{passed}"),
    };
    let lender = lender(
        fitting,
        &labels,
        (&passed, &hidden),
        usize::from(area.width),
    );
    let end = match (lender, fitting.hidden) {
        (Some(_), _) | (None, 0) => area.x + area.width,
        (None, _) => paint::put_right(buf, area, &hidden, theme.dim).max(area.x + 1) - 1,
    };
    let mut x = area.x + small(column::GUTTER);
    for (nth, ((column, width), label)) in fitting.shown.iter().zip(&labels).enumerate() {
        let mut room = usize::from(end.saturating_sub(x)).min(*width);
        let lent = match (column.is_name(), lender == Some(nth)) {
            (true, true) => format!("{passed}  {hidden}"),
            (true, false) => passed.clone(),
            (false, true) => hidden.clone(),
            (false, false) => String::new(),
        };
        let lent = lent.trim_start();
        if !lent.is_empty() {
            room = room.saturating_sub(measure::width(lent) + 1);
            let at = x + small(room + 1);
            paint::put(buf, at, area.y, width - room, lent, theme.dim);
        }
        put(buf, (x, area.y), (column, room), label, theme.dim);
        x += small(width + column::GAP);
    }
}

/// The column behind whose label it is said how many there are to the right: the name, or the last that can. None:
/// that stands at the edge, where it leaves the last label whole, and where nobody has room for it.
fn lender(
    fitting: &Fitting,
    labels: &[String],
    (passed, hidden): (&str, &str),
    room: usize,
) -> Option<usize> {
    let columns = fitting.shown.as_slice();
    let ((_, last), label) = (columns.last()?, labels.last()?);
    let taken: usize = columns.iter().map(|(_, width)| width + column::GAP).sum();
    let before = column::GUTTER + taken - column::GAP - last;
    let end = before + measure::width(label).min(*last);
    let wide = measure::width(hidden);
    if wide == 0 || end < room.saturating_sub(wide) {
        return None;
    }
    let can = |nth: &usize| {
        let (column, width) = columns[*nth];
        let own = match column.is_name() && !passed.is_empty() {
            true => measure::width(&labels[*nth]) + measure::width(passed) + 2,
            false => measure::width(&labels[*nth]),
        };
        !column.is_right() && own + 2 + wide <= width
    };
    let others = 0..columns.len() - 1;
    let name = others.clone().find(|nth| columns[*nth].0.is_name());
    name.filter(can).or_else(|| others.rev().find(can))
}

fn row(
    model: &Model,
    (id, near): (CustomerId, bool),
    line: Area,
    fitting: &Fitting,
    theme: &Theme,
    buf: &mut Buffer,
) {
    let near_sign = near.then_some(("≈", theme.dim));
    let signs = sign(model, id, theme).into_iter().chain(near_sign);
    for (x, (sign, style)) in (line.x..).zip(signs) {
        paint::put(buf, x, line.y, 1, sign, style);
    }
    let record = model.list.row(id);
    let (columns, said) = note(model, id, fitting, usize::from(line.width));
    let mut x = line.x + small(column::GUTTER);
    for (column, width) in columns {
        let text = match record {
            Some(record) => column.text(record),
            None if column.is_name() => "…".to_owned(),
            None => String::new(),
        };
        let left = put(buf, (x, line.y), (column, *width), &text, theme.text);
        let mut spots = model.list.sought.spots(&text, &column.name);
        if near && column.is_name() {
            spots.extend(model.list.sought.near_spots(&text));
        }
        paint::mark(buf, left, line.y, *width, &spots, theme.hit);
        x += small(width + column::GAP);
    }
    if let Some(said) = said {
        let room = usize::from((line.x + line.width).saturating_sub(x));
        let used = paint::put(buf, x, line.y, room, &said.label, theme.dim);
        let (x, room) = (x + small(used), room - used);
        // Not dim: a hit in dim text takes a change of the look before it and one behind, in every row.
        paint::put(buf, x, line.y, room, &said.text, theme.text);
        let spots = model.list.sought.spots(&said.text, said.field);
        paint::mark(buf, x, line.y, room, &spots, theme.hit);
    }
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

/// What a customer was found by, as it is written behind a row's columns.
struct Said<'a> {
    field: &'a str,
    label: String,
    text: String,
}

/// What a customer was found by that no column shows, and the columns that stand before it: the last ones give
/// their room where there is none behind them, but for those that somebody has moved to.
fn note<'a, 'c>(
    model: &'a Model,
    id: CustomerId,
    fitting: &'c Fitting,
    width: usize,
) -> (&'c [(&'c Column, usize)], Option<Said<'a>>) {
    let columns = fitting.shown.as_slice();
    let reasons = model.list.reasons.get(&id);
    let Some(reason) = reasons.and_then(|reasons| reasons.first()) else {
        return (columns, None);
    };
    let kept = match fitting.passed {
        0 => kept(model, id, columns),
        _ => columns.len(),
    };
    for whole in [true, false] {
        for count in (kept..=columns.len()).rev() {
            let taken: usize = columns[..count].iter().map(|(_, w)| w + column::GAP).sum();
            let room = width.saturating_sub(column::GUTTER + taken);
            if let Some((label, text)) = reason.fitted(&model.list.sought, room, whole) {
                let field = reason.field.as_str();
                return (&columns[..count], Some(Said { field, label, text }));
            }
        }
    }
    (columns, None)
}

/// How many columns stay in any case: up to the name, the status, and what the search is about.
fn kept(model: &Model, id: CustomerId, columns: &[(&Column, usize)]) -> usize {
    let (sought, record) = (&model.list.sought, model.list.row(id));
    let stays = |column: &Column| {
        let text = record.map_or(String::new(), |record| column.text(record));
        column.is_name()
            || column.name == "statusName"
            || sought.terms.iter().any(|term| is_about(term, &column.name))
            || !sought.spots(&text, &column.name).is_empty()
    };
    let last = columns.iter().rposition(|(column, _)| stays(column));
    last.map_or(columns.len(), |last| last + 1)
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
    let no_match = screens::nothing_matches(measure::cut(&list.answered, MOST_SAID));
    let mut said: Vec<&str> = if !list.known && list.problem.is_some() {
        words::UNREAD_SEARCH.to_vec()
    } else if !list.known {
        words::READING_CUSTOMERS.to_vec()
    } else if list.answered.is_empty() {
        words::NO_CUSTOMERS.to_vec()
    } else {
        vec![&no_match, words::NO_MATCH]
    };
    let doubts: Vec<String> = list.sought.doubts.iter().map(|one| one_line(one)).collect();
    said.extend(doubts.iter().map(String::as_str));
    paint::sentences(buf, area, 2, &said, theme.dim);
}

/// How much of a search is said again where it finds nothing.
const MOST_SAID: usize = 20;

fn small(columns: usize) -> u16 {
    u16::try_from(columns).unwrap_or(u16::MAX)
}
