//! Owns the record that a new customer starts from, in the form that the API's own sample sends.
//! Must not know who fills it in.

use serde_json::{Value, json};

use super::catalog::{Catalog, Choice};
use super::field::List;
use super::record::Customer;

/// A new customer: the number left to the server, the first status that is offered, and who asks in charge.
pub fn blank(catalog: &Catalog) -> Customer {
    let status = catalog.list(List::Status).iter().find(|s| s.enabled);
    let currency = catalog.currency.as_deref().unwrap_or_default();
    let name = |choice: Option<&Choice>| json!(choice.map_or("", |c| c.name.as_str()));
    let id = |choice: Option<&Choice>| choice.map_or(Value::Null, |c| c.id.clone());
    let me = catalog.me.as_ref();
    let mut record = Customer::new();
    let mut put = |keys: &[&str], value: Value| {
        for key in keys {
            record.set(key, value.clone());
        }
    };
    put(&["customAttributes"], json!([]));
    put(&["customerId"], Value::Null);
    put(&["customerName"], json!(""));
    put(&["customerNumber"], json!(AUTO_NUMBER));
    put(&["customerCategory"], json!(""));
    put(&["customerCategoryId"], Value::Null);
    put(&["statusName"], name(status));
    put(&["statusId"], id(status));
    put(&["defaultBillingCurrency"], json!(currency));
    put(&["assigneeObjectRefName"], name(me));
    put(&["assigneeObjectRefId"], id(me));
    put(
        &["assigneeObjectId"],
        me.map_or(Value::Null, |me| json!(me.object.unwrap_or(8))),
    );
    put(&TEXTS, json!(""));
    put(&PAIRS.map(|(name, _)| name), json!(""));
    put(&PAIRS.map(|(_, id)| id), Value::Null);
    put(&["annualRevenueCurrencyCode"], json!(currency));
    put(&NOTHING, Value::Null);
    put(&FLAGS, json!("N"));
    put(&LISTS, json!([]));
    record
}

/// What asks the server for the next number.
pub const AUTO_NUMBER: &str = "Auto generated number";

const TEXTS: [&str; 13] = [
    "description",
    "phoneNumber",
    "contactEmail",
    "skypeName",
    "website",
    "tickerSymbol",
    "creditRating",
    "ownership",
    "faceBookURL",
    "twitterURL",
    "linkedInURL",
    "creationDate",
    "lastUpdateDate",
];

const PAIRS: [(&str, &str); 9] = [
    ("parentCustomerName", "parentCustomerId"),
    ("employeeRange", "employeeRangeId"),
    ("campaignName", "campaignId"),
    ("marketName", "marketId"),
    ("segmentName", "segmentId"),
    ("industryName", "industryId"),
    ("paymentTerm", "paymentTermId"),
    ("slaName", "slaId"),
    ("createdByName", "createdBy"),
];

const NOTHING: [&str; 5] = [
    "annualRevenue",
    "bouncedReason",
    "followUpDate",
    "followUpDescription",
    "lastContactedDate",
];

const FLAGS: [&str; 5] = [
    "isUnsubscribed",
    "isBounced",
    "isResponded",
    "isExistingCustomer",
    "isAffiliate",
];

const LISTS: [&str; 6] = [
    "accounts",
    "territories",
    "labels",
    "addresses",
    "phoneNumbers",
    "emailAddresses",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_customer_is_the_samples_shape_with_the_firms_own_defaults() {
        let catalog = Catalog::parse(&json!({
            "customerStatusList": [{"statusId": 1, "statusName": "Old", "isEnabled": "N"}, {"statusId": 2, "statusName": "Active"}],
            "currencyCode": "EUR", "assigneeObjectRefName": "Ada", "assigneeObjectRefId": 7,
        }));
        let record = blank(&catalog);
        assert_eq!(
            (record.text("statusName"), record.get("statusId")),
            ("Active", Some(&json!(2)))
        );
        assert_eq!(record.text("assigneeObjectRefName"), "Ada");
        assert_eq!(record.get("assigneeObjectId"), Some(&json!(8)));
        assert_eq!(record.text("annualRevenueCurrencyCode"), "EUR");
        assert_eq!(record.number(), AUTO_NUMBER);
        assert_eq!(record.id(), None);
    }

    #[test]
    fn without_a_catalog_nothing_is_guessed() {
        let record = blank(&Catalog::default());
        assert_eq!(record.get("assigneeObjectId"), Some(&Value::Null));
        assert_eq!(record.text("statusName"), "");
    }
}
