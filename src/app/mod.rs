//! The screen's state. `update(&mut Model, Msg) -> Vec<Cmd>` is all of it: no I/O, no clock, no tasks, so
//! that every rule is a plain test. Stands on `customer` and `query`.
//!
//! A key becomes an `Action` by the keymap and goes to the topmost layer's file in `update/`; what several
//! screens begin is in `flow.rs`; where things stand on the screen is in `space.rs`, which the drawing
//! goes by too.

pub mod action;
pub mod behind;
pub mod breakdown;
pub mod bulk;
pub mod cmd;
pub mod column;
pub mod conflict;
pub mod copy;
pub mod cursor;
pub mod drafts;
pub mod flow;
pub mod form;
pub mod highlight;
pub mod hint;
pub mod intake;
pub mod key;
pub mod keymap;
pub mod labels;
pub mod layer;
pub mod likeness;
pub mod line;
pub mod links;
pub mod list;
pub mod lists;
pub mod looks;
pub mod measure;
pub mod model;
pub mod msg;
pub mod near;
pub mod notes;
pub mod notices;
pub mod order;
pub mod outbox;
pub mod outside;
pub mod page;
pub mod pairs;
pub mod pick;
pub mod pointer;
pub mod prompt;
pub mod question;
pub mod reason;
pub mod recorder;
pub mod sets;
pub mod settings;
mod settle;
pub mod sheet;
pub mod shelf;
pub mod space;
pub mod ticket;
pub mod told;
pub mod trash;
pub mod twins;
pub mod unify;
pub mod update;
pub mod verdict;
pub mod views;
pub mod words;

pub use model::{Model, Place};
pub use update::update;
