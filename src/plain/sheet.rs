//! Owns a customer read out: a line for each field that holds something, under the headings of the layout; and its
//! notes.
//! Must not read anything.

use crate::app::words::plain as words;
use crate::customer::text::one_line;
use crate::customer::{Catalog, Customer, Fields, layout, show, text};
use crate::workspace::Notes;

/// The customer, field by field.
pub fn lines(record: &Customer, fields: &Fields, catalog: &Catalog) -> Vec<String> {
    let mut lines = vec![format!("{}.", one_line(record.name()))];
    for section in layout::sections(&catalog.layout, fields) {
        let mut here = Vec::new();
        for field in section.fields {
            let label = one_line(&field.label);
            match show::block(record, field).as_slice() {
                [] => {}
                [one] => here.push(format!("{label}: {one}")),
                many => {
                    here.push(format!("{label}, {}:", many.len()));
                    here.extend(many.iter().map(|line| format!("  {line}")));
                }
            }
        }
        if !here.is_empty() {
            lines.push(format!("{}.", one_line(&section.label)));
            lines.extend(here);
        }
    }
    lines
}

/// The notes, the newest first.
pub fn notes(notes: &Notes) -> Vec<String> {
    if notes.notes.is_empty() {
        return vec![words::NO_NOTES.to_owned()];
    }
    let head = match notes.stale {
        None => words::NOTES,
        Some(_) => words::NOTES_AS_SEEN,
    };
    let mut lines = vec![head.to_owned()];
    for note in &notes.notes {
        let head = format!("{} {}", one_line(&note.at), one_line(&note.who));
        lines.push(format!("{}:", head.trim()));
        lines.extend(
            text::lines(&note.text)
                .lines()
                .map(|line| format!("  {line}")),
        );
    }
    let older = notes.total.saturating_sub(notes.notes.len());
    if older > 0 {
        lines.push(words::older_notes(older));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_holds_something_is_read_out() {
        let record = Customer::from_json(
            r#"{"customerName":"Aé","website":"","description":"one\ntwo","statusName":"Active"}"#,
        )
        .unwrap();
        assert_eq!(
            lines(&record, &Fields::standard(), &Catalog::default()),
            [
                "Aé.",
                "General.",
                "Name: Aé",
                "Status: Active",
                "Description, 2:",
                "  one",
                "  two",
            ]
        );
    }
}
