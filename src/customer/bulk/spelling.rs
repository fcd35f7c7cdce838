//! Owns how edits are written: `field=value`, `field=`, `field+=more`, `field-=element`,
//! `field~=s/pattern/with/` and `field:=other-field`. What says which it is stands before the equals sign, so
//! that no value is ever taken for anything but a value.
//! Must not apply them.

use thiserror::Error;

use super::{Edit, How, Replace, invalid};
use crate::customer::field::{Field, Fields, Kind};
use crate::customer::validate::Invalid;

/// Why something is no edit.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum Wrong {
    #[error("“{0}” is no FIELD=VALUE")]
    NoEdit(String),
    #[error(
        "“{0}=” is not known; there are = (set), += (add), -= (take out), ~= (replace) and := (from another field)"
    )]
    NoSign(String),
    #[error("there is no field “{0}”")]
    NoField(String),
    #[error("“{name}” is the id beside {label}, and is not set by itself: set {field} to a name")]
    IdAlone {
        name: String,
        label: String,
        field: String,
    },
    #[error(transparent)]
    Invalid(#[from] Invalid),
    #[error("{0} is given twice")]
    Twice(String),
}

/// Reads one edit.
pub fn parse(text: &str, fields: &Fields) -> Result<Edit, Wrong> {
    parse_with(text, |name| {
        let found = fields.find(name);
        found.ok_or_else(|| Wrong::NoField(name.to_owned()))
    })
}

/// The same, where the caller finds the fields and says it in its own way when there is none.
pub fn parse_with<'f, E: From<Wrong>>(
    text: &str,
    find: impl Fn(&str) -> Result<&'f Field, E>,
) -> Result<Edit, E> {
    let Some((before, value)) = text.split_once('=') else {
        return Err(Wrong::NoEdit(text.to_owned()).into());
    };
    let before = before.trim_end();
    if before.ends_with(UNKNOWN) {
        return Err(Wrong::NoSign(before.to_owned()).into());
    }
    let sign = before.chars().last().filter(|last| SIGNS.contains(last));
    let name = before.strip_suffix(SIGNS).unwrap_or(before);
    let field = find(name.trim())?;
    // In no list: the id would be taken for the name of the one that is meant.
    if field.kind == Kind::Reference && !value.trim().is_empty() && field.is_id(name) {
        return Err(Wrong::IdAlone {
            name: name.trim().to_owned(),
            label: field.label.to_string(),
            field: field.kebab(),
        }
        .into());
    }
    let how = match sign {
        Some('+') => How::Append(value.to_owned()),
        Some('-') => How::Remove(value.to_owned()),
        Some('~') => How::Replace(
            Replace::parse(value.trim()).map_err(|why| Wrong::from(invalid(field, why)))?,
        ),
        Some(_) => How::From(Box::new(find(value.trim())?.clone())),
        None => How::Set(value.to_owned()),
    };
    Ok(Edit::new(field, how).map_err(Wrong::from)?)
}

const SIGNS: [char; 4] = ['+', '-', '~', ':'];
/// What other programs write before the equals sign when they mean something else.
const UNKNOWN: [char; 7] = ['!', '*', '?', '<', '>', '%', '^'];

/// Several edits of one field add up; but one that sets it anew would make those before it idle.
pub fn check_together(edits: &[Edit]) -> Result<(), Wrong> {
    for (nth, edit) in edits.iter().enumerate() {
        let sets = matches!(edit.how, How::Set(_) | How::Clear | How::From(_));
        let earlier = edits[..nth].iter().any(|e| e.field.wire == edit.field.wire);
        if sets && earlier {
            return Err(Wrong::Twice(edit.field.label.to_string()));
        }
    }
    Ok(())
}
