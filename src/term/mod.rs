//! (room term)

pub mod theme;
pub mod view;
pub mod widget;
