//! The real binary: in a real terminal (a pty), and as scripts call it.

mod bulk_work;
mod changes;
mod duplicates;
mod find;
mod harness;
mod keeps;
mod leaving;
mod verbs;
mod views;
mod work;
