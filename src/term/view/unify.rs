//! Owns drawing customers that are to become one: who stays, what each field takes from whom, what would be lost.
//! Must not choose.

use ratatui::buffer::Buffer;
use ratatui::layout::Position;

use crate::app::measure;
use crate::app::model::Model;
use crate::app::space::{self, Area};
use crate::app::told;
use crate::app::unify::{Parts, Unify};
use crate::app::words::screens;
use crate::customer::text::one_line;
use crate::customer::unite::{Choice, FieldPlan};
use crate::term::theme::Theme;
use crate::term::widget::paint;

pub fn draw(model: &Model, unify: &Unify, theme: &Theme, buf: &mut Buffer) -> Option<Position> {
    let body = model.body();
    paint::clear(buf, body);
    let parts = unify.parts(body);
    let fields = parts.fields;
    if let Some(row) = paint::row(fields, 0) {
        head(unify, row, theme, buf);
    }
    losses(unify, &parts, theme, buf);
    if unify.losses_alone {
        return None;
    }
    if let Some(row) = paint::row(fields, 1) {
        paint::across(buf, row, theme);
        if let Some(text) = unify.goes_over() {
            let room = usize::from(row.width.saturating_sub(2));
            paint::put(
                buf,
                row.x + 1,
                row.y,
                room,
                &format!(" {text} "),
                theme.heading,
            );
        }
    }
    let rows = unify.rows();
    for (nth, plan) in rows.iter().skip(unify.cursor.top).enumerate() {
        let Some(row) = paint::row(fields, nth + space::UNIFY_HEAD) else {
            break;
        };
        field(model, unify, plan, row, theme, buf);
        if unify.cursor.top + nth == unify.cursor.at {
            paint::tint(buf, row, theme.selected);
        }
    }
    if rows.is_empty()
        && let Some(row) = paint::row(fields, space::UNIFY_HEAD)
    {
        let room = usize::from(row.width.saturating_sub(3));
        let text = screens::ALL_THE_SAME_FIELDS;
        paint::put(buf, row.x + 2, row.y, room, text, theme.dim);
    }
    None
}

/// Who stays and who goes, each with the number that the fields name it by.
fn head(unify: &Unify, row: Area, theme: &Theme, buf: &mut Buffer) {
    let room = usize::from(row.width.saturating_sub(2));
    let records = unify.records();
    let name = |nth: usize| {
        let record = records.get(nth);
        record.map_or(String::new(), |record| {
            format!("{} {}", nth + 1, one_line(record.name()))
        })
    };
    let stays = measure::cut(&name(0), room.saturating_sub(24).max(12));
    let text = format!("● {}", screens::stays(stays));
    let used = paint::put(buf, row.x + 1, row.y, room, &text, theme.changed);
    let gone: Vec<String> = (1..records.len()).map(name).collect();
    let text = screens::goes(gone.join(", "));
    let x = row.x + 4 + u16::try_from(used).unwrap_or(0);
    paint::put(
        buf,
        x,
        row.y,
        room.saturating_sub(used + 3),
        &text,
        theme.dim,
    );
}

fn field(
    model: &Model,
    unify: &Unify,
    plan: &FieldPlan,
    row: Area,
    theme: &Theme,
    buf: &mut Buffer,
) {
    let labels = match row.width {
        ..60 => 11,
        60..100 => 16,
        _ => 22,
    };
    let label = one_line(&plan.field.label);
    paint::put(buf, row.x + 1, row.y, labels - 2, &label, theme.dim);
    let records = unify.records();
    let nth_of = |id| records.iter().position(|record| record.id() == Some(id));
    let from = match &plan.choice {
        Choice::United(_) => screens::FROM_ALL.to_owned(),
        Choice::Fixed => screens::FROM_BEFORE.to_owned(),
        Choice::Of(id) => nth_of(*id).map_or(String::new(), |nth| (nth + 1).to_string()),
    };
    // What can be chosen says so: the other candidates stand behind what is chosen.
    let x = row.x + u16::try_from(labels).unwrap_or(0);
    let style = match &plan.choice {
        Choice::Of(id) if nth_of(*id) == Some(0) => theme.text,
        Choice::Fixed => theme.dim,
        _ => theme.changed,
    };
    paint::put(buf, x, row.y, 4, &from, style);
    let room = usize::from(row.width).saturating_sub(labels + 6);
    let value = told::value(&plan.field.wire, &unify.plan.result(plan), &model.fields);
    let others: Vec<String> = plan
        .candidates
        .iter()
        .filter(|one| {
            plan.choice != Choice::Of(one.of) && !matches!(plan.choice, Choice::United(_))
        })
        .filter_map(|one| {
            let nth = nth_of(one.of)?;
            Some(format!("{} {}", nth + 1, one_line(&one.text)))
        })
        .collect();
    let own = match others.is_empty() {
        true => room,
        false => room / 2,
    };
    let used = paint::put(buf, x + 5, row.y, own, &value, style);
    if !others.is_empty() {
        let text = screens::not_taken(others.join(" · "));
        let x = x + 7 + u16::try_from(used).unwrap_or(0);
        paint::put(
            buf,
            x,
            row.y,
            room.saturating_sub(used + 2),
            &text,
            theme.dim,
        );
    }
}

/// What is lost, as much of it as there is room for, and how much stands before and behind that.
fn losses(unify: &Unify, parts: &Parts, theme: &Theme, buf: &mut Buffer) {
    let area = parts.losses;
    let Some(rule) = paint::row(area, 0) else {
        return;
    };
    paint::across(buf, rule, theme);
    let (all, page, top) = (parts.lines.len(), parts.page(), unify.losses_top);
    let below = all.saturating_sub(top + page);
    let more = match (top, below) {
        (0, 0) => String::new(),
        (_, 0) => " K ▴ ".to_owned(),
        (0, below) => format!(" J {} ", screens::more_below(below)),
        (_, below) => format!(" K ▴ J {} ", screens::more_below(below)),
    };
    let end = paint::put_right(buf, rule, &more, theme.accent);
    let room = usize::from(end.saturating_sub(rule.x + 1));
    let (head, kept) = match unify.plan.lost().len() {
        0 => (screens::NOTHING_LOST.to_owned(), ""),
        1 => (screens::lost(1), screens::IT_IS_KEPT),
        many => (screens::lost(many), screens::THEY_ARE_KEPT),
    };
    let long = format!(" {} ", format!("{head} {kept}").trim_end());
    let head = match measure::width(&long) <= room {
        true => long,
        false => format!(" {head} "),
    };
    paint::put(buf, rule.x + 1, rule.y, room, &head, theme.heading);
    for (nth, line) in parts.lines.iter().skip(top).take(page).enumerate() {
        if let Some(row) = paint::row(area, nth + 1) {
            let room = usize::from(row.width.saturating_sub(2));
            paint::put(buf, row.x + 1, row.y, room, line, theme.error);
        }
    }
}
