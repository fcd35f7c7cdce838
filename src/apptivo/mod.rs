//! The wire: requests, responses and the client. Stands on `customer`; must not know the server's insides:
//! both stand on `request` and `response`.

pub mod client;
pub mod limit;
pub mod request;
pub mod response;
pub mod secret;
pub mod transport;

use std::time::Duration;

use thiserror::Error;

use crate::customer::{Customer, CustomerId};

pub use client::Client;
pub use response::Page;
pub use secret::Keys;

/// Why the API did not do what was asked.
#[derive(Clone, Debug, Error)]
pub enum ApiError {
    #[error("the server refused the keys ({0})")]
    KeysRefused(String),
    #[error("the server asks to slow down")]
    RateLimited { retry_after: Option<Duration> },
    #[error("customer {0} is not on the server")]
    NotFound(CustomerId),
    /// The server said no to what was sent; its own reason.
    #[error("the server refused it: {0}")]
    Invalid(String),
    /// An update with `ifVersion` met a newer record, which came along.
    #[error("the record has changed on the server")]
    Moved(Box<Customer>),
    /// Nothing was sent.
    #[error("the server cannot be reached: {0}")]
    Offline(String),
    /// It was sent and no answer came: it may have happened.
    #[error("no answer came, so it is not known whether it was done ({0})")]
    Unknown(String),
    #[error("the server's answer could not be read: {0}")]
    Garbled(String),
}
