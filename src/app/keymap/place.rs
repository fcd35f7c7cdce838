//! Owns the names of the places in which keys have a meaning, and which of them belong together. What they are in
//! words is in `words.rs`.
//! Must not know keys.

use super::Context;
use crate::app::words;

/// Every context and its name in a keymap file, from the outside in.
const NAMES: [(Context, &str); 48] = [
    (Context::Everywhere, "everywhere"),
    (Context::List, "list"),
    (Context::Pick, "pick"),
    (Context::PickSearch, "pick-search"),
    (Context::Search, "search"),
    (Context::Offers, "offers"),
    (Context::Detail, "detail"),
    (Context::Views, "views"),
    (Context::Naming, "naming"),
    (Context::Breakdown, "breakdown"),
    (Context::Drafts, "drafts"),
    (Context::Outbox, "outbox"),
    (Context::Log, "log"),
    (Context::Set, "set"),
    (Context::History, "history"),
    (Context::WriteNote, "write-note"),
    (Context::Trash, "trash"),
    (Context::Pairs, "pairs"),
    (Context::Unify, "unify"),
    (Context::Bulk, "edit-many"),
    (Context::BulkChoice, "edit-many-choice"),
    (Context::BulkLine, "edit-many-line"),
    (Context::IntakePath, "import"),
    (Context::IntakeMapping, "import-columns"),
    (Context::IntakeReview, "import-review"),
    (Context::IntakeGoing, "under-way"),
    (Context::IntakeDone, "done"),
    (Context::Form, "form"),
    (Context::Labels, "jump"),
    (Context::NewForm, "new-form"),
    (Context::Twins, "twins"),
    (Context::Hand, "hand"),
    (Context::Element, "element"),
    (Context::Adder, "adder"),
    (Context::Choice, "choice"),
    (Context::Multi, "multi"),
    (Context::Flag, "flag"),
    (Context::Note, "note"),
    (Context::Line, "line"),
    (Context::FormLine, "form-line"),
    (Context::Picker, "picker"),
    (Context::Ticker, "ticker"),
    (Context::Sorter, "sorter"),
    (Context::Columns, "columns"),
    (Context::Confirm, "confirm"),
    (Context::Conflict, "conflict"),
    (Context::Help, "help"),
    (Context::Plain, "plain"),
];

/// Contexts that are in force together: what one can do, the others can.
const TOGETHER: [&[Context]; 11] = [
    &[Context::List, Context::Pick],
    &[
        Context::PickSearch,
        Context::Search,
        Context::Offers,
        Context::Line,
    ],
    &[Context::Views, Context::Naming, Context::Line],
    &[Context::Outbox, Context::Log, Context::Set],
    &[Context::Trash, Context::Line],
    &[Context::WriteNote, Context::Note, Context::Line],
    &[Context::Bulk, Context::BulkChoice],
    &[Context::Bulk, Context::BulkLine, Context::Line],
    &[Context::IntakePath, Context::Line],
    &[
        Context::Form,
        Context::NewForm,
        Context::Hand,
        Context::Element,
        Context::Adder,
        Context::Choice,
        Context::Multi,
        Context::Flag,
        Context::Note,
        Context::FormLine,
        Context::Line,
    ],
    &[
        Context::Picker,
        Context::Ticker,
        Context::Sorter,
        Context::Columns,
        Context::Line,
    ],
];

/// Where letters are typed: none of them may do anything else.
const TYPED: [Context; 20] = [
    Context::Everywhere,
    Context::PickSearch,
    Context::Search,
    Context::Offers,
    Context::Naming,
    Context::WriteNote,
    Context::Trash,
    Context::Bulk,
    Context::BulkLine,
    Context::IntakePath,
    Context::Form,
    Context::Labels,
    Context::NewForm,
    Context::Hand,
    Context::Element,
    Context::Note,
    Context::FormLine,
    Context::Line,
    Context::Picker,
    Context::Ticker,
];

impl Context {
    pub fn all() -> impl Iterator<Item = Context> {
        NAMES.iter().map(|(context, _)| *context)
    }

    /// As a keymap file calls it.
    pub fn name(self) -> &'static str {
        let known = NAMES.iter().find(|(context, _)| *context == self);
        known.unwrap_or(&NAMES[0]).1
    }

    /// In words.
    pub fn title(self) -> &'static str {
        words::place(self)
    }

    pub fn of_name(name: &str) -> Option<Context> {
        let known = NAMES.iter().find(|(_, known)| *known == name);
        known.map(|(context, _)| *context)
    }

    pub fn takes_text(self) -> bool {
        TYPED.contains(&self)
    }

    /// Whether an action of the other works here too.
    pub(super) fn goes_with(self, other: Context) -> bool {
        let both = |group: &&[Context]| group.contains(&self) && group.contains(&other);
        // A line of text stands in many places, and does not know in which.
        self == other || (self != Context::Line && TOGETHER.iter().any(both))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_leads_back_to_its_place() {
        for context in Context::all() {
            assert_eq!(Context::of_name(context.name()), Some(context));
        }
    }
}
