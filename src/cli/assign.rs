//! Owns reading `FIELD=VALUE` and its kin from the command line into changes of a record. Must not save them.

use crate::customer::bulk::{self, Edit, Wrong};
use crate::customer::{Catalog, Change, Customer, Fields, show, text};

use super::columns::find_field;
use super::problem::Problem;

/// What the words ask for.
pub fn edits(words: &[String], fields: &Fields) -> Result<Vec<Edit>, Problem> {
    let edits = words
        .iter()
        .map(|word| bulk::parse_with(word, |name| find_field(name, fields)));
    let edits: Vec<Edit> = edits.collect::<Result<_, _>>()?;
    bulk::check_together(&edits)?;
    Ok(edits)
}

/// The changes that they make to a record; what stays as it was is left out.
pub fn changes(
    record: &Customer,
    words: &[String],
    fields: &Fields,
    catalog: &Catalog,
) -> Result<Vec<Change>, Problem> {
    Ok(bulk::changes(record, &edits(words, fields)?, catalog)?)
}

impl From<Wrong> for Problem {
    fn from(wrong: Wrong) -> Problem {
        Problem::usage(format!("{wrong}; nothing was changed"))
    }
}

/// What a change says to a person: `Status: Active → Prospect`.
pub fn sentence(change: &Change, fields: &Fields) -> String {
    let Some(field) = fields.find(&change.field) else {
        return change.field.clone();
    };
    let side = |part| {
        let shown = text::one_line(&show::part_text(field, part));
        if shown.is_empty() {
            "(nothing)".to_owned()
        } else {
            shown
        }
    };
    format!(
        "{}: {} → {}",
        field.label,
        side(&change.from),
        side(&change.to)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn try_on(json: &str, assignments: &[&str]) -> Result<Vec<String>, Problem> {
        let fields = Fields::standard();
        let assignments: Vec<String> = assignments.iter().map(|a| (*a).to_owned()).collect();
        let record = Customer::from_json(json).unwrap();
        let changes = changes(&record, &assignments, &fields, &Catalog::default())?;
        Ok(changes
            .iter()
            .map(|change| sentence(change, &fields))
            .collect())
    }

    #[test]
    fn fields_are_set_by_their_names_and_only_what_moves_is_a_change() {
        let done = try_on(
            r#"{"customerName":"A","website":"a.example"}"#,
            &["website=b.example", "name=A", "credit-rating=AA=+"],
        );
        assert_eq!(
            done.unwrap(),
            [
                "Website: a.example → b.example",
                "Credit rating: (nothing) → AA=+"
            ]
        );
    }

    #[test]
    fn a_note_keeps_its_lines_and_a_line_its_words() {
        let done = try_on("{}", &["description=one\ntwo", "name=A\n"]);
        assert_eq!(
            done.unwrap(),
            ["Description: (nothing) → one two", "Name: (nothing) → A"]
        );
    }

    #[test]
    fn what_cannot_be_set_is_refused_before_anything_is_changed() {
        for bad in [
            &["website"][..],
            &["xyzzy=1"],
            &["website+=more.example"],
            &["website!=a.example"],
            &["version=3"],
            &["website=a.example", "website=b.example"],
            &["website=not a web address"],
            &["name="],
            &["name=New\nLine"],
            &["name=New\rLine"],
            &["skype=New\u{2028}Line"],
            &["phone=1\n2"],
        ] {
            let problem = try_on(r#"{"customerName":"A"}"#, bad).unwrap_err();
            assert_eq!(problem.exit as u8, 2, "{bad:?}: {}", problem.text);
        }
    }
}
