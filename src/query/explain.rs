//! Owns saying in words how a query was read, a line for each condition. Must not be parsed again.

use crate::customer::show::grouped;

use super::Days;
use super::expr::{Expr, Query, Term, Test, Word};
use super::numbers::{Bound, Numbers};

/// How a query was read, one line for each part; what belongs together is indented.
pub fn explain(query: &Query) -> Vec<String> {
    let mut out = Vec::new();
    if query.is_all() {
        out.push("every customer".to_owned());
    } else {
        tell(query.expr(), 0, "", &mut out);
    }
    out
}

fn tell(expr: &Expr, depth: usize, lead: &str, out: &mut Vec<String>) {
    let blank = "  ".repeat(depth);
    match expr {
        Expr::And(all) => {
            out.push(format!("{blank}{lead}all of"));
            all.iter().for_each(|one| tell(one, depth + 1, "", out));
        }
        Expr::Or(any) => {
            out.push(format!("{blank}{lead}one of"));
            any.iter().for_each(|one| tell(one, depth + 1, "", out));
        }
        Expr::Not(one) => tell(one, depth, "not: ", out),
        Expr::Word(word) => out.push(format!("{blank}{lead}{}", of_word(word))),
        Expr::Term(term) => out.push(format!("{blank}{lead}{}", of_term(term))),
    }
}

fn of_word(word: &Word) -> String {
    let text = &word.folded;
    match &word.digits {
        Some(digits) => format!("“{text}” or the digits {digits} stand in any field"),
        None => format!("“{text}” stands in any field"),
    }
}

fn of_term(term: &Term) -> String {
    let subject = match term.place {
        Some(place) => format!("the {} of an address", place.name()),
        None => {
            let wires: Vec<&str> = term.wires().collect();
            format!("{} ({})", term.field.label, wires.join(" or "))
        }
    };
    let typed = &term.typed;
    match &term.test {
        Test::None => format!("{subject} has no value"),
        Test::Any => format!("{subject} has a value"),
        Test::Has(text) => format!("“{text}” stands in {subject}"),
        Test::Is(text) => format!("{subject} is exactly “{text}”"),
        Test::Begins(text) if !term.may_have_id() => {
            format!("a word of {subject} begins with “{text}”")
        }
        Test::Begins(text) => {
            format!("a word of {subject} begins with “{text}”, or its id is that")
        }
        Test::Code { code, name, begins } => {
            let is_code = format!("{subject} is {code} (“{name}”)");
            let named = begins.as_ref();
            let named = named.map(|begins| format!(", or a word of it begins with “{begins}”"));
            is_code + &named.unwrap_or_default()
        }
        Test::Phone(wanted) if wanted.is_alone() => {
            format!("{subject} is exactly the number {typed}, however it is written")
        }
        Test::Phone(_) => format!("{subject} has the number {typed}, however it is written"),
        Test::Flag(true) => format!("{subject} is yes"),
        Test::Flag(false) => format!("{subject} is not yes"),
        Test::Numbers(numbers) => format!("{subject} is {}", of_numbers(numbers)),
        Test::Days(days) => format!("{subject} is {}", of_days(days)),
    }
}

fn of_numbers(numbers: &Numbers) -> String {
    let shown = |bound: &Bound| grouped(&bound.at.to_string());
    let low = numbers.from.as_ref().map(|low| {
        let sign = if low.included {
            "at least"
        } else {
            "more than"
        };
        format!("{sign} {}", shown(low))
    });
    let high = numbers.until.as_ref().map(|high| {
        let sign = if high.included {
            "at most"
        } else {
            "less than"
        };
        format!("{sign} {}", shown(high))
    });
    match (numbers.from, numbers.until) {
        (Some(low), Some(high)) if low == high => shown(&low),
        _ => both(low, high),
    }
}

fn of_days(days: &Days) -> String {
    match (days.from, days.until) {
        (Some(from), Some(until)) if from == until => format!("on {from}"),
        (from, until) => both(
            from.map(|from| format!("on or after {from}")),
            until.map(|until| format!("on or before {until}")),
        ),
    }
}

fn both(low: Option<String>, high: Option<String>) -> String {
    let ends: Vec<String> = low.into_iter().chain(high).collect();
    ends.join(" and ")
}
