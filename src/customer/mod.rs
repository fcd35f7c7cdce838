//! What a customer is. Owns the table of fields, the record, the catalog of choices, changes to a
//! record and their merge, reading what a person types and showing what a record holds.
//!
//! Pure: no I/O, no clock, and nothing of ours outside this room.

pub mod attributes;
pub mod blank;
pub mod both;
pub mod bulk;
pub mod catalog;
pub mod change;
pub mod changeset;
pub mod check;
pub mod choices;
pub mod date;
pub mod draft;
pub mod elements;
pub mod field;
pub mod group;
pub mod layout;
pub mod legal;
pub mod merge;
pub mod note;
pub mod record;
pub mod show;
mod spelling;
pub mod table;
pub mod telling;
pub mod text;
pub mod unite;
pub mod validate;
#[cfg(test)]
mod validate_tests;

pub use catalog::{Catalog, Choice};
pub use change::{Change, Part};
pub use changeset::{ChangeSet, Entry, Standing, Step};
pub use draft::{Draft, Shelved};
pub use field::{CustomAttribute, CustomKind, Field, Fields, Kind, List};
pub use record::{Customer, CustomerId, RecordError};
pub use validate::Invalid;
