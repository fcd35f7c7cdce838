//! The terminal face: the loop that feeds the app, the effects that carry out its commands, the drawing,
//! and the terminal itself. Stands on `app` and `workspace`; what a key means is the app's affair.

pub mod about;
pub mod caps;
pub mod clipboard;
pub mod effects;
mod fault;
pub mod frames;
mod gate;
pub mod input;
pub mod log;
pub mod run;
pub mod screen;
pub mod signals;
pub mod start;
pub mod theme;
pub mod view;
pub mod widget;
