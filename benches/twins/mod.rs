//! The customers among whom twins are looked for: labelled ones from files, and made-up ones.

pub mod labelled;
pub mod made_up;
