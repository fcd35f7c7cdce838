//! Owns matching by words: every word must stand somewhere in a customer's searchable text, in any order.
//! Must not know where the text comes from; it is folded by `customer::text` on both sides.

use memchr::memmem::Finder;

use crate::customer::text;

/// The words of a search, longest first: the rarest is looked for first.
pub struct Words {
    finders: Vec<Finder<'static>>,
}

impl Words {
    pub fn new(typed: &str) -> Words {
        let mut words = text::words(typed);
        words.sort_by_key(|word| std::cmp::Reverse(word.len()));
        words.dedup();
        Words {
            finders: words
                .iter()
                .map(|word| Finder::new(word.as_bytes()).into_owned())
                .collect(),
        }
    }

    /// No words: everything matches.
    pub fn is_empty(&self) -> bool {
        self.finders.is_empty()
    }

    /// The finder of the longest word, for scanning many texts that lie end to end.
    pub fn lead(&self) -> Option<&Finder<'static>> {
        self.finders.first()
    }

    /// Whether every word stands in a folded text.
    pub fn match_folded(&self, folded: &[u8]) -> bool {
        self.finders
            .iter()
            .all(|finder| finder.find(folded).is_some())
    }

    /// Whether every word stands in a text as people wrote it.
    pub fn match_text(&self, raw: &str) -> bool {
        self.match_folded(text::fold(raw).as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_words_in_any_order_and_nothing_matches_everything() {
        let words = Words::new("muller  CAFE");
        assert!(words.match_text("Café Müller GmbH"));
        assert!(!words.match_text("Café Meier GmbH"));
        assert!(Words::new("  ").is_empty() && Words::new(".").match_text(""));
    }
}
