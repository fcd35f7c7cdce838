//! Owns a one-line text of a form: a name, a web address, a phone number.
//! Must not check it: `customer::validate` does.

use crate::app::line::Line;
use crate::customer::text;

/// A line, and the text it started with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text {
    pub line: Line,
    start: String,
    raw: String,
}

impl Text {
    pub fn new(start: &str) -> Text {
        // The start is made harmless as the line is, so that an odd value nobody touched is no change.
        let shown = text::pictured(start, false);
        Text {
            line: Line::new(&shown),
            start: shown,
            raw: start.to_owned(),
        }
    }

    pub fn is_changed(&self) -> bool {
        self.line.text() != self.start
    }

    /// What the line says, with the control characters that it started with and nobody took out.
    pub fn value(&self) -> String {
        text::unpictured(self.line.text(), &self.raw)
    }

    pub fn restore(&mut self, typed: &str) {
        self.line = Line::new(typed);
    }
}
