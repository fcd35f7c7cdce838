//! Answers the Customers API over a store. Owns reading requests as real clients send them, what each
//! action does, and who may do it. Stands on `store`, `apptivo::{request, response}` and `customer`; must
//! not know the client, the workspace or a screen.

mod actions;
mod checks;
mod conditions;
mod elements;
mod framing;
mod headers;
mod keys;
mod lists;
mod moved;
mod named;
mod pairs;
mod parameters;
mod read;
mod request_line;
mod router;
mod serve;
mod targets;
mod write;

pub use actions::Service;
pub use keys::{Access, KeyRing, NewPair, add_pair};
pub use serve::{serve, serve_stream};
