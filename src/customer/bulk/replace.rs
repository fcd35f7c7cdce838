//! Owns replacing text by a pattern: reading the pattern and what takes its place, and carrying it out.
//! Must not know fields.

use std::borrow::Cow;

use regex::{Captures, Regex, RegexBuilder};

/// A pattern, and what is put where it is met.
#[derive(Clone, Debug)]
pub struct Replace {
    pattern: Regex,
    /// As it was given.
    with: String,
    pieces: Vec<Piece>,
    /// Wherever it is met, and not only the first time.
    all: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Text(String),
    Group(usize),
}

impl PartialEq for Replace {
    fn eq(&self, other: &Replace) -> bool {
        self.pattern.as_str() == other.pattern.as_str()
            && (&self.pieces, self.all) == (&other.pieces, other.all)
    }
}

/// A pattern that needs more memory than this when it is made ready is refused.
const SIZE: usize = 1 << 20;

impl Replace {
    /// `with` may name groups of the pattern: `$1`, `\1`, `${name}`; `$0` is all that was met.
    pub fn new(
        pattern: &str,
        with: &str,
        all: bool,
        ignores_case: bool,
    ) -> Result<Replace, String> {
        if pattern.is_empty() {
            return Err("there is no pattern to look for".to_owned());
        }
        let pattern = RegexBuilder::new(pattern)
            .case_insensitive(ignores_case)
            .size_limit(SIZE)
            .build()
            .map_err(|error| why(&error))?;
        Ok(Replace {
            pieces: pieces(with, &pattern)?,
            with: with.to_owned(),
            pattern,
            all,
        })
    }

    /// Reads `s/PATTERN/WITH/`, with `g` and `i` behind it; what stands for `/` may be chosen.
    pub fn parse(text: &str) -> Result<Replace, String> {
        let refused = || format!("“{text}” is no s/PATTERN/WITH/ (with g for all, i for any case)");
        let mut rest = text.strip_prefix('s').ok_or_else(refused)?.chars();
        let between = rest.next().ok_or_else(refused)?;
        if between.is_alphanumeric() || between.is_whitespace() || between == '\\' {
            return Err(refused());
        }
        let (pattern, rest) = until(rest.as_str(), between).ok_or_else(refused)?;
        let (with, flags) = until(rest, between).ok_or_else(refused)?;
        if let Some(odd) = flags.chars().find(|flag| !matches!(flag, 'g' | 'i')) {
            return Err(format!(
                "“{odd}” behind the pattern is not known: g is for all, i for any case"
            ));
        }
        let with = with.replace(&format!("\\{between}"), &between.to_string());
        Replace::new(pattern, &with, flags.contains('g'), flags.contains('i'))
    }

    /// The text as it is then.
    pub fn apply<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let put = |met: &Captures<'_>| -> String {
            let piece = |piece: &Piece| match piece {
                Piece::Text(text) => text.clone(),
                Piece::Group(nth) => met
                    .get(*nth)
                    .map_or_else(String::new, |m| m.as_str().to_owned()),
            };
            self.pieces.iter().map(piece).collect()
        };
        self.pattern.replacen(text, usize::from(!self.all), put)
    }

    pub fn sentence(&self) -> String {
        let all = if self.all { ", wherever it is met" } else { "" };
        format!(
            "“{}” is replaced by “{}”{all}",
            self.pattern.as_str(),
            self.with
        )
    }
}

/// The text before the next such character that has no backslash before it, and the text behind it.
fn until(text: &str, between: char) -> Option<(&str, &str)> {
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        if c == between && !escaped {
            return Some((&text[..at], &text[at + c.len_utf8()..]));
        }
        escaped = c == '\\' && !escaped;
    }
    None
}

/// What takes the place of a match, taken apart.
fn pieces(with: &str, pattern: &Regex) -> Result<Vec<Piece>, String> {
    let mut pieces = Vec::new();
    let mut text = String::new();
    let mut rest = with;
    while let Some(c) = rest.chars().next() {
        let behind = &rest[c.len_utf8()..];
        let digits = behind.len()
            - behind
                .trim_start_matches(|c: char| c.is_ascii_digit())
                .len();
        let named = behind
            .strip_prefix('{')
            .and_then(|name| name.split_once('}'));
        rest = match (c, behind.chars().next()) {
            ('$' | '\\', Some('0'..='9')) => {
                // More than two digits are no group of any pattern that a person writes.
                let (nth, behind) = behind.split_at(digits.min(2));
                pieces.push(Piece::Text(std::mem::take(&mut text)));
                pieces.push(Piece::Group(group(nth, pattern)?));
                behind
            }
            ('$', Some('{')) => {
                let (name, behind) = named.ok_or("“${” has no end in what is put in its place")?;
                pieces.push(Piece::Text(std::mem::take(&mut text)));
                pieces.push(Piece::Group(group(name, pattern)?));
                behind
            }
            ('\\', Some('n')) => {
                text.push('\n');
                &behind[1..]
            }
            ('$', Some('$')) | ('\\', Some('\\' | '$')) => {
                text.extend(behind.chars().next());
                &behind[1..]
            }
            _ => {
                text.push(c);
                behind
            }
        };
    }
    pieces.push(Piece::Text(text));
    pieces.retain(|piece| *piece != Piece::Text(String::new()));
    Ok(pieces)
}

fn group(name: &str, pattern: &Regex) -> Result<usize, String> {
    let nth = match name.parse::<usize>() {
        Ok(nth) => Some(nth).filter(|nth| *nth < pattern.captures_len()),
        Err(_) => pattern
            .capture_names()
            .position(|known| known == Some(name)),
    };
    nth.ok_or_else(|| format!("the pattern has no group “{name}”"))
}

/// The reason alone: the picture of the pattern that comes with it has several lines.
fn why(error: &regex::Error) -> String {
    match error {
        regex::Error::CompiledTooBig(_) => "the pattern is too large".to_owned(),
        error => {
            let text = error.to_string();
            let last = text.lines().last().unwrap_or_default();
            let reason = last.strip_prefix("error: ").unwrap_or(last);
            format!("the pattern cannot be read: {reason}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn done(spelled: &str, text: &str) -> Result<String, String> {
        Ok(Replace::parse(spelled)?.apply(text).into_owned())
    }

    #[test]
    fn a_pattern_is_replaced_once_or_wherever_it_is_met() {
        for (spelled, text, then) in [
            ("s/a/b/", "aAa", "bAa"),
            ("s/a/b/g", "aAa", "bAb"),
            ("s/a/b/gi", "aAa", "bbb"),
            ("s/^http:/https:/", "http://a.example", "https://a.example"),
            ("s#/old/#/new/#", "a/old/b", "a/new/b"),
            ("s/a\\/b/c\\/d/", "a/b", "c/d"),
            ("s|a\\|b|x|g", "a|b", "x"),
            ("s/(\\w+) (\\w+)/$2 \\1/", "one two", "two one"),
            ("s/(?<year>\\d{4})/${year}s/", "in 1990", "in 1990s"),
            ("s/$/ costs $$5/", "it", "it costs $5"),
            ("s/(a)/$1b/", "a", "ab"),
            ("s/, /\\n/g", "a, b, c", "a\nb\nc"),
            ("s/x//", "axb", "ab"),
            ("s/x/$/", "x", "$"),
            ("s/x/$0$0/", "x", "xx"),
            ("s/ä/Ö/i", "Ä", "Ö"),
        ] {
            assert_eq!(done(spelled, text).as_deref(), Ok(then), "{spelled}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_refused_in_one_line() {
        for wrong in [
            "",
            "s",
            "s/",
            "s/a",
            "s/a/b",
            "s//b/",
            "s/(/b/",
            "s/a/b/x",
            "y/a/b/",
            "sxaxbx",
            "s/a/$1/",
            "s/a/${no}/",
            "s/a/${/",
            "s/(a{1000}){1000}/b/",
        ] {
            let why = Replace::parse(wrong).unwrap_err();
            assert!(!why.is_empty() && !why.contains('\n'), "{wrong}: {why}");
        }
    }
}
