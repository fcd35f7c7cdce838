//! Owns a drop-down of a form: what is chosen, and what the catalog offers. A value that the list does
//! not have is kept as it came.
//! Must not draw the list: a picker layer does.

use crate::app::words;
use serde_json::json;

use crate::customer::text::one_line;
use crate::customer::validate;
use crate::customer::{Catalog, Choice as Offer, Field, Part, show};

/// What is chosen, with the ids beside it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Choice {
    pub part: Part,
    start: Part,
}

impl Choice {
    pub fn new(start: &Part) -> Choice {
        Choice {
            part: start.clone(),
            start: start.clone(),
        }
    }

    pub fn is_changed(&self) -> bool {
        self.part != self.start
    }

    pub fn shown(&self, field: &Field) -> String {
        one_line(&show::part_text(field, &self.part))
    }

    /// Takes an offer, or with none empties the field. What it was is taken as it was, ids and all.
    pub fn take(&mut self, field: &Field, offer: Option<&Offer>, catalog: &Catalog) {
        let was = show::part_text(field, &self.start);
        let wanted = offer.map_or("", |offer| word(field, offer));
        if was == wanted {
            self.part = self.start.clone();
        } else if field.custom.is_some() {
            let typed = offer.map_or(String::new(), |offer| {
                offer.id.as_str().unwrap_or(&offer.name).to_owned()
            });
            if let Ok(part) = validate::read(field, &typed, &self.start, catalog) {
                self.part = part;
            }
        } else {
            self.part = validate::put_choice(field, offer, &self.start);
        }
    }
}

/// What a field shows once an offer is taken: a currency shows its code.
pub fn word<'a>(field: &Field, offer: &'a Offer) -> &'a str {
    match field.kind {
        crate::customer::Kind::Code(_) => offer.code.as_deref().unwrap_or(&offer.name),
        _ => &offer.name,
    }
}

/// Everything a field's list has, offered or not.
pub fn offers(field: &Field, catalog: &Catalog) -> Vec<Offer> {
    if let Some(custom) = &field.custom {
        return custom
            .options
            .iter()
            .map(|option| Offer {
                id: json!(option.id),
                name: option.name.clone(),
                code: None,
                enabled: true,
                object: None,
            })
            .collect();
    }
    field
        .list()
        .map(|list| catalog.list(list).to_vec())
        .unwrap_or_default()
}

/// Why a value that is shown could not be chosen today. A list that is not known accuses nobody.
pub fn stranger(
    shown: &str,
    offers: &[Offer],
    word: impl Fn(&Offer) -> &str,
) -> Option<&'static str> {
    if shown.is_empty() || offers.is_empty() {
        return None;
    }
    match offers
        .iter()
        .find(|offer| word(offer) == shown || offer.name == shown)
    {
        None => Some(words::NOT_IN_LIST),
        Some(offer) if !offer.enabled => Some(words::NO_LONGER_OFFERED),
        Some(_) => None,
    }
}
