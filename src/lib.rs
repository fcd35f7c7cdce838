//! rolo: a customer manager for the terminal.
pub mod app;
pub mod apptivo;
pub mod cli;
pub mod config;
pub mod connection;
pub mod customer;
pub mod paths;
pub mod query;
pub mod server;
pub mod store;
pub mod term;
pub mod workspace;
