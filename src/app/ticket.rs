//! Owns saying where an answer belongs. Every question carries a ticket: a slot and the slot's
//! generation; an answer with an old generation is dropped, so a slow answer never replaces a newer one.

/// Who asked. One question of a slot is alive at a time; writes have a slot of their own each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Slot {
    /// Which customers the list shows.
    List,
    /// The records of the rows in sight.
    Rows,
    /// The record in the detail pane.
    Detail,
    /// getConfigData.
    Catalog,
    /// Drafts found at start.
    Drafts,
    /// A record read before its form opens.
    Form,
    /// A save, create or delete; counted, and never aborted.
    Write(u64),
}

/// A slot and the generation of its question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Ticket {
    pub slot: Slot,
    pub generation: u64,
}
