//! Owns the firm's own attributes in a `webLayout`: reading them with those that are off, adding one, naming
//! it anew, switching it, and what can be chosen for it. Must not know where changes are kept.

use serde_json::{Value, json};

use super::choices::{ATTRIBUTES, Choosable, Item};
use super::field::CustomKind;

/// The section where added attributes stand.
const SECTION: &str = "Own fields";
const SECTION_ID: &str = "section_own_fields";

/// The kinds that can be added: those that a form can fill in by itself.
const KINDS: [CustomKind; 10] = [
    CustomKind::Input,
    CustomKind::Textarea,
    CustomKind::Link,
    CustomKind::Number,
    CustomKind::Currency,
    CustomKind::Date,
    CustomKind::Select,
    CustomKind::Radio,
    CustomKind::Check,
    CustomKind::MultiSelect,
];

pub fn kind(word: &str) -> Result<CustomKind, String> {
    let found = KINDS
        .into_iter()
        .find(|kind| kind.wire().eq_ignore_ascii_case(word));
    found.ok_or_else(|| {
        let words: Vec<&str> = KINDS.iter().map(|kind| kind.wire()).collect();
        format!(
            "an attribute cannot be a {word:?}; it can be {}",
            words.join(", ")
        )
    })
}

/// Whether a value of this kind is chosen among options.
fn is_chosen(kind: CustomKind) -> bool {
    matches!(
        kind,
        CustomKind::Select | CustomKind::Radio | CustomKind::Check | CustomKind::MultiSelect
    )
}

/// The options of a kind, each once; a kind that is chosen from needs some.
pub fn options(kind: CustomKind, given: &[String]) -> Result<Vec<String>, String> {
    let mut options: Vec<String> = Vec::new();
    for option in given.iter().map(|option| option.trim()) {
        if !option.is_empty() && !options.iter().any(|there| there == option) {
            options.push(option.to_owned());
        }
    }
    match (is_chosen(kind), options.is_empty()) {
        (true, true) => Err(format!("a {} needs options to choose from", kind.wire())),
        (false, false) => Err(format!("a {} has no options", kind.wire())),
        _ => Ok(options),
    }
}

/// Every attribute of the firm's own, those that are off too.
pub fn items(config: &Value) -> Vec<Item> {
    let layout = decoded(config);
    let mut items = Vec::new();
    for attribute in sections(&layout).iter().flat_map(attributes) {
        if attribute.get("type").and_then(Value::as_str) != Some("Custom") {
            continue;
        }
        let text = |key: &str| attribute.get(key).and_then(Value::as_str);
        let Some(id) = text("attributeId") else {
            continue;
        };
        items.push(Item {
            list: ATTRIBUTES.to_owned(),
            id: Value::from(id),
            name: label(attribute).unwrap_or(id).to_owned(),
            on: is_on(attribute),
            kind: text("attributeTag").map(str::to_owned),
            options: chosen_from(attribute)
                .into_iter()
                .map(|one| one.name)
                .collect(),
            changed: Vec::new(),
        });
    }
    items
}

/// Puts an attribute into the layout, where it may stand already.
pub fn put(config: &mut Value, item: &Item) {
    let mut layout = decoded(config);
    if !layout.is_object() {
        layout = json!({});
    }
    if layout.get("sections").and_then(Value::as_array).is_none() {
        layout["sections"] = json!([]);
    }
    let Some(sections) = layout["sections"].as_array_mut() else {
        return;
    };
    let mut all = sections
        .iter_mut()
        .filter_map(|section| section.get_mut("attributes")?.as_array_mut())
        .flatten();
    match all.find(|attribute| attribute.get("attributeId") == Some(&item.id)) {
        Some(there) => {
            let original = label(there).unwrap_or(&item.name).to_owned();
            there["label"] = json!({"originalLabel": original, "modifiedLabel": item.name});
            there["isEnabled"] = json!(item.on);
            item.changed.iter().for_each(|one| choose(there, one));
        }
        None => {
            let Some(mut new) = attribute(item) else {
                return;
            };
            item.changed.iter().for_each(|one| choose(&mut new, one));
            let own = sections
                .iter_mut()
                .find(|section| section.get("id").and_then(Value::as_str) == Some(SECTION_ID));
            match own.and_then(|own| own.get_mut("attributes")?.as_array_mut()) {
                Some(own) => own.push(new),
                None => sections.push(json!({
                    "id": SECTION_ID, "label": SECTION, "type": "Custom", "isEnabled": true,
                    "attributes": [new],
                })),
            }
        }
    }
    if let Some(config) = config.as_object_mut() {
        config.insert("webLayout".to_owned(), Value::from(layout.to_string()));
    }
}

/// An attribute as the layout has it.
fn attribute(item: &Item) -> Option<Value> {
    let kind = kind(item.kind.as_deref()?).ok()?;
    let id = item.id.as_str()?;
    let tag = id.strip_suffix("_3").unwrap_or(id);
    let word = kind.wire();
    let options = item.options.iter().enumerate();
    let right = match kind {
        CustomKind::Check | CustomKind::Radio => options
            .map(|(nth, name)| {
                let tag_id = format!("{tag}_{}", nth + 1);
                json!({"tag": word, "tagName": tag, "tagId": tag_id, "options": [name]})
            })
            .collect(),
        CustomKind::Select | CustomKind::MultiSelect => {
            let list: Vec<Value> = options
                .map(|(nth, name)| {
                    json!({"optionId": format!("VALUE_{tag}_{}", nth + 1), "optionObject": name})
                })
                .collect();
            vec![json!({"tag": word, "tagName": tag, "optionValueList": list})]
        }
        _ => vec![json!({"tag": word, "tagName": tag})],
    };
    let mut attribute = json!({
        "attributeId": id, "type": "Custom", "isEnabled": item.on,
        "label": {"originalLabel": item.name, "modifiedLabel": item.name},
        "attributeTag": word, "tagName": tag, "right": right,
    });
    if kind == CustomKind::Date {
        attribute["validateType"] = json!("date");
    }
    Some(attribute)
}

/// `webLayout` is JSON inside a JSON string, or from some servers the object itself.
fn decoded(config: &Value) -> Value {
    match config.get("webLayout") {
        Some(Value::String(text)) => serde_json::from_str(text).unwrap_or(Value::Null),
        Some(value) => value.clone(),
        None => Value::Null,
    }
}

fn sections(layout: &Value) -> &[Value] {
    list(layout, "sections")
}

fn attributes(section: &Value) -> &[Value] {
    list(section, "attributes")
}

fn list<'a>(of: &'a Value, key: &str) -> &'a [Value] {
    let list = of.get(key).and_then(Value::as_array);
    list.map(Vec::as_slice).unwrap_or_default()
}

fn label(attribute: &Value) -> Option<&str> {
    let label = attribute.get("label")?;
    label
        .as_str()
        .or_else(|| label.get("modifiedLabel")?.as_str())
        .or_else(|| label.get("originalLabel")?.as_str())
}

fn is_on(attribute: &Value) -> bool {
    !matches!(attribute.get("isEnabled"), Some(Value::Bool(false)))
        && !matches!(
            attribute.get("isEnabled").and_then(Value::as_str),
            Some("false" | "N")
        )
}

/// What can be chosen for an attribute of the layout now.
pub fn choosable(config: &Value, item: &Item) -> Result<Vec<Choosable>, String> {
    let layout = decoded(config);
    let found = sections(&layout)
        .iter()
        .flat_map(attributes)
        .find(|attribute| attribute.get("attributeId") == Some(&item.id));
    let options = found.map(chosen_from).unwrap_or_default();
    match options.is_empty() {
        true => Err(format!("{:?} is not chosen from options", item.name)),
        false => Ok(options),
    }
}

/// An id for a new option, in the spelling of its attribute's kind.
pub fn option_id(item: &Item, number: i64) -> String {
    let id = item.id.as_str().unwrap_or_default();
    let tag = id.strip_suffix("_3").unwrap_or(id);
    match item.kind.as_deref() {
        Some("check" | "radio") => format!("{tag}_{number}"),
        _ => format!("VALUE_{tag}_{number}"),
    }
}

fn chosen_from(attribute: &Value) -> Vec<Choosable> {
    let text = |of: &Value, key: &str| Some(of.get(key)?.as_str()?.to_owned());
    let mut all = Vec::new();
    for right in list(attribute, "right") {
        if let Some(name) = list(right, "options").first().and_then(Value::as_str) {
            all.push(Choosable {
                id: text(right, "tagId").unwrap_or_else(|| name.to_owned()),
                name: name.to_owned(),
                on: true,
            });
        }
        for option in list(right, "optionValueList") {
            if let Some(name) = text(option, "optionObject") {
                let id = text(option, "optionId").unwrap_or_else(|| name.clone());
                all.push(Choosable { id, name, on: true });
            }
        }
    }
    all
}

/// Puts one option into an attribute, names it anew there, or takes it out.
fn choose(attribute: &mut Value, one: &Choosable) {
    let by_tag = matches!(
        attribute.get("attributeTag").and_then(Value::as_str),
        Some("check" | "radio")
    );
    let Some(right) = attribute.get_mut("right").and_then(Value::as_array_mut) else {
        return;
    };
    if by_tag {
        let written = |option: &mut Value| option["options"] = json!([one.name]);
        put_option(right, "tagId", one, written);
        return;
    }
    let options = right
        .first_mut()
        .and_then(|right| right.get_mut("optionValueList")?.as_array_mut());
    if let Some(options) = options {
        let written = |option: &mut Value| option["optionObject"] = json!(one.name);
        put_option(options, "optionId", one, written);
    }
}

/// An option that is new has the keys of its neighbour.
fn put_option(options: &mut Vec<Value>, key: &str, one: &Choosable, write: impl Fn(&mut Value)) {
    let is = |option: &Value| option.get(key).and_then(Value::as_str) == Some(&one.id);
    match (options.iter().position(is), one.on) {
        (Some(at), true) => write(&mut options[at]),
        (Some(at), false) => {
            options.remove(at);
        }
        (None, true) => {
            let mut new = options.last().cloned().unwrap_or_else(|| json!({}));
            if let Some(new) = new.as_object_mut() {
                new.insert(key.to_owned(), json!(one.id));
            }
            write(&mut new);
            options.push(new);
        }
        (None, false) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::customer::choices::{Edits, ListChange};
    use crate::customer::{Catalog, Fields};

    #[test]
    fn an_attribute_of_every_kind_becomes_a_field_and_goes_again() {
        for kind in KINDS {
            let mut edits = Edits::default();
            let chosen = options(kind, &[]).is_err();
            let add = ListChange::Add {
                list: ATTRIBUTES.into(),
                name: "Tier".into(),
                kind: Some(kind.wire().into()),
                options: match chosen {
                    true => vec!["Gold".into(), "Silver".into(), "Gold".into()],
                    false => Vec::new(),
                },
            };
            let mut config = json!({});
            let added = edits.take(&config, &add).unwrap();
            edits.apply(&mut config);
            let catalog = Catalog::parse(&config);
            let (label, custom) = &catalog.custom[0];
            assert_eq!((label.as_str(), custom.kind), ("Tier", kind));
            assert_eq!(custom.options.len(), if chosen { 2 } else { 0 });
            assert!(
                Fields::with_catalog(&catalog).find("tier").is_some(),
                "{kind:?}"
            );
            assert_eq!(items(&config), [added]);
            let off = ListChange::Switch {
                list: ATTRIBUTES.into(),
                item: "tier".into(),
                on: false,
            };
            let off = edits.take(&config, &off).unwrap();
            edits.apply(&mut config);
            assert!(Catalog::parse(&config).custom.is_empty());
            assert_eq!(items(&config), [off]);
        }
    }

    #[test]
    fn what_stands_in_the_layout_is_named_anew_where_it_stands() {
        let layout = json!({"sections": [{"label": "Plan", "attributes": [
            {"attributeId": "s", "type": "Standard", "tagName": "website"},
            {"attributeId": "input_1_3", "type": "Custom", "attributeTag": "input", "tagName": "input_1", "label": "Old"}]}]});
        let mut config = json!({"webLayout": layout.to_string()});
        let mut edits = Edits::default();
        let rename = ListChange::Rename {
            list: ATTRIBUTES.into(),
            item: "Old".into(),
            name: "New".into(),
        };
        edits.take(&config, &rename).unwrap();
        edits.apply(&mut config);
        let catalog = Catalog::parse(&config);
        assert_eq!(catalog.layout.sections.len(), 1);
        assert_eq!(catalog.custom[0].0, "New");
    }

    fn option(kind: CustomKind, change: ListChange, edits: &mut Edits) -> Result<Item, String> {
        let mut config = json!({});
        edits.apply(&mut config);
        if edits.items.is_empty() {
            let add = ListChange::Add {
                list: ATTRIBUTES.into(),
                name: "Size".into(),
                kind: Some(kind.wire().into()),
                options: vec!["Small".into(), "Large".into()],
            };
            edits.take(&config, &add).unwrap();
            edits.apply(&mut config);
        }
        edits.take(&config, &change)
    }

    fn offered(edits: &Edits) -> Vec<(String, String)> {
        let mut config = json!({});
        edits.apply(&mut config);
        // What is written down reads as what was kept.
        let text = serde_json::to_string(edits).unwrap();
        assert_eq!(&serde_json::from_str::<Edits>(&text).unwrap(), edits);
        let all = items(&config).remove(0);
        let options = choosable(&config, &all).unwrap();
        assert_eq!(
            Catalog::parse(&config).custom[0].1.options.len(),
            options.len()
        );
        options.into_iter().map(|one| (one.name, one.id)).collect()
    }

    fn names(edits: &Edits) -> Vec<String> {
        offered(edits).into_iter().map(|(name, _)| name).collect()
    }

    #[test]
    fn what_can_be_chosen_is_added_renamed_and_taken_off_and_keeps_its_id() {
        let add = |name: &str| ListChange::AddOption {
            item: "size".into(),
            name: name.into(),
        };
        let rename = |option: &str, name: &str| ListChange::RenameOption {
            item: "Size".into(),
            option: option.into(),
            name: name.into(),
        };
        let remove = |option: &str| ListChange::RemoveOption {
            item: "Size".into(),
            option: option.into(),
        };
        for kind in KINDS.into_iter().filter(|kind| is_chosen(*kind)) {
            let edits = &mut Edits::default();
            option(kind, add("Huge"), edits).unwrap();
            assert_eq!(names(edits), ["Small", "Large", "Huge"], "{kind:?}");
            let before = offered(edits);
            option(kind, remove("small"), edits).unwrap();
            option(kind, rename("large", "Big"), edits).unwrap();
            // The attribute itself is changed meanwhile: its options stay what they are.
            let renamed = ListChange::Rename {
                list: ATTRIBUTES.into(),
                item: "Size".into(),
                name: "Size".into(),
            };
            option(kind, renamed, edits).unwrap();
            let after = offered(edits);
            assert_eq!(names(edits), ["Big", "Huge"], "{kind:?}");
            assert_eq!(after[0].1, before[1].1, "the id stays");
            assert_eq!(after[1], before[2]);
            option(kind, add("Small"), edits).unwrap();
            assert!(
                offered(edits).contains(&before[0]),
                "it comes back as it was"
            );
            let mut ids: Vec<String> = offered(edits).into_iter().map(|(_, id)| id).collect();
            ids.sort();
            ids.dedup();
            assert_eq!(ids.len(), 3);
        }
    }

    #[test]
    fn an_option_that_cannot_be_changed_is_said_and_nothing_is() {
        let edits = &mut Edits::default();
        let first = ListChange::RemoveOption {
            item: "Size".into(),
            option: "Small".into(),
        };
        option(CustomKind::Select, first, edits).unwrap();
        let before = edits.clone();
        for (change, why) in [
            (
                json!({"do": "addOption", "item": "Size", "name": "LARGE"}),
                "already",
            ),
            (
                json!({"do": "addOption", "item": "Size", "name": " "}),
                "needed",
            ),
            (
                json!({"do": "addOption", "item": "Weight", "name": "A"}),
                "no \"Weight\"",
            ),
            (
                json!({"do": "removeOption", "item": "Size", "option": "Large"}),
                "all that there is",
            ),
            (
                json!({"do": "removeOption", "item": "Size", "option": "Tiny"}),
                "there is Large",
            ),
            (
                json!({"do": "renameOption", "item": "Size", "option": "Tiny", "name": "A"}),
                "no \"Tiny\"",
            ),
        ] {
            let change: ListChange = serde_json::from_value(change).unwrap();
            let said = option(CustomKind::Select, change, edits).unwrap_err();
            assert!(said.contains(why), "{said}");
        }
        assert_eq!(edits, &before);
        let add = ListChange::AddOption {
            item: "Plain".into(),
            name: "A".into(),
        };
        let mut config = json!({});
        let plain = ListChange::Add {
            list: ATTRIBUTES.into(),
            name: "Plain".into(),
            kind: None,
            options: Vec::new(),
        };
        edits.take(&config, &plain).unwrap();
        edits.apply(&mut config);
        let said = edits.take(&config, &add).unwrap_err();
        assert!(said.contains("not chosen"), "{said}");
    }
}
