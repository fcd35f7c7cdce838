//! Owns a saved search with its columns and its order, and views as a text that people can read, keep and
//! give to each other.
//! Must not read the search or know where views are kept.

use serde::{Deserialize, Serialize};

use super::Sort;

/// A search that was given a name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct View {
    /// Empty for the list of everything.
    pub name: String,
    #[serde(default)]
    pub query: String,
    /// Names of fields, in their order; none for the usual ones.
    #[serde(default)]
    pub columns: Vec<String>,
    #[serde(default)]
    pub sort: Sort,
}
