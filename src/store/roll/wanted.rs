//! Owns what of a question the roll can answer: words, and the two orders that it keeps.
//! Must not search.

use crate::store::filter::{self, Condition};
use crate::store::{Ask, Order, sort};

/// More words, or longer ones, are the store's to look for: each that is kept takes memory, and its words are
/// compared while others wait.
const MOST_WORDS: usize = 64;
const MOST_TEXT: usize = 4 << 10;
/// The same for the rest of a question.
const MOST_REST: usize = 16 << 10;

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
    /// None where the roll is of no use: for the trash, in orders that it does not keep, and for questions without
    /// end.
    pub fn of(ask: &Ask, order: &Order) -> Option<Wanted> {
        if ask.trash {
            return None;
        }
        let (mut words, mut is_exact) = (Vec::new(), true);
        for condition in &ask.filter.all {
            is_exact &= say(condition, order, &mut words);
            if words.len() > MOST_WORDS || words.iter().map(String::len).sum::<usize>() > MOST_TEXT
            {
                return None;
            }
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
        let rest = (!is_exact).then(|| format!("{:?}", ask.filter));
        if rest.as_ref().is_some_and(|rest| rest.len() > MOST_REST) {
            return None;
        }
        let is_of_use = !words.is_empty() || way.is_some();
        is_of_use.then_some(Wanted {
            words,
            is_exact,
            rest,
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
            let words = words.iter().filter(|word| !word.is_empty());
            out.extend(words.take(MOST_WORDS + 1).cloned());
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
            out.extend(query.words().iter().take(MOST_WORDS + 1).cloned());
            filter::is_words_alone(query.expr())
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::customer::Catalog;
    use crate::store::Filter;

    fn of(words: Vec<String>) -> Option<Wanted> {
        let ask = Ask {
            filter: Filter {
                all: vec![Condition::Words(words)],
            },
            ..Ask::default()
        };
        Wanted::of(&ask, &Order::of(&Catalog::default()))
    }

    #[test]
    fn a_question_without_end_is_the_stores() {
        let many = |count| (0..count).map(|nth| format!("w{nth}")).collect();
        assert!(of(many(MOST_WORDS)).is_some());
        assert_eq!(of(many(MOST_WORDS + 1)), None);
        assert!(of(vec!["a".repeat(MOST_TEXT)]).is_some());
        assert_eq!(of(vec!["a".repeat(MOST_TEXT + 1)]), None);
    }

    #[test]
    fn a_rest_without_end_is_the_stores() {
        let ask = |values| Ask {
            filter: Filter {
                all: vec![Condition::OneOf {
                    wire: "statusId".to_owned(),
                    values,
                }],
            },
            ..Ask::default()
        };
        let order = Order::of(&Catalog::default());
        assert!(Wanted::of(&ask(vec!["7".to_owned()]), &order).is_some());
        let many = vec!["7".repeat(100); MOST_REST / 100];
        assert_eq!(Wanted::of(&ask(many), &order), None);
    }
}
