//! Owns writing a customer as a vCard 4.0: its name, phones, e-mails, addresses, links, labels and note.
//! What a card has no word for is left out.

use serde_json::Value;

use crate::customer::Customer;

/// A card's lines end with CR LF, and none is longer than this many bytes.
const LINE: usize = 75;

/// The types of phones, e-mails and addresses that other programs understand.
const TYPES: [(&str, &str); 8] = [
    ("Business", "work"),
    ("Mobile", "cell"),
    ("Home", "home"),
    ("Fax", "fax"),
    ("Billing Address", "work"),
    ("Shipping Address", "work"),
    ("Mailing Address", "work"),
    ("Other", "other"),
];

/// Networks that a record has a field for, and what they are called in a card.
pub const NETWORKS: [(&str, &str); 3] = [
    ("linkedInURL", "linkedin"),
    ("twitterURL", "twitter"),
    ("faceBookURL", "facebook"),
];

/// The parameter that carries a type by the name it has in the catalog.
pub const TYPE_NAME: &str = "X-TYPE-NAME";
/// The parameter that carries what an address has no place for.
pub const COUNTY: &str = "X-COUNTY";
/// What the id of a customer begins with in a card.
pub const UID: &str = "rolo-customer-";

/// The card of one customer.
pub fn write(record: &Customer) -> String {
    let mut card = Card::default();
    card.line("BEGIN", "VCARD");
    card.line("VERSION", "4.0");
    card.line("KIND", "org");
    if let Some(id) = record.id() {
        card.line("UID", &format!("{UID}{id}"));
    }
    card.text("FN", record.name());
    card.text("ORG", record.name());
    for phone in record.list("phoneNumbers") {
        card.typed("TEL", phone.get("phoneType"), &text(phone, "phoneNumber"));
    }
    for email in record.list("emailAddresses") {
        card.typed(
            "EMAIL",
            email.get("emailType"),
            &text(email, "emailAddress"),
        );
    }
    for address in record.list("addresses") {
        let county = address.get("county").and_then(Value::as_str);
        let name = match county.filter(|county| !county.is_empty()) {
            Some(county) => format!("ADR;{COUNTY}=\"{}\"", parameter(county)),
            None => "ADR".to_owned(),
        };
        card.typed(&name, address.get("addressType"), &place(address));
    }
    // A web address is a URI, in which nothing is escaped.
    card.value("URL", record.text("website"));
    card.text("NOTE", record.text("description"));
    card.labels(record.list("labels"));
    card.text("X-SKYPE", record.text("skypeName"));
    for (wire, network) in NETWORKS {
        let name = format!("X-SOCIALPROFILE;TYPE={network}");
        card.value(&name, record.text(wire));
    }
    card.line("END", "VCARD");
    card.out
}

fn text(element: &Value, key: &str) -> String {
    let value = element.get(key).and_then(Value::as_str);
    escaped(value.unwrap_or_default())
}

/// Post box, which no customer has; second line; street; city; region; code; country.
fn place(address: &Value) -> String {
    let parts = [
        "",
        "addressLine2",
        "addressLine1",
        "city",
        "state",
        "zipCode",
        "countryName",
    ];
    let parts: Vec<String> = parts.iter().map(|key| text(address, key)).collect();
    let is_empty = parts.iter().all(String::is_empty) && text(address, "county").is_empty();
    match is_empty {
        true => String::new(),
        false => parts.join(";"),
    }
}

/// Text in which the characters that a card gives a meaning to are taken as they are.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | ';' | ',' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\r' => {}
            c => out.push(c),
        }
    }
    out
}

#[derive(Default)]
struct Card {
    out: String,
}

impl Card {
    fn text(&mut self, name: &str, value: &str) {
        self.value(name, &escaped(value));
    }

    /// A line, unless there is nothing to say.
    fn value(&mut self, name: &str, value: &str) {
        if !value.is_empty() {
            self.line(name, &value.replace(['\r', '\n'], " "));
        }
    }

    fn typed(&mut self, name: &str, kind: Option<&Value>, value: &str) {
        let kind = kind.and_then(Value::as_str).unwrap_or_default();
        if value.is_empty() {
            return;
        }
        let usual = TYPES.iter().find(|(known, _)| *known == kind);
        let usual = usual.map(|(_, word)| format!(";TYPE={word}"));
        // No type is said, too: a reader would take the usual one.
        let named = format!(";{TYPE_NAME}=\"{}\"", parameter(kind));
        self.line(
            &format!("{name}{}{named}", usual.unwrap_or_default()),
            value,
        );
    }

    fn labels(&mut self, labels: &[Value]) {
        let names = labels.iter().map(|label| text(label, "labelName"));
        let names: Vec<String> = names.filter(|name| !name.is_empty()).collect();
        self.value("CATEGORIES", &names.join(","));
    }

    /// Folds what is too long, between characters.
    fn line(&mut self, name: &str, value: &str) {
        let mut room = LINE;
        for c in format!("{name}:{value}").chars() {
            if c.len_utf8() > room {
                self.out.push_str("\r\n ");
                room = LINE - 1;
            }
            self.out.push(c);
            room -= c.len_utf8();
        }
        self.out.push_str("\r\n");
    }
}

/// A parameter's value between quotation marks, which it cannot hold itself.
fn parameter(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '"' => out.push_str("^'"),
            '^' => out.push_str("^^"),
            '\n' => out.push_str("^n"),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_card_says_what_a_card_can() {
        let record = Customer::from_value(json!({
            "customerId": 7, "customerName": "Ring; Ring, Co", "description": "one\ntwo",
            "phoneNumbers": [{"phoneNumber": "+49 1 23", "phoneType": "Mobile"}],
            "addresses": [{"addressLine1": "Ring 1", "city": "Ulm", "addressType": "Billing Address"}, {"city": ""}],
            "labels": [{"labelName": "a,b"}, {"labelName": "c"}],
        }))
        .unwrap();
        let lines: Vec<String> = write(&record).lines().map(str::to_owned).collect();
        for line in [
            "FN:Ring\\; Ring\\, Co",
            "TEL;TYPE=cell;X-TYPE-NAME=\"Mobile\":+49 1 23",
            "ADR;TYPE=work;X-TYPE-NAME=\"Billing Address\":;;Ring 1;Ulm;;;",
            "NOTE:one\\ntwo",
            "CATEGORIES:a\\,b,c",
        ] {
            assert!(lines.iter().any(|l| l == line), "{line} in {lines:?}");
        }
        assert_eq!(lines.iter().filter(|l| l.starts_with("ADR")).count(), 1);
    }

    #[test]
    fn long_lines_are_folded_between_characters() {
        let name = "Ä".repeat(100);
        let record = Customer::from_value(json!({"customerName": name})).unwrap();
        let card = write(&record);
        assert!(card.split("\r\n").all(|line| line.len() <= LINE));
        assert!(
            card.replace("\r\n ", "")
                .contains(&format!("FN:{name}\r\n"))
        );
    }
}
