//! Owns saying what a form would change: old and new in words, before anything is sent.
//! Must not decide what is sent: `Form::changes` does.

use unicode_segmentation::UnicodeSegmentation;

use super::Form;
use super::group::Group;
use super::input::Input;
use crate::app::measure;
use crate::customer::text::one_line;
use crate::customer::{Field, show};

/// One line of “what will change”.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    pub label: String,
    /// Empty where there was nothing.
    pub from: String,
    /// Empty where nothing is left.
    pub to: String,
}

impl Form {
    /// Everything that differs from the record, in the form's order.
    pub fn differences(&self) -> Vec<Difference> {
        let mut all = Vec::new();
        for entry in self.entries.iter().filter(|entry| entry.input.is_changed()) {
            match &entry.input {
                Input::Group(group) => all.extend(of_group(group)),
                Input::Note(note) => {
                    let (from, to) = apart(&self.before(&entry.field), &one_line(&note.text()));
                    all.push(Difference {
                        label: entry.field.label.to_string(),
                        from,
                        to,
                    });
                }
                input => all.push(Difference {
                    label: entry.field.label.to_string(),
                    from: self.before(&entry.field),
                    to: input.shown(&entry.field),
                }),
            }
        }
        all
    }

    /// What a field says in the record the form started from.
    pub fn before(&self, field: &Field) -> String {
        one_line(&show::part_text(field, &self.base.part(field)))
    }
}

/// Two long texts from where they part: what both begin with says nothing.
fn apart(told: &str, other: &str) -> (String, String) {
    let part = shared(told, other);
    (from(told, part, BEGINNING), from(other, part, BEGINNING))
}

/// How much of a shared beginning is worth showing.
const BEGINNING: usize = 20;

/// How many characters two texts begin with alike.
pub fn shared(one: &str, other: &str) -> usize {
    let both = one.graphemes(true).zip(other.graphemes(true));
    both.take_while(|(a, b)| a == b).count()
}

/// A text from a few characters before a place, which say where it is; all of it where the place is in sight in
/// so many columns.
pub fn from(text: &str, place: usize, columns: usize) -> String {
    let at = |nth: usize| text.grapheme_indices(true).nth(nth).map(|(at, _)| at);
    let before = at(place).map_or(text, |end| &text[..end]);
    match at(place.saturating_sub(8)) {
        Some(start) if measure::width(before) >= columns => format!("…{}", &text[start..]),
        _ => text.to_owned(),
    }
}

fn of_group(group: &Group) -> Vec<Difference> {
    let label = |nth: usize| format!("{} {}", group.of.singular(), nth + 1);
    let was = |nth: usize| {
        let element = group.start().get(nth);
        element.map_or(String::new(), |e| one_line(&show::element(e, group.of)))
    };
    let mut all = Vec::new();
    for nth in 0..group.start().len() {
        match group.elements.iter().find(|e| e.origin == Some(nth)) {
            None => all.push(Difference {
                label: label(nth),
                from: was(nth),
                to: String::new(),
            }),
            Some(element) if element.is_touched() => all.push(Difference {
                label: label(nth),
                from: was(nth),
                to: element.shown(group.of),
            }),
            Some(_) => {}
        }
    }
    let added = group.elements.iter().filter(|e| e.origin.is_none());
    let said = added.filter(|element| !group.of.is_blank(&element.value(group.of)));
    for (more, element) in said.enumerate() {
        all.push(Difference {
            label: label(group.start().len() + more),
            from: String::new(),
            to: element.shown(group.of),
        });
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_texts_are_told_apart_where_they_differ() {
        let told = apart(
            "Ask for the fleet desk first",
            "Ask for the fleet desk second",
        );
        assert_eq!(
            told,
            ("…et desk first".to_owned(), "…et desk second".to_owned())
        );
        assert_eq!(apart("", "new"), (String::new(), "new".to_owned()));
        let joined = apart(
            "日本電気株式会社日本電気 e",
            "日本電気株式会社日本電気 e\u{301}",
        );
        assert!(joined.1.ends_with("e\u{301}"));
    }
}
