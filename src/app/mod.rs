//! The screen's state. `update(&mut Model, Msg) -> Vec<Cmd>` is all of it: no I/O, no clock, no tasks, so
//! that every rule is a plain test. Stands on `customer` and `query`.

pub mod cmd;
pub mod key;
pub mod msg;
pub mod ticket;
