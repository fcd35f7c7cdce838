//! Owns saying conditions in the database's SQL: exactly where it can be said, else too widely, so that no match
//! is left out and the rest is tested on what was found. Must not ask the database.

use tokio_postgres::types::{ToSql, Type};

use crate::store::filter::{self, Condition};
use crate::store::{Filter, Order};

use super::row::{choice, clean, is_choice, short};

/// Values that are said at most; what is beyond is tested in memory.
const MOST: usize = 200;

/// A condition over the table `customers c`, and the values of its `$n`.
pub(super) struct Narrow {
    pub condition: String,
    values: Vec<String>,
    /// Whether it says all of the filter.
    pub is_exact: bool,
}

impl Narrow {
    pub fn at(trash: bool) -> Narrow {
        Narrow {
            condition: if trash { "c.deleted" } else { "NOT c.deleted" }.to_owned(),
            values: Vec::new(),
            is_exact: true,
        }
    }

    pub fn of(filter: &Filter, trash: bool, order: &Order) -> Narrow {
        let mut narrow = Narrow::at(trash);
        for condition in &filter.all {
            narrow.and(condition, order);
        }
        narrow
    }

    pub fn words(&mut self, words: &[String]) {
        for word in words {
            let said = self.holds(word);
            self.push(&said);
        }
    }

    /// The values and their types, with some more behind them.
    pub fn values<'a>(
        &'a self,
        more: &[(&'a (dyn ToSql + Sync), Type)],
    ) -> Vec<(&'a (dyn ToSql + Sync), Type)> {
        let own = self.values.iter();
        let own = own.map(|value| (value as &(dyn ToSql + Sync), Type::TEXT));
        own.chain(more.iter().cloned()).collect()
    }

    /// The mark of the first value behind its own.
    pub fn next(&self) -> usize {
        self.values.len() + 1
    }

    fn push(&mut self, condition: &str) {
        self.condition.push_str(" AND ");
        self.condition.push_str(condition);
    }

    fn value(&mut self, value: String) -> String {
        self.values.push(value);
        format!("${}", self.values.len())
    }

    fn holds(&mut self, folded: &str) -> String {
        let mark = self.value(pattern(folded));
        format!("c.search LIKE {mark}")
    }

    fn and(&mut self, condition: &Condition, order: &Order) {
        let before = (self.values.len(), self.condition.len());
        let is_exact = self.say(condition, order);
        if self.values.len() > MOST {
            self.values.truncate(before.0);
            self.condition.truncate(before.1);
            self.is_exact = false;
            return;
        }
        self.is_exact &= is_exact;
    }

    /// Says a condition, or what is wider. Whether it is said exactly.
    fn say(&mut self, condition: &Condition, order: &Order) -> bool {
        match condition {
            Condition::Words(words) => {
                self.words(words);
                true
            }
            Condition::Contains { wire, folded } => {
                // A field's folded text is a part of the row's.
                if filter::is_searched(order, wire) {
                    let said = self.holds(folded);
                    self.push(&said);
                }
                false
            }
            Condition::Begins(folded) => {
                let kept = short(folded);
                let mark = self.value(prefix(&kept));
                self.push(&format!("c.name_key LIKE {mark}"));
                // What stands there for a letter that the database does not take is another letter too.
                kept == *folded && !kept.contains(char::REPLACEMENT_CHARACTER)
            }
            Condition::DayFrom { wire, day } if stamp(wire).is_some() => {
                let mark = self.value(clean(day));
                self.push(&format!("c.{} >= {mark}", stamp(wire).unwrap_or("created")));
                false
            }
            Condition::DayUntil { wire, day } if stamp(wire).is_some() => {
                // Whatever stands behind the day is less than this.
                let mark = self.value(format!("{}~", clean(day)));
                self.push(&format!("c.{} < {mark}", stamp(wire).unwrap_or("created")));
                false
            }
            Condition::OneOf { .. } | Condition::Any(_) => match self.choice_of(condition) {
                Some(said) => {
                    self.push(&said);
                    true
                }
                None => false,
            },
            Condition::Query(query) => {
                self.words(query.words());
                filter::is_words_alone(query.expr())
            }
            _ => false,
        }
    }

    /// A condition on what was chosen, which lies beside the record.
    fn choice_of(&mut self, condition: &Condition) -> Option<String> {
        let before = self.values.len();
        let said = match condition {
            Condition::OneOf { wire, values } if is_choice(wire) && values.len() <= MOST => values
                .iter()
                .map(|value| {
                    let is = serde_json::json!({ wire.as_str(): choice(value)? });
                    let mark = self.value(is.to_string());
                    Some(format!("c.choices @> {mark}::text::jsonb"))
                })
                .collect::<Option<Vec<_>>>(),
            Condition::Any(some) => some.iter().map(|one| self.choice_of(one)).collect(),
            _ => None,
        };
        match said {
            Some(said) if !said.is_empty() => Some(format!("({})", said.join(" OR "))),
            Some(_) => Some("false".to_owned()),
            None => {
                self.values.truncate(before);
                None
            }
        }
    }
}

fn stamp(wire: &str) -> Option<&'static str> {
    match wire {
        "creationDate" => Some("created"),
        "lastUpdateDate" => Some("updated"),
        _ => None,
    }
}

/// A folded text as a pattern that finds it anywhere, and means nothing else.
fn pattern(folded: &str) -> String {
    format!("%{}", prefix(folded))
}

/// The same at the beginning.
fn prefix(folded: &str) -> String {
    let mut out = String::with_capacity(folded.len() + 2);
    for c in clean(folded).chars() {
        if matches!(c, '%' | '_' | '\\') {
            out.push('\\');
        }
        out.push(c);
    }
    out.push('%');
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::customer::Catalog;

    fn said(all: Vec<Condition>) -> Narrow {
        let order = Order::of(&Catalog::default());
        Narrow::of(&Filter { all }, false, &order)
    }

    fn one_of(wire: &str, values: &[&str]) -> Condition {
        Condition::OneOf {
            wire: wire.to_owned(),
            values: values.iter().map(ToString::to_string).collect(),
        }
    }

    #[test]
    fn words_mean_themselves() {
        let narrow = said(vec![Condition::Words(vec!["50%_a\\b".into()])]);
        assert_eq!(narrow.values, ["%50\\%\\_a\\\\b%"]);
        assert!(narrow.is_exact);
    }

    #[test]
    fn what_was_chosen_is_said_exactly_where_it_lies_beside_the_record() {
        assert!(said(vec![one_of("statusId", &["7", " X "])]).is_exact);
        for other in [
            one_of("statusId", &[""]),
            one_of("statusId", &["a\0"]),
            one_of("customerName", &["x"]),
            one_of("odd'Id", &["x"]),
            Condition::Any(vec![one_of("statusId", &["7"]), one_of("website", &["x"])]),
        ] {
            let narrow = said(vec![other]);
            assert!(!narrow.is_exact && narrow.values.is_empty());
            assert_eq!(narrow.condition, "NOT c.deleted");
        }
        assert!(said(vec![Condition::Any(vec![one_of("statusId", &["7"])])]).is_exact);
    }

    #[test]
    fn a_filter_without_end_is_cut_short() {
        let words = (0..5000).map(|n| format!("w{n}")).collect();
        let narrow = said(vec![
            Condition::Words(vec!["kept".into()]),
            Condition::Words(words),
        ]);
        assert!(!narrow.is_exact);
        assert_eq!(narrow.values, ["%kept%"]);
    }
}
