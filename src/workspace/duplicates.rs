//! Owns finding customers that are probably one.

mod alike;
mod deck;
mod keys;
mod score;
mod traits;
mod vocabulary;

pub use deck::{Dealer, Deck, Pair};
pub use score::{Reason, Verdict};
pub use traits::KEYS;
