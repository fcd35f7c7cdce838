//! Owns everything a person can do, by name and with the words that hints and help use for it.
//! Must not know keys (`keymap.rs`), nor do anything (`update`).

macro_rules! actions {
    ($($name:ident, $word:literal, $label:literal;)*) => {
        /// One thing a key can do.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Action { $($name,)* }

        impl Action {
            pub const ALL: &'static [Action] = &[$(Action::$name,)*];

            /// The action's name, as a keymap file spells it.
            pub fn name(self) -> &'static str {
                match self { $(Action::$name => $word,)* }
            }

            /// What it does, in the words of hints and help.
            pub fn label(self) -> &'static str {
                match self { $(Action::$name => $label,)* }
            }
        }
    };
}

actions! {
    Down, "down", "down";
    Up, "up", "up";
    HalfDown, "half-page-down", "half a page down";
    HalfUp, "half-page-up", "half a page up";
    PageDown, "page-down", "a page down";
    PageUp, "page-up", "a page up";
    First, "first", "to the first";
    Last, "last", "to the last";
    Search, "search", "search";
    Open, "open", "open";
    Edit, "edit", "edit";
    EditPage, "edit-page", "edit as a page";
    EditOutside, "edit-outside", "in your editor";
    New, "new", "new";
    Delete, "delete", "delete";
    Mark, "mark", "mark";
    UnmarkAll, "unmark-all", "unmark all";
    Sort, "sort", "sort";
    AlsoSort, "also-sort", "sort by this too";
    Columns, "columns", "columns";
    ColumnsOn, "more-columns", "more columns";
    ColumnsBack, "columns-back", "columns back";
    Earlier, "earlier", "further left";
    Later, "later", "further right";
    Views, "views", "views";
    JumpView, "jump-view", "to this view";
    Breakdown, "breakdown", "counts";
    NextBreakdown, "next-breakdown", "next field";
    PreviousBreakdown, "previous-breakdown", "previous field";
    Narrow, "narrow", "narrow";
    ShowView, "show-view", "show it";
    AddView, "add-view", "save this list";
    StoreView, "store-view", "put this list there";
    RenameView, "rename-view", "rename";
    DeleteView, "delete-view", "delete";
    UndoView, "undo-view", "undo";
    MoveUp, "move-up", "move up";
    MoveDown, "move-down", "move down";
    Pick, "pick", "take this one";
    SwitchPane, "switch-pane", "other pane";
    NextRecord, "next-record", "next customer";
    PreviousRecord, "previous-record", "previous customer";
    ToggleEmpty, "toggle-empty", "empty fields too";
    Refresh, "refresh", "ask the server again";
    Back, "back", "back";
    Quit, "quit", "quit";
    Drafts, "drafts", "drafts";
    Outbox, "outbox", "outbox";
    UndoSet, "undo", "undo";
    RedoSet, "redo", "redo";
    History, "history", "history";
    WriteNote, "write-note", "write a note";
    Log, "log", "what was done";
    Trash, "trash", "trash";
    Lists, "lists", "what forms offer";
    Retry, "retry", "try again now";
    EditSet, "edit-set", "edit";
    DropSet, "drop", "give it up";
    Decide, "decide", "decide";
    Happened, "happened", "it happened";
    NotHappened, "not-happened", "it did not happen";
    Restore, "restore", "restore";
    Twins, "twins", "likely the same";
    Duplicates, "duplicates", "duplicates";
    Merge, "merge", "merge";
    Apart, "not-a-duplicate", "not a duplicate";
    Skip, "skip", "skip";
    TakeBack, "take-back", "take back";
    OpenLeft, "open-left", "open the left";
    OpenRight, "open-right", "open the right";
    NextPair, "next-pair", "next pair";
    PreviousPair, "previous-pair", "previous pair";
    FromNext, "from-next", "take the other's";
    FromPrevious, "from-previous", "take the one before";
    KeepNext, "keep-next", "the other stays";
    ShowAll, "show-all", "all fields";
    LossesDown, "losses-down", "more of what is lost";
    LossesUp, "losses-up", "back in what is lost";
    LossesAlone, "losses-alone", "all that is lost";
    Import, "import", "import a file";
    Bulk, "edit-many", "edit many";
    Record, "record", "record";
    Replay, "replay", "do it again";
    DryRun, "dry-run", "what it would do";
    LeaveOut, "leave-out", "leave it out";
    FindBy, "find-by", "find customers by it";
    Encoding, "encoding", "encoding";
    Delimiter, "delimiter", "delimiter";
    Days, "days", "dates";
    NextTab, "next-tab", "next list";
    PreviousTab, "previous-tab", "previous list";
    ChangeThose, "change-those", "change those";
    AllNew, "all-new", "all are new";
    Go, "go", "do it";
    Stop, "stop", "stop";
    LeaveRunning, "leave-running", "leave it running";
    Running, "running", "what is running";
    Suspend, "suspend", "to the shell";
    Copy, "copy", "copy";
    Help, "help", "keys";
    Mouse, "mouse", "mouse on or off";
    Palette, "palette", "everything";
    Notices, "notices", "notices";
    About, "about", "about";
    KeepSearch, "keep-search", "to the list";
    ClearSearch, "clear-search", "clear the search";
    Complete, "complete", "complete";
    Recall, "recall", "earlier searches";
    PutBack, "put-back", "put back what was cut";
    NextField, "next-field", "next field";
    PreviousField, "previous-field", "previous field";
    Jump, "jump", "jump to a field";
    NextSection, "next-section", "next section";
    PreviousSection, "previous-section", "previous section";
    Save, "save", "save";
    SaveAndNext, "save-and-next", "save, then the next";
    Leave, "leave", "leave";
    Discard, "discard", "discard what was typed";
    Undo, "undo-typing", "undo";
    Redo, "redo-typing", "redo";
    Choose, "choose", "choose";
    Clear, "clear", "empty it";
    Toggle, "toggle", "yes or no";
    Add, "add", "add one";
    Remove, "remove", "remove this one";
    NewLine, "new-line", "new line";
    Take, "take", "take";
    TickOne, "tick", "tick or untick";
    Close, "close", "close";
    Yes, "yes", "yes";
    No, "no", "no";
    OtherAnswer, "other-answer", "the other answer";
    Mine, "mine", "mine";
    Theirs, "theirs", "theirs";
    Both, "both", "both";
    ByHand, "by-hand", "write it";
    Resolve, "resolve", "save as chosen";
    CharLeft, "char-left", "left";
    CharRight, "char-right", "right";
    WordLeft, "word-left", "a word left";
    WordRight, "word-right", "a word right";
    LineStart, "line-start", "to the start";
    LineEnd, "line-end", "to the end";
    DeleteBack, "delete-back", "delete back";
    DeleteNext, "delete-next", "delete the next character";
    DeleteWord, "delete-word", "delete the word before";
    DeleteNextWord, "delete-next-word", "delete the next word";
    DeleteToStart, "delete-to-start", "delete to the start";
    DeleteToEnd, "delete-to-end", "delete to the end";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_each_used_once() {
        let mut names: Vec<&str> = Action::ALL.iter().map(|action| action.name()).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), Action::ALL.len());
    }
}
