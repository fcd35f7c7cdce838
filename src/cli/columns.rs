//! Owns the columns of a list: which there are, what they are called, and what each says of a customer.
//! Must not lay anything out.

use serde_json::Value;

use crate::customer::field::Kind;
use crate::customer::{Catalog, Customer, Field, Fields, show};
use crate::workspace::export::cell;

use super::problem::Problem;
use super::table::Head;

/// What a list shows unless it is told otherwise.
pub const DEFAULT: &str = "customerId,customerNumber,customerName,statusName,customerCategory,city,phoneNumbers,assigneeObjectRefName";

/// Members of the first address that are columns of their own.
pub const OF_ADDRESS: [(&str, &str, &str); 4] = [
    ("city", "City", "city"),
    ("country", "Country", "countryName"),
    ("state", "State", "state"),
    ("zip", "Zip code", "zipCode"),
];

#[derive(Clone, Debug, PartialEq)]
pub enum Column {
    /// A field; `key` is the one of its wire keys that was asked for.
    Field { field: Box<Field>, key: String },
    Address {
        name: &'static str,
        label: &'static str,
        member: &'static str,
    },
}

impl Column {
    /// The columns that `a,b,c` names, each once.
    pub fn parse(names: &str, fields: &Fields) -> Result<Vec<Column>, Problem> {
        let mut columns: Vec<Column> = Vec::new();
        for name in names
            .split(',')
            .map(str::trim)
            .filter(|name| !name.is_empty())
        {
            let column = Column::find(name, fields)?;
            if !columns.contains(&column) {
                columns.push(column);
            }
        }
        Ok(columns)
    }

    pub fn find(name: &str, fields: &Fields) -> Result<Column, Problem> {
        let address = OF_ADDRESS
            .iter()
            .find(|(known, _, _)| known.eq_ignore_ascii_case(name));
        if let Some((name, label, member)) = address {
            return Ok(Column::Address {
                name,
                label,
                member,
            });
        }
        let field = find_field(name, fields)?;
        let key = field
            .keys()
            .find(|key| *key == name)
            .unwrap_or(&field.wire)
            .to_owned();
        Ok(Column::Field {
            field: Box::new(field.clone()),
            key,
        })
    }

    /// Whether it is about notes: those stand at the server beside their customer, and a list does not fetch them.
    pub fn is_notes(&self) -> bool {
        matches!(self, Column::Field { field, .. } if !field.is_asked_for())
    }

    /// The name in CSV and JSON.
    pub fn wire(&self) -> &str {
        match self {
            Column::Field { key, .. } => key,
            Column::Address { name, .. } => name,
        }
    }

    pub fn head(&self) -> Head {
        match self {
            Column::Field { field, .. } => Head {
                label: match field.wire.as_ref() {
                    "customerId" => "Id".to_owned(),
                    _ => field.label.to_string(),
                },
                right: field.is_numeric() || field.wire == "customerId",
            },
            Column::Address { label, .. } => Head {
                label: (*label).to_owned(),
                right: false,
            },
        }
    }

    /// What it says to a person, on one line.
    pub fn text(&self, record: &Customer) -> String {
        match self {
            Column::Field { field, key } if *key == field.wire => show::line(record, field),
            Column::Field { key, .. } => match record.get(key) {
                None | Some(Value::Null) => String::new(),
                Some(Value::String(text)) => crate::customer::text::one_line(text),
                Some(other) => other.to_string(),
            },
            Column::Address { member, .. } => {
                crate::customer::text::one_line(show::first_address(record, member))
            }
        }
    }

    /// What it says in CSV, as an import reads it: numbers and names as they are on the wire, days as ISO, lists and
    /// the firm's own attributes as an export writes them.
    pub fn plain(&self, record: &Customer, catalog: &Catalog) -> String {
        if let Column::Field { field, key } = self
            && *key == field.wire
            && matches!(field.kind, Kind::Date | Kind::Group(_) | Kind::Custom(_))
        {
            return cell::of_field(record, field, catalog);
        }
        match self.value(record) {
            Value::String(text) => text,
            Value::Number(number) => number.to_string(),
            _ => self.text(record),
        }
    }

    /// What it says to a program: the value as it is on the wire.
    pub fn value(&self, record: &Customer) -> Value {
        match self {
            Column::Field { field, .. } if field.custom.is_some() => record
                .part(field)
                .remove(field.wire.as_ref())
                .unwrap_or(Value::Null),
            Column::Field { key, .. } => record.get(key).cloned().unwrap_or(Value::Null),
            Column::Address { member, .. } => {
                Value::String(show::first_address(record, member).to_owned())
            }
        }
    }
}

/// A list with a column of notes would say that nobody has any.
pub fn no_notes() -> Problem {
    Problem::usage("notes are no column of a list; `rolo show ID` reads them")
}

/// A field by any of its names; an unknown one is a usage error that names its neighbours.
pub fn find_field<'a>(name: &str, fields: &'a Fields) -> Result<&'a Field, Problem> {
    if let Some(field) = fields.find(name) {
        return Ok(field);
    }
    let mut near: Vec<String> = fields.near(name).into_iter().map(Field::kebab).collect();
    if near.is_empty() {
        let known: Vec<String> = fields.iter().map(Field::kebab).collect();
        let known: Vec<&str> = known.iter().map(String::as_str).collect();
        let typed = name.to_lowercase();
        near.extend(crate::config::nearest(&typed, &known).map(str::to_owned));
    }
    let hint = if near.is_empty() {
        "; `rolo show ID --json` shows the names of all fields".to_owned()
    } else {
        format!("; did you mean {}?", near.join(", "))
    };
    Err(Problem::usage(format!("there is no field “{name}”{hint}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record() -> Customer {
        Customer::from_json(
            r#"{"customerId":7,"statusName":"Active","statusId":10000,"addresses":[{"city":"Wolfsburg","countryName":"Germany"}]}"#,
        )
        .unwrap()
    }

    #[test]
    fn columns_are_found_by_label_by_wire_name_and_in_the_first_address() {
        let fields = Fields::standard();
        let columns = Column::parse("status, statusId,city,customer-id", &fields).unwrap();
        let texts: Vec<String> = columns.iter().map(|c| c.text(&record())).collect();
        assert_eq!(texts, ["Active", "10000", "Wolfsburg", "7"]);
        let names: Vec<&str> = columns.iter().map(Column::wire).collect();
        assert_eq!(names, ["statusName", "statusId", "city", "customerId"]);
        assert_eq!(columns[1].value(&record()), serde_json::json!(10000));
    }

    #[test]
    fn a_column_that_is_named_twice_is_there_once() {
        let columns = Column::parse("name,city,customerName,CITY", &Fields::standard()).unwrap();
        let names: Vec<&str> = columns.iter().map(Column::wire).collect();
        assert_eq!(names, ["customerName", "city"]);
    }

    #[test]
    fn csv_has_what_an_import_reads() {
        let record = Customer::from_json(
            r#"{"annualRevenue":3910000000.50,"annualRevenueCurrencyCode":"EUR","isAffiliate":"N","followUpDate":"31/01/2024","website":null,
                "phoneNumbers":[{"phoneNumber":"1"},{"phoneNumber":"2"}]}"#,
        )
        .unwrap();
        let names = "revenue,annualRevenueCurrencyCode,affiliate,follow-up,website,phones";
        let columns = Column::parse(names, &Fields::standard()).unwrap();
        let catalog = Catalog::parse(&serde_json::json!({"dateFormat": "dd/MM/yyyy"}));
        let texts: Vec<String> = columns.iter().map(|c| c.plain(&record, &catalog)).collect();
        assert_eq!(texts[..5], ["3910000000.50", "EUR", "N", "2024-01-31", ""]);
        // What a text would not say whole is JSON, as in an export.
        assert!(texts[5].starts_with("[{"), "{texts:?}");
    }

    #[test]
    fn the_default_columns_exist() {
        assert!(Column::parse(DEFAULT, &Fields::standard()).is_ok());
    }

    #[test]
    fn an_unknown_field_names_its_neighbours() {
        let fields = Fields::standard();
        let text = |name| find_field(name, &fields).unwrap_err().text;
        assert!(text("pay").contains("payment-term"), "{}", text("pay"));
        assert!(text("statsu").contains("status"), "{}", text("statsu"));
        assert_eq!(find_field("xyzzy", &fields).unwrap_err().exit as u8, 2);
    }
}
