//! Owns the small things every screen draws with: text that is cut to its room, lines and boxes.
//! Must not know the model. Nothing here leaves the buffer, whatever it is asked.

pub mod bordered;
pub mod paint;
