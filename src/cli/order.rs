//! Owns how an order is written on the command line: fields with a direction each, the first first.
//! Must not sort.

use crate::customer::Fields;
use crate::query::{Sort, SortKey};

use super::columns::find_field;
use super::problem::Problem;

/// The order that `a,b:desc` names.
pub fn parse(text: &str, fields: &Fields) -> Result<Sort, Problem> {
    let keys: Result<Vec<SortKey>, Problem> = text
        .split(',')
        .map(|key| known(direction(key.trim())?, fields))
        .collect();
    Ok(Sort::by_all(keys?))
}

/// A field's name and its direction, of `name`, `name:asc` or `name:desc`.
pub fn direction(text: &str) -> Result<SortKey, Problem> {
    let (name, descending) = match text.rsplit_once(':') {
        Some((name, way)) if way.eq_ignore_ascii_case("desc") => (name, true),
        Some((name, way)) if way.eq_ignore_ascii_case("asc") => (name, false),
        Some((_, way)) => {
            return Err(Problem::usage(format!(
                "“{way}” is no order; it is asc or desc"
            )));
        }
        None => (text, false),
    };
    Ok(SortKey {
        field: name.to_owned(),
        descending,
    })
}

/// What orders by the first address.
pub const OF_ADDRESS: [(&str, &str); 2] = [("city", "City"), ("country", "Country")];

/// The key by the name that the field has on the wire.
pub fn known(key: SortKey, fields: &Fields) -> Result<SortKey, Problem> {
    if OF_ADDRESS.iter().any(|(name, _)| *name == key.field) {
        return Ok(key);
    }
    let field = find_field(&key.field, fields)?;
    if !field.sort {
        return Err(Problem::usage(format!(
            "{} has no order to sort by",
            field.label
        )));
    }
    Ok(SortKey {
        field: field.wire.to_string(),
        ..key
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_is_fields_with_a_direction_each() {
        let fields = Fields::standard();
        let of = |text: &str| {
            parse(text, &fields).map(|sort| {
                let keys = sort.keys();
                keys.map(|(field, down)| (field.to_owned(), down))
                    .collect::<Vec<_>>()
            })
        };
        let key = |field: &str, down| (field.to_owned(), down);
        assert_eq!(of("revenue:desc").unwrap(), [key("annualRevenue", true)]);
        assert_eq!(of("revenue:DESC").unwrap(), [key("annualRevenue", true)]);
        assert_eq!(of("city:Asc").unwrap(), [key("city", false)]);
        assert_eq!(of("city").unwrap(), [key("city", false)]);
        assert_eq!(
            of("status, name:desc,country:asc").unwrap(),
            [
                key("statusName", false),
                key("customerName", true),
                key("country", false)
            ]
        );
        for bad in ["nme", "name:down", "description", "", "city,", "city,nme"] {
            assert_eq!(of(bad).unwrap_err().exit as u8, 2, "{bad}");
        }
    }
}
