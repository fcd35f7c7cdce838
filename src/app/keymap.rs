//! Owns which key does what where. Hints and help are read from this table too, so they name the keys
//! that really work.
//! Must not know the model: where the person is comes in as contexts, the most particular first.

mod bulk;
mod changes;
pub mod chord;
mod intake;
mod patch;
pub mod place;
mod table;
mod walk;

use super::action::Action as A;
use super::key::{Code, Key};
pub use chord::Chord;
pub use patch::Refusal;
use table::TABLE;

/// A place in which keys have a meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Context {
    Everywhere,
    List,
    Search,
    /// What Tab offers in the search line.
    Offers,
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
    /// A picker of fields to sort by, on top of `Picker`.
    Sorter,
    /// A picker of columns, on top of `Ticker`.
    Columns,
    /// Choosing one customer for whoever asked, on top of `List`.
    Pick,
    /// The same while the search is typed, on top of `Search`.
    PickSearch,
    Views,
    /// The name of a view.
    Naming,
    Breakdown,
    Confirm,
    Conflict,
    Drafts,
    Outbox,
    Log,
    /// One set of either, whole.
    Set,
    History,
    /// A note to a customer, on top of `Note` and `Line`.
    WriteNote,
    Trash,
    /// The form of a new customer, on top of `Form`.
    NewForm,
    Twins,
    Pairs,
    Unify,
    Bulk,
    /// A part of such an edit that is chosen from a list, on top of `Bulk`.
    BulkChoice,
    /// A part of it that is typed, on top of `Bulk`.
    BulkLine,
    /// Naming a file.
    IntakePath,
    /// What the columns of a file are.
    IntakeMapping,
    /// What a file would do.
    IntakeReview,
    /// A file is judged or taken in.
    IntakeGoing,
    /// A file was taken in.
    IntakeDone,
    /// One field of a conflict, written by hand, on top of `Form`.
    Hand,
    Help,
    /// A text alone on the screen.
    Plain,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Binding {
    pub context: Context,
    pub key: Chord,
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
        for (context, keys) in TABLE
            .iter()
            .chain(changes::TABLE)
            .chain(walk::TABLE)
            .chain(bulk::TABLE)
            .chain(intake::TABLE)
        {
            for (key, action, hint) in *keys {
                bindings.push(Binding {
                    context: *context,
                    key: (*key).into(),
                    action: *action,
                    hint: *hint,
                });
            }
        }
        Keymap { bindings }
    }
}

impl Keymap {
    /// What a key does here by itself: the most particular context that knows it wins.
    pub fn action(&self, contexts: &[Context], key: Key) -> Option<A> {
        match self.meaning(contexts, None, key) {
            Meaning::Act(action) => Some(action),
            Meaning::Begins | Meaning::Nothing => None,
        }
    }

    /// What a key means after the one that began a chord, or by itself.
    pub fn meaning(&self, contexts: &[Context], begun: Option<Key>, key: Key) -> Meaning {
        let key = plain_shift(key);
        let pressed = match begun {
            Some(first) => Chord {
                first: plain_shift(first),
                then: Some(key),
            },
            None => Chord::from(key),
        };
        for binding in contexts.iter().flat_map(|context| self.of(*context)) {
            if binding.key == pressed {
                return Meaning::Act(binding.action);
            }
            if begun.is_none() && binding.key.first == key {
                return Meaning::Begins;
            }
        }
        Meaning::Nothing
    }

    /// Every key that does this, in the order of use.
    pub fn keys_of(&self, action: A) -> impl Iterator<Item = &Binding> {
        self.bindings
            .iter()
            .filter(move |binding| binding.action == action)
    }

    /// Every binding that is not hidden by one of a more particular context, in the order of use.
    pub fn here(&self, contexts: &[Context]) -> Vec<Binding> {
        let mut here: Vec<Binding> = Vec::new();
        for context in contexts {
            for binding in self.of(*context) {
                if here.iter().all(|other| !hidden(other, binding)) {
                    here.push(*binding);
                }
            }
        }
        here
    }

    /// Whether a key does this in this very place.
    pub fn knows(&self, context: Context, action: A) -> bool {
        self.of(context).any(|binding| binding.action == action)
    }

    fn of(&self, context: Context) -> impl Iterator<Item = &Binding> {
        self.bindings
            .iter()
            .filter(move |binding| binding.context == context)
    }
}

/// What a key turns out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    Act(A),
    /// One more key says what.
    Begins,
    Nothing,
}

/// Whether a binding lies behind one that counts before it.
fn hidden(before: &Binding, binding: &Binding) -> bool {
    match before.context == binding.context {
        true => before.key == binding.key,
        false => before.key.hides(binding.key),
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
        let enter = Key::plain(Code::Enter);
        assert_eq!(keymap.action(&contexts, enter), Some(A::Choose));
        assert_eq!(keymap.action(&[Context::Note], enter), Some(A::NewLine));
        let shifted = Key {
            shift: true,
            ..Key::char('G')
        };
        assert_eq!(keymap.action(&[Context::List], shifted), Some(A::Last));
    }
}
