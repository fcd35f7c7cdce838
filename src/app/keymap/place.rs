//! Owns what the places are called in which keys have a meaning, and which of them belong together.
//! Must not know keys.

use super::Context;

/// Every context, its name in a keymap file and what it is, from the outside in.
const NAMES: [(Context, &str, &str); 48] = [
    (Context::Everywhere, "everywhere", "everywhere"),
    (Context::List, "list", "the list of customers"),
    (
        Context::Pick,
        "pick",
        "the list, when one is to be chosen (rolo pick), on top of it",
    ),
    (
        Context::PickSearch,
        "pick-search",
        "typing into the search, when one is to be chosen, on top of it",
    ),
    (Context::Search, "search", "typing into the search"),
    (
        Context::Offers,
        "offers",
        "what Tab offers in the search line",
    ),
    (Context::Detail, "detail", "one customer"),
    (Context::Views, "views", "the views"),
    (Context::Naming, "naming", "the name of a view"),
    (Context::Breakdown, "breakdown", "the counts by field"),
    (Context::Drafts, "drafts", "the drafts"),
    (Context::Outbox, "outbox", "the outbox"),
    (Context::Log, "log", "what was done"),
    (
        Context::Set,
        "set",
        "one change of either, whole, on top of them",
    ),
    (Context::History, "history", "the history of a customer"),
    (
        Context::WriteNote,
        "write-note",
        "a note that is being written",
    ),
    (Context::Trash, "trash", "the trash"),
    (
        Context::Pairs,
        "pairs",
        "the walk through likely duplicates",
    ),
    (Context::Unify, "unify", "several that are to become one"),
    (Context::Bulk, "edit-many", "editing many in one way"),
    (
        Context::BulkChoice,
        "edit-many-choice",
        "a part of that which is chosen from a list, on top of it",
    ),
    (
        Context::BulkLine,
        "edit-many-line",
        "a part of it that is typed, on top of it",
    ),
    (Context::IntakePath, "import", "naming a file to import"),
    (
        Context::IntakeMapping,
        "import-columns",
        "what the columns of a file are",
    ),
    (
        Context::IntakeReview,
        "import-review",
        "what a file would do",
    ),
    (
        Context::IntakeGoing,
        "under-way",
        "a file is being imported, or many are being edited",
    ),
    (
        Context::IntakeDone,
        "done",
        "a file was imported, or many were edited",
    ),
    (Context::Form, "form", "a form"),
    (
        Context::Labels,
        "jump",
        "letters stand beside the fields of a form, and lead there",
    ),
    (
        Context::NewForm,
        "new-form",
        "the form of a new customer, on top of a form",
    ),
    (
        Context::Twins,
        "twins",
        "those who are likely the new customer",
    ),
    (
        Context::Hand,
        "hand",
        "one field of a conflict, written by hand, on top of a form",
    ),
    (
        Context::Element,
        "element",
        "inside an address, a phone or an e-mail of a form",
    ),
    (
        Context::Adder,
        "adder",
        "a form's line that adds an address, a phone or an e-mail",
    ),
    (Context::Choice, "choice", "a field with a drop-down"),
    (
        Context::Multi,
        "multi",
        "a field with a drop-down that ticks several",
    ),
    (Context::Flag, "flag", "a yes-or-no field"),
    (Context::Note, "note", "a field of several lines"),
    (Context::Line, "line", "any field of one line"),
    (
        Context::FormLine,
        "form-line",
        "a field of one line in a form",
    ),
    (Context::Picker, "picker", "an open drop-down"),
    (
        Context::Ticker,
        "ticker",
        "an open drop-down that ticks several",
    ),
    (
        Context::Sorter,
        "sorter",
        "the fields to sort by, on top of a drop-down",
    ),
    (
        Context::Columns,
        "columns",
        "the columns, on top of a drop-down that ticks several",
    ),
    (Context::Confirm, "confirm", "a question"),
    (
        Context::Conflict,
        "conflict",
        "somebody changed the same fields",
    ),
    (
        Context::Help,
        "help",
        "the list of keys, and the other pages to read",
    ),
    (
        Context::Plain,
        "plain",
        "a text alone on the screen, which every other key leaves",
    ),
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
        NAMES.iter().map(|(context, ..)| *context)
    }

    /// As a keymap file calls it.
    pub fn name(self) -> &'static str {
        self.named().1
    }

    /// In words.
    pub fn title(self) -> &'static str {
        self.named().2
    }

    pub fn of_name(name: &str) -> Option<Context> {
        let known = NAMES.iter().find(|(_, known, _)| *known == name);
        known.map(|(context, ..)| *context)
    }

    fn named(self) -> &'static (Context, &'static str, &'static str) {
        let known = NAMES.iter().find(|(context, ..)| *context == self);
        known.unwrap_or(&NAMES[0])
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
