//! Owns why a customer is in the result where no column says it: which field holds what was looked for, and
//! what it says there.
//! Must not search: what matches was decided elsewhere.

use super::column::Column;
use super::highlight::{Sought, excerpt, is_about};
use super::measure;
use super::words;
use crate::customer::text::{holds, one_line};
use crate::customer::{Customer, Field, Fields, show};
use crate::query::{Term, Test};

/// One thing that a customer was found by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// The field's wire name.
    pub field: String,
    pub label: String,
    pub text: String,
    /// What of that is said where all of it has no room.
    pub brief: Option<String>,
}

/// More would say less.
const MOST: usize = 3;
/// What stands around a hit, so that it can be told what it is part of.
const AROUND: usize = 4;
/// A value without a hit of its own (a number, a day) is shown whole if it is no longer than this.
const WHOLE: usize = 24;

impl Reason {
    /// What it says in so much room, the label apart; none where the label and the hit have none. `whole`: not
    /// without what stands around the hit.
    pub fn fitted(&self, sought: &Sought, room: usize, whole: bool) -> Option<(String, String)> {
        let label = format!("{}: ", self.label);
        let lead = measure::width(&label);
        let full = lead + measure::width(&self.text);
        let text = match &self.brief {
            Some(brief) if full > room => brief,
            _ => &self.text,
        };
        let spots = sought.spots(text, &self.field);
        let wide = measure::width(text);
        let (hit, seen) = match (spots.first(), &self.brief) {
            (_, Some(_)) => (wide, wide),
            // An ellipsis on either side.
            (Some(spot), _) => (spot.len() + 2, spot.len() + 2 + 2 * AROUND),
            (None, _) => (wide.min(WHOLE), wide.min(WHOLE)),
        };
        let least = if whole { seen } else { hit };
        let fits = lead + least.min(wide) <= room && !text.is_empty();
        fits.then(|| (label, excerpt(text, &spots, room - lead)))
    }
}

/// What a customer was found by that none of the columns shows. `near`: it matches only nearly.
pub fn hidden(
    record: &Customer,
    columns: &[&Column],
    fields: &Fields,
    sought: &Sought,
    near: bool,
) -> Vec<Reason> {
    let mut reasons = Vec::new();
    if near {
        reasons.extend(similar(record, sought));
    }
    let texts: Vec<String> = columns.iter().map(|column| column.text(record)).collect();
    let is_hidden = |word: &&String| !texts.iter().any(|text| holds(text, word));
    for word in sought.words.iter().filter(is_hidden) {
        let holds_it = |field: &&Field| field.search && holds(&show::line(record, field), word);
        reasons.extend(fields.iter().find(holds_it).map(|f| reason(record, f)));
    }
    for term in &sought.terms {
        let is_shown = columns
            .iter()
            .zip(&texts)
            .any(|(column, text)| is_about(term, &column.name) && shows(term, text));
        if !is_shown && term.matches(record) {
            reasons.push(reason(record, met_in(record, fields, term)));
        }
    }
    let mut once: Vec<Reason> = Vec::new();
    for reason in reasons {
        if !once.contains(&reason) && once.len() < MOST && !reason.text.is_empty() {
            once.push(reason);
        }
    }
    once
}

/// Of the fields that a condition looks at, the first that says it is met.
fn met_in<'a>(record: &Customer, fields: &'a Fields, term: &'a Term) -> &'a Field {
    let says_it = |field: &&Field| {
        let text = show::line(record, field);
        !text.is_empty() && shows(term, &text)
    };
    let mut fields = term.wires().filter_map(|wire| fields.find(wire));
    fields.find(says_it).unwrap_or(&term.field)
}

fn reason(record: &Customer, field: &Field) -> Reason {
    Reason {
        field: field.wire.to_string(),
        label: one_line(&field.label),
        text: show::line(record, field),
        brief: None,
    }
}

/// What was typed, and what of the name it is near to.
fn similar(record: &Customer, sought: &Sought) -> Option<Reason> {
    let name = one_line(record.name());
    let (mut near, mut meant) = (Vec::new(), Vec::new());
    for (word, bytes) in sought.near(&name) {
        near.push(format!("{} ≈ {word}", &name[bytes.clone()]));
        meant.push(&name[bytes]);
    }
    Some(Reason {
        field: "customerName".to_owned(),
        label: words::SIMILAR.to_owned(),
        text: near.join(", "),
        brief: Some(meant.join(", ")),
    })
}

/// Whether the text of a column shows that a condition is met: a column may show one value of several.
fn shows(term: &Term, text: &str) -> bool {
    match &term.test {
        Test::Has(folded) | Test::Is(folded) | Test::Begins(folded) => {
            holds(text, folded) || term.typed.bytes().all(|b| b.is_ascii_digit())
        }
        Test::Phone(wanted) => wanted.matches(text),
        Test::Code { name, begins, .. } => {
            let begins = begins.iter();
            holds(text, name) || begins.into_iter().any(|begins| holds(text, begins))
        }
        _ => !text.is_empty(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::customer::Catalog;
    use crate::query::Context;
    use serde_json::json;

    fn found(search: &str, near: bool) -> (Vec<Reason>, Sought) {
        let record = json!({"customerName": "Volkswagen", "website": "www.vw.example", "description": "cars",
            "defaultBillingCurrency": "EUR",
            "annualRevenue": 1000, "addresses": [{"city": "Berlin"}, {"city": "Ulm"}]});
        let record = Customer::from_value(record).unwrap();
        let fields = Fields::standard();
        let columns = ["customerName", "city"].map(|name| Column::find(name, &fields).unwrap());
        let context = Context {
            fields: &fields,
            catalog: &Catalog::default(),
            today: jiff::civil::date(2024, 1, 1),
        };
        let sought = Sought::read(search, &context);
        let columns: Vec<&Column> = columns.iter().collect();
        let found = hidden(&record, &columns, &fields, &sought, near);
        (found, sought)
    }

    fn reasons(search: &str, near: bool) -> Vec<String> {
        found(search, near)
            .0
            .into_iter()
            .map(|reason| format!("{}: {}", reason.label, reason.text))
            .collect()
    }

    #[test]
    fn in_little_room_a_reason_keeps_what_it_is_for() {
        let said = |search: &str, near: bool, room: usize| {
            let (found, sought) = found(search, near);
            let fitted = found.first()?.fitted(&sought, room, false);
            fitted.map(|(label, text)| format!("{label}{text}"))
        };
        for (search, near, room, text) in [
            (
                "volkswgen",
                true,
                40,
                Some("Similar: Volkswagen ≈ volkswgen"),
            ),
            ("volkswgen", true, 20, Some("Similar: Volkswagen")),
            ("volkswgen", true, 18, None),
            ("website:vw", false, 30, Some("Website: www.vw.example")),
            ("website:vw", false, 22, Some("Website: www.vw.examp…")),
            ("website:vw", false, 15, Some("Website: …w.vw…")),
            ("website:vw", false, 12, None),
            ("revenue:>10", false, 21, Some("Annual revenue: 1,000")),
            ("revenue:>10", false, 20, None),
        ] {
            assert_eq!(
                said(search, near, room).as_deref(),
                text,
                "{search} in {room}"
            );
        }
    }

    #[test]
    fn a_field_that_no_column_shows_is_named() {
        assert_eq!(reasons("volks example", false), ["Website: www.vw.example"]);
        assert_eq!(reasons("volks", false), [""; 0]);
        assert_eq!(reasons("xyzzy", false), [""; 0]);
        assert_eq!(reasons("website:vw desc:cars", false).len(), 2);
        assert_eq!(reasons("name:volks city:berlin", false), [""; 0]);
        assert_eq!(reasons("-website:other", false), [""; 0]);
    }

    #[test]
    fn a_value_that_the_column_does_not_show_is_named() {
        let found = reasons("city:ulm", false);
        assert!(found[0].contains("Ulm"), "{found:?}");
        assert_eq!(reasons("currency:eur", false), ["Billing currency: EUR"]);
        let found = reasons("revenue:>10", false);
        assert!(found[0].contains("1,000"), "{found:?}");
    }

    #[test]
    fn what_is_near_says_to_what() {
        assert_eq!(
            reasons("volkswgen", true),
            ["Similar: Volkswagen ≈ volkswgen"]
        );
        assert_eq!(reasons("volkswgen", false), [""; 0]);
    }
}
