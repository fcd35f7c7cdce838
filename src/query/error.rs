//! Owns why a text is no query: where, and what was expected there. Must not decide what is shown instead.

use std::ops::Range;

use thiserror::Error;

/// Whether a text is wrong, or just not finished.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// More typing may make a query of it: an open quote, a field without its value, a last `OR`.
    Incomplete,
    /// No typing behind it can.
    Wrong,
}

/// Why a text cannot be read.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("the search cannot be read at character {column}: expected {expected}")]
pub struct QueryError {
    pub kind: ErrorKind,
    /// The bytes of the text that are meant; they begin and end between characters.
    pub at: Range<usize>,
    /// Where that begins, in characters from 1.
    pub column: usize,
    /// "a value after status:"
    pub expected: String,
    /// What stands there in the text, or before it where nothing does: "at “soon”".
    pub(super) place: Option<String>,
    /// For a name that no field has: that, and the names that come near it. It stands before all else where there
    /// is little room.
    pub(super) unknown: Option<String>,
}

impl QueryError {
    pub(super) fn new(text: &str, kind: ErrorKind, at: Range<usize>, expected: String) -> Self {
        let before = text.get(..at.start).unwrap_or(text);
        QueryError {
            kind,
            column: before.chars().count() + 1,
            place: place(text, &at, &expected),
            at,
            expected,
            unknown: None,
        }
    }

    /// In one line, with the place in words: what helps stands first, should the end be cut.
    pub fn in_short(&self) -> String {
        match (&self.unknown, &self.place) {
            (Some(unknown), _) => unknown.clone(),
            (None, Some(place)) => format!("{place}: expected {}", self.expected),
            (None, None) => format!("expected {}", self.expected),
        }
    }

    pub fn is_incomplete(&self) -> bool {
        self.kind == ErrorKind::Incomplete
    }
}

/// So much of a text is said again to name a place in it.
const SAID: usize = 16;

/// A place in a text, in words of the text; none where what is expected says it, or nothing stands before it.
fn place(text: &str, at: &Range<usize>, expected: &str) -> Option<String> {
    let there = text.get(at.clone()).unwrap_or_default().trim();
    let before = text.get(..at.start).unwrap_or(text);
    let (way, words) = match there.is_empty() {
        true => ("after", before.split_whitespace().next_back()?),
        false => ("at", there),
    };
    (!expected.contains(words)).then(|| format!("{way} “{}”", begun(words)))
}

fn begun(text: &str) -> String {
    match text.char_indices().nth(SAID) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// What is wrong with a part whose place the caller knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    pub kind: ErrorKind,
    pub expected: String,
}

impl Fault {
    pub fn wrong(expected: impl Into<String>) -> Fault {
        Fault {
            kind: ErrorKind::Wrong,
            expected: expected.into(),
        }
    }

    pub fn incomplete(expected: impl Into<String>) -> Fault {
        Fault {
            kind: ErrorKind::Incomplete,
            expected: expected.into(),
        }
    }

    /// Unfinished or wrong, as `unfinished` says.
    pub fn either(unfinished: bool, expected: impl Into<String>) -> Fault {
        if unfinished {
            Fault::incomplete(expected)
        } else {
            Fault::wrong(expected)
        }
    }
}
