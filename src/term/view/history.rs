//! Owns drawing what became of one customer: when, who, what, old and new.
//! Must not choose what is shown.

use ratatui::buffer::Buffer;
use ratatui::layout::Position;

use crate::app::measure;
use crate::app::model::Model;
use crate::app::sets::History;
use crate::app::told;
use crate::app::words;
use crate::customer::text::one_line;
use crate::term::theme::Theme;
use crate::term::widget::paint;

const WHEN: usize = 16;
const WHO: usize = 12;
const LABELS: usize = 20;
/// Below this width a moment and who it was are told more briefly.
const ROOMY: u16 = 64;

pub fn draw(model: &Model, history: &History, theme: &Theme, buf: &mut Buffer) -> Option<Position> {
    let body = model.body();
    paint::clear(buf, body);
    let mut first = 0;
    if let Some(said) = history.head()
        && let Some(row) = paint::row(body, 0)
    {
        let room = usize::from(row.width.saturating_sub(2));
        let style = match history.asking {
            true => theme.dim,
            false => theme.error,
        };
        paint::put(buf, row.x + 1, row.y, room, &said, style);
        first = 1;
    }
    let lines = history.lines(&model.fields);
    for (nth, past) in lines.iter().skip(history.cursor.top).enumerate() {
        let Some(row) = paint::row(body, nth + first) else {
            break;
        };
        let roomy = body.width >= ROOMY;
        let (what, text) = told::past(past, &model.fields);
        let mut x = row.x + 1;
        let mut add = |text: &str, wide: usize, style| {
            let left = usize::from((row.x + row.width).saturating_sub(x + 1));
            paint::put(buf, x, row.y, wide.min(left), text, style);
            x += u16::try_from(wide + 1).unwrap_or(0);
        };
        let when = match roomy {
            true => told::when(&past.at),
            false => told::near(&past.at, model.today),
        };
        add(&when, if roomy { WHEN } else { 10 }, theme.dim);
        add(
            &one_line(&past.who),
            if roomy { WHO } else { 8 },
            theme.text,
        );
        let whole = usize::from(row.width);
        let label = measure::width(&what).min(LABELS);
        match (text.is_empty(), roomy) {
            (true, _) => add(&what, whole, theme.text),
            (false, true) => add(&what, label.max(14), theme.dim),
            (false, false) => add(&what, label, theme.dim),
        }
        add(&text, whole, theme.text);
        if history.cursor.top + nth == history.cursor.at {
            paint::tint(buf, row, theme.selected);
        }
    }
    if lines.is_empty() {
        let said = match history.past {
            None => words::READING_HISTORY,
            Some(_) if history.head().is_some() => words::NO_HISTORY_HERE,
            Some(_) => words::NO_HISTORY,
        };
        paint::sentences(buf, body, first + 1, said, theme.dim);
    }
    None
}
