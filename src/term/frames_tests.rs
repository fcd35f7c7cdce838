//! What goes out, byte by byte; `tests/frames` compares it with what a terminal makes of it.
