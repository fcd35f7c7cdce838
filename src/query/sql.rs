//! Owns saying a query as an SQL condition for SQLite, over the table `customers` with its columns `body`
//! (the record as JSON) and `search` (the folded text). Must not run anything.
//!
//! SQL cannot fold, nor read a firm's days. What it cannot say exactly it says too widely, so that no
//! match is ever left out, and the query comes back to be tested on what was found.

use crate::customer::field::Kind;

use super::expr::{Expr, Query, Term, Test, Word};
use super::numbers::{Bound, Numbers};

/// A condition, the values of its `?` in order, and what is still to be tested.
#[derive(Clone, Debug, PartialEq)]
pub struct Sql {
    pub condition: String,
    pub values: Vec<SqlValue>,
    /// The query to test each row with that was found; none where the condition says all.
    pub rest: Option<Query>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum SqlValue {
    Text(String),
    Real(f64),
}

/// SQLite refuses expressions that are too deep. What is beyond this is tested in memory.
const MOST: usize = 200;

/// The condition that every row meets.
const ANYTHING: &str = "1";

#[derive(Clone, Copy)]
enum Joint {
    And,
    Or,
}

impl Joint {
    fn word(self) -> &'static str {
        match self {
            Joint::And => " AND ",
            Joint::Or => " OR ",
        }
    }
}

/// Says a query in SQL.
pub fn of(query: &Query) -> Sql {
    let mut writer = Writer {
        values: Vec::new(),
        left: MOST,
    };
    let said = writer.expr(query.expr());
    Sql {
        rest: (!said.is_exact).then(|| query.clone()),
        condition: said.condition,
        values: writer.values,
    }
}

/// A condition, and whether it holds for the matches alone or for others too.
struct Said {
    condition: String,
    is_exact: bool,
}

impl Said {
    fn exactly(condition: impl Into<String>) -> Said {
        Said {
            condition: condition.into(),
            is_exact: true,
        }
    }

    fn widely(condition: impl Into<String>) -> Said {
        Said {
            condition: condition.into(),
            is_exact: false,
        }
    }

    /// Everything, because nothing narrower can be said.
    fn anything() -> Said {
        Said::widely(ANYTHING)
    }
}

struct Writer {
    values: Vec<SqlValue>,
    left: usize,
}

impl Writer {
    fn expr(&mut self, expr: &Expr) -> Said {
        if self.left == 0 {
            return Said::anything();
        }
        self.left -= 1;
        match expr {
            Expr::And(all) if all.is_empty() => Said::exactly(ANYTHING),
            Expr::And(all) => self.joined(all, Joint::And),
            Expr::Or(any) => self.joined(any, Joint::Or),
            Expr::Not(one) => {
                let before = self.values.len();
                let said = self.expr(one);
                if said.is_exact {
                    return Said::exactly(format!("NOT {}", said.condition));
                }
                // The opposite of too much is too little.
                self.values.truncate(before);
                Said::anything()
            }
            Expr::Word(word) => self.word(word),
            Expr::Term(term) => self.term(term),
        }
    }

    fn joined(&mut self, parts: &[Expr], between: Joint) -> Said {
        let before = self.values.len();
        let said: Vec<Said> = parts.iter().map(|part| self.expr(part)).collect();
        let is_exact = said.iter().all(|one| one.is_exact);
        let mut conditions: Vec<&str> = said.iter().map(|one| one.condition.as_str()).collect();
        let is_anything = |condition: &&str| *condition == ANYTHING;
        match between {
            // One that lets everything through lets it through for all of them.
            Joint::Or if conditions.iter().any(is_anything) => {
                self.values.truncate(before);
                conditions.clear();
            }
            Joint::Or => {}
            Joint::And => conditions.retain(|condition| !is_anything(condition)),
        }
        let condition = if conditions.is_empty() {
            ANYTHING.to_owned()
        } else {
            format!("({})", conditions.join(between.word()))
        };
        Said {
            condition,
            is_exact,
        }
    }

    fn text(&mut self, value: &str) -> &'static str {
        self.values.push(SqlValue::Text(value.to_owned()));
        "?"
    }

    fn word(&mut self, word: &Word) -> Said {
        let mark = self.text(&word.folded);
        let own = format!("instr(search, {mark}) > 0");
        match &word.digits {
            None => Said::exactly(format!("({own})")),
            Some(digits) => {
                let mark = self.text(digits);
                Said::exactly(format!("({own} OR instr(search, {mark}) > 0)"))
            }
        }
    }

    fn term(&mut self, term: &Term) -> Said {
        let is_simple =
            term.place.is_none() && !matches!(term.field.kind, Kind::Group(_) | Kind::Custom(_));
        match &term.test {
            Test::None if is_simple => Said::exactly(format!("NOT {}", filled(term))),
            Test::Any if is_simple => Said::exactly(filled(term)),
            Test::Flag(yes) if is_simple => {
                let is_yes = format!(
                    "(coalesce(body -> '{}', 'null') IN ('\"Y\"', '\"yes\"', 'true'))",
                    path(&term.field.wire)
                );
                Said::exactly(if *yes {
                    is_yes
                } else {
                    format!("NOT {is_yes}")
                })
            }
            Test::None | Test::Flag(_) => Said::anything(),
            Test::Numbers(numbers) if is_simple => self.numbers(term, numbers),
            Test::Days(days) if is_simple && term.field.kind == Kind::Stamp => {
                let is = format!("body ->> '{}'", path(&term.field.wire));
                let mut all = vec![filled(term)];
                if let Some(from) = days.from {
                    all.push(format!("{is} >= {}", self.text(&from.to_string())));
                }
                if let Some(until) = days.until {
                    // Whatever stands behind the day is less than this.
                    all.push(format!("{is} < {}", self.text(&format!("{until}~"))));
                }
                Said::widely(format!("({})", all.join(" AND ")))
            }
            Test::Has(folded) if is_searched(term) => {
                let mark = self.text(folded);
                Said::widely(format!("(instr(search, {mark}) > 0)"))
            }
            Test::Is(folded) | Test::Begins(folded) if is_searched(term) && is_simple => {
                let mut any = vec![format!("instr(search, {}) > 0", self.text(folded))];
                if let Some(id) = term.field.id_wire {
                    // An id is a number or its digits; as JSON they are told apart.
                    let digits = self.text(&term.typed);
                    let quoted =
                        self.text(&serde_json::Value::from(term.typed.as_str()).to_string());
                    any.push(format!("body -> '{}' IN ({digits}, {quoted})", path(id)));
                }
                Said::widely(format!("({})", any.join(" OR ")))
            }
            _ => Said::widely(filled(term)),
        }
    }

    fn numbers(&mut self, term: &Term, numbers: &Numbers) -> Said {
        let mut all = vec![filled(term)];
        let is = format!("CAST(body ->> '{}' AS REAL)", path(&term.field.wire));
        // SQLite may read the last digit of a number another way.
        let slack = |bound: Bound| bound.at.abs() * 1e-9;
        if let Some(low) = numbers.from {
            self.values.push(SqlValue::Real(low.at - slack(low)));
            all.push(format!("{is} >= ?"));
        }
        if let Some(high) = numbers.until {
            self.values.push(SqlValue::Real(high.at + slack(high)));
            all.push(format!("{is} <= ?"));
        }
        Said::widely(format!("({})", all.join(" AND ")))
    }
}

/// Whether what the field says stands in the searchable text as well.
fn is_searched(term: &Term) -> bool {
    match term.place {
        Some(place) => place.searched && place.choice.is_none(),
        None => term.field.search && term.field.custom.is_none(),
    }
}

/// That one of the field's keys says something.
fn filled(term: &Term) -> String {
    let keys: Vec<String> = match term.field.kind {
        // What kind of assignee it is says nothing by itself.
        Kind::Assignee => [term.field.wire.as_ref()]
            .into_iter()
            .chain(term.field.id_wire)
            .map(has_value)
            .collect(),
        _ => term.keys().map(has_value).collect(),
    };
    format!("({})", keys.join(" OR "))
}

fn has_value(key: &str) -> String {
    let path = path(key);
    format!("coalesce(body -> '{path}', 'null') NOT IN ('null', '\"\"', '[]', '{{}}')")
}

/// Keys come from the table of fields, never from what was typed.
fn path(key: &str) -> String {
    format!("$.\"{}\"", key.replace(['"', '\''], ""))
}
