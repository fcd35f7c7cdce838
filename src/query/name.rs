//! Owns finding what a name before a colon means: a field, or a part of any address; and which names come
//! near one that means nothing. Must not read values.

use std::sync::Arc;

use crate::customer::table::ALIASES;
use crate::customer::text::fold;
use crate::customer::{Field, Fields};

use super::slips::slips;

/// A part of an address that has a name of its own in a query.
#[derive(Debug, PartialEq, Eq)]
pub struct Place {
    /// The first is the one that is printed.
    pub names: &'static [&'static str],
    /// The keys inside an address; any of them.
    pub wires: &'static [&'static str],
    /// Whether it is picked from a list, and the key of the id beside it.
    pub choice: Option<&'static str>,
    /// Whether free words find it.
    pub searched: bool,
}

const fn place(names: &'static [&'static str], wires: &'static [&'static str]) -> Place {
    Place {
        names,
        wires,
        choice: None,
        searched: true,
    }
}

impl Place {
    pub fn name(&self) -> &'static str {
        self.names[0]
    }
}

pub(super) static PLACES: [Place; 7] = [
    place(&["city", "town"], &["city"]),
    place(
        &["zip", "zip-code", "postcode", "postal-code"],
        &["zipCode"],
    ),
    place(&["street"], &["addressLine1", "addressLine2"]),
    place(&["state"], &["state"]),
    place(&["county"], &["county"]),
    Place {
        choice: Some("countryId"),
        ..place(&["country"], &["countryName"])
    },
    Place {
        choice: Some("addressTypeCode"),
        searched: false,
        ..place(&["address-type"], &["addressType"])
    },
];

/// What a name means.
#[derive(Clone, Debug)]
pub(super) struct Target {
    /// The name to print.
    pub name: String,
    pub field: Arc<Field>,
    pub place: Option<&'static Place>,
}

/// Why a name means nothing: it may be one of these.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Unknown {
    Near(Vec<String>),
    Several(Vec<String>),
    /// It is known, and nothing can be asked about it.
    Unasked,
}

/// What a name means, by any of its spellings or a beginning that only one has.
pub(super) fn find(typed: &str, fields: &Fields) -> Result<Target, Unknown> {
    if let Some((field, place)) = exact(typed, fields) {
        return Ok(target(typed, field, place, fields));
    }
    let wanted = squash(typed);
    if wanted.is_empty() {
        return Err(Unknown::Near(Vec::new()));
    }
    let mut begun: Vec<(String, Name)> = names(fields)
        .filter(|name| begins(name.spelled, &wanted))
        .map(|name| (squash(name.spelled), name))
        .collect();
    if begun.is_empty() {
        // An accent is forgiven where nothing begins so without.
        let plain = squash(&fold(typed));
        begun = names(fields)
            .map(|name| (squash(&fold(name.spelled)), name))
            .filter(|(folded, _)| !plain.is_empty() && folded.starts_with(&plain))
            .collect();
    }
    if begun.is_empty()
        && fields
            .iter()
            .any(|f| !f.is_asked_for() && begins(&f.label, &wanted))
    {
        return Err(Unknown::Unasked);
    }
    begun.sort_by_key(|(squashed, _)| squashed.len());
    let Some((start, shortest)) = begun.first() else {
        return Err(Unknown::Near(near(&wanted, fields)));
    };
    // `follow` is the follow-up and not its note: the one name begins all the others.
    let is_one = begun
        .iter()
        .all(|(squashed, name)| name.is_same(shortest) || squashed.starts_with(start));
    if is_one {
        return Ok(target(typed, shortest.field, shortest.place, fields));
    }
    Err(Unknown::Several(shown(
        begun.into_iter().map(|(_, name)| name),
    )))
}

fn exact<'a>(typed: &str, fields: &'a Fields) -> Option<(&'a Field, Option<&'static Place>)> {
    let wanted = squash(typed);
    let place = PLACES
        .iter()
        .find(|place| place.names.iter().any(|name| is_name(name, &wanted)));
    match place {
        Some(place) => Some((fields.find("addresses")?, Some(place))),
        None => Some((fields.find(typed).filter(|f| f.is_asked_for())?, None)),
    }
}

fn target(typed: &str, field: &Field, place: Option<&'static Place>, fields: &Fields) -> Target {
    let is_found_by = |name: &str| {
        exact(name, fields).is_some_and(|(found, at)| found.wire == field.wire && at == place)
    };
    let name = match place {
        Some(place) => place.name().to_owned(),
        // A label may be hidden by another name; the wire name or else what was typed will do.
        None => [field.kebab(), field.wire.to_string()]
            .into_iter()
            .find(|name| is_found_by(name))
            .unwrap_or_else(|| typed.to_owned()),
    };
    Target {
        name,
        field: Arc::new(field.clone()),
        place,
    }
}

/// One spelling of a field or a place.
struct Name<'a> {
    spelled: &'a str,
    field: &'a Field,
    place: Option<&'static Place>,
}

impl Name<'_> {
    fn is_same(&self, other: &Name) -> bool {
        self.field.wire == other.field.wire && self.place == other.place
    }

    fn shown(&self) -> String {
        match self.place {
            Some(place) => place.name().to_owned(),
            None => self.field.kebab(),
        }
    }
}

fn names(fields: &Fields) -> impl Iterator<Item = Name<'_>> {
    let named = |spelled, field, place| Name {
        spelled,
        field,
        place,
    };
    let asked = fields.iter().filter(|field| field.is_asked_for());
    let own = asked.flat_map(move |field| {
        let names = [field.wire.as_ref(), field.label.as_ref()];
        names.map(|spelled| named(spelled, field, None))
    });
    let aliases = ALIASES
        .iter()
        .filter_map(move |(alias, wire)| Some(named(alias, fields.find(wire)?, None)));
    let addresses = fields.find("addresses");
    let places = PLACES.iter().flat_map(move |place| {
        let names = place.names.iter();
        names.filter_map(move |spelled| Some(named(spelled, addresses?, Some(place))))
    });
    own.chain(aliases).chain(places)
}

/// The names by which fields are offered, with what they are called on the screen.
pub(super) fn offered(fields: &Fields) -> impl Iterator<Item = (String, String)> {
    let own = fields
        .iter()
        .filter(|field| field.is_asked_for())
        .map(|field| (field.kebab(), field.label.to_string()));
    let aliases = ALIASES.iter().filter_map(|(alias, wire)| {
        Some(((*alias).to_owned(), fields.find(wire)?.label.to_string()))
    });
    let places = PLACES
        .iter()
        .map(|place| (place.name().to_owned(), "any address".to_owned()));
    aliases.chain(places).chain(own)
}

/// How many names an error shows.
const SHOWN: usize = 4;

fn shown<'a>(names: impl Iterator<Item = Name<'a>>) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for name in names.map(|name| name.shown()) {
        if !out.contains(&name) && out.len() < SHOWN {
            out.push(name);
        }
    }
    out
}

/// The names that two slips of the finger turn into this one, or that hold it.
fn near(wanted: &str, fields: &Fields) -> Vec<String> {
    let mut ranked: Vec<(usize, Name)> = names(fields)
        .filter_map(|name| {
            let squashed = squash(name.spelled);
            let slips = slips(wanted, &squashed);
            let holds = wanted.len() > 2 && squashed.contains(wanted);
            let most = 1 + wanted.chars().count() / 4;
            (slips <= most.min(2) || holds).then_some((slips, name))
        })
        .collect();
    ranked.sort_by_key(|(slips, _)| *slips);
    shown(ranked.into_iter().map(|(_, name)| name))
}

/// `Payment term`, `paymentTerm` and `payment-term` are one name.
fn squash(name: &str) -> String {
    letters(name).collect()
}

fn letters(name: &str) -> impl Iterator<Item = char> {
    name.chars()
        .filter(|c| c.is_alphanumeric() || *c == '/')
        .flat_map(char::to_lowercase)
}

fn is_name(name: &str, squashed: &str) -> bool {
    letters(name).eq(squashed.chars())
}

fn begins(name: &str, squashed: &str) -> bool {
    let mut letters = letters(name);
    squashed.chars().all(|c| letters.next() == Some(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(typed: &str) -> Result<String, Unknown> {
        find(typed, &Fields::standard()).map(|target| target.name)
    }

    #[test]
    fn a_name_is_found_by_any_spelling_and_a_beginning_of_its_own() {
        for (typed, name) in [
            ("statusName", "status"),
            ("payment-term", "payment-term"),
            ("paymentTermId", "payment-term"),
            ("paym", "payment-term"),
            ("revenue", "annual-revenue"),
            ("follow", "follow-up"),
            ("POSTCODE", "zip"),
            ("countr", "country"),
            ("web", "website"),
            ("wébsi", "website"),
        ] {
            assert_eq!(found(typed).as_deref(), Ok(name), "{typed}");
        }
    }

    #[test]
    fn a_name_of_many_or_of_none_says_what_it_may_be() {
        assert_eq!(
            found("stat"),
            Err(Unknown::Several(vec!["state".into(), "status".into()]))
        );
        for (typed, near) in [
            ("stauts", "status"),
            ("websit3", "website"),
            ("citty", "city"),
        ] {
            let Err(Unknown::Near(names)) = found(typed) else {
                panic!("{typed}");
            };
            assert_eq!(names.first().map(String::as_str), Some(near), "{typed}");
        }
        assert_eq!(found("notes"), Err(Unknown::Unasked));
        assert_eq!(found("qqqqqq"), Err(Unknown::Near(Vec::new())));
        assert_eq!(found("--"), Err(Unknown::Near(Vec::new())));
    }
}
