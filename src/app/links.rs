//! Owns which words on the screen lead somewhere: web and e-mail addresses of the customer in the detail. Where they
//! lead is made of harmless characters alone, whatever a record holds.
//! Must not know how a terminal is told.

use super::layer::Layer;
use super::measure;
use super::model::Model;
use super::sheet::{LABELS, SheetLine};
use crate::customer::field::{CustomKind, Group};
use crate::customer::{Customer, Field, Kind, show};

/// A word on the screen, and where it leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    pub x: u16,
    pub y: u16,
    /// As it stands there: where something lies over it, it is no link.
    pub text: String,
    pub to: String,
}

/// Longer ones are none that a person reads.
const LONGEST: usize = 1000;

/// The links in sight.
pub fn links(model: &Model) -> Vec<Link> {
    let over = |layer: &Layer| !matches!(layer, Layer::Search | Layer::Detail);
    let in_sight = model.is_split() || model.is_in_detail();
    let record = model.current().filter(|_| in_sight);
    let Some(record) = record.filter(|_| !model.layers.iter().any(over)) else {
        return Vec::new();
    };
    let area = model.detail_area();
    let left = usize::from(area.x) + 1 + LABELS;
    let lines = model.sheet();
    let mut links = Vec::new();
    // The first line holds the name.
    let page = usize::from(area.height.saturating_sub(1));
    for (nth, line) in lines.iter().skip(model.detail.top).take(page).enumerate() {
        let SheetLine::Text { text, field, .. } = line else {
            continue;
        };
        let y = u16::try_from(usize::from(area.y) + 1 + nth);
        let field = model.fields.find(field).filter(|field| holds_links(field));
        let (Ok(y), Some(field)) = (y, field) else {
            continue;
        };
        for (column, word, to) in leading(record, field, text) {
            if let Ok(x) = u16::try_from(left + column) {
                let text = word.to_owned();
                links.push(Link { x, y, text, to });
            }
        }
    }
    links
}

fn holds_links(field: &Field) -> bool {
    matches!(
        field.kind,
        Kind::Url | Kind::Email | Kind::Group(Group::Emails) | Kind::Custom(CustomKind::Link)
    )
}

/// The words of a line that lead somewhere, each with its column. A word that was cut at the end of a line would lead
/// astray: it must stand in the record as it stands here.
fn leading<'a>(record: &Customer, field: &Field, line: &'a str) -> Vec<(usize, &'a str, String)> {
    let whole = show::block(record, field);
    let is_whole = |word: &str| {
        whole
            .iter()
            .any(|text| text.split_whitespace().any(|w| w == word))
    };
    let mut found = Vec::new();
    for word in line.split_whitespace().filter(|word| is_whole(word)) {
        let start = (word.as_ptr() as usize).wrapping_sub(line.as_ptr() as usize);
        let before = line.get(..start).unwrap_or_default();
        let bare = word.trim_end_matches([',', ';', ')']);
        if let Some(to) = target(bare) {
            found.push((measure::width(before), bare, to));
        }
    }
    found
}

/// Where a word leads; none where it is no address.
fn target(word: &str) -> Option<String> {
    let lower = word.to_ascii_lowercase();
    let web = lower.starts_with("https://") || lower.starts_with("http://");
    let to = match word.split_once('@') {
        _ if web => word.to_owned(),
        Some((name, host)) if !name.is_empty() && host.contains('.') => format!("mailto:{word}"),
        None if is_host(word) => format!("https://{word}"),
        _ => return None,
    };
    let to = harmless(&to);
    (to.len() <= LONGEST).then_some(to)
}

/// `name.tld`, and perhaps a path behind it; not `file:///x`, nor `javascript:x`.
fn is_host(word: &str) -> bool {
    let host = word.split(['/', '?', '#']).next().unwrap_or_default();
    let fits = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-');
    let part = |part: &str| !part.is_empty();
    host.contains('.') && host.chars().all(fits) && host.split('.').all(part)
}

/// Only printable ASCII, all else by its bytes: nothing of it can end the link or be obeyed.
fn harmless(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'!'..=b'~' => out.push(char::from(byte)),
            other => out.push_str(&format!("%{other:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::customer::Fields;
    use proptest::prelude::*;
    use serde_json::json;

    fn of(wire: &str, value: serde_json::Value, line: &str) -> Vec<(usize, String)> {
        let record = Customer::from_value(json!({ wire: value })).unwrap();
        let fields = Fields::standard();
        let found = leading(&record, fields.find(wire).unwrap(), line);
        found.into_iter().map(|(at, _, to)| (at, to)).collect()
    }

    #[test]
    fn web_and_mail_addresses_lead_where_they_say() {
        let site = "www.acme.example/a?b=c";
        let found = of("website", json!(site), site);
        assert_eq!(found, [(0, format!("https://{site}"))]);
        let full = "http://acme.example";
        assert_eq!(of("website", json!(full), full), [(0, full.to_owned())]);
        let mails = json!([{"emailAddress": "a@b.example", "emailType": "Business"}]);
        let record = Customer::from_value(json!({ "emailAddresses": mails })).unwrap();
        let fields = Fields::standard();
        let field = fields.find("emailAddresses").unwrap();
        let line = show::block(&record, field).remove(0);
        let found = leading(&record, field, &line);
        assert_eq!(found[0].2, "mailto:a@b.example");
    }

    #[test]
    fn what_is_cut_or_no_address_leads_nowhere() {
        let long = "https://acme.example/long/path";
        assert_eq!(of("website", json!(long), "https://acme.exam"), []);
        for odd in [
            "javascript:alert(1)",
            "file:///etc/passwd",
            "none",
            "..",
            "a@b",
        ] {
            assert_eq!(of("website", json!(odd), odd), [], "{odd}");
        }
    }

    proptest! {
        #[test]
        fn nothing_that_a_terminal_obeys_gets_into_a_link(word in "\\PC{0,6}(https?://|@|\\.)?(?s:.){0,20}") {
            if let Some(to) = target(&word) {
                prop_assert!(to.bytes().all(|byte| byte.is_ascii_graphic()), "{to:?}");
            }
        }
    }
}
