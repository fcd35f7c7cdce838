//! Owns reading what a person (or a script) gives for a field: checks it, and turns it into the wire's
//! form. The form, the command line and imports all come through here.
//! Must not change what it was not asked to: a value that is given again as it was stays byte for byte.

use serde_json::{Map, Value, json};
use thiserror::Error;

use super::catalog::{Catalog, Choice};
use super::change::Part;
pub use super::check::{check, number};
use super::check::{seen, url};
use super::date;
use super::elements;
pub use super::elements::{label_element, territory_element};
use super::field::{CustomAttribute, CustomKind, Field, Group, Kind, List};
use super::group::Member;
use super::show;

/// Why a value cannot be taken: the field and one sentence.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("{label}: {reason}")]
pub struct Invalid {
    pub label: String,
    pub reason: String,
}

/// Reads `typed` for `field`. `before` is the record's own part: what is given again unchanged is
/// returned as it was, also where it would not pass today's checks.
pub fn read(field: &Field, typed: &str, before: &Part, catalog: &Catalog) -> Result<Part, Invalid> {
    if !before.is_empty() && typed == show::edit_text(field, before, &catalog.date_format) {
        return Ok(before.clone());
    }
    let typed = if field.kind == Kind::Note {
        typed
    } else {
        typed.trim()
    };
    if typed.trim().is_empty() {
        if field.required {
            return Err(invalid(field, "is needed".to_owned()));
        }
        return Ok(cleared(field, before));
    }
    let one = |value: Value| Ok(Part::from_iter([(field.wire.to_string(), value)]));
    match field.kind {
        Kind::Choice(list) => pair(field, choose(field, list, typed, catalog)?),
        Kind::Code(list) => one(Value::String(code(field, list, typed, catalog)?)),
        Kind::Assignee => assignee(field, choose(field, List::Assignee, typed, catalog)?),
        Kind::Reference => pair(field, Choice::word(typed)),
        Kind::Custom(kind) => match &field.custom {
            Some(custom) => Ok(Part::from_iter([(
                field.wire.to_string(),
                custom_element(field, custom, kind, typed, before, catalog)?,
            )])),
            None => Err(invalid(field, "is not described by the catalog".to_owned())),
        },
        Kind::Group(group) => one(list(field, group, typed, before, catalog)?),
        Kind::Number => one(Value::Number(
            number(typed).map_err(|why| invalid(field, why))?,
        )),
        Kind::Money => one(Value::Number(
            number(typed).map_err(|why| invalid(field, why))?,
        )),
        Kind::Flag => one(json!(flag(typed).map_err(|why| invalid(field, why))?)),
        Kind::Date => one(json!(
            day(typed, catalog).map_err(|why| invalid(field, why))?
        )),
        Kind::Text | Kind::Note | Kind::Email | Kind::Url | Kind::Phone => {
            check(field.kind, typed).map_err(|why| invalid(field, why))?;
            one(json!(typed))
        }
        Kind::Stamp | Kind::Opaque => Err(invalid(
            field,
            "is kept by the server and cannot be set".to_owned(),
        )),
    }
}

/// Refuses a value of several lines for a field of one, and characters that nobody sees; what stands around it
/// is not a part of it.
pub fn fits(field: &Field, typed: &str) -> Result<(), Invalid> {
    seen(typed).map_err(|why| invalid(field, why))?;
    let has_lines = matches!(
        field.kind,
        Kind::Note | Kind::Custom(CustomKind::Textarea) | Kind::Group(_)
    );
    let breaks = ['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}'];
    if !has_lines && typed.trim().contains(breaks) {
        let reason = "is one line, and the value has a line break in it".to_owned();
        return Err(invalid(field, reason));
    }
    Ok(())
}

/// Checks one member of an address, a phone number or an e-mail address.
pub fn check_member(member: &Member, typed: &str) -> Result<(), Invalid> {
    if typed.trim().is_empty() {
        return Ok(());
    }
    check(member.kind, typed.trim()).map_err(|reason| Invalid {
        label: member.label.to_owned(),
        reason,
    })
}

/// Fills an element's choice and the id and code that stand beside it.
pub fn choose_member(element: &mut Map<String, Value>, member: &Member, choice: &Choice) {
    element.insert(member.wire.to_owned(), json!(choice.name));
    if let Some(id) = member.beside.0 {
        element.insert(id.to_owned(), choice.id.clone());
    }
    if let Some(code) = member.beside.1 {
        element.insert(
            code.to_owned(),
            choice.code.clone().map_or(Value::Null, Value::String),
        );
    }
}

/// Puts a catalog's choice (or, with `None`, nothing) into a field.
pub fn put_choice(field: &Field, choice: Option<&Choice>, before: &Part) -> Part {
    match (field.kind, choice) {
        (_, None) => cleared(field, before),
        (Kind::Code(_), Some(choice)) => Part::from_iter([(
            field.wire.to_string(),
            json!(choice.code.as_deref().unwrap_or(&choice.name)),
        )]),
        (Kind::Assignee, Some(choice)) => assignee_part(field, choice),
        (_, Some(choice)) => pair_part(field, choice),
    }
}

/// The options of a custom choice as one text, for `read`.
pub fn join_options(names: &[String]) -> String {
    names.join("; ")
}

/// Nothing, in the way the API's samples write it: an empty name beside a null id, `""`, `[]` or null.
fn cleared(field: &Field, before: &Part) -> Part {
    let mut part = Part::new();
    match field.kind {
        Kind::Custom(_) => {
            if let Some(Value::Object(element)) = before.get(field.wire.as_ref()) {
                let mut element = element.clone();
                set_custom(&mut element, field, "");
                element.remove("customAttributeValueId");
                element.remove("numberValue");
                element.remove("dateValue");
                element.insert("attributeValues".to_owned(), json!([]));
                part.insert(field.wire.to_string(), Value::Object(element));
            }
            return part;
        }
        Kind::Group(_) => drop(part.insert(field.wire.to_string(), json!([]))),
        Kind::Number | Kind::Money | Kind::Date => {
            drop(part.insert(field.wire.to_string(), Value::Null))
        }
        _ => drop(part.insert(field.wire.to_string(), json!(""))),
    }
    for id in field.keys().skip(1) {
        part.insert(id.to_owned(), Value::Null);
    }
    part
}

fn invalid(field: &Field, reason: String) -> Invalid {
    Invalid {
        label: field.label.to_string(),
        reason,
    }
}

/// Finds a choice. A list that is not known takes any word: better a name without an id than a refusal.
fn choose(field: &Field, list: List, typed: &str, catalog: &Catalog) -> Result<Choice, Invalid> {
    offered(list, typed, catalog).map_err(|why| invalid(field, why))
}

pub fn offered(list: List, typed: &str, catalog: &Catalog) -> Result<Choice, String> {
    let all = catalog.list(list);
    if all.is_empty() {
        return Ok(Choice::word(typed));
    }
    let found = catalog.find(list, typed).cloned();
    found.ok_or_else(|| not_in_list(typed, all.iter().map(|c| c.name.as_str())))
}

pub(super) fn not_in_list<'a>(typed: &str, names: impl Iterator<Item = &'a str> + Clone) -> String {
    let count = names.clone().count();
    let some: Vec<&str> = names.take(6).collect();
    let more = if count > some.len() {
        format!(" and {} more", count - some.len())
    } else {
        String::new()
    };
    format!(
        "“{typed}” is not in the list; it has {}{more}",
        some.join(", ")
    )
}

fn code(field: &Field, list: List, typed: &str, catalog: &Catalog) -> Result<String, Invalid> {
    let choice = choose(field, list, typed, catalog)?;
    Ok(choice.code.unwrap_or(choice.name))
}

fn pair(field: &Field, choice: Choice) -> Result<Part, Invalid> {
    Ok(pair_part(field, &choice))
}

fn pair_part(field: &Field, choice: &Choice) -> Part {
    let mut part = Part::from_iter([(field.wire.to_string(), json!(choice.name))]);
    if let Some(id) = field.id_wire {
        part.insert(id.to_owned(), choice.id.clone());
    }
    part
}

fn assignee(field: &Field, choice: Choice) -> Result<Part, Invalid> {
    Ok(assignee_part(field, &choice))
}

fn assignee_part(field: &Field, choice: &Choice) -> Part {
    let mut part = pair_part(field, choice);
    part.insert(
        "assigneeObjectId".to_owned(),
        json!(choice.object.unwrap_or(8)),
    );
    part
}

fn flag(typed: &str) -> Result<&'static str, String> {
    match typed.to_lowercase().as_str() {
        "y" | "yes" | "true" | "1" | "on" => Ok("Y"),
        "n" | "no" | "false" | "0" | "off" => Ok("N"),
        _ => Err(format!("“{typed}” is neither yes nor no")),
    }
}

fn day(typed: &str, catalog: &Catalog) -> Result<String, String> {
    let firm = &catalog.date_format;
    date::read(typed, firm)
        .map(|day| firm.write(day))
        .ok_or_else(|| format!("“{typed}” is no date (2024-12-31, or {})", firm.pattern()))
}

/// Reads a whole list: JSON as on the wire, or the texts of its elements with `;` between.
fn list(
    field: &Field,
    group: Group,
    typed: &str,
    before: &Part,
    catalog: &Catalog,
) -> Result<Value, Invalid> {
    if typed.starts_with('[') {
        return match serde_json::from_str::<Value>(typed) {
            Ok(Value::Array(all)) if all.iter().all(Value::is_object) => Ok(Value::Array(all)),
            Ok(_) => Err(invalid(field, "must be a list of objects".to_owned())),
            Err(error) => Err(invalid(field, format!("is not JSON: {error}"))),
        };
    }
    elements::read(group, typed, before.get(field.wire.as_ref()), catalog)
        .map_err(|why| invalid(field, why))
}

fn custom_element(
    field: &Field,
    custom: &CustomAttribute,
    kind: CustomKind,
    typed: &str,
    before: &Part,
    catalog: &Catalog,
) -> Result<Value, Invalid> {
    let mut element = match before.get(field.wire.as_ref()) {
        Some(Value::Object(element)) => element.clone(),
        _ => new_custom(custom),
    };
    let refuse = |why: String| invalid(field, why);
    match kind {
        CustomKind::Input | CustomKind::Textarea => set_custom(&mut element, field, typed),
        CustomKind::Link => {
            url(typed).map_err(refuse)?;
            set_custom(&mut element, field, typed);
        }
        CustomKind::Number | CustomKind::Currency => {
            let number = number(typed).map_err(refuse)?;
            set_custom(&mut element, field, &number.to_string());
            element.insert("numberValue".to_owned(), Value::Number(number));
            if kind == CustomKind::Currency && !element.contains_key("currencyCode") {
                element.insert(
                    "currencyCode".to_owned(),
                    json!(catalog.currency.as_deref().unwrap_or("USD")),
                );
            }
        }
        CustomKind::Date => {
            let read = date::read(typed, &catalog.date_format);
            set_custom(&mut element, field, &day(typed, catalog).map_err(refuse)?);
            element.insert(
                "dateValue".to_owned(),
                read.map_or(Value::Null, |day| json!(format!("{day} 00:00:00"))),
            );
        }
        CustomKind::Select | CustomKind::Radio => {
            let (id, name) = option(field, custom, typed)?;
            set_custom(&mut element, field, &name);
            element.insert("customAttributeValueId".to_owned(), json!(id));
            if kind == CustomKind::Radio {
                element.insert(
                    "attributeValues".to_owned(),
                    json!([attribute_value(&id, &name)]),
                );
            }
        }
        CustomKind::Check | CustomKind::MultiSelect => {
            let picked: Result<Vec<Value>, Invalid> = typed
                .split([';', ','])
                .map(str::trim)
                .filter(|word| !word.is_empty())
                .map(|word| {
                    option(field, custom, word).map(|(id, name)| attribute_value(&id, &name))
                })
                .collect();
            set_custom(&mut element, field, "");
            element.insert("attributeValues".to_owned(), Value::Array(picked?));
        }
        CustomKind::Counter
        | CustomKind::Reference
        | CustomKind::ReferenceField
        | CustomKind::Table => {
            return Err(refuse("cannot be set here".to_owned()));
        }
    }
    Ok(Value::Object(element))
}

/// One ticked option of a custom attribute, as a record carries it.
pub fn attribute_value(id: &str, name: &str) -> Value {
    json!({"attributeId": id, "attributeValue": name, "shape": "", "color": ""})
}

fn option(
    field: &Field,
    custom: &CustomAttribute,
    typed: &str,
) -> Result<(String, String), Invalid> {
    let wanted = super::text::fold(typed);
    custom
        .options
        .iter()
        .find(|option| super::text::fold(&option.name) == wanted || option.id == typed)
        .map(|option| (option.id.clone(), option.name.clone()))
        .ok_or_else(|| {
            invalid(
                field,
                not_in_list(typed, custom.options.iter().map(|o| o.name.as_str())),
            )
        })
}

/// The keys that every custom attribute carries, whatever its kind.
fn new_custom(custom: &CustomAttribute) -> Map<String, Value> {
    Map::from_iter([
        ("customAttributeId".to_owned(), json!(custom.id)),
        ("customAttributeType".to_owned(), json!(custom.kind.wire())),
        ("customAttributeName".to_owned(), json!(custom.tag)),
        ("customAttributeTagName".to_owned(), json!(custom.tag)),
        ("customAttributeValue".to_owned(), json!("")),
        ("fieldType".to_owned(), json!("NUMBER")),
        ("attributeValues".to_owned(), json!([])),
    ])
}

/// Sets the value and the copy of it that stands under the attribute's own tag.
fn set_custom(element: &mut Map<String, Value>, field: &Field, text: &str) {
    element.insert("customAttributeValue".to_owned(), json!(text));
    if let Some(custom) = &field.custom {
        element.insert(custom.tag.clone(), json!(text));
    }
}
