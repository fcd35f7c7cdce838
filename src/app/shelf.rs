//! Owns the box in which the views stand: where the cursor is, how many customers each shows, and the name
//! that is being typed.
//! Must not change views: `update/views.rs` does.

use super::cursor::Cursor;
use super::line::Line;

#[derive(Clone, Debug, Default)]
pub struct Shelf {
    /// On which view; 0 is everything.
    pub cursor: Cursor,
    /// How many customers each view shows, in their order; empty until that is known.
    pub counts: Vec<usize>,
    pub naming: Option<Naming>,
}

/// A name that is being typed.
#[derive(Clone, Debug)]
pub struct Naming {
    pub line: Line,
    /// The place of the view that gets it; none: the list as it is now becomes a view.
    pub place: Option<usize>,
}
