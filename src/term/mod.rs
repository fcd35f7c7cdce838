//! (room term)

pub mod caps;
pub mod effects;
mod fault;
pub mod input;
pub mod log;
pub mod run;
pub mod screen;
pub mod signals;
pub mod start;
