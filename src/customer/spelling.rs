//! Owns how the real getConfigData may spell its lists: the keys they stand under, and those of an item's
//! id, name and code. Three styles live side by side (`statusId`/`statusName`, `id`/`name`/`code`,
//! `lookupId`/`meaning`). Must not know what the lists are for.

use serde_json::Value;

use super::catalog::Choice;
use super::field::List;
use super::record::whole;

/// How the real answer may spell one list: the keys it may stand under, and those of an item's id and name.
pub struct Spelling {
    pub list: List,
    pub(super) keys: &'static [&'static str],
    pub(super) ids: &'static [&'static str],
    pub(super) names: &'static [&'static str],
    pub(super) codes: &'static [&'static str],
}

const fn spelling(
    list: List,
    keys: &'static [&'static str],
    ids: &'static [&'static str],
    names: &'static [&'static str],
    codes: &'static [&'static str],
) -> Spelling {
    Spelling {
        list,
        keys,
        ids,
        names,
        codes,
    }
}

/// `customerStatusList` and `paymentTerms` are evidenced for customers, the rest on sister apps or inferred
/// from `multiSelectData`; see the reference of the API.
pub const SPELLINGS: [Spelling; 17] = [
    spelling(
        List::Status,
        &[
            "customerStatusList",
            "customerStatuses",
            "statuses",
            "statusList",
        ],
        &["statusId"],
        &["statusName"],
        &["statusCode"],
    ),
    spelling(
        List::Category,
        &[
            "customerCategories",
            "categories",
            "customerCategoryList",
            "categoryList",
        ],
        &["customerCategoryId", "categoryId"],
        &["customerCategory", "categoryName", "customerCategoryName"],
        &["categoryCode"],
    ),
    spelling(
        List::Market,
        &["markets", "marketList", "customerMarkets"],
        &["marketId"],
        &["marketName"],
        &["marketCode"],
    ),
    spelling(
        List::Segment,
        &["segments", "segmentList", "customerSegments"],
        &["segmentId"],
        &["segmentName"],
        &["segmentCode"],
    ),
    spelling(
        List::Industry,
        &["industries", "Industries", "industryList"],
        &["industryId"],
        &["industryName"],
        &["industryCode"],
    ),
    spelling(
        List::EmployeeRange,
        &["employeeRanges", "employeeRangeList", "noOfEmployees"],
        &["employeeRangeId"],
        &["employeeRange", "employeeRangeName"],
        &[],
    ),
    spelling(
        List::PaymentTerm,
        &["paymentTerms", "paymentTermList"],
        &["paymentTermId"],
        &["paymentTermCode", "paymentTerm", "paymentTermName"],
        &[],
    ),
    spelling(
        List::Sla,
        &["slas", "slaList"],
        &["slaId"],
        &["slaName"],
        &["slaCode"],
    ),
    spelling(
        List::Currency,
        &["currencies", "currencyList"],
        &["currencyId"],
        &["currencyCode", "code"],
        &[],
    ),
    spelling(
        List::Country,
        &["countries", "countryList"],
        &["countryId"],
        &["countryName"],
        &["countryCode"],
    ),
    spelling(
        List::Assignee,
        &["assignees", "employees", "employeeData"],
        &["assigneeObjectRefId", "objectRefId", "employeeId", "teamId"],
        &[
            "assigneeObjectRefName",
            "objectRefName",
            "fullName",
            "employeeName",
            "teamName",
        ],
        &[],
    ),
    spelling(
        List::Territory,
        &["territories", "Territories", "territoryList"],
        &["territoryId"],
        &["territoryName"],
        &["territoryCode"],
    ),
    spelling(
        List::Label,
        &["labels", "labelList"],
        &["labelId"],
        &["labelName"],
        &[],
    ),
    spelling(
        List::Campaign,
        &["campaigns", "campaignList"],
        &["campaignId"],
        &["campaignName"],
        &[],
    ),
    spelling(
        List::PhoneType,
        &["phoneTypes"],
        &["phoneTypeId"],
        &["phoneType"],
        &["phoneTypeCode"],
    ),
    spelling(
        List::EmailType,
        &["emailTypes"],
        &["emailTypeId"],
        &["emailType"],
        &["emailTypeCode"],
    ),
    spelling(
        List::AddressType,
        &["addressTypes"],
        &["addressTypeId"],
        &["addressType"],
        &["addressTypeCode"],
    ),
];

impl Spelling {
    /// The list's choices, from the first of its keys that holds any.
    pub fn read(&self, config: &Value) -> Vec<Choice> {
        self.keys
            .iter()
            .filter_map(|key| config.get(*key).and_then(Value::as_array))
            .map(|items| {
                items
                    .iter()
                    .filter_map(|item| self.choice(item))
                    .collect::<Vec<_>>()
            })
            .find(|choices| !choices.is_empty())
            .unwrap_or_default()
    }

    /// One item of the list; none where it says nothing.
    pub fn choice(&self, item: &Value) -> Option<Choice> {
        if let Some(word) = item.as_str() {
            return (!word.is_empty()).then(|| Choice::word(word));
        }
        let pick = |keys: &[&str], general: &[&str]| {
            keys.iter()
                .chain(general)
                .filter_map(|key| item.get(*key))
                .find(|value| !value.is_null())
                .cloned()
        };
        let as_text = |value: Value| match value {
            Value::String(text) => Some(text),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        };
        let name =
            pick(self.names, &["name", "meaning", "displayName", "label"]).and_then(as_text)?;
        if name.is_empty() {
            return None;
        }
        let off = |key: &str| {
            matches!(item.get(key), Some(Value::String(s)) if s == "N" || s == "false")
                || item.get(key) == Some(&Value::Bool(false))
        };
        Some(Choice {
            id: pick(self.ids, &["id", "lookupId"]).unwrap_or(Value::Null),
            name,
            code: pick(self.codes, &["code", "lookupCode"])
                .and_then(as_text)
                .filter(|code| !code.is_empty()),
            enabled: !off("isEnabled") && !off("isActive"),
            object: (self.list == List::Assignee).then(|| {
                item.get("assigneeObjectId")
                    .or_else(|| item.get("objectId"))
                    .and_then(whole)
                    .unwrap_or(8)
            }),
        })
    }
}
