//! The work of a day
