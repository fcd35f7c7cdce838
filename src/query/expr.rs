//! Owns the tree that a query is: words and conditions on fields, joined by and, or, not.
//! Must not read text or records.

use std::sync::Arc;

use crate::customer::Field;

use super::days::Days;
use super::name::Place;
use super::numbers::Numbers;
use super::phone::Wanted;

/// A query that was read.
#[derive(Clone, Debug, PartialEq)]
pub struct Query {
    pub(super) expr: Expr,
    /// The words on the top level, each once.
    pub(super) words: Vec<String>,
}

/// What must hold.
#[derive(Clone, Debug, PartialEq)]
pub enum Expr {
    /// All of these; none of them is everything.
    And(Vec<Expr>),
    Or(Vec<Expr>),
    Not(Box<Expr>),
    Word(Word),
    Term(Term),
}

/// A free word, or words in a row: it stands somewhere in a customer's folded text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// Folded, never empty, without blanks at the ends.
    pub folded: String,
    /// For what looks like a phone number: these digits in a row will do as well.
    pub digits: Option<String>,
}

/// A condition on one field.
#[derive(Clone, Debug, PartialEq)]
pub struct Term {
    /// The name that it is printed with; it finds the field again.
    pub name: String,
    /// The field; for a `place`, the addresses.
    pub field: Arc<Field>,
    /// The part of an address that is meant.
    pub place: Option<&'static Place>,
    pub op: Op,
    /// The value as it was given, without its operator and quotes.
    pub typed: String,
    pub test: Test,
}

/// What stands before a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Op {
    Plain,
    Exact,
    Less,
    Most,
    More,
    Least,
}

impl Op {
    pub fn sign(self) -> &'static str {
        match self {
            Op::Plain => "",
            Op::Exact => "=",
            Op::Less => "<",
            Op::Most => "<=",
            Op::More => ">",
            Op::Least => ">=",
        }
    }
}

/// What a value must be. Texts are folded.
#[derive(Clone, Debug, PartialEq)]
pub enum Test {
    /// There is no value.
    None,
    /// There is one.
    Any,
    /// This stands in it.
    Has(String),
    /// This is all of it.
    Is(String),
    /// A word of it begins with this, or its id is what was typed.
    Begins(String),
    /// The country of this code; a record may name it without the code. `begins`: or one with a word that begins
    /// so.
    Code {
        code: String,
        name: String,
        begins: Option<String>,
    },
    Phone(Wanted),
    Flag(bool),
    Numbers(Numbers),
    Days(Days),
}

impl Query {
    /// Everything.
    pub fn all() -> Query {
        Query::of(None)
    }

    pub(super) fn of(expr: Option<Expr>) -> Query {
        let expr = expr.unwrap_or(Expr::And(Vec::new()));
        let top = match &expr {
            Expr::And(all) => all.as_slice(),
            one => std::slice::from_ref(one),
        };
        let mut words: Vec<String> = Vec::new();
        for one in top {
            if let Expr::Word(word) = one
                && word.digits.is_none()
                && !words.contains(&word.folded)
            {
                words.push(word.folded.clone());
            }
        }
        Query { expr, words }
    }

    pub fn expr(&self) -> &Expr {
        &self.expr
    }

    /// Whether every customer matches because nothing is asked.
    pub fn is_all(&self) -> bool {
        matches!(&self.expr, Expr::And(all) if all.is_empty())
    }

    /// The folded words that every match holds: what is ranked and highlighted. A word that may be met by
    /// digits alone is not among them.
    pub fn words(&self) -> &[String] {
        &self.words
    }

    /// Whether some customers match better than others: there is a free word on the top level, or there are
    /// alternatives of words.
    pub fn is_ranked(&self) -> bool {
        let word = |one: &Expr| matches!(one, Expr::Word(_)) || alternatives(one).is_some();
        self.top().iter().any(word)
    }

    /// Where words are alternatives to each other: for each such place the words of each alternative.
    pub fn alternatives(&self) -> Vec<Vec<Vec<String>>> {
        self.top().iter().filter_map(alternatives).collect()
    }

    /// What every match meets, one by one.
    fn top(&self) -> &[Expr] {
        match &self.expr {
            Expr::And(all) => all,
            one => std::slice::from_ref(one),
        }
    }

    /// Whether it is free words and nothing else, so that `words` say all of it.
    pub fn is_words(&self) -> bool {
        let plain = |one: &Expr| matches!(one, Expr::Word(word) if word.digits.is_none());
        match &self.expr {
            Expr::And(all) => all.iter().all(plain),
            one => plain(one),
        }
    }

    /// Every condition on a field, in the order of the text.
    pub fn terms(&self) -> Vec<&Term> {
        let mut out = Vec::new();
        self.expr.each_term(&mut |term| out.push(term));
        out
    }

    /// The wire names of the fields that the conditions are on, each once.
    pub fn fields(&self) -> Vec<&str> {
        once(self.terms().into_iter().flat_map(Term::wires))
    }

    /// The keys of a record's body that the conditions look at, each once.
    pub fn keys(&self) -> Vec<&str> {
        once(self.terms().into_iter().flat_map(Term::keys))
    }
}

impl Default for Query {
    fn default() -> Query {
        Query::all()
    }
}

/// The words of each alternative; none where one of them has no word, so that it says nothing of how well it is met.
fn alternatives(expr: &Expr) -> Option<Vec<Vec<String>>> {
    let Expr::Or(any) = expr else {
        return None;
    };
    let word = |one: &Expr| match one {
        Expr::Word(word) => Some(word.folded.clone()),
        _ => None,
    };
    let words = any.iter().map(|one| match one {
        Expr::And(all) => all.iter().filter_map(word).collect(),
        one => Vec::from_iter(word(one)),
    });
    let words: Vec<Vec<String>> = words.collect();
    words.iter().all(|words| !words.is_empty()).then_some(words)
}

fn once<'a>(names: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut out: Vec<&str> = Vec::new();
    for name in names {
        if !out.contains(&name) {
            out.push(name);
        }
    }
    out
}

impl Expr {
    /// Whether it holds, where the caller says which words and conditions do.
    pub fn holds(
        &self,
        word: &mut impl FnMut(&Word) -> bool,
        term: &mut impl FnMut(&Term) -> bool,
    ) -> bool {
        match self {
            Expr::And(all) => all.iter().all(|one| one.holds(word, term)),
            Expr::Or(any) => any.iter().any(|one| one.holds(word, term)),
            Expr::Not(one) => !one.holds(word, term),
            Expr::Word(one) => word(one),
            Expr::Term(one) => term(one),
        }
    }

    fn each_term<'a>(&'a self, each: &mut impl FnMut(&'a Term)) {
        match self {
            Expr::And(some) | Expr::Or(some) => some.iter().for_each(|one| one.each_term(each)),
            Expr::Not(one) => one.each_term(each),
            Expr::Word(_) => {}
            Expr::Term(term) => each(term),
        }
    }
}

impl Term {
    /// The wire names of the fields that it looks at: its own, and those that say the same beside it.
    pub fn wires(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.field.wire.as_ref()).chain(self.beside().iter().copied())
    }

    /// The keys of a record's body that it looks at.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        let custom = self.field.custom.is_some().then_some("customAttributes");
        let own = self.field.keys().filter(move |_| custom.is_none());
        custom
            .into_iter()
            .chain(own)
            .chain(self.beside().iter().copied())
    }

    /// The keys of texts that count like the field's own: the flat copy of a list, and for the currency those
    /// of the revenue and of the bills, since a customer has seldom any other.
    pub(super) fn beside(&self) -> &'static [&'static str] {
        beside(&self.field.wire)
    }
}

/// `Term::beside`, of a field.
pub fn beside(wire: &str) -> &'static [&'static str] {
    match wire {
        "phoneNumbers" => &["phoneNumber"],
        "emailAddresses" => &["contactEmail"],
        "currencyCode" => &["annualRevenueCurrencyCode", "defaultBillingCurrency"],
        _ => &[],
    }
}
