//! Owns the detail as lines of text: which sections and fields, wrapped to a width.
//! Must not draw or scroll.

use super::highlight::{self, Sought};
use super::measure;
use super::reason::Reason;
use super::words;
use crate::customer::text::one_line;
use crate::customer::{Catalog, Customer, Fields, Kind, layout, show};

/// One line of the detail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SheetLine {
    Section(String),
    /// A label (on the first line of a field) and a part of its value.
    Text {
        label: String,
        text: String,
        /// The field's wire name.
        field: String,
    },
    Blank,
}

/// How wide the labels are.
pub const LABELS: usize = 18;

/// The detail of a customer, `width` wide. `all`: fields without a value too.
pub fn sheet(
    record: &Customer,
    catalog: &Catalog,
    fields: &Fields,
    all: bool,
    width: usize,
) -> Vec<SheetLine> {
    let room = width.saturating_sub(LABELS + 1).max(8);
    let mut lines = Vec::new();
    for section in layout::sections(&catalog.layout, fields) {
        let mut here = Vec::new();
        for field in section.fields {
            let block = show::block(record, field);
            // Every record says no to most flags; only a yes is worth a line.
            let dull = field.kind == Kind::Flag && block == ["no"];
            if !all && (block.is_empty() || dull || is_copy(&field.wire)) {
                continue;
            }
            let mut label = one_line(&field.label);
            if block.is_empty() {
                here.push(SheetLine::Text {
                    label,
                    text: "–".to_owned(),
                    field: field.wire.to_string(),
                });
                continue;
            }
            for text in block.iter().flat_map(|text| measure::wrap(text, room)) {
                here.push(SheetLine::Text {
                    label: std::mem::take(&mut label),
                    text,
                    field: field.wire.to_string(),
                });
            }
        }
        if here.is_empty() {
            continue;
        }
        if !lines.is_empty() {
            lines.push(SheetLine::Blank);
        }
        lines.push(SheetLine::Section(one_line(&section.label)));
        lines.extend(here);
    }
    lines
}

/// What a search found a customer by, above the detail.
pub fn matched(reasons: &[Reason], sought: &Sought, width: usize) -> Vec<SheetLine> {
    let room = width.saturating_sub(LABELS + 1).max(8);
    let mut lines: Vec<SheetLine> = Vec::new();
    for reason in reasons {
        let label = format!("{}: ", reason.label);
        let rest = room.saturating_sub(measure::width(&label));
        let spots = sought.spots(&reason.text, &reason.field);
        let text = format!("{label}{}", highlight::excerpt(&reason.text, &spots, rest));
        lines.push(SheetLine::Text {
            label: if lines.is_empty() { words::MATCHED } else { "" }.to_owned(),
            text: measure::cut(&text, room),
            field: reason.field.clone(),
        });
    }
    if !lines.is_empty() {
        lines.push(SheetLine::Blank);
    }
    lines
}

/// Fields that repeat another one, or that mean something to the server alone.
pub(super) fn is_copy(wire: &str) -> bool {
    matches!(
        wire,
        "id" | "customerNameNotAnalysed"
            | "firmId"
            | "objectId"
            | "objectStatus"
            | "sortNumber"
            | "toObjectIds"
            | "updatedBy"
            | "isActive"
            | "deActivateRendered"
            | "isApproveRendered"
            | "reInstateRendered"
            | "affiliateLogoId"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn lines(all: bool) -> Vec<SheetLine> {
        let record = Customer::from_value(json!({
            "customerName": "A", "description": "one two three four five six seven\n\nend", "isAffiliate": "N", "isBounced": "Y",
        }))
        .unwrap();
        sheet(&record, &Catalog::default(), &Fields::standard(), all, 40)
    }

    #[test]
    fn only_what_is_filled_is_shown_unless_all_is_asked_for() {
        let has = |lines: &[SheetLine], name: &str| {
            lines
                .iter()
                .any(|line| matches!(line, SheetLine::Text { label, .. } if label == name))
        };
        let few = lines(false);
        assert!(has(&few, "Name") && has(&few, "Bounced"));
        assert!(!has(&few, "Website") && !has(&few, "Affiliate"));
        assert!(has(&lines(true), "Website"));
        assert!(!few.contains(&SheetLine::Section("Terms".to_owned())));
    }

    #[test]
    fn long_text_is_wrapped_under_its_label() {
        let texts: Vec<String> = lines(false)
            .into_iter()
            .filter_map(|line| match line {
                SheetLine::Text { text, .. } => Some(text),
                _ => None,
            })
            .collect();
        assert!(texts.iter().all(|text| measure::width(text) <= 21));
        assert!(texts.contains(&"one two three four".to_owned()));
    }
}
