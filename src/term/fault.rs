//! Owns breaking on purpose, so that tests see what a panic leaves behind. Not in release builds.

use crate::app::msg::Msg;

/// Panics at F12 when ROLO_FAULT asks for it.
#[cfg(debug_assertions)]
pub fn strike(msg: &Msg) {
    use crate::app::key::{Code, Key};

    if *msg == Msg::Key(Key::plain(Code::F(12)))
        && std::env::var("ROLO_FAULT").is_ok_and(|what| what == "panic")
    {
        panic!("a fault was asked for");
    }
}

#[cfg(not(debug_assertions))]
pub fn strike(_: &Msg) {}
