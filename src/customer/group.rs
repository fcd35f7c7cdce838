//! Owns what stands inside the lists of a record: the members of an address, a phone number and an
//! e-mail address, and the form in which a new one is sent.
//! Must not decide how they are drawn.

use serde_json::{Map, Value, json};

use super::field::{Group, Kind, List};

/// One member of an element of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Member {
    pub wire: &'static str,
    pub label: &'static str,
    pub kind: Kind,
    /// Wire keys beside it that a choice fills: (id key, code key).
    pub beside: (Option<&'static str>, Option<&'static str>),
}

const fn member(wire: &'static str, label: &'static str, kind: Kind) -> Member {
    Member {
        wire,
        label,
        kind,
        beside: (None, None),
    }
}

const PHONE: [Member; 2] = [
    Member {
        beside: (None, Some("phoneTypeCode")),
        ..member("phoneType", "Type", Kind::Choice(List::PhoneType))
    },
    member("phoneNumber", "Phone", Kind::Phone),
];

const EMAIL: [Member; 2] = [
    Member {
        beside: (None, Some("emailTypeCode")),
        ..member("emailType", "Type", Kind::Choice(List::EmailType))
    },
    member("emailAddress", "E-mail", Kind::Email),
];

const ADDRESS: [Member; 8] = [
    Member {
        beside: (None, Some("addressTypeCode")),
        ..member("addressType", "Type", Kind::Choice(List::AddressType))
    },
    member("addressLine1", "Line 1", Kind::Text),
    member("addressLine2", "Line 2", Kind::Text),
    member("zipCode", "Zip code", Kind::Text),
    member("city", "City", Kind::Text),
    member("county", "County", Kind::Text),
    member("state", "State", Kind::Text),
    Member {
        beside: (Some("countryId"), Some("countryCode")),
        ..member("countryName", "Country", Kind::Choice(List::Country))
    },
];

impl Group {
    /// The members a person sees and edits; empty for lists that are picked from or only shown.
    pub fn members(self) -> &'static [Member] {
        match self {
            Group::Phones => &PHONE,
            Group::Emails => &EMAIL,
            Group::Addresses => &ADDRESS,
            Group::Labels | Group::Territories | Group::Accounts | Group::Notes => &[],
        }
    }

    /// One of the group, for a heading: "Address".
    pub fn singular(self) -> &'static str {
        match self {
            Group::Phones => "Phone",
            Group::Emails => "E-mail",
            Group::Addresses => "Address",
            Group::Labels => "Label",
            Group::Territories => "Territory",
            Group::Accounts => "Account",
            Group::Notes => "Note",
        }
    }

    /// The keys that name an element across versions of a record, best first. Without one, an
    /// element is known by its content alone.
    pub fn identity(self) -> &'static [&'static str] {
        match self {
            Group::Addresses => &["addressId", "accountAddressId", "id"],
            Group::Phones | Group::Emails => &["communicationId", "id"],
            Group::Labels => &["labelId", "labelName", "id"],
            Group::Territories => &["territoryId", "id"],
            Group::Accounts => &["accountId", "id"],
            Group::Notes => &["noteId", "id"],
        }
    }

    /// The member that says what an element is, for a line of text.
    pub fn headline(self) -> &'static [&'static str] {
        match self {
            Group::Phones => &["phoneNumber"],
            Group::Emails => &["emailAddress"],
            Group::Addresses => &[
                "addressLine1",
                "addressLine2",
                "zipCode",
                "city",
                "county",
                "state",
                "countryName",
            ],
            Group::Labels => &["labelName"],
            Group::Territories => &["territoryName", "name"],
            Group::Accounts => &["accountName", "name"],
            Group::Notes => &["noteText"],
        }
    }

    /// An empty element in the form that the API's own samples send. `nth` counts from 0.
    pub fn blank(self, nth: usize) -> Map<String, Value> {
        let value = match self {
            Group::Phones => json!({
                "phoneNumber": "", "phoneType": "Business", "phoneTypeCode": "PHONE_BUSINESS",
                "id": if nth == 0 { "cust_phone_input".to_owned() } else { format!("customer_phone_input{}", nth + 1) },
            }),
            Group::Emails => json!({
                "emailAddress": "", "emailTypeCode": "BUSINESS", "emailType": "Business",
                "id": if nth == 0 { "cont_email_input".to_owned() } else { format!("cont_email_input{}", nth + 1) },
            }),
            Group::Addresses => json!({
                "addressAttributeId": "address_section_attr_id", "addressTypeCode": "1",
                "addressType": "Billing Address", "addressLine1": "", "addressLine2": "", "city": "",
                "stateCode": "", "addressGroupName": format!("Address{}", nth + 1), "state": "", "zipCode": "",
                "countryId": null, "countryName": "", "countryCode": "", "deliveryInstructions": null,
                "county": null,
            }),
            _ => Value::Null,
        };
        match value {
            Value::Object(map) => map,
            _ => Map::new(),
        }
    }

    /// Whether an element says nothing a person has typed, and so need not be kept.
    pub fn is_blank(self, element: &Value) -> bool {
        let Some(map) = element.as_object() else {
            return element.is_null();
        };
        self.members()
            .iter()
            .filter(|member| !matches!(member.kind, Kind::Choice(list) if list != List::Country))
            .all(|member| map.get(member.wire).is_none_or(super::change::is_empty))
    }
}
