//! The wire: requests, responses and the client of the Customers API. Stands on `customer`; must not know
//! the server's insides: the two meet in `request.rs` and `response.rs` alone.

mod client;
mod limit;
pub mod request;
pub mod response;
mod secret;
mod transport;

use std::time::Duration;

use thiserror::Error;

use crate::customer::{Customer, CustomerId};

pub use client::{Client, Page};
pub use request::Action;
pub use secret::Keys;
pub use transport::{InProcess, Reply, Transport, TransportError};

/// Why the API did not do what was asked.
#[derive(Clone, Debug, Error)]
pub enum ApiError {
    #[error("the server refused the keys: {0}")]
    KeysRefused(String),
    /// The keys are known, and may not do this: most often they may only read.
    #[error("the server does not let these keys do that: {0}")]
    Forbidden(String),
    #[error("the server asks to slow down; nothing was changed, try again in a while")]
    RateLimited { retry_after: Option<Duration> },
    #[error("customer {0} is not on the server")]
    NotFound(CustomerId),
    /// The server said no to what was sent; its own reason.
    #[error("the server refused it: {0}")]
    Invalid(String),
    /// An update with `ifVersion` met a newer record, which came along.
    #[error("the record has changed on the server")]
    Moved(Box<Customer>),
    /// Nothing was sent, or nothing was to be changed.
    #[error("the server cannot be reached: {0}")]
    Offline(String),
    /// It was sent and no answer came: it may have happened.
    #[error("the server did not answer, so it is not known whether it was done: {0}")]
    Unknown(String),
    #[error("the server's answer could not be read: {0}")]
    Garbled(String),
}
