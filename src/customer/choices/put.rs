//! Owns how an item is written into what getConfigData offers: with the keys that its list goes by.
//! Must not decide what is changed.

use serde_json::{Map, Value, json};

use super::super::field::List;
use super::super::spelling::Spelling;
use super::super::text::fold;
use super::Item;

/// Puts an item into its list, which it may be in already.
pub fn put(config: &mut Value, spelling: &Spelling, item: &Item) {
    let Some(config) = config.as_object_mut() else {
        return;
    };
    let holds = |key: &&&str| {
        let list = config.get(**key).and_then(Value::as_array);
        list.is_some_and(|list| !list.is_empty())
    };
    let key = spelling
        .keys
        .iter()
        .find(holds)
        .unwrap_or(&spelling.keys[0]);
    let list = config.entry((*key).to_owned()).or_insert_with(|| json!([]));
    let Some(list) = list.as_array_mut() else {
        return;
    };
    if list.iter().any(Value::is_string) || spelling.list == List::Currency {
        list.retain(|word| word.as_str() != Some(&item.name));
        if item.on {
            list.push(Value::from(item.name.as_str()));
        }
        return;
    }
    let is = |there: &&mut Value| {
        spelling
            .choice(there)
            .is_some_and(|choice| choice.id == item.id)
    };
    if let Some(there) = list.iter_mut().find(is) {
        write(there, spelling, item);
        return;
    }
    let mut new = blank(list.first(), spelling);
    for key in spelling.ids.iter().chain(&["id", "lookupId"]) {
        if new.get(*key).is_some() {
            new[*key] = item.id.clone();
        }
    }
    for key in spelling.codes.iter().chain(&["code"]) {
        if new.get(*key).is_some() {
            new[*key] = Value::from(code(&item.name));
        }
    }
    write(&mut new, spelling, item);
    list.push(new);
}

/// An item with the keys of another, or with those of its list where that is empty.
fn blank(like: Option<&Value>, spelling: &Spelling) -> Value {
    if let Some(Value::Object(like)) = like {
        let mut like = like.clone();
        like.remove("description");
        return Value::Object(like);
    }
    let keys = [spelling.ids[0], spelling.names[0]];
    Value::Object(
        keys.map(|key| (key.to_owned(), Value::Null))
            .into_iter()
            .collect::<Map<_, _>>(),
    )
}

fn write(there: &mut Value, spelling: &Spelling, item: &Item) {
    let names = spelling
        .names
        .iter()
        .chain(&["name", "meaning", "displayName"]);
    for key in names {
        if there.get(*key).is_some() {
            there[*key] = Value::from(item.name.as_str());
        }
    }
    if let Some(there) = there.as_object_mut() {
        let word = if item.on { "Y" } else { "N" };
        there.insert("isEnabled".to_owned(), Value::from(word));
        if there.contains_key("isActive") {
            there.insert("isActive".to_owned(), Value::from(word));
        }
    }
}

/// `ON_HOLD` for `On hold`.
fn code(name: &str) -> String {
    let folded = fold(name).to_uppercase();
    let words: Vec<&str> = folded
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    words.join("_")
}
