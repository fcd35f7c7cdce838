//! The search language from outside: what a text finds, and that every reader of a query finds the same.
//! `PROPTEST_CASES=10000 cargo test --test query` looks longer.

mod found;
mod language;
mod readers;
mod world;
