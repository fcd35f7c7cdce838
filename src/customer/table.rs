//! Owns the list of standard fields: every attribute of the customer record that public evidence of
//! the Customers API shows. One line a field; everything else is derived from these lines.

use std::borrow::Cow;

use super::field::{Field, Group as In, Kind, List};

/// Short names that people type.
pub const ALIASES: [(&str, &str); 17] = [
    ("name", "customerName"),
    ("no", "customerNumber"),
    ("number", "customerNumber"),
    ("category", "customerCategory"),
    ("owner", "assigneeObjectRefName"),
    ("terms", "paymentTerm"),
    ("revenue", "annualRevenue"),
    ("employees", "employeeRange"),
    ("phones", "phoneNumbers"),
    ("emails", "emailAddresses"),
    ("email", "emailAddresses"),
    ("phone", "phoneNumbers"),
    ("address", "addresses"),
    ("tag", "labels"),
    ("tags", "labels"),
    ("created", "creationDate"),
    ("updated", "lastUpdateDate"),
];

/// What may be done with a field: found by free words, sorted by, edited.
#[derive(Clone, Copy)]
struct Uses(bool, bool, bool);

/// Searched, sorted, edited.
const ALL: Uses = Uses(true, true, true);
/// Sorted and edited; its words would drown the search (every record says `N`).
const PLAIN: Uses = Uses(false, true, true);
/// Searched and edited; no order would mean anything.
const LISTED: Uses = Uses(true, false, true);
/// Kept by the server: sorted by at most.
const KEPT: Uses = Uses(false, true, false);
/// Kept by the server, and found by.
const FOUND: Uses = Uses(true, true, false);

const GENERAL: &str = "General";
const CONTACT: &str = "Contact";
const ADDRESSES: &str = "Addresses";
const BUSINESS: &str = "Business";
const TERMS: &str = "Terms";
const FOLLOW_UP: &str = "Follow-up";
const ONLINE: &str = "Online";
const FLAGS: &str = "Flags";
const SYSTEM: &str = "System";

/// The sections in their default order.
pub const SECTIONS: [&str; 10] = [
    GENERAL, CONTACT, ADDRESSES, BUSINESS, TERMS, FOLLOW_UP, ONLINE, FLAGS, "Custom", SYSTEM,
];

fn field(
    wire: &'static str,
    label: &'static str,
    kind: Kind,
    section: &'static str,
    uses: Uses,
) -> Field {
    Field {
        wire: Cow::Borrowed(wire),
        label: Cow::Borrowed(label),
        kind,
        id_wire: None,
        section,
        search: uses.0,
        sort: uses.1,
        edit: uses.2,
        required: false,
        custom: None,
    }
}

fn pair(
    wire: &'static str,
    id_wire: &'static str,
    label: &'static str,
    kind: Kind,
    section: &'static str,
    uses: Uses,
) -> Field {
    Field {
        id_wire: Some(id_wire),
        ..field(wire, label, kind, section, uses)
    }
}

/// Every standard field, in the order in which forms and details show them.
pub fn standard() -> Vec<Field> {
    use Kind::*;
    vec![
        Field {
            required: true,
            ..field("customerName", "Name", Text, GENERAL, ALL)
        },
        field("customerNumber", "Number", Text, GENERAL, ALL),
        pair(
            "statusName",
            "statusId",
            "Status",
            Choice(List::Status),
            GENERAL,
            ALL,
        ),
        pair(
            "customerCategory",
            "customerCategoryId",
            "Category",
            Choice(List::Category),
            GENERAL,
            ALL,
        ),
        pair(
            "assigneeObjectRefName",
            "assigneeObjectRefId",
            "Assignee",
            Assignee,
            GENERAL,
            ALL,
        ),
        pair(
            "parentCustomerName",
            "parentCustomerId",
            "Parent customer",
            Reference,
            GENERAL,
            ALL,
        ),
        field("labels", "Labels", Group(In::Labels), GENERAL, LISTED),
        field("description", "Description", Note, GENERAL, LISTED),
        field("phoneNumbers", "Phones", Group(In::Phones), CONTACT, LISTED),
        field(
            "emailAddresses",
            "E-mails",
            Group(In::Emails),
            CONTACT,
            LISTED,
        ),
        field("phoneNumber", "Main phone", Phone, CONTACT, ALL),
        field("contactEmail", "Main e-mail", Email, CONTACT, ALL),
        field("website", "Website", Url, CONTACT, ALL),
        field("skypeName", "Skype", Text, CONTACT, ALL),
        field(
            "addresses",
            "Addresses",
            Group(In::Addresses),
            ADDRESSES,
            LISTED,
        ),
        pair(
            "marketName",
            "marketId",
            "Market",
            Choice(List::Market),
            BUSINESS,
            ALL,
        ),
        pair(
            "segmentName",
            "segmentId",
            "Segment",
            Choice(List::Segment),
            BUSINESS,
            ALL,
        ),
        pair(
            "industryName",
            "industryId",
            "Industry",
            Choice(List::Industry),
            BUSINESS,
            ALL,
        ),
        pair(
            "employeeRange",
            "employeeRangeId",
            "Employee range",
            Choice(List::EmployeeRange),
            BUSINESS,
            ALL,
        ),
        field("annualRevenue", "Annual revenue", Money, BUSINESS, ALL),
        field(
            "annualRevenueCurrencyCode",
            "Revenue currency",
            Code(List::Currency),
            BUSINESS,
            PLAIN,
        ),
        field("ownership", "Ownership", Text, BUSINESS, ALL),
        field("tickerSymbol", "Ticker symbol", Text, BUSINESS, ALL),
        pair(
            "territoryName",
            "territoryId",
            "Territory",
            Choice(List::Territory),
            BUSINESS,
            ALL,
        ),
        field(
            "territories",
            "Territories",
            Group(In::Territories),
            BUSINESS,
            LISTED,
        ),
        field(
            "accounts",
            "Accounts",
            Group(In::Accounts),
            BUSINESS,
            Uses(true, false, false),
        ),
        pair(
            "campaignName",
            "campaignId",
            "Campaign",
            Choice(List::Campaign),
            BUSINESS,
            ALL,
        ),
        pair(
            "paymentTerm",
            "paymentTermId",
            "Payment term",
            Choice(List::PaymentTerm),
            TERMS,
            ALL,
        ),
        field(
            "defaultBillingCurrency",
            "Billing currency",
            Code(List::Currency),
            TERMS,
            PLAIN,
        ),
        field("creditRating", "Credit rating", Text, TERMS, ALL),
        pair("slaName", "slaId", "SLA", Choice(List::Sla), TERMS, ALL),
        field("supportPlanName", "Support plan", Text, TERMS, FOUND),
        field(
            "currencyCode",
            "Currency",
            Code(List::Currency),
            TERMS,
            KEPT,
        ),
        field("followUpDate", "Follow-up", Date, FOLLOW_UP, PLAIN),
        field(
            "followUpDescription",
            "Follow-up note",
            Note,
            FOLLOW_UP,
            LISTED,
        ),
        field(
            "lastContactedDate",
            "Last contacted",
            Date,
            FOLLOW_UP,
            PLAIN,
        ),
        field("linkedInURL", "LinkedIn", Url, ONLINE, ALL),
        field("twitterURL", "Twitter", Url, ONLINE, ALL),
        field("faceBookURL", "Facebook", Url, ONLINE, ALL),
        field(
            "isExistingCustomer",
            "Existing customer",
            Flag,
            FLAGS,
            PLAIN,
        ),
        field("isAffiliate", "Affiliate", Flag, FLAGS, PLAIN),
        field("isUnsubscribed", "Unsubscribed", Flag, FLAGS, PLAIN),
        field("isResponded", "Responded", Flag, FLAGS, PLAIN),
        field("isBounced", "Bounced", Flag, FLAGS, PLAIN),
        field("bouncedReason", "Bounce reason", Text, FLAGS, ALL),
        field("syncToGoogle", "Sync to Google", Flag, FLAGS, PLAIN),
        field(
            "notes",
            "Notes",
            Group(In::Notes),
            GENERAL,
            Uses(true, false, false),
        ),
        field("customerId", "Customer id", Opaque, SYSTEM, FOUND),
        field("id", "Record id", Opaque, SYSTEM, KEPT),
        field("customerNameNotAnalysed", "Exact name", Text, SYSTEM, KEPT),
        field("creationDate", "Created on", Stamp, SYSTEM, KEPT),
        pair(
            "createdByName",
            "createdBy",
            "Created by",
            Reference,
            SYSTEM,
            FOUND,
        ),
        field("lastUpdateDate", "Updated on", Stamp, SYSTEM, KEPT),
        pair(
            "lastUpdatedByName",
            "lastUpdatedBy",
            "Changed by",
            Reference,
            SYSTEM,
            FOUND,
        ),
        field("updatedBy", "Updated by id", Opaque, SYSTEM, KEPT),
        field("version", "Version", Opaque, SYSTEM, KEPT),
        field("isActive", "Active", Flag, SYSTEM, KEPT),
        field("firmId", "Firm", Opaque, SYSTEM, KEPT),
        field("objectId", "App id", Opaque, SYSTEM, KEPT),
        field("objectStatus", "Record state", Opaque, SYSTEM, KEPT),
        field("sortNumber", "Sort number", Opaque, SYSTEM, KEPT),
        field("toObjectIds", "Linked apps", Opaque, SYSTEM, KEPT),
        field("affiliateLogoId", "Affiliate logo", Opaque, SYSTEM, KEPT),
        field(
            "deActivateRendered",
            "May be deactivated",
            Opaque,
            SYSTEM,
            KEPT,
        ),
        field("isApproveRendered", "May be approved", Opaque, SYSTEM, KEPT),
        field(
            "reInstateRendered",
            "May be reinstated",
            Opaque,
            SYSTEM,
            KEPT,
        ),
    ]
}
