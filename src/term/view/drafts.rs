//! Owns drawing the drafts: what each is called and what it is a draft of.
//! Must not open one.

use ratatui::buffer::Buffer;
use ratatui::layout::Position;

use crate::app::drafts::Kind;
use crate::app::form::Form;
use crate::app::layer::DraftList;
use crate::app::model::Model;
use crate::app::words::{self, screens};
use crate::customer::Draft;
use crate::customer::text::one_line;
use crate::term::theme::Theme;
use crate::term::widget::paint;

pub fn draw(model: &Model, shelf: DraftList, theme: &Theme, buf: &mut Buffer) -> Option<Position> {
    let body = model.body();
    paint::clear(buf, body);
    for (nth, draft) in model.drafts.iter().rev().skip(shelf.top).enumerate() {
        let Some(row) = paint::row(body, nth) else {
            break;
        };
        let end = paint::put_right(buf, row, &format!("{} ", of(model, draft)), theme.dim);
        let room = usize::from(end.saturating_sub(row.x + 3));
        let name = one_line(&draft.name);
        paint::put(buf, row.x, row.y, 1, "✎", theme.changed);
        paint::put(buf, row.x + 2, row.y, room, &name, theme.text);
        if shelf.top + nth == shelf.cursor {
            paint::tint(buf, row, theme.selected);
        }
    }
    None
}

fn of(model: &Model, draft: &Draft) -> String {
    let of = kind_of(draft);
    match model.drafts.is_elsewhere(&draft.key) {
        true => format!("{of}, {}", words::IN_ANOTHER),
        false => of,
    }
}

fn kind_of(draft: &Draft) -> String {
    let of = match draft.of {
        Some(id) => screens::of_customer(id),
        None => screens::OF_NEW.to_owned(),
    };
    match Kind::of(draft) {
        Kind::Note => of,
        Kind::Hand => screens::of_conflict(of),
        Kind::Form if Form::can_read(draft) => of,
        Kind::Form => screens::unreadable(of),
    }
}
