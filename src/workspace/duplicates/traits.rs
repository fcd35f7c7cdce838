//! Owns what of a customer is compared with others: its values as small texts, each of a kind, spelled so
//! that equal means the same. Must not weigh them.

use serde_json::Value;

use crate::customer::Customer;
use crate::customer::legal;
use crate::customer::text::fold;

/// What a text says of a customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A word of the name.
    Word,
    /// All words of the name without the blanks.
    Whole,
    /// The legal form.
    Form,
    Phone,
    Email,
    /// The host of the website, or of an e-mail address that is the firm's own.
    Host,
    /// A word of the street.
    Street,
    /// A number in the street.
    House,
    Zip,
    City,
    State,
    Country,
    /// Any other field, the wire name before the value.
    Other,
}

/// One text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Trait {
    pub kind: Kind,
    pub text: String,
}

/// The members of a record that are looked at.
pub const KEYS: [&str; 14] = [
    "customerName",
    "phoneNumbers",
    "phoneNumber",
    "emailAddresses",
    "contactEmail",
    "website",
    "addresses",
    "tickerSymbol",
    "skypeName",
    "linkedInURL",
    "twitterURL",
    "faceBookURL",
    "customAttributes",
    // The id, so that a record made of these members alone still says which it is.
    "customerId",
];

/// Fields that name one customer where they have a value.
const SINGLE: [&str; 5] = [
    "tickerSymbol",
    "skypeName",
    "linkedInURL",
    "twitterURL",
    "faceBookURL",
];

/// Hosts where anybody has an address: they say nothing of the firm.
const ANYBODYS: [&str; 24] = [
    "gmail.com",
    "googlemail.com",
    "yahoo.com",
    "yahoo.co.uk",
    "yahoo.co.in",
    "outlook.com",
    "hotmail.com",
    "hotmail.co.uk",
    "live.com",
    "msn.com",
    "icloud.com",
    "me.com",
    "aol.com",
    "gmx.de",
    "gmx.net",
    "web.de",
    "t-online.de",
    "freenet.de",
    "orange.fr",
    "libero.it",
    "mail.ru",
    "yandex.ru",
    "qq.com",
    "proton.me",
];

/// The last digits of a phone number: those that it has however its country and its area are written.
const DIGITS: usize = 7;
/// Fewer digits are no phone number.
const FEWEST_DIGITS: usize = 5;
/// Longer values of other fields are prose.
const LONGEST: usize = 80;

/// What stands between a field's name and its value.
pub const OF: char = '\u{1f}';

/// Everything that is compared, in the order of the kinds, each text once.
pub fn read(record: &Customer) -> Vec<Trait> {
    let mut all = Vec::new();
    name(record, &mut all);
    phones(record, &mut all);
    online(record, &mut all);
    for address in record.list("addresses") {
        place(address, &mut all);
    }
    others(record, &mut all);
    all.sort();
    all.dedup();
    all
}

fn add(all: &mut Vec<Trait>, kind: Kind, text: impl Into<String>) {
    let text = text.into();
    if !text.is_empty() {
        all.push(Trait { kind, text });
    }
}

fn name(record: &Customer, all: &mut Vec<Trait>) {
    let parts = legal::read(record.name());
    add(all, Kind::Whole, parts.words.concat());
    for word in parts.words {
        add(all, Kind::Word, word);
    }
    if let Some(form) = parts.form {
        add(all, Kind::Form, form);
    }
}

fn phones(record: &Customer, all: &mut Vec<Trait>) {
    let listed = record.list("phoneNumbers").iter();
    let listed = listed.filter_map(|phone| phone.get("phoneNumber").and_then(Value::as_str));
    for phone in listed.chain([record.text("phoneNumber")]) {
        let digits: Vec<u8> = phone.bytes().filter(u8::is_ascii_digit).collect();
        if digits.len() >= FEWEST_DIGITS {
            let last = &digits[digits.len().saturating_sub(DIGITS)..];
            let text: String = last.iter().map(|digit| char::from(*digit)).collect();
            add(all, Kind::Phone, text);
        }
    }
}

fn online(record: &Customer, all: &mut Vec<Trait>) {
    let listed = record.list("emailAddresses").iter();
    let listed = listed.filter_map(|email| email.get("emailAddress").and_then(Value::as_str));
    for email in listed.chain([record.text("contactEmail")]) {
        let email = email.trim().to_lowercase();
        let Some((_, host)) = email.rsplit_once('@') else {
            continue;
        };
        if !ANYBODYS.contains(&host) {
            add(all, Kind::Host, host);
        }
        add(all, Kind::Email, email.as_str());
    }
    add(all, Kind::Host, host(record.text("website")));
}

/// `https://www.Example.com/shop` is `example.com`.
fn host(website: &str) -> String {
    let lower = website.trim().to_lowercase();
    let rest = lower
        .split_once("://")
        .map_or(lower.as_str(), |(_, rest)| rest);
    let host = rest.split(['/', '?', '#', ':']).next().unwrap_or_default();
    host.trim_start_matches("www.").to_owned()
}

fn place(address: &Value, all: &mut Vec<Trait>) {
    let get = |key: &str| address.get(key).and_then(Value::as_str).unwrap_or_default();
    for line in ["addressLine1", "addressLine2"] {
        for word in legal::words(get(line)) {
            let kind = match word.bytes().any(|byte| byte.is_ascii_digit()) {
                true => Kind::House,
                false => Kind::Street,
            };
            add(all, kind, word);
        }
    }
    add(all, Kind::Zip, legal::words(get("zipCode")).concat());
    add(all, Kind::City, legal::words(get("city")).join(" "));
    let state = [get("state"), get("stateCode")];
    let state = state.iter().find(|text| !text.is_empty());
    add(all, Kind::State, fold(state.unwrap_or(&"")));
    let country = [get("countryName"), get("countryCode")];
    let country = country.iter().find(|text| !text.is_empty());
    add(all, Kind::Country, fold(country.unwrap_or(&"")));
}

fn others(record: &Customer, all: &mut Vec<Trait>) {
    for wire in SINGLE {
        other(wire, record.text(wire), all);
    }
    for element in record.list("customAttributes") {
        let get = |key: &str| element.get(key).and_then(Value::as_str).unwrap_or_default();
        // What is picked from a list is shared by many, and prose is never the same twice.
        let says_which = matches!(
            get("customAttributeType"),
            "input" | "number" | "date" | "link"
        );
        if says_which {
            let wire = crate::customer::field::custom_wire(get("customAttributeId"));
            other(&wire, get("customAttributeValue"), all);
        }
    }
}

fn other(wire: &str, value: &str, all: &mut Vec<Trait>) {
    let value = fold(value.trim().trim_end_matches('/'));
    if !value.is_empty() && value.len() <= LONGEST {
        add(all, Kind::Other, format!("{wire}{OF}{value}"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn of(kind: Kind, record: Value) -> Vec<String> {
        let record = Customer::from_value(record).unwrap();
        let all = read(&record).into_iter();
        all.filter(|one| one.kind == kind)
            .map(|one| one.text)
            .collect()
    }

    #[test]
    fn a_phone_number_is_one_however_it_is_written() {
        for phone in ["+49 (0)89 123 456", "0049 89 123456", "089/123456"] {
            let found = of(
                Kind::Phone,
                json!({"phoneNumbers": [{"phoneNumber": phone}]}),
            );
            assert_eq!(found, ["9123456"], "{phone}");
        }
        assert!(of(Kind::Phone, json!({"phoneNumber": "n/a 12"})).is_empty());
    }

    #[test]
    fn a_host_is_known_from_the_website_and_from_addresses_of_its_own() {
        let record = json!({"website": "HTTPS://www.Acme.example/shop?a=1",
            "emailAddresses": [{"emailAddress": "Ann@acme.example"}, {"emailAddress": "ann@gmail.com"}]});
        assert_eq!(of(Kind::Host, record.clone()), ["acme.example"]);
        assert_eq!(
            of(Kind::Email, record),
            ["ann@acme.example", "ann@gmail.com"]
        );
    }

    #[test]
    fn a_record_of_the_looked_at_keys_reads_the_same() {
        let odd = json!({"customerName": 7, "phoneNumbers": {"a": 1}, "addresses": [null, 3, {"city": []}],
            "customAttributes": [{"customAttributeType": "input", "customAttributeId": "x", "customAttributeValue": " A-1 "}]});
        let record = Customer::from_value(odd).unwrap();
        let short = crate::store::peek::record(&record.to_json(), &KEYS);
        assert_eq!(read(&record), read(&short));
        assert_eq!(read(&record).len(), 1);
    }
}
