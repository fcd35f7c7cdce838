//! Owns the forms and notes that are kept and not saved, as the screen knows them: each under its own key, the newest
//! last. Several may be of one customer: other programs on the same workspace keep theirs beside ours.
//! Must not open one, nor write to disk.

use crate::customer::{CustomerId, Draft};

/// The drafts, and the word that this run's keys end or begin with.
#[derive(Clone, Debug, Default)]
pub struct Drafts {
    all: Vec<Draft>,
    session: String,
    /// Keys for notes that this run has given.
    notes: usize,
}

/// Whether a draft is one of a note, and no form. Those of earlier versions have no run in their keys.
pub fn is_note(draft: &Draft) -> bool {
    draft.key.starts_with("note-") || draft.key.starts_with("note:")
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
        let of = |draft: &&Draft| draft.of == of && !is_note(draft);
        let mut drafts: Vec<&Draft> = self.iter().rev().filter(of).collect();
        drafts.sort_by_key(|draft| !self.is_own(&draft.key));
        drafts
    }

    /// The note to a customer to go on with: this run's own, then the newest.
    pub fn note_to(&self, id: CustomerId) -> Option<&Draft> {
        let of = |draft: &&Draft| draft.of == Some(id) && is_note(draft);
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
