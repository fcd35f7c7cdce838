//! Answers the Customers API over a store. Owns reading requests as real clients send them, what each
//! action does, and who may do it. Stands on `store`, `apptivo::{request, response}` and `customer`; must
//! not know the client, the workspace or a screen.

mod access;
mod actions;
mod activities;
mod apps;
mod as_it_was;
mod as_seen;
mod body;
mod checks;
mod conditions;
mod config;
mod contacts;
mod current;
mod elements;
mod export;
mod firm;
mod forms;
mod framing;
mod headers;
mod health;
mod keys;
mod lists;
mod login;
mod lookalike;
mod meter;
mod moved;
mod named;
mod notes;
mod pairs;
mod parameters;
mod people;
mod proofs;
mod read;
mod request_line;
mod room;
mod router;
mod serve;
mod sessions;
mod targets;
mod tls;
mod views;
mod write;

pub use access::{Access, KeyRing};
pub use actions::Service;
pub use keys::{LOCAL, NewPair, add_pair};
pub use serve::{serve, serve_stream};
pub use tls::{Tls, TlsError};
