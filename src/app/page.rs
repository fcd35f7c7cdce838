//! Owns the pages that only say something: the card of a first start, what was said so far, and what rolo is.
//! Must not act: `update/page.rs` does.

use super::action::Action;
use super::keymap::Context;
use super::measure;
use super::model::Model;
use super::words;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Lies over the list until the first key, which is the list's.
    Card,
    Notices,
    About,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    pub kind: Kind,
    /// The first line in sight.
    pub top: usize,
}

/// One line: what stands before it, and what it says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    pub label: String,
    pub text: String,
    pub failure: bool,
}

/// How wide labels are: a time, or a word.
pub const LABELS: usize = 10;

impl Page {
    pub fn new(kind: Kind) -> Page {
        Page { kind, top: 0 }
    }

    /// All that the page says, in lines of at most so many columns.
    pub fn lines(&self, model: &Model, columns: usize) -> Vec<Line> {
        let room = columns.saturating_sub(LABELS + 1).max(1);
        let wrapped = |label: &str, text: &str, failure: bool| -> Vec<Line> {
            let lines = measure::wrap(text, room).into_iter().enumerate();
            let line = |(nth, text)| Line {
                label: if nth == 0 { label } else { "" }.to_owned(),
                text,
                failure,
            };
            lines.map(line).collect()
        };
        match self.kind {
            Kind::Card => card(model),
            Kind::About => {
                let pairs = model.about.iter();
                pairs
                    .flat_map(|(label, text)| wrapped(label, text, false))
                    .collect()
            }
            Kind::Notices => {
                let all = model.notices.iter();
                all.flat_map(|said| wrapped(&said.at, &said.notice.shown(), said.notice.failure))
                    .collect()
            }
        }
    }
}

/// Five keys, as they are in force: one that was unbound is not named.
fn card(model: &Model) -> Vec<Line> {
    let keys = [
        (Action::Search, words::CARD_SEARCH),
        (Action::Open, words::CARD_OPEN),
        (Action::Edit, words::CARD_EDIT),
        (Action::UndoSet, words::CARD_UNDO),
        (Action::Help, words::CARD_HELP),
    ];
    let line = |(action, text): &(Action, &str)| {
        let mut keys = model.keymap.keys_of(*action);
        let binding = keys.find(|binding| binding.context == Context::List)?;
        Some(Line {
            label: binding.key.to_string(),
            text: (*text).to_owned(),
            failure: false,
        })
    };
    keys.iter().filter_map(line).collect()
}
