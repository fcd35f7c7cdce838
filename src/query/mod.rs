//! The one search language: text in, and out of it what matches a customer.
//! Stands on `customer` alone; must not do I/O.

mod search;
mod view;
mod words;

pub use search::{Search, Sort, SortKey};
pub use view::View;
pub use words::Words;
