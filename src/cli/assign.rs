//! Owns reading `FIELD=VALUE` from the command line into changes of a record. Must not save them.

use crate::customer::{Catalog, Change, Customer, Fields, show, text, validate};

use super::columns::find_field;
use super::problem::Problem;

/// The changes that the assignments make to a record; what stays as it was is left out.
pub fn changes(
    record: &Customer,
    assignments: &[String],
    fields: &Fields,
    catalog: &Catalog,
) -> Result<Vec<Change>, Problem> {
    let mut changes: Vec<Change> = Vec::new();
    for assignment in assignments {
        let (name, typed) = assignment.split_once('=').ok_or_else(|| {
            Problem::usage(format!(
                "“{assignment}” is no FIELD=VALUE; nothing was changed"
            ))
        })?;
        if name.trim_end().ends_with(OPERATORS) {
            return Err(Problem::usage(format!(
                "“{name}=” is not known; it is FIELD=VALUE, which takes the place of what is there; nothing was changed"
            )));
        }
        let field = find_field(name.trim(), fields)?;
        if !field.edit {
            return Err(Problem::usage(format!(
                "{} is kept by the server and cannot be set; nothing was changed",
                field.label
            )));
        }
        validate::fits_on_a_line(field, typed)?;
        if changes.iter().any(|change| change.field == field.wire) {
            return Err(Problem::usage(format!(
                "{} is given twice; nothing was changed",
                field.label
            )));
        }
        let from = record.part(field);
        let to = validate::read(field, typed, &from, catalog)?;
        changes.push(Change {
            field: field.wire.to_string(),
            from,
            to,
        });
    }
    changes.retain(|change| !change.is_nothing());
    Ok(changes)
}

/// What other programs write before the equals sign when they mean something else than “set”.
const OPERATORS: [char; 9] = ['+', '-', '~', '!', '*', ':', '?', '<', '>'];

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
            &["skype+=more"],
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
