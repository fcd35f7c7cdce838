//! Owns what the screens and the plain mode say, in one place, so that it can be read over together and put into
//! another language. What actions are called is in `action.rs`, what places are called in `keymap/place.rs`.
//! Must not hold rules, nor anything that changes.

use crate::customer::show::grouped;

/// Sentences with names and numbers in them, a line each: how it is called, what it is given, what it says.
macro_rules! sentences {
    ($($(#[$why:meta])* $name:ident($($given:ident),+) $text:literal;)*) => {
        $($(#[$why])* pub fn $name($($given: impl std::fmt::Display),+) -> String {
            format!($text)
        })*
    };
}

/// Sentences that count, a line each: what is said of one, then what is said of more.
macro_rules! counted {
    ($($(#[$why:meta])* $name:ident($many:ident $(, $given:ident)*) $one:literal, $more:literal;)*) => {
        $($(#[$why])* pub fn $name($many: usize $(, $given: impl std::fmt::Display)*) -> String {
            match $many {
                1 => format!($one),
                _ => {
                    let $many = count($many);
                    format!($more)
                }
            }
        })*
    };
}

/// A number as people read it.
pub fn count(many: usize) -> String {
    grouped(&many.to_string())
}

// Where there is nothing to show.

/// A screen that has nothing to show: what is so, then what can be done.
pub type Empty = &'static [&'static str];

pub const NO_CUSTOMERS: Empty = &[
    "No customers yet.",
    "n makes the first one, i takes in a file.",
];
pub const READING_CUSTOMERS: Empty = &["Reading the customers…"];
pub const UNREAD_SEARCH: Empty = &["This search cannot be read.", "Esc shows all, / mends it."];
/// What can be done where a search finds nothing.
pub const NO_MATCH: &str = "Esc shows all, / changes the search.";
pub const NOTHING_WAITS: Empty = &[
    "Nothing waits: all that was changed is on the server.",
    "H lists what was done.",
];
pub const READING_LOG: Empty = &["Reading what was done…"];
pub const NOTHING_DONE: Empty = &[
    "Nothing has been changed here yet.",
    "What you change is listed here, and u takes it back.",
];
pub const READING_HISTORY: Empty = &["Reading the history…"];
pub const NO_HISTORY_HERE: Empty = &[
    "Nothing was done to it from here.",
    "What others did is seen when the server answers.",
];
pub const NO_HISTORY: Empty = &[
    "Nothing is known of what became of it.",
    "What is changed from now on is listed here.",
];
pub const READING_TRASH: Empty = &["Reading the trash…"];
pub const NOTHING_DELETED_HERE: Empty = &[
    "Nothing is known to have been deleted from here.",
    "What others deleted is seen when the server answers.",
];
pub const TRASH_IS_EMPTY: Empty = &[
    "The trash is empty.",
    "d in the list deletes; Enter here brings back.",
];
pub const NOTHING_IN_TRASH: Empty = &["Nothing in the trash matches.", "Type less to see more."];
pub const NO_VIEWS: Empty = &[
    "a saves the list as it is now",
    ": its search, columns and order",
];
pub const NO_NOTICES: Empty = &[
    "Nothing has been said since rolo was opened.",
    "What the bottom line says can be read again here.",
];

/// What is saved in forms is recorded; the key that ends it stands before the second word.
pub const RECORDING: &str = "recording";
pub const ENDS: &str = "ends it";

/// Of a customer whose form is open here.
pub const EDITED_ELSEWHERE: &str =
    "Another rolo here edits this customer, too: each keeps its own text";
pub const NOTED_ELSEWHERE: &str = "Another rolo here writes a note, too: each keeps its own text";
/// Of a draft in the list.
pub const IN_ANOTHER: &str = "open in another rolo";
pub const COPY_OF_ANOTHER: &str =
    "A copy: what is typed in the other rolo is not changed from here";
pub const HELD_ELSEWHERE: &str =
    "Only the rolo that has it open can discard it; Enter takes a copy";

pub const NOTICES: &str = "Said so far";
pub const ABOUT: &str = "About rolo";
pub const KEYS_HERE: &str = "Keys that work here now";

pub const CARD: &str = "Five keys to begin with";
pub const CARD_SEARCH: &str = "search as you type";
pub const CARD_OPEN: &str = "open the customer";
pub const CARD_EDIT: &str = "edit it: ctrl-s saves";
pub const CARD_UNDO: &str = "undo the last change";
pub const CARD_HELP: &str = "all keys of a screen";
pub const CARD_FOOT: &str = "Any key begins, and counts.";

pub const ABOUT_VERSION: &str = "Version";
pub const ABOUT_WORKSPACE: &str = "Workspace";
pub const ABOUT_SERVER: &str = "Server";
pub const ABOUT_IN_PROCESS: &str = "in this program, on this machine";
pub const ABOUT_STORE: &str = "Store";
pub const ABOUT_SETTINGS: &str = "Settings";
pub const ABOUT_KEYS: &str = "Keys";
pub const ABOUT_LOG: &str = "Log";
pub const ABOUT_TERMINAL: &str = "Terminal";
pub const ABOUT_THEME: &str = "Theme";
pub const ABOUT_LAYOUT: &str = "Layout";

// What is under way behind the list.

/// What it is, before a few words of how it stands.
pub const WORK_IMPORT: &str = "import";
pub const WORK_EDIT: &str = "edit";

sentences! {
    is_being_read(file) "{file} is being read";
    is_being_imported(file) "{file} is being imported";
    the_import(file) "the import of {file}";
    /// How it stands, for the status line.
    work_done(work) "{work} done (W)";
    work_needs_you(work) "{work} needs you (W)";
    work_is_stopping(work) "{work} is stopping";
    work_begins(work) "{work} begins";
    work_so_far(work, percent) "{work} {percent}%";
    reading_rows(done, of) "reading {done} of {of}";
    importing_rows(done, of) "importing {done} of {of}";
    changing_customers(done, of) "changing {done} of {of}";
    /// Behind what was said before.
    seconds_left(seconds) " · {seconds} s left";
    minutes_left(minutes) " · {minutes} min left";
    import_came_to(file, parts) "{file}: {parts}; W says more";
    edit_came_to(parts) "Edit of many: {parts}; W says more";
}

counted! {
    are_being_edited(many) "1 customer is being edited", "{many} customers are being edited";
    the_edit(many) "the edit of 1 customer", "the edit of {many} customers";
    /// What it has come to.
    part_changed(many) "1 changed", "{many} changed";
    part_not_changed(many) "1 not changed, as it was stopped", "{many} not changed, as it was stopped";
    part_imported(many) "1 imported", "{many} imported";
    part_not_imported(many) "1 not imported, as it was stopped", "{many} not imported, as it was stopped";
    part_to_be_sent(many) "1 still to be sent", "{many} still to be sent";
    part_needs_you(many) "1 need you in the outbox", "{many} need you in the outbox";
    part_broken(many) "1 broken", "{many} broken";
}

// The lists that forms offer.

pub const ASKING_FOR_LISTS: &str = "Asking for the lists";
pub const ASKING_TO_CHANGE: &str = "Asking the server to change it";
pub const LISTS: &str = "What forms offer";
pub const NEW_ITEM: &str = "(a new one)";
pub const NOT_OFFERED: &str = "not offered";
pub const RENAME_ITEM: &str = "Rename";
pub const RENAME_KEEPS: &str = "customers keep the old name";
pub const OPTIONS: &str = "What can be chosen";
pub const OFFER_NO_LONGER: &str = "Offer no longer";
pub const OFFER_NO_LONGER_KEEPS: &str = "customers keep it";
pub const OFFER_AGAIN: &str = "Offer again";

/// What a new attribute holds.
pub const KINDS: &str = "It holds";
pub const KIND_LINE: &str = "A line of text";
pub const KIND_LINES: &str = "Several lines of text";
pub const KIND_NUMBER: &str = "A number";
pub const KIND_MONEY: &str = "An amount of money";
pub const KIND_DATE: &str = "A date";
pub const KIND_LINK: &str = "A web address";
pub const KIND_ONE: &str = "One of several";
pub const KIND_ONE_IN_SIGHT: &str = "One of several, side by side";
pub const KIND_ANY: &str = "Any of several";
pub const KIND_ANY_IN_SIGHT: &str = "Any of several, side by side";

/// What the server has done.
pub const IS_OFFERED_AGAIN: &str = "It is offered again";
pub const IS_OFFERED_NO_LONGER: &str = "It is offered no longer; customers that have it keep it";

sentences! {
    new_in(list) "A new {list}";
    first_option_of(name) "{name}: what can be chosen first";
    next_option_of(name) "{name}: what can be chosen too";
    new_name_for(name) "A new name for {name}";
    is_in_list(name, list) "“{name}” is in {list} now";
    is_called(name) "It is called “{name}” now; customers that have it keep the old name";
    can_be_chosen(name) "“{name}” can be chosen now";
}

counted! {
    offered(many) "1 offered", "{many} offered";
}

// Editing many.

/// What is done to the field.
pub const HOW_SET: &str = "set to";
pub const HOW_CLEAR: &str = "clear";
pub const HOW_ADD: &str = "add";
pub const HOW_TAKE_OUT: &str = "take out";
pub const HOW_REPLACE: &str = "replace";
pub const HOW_FROM: &str = "take from another field";

/// What is still to be said.
pub const SAY_FIELD: &str = "Choose a field to change";
pub const SAY_VALUE: &str = "Say what it shall be; to empty the field, choose “clear”";
pub const SAY_REPLACED: &str = "Say what is to be replaced: a regular expression";
pub const SAY_ADDED: &str = "Say what is to be added";
pub const SAY_TAKEN_OUT: &str = "Say what is to be taken out";
pub const SAY_FROM: &str = "Choose the field to take it from";

/// What is chosen from a list.
pub const CHOOSE_FIELD: &str = "Change the field";
pub const CHOOSE_HOW: &str = "What is done to it";
pub const CHOOSE_FROM: &str = "Take it from";
pub const CHOOSE_VALUE: &str = "Set it to";

pub const NOTHING_WAS_CHANGED: &str = "Nothing was changed";

pub const RECORDING_BEGINS: &str = "Recording: what you save in forms from now on; Q again ends it";
pub const STILL_RECORDING: &str = "Still recording: Q ends it, then @ does it again";
pub const NOTHING_RECORDED_YET: &str = "Nothing is recorded yet: Q begins";

sentences! {
    nothing_recorded(left_out) "Nothing was recorded{left_out}";
    /// Behind what was recorded.
    left_out(fields) "; {fields} only mean one customer and are left out";
}

counted! {
    recorded(many, left_out)
        "1 change is recorded; @ shows what it would do to those marked{left_out}",
        "{many} changes are recorded; @ shows what they would do to those marked{left_out}";
}

// Copying.

pub const COPY_ROW: &str = "Row";
pub const COPY_ROW_NOTE: &str = "the columns of the list";
pub const COPY_CARD: &str = "Card";
pub const COPY_CARD_NOTE: &str = "all that is filled, as text";
pub const COPY_VCARD: &str = "vCard";
pub const COPY_VCARD_NOTE: &str = "for address books";
pub const COPY_JSON: &str = "JSON";
pub const COPY_JSON_NOTE: &str = "as the server has it";
pub const COPY_PLAIN: &str = "On a plain screen";
pub const COPY_PLAIN_NOTE: &str = "the card, to select from";
pub const SELECT_BY_MOUSE: &str = "Select with the mouse";

sentences! {
    copy_from(customer) "Copy from {customer}";
    copy_of(what, customer) "{what} of {customer}";
    nothing_to_copy(field) "{field} is empty: there is nothing to copy";
    copied_by(what, program) "{what}: copied by {program}";
    sent_to_clipboard(what) "{what}: sent to the terminal’s clipboard";
}

// The columns of the list, its order and its views.

pub const COLUMN_CITY: &str = "City";
pub const COLUMN_COUNTRY: &str = "Country";
pub const COLUMN_STATE: &str = "State";
pub const COLUMN_ZIP: &str = "Zip code";
pub const COLUMN_PHONE: &str = "Phone";

pub const PICK_COLUMNS: &str = "Columns";
pub const PICK_SORT: &str = "Sort by";
pub const BEST_MATCH: &str = "Best match";
pub const BEST_MATCH_NOTE: &str = "while searching";
/// In the head of a column, and where no column says it.
pub const BY_MATCH_SIGN: &str = "· best match";
pub const BY_MATCH: &str = "best match first";

pub const VIEWS_TAKEN_BACK: &str = "The last change of the views is taken back: U does it again";
pub const VIEWS_DONE_AGAIN: &str = "The last change of the views is done again: u takes it back";
pub const UNREAD_NOT_SAVED: &str = "A search that cannot be read cannot be saved";

sentences! {
    sorted_by(fields) "sorted by {fields}";
    no_view(place) "There is no view {place} yet: v lists the views";
    view_is_there(name) "There is a view “{name}” already; nothing was changed";
    view_saved(name) "Saved as “{name}”";
    view_stored(name) "“{name}” shows this list from now on: u takes it back";
    view_deleted(name) "Deleted the view “{name}”: u takes it back";
}

// What the screens say.

sentences! {}

// What the plain mode says.

sentences! {}
