//! Owns the one-line editor: a text and a cursor that stands between graphemes. Whatever is put in is
//! made harmless first, so a line never holds a control character or a line end.
//! Must not know what the line is for, nor which keys move it.

use unicode_segmentation::{GraphemeCursor, UnicodeSegmentation};

use crate::customer::text;

use super::action::Action;

/// One line of text being edited.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    text: String,
    cursor: usize,
}

impl Line {
    /// A line with the cursor at its end.
    pub fn new(start: &str) -> Line {
        let text = text::typed(start, false);
        Line {
            cursor: text.len(),
            text,
        }
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    /// The cursor as a byte offset into the text.
    pub fn cursor(&self) -> usize {
        self.cursor
    }

    /// Puts the cursor at or before a byte offset.
    pub fn put_cursor(&mut self, at: usize) {
        self.cursor = self
            .text
            .grapheme_indices(true)
            .map(|(start, _)| start)
            .chain([self.text.len()])
            .take_while(|start| *start <= at)
            .last()
            .unwrap_or(0);
    }

    /// Puts typed or pasted text in at the cursor. `false` when nothing harmless was left of it.
    pub fn insert(&mut self, typed: &str) -> bool {
        let clean = text::typed(typed, false);
        if clean.is_empty() {
            return false;
        }
        self.text.insert_str(self.cursor, &clean);
        let end = self.cursor + clean.len();
        // What was put in may have joined the grapheme behind it: the cursor goes behind both.
        self.cursor = if self.at_boundary(end) {
            end
        } else {
            self.next(end)
        };
        true
    }

    /// Does one editing action. Nothing for an action that is not a line's; else whether the text changed.
    pub fn edit(&mut self, action: Action) -> Option<bool> {
        let (length, cursor) = (self.text.len(), self.cursor);
        match action {
            Action::CharLeft => self.cursor = self.previous(cursor),
            Action::CharRight => self.cursor = self.next(cursor),
            Action::WordLeft => self.cursor = self.word_left(),
            Action::WordRight => self.cursor = self.word_right(),
            Action::LineStart => self.cursor = 0,
            Action::LineEnd => self.cursor = length,
            Action::DeleteBack => self.delete(self.previous(cursor), cursor),
            Action::DeleteNext => self.delete(cursor, self.next(cursor)),
            Action::DeleteWord => self.delete(self.word_left(), cursor),
            Action::DeleteNextWord => self.delete(cursor, self.word_right()),
            Action::DeleteToStart => self.delete(0, cursor),
            Action::DeleteToEnd => self.delete(cursor, length),
            _ => return None,
        }
        Some(self.text.len() != length)
    }

    fn delete(&mut self, from: usize, to: usize) {
        self.text.replace_range(from..to, "");
        // What is left on both sides may have become one grapheme.
        self.put_cursor(from);
    }

    fn at_boundary(&self, at: usize) -> bool {
        GraphemeCursor::new(at, self.text.len(), true)
            .is_boundary(&self.text, 0)
            .unwrap_or(true)
    }

    fn previous(&self, at: usize) -> usize {
        GraphemeCursor::new(at, self.text.len(), true)
            .prev_boundary(&self.text, 0)
            .ok()
            .flatten()
            .unwrap_or(0)
    }

    fn next(&self, at: usize) -> usize {
        GraphemeCursor::new(at, self.text.len(), true)
            .next_boundary(&self.text, 0)
            .ok()
            .flatten()
            .unwrap_or(self.text.len())
    }

    /// A word of some scripts ends or begins inside a grapheme: the cursor never stands there.
    fn word_left(&self) -> usize {
        self.text
            .unicode_word_indices()
            .map(|(start, _)| start)
            .filter(|start| self.at_boundary(*start))
            .take_while(|start| *start < self.cursor)
            .last()
            .unwrap_or(0)
    }

    fn word_right(&self) -> usize {
        self.text
            .unicode_word_indices()
            .map(|(start, word)| start + word.len())
            .filter(|end| self.at_boundary(*end))
            .find(|end| *end > self.cursor)
            .unwrap_or(self.text.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn edited(start: &str, actions: &[Action]) -> Line {
        let mut line = Line::new(start);
        for action in actions {
            line.edit(*action);
        }
        line
    }

    #[test]
    fn a_grapheme_is_one_step_and_one_deletion() {
        let family = "a👩‍👩‍👧e\u{301}";
        assert_eq!(
            edited(family, &[Action::DeleteBack, Action::DeleteBack]).text(),
            "a"
        );
        let mut line = edited(family, &[Action::CharLeft]);
        line.insert("x");
        assert_eq!(line.text(), "a👩‍👩‍👧xe\u{301}");
    }

    #[test]
    fn words_and_ends() {
        let start = "Volkswagen AG, Wolfsburg";
        assert_eq!(
            edited(start, &[Action::DeleteWord]).text(),
            "Volkswagen AG, "
        );
        assert_eq!(
            edited(
                start,
                &[Action::WordLeft, Action::WordLeft, Action::DeleteToEnd]
            )
            .text(),
            "Volkswagen "
        );
        assert_eq!(
            edited(
                start,
                &[Action::LineStart, Action::WordRight, Action::DeleteToStart]
            )
            .text(),
            " AG, Wolfsburg"
        );
    }

    #[test]
    fn a_word_that_begins_inside_a_grapheme_is_no_place_for_the_cursor() {
        let mut line = Line::new("a\u{eb3}\u{ae}A");
        while line.cursor() > 0 {
            line.edit(Action::WordLeft);
            assert!(line.cursor() == 0 || line.cursor() > 3);
        }
        line.edit(Action::WordRight);
        assert!(line.cursor() > 3);
    }

    #[test]
    fn what_is_pasted_is_made_harmless() {
        let mut line = Line::default();
        assert!(line.insert("a\r\nb\u{1b}[31m\tc"));
        assert_eq!(line.text(), "a b[31m c");
        assert!(!line.insert("\u{7}"));
    }

    const ALL: [Action; 11] = [
        Action::CharLeft,
        Action::CharRight,
        Action::WordLeft,
        Action::WordRight,
        Action::LineStart,
        Action::LineEnd,
        Action::DeleteBack,
        Action::DeleteNext,
        Action::DeleteWord,
        Action::DeleteToStart,
        Action::DeleteToEnd,
    ];

    proptest! {
        #[test]
        fn the_cursor_always_stands_between_graphemes(
            start in "\\PC{0,12}",
            steps in proptest::collection::vec((0_usize..12, "[ab \u{301}🇩🇪\u{200d}]{1,2}"), 0..20),
        ) {
            let mut line = Line::new(&start);
            for (step, typed) in steps {
                match ALL.get(step) {
                    Some(action) => drop(line.edit(*action)),
                    None => drop(line.insert(&typed)),
                }
                let between = line.text().grapheme_indices(true).map(|(at, _)| at).chain([line.text().len()]).any(|at| at == line.cursor());
                prop_assert!(between, "{:?} at {}", line.text(), line.cursor());
            }
        }
    }
}
