//! Owns what Tab offers in the search line: names of fields, and behind `field:` the values of its list.
//! Must not read the rest of a search.

use std::ops::Range;

use crate::customer::text::{fold, one_line};
use crate::customer::{Catalog, Field, Fields, Kind};

/// One way to go on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// The bytes of the search that it takes the place of.
    pub at: Range<usize>,
    pub text: String,
    pub label: String,
    /// Said beside it.
    pub note: String,
}

/// More than these nobody looks through.
const MOST: usize = 200;

/// What could stand at the cursor.
pub fn offers(text: &str, cursor: usize, fields: &Fields, catalog: &Catalog) -> Vec<Offer> {
    let Some(before) = text.get(..cursor) else {
        return Vec::new();
    };
    let start = token(before);
    let typed = &before[start..];
    let mut offers = match typed.split_once(':') {
        Some((name, value)) => {
            let value = value.strip_prefix('=').unwrap_or(value);
            let at = cursor - value.len()..cursor;
            field(name, fields).map_or(Vec::new(), |field| values(field, value, at, catalog))
        }
        None => names(typed, start..cursor, fields),
    };
    offers.truncate(MOST);
    offers
}

/// Where the part of a search begins that the cursor stands in: behind a blank or a bracket that no quote
/// holds, and behind a minus.
fn token(before: &str) -> usize {
    let (mut start, mut quoted) = (0, false);
    for (at, c) in before.char_indices() {
        match c {
            '"' => quoted = !quoted,
            c if !quoted && (c.is_whitespace() || c == '(' || (c == '-' && at == start)) => {
                start = at + c.len_utf8();
            }
            _ => {}
        }
    }
    start
}

/// The field of a name, or of the start of just one.
fn field<'a>(name: &str, fields: &'a Fields) -> Option<&'a Field> {
    fields.find(name).or_else(|| {
        let wanted = name.to_lowercase();
        let mut starting = fields.iter().filter(|f| f.kebab().starts_with(&wanted));
        starting.next().filter(|_| starting.next().is_none())
    })
}

fn names(typed: &str, at: Range<usize>, fields: &Fields) -> Vec<Offer> {
    let wanted = typed.to_lowercase();
    let mut offers: Vec<(bool, Offer)> = fields
        .iter()
        .map(|field| (field, field.kebab()))
        .filter(|(_, name)| name.contains(&wanted))
        .map(|(field, name)| {
            let offer = Offer {
                at: at.clone(),
                text: format!("{name}:"),
                note: one_line(&field.wire),
                label: name,
            };
            (!offer.label.starts_with(&wanted), offer)
        })
        .collect();
    // Those that begin so come first; within both, the order of the fields.
    offers.sort_by_key(|(inside, _)| *inside);
    offers.into_iter().map(|(_, offer)| offer).collect()
}

fn values(field: &Field, typed: &str, at: Range<usize>, catalog: &Catalog) -> Vec<Offer> {
    let wanted = fold(typed.trim_matches('"'));
    let listed = field
        .list()
        .map(|list| catalog.list(list))
        .unwrap_or_default();
    let options = field.custom.iter().flat_map(|custom| &custom.options);
    let flags: &[&str] = match field.kind {
        Kind::Flag => &["yes", "no"],
        _ => &[],
    };
    let known = listed
        .iter()
        .map(|choice| (choice.name.as_str(), ""))
        .chain(options.map(|option| (option.name.as_str(), "")))
        .chain(flags.iter().map(|flag| (*flag, "")))
        .chain([("any", "has a value"), ("none", "has none")]);
    known
        .map(|(name, note)| (one_line(name), note))
        // The words of the language itself come only where they are begun.
        .filter(|(name, note)| match note.is_empty() {
            true => fold(name).contains(&wanted),
            false => name.starts_with(&wanted),
        })
        .map(|(name, note)| Offer {
            at: at.clone(),
            text: format!("{} ", quoted(&name)),
            label: name,
            note: note.to_owned(),
        })
        .collect()
}

/// A value as a search spells it.
pub fn quoted(value: &str) -> String {
    let plain = !value.is_empty()
        && value
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '.' | '_' | '&' | '+' | '/'));
    if plain {
        value.to_owned()
    } else {
        format!("\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\""))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn texts(text: &str) -> Vec<String> {
        let catalog = Catalog::parse(&json!({
            "customerStatusList": [{"statusId": 1, "statusName": "Active"}, {"statusId": 2, "statusName": "On hold"}],
        }));
        let fields = Fields::standard();
        let found = offers(text, text.len(), &fields, &catalog);
        found
            .into_iter()
            .map(|offer| {
                let mut whole = text.to_owned();
                whole.replace_range(offer.at, &offer.text);
                whole
            })
            .collect()
    }

    #[test]
    fn names_of_fields_first_those_that_begin_so() {
        let found = texts("vw (stat");
        assert_eq!(found[0], "vw (status:");
        assert!(texts("-categ").contains(&"-category:".to_owned()));
        assert!(texts("xyzzy").is_empty());
    }

    #[test]
    fn values_come_from_the_catalog_and_are_quoted_where_they_must_be() {
        assert_eq!(texts("status:act"), ["status:Active "]);
        assert_eq!(texts("a status:on"), ["a status:\"On hold\" "]);
        assert_eq!(texts("status:\"on h"), ["status:\"On hold\" "]);
        assert!(texts("website:n").contains(&"website:none ".to_owned()));
        assert!(texts("nofield:x").is_empty());
    }

    proptest! {
        #[test]
        fn any_text_with_the_cursor_anywhere_is_harmless(text in "[-a-s:=\"( é日]{0,12}", cursor in 0_usize..14) {
            let found = offers(&text, cursor, &Fields::standard(), &Catalog::default());
            for offer in found {
                prop_assert!(text.get(offer.at).is_some());
            }
        }
    }
}
