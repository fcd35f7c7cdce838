//! Owns which part of a record a column of a file stands for, and what such columns are called. Exports
//! write by it, imports are mapped by it.
//! Must not read or write values.

use crate::customer::Fields;
use crate::customer::field::{Field, Group, Kind};
use crate::customer::group::Member;

/// Where the values of a column stand in a record.
#[derive(Clone, Debug, PartialEq)]
pub enum Target {
    Id,
    /// The version that the record had when it was exported.
    Version,
    /// What the row said when it was exported, in a form that only comparing can use.
    Checks,
    Field(Box<Field>),
    /// One member of one element of a list, `nth` from 0.
    Member {
        field: Box<Field>,
        group: Group,
        nth: usize,
        member: &'static Member,
    },
    /// What an element has beside its members.
    Rest {
        field: Box<Field>,
        group: Group,
        nth: usize,
    },
    /// Which customer is the parent, said otherwise than by its name.
    Parent(Parent),
    /// All of the firm's own attributes, as a record from the wire has them.
    Customs,
    /// A key that no field has, kept as it came.
    Foreign(String),
}

/// By what a parent customer is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Parent {
    Id,
    Number,
}

/// The column that says what a row was when it was exported.
pub const CHECKS: &str = "rolo-checks";
const REST: &str = "more";

/// Lists whose elements may be spread over columns, by what people call them.
const SPREAD: [(&str, &str); 9] = [
    ("addresses", "addresses"),
    ("address", "addresses"),
    ("phonenumbers", "phoneNumbers"),
    ("phones", "phoneNumbers"),
    ("phone", "phoneNumbers"),
    ("emailaddresses", "emailAddresses"),
    ("emails", "emailAddresses"),
    ("email", "emailAddresses"),
    ("mail", "emailAddresses"),
];

/// Other words for what is usually there.
const SYNONYMS: [(&str, &str); 27] = [
    ("company", "customerName"),
    ("companyname", "customerName"),
    ("organization", "customerName"),
    ("organisation", "customerName"),
    ("account", "customerName"),
    ("accountname", "customerName"),
    ("legalname", "customerName"),
    ("parent", "parentCustomerName"),
    ("parentname", "parentCustomerName"),
    ("parentcompany", "parentCustomerName"),
    ("parentaccount", "parentCustomerName"),
    ("telephone", "phoneNumbers"),
    ("tel", "phoneNumbers"),
    ("mail", "emailAddresses"),
    ("web", "website"),
    ("url", "website"),
    ("homepage", "website"),
    ("ticker", "tickerSymbol"),
    ("street", "address1line1"),
    ("streetaddress", "address1line1"),
    ("postcode", "address1zipcode"),
    ("postalcode", "address1zipcode"),
    ("zip", "address1zipcode"),
    ("plz", "address1zipcode"),
    ("town", "address1city"),
    ("region", "address1state"),
    ("province", "address1state"),
];

impl Target {
    /// The target that a column's name means, if any.
    pub fn find(name: &str, fields: &Fields) -> Option<Target> {
        let plain = plain(name);
        match plain.as_str() {
            "" => return None,
            "rolochecks" => return Some(Target::Checks),
            "customattributes" => return Some(Target::Customs),
            "id" | "customerid" => return Some(Target::Id),
            "version" => return Some(Target::Version),
            "parentid" | "parentcustomerid" => return Some(Target::Parent(Parent::Id)),
            "parentnumber" | "parentcustomernumber" => {
                return Some(Target::Parent(Parent::Number));
            }
            _ => {}
        }
        if let Some(field) = fields.find(name) {
            return Some(Target::Field(Box::new(field.clone())));
        }
        let other = SYNONYMS.iter().find(|(word, _)| *word == plain);
        if let Some((_, meant)) = other {
            let field = fields.find(meant);
            return match field {
                Some(field) => Some(Target::Field(Box::new(field.clone()))),
                None => spread(meant, fields),
            };
        }
        spread(&plain, fields)
    }

    /// What the column is called in an export.
    pub fn name(&self, fields: &Fields) -> String {
        match self {
            Target::Id => "customerId".to_owned(),
            Target::Version => "version".to_owned(),
            Target::Checks => CHECKS.to_owned(),
            Target::Customs => "customAttributes".to_owned(),
            Target::Parent(Parent::Id) => "parentCustomerId".to_owned(),
            Target::Parent(Parent::Number) => "parent-number".to_owned(),
            Target::Foreign(key) => key.clone(),
            // People know their own attributes by the label, as long as that leads back to it.
            Target::Field(field) if field.custom.is_some() => {
                match Target::find(&field.label, fields) {
                    Some(Target::Field(found)) if found.wire == field.wire => {
                        field.label.to_string()
                    }
                    _ => field.wire.to_string(),
                }
            }
            Target::Field(field) => field.wire.to_string(),
            Target::Member {
                field, nth, member, ..
            } => format!("{}/{}/{}", field.wire, nth + 1, member.wire),
            Target::Rest { field, nth, .. } => format!("{}/{}/{REST}", field.wire, nth + 1),
        }
    }

    /// As it is called where a person reads it.
    pub fn label(&self) -> String {
        match self {
            Target::Id => "Customer id".to_owned(),
            Target::Version => "Version".to_owned(),
            Target::Checks => "what was exported".to_owned(),
            Target::Customs => "all custom attributes".to_owned(),
            Target::Parent(Parent::Id) => "Parent customer's id".to_owned(),
            Target::Parent(Parent::Number) => "Parent customer's number".to_owned(),
            Target::Foreign(key) => key.clone(),
            Target::Field(field) => field.label.to_string(),
            Target::Member {
                group, nth, member, ..
            } => format!("{} {}: {}", group.singular(), nth + 1, member.label),
            Target::Rest { group, nth, .. } => {
                format!("{} {}: the rest", group.singular(), nth + 1)
            }
        }
    }

    /// The field that the value belongs to.
    pub fn field(&self) -> Option<&Field> {
        match self {
            Target::Field(field) | Target::Member { field, .. } | Target::Rest { field, .. } => {
                Some(field)
            }
            _ => None,
        }
    }
}

/// The columns of one list's elements, so many as the longest has.
pub fn spread_over(field: &Field, group: Group, most: usize, rest: bool) -> Vec<Target> {
    let field = || Box::new(field.clone());
    (0..most)
        .flat_map(|nth| {
            let members = group.members().iter().map(move |member| Target::Member {
                field: field(),
                group,
                nth,
                member,
            });
            let more = rest.then(|| Target::Rest {
                field: field(),
                group,
                nth,
            });
            members.chain(more)
        })
        .collect()
}

/// `address1city`, `phone2`, `city`: a member of an element.
fn spread(plain: &str, fields: &Fields) -> Option<Target> {
    let of_first_address = Group::Addresses.members().iter().skip(1);
    let first = of_first_address
        .filter(|member| is_member(member, plain))
        .map(|m| (m, 0));
    if let Some((member, nth)) = first.into_iter().next() {
        return target("addresses", Some(member), nth, fields);
    }
    let (head, wire) = SPREAD.iter().find(|(head, _)| plain.starts_with(head))?;
    let rest = &plain[head.len()..];
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let (number, rest) = rest.split_at(digits);
    let nth: usize = match number {
        "" => 0,
        number => number.parse::<usize>().ok()?.checked_sub(1)?,
    };
    if nth >= MOST {
        return None;
    }
    if rest == REST {
        return target(wire, None, nth, fields);
    }
    let group = group_of(wire, fields)?;
    let headline = group.headline().first().copied().unwrap_or_default();
    let member = group.members().iter().find(|member| match rest {
        "" => group != Group::Addresses && member.wire == headline,
        rest => is_member(member, rest),
    })?;
    target(wire, Some(member), nth, fields)
}

/// No customer has more addresses than this in columns of their own.
pub const MOST: usize = 20;

fn is_member(member: &Member, plain_name: &str) -> bool {
    plain_name == plain(member.wire)
        || plain_name == plain(member.label)
        || (plain_name == "zip" && member.wire == "zipCode")
}

fn group_of(wire: &str, fields: &Fields) -> Option<Group> {
    match fields.find(wire)?.kind {
        Kind::Group(group) => Some(group),
        _ => None,
    }
}

fn target(
    wire: &str,
    member: Option<&'static Member>,
    nth: usize,
    fields: &Fields,
) -> Option<Target> {
    let group = group_of(wire, fields)?;
    let field = Box::new(fields.find(wire)?.clone());
    Some(match member {
        Some(member) => Target::Member {
            field,
            group,
            nth,
            member,
        },
        None => Target::Rest { field, group, nth },
    })
}

/// A name without its case and its punctuation.
fn plain(name: &str) -> String {
    let letters = name.chars().filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_is_found_by_the_name_it_is_written_under() {
        let fields = Fields::standard();
        let mut all: Vec<Target> = fields
            .iter()
            .filter(|field| !matches!(field.wire.as_ref(), "id" | "customerId" | "version"))
            .map(|field| Target::Field(Box::new(field.clone())))
            .collect();
        for wire in ["addresses", "phoneNumbers", "emailAddresses"] {
            let field = fields.find(wire).unwrap();
            let Kind::Group(group) = field.kind else {
                panic!()
            };
            all.extend(spread_over(field, group, 3, true));
        }
        all.extend([Parent::Id, Parent::Number].map(Target::Parent));
        all.extend([Target::Id, Target::Version, Target::Checks, Target::Customs]);
        for target in all {
            let name = target.name(&fields);
            assert_eq!(Target::find(&name, &fields), Some(target), "{name}");
        }
    }

    #[test]
    fn columns_are_found_by_what_people_call_them() {
        let fields = Fields::standard();
        for (name, found) in [
            ("Company", "customerName"),
            ("E-Mail", "emailAddresses"),
            ("City", "addresses/1/city"),
            ("Address 2 Zip code", "addresses/2/zipCode"),
            ("ZIP", "addresses/1/zipCode"),
            ("Street", "addresses/1/addressLine1"),
            ("address line 2", "addresses/1/addressLine2"),
            ("Phone 2", "phoneNumbers/2/phoneNumber"),
            ("phone-2-type", "phoneNumbers/2/phoneType"),
            ("Email 1", "emailAddresses/1/emailAddress"),
            ("country", "addresses/1/countryName"),
        ] {
            let target = Target::find(name, &fields).map(|target| target.name(&fields));
            assert_eq!(target.as_deref(), Some(found), "{name}");
        }
        for name in ["", "lei", "phone 0", "address 99 city", "address-1-color"] {
            assert_eq!(Target::find(name, &fields), None, "{name}");
        }
    }
}
