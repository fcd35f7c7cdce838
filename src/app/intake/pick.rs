//! Owns the lists to choose from while a file is mapped: fields, encodings, what stands between cells, how days are
//! written, and what a value means. Must not act.

use super::{Intake, Tab};
use crate::app::layer::{Item, Picker, Purpose, Take};
use crate::app::line::Line;
use crate::app::words;

/// What was chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pick {
    /// The field of a column; empty: none.
    Field {
        column: String,
        field: String,
    },
    /// None: what fits.
    Encoding(Option<String>),
    Delimiter(Option<char>),
    Days(Option<String>),
    /// What a value means; empty: nothing.
    Value {
        field: String,
        value: String,
        meant: String,
    },
}

const ENCODINGS: [&str; 7] = [
    "UTF-8",
    "windows-1252",
    "UTF-16LE",
    "UTF-16BE",
    "windows-1250",
    "ISO-8859-15",
    "macintosh",
];
const DELIMITERS: [(char, &str); 4] = [
    (',', words::COMMA),
    (';', words::SEMICOLON),
    ('\t', words::TAB),
    ('|', words::BAR),
];
const DAYS: [&str; 6] = [
    "yyyy-MM-dd",
    "dd.MM.yyyy",
    "dd/MM/yyyy",
    "MM/dd/yyyy",
    "dd-MM-yyyy",
    "MM-dd-yyyy",
];

fn item(name: &str, note: &str, current: bool, pick: Pick) -> Item {
    Item {
        name: name.to_owned(),
        note: note.to_owned(),
        current,
        take: Take::Intake(pick),
    }
}

fn picker(title: String, items: Vec<Item>) -> Picker {
    Picker {
        title,
        purpose: Purpose::Intake,
        line: Line::default(),
        cursor: items.iter().position(|item| item.current).unwrap_or(0),
        items,
        top: 0,
        free: false,
        added: None,
    }
}

impl Intake {
    /// The fields that the column under the cursor can go into, or what an unknown value can mean.
    pub fn offers(&self) -> Option<Picker> {
        if let Some(unknown) = self.unknown() {
            let pick = |meant: &str| Pick::Value {
                field: unknown.field.clone(),
                value: unknown.value.clone(),
                meant: meant.to_owned(),
            };
            let nothing = item(words::LEAVE_VALUE_EMPTY, "", false, pick(""));
            let offers = unknown
                .offers
                .iter()
                .map(|name| item(name, "", false, pick(name)));
            let title = words::value_means(&unknown.value);
            return Some(picker(
                title,
                std::iter::once(nothing).chain(offers).collect(),
            ));
        }
        if self.tab == Tab::Values && self.weighed.is_some() {
            return None;
        }
        let (column, looked) = (self.column()?, self.looked.as_ref()?);
        let pick = |field: &str| Pick::Field {
            column: column.name.clone(),
            field: field.to_owned(),
        };
        let none = item(
            words::LEAVE_COLUMN_OUT,
            "",
            column.field.is_empty(),
            pick(""),
        );
        let fields = looked.fields.iter().map(|(name, label)| {
            let taken = looked
                .columns
                .iter()
                .find(|other| other.field == *name && other.name != column.name);
            let note = taken.map_or("", |other| other.name.as_str());
            item(label, note, *name == column.field, pick(name))
        });
        let items = std::iter::once(none).chain(fields).collect();
        Some(picker(words::goes_into(&column.name), items))
    }

    pub fn encodings(&self) -> Picker {
        let said = self.said.encoding.as_deref();
        let own = item(words::WHAT_FITS, "", said.is_none(), Pick::Encoding(None));
        let all = ENCODINGS.iter().map(|name| {
            item(
                name,
                "",
                said == Some(*name),
                Pick::Encoding(Some((*name).to_owned())),
            )
        });
        picker(
            words::ENCODED_AS.to_owned(),
            std::iter::once(own).chain(all).collect(),
        )
    }

    pub fn delimiters(&self) -> Picker {
        let said = self.said.delimiter;
        let own = item(words::WHAT_FITS, "", said.is_none(), Pick::Delimiter(None));
        let all = DELIMITERS
            .iter()
            .map(|(sign, name)| item(name, "", said == Some(*sign), Pick::Delimiter(Some(*sign))));
        picker(
            words::BETWEEN_CELLS.to_owned(),
            std::iter::once(own).chain(all).collect(),
        )
    }

    pub fn days(&self) -> Picker {
        let said = self.said.days.as_deref();
        let own = item(words::WHAT_FITS, "", said.is_none(), Pick::Days(None));
        let all = DAYS.iter().map(|pattern| {
            item(
                pattern,
                "",
                said == Some(*pattern),
                Pick::Days(Some((*pattern).to_owned())),
            )
        });
        picker(
            words::DAYS_AS.to_owned(),
            std::iter::once(own).chain(all).collect(),
        )
    }

    /// Takes what was chosen into what was said.
    pub fn take(&mut self, pick: Pick) {
        match pick {
            Pick::Field { column, field } => {
                // A field that is no longer there is no key either.
                let old = self.column().map(|column| column.field.clone());
                self.said
                    .keys
                    .retain(|key| Some(key) != old.as_ref() || *key == field);
                self.said.column(&column, &field);
            }
            Pick::Encoding(name) => self.said.encoding = name,
            Pick::Delimiter(sign) => {
                // Other cells have other columns.
                self.said.columns.clear();
                self.said.delimiter = sign;
            }
            Pick::Days(pattern) => self.said.days = pattern,
            Pick::Value {
                field,
                value,
                meant,
            } => self.said.value(&field, &value, &meant),
        }
    }
}
