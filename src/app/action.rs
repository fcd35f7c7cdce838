//! Owns everything a person can do, by name; the words that hints and help use for it are in `words.rs`.
//! Must not know keys (`keymap.rs`), nor do anything (`update`).

use super::words;

macro_rules! actions {
    ($($name:ident, $word:literal;)*) => {
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
                words::action(self)
            }
        }
    };
}

actions! {
    Down, "down";
    Up, "up";
    HalfDown, "half-page-down";
    HalfUp, "half-page-up";
    PageDown, "page-down";
    PageUp, "page-up";
    First, "first";
    Last, "last";
    Search, "search";
    Open, "open";
    Edit, "edit";
    EditPage, "edit-page";
    EditOutside, "edit-outside";
    New, "new";
    Delete, "delete";
    Mark, "mark";
    UnmarkAll, "unmark-all";
    Sort, "sort";
    AlsoSort, "also-sort";
    Columns, "columns";
    ColumnsOn, "more-columns";
    ColumnsBack, "columns-back";
    Earlier, "earlier";
    Later, "later";
    Views, "views";
    JumpView, "jump-view";
    Breakdown, "breakdown";
    NextBreakdown, "next-breakdown";
    PreviousBreakdown, "previous-breakdown";
    Narrow, "narrow";
    ShowView, "show-view";
    AddView, "add-view";
    StoreView, "store-view";
    RenameView, "rename-view";
    DeleteView, "delete-view";
    UndoView, "undo-view";
    MoveUp, "move-up";
    MoveDown, "move-down";
    Pick, "pick";
    SwitchPane, "switch-pane";
    NextRecord, "next-record";
    PreviousRecord, "previous-record";
    ToggleEmpty, "toggle-empty";
    Refresh, "refresh";
    Back, "back";
    Quit, "quit";
    Drafts, "drafts";
    Outbox, "outbox";
    UndoSet, "undo";
    RedoSet, "redo";
    History, "history";
    WriteNote, "write-note";
    Log, "log";
    Trash, "trash";
    Lists, "lists";
    Retry, "retry";
    EditSet, "edit-set";
    DropSet, "drop";
    Decide, "decide";
    Happened, "happened";
    NotHappened, "not-happened";
    Restore, "restore";
    Twins, "twins";
    Duplicates, "duplicates";
    Merge, "merge";
    Apart, "not-a-duplicate";
    Skip, "skip";
    TakeBack, "take-back";
    OpenLeft, "open-left";
    OpenRight, "open-right";
    NextPair, "next-pair";
    PreviousPair, "previous-pair";
    FromNext, "from-next";
    FromPrevious, "from-previous";
    KeepNext, "keep-next";
    ShowAll, "show-all";
    LossesDown, "losses-down";
    LossesUp, "losses-up";
    LossesAlone, "losses-alone";
    Import, "import";
    Bulk, "edit-many";
    Record, "record";
    Replay, "replay";
    DryRun, "dry-run";
    LeaveOut, "leave-out";
    FindBy, "find-by";
    Encoding, "encoding";
    Delimiter, "delimiter";
    Days, "days";
    NextTab, "next-tab";
    PreviousTab, "previous-tab";
    ChangeThose, "change-those";
    AllNew, "all-new";
    Go, "go";
    Stop, "stop";
    LeaveRunning, "leave-running";
    Running, "running";
    Suspend, "suspend";
    Copy, "copy";
    Help, "help";
    Mouse, "mouse";
    Palette, "palette";
    Notices, "notices";
    About, "about";
    KeepSearch, "keep-search";
    ClearSearch, "clear-search";
    Complete, "complete";
    Recall, "recall";
    PutBack, "put-back";
    NextField, "next-field";
    PreviousField, "previous-field";
    Jump, "jump";
    NextSection, "next-section";
    PreviousSection, "previous-section";
    Save, "save";
    SaveAndNext, "save-and-next";
    Leave, "leave";
    Discard, "discard";
    Undo, "undo-typing";
    Redo, "redo-typing";
    Choose, "choose";
    Clear, "clear";
    Toggle, "toggle";
    Add, "add";
    Remove, "remove";
    NewLine, "new-line";
    Take, "take";
    TickOne, "tick";
    Close, "close";
    Yes, "yes";
    No, "no";
    OtherAnswer, "other-answer";
    Mine, "mine";
    Theirs, "theirs";
    Both, "both";
    ByHand, "by-hand";
    Resolve, "resolve";
    CharLeft, "char-left";
    CharRight, "char-right";
    WordLeft, "word-left";
    WordRight, "word-right";
    LineStart, "line-start";
    LineEnd, "line-end";
    DeleteBack, "delete-back";
    DeleteNext, "delete-next";
    DeleteWord, "delete-word";
    DeleteNextWord, "delete-next-word";
    DeleteToStart, "delete-to-start";
    DeleteToEnd, "delete-to-end";
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
