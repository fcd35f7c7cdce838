//! Owns what the values of a cell mean, and which of them are in no list: the one value of most cells, each element
//! of a cell of labels, of territories or of ticked options.
//! Must not put anything into a record.

use std::collections::HashMap;

use serde_json::{Map, Value, json};

use super::read::value_key;
use crate::customer::field::{CustomKind, Field, Group, Kind, List};
use crate::customer::text::fold;
use crate::customer::{Catalog, Part, show, validate};
use crate::workspace::export::target::Target;

/// What values in the file mean: (`value_key`, folded) to what is read instead.
pub type Meanings = HashMap<(String, String), String>;

/// What stands between the elements of a cell; nothing where a cell is one value.
fn between(kind: Kind) -> Option<&'static [char]> {
    match kind {
        Kind::Group(Group::Labels | Group::Territories) => Some(&[';', '\r', '\n']),
        Kind::Custom(CustomKind::Check | CustomKind::MultiSelect) => Some(&[';', ',']),
        _ => None,
    }
}

/// The text that is read instead of a cell's.
pub fn text(meanings: &Meanings, target: &Target, text: &str) -> String {
    if meanings.is_empty() {
        return text.to_owned();
    }
    let key = value_key(target);
    let of = |text: &str| meanings.get(&(key.clone(), fold(text)));
    if let Some(whole) = of(text) {
        return whole.clone();
    }
    let kind = match target {
        Target::Field(field) => field.kind,
        _ => return text.to_owned(),
    };
    let Some(signs) = between(kind) else {
        return text.to_owned();
    };
    let parts: Vec<&str> = text.split(signs).map(str::trim).collect();
    if parts.iter().all(|part| of(part).is_none()) {
        return text.to_owned();
    }
    let read = parts.iter().map(|part| of(part).map_or(*part, |to| to));
    let read: Vec<&str> = read.filter(|part| !part.is_empty()).collect();
    read.join("; ")
}

/// The same of a list as it is on the wire.
pub fn list(meanings: &Meanings, field: &Field, group: Group, all: &Value) -> Value {
    let (Value::Array(given), true) = (all, between(field.kind).is_some()) else {
        return all.clone();
    };
    let of = |element: &Value| {
        let name = fold(&show::headline(element, group));
        meanings.get(&(field.wire.to_string(), name))
    };
    let one = |element: &Value| match (of(element), group.headline().first()) {
        (Some(to), _) if to.is_empty() => None,
        (Some(to), Some(key)) => Some(Value::Object(Map::from_iter([(
            (*key).to_owned(),
            json!(to),
        )]))),
        _ => Some(element.clone()),
    };
    Value::Array(given.iter().filter_map(one).collect())
}

/// The values of a cell that are in no list, as they stand there.
pub fn unknown(field: &Field, cell: &str, catalog: &Catalog) -> Vec<String> {
    let all: Vec<String> = match (field.kind, serde_json::from_str(cell)) {
        (Kind::Group(group), Ok(Value::Array(all))) => {
            all.iter().map(|one| show::headline(one, group)).collect()
        }
        (kind, _) => {
            let parts = match between(kind) {
                Some(signs) => cell.split(signs).collect(),
                None => vec![cell],
            };
            parts.iter().map(|part| part.trim().to_owned()).collect()
        }
    };
    let mut unknown: Vec<String> = all
        .into_iter()
        .filter(|one| !one.is_empty() && is_unknown(field, one, catalog))
        .collect();
    unknown.dedup();
    unknown
}

fn is_unknown(field: &Field, value: &str, catalog: &Catalog) -> bool {
    match (field.list(), &field.custom) {
        (Some(list), _) => is_in_no(list, value, catalog),
        (None, Some(custom)) if !custom.options.is_empty() => {
            let is_it = |name: &str| fold(name) == fold(value);
            let mut options = custom.options.iter();
            !options.any(|option| is_it(&option.name) || option.id == value)
        }
        _ => false,
    }
}

pub fn is_in_no(list: List, value: &str, catalog: &Catalog) -> bool {
    !catalog.list(list).is_empty() && catalog.find(list, value).is_none()
}

/// Refuses to take a value for one that is in no list either.
pub fn check(target: &Target, to: &str, catalog: &Catalog) -> Result<(), String> {
    if to.is_empty() {
        return Ok(());
    }
    match target {
        Target::Member { member, .. } => match member.kind {
            Kind::Choice(list) => validate::offered(list, to, catalog).map(drop),
            _ => Ok(()),
        },
        Target::Field(field) if !unknown(field, to, catalog).is_empty() => {
            let read = validate::read(field, to, &Part::new(), catalog);
            read.map(drop).map_err(|invalid| invalid.reason)
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::customer::Fields;

    fn catalog() -> Catalog {
        Catalog::parse(&crate::workspace::sample::default_catalog())
    }

    fn meanings(key: &str, all: &[(&str, &str)]) -> Meanings {
        let one = |(from, to): &(&str, &str)| ((key.to_owned(), fold(from)), (*to).to_owned());
        all.iter().map(one).collect()
    }

    #[test]
    fn each_element_of_a_list_means_what_was_said() {
        let fields = Fields::standard();
        let target = Target::find("labels", &fields).unwrap();
        let said = meanings("labels", &[("Alt", "Old"), ("weg", ""), ("a;b", "whole")]);
        for (cell, read) in [
            ("alt; VIP", "Old; VIP"),
            ("VIP\r\nweg", "VIP"),
            ("VIP;x", "VIP;x"),
            ("A;B", "whole"),
        ] {
            assert_eq!(text(&said, &target, cell), read, "{cell}");
        }
        let field = fields.find("labels").unwrap();
        let given =
            json!([{"labelName": "ALT"}, {"labelName": "weg"}, {"labelName": "x", "id": 1}]);
        assert_eq!(
            list(&said, field, Group::Labels, &given),
            json!([{"labelName": "Old"}, {"labelName": "x", "id": 1}])
        );
    }

    #[test]
    fn what_is_in_no_list_is_named_element_by_element() {
        let (fields, catalog) = (Fields::standard(), catalog());
        let field = fields.find("labels").unwrap();
        let known = catalog.list(List::Label)[0].name.clone();
        let cell = format!("{known}; Xyzzy;Plugh");
        assert_eq!(unknown(field, &cell, &catalog), ["Xyzzy", "Plugh"]);
        let json = json!([{"labelName": known}, {"labelName": "Xyzzy"}]).to_string();
        assert_eq!(unknown(field, &json, &catalog), ["Xyzzy"]);
        assert!(unknown(field, &known, &catalog).is_empty());
    }

    #[test]
    fn a_value_is_taken_for_one_that_is_there() {
        let (fields, catalog) = (Fields::standard(), catalog());
        let tried =
            |name: &str, to: &str| check(&Target::find(name, &fields).unwrap(), to, &catalog);
        assert!(tried("status", "Nada").unwrap_err().contains("Active"));
        assert!(tried("labels", "Nada").is_err());
        for (name, to) in [("status", "active"), ("status", ""), ("website", "Nada")] {
            assert_eq!(tried(name, to), Ok(()), "{name} {to}");
        }
    }
}
