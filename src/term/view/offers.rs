//! Owns drawing what Tab offers, below the search line at the place that it would fill.
//! Must not decide what is offered.

use ratatui::buffer::Buffer;

use crate::app::cursor::Cursor;
use crate::app::measure;
use crate::app::model::Model;
use crate::app::space::Area;
use crate::app::words::screens;
use crate::term::theme::Theme;
use crate::term::widget::{bordered::bordered, paint};

/// So many offers are in sight at once.
const PAGE: usize = 8;

/// `x`: the column in which the text begins that an offer takes the place of.
pub fn draw(model: &Model, x: u16, theme: &Theme, buf: &mut Buffer) {
    let prompt = &model.list.prompt;
    let offers = prompt.offers();
    let body = model.body();
    if offers.is_empty() {
        return;
    }
    let page = PAGE
        .min(offers.len())
        .min(usize::from(body.height.saturating_sub(2)));
    let mut cursor = Cursor::on(prompt.offered());
    cursor.settle(offers.len(), page);
    let seen = || offers.iter().skip(cursor.top).take(page);
    let wide = |text: &str| measure::width(text);
    let texts = seen().map(|offer| wide(&offer.text)).max().unwrap_or(0);
    let notes = seen().map(|offer| wide(&offer.note)).max().unwrap_or(0);
    let width = small(texts + notes + 6).clamp(16, 56).min(body.width);
    let area = Area {
        x: x.saturating_sub(2).min(body.x + body.width - width),
        width,
        height: small(page + 2),
        ..body
    };
    let title = screens::of_all(prompt.offered() + 1, offers.len());
    let title = if offers.len() > page {
        title.as_str()
    } else {
        ""
    };
    let inside = bordered(buf, area, title, theme);
    for (nth, offer) in seen().enumerate() {
        let Some(row) = paint::row(inside, nth) else {
            break;
        };
        let end = paint::put_right(buf, row, &offer.note, theme.dim);
        let room = usize::from(end.saturating_sub(row.x));
        paint::put(buf, row.x, row.y, room, &offer.text, theme.text);
        if cursor.top + nth == cursor.at {
            paint::tint(buf, row, theme.selected);
        }
    }
}

fn small(columns: usize) -> u16 {
    u16::try_from(columns).unwrap_or(u16::MAX)
}
