//! The real binary: in a real terminal (a pty), and as scripts call it.

mod bulk_work;
mod changes;
mod copying;
mod duplicates;
mod editor;
mod ends;
mod find;
mod harness;
mod home;
mod keeps;
mod leaving;
mod lines;
mod mouse;
mod plain;
mod settings;
mod tmux;
mod verbs;
mod views;
mod welcome;
mod work;
