//! Owns what may be wrong with a query that can be read and finds nothing: values that a field with a list of
//! them does not have, conditions written as `field=value`. Must not look at records: one may hold a value that its list has lost.

use crate::customer::text::{closed, fold};

use super::Context;
use super::complete::choices;
use super::expr::{Expr, Query, Term, Test, Word};
use super::matches::begins_word;
use super::name;
use super::slips::slips;

/// How many names are told.
const SHOWN: usize = 4;
/// How far a name may be from what was typed.
const SLIPS: usize = 2;

/// A sentence for each condition that no value of its field's list can meet.
pub fn doubts(query: &Query, context: &Context) -> Vec<String> {
    let mut out = Vec::new();
    gather(query.expr(), context, &mut out);
    out
}

fn gather(expr: &Expr, context: &Context, out: &mut Vec<String>) {
    match expr {
        Expr::And(all) | Expr::Or(all) => all.iter().for_each(|one| gather(one, context, out)),
        Expr::Term(term) => out.extend(doubt(term, context)),
        Expr::Word(word) => out.extend(meant(word, context)),
        Expr::Not(_) => {}
    }
}

/// A word that sets a field elsewhere, and here is a text to look for.
fn meant(word: &Word, context: &Context) -> Option<String> {
    let (field, value) = word.folded.split_once('=')?;
    let is_field = !value.is_empty() && name::find(field, context.fields).is_ok();
    is_field.then(|| {
        format!(
            "“{}” is looked for as a text; a field is asked with a colon: {field}:{value}",
            word.folded
        )
    })
}

fn doubt(term: &Term, context: &Context) -> Option<String> {
    let (Test::Begins(wanted) | Test::Is(wanted)) = &term.test else {
        return None;
    };
    let names = choices(&term.field, term.place, context);
    let meets = |name: &String| match &term.test {
        Test::Is(_) => fold(name) == *wanted,
        _ => begins_word(&fold(name), wanted) || begins_word(&closed(name), wanted),
    };
    let is_id = term.typed.bytes().all(|byte| byte.is_ascii_digit());
    if names.is_empty() || is_id || names.iter().any(meets) {
        return None;
    }
    let mut near: Vec<(usize, &String)> = names
        .iter()
        .map(|name| (distance(name, wanted), name))
        .filter(|(slips, _)| *slips <= SLIPS)
        .collect();
    near.sort_by_key(|(slips, _)| *slips);
    let near: Vec<&str> = near.iter().map(|(_, name)| name.as_str()).collect();
    let (is, told) = match near.is_empty() {
        true => ("there are", names.iter().map(String::as_str).collect()),
        false => ("similar", near),
    };
    let more = if told.len() > SHOWN { " …" } else { "" };
    let told: Vec<&str> = told.into_iter().take(SHOWN).collect();
    let (name, typed) = (&term.name, &term.typed);
    Some(format!(
        "“{typed}” is no {name}; {is}: {}{more}",
        told.join(", ")
    ))
}

/// How far what was typed is from a name, or from one of its words.
fn distance(name: &str, wanted: &str) -> usize {
    let name = fold(name);
    let words = name.split(' ').map(|word| slips(wanted, word));
    words
        .chain([slips(wanted, &name)])
        .min()
        .unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::customer::{Catalog, Fields};
    use serde_json::json;

    #[test]
    fn a_value_that_no_list_has_is_doubted_and_any_other_is_not() {
        let list = |names: [&str; 5]| {
            let choice = |name| json!({"statusId": 1, "statusName": name});
            names.map(choice).to_vec()
        };
        let names = ["Active", "On hold", "Pro-forma", "Gone", "Lost"];
        let catalog = Catalog::parse(&json!({"customerStatusList": list(names)}));
        let context = Context {
            fields: &Fields::standard(),
            catalog: &catalog,
            today: jiff::civil::date(2024, 1, 1),
        };
        let doubts = |text: &str| doubts(&Query::parse(text, &context).unwrap(), &context);
        for (text, said) in [
            ("status:actve", "“actve” is no status; similar: Active"),
            ("x status:=hold", "“hold” is no status; similar: On hold"),
            (
                "status:xyzzy",
                "“xyzzy” is no status; there are: Active, On hold, Pro-forma, Gone …",
            ),
            (
                "x status=Active",
                "“status=active” is looked for as a text; a field is asked with a colon: status:active",
            ),
        ] {
            assert_eq!(doubts(text), [said], "{text}");
        }
        for text in [
            "status:act",
            "status:hold",
            "status:77",
            "-status:actve",
            "status:proforma",
            "status:none",
            "market:x",
            "name:x",
            "a=b",
            "status=",
        ] {
            assert_eq!(doubts(text), [""; 0], "{text}");
        }
    }
}
