//! Owns the forms and notes that are kept and not saved, as the screen knows them: each under its own key, the newest
//! last. Several may be of one customer: other programs on the same workspace keep theirs beside ours.
//! Must not open one, nor write to disk.

use std::collections::HashSet;

use crate::customer::{CustomerId, Draft, Shelved};

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
    /// The keys of those that another running program types into. It alone writes those.
    elsewhere: HashSet<String>,
    /// Whether what lies on disk was read.
    known: bool,
}

impl Drafts {
    pub fn of_session(session: &str) -> Drafts {
        Drafts {
            all: Vec::new(),
            session: session.to_owned(),
            ..Drafts::default()
        }
    }

    /// Takes in what lies on disk now. What this run has typed is newer here, what another program types is newer
    /// there. `open`: what is being typed into. Comes back with what others have begun since the last time.
    pub fn take(&mut self, disk: Shelved, open: &[String]) -> Vec<Draft> {
        let is_first = !std::mem::replace(&mut self.known, true);
        let elsewhere = disk.elsewhere.into_iter().collect();
        let before = std::mem::replace(&mut self.elsewhere, elsewhere);
        let lies: HashSet<&str> = disk.drafts.iter().map(|draft| draft.key.as_str()).collect();
        let (session, mut typed) = (&self.session, std::mem::take(&mut self.all));
        typed.retain(|draft| {
            let key = &draft.key;
            is_of(session, key) || open.contains(key) || lies.contains(key.as_str())
        });
        let (mut found, mut begun) = (Vec::new(), Vec::new());
        for draft in disk.drafts {
            let (was, is) = (
                before.contains(&draft.key),
                self.elsewhere.contains(&draft.key),
            );
            if is && !was {
                begun.push(draft.clone());
            }
            match typed.iter_mut().find(|known| known.key == draft.key) {
                Some(known) if is || was => *known = draft,
                Some(_) => {}
                None if is_first => found.push(draft),
                // One of this run's own was forgotten while the disk was read.
                None if is_of(&self.session, &draft.key) => {}
                None => typed.push(draft),
            }
        }
        found.append(&mut typed);
        self.all = found;
        begun
    }

    /// Whether what lies on disk was read.
    pub fn is_known(&self) -> bool {
        self.known
    }

    /// Whether another program types into any.
    pub fn has_elsewhere(&self) -> bool {
        !self.elsewhere.is_empty()
    }

    /// Whether another program types into it.
    pub fn is_elsewhere(&self, key: &str) -> bool {
        self.elsewhere.contains(key)
    }

    /// Whether another program types into a form of this customer.
    pub fn is_edited_elsewhere(&self, of: CustomerId) -> bool {
        self.is_typed_elsewhere(of, Kind::Form)
    }

    /// Whether another program types a note to this customer.
    pub fn is_noted_elsewhere(&self, of: CustomerId) -> bool {
        self.is_typed_elsewhere(of, Kind::Note)
    }

    fn is_typed_elsewhere(&self, of: CustomerId, kind: Kind) -> bool {
        let mut drafts = self.iter().filter(|draft| draft.of == Some(of));
        drafts.any(|draft| self.is_elsewhere(&draft.key) && Kind::of(draft) == kind)
    }

    /// What another program has typed so far, as a draft of this run's own. `key`: its key.
    pub fn copy(&mut self, draft: &Draft, key: String) -> Draft {
        let mut copy = Draft {
            key,
            ..draft.clone()
        };
        // Two that ask under one name to make a customer would make one.
        if let Some(request) = copy.form.get_mut("request") {
            *request = serde_json::Value::from("");
        }
        self.keep(copy.clone());
        copy
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
    /// What another program types into is not gone on with here.
    pub fn to_resume(&self, of: Option<CustomerId>) -> Vec<&Draft> {
        let is_form = |draft: &&Draft| {
            draft.of == of && Kind::of(draft) == Kind::Form && !self.is_elsewhere(&draft.key)
        };
        let mut drafts: Vec<&Draft> = self.iter().rev().filter(is_form).collect();
        drafts.sort_by_key(|draft| !self.is_own(&draft.key));
        drafts
    }

    /// The note to a customer to go on with: this run's own, then the newest.
    pub fn note_to(&self, id: CustomerId) -> Option<&Draft> {
        let of = |draft: &&Draft| {
            draft.of == Some(id) && Kind::of(draft) == Kind::Note && !self.is_elsewhere(&draft.key)
        };
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
        is_of(&self.session, key)
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

/// Whether a run made the key.
fn is_of(session: &str, key: &str) -> bool {
    let (before, after) = (key.strip_suffix(session), key.strip_prefix(session));
    before.is_some_and(|rest| rest.ends_with('-'))
        || after.is_some_and(|rest| rest.starts_with('-'))
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
    fn what_another_program_types_is_seen_and_not_gone_on_with() {
        let on_disk = |all: &[(&str, &str)], elsewhere: &[&str]| Shelved {
            drafts: all
                .iter()
                .map(|(key, name)| Draft {
                    name: (*name).to_owned(),
                    ..draft(key, Some(7))
                })
                .collect(),
            elsewhere: elsewhere.iter().map(|key| (*key).to_owned()).collect(),
        };
        let (old, theirs, mine) = ("edit-7-old", "edit-7-other", "edit-7-me");
        let mut drafts = Drafts::of_session("me");
        let begun = drafts.take(on_disk(&[(old, "1"), (theirs, "1")], &[theirs]), &[]);
        assert_eq!(begun[0].key, theirs);
        assert_eq!(keys(&drafts.to_resume(Some(7))), [old]);
        assert!(drafts.is_edited_elsewhere(7));
        drafts.keep(draft(mine, Some(7)));
        // The other one goes on; what is typed here is not on disk yet.
        let later = on_disk(&[(old, "2"), (theirs, "2")], &[theirs]);
        assert!(drafts.take(later, &[]).is_empty());
        assert_eq!(keys(&drafts.to_resume(Some(7))), [mine, old]);
        let name = |key| drafts.get(key).unwrap().name.clone();
        assert_eq!((name(old), name(theirs)), ("1".to_owned(), "2".to_owned()));
        // It ends and leaves its text; the next one of all saves it.
        drafts.take(on_disk(&[(old, "1"), (theirs, "3")], &[]), &[]);
        assert_eq!(keys(&drafts.to_resume(Some(7))), [mine, theirs, old]);
        assert_eq!(drafts.get(theirs).unwrap().name, "3");
        drafts.take(on_disk(&[], &[]), &[old.to_owned()]);
        assert_eq!(keys(&drafts.to_resume(Some(7))), [mine, old]);
        // Read before what was forgotten here was gone from the disk.
        drafts.forget(mine);
        drafts.take(on_disk(&[(mine, "1")], &[]), &[]);
        assert!(drafts.get(mine).is_none());
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
