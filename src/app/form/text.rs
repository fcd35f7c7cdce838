//! Owns a one-line text of a form: a name, a web address, a phone number.
//! Must not check it: `customer::validate` does.

use crate::app::line::Line;
use crate::customer::text;

/// A line, and the text it started with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text {
    pub line: Line,
    start: String,
}

impl Text {
    pub fn new(start: &str) -> Text {
        // The start is made harmless as the line is, so that an odd value nobody touched is no change.
        Text {
            line: Line::new(start),
            start: text::typed(start, false),
        }
    }

    pub fn is_changed(&self) -> bool {
        self.line.text() != self.start
    }

    pub fn restore(&mut self, typed: &str) {
        self.line = Line::new(typed);
    }
}
