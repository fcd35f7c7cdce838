//! Owns what a backup holds: everything of a store, line by line, in one form for every engine.
//! Must not know a file or an engine.

use serde::{Deserialize, Serialize};

use crate::customer::CustomerId;

use super::StoreError;

/// The form that is written. Later ones must be able to read it.
pub const FORM: i64 = 1;

/// One line of a backup. Texts are as they are at rest, byte for byte.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Line {
    /// Stands first, and once.
    Head { form: i64, rolo: String },
    /// What gives ids and numbers: none is given twice, also not after a restore.
    Counter { name: String, last: i64 },
    Customer {
        id: CustomerId,
        seq: i64,
        /// It lies in the trash.
        deleted: bool,
        body: String,
    },
    /// What was done to a customer, or beside the customers, oldest first.
    Past {
        customer: CustomerId,
        at: String,
        who: String,
        action: String,
        field: Option<String>,
        was: Option<String>,
        now: Option<String>,
    },
    /// A save that may come again.
    Request {
        id: String,
        customer: CustomerId,
        at: String,
        #[serde(with = "digits")]
        content: Option<Vec<u8>>,
    },
    /// Hashes of a pair; what may be written of it.
    Key {
        id: i64,
        name: String,
        role: String,
        #[serde(with = "digits")]
        api: Option<Vec<u8>>,
        #[serde(with = "digits")]
        access: Option<Vec<u8>>,
        made: String,
        used: Option<String>,
    },
    Paper {
        of: String,
        key: String,
        about: Option<CustomerId>,
        version: i64,
        body: String,
        who: String,
        at: String,
    },
    /// Stands last: how many lines stand before it. Without it a backup is not whole.
    End { lines: u64 },
}

/// Takes the lines of a backup, one after the other.
pub type Taker = Box<dyn FnMut(&Line) -> Result<(), StoreError> + Send>;

/// Gives the lines of a backup, one after the other.
pub type Giver = Box<dyn Iterator<Item = Result<Line, StoreError>> + Send>;

/// What a store holds that it can give back, counted as it passes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counted {
    pub customers: u64,
    pub trash: u64,
    pub lines: u64,
}

impl Counted {
    pub fn add(&mut self, line: &Line) {
        self.lines += 1;
        if let Line::Customer { deleted, .. } = line {
            match deleted {
                true => self.trash += 1,
                false => self.customers += 1,
            }
        }
    }
}

/// What stands between the head and the end, checked on its way: a backup that was cut off, or is of a later
/// form, is refused before anything of it is kept.
pub fn checked(
    mut lines: Giver,
    mut each: impl FnMut(Line) -> Result<(), StoreError>,
) -> Result<Counted, StoreError> {
    match lines.next().transpose()? {
        Some(Line::Head { form, .. }) if form <= FORM => {}
        Some(Line::Head { form, .. }) => {
            return Err(StoreError::Newer {
                found: form,
                known: FORM,
            });
        }
        _ => return Err(refused("this is no backup of a rolo server")),
    }
    // The head is a line too.
    let mut counted = Counted {
        lines: 1,
        ..Counted::default()
    };
    for line in lines.by_ref() {
        match line? {
            Line::End { lines: count } if count == counted.lines => {
                return match lines.next() {
                    None => Ok(counted),
                    Some(_) => Err(refused("something stands behind the end of the backup")),
                };
            }
            Line::End { .. } => return Err(refused("lines of the backup are missing")),
            Line::Head { .. } => return Err(refused("the backup begins twice")),
            line => {
                counted.add(&line);
                each(line)?;
            }
        }
    }
    Err(refused("the backup is cut off: its end is missing"))
}

pub fn refused(why: &str) -> StoreError {
    StoreError::Refused(format!("{why}; nothing was restored"))
}

/// Bytes as hexadecimal digits.
mod digits {
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    pub fn serialize<S: Serializer>(bytes: &Option<Vec<u8>>, to: S) -> Result<S::Ok, S::Error> {
        match bytes {
            None => to.serialize_none(),
            Some(bytes) => {
                let text: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
                to.serialize_str(&text)
            }
        }
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Vec<u8>>, D::Error> {
        let Some(text) = Option::<String>::deserialize(from)? else {
            return Ok(None);
        };
        let pairs = text.as_bytes().chunks(2);
        let byte = |pair: &[u8]| {
            let pair = std::str::from_utf8(pair)
                .ok()
                .filter(|pair| pair.len() == 2)?;
            u8::from_str_radix(pair, 16).ok()
        };
        let bytes = pairs.map(byte).collect::<Option<_>>();
        bytes
            .map(Some)
            .ok_or_else(|| D::Error::custom("no hexadecimal digits"))
    }
}
