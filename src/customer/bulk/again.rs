//! Owns saying a change that was made to one record as edits that can be made to any: a text is set, a label is
//! added or taken out. What only means something on that one record is no such edit.
//! Must not make them.

use super::{Edit, How, elements_of, lists};
use crate::customer::catalog::Catalog;
use crate::customer::change::{Change, Part};
use crate::customer::elements;
use crate::customer::field::{Field, Group, Kind};
use crate::customer::show;

/// The edits that do to another record what this change did; none where nothing does.
pub fn again(field: &Field, change: &Change, catalog: &Catalog) -> Option<Vec<Edit>> {
    let hows = match field.kind {
        kind if super::is_list(kind) => of_list(field, change)?,
        _ => {
            let text = show::edit_text(field, &change.to, &catalog.date_format);
            // An empty text clears the field.
            vec![How::Set(text)]
        }
    };
    let edits = hows.into_iter().map(|how| Edit::new(field, how).ok());
    edits.collect()
}

fn of_list(field: &Field, change: &Change) -> Option<Vec<How>> {
    let names = |part: &Part| match field.kind {
        Kind::Group(group) => elements_of(field, part)
            .iter()
            .map(|element| elements::line(element, group))
            .collect(),
        _ => lists::options(field, part),
    };
    let (from, to): (Vec<String>, Vec<String>) = (names(&change.from), names(&change.to));
    let added: Vec<&String> = to.iter().filter(|name| !from.contains(name)).collect();
    let gone: Vec<&String> = from.iter().filter(|name| !to.contains(name)).collect();
    let fits = match field.kind {
        // A number that was corrected is this customer's own, and so is an address.
        Kind::Group(Group::Phones | Group::Emails) => gone.is_empty() && !added.is_empty(),
        Kind::Group(Group::Labels | Group::Territories) => true,
        Kind::Group(_) => false,
        _ => true,
    };
    let gone = gone.into_iter().cloned().map(How::Remove);
    let added = added.into_iter().cloned().map(How::Append);
    fits.then(|| gone.chain(added).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::customer::bulk::changes;
    use crate::customer::{Customer, Fields};
    use serde_json::{Value, json};

    fn customer(value: Value) -> Customer {
        Customer::from_value(value).unwrap()
    }

    fn change(field: &Field, from: &Customer, to: &Customer) -> Change {
        Change {
            field: field.wire.to_string(),
            from: from.part(field),
            to: to.part(field),
        }
    }

    /// What becomes of another record by a change from one to the other.
    fn done_to(wire: &str, from: Value, to: Value, other: Value) -> Option<Customer> {
        let (fields, catalog) = (Fields::standard(), Catalog::default());
        let field = fields.find(wire).unwrap();
        let (from, to) = (customer(from), customer(to));
        let edits = again(field, &change(field, &from, &to), &catalog)?;
        let mut other = customer(other);
        for change in changes(&other, &edits, &catalog).unwrap() {
            other.apply(&change);
        }
        Some(other)
    }

    #[test]
    fn a_text_is_set_and_an_empty_one_cleared() {
        let done = done_to(
            "website",
            json!({"website": "a.example"}),
            json!({"website": "b.example"}),
            json!({"website": "c.example"}),
        );
        assert_eq!(done.unwrap().text("website"), "b.example");
        let done = done_to(
            "website",
            json!({"website": "a.example"}),
            json!({"website": ""}),
            json!({"website": "c.example"}),
        );
        assert_eq!(done.unwrap().text("website"), "");
    }

    #[test]
    fn a_label_that_came_or_went_does_so_elsewhere_and_the_others_stay() {
        let labels = |names: &[&str]| {
            let all: Vec<Value> = names
                .iter()
                .map(|name| json!({"labelName": name}))
                .collect();
            json!({ "labels": all })
        };
        let done = done_to(
            "labels",
            labels(&["old", "kept"]),
            labels(&["kept", "new"]),
            labels(&["own", "old"]),
        );
        let done = done.unwrap();
        let names: Vec<&str> = done
            .list("labels")
            .iter()
            .filter_map(|label| label.get("labelName")?.as_str())
            .collect();
        assert_eq!(names, ["own", "new"]);
    }

    #[test]
    fn what_is_one_customers_own_is_not_done_to_others() {
        let phone = |number: &str| json!({"phoneNumbers": [{"phoneNumber": number, "id": "1"}]});
        assert_eq!(
            done_to("phoneNumbers", phone("1"), phone("2"), json!({})),
            None
        );
        let city = |city: &str| json!({"addresses": [{"city": city}]});
        assert_eq!(
            done_to("addresses", json!({}), city("Ulm"), json!({})),
            None
        );
    }
}
