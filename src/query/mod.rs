//! The one search language: text in, and out of it what matches a customer.
//! Stands on `customer` alone; must not do I/O.

mod words;

pub use words::Words;

use serde::{Deserialize, Serialize};

/// What a list shows and in which order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Search {
    /// As typed; empty for everything.
    pub text: String,
    pub sort: Sort,
    /// The order was chosen by a person: it wins over how well a customer matches.
    pub sorted: bool,
}

/// An order by one field; customers that have no value stand last in either direction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sort {
    /// The field's wire name, or `city`, `country` for those of the first address.
    pub field: String,
    pub descending: bool,
}

impl Default for Sort {
    fn default() -> Sort {
        Sort {
            field: "customerName".to_owned(),
            descending: false,
        }
    }
}
