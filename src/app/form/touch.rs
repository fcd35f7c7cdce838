//! Owns what changes a form: typing, deleting, choosing, ticking, adding and removing. Each of these goes
//! through `change`, so that each can be undone.
//! Must not know keys.

use super::group::MemberInput;
use super::input::Input;
use super::{At, Form, Stop};
use crate::app::action::Action;
use crate::app::line::Line;
use crate::customer::Choice as Offer;
use crate::customer::field::Kind;

/// What a drop-down at some stop shows: everything its list has, and what is there now.
#[derive(Clone, Debug, PartialEq)]
pub struct Offers {
    pub title: String,
    pub all: Vec<Offer>,
    /// The names that are taken now.
    pub current: Vec<String>,
    pub many: bool,
    /// Whether it may be left empty.
    pub clearable: bool,
}

impl Form {
    /// Puts typed or pasted text in at the focus. `false` where no text goes, or none was left of it.
    pub fn insert(&mut self, typed: &str) -> bool {
        let letter = typed.chars().count() == 1 && !typed.contains(char::is_whitespace);
        self.change(letter, |input, at| match (input, at) {
            (Input::Note(note), _) => note.insert(typed),
            (input, at) => line_mut(input, at).is_some_and(|line| line.insert(typed)),
        })
    }

    /// The text at the focus; none where something else than text stands.
    pub fn text_here(&self) -> Option<String> {
        match &self.focused()?.input {
            Input::Note(note) => Some(note.text()),
            _ => self.line().map(|line| line.text().to_owned()),
        }
    }

    /// Puts a text in the place of the one at the focus. `false` where no text stands.
    pub fn put(&mut self, text: &str) -> bool {
        self.write_at(self.focus, text)
    }

    /// Lets a stop say another text, in one step that can be undone. `false` where no text goes there.
    pub fn write_at(&mut self, stop: Stop, text: &str) -> bool {
        if !self.stops().contains(&stop) {
            return false;
        }
        self.focus = stop;
        self.change(false, |input, at| match (input, at) {
            (Input::Note(note), _) => {
                note.rewrite(text);
                true
            }
            (input, at) => line_mut(input, at).is_some_and(|line| {
                *line = Line::new(text);
                true
            }),
        })
    }

    /// Does one editing action at the focus. Nothing where it means nothing here.
    pub fn edit_text(&mut self, action: Action) -> Option<bool> {
        let typing = matches!(action, Action::DeleteBack | Action::DeleteNext);
        let mut known = None;
        self.change(typing, |input, at| {
            known = match input {
                Input::Note(note) => note.edit(action),
                input => line_mut(input, at).and_then(|line| line.edit(action)),
            };
            known == Some(true)
        });
        known
    }

    pub fn toggle(&mut self) -> bool {
        self.change(false, |input, _| match input {
            Input::Flag(flag) => {
                flag.toggle();
                true
            }
            _ => false,
        })
    }

    /// Empties the focused choice, flag or set of ticks.
    pub fn clear(&mut self) -> bool {
        let catalog = self.catalog.clone();
        let Some(field) = self.focused().map(|entry| entry.field.clone()) else {
            return false;
        };
        self.change(false, |input, at| {
            match (input, at) {
                (Input::Choice(choice), _) => choice.take(&field, None, &catalog),
                (Input::Multi(multi), _) => multi.clear(),
                (Input::Flag(flag), _) => flag.clear(),
                (input, at) => match member_mut(input, at) {
                    Some(MemberInput::Choice(choice)) => choice.take(None),
                    _ => return false,
                },
            }
            true
        })
    }

    /// Takes an offer of a drop-down, or with none empties it.
    pub fn take(&mut self, offer: Option<&Offer>) -> bool {
        let Some(offer) = offer else {
            return self.clear();
        };
        let catalog = self.catalog.clone();
        let Some(field) = self.focused().map(|entry| entry.field.clone()) else {
            return false;
        };
        let changed = self.change(false, |input, at| {
            match (input, at) {
                (Input::Choice(choice), _) => choice.take(&field, Some(offer), &catalog),
                (Input::Multi(multi), _) => multi.tick(&field, offer),
                (input, at) => match member_mut(input, at) {
                    Some(MemberInput::Choice(choice)) => choice.take(Some(offer)),
                    _ => return false,
                },
            }
            true
        });
        self.check(self.focus);
        changed
    }

    /// Adds an element to the focused list and goes to its first text.
    pub fn add(&mut self) -> bool {
        let catalog = self.catalog.clone();
        let mut added = None;
        let changed = self.change(false, |input, _| {
            if let Input::Group(group) = input {
                added = Some(group.add(&catalog));
            }
            added.is_some()
        });
        if let Some(element) = added {
            // The type is proposed already; what a person wants to type stands behind it.
            self.focus.at = At::Member(element, 1);
            self.settle_focus();
        }
        changed
    }

    /// Removes the focused element of a list.
    pub fn remove(&mut self) -> bool {
        let At::Member(element, _) = self.focus.at else {
            return false;
        };
        let entry = self.focus.entry;
        let changed = self.change(false, |input, _| match input {
            Input::Group(group) => {
                group.remove(element);
                true
            }
            _ => false,
        });
        if changed {
            self.problems.retain(|(stop, _)| stop.entry != entry);
            self.focus.at = At::Member(element, 0);
            if !self.stops().contains(&self.focus) {
                self.focus.at = At::Adder;
            }
        }
        changed
    }

    /// What the drop-down at the focus shows; none where there is no drop-down.
    pub fn offers(&self) -> Option<Offers> {
        let entry = self.focused()?;
        let title = entry.field.label.to_string();
        let all = super::choice::offers(&entry.field, &self.catalog);
        match (&entry.input, self.focus.at) {
            (Input::Choice(choice), _) => Some(Offers {
                title,
                all,
                current: Some(choice.shown(&entry.field))
                    .filter(|name| !name.is_empty())
                    .into_iter()
                    .collect(),
                many: false,
                clearable: !entry.field.required,
            }),
            (Input::Multi(multi), _) => Some(Offers {
                title,
                all,
                current: multi.names(&entry.field),
                many: true,
                clearable: false,
            }),
            (Input::Group(group), At::Member(_, member)) => {
                let member = group.of.members().get(member)?;
                let (Kind::Choice(list), Some(MemberInput::Choice(choice))) =
                    (member.kind, self.focused_member())
                else {
                    return None;
                };
                Some(Offers {
                    title: format!("{} {}", group.of.singular(), member.label.to_lowercase()),
                    all: self.catalog.list(list).to_vec(),
                    current: Some(choice.shown.clone())
                        .filter(|name| !name.is_empty())
                        .into_iter()
                        .collect(),
                    many: false,
                    clearable: true,
                })
            }
            _ => None,
        }
    }

    /// The line at the focus, for the terminal's cursor.
    pub fn line(&self) -> Option<&Line> {
        match (&self.focused()?.input, self.focused_member()) {
            (_, Some(MemberInput::Text(text))) => Some(&text.line),
            (_, Some(MemberInput::Choice(_))) => None,
            (input, None) => input.line(),
        }
    }

    pub(super) fn line_mut(&mut self) -> Option<&mut Line> {
        let Stop { entry, at } = self.focus;
        line_mut(&mut self.entries.get_mut(entry)?.input, at)
    }

    fn change(&mut self, typing: bool, change: impl FnOnce(&mut Input, At) -> bool) -> bool {
        let Stop { entry, at } = self.focus;
        let Some(entry) = self.entries.get_mut(entry) else {
            return false;
        };
        let before = entry.input.clone();
        let changed = change(&mut entry.input, at);
        if changed {
            self.remember(before, typing);
            self.refused = None;
        }
        changed
    }
}

fn member_mut(input: &mut Input, at: At) -> Option<&mut MemberInput> {
    match (input, at) {
        (Input::Group(group), At::Member(element, member)) => {
            group.elements.get_mut(element)?.inputs.get_mut(member)
        }
        _ => None,
    }
}

fn line_mut(input: &mut Input, at: At) -> Option<&mut Line> {
    match at {
        At::Member(..) => match member_mut(input, at)? {
            MemberInput::Text(text) => Some(&mut text.line),
            MemberInput::Choice(_) => None,
        },
        At::Whole => input.line_mut(),
        At::Adder => None,
    }
}
