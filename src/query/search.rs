//! Owns what a list is asked for: the text of a search and an order. Must not read the text.

use serde::{Deserialize, Serialize};

/// So many customers at most stand behind a result because they match it nearly.
pub const NEAR: usize = 50;

/// What a list shows and in which order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Search {
    /// As typed; empty for everything.
    pub text: String,
    pub sort: Sort,
    /// The order was chosen by a person: it wins over how well a customer matches.
    pub sorted: bool,
}

/// An order by one field, and by others where that one says nothing; customers that have no value stand
/// last in either direction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sort {
    /// The field's wire name, or `city`, `country` for those of the first address.
    pub field: String,
    pub descending: bool,
    /// What customers that are equal so far are ordered by.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub then: Vec<SortKey>,
}

/// One field of an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SortKey {
    pub field: String,
    pub descending: bool,
}

impl Sort {
    /// An order by one field alone.
    pub fn by(field: impl Into<String>, descending: bool) -> Sort {
        Sort {
            field: field.into(),
            descending,
            then: Vec::new(),
        }
    }

    /// An order by several fields, the first first; none gives the default.
    pub fn by_all(keys: impl IntoIterator<Item = SortKey>) -> Sort {
        let mut keys = keys.into_iter();
        match keys.next() {
            Some(first) => Sort {
                field: first.field,
                descending: first.descending,
                then: keys.collect(),
            },
            None => Sort::default(),
        }
    }

    /// Every field of the order with its direction (`true`: descending), the first first.
    pub fn keys(&self) -> impl Iterator<Item = (&str, bool)> {
        let first = (self.field.as_str(), self.descending);
        let then = self.then.iter();
        std::iter::once(first).chain(then.map(|key| (key.field.as_str(), key.descending)))
    }
}

impl Default for Sort {
    fn default() -> Sort {
        Sort::by("customerName", false)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_lists_its_keys_as_they_were_given() {
        let key = |field: &str, descending| SortKey {
            field: field.to_owned(),
            descending,
        };
        let sort = Sort::by_all([key("statusName", true), key("city", false)]);
        assert_eq!(
            sort.keys().collect::<Vec<_>>(),
            [("statusName", true), ("city", false)]
        );
        assert_eq!(Sort::by_all([]), Sort::default());
    }

    #[test]
    fn an_order_that_was_kept_with_one_field_is_still_read() {
        let old = r#"{"field":"city","descending":true}"#;
        let sort: Sort = serde_json::from_str(old).unwrap();
        assert_eq!(sort, Sort::by("city", true));
        assert_eq!(serde_json::to_string(&sort).unwrap(), old);
    }
}
