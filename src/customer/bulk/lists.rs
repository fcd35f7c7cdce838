//! Owns adding to a list inside a record, taking out of it, and replacing text in each of its elements: phones,
//! e-mails, addresses, labels, territories, and the options of a custom attribute. What is not meant stays as
//! it was, with its ids.
//! Must not know records.

use serde_json::{Value, json};

use super::{Replace, elements_of, invalid, is_multiple};
use crate::customer::catalog::Catalog;
use crate::customer::change::Part;
use crate::customer::check::check;
use crate::customer::elements;
use crate::customer::field::{Field, Group, Kind};
use crate::customer::show;
use crate::customer::text::fold;
use crate::customer::validate::{self, Invalid};

/// The list with more in it; what is in it already is not added again.
pub fn with(field: &Field, typed: &str, before: &Part, catalog: &Catalog) -> Result<Part, Invalid> {
    let Kind::Group(group) = field.kind else {
        let mut names = options(field, before);
        let more = words(typed).map(str::to_owned);
        names.extend(more);
        return picked(field, &names, before, catalog);
    };
    let mut all = elements_of(field, before).to_vec();
    for text in words(typed) {
        if all.iter().any(|element| is_called(element, group, text)) {
            continue;
        }
        let element =
            elements::fresh(group, text, all.len(), catalog).map_err(|why| invalid(field, why))?;
        let name = show::headline(&element, group);
        if !all.iter().any(|other| is_called(other, group, &name)) {
            all.push(element);
        }
    }
    Ok(part(field, all, before))
}

/// The list without what is called so; what is not in it changes nothing.
pub fn without(
    field: &Field,
    typed: &str,
    before: &Part,
    catalog: &Catalog,
) -> Result<Part, Invalid> {
    let Kind::Group(group) = field.kind else {
        let mut names = options(field, before);
        names.retain(|name| !words(typed).any(|word| fold(word) == fold(name)));
        return picked(field, &names, before, catalog);
    };
    let mut all = elements_of(field, before).to_vec();
    all.retain(|element| {
        // An address may have a semicolon of its own.
        !is_called(element, group, typed.trim())
            && !words(typed).any(|text| is_called(element, group, text))
    });
    Ok(part(field, all, before))
}

/// The list with the text of its elements replaced; an element of which nothing is left is taken out.
pub fn replaced(
    field: &Field,
    replace: &Replace,
    before: &Part,
    catalog: &Catalog,
) -> Result<Part, Invalid> {
    let Kind::Group(group) = field.kind else {
        let names: Vec<String> = options(field, before)
            .iter()
            .map(|name| replace.apply(name).into_owned())
            .collect();
        return picked(field, &names, before, catalog);
    };
    let mut all = Vec::new();
    for element in elements_of(field, before) {
        let now = rewritten(element, group, replace, catalog).map_err(|why| invalid(field, why))?;
        let now = now.filter(|now| {
            let twin = |other: &Value| is_called(other, group, &show::headline(now, group));
            now == element || !all.iter().any(twin)
        });
        all.extend(now);
    }
    Ok(part(field, all, before))
}

/// An element with its text replaced; none where nothing is left of it.
fn rewritten(
    element: &Value,
    group: Group,
    replace: &Replace,
    catalog: &Catalog,
) -> Result<Option<Value>, String> {
    if let Group::Labels | Group::Territories = group {
        let name = show::headline(element, group);
        return match replace.apply(&name) {
            same if same == name => Ok(Some(element.clone())),
            now if now.trim().is_empty() => Ok(None),
            now => elements::fresh(group, now.trim(), 0, catalog).map(Some),
        };
    }
    let mut now = element.clone();
    let texts = group.members().iter();
    for member in
        texts.filter(|member| matches!(member.kind, Kind::Text | Kind::Phone | Kind::Email))
    {
        let Some(text) = element.get(member.wire).and_then(Value::as_str) else {
            continue;
        };
        let then = replace.apply(text);
        let then = then.trim();
        if then == text || text.is_empty() {
            continue;
        }
        if !then.is_empty() {
            check(member.kind, then)?;
        }
        if then.contains(['\n', '\r']) {
            return Err(format!("{} is one line", member.label));
        }
        now[member.wire] = json!(then);
    }
    let is_gone = now != *element && group.is_blank(&now);
    Ok((!is_gone).then_some(now))
}

/// Whether a person would call an element so: with or without its type, in any case; a phone number by its
/// digits.
fn is_called(element: &Value, group: Group, text: &str) -> bool {
    let name = show::headline(element, group);
    if group == Group::Phones {
        let digits = |text: &str| -> String {
            let number = text.rsplit(':').next().unwrap_or_default();
            number.chars().filter(char::is_ascii_digit).collect()
        };
        return !digits(text).is_empty() && digits(&name) == digits(text);
    }
    let wanted = fold(text);
    [
        name,
        elements::line(element, group),
        show::element(element, group),
    ]
    .iter()
    .any(|name| fold(name) == wanted)
}

fn part(field: &Field, all: Vec<Value>, before: &Part) -> Part {
    // A list that stays as it was is the list that was, also where it was none.
    if all == elements_of(field, before) {
        return before.clone();
    }
    Part::from_iter([(field.wire.to_string(), Value::Array(all))])
}

fn words(typed: &str) -> impl Iterator<Item = &str> {
    let words = typed.split(';').map(str::trim);
    words.filter(|word| !word.is_empty())
}

/// The options that are ticked.
pub(super) fn options(field: &Field, before: &Part) -> Vec<String> {
    debug_assert!(is_multiple(field.kind));
    let element = before.get(field.wire.as_ref());
    let ticked = element.and_then(|element| element.get("attributeValues")?.as_array());
    let name = |one: &Value| one.get("attributeValue")?.as_str().map(str::to_owned);
    let names = ticked.into_iter().flatten().filter_map(name);
    names.filter(|name| !name.is_empty()).collect()
}

fn picked(
    field: &Field,
    names: &[String],
    before: &Part,
    catalog: &Catalog,
) -> Result<Part, Invalid> {
    let mut once: Vec<String> = Vec::new();
    for name in names {
        if !once.iter().any(|other| fold(other) == fold(name)) {
            once.push(name.clone());
        }
    }
    if once == options(field, before) {
        return Ok(before.clone());
    }
    validate::read(field, &validate::join_options(&once), before, catalog)
}
