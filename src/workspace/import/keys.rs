//! Owns finding the customer that a row is about: by its id, or by the fields that were named as the key. Of
//! the customers a few bytes each are in memory.
//! Must not change anything.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use crate::customer::field::{Field, Group, Kind};
use crate::customer::{Customer, CustomerId, show};
use crate::store::customers;
use crate::workspace::WorkspaceError;
use crate::workspace::mirror::Mirror;

/// A customer whose lists hold more values than this is found by the first ones.
const MOST: usize = 16;

/// What rows are told apart by.
#[derive(Clone, Debug, PartialEq)]
pub enum Key {
    None,
    Id,
    Fields(Vec<Field>),
}

/// Where the customers with a key are.
#[derive(Default)]
pub struct Index {
    first: HashMap<u64, CustomerId>,
    more: HashMap<u64, Vec<CustomerId>>,
}

/// The keys under which a record is found: one, unless a list is a part of it. None where a part is empty.
pub fn keys_of(fields: &[Field], record: &Customer) -> Vec<String> {
    let mut keys = vec![String::new()];
    for field in fields {
        let values = values(field, record);
        let longer = |key: &String| {
            let of = values.iter().map(|value| format!("{key}\u{1f}{value}"));
            of.collect::<Vec<_>>()
        };
        keys = keys.iter().flat_map(longer).take(MOST).collect();
    }
    keys
}

fn values(field: &Field, record: &Customer) -> Vec<String> {
    let texts: Vec<String> = match field.kind {
        Kind::Group(group) => {
            let all = record.list(&field.wire).iter();
            all.map(|element| show::headline(element, group)).collect()
        }
        _ => vec![show::part_text(field, &record.part(field))],
    };
    let plain = texts.iter().map(|text| match field.kind {
        Kind::Phone | Kind::Group(Group::Phones) => {
            text.chars().filter(char::is_ascii_digit).collect()
        }
        // Names that only look alike are two: what is one key, and what is not, must not be guessed.
        _ => text
            .to_lowercase()
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" "),
    });
    plain.filter(|text| !text.is_empty()).collect()
}

pub fn hashed(key: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    key.hash(&mut hasher);
    hasher.finish()
}

impl Index {
    /// Reads the keys of all customers.
    pub fn read(mirror: &Mirror, fields: &[Field]) -> Result<Index, WorkspaceError> {
        let mut index = Index::default();
        mirror.with(|db| {
            customers::each_body(db, |id, body| {
                let record = customers::read(body)?;
                for key in keys_of(fields, &record) {
                    index.add(hashed(&key), id);
                }
                Ok(())
            })?;
            Ok(())
        })?;
        Ok(index)
    }

    fn add(&mut self, key: u64, id: CustomerId) {
        match self.first.get(&key) {
            None => drop(self.first.insert(key, id)),
            Some(first) if *first == id => {}
            Some(_) => self.more.entry(key).or_default().push(id),
        }
    }

    /// The customers that may have this key; whether they have it, the record tells.
    pub fn find(&self, key: &str) -> Vec<CustomerId> {
        let key = hashed(key);
        let more = self.more.get(&key).into_iter().flatten();
        self.first
            .get(&key)
            .into_iter()
            .chain(more)
            .copied()
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::customer::Fields;
    use serde_json::json;

    #[test]
    fn a_customer_is_found_by_any_value_of_a_list_and_not_without_one() {
        let fields = Fields::standard();
        let key = |names: &[&str]| -> Vec<Field> {
            names
                .iter()
                .map(|name| fields.find(name).unwrap().clone())
                .collect()
        };
        let record = Customer::from_value(json!({
            "customerName": "Müller", "phoneNumbers": [{"phoneNumber": "+49 (1) 2"}, {"phoneNumber": "34"}],
        }))
        .unwrap();
        let by_phone = keys_of(&key(&["phones"]), &record);
        assert_eq!(by_phone, ["\u{1f}4912", "\u{1f}34"]);
        assert_eq!(keys_of(&key(&["name", "phones"]), &record).len(), 2);
        assert!(keys_of(&key(&["name", "website"]), &record).is_empty());
    }
}
