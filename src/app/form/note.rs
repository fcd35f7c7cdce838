//! Owns a text of several lines in a form. The editor is `tui_textarea`; it edits by character and takes
//! whatever it is given, so what goes in is made harmless here.
//! Must not let the editor see keys: they come as actions.

use tui_textarea::{CursorMove, TextArea};

use crate::app::action::Action;
use crate::customer::text;

/// A text of several lines and its cursor.
#[derive(Clone, Debug)]
pub struct Note {
    area: TextArea<'static>,
    start: String,
    raw: String,
}

impl Note {
    pub fn new(start: &str) -> Note {
        let shown = text::pictured(start, true);
        Note {
            area: editor(&shown),
            start: shown,
            raw: start.to_owned(),
        }
    }

    pub fn text(&self) -> String {
        self.area.lines().join("\n")
    }

    /// What it says, with the control characters that it started with and nobody took out.
    pub fn value(&self) -> String {
        // Line ends are the editor's: those of the start do not come back.
        let lines = self.area.lines().iter();
        let raw: Vec<String> = lines
            .map(|line| text::unpictured(line, &self.raw))
            .collect();
        raw.join("\n")
    }

    pub fn lines(&self) -> &[String] {
        self.area.lines()
    }

    /// The cursor's line, and the character in it.
    pub fn cursor(&self) -> (usize, usize) {
        let at = self.area.cursor();
        (at.0, at.1)
    }

    pub fn put_cursor(&mut self, line: usize, character: usize) {
        let clamp = |n: usize| u16::try_from(n).unwrap_or(u16::MAX);
        self.area
            .move_cursor(CursorMove::Jump(clamp(line), clamp(character)));
    }

    pub fn is_changed(&self) -> bool {
        self.text() != self.start
    }

    pub fn restore(&mut self, typed: &str) {
        self.area = editor(&text::typed(typed, true));
    }

    /// Says this instead, with the cursor at its end.
    pub fn rewrite(&mut self, text: &str) {
        self.restore(text);
    }

    /// Puts typed or pasted text in. `false` when nothing harmless was left of it.
    pub fn insert(&mut self, typed: &str) -> bool {
        let clean = text::typed(typed, true);
        !clean.is_empty() && self.area.insert_str(clean)
    }

    /// Does one editing action. Nothing for an action that is not a note's (or that leaves it: up from
    /// the first line, down from the last); else whether the text changed.
    pub fn edit(&mut self, action: Action) -> Option<bool> {
        let (line, _) = self.cursor();
        let go = match action {
            Action::Up if line == 0 => return None,
            Action::Down if line + 1 >= self.area.lines().len() => return None,
            Action::Up => CursorMove::Up,
            Action::Down => CursorMove::Down,
            Action::CharLeft => CursorMove::Back,
            Action::CharRight => CursorMove::Forward,
            Action::WordLeft => CursorMove::WordBack,
            Action::WordRight => CursorMove::WordForward,
            Action::LineStart => CursorMove::Head,
            Action::LineEnd => CursorMove::End,
            other => return self.change(other),
        };
        self.area.move_cursor(go);
        Some(false)
    }

    fn change(&mut self, action: Action) -> Option<bool> {
        let changed = match action {
            Action::NewLine => {
                self.area.insert_newline();
                true
            }
            Action::DeleteBack => self.area.delete_char(),
            Action::DeleteNext => self.area.delete_next_char(),
            Action::DeleteWord => self.area.delete_word(),
            Action::DeleteToStart => self.area.delete_line_by_head(),
            Action::DeleteToEnd => self.area.delete_line_by_end(),
            _ => return None,
        };
        Some(changed)
    }
}

fn editor(text: &str) -> TextArea<'static> {
    let mut area = TextArea::new(text.split('\n').map(str::to_owned).collect());
    // The form keeps the history: one for all its fields.
    area.set_max_histories(0);
    area.move_cursor(CursorMove::Bottom);
    area.move_cursor(CursorMove::End);
    area
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_lines_are_typed_and_nothing_raw_gets_in() {
        let mut note = Note::new("");
        note.insert("one\u{1b}[2J");
        note.edit(Action::NewLine);
        note.insert("two\r\nthree");
        assert_eq!(note.text(), "one[2J\ntwo\nthree");
        assert!(note.is_changed());
        assert_eq!(note.cursor(), (2, 5));
        assert_eq!(note.edit(Action::Down), None);
    }

    #[test]
    fn other_line_ends_alone_are_no_change() {
        assert!(!Note::new("a\r\nb\tc").is_changed());
    }
}
