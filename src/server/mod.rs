//! Answers the API over a store.

pub mod request_line;
pub mod serve;
