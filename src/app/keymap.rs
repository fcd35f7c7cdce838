//! Owns which key does what where. Hints and help are read from this table too, so they name the keys
//! that really work.
//! Must not know the model: where the person is comes in as contexts, the most particular first.

use super::action::Action as A;
use super::key::{Code, Key};

/// A place in which keys have a meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Context {
    Everywhere,
    List,
    Search,
    Detail,
    Form,
    /// Inside an address, a phone number or an e-mail address of a form.
    Element,
    /// A form's “add” line.
    Adder,
    Choice,
    Multi,
    Flag,
    Note,
    /// A one-line text, wherever it stands.
    Line,
    /// A one-line text inside a form, on top of `Line`.
    FormLine,
    Picker,
    /// A picker that ticks several.
    Ticker,
    Confirm,
    Conflict,
    Help,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Binding {
    pub context: Context,
    pub key: Key,
    pub action: A,
    /// Whether the hint line may show it; the first in the table is the most useful.
    pub hint: bool,
}

/// The keys in force.
#[derive(Clone, Debug)]
pub struct Keymap {
    bindings: Vec<Binding>,
}

impl Default for Keymap {
    fn default() -> Keymap {
        let mut bindings = Vec::new();
        for (context, keys) in TABLE {
            for (key, action, hint) in *keys {
                bindings.push(Binding {
                    context: *context,
                    key: *key,
                    action: *action,
                    hint: *hint,
                });
            }
        }
        Keymap { bindings }
    }
}

impl Keymap {
    /// What a key does here: the most particular context that knows it wins.
    pub fn action(&self, contexts: &[Context], key: Key) -> Option<A> {
        let key = plain_shift(key);
        contexts.iter().find_map(|context| {
            self.of(*context)
                .find(|binding| binding.key == key)
                .map(|binding| binding.action)
        })
    }

    /// Every binding that is not hidden by one of a more particular context, in the order of use.
    pub fn here(&self, contexts: &[Context]) -> Vec<Binding> {
        let mut here: Vec<Binding> = Vec::new();
        for context in contexts {
            for binding in self.of(*context) {
                if here.iter().all(|other| other.key != binding.key) {
                    here.push(*binding);
                }
            }
        }
        here
    }

    fn of(&self, context: Context) -> impl Iterator<Item = &Binding> {
        self.bindings
            .iter()
            .filter(move |binding| binding.context == context)
    }
}

/// Shift is part of a character already.
fn plain_shift(key: Key) -> Key {
    match key.code {
        Code::Char(_) | Code::BackTab => Key {
            shift: false,
            ..key
        },
        _ => key,
    }
}

type Row = (Key, A, bool);

const fn hint(key: Key, action: A) -> Row {
    (key, action, true)
}

const fn also(key: Key, action: A) -> Row {
    (key, action, false)
}

const fn c(c: char) -> Key {
    Key::char(c)
}

const fn ctrl(c: char) -> Key {
    Key::ctrl(c)
}

const fn k(code: Code) -> Key {
    Key::plain(code)
}

const fn ctrl_k(code: Code) -> Key {
    Key {
        ctrl: true,
        ..Key::plain(code)
    }
}

const TABLE: &[(Context, &[Row])] = &[
    (Context::Everywhere, &[also(k(Code::F(1)), A::Help)]),
    (
        Context::List,
        &[
            hint(c('/'), A::Search),
            hint(k(Code::Enter), A::Open),
            hint(c('e'), A::Edit),
            hint(c('n'), A::New),
            hint(c('?'), A::Help),
            hint(c('q'), A::Quit),
            hint(c('d'), A::Delete),
            hint(c(' '), A::Mark),
            hint(c('s'), A::Sort),
            hint(k(Code::Tab), A::SwitchPane),
            hint(k(Code::Esc), A::Back),
            also(c('j'), A::Down),
            also(k(Code::Down), A::Down),
            also(c('k'), A::Up),
            also(k(Code::Up), A::Up),
            also(ctrl('d'), A::HalfDown),
            also(ctrl('u'), A::HalfUp),
            also(k(Code::PageDown), A::PageDown),
            also(k(Code::PageUp), A::PageUp),
            also(c('g'), A::First),
            also(k(Code::Home), A::First),
            also(c('G'), A::Last),
            also(k(Code::End), A::Last),
            also(c('J'), A::NextRecord),
            also(c('K'), A::PreviousRecord),
            also(c('M'), A::UnmarkAll),
            also(c('a'), A::ToggleEmpty),
            also(ctrl('r'), A::Refresh),
            also(ctrl('z'), A::Suspend),
            also(ctrl('c'), A::Quit),
        ],
    ),
    (
        Context::Search,
        &[
            hint(k(Code::Enter), A::KeepSearch),
            hint(k(Code::Esc), A::ClearSearch),
            hint(k(Code::Down), A::Down),
            hint(k(Code::Up), A::Up),
            hint(k(Code::F(1)), A::Help),
            also(k(Code::PageDown), A::PageDown),
            also(k(Code::PageUp), A::PageUp),
            also(k(Code::Tab), A::KeepSearch),
            also(ctrl('c'), A::ClearSearch),
        ],
    ),
    (
        Context::Detail,
        &[
            hint(c('e'), A::Edit),
            hint(c('J'), A::NextRecord),
            hint(c('K'), A::PreviousRecord),
            hint(k(Code::Esc), A::Back),
            hint(c('?'), A::Help),
            hint(c('a'), A::ToggleEmpty),
            hint(c('d'), A::Delete),
            hint(k(Code::Tab), A::SwitchPane),
            also(c('q'), A::Back),
            also(c('j'), A::Down),
            also(k(Code::Down), A::Down),
            also(c('k'), A::Up),
            also(k(Code::Up), A::Up),
            also(ctrl('d'), A::HalfDown),
            also(ctrl('u'), A::HalfUp),
            also(k(Code::PageDown), A::PageDown),
            also(c(' '), A::PageDown),
            also(k(Code::PageUp), A::PageUp),
            also(c('g'), A::First),
            also(k(Code::Home), A::First),
            also(c('G'), A::Last),
            also(k(Code::End), A::Last),
            also(c('n'), A::New),
            also(c('/'), A::Search),
            also(ctrl('z'), A::Suspend),
            also(ctrl('c'), A::Back),
        ],
    ),
    (
        Context::Form,
        &[
            hint(ctrl('s'), A::Save),
            hint(k(Code::Esc), A::Leave),
            hint(k(Code::Tab), A::NextField),
            hint(ctrl('z'), A::Undo),
            hint(k(Code::F(1)), A::Help),
            hint(ctrl('n'), A::SaveAndNext),
            hint(ctrl('x'), A::Discard),
            also(k(Code::BackTab), A::PreviousField),
            also(k(Code::Down), A::NextField),
            also(k(Code::Up), A::PreviousField),
            also(k(Code::PageDown), A::NextSection),
            also(k(Code::PageUp), A::PreviousSection),
            also(ctrl('y'), A::Redo),
            also(ctrl('c'), A::Leave),
        ],
    ),
    (
        Context::Element,
        &[hint(ctrl('a'), A::Add), hint(ctrl('d'), A::Remove)],
    ),
    (
        Context::Adder,
        &[hint(k(Code::Enter), A::Add), also(ctrl('a'), A::Add)],
    ),
    (
        Context::Choice,
        &[
            hint(k(Code::Enter), A::Choose),
            also(c(' '), A::Choose),
            hint(k(Code::Delete), A::Clear),
            also(k(Code::Backspace), A::Clear),
        ],
    ),
    (
        Context::Multi,
        &[
            hint(k(Code::Enter), A::Choose),
            also(c(' '), A::Choose),
            hint(k(Code::Delete), A::Clear),
            also(k(Code::Backspace), A::Clear),
        ],
    ),
    (
        Context::Flag,
        &[
            hint(c(' '), A::Toggle),
            also(k(Code::Enter), A::Toggle),
            also(k(Code::Delete), A::Clear),
            also(k(Code::Backspace), A::Clear),
        ],
    ),
    (
        Context::Note,
        &[
            hint(k(Code::Enter), A::NewLine),
            also(k(Code::Up), A::Up),
            also(k(Code::Down), A::Down),
        ],
    ),
    (Context::FormLine, &[also(k(Code::Enter), A::NextField)]),
    (
        Context::Line,
        &[
            also(k(Code::Left), A::CharLeft),
            also(k(Code::Right), A::CharRight),
            also(ctrl_k(Code::Left), A::WordLeft),
            also(ctrl_k(Code::Right), A::WordRight),
            also(k(Code::Home), A::LineStart),
            also(k(Code::End), A::LineEnd),
            also(k(Code::Backspace), A::DeleteBack),
            also(k(Code::Delete), A::DeleteNext),
            also(ctrl('w'), A::DeleteWord),
            also(ctrl('u'), A::DeleteToStart),
            also(ctrl('k'), A::DeleteToEnd),
        ],
    ),
    (
        Context::Picker,
        &[
            hint(k(Code::Enter), A::Take),
            hint(k(Code::Esc), A::Close),
            hint(k(Code::Down), A::Down),
            hint(k(Code::Up), A::Up),
            also(k(Code::Tab), A::Take),
            also(k(Code::PageDown), A::PageDown),
            also(k(Code::PageUp), A::PageUp),
            also(ctrl('c'), A::Close),
        ],
    ),
    (
        Context::Ticker,
        &[
            hint(k(Code::Enter), A::TickOne),
            hint(k(Code::Esc), A::Close),
            hint(k(Code::Down), A::Down),
            hint(k(Code::Up), A::Up),
            also(k(Code::Tab), A::Close),
            also(k(Code::PageDown), A::PageDown),
            also(k(Code::PageUp), A::PageUp),
            also(ctrl('c'), A::Close),
        ],
    ),
    (
        Context::Confirm,
        &[
            hint(k(Code::Enter), A::Take),
            hint(k(Code::Tab), A::OtherAnswer),
            hint(c('y'), A::Yes),
            hint(k(Code::Esc), A::No),
            also(c('n'), A::No),
            also(c('q'), A::No),
            also(k(Code::Left), A::OtherAnswer),
            also(k(Code::Right), A::OtherAnswer),
            also(k(Code::BackTab), A::OtherAnswer),
            also(ctrl('c'), A::No),
        ],
    ),
    (
        Context::Conflict,
        &[
            hint(c('m'), A::Mine),
            hint(c('t'), A::Theirs),
            hint(k(Code::Enter), A::Resolve),
            hint(k(Code::Esc), A::Leave),
            hint(c('?'), A::Help),
            also(k(Code::Left), A::Mine),
            also(k(Code::Right), A::Theirs),
            also(c('j'), A::Down),
            also(k(Code::Down), A::Down),
            also(k(Code::Tab), A::Down),
            also(c('k'), A::Up),
            also(k(Code::Up), A::Up),
            also(k(Code::BackTab), A::Up),
            also(ctrl('c'), A::Leave),
        ],
    ),
    (
        Context::Help,
        &[
            hint(k(Code::Esc), A::Close),
            hint(k(Code::Down), A::Down),
            hint(k(Code::Up), A::Up),
            also(c('j'), A::Down),
            also(c('k'), A::Up),
            also(k(Code::PageDown), A::PageDown),
            also(c(' '), A::PageDown),
            also(k(Code::PageUp), A::PageUp),
            also(c('q'), A::Close),
            also(c('?'), A::Close),
            also(k(Code::Enter), A::Close),
            also(k(Code::F(1)), A::Close),
            also(ctrl('c'), A::Close),
        ],
    ),
];

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn no_context_binds_a_key_twice() {
        let mut seen = HashSet::new();
        for binding in Keymap::default().bindings {
            assert!(
                seen.insert((binding.context, binding.key)),
                "{:?} {}",
                binding.context,
                binding.key
            );
        }
    }

    #[test]
    fn every_action_has_a_key() {
        let bound: HashSet<A> = Keymap::default()
            .bindings
            .iter()
            .map(|binding| binding.action)
            .collect();
        for action in A::ALL {
            assert!(bound.contains(action), "{}", action.name());
        }
    }

    #[test]
    fn the_most_particular_context_wins() {
        let keymap = Keymap::default();
        let contexts = [Context::Choice, Context::Form];
        let enter = k(Code::Enter);
        assert_eq!(keymap.action(&contexts, enter), Some(A::Choose));
        assert_eq!(keymap.action(&[Context::Note], enter), Some(A::NewLine));
        let shifted = Key {
            shift: true,
            ..c('G')
        };
        assert_eq!(keymap.action(&[Context::List], shifted), Some(A::Last));
    }
}
