//! Owns why two customers may be one, or may not, and how that reads. Must not weigh it.

use crate::customer::Fields;
use crate::customer::text::one_line;

/// Why two may be one, or may not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    SameName,
    NameAlike,
    SamePhone(String),
    SameEmail(String),
    SameWebsite(String),
    SameAddress,
    AddressAlike,
    SameTown(String),
    /// The field's wire name.
    Same {
        field: String,
        value: String,
    },
    /// The same but for a slip of the hand.
    Alike {
        field: String,
        value: String,
    },
    /// Two legal forms of one name: often two companies of one group.
    Forms(String, String),
    OtherName,
    OtherCountry,
}

impl Reason {
    /// In a few words, safe for a terminal.
    pub fn say(&self, fields: &Fields) -> String {
        let label = |wire: &str| {
            let field = fields.find(wire);
            field.map_or_else(|| wire.to_owned(), |field| field.label.to_lowercase())
        };
        one_line(&match self {
            Reason::SameName => "same name".to_owned(),
            Reason::NameAlike => "name alike".to_owned(),
            // Only the last digits were compared, and they are no number anybody would dial.
            Reason::SamePhone(digits) => format!("same phone …{digits}"),
            Reason::SameEmail(address) => format!("same e-mail {address}"),
            Reason::SameWebsite(host) => format!("same website {host}"),
            Reason::SameAddress => "same address".to_owned(),
            Reason::AddressAlike => "address alike".to_owned(),
            Reason::SameTown(town) => format!("same town {town}"),
            Reason::Same { field, value } => format!("same {} {value}", label(field)),
            Reason::Alike { field, value } => format!("{} like {value}", label(field)),
            Reason::Forms(a, b) => format!("but two legal forms: {a}, {b}"),
            Reason::OtherName => "but other names".to_owned(),
            Reason::OtherCountry => "but other countries".to_owned(),
        })
    }
}
