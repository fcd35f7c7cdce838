//! Owns what of a question the roll can answer: words, and the two orders that it keeps.
//! Must not search.

use crate::store::filter::{self, Condition};
use crate::store::{Ask, Order, sort};

/// A question as the roll sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::store) struct Wanted {
    /// Folded; each stands somewhere in the text of a match. Sorted, each once.
    pub words: Vec<String>,
    /// Whether the words say all of the question; else what they find is still to be tested.
    pub is_exact: bool,
    /// The rest of the question, by which what was found for it is known again.
    pub rest: Option<String>,
    /// The order, where the roll keeps it.
    pub way: Option<Way>,
    pub start: usize,
    pub count: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::store) struct Way {
    pub by: By,
    pub descending: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::store) enum By {
    Id,
    Name,
}

impl Way {
    pub const ID: Way = Way {
        by: By::Id,
        descending: false,
    };
}

impl Wanted {
    /// None where the roll is of no use: for the trash, and in orders that it does not keep.
    pub fn of(ask: &Ask, order: &Order) -> Option<Wanted> {
        if ask.trash {
            return None;
        }
        let (mut words, mut is_exact) = (Vec::new(), true);
        for condition in &ask.filter.all {
            is_exact &= say(condition, order, &mut words);
        }
        words.sort_unstable();
        words.dedup();
        let way = match sort::column(&ask.sort) {
            Some("id") => Some(By::Id),
            Some("name_key") => Some(By::Name),
            _ => None,
        };
        let way = way.map(|by| Way {
            by,
            descending: ask.sort.descending,
        });
        let is_of_use = !words.is_empty() || way.is_some();
        is_of_use.then_some(Wanted {
            words,
            is_exact,
            rest: (!is_exact).then(|| format!("{:?}", ask.filter)),
            way,
            start: ask.start,
            count: ask.count,
        })
    }

    /// By what the findings are kept. No word holds what stands before the rest.
    pub fn key(&self) -> Vec<String> {
        let rest = self.rest.iter().map(|rest| format!("\0{rest}"));
        self.words.iter().cloned().chain(rest).collect()
    }

    /// All that the words find, in any order.
    pub fn all(&self) -> Wanted {
        Wanted {
            is_exact: true,
            rest: None,
            way: Some(Way::ID),
            start: 0,
            count: usize::MAX,
            ..self.clone()
        }
    }
}

/// Adds the words that every match of a condition has. Whether they say all of it.
fn say(condition: &Condition, order: &Order, out: &mut Vec<String>) -> bool {
    match condition {
        Condition::Words(words) => {
            out.extend(words.iter().filter(|word| !word.is_empty()).cloned());
            true
        }
        // A field's folded text is a part of the customer's.
        Condition::Contains { wire, folded } => {
            if !folded.is_empty() && filter::is_searched(order, wire) {
                out.push(folded.clone());
            }
            false
        }
        Condition::Query(query) => {
            out.extend(query.words().iter().cloned());
            filter::is_words_alone(query.expr())
        }
        _ => false,
    }
}
