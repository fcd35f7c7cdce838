//! Owns the envelope of a customer's notes, both ways. Must not send anything.

use serde_json::{Map, Value};

use crate::customer::note::Note;
use crate::customer::record::whole;

/// Reads the notes of a customer, and how many there are in all; none where there is no list.
pub fn notes(answer: &Value) -> Option<(Vec<Note>, usize)> {
    let list = ["notes", "data", "aaData"]
        .iter()
        .find_map(|key| answer.get(*key).and_then(Value::as_array))?;
    let notes: Vec<Note> = list.iter().map(note).collect();
    let total = answer.get("countOfRecords").and_then(whole);
    let total = total.and_then(|total| usize::try_from(total).ok());
    let total = total.unwrap_or(notes.len()).max(notes.len());
    Some((notes, total))
}

fn note(note: &Value) -> Note {
    let text = |keys: &[&str]| {
        keys.iter()
            .find_map(|key| note.get(*key).and_then(Value::as_str))
            .unwrap_or_default()
            .to_owned()
    };
    Note {
        text: text(&["noteText", "description"]),
        who: text(&["createdByName", "createdBy"]),
        at: text(&["creationDate", "lastUpdateDate"]),
    }
}

/// Writes a page of notes.
pub fn write_notes(notes: Vec<Value>, total: usize) -> String {
    let page = [
        ("notes".to_owned(), Value::Array(notes)),
        ("countOfRecords".to_owned(), Value::from(total)),
    ];
    Value::Object(Map::from_iter(page)).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn notes_are_read_from_any_list_and_odd_ones_are_empty() {
        let sent =
            json!({"noteText": "a", "createdByName": "ann", "creationDate": "2024-01-01 00:00:00"});
        let page = write_notes(vec![sent, json!(7)], 9);
        let (notes, total) = super::notes(&serde_json::from_str(&page).unwrap()).unwrap();
        assert_eq!((notes.len(), total), (2, 9));
        assert_eq!(
            (notes[0].text.as_str(), notes[0].who.as_str()),
            ("a", "ann")
        );
        assert_eq!(notes[1].text, "");
        assert_eq!(super::notes(&json!({"x": []})), None);
    }
}
