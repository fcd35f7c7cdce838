//! Owns what a note to a customer is. Must not know where notes are kept.

/// A note that somebody wrote to a customer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    pub text: String,
    pub who: String,
    /// As the server writes moments.
    pub at: String,
}
