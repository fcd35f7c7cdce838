//! Owns what is kept of a form that has not been saved. What the form needs to open again is its own
//! affair and travels as JSON.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::record::CustomerId;

/// A form that has not been saved, or whose saving the server has not confirmed yet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Draft {
    /// Names this form among all that are not saved, also those of another program on the same workspace.
    pub key: String,
    /// The customer that is edited; none for a new one.
    pub of: Option<CustomerId>,
    /// What the person sees it called: the customer's name as typed so far.
    pub name: String,
    /// The form, in the form's own words.
    pub form: Value,
}

/// All that lies on disk of forms that have not been saved.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Shelved {
    pub drafts: Vec<Draft>,
    /// The keys of those that another running program wrote.
    pub elsewhere: Vec<String>,
}
