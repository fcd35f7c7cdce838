//! Owns changing the keys out of the box: binding, unbinding, and what is refused because it could not work.
//! Must not read files: a file's lines come one by one.

use crate::app::words;
use thiserror::Error;

use super::{A, Binding, Chord, Code, Context, Key, Keymap};

/// Why a wish for a key is not granted.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Refusal {
    #[error("{}", words::key_is_typed(_0, _1))]
    Typed(Chord, &'static str),
    #[error("{}", words::does_nothing_in(_0, _1, _2))]
    Elsewhere(&'static str, &'static str, String),
    #[error("{}", words::VIEW_NEEDS_DIGIT)]
    Number,
    #[error("{}", words::was_no_key(_0, _1))]
    Unbound(Chord, &'static str),
}

impl Keymap {
    /// Lets a key do something here; none: nothing any more.
    pub fn patch(
        &mut self,
        context: Context,
        key: Chord,
        action: Option<A>,
    ) -> Result<(), Refusal> {
        let Some(action) = action else {
            return self.unbind(context, key);
        };
        if key.is_text() && context.takes_text() {
            return Err(Refusal::Typed(key, context.name()));
        }
        let digit = matches!(key.last().code, Code::Char('0'..='9'));
        if action == A::JumpView && !digit {
            return Err(Refusal::Number);
        }
        let usual = Keymap::default();
        let knows = |binding: &Binding| binding.action == action;
        if !usual
            .bindings
            .iter()
            .any(|binding| knows(binding) && context.goes_with(binding.context))
        {
            let mut places: Vec<String> = Vec::new();
            for binding in usual.keys_of(action) {
                let place = format!("[{}]", binding.context.name());
                if !places.contains(&place) {
                    places.push(place);
                }
            }
            let (action, places) = (action.name(), places.join(", "));
            return Err(Refusal::Elsewhere(action, context.name(), places));
        }
        let hint = usual.of(context).any(|other| knows(other) && other.hint);
        // What the file says counts, and neither of two that hide each other could be reached in full.
        self.bindings
            .retain(|other| other.context != context || !other.key.hides(&key));
        let binding = Binding {
            context,
            key,
            action,
            hint,
        };
        // Hints show the first key of an action: the one that a person chose.
        let here = |other: &Binding| other.context == context && knows(other);
        let at = self.bindings.iter().position(here);
        self.bindings
            .insert(at.unwrap_or(self.bindings.len()), binding);
        Ok(())
    }

    fn unbind(&mut self, context: Context, key: Chord) -> Result<(), Refusal> {
        let before = self.bindings.len();
        self.bindings
            .retain(|other| other.context != context || other.key != key);
        match self.bindings.len() < before {
            true => Ok(()),
            false => Err(Refusal::Unbound(key, context.name())),
        }
    }

    /// Gives every place back the key that leaves it, where none is left; says which places those are, and the key.
    pub fn mend(&mut self) -> Vec<(Context, Chord)> {
        let usual = Keymap::default();
        let mut mended = Vec::new();
        for context in Context::all() {
            let ways = [Key::ctrl('c'), Key::plain(Code::Esc)].map(Chord::from);
            let way = ways
                .iter()
                .find_map(|key| usual.of(context).find(|binding| leaves(binding, key)));
            let Some(way) = way.cloned() else {
                continue;
            };
            if self.of(context).all(|other| other.action != way.action) {
                self.bindings
                    .retain(|other| other.context != context || !other.key.hides(&way.key));
                mended.push((context, way.key.clone()));
                self.bindings.push(way);
            }
        }
        mended
    }
}

/// Whether a key of the defaults leads out. Stopping what is under way does not.
fn leaves(binding: &Binding, key: &Chord) -> bool {
    binding.key == *key && binding.action != A::Stop
}

#[cfg(test)]
mod tests {
    use super::super::Meaning;
    use super::*;
    use proptest::prelude::*;

    fn chord(text: &str) -> Chord {
        text.parse().unwrap()
    }

    #[test]
    fn a_key_that_is_bound_does_it_and_hints_name_it() {
        let mut keymap = Keymap::default();
        let list = [Context::List];
        keymap
            .patch(Context::List, chord("x"), Some(A::Delete))
            .unwrap();
        keymap.patch(Context::List, chord("d"), None).unwrap();
        assert_eq!(keymap.action(&list, Key::char('x')), Some(A::Delete));
        assert_eq!(keymap.action(&list, Key::char('d')), None);
        let here = keymap.here(&list);
        let hint = here.iter().find(|binding| binding.action == A::Delete);
        assert!(hint.is_some_and(|binding| binding.hint && binding.key == chord("x")));
    }

    #[test]
    fn a_chord_takes_the_place_of_the_key_that_it_begins_with() {
        let mut keymap = Keymap::default();
        let list = [Context::List, Context::Everywhere];
        keymap
            .patch(Context::List, chord("g g"), Some(A::First))
            .unwrap();
        let g = Key::char('g');
        assert_eq!(keymap.meaning(&list, &[], g), Meaning::Begins);
        assert_eq!(keymap.meaning(&list, &[g], g), Meaning::Act(A::First));
        let other = keymap.meaning(&list, &[g], Key::char('x'));
        assert_eq!(other, Meaning::Nothing);
    }

    #[test]
    fn chords_may_be_of_any_length_and_share_their_beginning() {
        let mut keymap = Keymap::default();
        let list = [Context::List, Context::Everywhere];
        for (key, action) in [("z a b", A::First), ("z a c d", A::Last), ("z x", A::Open)] {
            keymap
                .patch(Context::List, chord(key), Some(action))
                .unwrap();
        }
        let press = |keys: &str| {
            let keys: Vec<Key> = keys.chars().map(Key::char).collect();
            let (last, begun) = keys.split_last().unwrap();
            keymap.meaning(&list, begun, *last)
        };
        for begins in ["z", "za", "zac"] {
            assert_eq!(press(begins), Meaning::Begins, "{begins}");
        }
        assert_eq!(press("zab"), Meaning::Act(A::First));
        assert_eq!(press("zacd"), Meaning::Act(A::Last));
        assert_eq!(press("zx"), Meaning::Act(A::Open));
        assert_eq!(press("zaq"), Meaning::Nothing);
    }

    #[test]
    fn what_could_not_work_is_refused() {
        let mut keymap = Keymap::default();
        let mut patch =
            |context, key: &str, action| keymap.patch(context, chord(key), action).unwrap_err();
        assert!(matches!(
            patch(Context::Search, "x", Some(A::Help)),
            Refusal::Typed(..)
        ));
        assert_eq!(
            patch(Context::List, "x", Some(A::Save)).to_string(),
            "“save” does nothing in [list]; it works in [form], [write-note]"
        );
        assert_eq!(
            patch(Context::List, "x", Some(A::JumpView)),
            Refusal::Number
        );
        assert!(matches!(
            patch(Context::List, "ctrl-t", None),
            Refusal::Unbound(..)
        ));
    }

    proptest! {
        #[test]
        fn whatever_is_unbound_every_place_can_be_left(gone in prop::collection::vec(any::<prop::sample::Index>(), 0..400)) {
            let mut keymap = Keymap::default();
            for index in gone {
                if keymap.bindings.is_empty() {
                    break;
                }
                let binding = keymap.bindings[index.index(keymap.bindings.len())].clone();
                keymap.patch(binding.context, binding.key, None).unwrap();
            }
            keymap.mend();
            let leaves = [A::Quit, A::Back, A::Close, A::Leave, A::No, A::ClearSearch];
            for context in Context::all() {
                let usual = Keymap::default();
                let could = usual.of(context).any(|binding| leaves.contains(&binding.action));
                let can = keymap.of(context).any(|binding| leaves.contains(&binding.action));
                prop_assert!(can || !could, "{context:?}");
            }
        }
    }
}
