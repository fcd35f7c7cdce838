//! Owns the order of sections and fields: the firm's `webLayout`, and the plan that the detail and the
//! form share. Parsing is lenient: a part that cannot be read is passed over.
//! Must not draw.

use serde_json::Value;

use super::field::{CustomAttribute, CustomKind, CustomOption, Field, Fields, custom_wire};
use super::table;

/// The firm's sections, each with the names of its fields as the layout spells them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Layout {
    pub sections: Vec<LayoutSection>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LayoutSection {
    pub label: String,
    /// For each attribute the names it may be found by, best first.
    pub attributes: Vec<Vec<String>>,
}

/// A section with the fields that stand in it.
#[derive(Clone, Debug)]
pub struct Section<'a> {
    pub label: String,
    pub fields: Vec<&'a Field>,
}

/// Every field once: first in the layout's sections, then what it does not name in the default ones.
pub fn sections<'a>(layout: &Layout, fields: &'a Fields) -> Vec<Section<'a>> {
    let mut plan: Vec<Section<'a>> = Vec::new();
    let mut placed: Vec<&str> = Vec::new();
    for section in &layout.sections {
        let mut here = Vec::new();
        for names in &section.attributes {
            let found = names.iter().find_map(|name| fields.find(name));
            if let Some(field) = found.filter(|field| !placed.contains(&field.wire.as_ref())) {
                placed.push(&field.wire);
                here.push(field);
            }
        }
        if !here.is_empty() {
            plan.push(Section {
                label: section.label.clone(),
                fields: here,
            });
        }
    }
    for label in table::SECTIONS {
        let rest: Vec<&Field> = fields
            .iter()
            .filter(|f| f.section == label && !placed.contains(&f.wire.as_ref()))
            .collect();
        if rest.is_empty() {
            continue;
        }
        match plan
            .iter_mut()
            .find(|section| section.label.eq_ignore_ascii_case(label))
        {
            Some(section) => section.fields.extend(rest),
            None => plan.push(Section {
                label: label.to_owned(),
                fields: rest,
            }),
        }
    }
    plan
}

/// Reads `webLayout`, which is JSON inside a JSON string (or, from some servers, the object itself).
pub fn parse(web_layout: Option<&Value>) -> (Layout, Vec<(String, CustomAttribute)>) {
    let decoded = match web_layout {
        Some(Value::String(text)) => serde_json::from_str(text).unwrap_or(Value::Null),
        Some(value) => value.clone(),
        None => Value::Null,
    };
    let mut layout = Layout::default();
    let mut custom = Vec::new();
    for section in items(&decoded, "sections") {
        let mut attributes = Vec::new();
        for attribute in items(section, "attributes")
            .iter()
            .filter(|a| is_on(a) && !is_filler(a))
        {
            let label = label(attribute);
            if attribute.get("type").and_then(Value::as_str) == Some("Custom") {
                if let Some(found) = custom_attribute(attribute) {
                    attributes.push(vec![custom_wire(&found.id)]);
                    custom.push((label.unwrap_or_else(|| found.tag.clone()), found));
                }
                continue;
            }
            attributes.push(names(attribute, label));
        }
        if is_on(section) && !attributes.is_empty() {
            let label = section
                .get("label")
                .and_then(as_label)
                .unwrap_or_else(|| "Details".to_owned());
            layout.sections.push(LayoutSection { label, attributes });
        }
    }
    (layout, custom)
}

fn items<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value
        .get(key)
        .and_then(Value::as_array)
        .map(Vec::as_slice)
        .unwrap_or_default()
}

fn text<'a>(value: &'a Value, key: &str) -> Option<&'a str> {
    value
        .get(key)
        .and_then(Value::as_str)
        .filter(|text| !text.is_empty())
}

/// Missing means on; `false`, `"false"` and `"N"` mean off.
fn is_on(value: &Value) -> bool {
    !matches!(value.get("isEnabled"), Some(Value::Bool(false)))
        && !matches!(text(value, "isEnabled"), Some("false" | "N"))
}

fn is_filler(attribute: &Value) -> bool {
    matches!(
        text(attribute, "attributeTag"),
        Some("placeholder" | "spacer")
    ) || text(attribute, "attributeId")
        .is_some_and(|id| id.starts_with("custom_drag_drop_placeholder_id"))
}

/// A label is a text, an object with `modifiedLabel`, or such an object as JSON in a text.
fn as_label(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if text.starts_with('{') => serde_json::from_str::<Value>(text)
            .ok()
            .as_ref()
            .and_then(as_label),
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Object(_) => text(value, "modifiedLabel")
            .or_else(|| text(value, "originalLabel"))
            .map(str::to_owned),
        _ => None,
    }
}

fn label(attribute: &Value) -> Option<String> {
    attribute.get("label").and_then(as_label)
}

fn names(attribute: &Value, label: Option<String>) -> Vec<String> {
    if text(attribute, "attributeId").is_some_and(|id| id.starts_with("address_attribute")) {
        return vec!["addresses".to_owned()];
    }
    let first = items(attribute, "right").first();
    let spelled = [
        text(attribute, "tagName"),
        first.and_then(|right| text(right, "tagName")),
        text(attribute, "attributeId"),
    ];
    spelled
        .into_iter()
        .flatten()
        .map(str::to_owned)
        .chain(label)
        .collect()
}

fn custom_attribute(attribute: &Value) -> Option<CustomAttribute> {
    let right = items(attribute, "right");
    let first = right.first();
    let tag_of =
        |key: &str| text(attribute, key).or_else(|| first.and_then(|right| text(right, key)));
    let kind = tag_of("attributeTag").or_else(|| first.and_then(|right| text(right, "tag")))?;
    let kind = CustomKind::from_wire(kind)?;
    let tag = tag_of("tagName")?.to_owned();
    let id = text(attribute, "attributeId").unwrap_or(&tag).to_owned();
    let options = match kind {
        CustomKind::Check | CustomKind::Radio => right.iter().filter_map(single_option).collect(),
        CustomKind::Select | CustomKind::MultiSelect => first
            .map(|right| items(right, "optionValueList"))
            .unwrap_or_default()
            .iter()
            .filter_map(listed_option)
            .collect(),
        _ => Vec::new(),
    };
    Some(CustomAttribute {
        id,
        tag,
        kind,
        options,
    })
}

fn single_option(right: &Value) -> Option<CustomOption> {
    let name = items(right, "options").first()?.as_str()?.to_owned();
    Some(CustomOption {
        id: text(right, "tagId").unwrap_or(&name).to_owned(),
        name,
    })
}

fn listed_option(option: &Value) -> Option<CustomOption> {
    let name = text(option, "optionObject")?.to_owned();
    Some(CustomOption {
        id: text(option, "optionId").unwrap_or(&name).to_owned(),
        name,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::customer::catalog::Catalog;
    use serde_json::json;

    fn sample() -> Value {
        json!({"sections": [
            {"id": "s1", "label": "Customer Information", "attributes": [
                {"attributeId": "customer_name_attr", "type": "Standard", "isEnabled": true, "label": {"modifiedLabel": "Company"}, "tagName": "customerName"},
                {"attributeId": "x", "type": "Standard", "isEnabled": "true", "label": "{\"modifiedLabel\":\"Website\"}", "right": [{"tagName": "website"}]},
                {"attributeId": "off", "type": "Standard", "isEnabled": false, "tagName": "statusName"},
                {"attributeTag": "spacer", "attributeId": "y"},
                {"attributeId": "address_attribute1", "type": "Standard"},
                {"attributeId": "select_4_9", "type": "Custom", "label": {"modifiedLabel": "Tier"}, "tagName": "select_4", "attributeTag": "select",
                 "right": [{"tag": "select", "optionValueList": [{"optionId": "VALUE_1", "optionObject": "Gold"}, {}]}]},
                {"attributeId": "check_5_9", "type": "Custom", "label": "Wants", "right": [
                    {"tag": "check", "tagName": "check_5", "tagId": "t1", "options": ["News"]}, {"tag": "check", "tagId": "t2", "options": ["Calls"]}]},
                {"attributeId": "odd", "type": "Custom", "attributeTag": "hologram", "tagName": "odd"},
            ]},
            {"label": "Empty", "attributes": []}, 7,
        ]})
    }

    #[test]
    fn the_layout_is_read_from_a_string_and_from_an_object() {
        let (from_object, custom) = parse(Some(&sample()));
        let (from_string, _) = parse(Some(&Value::String(sample().to_string())));
        assert_eq!(from_object, from_string);
        assert_eq!(from_object.sections.len(), 1);
        assert_eq!(custom.len(), 2);
        assert_eq!(custom[0].1.options[0].name, "Gold");
        assert_eq!(custom[1].1.options.len(), 2);
    }

    #[test]
    fn every_field_has_exactly_one_place() {
        let catalog = Catalog::parse(&json!({"webLayout": sample().to_string()}));
        let fields = Fields::with_catalog(&catalog);
        let plan = sections(&catalog.layout, &fields);
        assert_eq!(plan[0].label, "Customer Information");
        let order: Vec<&str> = plan[0].fields.iter().map(|f| f.wire.as_ref()).collect();
        assert_eq!(
            order,
            [
                "customerName",
                "website",
                "addresses",
                "customAttributes/select_4_9",
                "customAttributes/check_5_9"
            ]
        );
        let mut all: Vec<&str> = plan
            .iter()
            .flat_map(|s| &s.fields)
            .map(|f| f.wire.as_ref())
            .collect();
        assert_eq!(all.len(), fields.len());
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), fields.len());
    }
}
