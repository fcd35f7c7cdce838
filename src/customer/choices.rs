//! Owns changing what getConfigData offers: the items of its lists and the firm's own attributes. Changes are
//! kept apart from what they change, so that a newer rolo's own lists come through.
//! Must not know where they are kept, and never takes an item away: records may have it.

mod put;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::attributes;
use super::catalog::Choice;
use super::field::{CustomKind, List};
use super::record::whole;
use super::spelling::{SPELLINGS, Spelling};
use super::text::{fold, one_line};

use put::put;

/// What is to be done to one item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "camelCase")]
pub enum ListChange {
    /// `kind` and `options` are for attributes alone.
    Add {
        list: String,
        name: String,
        #[serde(default)]
        kind: Option<String>,
        #[serde(default)]
        options: Vec<String>,
    },
    Rename {
        list: String,
        item: String,
        name: String,
    },
    /// Offers an item no longer, or again.
    Switch {
        list: String,
        item: String,
        on: bool,
    },
    /// One more thing to choose for an attribute, or one that was taken off before.
    AddOption { item: String, name: String },
    RenameOption {
        item: String,
        option: String,
        name: String,
    },
    /// Can be chosen no longer.
    RemoveOption { item: String, option: String },
}

/// One item as it was changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    pub list: String,
    pub id: Value,
    pub name: String,
    pub on: bool,
    /// What an attribute holds, and what can be chosen for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<String>,
    /// The options that are not as they were at first. `options` stays as it was then: their ids are counted
    /// by it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changed: Vec<Choosable>,
}

/// One thing that can be chosen for an attribute.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choosable {
    pub id: String,
    pub name: String,
    pub on: bool,
}

/// Every item that is not as it was at first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edits {
    /// The last number that an item of ours was given.
    #[serde(default)]
    pub last: i64,
    #[serde(default)]
    pub items: Vec<Item>,
}

/// The list of the firm's own attributes.
pub const ATTRIBUTES: &str = "attribute";
/// Where the numbers of added items begin: far from any that came with the lists.
const FIRST: i64 = 1_000_000;
const LONGEST: usize = 200;

/// The lists that can be changed, by the words that people use. Countries and people are none of them: the
/// world and the keys say what those are.
pub const LISTS: [(&str, List); 15] = [
    ("status", List::Status),
    ("category", List::Category),
    ("market", List::Market),
    ("segment", List::Segment),
    ("industry", List::Industry),
    ("employee-range", List::EmployeeRange),
    ("payment-term", List::PaymentTerm),
    ("sla", List::Sla),
    ("currency", List::Currency),
    ("territory", List::Territory),
    ("label", List::Label),
    ("campaign", List::Campaign),
    ("phone-type", List::PhoneType),
    ("email-type", List::EmailType),
    ("address-type", List::AddressType),
];

/// The items of a list as they stand in getConfigData, those that are not offered too.
pub fn items(config: &Value, list: &str) -> Option<Vec<Item>> {
    if list == ATTRIBUTES {
        return Some(attributes::items(config));
    }
    let spelling = spelling(list)?;
    let item = |choice: Choice| Item {
        list: list.to_owned(),
        // A list of plain words has no ids; a word is its own.
        id: match choice.id {
            Value::Null => Value::from(choice.name.as_str()),
            id => id,
        },
        name: choice.name,
        on: choice.enabled,
        kind: None,
        options: Vec::new(),
        changed: Vec::new(),
    };
    Some(spelling.read(config).into_iter().map(item).collect())
}

/// Every list that can be changed, by its word, the attributes last.
pub fn all(config: &Value) -> Vec<(String, Vec<Item>)> {
    let words = LISTS.iter().map(|(word, _)| *word).chain([ATTRIBUTES]);
    words
        .filter_map(|word| Some((word.to_owned(), items(config, word)?)))
        .collect()
}

fn spelling(list: &str) -> Option<&'static Spelling> {
    let (_, wanted) = LISTS.iter().find(|(word, _)| *word == list)?;
    SPELLINGS.iter().find(|spelling| spelling.list == *wanted)
}

impl ListChange {
    /// The word of the list that it changes.
    pub fn list(&self) -> &str {
        match self {
            ListChange::Add { list, .. }
            | ListChange::Rename { list, .. }
            | ListChange::Switch { list, .. } => list,
            ListChange::AddOption { .. }
            | ListChange::RenameOption { .. }
            | ListChange::RemoveOption { .. } => ATTRIBUTES,
        }
    }
}

impl Edits {
    /// Puts everything into a getConfigData.
    pub fn apply(&self, config: &mut Value) {
        for item in &self.items {
            if item.list == ATTRIBUTES {
                attributes::put(config, item);
            } else if let Some(spelling) = spelling(&item.list) {
                put(config, spelling, item);
            }
        }
    }

    /// Takes a change up. `config` is what it changes: getConfigData with these edits in it.
    pub fn take(&mut self, config: &Value, change: &ListChange) -> Result<Item, String> {
        let list = change.list();
        let Some(there) = items(config, list) else {
            let words: Vec<&str> = LISTS.iter().map(|(word, _)| *word).collect();
            return Err(format!(
                "there is no list {list:?}; there are {} and {ATTRIBUTES}",
                words.join(", ")
            ));
        };
        let item = match change {
            ListChange::Add {
                name,
                kind,
                options,
                ..
            } => {
                let name = sound(name)?;
                is_free(&there, &name, None)?;
                self.added(list, name, kind.as_deref(), options)?
            }
            ListChange::Rename { item, name, .. } => {
                let (name, item) = (sound(name)?, found(&there, item)?);
                is_free(&there, &name, Some(item))?;
                if item.id.as_str() == Some(&item.name) {
                    return Err(format!(
                        "{:?} is known by its name alone; add the new one and take the old one off",
                        item.name
                    ));
                }
                Item {
                    name,
                    ..item.clone()
                }
            }
            ListChange::Switch { item, on, .. } => Item {
                on: *on,
                ..found(&there, item)?.clone()
            },
            ListChange::AddOption { item, .. }
            | ListChange::RenameOption { item, .. }
            | ListChange::RemoveOption { item, .. } => {
                let item = found(&there, item)?.clone();
                let changed = self.chosen(config, &item, change)?;
                return Ok(self.keep(item, Some(changed)));
            }
        };
        Ok(self.keep(item, None))
    }

    /// Remembers an item as it is now. What can be chosen for it is remembered one by one: the item as it
    /// stands in the lists has all of that in it already.
    fn keep(&mut self, item: Item, changed: Option<Choosable>) -> Item {
        let same = |other: &Item| other.list == item.list && other.id == item.id;
        let at = match self.items.iter().position(same) {
            Some(at) => at,
            None => {
                self.items.push(item.clone());
                self.items.len() - 1
            }
        };
        let kept = &mut self.items[at];
        kept.name.clone_from(&item.name);
        kept.on = item.on;
        if let Some(changed) = changed {
            match kept.changed.iter_mut().find(|other| other.id == changed.id) {
                Some(other) => *other = changed,
                None => kept.changed.push(changed),
            }
        }
        item
    }

    /// The option of an attribute that a change is about, as it is afterwards.
    fn chosen(
        &mut self,
        config: &Value,
        item: &Item,
        change: &ListChange,
    ) -> Result<Choosable, String> {
        let there = attributes::choosable(config, item)?;
        let is_free = |name: &str, but: Option<&Choosable>| {
            let others = there.iter().filter(|one| Some(*one) != but);
            match others
                .map(|one| &one.name)
                .find(|one| fold(one) == fold(name))
            {
                Some(taken) => Err(format!("there is {taken:?} already")),
                None => Ok(()),
            }
        };
        match change {
            ListChange::RenameOption { option, name, .. } => {
                let (name, option) = (sound(name)?, option_named(&there, option)?);
                is_apart(item.kind.as_deref(), &name)?;
                is_free(&name, Some(option))?;
                Ok(Choosable {
                    name,
                    ..option.clone()
                })
            }
            ListChange::RemoveOption { option, .. } => {
                let option = option_named(&there, option)?;
                if there.len() == 1 {
                    return Err(format!(
                        "{:?} is all that there is to choose; disable the attribute",
                        option.name
                    ));
                }
                Ok(Choosable {
                    on: false,
                    ..option.clone()
                })
            }
            ListChange::AddOption { name, .. } => {
                let name = sound(name)?;
                is_apart(item.kind.as_deref(), &name)?;
                is_free(&name, None)?;
                let kept = self.items.iter().find(|kept| kept.id == item.id);
                let gone = kept.into_iter().flat_map(|kept| &kept.changed);
                let again = gone.filter(|one| !one.on).find(|one| one.name == name);
                if let Some(again) = again {
                    return Ok(Choosable {
                        on: true,
                        ..again.clone()
                    });
                }
                self.last = self.last.max(FIRST).saturating_add(1);
                let id = attributes::option_id(item, self.last);
                Ok(Choosable { id, name, on: true })
            }
            ListChange::Add { .. } | ListChange::Rename { .. } | ListChange::Switch { .. } => {
                Err("this is no change of an option".to_owned())
            }
        }
    }

    fn added(
        &mut self,
        list: &str,
        name: String,
        kind: Option<&str>,
        options: &[String],
    ) -> Result<Item, String> {
        let mut item = Item {
            list: list.to_owned(),
            id: Value::from(name.as_str()),
            name,
            on: true,
            kind: None,
            options: Vec::new(),
            changed: Vec::new(),
        };
        if list == ATTRIBUTES {
            let kind = attributes::kind(kind.unwrap_or(CustomKind::Input.wire()))?;
            item.options = attributes::options(kind, options)?;
            for option in &item.options {
                is_apart(Some(kind.wire()), option)?;
            }
            item.kind = Some(kind.wire().to_owned());
        } else if kind.is_some() || !options.is_empty() {
            return Err("only an attribute has a kind and options".to_owned());
        }
        if list != "currency" {
            self.last = self.last.max(FIRST).saturating_add(1);
            item.id = match item.kind.as_deref() {
                Some(kind) => json!(format!("{kind}_{}_3", self.last)),
                None => json!(self.last),
            };
        }
        Ok(item)
    }
}

fn sound(name: &str) -> Result<String, String> {
    let name = one_line(name).trim().to_owned();
    match name.chars().count() {
        0 => Err("a name is needed".to_owned()),
        1..=LONGEST => Ok(name),
        _ => Err(format!("a name has {LONGEST} letters at most")),
    }
}

/// Several options of one attribute are written with `,` or `;` between them: none can have one inside.
fn is_apart(kind: Option<&str>, option: &str) -> Result<(), String> {
    let takes_several = [CustomKind::Check, CustomKind::MultiSelect]
        .iter()
        .any(|several| kind == Some(several.wire()));
    match takes_several && option.contains([',', ';']) {
        true => Err(format!(
            "{option:?} cannot be an option, for a , or ; parts one option from the next; leave it out"
        )),
        false => Ok(()),
    }
}

fn is_free(there: &[Item], name: &str, but: Option<&Item>) -> Result<(), String> {
    let wanted = fold(name);
    let taken = there
        .iter()
        .filter(|item| but.is_none_or(|but| but.id != item.id))
        .find(|item| fold(&item.name) == wanted);
    match taken {
        None => Ok(()),
        Some(item) if item.on => Err(format!("there is {:?} already", item.name)),
        Some(item) => Err(format!(
            "there is {:?} already, and it is not offered; enable it again",
            item.name
        )),
    }
}

/// The item that a name or an id means.
fn found<'a>(there: &'a [Item], typed: &str) -> Result<&'a Item, String> {
    let (typed, wanted) = (typed.trim(), fold(typed));
    let is = |item: &&Item| match whole(&item.id) {
        Some(id) => id.to_string() == typed,
        None => item.id.as_str() == Some(typed),
    };
    there
        .iter()
        .find(|item| item.name == typed)
        .or_else(|| there.iter().find(|item| fold(&item.name) == wanted))
        .or_else(|| there.iter().find(is))
        .ok_or_else(|| format!("there is no {typed:?} in this list"))
}

/// The option that a name or an id means.
fn option_named<'a>(there: &'a [Choosable], typed: &str) -> Result<&'a Choosable, String> {
    let (typed, wanted) = (typed.trim(), fold(typed));
    there
        .iter()
        .find(|one| one.name == typed)
        .or_else(|| there.iter().find(|one| fold(&one.name) == wanted))
        .or_else(|| there.iter().find(|one| one.id == typed))
        .ok_or_else(|| {
            let names: Vec<&str> = there.iter().map(|one| one.name.as_str()).collect();
            format!(
                "there is no {typed:?} to choose; there is {}",
                names.join(", ")
            )
        })
}

#[cfg(test)]
mod tests;
