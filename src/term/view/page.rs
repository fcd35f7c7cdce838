//! Owns drawing the pages that only say something.
//! Must not know what they say.

use ratatui::buffer::Buffer;

use crate::app::model::Model;
use crate::app::page::{Kind, LABELS, Line, Page};
use crate::app::space::{self, Area};
use crate::app::words;
use crate::term::theme::Theme;
use crate::term::widget::{bordered::bordered, paint};

pub fn draw(model: &Model, page: Page, theme: &Theme, buf: &mut Buffer) {
    let body = model.body();
    if page.kind == Kind::Card {
        return card(model, page, theme, buf);
    }
    paint::clear(buf, body);
    let lines = page.lines(model, usize::from(body.width.saturating_sub(2)));
    if lines.is_empty() {
        return paint::sentences(buf, body, 1, words::NO_NOTICES, theme.dim);
    }
    let height = usize::from(body.height);
    let top = page.top.min(lines.len().saturating_sub(height));
    for (nth, said) in lines.iter().skip(top).take(height).enumerate() {
        if let Some(row) = paint::row(body, nth) {
            line(said, LABELS, row, theme, buf);
        }
    }
    if lines.len() > top + height {
        let corner = body.x + body.width.saturating_sub(1);
        paint::put(buf, corner, body.y + body.height - 1, 1, "▾", theme.accent);
    }
}

fn line(said: &Line, labels: usize, row: Area, theme: &Theme, buf: &mut Buffer) {
    paint::put(buf, row.x + 1, row.y, labels, &said.label, theme.dim);
    let x = row.x + 2 + u16::try_from(labels).unwrap_or(0);
    let room = usize::from((row.x + row.width).saturating_sub(x));
    let style = if said.failure {
        theme.error
    } else {
        theme.text
    };
    paint::put(buf, x, row.y, room, &said.text, style);
}

/// The keys of the first start, over the list.
fn card(model: &Model, page: Page, theme: &Theme, buf: &mut Buffer) {
    let lines = page.lines(model, usize::from(WIDE));
    let height = u16::try_from(lines.len() + 4).unwrap_or(9);
    let area = space::boxed(model.body(), WIDE, height);
    let inside = bordered(buf, area, words::CARD, theme);
    for (nth, said) in lines.iter().enumerate() {
        if let Some(row) = paint::row(inside, nth) {
            paint::put(buf, row.x, row.y, KEYS, &said.label, theme.accent);
            let x = row.x + 1 + u16::try_from(KEYS).unwrap_or(0);
            let room = usize::from(row.width).saturating_sub(KEYS + 1);
            paint::put(buf, x, row.y, room, &said.text, theme.text);
        }
    }
    let last = usize::from(inside.height).saturating_sub(1);
    if let Some(row) = paint::row(inside, last).filter(|_| last >= lines.len()) {
        let room = usize::from(row.width);
        paint::put(buf, row.x, row.y, room, words::CARD_FOOT, theme.dim);
    }
}

const WIDE: u16 = 40;
const KEYS: usize = 6;
