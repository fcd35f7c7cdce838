//! The page of keys in `assets/` says what the keys do. With `ROLO_WRITE_DOCS` set it is written anew.

use rolo::app::keymap::{Context, Keymap};

const HEAD: &str = "\
# The keys of rolo: where, which key, what it does. This file is documentation; rolo does not read it.
# What works at the moment is on the bottom line of the screen, and all of it under `?` (in a form: F1).
";

/// Every context, its name and what it is, from the outside in.
const CONTEXTS: [(Context, &str, &str); 45] = [
    (Context::Everywhere, "everywhere", "everywhere"),
    (Context::List, "list", "the list of customers"),
    (
        Context::Pick,
        "pick",
        "the list, when one is to be chosen (rolo pick), on top of it",
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
    (Context::Help, "help", "the list of keys"),
];

fn page() -> String {
    let keymap = Keymap::default();
    let mut page = HEAD.to_owned();
    for (context, name, title) in CONTEXTS {
        page.push_str(&format!("\n# {title}\n[{name}]\n"));
        for binding in keymap.here(&[context]) {
            let pair = format!("\"{}\" = \"{}\"", binding.key, binding.action.name());
            page.push_str(&format!("{pair:33} # {}\n", binding.action.label()));
        }
    }
    page
}

#[test]
fn the_page_of_keys_is_true() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/keymap.toml");
    if std::env::var_os("ROLO_WRITE_DOCS").is_some() {
        std::fs::write(path, page()).unwrap();
    }
    let kept = std::fs::read_to_string(path).unwrap();
    assert_eq!(
        kept,
        page(),
        "set ROLO_WRITE_DOCS and run this test to write the page anew"
    );
}
