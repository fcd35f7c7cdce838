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

/// Sentences that count, a line each: what is said of one, and of every other number.
macro_rules! counts {
    ($($(#[$why:meta])* $name:ident($many:ident) $one:literal, $more:literal;)*) => {
        $($(#[$why])* pub fn $name($many: usize) -> String {
            match $many {
                1 => $one.to_owned(),
                _ => {
                    let $many = crate::customer::show::grouped(&$many.to_string());
                    format!($more)
                }
            }
        })*
    };
}

/// How many of something there are, in every face.
pub mod counted {
    counts! {
        changes(many) "1 change", "{many} changes";
        drafts(many) "1 draft", "{many} drafts";
        customers(many) "1 customer", "{many} customers";
        rows(many) "1 row", "{many} rows";
    }
}

/// What stands on the screens: their titles and labels, and the lines that say how things are.
pub mod screens {
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

    counts! {
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
    counts! {
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
    counts! {
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
    counts! {
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
}

/// Why something did not happen, and what is said where rolo ends.
pub mod failing {
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
    counts! {
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
    counts! {
        waiting(many)
            "1 change waits in the outbox; rolo sends it when it runs again",
            "{many} changes wait in the outbox; rolo sends them when it runs again";
    }
}

// What the plain mode says.

/// The conversation line by line. Whoever listens to it cannot see what stands above.
pub mod plain {
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
    counts! {
        waiting(many)
            "1 change waits in the outbox: rolo outbox lists it.",
            "{many} changes wait in the outbox: rolo outbox lists them.";
    }

    // What a search finds.
    pub const NO_CUSTOMERS: &str =
        "There are no customers yet. new makes the first one; `rolo import` takes in a file.";
    counts! {
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
