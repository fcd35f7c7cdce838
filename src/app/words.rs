//! Owns what the screens and the plain mode say, in one place, so that it can be read over together and put into
//! another language. What actions are called is in `action.rs`, what places are called in `keymap/place.rs`.
//! Must not hold rules, nor anything that changes.

/// Sentences with names and numbers in them, a line each: how it is called, what it is given, what it says.
macro_rules! sentences {
    ($($(#[$why:meta])* $name:ident($($given:ident),+) $text:literal;)*) => {
        $($(#[$why])* pub fn $name($($given: impl std::fmt::Display),+) -> String {
            format!($text)
        })*
    };
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

// What is said when something was done, or could not be.

sentences! {}

// What the screens say.

/// In front of the search of a view that everybody has from the server.
pub const OF_SERVER: &str = "server · ";
pub const VIEW_OF_SERVER: &str =
    "This view is the server's and is changed there; show it and save it under a name of your own";

sentences! {}

// What the plain mode says.

sentences! {}
