//! Owns drawing a question with its two answers.
//! Must not decide anything.

use ratatui::buffer::Buffer;
use ratatui::layout::Position;

use crate::app::layer::Confirm;
use crate::app::measure;
use crate::app::model::Model;
use crate::app::space;
use crate::term::theme::Theme;
use crate::term::widget::{bordered::bordered, paint};

pub fn draw(model: &Model, asked: &Confirm, theme: &Theme, buf: &mut Buffer) -> Option<Position> {
    let body = model.body();
    let wide = measure::width(&asked.question).max(measure::width(&asked.detail)) + 4;
    let wide = u16::try_from(wide.clamp(36, 64)).unwrap_or(64);
    let inner = usize::from(wide.min(body.width)).saturating_sub(4);
    // The answers are always in sight: two borders, a blank line and theirs are not for words.
    let room = usize::from(body.height).saturating_sub(4);
    let question = lines(&asked.question, inner, room.saturating_sub(1).clamp(1, 3));
    let detail = lines(
        &asked.detail,
        inner,
        room.saturating_sub(question.len()).min(2),
    );
    let height = u16::try_from(question.len() + detail.len() + 4).unwrap_or(8);
    let inside = bordered(buf, space::boxed(body, wide, height), "", theme);
    let columns = usize::from(inside.width);
    for (nth, line) in question.iter().enumerate() {
        if let Some(row) = paint::row(inside, nth) {
            paint::put(buf, row.x, row.y, columns, line, theme.heading);
        }
    }
    for (nth, line) in detail.iter().enumerate() {
        if let Some(row) = paint::row(inside, question.len() + nth) {
            paint::put(buf, row.x, row.y, columns, line, theme.dim);
        }
    }
    let row = paint::row(inside, question.len() + detail.len() + 1)?;
    let style = |on: bool| if on { theme.selected } else { theme.text };
    let sign = |on: bool| if on { "▸" } else { " " };
    let no = format!(" {} {} ", sign(!asked.on_yes), asked.no);
    let yes = format!(" {} {} ", sign(asked.on_yes), asked.yes);
    let used = paint::put(buf, row.x, row.y, columns, &no, style(!asked.on_yes));
    let x = row.x + u16::try_from(used + 2).unwrap_or(0);
    paint::put(
        buf,
        x,
        row.y,
        columns.saturating_sub(used + 2),
        &yes,
        style(asked.on_yes),
    );
    None
}

/// A text in at most so many lines; the last one shows that it is cut.
fn lines(text: &str, columns: usize, most: usize) -> Vec<String> {
    let mut lines = measure::wrap(text, columns);
    if lines.len() > most {
        let rest = lines.split_off(most.saturating_sub(1)).join(" ");
        lines.extend((most > 0).then(|| measure::cut(&rest, columns)));
    }
    lines
}
