//! Owns the forms and notes that are kept and not saved, as the screen knows them: each under its own key, the newest
//! last. Several may be of one customer: other programs on the same workspace keep theirs beside ours.
//! Must not open one, nor write to disk.

use crate::customer::{CustomerId, Draft};

/// What was typed into, as the key of its draft says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Form,
    /// A note to a customer.
    Note,
    /// One field of a conflict, written by hand.
    Hand,
}

/// What the keys of drafts begin with that are no forms. Those of notes of earlier versions have no run in them.
const NOTE: [&str; 2] = ["note-", "note:"];
const HAND: &str = "hand:";

impl Kind {
    pub fn of(draft: &Draft) -> Kind {
        match draft.key.as_str() {
            key if NOTE.iter().any(|note| key.starts_with(note)) => Kind::Note,
            key if key.starts_with(HAND) => Kind::Hand,
            _ => Kind::Form,
        }
    }
}

/// The set and the field that a draft decides by hand.
pub fn by_hand(draft: &Draft) -> Option<(&str, &str)> {
    let (set, rest) = draft.key.strip_prefix(HAND)?.split_once(':')?;
    Some((set, rest.split_once('-')?.0))
}

/// The drafts, and the word that this run's keys end or begin with.
#[derive(Clone, Debug, Default)]
pub struct Drafts {
    all: Vec<Draft>,
    session: String,
    /// Keys for notes that this run has given.
    notes: usize,
}

impl Drafts {
    pub fn of_session(session: &str) -> Drafts {
        Drafts {
            all: Vec::new(),
            session: session.to_owned(),
            notes: 0,
        }
    }

    /// From the oldest to the newest.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Draft> {
        self.all.iter()
    }

    pub fn len(&self) -> usize {
        self.all.len()
    }

    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    pub fn get(&self, key: &str) -> Option<&Draft> {
        self.all.iter().find(|draft| draft.key == key)
    }

    /// Takes a draft in as the newest, in the place of an older one of its key.
    pub fn keep(&mut self, draft: Draft) {
        self.forget(&draft.key);
        self.all.push(draft);
    }

    pub fn forget(&mut self, key: &str) -> Option<Draft> {
        let at = self.all.iter().position(|draft| draft.key == key)?;
        Some(self.all.remove(at))
    }

    pub fn is_of(&self, id: CustomerId) -> bool {
        self.all.iter().any(|draft| draft.of == Some(id))
    }

    /// The forms of a customer (none: of new ones), the one to go on with first: this run's own, then the newest.
    pub fn to_resume(&self, of: Option<CustomerId>) -> Vec<&Draft> {
        let is_form = |draft: &&Draft| draft.of == of && Kind::of(draft) == Kind::Form;
        let mut drafts: Vec<&Draft> = self.iter().rev().filter(is_form).collect();
        drafts.sort_by_key(|draft| !self.is_own(&draft.key));
        drafts
    }

    /// The note to a customer to go on with: this run's own, then the newest.
    pub fn note_to(&self, id: CustomerId) -> Option<&Draft> {
        let of = |draft: &&Draft| draft.of == Some(id) && Kind::of(draft) == Kind::Note;
        let notes = self.iter().rev().filter(of);
        notes.min_by_key(|draft| !self.is_own(&draft.key))
    }

    /// A key for a note. None is given twice: a note that is on its way takes its draft along under its key.
    pub fn key_of_note(&mut self, id: CustomerId) -> String {
        self.notes += 1;
        format!("note-{id}-{}-{}", self.notes, self.session)
    }

    /// Whether a form of this run made the key. Another program may be typing into what it did not make.
    pub fn is_own(&self, key: &str) -> bool {
        let (before, after) = (
            key.strip_suffix(&self.session),
            key.strip_prefix(&self.session),
        );
        before.is_some_and(|rest| rest.ends_with('-'))
            || after.is_some_and(|rest| rest.starts_with('-'))
    }

    /// What was written by hand for a field of a set: by this run, else the newest.
    pub fn hand_of(&self, set: &str, field: &str) -> Option<&Draft> {
        let meant = |draft: &&Draft| by_hand(draft) == Some((set, field));
        let own = self.get(&self.key_of_hand(set, field));
        own.or_else(|| self.iter().rev().find(meant))
    }

    pub fn key_of_hand(&self, set: &str, field: &str) -> String {
        format!("{HAND}{set}:{field}-{}", self.session)
    }

    /// The keys of all that was written by hand for a set.
    pub fn hands_of(&self, set: &str) -> Vec<String> {
        let meant = |draft: &&Draft| by_hand(draft).is_some_and(|(of, _)| of == set);
        self.iter().filter(meant).map(|d| d.key.clone()).collect()
    }

    /// A key for the form of a customer. What lies under the plain one and could not be read stays there.
    pub fn key_of(&self, id: CustomerId) -> String {
        let plain = format!("edit-{id}-{}", self.session);
        let more = (2..).map(|nth| format!("edit-{id}-{nth}-{}", self.session));
        std::iter::once(plain.clone())
            .chain(more)
            .find(|key| self.get(key).is_none())
            .unwrap_or(plain)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(key: &str, of: Option<CustomerId>) -> Draft {
        Draft {
            key: key.to_owned(),
            of,
            name: String::new(),
            form: serde_json::Value::Null,
        }
    }

    fn keys(drafts: &[&Draft]) -> Vec<String> {
        drafts.iter().map(|draft| draft.key.clone()).collect()
    }

    #[test]
    fn ones_own_draft_is_gone_on_with_before_a_newer_one_of_another_program() {
        let mut drafts = Drafts::of_session("me");
        for key in ["edit-7-old", "edit-7-me", "edit-7-other"] {
            drafts.keep(draft(key, Some(7)));
        }
        let order = keys(&drafts.to_resume(Some(7)));
        assert_eq!(order, ["edit-7-me", "edit-7-other", "edit-7-old"]);
        drafts.keep(draft("edit-7-old", Some(7)));
        assert_eq!(keys(&drafts.to_resume(Some(7)))[1], "edit-7-old");
        assert_eq!(drafts.len(), 3);
        assert!(drafts.is_own("me-4") && !drafts.is_own("other-4"));
    }

    #[test]
    fn a_note_is_no_form_and_two_runs_keep_theirs_apart() {
        let (mut drafts, mut other) = (Drafts::of_session("me"), Drafts::of_session("other"));
        let (mine, theirs) = (drafts.key_of_note(7), other.key_of_note(7));
        assert_ne!(mine, theirs);
        assert_ne!(mine, drafts.key_of_note(7));
        for key in [&mine, &theirs, "note:7", "edit-7-me"] {
            drafts.keep(draft(key, Some(7)));
        }
        assert_eq!(keys(&drafts.to_resume(Some(7))), ["edit-7-me"]);
        assert_eq!(drafts.note_to(7).unwrap().key, mine);
        drafts.forget(&mine);
        assert_eq!(drafts.note_to(7).unwrap().key, "note:7");
    }

    #[test]
    fn a_key_that_is_taken_is_not_given_again() {
        let mut drafts = Drafts::of_session("me");
        assert_eq!(drafts.key_of(7), "edit-7-me");
        drafts.keep(draft("edit-7-me", Some(7)));
        let second = drafts.key_of(7);
        assert!(second != "edit-7-me" && drafts.is_own(&second));
    }
}
