//! Owns reading the labelled data: rows of a CSV file as customers, and which of them are one.
//! Must not look for twins.

use std::collections::HashMap;
use std::error::Error;
use std::path::Path;

use serde_json::json;

use rolo::customer::Customer;

/// Persons of a FEBRL file; the same text before a customer means the same person (`rec-7-org` and `rec-7-dup-0`).
pub fn persons(path: &Path) -> Result<Vec<(String, Customer)>, Box<dyn Error>> {
    let mut file = csv::ReaderBuilder::new()
        .trim(csv::Trim::All)
        .from_path(path)?;
    let mut all = Vec::new();
    for row in file.deserialize() {
        let row: HashMap<String, String> = row?;
        let get = |key: &str| row.get(key).cloned().unwrap_or_default();
        let joined = |a: &str, b: &str| format!("{} {}", get(a), get(b)).trim().to_owned();
        let attribute = |name: &str, kind: &str| json!({"customAttributeId": name, "customAttributeType": kind, "customAttributeValue": get(name)});
        let record = json!({
            "customerName": joined("given_name", "surname"),
            "addresses": [{
                "addressLine1": joined("street_number", "address_1"), "addressLine2": get("address_2"),
                "city": get("suburb"), "zipCode": get("postcode"), "state": get("state"), "countryName": "Australia",
            }],
            "customAttributes": [attribute("date_of_birth", "date"), attribute("soc_sec_id", "input")],
        });
        let person = get("rec_id")
            .rsplit("rec-")
            .next()
            .and_then(|rest| rest.split('-').next())
            .unwrap_or_default()
            .to_owned();
        all.push((person, Customer::from_value(record)?));
    }
    Ok(all)
}

/// How many pairs of them are one person.
pub fn twins(all: &[(String, Customer)]) -> usize {
    let mut sizes: HashMap<&str, usize> = HashMap::new();
    for (person, _) in all {
        *sizes.entry(person).or_default() += 1;
    }
    sizes.values().map(|size| size * (size - 1) / 2).sum()
}

/// Companies of a file of legal entities; each row is another company.
pub fn companies(path: &Path) -> Result<Vec<Customer>, Box<dyn Error>> {
    let mut file = csv::Reader::from_path(path)?;
    let mut all = Vec::new();
    for row in file.deserialize() {
        let row: HashMap<String, String> = row?;
        let get = |key: &str| row.get(key).cloned().unwrap_or_default();
        let record = json!({
            "customerName": get("legal_name"),
            "addresses": [{"countryCode": get("country")}],
        });
        all.push(Customer::from_value(record)?);
    }
    Ok(all)
}
