//! Owns weighing two customers: how many bits each thing that they share, or do not share, says for their
//! being one (after Fellegi and Sunter). What is shared by many says little.
//! Must not read records, nor look for the other one.

use crate::customer::field::CUSTOM_PREFIX;

use super::alike::{self, Alike};
use super::reason::Reason;
use super::traits::{Kind, OF};
use super::vocabulary;

/// A text of a customer, ready to be compared.
#[derive(Clone, Copy, Debug)]
pub struct Text<'a> {
    pub kind: Kind,
    pub text: &'a str,
    /// In bits.
    pub rarity: f32,
}

/// What two customers look like together.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// In bits; 0 is as likely as not.
    pub weight: f32,
    /// The weightiest first.
    pub reasons: Vec<Reason>,
    /// One name in two legal forms: for a person to look at, whatever else is the same.
    pub hint: bool,
}

impl Verdict {
    /// How likely they are one, from 0 to 1.
    pub fn score(&self) -> f64 {
        1.0 / (1.0 + (-f64::from(self.weight)).exp2())
    }
}

/// So much of a workspace is twins, as long as nothing is known of it.
const TWINS: f32 = 0.1;

/// The weights of what is not shared. Fixed: a workspace that has no twins yet has none to learn from.
mod against {
    /// Both have a phone number, and none is the same. Firms have several.
    pub const PHONE: f32 = -1.5;
    pub const EMAIL: f32 = -1.0;
    pub const HOST: f32 = -1.5;
    pub const STREET: f32 = -3.0;
    pub const TOWN: f32 = -2.0;
    pub const COUNTRY: f32 = -6.0;
    pub const FORM: f32 = -6.0;
    pub const NAME: f32 = -12.0;
    pub const OTHER: f32 = -2.0;
}

/// What is found at one place is one thing seen several times: a phone number, a website and a street that
/// are the same may still be of two firms in one house.
const AGAIN: f32 = 0.5;
/// However rare its words are, a name says little more than that something is of one customer alone: there
/// are other firms of the same name, and a name by itself is not enough.
const NAME_MORE: f32 = 2.0;
/// A form or a country that is the same says little, however rare: both go with the language of the name.
const LAND_MOST: f32 = 1.0;
/// A hint stays below certainty.
const HINT_MOST: f32 = 2.0;

/// Weighs two customers of so many; the texts of each in the order of their kinds. `lean`: what is known of
/// the two beside that, in bits.
pub fn weigh(a: &[Text<'_>], b: &[Text<'_>], customers: usize, lean: f32) -> Verdict {
    let both = Both {
        a,
        b,
        most: vocabulary::most(customers),
    };
    let mut said: Vec<(f32, Reason)> = Vec::new();
    let mut weight = TWINS.log2() - both.most + lean;
    let name = both.name(&mut said);
    weight += name;
    let hint = name > 0.0 && both.forms(&mut weight, &mut said);
    let mut seen = [
        both.contact(Kind::Phone, against::PHONE, &mut said),
        both.contact(Kind::Email, against::EMAIL, &mut said),
        both.contact(Kind::Host, against::HOST, &mut said),
        both.place(&mut said),
    ];
    seen.sort_by(|a, b| b.total_cmp(a));
    let mut share = 1.0;
    for part in seen {
        weight += if part > 0.0 { part * share } else { part };
        share *= AGAIN;
    }
    weight += both.others(&mut said);
    if hint {
        weight = weight.min(HINT_MOST);
    }
    said.sort_by(|a, b| b.0.abs().total_cmp(&a.0.abs()));
    Verdict {
        weight,
        reasons: said.into_iter().map(|(_, reason)| reason).collect(),
        hint,
    }
}

struct Both<'a> {
    a: &'a [Text<'a>],
    b: &'a [Text<'a>],
    /// The bits of something that one customer alone has.
    most: f32,
}

/// The texts of one kind.
fn of<'a>(all: &'a [Text<'a>], kind: Kind) -> &'a [Text<'a>] {
    let start = all.partition_point(|text| text.kind < kind);
    let end = all.partition_point(|text| text.kind <= kind);
    &all[start..end]
}

impl<'a> Both<'a> {
    fn pair(&self, kind: Kind) -> (&'a [Text<'a>], &'a [Text<'a>]) {
        (of(self.a, kind), of(self.b, kind))
    }

    fn name(&self, said: &mut Vec<(f32, Reason)>) -> f32 {
        let (a, b) = self.pair(Kind::Word);
        if a.is_empty() || b.is_empty() {
            return 0.0;
        }
        let found = match self.pair(Kind::Whole) {
            ([x], [y]) => alike::names(a, b, (x, y)),
            _ => alike::names(a, b, (&a[0], &b[0])),
        };
        if found.bits <= 0.0 {
            said.push((against::NAME, Reason::OtherName));
            return against::NAME;
        }
        let weight = found.bits.min(self.most + NAME_MORE) + found.against;
        let reason = match found {
            Alike { whole: true, .. } => Reason::SameName,
            _ => Reason::NameAlike,
        };
        said.push((weight.max(0.0), reason));
        weight
    }

    /// Whether their legal forms are two.
    fn forms(&self, weight: &mut f32, said: &mut Vec<(f32, Reason)>) -> bool {
        let (a, b) = self.pair(Kind::Form);
        let ([a], [b]) = (a, b) else {
            return false;
        };
        if a.text == b.text {
            *weight += a.rarity.min(LAND_MOST);
            return false;
        }
        *weight += against::FORM;
        said.push((
            against::FORM,
            Reason::Forms(a.text.to_owned(), b.text.to_owned()),
        ));
        true
    }

    fn contact(&self, kind: Kind, unlike: f32, said: &mut Vec<(f32, Reason)>) -> f32 {
        let (a, b) = self.pair(kind);
        let shared = a.iter().filter(|x| b.iter().any(|y| x.text == y.text));
        let Some(rarest) = shared.max_by(|x, y| x.rarity.total_cmp(&y.rarity)) else {
            return if a.is_empty() || b.is_empty() {
                0.0
            } else {
                unlike
            };
        };
        let value = rarest.text.to_owned();
        let reason = match kind {
            Kind::Phone => Reason::SamePhone(value),
            Kind::Email => Reason::SameEmail(value),
            _ => Reason::SameWebsite(value),
        };
        said.push((rarest.rarity, reason));
        rarest.rarity
    }

    fn place(&self, said: &mut Vec<(f32, Reason)>) -> f32 {
        let shared = |kind| {
            let (a, b) = self.pair(kind);
            (alike::shared(a, b), !a.is_empty() && !b.is_empty())
        };
        let (street, both_streets) = shared(Kind::Street);
        let (house, _) = shared(Kind::House);
        let (zip, _) = shared(Kind::Zip);
        let (city, both_cities) = shared(Kind::City);
        let (state, _) = shared(Kind::State);
        let (country, both_countries) = shared(Kind::Country);
        let mut weight = street + house + zip + city + state + country.min(LAND_MOST);
        if both_countries && country <= 0.0 && self.same_spelling(Kind::Country) {
            weight += against::COUNTRY;
            said.push((against::COUNTRY, Reason::OtherCountry));
        }
        if both_streets && street <= 0.0 {
            weight += against::STREET;
        }
        if both_cities && city <= 0.0 && zip <= 0.0 {
            weight += against::TOWN;
        }
        let weight = weight.min(self.most);
        if street > 0.0 && (house > 0.0 || street + zip + city > self.most) {
            let all = [Kind::Street, Kind::House, Kind::Zip, Kind::City];
            let is_same = all.iter().all(|kind| {
                let (a, b) = self.pair(*kind);
                a.len() == b.len() && a.iter().zip(b).all(|(x, y)| x.text == y.text)
            });
            let reason = if is_same {
                Reason::SameAddress
            } else {
                Reason::AddressAlike
            };
            said.push((weight, reason));
        } else if let (Some(town), true) = (of(self.a, Kind::City).first(), city > 0.0) {
            said.push((city, Reason::SameTown(town.text.to_owned())));
        }
        weight
    }

    /// A country's code and its name cannot be held against each other.
    fn same_spelling(&self, kind: Kind) -> bool {
        let (a, b) = self.pair(kind);
        let is_code = |all: &[Text<'_>]| all.iter().any(|text| text.text.len() <= 3);
        is_code(a) == is_code(b)
    }

    fn others(&self, said: &mut Vec<(f32, Reason)>) -> f32 {
        let (a, b) = self.pair(Kind::Other);
        let mut weight = 0.0;
        for x in a {
            let Some((field, value)) = x.text.split_once(OF) else {
                continue;
            };
            let of_field = |y: &Text<'a>| {
                let (of, value) = y.text.split_once(OF)?;
                (of == field).then_some((value, y.rarity))
            };
            let Some((other, rarity)) = b.iter().find_map(of_field) else {
                continue;
            };
            let bits = match value == other {
                true => x.rarity,
                // What has a field of its own is a name or a code: with another letter it is another.
                false if !field.starts_with(CUSTOM_PREFIX) => 0.0,
                false => alike::value(value, other, x.rarity.min(rarity)),
            };
            let bits = bits.min(self.most);
            if bits > 0.0 {
                let is_same = value == other;
                let (field, value) = (field.to_owned(), value.to_owned());
                let reason = match is_same {
                    true => Reason::Same { field, value },
                    false => Reason::Alike { field, value },
                };
                said.push((bits, reason));
                weight += bits;
            } else {
                weight += against::OTHER;
            }
        }
        weight
    }
}
