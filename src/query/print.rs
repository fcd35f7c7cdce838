//! Owns the canonical text of a query, which reads as the same query again. Must not read texts.

use std::fmt::{self, Display, Formatter, Write};

use crate::customer::{Field, Fields};

use super::expr::{Expr, Op, Query, Term, Test, Word};
use super::value::{self, Manner};
use super::{name, parse, phone};

impl Display for Query {
    fn fmt(&self, f: &mut Formatter) -> fmt::Result {
        self.expr.fmt(f)
    }
}

impl Display for Expr {
    fn fmt(&self, f: &mut Formatter) -> fmt::Result {
        match self {
            Expr::And(all) => joined(f, all, " ", |one| matches!(one, Expr::Or(_))),
            Expr::Or(any) => joined(f, any, " OR ", |_| false),
            Expr::Not(one) => {
                f.write_char('-')?;
                put(f, one, matches!(**one, Expr::And(_) | Expr::Or(_)))
            }
            Expr::Word(word) => word.fmt(f),
            Expr::Term(term) => term.fmt(f),
        }
    }
}

fn joined(
    f: &mut Formatter,
    parts: &[Expr],
    between: &str,
    in_brackets: impl Fn(&Expr) -> bool,
) -> fmt::Result {
    for (at, part) in parts.iter().enumerate() {
        if at > 0 {
            f.write_str(between)?;
        }
        put(f, part, in_brackets(part))?;
    }
    Ok(())
}

fn put(f: &mut Formatter, expr: &Expr, in_brackets: bool) -> fmt::Result {
    if in_brackets {
        write!(f, "({expr})")
    } else {
        expr.fmt(f)
    }
}

impl Display for Word {
    fn fmt(&self, f: &mut Formatter) -> fmt::Result {
        // A phone number is known by being in one piece; folding has made blanks of its dashes.
        if self.digits.is_some() {
            return f.write_str(&self.folded.replace(' ', "-"));
        }
        let is_bare = !self.folded.contains([' ', '(', ')', ':', '"'])
            && phone::of_word(&self.folded).is_none();
        if is_bare {
            f.write_str(&self.folded)
        } else {
            quoted(f, &self.folded)
        }
    }
}

impl Display for Term {
    fn fmt(&self, f: &mut Formatter) -> fmt::Result {
        if parse::is_bare_name(&self.name) {
            f.write_str(&self.name)?;
        } else {
            quoted(f, &self.name)?;
        }
        f.write_char(':')?;
        match self.test {
            Test::None => return f.write_str("none"),
            Test::Any => return f.write_str("any"),
            _ => f.write_str(self.op.sign())?,
        }
        // Words that follow a bare phone number, or a plus alone, could be taken for more of it.
        let is_phone = value::manner(&self.field, self.place) == Manner::Phone;
        if is_phone || needs_quotes(&self.typed) {
            quoted(f, &self.typed)
        } else {
            f.write_str(&self.typed)
        }
    }
}

/// Whether a value would be read as something else without quotes.
pub(super) fn needs_quotes(value: &str) -> bool {
    value.is_empty()
        || value.starts_with(['=', '<', '>'])
        || value.starts_with("//")
        || value.contains(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | '"'))
        || ["none", "any", "OR"]
            .iter()
            .any(|word| value.eq_ignore_ascii_case(word))
}

fn quoted(f: &mut Formatter, text: &str) -> fmt::Result {
    f.write_char('"')?;
    for c in text.chars() {
        if matches!(c, '"' | '\\') {
            f.write_char('\\')?;
        }
        f.write_char(c)?;
    }
    f.write_char('"')
}

/// The condition that a field's value is exactly this one, as text; none for a value that has nothing to
/// compare. An empty value asks for those that have none.
pub fn is_exactly(field: &Field, value: &str, fields: &Fields) -> Option<String> {
    named_exactly(&field.wire, value, fields)
}

/// The same by the name of a field or of a part of an address.
pub fn named_exactly(name: &str, value: &str, fields: &Fields) -> Option<String> {
    let target = name::find(name, fields).ok()?;
    let is_empty = crate::customer::text::fold(value).is_empty();
    let (op, test) = match (value.is_empty(), is_empty) {
        (true, _) => (Op::Plain, Test::None),
        (false, true) => return None,
        (false, false) => (Op::Exact, Test::Is(String::new())),
    };
    let term = Term {
        name: target.name,
        field: target.field,
        place: target.place,
        op,
        typed: value.trim().to_owned(),
        test,
    };
    Some(term.to_string())
}
