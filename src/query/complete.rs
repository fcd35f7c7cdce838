//! Owns what can stand at a place of a query that is being typed: names of fields, and the values of a
//! field that has a list of them. Must not change the text.

use std::ops::Range;

use crate::customer::field::{CustomKind, Field, Kind, List};
use crate::customer::text::fold;

use super::Context;
use super::days;
use super::name::{self, Place, Target};
use super::parse;
use super::value::{self, Manner};

/// One way to go on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completion {
    /// The bytes of the text that it takes the place of.
    pub at: Range<usize>,
    pub text: String,
    /// What it is, for a second column.
    pub note: String,
}

/// What can stand at `cursor` (a byte of the text), best first; nothing where anything can.
pub fn complete(text: &str, cursor: usize, context: &Context) -> Vec<Completion> {
    let Some(before) = text.get(..cursor) else {
        return Vec::new();
    };
    let start = token_start(before);
    let token = before[start..].trim_start_matches(['-', '(']);
    let start = cursor - token.len();
    match split(token) {
        Some((name, value)) => match name::find(name, context.fields) {
            Ok(target) => values(&target, value, cursor, context),
            Err(_) => Vec::new(),
        },
        None => names(token, start..cursor, context),
    }
}

/// Where the token at the end begins: behind the last blank that is in no quotes.
fn token_start(before: &str) -> usize {
    let mut start = 0;
    let mut in_quotes = false;
    let mut chars = before.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '\\' if in_quotes => drop(chars.next()),
            '"' => in_quotes = !in_quotes,
            c if c.is_whitespace() && !in_quotes => start = at + c.len_utf8(),
            _ => {}
        }
    }
    start
}

/// The name and the value of a token that has a colon.
fn split(token: &str) -> Option<(&str, &str)> {
    if let Some(quoted) = token.strip_prefix('"') {
        let (name, rest) = quoted.split_once('"')?;
        return Some((name, rest.strip_prefix(':')?));
    }
    token.split_once(':')
}

fn names(token: &str, at: Range<usize>, context: &Context) -> Vec<Completion> {
    let wanted = fold(token.trim_start_matches('"'));
    if wanted.is_empty() {
        return Vec::new();
    }
    let mut out: Vec<Completion> = Vec::new();
    for (name, label) in name::offered(context.fields) {
        // Dashes are blanks when folded, so that a label is begun by its name.
        let text = if parse::is_bare_name(&name) {
            format!("{name}:")
        } else {
            format!("{}:", quoted(&name))
        };
        if fold(&name).starts_with(&wanted) && !out.iter().any(|one| one.text == text) {
            out.push(Completion {
                at: at.clone(),
                text,
                note: label,
            });
        }
    }
    out
}

fn values(target: &Target, typed: &str, cursor: usize, context: &Context) -> Vec<Completion> {
    let bare = typed.trim_start_matches('=');
    let at = cursor - bare.len()..cursor;
    let wanted = fold(bare.trim_start_matches('"'));
    let manner = value::manner(&target.field, target.place);
    let mut offered: Vec<(String, String)> = Vec::new();
    match manner {
        Manner::Choice => {
            let names = choices(&target.field, target.place, context);
            offered.extend(names.iter().map(|name| plain(name)));
        }
        Manner::Flag => offered.extend(["yes", "no"].map(plain)),
        Manner::Day => offered.extend(days::WORDS.map(plain)),
        _ => {}
    }
    if bare.len() == typed.len() && !bare.starts_with('"') {
        offered.push(("none".to_owned(), "without a value".to_owned()));
        offered.push(("any".to_owned(), "with a value".to_owned()));
    }
    let mut ranked: Vec<(bool, Completion)> = offered
        .into_iter()
        .filter_map(|(text, note)| {
            let folded = fold(&text);
            let begins = folded.starts_with(&wanted);
            let has = folded.split(' ').any(|word| word.starts_with(&wanted));
            let text = match note.as_str() {
                "" => shown(&text),
                _ => text,
            };
            let at = at.clone();
            (begins || has).then_some((!begins, Completion { at, text, note }))
        })
        .collect();
    ranked.sort_by_key(|(late, _)| *late);
    ranked.into_iter().map(|(_, one)| one).collect()
}

fn plain(word: &str) -> (String, String) {
    (word.to_owned(), String::new())
}

/// The values that a field has a list of.
pub(super) fn choices(field: &Field, place: Option<&Place>, context: &Context) -> Vec<String> {
    let list = match place {
        Some(place) if place.wires == ["countryName"] => Some(List::Country),
        Some(place) => place.choice.map(|_| List::AddressType),
        None => field.list(),
    };
    let own = list
        .map(|list| context.catalog.list(list))
        .unwrap_or_default();
    let options = match (&field.custom, field.kind) {
        (Some(custom), Kind::Custom(kind)) if kind != CustomKind::Table => {
            custom.options.as_slice()
        }
        _ => &[],
    };
    let own = own.iter().map(|choice| choice.name.clone());
    own.chain(options.iter().map(|option| option.name.clone()))
        .collect()
}

/// A value in quotes where it needs them.
fn shown(value: &str) -> String {
    if super::print::needs_quotes(value) {
        quoted(value)
    } else {
        value.to_owned()
    }
}

fn quoted(value: &str) -> String {
    format!("\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\""))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::customer::{Catalog, Fields};
    use serde_json::json;

    fn offered(text: &str) -> Vec<String> {
        let catalog = Catalog::parse(&json!({
            "customerStatusList": [{"statusId": 1, "statusName": "Inactive"}, {"statusId": 2, "statusName": "Active"},
                                   {"statusId": 3, "statusName": "Long active"}],
        }));
        let fields = Fields::standard();
        let context = Context {
            fields: &fields,
            catalog: &catalog,
            today: jiff::civil::date(2024, 1, 1),
        };
        complete(text, text.len(), &context)
            .into_iter()
            .map(|one| format!("{}{}", &text[..one.at.start], one.text))
            .collect()
    }

    #[test]
    fn names_complete_with_their_colon() {
        assert_eq!(offered("acme -webs"), ["acme -website:"]);
        assert_eq!(offered("(rev"), ["(revenue:", "(revenue-currency:"]);
        assert!(offered("").is_empty() && offered("acme ").is_empty());
    }

    #[test]
    fn values_come_from_the_catalog_and_keep_their_quotes() {
        assert_eq!(
            offered("status:act"),
            ["status:Active", "status:\"Long active\""]
        );
        assert_eq!(offered("status:\"long a"), ["status:\"Long active\""]);
        assert_eq!(offered("affiliate:n"), ["affiliate:no", "affiliate:none"]);
        assert_eq!(offered("created:to"), ["created:today", "created:tomorrow"]);
        assert_eq!(offered("status:=ina"), ["status:=Inactive"]);
    }

    #[test]
    fn no_place_in_a_text_is_wrong() {
        let fields = Fields::standard();
        let catalog = Catalog::default();
        let context = Context {
            fields: &fields,
            catalog: &catalog,
            today: jiff::civil::date(2024, 1, 1),
        };
        let text = "é \"a\\\" ü:x \":y status:\"";
        for cursor in 0..text.len() + 2 {
            for one in complete(text, cursor, &context) {
                assert!(text.get(one.at).is_some());
            }
        }
    }
}
