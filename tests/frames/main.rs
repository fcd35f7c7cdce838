//! What goes out to the terminal: a terminal emulator shows after any frames what a plain redraw shows, and
//! what the user does costs few bytes.

mod bytes;
mod emulator;
mod firm;
mod parts;
mod random;
mod redraw;
