//! Owns what the screens and the plain mode say, in one place, so that it can be read over together and put into
//! another language.
//! Must not hold rules, nor anything that changes.

use super::action::Action as A;
use super::keymap::Context;
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
                    #[allow(unused_variables, reason = "not all that count say how many")]
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

pub const WORK_GOES_ON: &str = "It goes on; W comes back to it";
pub const WORK_COMES_BACK: &str = "W comes back to it";

sentences! {
    is_being_read(file) "{file} is being read";
    is_being_imported(file) "{file} is being imported";
    the_import(file) "the import of {file}";
    one_at_a_time(deed) "{deed}; one at a time: W shows it";
    first_what_waits(work) "First {work}, which waits for you: W goes on with it";
    goes_on_with(work) "W goes on with {work}";
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
    imported_rows(many) "Imported 1 row", "Imported {many} rows";
    are_being_edited(many) "1 customer is being edited", "{many} customers are being edited";
    the_edit(many) "the edit of 1 customer", "the edit of {many} customers";
    /// What it has come to.
    part_changed(many) "1 changed", "{many} changed";
    part_not_changed(many) "1 not changed, as it was stopped", "{many} not changed, as it was stopped";
    part_imported(many) "1 imported", "{many} imported";
    part_not_imported(many) "1 not imported, as it was stopped", "{many} not imported, as it was stopped";
    part_to_be_sent(many) "1 still to be sent", "{many} still to be sent";
    part_needs_you(many) "1 needs you in the outbox", "{many} need you in the outbox";
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

/// In front of the search of a view that everybody has from the server.
pub const OF_SERVER: &str = "server · ";
pub const VIEW_OF_SERVER: &str =
    "This view is the server's and is changed there; show it and save it under a name of your own";

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

// What a change is, and how it stands.

pub const A_CUSTOMER: &str = "a customer";
pub const NEW_CUSTOMER: &str = "the new customer";

/// What an undo takes back, before the name of whose it was.
pub const DEED_EDIT: &str = "edit";
pub const DEED_MAKING: &str = "making";
pub const DEED_DELETE: &str = "delete";
pub const DEED_NOTE: &str = "note";
pub const DEED_CHANGE: &str = "change";

pub const STANDS_WAITING: &str = "Waits to be sent.";
pub const STANDS_SENDING: &str = "Is being sent.";
pub const STANDS_DONE: &str = "Done.";
pub const STANDS_GIVEN_UP: &str = "Given up; it was not sent.";
pub const IS_UNDONE: &str = "It has been undone.";
pub const INTO_TRASH: &str = "Into the trash.";
pub const OUT_OF_TRASH: &str = "Out of the trash.";

/// A line of a customer's history.
pub const PAST_MADE: &str = "made";
pub const PAST_DELETED: &str = "put into the trash";
pub const PAST_RESTORED: &str = "taken out of the trash";

/// Who changed something.
pub const YOU_ELSEWHERE: &str = "you elsewhere";
pub const SOMEBODY_ELSE: &str = "somebody else";
/// Between two who did.
pub const AND: &str = " and ";

/// What is known of the past or the trash from here alone.
pub const HERE_DONE: &str = "done";
pub const HERE_DELETED: &str = "deleted";

sentences! {
    customer_of_id(id) "customer {id}";
    note_to(customer) "note to {customer}";
    change_of(deed, customer) "{deed} of {customer}";
    change_of_fields(deed, customer, fields) "{deed} of {customer} ({fields})";
    stands_waiting(why) "Waits: {why}";
    stands_unanswered(why) "Was sent and not answered ({why}); it is looked up before it is sent again.";
    stands_unknown(why)
        "Was sent and not answered ({why}), and looking does not tell whether it happened. Look at the customer, then say so here.";
    stands_refused(why) "The server refused it: {why}";
    stands_done(note) "Done. {note}";
    next_try(at) "Next try {at}";
    tried(times) " · tried {times} times";
    and_more(more) "and {more} more";
    not_from_server(why, what) "Not read from the server ({why}): {what} from here";
    asking_server(what) "{what} from here; asking the server…";
}

counted! {
    customers(many) "1 customer", "{many} customers";
    stands_in_conflict(many)
        "Somebody else changed the same field meanwhile; nothing of it was sent.",
        "Somebody else changed {many} of the same fields meanwhile; nothing of it was sent.";
}

// What is being sent, before whose change it is.

pub const SAVING: &str = "Saving";
pub const DELETING: &str = "Deleting";
pub const RESTORING: &str = "Restoring";
pub const MERGING: &str = "Merging";
pub const UNDOING: &str = "Undoing";
pub const DOING_AGAIN: &str = "Doing again";
pub const SENDING: &str = "Sending";
pub const GOING_ON: &str = "Going on with";
pub const GIVING_UP: &str = "Giving up";
pub const WRITING_NOTE: &str = "Writing a note to";

// What came of a change, and what is said in passing.

/// Before whose change it was.
pub const SAVED: &str = "Saved";
pub const DELETED: &str = "Deleted";
pub const RESTORED: &str = "Restored";
pub const IMPORTED: &str = "Imported";
pub const MERGED: &str = "Merged";
pub const NOTED: &str = "Noted:";
pub const UNDONE: &str = "Undone:";
pub const DONE_AGAIN: &str = "Done again:";

pub const NOTHING_TO_SEND: &str = "Nothing has changed, so nothing was sent";
pub const LAST_OF_LIST: &str = "That was the last customer of the list";
pub const NOTHING_RUNS: &str = "Nothing is running";
pub const ASKING_AGAIN: &str = "Asking the server again";
pub const MOUSE_ON: &str =
    "The mouse works here now; with Shift held the terminal selects text as usual";
pub const MOUSE_OFF: &str = "The mouse is the terminal's again";
pub const SETTINGS_TAKEN: &str = "Your settings are taken over";
pub const NONE_TO_TAKE: &str = "No customer matches, so there is none to take";
pub const NOTHING_TO_COMPLETE: &str = "Nothing to complete here";
pub const TYPE_LETTERS: &str = "Type the letters beside a field to go there";
pub const WAITS_NO_MORE: &str = "That does not wait any more; nothing was opened";

sentences! {
    was_done(done, what) "{done} {what}";
    with_note(done, note) "{done}; {note}";
    with_undo(done) "{done} · u undoes";
    with_redo(done) "{done} · U does it again";
    some_not(done, many) "{done}; {many} not";
    saved_as_new(customer) "Saved {customer} as a new customer";
    restored_and_saved(customer) "Restored and saved {customer}";
    note_is_written(customer) "The note to {customer} is written";
    taken_back(change) "Taken back before it was sent: {change}";
    given_up(change) "Given up: {change}";
    not_given_up(change) "Not given up: the {change} had arrived already";
    not_given_up_undo(change) "Not given up: the {change} had arrived already; u takes it back";
    stays_as_theirs(customer) "{customer} stays as the others saved it";
    the_change(change) "The {change}";
    waits(what) "{what} waits in the outbox (o)";
    waits_as(what, why) "{what} waits in the outbox: {why} (o)";
    clash_waits(customer) "Somebody else changed {customer} meanwhile; o decides";
    is_unknown(change) "Not known whether the {change} happened: o asks";
    was_not_saved(customer, why) "{customer} was not saved: {why}";
    form_not_saved(customer, why) "{customer} was not saved: {why}. The form stays as it is";
    note_not_written(customer, why) "The note to {customer} was not written: {why}";
    note_is_draft_again(customer, why) "The note to {customer} was not written: {why}. It is a draft again: D";
    did_not_work(doing, name, why) "{doing} {name} did not work: {why}";
    is_kept_in_outbox(doing, name, why) "{doing} {name}: {why}. It is kept in the outbox: o";
    was_refused(change, why) "The {change} was refused: {why}. It waits in the outbox (o)";
    settings_not_taken(why) "{why}; your settings stay as they were";
    no_such_letters(letters) "No field has the letters “{letters}”";
}

counted! {
    saved_fields(many, customer) "Saved {customer}: 1 field", "Saved {customer}: {many} fields";
    need_look(many)
        "One field needs another look; nothing was sent",
        "{many} fields need another look; nothing was sent";
}

// Drafts, and what somebody else does to a customer meanwhile.

pub const DRAFT_GOES_ON: &str = "Going on with the draft; ctrl-x discards it";
pub const DRAFT_UNREAD: &str =
    "The draft cannot be read and is kept as it is; this form starts without it";
pub const DRAFT_WAITS: &str =
    "What you typed before waits as a draft: e goes on with it, or discards it";
pub const DISCARDED: &str = "Discarded";
pub const HAND_IS_KEPT: &str = "What you wrote is kept: e goes on with it";
pub const HANDS_ARE_KEPT: &str = "What you wrote by hand is kept: e goes on with it";
pub const NOT_BY_HAND: &str = "This field cannot be written by hand: m keeps yours, t theirs";
pub const CONFLICT_IS_DECIDED: &str =
    "That conflict is decided; what you wrote for it is only kept here";
pub const NEEDS_LOOK: &str = "It needs another look";
pub const GONE: &str =
    "This customer is not here any more; what you type is kept, and saving asks what becomes of it";

pub const FIELD_IS_GONE: &str = "Its field is not here any more: copy what you need";
pub const PAGE_IN_FORM: &str = "What you changed on the page stands in the form: ctrl-s saves it";
pub const EDITOR_UNCHANGED: &str = "Nothing was changed in the editor";

sentences! {
    draft_kept(customer, key) "Draft of {customer} kept: {key} goes on with it";
    /// At the end of the program.
    typed_is_kept(key) "What you typed is kept: {key} goes on";
    typed_is_kept_on_customer(key) "What you typed is kept: {key} on the customer goes on";
    draft_is_unread(name) "The draft of {name} cannot be read; it is kept as it is";
    note_draft(customer) "a note to {customer}";
    note_kept(customer) "The note to {customer} is kept as a draft: N goes on with it";
    not_fetched(id) "Customer {id} has not been fetched yet; try again in a moment";
    not_in_workspace(id) "Customer {id} is not in this workspace any more";
    is_gone(customer) "{customer} is not here any more: saving asks what becomes of it";
    clash_left(customer) "The change of {customer} waits in the outbox: o decides";
    which_shall_it_be(who) "Changed by {who} meanwhile. Which shall it be?";
    changed_one(field, who) "{field} was changed by {who} meanwhile";
    changed_two(field, other, who) "{field} and {other} were changed by {who} meanwhile";
    changed_many(field, other, more, who) "{field}, {other} and {more} more were changed by {who} meanwhile";
    /// Beside a field in which something else is typed.
    now_empty(who) "now empty ({who})";
    now_says(theirs, who) "now “{theirs}” ({who})";
}

counted! {
    drafts_kept(many) "1 draft kept: D shows it", "{many} drafts kept: D shows them";
}

// Questions and their answers.

pub const YES_DELETE: &str = "Delete";
pub const NO_DELETE: &str = "Cancel";

pub const YES_DISCARD: &str = "Discard";
pub const NO_DISCARD: &str = "Go on editing";
pub const DISCARD_MEANS: &str = "The draft goes too. The customer stays as it is.";
pub const NO_DISCARD_DRAFT: &str = "Keep it";
pub const DISCARD_DRAFT_MEANS: &str = "What was typed in it goes. The customer stays as it is.";

pub const YES_GIVE_UP: &str = "Give up";
pub const NO_GIVE_UP: &str = "Keep it";
pub const GIVE_UP_MEANS: &str = "It is not sent. The server's values are shown again.";
pub const GIVE_UP_REST_MEANS: &str = "What of it the server has stays; the rest is not sent.";

pub const YES_UNDO: &str = "Undo";
pub const NO_UNDO: &str = "Leave it";
pub const UNDO_MEANS: &str =
    "What others changed since stays: where it is the same field, you are asked.";

/// What becomes of what was typed about a customer that is gone.
pub const DELETED_MEANWHILE: &str = "Deleted meanwhile";
pub const WAY_RESTORE: &str = "Restore it and save";
pub const WAY_NEW: &str = "Save as a new customer";
pub const WAY_DRAFT: &str = "Keep what you typed as a draft";

/// Which part of a change is opened.
pub const WHICH_ONE: &str = "Which one";
pub const PART_REFUSED: &str = "refused";
pub const PART_WAITS: &str = "waits";

pub const EARLIER_SEARCHES: &str = "Earlier searches";

sentences! {
    ask_delete(customers) "Delete {customers}?";
    ask_discard(customer) "Discard what you typed for {customer}?";
    ask_discard_draft(name) "Discard the draft of {name}?";
    ask_give_up(change) "Give up the {change}?";
    ask_undo(change) "Undo the {change}?";
    names_and_more(names, more) "{names} and {more} more";
    names_and(names, last) "{names} and {last}";
    is_hidden(rest) "It is not in the list as shown now. {rest}";
}

counted! {
    go_to_trash(many)
        "It goes to the trash of the workspace.",
        "They go to the trash of the workspace.";
    are_hidden(many, rest)
        "1 of them is not in the list as shown now. {rest}",
        "{many} of them are not in the list as shown now. {rest}";
}

// The detail of a customer.

pub const NOTES: &str = "Notes";
pub const NOTE_WAITS: &str = "waits in the outbox";
pub const MATCHED: &str = "Matched";
pub const SIMILAR: &str = "Similar";

counted! {
    older_notes(many) "and 1 older one", "and {many} older ones";
}

// Duplicates, and making one of several.

pub const FATE_APART: &str = "✓ two customers";
pub const FATE_SKIPPED: &str = "skipped";
pub const FATE_MERGED: &str = "✓ merged";
pub const ARE_TWO: &str = "Remembered: these are two; u takes it back";
pub const MERGE_NOT_WRITTEN: &str = "The merge is not written down yet; try again in a moment";
pub const TWINS_UNREAD: &str = "Who is likely here already could not be read; typing on asks again";
pub const SOME_ARE_GONE: &str =
    "Some of them are not in this workspace any more; nothing was merged";
pub const LOOK_THEN_MERGE: &str = "Look at what hangs on them, then merge again";
pub const NOTHING_WAS_MERGED: &str = "Nothing was merged";
pub const LOOKING_FOR_KIN: &str = "looking for notes and children …";

sentences! {
    likely_one(percent) "{percent}% likely one";
    is_it(name, why) "Is it {name}? {why}";
    is_it_or_another(name, more, why) "Is it {name}, or one of {more} more? {why}";
    too_many_to_merge(many, most) "{many} are marked: more than {most} cannot be merged at once";
    kin_unread(why) "not looked at ({why}): they stay in the trash";
    goes_over(what) "also goes over: {what}";
}

counted! {
    notes(many) "1 note", "{many} notes";
    children(many) "1 child", "{many} children";
}

// What can be done, and under which keys.

pub const EVERYTHING: &str = "Everything that can be done";
pub const NO_KEY: &str = "no key";
pub const VIEW_NEEDS_DIGIT: &str = "“jump-view” needs the view's number as its key, from 0 to 9";

sentences! {
    key_in(key, place) "{key} in [{place}]";
    nothing_to_do_it_with(action) "“{action}”: there is nothing here to do it with";
    does_nothing_here(action) "“{action}” does nothing here";
    works_elsewhere(action, places) "“{action}” works elsewhere: {places}";
    /// Why a wish for a key is not granted.
    key_is_typed(key, place) "“{key}” is typed in [{place}] and cannot be a key there: use ctrl, alt or F1 to F24";
    does_nothing_in(action, place, places) "“{action}” does nothing in [{place}]; it works in {places}";
    was_no_key(key, place) "“{key}” does nothing in [{place}] anyway";
}

// Forms.

pub const YES: &str = "yes";
pub const NO: &str = "no";
pub const IS_NEEDED: &str = "is needed";
pub const NOTHING_CHOSEN: &str = "(none)";
pub const NOT_IN_LIST: &str = "not in list";
pub const NO_LONGER_OFFERED: &str = "no longer offered";
pub const WEEKDAYS: [&str; 7] = [
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
];

sentences! {
    /// How a day may be written.
    day_like(pattern) "2024-12-31 or {pattern}";
    add_to_group(one) "+ add {one}";
}

// Taking in a file.

/// What a column goes into, or a value means.
pub const LEAVE_COLUMN_OUT: &str = "(leave it out)";
pub const LEAVE_VALUE_EMPTY: &str = "(leave it empty)";
pub const WHAT_FITS: &str = "what fits";
pub const ENCODED_AS: &str = "Characters are written as";
pub const BETWEEN_CELLS: &str = "Between cells stands a";
pub const COMMA: &str = "comma";
pub const SEMICOLON: &str = "semicolon";
pub const TAB: &str = "tab";
pub const BAR: &str = "bar";
pub const DAYS_AS: &str = "Days are written as";

sentences! {
    value_means(value) "“{value}” means";
    goes_into(column) "{column} goes into";
    either_days(days, or) "{days} or {or}";
}

// What can be done, in the words of hints and help.

pub const fn action(action: A) -> &'static str {
    match action {
        A::Down => "down",
        A::Up => "up",
        A::HalfDown => "half a page down",
        A::HalfUp => "half a page up",
        A::PageDown => "a page down",
        A::PageUp => "a page up",
        A::First => "to the first",
        A::Last => "to the last",
        A::Search => "search",
        A::Open => "open",
        A::Edit => "edit",
        A::EditPage => "edit as a page",
        A::EditOutside => "in your editor",
        A::New => "new",
        A::Delete => "delete",
        A::Mark => "mark",
        A::UnmarkAll => "unmark all",
        A::Sort => "sort",
        A::AlsoSort => "sort by this too",
        A::Columns => "columns",
        A::ColumnsOn => "more columns",
        A::ColumnsBack => "columns back",
        A::Earlier => "further left",
        A::Later => "further right",
        A::Views => "views",
        A::JumpView => "to this view",
        A::Breakdown => "counts",
        A::NextBreakdown => "next field",
        A::PreviousBreakdown => "previous field",
        A::Narrow => "narrow",
        A::ShowView => "show it",
        A::AddView => "save this list",
        A::StoreView => "put this list there",
        A::RenameView => "rename",
        A::DeleteView => "delete",
        A::UndoView => "undo",
        A::MoveUp => "move up",
        A::MoveDown => "move down",
        A::Pick => "take this one",
        A::SwitchPane => "other pane",
        A::NextRecord => "next customer",
        A::PreviousRecord => "previous customer",
        A::ToggleEmpty => "empty fields too",
        A::Refresh => "ask the server again",
        A::Back => "back",
        A::Quit => "quit",
        A::Drafts => "drafts",
        A::Outbox => "outbox",
        A::UndoSet => "undo",
        A::RedoSet => "redo",
        A::History => "history",
        A::WriteNote => "write a note",
        A::Log => "what was done",
        A::Trash => "trash",
        A::Lists => "what forms offer",
        A::Retry => "try again now",
        A::EditSet => "edit",
        A::DropSet => "give it up",
        A::Decide => "decide",
        A::Happened => "it happened",
        A::NotHappened => "it did not happen",
        A::Restore => "restore",
        A::Twins => "likely the same",
        A::Duplicates => "duplicates",
        A::Merge => "merge",
        A::Apart => "not a duplicate",
        A::Skip => "skip",
        A::TakeBack => "take back",
        A::OpenLeft => "open the left",
        A::OpenRight => "open the right",
        A::NextPair => "next pair",
        A::PreviousPair => "previous pair",
        A::FromNext => "take the other's",
        A::FromPrevious => "take the one before",
        A::KeepNext => "the other stays",
        A::ShowAll => "all fields",
        A::LossesDown => "more of what is lost",
        A::LossesUp => "back in what is lost",
        A::LossesAlone => "all that is lost",
        A::Import => "import a file",
        A::Bulk => "edit many",
        A::Record => "record",
        A::Replay => "do it again",
        A::DryRun => "what it would do",
        A::LeaveOut => "leave it out",
        A::FindBy => "find customers by it",
        A::Encoding => "encoding",
        A::Delimiter => "delimiter",
        A::Days => "dates",
        A::NextTab => "next list",
        A::PreviousTab => "previous list",
        A::ChangeThose => "change those",
        A::AllNew => "all are new",
        A::Go => "do it",
        A::Stop => "stop",
        A::LeaveRunning => "leave it running",
        A::Running => "what is running",
        A::Suspend => "to the shell",
        A::Copy => "copy",
        A::Help => "keys",
        A::Mouse => "mouse on or off",
        A::Palette => "everything",
        A::Notices => "notices",
        A::About => "about",
        A::KeepSearch => "to the list",
        A::ClearSearch => "clear the search",
        A::Complete => "complete",
        A::Recall => "earlier searches",
        A::PutBack => "put back what was cut",
        A::NextField => "next field",
        A::PreviousField => "previous field",
        A::Jump => "jump to a field",
        A::NextSection => "next section",
        A::PreviousSection => "previous section",
        A::Save => "save",
        A::SaveAndNext => "save, then the next",
        A::Leave => "leave",
        A::Discard => "discard what was typed",
        A::Undo => "undo",
        A::Redo => "redo",
        A::Choose => "choose",
        A::Clear => "empty it",
        A::Toggle => "yes or no",
        A::Add => "add one",
        A::Remove => "remove this one",
        A::NewLine => "new line",
        A::Take => "take",
        A::TickOne => "tick or untick",
        A::Close => "close",
        A::Yes => "yes",
        A::No => "no",
        A::OtherAnswer => "the other answer",
        A::Mine => "mine",
        A::Theirs => "theirs",
        A::Both => "both",
        A::ByHand => "write it",
        A::Resolve => "save as chosen",
        A::CharLeft => "left",
        A::CharRight => "right",
        A::WordLeft => "a word left",
        A::WordRight => "a word right",
        A::LineStart => "to the start",
        A::LineEnd => "to the end",
        A::DeleteBack => "delete back",
        A::DeleteNext => "delete the next character",
        A::DeleteWord => "delete the word before",
        A::DeleteNextWord => "delete the next word",
        A::DeleteToStart => "delete to the start",
        A::DeleteToEnd => "delete to the end",
    }
}

// Where keys have a meaning.

pub const fn place(context: Context) -> &'static str {
    match context {
        Context::Everywhere => "everywhere",
        Context::List => "the list of customers",
        Context::Pick => "the list, when one is to be chosen (rolo pick), on top of it",
        Context::PickSearch => "typing into the search, when one is to be chosen, on top of it",
        Context::Search => "typing into the search",
        Context::Offers => "what Tab offers in the search line",
        Context::Detail => "one customer",
        Context::Views => "the views",
        Context::Naming => "the name of a view",
        Context::Breakdown => "the counts by field",
        Context::Drafts => "the drafts",
        Context::Outbox => "the outbox",
        Context::Log => "what was done",
        Context::Set => "one change of either, whole, on top of them",
        Context::History => "the history of a customer",
        Context::WriteNote => "a note that is being written",
        Context::Trash => "the trash",
        Context::Pairs => "the walk through likely duplicates",
        Context::Unify => "several that are to become one",
        Context::Bulk => "editing many in one way",
        Context::BulkChoice => "a part of that which is chosen from a list, on top of it",
        Context::BulkLine => "a part of it that is typed, on top of it",
        Context::IntakePath => "naming a file to import",
        Context::IntakeMapping => "what the columns of a file are",
        Context::IntakeReview => "what a file would do",
        Context::IntakeGoing => "a file is being imported, or many are being edited",
        Context::IntakeDone => "a file was imported, or many were edited",
        Context::Form => "a form",
        Context::Labels => "letters stand beside the fields of a form, and lead there",
        Context::NewForm => "the form of a new customer, on top of a form",
        Context::Twins => "those who are likely the new customer",
        Context::Hand => "one field of a conflict, written by hand, on top of a form",
        Context::Element => "inside an address, a phone or an e-mail of a form",
        Context::Adder => "a form's line that adds an address, a phone or an e-mail",
        Context::Choice => "a field with a drop-down",
        Context::Multi => "a field with a drop-down that ticks several",
        Context::Flag => "a yes-or-no field",
        Context::Note => "a field of several lines",
        Context::Line => "any field of one line",
        Context::FormLine => "a field of one line in a form",
        Context::Picker => "an open drop-down",
        Context::Ticker => "an open drop-down that ticks several",
        Context::Sorter => "the fields to sort by, on top of a drop-down",
        Context::Columns => "the columns, on top of a drop-down that ticks several",
        Context::Confirm => "a question",
        Context::Conflict => "somebody changed the same fields",
        Context::Help => "the list of keys, and the other pages to read",
        Context::Plain => "a text alone on the screen, which every other key leaves",
    }
}

// What the screens say.

/// How many of something there are, in every face.
pub mod counted {
    use super::count;

    counted! {
        changes(many) "1 change", "{many} changes";
        drafts(many) "1 draft", "{many} drafts";
        customers(many) "1 customer", "{many} customers";
        rows(many) "1 row", "{many} rows";
    }
}

/// What stands on the screens: their titles and labels, and the lines that say how things are.
pub mod screens {
    use super::count;

    pub const WRITTEN_BY_HAND: &str = "Written by hand";
    pub const EDIT: &str = "Edit";
    pub const NEW_CUSTOMER: &str = "New customer";
    pub const CHANGED_TWICE: &str = "Changed twice";
    pub const DRAFTS: &str = "Typed and not saved";
    pub const HISTORY: &str = "History";
    pub const TRASH: &str = "Trash";
    pub const LIKELY_THE_SAME: &str = "Likely the same";
    pub const EDIT_MANY: &str = "Edit many";
    pub const MERGE: &str = "Merge";
    pub const NOTE: &str = "Note";
    pub const IMPORT: &str = "Import";
    pub const DUPLICATES: &str = "Duplicates";
    pub const LOG: &str = "What was done";
    pub const OUTBOX: &str = "Outbox";
    pub const CUSTOMERS: &str = "Customers";
    pub const VIEWS: &str = "Views";

    sentences! {
        /// What the terminal calls its window.
        window(place) "rolo · {place}";
        /// Where there is no room for any other.
        too_small(width, height) "rolo needs {width}x{height}";
        /// The number of the one that is looked at, and how many there are.
        of_all(number, all) "{number} of {all}";
        in_the_trash(many) "{many} in the trash";
        marked(many) "{many} marked";
        all_of_the_list(many) "all {many} of the list";
        become_one(many) "{many} become one";
        in_all(many) "{many} in all";
        and_more(many) "and {many} more";
    }

    // A form, and what is changed in it.
    pub const NOTHING_CHANGED: &str = "nothing changed";
    pub const REFUSED: &str = "The server refused it";
    pub const CHANGES: &str = "Changes";
    pub const NO_CHANGES: [&str; 2] = [
        "Nothing yet. What you change is listed here",
        "before it is sent.",
    ];

    // How far an import is, in its title.
    pub const WHICH_FILE: &str = "which file?";
    pub const FIRST_STEP: &str = "1 of 3: columns";
    pub const SECOND_STEP: &str = "2 of 3: what it would do";
    pub const THIRD_STEP: &str = "3 of 3: importing";
    pub const IMPORTED: &str = "done";

    counted! {
        calls(many) "1 call in the last minute", "{many} calls in the last minute";
    }

    // What a search finds.
    pub const NO_MATCH: &str = "no match";
    sentences! {
        similar(many) "{many} similar";
        no_exact_match(similar) "no exact match · {similar}";
        nothing_matches(search) "Nothing matches “{search}”.";
        exact_and(many, number, similar) "{many} exact · {number} of {similar}";
        exact_of(number, many, similar) "{number} of {many} · {similar}";
    }

    // What is being saved, and the place.
    pub const SAVING: &str = "saving…";
    pub const LEAVING: &str = ", then leaving; q again: at once";
    sentences! {
        /// The name of the first that is saved.
        and_others(name, many) "{name} and {many} more";
        sample_place(name) "{name} · sample data — start empty: rolo workspace add NAME";
        own_place(name) "{name} · on this machine";
    }

    // How the copy stands to the server.
    pub const UP_TO_DATE: &str = "up to date";
    pub const NOT_UP_TO_DATE: &str = "not up to date";
    pub const FETCHING: &str = "fetching…";
    counted! {
        /// Changes that wait for a person, with the key of the outbox.
        needing(many) "1 needs you (o)", "{many} need you (o)";
    }
    sentences! {
        pending(many) "{many} pending";
        fetching(part) "fetching: {part}";
        fetched(many) "fetched {many}";
        fetched_of(many, all) "fetched {many} of {all}";
        a_second(many) "{many} a second";
        shows_what_was_known(why) "shows what was known: {why}";
    }

    // Long work. Nobody has to wait for it.
    pub const LEAVE_IT: &str =
        "You can go on working: Esc leaves this running, W in the list comes back to it.";
    sentences! {
        doing(what, done, all) "{what}: {done} of {all}";
    }

    // What became of an import or of an edit of many.
    pub const WAITING: &str = "waiting to be sent; o shows the outbox";
    pub const ASKING: &str = "waiting for you in the outbox; o shows it";
    pub const ONE_CHANGE: &str =
        "All of it is one change: u takes it back, here or in the list of what was done (H).";

    // A file that is taken in.
    pub const LOOKING: &str = "Looking at the file…";
    pub const NO_SUCH_FILES: &str =
        "Nothing here has this name. CSV, JSON lines and vCards can be imported.";
    pub const LOOKING_AGAIN: &str = "Looking again…";
    pub const COLUMNS_REMEMBERED: &str =
        "Columns as you said for the last file like it; every row is a new customer";
    pub const EVERY_ROW_IS_NEW: &str = "Every row is a new customer";
    /// Between the fields that customers are told apart by.
    pub const AND: &str = " and ";
    pub const EMPTY_COLUMN: &str = "No row says anything here.";
    pub const READING_ROWS: &str = "Reading every row";
    pub const IMPORTING: &str = "Importing";
    pub const STOPPING_IMPORT: &str = "Stopping: rows on their way come to their end";
    pub const NOT_IMPORTED: &str = "not imported, as it was stopped";
    pub const MEND_THEM: &str = "Mend them there and import that file.";
    sentences! {
        bytes(many) "{many} B";
        kilobytes(many) "{many} kB";
        megabytes(many) "{many} MB";
        same_are_changed(fields)
            "Customers with the same {fields} are changed, all others are new";
        left_out(why) "left out: {why}";
        days_as(days) "Days as {days}";
        days_or(days, other) "Days as {days}; they could be {other} as well: t says which";
        rows_imported(rows) "{rows} imported.";
        rows_kept_in(rows) "{rows} broken; they lie with their reasons in";
        rows_left_out(rows) "{rows} broken and left out.";
    }

    // What a file would do.
    pub const NOTHING_TO_DO: &str = "There is nothing to be done.";
    pub const ALL_THE_SAME: &str =
        "All rows say what is here already: there is nothing to be done.";
    pub const BROKEN_UNTIL: &str =
        "No list here has these: their rows are broken until you say what is meant";
    pub const BROKEN_GO: &str = "Broken rows go to a file of their own, each with its reason";
    pub const NOTHING_DONE_YET: &str = "Nothing has been done yet";
    pub const NOT_IN_LIST: &str = "not in the list either";
    pub const SAY_WHAT_IT_MEANS: &str =
        "Enter says what it means; that is remembered for files like it.";
    counted! {
        unknown_values(many) "1 unknown value", "{many} unknown values";
        in_rows(many) "in 1 row", "in {many} rows";
    }
    sentences! {
        rows_new(many) "{many} new";
        rows_changed(many) "{many} changed";
        rows_broken(many) "{many} broken";
        rows_the_same(many) "{many} the same";
        doubtful_days(column, days)
            "{column}: days as {days}? Esc, then t on that column says which";
        row_at(line) "Line {line}";
        row_of(line, name) "Line {line}: {name}";
    }

    // An edit of many.
    pub const BULK_FIELD: &str = "Field";
    pub const BULK_HOW: &str = "What";
    pub const BULK_WITH: &str = "by";
    pub const BULK_PATTERN: &str = "Pattern";
    pub const BULK_FROM: &str = "From";
    pub const BULK_VALUE: &str = "Value";
    pub const BY_NOTHING: &str = "nothing";
    pub const TRYING: &str = "Trying it on all of them…";
    pub const STAYS_AS_IT_IS: &str = "stays as it is";
    pub const CHANGING: &str = "Changing";
    pub const STOPPING_CHANGE: &str = "Stopping: what is on its way comes to its end";
    pub const NOT_CHANGED: &str = "not changed, as it was stopped";
    sentences! {
        would_change(changed, same, refused)
            "{changed} change · {same} stay as they are · {refused} refused";
        customers_changed(customers) "{customers} changed.";
    }

    // Customers that become one.
    pub const ALL_THE_SAME_FIELDS: &str = "They say the same in every field.";
    pub const FROM_ALL: &str = "all";
    pub const FROM_BEFORE: &str = "kept";
    pub const NOTHING_LOST: &str = "Nothing is lost";
    counted! {
        lost(many) "1 value lost", "{many} values lost";
    }
    /// Behind one value that is lost, and behind several.
    pub const IT_IS_KEPT: &str = "(history and trash keep it)";
    pub const THEY_ARE_KEPT: &str = "(history and trash keep them)";
    sentences! {
        stays(name) "{name} stays";
        goes(names) "to the trash: {names}";
        not_taken(values) "not {values}";
        /// Below what is in sight.
        more_below(many) "▾ {many} more";
    }
    pub const MORE_BELOW: &str = "▾ more";

    // Likely pairs, and who a new customer may be.
    pub const READING_BOTH: &str = "Reading both…";
    pub const READING_ALL: &str = "Reading all customers…";
    pub const ONLY_LOOKING: &str = "You can leave; nothing is changed by looking.";
    pub const NO_PAIRS: [&str; 2] = [
        "No two customers here are likely one.",
        "What you once found to be two is not listed again.",
    ];
    pub const LAST_PAIR: &str = "That was the last pair.";
    pub const NOBODY_LIKE_IT: &str = "Nobody here is like the new customer any more.";
    pub const WHY: &str = "Why";
    pub const LIKELY_HERE: &str = "Likely here already";
    /// The same inside a line.
    pub const LIKELY_HERE_BELOW: &str = "likely here already";
    sentences! {
        comparing(done, all) "Comparing: {done} of {all} customers";
        pairs_done(done, all) "{done} of {all} are decided or skipped.";
    }

    // Values with bars.
    pub const COUNTING: &str = "Counting…";
    pub const NO_VALUE: &str = "(none)";
    pub const NOTHING_TO_COUNT: &str = "Nothing to count";
    pub const SIMILAR_NOT_COUNTED: &str = "What is only similar is not counted";
    sentences! {
        by_field(field, number, all) "By {field} ({number} of {all})";
    }

    // Lists to choose from, and views.
    pub const TYPE_TO_FILTER: &str = "type to filter";
    pub const TYPE_A_NAME: &str = "type a name";
    pub const LIST_UNKNOWN: &str = "This list is not known: type the word itself";
    pub const NOTHING_MATCHES: &str = "Nothing matches";
    pub const ALL_CUSTOMERS: &str = "All customers";
    pub const VIEW_NAME: &str = "Name ";
    sentences! {
        enter_takes(text) "Enter takes “{text}”";
    }

    // Fields that two have changed: what stood there, and whose is kept.
    pub const WAS: &str = "was";
    pub const MINE: &str = "mine";
    pub const THEIRS: &str = "theirs";
    pub const BOTH: &str = "both";
    pub const BY_HAND: &str = "yours";

    // What a draft is of.
    pub const OF_NEW: &str = "new customer";
    sentences! {
        of_customer(id) "customer {id}";
        of_conflict(of) "{of}, a conflict";
        unreadable(of) "{of}, cannot be read";
    }

    // A text that stands alone.
    pub const ANY_KEY: &str = "any key: back";
    pub const MORE_OR_ANY_KEY: &str = "PgDn more · any other key: back";

    // What the terminal can do.
    pub const NO_COLOURS: &str = "no colours";
    pub const SIXTEEN_COLOURS: &str = "16 colours";
    pub const INDEXED_COLOURS: &str = "256 colours";
    pub const ALL_COLOURS: &str = "shows all colours";
    pub const SIXTEEN_THEME: &str = "sixteen: the terminal's own colours";
    pub const WITH_BORDERS: &str = "with borders";
    pub const WITHOUT_BORDERS: &str = "without borders";
    pub const WITH_MOTION: &str = "with motion";
    pub const WITHOUT_MOTION: &str = "without motion";
    sentences! {
        version(number) "rolo {number}";
    }
}

/// Why something did not happen, and what is said where rolo ends.
pub mod failing {
    use super::count;

    // Where no answer came: what to do about it.
    pub const TRY_AGAIN: &str = "try again";
    pub const LOOK_AT_LIST: &str = "look at the list before you try again";
    pub const LOOK_AT_CUSTOMER: &str = "look at the customer before you save again";
    pub const LOOK_AT_LOG: &str = "H shows what was done";
    pub const IS_IN_OUTBOX: &str = "it is kept in the outbox";
    sentences! {
        no_answer(advice) "no answer came in time; {advice}";
        answer_unreadable(advice) "the server's answer could not be read; {advice}";
        broken(advice) "something inside rolo went wrong; {advice}";
    }

    // What the server or the disk says.
    pub const FORBIDDEN: &str = "this key may only read; ask for one that may write";
    pub const NO_ADMIN: &str = "the lists are for an admin's key to change; ask whoever has one";
    pub const CHANGED_MEANWHILE: &str = "somebody else changed the same fields meanwhile";
    pub const KEYS_REFUSED: &str = "the server refused the keys; `rolo login` takes new ones";
    pub const SLOW_DOWN: &str = "the server asks to slow down; try again in a minute";
    pub const MOVED: &str = "it has changed on the server meanwhile; try again";
    pub const OFFLINE: &str = "offline";
    sentences! {
        not_in_workspace(id) "customer {id} is not in this workspace any more";
        not_on_server(id) "customer {id} is not on the server any more";
        disk(why) "the workspace's files could not be used ({why}); see that the disk has room";
        slow_down_for(seconds) "the server asks to slow down; try again in {seconds} seconds";
        refused(why) "the server refused it: {why}";
        unreachable(why) "the server cannot be reached ({why})";
        not_read(why) "Not read: {why}";
        list_not_changed(why) "The list was not changed: {why}";
        views_not_kept(why) "The views were not kept: {why}";
        draft_not_kept(name, why)
            "The draft of “{name}” could not be put on disk ({why}): save the form, or make room and type on";
        not_remembered(why)
            "That could not be remembered: {why}. The pair will be listed again";
    }

    // An edit of many.
    pub const NOT_PLANNED: &str = "it was not planned as it is now; nothing was changed";
    pub const SAME_FIELD: &str = "somebody changed the same field";

    // What was to be copied.
    pub const NO_CLIPBOARD: &str = "this terminal has no clipboard";
    pub const TOO_LONG_TO_COPY: &str = "too long for the terminal’s clipboard";
    pub const NO_TERMINAL: &str = "the terminal cannot be written to";
    sentences! {
        not_copied(why) "Not copied, {why}: select with the mouse";
    }

    // What was written in the editor.
    pub const NOT_HERE: &str = "this customer is not here any more";
    pub const TOO_LONG: &str = "what was written there is longer than a mebibyte";
    pub const NOT_LENT: &str =
        "the keys could not be left to an editor, and nothing was changed; try again";
    sentences! {
        no_page(why) "the page could not be made: {why}";
        unchanged(why) "{why}; nothing was changed";
        page_kept(why) "{why}; nothing was changed, and the page is kept: E goes on with it";
        written_kept(file, why) "what was written is kept in {file}; {why}";
        file_gone(why) "{why}; nothing was changed, and its file is not there any more";
        left_unreadable(why) "what the editor left cannot be read ({why})";
        no_editor(name, why) "the editor “{name}” cannot be started: {why}";
        editor_stays(name) "the editor “{name}” did not end";
    }

    // A file that is taken in.
    pub const IMPORT_BROKE: &str =
        "A part of the program failed over this file; nothing more was done with it";
    pub const NO_FILE_YET: &str = "No file has been looked at; name it again";
    pub const ROWS_NOT_SHOWN: &str = "The rows could not be shown; judge the file again";
    counted! {
        rows_in_trash(many)
            "1 row is of a customer that lies in the trash: restore those first, or n makes new ones",
            "{many} rows are of customers that lie in the trash: restore those first, or n makes new ones";
        rows_with_ids(many)
            "1 row has the id of a customer that is here: c changes those, n makes new ones",
            "{many} rows have ids of customers that are here: c changes those, n makes new ones";
    }
    sentences! {
        in_closed_folder(file) "{file} lies in a folder that you may not read";
        no_file(file) "There is no file {file}";
        is_folder(file) "{file} is a folder; name a file in it";
        no_ordinary_file(file)
            "{file} is no ordinary file; save what it gives as one, and name that";
        no_encoding(name) "There is no encoding “{name}”";
        imported_before(when)
            "This very file was imported at {when}: n makes all of its customers once more";
        rows_unreadable(why) "The rows could not be read ({why}); judge the file again";
        broken_rows_stay(why)
            "The broken rows could not be written down, so nothing was imported: {why}";
        not_written_down(why) "not written down: {why}";
        kept_in_outbox(why) "{why}. It is kept in the outbox: o";
    }

    // Settings and the log.
    sentences! {
        first_mistake(mistake, more) "{mistake} ({more} more: rolo config show)";
        no_theme(name, folder, meant) "there is no theme “{name}” in {folder}{meant}";
        theme_meant(near) " (did you mean “{near}”?)";
        no_section(name) "[{name}] is no section: roles stand at the top";
        no_role(name, meant) "“{name}” is no role{meant}";
        no_text(name) "“{name}” must be a text in quotes, such as \"cyan bold\"";
        no_colour(word, meant)
            "“{word}” is neither a colour nor bold, dim, underlined or reversed{meant}";
        role_meant(near) "; did you mean “{near}”?";
        no_log(why)
            "the log could not be started ({why}); ROLO_LOG takes error, warn, info, debug or trace";
    }
    /// Ends what is said of a theme that is not there.
    pub const SIXTEEN_IS_USED: &str = "; “sixteen” is used";
    pub const NO_GROUND: &str = "“on” needs a colour after it";

    // Once the terminal is given back.
    pub const PANICKED: &str = "something inside rolo went wrong; what you typed is kept as a draft: start rolo again to go on";
    pub const IMPATIENT: &str = "the disk had not taken the last change when rolo left: look at the customer before you make it again";
    counted! {
        waiting(many)
            "1 change waits in the outbox; rolo sends it when it runs again",
            "{many} changes wait in the outbox; rolo sends them when it runs again";
    }
}

// What the plain mode says.

/// The conversation line by line. Whoever listens to it cannot see what stands above.
pub mod plain {
    use super::count;

    // The help at each question.
    pub const HELP: &[&str] = &[
        "Words, or a search such as status:active city:berlin, look for customers.",
        "A number shows that customer of the results.",
        "n and p: the next and the previous page; at a customer, the next and the previous one.",
        "l or a dot: the results again. a: all customers.",
        "e: edit the customer. e 3: edit the third. e website: edit that field.",
        "new: make a customer.",
        "notes: the notes of the customer.",
        "u: undo the last change. U: do it again.",
        "q: quit. So does the end of input, or Ctrl-C; what is typed is kept.",
        "/ before a search: what follows is looked for, whatever it says.",
        "?: this help.",
        "Changes that wait for the server are listed by the command rolo outbox.",
    ];
    pub const FORM_HELP: &[&str] = &[
        "A field's number or name edits it.",
        "f: field by field, from the first.",
        "l: all fields, the empty ones too.",
        "c: what is changed so far.",
        "s: save.",
        "u: undo the last answer. U: do it again.",
        "x: discard what was typed.",
        ". leaves, and keeps what was typed as a draft.",
        "q: quit, and keep it too.",
        "?: this help.",
    ];
    /// Before the name of a new customer is asked for.
    pub const NAME_HELP: &str = "The name first; . goes to the form without it, q quits.";
    /// What may be answered where two have changed one field.
    pub const CONFLICT_HELP: &[&str] = &[
        "m: yours is saved in the place of theirs. t: theirs stays, and yours is dropped.",
        "b, where it is offered: both are kept.",
        "k: nothing is decided now; the change waits in the outbox.",
        "q: the same, and quit.",
    ];
    pub const VALUE_HELP: &str = "Enter keeps what stands there, - empties it, . goes back to the form, q quits. = before a value: what follows is meant as it is.";
    pub const FLAG_HELP: &str = "y says yes, n says no, - says neither.";
    pub const NOTE_HELP: &str = "+ adds to what stands there.";
    pub const TICKS_HELP: &str = "A number or a name ticks or unticks; Enter goes on.";
    pub const CHOICE_HELP: &str = "A number or a part of the name takes it; * lists all.";
    pub const GROUP_HELP: &str = "A number edits that one, a adds one, d and a number removes one. Enter goes on, . goes back to the form.";
    /// Where one customer is to be chosen.
    pub const PICK_HELP: &str =
        "Type words to look for customers, l to list them; a number picks one, q picks none.";
    /// Where nothing was typed.
    pub const NOTHING_TYPED: &str = "? lists what may be typed.";

    // The beginning and the end.
    pub const LEFT: &str = "nothing more is said";
    pub const INTERRUPTED: &str = "it was interrupted";
    pub const BEGIN: &str =
        "Type words to look for customers, l to list them, ? for help, q to quit.";
    sentences! {
        greeting(workspace, counted) "rolo, workspace {workspace}. {counted}";
        greeting_sample(workspace, counted)
            "rolo, workspace {workspace}. {counted} These are samples.";
        one_draft(name) "Typed and not saved: {name}.";
        more_drafts(many, names) "Typed and not saved, {many}: {names}.";
        fetching(done) "Fetching customers: {done}.";
        fetching_of(done, all) "Fetching customers: {done} of {all}.";
        fetching_left(done, seconds) "Fetching customers: {done}, about {seconds} s left.";
        fetching_of_left(done, all, seconds)
            "Fetching customers: {done} of {all}, about {seconds} s left.";
        offline(why)
            "The server cannot be asked: {why}. This is what was known last; changes are kept and go out later.";
    }
    counted! {
        waiting(many)
            "1 change waits in the outbox: rolo outbox lists it.",
            "{many} changes wait in the outbox: rolo outbox lists them.";
    }

    // What a search finds.
    pub const NO_CUSTOMERS: &str =
        "There are no customers yet. new makes the first one; `rolo import` takes in a file.";
    counted! {
        only_similar(many) "1 is similar", "{many} are similar";
    }
    sentences! {
        all_of_them(customers) "{customers}.";
        no_match(search, customers)
            "Nothing matches “{search}”. Type fewer or other words, or a for all {customers}.";
        no_exact_match(search, similar) "Nothing matches “{search}” exactly; {similar}.";
        found(search, many, customers) "“{search}” finds {many} of {customers}.";
        found_near(search, many, customers, near)
            "“{search}” finds {many} of {customers}, and {near} similar.";
        not_searched(why) "{why}. The results stay as they were.";
        first_page(from, to, all) "{from} to {to} of {all}; n for more.";
        last_page(from, to, all) "{from} to {to} of {all}; p goes back.";
        page(from, to, all) "{from} to {to} of {all}; n for more, p goes back.";
        gone(number) "{number}. not here any more";
        no_number(number, all)
            "There is no number {number}: the results go from 1 to {all}. /{number} looks for it.";
    }
    /// Behind a customer of the results.
    pub const IS_SIMILAR: &str = ", similar";
    pub const HAS_DRAFT: &str = ", typed and not saved";
    pub const WAS_LAST_PAGE: &str = "That was the last page.";
    pub const WAS_FIRST_PAGE: &str = "That was the first page.";
    pub const WAS_LAST_CUSTOMER: &str = "That was the last customer of the results.";
    pub const WAS_FIRST_CUSTOMER: &str = "That was the first customer of the results.";
    pub const NO_RESULTS: &str = "There are no results. /1001 looks for what a number says.";

    // A customer.
    pub const DRAFT_HERE: &str = "Something was typed here and not saved: e goes on with it.";
    pub const WHOSE_NOTES: &str = "Whose? A number shows a customer.";
    pub const EDIT_WHICH: &str = "Which one? e and a number edits a customer of the results.";
    pub const NO_NOTES: &str = "There are no notes to this customer.";
    pub const NOTES: &str = "Notes, the newest first.";
    pub const NOTES_AS_SEEN: &str = "Notes, as they were seen last, the newest first.";
    sentences! {
        not_here(id) "Customer {id} is not in this workspace any more.";
        older_notes(many) "And {many} older ones.";
    }

    // A form.
    pub const RESUMED: &str = "Going on with what was typed and not saved; x discards it.";
    pub const DRAFT_UNREADABLE: &str =
        "The draft cannot be read and is kept as it is; this form starts without it.";
    pub const FORM_BEGIN: &str =
        "A field's number or name edits it; f goes through all, s saves, . leaves, ? helps.";
    pub const EMPTY: &str = "empty";
    pub const NOTHING: &str = "nothing";
    pub const WAS_LAST_FIELD: &str = "That was the last field.";
    pub const NO_CHANGES: &str = "Nothing is changed.";
    pub const DISCARD: &str = "Discard what was typed?";
    pub const DISCARDED: &str = "Discarded; nothing was changed.";
    pub const NOTHING_TO_UNDO: &str = "There is nothing to undo.";
    pub const NOTHING_TO_REDO: &str = "There is nothing to do again.";
    sentences! {
        editing(name) "Editing {name}.";
        ask_form(name) "{name}, edit>";
        ask_yes(question) "{question} y or n:";
        ask_quit(typed) "Quit? As a value it is typed ={typed}.";
        kept(name) "What was typed about {name} is kept: e on the customer goes on with it.";
        kept_new(name) "What was typed about {name} is kept: new goes on with it.";
        empty_fields(many) "{many} fields are empty; l lists them too.";
        no_such_number(all) "The fields go from 1 to {all}; l lists them.";
        not_edited(name) "“{name}” is kept by the server, and not edited.";
        no_field(name) "There is no field “{name}”; l lists them.";
        which_field(names) "Which one: {names}?";
        changed_from(field, from, to) "{field}: from {from} to {to}";
        not_taken(field, why) "{field} {why}; it stays as it was.";
        draft_not_kept(why)
            "What was typed could not be put on disk ({why}): save it, or it is lost when you leave.";
    }

    // A value.
    pub const NOW: &str = "now";
    pub const WHICH_ONE: &str = "Which one?";
    pub const ELEMENT_REMOVED: &str = "Removed; u in the form brings it back.";
    pub const ODD_ELEMENT: &str = "This one is not like the others, and stays as it is.";
    sentences! {
        ask_empty(field) "{field} (empty):";
        ask_now(field, now) "{field} ({now}):";
        ask_text(field) "{field}, new text; . on a line of its own ends it:";
        is_empty(field) "{field} is empty.";
        is_changed(field) "{field} is changed.";
        not_in_list(text) "“{text}” is not in the list; * lists all.";
        choices(many) "{many} choices: type a part of one, or * to list them.";
        no_elements(field) "{field}: none.";
        ask_first_element(field) "{field}, a adds one, Enter goes on:";
        ask_element(field, all) "{field}, 1 to {all}, a, d or Enter:";
    }

    // Saving.
    pub const NOTHING_SENT: &str = "Nothing was sent.";
    pub const SAME_AS_BEFORE: &str = "Nothing has changed, so nothing was sent.";
    pub const LIKELY_HERE: &str = "Probably here already:";
    pub const MAKE_ALL_THE_SAME: &str = "Make a new customer all the same?";
    pub const UNDECIDED: &str =
        "Nothing was overwritten. The change waits in the outbox: rolo outbox resolve decides it.";
    pub const WRITTEN_DOWN: &str = "It is written down, and goes out when rolo runs again.";
    sentences! {
        problem(field, why) "{field} {why}.";
        not_saved(name, why) "{name} was not saved: {why}.";
        twin(name, id) "{name}, id {id}";
        theirs_stays(name) "{name} stays as the others saved it.";
        in_outbox(what, why) "{what} waits in the outbox: {why}. rolo outbox says how it goes on.";
        conflict(name)
            "Somebody else changed {name} meanwhile. Nothing is overwritten until you say so.";
        field_was(field, value) "{field} was {value}.";
        theirs_and_yours(theirs, yours) "Theirs: {theirs}. Yours: {yours}.";
        ask_whose(field) "{field}, m yours, t theirs, k decides later:";
        ask_whose_or_both(field) "{field}, m yours, t theirs, b both, k decides later:";
    }
}
