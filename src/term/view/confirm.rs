//! Owns drawing a question with its two answers.
//! Must not decide anything.

use ratatui::buffer::Buffer;
use ratatui::layout::Position;

use crate::app::layer::Confirm;
use crate::app::model::Model;
use crate::app::question::Question;
use crate::term::theme::Theme;
use crate::term::widget::{bordered::bordered, paint};

pub fn draw(model: &Model, asked: &Confirm, theme: &Theme, buf: &mut Buffer) -> Option<Position> {
    let laid = Question::of(asked, model.body());
    let inside = bordered(buf, laid.area, "", theme);
    let columns = usize::from(inside.width);
    let question = laid.question.iter().map(|line| (line, theme.heading));
    let detail = laid.detail.iter().map(|line| (line, theme.dim));
    for (nth, (line, style)) in question.chain(detail).enumerate() {
        if let Some(row) = paint::row(inside, nth) {
            paint::put(buf, row.x, row.y, columns, line, style);
        }
    }
    let answers = [
        (laid.no, asked.no, !asked.on_yes),
        (laid.yes, asked.yes, asked.on_yes),
    ];
    for (area, answer, on) in answers {
        if area.height == 0 {
            continue;
        }
        let style = if on { theme.selected } else { theme.text };
        let sign = if on { "▸" } else { " " };
        let text = format!(" {sign} {answer} ");
        paint::put(buf, area.x, area.y, usize::from(area.width), &text, style);
    }
    None
}
