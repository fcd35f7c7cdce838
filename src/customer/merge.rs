//! Owns the three-way merge: what a person changed, put onto what the server has now. Two changes of one
//! field are a conflict, never a silent choice; lists merge element by element.
//! Must not send or ask.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::change::{Change, Part, same, same_part};
use super::field::{CUSTOM_PREFIX, Field, Fields, Group, Kind};
use super::record::Customer;

/// A field that both sides changed, differently.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Conflict {
    pub field: String,
    pub base: Part,
    pub mine: Part,
    pub theirs: Part,
}

/// What is left to send, from what the server has to what it shall have, and what a person must decide.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Merged {
    pub changes: Vec<Change>,
    pub conflicts: Vec<Conflict>,
}

/// Puts `mine`, made on an older version, onto `theirs`.
pub fn merge(mine: &[Change], theirs: &Customer, fields: &Fields) -> Merged {
    let mut merged = Merged::default();
    for change in mine {
        let now = match fields.find(&change.field) {
            Some(field) => theirs.part(field),
            None => loose_part(theirs, change),
        };
        match merge_field(fields.find(&change.field), change, &now) {
            Ok(to) if same_part(&now, &to) => {}
            Ok(to) => merged.changes.push(Change {
                field: change.field.clone(),
                from: now,
                to,
            }),
            Err(()) => merged.conflicts.push(Conflict {
                field: change.field.clone(),
                base: change.from.clone(),
                mine: change.to.clone(),
                theirs: now,
            }),
        }
    }
    merged
}

/// A field that no table knows is compared by the change's own keys.
fn loose_part(record: &Customer, change: &Change) -> Part {
    let values = change.from.iter().chain(&change.to);
    let now = values.filter_map(|(key, value)| {
        let now = match key.strip_prefix(CUSTOM_PREFIX) {
            // An attribute that no catalog knows is known by its element.
            Some(id) => {
                let tag = value.get("customAttributeTagName").and_then(Value::as_str);
                record.custom(id, tag.unwrap_or_default())
            }
            None => record.get(key),
        };
        now.map(|now| (key.clone(), now.clone()))
    });
    now.collect()
}

fn merge_field(field: Option<&Field>, change: &Change, theirs: &Part) -> Result<Part, ()> {
    if same_part(theirs, &change.from) || same_part(theirs, &change.to) {
        return Ok(change.to.clone());
    }
    match field {
        Some(Field {
            kind: Kind::Group(group),
            wire,
            ..
        }) => {
            let side = |part: &Part| {
                part.get(wire.as_ref())
                    .and_then(Value::as_array)
                    .cloned()
                    .unwrap_or_default()
            };
            let list = merge_elements(
                *group,
                &side(&change.from),
                &side(&change.to),
                &side(theirs),
            )?;
            Ok(Part::from_iter([(wire.to_string(), Value::Array(list))]))
        }
        _ => Err(()),
    }
}

/// The name of an element across versions: its id, else all that it says.
fn name(group: Group, element: &Value) -> String {
    group
        .identity()
        .iter()
        .filter_map(|key| {
            element
                .get(*key)
                .filter(|value| !super::change::is_empty(value))
        })
        .map(Value::to_string)
        .next()
        .unwrap_or_else(|| element.to_string())
}

/// Whether the server has not named an element yet. A form's own tag (`cust_phone_input`) is no name: ids of
/// the server are numbers.
fn is_new(group: Group, element: &Value) -> bool {
    let id = |key: &&str| element.get(*key).and_then(super::record::whole);
    group.identity().iter().all(|key| id(key).is_none())
}

/// Whether `mine`, which the server has not named yet, says what `theirs` says.
pub fn is_same_thing(group: Group, mine: &Value, theirs: &Value) -> bool {
    let members = group.members();
    let get = |element: &Value, key: &str| element.get(key).cloned().unwrap_or(Value::Null);
    is_new(group, mine)
        && !members.is_empty()
        && members
            .iter()
            .all(|member| same(&get(mine, member.wire), &get(theirs, member.wire)))
}

fn merge_elements(
    group: Group,
    base: &[Value],
    mine: &[Value],
    theirs: &[Value],
) -> Result<Vec<Value>, ()> {
    let named = |list: &[Value]| -> Result<Vec<(String, Value)>, ()> {
        let mut out: Vec<(String, Value)> = Vec::new();
        for element in list {
            let is_taken = |name: &String| out.iter().any(|(other, _)| other == name);
            // Forms give new elements the same tag; what they say tells them apart.
            let nth = |n: usize| format!("{element}#{n}");
            let name = std::iter::once(name(group, element))
                .chain((0..=list.len()).map(nth).filter(|_| is_new(group, element)))
                .find(|name| !is_taken(name))
                // Two elements that the server gave one name cannot be told apart.
                .ok_or(())?;
            out.push((name, element.clone()));
        }
        Ok(out)
    };
    let (base, mine, mut result) = (named(base)?, named(mine)?, named(theirs)?);
    let find =
        |list: &[(String, Value)], name: &str| list.iter().position(|(other, _)| other == name);
    // What came since, each of which may be one that was sent from here and has a name by now.
    let mut came: Vec<Value> = result
        .iter()
        .filter(|(name, _)| find(&base, name).is_none())
        .map(|(_, element)| element.clone())
        .collect();

    for (name, was) in &base {
        if find(&mine, name).is_some() {
            continue;
        }
        if let Some(at) = find(&result, name) {
            if !same(&result[at].1, was) {
                return Err(());
            }
            result.remove(at);
        }
    }
    for (name, is) in &mine {
        let was = find(&base, name).map(|at| &base[at].1);
        let now = find(&result, name);
        match (was, now) {
            (Some(was), _) if same(was, is) => {}
            (_, Some(at)) if same(&result[at].1, is) => {}
            (Some(was), Some(at)) if same(&result[at].1, was) => result[at].1 = is.clone(),
            (None, None) => match came
                .iter()
                .position(|there| is_same_thing(group, is, there))
            {
                // It was sent before, and has a name of the server's by now.
                Some(at) => drop(came.swap_remove(at)),
                None => result.push((name.clone(), is.clone())),
            },
            // Changed here and gone there, or changed differently on both sides.
            _ => return Err(()),
        }
    }
    Ok(result.into_iter().map(|(_, element)| element).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::customer::change::between;
    use proptest::prelude::*;
    use serde_json::json;

    fn record(value: Value) -> Customer {
        Customer::from_value(value).unwrap()
    }

    fn merged(base: Value, mine: Value, theirs: Value) -> (Value, Vec<String>) {
        let fields = Fields::standard();
        let changes = between(&record(base), &record(mine), &fields);
        let mut result = record(theirs.clone());
        let merged = merge(&changes, &record(theirs), &fields);
        merged
            .changes
            .iter()
            .for_each(|change| result.apply(change));
        (
            result.into_value(),
            merged.conflicts.into_iter().map(|c| c.field).collect(),
        )
    }

    #[test]
    fn different_fields_both_land_and_the_same_field_is_asked() {
        let base = json!({"website": "a", "skypeName": "b", "x": 1});
        let (both, conflicts) = merged(
            base.clone(),
            json!({"website": "m", "skypeName": "b", "x": 1}),
            json!({"website": "a", "skypeName": "t", "x": 2}),
        );
        assert_eq!(
            (both, conflicts.len()),
            (json!({"website": "m", "skypeName": "t", "x": 2}), 0)
        );
        let (kept, conflicts) = merged(base, json!({"website": "m"}), json!({"website": "t"}));
        assert_eq!(
            (kept["website"].clone(), conflicts),
            (json!("t"), vec!["website".to_owned()])
        );
    }

    #[test]
    fn a_pair_moves_as_one() {
        let (both, conflicts) = merged(
            json!({"statusName": "A", "statusId": 1}),
            json!({"statusName": "B", "statusId": 2}),
            json!({"statusName": "A", "statusId": "1"}),
        );
        assert_eq!(
            (both, conflicts.len()),
            (json!({"statusName": "B", "statusId": 2}), 0)
        );
    }

    #[test]
    fn lists_merge_element_by_element() {
        let phone = |id: &str, number: &str| json!({"id": id, "phoneNumber": number});
        let list = |all: &[Value]| json!({"phoneNumbers": all});
        let base = list(&[phone("1", "a"), phone("2", "b")]);
        let mine = list(&[phone("1", "a"), phone("2", "mine"), phone("3", "c")]);
        let theirs = list(&[phone("1", "theirs"), phone("2", "b"), phone("4", "d")]);
        let (both, conflicts) = merged(base.clone(), mine, theirs.clone());
        assert_eq!(
            both,
            list(&[
                phone("1", "theirs"),
                phone("2", "mine"),
                phone("4", "d"),
                phone("3", "c")
            ])
        );
        assert!(conflicts.is_empty());
        let (_, conflicts) = merged(base, list(&[phone("2", "b")]), theirs);
        assert_eq!(conflicts, ["phoneNumbers"], "removed here, changed there");
    }

    #[test]
    fn an_element_that_was_sent_before_is_not_sent_twice() {
        let mine = json!({"phoneNumbers": [{"id": "cust_phone_input", "phoneNumber": "1", "phoneType": "Business"}]});
        let theirs =
            json!({"phoneNumbers": [{"id": "4711", "phoneNumber": "1", "phoneType": "Business"}]});
        let (both, conflicts) = merged(json!({"phoneNumbers": []}), mine, theirs.clone());
        assert_eq!((both, conflicts.len()), (theirs, 0));
    }

    #[test]
    fn new_elements_with_the_same_tag_are_all_sent_and_none_of_them_twice() {
        let new = |number: &str| json!({"id": "cust_phone_input", "phoneNumber": number});
        let there =
            |id: u8, number: &str| json!({"id": "t", "communicationId": id, "phoneNumber": number});
        let list = |all: &[Value]| json!({"phoneNumbers": all});
        let mine = list(&[new("1"), new("2"), new("2")]);
        let (sent, conflicts) = merged(list(&[]), mine.clone(), list(&[]));
        assert_eq!((sent, conflicts.len()), (mine.clone(), 0));
        let answered = list(&[there(1, "1"), there(2, "2"), there(3, "2")]);
        let (again, conflicts) = merged(list(&[]), mine, answered.clone());
        assert_eq!((again, conflicts.len()), (answered, 0));
        let was = list(&[there(1, "1")]);
        let twice = list(&[there(1, "1"), new("1")]);
        let (both, conflicts) = merged(was.clone(), twice.clone(), was);
        assert_eq!((both, conflicts.len()), (twice, 0));
    }

    fn any_record() -> impl Strategy<Value = Value> {
        let phones = proptest::collection::vec((0..4u8, 0..3u8), 0..4).prop_map(|all| {
            all.into_iter()
                .map(|(id, n)| json!({"id": id.to_string(), "phoneNumber": n.to_string()}))
                .collect::<Vec<_>>()
        });
        ("[ab]{0,2}", "[ab]{0,2}", 0..3i64, phones, proptest::option::of("[xy]"))
            .prop_map(|(a, b, c, phones, unknown)| {
                let mut value = json!({"website": a, "skypeName": b, "annualRevenue": c, "phoneNumbers": phones});
                if let Some(unknown) = unknown {
                    value["unknownKey"] = json!(unknown);
                }
                value
            })
    }

    proptest! {
        #[test]
        fn merging_onto_the_base_gives_mine(base in any_record(), mine in any_record()) {
            let fields = Fields::standard();
            let (result, conflicts) = merged(base.clone(), mine.clone(), base.clone());
            prop_assert!(conflicts.is_empty());
            prop_assert!(between(&record(result.clone()), &record(mine), &fields).is_empty());
            prop_assert_eq!(result.get("unknownKey"), base.get("unknownKey"));
        }

        #[test]
        fn merging_nothing_gives_theirs(base in any_record(), theirs in any_record()) {
            let (result, conflicts) = merged(base.clone(), base, theirs.clone());
            prop_assert!(conflicts.is_empty());
            prop_assert_eq!(result, theirs);
        }

        #[test]
        fn without_conflict_the_order_of_the_two_does_not_matter(base in any_record(), a in any_record(), b in any_record()) {
            let fields = Fields::standard();
            let (one, conflicts) = merged(base.clone(), a.clone(), b.clone());
            let (two, other) = merged(base, b, a);
            prop_assert_eq!(conflicts.is_empty(), other.is_empty());
            if conflicts.is_empty() {
                let sorted = |value: Value| {
                    let mut record = record(value);
                    let mut list: Vec<String> = record.list("phoneNumbers").iter().map(Value::to_string).collect();
                    list.sort();
                    record.set("phoneNumbers", json!(list));
                    record
                };
                let left: Vec<_> = between(&sorted(one), &sorted(two), &fields);
                prop_assert!(left.is_empty(), "{:?}", left);
            }
        }
    }
}
