//! Owns reading a text into a query, left to right, in one go. Must not look at records.
//! A text that is still being typed is told apart from one that is wrong.

use std::ops::Range;

use crate::customer::text::fold;

use super::Context;
use super::error::{ErrorKind, Fault, QueryError};
use super::expr::{Expr, Op, Query, Term, Test, Word};
use super::name::{self, Target, Unknown};
use super::phone;
use super::value::{self, Given, Manner};

/// How many brackets may stand in each other; what reads a query goes as deep.
const DEEPEST: usize = 64;

impl Query {
    /// Reads a text. What nothing can be looked for in (blanks, a lone dot) asks for everything.
    pub fn parse(text: &str, context: &Context) -> Result<Query, QueryError> {
        let mut parser = Parser {
            text,
            at: 0,
            depth: 0,
            context,
        };
        let expr = parser.any_of()?.expr;
        if parser.at < text.len() {
            let at = parser.at..parser.at + 1;
            return Err(parser.wrong(at, "a ( before this )"));
        }
        Ok(Query::of(expr))
    }
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
    context: &'a Context<'a>,
}

/// A part of a query: whether anything was there, and what it asks for, if anything.
struct Part {
    seen: bool,
    expr: Option<Expr>,
}

type Parsed<T> = Result<T, QueryError>;

impl<'a> Parser<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn skip_blanks(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start().len();
    }

    fn error(&self, kind: ErrorKind, at: Range<usize>, expected: impl Into<String>) -> QueryError {
        QueryError::new(self.text, kind, at, expected.into())
    }

    fn wrong(&self, at: Range<usize>, expected: &str) -> QueryError {
        self.error(ErrorKind::Wrong, at, expected)
    }

    fn incomplete(&self, at: Range<usize>, expected: &str) -> QueryError {
        self.error(ErrorKind::Incomplete, at, expected)
    }

    fn fault(&self, at: Range<usize>, fault: Fault) -> QueryError {
        self.error(fault.kind, at, fault.expected)
    }

    /// Something is missing here: it may still come when this is the end of the text.
    fn missing(&self, at: Range<usize>, expected: &str) -> QueryError {
        if self.rest().trim_start().is_empty() {
            self.incomplete(at, expected)
        } else {
            self.wrong(at, expected)
        }
    }

    /// The operator `OR` or `AND` when it stands here as a word of its own.
    fn operator(&mut self, word: &str) -> Option<Range<usize>> {
        self.skip_blanks();
        let behind = self.rest().strip_prefix(word)?;
        let ends = behind
            .chars()
            .next()
            .is_none_or(|c| c.is_whitespace() || matches!(c, '(' | ')'));
        let at = self.at..self.at + word.len();
        ends.then(|| {
            self.at = at.end;
            at
        })
    }

    fn any_of(&mut self) -> Parsed<Part> {
        const EXPECTED: &str = "a word or a field on both sides of OR";
        let mut any = Vec::new();
        let mut seen = false;
        let mut last_or: Option<Range<usize>> = None;
        loop {
            let part = self.all_of()?;
            let or = self.operator("OR");
            if !part.seen
                && let Some(at) = or.clone().or(last_or)
            {
                return Err(self.missing(at, EXPECTED));
            }
            seen |= part.seen;
            any.extend(part.expr);
            match or {
                Some(at) => last_or = Some(at),
                None => break,
            }
        }
        let expr = join(any, Joint::Or);
        Ok(Part { seen, expr })
    }

    fn all_of(&mut self) -> Parsed<Part> {
        let mut all = Vec::new();
        let mut seen = false;
        loop {
            self.skip_blanks();
            if self.rest().is_empty() || self.rest().starts_with(')') || self.is_at_or() {
                break;
            }
            if !seen || !self.skip_and() {
                all.extend(self.one()?);
            }
            seen = true;
        }
        let expr = join(all, Joint::And);
        Ok(Part { seen, expr })
    }

    /// `AND` between two parts. At the end of a text it may still become a name.
    fn skip_and(&mut self) -> bool {
        let at = self.at;
        let is = self.operator("AND").is_some() && !self.rest().trim_start().is_empty();
        if !is {
            self.at = at;
        }
        is
    }

    fn is_at_or(&mut self) -> bool {
        let at = self.at;
        let is = self.operator("OR").is_some();
        self.at = at;
        is
    }

    /// One word, condition or group, and the minuses before it.
    fn one(&mut self) -> Parsed<Option<Expr>> {
        let start = self.at;
        self.at += self.rest().len() - self.rest().trim_start_matches('-').len();
        let minuses = self.at - start;
        let is_not = minuses % 2 == 1;
        match self.rest().chars().next() {
            None => {
                return Err(
                    self.incomplete(start..self.at, "a word, a field or a ( right after the -")
                );
            }
            // A dash between two words, as in names that were pasted.
            Some(c) if minuses > 0 && (c.is_whitespace() || c == ')') => return Ok(None),
            _ => {}
        }
        let expr = match self.rest().as_bytes().first() {
            Some(b'(') => self.group()?,
            Some(b'"') => self.quoted_one()?,
            _ => self.bare_one()?,
        };
        Ok(match (expr, is_not) {
            (Some(Expr::Not(inner)), true) => Some(*inner),
            (Some(expr), true) => Some(Expr::Not(Box::new(expr))),
            (expr, _) => expr,
        })
    }

    fn group(&mut self) -> Parsed<Option<Expr>> {
        let open = self.at..self.at + 1;
        if self.depth == DEEPEST {
            return Err(self.wrong(open, "fewer brackets in each other"));
        }
        self.at += 1;
        self.depth += 1;
        let part = self.any_of()?;
        self.depth -= 1;
        if !self.rest().starts_with(')') {
            return Err(self.incomplete(open, "a ) that closes this ("));
        }
        self.at += 1;
        if !part.seen {
            return Err(self.wrong(open.start..self.at, "a word or a field between ( and )"));
        }
        Ok(part.expr)
    }

    /// A text in quotes that begins here.
    fn quoted(&mut self) -> Parsed<String> {
        let open = self.at;
        let mut text = String::new();
        let mut chars = self.text[open + 1..].char_indices().peekable();
        while let Some((at, c)) = chars.next() {
            match c {
                '"' => {
                    self.at = open + 1 + at + 1;
                    return Ok(text);
                }
                '\\' => match chars.next_if(|(_, next)| matches!(next, '"' | '\\')) {
                    Some((_, escaped)) => text.push(escaped),
                    None => text.push('\\'),
                },
                c => text.push(c),
            }
        }
        Err(self.incomplete(open..self.text.len(), "a \" that closes this one"))
    }

    fn quoted_one(&mut self) -> Parsed<Option<Expr>> {
        let start = self.at;
        let text = self.quoted()?;
        if self.rest().starts_with(':') {
            let name = start..self.at;
            let target = self.target(&text, name.clone())?;
            self.at += 1;
            return self.term(target, name).map(Some);
        }
        let folded = fold(&text);
        Ok((!folded.is_empty()).then_some(Expr::Word(Word {
            folded,
            digits: None,
        })))
    }

    fn bare_one(&mut self) -> Parsed<Option<Expr>> {
        let token = bare(self.rest());
        if let Some(name) = field_name(token, self.context) {
            let at = self.at..self.at + name.len();
            let target = self.target(name, at.clone())?;
            self.at = at.end + 1;
            return self.term(target, at).map(Some);
        }
        // A bracket or nothing is never here, so that this always moves on.
        self.at += token.len();
        let folded = fold(token);
        // Digits that stand in the word as they are say nothing more.
        if let Some(digits) = phone::of_word(token).filter(|digits| *digits != folded) {
            return Ok(Some(Expr::Word(Word {
                folded,
                digits: Some(digits),
            })));
        }
        let words: Vec<Expr> = folded
            .split(' ')
            .filter(|word| !word.is_empty())
            .map(|word| {
                Expr::Word(Word {
                    folded: word.to_owned(),
                    digits: None,
                })
            })
            .collect();
        Ok(join(words, Joint::And))
    }

    fn target(&self, typed: &str, at: Range<usize>) -> Parsed<Target> {
        name::find(typed, self.context.fields).map_err(|unknown| {
            let (names, short) = match unknown {
                Unknown::Near(names) if names.is_empty() => {
                    let short = format!("“{typed}” is no field; in quotes it is plain text");
                    (String::new(), short)
                }
                Unknown::Near(names) => {
                    let names = names.join(", ");
                    let short =
                        format!("“{typed}” is no field: {names}? — or quotes for plain text");
                    (format!("; near are {names}"), short)
                }
                Unknown::Unasked => {
                    let short = "notes are not searched: they are read beside their customer";
                    let why = "; notes are read beside their customer and not searched";
                    (why.to_owned(), short.to_owned())
                }
                Unknown::Several(names) => {
                    let names = names.join(", ");
                    let short = format!("“{typed}” begins {names} — or quotes for plain text");
                    (format!("; “{typed}” begins {names}"), short)
                }
            };
            // What is there, as it is to be typed to be looked for.
            let plain = format!("{typed}{}", bare(&self.text[at.end..])).replace('"', "");
            let expected = format!("a field, or \"{plain}\" in quotes for plain text{names}");
            QueryError {
                unknown: Some(short),
                ..self.error(ErrorKind::Wrong, at, expected)
            }
        })
    }

    /// The condition behind a name and its colon.
    fn term(&mut self, target: Target, name: Range<usize>) -> Parsed<Expr> {
        self.skip_blanks();
        let start = self.at;
        let given = self.given(&target, name.start..start)?;
        let at = start..self.at;
        let test =
            value::read(&target, &given, self.context).map_err(|fault| self.fault(at, fault))?;
        let typed = match test {
            Test::None | Test::Any => given.text.to_ascii_lowercase(),
            _ => given.text,
        };
        Ok(Expr::Term(Term {
            name: target.name,
            field: target.field,
            place: target.place,
            op: given.op,
            typed,
            test,
        }))
    }

    fn given(&mut self, target: &Target, name: Range<usize>) -> Parsed<Given> {
        let missing = format!("a value after {}:", target.name);
        if self.rest().is_empty() {
            return Err(self.incomplete(name, &missing));
        }
        if self.rest().starts_with(['(', ')']) && !is_phone_start(target, self.rest())
            || self.is_at_or()
        {
            return Err(self.wrong(name, &missing));
        }
        let op = self.sign();
        if self.rest().starts_with('"') {
            let text = self.quoted()?.trim().to_owned();
            return Ok(Given {
                op,
                text,
                quoted: true,
            });
        }
        let text = match value::manner(&target.field, target.place) {
            Manner::Phone => phone_run(self.rest()).unwrap_or_else(|| bare(self.rest())),
            _ => bare(self.rest()),
        };
        self.at += text.len();
        if text.is_empty() {
            return Err(self.missing(name.start..self.at, &missing));
        }
        // The run of a phone number may begin with blanks behind its sign.
        Ok(Given {
            op,
            text: text.trim_start().to_owned(),
            quoted: false,
        })
    }

    fn sign(&mut self) -> Op {
        let signs = [Op::Most, Op::Least, Op::Less, Op::More, Op::Exact];
        let found = signs
            .into_iter()
            .find(|op| self.rest().starts_with(op.sign()));
        let op = found.unwrap_or(Op::Plain);
        self.at += op.sign().len();
        op
    }
}

#[derive(Clone, Copy)]
enum Joint {
    And,
    Or,
}

/// Joins parts, those that are joined alike in place; none when there are none.
fn join(parts: Vec<Expr>, joint: Joint) -> Option<Expr> {
    let mut out = Vec::with_capacity(parts.len());
    for part in parts {
        match (part, joint) {
            (Expr::And(inner), Joint::And) | (Expr::Or(inner), Joint::Or) => out.extend(inner),
            (other, _) => out.push(other),
        }
    }
    let last = out.pop()?;
    if out.is_empty() {
        return Some(last);
    }
    out.push(last);
    Some(match joint {
        Joint::And => Expr::And(out),
        Joint::Or => Expr::Or(out),
    })
}

/// Up to the next blank or bracket.
pub(super) fn bare(rest: &str) -> &str {
    let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '(' | ')'));
    &rest[..end.unwrap_or(rest.len())]
}

/// The name before a colon, where a token is a field and its value. `http://x` and `12:30` are words.
fn field_name<'t>(token: &'t str, context: &Context) -> Option<&'t str> {
    let (name, value) = token.split_once(':')?;
    let first = name.chars().next()?;
    let is_name = is_bare_name(name) && !value.starts_with("//");
    let is_likely = first.is_alphabetic() && !name.contains('/');
    (is_name && (is_likely || context.fields.find(name).is_some())).then_some(name)
}

/// Whether a name can stand before a colon without quotes.
pub(super) fn is_bare_name(name: &str) -> bool {
    name.starts_with(char::is_alphanumeric)
        && name
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '/'))
}

fn is_phone_start(target: &Target, rest: &str) -> bool {
    value::manner(&target.field, target.place) == Manner::Phone && phone_run(rest).is_some()
}

/// A phone number as it is written, with its blanks and the brackets of its area code. A minus behind a
/// blank belongs to the next word.
fn phone_run(rest: &str) -> Option<&str> {
    // Only what ends where a word ends belongs to it.
    let mut end = 0;
    let mut at = 0;
    loop {
        let mut ahead = rest[at..].chars();
        let c = ahead.next();
        if c.is_none_or(|c| c.is_whitespace() || matches!(c, '(' | ')')) {
            end = at;
        }
        at += match c {
            Some('0'..='9') => 1,
            Some('+') if at == 0 => 1,
            Some('-' | '.' | '/') if at > 0 => 1,
            Some(' ') if ahead.next().is_some_and(|c| c.is_ascii_digit() || c == '(') => 1,
            Some('(') => match area_code(&rest[at..]) {
                Some(length) => length,
                None => break,
            },
            _ => break,
        };
    }
    let run = rest[..end].trim_end();
    run.bytes().any(|b| b.is_ascii_digit()).then_some(run)
}

/// How long the `(089)` is that stands here.
fn area_code(rest: &str) -> Option<usize> {
    let inside = rest.strip_prefix('(')?.split_once(')')?.0;
    let is_code = inside.bytes().any(|b| b.is_ascii_digit())
        && inside.bytes().all(|b| b.is_ascii_digit() || b == b' ');
    is_code.then_some(inside.len() + 2)
}
