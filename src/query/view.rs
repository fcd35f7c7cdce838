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
    /// The order was chosen though it is the usual one.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub sorted: bool,
    /// The server keeps it for everybody: it is changed there, and not among somebody's own.
    #[serde(skip)]
    pub of_server: bool,
}

impl View {
    /// Whether a person chose the order: it wins over how well a customer matches.
    pub fn is_sorted(&self) -> bool {
        self.sorted || self.sort != Sort::default()
    }
}
