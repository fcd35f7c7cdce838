//! Owns which keys an update may change: what `attributeName` and the flags beside it name.
//! Must not change a record.

use serde_json::Value;

use crate::apptivo::request::{REMOVALS, UPDATE_FLAGS};
use crate::apptivo::response::{Code, Refusal};
use crate::customer::field::Field;
use crate::customer::{Customer, Fields};
use crate::store::is_kept;

use super::actions::refuse;
use super::pairs::Given;
use super::parameters::Parameters;

/// Which keys an update may change.
pub enum Named {
    /// Those that were asked for, and those that stand or fall with them.
    These {
        asked: Vec<String>,
        beside: Vec<String>,
    },
    /// Nothing was named: everything that was sent.
    All,
}

impl Named {
    pub fn holds(&self, wire: &str) -> bool {
        let is_removal = REMOVALS.iter().any(|(_, removals)| *removals == wire);
        match self {
            _ if is_kept(wire) || is_removal => false,
            Named::These { asked, beside } => asked.iter().chain(beside).any(|name| name == wire),
            Named::All => true,
        }
    }

    /// The names that an update gave itself; none where it named nothing.
    pub fn asked(&self) -> Option<&[String]> {
        match self {
            Named::These { asked, .. } => Some(asked),
            Named::All => None,
        }
    }

    /// How the record that was sent speaks of a key.
    pub fn given(&self, data: &Customer, wire: &str) -> Given {
        match self {
            _ if data.get(wire).is_none() || !self.holds(wire) => Given::No,
            Named::These { asked, .. } if !asked.iter().any(|name| name == wire) => Given::Along,
            Named::These { .. } | Named::All => Given::Yes,
        }
    }
}

/// Reads `attributeName` and the flags beside it.
pub fn named(parameters: &Parameters, data: &Customer, fields: &Fields) -> Result<Named, Refusal> {
    let spellings = ["attributeName", "attributeNames"];
    let is_sent = spellings.iter().any(|name| parameters.names(name));
    let text = parameters.first(&spellings)?.unwrap_or_default();
    let mut asked = names(text).ok_or_else(no_names)?;
    for (flag, key) in UPDATE_FLAGS {
        let is_set = parameters
            .get(flag)?
            .is_some_and(|text| text.eq_ignore_ascii_case("true"));
        if is_set && data.get(key).is_some() {
            asked.push(key.to_owned());
        }
    }
    if asked.is_empty() {
        // Who meant to name something and did not would have the whole record written over.
        return if is_sent {
            Err(no_names())
        } else {
            Ok(Named::All)
        };
    }
    // A name and its id, and an assignee's three parts, only make sense together.
    let is_asked = |field: &&Field| field.keys().any(|key| asked.iter().any(|name| name == key));
    let beside = fields.iter().filter(is_asked).flat_map(Field::keys);
    let beside = beside.map(str::to_owned).collect();
    Ok(Named::These { asked, beside })
}

fn no_names() -> Refusal {
    refuse(
        Code::Invalid,
        "attributeName must be a list of the names to update, such as [\"website\"]; nothing was changed",
    )
}

/// Reads `["a","b"]`, and what people write for it: `[a,b]`, `a,b`, `a`, `"a"`. None where it is anything
/// else: a list of other things than names is no shorter list of names.
fn names(text: &str) -> Option<Vec<String>> {
    let all: Vec<String> = match serde_json::from_str(text) {
        Ok(Value::Array(all)) => all
            .into_iter()
            .map(|name| match name {
                Value::String(name) => Some(name),
                _ => None,
            })
            .collect::<Option<_>>()?,
        Ok(Value::String(name)) => vec![name],
        Ok(_) => return None,
        Err(_) => text
            .split(',')
            .map(|name| name.trim_matches(|c: char| c.is_whitespace() || "[]\"'".contains(c)))
            .map(str::to_owned)
            .collect(),
    };
    let all: Vec<String> = all
        .iter()
        .map(|name| name.trim())
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .collect();
    let is_garbled = |name: &String| name.contains(['{', '}', '[', ']', '"', ',', ':']);
    (!all.iter().any(is_garbled)).then_some(all)
}
