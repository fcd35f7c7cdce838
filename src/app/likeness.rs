//! Owns customers that are probably one, as the screen knows them: how likely that is, and why.
//! Must not weigh: that was done before.

use std::sync::Arc;

use crate::customer::{Customer, CustomerId};

/// How likely two are one, and why.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Likeness {
    /// From 0 to 100.
    pub percent: u8,
    /// A few words each, the weightiest first.
    pub reasons: Vec<String>,
    /// One name in two legal forms: for a person to look at, whatever else is the same.
    pub hint: bool,
}

impl Likeness {
    pub fn sentence(&self) -> String {
        self.reasons.join(", ")
    }
}

/// Somebody who is probably the customer that is being typed.
#[derive(Clone, Debug, PartialEq)]
pub struct Twin {
    pub record: Arc<Customer>,
    pub like: Likeness,
}

/// Two that are probably one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    pub ids: (CustomerId, CustomerId),
    pub like: Likeness,
}
