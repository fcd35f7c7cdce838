//! Owns the record that a new customer starts from, in the form that the API's own sample sends.
//! Must not know who fills it in.

use serde_json::json;

use super::catalog::Catalog;
use super::field::List;
use super::record::Customer;

/// Every key that the API's own samples send for a new customer, in their order.
const SHAPE: &str = r#"{
    "customAttributes": [], "customerId": null, "customerName": "",
    "customerNumber": "Auto generated number",
    "customerCategory": "", "customerCategoryId": null, "statusName": "", "statusId": null,
    "defaultBillingCurrency": "",
    "assigneeObjectRefName": "", "assigneeObjectRefId": null, "assigneeObjectId": null,
    "description": "", "phoneNumber": "", "contactEmail": "", "skypeName": "",
    "parentCustomerName": "", "parentCustomerId": null,
    "employeeRange": "", "employeeRangeId": null, "website": "", "tickerSymbol": "",
    "annualRevenue": null, "annualRevenueCurrencyCode": "",
    "campaignName": "", "campaignId": null, "creditRating": "",
    "marketName": "", "marketId": null, "segmentName": "", "segmentId": null,
    "industryName": "", "industryId": null, "paymentTerm": "", "paymentTermId": null,
    "ownership": "", "slaName": "", "slaId": null, "isUnsubscribed": "N",
    "accounts": [], "territories": [], "isBounced": "N", "bouncedReason": null, "isResponded": "N",
    "followUpDate": null, "followUpDescription": null,
    "createdByName": "", "lastUpdatedByName": "", "creationDate": "", "lastUpdateDate": "",
    "isExistingCustomer": "N", "isAffiliate": "N",
    "faceBookURL": "", "twitterURL": "", "linkedInURL": "",
    "createdBy": null, "lastUpdatedBy": null, "labels": [],
    "phoneNumbers": [], "emailAddresses": [], "addresses": [], "lastContactedDate": null
}"#;

/// What asks the server for the next number.
pub const AUTO_NUMBER: &str = "Auto generated number";

/// A customer of whom nothing is known yet.
pub fn empty() -> Customer {
    // The text is part of the program, and read by a test.
    Customer::from_json(SHAPE).unwrap_or_default()
}

/// A new customer: the number left to the server, the first status that is offered, and who asks in charge.
pub fn blank(catalog: &Catalog) -> Customer {
    let mut record = empty();
    if let Some(status) = catalog.list(List::Status).iter().find(|s| s.enabled) {
        record.set("statusName", json!(status.name));
        record.set("statusId", status.id.clone());
    }
    if let Some(me) = &catalog.me {
        record.set("assigneeObjectRefName", json!(me.name));
        record.set("assigneeObjectRefId", me.id.clone());
        record.set("assigneeObjectId", json!(me.object.unwrap_or(8)));
    }
    if let Some(currency) = &catalog.currency {
        record.set("defaultBillingCurrency", json!(currency));
        record.set("annualRevenueCurrencyCode", json!(currency));
    }
    record
}

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
        assert_eq!(
            record.get("assigneeObjectId"),
            Some(&serde_json::Value::Null)
        );
        assert_eq!(record.text("statusName"), "");
    }
}
