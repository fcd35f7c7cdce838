//! Owns what a local workspace starts with: the catalog it answers as its getConfigData, and the sample
//! customers. Both are embedded in the binary. The companies are real and only facts about them are kept,
//! without phone numbers and people; status, category, terms and assignee are made up.
//! Must not store anything: whoever opens a workspace saves what this room hands over.

use serde_json::{Value, json};
use thiserror::Error;

use crate::customer::blank;
use crate::customer::field::Group;
use crate::customer::{Catalog, Customer, Field, Fields, Invalid, List, Part, validate};

const CATALOG: &str = include_str!("../../assets/catalog.json");
const CUSTOMERS: &str = include_str!("../../assets/customers.csv");

/// Why the sample customers could not be made. It only happens with a catalog that is not ours.
#[derive(Debug, Error)]
pub enum SampleError {
    #[error("the sample customers could not be read: {0}; start with an empty workspace instead")]
    Csv(#[from] csv::Error),
    #[error(
        "the sample customers do not fit this catalog ({company}: {invalid}); start with an empty workspace instead"
    )]
    Unfit { company: String, invalid: Invalid },
    #[error(
        "the sample customers have a column “{0}” that no field knows; start with an empty workspace instead"
    )]
    Column(String),
}

/// The local workspace's getConfigData.
pub fn default_catalog() -> Value {
    // Part of the binary and read by a test. Were it broken, an empty catalog still opens.
    serde_json::from_str(CATALOG).unwrap_or_default()
}

/// The getConfigData of a team's server: without the people whom the sample customers are made up with, as a
/// team has its own.
pub fn team_catalog() -> Value {
    let mut catalog = default_catalog();
    if let Some(config) = catalog.as_object_mut() {
        for list in ["employees", "teams"] {
            config.insert(list.to_owned(), json!([]));
        }
        for me in ["assigneeObjectRefId", "assigneeObjectRefName"] {
            config.insert(me.to_owned(), Value::Null);
        }
    }
    catalog
}

/// The sample customers as new records, ready for a save: no ids yet, and a number to be assigned.
pub fn sample_customers(catalog: &Catalog) -> Result<Vec<Customer>, SampleError> {
    let fields = Fields::standard();
    let mut reader = csv::Reader::from_reader(CUSTOMERS.as_bytes());
    let columns = reader
        .headers()?
        .iter()
        .map(|name| Column::named(name, &fields))
        .collect::<Result<Vec<_>, _>>()?;
    let blank = blank::blank(catalog);
    reader
        .records()
        .map(|row| customer(&row?, &columns, blank.clone(), catalog))
        .collect()
}

/// Where the values of one column go.
enum Column<'a> {
    Field(&'a Field),
    /// A member of the one address that a sample customer has.
    Address(String),
}

impl<'a> Column<'a> {
    fn named(name: &str, fields: &'a Fields) -> Result<Column<'a>, SampleError> {
        if matches!(name, "city" | "state" | "stateCode" | "countryName") {
            return Ok(Column::Address(name.to_owned()));
        }
        fields
            .find(name)
            .map(Column::Field)
            .ok_or_else(|| SampleError::Column(name.to_owned()))
    }
}

fn customer(
    row: &csv::StringRecord,
    columns: &[Column],
    mut record: Customer,
    catalog: &Catalog,
) -> Result<Customer, SampleError> {
    let unfit = |invalid: Invalid| SampleError::Unfit {
        company: row.get(0).unwrap_or_default().to_owned(),
        invalid,
    };
    let mut address = Group::Addresses.blank(0);
    for (column, text) in columns.iter().zip(row) {
        if text.is_empty() {
            continue;
        }
        match column {
            Column::Field(field) => {
                let part = validate::read(field, text, &Part::new(), catalog).map_err(unfit)?;
                for (key, value) in part {
                    record.set(&key, value);
                }
            }
            Column::Address(member) => {
                put_in_address(&mut address, member, text, catalog).map_err(unfit)?;
            }
        }
    }
    record.set("addresses", json!([address]));
    Ok(record)
}

fn put_in_address(
    address: &mut Part,
    member: &str,
    text: &str,
    catalog: &Catalog,
) -> Result<(), Invalid> {
    let choice = Group::Addresses
        .members()
        .iter()
        .find(|known| known.wire == member && member == "countryName");
    let Some(country) = choice else {
        address.insert(member.to_owned(), json!(text));
        return Ok(());
    };
    let found = catalog.find(List::Country, text).ok_or_else(|| Invalid {
        label: country.label.to_owned(),
        reason: format!("“{text}” is not in the list"),
    })?;
    validate::choose_member(address, country, found);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::customer::show;
    use std::collections::HashSet;

    fn catalog() -> Catalog {
        Catalog::parse(&default_catalog())
    }

    #[test]
    fn the_catalog_brings_every_list_and_all_ids_are_its_own() {
        let catalog = catalog();
        assert_eq!(catalog.missing(), []);
        for (list, least) in [
            (List::Status, 6),
            (List::Industry, 40),
            (List::Country, 249),
            (List::Currency, 40),
        ] {
            assert!(catalog.list(list).len() >= least, "{list:?}");
        }
        for list in [
            List::Status,
            List::Industry,
            List::Country,
            List::PaymentTerm,
        ] {
            let ids: HashSet<String> = catalog
                .list(list)
                .iter()
                .map(|choice| choice.id.to_string())
                .collect();
            assert_eq!(ids.len(), catalog.list(list).len(), "{list:?}");
        }
        assert!(catalog.me.is_some() && catalog.currency.is_some());
    }

    #[test]
    fn the_ids_that_the_apis_samples_use_mean_the_same_here() {
        let catalog = catalog();
        for (list, name, id) in [
            (List::Status, "Active", 10000),
            (List::Status, "Prospect", 10002),
            (List::PaymentTerm, "Net 30", 98763),
            (List::Country, "United States", 176),
            (List::Country, "India", 70),
            (List::Country, "Albania", 2),
            (List::PhoneType, "Business", 20673183),
        ] {
            assert_eq!(catalog.find(list, name).unwrap().id, json!(id), "{name}");
        }
        let code = |list, name| catalog.find(list, name).unwrap().code.clone();
        assert_eq!(
            code(List::AddressType, "Billing Address").as_deref(),
            Some("1")
        );
        assert_eq!(
            code(List::PhoneType, "Mobile").as_deref(),
            Some("PHONE_MOBILE")
        );
    }

    #[test]
    fn the_layout_places_every_field_that_can_be_edited() {
        let catalog = catalog();
        let placed: HashSet<&str> = catalog
            .layout
            .sections
            .iter()
            .flat_map(|section| &section.attributes)
            .flat_map(|names| names.iter().map(String::as_str))
            .collect();
        for field in Fields::with_catalog(&catalog)
            .iter()
            .filter(|field| field.edit)
        {
            assert!(placed.contains(field.wire.as_ref()), "{}", field.wire);
        }
        assert!(catalog.custom.len() >= 8);
    }

    #[test]
    fn there_are_enough_customers_and_each_is_named_once() {
        let all = sample_customers(&catalog()).unwrap();
        assert!(all.len() >= 1_500, "{}", all.len());
        let names: HashSet<&str> = all.iter().map(Customer::name).collect();
        assert_eq!(names.len(), all.len());
        assert!(names.iter().any(|name| name.contains("Volkswagen")));
        assert!(all.iter().all(|one| one.list("phoneNumbers").is_empty()));
    }

    #[test]
    fn every_name_of_a_list_has_the_lists_id_beside_it() {
        let catalog = catalog();
        let fields = Fields::standard();
        for record in sample_customers(&catalog).unwrap() {
            for field in fields.iter() {
                let (Some(list), Some(id)) = (field.list(), field.id_wire) else {
                    continue;
                };
                let name = record.text(&field.wire);
                let expected = match name {
                    "" => Value::Null,
                    name => catalog.find(list, name).unwrap().id.clone(),
                };
                assert_eq!(record.get(id).unwrap_or(&Value::Null), &expected, "{name}");
            }
            let address = &record.list("addresses")[0];
            let country = catalog
                .find(List::Country, address["countryName"].as_str().unwrap())
                .unwrap();
            assert_eq!(address["countryId"], country.id);
            assert_eq!(address["countryCode"].as_str(), country.code.as_deref());
        }
    }

    #[test]
    fn every_value_could_have_been_typed_into_the_form() {
        let catalog = catalog();
        let fields = Fields::standard();
        for record in sample_customers(&catalog).unwrap() {
            for field in fields.iter().filter(|field| field.edit) {
                if matches!(field.kind, crate::customer::Kind::Group(_))
                    || field.wire == "customerNumber"
                {
                    continue;
                }
                let text = show::edit_text(field, &record.part(field), &catalog.date_format);
                let read = validate::read(field, &text, &Part::new(), &catalog);
                assert!(read.is_ok(), "{}: {read:?}", record.name());
            }
        }
    }

    #[test]
    fn another_catalog_is_refused_in_words() {
        let catalog = Catalog::parse(&json!({
            "countries": default_catalog()["countries"],
            "customerStatusList": [{"statusId": 1, "statusName": "Only this"}],
        }));
        let error = sample_customers(&catalog).unwrap_err().to_string();
        assert!(
            error.contains("Status") && error.contains("empty workspace"),
            "{error}"
        );
    }
}
