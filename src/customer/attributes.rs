//! Owns the firm's own attributes in a `webLayout`: reading them with those that are off, adding one, naming
//! it anew, switching it. Must not know where changes are kept.

use serde_json::{Value, json};

use super::choices::{ATTRIBUTES, Item};
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

/// The options of a kind, each once; a kind that is chosen from needs some.
pub fn options(kind: CustomKind, given: &[String]) -> Result<Vec<String>, String> {
    let is_chosen = matches!(
        kind,
        CustomKind::Select | CustomKind::Radio | CustomKind::Check | CustomKind::MultiSelect
    );
    let mut options: Vec<String> = Vec::new();
    for option in given.iter().map(|option| option.trim()) {
        if !option.is_empty() && !options.iter().any(|there| there == option) {
            options.push(option.to_owned());
        }
    }
    match (is_chosen, options.is_empty()) {
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
            options: option_names(attribute),
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
        }
        None => {
            let Some(new) = attribute(item) else { return };
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

fn option_names(attribute: &Value) -> Vec<String> {
    let right = list(attribute, "right");
    let one = right
        .iter()
        .flat_map(|right| list(right, "options"))
        .filter_map(Value::as_str);
    let listed = right
        .iter()
        .flat_map(|right| list(right, "optionValueList"))
        .filter_map(|option| option.get("optionObject")?.as_str());
    one.chain(listed).map(str::to_owned).collect()
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
}
