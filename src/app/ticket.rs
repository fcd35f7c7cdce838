//! Owns saying where an answer belongs. Every question carries a ticket: a slot and the slot's
//! generation; an answer with an old generation is dropped, so a slow answer never replaces a newer one.

/// Who asked. One question of a slot is alive at a time; writes have a slot of their own each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Slot {
    /// Which customers the list shows.
    List,
    /// The records of the rows in sight.
    Rows,
    /// The records of the rows around them, for which no frame waits.
    Ahead,
    /// The record in the detail pane.
    Detail,
    /// getConfigData.
    Catalog,
    /// What lies on disk of forms that are not saved.
    Drafts,
    /// The same once more, a while after: nobody says that another program has been ended.
    DraftsAgain,
    /// Earlier searches.
    Searches,
    /// The views as they are kept.
    Views,
    /// The views on their way to the disk; never aborted.
    KeepViews,
    /// How many customers each view shows.
    Counts,
    /// How the result falls apart by a field.
    Breakdown,
    /// A record read before its form opens.
    Form,
    /// The record of the open form, read again after something changed.
    Follow,
    Outbox,
    Log,
    History,
    /// The notes of the customer in sight.
    Notes,
    Trash,
    /// What forms offer.
    Lists,
    /// A change of that on its way to the server; never aborted.
    ChangeList,
    /// Who the customer that is being typed may be.
    Twins,
    /// The likely pairs.
    Duplicates,
    /// The records of pairs.
    PairRows,
    /// The records that are to become one.
    Unify,
    /// What hangs on those.
    Kin,
    /// The first of many that are edited.
    BulkRows,
    /// What an edit of many would do.
    Bulk,
    /// An edit of many; never aborted.
    EditMany,
    /// Names of files.
    Files,
    /// A file that is looked at.
    Look,
    /// What a file would do.
    Judge,
    /// Rows of that.
    JudgedRows,
    /// A file that is taken in; never aborted.
    TakeIn,
    /// What is open in the editor of this machine.
    Editor,
    /// What is copied.
    Copy,
    /// Anything that goes through the outbox; counted, and never aborted.
    Write(u64),
}

/// A slot and the generation of its question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Ticket {
    pub slot: Slot,
    pub generation: u64,
}

/// Which question of each slot is the newest.
#[derive(Clone, Debug, Default)]
pub struct Tickets {
    newest: std::collections::HashMap<Slot, u64>,
}

impl Tickets {
    /// A ticket for a new question; answers to older ones of its slot are old from now on.
    pub fn ask(&mut self, slot: Slot) -> Ticket {
        let generation = self.newest.entry(slot).or_default();
        *generation += 1;
        Ticket {
            slot,
            generation: *generation,
        }
    }

    /// Whether an answer is to the newest question of its slot.
    pub fn is_newest(&self, ticket: Ticket) -> bool {
        self.newest.get(&ticket.slot) == Some(&ticket.generation)
    }

    /// No more answers are expected for a slot.
    pub fn close(&mut self, slot: Slot) {
        self.newest.remove(&slot);
    }
}
