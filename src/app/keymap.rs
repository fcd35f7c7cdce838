//! Owns which key does what where. Hints and help are read from this table too, so they name the keys
//! that really work.
//! Must not know the model: where the person is comes in as contexts, the most particular first.

mod bulk;
mod changes;
pub mod chord;
mod intake;
mod patch;
pub mod place;
mod shared;
mod table;
mod walk;

use super::action::Action as A;
use super::key::{Code, Key};
pub use chord::Chord;
pub use patch::Refusal;
use shared::SHARED;
use table::{Row, TABLE};

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
    /// Letters stand beside the fields of a form.
    Labels,
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

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Binding {
    pub context: Context,
    pub key: Chord,
    pub action: A,
    /// Whether the hint line may show it; the first in the table is the most useful.
    pub hint: bool,
}

/// The keys in force.
#[derive(Clone, Debug, PartialEq)]
pub struct Keymap {
    bindings: Vec<Binding>,
}

impl Default for Keymap {
    fn default() -> Keymap {
        let tables = [
            TABLE,
            changes::TABLE,
            walk::TABLE,
            bulk::TABLE,
            intake::TABLE,
        ];
        let own: Vec<Binding> = tables
            .into_iter()
            .flatten()
            .flat_map(|(context, keys)| keys.iter().map(|row| binding(*context, *row)))
            .collect();
        let shared = SHARED.iter().flat_map(|(contexts, keys)| {
            let at = |context: &Context| {
                let context = *context;
                keys.iter().map(move |row| binding(context, *row))
            };
            contexts.iter().flat_map(at).collect::<Vec<_>>()
        });
        let is_new = |shared: &Binding| {
            let same = |own: &Binding| own.context == shared.context && own.key == shared.key;
            !own.iter().any(same)
        };
        let shared: Vec<Binding> = shared.filter(is_new).collect();
        Keymap {
            bindings: [own, shared].concat(),
        }
    }
}

fn binding(context: Context, (key, action, hint): Row) -> Binding {
    Binding {
        context,
        key: key.into(),
        action,
        hint,
    }
}

impl Keymap {
    /// What a key does here by itself: the most particular context that knows it wins.
    pub fn action(&self, contexts: &[Context], key: Key) -> Option<A> {
        match self.meaning(contexts, &[], key) {
            Meaning::Act(action) => Some(action),
            Meaning::Begins | Meaning::Nothing => None,
        }
    }

    /// What a key means after those that began a chord, or by itself.
    pub fn meaning(&self, contexts: &[Context], begun: &[Key], key: Key) -> Meaning {
        let pressed: Vec<Key> = begun
            .iter()
            .chain([&key])
            .copied()
            .map(plain_shift)
            .collect();
        for binding in contexts.iter().flat_map(|context| self.of(*context)) {
            match binding.key.after(&pressed) {
                Some([]) => return Meaning::Act(binding.action),
                Some(_) => return Meaning::Begins,
                None => {}
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
                    here.push(binding.clone());
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
    /// The keys after it say what.
    Begins,
    Nothing,
}

/// Whether a binding lies behind one that counts before it.
fn hidden(before: &Binding, binding: &Binding) -> bool {
    match before.context == binding.context {
        true => before.key == binding.key,
        false => before.key.hides(&binding.key),
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
            let said = format!("{:?} {}", binding.context, binding.key);
            assert!(seen.insert((binding.context, binding.key)), "{said}");
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
