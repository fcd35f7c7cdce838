//! Owns drawing the letters beside the fields of a form that lead to them.
//! Must not decide which field has which.

use ratatui::buffer::Buffer;

use crate::app::form::Form;
use crate::app::form::plan::{FormLine, LABELS};
use crate::app::labels::{Labels, labelled};
use crate::app::model::Model;
use crate::app::space;
use crate::term::theme::Theme;
use crate::term::widget::paint;

pub fn draw(model: &Model, labels: &Labels, form: &Form, theme: &Theme, buf: &mut Buffer) {
    let all = labelled(form);
    let (area, _) = space::form(form.room(model.body()), form.differences().len());
    let lines = form.lines(usize::from(area.width));
    for (nth, line) in lines.iter().skip(form.top).enumerate() {
        let Some(row) = paint::row(area, nth) else {
            return;
        };
        let stop = match line {
            FormLine::Value { stop, .. } | FormLine::Adder { stop, .. } => stop,
            FormLine::Note { stop, label, .. } if !label.is_empty() => stop,
            _ => continue,
        };
        let own = all.iter().find(|(_, other)| other == stop);
        if let Some((label, _)) = own.filter(|(label, _)| labels.fits(label)) {
            let x = row.x + u16::try_from(LABELS).unwrap_or(0);
            paint::put(buf, x, row.y, label.len(), label, theme.selected);
        }
    }
}
