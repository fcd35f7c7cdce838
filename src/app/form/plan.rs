//! Owns which lines a form has, from top to bottom, and keeping the focus in sight. The update and the
//! drawing both go by it, so they agree.
//! Must not know colours.

use std::ops::Range;

use super::group::MemberInput;
use super::input::Input;
use super::{At, Form, Stop};
use crate::app::measure;
use crate::app::words;
use crate::customer::text::one_line;

/// One line of a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FormLine {
    /// The name of a section.
    Section(String),
    /// The name of a list, or of one element in it.
    Heading(String),
    /// A label and its value.
    Value {
        stop: Stop,
        label: String,
        indent: usize,
    },
    /// A part of a text of several lines; the first carries the label.
    Note {
        stop: Stop,
        label: String,
        line: usize,
        /// The characters of the line that stand here.
        part: Range<usize>,
    },
    /// “add address”.
    Adder {
        stop: Stop,
        label: String,
    },
    /// An element that came in a form that cannot be edited.
    Kept(String),
    /// What somebody else has put where something is typed.
    Theirs {
        stop: Stop,
        text: String,
    },
    /// What is wrong with the line above.
    Problem {
        stop: Stop,
        text: String,
    },
    Blank,
}

/// How wide the labels are.
pub const LABELS: usize = 20;
/// The lines of a text that are in sight at once.
const NOTE_LINES: usize = 6;

impl Form {
    /// The form's lines when it is `width` wide.
    pub fn lines(&self, width: usize) -> Vec<FormLine> {
        let mut lines = Vec::new();
        let mut section = None;
        for (at, entry) in self.entries.iter().enumerate() {
            if section != Some(&entry.section) {
                if section.is_some() {
                    lines.push(FormLine::Blank);
                }
                lines.push(FormLine::Section(entry.section.clone()));
                section = Some(&entry.section);
            }
            self.entry_lines(at, width, &mut lines);
        }
        lines
    }

    fn entry_lines(&self, at: usize, width: usize, lines: &mut Vec<FormLine>) {
        let entry = &self.entries[at];
        let label = one_line(&entry.field.label);
        let stop = Stop {
            entry: at,
            at: At::Whole,
        };
        match &entry.input {
            Input::Note(_) => {
                let room = width.saturating_sub(LABELS + 3);
                for (nth, (line, part)) in self.note_parts(at, room).into_iter().enumerate() {
                    lines.push(FormLine::Note {
                        stop,
                        label: if nth == 0 {
                            label.clone()
                        } else {
                            String::new()
                        },
                        line,
                        part,
                    });
                }
                self.problem_line(stop, lines);
            }
            Input::Group(group) => {
                for (nth, element) in group.elements.iter().enumerate() {
                    if element.inputs.is_empty() {
                        lines.push(FormLine::Kept(element.shown(group.of)));
                        continue;
                    }
                    lines.push(FormLine::Heading(format!(
                        "{} {}",
                        group.of.singular(),
                        nth + 1
                    )));
                    for (member, known) in group.of.members().iter().enumerate() {
                        let stop = Stop {
                            entry: at,
                            at: At::Member(nth, member),
                        };
                        lines.push(FormLine::Value {
                            stop,
                            label: known.label.to_owned(),
                            indent: 2,
                        });
                        self.problem_line(stop, lines);
                    }
                }
                lines.push(FormLine::Adder {
                    stop: Stop {
                        entry: at,
                        at: At::Adder,
                    },
                    label: words::add_to_group(group.of.singular().to_lowercase()),
                });
                self.theirs_line(stop, lines);
            }
            _ => {
                lines.push(FormLine::Value {
                    stop,
                    label,
                    indent: 0,
                });
                self.problem_line(stop, lines);
            }
        }
    }

    fn problem_line(&self, stop: Stop, lines: &mut Vec<FormLine>) {
        if stop.at == At::Whole {
            self.theirs_line(stop, lines);
        }
        if let Some(why) = self.problem(stop) {
            lines.push(FormLine::Problem {
                stop,
                text: one_line(why),
            });
        }
    }

    fn theirs_line(&self, stop: Stop, lines: &mut Vec<FormLine>) {
        let theirs = self.clash_at(stop);
        lines.extend(theirs.map(|text| FormLine::Theirs { stop, text }));
    }

    /// The parts of a note that are in sight, around its cursor while it has the focus, else from its
    /// beginning: (line, characters).
    fn note_parts(&self, at: usize, width: usize) -> Vec<(usize, Range<usize>)> {
        let Input::Note(note) = &self.entries[at].input else {
            return Vec::new();
        };
        let mut parts = Vec::new();
        for (nth, line) in note.lines().iter().enumerate() {
            for bytes in measure::breaks(line, width) {
                let from = line[..bytes.start].chars().count();
                parts.push((nth, from..from + line[bytes].chars().count()));
            }
        }
        let cursor = if self.focus.entry == at {
            part_of(&parts, note.cursor())
        } else {
            0
        };
        let first = (cursor + 1).saturating_sub(NOTE_LINES);
        parts.drain(..first);
        parts.truncate(NOTE_LINES);
        parts
    }

    /// The characters of the focused note that stand in one part, and the cursor's place among them.
    pub fn note_text(
        &self,
        stop: Stop,
        line: usize,
        part: &Range<usize>,
    ) -> (String, Option<usize>) {
        let Some(Input::Note(note)) = self.entries.get(stop.entry).map(|e| &e.input) else {
            return (String::new(), None);
        };
        let whole = note
            .lines()
            .get(line)
            .map(String::as_str)
            .unwrap_or_default();
        let text = whole.chars().skip(part.start).take(part.len()).collect();
        let (row, character) = note.cursor();
        let last = part.end >= whole.chars().count();
        let here = row == line
            && character >= part.start
            && (character < part.end || (last && character <= part.end));
        (text, here.then(|| character - part.start))
    }

    /// The line on which the focus is.
    pub fn focus_line(&self, lines: &[FormLine]) -> usize {
        let holds = |line: &FormLine| match line {
            FormLine::Value { stop, .. } | FormLine::Adder { stop, .. } => *stop == self.focus,
            FormLine::Note {
                stop, line, part, ..
            } => *stop == self.focus && self.note_text(*stop, *line, part).1.is_some(),
            _ => false,
        };
        lines.iter().position(holds).unwrap_or(0)
    }

    /// Scrolls so that the focus, its problem and the heading above it are in sight.
    pub fn settle(&mut self, width: usize, height: usize) {
        let lines = self.lines(width);
        let here = self.focus_line(&lines);
        let heading = |line: &FormLine| matches!(line, FormLine::Section(_) | FormLine::Heading(_));
        let above = lines[..here]
            .iter()
            .rev()
            .take_while(|line| heading(line))
            .count();
        let below = lines
            .iter()
            .skip(here + 1)
            .take_while(|line| matches!(line, FormLine::Problem { .. } | FormLine::Theirs { .. }))
            .count();
        let (first, last) = (here - above, here + below);
        if height > 0 && last >= self.top + height {
            self.top = last + 1 - height;
        }
        self.top = self
            .top
            .min(if height > above + below { first } else { here });
        self.top = self.top.min(lines.len().saturating_sub(height));
    }

    /// Whether the value at a stop differs from what it was.
    pub fn is_changed_at(&self, stop: Stop) -> bool {
        let Some(entry) = self.entries.get(stop.entry) else {
            return false;
        };
        match (&entry.input, stop.at) {
            (Input::Group(group), At::Member(element, member)) => {
                let element = group.elements.get(element);
                element.is_some_and(|e| {
                    e.inputs.get(member).is_some_and(MemberInput::is_changed)
                        || (e.origin.is_none() && member == 0)
                })
            }
            (Input::Group(_), _) => false,
            (input, _) => input.is_changed(),
        }
    }
}

fn part_of(parts: &[(usize, Range<usize>)], (line, character): (usize, usize)) -> usize {
    let mut before = parts
        .iter()
        .enumerate()
        .filter(|(_, (nth, part))| *nth == line && part.start <= character);
    before.next_back().map_or(0, |(at, _)| at)
}
