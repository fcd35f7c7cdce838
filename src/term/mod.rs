//! (room term)
